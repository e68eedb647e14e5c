"""What is sealed opens with its key, in its place, and not otherwise."""

import json
from pathlib import Path

import pytest

from api.sealing import Seal, SealBroken
from api.secret import load_secrets

pytestmark = pytest.mark.door

SEAL = Seal(bytes(range(32)))


def test_what_was_sealed_opens_in_its_place() -> None:
    sealed = SEAL.closed(b"content", "main", "c1")

    assert b"content" not in sealed
    assert SEAL.opened(sealed, "main", "c1") == b"content"


def test_the_same_is_sealed_differently_each_time() -> None:
    assert SEAL.closed(b"content", "main") != SEAL.closed(b"content", "main")


@pytest.mark.parametrize("place", [("main", "c2"), ("other", "c1"), ("main",), ()])
def test_it_does_not_open_elsewhere(place: tuple[str, ...]) -> None:
    sealed = SEAL.closed(b"content", "main", "c1")

    with pytest.raises(SealBroken):
        SEAL.opened(sealed, *place)


def test_another_key_or_another_content_opens_nothing() -> None:
    sealed = SEAL.closed(b"content", "main")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])

    for seal, content in (
        (Seal(bytes(32)), sealed),
        (SEAL, changed),
        (SEAL, b""),
        (SEAL, sealed[:5]),
        (SEAL, b"\x02" + sealed[1:]),
    ):
        with pytest.raises(SealBroken):
            seal.opened(content, "main")


def test_secrets_of_an_earlier_version_get_what_they_lack(tmp_path: Path) -> None:
    made = load_secrets(tmp_path)
    path = tmp_path / "secrets.json"
    older = json.loads(path.read_text())
    del older["storage"]
    path.write_text(json.dumps(older))

    again = load_secrets(tmp_path)

    assert (again.signing, again.pepper) == (made.signing, made.pepper)
    assert len(again.storage) == 32
    assert again.storage == load_secrets(tmp_path).storage
