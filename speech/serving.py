"""A worker's side of the exchange: what it is asked, it answers, until it is left."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import IO

from speech.exchange import Fields, read_message, write_message

Handler = Callable[[dict[str, object], bytes], tuple[Fields, bytes]]


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """What an engine prints goes nowhere, least of all between the messages."""
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return sys.stdin.buffer, sink


def serve(source: IO[bytes], sink: IO[bytes], answer: Handler, hello: Fields) -> None:
    write_message(sink, hello)
    while True:
        try:
            fields, sound = read_message(source)
        except EOFError:
            return
        write_message(sink, *answer(fields, sound))


def refuse(sink: IO[bytes], missing: Sequence[str]) -> None:
    """The engine cannot be had: said instead of the greeting."""
    write_message(sink, {"missing": list(missing)})
