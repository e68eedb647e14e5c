"""A flow file is checked before it serves: every mistake has a place and a remedy."""

import pytest

from bot.acts import ActKind, Tier
from bot.errors import MalformedRules
from bot.flows import checks_of_meaning
from bot.flows.checker import check
from bot.flows.complaints import Complaint
from bot.flows.loader import load_flows
from bot.flows.steps import ActStep, CollectStep, EndStep, Flows, SlotKind
from bot.message import Language
from tests.bot.flow_samples import BILL, FLOWS, FREEZE, INSTALMENT, LOAN, TEXTS

pytestmark = pytest.mark.rules


def complaints(text: str, **more: str) -> list[str]:
    return [str(one) for one in check({"x.toml": text, **more})]


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_good_flows_have_nothing_to_complain_about() -> None:
    assert check(TEXTS) == ()


def test_a_flow_is_read_with_its_slots_and_steps() -> None:
    flow = FLOWS.by_name["instalment"]

    assert flow.title[Language.EN] == "Bill instalment"
    assert flow.slots["months"].one_of == ("3", "6", "12", "24")
    assert flow.slots["card"].kind is SlotKind.OPTION
    assert isinstance(flow.step("which_card"), CollectStep)
    place = flow.acts["place"]
    assert place.values["amount"] == "{amount}"
    assert place.on["quote_gone"] == "gone"


def test_a_step_goes_on_below_unless_it_says_where() -> None:
    flow = FLOWS.by_name["instalment"]
    steps = flow.steps

    assert flow.after(steps["identity"]) == "cards"
    assert flow.after(steps["done"]) == "over"
    assert flow.after(steps["over"]) == ""
    assert flow.step("nowhere") is None


def test_flows_are_found_by_name_and_by_intent() -> None:
    assert FLOWS.of_intent("bill") is FLOWS.get("bill")
    assert FLOWS.of_intent("weather") is None
    assert FLOWS.get("weather") is None
    assert Flows().protecting("") is None


def test_the_shortest_protective_flow_protects() -> None:
    assert FLOWS.protecting("丢了") is FLOWS.get("freeze")


def test_an_appointment_is_an_act_with_its_two_slots() -> None:
    text = """
name = "call"
title.zh-CN = "回电"
title.en = "Call"
purpose.zh-CN = "回电"
purpose.en = "Call"
[slot.contact]
kind = "phone"
[slot.time]
kind = "text"
[[step]]
id = "number"
collect = "contact"
ask.zh-CN = "电话？"
ask.en = "Number?"
[[step]]
id = "moment"
collect = "time"
ask.zh-CN = "时间？"
ask.en = "Time?"
[[step]]
id = "book"
appointment = "call_back"
on.taken = "sorry"
[[step]]
id = "sorry"
forget = ["time"]
say.zh-CN = "约满了。"
say.en = "Taken."
next = "again"
[[step]]
id = "again"
end = "cancelled"
"""
    flow = load_flows({"call.toml": text}).by_name["call"]

    book, again = flow.step("book"), flow.step("again")
    assert isinstance(book, ActStep)
    assert (book.act, book.values["contact"]) == ("book_call_back", "{contact}")
    assert isinstance(again, EndStep)
    assert not again.done


def test_loading_refuses_with_all_complaints_at_once() -> None:
    bad = changed(
        BILL, ('act = "bill"', 'act = "bil"'), ('next = "over"', 'next = "ower"')
    )

    with pytest.raises(MalformedRules) as refused:
        load_flows({"bill.toml": bad})

    told = str(refused.value)
    assert "bill.toml:" in told
    assert "there is no act bil" in told
    assert "there is no step ower" in told


def test_a_complaint_names_file_line_and_remedy() -> None:
    one = Complaint(file="a.toml", line=3, wrong="this is wrong", remedy="Do that")

    assert str(one) == "a.toml:3: this is wrong. Do that."


def test_what_is_no_toml_is_named_with_its_line() -> None:
    (told,) = complaints('name = "x"\n[[step]\n')

    assert told.startswith("x.toml:2: this is no TOML")


def test_the_line_is_that_of_the_mistake() -> None:
    bad = changed(BILL, ("verify = 2", "verify = 7"))
    line = bad.splitlines().index("verify = 7") + 1

    assert f"x.toml:{line}: there is no such level. Write 0, 1, 2 or 3." in complaints(
        bad
    )


