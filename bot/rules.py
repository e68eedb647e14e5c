"""The rules as data: thresholds, patience, skills and assurance per intent."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from bot.errors import MalformedRules
from bot.message import Channel
from bot.verification import Assurance


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Calibrated probabilities in [0, 1]; see rules.toml for what each means."""

    answer_at: float
    clarify_at: float
    margin_at: float
    offer_at: float
    smalltalk_at: float
    private_at: float
    start_at: float
    offer_flow_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    misses_allowed: int
    misses_allowed_voice: int
    insults_allowed: int
    queue_seconds: int
    step_seconds: int
    lost_agent_seconds: int

    def misses(self, channel: Channel) -> int:
        if channel is Channel.PHONE:
            return self.misses_allowed_voice
        return self.misses_allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    answering: Answering
    patience: Patience
    callback_hours: int
    message_hours: int
    default_skill: str
    emergency_skill: str
    skills: Mapping[str, str] = field(default_factory=dict)
    """Skill by intent name."""
    assurance: Mapping[str, Assurance] = field(default_factory=dict)
    """Level that an intent's private facts need; unnamed ones need none."""
    smalltalk: frozenset[str] = frozenset()

    def skill_of(self, intent: str) -> str:
        return self.skills.get(intent, self.default_skill)

    def required(self, intent: str) -> Assurance:
        return self.assurance.get(intent, Assurance.L0)


def built_in() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("rules.toml").read_text("utf-8"))


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; what stands above wins."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = merged(old, value)
        else:
            result[key] = value
    return result


def rules_from(data: Mapping[str, Any]) -> Rules:
    """Raises MalformedRules, naming what is wrong."""
    try:
        skills = data["skills"]
        return Rules(
            answering=Answering(**data["answering"]),
            patience=Patience(**data["patience"]),
            callback_hours=data["promises"]["callback_hours"],
            message_hours=data["promises"]["message_hours"],
            default_skill=skills["default"],
            emergency_skill=skills["emergency"],
            skills=dict(skills.get("by_intent", {})),
            assurance={k: Assurance(v) for k, v in data["assurance"].items()},
            smalltalk=frozenset(data["smalltalk"]["intents"]),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise MalformedRules(f"rules.toml: {wrong}") from wrong


def load_rules(pack: Mapping[str, Any] | None = None) -> Rules:
    return rules_from(merged(built_in(), pack or {}))
