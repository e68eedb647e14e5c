"""Tests of the `teller` command."""
