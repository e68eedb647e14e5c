"""Each broken promise in a small history of its own, and sound ones that look odd."""

from dataclasses import replace

import pytest

from tests.chaos.checker import Broken, check
from tests.chaos.history import DEFAULTS, Entry, Kind, Line, parsed
from tests.chaos.record import Handled, Kept, Row

pytestmark = pytest.mark.chaos

TALK = "c1"
GREETING = Row(seq=1, id="m1", author="bot", text="您好", owner="bot")
ASKED = Row(seq=2, id="m2", author="customer", text="年费", owner="bot", client_id="k1")
ANSWERED = Row(
    seq=3, id="m3", author="bot", text="免年费", owner="bot", action="answer"
)
JOINED = Row(
    seq=4,
    id="m4",
    author="system",
    text="小林为您服务",
    owner="agent",
    event="agent_joined",
    agent_name="小林",
)
TURN = Handled(message_id="m2", actions="answer")
SOUND = Kept(rows=(GREETING, ASKED, ANSWERED), turns=(TURN,))

SAYS = Entry(kind=Kind.SAYS, at=10, conversation=TALK, key="k1", text="年费")
ACKED = replace(SAYS, kind=Kind.ACKED, at=20, seq=2, id="m2")
HISTORY = (SAYS, ACKED)


def broken(kept: Kept, *history: Entry) -> set[Broken]:
    return {finding.broken for finding in check(history or HISTORY, {TALK: kept})}


def seen(*rows: Row, after: int = 0, since: int = 30) -> Entry:
    return Entry(
        kind=Kind.SAW,
        at=40,
        conversation=TALK,
        after=after,
        since=since,
        events=tuple(row.line for row in rows),
    )


def with_rows(*rows: Row) -> Kept:
    return replace(SOUND, rows=(*SOUND.rows, *rows))


def test_a_sound_history_is_clean() -> None:
    history = (*HISTORY, seen(*SOUND.rows), seen(ANSWERED, after=2))

    assert broken(SOUND, *history) == set()


def test_what_nobody_was_told_about_may_be_there_or_not() -> None:
    unsure = replace(SAYS, kind=Kind.UNSURE, at=20)
    absent = Kept(rows=(GREETING,))

    assert broken(SOUND, SAYS, unsure) == set()
    assert broken(absent, SAYS, unsure) == set()


def test_an_acknowledged_message_that_is_not_there_is_lost() -> None:
    assert broken(Kept(rows=(GREETING,))) == {Broken.LOST}


def test_a_conversation_that_is_not_there_is_lost() -> None:
    started = Entry(kind=Kind.STARTED, conversation="c2")

    assert {one.broken for one in check((started,), {})} == {Broken.LOST}


def test_feedback_is_lost_unless_the_last_word_counts() -> None:
    judges = Entry(kind=Kind.JUDGES, at=50, conversation=TALK, seq=3, helpful=True)
    judged = replace(judges, kind=Kind.JUDGED, at=60)
    later = replace(judges, at=70, helpful=False)
    other = replace(SOUND, feedback={3: False})

    assert Broken.LOST in broken(other, *HISTORY, judges, judged)
    assert broken(other, *HISTORY, judges, judged, later) == set()


def test_the_same_client_id_twice_is_doubled() -> None:
    twice = with_rows(replace(ASKED, seq=4, id="m4"))

    assert Broken.DOUBLED in broken(twice)


def test_words_that_nobody_said_are_unexpected() -> None:
    other_words = (GREETING, replace(ASKED, text="年"), ANSWERED)

    assert broken(replace(SOUND, rows=other_words)) == {Broken.UNEXPECTED}


def test_a_gap_in_the_seqs_breaks_the_order() -> None:
    gap = (GREETING, ASKED, replace(ANSWERED, seq=4))

    assert broken(replace(SOUND, rows=gap)) == {Broken.ORDER}


