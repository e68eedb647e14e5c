"""Knowledge, tested on small bases with its real engines."""
