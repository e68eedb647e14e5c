"""The pack: read whole, or refused by the name of the file that is wrong."""

import shutil
from pathlib import Path

import pytest

from api.errors import PackMalformed
from api.pack import load_pack
from api.settings import DEMO_PACK
from bot.message import Language
from tests.api.fixtures.bank import PACK

pytestmark = pytest.mark.door


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def test_a_pack_names_its_bank_in_both_languages() -> None:
    pack = load_pack(PACK)

    assert pack.names[Language.ZH]["bank"] == "试点银行"
    assert pack.names[Language.EN]["bot"] == "Dot"
    assert pack.names[Language.ZH]["card_hotline"] == "400-000-1111"
    assert [path.name for path in pack.article_files] == ["base.csv"]


def test_the_demo_pack_can_be_read() -> None:
    pack = load_pack(DEMO_PACK)

    assert len(pack.intents) >= 40
    assert pack.all_rules()
    assert pack.all_wording()


def test_a_packs_own_rules_go_over_the_services(folder: Path) -> None:
    (folder / "rules.toml").write_text("[patience]\nqueue_seconds = 30\n")

    assert load_pack(folder).all_rules().patience.queue_seconds == 30


def test_a_packs_own_words_go_over_the_services(folder: Path) -> None:
    (folder / "wording").mkdir()
    (folder / "wording" / "zh-CN.toml").write_text('resume = "还有什么要问的？"\n')

    wording = load_pack(folder).all_wording()

    assert wording.say("resume", Language.ZH) == "还有什么要问的？"


def test_a_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackMalformed, match=r"no pack\.toml"):
        load_pack(tmp_path)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("pack.toml", "name = ", "pack.toml"),
        ("pack.toml", 'name = "x"', "bank"),
        ("intents.toml", "[[intent]]\nname = 'x'", "title"),
        ("intents.toml", "\xff", "intents.toml"),
        ("offtopic.toml", "[far]\nzh-CN = 5", "int"),
    ],
)
def test_what_is_wrong_in_a_pack_is_named(
    folder: Path, file: str, text: str, said: str
) -> None:
    (folder / file).write_bytes(text.encode("latin-1"))

    with pytest.raises(PackMalformed, match=said):
        load_pack(folder)


def test_an_unknown_time_zone_is_refused(folder: Path) -> None:
    head = (folder / "pack.toml").read_text("utf-8")
    (folder / "pack.toml").write_text(head.replace("Asia/Shanghai", "Asia/Nowhere"))

    with pytest.raises(PackMalformed, match="Nowhere"):
        load_pack(folder)
