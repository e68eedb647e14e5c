"""Calls: how the telephone and the browser bring sound in and take it out."""
