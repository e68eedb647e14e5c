"""A written number taken apart: whole part, decimals that mean something."""


def split(text: str) -> tuple[int, str]:
    """1,234.50 is (1234, "5"): zeros at the end are not said."""
    whole, _, decimals = text.replace(",", "").partition(".")
    return int(whole), decimals.rstrip("0")
