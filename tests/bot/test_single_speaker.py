"""Bot and human never both speak, whatever the order in which people act."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.change import Change
from bot.message import Message
from tests.bot.samples import RULES, TALK, WORDING
from tests.fakes import TENANT
from tests.fakes_store import MemoryConversationStore
from tests.interleaving import ACTS, Act, Play, faults

pytestmark = pytest.mark.rules


class ForgetfulStore(MemoryConversationStore):
    """A store with a fault: it takes a stale copy for a fresh one."""

    def save(self, change: Change) -> tuple[Message, ...]:
        talk = change.conversation
        version = self.get(TENANT, talk.id).version
        fresh = replace(talk, version=version)
        return super().save(replace(change, conversation=fresh))


def played(store: MemoryConversationStore, acts: list[Act]) -> Play:
    play = Play(store, TALK, RULES, WORDING)
    play.run(acts)
    return play


@given(acts=ACTS)
@settings(max_examples=150, deadline=None)
def test_whatever_the_order_only_its_owner_speaks(acts: list[Act]) -> None:
    store = MemoryConversationStore()

    play = played(store, acts)

    assert list(faults(play)) == []
    play.settle()
    assert list(faults(play)) == []
    assert [turn.message.id for turn in store.turns] == list(play.handled)


BOT_TOO_LATE = [
    Act(name="say"),
    Act(name="think"),
    Act(name="take"),
    Act(name="save"),
]
AGENT_TOO_LATE = [
    Act(name="take"),
    Act(name="hand back"),
    Act(name="look"),
    Act(name="reply", age=2),
]


@pytest.mark.parametrize("acts", [BOT_TOO_LATE, AGENT_TOO_LATE], ids=["bot", "agent"])
def test_words_that_come_too_late_are_not_said(acts: list[Act]) -> None:
    good = played(MemoryConversationStore(), acts)
    bad = played(ForgetfulStore(), acts)

    assert list(faults(good)) == []
    assert list(faults(bad)) != []
