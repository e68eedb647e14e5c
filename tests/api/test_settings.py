"""The settings: environment over file over defaults, and refusals that name the key."""

from pathlib import Path

import pytest

from api.errors import SettingsRefused
from api.settings import DEMO_PACK, read_settings

pytestmark = pytest.mark.door


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of its own, and nothing else in the environment."""
    for name in ("TELLER_CONFIG", "TELLER_PORT", "TELLER_TENANT", "TELLER_PACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TELLER_HOME", str(tmp_path))
    return tmp_path


def test_without_anything_the_defaults_hold(bare: Path) -> None:
    settings = read_settings()

    assert (settings.host, settings.port, settings.pack) == (
        "127.0.0.1",
        8000,
        DEMO_PACK,
    )
    assert settings.url == f"sqlite:///{bare / 'teller.db'}"


def test_the_environment_wins_over_the_file(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "teller.toml").write_text('port = 9001\ntenant = "filed"\n')
    monkeypatch.setenv("TELLER_PORT", "9002")

    settings = read_settings()

    assert (settings.port, settings.tenant) == (9002, "filed")


def test_what_is_given_wins_over_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_PORT", "9002")

    assert read_settings(port=9003, host=None).port == 9003


def test_limits_are_set_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_LIMITS__MESSAGE_CHARACTERS", "500")

    limits = read_settings().limits

    assert (limits.message_characters, limits.json_depth) == (500, 16)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELLER_PORT", "70000"),
        ("TELLER_PORT", "many"),
        ("TELLER_TENANT", "A Bank"),
        ("TELLER_LOG_LEVEL", "loud"),
        ("TELLER_LIMITS__BODY_BYTES", "0"),
        ("TELLER_TURN_WORKERS", "0"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_its_key(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsRefused) as refused:
        read_settings()

    assert [key.partition(":")[0] for key in refused.value.keys] == [name]


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELLER_ADMIN_PASSWORD", "hush-hush")
    monkeypatch.setenv("TELLER_DATABASE_URL", "postgresql://teller:hush-hush@db/x")

    settings = read_settings()

    assert "hush-hush" not in repr(settings)
    assert "hush-hush" in settings.url
