"""The PocketSphinx process: python -m speech.pocketsphinx_worker.

English comes with the wheel. Its decoders are dear to load and cheap to keep, so they
are handed from one caller to the next.
"""

import os
import re
from collections import defaultdict
from pathlib import Path

from pocketsphinx import Decoder, get_model_path

from bot.message import Language
from speech.recognition import RATE
from speech.serving import own_pipes, serve
from speech.streams import Said, Streams

_FRAME_MS = 10
_LONGEST_WORD_MS = 800
_PLAIN = re.compile(r"[^a-z' ]")
_SILENCE = re.compile(r"[<(\[]")
_DIGITS = frozenset(
    (
        "zero",
        "oh",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
    )
)
_BEAMS = {"beam": 1e-80, "pbeam": 1e-80, "wbeam": 1e-60}
"""Wide, since few phrases are quickly searched."""
_WARM = "41.00,-5.29,-0.12,5.09,2.48,-4.07,-1.37,-1.78,-5.08,-2.05,-6.45,-1.42,1.17"
"""Mean of the features of speech, for the first words of the first caller."""


class Decoders:
    def __init__(self) -> None:
        self._model = Path(get_model_path()) / "en-us"
        self._idle: dict[tuple[str, ...], list[Decoder]] = defaultdict(list)
        self._known = _words(self._model / "cmudict-en-us.dict")

    def open(self, language: Language, grammar: tuple[str, ...]) -> "_Stream | None":
        if language is not Language.EN:
            return None
        idle = self._idle[grammar]
        decoder = idle.pop() if idle else self._loaded(grammar)
        return _Stream(decoder, idle, whole=bool(grammar))

    def _loaded(self, grammar: tuple[str, ...]) -> Decoder:
        phrases = [one for one in map(_plain, grammar) if self._sayable(one)]
        decoder = Decoder(
            hmm=str(self._model / "en-us"),
            dict=str(self._model / "cmudict-en-us.dict"),
            lm=None if phrases else str(self._model / "en-us.lm.bin"),
            samprate=RATE,
            fwdflat=False,
            bestpath=not phrases,
            cmninit=_WARM,
            logfn=os.devnull,
            **(_BEAMS if phrases else {}),
        )
        if phrases:
            decoder.add_jsgf_string("said", _rules(phrases))
            decoder.activate_search("said")
        return decoder

    def _sayable(self, phrase: str) -> bool:
        return bool(phrase) and all(word in self._known for word in phrase.split())


class _Stream:
    """Where only a few phrases may be said, a turn is read again as a whole: that is
    quick, and the beginning is no longer judged by itself."""

    def __init__(self, decoder: Decoder, idle: list[Decoder], *, whole: bool) -> None:
        self._decoder = decoder
        self._idle = idle
        self._heard: bytearray | None = bytearray() if whole else None
        self._open = False

    def feed(self, pcm: bytes) -> str:
        if not self._open:
            self._decoder.start_utt()
            self._open = True
        self._decoder.process_raw(pcm, False, False)
        if self._heard is not None:
            self._heard += pcm
        found = self._decoder.hyp()
        return found.hypstr if found else ""

    def finish(self) -> list[Said]:
        if not self._open:
            return []
        self._end()
        if self._heard:
            self._decoder.start_utt()
            self._decoder.process_raw(bytes(self._heard), False, True)
            self._decoder.end_utt()
            self._heard.clear()
        return _said(self._decoder)

    def forget(self) -> None:
        if self._open:
            self._end()
        if self._heard is not None:
            self._heard.clear()

    def close(self) -> None:
        self.forget()
        self._idle.append(self._decoder)

    def _end(self) -> None:
        self._decoder.end_utt()
        self._open = False


def _said(decoder: Decoder) -> list[Said]:
    if decoder.hyp() is None:
        return []
    return [
        _word(one.word, one.start_frame, one.end_frame + 1, float(one.prob))
        for one in decoder.seg() or ()
        if not _SILENCE.match(one.word)
    ]


def _word(text: str, start: int, end: int, probability: float) -> Said:
    """A word that takes too long is not that word: something else was said."""
    start_ms, end_ms = start * _FRAME_MS, end * _FRAME_MS
    doubt = min(1.0, _LONGEST_WORD_MS / max(end_ms - start_ms, 1))
    sure = min(max(probability, 0.0), 1.0) * doubt**2
    return re.sub(r"\([0-9]+\)$", "", text), start_ms, end_ms, round(sure, 3)


def _rules(phrases: list[str]) -> str:
    """One phrase; of digits as many as there are."""
    digits = [one for one in phrases if one in _DIGITS]
    choices = [one for one in phrases if one not in _DIGITS]
    if digits:
        choices.append(f"({' | '.join(digits)})+")
    said = " | ".join(choices)
    return f"#JSGF V1.0;\ngrammar said;\npublic <said> = {said};"


def _plain(phrase: str) -> str:
    return " ".join(_PLAIN.sub(" ", phrase.casefold()).split())


def _words(dictionary: Path) -> frozenset[str]:
    lines = dictionary.read_text("utf-8").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)


def main() -> None:
    source, sink = own_pipes()
    answer = Streams(Decoders().open, {one: " " for one in Language})
    serve(source, sink, answer, {"languages": [Language.EN.value]})


if __name__ == "__main__":
    main()
