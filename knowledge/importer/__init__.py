"""From a bank's own files to articles, with a preview of what is wrong."""
