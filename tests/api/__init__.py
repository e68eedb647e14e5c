"""Tests through the doors: HTTP, sockets, pages."""
