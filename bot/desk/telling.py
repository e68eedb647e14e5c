"""Telling who waits how it stands: the place, and an honest guess of how long."""

from datetime import datetime

from bot.desk.estimate import Estimate, EstimateKind
from bot.handoff import Floor
from bot.message import Language
from bot.words import Wording


def opens(moment: datetime) -> str:
    """In the bank's own time."""
    return f"{moment:%m-%d %H:%M}"


def waits(wording: Wording, language: Language, floor: Floor) -> str:
    if not floor.staffed and floor.opens_at is not None:
        return wording.say("unstaffed_until", language, opens=opens(floor.opens_at))
    if not floor.staffed:
        return wording.say("unstaffed", language)
    if floor.waited_minutes:
        return _too_long(wording, language, floor)
    if not floor.ahead:
        return wording.say("still_waiting_first", language)
    ahead, about = str(floor.ahead), guess(wording, language, floor.estimate)
    if not about:
        return wording.say("still_waiting", language, ahead=ahead)
    return wording.say("still_waiting_about", language, ahead=ahead, about=about)


def _too_long(wording: Wording, language: Language, floor: Floor) -> str:
    """What was waited is said, and the ways that need no waiting come first."""
    minutes, ahead = str(floor.waited_minutes), str(floor.ahead)
    if not floor.ahead:
        return wording.say("waited_long_first", language, minutes=minutes)
    about = guess(wording, language, floor.estimate)
    if not about:
        return wording.say("waited_long", language, minutes=minutes, ahead=ahead)
    return wording.say(
        "waited_long_about", language, minutes=minutes, ahead=ahead, about=about
    )


def guess(wording: Wording, language: Language, estimate: Estimate) -> str:
    """Empty where nothing can be said."""
    low, high = str(estimate.low_minutes), str(estimate.high_minutes)
    match estimate.kind:
        case EstimateKind.UNKNOWN | EstimateKind.SOON:
            return ""
        case EstimateKind.MORE:
            return wording.say("about_more", language, low=low)
        case EstimateKind.RANGE if estimate.low_minutes == 0:
            return wording.say("about_most", language, high=high)
        case EstimateKind.RANGE:
            return wording.say("about_range", language, low=low, high=high)
