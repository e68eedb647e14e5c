"""One walk: where it halts, what it says, and what no flow file can make it do."""

from dataclasses import replace

import pytest

from bot.acts import ActOutcome, act_kinds, digest
from bot.conversation import Asked, Conversation, Frame
from bot.flows.halts import (
    AsksProof,
    AsksSlot,
    AsksYes,
    AwaitsBank,
    GoesToHuman,
    Halt,
    NoAnswer,
    Over,
    Walked,
)
from bot.flows.reading import read
from bot.flows.scene import Scene
from bot.flows.steps import Flow
from bot.flows.walk import TRIES, walk
from bot.levels import Levels, load_levels
from bot.verification import Assurance, Factor, Proof, Verification
from tests.bot.flow_samples import CARD, FLOWS, head
from tests.bot.samples import TALK
from tests.fakes import NOW, CountingIds

pytestmark = pytest.mark.rules

CARDS = (
    {"card": "c-1", "tail": "1234", "product": "金卡"},
    {"card": "c-2", "tail": "8888", "product": "白金卡"},
)
END = '\n[[step]]\nid = "over"\nend = "done"\n'


def flow_of(steps: str, slots: str = "") -> Flow:
    """A flow as it is read, whether or not the checker would let it pass."""
    flow, _ = read("x.toml", head("x", "甲", "X", "") + slots + steps)
    assert flow is not None
    return flow


def proved(level: Assurance, act: str = "", bound: str = "") -> Verification:
    proof = Proof(
        factor=Factor.CODE,
        assurance=level,
        proved_at=NOW,
        used_at=NOW,
        idle_seconds=600,
        expires_at=NOW.replace(hour=23),
        act=act,
        digest=bound,
    )
    return Verification(subject="C0001", proofs=(proof,))


def scene(
    verification: Verification | None = None, levels: Levels | None = None
) -> Scene:
    talk: Conversation = replace(TALK, verification=verification or TALK.verification)
    levels = levels or load_levels()
    return Scene(conversation=talk, levels=levels, ids=CountingIds(), now=NOW)


def walked(flow: Flow, frame: Frame | None = None, at: Scene | None = None) -> Walked:
    return walk(flow, frame or Frame(flow=flow.name, step=""), at or scene())


def halt(flow: Flow, frame: Frame | None = None, at: Scene | None = None) -> Halt:
    return walked(flow, frame, at).halt


def asked(
    act: str, outcome: ActOutcome | None, reason: str = "", **params: str
) -> Asked:
    return Asked(
        act_id="a1", digest=digest(act, params), outcome=outcome, reason=reason
    )


BRANCH = """
[slot.sum]
kind = "number"
[[step]]
id = "ask"
collect = "sum"
ask.zh-CN = "几？"
ask.en = "How many?"
[[step]]
id = "fork"
branch = "sum"
cases = [ {tests} ]
otherwise = "high"
[[step]]
id = "low"
end = "cancelled"
[[step]]
id = "high"
end = "done"
"""


@pytest.mark.parametrize(
    ("tests", "value", "done"),
    [
        ('{ is = "5", to = "low" }', "5", False),
        ('{ is = "5", to = "low" }', "6", True),
        ('{ under = "5", to = "low" }', "4", False),
        ('{ under = "5", to = "low" }', "5", True),
        ('{ over = "5", to = "low" }', "6", False),
        ('{ over = "5", to = "low" }', "5", True),
        ('{ over = "many", to = "low" }', "9", True),
        ('{ none = true, to = "low" }', "9", True),
    ],
)
def test_a_branch_takes_the_first_case_that_fits(
    tests: str, value: str, done: bool
) -> None:
    flow = flow_of(BRANCH.replace("{tests}", tests))

    assert halt(flow, Frame(flow="x", step="", slots={"sum": value})) == Over(done=done)


@pytest.mark.parametrize(("fact", "done"), [("", False), ("x", True)])
def test_a_branch_knows_what_is_not_known(fact: str, done: bool) -> None:
    text = BRANCH.replace("{tests}", '{ none = true, to = "low" }')
    flow = flow_of(text.replace('branch = "sum"', 'branch = "bill.left"'))
    frame = Frame(flow="x", step="", slots={"sum": "1"}, facts={"bill.left": fact})

    assert halt(flow, frame) == Over(done=done)


def test_a_word_is_neither_under_nor_over() -> None:
    text = BRANCH.replace("{tests}", '{ under = "5", to = "low" }')
    flow = flow_of(text.replace('branch = "sum"', 'branch = "bill.left"'))
    frame = Frame(flow="x", step="", slots={"sum": "1"}, facts={"bill.left": "viel"})

    assert halt(flow, frame) == Over(done=True)


