"""From a written reply to the words that are said."""
