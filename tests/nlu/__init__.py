"""Tests of nlu/: from text to meaning."""
