"""How a promise is told to the customer who asks what became of it."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from bot.acts import Row
from bot.matter_rules import MatterRules
from bot.message import Language
from bot.promise import Promise


def told(promise: Promise, language: Language, rules: MatterRules) -> Row:
    """A line in the form of a matter's."""
    words = _words()
    return {
        "reference": f"P{promise.id[:5].upper()}",
        "kind": str(words["kind"][promise.kind][language]),
        "state": str(words["state"][promise.state][language]),
        "next": str(words["next"][promise.state][language]),
        "due": rules.written(promise.kept_at or promise.due_at),
        "outcome": promise.outcome,
    }


@cache
def _words() -> Mapping[str, Any]:
    return loads(files("bot").joinpath("promises.toml").read_text("utf-8"))
