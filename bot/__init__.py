"""The rules of the service: standing on the standard library alone."""
