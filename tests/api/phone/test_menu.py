"""Say what you need first, keys in parallel; slower and louder for whoever wants it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from api.phone.manner import Manner
from api.phone.menu import Menu
from api.phone.talk import Talk, begun
from bot.flows.steps import Flows
from bot.message import Author, Language
from speech.audio import PHONE_RATE, samples
from speech.pace import paced
from tests.api.fixtures.bank import House, house_in
from tests.api.phone.far_end import FarEnd, speech
from tests.api.phone.stories import Told, by, played
from tests.bot.flow_samples import FLOWS

pytestmark = pytest.mark.door

NAMES = ("bill", "instalment", "freeze", "dispute", "loan", "nothing")


@pytest.fixture
def menu(house: House) -> Iterator[tuple[Menu, Talk, Manner]]:
    manner = Manner()
    talk = begun(house.service, Language.ZH, "10.0.0.1")
    yield Menu(NAMES, talk, FLOWS, manner), talk, manner


def test_what_you_need_comes_first_and_keys_beside_it(
    menu: tuple[Menu, Talk, Manner],
) -> None:
    shown, talk, _ = menu

    (said,) = shown.first()

    assert said.text.startswith("请直接说您要办的事")
    assert "按1，查账单" in said.text
    assert "按9，更多业务" in said.text
    assert len(talk.open.choices) == 4
    assert shown.first() == ()


def test_the_second_page_is_the_last(menu: tuple[Menu, Talk, Manner]) -> None:
    shown, talk, _ = menu
    shown.first()

    (said,) = shown.keyed("9")

    assert "更多业务" not in said.text
    assert 0 < len(talk.open.choices) <= 4


def test_the_elder_manner_has_fewer_keys_and_a_person_first(
    menu: tuple[Menu, Talk, Manner],
) -> None:
    shown, talk, manner = menu
    shown.first()

    (said,) = shown.keyed("8")

    assert manner.elder
    assert said.text.startswith("人工服务请按0")
    assert len(talk.open.choices) == 2
    assert shown.keyed("8") == ()


def test_keys_mean_what_they_always_do_once_something_was_said(
    menu: tuple[Menu, Talk, Manner],
) -> None:
    shown, _, _ = menu
    shown.first()

    shown.taken()

    assert shown.keyed("9") == ()


def test_without_flows_there_is_no_menu(house: House) -> None:
    talk = begun(house.service, Language.ZH, "10.0.0.1")

    assert Menu(NAMES, talk, Flows(), Manner()).first() == ()


@pytest.fixture
def with_menu(tmp_path: Path, template: Path) -> Iterator[House]:
    home = tmp_path / "home"
    with house_in(home, template, call_menu=["complaint"]) as opened:
        yield opened


def test_a_key_begins_a_task_at_once(with_menu: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("按一")
        far.press("1")
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)

    told = played(with_menu, story)

    (chosen,) = [one.choice for one in told.messages if one.choice]
    assert chosen == "flow:complaint"


def test_the_elder_voice_is_slower_and_louder_at_the_same_pitch() -> None:
    sound = speech(2.0)
    quiet = (samples(sound) // 4).astype("<i2").tobytes()

    made = samples(Manner(elder=True).sounds(quiet, PHONE_RATE))

    assert len(made) / len(samples(quiet)) == pytest.approx(1.25, abs=0.03)
    assert made.max() > samples(quiet).max() * 1.4
    spectrum = np.abs(np.fft.rfft(made[2_000:10_000].astype(float)))
    assert int(np.argmax(spectrum)) == pytest.approx(330, abs=3)


def test_the_usual_voice_stays_as_it_is() -> None:
    assert Manner().sounds(speech(0.5), PHONE_RATE) == speech(0.5)
    assert Manner(elder=True).spoken_ms(1_250) == 1_000


def test_what_is_too_short_to_be_slowed_is_only_louder() -> None:
    sound = speech(0.05)

    assert len(paced(sound, PHONE_RATE, slower=1.25, louder=1.0)) == len(sound)
