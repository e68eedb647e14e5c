"""`teller pack` checks a bank's files and writes their formats."""

import json
from pathlib import Path

import pytest

from api.settings import DEMO_PACK
from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_a_pack_that_can_be_used_is_told_so(teller: Teller) -> None:
    done = teller("pack", "check", str(DEMO_PACK))

    assert (done.code, done.out) == (0, "The pack can be used.\n")


def test_complaints_end_with_a_failure(teller: Teller, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text('name = "x"\n', "utf-8")

    done = teller("pack", "check", str(tmp_path))

    assert done.code == 1
    assert "pack.toml:1: bank is missing. Give bank." in done.out


def test_complaints_are_told_to_programs(teller: Teller, tmp_path: Path) -> None:
    done = teller("pack", "check", str(tmp_path), "--json")

    assert done.code == 1
    assert done.json["ok"] is False
    assert done.json["complaints"][0]["file"] == "pack.toml"


def test_the_formats_are_printed(teller: Teller) -> None:
    done = teller("pack", "schema")

    assert {"flow", "intents", "pack", "dialogue"} <= done.json.keys()


def test_the_formats_are_written_for_an_editor(teller: Teller, tmp_path: Path) -> None:
    done = teller("pack", "schema", "--out", str(tmp_path / "formats"))

    assert done.code == 0
    written = tmp_path / "formats" / "flow.schema.json"
    assert json.loads(written.read_text("utf-8"))["title"] == "flow"
