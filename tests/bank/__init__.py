"""Tests of the bank's systems: contract, connector, performers, calculators."""
