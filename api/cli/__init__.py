"""The `teller` command: one file for each thing that an operator can ask for."""
