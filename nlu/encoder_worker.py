"""Serves a sentence-transformers model over pipes: the process that imports torch.

python -m nlu.encoder_worker NAME_OR_FOLDER
First frame out: {"dimensions": d, "fingerprint": words}. Then for each frame in, a
JSON list of texts, one frame out: n * d float32, row after row.
"""

import hashlib
import json
import os
import sys
from typing import IO

import numpy as np
from sentence_transformers import SentenceTransformer

from nlu.frames import read_frame, write_frame

BATCH = 32


def serve(model: SentenceTransformer, source: IO[bytes], sink: IO[bytes]) -> None:
    dimensions = len(_encoded(model, ["."])[0])
    hello = {"dimensions": dimensions, "fingerprint": fingerprint(model)}
    write_frame(sink, json.dumps(hello).encode())
    while True:
        try:
            texts = json.loads(read_frame(source))
        except EOFError:
            return
        write_frame(sink, _encoded(model, texts).tobytes())


def fingerprint(model: SentenceTransformer) -> str:
    """Of every weight, so that a retrained model of the same name differs."""
    found = hashlib.blake2b(digest_size=16)
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(tensor.detach().cpu().float().numpy().tobytes())
    return found.hexdigest()


def _encoded(
    model: SentenceTransformer, texts: list[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    vectors = model.encode(texts, batch_size=BATCH, show_progress_bar=False)
    return np.ascontiguousarray(vectors, dtype="<f4")


def main() -> None:
    """Whatever a library prints goes to standard error; the pipe carries frames."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    model = SentenceTransformer(sys.argv[1], device="cpu")
    serve(model, sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
