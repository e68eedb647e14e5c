"""One message between a process and its worker: a line of JSON, bytes of sound."""

import json
import struct
from collections.abc import Mapping
from typing import IO

_SIZES = struct.Struct("<II")
_MOST = 64 * 1024 * 1024
"""Bytes of either part; more is nonsense from a broken process."""

Fields = Mapping[str, object]


def write_message(sink: IO[bytes], fields: Fields, sound: bytes = b"") -> None:
    line = json.dumps(fields, ensure_ascii=False).encode()
    sink.write(_SIZES.pack(len(line), len(sound)) + line + sound)
    sink.flush()


def read_message(source: IO[bytes]) -> tuple[dict[str, object], bytes]:
    """Raises EOFError when the other side has ended, ValueError for nonsense."""
    line_size, sound_size = _SIZES.unpack(_exactly(source, _SIZES.size))
    if max(line_size, sound_size) > _MOST:
        raise ValueError("a message that cannot be")
    fields = json.loads(_exactly(source, line_size))
    if not isinstance(fields, dict):
        raise ValueError("a message without fields")
    return fields, _exactly(source, sound_size)


def _exactly(source: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = source.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
