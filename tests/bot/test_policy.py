"""What words deserve once they are understood and passages are found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.action import Answer, Clarify, Escalate, Inform, RunStep, Verify
from bot.gatekeeping import on_picked, picked_article
from bot.handoff import HandoffReason
from bot.message import Channel
from bot.situation import WAYS_ON
from bot.verification import Assurance, Factor, Proof, Verification
from tests.bot.samples import (
    CALLBACK,
    OFFERED,
    RULES,
    TALK,
    decided,
    meant,
    passage,
    situation,
)
from tests.fakes import NOW, said

pytestmark = pytest.mark.rules

UNKNOWN = Inform("unknown", choices=WAYS_ON, missed=True)
GAVE_UP = Escalate(HandoffReason.NOT_UNDERSTOOD, skill="general")
BALANCE = meant("card_balance")
FIRST, SECOND, THIRD, FOURTH = "CC-1", "CC-2", "CC-3", "CC-4"


def test_a_sure_passage_is_answered() -> None:
    assert decided(passage(0.9)).actions == (Answer(passage(0.9)),)


def test_a_passage_is_sure_from_its_threshold_on() -> None:
    assert decided(passage(0.55)).actions == (Answer(passage(0.55)),)
    assert decided(passage(0.54)).actions == (Clarify((passage(0.54),)),)


def test_a_small_lead_lets_the_customer_pick() -> None:
    close = (passage(0.6), passage(0.5, name=SECOND))

    assert decided(*close).actions == (Clarify(close),)


def test_at_most_three_titles_are_offered() -> None:
    found = tuple(passage(0.3, name=name) for name in (FIRST, SECOND, THIRD, FOURTH))

    assert decided(*found).actions == (Clarify(found[:3]),)


def test_an_unlikely_title_is_not_offered() -> None:
    weak = passage(0.07, name=SECOND)

    assert decided(passage(0.3), weak).actions == (Clarify((passage(0.3),)),)


@pytest.mark.parametrize("found", [(), (passage(0.21),)], ids=["nothing", "too little"])
def test_a_first_miss_is_said_honestly(found: tuple[()]) -> None:
    assert decided(*found).actions == (UNKNOWN,)


def test_a_second_miss_leads_to_a_human() -> None:
    assert decided(talk=replace(TALK, misses=1)).actions == (GAVE_UP,)


def test_a_caller_is_led_to_a_human_at_the_third_miss() -> None:
    calling = replace(TALK, channel=Channel.PHONE)

    assert decided(talk=replace(calling, misses=1)).actions == (UNKNOWN,)
    assert decided(talk=replace(calling, misses=2)).actions == (GAVE_UP,)


def test_why_tells_the_figures() -> None:
    assert decided(passage(0.9)).why == "answer:confidence:0.90:lead:0.90"
    assert decided(talk=replace(TALK, misses=1)).why.endswith(":miss:2")


def test_small_talk_is_answered_in_kind() -> None:
    decision = decided(understanding=meant("thanks"))

    assert decision.actions == (Inform("smalltalk_thanks"),)


def test_a_surer_passage_stands_before_small_talk() -> None:
    sure = passage(0.95)

    assert decided(sure, understanding=meant("thanks")).actions == (Answer(sure),)


def test_unsure_small_talk_is_not_taken_for_it() -> None:
    unsure = meant("thanks", confidence=0.4)

    assert decided(understanding=unsure).actions == (UNKNOWN,)


def test_an_understood_wish_for_a_human_is_granted() -> None:
    decision = decided(understanding=meant("human_request"))

    assert decision.actions == (Escalate(HandoffReason.CUSTOMER_ASKED, "general"),)


@pytest.mark.parametrize("text", ["找人工客服要收费吗", "不需要人工客服，谢谢"])
def test_a_question_about_people_is_not_understood_as_a_wish(text: str) -> None:
    decision = decided(understanding=meant("human_request"), text=text)

    assert decision.actions == (UNKNOWN,)


def test_an_understood_wish_for_a_call_is_granted() -> None:
    decision = decided(understanding=meant("callback_request"))

    assert decision.actions == (RunStep(CALLBACK),)


def test_an_article_about_people_stands_before_an_understood_wish() -> None:
    hours = passage(0.95)

    decision = decided(hours, understanding=meant("human_request"))

    assert decision.actions == (Answer(hours),)


def test_a_private_matter_needs_proof() -> None:
    decision = decided(understanding=BALANCE)

    assert decision.actions == (Verify(Assurance.L2, "card_balance"),)


def test_what_may_be_said_to_anybody_is_said_before_proof_is_asked() -> None:
    decision = decided(passage(0.9), understanding=BALANCE)

    verify = Verify(Assurance.L2, "card_balance")
    assert decision.actions == (Answer(passage(0.9)), verify)


def test_a_guessed_private_matter_needs_no_proof() -> None:
    guessed = meant("card_balance", confidence=0.5)

    assert decided(passage(), understanding=guessed).actions == (Answer(passage()),)


@pytest.mark.parametrize(("minutes", "proved"), [(10, True), (0, False)])
def test_proof_counts_until_it_expires(minutes: int, proved: bool) -> None:
    proof = Proof(
        factor=Factor.CODE,
        assurance=Assurance.L2,
        proved_at=NOW - timedelta(minutes=10),
        used_at=NOW,
        idle_seconds=600,
        expires_at=NOW + timedelta(minutes=minutes),
    )
    standing = Verification(proofs=(proof,))

    decision = decided(
        passage(),
        understanding=BALANCE,
        talk=replace(TALK, verification=standing),
    )

    assert (decision.actions == (Answer(passage()),)) is proved


def test_a_question_in_an_open_step_is_answered_and_the_step_asked_again() -> None:
    asked = replace(TALK, frames=(CALLBACK,))

    decision = decided(passage(0.9), talk=asked)

    assert decision.actions == (Answer(passage(0.9)), RunStep(CALLBACK))


def test_words_that_fit_nothing_have_the_open_step_asked_again() -> None:
    asked = replace(TALK, frames=(CALLBACK,), misses=1)

    for found in ((), (passage(0.4),)):
        actions = decided(*found, talk=asked).actions
        assert actions == (RunStep(CALLBACK, wrong=True),)


@pytest.mark.parametrize(
    ("text", "article_id"),
    [("1", "CC-1"), ("第二个", "CC-2"), ("怎样免年费？", "CC-2"), ("3", ""), ("4", "")],
)
def test_an_offered_article_is_picked(text: str, article_id: str) -> None:
    case = situation(text, replace(TALK, choices=OFFERED))

    assert picked_article(case) == article_id


def test_yes_picks_the_only_article_offered() -> None:
    one = replace(TALK, choices=(OFFERED[0], OFFERED[2]))

    assert picked_article(situation("是的", one)) == "CC-1"
    assert picked_article(situation("是的", replace(TALK, choices=OFFERED))) == ""


def test_an_article_is_picked_by_pressing() -> None:
    assert picked_article(situation(said("任何", choice="article:CC-9"))) == "CC-9"


def test_a_picked_article_is_answered_unless_it_is_gone() -> None:
    case = situation(said("任何", choice="article:CC-1"))

    assert on_picked(case, passage(), RULES).actions == (Answer(passage()),)
    assert on_picked(case, None, RULES).actions == (Inform("picked_gone"),)


@pytest.mark.parametrize(
    ("text", "key"),
    [("可以", "affirm"), ("好的。", "affirm"), ("ok", "affirm"), ("不用了", "deny")],
)
def test_a_mere_yes_or_no_with_nothing_open_is_small_talk(text: str, key: str) -> None:
    near = passage(0.3)

    assert decided(near, text=text).actions == (Inform(f"smalltalk_{key}"),)
