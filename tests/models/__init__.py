"""Tests of the records, on SQLite and on a real PostgreSQL."""
