"""Messages between two processes over a pipe: a length, then so many bytes."""

from typing import IO

_LENGTH_BYTES = 4
LARGEST = 1 << 30
"""Bytes in one frame; a longer one is a broken stream."""


def write_frame(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Raises EOFError if the other side ended before a whole frame."""
    length = int.from_bytes(_exactly(stream, _LENGTH_BYTES), "big")
    if length > LARGEST:
        raise EOFError("the stream is broken")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            raise EOFError("the other side has ended")
        parts += part
    return bytes(parts)
