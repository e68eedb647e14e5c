"""A small encoder process for tests: python -m tests.nlu.stand_in_worker MANNER.

MANNER is a folder whose file `manner` says how to behave: steady, crashing, slow.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from nlu.frames import read_frame, write_frame

DIMENSIONS = 4


def answer(texts: list[str]) -> bytes:
    rows = [[len(text), text.count("费"), os.getpid() % 97, 0] for text in texts]
    return np.asarray(rows, dtype="<f4").tobytes()


def main() -> None:
    manner = Path(sys.argv[1], "manner")
    hello = {"dimensions": DIMENSIONS, "fingerprint": Path(sys.argv[1]).name}
    write_frame(sys.stdout.buffer, json.dumps(hello).encode())
    while True:
        try:
            texts = json.loads(read_frame(sys.stdin.buffer))
        except EOFError:
            return
        behaviour = manner.read_text()
        if behaviour == "crashing":
            manner.write_text("steady")
            os._exit(1)
        if behaviour == "slow":
            manner.write_text("steady")
            time.sleep(60)
        content = b"short" if behaviour == "broken" else answer(texts)
        write_frame(sys.stdout.buffer, content)


if __name__ == "__main__":
    main()
