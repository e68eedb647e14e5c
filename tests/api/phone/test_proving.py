"""Who somebody is, proved by keys: past the conversation, and never said aloud."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.phone.proving import Proving as ByKeys
from bot.reply import Expects
from bot.verification import Assurance
from models.verification_reading import Place
from speech.turn_taking.utterance import Utterance
from tests.api.fixtures.proving import SHUYAO, Card, Proving, proving_in

pytestmark = pytest.mark.door

LINE = "10.0.0.7"


@pytest.fixture
def proving(tmp_path: Path, template: Path) -> Iterator[Proving]:
    with proving_in(tmp_path / "home", template) as opened:
        yield opened


def by_keys(proving: Proving, card: Card) -> ByKeys:
    place = Place(
        tenant_id=proving.house.rooms.tenant,
        conversation_id=card.customer.id,
        request_id=card.request,
    )
    return ByKeys(verifier=proving.verifier, place=place, address=LINE)


def prompts(told: tuple[Utterance, ...]) -> list[str]:
    return [one.prompt for one in told]


def test_a_caller_proves_who_it_is_with_the_keys_alone(proving: Proving) -> None:
    card = proving.asked()
    call = by_keys(proving, card)

    asked = [
        prompts(call.ask()),
        prompts(call.keyed(SHUYAO["phone"])),
        prompts(call.keyed(SHUYAO["tail"])),
    ]
    over = call.keyed(card.code())

    assert asked == [["call_claim_phone"], ["call_claim_tail"], ["call_code"]]
    assert over == ()
    assert card.level("bill") is Assurance.L2


def test_what_is_keyed_in_is_in_no_message(proving: Proving) -> None:
    card = proving.asked()
    call = by_keys(proving, card)
    call.keyed(SHUYAO["phone"])
    call.keyed(SHUYAO["tail"])
    code = card.code()
    call.keyed(code)

    written = "".join(str(one) for one in card.customer.events())
    for secret in (SHUYAO["phone"], SHUYAO["tail"], code):
        assert secret not in written


def test_a_wrong_code_is_asked_for_again(proving: Proving) -> None:
    card = proving.asked()
    call = by_keys(proving, card)
    call.keyed(SHUYAO["phone"])
    call.keyed(SHUYAO["tail"])
    wrong = "000000" if card.code() != "000000" else "111111"

    told = call.keyed(wrong)

    assert prompts(told) == ["call_code_wrong"]
    assert card.level("bill") is Assurance.L0


@pytest.mark.parametrize("keys", ["1", "12"])
def test_too_few_digits_are_asked_for_again(proving: Proving, keys: str) -> None:
    call = by_keys(proving, proving.asked())

    told = call.keyed(keys)

    assert prompts(told) == ["call_wrong_keys", "call_claim_phone"]


def test_every_question_is_answered_by_a_number_of_keys(proving: Proving) -> None:
    call = by_keys(proving, proving.asked())
    (phone,) = call.ask()
    (tail,) = call.keyed(SHUYAO["phone"])
    (code,) = call.keyed(SHUYAO["tail"])

    assert [one.digits for one in (phone, tail, code)] == [0, 4, 6]
    assert {one.expects for one in (phone, tail, code)} == {Expects.DIGITS}


def test_a_request_of_nobody_asks_for_nothing(proving: Proving) -> None:
    card = proving.asked()
    card.do("cancel")

    assert by_keys(proving, card).keyed(SHUYAO["phone"]) == ()
