"""Whether a question is in the bank's own words, or in those of another world."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.tokens import Tokens

SMOOTHING = 0.1
"""Texts that every token is taken to stand in, on either side."""
UNHEARD = -0.46
"""What a token speaks for that stands on neither side."""
STRANGEST = 3
"""Tokens that speak most against a question."""
MOST_ANSWERS = 5
"""Answers that count for a token; wordings all count."""


Sizes = tuple[int, int]
"""Texts with Chinese in them, and texts in Latin script alone: a word is as frequent as
it is among the texts that could hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """In how many texts each token stands: the base's, and those of strangers."""

    wordings: Sizes
    own: Mapping[str, int]
    answers: Mapping[str, int]
    strangers: Sizes
    strange: Mapping[str, int]

    @classmethod
    def of(
        cls,
        wordings: Iterable[Tokens],
        answers: Iterable[Tokens],
        strangers: Iterable[Tokens],
    ) -> "Belonging":
        own, size = _counted(wordings)
        strange, others = _counted(strangers)
        return cls(
            wordings=size,
            own=own,
            answers=_counted(answers)[0],
            strangers=others,
            strange=strange,
        )

    def among(self, strangers: Iterable[Tokens]) -> "Belonging":
        """The same base, told apart from other strangers."""
        strange, others = _counted(strangers)
        return Belonging(
            wordings=self.wordings,
            own=self.own,
            answers=self.answers,
            strangers=others,
            strange=strange,
        )

    def score(self, asked: Tokens, hidden: Tokens = ()) -> tuple[float, float]:
        """Of all tokens, and of the strangest; each in [-1, 1], and 0 where nothing
        speaks for either side.

        `hidden`: a wording of the base that is to be forgotten for now.
        """
        tokens, forgotten = set(asked), set(hidden)
        if not tokens or not any(self.strangers):
            return 0.0, 0.0
        found = sorted(self._speaks(token, token in forgotten) for token in tokens)
        strangest = found[:STRANGEST]
        return sum(found) / len(found), sum(strangest) / len(strangest)

    def _speaks(self, token: str, hidden: bool) -> float:
        own = self.own.get(token, 0) - hidden
        own += min(self.answers.get(token, 0), MOST_ANSWERS)
        strange = self.strange.get(token, 0)
        if own <= 0 and not strange:
            return UNHEARD
        script = token.isascii()
        ours = (max(own, 0) + SMOOTHING) / (self.wordings[script] + 1)
        theirs = (strange + SMOOTHING) / (self.strangers[script] + 1)
        return (ours - theirs) / (ours + theirs)


def _counted(texts: Iterable[Tokens]) -> tuple[Counter[str], Sizes]:
    found: Counter[str] = Counter()
    sizes = [0, 0]
    for tokens in texts:
        found.update(set(tokens))
        sizes[all(map(str.isascii, tokens))] += 1
    return found, (sizes[0], sizes[1])
