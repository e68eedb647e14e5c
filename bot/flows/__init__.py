"""The flow language: tasks in steps, written as data."""
