"""What a pack puts at agents' hands is whole, and says where it is not."""

from pathlib import Path

import pytest

from api.canned import HOLES
from api.desk_words import DeskWords, desk_words
from api.errors import PackMalformed
from api.pack import load_pack
from bot.flows.templates import places

pytestmark = pytest.mark.door

DEMO = Path(__file__).parents[2] / "api" / "demo"


def test_every_intent_of_the_demo_bank_suggests_at_most_one_reason() -> None:
    words = desk_words(DEMO)
    named = [
        intent
        for branch in words.reasons
        for leaf in branch.leaves
        for intent in leaf.intents
    ]

    known = {one.name for one in load_pack(DEMO).intents}
    assert len(named) == len(set(named))
    assert set(named) <= known


def test_every_reply_of_the_demo_bank_has_only_holes_that_are_filled() -> None:
    replies = desk_words(DEMO).replies

    assert {one.name for reply in replies for one in places(reply.text)} <= HOLES


def test_replies_have_names_of_their_own() -> None:
    ids = [reply.id for reply in desk_words(DEMO).replies]

    assert len(ids) == len(set(ids))


def test_a_bank_without_the_file_takes_any_reason(tmp_path: Path) -> None:
    words = desk_words(tmp_path)

    assert words == DeskWords()
    assert words.knows("anything")
    assert words.suggested("annual_fee") == ""


def test_a_reason_without_a_title_is_named(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text('[[reason]]\nid = "card"\nleaf = []\n')

    with pytest.raises(PackMalformed, match=r"desk\.toml.*title"):
        desk_words(tmp_path)
