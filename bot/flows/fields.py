"""Fields: one table of a file read key by key, with complaints for what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.flows.complaints import Complaint, line_at
from bot.flows.steps import Text
from bot.message import Language

_LANGUAGES = {language.value: language for language in Language}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file being read; complaints gather here."""

    file: str
    lines: Mapping[str, int]
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, path: str, wrong: str, remedy: str) -> None:
        line = line_at(self.lines, path)
        one = Complaint(file=self.file, line=line, wrong=wrong, remedy=remedy)
        self.complaints.append(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One table, and where it stands."""

    sheet: Sheet
    path: str
    row: Mapping[str, object]

    @property
    def line(self) -> int:
        return line_at(self.sheet.lines, self.path)

    def wrong(self, key: str, wrong: str, remedy: str) -> None:
        self.sheet.complain(f"{self.path}.{key}" if self.path else key, wrong, remedy)

    def only(self, known: Iterable[str]) -> None:
        names = sorted(known)
        for key in self.row.keys() - set(names):
            self.wrong(key, f"unknown key {key}", f"Known here: {', '.join(names)}")

    def text(self, key: str) -> str:
        value = self.row.get(key, "")
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        self.wrong(key, f"{key} is no text", "Write it in quotes")
        return ""

    def needed(self, key: str) -> str:
        value = self.text(key)
        if not value:
            self.wrong(key, f"{key} is missing", f"Give {key}")
        return value

    def flag(self, key: str) -> bool:
        value = self.row.get(key, False)
        if not isinstance(value, bool):
            self.wrong(key, f"{key} is neither true nor false", "Write true or false")
        return value is True

    def names(self, key: str) -> tuple[str, ...]:
        value = self.row.get(key, [])
        if isinstance(value, list):
            return tuple(map(str, value))
        self.wrong(key, f"{key} is no list", 'Write ["...", "..."]')
        return ()

    def table(self, key: str) -> Mapping[str, str]:
        return {name: str(one) for name, one in self._table(key).items()}

    def rows(self, key: str) -> list["Fields"]:
        """The members of an array of tables."""
        value = self.row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, dict) for x in value):
            self.wrong(key, f"{key} is no list of tables", f"Write [[{key}]]")
            return []
        path = f"{self.path}.{key}" if self.path else key
        return [
            Fields(sheet=self.sheet, path=f"{path}.{place}", row=row)
            for place, row in enumerate(value)
        ]

    def tables(self, key: str) -> Mapping[str, "Fields"]:
        found = {}
        for name, row in self._table(key).items():
            path = f"{self.path}.{key}.{name}" if self.path else f"{key}.{name}"
            if isinstance(row, dict):
                found[name] = Fields(sheet=self.sheet, path=path, row=row)
            else:
                self.wrong(f"{key}.{name}", f"{name} is no table", f"[{key}.{name}]")
        return found

    def words(self, key: str) -> Text:
        """A text in every language; empty when the key is not there."""
        table = self._table(key)
        missing = [one for one in _LANGUAGES if one not in table]
        if table and missing:
            given = ", ".join(f"{key}.{one}" for one in missing)
            self.wrong(key, f"{key} lacks a language", f"Add {given}")
        for name in table.keys() - _LANGUAGES.keys():
            self.wrong(key, f"{name} is no language", f"Known: {', '.join(_LANGUAGES)}")
        return {_LANGUAGES[k]: str(v) for k, v in table.items() if k in _LANGUAGES}

    def lists(self, key: str) -> Mapping[Language, tuple[str, ...]]:
        found = {}
        for name, value in self._table(key).items():
            if name in _LANGUAGES and isinstance(value, list):
                found[_LANGUAGES[name]] = tuple(map(str, value))
            else:
                self.wrong(key, f"{key}.{name} is no list", "List words by language")
        return found

    def _table(self, key: str) -> Mapping[str, object]:
        value = self.row.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(key, f"{key} is no table", f'Write {key}.zh-CN = "..." and so on')
        return {}
