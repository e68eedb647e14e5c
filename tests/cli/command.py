"""The command, run as an operator would, and what came of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main

PACK = """
name = "small"
time_zone = "Asia/Shanghai"
[bank]
hotline = "400-000-0000"
[bank.name]
zh-CN = "小银行"
en = "Small Bank"
[bank.bot]
zh-CN = "小小"
en = "Tiny"
"""
INTENTS = """
[[intent]]
name = "annual_fee"
title.zh-CN = "年费"
title.en = "Annual fee"
examples.zh-CN = ["年费多少", "年费怎么收", "一年收多少钱"]
examples.en = ["annual fee", "what is the annual fee"]
[[intent]]
name = "open_account"
title.zh-CN = "开户"
title.en = "Open an account"
examples.zh-CN = ["怎么开户", "我要开户", "开户要带什么"]
examples.en = ["open an account", "how do I open an account"]
"""
ARTICLES = """external_id,question,similar_questions,answer,category
S-1,信用卡年费怎么收,年费多少|一年收多少钱,普卡每年 80 元。,信用卡/年费
S-2,怎么开户,我要开户|开户要带什么,请带身份证到网点办理。,账户/开户
S-3,转账限额是多少,一天能转多少|转账上限,每天最多 50 万元。,账户/转账
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.out)


Teller = Callable[..., Done]


def write_pack(folder: Path) -> Path:
    (folder / "articles").mkdir(parents=True)
    (folder / "pack.toml").write_text(PACK, "utf-8")
    (folder / "intents.toml").write_text(INTENTS, "utf-8")
    (folder / "articles" / "all.csv").write_text(ARTICLES, "utf-8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "articles.csv"
    file.write_text(ARTICLES, "utf-8")
    return file


@pytest.fixture
def teller(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Teller:
    """Runs one command on a TELLER_HOME of its own, with a small pack."""
    monkeypatch.setenv("TELLER_HOME", str(home))
    monkeypatch.setenv("TELLER_PACK", str(write_pack(tmp_path / "pack")))
    return running_with(capsys)


def running_with(capsys: pytest.CaptureFixture[str]) -> Teller:
    def run(*words: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        shown = capsys.readouterr()
        return Done(code=int(ended.value.code or 0), out=shown.out, err=shown.err)

    return run
