"""Health: what is said of the service, and of each of its parts."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import health, readiness
from api.readiness import Check, Part
from api.version import VERSION
from models.database import Durability
from models.errors import DatabaseUnavailable

pytestmark = pytest.mark.door

FINE: Check = lambda: Part(ok=True, detail="fine")  # noqa: E731


def client(**checks: Check) -> TestClient:
    app = FastAPI()
    wanted: Mapping[str, Check] = checks
    health.install(app, lambda _: wanted)
    return TestClient(app)


def unreachable() -> Part:
    raise DatabaseUnavailable("6222 0202 0011 2233")


def broken() -> Part:
    raise OSError("disk")


def test_a_living_service_says_its_version() -> None:
    answer = client(database=unreachable).get("/healthz")

    assert answer.json() == {"status": "alive", "version": VERSION}


def test_ready_means_that_every_part_can_work() -> None:
    answer = client(database=FINE, index=FINE).get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert answer.json()["parts"]["index"]["detail"] == "fine"


@pytest.mark.parametrize("check", [unreachable, broken])
def test_a_part_that_cannot_be_asked_makes_the_service_not_ready(check: Check) -> None:
    answer = client(database=check, index=FINE).get("/readyz")

    part = answer.json()["parts"]["database"]
    assert answer.status_code == 503
    assert answer.json()["status"] == "not_ready"
    assert not part["ok"]
    assert part["what_to_do"]
    assert "6222" not in answer.text


def test_a_part_that_can_be_missed_does_not_hold_up_the_service() -> None:
    def nobody() -> Part:
        return readiness.agents(0)

    answer = client(database=FINE, agents=nobody).get("/readyz")

    assert answer.status_code == 200
    assert not answer.json()["parts"]["agents"]["ok"]
    assert answer.json()["parts"]["agents"]["what_to_do"]


def test_what_is_missing_comes_with_what_to_do() -> None:
    missing = (
        readiness.index(served=0, recorded=0),
        readiness.index(served=3, recorded=4),
        readiness.understander(0),
        readiness.speech("recognizer", present=False),
        readiness.agents(0),
    )

    assert all(part.detail and part.what_to_do for part in missing)


def test_what_is_there_is_told_in_figures() -> None:
    durability = Durability(
        engine="sqlite", version="3.53.4", journal="wal", synchronous="full"
    )

    assert "3.53.4" in readiness.database(durability).detail
    assert "synchronous full" in readiness.database(durability).detail
    assert "12" in readiness.index(served=12, recorded=12).detail
    assert "62" in readiness.understander(62).detail
    assert "2" in readiness.agents(2).detail
    assert readiness.speech("voice", present=True).ok
    assert readiness.speech("voice", present=None).ok


def test_a_named_encoder_is_not_told_to_strangers() -> None:
    assert readiness.encoder("embedded").detail == "embedded"
    assert "srv" not in readiness.encoder("/srv/models/bank").detail