SHAPE = [
    ('name = "bill"', 'nome = "bill"', "unknown key nome"),
    ('title.zh-CN = "查账单"\n', "", "title lacks a language"),
    ('title.zh-CN', 'title.zh-TW', "zh-TW is no language"),
    ('intents = ["bill"]', 'intents = "bill"', "intents is no list"),
    ('intents = ["bill"]', 'intents = []\nprotective = 1', "protective is neither"),
    ('kind = "option"', 'kind = "opinion"', "unknown kind of slot"),
    ('value = "card"\n', "", "an option without value"),
    ('match = ["tail", "product"]', 'slots = 1', "unknown key slots"),
    ('id = "over"\nend = "done"', 'id = "over"', "a step that does nothing"),
    ('id = "told"\n', "", "id is missing"),
    ('act = "bill"\n', 'act = "bill"\nask.en = "?"\n', "unknown key ask"),
    ('with = { card = "{card}" }', 'with = "{card}"', "with is no table"),
    ('ask.en = "Which card is it?"\n', "", "ask lacks a language"),
    ('end = "done"', 'end = "finished"', "a flow cannot end finished"),
    ('next = "over"', "next = true", "next is no text"),
    ('[slot.card]', '[[slot]]\n[slot2.card]', "slot is no table"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), SHAPE, ids=[one[2] for one in SHAPE])
def test_a_wrong_shape_is_named(old: str, new: str, told: str) -> None:
    assert told in "\n".join(complaints(changed(BILL, (old, new))))


NAMES = [
    ('collect = "card"', 'collect = "cart"', "there is no slot cart"),
    ('on.no_bill = "no_bill"', 'on.no_bill = "nobill"', "there is no step nobill"),
    ('id = "told"', 'id = "no_bill"', "step no_bill is there twice"),
    ('from = "cards.cards"', 'from = "cards.card"', "there is no list cards.card"),
    ('value = "card"', 'value = "number"', "a row has no number"),
    ("{product}（", "{name}（", "option.zh-CN: nothing is called name"),
    ("{bill.left:money}，", "{bill.rest:money}，", "nothing is called bill.rest"),
    ("{bill.left:money}，", "{bill.left:gold}，", "there is no format gold"),
    ("{card.tail}本", "{card.name}本", "nothing is called card.name"),
    ("{card.tail}本", "{card.tail本", "a stray {"),
    ("{card.tail}本", "{bank}的{card.tail}本", ""),
    ('purpose.en = "My bill"', 'purpose.en = "{sum}"', "nothing is called sum"),
    ('with = { card = "{card}" }', 'with = { card = "{cart}" }', "is called cart"),
    ('with = { card = "{card}" }', 'with = { card = "{card" }', "card: a stray {"),
    ('with = { card = "{card}" }', "", "bill needs card"),
    ('card = "{card}" }', 'card = "{card}", days = 3 }', "bill takes no days"),
    ('with = { kind = "credit" }', 'with = { sort = "x" }', "cards takes no sort"),
    ('on.no_bill = "no_bill"\n', "", "bill may be refused: no_bill"),
    ('on.no_bill', 'on.none = "no_bill"\non.no_bill', "bill never says none"),
    ('on.no_bill', 'on.unavailable = "no_bill"\non.no_bill', ""),
    ('next = "over"\n[[step]]\nid = "no_bill"',
     'forget = ["bull"]\nnext = "over"\n[[step]]\nid = "no_bill"',
     "bull cannot be forgotten"),
    ('id = "told"\n',
     'id = "told"\neach = "bill.rows"\nline.zh-CN = "x"\nline.en = "x"\n',
     "bill.rows is no list, or its line is missing"),
    ('id = "told"\n', 'id = "told"\nline.zh-CN = "x"\nline.en = "x"\n',
     "line without each"),
    ('id = "told"\n',
     'id = "told"\neach = "cards.cards"\nline.zh-CN = "{tale}"\nline.en = "{tail}"\n',
     "line.zh-CN: nothing is called tale"),
    ('id = "bill"\nact', 'id = "card"\nact', "card is an act step and a slot"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), NAMES)
def test_a_name_that_means_nothing_is_named(old: str, new: str, told: str) -> None:
    found = complaints(changed(BILL, (old, new)))

    assert bool(found) is bool(told)
    assert told in "\n".join(found)


LOOP = ('next = "over"\n[[step]]\nid = "no_bill"',
        'next = "cards"\n[[step]]\nid = "no_bill"')  # fmt: skip

