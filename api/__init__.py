"""The doors: channels, desk, administration and command line."""
