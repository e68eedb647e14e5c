"""Lines to articles: rows with the same id belong together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from hashlib import blake2b

from bot.article import ArticleText
from bot.message import Language, language_of
from knowledge.importer.lines import Line, line_of
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import Row
from knowledge.ports import Fold


@dataclass(slots=True, kw_only=True)
class Sheaf:
    """The rows of one article."""

    first: Line
    more: list[Line] = field(default_factory=list)
    wrong: bool = False

    def article(self, external_id: str) -> ArticleText:
        line = self.first
        similar = [*line.similar]
        for other in self.more:
            similar += [other.question, *other.similar]
        distinct = dict.fromkeys(text for text in similar if text)
        distinct.pop(line.question, None)
        return ArticleText(
            external_id=external_id,
            question=line.question,
            answer=line.answer,
            similar_questions=tuple(distinct),
            answers=line.answers,
            category=line.category,
            attributes=line.attributes,
            language=line.language or language_of(line.question, Language.ZH),
            valid_from=line.valid_from,
            valid_to=line.valid_to,
        )


@dataclass(slots=True, kw_only=True)
class Assembly:
    """Everything found in one file, growing row by row."""

    fold: Fold
    zone: tzinfo
    recognised: Mapping[str, str]
    sheaves: dict[str, Sheaf] = field(default_factory=dict)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def read(self, rows: Iterable[Row]) -> None:
        for row in rows:
            line, wrong = line_of(row, self.recognised, self.zone)
            self._add(line, wrong)

    def articles(self) -> dict[int, ArticleText]:
        """By the number of their first row; only those without any error."""
        return {
            sheaf.first.number: sheaf.article(external_id)
            for external_id, sheaf in self.sheaves.items()
            if not sheaf.wrong
        }

    def _add(self, line: Line, wrong: list[Finding]) -> None:
        external_id = line.external_id or self._derived(line)
        sheaf = self.sheaves.get(external_id)
        if sheaf is None:
            self._begin(external_id, line, wrong)
            return
        if line.answer and line.answer != sheaf.first.answer:
            wrong.append(_conflict(line, external_id, sheaf.first))
        sheaf.wrong = sheaf.wrong or bool(wrong)
        sheaf.more.append(line)
        self.errors += wrong

    def _begin(self, external_id: str, line: Line, wrong: list[Finding]) -> None:
        if not line.question:
            wrong.append(finding("question_missing", line.number))
        if not line.answer:
            wrong.append(finding("answer_missing", line.number))
        self.errors += wrong
        if not external_id:
            return
        self.sheaves[external_id] = Sheaf(first=line, wrong=bool(wrong))
        if not line.external_id and not wrong:
            found = finding("id_derived", line.number, detail=external_id)
            self.warnings.append(found)

    def _derived(self, line: Line) -> str:
        """The same question always gets the same id, however it is spelled."""
        if not line.question:
            return ""
        folded = self.fold(line.question) or line.question
        spelled = folded.encode("utf-8", "surrogatepass")
        return f"Q-{blake2b(spelled, digest_size=5).hexdigest()}"


def _conflict(line: Line, external_id: str, first: Line) -> Finding:
    if line.external_id:
        return finding("answer_conflicts", line.number, detail=external_id)
    return finding("question_repeated", line.number, detail=first.number)
