"""Playback: a sealed recording as a WAV file, any bytes of it, opened as it is read."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from api.errors import DoorError
from api.phone.vault import CHANNELS, MOMENT_BYTES, Name, Vault

HEADER_BYTES: Final = 44
BITS: Final = 16
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


class RangeRefused(DoorError):
    """Nothing of the recording lies there."""

    status = 416


class Playback:
    """Of one recording, as far as it is kept now."""

    def __init__(self, vault: Vault, name: Name, rate: int) -> None:
        self._vault = vault
        self._name = name
        self._pieces = vault.pieces(name)
        self._bytes = sum(one.moments for one in self._pieces) * MOMENT_BYTES
        self._header = _header(self._bytes, rate)

    @property
    def size(self) -> int:
        return HEADER_BYTES + self._bytes

    def read(self, first: int, last: int) -> Iterator[bytes]:
        """The bytes from `first` to `last`, both included."""
        if first < HEADER_BYTES:
            yield self._header[first : last + 1]
        for piece in self._pieces:
            begins = HEADER_BYTES + piece.begins * MOMENT_BYTES
            ends = begins + piece.moments * MOMENT_BYTES
            if begins <= last and ends > first:
                sound = self._vault.sound(self._name, piece)
                yield sound[max(first - begins, 0) : last + 1 - begins]


def wanted_bytes(asked: str, size: int) -> tuple[int, int, bool]:
    """First and last byte, and whether that is only a part. One range is understood;
    anything else means all. Raises RangeRefused."""
    found = _RANGE.match(asked.strip())
    if found is None or not any(found.groups()):
        return 0, size - 1, False
    begin, end = found.groups()
    if not begin:
        return max(size - int(end), 0), size - 1, True
    first, last = int(begin), min(int(end), size - 1) if end else size - 1
    if first > last:
        raise RangeRefused("no such bytes", code="range_refused")
    return first, last, True


def _header(size: int, rate: int) -> bytes:
    """Source: the WAVE format of RIFF, uncompressed."""
    return (
        struct.pack("<4sI4s", b"RIFF", HEADER_BYTES - 8 + size, b"WAVE")
        + struct.pack("<4sIHHI", b"fmt ", 16, 1, CHANNELS, rate)
        + struct.pack("<IHH", rate * MOMENT_BYTES, MOMENT_BYTES, BITS)
        + struct.pack("<4sI", b"data", size)
    )
