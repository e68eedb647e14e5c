"""The vault of recordings: sealed pieces on disk, each readable by itself.

A file begins with the name of its key; each piece is FLAC within AES-256-GCM, bound to
its recording and its place. A file that ends in the middle of a piece ends before it.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.errors import DoorError
from api.phone.vault_keys import Keys, load_keys
from speech.audio import SAMPLE_BYTES
from speech.flac import packed, unpacked

FOLDER: Final = "recordings"
MAGIC: Final = b"TELLREC1"
CHANNELS: Final = 2
MOMENT_BYTES: Final = CHANNELS * SAMPLE_BYTES
NONCE_BYTES: Final = 12
_HEAD = struct.Struct(">II")
"""Of each piece: its moments, and the bytes that follow."""


class RecordingUnreadable(DoorError):
    """Its file was changed, or its key is gone."""

    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Of one recording."""

    tenant_id: str
    id: str

    def piece(self, number: int, moments: int) -> bytes:
        """What a sealed piece is bound to."""
        return f"{self.tenant_id}/{self.id}/{number}/{moments}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    number: int
    begins: int
    """Its first moment."""
    moments: int
    place: int
    """Of its bytes in the file."""
    size: int


class Vault:
    def __init__(self, home: Path, keys: Keys) -> None:
        self._folder = home / FOLDER
        self._keys = keys

    def add(self, name: Name, pcm: bytes, *, rate: int, number: int) -> None:
        """The next piece; `pcm` of two channels. Blocking."""
        path = self._path(name)
        if number == 0:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
        moments = len(pcm) // MOMENT_BYTES
        nonce, bound = token_bytes(NONCE_BYTES), name.piece(number, moments)
        content = packed(pcm, rate=rate, channels=CHANNELS)
        key = self._key_of(path) if number else self._keys.current
        sealed = AESGCM(self._keys.named(key)).encrypt(nonce, content, bound)
        with path.open("ab") as file:
            if number == 0:
                told = key.encode()
                file.write(MAGIC + bytes([len(told)]) + told)
            file.write(_HEAD.pack(moments, NONCE_BYTES + len(sealed)) + nonce + sealed)

    def pieces(self, name: Name) -> tuple[Piece, ...]:
        """Of a recording; none when there is no sound of it."""
        try:
            with self._path(name).open("rb") as file:
                _key(file)
                return tuple(_pieces(file))
        except FileNotFoundError:
            return ()

    def sound(self, name: Name, piece: Piece) -> bytes:
        """PCM of two channels. Raises RecordingUnreadable."""
        path = self._path(name)
        key = self._keys.named(self._key_of(path))
        with path.open("rb") as file:
            file.seek(piece.place)
            sealed = file.read(piece.size)
        bound = name.piece(piece.number, piece.moments)
        try:
            plain = AESGCM(key).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound
            )
        except InvalidTag:
            raise RecordingUnreadable(
                "the recording was changed", code="recording_unreadable"
            ) from None
        return unpacked(plain)

    def destroy(self, name: Name) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: Name) -> Path:
        return self._folder / name.tenant_id / name.id[:2] / f"{name.id}.sealed"

    def _key_of(self, path: Path) -> str:
        with path.open("rb") as file:
            return _key(file)


def opened(home: Path) -> Vault:
    """Makes the keys when there are none. Raises SettingsRefused."""
    return Vault(home, load_keys(home))


def _key(file: BinaryIO) -> str:
    if file.read(len(MAGIC)) != MAGIC:
        raise RecordingUnreadable("no recording", code="recording_unreadable")
    return file.read(file.read(1)[0]).decode()


def _pieces(file: BinaryIO) -> Iterator[Piece]:
    number = begins = 0
    place, end = file.tell(), file.seek(0, 2)
    while place + _HEAD.size <= end:
        file.seek(place)
        moments, size = _HEAD.unpack(file.read(_HEAD.size))
        place += _HEAD.size
        if place + size > end:
            return
        yield Piece(
            number=number, begins=begins, moments=moments, place=place, size=size
        )
        number, begins, place = number + 1, begins + moments, place + size
