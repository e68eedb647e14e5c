"""The settings are shown with their origin, and no secret among them."""

from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_secrets_are_masked(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_ADMIN_PASSWORD", "correct-horse")
    monkeypatch.setenv("TELLER_DATABASE_URL", "postgresql+psycopg://me:hidden@host/db")

    written = teller("config", "show")
    as_json = teller("config", "show", "--json")

    for done in (written, as_json):
        assert done.code == 0
        assert "correct-horse" not in done.out
        assert "hidden" not in done.out
        assert "********" in done.out


def test_each_setting_tells_where_it_comes_from(
    teller: Teller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    (home / "teller.toml").write_text(
        "port = 8100\n[limits]\njson_depth = 9\n", "utf-8"
    )
    monkeypatch.setenv("TELLER_TENANT", "north")

    rows = {row["name"]: row for row in teller("config", "show", "--json").json}

    assert rows["TELLER_PORT"] == {"name": "TELLER_PORT", "value": 8100, "from": "file"}
    assert rows["TELLER_LIMITS__JSON_DEPTH"]["from"] == "file"
    assert rows["TELLER_TENANT"]["from"] == "environment"
    assert rows["TELLER_HOST"]["from"] == "default"


def test_good_settings_pass_the_check(teller: Teller) -> None:
    assert teller("config", "check").code == 0


def test_a_setting_nobody_knows_is_named(
    teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLER_PROT", "8000")

    done = teller("config", "check")

    assert done.code == 1
    assert "TELLER_PROT" in done.err


@pytest.mark.parametrize("command", [("config", "check"), ("doctor",), ("serve",)])
def test_a_malformed_setting_is_named_in_one_line(
    teller: Teller, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TELLER_PORT", "eighty")

    done = teller(*command)

    assert done.code == 1
    assert "TELLER_PORT" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_a_broken_settings_file_is_named_in_one_line(
    teller: Teller, home: Path
) -> None:
    home.mkdir()
    (home / "teller.toml").write_text("port = = 1", "utf-8")

    done = teller("config", "show")

    assert done.code == 1
    assert "teller.toml" in done.err


def test_a_missing_pack_is_named(
    teller: Teller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLER_PACK", str(tmp_path / "nowhere"))

    done = teller("config", "check")

    assert done.code == 1
    assert "nowhere" in done.err
