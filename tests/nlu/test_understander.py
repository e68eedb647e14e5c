"""The understander: meaning for every message, an exception for none."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Author, Channel, Language, Message
from bot.ports import Understander
from bot.understanding import EntityKind
from nlu.build import ENCODER, INTENTS, Material, build_understander
from nlu.encoder import Encoder, Vectors
from nlu.errors import EncoderTimedOut
from nlu.static_encoder import TABLE
from nlu.understander import PackUnderstander
from tests.nlu.conftest import SEED, TODAY, silent
from tests.nlu.words import GROUPS, MATERIAL, OFFTOPIC

pytestmark = pytest.mark.engine


def said(text: str, language: Language = Language.ZH) -> Message:
    return Message(
        id="m",
        tenant_id="t",
        conversation_id="c",
        author=Author.CUSTOMER,
        text=text,
        language=language,
        channel=Channel.WEB,
        sent_at=datetime(2025, 11, 26, tzinfo=UTC),
    )


def test_a_message_becomes_its_meaning(understander: PackUnderstander) -> None:
    port: Understander = understander

    meaning = port.understand(said("嗯，請問尾号8888的年費怎麼收？"))

    assert meaning.normalized == "请问尾号8888的年费怎么收?"
    assert meaning.language is Language.ZH
    assert meaning.best is not None
    assert meaning.best.name == "annual_fee"
    tail = meaning.first(EntityKind.CARD_TAIL)
    assert tail is not None
    assert meaning.normalized[tail.start : tail.end] == "8888"


def test_english_is_told_by_its_letters(understander: PackUnderstander) -> None:
    assert understander.understand(said("raise my limit")).language is Language.EN


def test_digits_keep_the_language_of_the_conversation(
    understander: PackUnderstander,
) -> None:
    meaning = understander.understand(said("1234", Language.EN))

    assert meaning.language is Language.EN


HOSTILE = [
    "",
    "\x00",
    "\ud800\udfff",
    "😀" * 2000,
    "卡" * 2000,
    "a" * 2000,
    "1" * 2000,
    "def f(x): return x[0] if x else {}",
    "'; DROP TABLE messages; --",
    "<script>alert(1)</script>",
    "الرصيد",
    "\ufdfa" * 2000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_only_a_text(
    understander: PackUnderstander, text: str
) -> None:
    assert len(understander.understand(said(text)).intents) <= 5


@settings(
    deadline=None,
    max_examples=60,
)
@given(text=st.text(max_size=300))
def test_no_text_is_an_error(understander: PackUnderstander, text: str) -> None:
    understander.understand(said(text))


def test_many_threads_understand_the_same(understander: PackUnderstander) -> None:
    alone = understander.understand(said("怎么提额"))

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(understander.understand, [said("怎么提额")] * 64))

    assert together == [alone] * 64


def test_a_second_start_loads_what_the_first_has_learned(
    understander: PackUnderstander, home: Path
) -> None:
    told: list[str] = []

    again = build_understander(
        home,
        MATERIAL,
        seed=SEED,
        today=lambda: TODAY,
        progress=lambda _, note: told.append(note),
    )

    assert told == ["understanding is ready"]
    assert again.encoder.fingerprint == understander.encoder.fingerprint


def small(folder: Path, offtopic: list[str], told: list[str]) -> PackUnderstander:
    material = Material(groups=GROUPS[:4], intents={"hi": ["你好"]}, offtopic=offtopic)
    return build_understander(
        folder,
        material,
        seed=SEED,
        today=lambda: TODAY,
        progress=lambda _, note: told.append(note),
    )


def test_other_examples_are_learned_without_training_the_encoder(
    tmp_path: Path,
) -> None:
    small(tmp_path, OFFTOPIC, [])
    told: list[str] = []

    small(tmp_path, OFFTOPIC[:5], told)

    assert told == ["learning the intents", "understanding is ready"]


@pytest.mark.parametrize("part", [ENCODER, INTENTS])
def test_damaged_weights_are_named_and_made_again(tmp_path: Path, part: str) -> None:
    small(tmp_path, OFFTOPIC, [])
    (tmp_path / part / TABLE).write_bytes(b"damaged")
    told: list[str] = []

    small(tmp_path, OFFTOPIC, told)

    assert f"weights file {TABLE} is refused" in told[0]
    assert told[-1] == "understanding is ready"


class Failing:
    """An encoder whose process answers until it is told to fail."""

    def __init__(self, sound: Encoder) -> None:
        self._sound = sound
        self.dimensions = sound.dimensions
        self.fingerprint = sound.fingerprint
        self.failing = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.failing:
            raise EncoderTimedOut(1)
        return self._sound.encode(texts)


def test_rules_go_on_while_the_encoder_is_down(
    understander: PackUnderstander, tmp_path: Path
) -> None:
    encoder = Failing(understander.encoder)
    failing = build_understander(
        tmp_path,
        MATERIAL,
        seed=SEED,
        today=lambda: TODAY,
        progress=silent,
        encoder=encoder,
    )
    encoder.failing = True

    meaning = failing.understand(said("年费怎么收，尾号8888"))

    assert meaning.intents == ()
    assert len(meaning.entities) == 1
