"""Calls: the dialects of lines, and whole calls."""
