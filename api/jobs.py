"""The jobs: work that joins rooms, such as import, publication and training."""

from collections.abc import Sequence
from dataclasses import replace

from api.rooms import Progress, Rooms, forget_learned
from bot.article import Article
from bot.message import Channel, Language
from bot.passage import Passage, Question
from knowledge.importer.preview import Preview
from knowledge.importer.reading import read
from models.records import Audited
from nlu.normalize import normalize

PACK_AUTHOR = "pack"


def preview(rooms: Rooms, name: str, content: bytes) -> Preview:
    """What a file holds, and what is wrong with it; nothing is changed."""
    existing = rooms.records.articles.all(rooms.tenant)
    return read(
        content,
        name,
        fold=normalize,
        zone=rooms.pack.zone,
        base=tuple(article.text for article in existing),
    )


def import_drafts(rooms: Rooms, found: Preview, author_id: str) -> tuple[Article, ...]:
    """Every readable article of the file, as a draft that nobody is served yet."""
    if not found.articles:
        return ()
    return tuple(
        rooms.records.articles.add_drafts(
            rooms.tenant, found.articles, author_id, rooms.clock()
        )
    )


def publish(
    rooms: Rooms,
    external_ids: Sequence[str],
    publisher_id: str,
    *,
    by_administrator: bool = False,
) -> tuple[Article, ...]:
    """Drafts become what customers are answered with, a moment later."""
    if not external_ids:
        return ()
    published = rooms.records.articles.publish(
        rooms.tenant,
        external_ids,
        publisher_id,
        rooms.clock(),
        by_administrator=by_administrator,
    )
    _serve(rooms, published, ())
    return tuple(published)


def withdraw(rooms: Rooms, external_ids: Sequence[str], by: str) -> tuple[Article, ...]:
    withdrawn = rooms.records.articles.withdraw(
        rooms.tenant, external_ids, by, rooms.clock()
    )
    _serve(rooms, (), [article.external_id for article in withdrawn])
    return tuple(withdrawn)


def _serve(rooms: Rooms, published: Sequence[Article], removed: Sequence[str]) -> None:
    revision = rooms.records.articles.revision(rooms.tenant)
    rooms.retriever.apply(rooms.tenant, published, removed, revision)


def search(
    rooms: Rooms,
    text: str,
    language: Language,
    *,
    channel: Channel = Channel.WEB,
    limit: int = 10,
) -> Sequence[Passage]:
    """Every candidate with its scores, before the policy decides."""
    return rooms.retriever.search(
        Question(
            tenant_id=rooms.tenant,
            text=normalize(text),
            language=language,
            channel=channel,
            now=rooms.clock(),
            limit=limit,
        )
    )


def load_pack_articles(rooms: Rooms, progress: Progress) -> int:
    """The pack's own articles, published in its name; those that are there stay."""
    there = {one.external_id for one in rooms.records.articles.all(rooms.tenant)}
    files = rooms.pack.article_files
    wanted: list[str] = []
    for place, file in enumerate(files):
        progress(place / len(files), f"reading {file.name}")
        found = preview(rooms, file.name, file.read_bytes())
        new = [text for text in found.articles if text.external_id not in there]
        import_drafts(rooms, replace(found, articles=tuple(new)), PACK_AUTHOR)
        wanted += [text.external_id for text in new]
    if wanted:
        publish(rooms, wanted, PACK_AUTHOR, by_administrator=True)
        _record(rooms, "pack_loaded", rooms.pack.name, len(wanted))
    return len(wanted)


def learn_anew(rooms: Rooms) -> None:
    """The next start learns from all that is published now."""
    forget_learned(rooms.settings)


def _record(rooms: Rooms, act: str, subject: str, number: int) -> None:
    rooms.records.audit.record(
        Audited(
            tenant_id=rooms.tenant,
            at=rooms.clock(),
            actor="operator",
            act=act,
            subject=subject,
            detail={"articles": number},
        )
    )
