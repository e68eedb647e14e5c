"""Whole conversations, as a banker writes them."""
