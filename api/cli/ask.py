"""`teller ask`: one question, its answer, and why it is answered so."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from api.cli.aside import asked_aside
from api.cli.banks import opened
from api.cli.output import say, show, tell
from api.errors import BadInput
from api.rooms import Rooms
from api.settings import read_settings
from bot.message import Channel, Language
from bot.passage import Passage, Question
from bot.turn import Turn

NO_ARTICLES = (
    "note: no article is published here. Import some with "
    "`teller knowledge import FILE --publish`, or load the demo bank with `teller demo`"
)


def register(app: typer.Typer) -> None:
    app.command()(ask)


def ask(
    text: Annotated[str, typer.Argument(help="What the customer says.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
    language: Annotated[
        Language | None, typer.Option(help="Default: as the text is written.")
    ] = None,
    channel: Annotated[
        Channel, typer.Option(help="Where the customer would be.")
    ] = Channel.WEB,
) -> None:
    """Ask one question and see why it is answered so; no conversation is kept."""
    settings = read_settings()
    _check(text, settings.limits.message_characters)
    rooms = opened(settings, quiet=as_json)
    try:
        turn = asked_aside(rooms, text, channel=channel, language=language)
        found = candidates(rooms, turn)
        if not rooms.records.articles.published(rooms.tenant):
            tell(NO_ARTICLES)
    finally:
        rooms.close()
    if as_json:
        show(report(turn, found))
    else:
        _print(turn, found)


def candidates(rooms: Rooms, turn: Turn) -> Sequence[Passage]:
    """Everything that retrieval found, however unlikely."""
    message, understanding = turn.message, turn.understanding
    return rooms.retriever.search(
        Question(
            tenant_id=message.tenant_id,
            text=understanding.normalized if understanding else message.text,
            language=message.language,
            channel=message.channel,
            now=rooms.clock(),
        )
    )


def report(turn: Turn, found: Sequence[Passage]) -> dict[str, Any]:
    return {
        "question": turn.message.text,
        "answer": turn.reply.written,
        "action": turn.action_names,
        "source": next(iter(_sources(turn)), None),
        "sources": _sources(turn),
        "choices": [{"id": c.id, "title": c.title} for c in turn.reply.choices],
        "candidates": [_candidate(passage) for passage in found],
        "intents": _intents(turn),
        "entities": _entities(turn),
        "language": str(turn.message.language),
        "why": turn.why,
    }


def _sources(turn: Turn) -> list[dict[str, Any]]:
    return [
        {"article_id": s.article_id, "title": s.title, "version": s.version}
        for s in turn.reply.sources
    ]


def _candidate(passage: Passage) -> dict[str, Any]:
    return {
        "article_id": passage.article_id,
        "title": passage.title,
        "version": passage.version,
        "confidence": round(passage.confidence, 4),
        "dense": round(passage.dense, 4),
        "keyword": round(passage.keyword, 4),
        "matched": passage.matched,
    }


def _intents(turn: Turn) -> list[dict[str, Any]]:
    intents = turn.understanding.intents if turn.understanding else ()
    return [{"name": i.name, "confidence": round(i.confidence, 4)} for i in intents[:5]]


def _entities(turn: Turn) -> list[dict[str, str]]:
    entities = turn.understanding.entities if turn.understanding else ()
    return [{"kind": str(one.kind), "value": one.value} for one in entities]


def _check(text: str, limit: int) -> None:
    if not text.strip():
        raise BadInput("the question is empty: give some words to ask")
    if len(text) > limit:
        raise BadInput(f"the question is longer than {limit} characters")
    if any("\ud800" <= one <= "\udfff" or one == "\x00" for one in text):
        raise BadInput("the question is not text in UTF-8")


def _print(turn: Turn, found: Sequence[Passage]) -> None:
    say(turn.reply.written or "(nothing is said)")
    for choice in turn.reply.choices:
        say(f"  [{choice.title}]")
    say()
    for source in turn.reply.sources:
        say(f"source     {source.article_id} v{source.version}  {source.title}")
    say(f"action     {turn.action_names}")
    say(f"why        {turn.why}")
    for intent in _intents(turn)[:3]:
        say(f"intent     {intent['confidence']:.3f}  {intent['name']}")
    for entity in _entities(turn):
        say(f"entity     {entity['kind']} = {entity['value']}")
    for one in found:
        say(
            f"candidate  {one.confidence:.3f}  {one.article_id}  {one.title}"
            f"  (dense {one.dense:.3f}, keyword {one.keyword:.3f}: {one.matched})"
        )
