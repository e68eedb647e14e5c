"""Dialogue files are read strictly, and the first turn that differs is named."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.clock import RandomIds
from api.dialogue_bank import backstage
from api.dialogue_files import CueKind, ScriptMalformed, read
from api.dialogue_stage import Stage, empty_records
from api.dialogues import Failed, Outcome, Passed, play, report
from api.pack import load_pack
from api.records import Records
from api.secret import load_secrets
from api.set_clock import SetClock
from api.settings import DEMO_PACK, Settings
from bot.desk.steps import Steps
from bot.dialogue import Dialogue
from bot.message import Channel, Language
from tests.bot.samples import RULES, WORDING, article, passage
from tests.fakes import (
    TENANT,
    FakeRetriever,
    FakeUnderstander,
    MemoryDesk,
)
from tests.fakes_store import MemoryConversationStore

pytestmark = pytest.mark.dialogue

FreshRecords = Callable[[], Records]
FEE = article("CC-1", "年费多少", "普卡每年 80 元。")
ASK = '[[turn]]\nsaid = "年费多少"\n'
HUMAN = '[[turn]]\nsaid = "转人工"\n'


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FreshRecords]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings.model_validate({"home": home})
    with empty_records(settings, load_secrets(home)) as fresh:
        yield fresh


@pytest.fixture
def stage(records: FreshRecords) -> Stage:
    ids, clock = RandomIds(), SetClock()
    dialogue = Dialogue(
        understander=FakeUnderstander(),
        retriever=FakeRetriever(FEE, near=(passage(0.3, name="CC-2"),)),
        store=MemoryConversationStore(),
        desk=MemoryDesk(),
        ids=ids,
        rules=RULES,
        wording=WORDING,
    )
    return Stage(
        dialogue=dialogue,
        steps=Steps(ids=ids, rules=RULES, wording=WORDING),
        clock=clock,
        ids=ids,
        tenant_id=TENANT,
        records=records,
        backstage=lambda own: backstage(load_pack(DEMO_PACK), own, clock),
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.toml"


def played(file: Path, text: str, stage: Stage) -> Outcome:
    file.write_text(f'title = "一"\n{text}', "utf-8")
    (script,) = read(file)
    return play(script, stage)


def difference(outcome: Outcome) -> tuple[int, str, str, str]:
    assert isinstance(outcome, Failed)
    one = outcome.difference
    return one.turn, one.what, one.expected, one.got


@pytest.mark.parametrize(
    "text",
    [
        ASK + 'action = "answer"\nsource = "CC-1"\ncontains = "80"\nowner = "bot"',
        ASK + 'action = ["clarify", "answer"]\nnever = "escalate"\nlacks = "抱歉"',
        HUMAN + 'owner = "queue"\nreason = "customer_asked"\n[[turn]]\nagent = "take"',
        '[[turn]]\nsaid = "别的"\nchoices_include = ["article:CC-2", "都不是"]\n'
        '[[turn]]\npressed = "都不是"\naction = "unknown"',
        '[[turn]]\npressed = "callback"\n[[turn]]\nsaid = "13812345678"\n'
        'slots = { contact = "13812345678" }',
        'agents = 0\nahead = 2\n[[turn]]\nsaid = "转人工"\ncontains = "没有人工"',
        HUMAN + '[[turn]]\nagent = "take"\n[[turn]]\nagent_says = "您好"\n'
        '[[turn]]\nagent = "lose"\nowner = "queue"\n[[turn]]\nagent = "take"\n'
        '[[turn]]\nagent = "hand back"\nowner = "bot"\n'
        '[[turn]]\ncustomer = "close"\nowner = "closed"',
        HUMAN + '[[turn]]\nwaits = 5\nlacks = "久等"\n[[turn]]\nwaits = 60\n'
        'contains = "下一位"\n[[turn]]\nagent = "take"\n[[turn]]\nagent = "close"',
        '[[turn]]\nbank = "down"\n'
        + ASK
        + 'flow = ""\nlevel = 0\nasked = ""\nacts = []',
        '[[turn]]\npressed = "callback"\nflow = "callback"\nasked = "phone"',
    ],
)
def test_what_is_so_passes(file: Path, text: str, stage: Stage) -> None:
    assert isinstance(played(file, text, stage), Passed)


@pytest.mark.parametrize(
    ("expectation", "found"),
    [
        ('owner = "queue"', ("owner", "queue", "bot")),
        ('action = "escalate"', ("action", "escalate", "answer")),
        ('never = "answer"', ("never", "answer", "answer")),
        ('source = ["CC-8", "CC-9"]', ("source", "CC-8 | CC-9", "CC-1")),
        ('reason = "abuse"', ("reason", "abuse", "")),
        ('contains = "90"', ("contains", "90", "普卡每年 80 元。")),
        ('lacks = "80"', ("lacks", "80", "普卡每年 80 元。")),
        ("slots = { amount = 5 }", ("slots", "amount = 5", "")),
        ('choices_include = "human"', ("choices_include", "human", "")),
        ('flow = "bill"', ("flow", "bill", "")),
        ("level = 2", ("level", "2", "0")),
        ('asked = "phone"', ("asked", "phone", "")),
        ('acts = "cards"', ("acts", "cards", "")),
    ],
)
def test_the_first_difference_is_told(
    file: Path, expectation: str, found: tuple[str, str, str], stage: Stage
) -> None:
    outcome = played(file, f"{ASK}{ASK}{expectation}", stage)

    assert difference(outcome) == (2, *found)


def test_a_step_that_is_refused_is_a_difference(file: Path, stage: Stage) -> None:
    outcome = played(file, ASK + '[[turn]]\nagent_says = "您好"', stage)

    assert difference(outcome)[:3] == (2, "refused", "agent_says 您好")


@pytest.mark.parametrize(
    "cue", ['claims = "C0001"', 'code = "right"', 'app = "confirm"', 'card = "cancel"']
)
def test_a_card_that_is_not_there_cannot_be_filled(
    cue: str, file: Path, stage: Stage
) -> None:
    outcome = played(file, f"[[turn]]\n{cue}\n", stage)

    assert difference(outcome)[1] == "refused"


def test_no_dialogue_meets_what_another_recorded(file: Path, stage: Stage) -> None:
    played(file, HUMAN, stage)

    records = stage.records()

    waiting = records.desk.floor(TENANT, "another", now=stage.clock())
    assert waiting.ahead == 0


def test_a_report_counts_and_names_failures(file: Path, stage: Stage) -> None:
    bad = played(file, ASK + 'source = "CC-9"', stage)

    told = report([played(file, ASK, stage), bad])

    assert (told["passed"], told["failed"]) == (1, 1)
    assert told["failures"] == [
        {
            "file": str(file),
            "title": "一",
            "turn": 1,
            "said": "年费多少",
            "differs": "source",
            "expected": "CC-9",
            "got": "CC-1",
            "why": "answer:confidence:1.00:lead:1.00",
        }
    ]


def test_a_file_may_hold_many_dialogues(file: Path) -> None:
    one = '[[dialogue]]\ntitle = "一"\n[[dialogue.turn]]\nsaid = "年费"\n'
    two = (
        '[[dialogue]]\ntitle = "二"\nchannel = "phone"\nlanguage = "en"\n'
        "[[dialogue.turn]]\nwaits = 5\n"
    )
    file.write_text(one + two, "utf-8")

    first, second = read(file.parent)

    assert (first.title, first.language) == ("一", Language.ZH)
    assert (second.channel, second.language) == (Channel.PHONE, Language.EN)
    assert [turn.kind for turn in second.turns] == [CueKind.WAITS]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("said = ", "Invalid value"),
        ("[[turn]]\nsaid = '好'", "dialogue 1: missing or wrong: 'title'"),
        ("title = '一'", "dialogue 1: missing or wrong: 'turn'"),
        ("title = '一'\nmood = 1\n" + ASK, "dialogue 1: unknown mood"),
        ("title = '一'\nlanguage = 'fr'\n" + ASK, "'fr' is not a valid Language"),
        ("title = '一'\n" + ASK + "[[turn]]\naction = 'x'", "turn 2: needs one of"),
        ("title = '一'\n" + ASK + "pressed = 'x'", "turn 1: needs one of"),
        ("title = '一'\n" + ASK + "mood = 'x'", "turn 1: unknown mood"),
        ("title = '一'\n[[turn]]\nagent = 'sleep'", "turn 1: agent cannot sleep"),
        ("title = '一'\n[[turn]]\nwaits = 'long'", "turn 1: waits needs whole"),
        ("title = '一'\n" + ASK + "owner = 'me'", "turn 1: 'me' is not a valid Owner"),
        ("title = '一'\n" + ASK + "action = [1]", "turn 1: .*neither a text nor"),
        ("title = '一'\n" + ASK + "slots = 1", "turn 1: 'int' object"),
        ("title = '一'\n" + ASK + "level = 7", "turn 1: 7 is not a valid Assurance"),
        ("title = '一'\n[[turn]]\ncode = 'maybe'", "turn 1: code cannot maybe"),
        ("title = '一'\n[[turn]]\nbank = 'ill'", "turn 1: bank cannot ill"),
        ("title = '一'\n[[dialogue]]\ntitle = '二'", "beside"),
    ],
)
def test_a_mistake_is_named_with_its_place(file: Path, text: str, named: str) -> None:
    file.write_text(text, "utf-8")

    with pytest.raises(ScriptMalformed, match=rf"one\.toml.*{named}"):
        read(file)


def test_a_file_that_is_not_there_or_not_text_is_named(file: Path) -> None:
    with pytest.raises(ScriptMalformed, match="no such file"):
        read(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScriptMalformed, match=r"one\.toml"):
        read(file)