def test_a_flow_that_runs_off_its_end_is_done() -> None:
    assert halt(flow_of('[[step]]\nid = "a"\nverify = 0'), at=scene(
        Verification(claim="r1")
    )) == Over(done=True)  # fmt: skip


def test_a_flow_that_runs_in_circles_is_left_to_a_human() -> None:
    text = '[[step]]\nid = "a"\nsay.en = "x"\nnext = "a"'

    assert isinstance(halt(flow_of(text)), GoesToHuman)


SAY = '[[step]]\nid = "a"\nsay.en = "{cards.count} cards"' + END


def test_words_are_said_once_and_again_when_they_change() -> None:
    flow = flow_of(SAY)
    first = walked(flow, Frame(flow="x", step="", facts={"cards.count": "1"}))
    same = walked(flow, first.frame)
    other = walked(flow, replace(first.frame, facts={"cards.count": "2"}))

    assert [len(one.lines) for one in (first, same, other)] == [1, 0, 1]


R3 = '[[step]]\nid = "go"\nact = "change_address"\nwith = { address = "甲路1号" }' + END
PARAMS = {"address": "甲路1号"}
BOUND = digest("change_address", PARAMS)


def test_a_change_without_a_proof_asks_for_one_whatever_the_file_says() -> None:
    found = halt(flow_of(R3))

    assert isinstance(found, AsksProof)
    assert (found.required, found.act, found.digest) == (
        Assurance.L3, "change_address", BOUND,
    )  # fmt: skip


def test_a_proof_for_other_parameters_does_not_count() -> None:
    other = digest("change_address", {"address": "乙路1号"})

    found = halt(flow_of(R3), at=scene(proved(Assurance.L3, "change_address", other)))

    assert isinstance(found, AsksProof)


def test_a_change_without_a_yes_is_never_made() -> None:
    flow = flow_of(R3)
    at = scene(proved(Assurance.L3, "change_address", BOUND))

    assert halt(flow, at=at) == GoesToHuman("", meant=False)


def test_a_yes_to_other_parameters_does_not_count() -> None:
    confirm = '[[step]]\nid = "sure"\nof = "go"\nconfirm.en = "?"\n'
    flow = flow_of(confirm + R3)
    at = scene(proved(Assurance.L3, "change_address", BOUND))
    wrong = Frame(flow="x", step="", confirmed={"sure": "yes:other"})
    right = Frame(flow="x", step="", confirmed={"sure": f"yes:{BOUND}"})

    assert isinstance(halt(flow, wrong, at), AsksYes)
    asked_for = walked(flow, right, at)
    assert isinstance(asked_for.halt, AwaitsBank)
    assert asked_for.act is not None
    assert asked_for.act.subject == "C0001"


def test_a_confirmation_of_no_act_is_of_the_words_themselves() -> None:
    text = '[[step]]\nid = "sure"\nconfirm.en = "{cards.count}?"' + END
    flow = flow_of(text)
    first = halt(flow, Frame(flow="x", step="", facts={"cards.count": "1"}))
    assert isinstance(first, AsksYes)
    said = {"sure": f"yes:{first.digest}"}
    frame = Frame(flow="x", step="", facts={"cards.count": "1"}, confirmed=said)

    assert halt(flow, frame) == Over(done=True)
    assert isinstance(halt(flow, replace(frame, facts={"cards.count": "2"})), AsksYes)


def test_a_no_may_lead_elsewhere() -> None:
    text = '[[step]]\nid = "sure"\nconfirm.en = "?"\nno = "bye"' + END
    flow = flow_of(text + '[[step]]\nid = "bye"\nend = "cancelled"\n')
    first = halt(flow)
    assert isinstance(first, AsksYes)

    frame = Frame(flow="x", step="", confirmed={"sure": f"no:{first.digest}"})

    assert halt(flow, frame) == Over(done=False)


PROTECT = '[[step]]\nid = "go"\nact = "freeze"' + END


def test_to_protect_somebody_they_must_have_said_who_they_are() -> None:
    found = halt(flow_of(PROTECT))

    assert found == AsksProof(flow_of(PROTECT).order[0], Assurance.L0, "freeze")
    claimed = walked(flow_of(PROTECT), at=scene(Verification(claim="r1")))
    assert claimed.act is not None
    assert (claimed.act.claim, claimed.act.subject) == ("r1", "")


class NeverLevels:
    """Levels under which nothing is ever done by us."""

    def required(self, *args: object, **conditions: object) -> Assurance:
        return Assurance.L0

    def never(self, kind: object) -> bool:
        return True


