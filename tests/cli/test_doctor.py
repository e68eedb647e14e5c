"""The doctor looks at everything and changes nothing."""

import socket
from pathlib import Path

import pytest

from tests.cli.command import Teller

pytestmark = pytest.mark.door


def test_an_empty_home_is_fit_and_stays_empty(teller: Teller, home: Path) -> None:
    done = teller("doctor", "--json")

    assert done.code == 0
    assert done.json["fit"] is True
    assert not home.exists()


def test_whatever_is_not_there_says_what_to_do(teller: Teller) -> None:
    checks = teller("doctor", "--json").json["checks"]

    assert {"python", "SQLite", "home", "pack", "articles", "index"} <= {
        one["name"] for one in checks
    }
    assert all(one["what_to_do"] for one in checks if one["state"] != "ok")


def test_a_filled_home_is_seen(teller: Teller, articles: Path) -> None:
    teller("knowledge", "import", articles, "--publish", "--json")

    done = teller("doctor", "--json")

    states = {one["name"]: one for one in done.json["checks"]}
    assert states["articles"]["found"].startswith("3 published")
    for name in ("home", "database", "pack", "encoder", "index"):
        assert states[name]["state"] == "ok", states[name]


def test_a_damaged_index_is_named(teller: Teller, articles: Path, home: Path) -> None:
    teller("knowledge", "import", articles, "--publish", "--no-train", "--json")
    for file in (home / "index").rglob("manifest.json"):
        file.write_text("{}", "utf-8")

    checks = {one["name"]: one for one in teller("doctor", "--json").json["checks"]}

    assert checks["index"]["state"] == "missing"
    assert "manifest.json" in checks["index"]["found"]


def test_a_broken_pack_makes_it_fail(
    teller: Teller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLER_PACK", str(tmp_path / "nowhere"))

    done = teller("doctor")

    assert done.code == 1
    assert "TELLER_PACK" in done.out


def test_a_taken_port_is_told(teller: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("TELLER_PORT", str(taken.getsockname()[1]))

        checks = {one["name"]: one for one in teller("doctor", "--json").json["checks"]}

    assert checks["port"]["state"] == "missing"


def test_the_reranker_that_is_named_is_told(
    teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = teller("doctor", "--json").json["checks"]
    monkeypatch.setenv("TELLER_RERANKER", "some/model")
    unheard = teller("doctor", "--json").json["checks"]

    found = [{one["name"]: one["found"] for one in rows} for rows in (none, unheard)]
    assert "none is named" in found[0]["reranker"]
    assert found[1]["reranker"].startswith("some/model, tried out")
