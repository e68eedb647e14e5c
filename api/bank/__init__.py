"""The bank's systems: the contract with its core, the connector, and what acts need."""
