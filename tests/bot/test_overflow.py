"""Overflow: who has waited too long is told so once, with other ways."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.estimate import Estimate, EstimateKind
from bot.desk.steps import Steps
from bot.handoff import Floor
from tests.bot.samples import RULES, WORDING, waiting
from tests.fakes import NOW, CountingIds

pytestmark = pytest.mark.rules

BUSY = Floor(online=2, ahead=2)
ABOUT = Estimate(kind=EstimateKind.RANGE, low_minutes=4, high_minutes=9)


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        (BUSY, "您已经等了3分钟，前面还有2位客户。"),
        (Floor(online=1, ahead=0), "您已经等了3分钟，您是下一位"),
        (replace(BUSY, estimate=ABOUT), "按现在的速度大约还要等4到9分钟"),
    ],
)
def test_who_has_waited_too_long_is_told_so_at_once(floor: Floor, words: str) -> None:
    patient = Steps(
        ids=CountingIds(), rules=RULES, wording=WORDING, overflow_seconds=180
    )
    first = patient.reminded(waiting(), floor, NOW + timedelta(seconds=150))
    assert first is not None

    early = patient.reminded(first.conversation, floor, NOW + timedelta(seconds=179))
    late = patient.reminded(first.conversation, floor, NOW + timedelta(seconds=180))

    assert early is None
    assert late is not None
    assert words in late.messages[0].text
    ids = [one.id for one in late.conversation.choices]
    assert ids == ["stay", "bot", "callback", "leave_message"]
    again = NOW + timedelta(seconds=239)
    assert patient.reminded(late.conversation, floor, again) is None
