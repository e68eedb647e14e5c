"""From question to passages."""
