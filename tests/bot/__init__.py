"""The rules, tested without any engine."""
