"""Serves a cross-encoder over pipes: the process that imports torch.

python -m nlu.reranker_worker NAME_OR_FOLDER
First frame out: {"fingerprint": words}. Then for each frame in, a JSON list
[question, [text, ...]], one frame out: n float32, the log-odds that each text answers.
"""

import hashlib
import json
import os
import sys
from typing import IO, Any

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from nlu.frames import read_frame, write_frame

MOST_TOKENS = 256
"""Of a question with one text."""


def serve(model: Any, tokenizer: Any, source: IO[bytes], sink: IO[bytes]) -> None:  # noqa: ANN401
    write_frame(sink, json.dumps({"fingerprint": fingerprint(model)}).encode())
    while True:
        try:
            question, texts = json.loads(read_frame(source))
        except EOFError:
            return
        write_frame(sink, scored(model, tokenizer, question, texts))


def scored(model: Any, tokenizer: Any, question: str, texts: list[str]) -> bytes:  # noqa: ANN401
    pairs = tokenizer(
        [question] * len(texts),
        texts,
        padding=True,
        truncation=True,
        max_length=MOST_TOKENS,
        return_tensors="pt",
    )
    with torch.inference_mode():
        logits = model(**pairs).logits.float()
    odds = logits[:, 0] if logits.shape[1] == 1 else logits[:, -1] - logits[:, 0]
    return bytes(odds.numpy().astype("<f4").tobytes())


def fingerprint(model: Any) -> str:  # noqa: ANN401
    found = hashlib.blake2b(digest_size=16)
    for name, tensor in sorted(model.state_dict().items()):
        found.update(name.encode())
        found.update(tensor.detach().cpu().float().numpy().tobytes())
    return found.hexdigest()


def main() -> None:
    """Whatever a library prints goes to standard error; the pipe carries frames."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    name = sys.argv[1]
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForSequenceClassification.from_pretrained(
        name, use_safetensors=True
    ).eval()
    serve(model, tokenizer, sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