def test_what_was_said_after_an_ack_must_come_after_it() -> None:
    later = replace(SAYS, at=30, key="k0")
    acked = replace(ACKED, at=40, key="k0", seq=1, id="m1")

    assert Broken.ORDER in broken(SOUND, *HISTORY, later, acked)


def test_answers_come_in_the_order_of_the_questions() -> None:
    second = replace(ASKED, seq=4, id="m4", client_id="k2")
    answer = replace(ANSWERED, seq=5, id="m5")
    turns = (Handled(message_id="m4", actions="answer"), TURN)
    kept = replace(with_rows(second, answer), turns=turns)
    history = (*HISTORY, replace(SAYS, at=30, key="k2"))

    assert broken(kept, *history) == {Broken.ORDER}


@pytest.mark.parametrize(
    "kept",
    [
        replace(SOUND, rows=(GREETING, ASKED), turns=()),
        replace(SOUND, rows=(GREETING, replace(ASKED, handled=False)), turns=()),
        replace(SOUND, rows=(GREETING, ASKED)),
    ],
    ids=["handled without a turn", "not handled", "a turn without its words"],
)
def test_a_message_without_its_answer_is_unanswered(kept: Kept) -> None:
    assert broken(kept) == {Broken.UNANSWERED}


def test_silence_is_the_answer_while_an_agent_holds_the_conversation() -> None:
    asked = replace(ASKED, seq=5, id="m5", owner="agent", client_id="k2")
    relayed = Handled(message_id="m5", actions="relay")
    kept = replace(with_rows(JOINED, asked), turns=(TURN, relayed))

    assert broken(kept, *HISTORY, replace(SAYS, key="k2")) == set()


def test_one_question_answered_twice_is_a_double_answer() -> None:
    assert broken(with_rows(replace(ANSWERED, seq=4, id="m4"))) == {
        Broken.DOUBLE_ANSWER
    }


def test_the_bot_must_not_speak_while_an_agent_holds_the_conversation() -> None:
    late = Row(seq=5, id="m5", author="bot", text="免年费", owner="bot")

    assert broken(with_rows(JOINED, late)) == {Broken.SPEAKER}


def test_an_agent_must_not_speak_without_holding_the_conversation() -> None:
    reply = Row(
        seq=5,
        id="m5",
        author="agent",
        text="您好",
        owner="agent",
        client_id="a1",
        agent_name="小周",
    )
    says = Entry(
        kind=Kind.SAYS, at=50, conversation=TALK, author="agent", key="a1", text="您好"
    )
    own = replace(reply, agent_name="小林")

    assert broken(with_rows(JOINED, reply), *HISTORY, says) == {Broken.SPEAKER}
    assert broken(with_rows(JOINED, own), *HISTORY, says) == set()


@pytest.mark.parametrize(
    "read",
    [
        seen(GREETING, replace(ASKED, id="m9"), ANSWERED),
        seen(GREETING, ANSWERED),
        seen(GREETING),
        seen(ANSWERED, after=1),
    ],
    ids=["another id", "a gap", "too few", "too late"],
)
def test_a_reader_who_saw_something_else_is_believed(read: Entry) -> None:
    assert broken(SOUND, *HISTORY, read) == {Broken.READERS}


def test_a_read_that_began_before_the_ack_may_miss_it() -> None:
    assert broken(SOUND, *HISTORY, seen(GREETING, since=15)) == set()


def test_two_acks_of_one_id_must_be_the_same() -> None:
    again = replace(ACKED, at=50, seq=3)

    assert Broken.ACK_CHANGED in broken(SOUND, *HISTORY, again)


def test_a_history_is_read_back_as_it_was_written() -> None:
    line = (
        '{"kind": "saw", "at": 7, "conversation": "c1", "events":'
        ' [{"seq": 1, "id": "m1", "author": "bot", "text": "您好"}]}'
    )

    (entry,) = parsed([line])

    assert entry.events == (Line(seq=1, id="m1", author="bot", text="您好"),)
    assert entry.whole is DEFAULTS["whole"]
