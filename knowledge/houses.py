"""Names of other banks in a question: those that are known, and those that look so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.ports import Fold

_CHINESE = re.compile(r"([\u3400-\u9fff]{2})银行")
_LATIN = re.compile(r"(?<![a-z0-9'])([a-z]+) bank(?![a-z0-9'])")
_PLAIN = frozenset(
    "的地得了着过是在有我你您他她它们这那哪个么什怎样会能可要来回去到说给和与跟同还又再就都也很太"
    "吗呢吧啊别其几每家本贵某各比把被让对从向但或且则只先才用找问进开办转存取行业"
)
"""Characters that no bank is named with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Houses:
    names: re.Pattern[str] | None
    plain: frozenset[str]
    """Words before the word for bank that are no names."""
    said: str
    """All that the base says: names that stand in it are no stranger's."""

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        plain: Sequence[str],
        texts: Sequence[str],
        fold: Fold,
    ) -> "Houses":
        """`texts`: all that the base says, folded."""
        said = "\n".join(texts)
        strange = sorted({fold(name) for name in names if fold(name) not in said})
        longest_first = sorted(strange, key=len, reverse=True)
        pattern = "|".join(map(_bounded, longest_first))
        return cls(
            names=re.compile(pattern) if pattern else None,
            plain=frozenset(plain),
            said=said,
        )

    def named(self, folded: str) -> bool:
        if self.names is not None and self.names.search(folded):
            return True
        chinese = (found[1] for found in _CHINESE.finditer(folded))
        if any(_PLAIN.isdisjoint(n) and self._strange(n) for n in chinese):
            return True
        latin = (found[1] for found in _LATIN.finditer(folded))
        return any(map(self._strange, latin))

    def _strange(self, name: str) -> bool:
        return name not in self.plain and name not in self.said


def _bounded(name: str) -> str:
    escaped = re.escape(name)
    return rf"(?<![a-z0-9]){escaped}(?![a-z0-9])" if name.isascii() else escaped
