"""The check of a pack: everything that is wrong with it, with file, line and remedy."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.bank.branches import Branches
from api.bank.fees import FeeTables
from api.bank.simulated.customers import read_customers
from api.errors import DoorError
from api.house_rules import (
    OFFICE,
    load_loans,
    load_matters,
    load_office,
    office_hours,
)
from api.pack import load_pack
from api.pack_files.desk_check import desk_complaints
from api.pack_files.shape_check import (
    CHECK_SCHEMA,
    complaint,
    line_in,
    shape_complaints,
    toml,
)
from bot.desk.hours import BusinessHours
from bot.errors import BotError
from bot.flows import checker
from bot.flows.complaints import Complaint
from knowledge.importer.reading import read
from nlu.normalize import normalize

_FILE = re.compile(r"([\w./-]+\.(?:toml|csv|json)):")
SHAPED = (
    "pack",
    "intents",
    "offtopic",
    "synonyms",
    "appointments",
    "loan_rules",
    "verification",
    "desk",
    "routing",
)
"""Files that are checked against their format, by the name of both."""


def check_pack(folder: Path) -> tuple[Complaint, ...]:
    """In the order of the files; empty when the pack can be used."""
    if not (folder / "pack.toml").is_file():
        return (
            complaint("pack.toml", 1, "there is no pack.toml", "Name a pack's folder"),
        )
    found = [
        one for name in SHAPED for one in shape_complaints(folder, f"{name}.toml", name)
    ]
    if not any(one.file in {"desk.toml", "intents.toml"} for one in found):
        found += desk_complaints(folder, _intents(folder))
    found += _flows(folder)
    if not found:
        found += _meaning(folder)
    found += _tables(folder, misshapen={one.file for one in found})
    found += [one for path in _articles(folder) for one in _article_file(folder, path)]
    return tuple(found)


def _intents(folder: Path) -> set[str]:
    table, _ = toml(folder / "intents.toml")
    return {str(one["name"]) for one in table.get("intent", [])}


def _flows(folder: Path) -> tuple[Complaint, ...]:
    texts = {}
    for path in sorted((folder / "flows").glob("*.toml")):
        texts[f"flows/{path.name}"] = path.read_text("utf-8", errors="replace")
    table, wrong = toml(folder / "intents.toml") if texts else ({}, "")
    rows = table.get("intent", []) if wrong is None else None
    names = None if rows is None else {str(one.get("name")) for one in rows}
    return checker.check(texts, intents=names)


def _meaning(folder: Path) -> Iterator[Complaint]:
    """What can be seen only when the files can be read."""
    try:
        pack = load_pack(folder)
    except DoorError as wrong:
        words = _brief(folder, wrong)
        yield complaint("pack.toml", line_in(words), words, CHECK_SCHEMA)
        return
    parts: Mapping[str, Callable[[], object]] = {
        "rules.toml": pack.all_rules,
        "wording": pack.all_wording,
        "verification.toml": pack.all_levels,
        "routing.toml": pack.all_desk,
    }
    for file, loaded in parts.items():
        try:
            loaded()
        except BotError as wrong:
            words = _brief(folder, wrong)
            yield complaint(file, line_in(words), words, "See docs/packs.md")


def _tables(folder: Path, *, misshapen: Collection[str]) -> Iterator[Complaint]:
    """Each for itself, so that none hides behind another."""
    zone = _zone(folder)
    parts: Mapping[str, Callable[[], object]] = {
        "fees": lambda: FeeTables.load(folder / "fees", zone),
        "branches.csv": lambda: Branches.load(folder / "branches.csv"),
        "customers.json": lambda: read_customers(folder / "customers.json"),
        "appointments.toml": lambda: load_office(folder, zone),
        "loan_rules.toml": lambda: load_loans(folder),
        "matters.toml": lambda: load_matters(folder, _office(zone)),
    }
    for file, loaded in parts.items():
        if file in misshapen or not (folder / file).exists():
            continue
        try:
            loaded()
        except DoorError as wrong:
            words = _brief(folder, wrong)
            named = _FILE.match(words)
            yield complaint(
                named[1] if named else file,
                line_in(words),
                words,
                "See docs/packs.md",
            )


def _office(zone: ZoneInfo) -> BusinessHours:
    """Of a pack that names none: whatever the other files are measured by."""
    return office_hours(OFFICE, zone)


def _zone(folder: Path) -> ZoneInfo:
    table, _ = toml(folder / "pack.toml")
    try:
        return ZoneInfo(str(table.get("time_zone", "Asia/Shanghai")))
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Asia/Shanghai")


def _brief(folder: Path, wrong: Exception) -> str:
    return " ".join(str(wrong).replace(f"{folder}/", "").split())


def _articles(folder: Path) -> list[Path]:
    return sorted((folder / "articles").glob("*.*"))


def _article_file(folder: Path, path: Path) -> Iterator[Complaint]:
    found = read(path.read_bytes(), path.name, fold=normalize, zone=_zone(folder))
    for one in found.errors:
        yield complaint(
            f"articles/{path.name}", max(one.row, 1), one.en, "Correct the row"
        )
