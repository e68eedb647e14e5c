"""Tests of speech/: what is said, who speaks, what is heard."""
