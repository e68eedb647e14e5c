"""A small reranker process for tests: python -m tests.nlu.stand_in_reranker FOLDER.

The file `manner` of the folder says how to behave: steady, crashing, slow, broken.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from nlu.frames import read_frame, write_frame

SLOW_SECONDS = 1.0


def main() -> None:
    manner = Path(sys.argv[1], "manner")
    write_frame(sys.stdout.buffer, json.dumps({"fingerprint": "stand-in"}).encode())
    while True:
        try:
            question, texts = json.loads(read_frame(sys.stdin.buffer))
        except EOFError:
            return
        behaviour = manner.read_text()
        if behaviour == "crashing":
            manner.write_text("steady")
            os._exit(1)
        if behaviour == "slow":
            manner.write_text("steady")
            time.sleep(SLOW_SECONDS)
        shared = [len(set(question) & set(text)) for text in texts]
        content = np.asarray(shared, dtype="<f4").tobytes()
        write_frame(sys.stdout.buffer, b"x" if behaviour == "broken" else content)


if __name__ == "__main__":
    main()
