"""The desk: queue, presence and who may do what, as pure functions."""
