"""Every action has its words, in both languages, fit to be read and to be said."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.action import (
    Action,
    Answer,
    Clarify,
    EndFlow,
    Escalate,
    Inform,
    LeaveQueue,
    MakePromise,
    Relay,
    RunStep,
    Verify,
)
from bot.compose import Voice, compose
from bot.handoff import HandoffReason
from bot.message import Language
from bot.promise import PromiseKind
from bot.reply import Choice, Expects, Part, Reply
from bot.verification import Assurance
from bot.words import load_wording
from tests.bot.samples import CALLBACK, MESSAGE, NAMES, RULES, WORDING, passage
from tests.fakes import NOW

pytestmark = pytest.mark.rules

WISH = HandoffReason.CUSTOMER_ASKED
FAILED = HandoffReason.NOT_UNDERSTOOD
CALL = MakePromise(PromiseKind.CALLBACK, "13812345678", "")


def composed(*actions: Action, language: Language = Language.ZH) -> Reply:
    voice = Voice(wording=WORDING, language=language, rules=RULES)
    return compose(actions, voice, now=NOW)


def only(action: Action, language: Language = Language.ZH) -> Part:
    (part,) = composed(action, language=language).parts
    return part


def test_an_answer_is_the_approved_text_with_its_source() -> None:
    reply = composed(Answer(passage(spoken="说出来的答案。")))

    assert reply.written == "CC-1 的答案。"
    assert reply.parts[0].spoken == "说出来的答案。"
    assert [(one.article_id, one.version) for one in reply.sources] == [("CC-1", 3)]


def test_candidates_are_offered_by_title() -> None:
    part = only(Clarify((passage(), passage(name="CC-2"))))

    assert part.written == "您是想问下面哪一个问题？"
    assert part.expects is Expects.CHOICE
    assert part.choices == (
        Choice(id="article:CC-1", title="CC-1 的标题"),
        Choice(id="article:CC-2", title="CC-2 的标题"),
        Choice(id="none", title="都不是"),
    )


def test_a_single_candidate_is_a_yes_or_no_question() -> None:
    part = only(Clarify((passage(),)))

    assert part.written == "您是想问这个问题吗？"
    assert part.expects is Expects.YES_NO
    assert [one.id for one in part.choices] == ["article:CC-1", "none"]


@pytest.mark.parametrize("key", ["emergency", "emergency_waiting"])
@pytest.mark.parametrize("language", Language)
def test_what_to_do_in_an_emergency_must_be_heard(key: str, language: Language) -> None:
    part = only(Inform(key), language)

    assert part.must_hear
    assert "95000" in part.written


def test_other_sentences_may_be_interrupted() -> None:
    assert not only(Inform("resume")).must_hear


def test_a_sentence_with_ways_on_expects_a_choice() -> None:
    part = only(Inform("unknown", choices=("human", "callback")), Language.EN)

    assert part.expects is Expects.CHOICE
    assert [one.title for one in part.choices] == ["Talk to a person", "Call me back"]


def test_proof_of_identity_offers_a_human_meanwhile() -> None:
    part = only(Verify(Assurance.L2, "card_balance"))

    assert "核实身份" in part.written
    assert [one.id for one in part.choices] == ["human"]


@pytest.mark.parametrize(
    ("action", "language", "words"),
    [
        (
            Escalate(WISH),
            Language.ZH,
            "好的，正在为您转接人工客服。您是下一位，请稍候。",
        ),
        (
            Escalate(WISH, ahead=3),
            Language.ZH,
            "好的，正在为您转接人工客服。您前面还有3位客户，请稍候。",
        ),
        (
            Escalate(FAILED),
            Language.ZH,
            "抱歉没能帮到您，正在为您转接人工客服。您是下一位，请稍候。",
        ),
        (
            Escalate(WISH, ahead=1),
            Language.EN,
            "Of course. I am connecting you to a person. "
            "There are 1 customers ahead of you. One moment, please.",
        ),
    ],
)
def test_a_handoff_tells_the_place(
    action: Escalate, language: Language, words: str
) -> None:
    assert only(action, language).written == words


def test_a_handoff_into_a_crowd_offers_other_ways() -> None:
    part = only(Escalate(WISH, ahead=20, crowded=True))

    assert "您前面还有20位" in part.written
    ids = [one.id for one in part.choices]
    assert ids == ["stay", "bot", "callback", "leave_message"]


def test_a_handoff_to_nobody_offers_other_ways() -> None:
    part = only(Escalate(WISH, staffed=False))

    assert "目前没有人工客服在线" in part.written
    ids = [one.id for one in part.choices]
    assert ids == ["stay", "bot", "callback", "leave_message"]


@pytest.mark.parametrize("language", Language)
def test_a_phone_number_is_asked_for_as_digits(language: Language) -> None:
    part = only(RunStep(CALLBACK), language)

    assert part.expects is Expects.DIGITS
    assert "24" in part.written
    assert only(RunStep(CALLBACK, wrong=True), language).expects is Expects.DIGITS


@pytest.mark.parametrize("wrong", [False, True])
def test_a_message_is_asked_for_in_free_words(wrong: bool) -> None:
    assert only(RunStep(MESSAGE, wrong)).expects is Expects.FREE


def test_a_promise_names_number_and_due_time_in_the_banks_own_time() -> None:
    wording = load_wording(NAMES, zone=ZoneInfo("Asia/Shanghai"))
    voice = Voice(wording=wording, language=Language.ZH, rules=RULES)

    reply = compose((CALL,), voice, now=NOW)

    local = NOW + timedelta(hours=24 + 8)
    assert f"{local:%Y-%m-%d %H:%M}" in reply.written
    assert "13812345678" in reply.written


def test_a_message_left_is_promised_an_answer() -> None:
    part = only(MakePromise(PromiseKind.MESSAGE, "", "请查账单"), Language.EN)

    assert part.written.startswith("Your message is noted")


@pytest.mark.parametrize("action", [LeaveQueue(), Relay(), EndFlow(CALLBACK)])
def test_a_silent_action_adds_no_words(action: Action) -> None:
    assert composed(action) == Reply()


def test_a_digression_is_answered_before_the_step_is_asked_again() -> None:
    reply = composed(Answer(passage()), RunStep(CALLBACK))

    assert [part.expects for part in reply.parts] == [Expects.FREE, Expects.DIGITS]
    assert reply.written.startswith("CC-1 的答案。\n\n请留下")
