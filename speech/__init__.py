"""Between audio and text."""
