"""Whose turn it is to speak in a call: rules on a virtual clock."""
