"""Runs of an evaluation: kept, compared, and told to people."""
