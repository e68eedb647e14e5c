"""Readiness: what each part of the service says about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from api.rooms import EMBEDDED, Rooms
from models.database import Durability
from speech.engines import Engines

RESTART = "restart the service; the index is then brought up to date"
IMPORT = "teller knowledge import FILE --publish"
STATUS = "teller speech status tells what is there"
NO_VOICE = "nothing, for chat; calls need a recognizer and a voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    ok: bool
    detail: str
    what_to_do: str = ""
    optional: bool = False
    """True when the service is ready without it."""


Check = Callable[[], Part]
Checks = Mapping[str, Check]


def checks(rooms: Rooms, engines: Engines | None = None) -> Checks:
    """`engines`: those of calls, once they have been started."""
    hears = None if engines is None else engines.recognizer is not None
    speaks = None if engines is None else engines.synthesizer is not None
    heard = hearing(engines) if engines else ""
    voice = engines.synthesizer.name if engines and engines.synthesizer else ""
    return {
        "database": lambda: database(_asked(rooms)),
        "index": lambda: index(
            served=rooms.retriever.revision(rooms.tenant),
            recorded=rooms.records.articles.revision(rooms.tenant),
        ),
        "encoder": lambda: encoder(rooms.settings.encoder),
        "understander": lambda: understander(len(rooms.pack.intents)),
        "recognizer": partial(speech, "recognizer", present=hears, engine=heard),
        "synthesizer": partial(speech, "synthesizer", present=speaks, engine=voice),
        "agents": lambda: agents(_online(rooms)),
    }


def _asked(rooms: Rooms) -> Durability:
    """Reads once, so that a database which went away is noticed."""
    rooms.records.articles.revision(rooms.tenant)
    return rooms.records.database.durability()


def _online(rooms: Rooms) -> int:
    return rooms.records.desk.floor(rooms.tenant, "", now=rooms.clock()).online


def database(durability: Durability) -> Part:
    """A database that could undo what was acknowledged is never opened."""
    return Part(
        ok=True,
        detail=(
            f"{durability.engine} {durability.version}, "
            f"journal {durability.journal}, synchronous {durability.synchronous}"
        ),
    )


def index(*, served: int, recorded: int) -> Part:
    if recorded == 0:
        detail = "no article was published yet"
        return Part(ok=True, detail=detail, what_to_do=IMPORT)
    if served != recorded:
        detail = f"revision {served} is served, {recorded} is published"
        return Part(ok=False, detail=detail, what_to_do=RESTART, optional=True)
    return Part(ok=True, detail=f"revision {served}")


def encoder(name: str) -> Part:
    return Part(ok=True, detail="embedded" if name == EMBEDDED else "named by the user")


def understander(intents: int) -> Part:
    if intents == 0:
        detail = "the pack names no intent: everything is searched for"
        return Part(ok=True, detail=detail, what_to_do="see intents.toml of the pack")
    return Part(ok=True, detail=f"{intents} intents")


def hearing(engines: Engines) -> str:
    """What hears, and which languages; empty where nothing does."""
    if engines.recognizer is None:
        return ""
    known = ", ".join(language.value for language in engines.languages)
    return f"{engines.recognizer.name} ({known})"


def speech(name: str, *, present: bool | None, engine: str = "") -> Part:
    """`present`: None until it was started."""
    if present is None:
        detail = "is being started, or starts with the first call"
        return Part(ok=True, detail=detail, what_to_do=STATUS, optional=True)
    if present:
        return Part(ok=True, detail=engine or f"{name} is set up", optional=True)
    return Part(
        ok=False, detail=f"no {name} is set up", what_to_do=NO_VOICE, optional=True
    )


def agents(online: int) -> Part:
    if online:
        return Part(ok=True, detail=f"{online} online", optional=True)
    return Part(
        ok=False,
        detail="nobody is online: customers are offered other ways",
        what_to_do="log in at /desk and go online",
        optional=True,
    )
