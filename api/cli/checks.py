"""What a service needs, looked at one by one; nothing is changed by looking."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distributions, version

from api import learned
from api.cli.lock import holder
from api.errors import PackMalformed
from api.pack import load_pack
from api.rooms import EMBEDDED
from api.settings import Settings
from bot.errors import BotError
from knowledge import files, reranking
from knowledge.errors import IndexDamaged, IndexMissing
from knowledge.reranking import Reranking
from models.articles import SqlArticles
from models.audit import AuditTrail
from models.database import Database, sqlite_driver
from models.errors import RecordsError
from nlu.errors import WeightsDamaged
from nlu.manifest import read_card


class State(StrEnum):
    OK = "ok"
    MISSING = "missing"
    """The service starts without it."""
    BROKEN = "broken"
    """The service cannot start, or must not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    state: State
    found: str
    what_to_do: str = ""


Look = Callable[[Settings], Finding]


def ok(found: str) -> Finding:
    return Finding(state=State.OK, found=found)


def missing(found: str, what_to_do: str) -> Finding:
    return Finding(state=State.MISSING, found=found, what_to_do=what_to_do)


def broken(found: str, what_to_do: str) -> Finding:
    return Finding(state=State.BROKEN, found=found, what_to_do=what_to_do)


def python(_: Settings) -> Finding:
    return ok(".".join(map(str, sys.version_info[:3])))


def torch(_: Settings) -> Finding:
    try:
        return ok(version("torch"))
    except PackageNotFoundError:
        words = "scripts/run installs it; only a named encoder needs it"
        return missing("not installed", words)


def no_cuda(_: Settings) -> Finding:
    names = {(one.metadata["Name"] or "").lower() for one in distributions()}
    found = sorted(name for name in names if name.startswith("nvidia"))
    if found:
        words = "remove the environment and run scripts/run: it installs a small torch"
        return missing(f"{len(found)} packages of CUDA", words)
    return ok("nothing of CUDA is installed")


def sqlite(_: Settings) -> Finding:
    try:
        return ok(str(sqlite_driver().sqlite_version))
    except RecordsError as wrong:
        return broken(str(wrong), "pip install pysqlite3")


def home(settings: Settings) -> Finding:
    folder = settings.home
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    if not existing.is_dir():
        return broken(f"{existing} is a file", "set TELLER_HOME to a folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        words = "give it to the user who runs teller, or set TELLER_HOME to another"
        return broken(f"{existing} cannot be written", words)
    if existing != folder:
        return missing(f"{folder} is not there yet", "the first start makes it")
    free = shutil.disk_usage(folder).free // 2**20
    return ok(f"{folder}, {free} MB free")


def pack(settings: Settings) -> Finding:
    try:
        found = load_pack(settings.pack)
        found.all_rules()
        found.all_wording()
    except (PackMalformed, BotError) as wrong:
        return broken(str(wrong), "mend the pack, or set TELLER_PACK to another")
    return ok(f"{found.name}, {len(found.intents)} intents, in {found.folder}")


def database(settings: Settings) -> Finding:
    if settings.database_url is None and not (settings.home / "teller.db").exists():
        return missing("not there yet", "the first start makes it")
    try:
        opened = Database(settings.url)
        found = opened.durability()
        opened.close()
    except RecordsError as wrong:
        words = "check TELLER_DATABASE_URL, and that the database runs"
        return broken(str(wrong), words)
    return ok(f"{found.engine} {found.version}, {found.journal}, {found.synchronous}")


def articles(settings: Settings) -> Finding:
    none = "`teller knowledge import FILE --publish`, or `teller demo`"
    if settings.database_url is None and not (settings.home / "teller.db").exists():
        return missing("none", none)
    try:
        opened = Database(settings.url)
        kept = SqlArticles(opened, AuditTrail(opened, b"")).all(settings.tenant)
        opened.close()
    except RecordsError:
        return missing("the database has no tables yet", "the first start makes them")
    served = sum(one.state == "published" for one in kept)
    drafts = sum(one.state == "draft" for one in kept)
    if not served:
        return missing(f"none is published, {drafts} are drafts", none)
    return ok(f"{served} published, {drafts} drafts")


def index(settings: Settings) -> Finding:
    folder = learned.serving(settings.home) / learned.INDEX
    try:
        about, _ = files.load(folder / f"tenant-{settings.tenant}")
    except IndexMissing:
        return missing("not there yet", "the next start builds it")
    except IndexDamaged as wrong:
        return missing(str(wrong), "it is not served; the next start builds it anew")
    return ok(f"whole, revision {about.get('revision', '?')}")


def encoder(settings: Settings) -> Finding:
    if settings.encoder != EMBEDDED:
        return ok(f"{settings.encoder}, loaded when the service starts")
    understanding = learned.serving(settings.home) / learned.UNDERSTANDING
    folder = understanding / "encoder"
    if not folder.is_dir():
        return missing("not learned yet", "the next start learns it from the articles")
    try:
        card = read_card(folder)
    except WeightsDamaged as wrong:
        return missing(str(wrong), "it is not served; the next start learns it anew")
    return ok(", ".join(f"{key} {value}" for key, value in _brief(card).items()))


def reranker(settings: Settings) -> Finding:
    if not settings.reranker:
        return ok("none is named: the first order stands")
    folder = learned.serving(settings.home) / learned.INDEX
    try:
        _, saved = files.load(folder / f"tenant-{settings.tenant}")
        worth = Reranking.read(saved.get(reranking.FILE, b""))
    except (IndexMissing, IndexDamaged):
        return ok(f"{settings.reranker}, tried out when the service starts")
    weight = f"weight {worth.weight:g}, learned from {worth.learned_from} questions"
    return ok(f"{settings.reranker}, {weight}")


def _brief(card: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value
        for key, value in card.items()
        if isinstance(value, str | int) and len(str(value)) <= 32 and key != "material"
    } or {"embedded": "whole"}


def recognizer(_: Settings) -> Finding:
    try:
        return ok(f"vosk {version('vosk')}")
    except PackageNotFoundError:
        return missing("vosk is not installed", "pip install vosk; chat works without")


def voice(_: Settings) -> Finding:
    for name in ("espeak-ng", "espeak"):
        if path := shutil.which(name):
            return ok(path)
    words = "apt-get install espeak-ng; only calls need it"
    return missing("no voice is installed", words)


def browser(_: Settings) -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return ok(path)
    words = "apt-get install chromium; only the browser tests need it"
    return missing("no Chromium", words)


def port(settings: Settings) -> Finding:
    held = holder(settings.home)
    if held is not None and held.url:
        return ok(f"the service runs at {held.url} (process {held.pid})")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    address = f"{settings.host}:{settings.port}"
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as wrong:
        words = "stop what listens there, or set TELLER_PORT"
        return missing(f"{address}: {wrong.strerror or wrong}", words)
    return ok(f"{address} is free")


LOOKS: Mapping[str, Look] = {
    "python": python,
    "torch": torch,
    "no CUDA": no_cuda,
    "SQLite": sqlite,
    "home": home,
    "database": database,
    "pack": pack,
    "articles": articles,
    "encoder": encoder,
    "index": index,
    "reranker": reranker,
    "recognizer": recognizer,
    "voice": voice,
    "browser": browser,
    "port": port,
}
