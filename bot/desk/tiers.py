"""Tiers: what a customer is to the bank, as far as the queue asks."""

from enum import StrEnum


class Tier(StrEnum):
    ORDINARY = "ordinary"
    SENIOR = "senior"
    """Old enough to be served sooner, and more slowly."""
    VIP = "vip"