def test_what_is_never_ours_is_left_to_a_human() -> None:
    at = scene(levels=NeverLevels())  # type: ignore[arg-type]

    assert isinstance(halt(flow_of(PROTECT), at=at), GoesToHuman)


READ = '[[step]]\nid = "go"\nact = "branches"\nwith = { place = "甲" }' + END


def test_an_act_is_not_asked_for_without_end_while_nobody_speaks() -> None:
    flow = flow_of(READ)
    tired = Frame(flow="x", step="", tries={"go": TRIES})

    assert isinstance(halt(flow), AwaitsBank)
    assert isinstance(halt(flow, tired), GoesToHuman)


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        (None, "", AwaitsBank),
        (ActOutcome.OK, "", Over),
        (ActOutcome.UNAVAILABLE, "", NoAnswer),
        (ActOutcome.LATE, "", AwaitsBank),
        (ActOutcome.REFUSED, "asleep", GoesToHuman),
    ],
)
def test_what_the_bank_told_decides_how_it_goes_on(
    outcome: ActOutcome | None, reason: str, expected: type
) -> None:
    known = {"go": asked("branches", outcome, reason, place="甲")}

    assert isinstance(
        halt(flow_of(READ), Frame(flow="x", step="", acts=known)), expected
    )


def test_a_flow_may_have_its_own_way_when_the_bank_is_out_of_reach() -> None:
    flow = flow_of(READ.replace("with =", 'on.unavailable = "over"\nwith ='))
    known = {"go": asked("branches", ActOutcome.UNAVAILABLE, place="甲")}

    assert halt(flow, Frame(flow="x", step="", acts=known)) == Over(done=True)


def test_an_act_whose_parameters_changed_is_asked_for_anew() -> None:
    known = {"go": asked("branches", ActOutcome.OK, place="乙")}
    told = Frame(flow="x", step="", acts=known, facts={"go.count": "3", "a.b": "1"})

    again = walked(flow_of(READ), told)

    assert again.act is not None
    assert again.frame.facts == {"a.b": "1"}


def test_a_change_that_was_made_is_not_made_again_with_other_parameters() -> None:
    known = {"go": asked("change_address", ActOutcome.OK, address="乙路1号")}

    assert halt(flow_of(R3), Frame(flow="x", step="", acts=known)) == Over(done=True)


def test_an_option_without_a_list_is_left_to_a_human() -> None:
    text = '[[step]]\nid = "which"\ncollect = "card"\nask.en = "?"' + END

    assert isinstance(halt(flow_of(text, CARD)), GoesToHuman)


WHICH = '[[step]]\nid = "which"\ncollect = "card"\nask.en = "?"' + END


@pytest.mark.parametrize(
    ("hint", "expected"),
    [("尾号8888那张", "c-2"), ("金卡", "c-1"), ("", ""), ("尾号9999", "")],
)
def test_earlier_words_choose_once_the_list_is_known(hint: str, expected: str) -> None:
    frame = Frame(flow="x", step="", lists={"cards.cards": CARDS}, hint=hint)

    found = walked(flow_of(WHICH, CARD), frame)

    assert found.frame.slots.get("card", "") == expected
    assert found.frame.hint == ""


def test_a_chosen_row_that_is_gone_is_asked_for_again() -> None:
    frame = Frame(
        flow="x", step="", slots={"card": "c-9"}, lists={"cards.cards": CARDS}
    )

    found = walked(flow_of(WHICH, CARD), frame)

    assert isinstance(found.halt, AsksSlot)
    assert found.halt.refused
    assert found.frame.slots == {}


def test_a_handoff_may_go_on_afterwards() -> None:
    text = '[[step]]\nid = "a"\nhandoff = "cards"\nnext = "over"' + END
    first = walked(flow_of(text))

    assert first.halt == GoesToHuman("cards")
    assert halt(flow_of(text), first.frame) == Over(done=True)


def test_every_demo_act_that_changes_an_account_is_guarded() -> None:
    changing = [kind for kind in act_kinds().values() if kind.tier == "R3"]

    for kind in changing:
        values = ", ".join(f'{name} = "1"' for name in kind.params)
        text = f'[[step]]\nid = "go"\nact = "{kind.name}"\nwith = {{ {values} }}'
        assert isinstance(halt(flow_of(text + END)), AsksProof)
    assert len(changing) >= 3


def test_the_sample_flows_wait_at_their_first_question() -> None:
    first = {name: halt(flow) for name, flow in FLOWS.by_name.items()}

    assert isinstance(first["loan"], AsksSlot)
    assert isinstance(first["bill"], AsksProof)
