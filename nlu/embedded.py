"""The encoder that ships: where every bank's own encoder starts from."""

from pathlib import Path

FOLDER = Path(__file__).parent / "embedded"
"""Its card stands in the manifest there; `scripts/train_encoder` makes it again."""
