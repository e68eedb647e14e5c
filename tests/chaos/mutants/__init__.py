"""Bugs that the checker must find, planted into a life of the service."""