WAYS = [
    (BILL, [LOOP], "step told: this goes round for ever"),
    (BILL, [('id = "over"\nend = "done"', 'id = "over"\nend = "done"\n[[step]]\n'
             'id = "lost"\nend = "done"')], "step lost: no way leads here"),
    (BILL, [('end = "done"', 'verify = 1')], "step over: nothing comes after it"),
    (BILL, [('end = "done"', 'verify = 1\nnext = "over"')],
     "step over: this goes round for ever"),
    (BILL, [('on.none = "no_card"', 'on.none = "told"')],
     "step told: bill.left may not be known yet"),
    (INSTALMENT, [('of = "place"\n[[step]]\nid = "proof"', '[[step]]\nid = "proof"')],
     "step place: it can be reached without a yes"),
    (INSTALMENT, [("verify = 3", "verify = 2")],
     "step place: it can be reached without a proof"),
    (INSTALMENT, [('of = "place"\n[[step]]\nid = "place"', '[[step]]\nid = "place"')],
     "step place: it can be reached without a proof"),
    (INSTALMENT, [('of = "place"', 'of = "plaice"')], "there is no act step plaice"),
    (INSTALMENT, [('max = "bill.left"', 'max = "bill.rest"')],
     "there is no fact bill.rest"),
    (INSTALMENT, [('branch = "bill.left"', 'branch = "bill.rest"')],
     "there is no slot or fact bill.rest"),
    (INSTALMENT, [('under = "50000",', 'under = "50000", over = "1",')],
     "a case tests one thing"),
    (INSTALMENT, [('{value}期', '{worth}期')], "option.zh-CN: nothing is called worth"),
    (FREEZE, [("verify = 0", "verify = 2")],
     "freeze protects and is behind a proof of identity"),
    (FREEZE, [('title.en = "Open the app"\n', "")], "title lacks a language"),
    (FREEZE, [('title.zh-CN = "打开手机银行"\ntitle.en = "Open the app"\n', "")],
     "a link without a title"),
    (LOAN, [('no_branch"\nsay', 'no_branch"\nsay2')], "unknown key say2"),
    (LOAN, [('words.en = ["shop"]', 'words.en = "shop"')], "words.en is no list"),
    (LOAN, [('id = "catering"\ntitle.zh-CN = "餐饮"\ntitle.en = "Catering"\n',
             'id = "catering"\n')], "a choice without a title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "changes", "told"), WAYS)
def test_a_way_that_leads_nowhere_or_too_far_is_named(
    text: str, changes: list[tuple[str, str]], told: str
) -> None:
    found = "\n".join(complaints(changed(text, *changes)))

    assert told in found


def test_a_slot_that_nobody_asks_for_is_named() -> None:
    spare = changed(BILL, ("[slot.card]", '[slot.spare]\nkind = "text"\n[slot.card]'))

    assert "slot spare is asked for by no step" in complaints(spare)[0]


def test_a_choice_needs_something_to_choose_from() -> None:
    bad = changed(BILL, ("[slot.card]", '[slot.a]\nkind = "choice"\n[slot.card]'))

    assert "a choice among nothing" in "\n".join(complaints(bad))


def test_a_flow_needs_steps_and_titles() -> None:
    told = "\n".join(complaints('name = "x"\n'))

    assert "a flow without steps" in told
    assert "title is missing" in told
    assert "purpose is missing" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("step = 3", "step is no list of tables"),
        ("[slot]\ncard = 3", "card is no table"),
        ("[[step]]\nid = 'a'\ncollect = 'x'", "ask is missing"),
    ],
)
def test_a_bare_shape_is_named(text: str, told: str) -> None:
    assert told in "\n".join(complaints(text))


def test_a_loop_that_forgets_something_is_no_loop() -> None:
    assert check({"instalment.toml": INSTALMENT}) == ()


def test_an_act_that_is_never_ours_is_refused() -> None:
    bad = changed(BILL, ('act = "bill"', 'act = "reset_pin"'))

    assert "there is no act reset_pin" in "\n".join(complaints(bad))


def test_two_flows_may_not_share_a_name_or_an_intent() -> None:
    found = "\n".join(complaints(BILL, **{"y.toml": BILL}))

    assert "bill is in x.toml too" in found
    assert "bill starts bill too" in found


def test_an_intent_that_the_pack_lacks_is_named() -> None:
    found = check({"bill.toml": BILL}, intents={"weather"})

    assert [one.wrong for one in found] == ["there is no intent bill"]
    assert check({"bill.toml": BILL}, intents={"bill"}) == ()


def test_what_protects_may_stand_behind_a_proof_when_it_is_free_elsewhere() -> None:
    behind = changed(
        FREEZE,
        ("protective = true", ""),
        ('"freeze"]', '"other"]'),
        ('name = "freeze"', 'name = "other"'),
        ("verify = 0", "verify = 2"),
    )

    assert check({"a.toml": behind, "b.toml": FREEZE}) == ()
    assert "behind a proof" in check({"a.toml": behind})[0].wrong


def _spoiled() -> list[str]:
    """The instalment flow without one of its lines, or with one that is shortened."""
    lines = INSTALMENT.splitlines()
    without = ["\n".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines))]
    cut = [line.rpartition('"')[0].rpartition('"')[0] + '""' for line in lines]
    emptied = [
        "\n".join([*lines[:n], cut[n], *lines[n + 1 :]])
        for n, line in enumerate(lines)
        if line.endswith('"')
    ]
    return [*without, *emptied]


def test_whatever_is_left_out_is_a_complaint_and_never_a_crash() -> None:
    for text in _spoiled():
        for one in check({"x.toml": text}):
            assert one.line >= 1
            assert one.remedy


def test_what_is_never_done_here_may_not_be_asked_for() -> None:
    kind = ActKind(name="bill", tier=Tier.R4, params=("card",), reasons=("no_bill",))

    found = checks_of_meaning.check(FLOWS.by_name["bill"], {"bill": kind})

    assert "step bill: bill is never done here" in [one.wrong for one in found]
