"""A recogniser in the files of Kaldi that Vosk reads: sounds, network, graph."""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
STATES = 3
"""Of each unit of sound, from left to right; each lasts 30 ms at least."""
_FST_MAGIC = 2_125_659_606
_STAY = 0.5
"""Probability that a state goes on for another frame."""


@dataclass(frozen=True, slots=True)
class Layer:
    name: str
    weights: Matrix
    bias: Matrix
    offsets: tuple[int, ...]
    """Frames around the present one that it looks at."""


@dataclass(frozen=True, slots=True)
class Arc:
    takes: int
    gives: int
    cost: float
    to: int


class Units:
    """Words made of units; a unit in a word is a phone of its own, that shares its
    sounds with the same unit in other words."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.units = sorted({unit for word in words for unit in word})
        self.phones: list[tuple[str, int, int]] = [("", 0, 1)]
        """Word, place in it, length of it; the first is silence."""
        for word in words:
            self.phones += [(word, place, len(word)) for place in range(len(word))]

    @property
    def pdfs(self) -> int:
        return 1 + STATES * len(self.units)

    def pdf(self, unit: str, state: int) -> int:
        return 1 + STATES * self.units.index(unit) + state

    def phone_pdf(self, phone: int, state: int) -> int:
        word, place, _ = self.phones[phone]
        return self.pdf(word[place], state) if word else 0

    def number(self, word: str, place: int) -> int:
        """Of the phone, from one."""
        return 1 + next(
            index
            for index, (one, at, _) in enumerate(self.phones)
            if (one, at) == (word, place)
        )


def write_model(
    folder: Path, units: Units, layers: Sequence[Layer], priors: Matrix
) -> None:
    for inner in ("am", "conf", "graph/phones"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    model = "".join((*_transitions(units), *_network(layers, priors)))
    (folder / "am" / "final.mdl").write_text(model, "utf-8")
    (folder / "graph" / "HCLG.fst").write_bytes(_graph(units))
    words = ["<eps>", *units.words]
    lines = [f"{word} {number}\n" for number, word in enumerate(words)]
    (folder / "graph" / "words.txt").write_text("".join(lines), "utf-8")
    boundaries = "".join(_boundaries(units))
    (folder / "graph" / "phones" / "word_boundary.int").write_text(boundaries)
    (folder / "conf" / "mfcc.conf").write_text(MFCC)
    (folder / "conf" / "model.conf").write_text(MODEL)


MFCC = """--use-energy=false
--sample-frequency=16000
--num-mel-bins=40
--num-ceps=40
--low-freq=20
--high-freq=-400
--dither=0.0
"""
MODEL = """--min-active=200
--max-active=3000
--beam=13.0
--lattice-beam=6.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.7
--endpoint.rule3.min-trailing-silence=1.0
--endpoint.rule4.min-trailing-silence=2.0
"""


def _transitions(units: Units) -> Iterator[str]:
    count = len(units.phones)
    yield "<TransitionModel> <Topology> <TopologyEntry> <ForPhones> "
    yield " ".join(str(number + 1) for number in range(count)) + " </ForPhones> "
    for state in range(STATES):
        yield f"<State> {state} <PdfClass> {state} "
        yield f"<Transition> {state} {_STAY} "
        yield f"<Transition> {state + 1} {1 - _STAY} </State> "
    yield f"<State> {STATES} </State> </TopologyEntry> </Topology>\n"
    yield f"<Triples> {count * STATES}\n"
    for phone in range(count):
        for state in range(STATES):
            yield f"{phone + 1} {state} {units.phone_pdf(phone, state)}\n"
    both = f" {math.log(_STAY):.6f} {math.log(1 - _STAY):.6f}"
    yield f"</Triples>\n<LogProbs>\n [ 0{both * count * STATES} ]\n"
    yield "</LogProbs>\n</TransitionModel>\n"


def _network(layers: Sequence[Layer], priors: Matrix) -> Iterator[str]:
    """Fixed affine maps with rectifiers between them."""
    yield "<Nnet3> \n"
    yield from _lines_of_network(layers)
    yield f"\n<NumComponents> {2 * len(layers)} "
    for place, layer in enumerate(layers):
        yield f"<ComponentName> {layer.name} <FixedAffineComponent> <LinearParams> "
        yield f"{_matrix(layer.weights)} <BiasParams> {_vector(layer.bias)} "
        yield "</FixedAffineComponent>\n"
        last = place == len(layers) - 1
        kind = "LogSoftmaxComponent" if last else "RectifiedLinearComponent"
        yield f"<ComponentName> {layer.name}.act <{kind}> <Dim> {len(layer.bias)} "
        yield f"<ValueAvg>  [ ] <DerivAvg>  [ ] <Count> 0 </{kind}>\n"
    yield "</Nnet3> <LeftContext> "
    yield f"{-sum(min(one.offsets) for one in layers)} <RightContext> "
    yield f"{sum(max(one.offsets) for one in layers)} <Priors> {_vector(priors)}\n"


def _lines_of_network(layers: Sequence[Layer]) -> Iterator[str]:
    yield "input-node name=input dim=40\n"
    before = "input"
    for layer in layers:
        parts = [
            before if offset == 0 else f"Offset({before}, {offset})"
            for offset in layer.offsets
        ]
        given = parts[0] if len(parts) == 1 else f"Append({', '.join(parts)})"
        yield f"component-node name={layer.name} component={layer.name} input={given}\n"
        before = f"{layer.name}.act"
        yield f"component-node name={before} component={before} input={layer.name}\n"
    yield f"output-node name=output input={before} objective=linear\n"


def _vector(values: Matrix) -> str:
    return f" [ {' '.join(f'{one:.4g}' for one in values)} ]\n"


def _matrix(rows: Matrix) -> str:
    lines = "\n  ".join(" ".join(f"{one:.3g}" for one in row) for row in rows)
    return f" [\n  {lines} ]\n"


def _boundaries(units: Units) -> Iterator[str]:
    for number, (word, place, length) in enumerate(units.phones, 1):
        if not word:
            kind = "nonword"
        elif length == 1:
            kind = "singleton"
        else:
            kind = {0: "begin", length - 1: "end"}.get(place, "internal")
        yield f"{number} {kind}\n"


def _graph(units: Units) -> bytes:
    """Any words in any order, with silence between them or none."""
    states: list[list[Arc]] = [[]]
    for phone, word_number in ((1, 0), *_first_phones(units)):
        length = 1 if phone == 1 else len(units.words[word_number - 1])
        cost = math.log(2) if phone == 1 else math.log(2 * len(units.words))
        _add_path(states, range(phone, phone + length), word_number, cost)
    return _fst(states)


def _first_phones(units: Units) -> Iterator[tuple[int, int]]:
    for number, word in enumerate(units.words, 1):
        yield units.number(word, 0), number


def _add_path(
    states: list[list[Arc]], phones: Sequence[int], gives: int, cost: float
) -> None:
    """Each frame forward enters a state, each further one goes round in it."""
    here = 0
    for phone in phones:
        for state in range(STATES):
            stay = 2 * ((phone - 1) * STATES + state) + 1
            states.append([Arc(stay, 0, -math.log(_STAY), len(states))])
            there = len(states) - 1
            states[here].append(Arc(stay + 1, gives, cost - math.log(1 - _STAY), there))
            here, gives, cost = there, 0, 0.0
    states[here].append(Arc(0, 0, 0.0, 0))


def _fst(states: list[list[Arc]]) -> bytes:
    """The binary form of an OpenFst vector automaton; only the first state is final."""
    arcs = sum(map(len, states))
    parts = [struct.pack("<i", _FST_MAGIC), _text("vector"), _text("standard")]
    parts.append(struct.pack("<iiQqqq", 2, 0, 0x3, 0, len(states), arcs))
    for number, leaving in enumerate(states):
        final = 0.0 if number == 0 else math.inf
        parts.append(struct.pack("<fq", final, len(leaving)))
        parts += (
            struct.pack("<iifi", one.takes, one.gives, one.cost, one.to)
            for one in leaving
        )
    return b"".join(parts)


def _text(words: str) -> bytes:
    return struct.pack("<i", len(words)) + words.encode()
