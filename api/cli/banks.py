"""A bank opened from a command: as it is, with its pack, or after learning anew."""

from api.cli.output import tell, watched
from api.jobs import PACK_AUTHOR, learn_anew, load_pack_articles, publish
from api.rooms import Rooms, join
from api.settings import Settings
from bot.article import Article, ArticleState


def opened(settings: Settings, *, quiet: bool = False) -> Rooms:
    with watched("Opening the bank", quiet=quiet) as watch:
        return join(settings, progress=watch)


def with_pack(settings: Settings, *, quiet: bool = False) -> Rooms:
    """The rooms of a home that holds the pack's articles, and has learned them."""
    rooms = opened(settings, quiet=quiet)
    if any(one.publisher_id == PACK_AUTHOR for one in _articles(rooms)):
        return rooms
    learn_anew(rooms)
    with watched(f"Loading the bank {rooms.pack.name}", quiet=quiet) as watch:
        number = load_pack_articles(rooms, watch)
        number += _publish_leftovers(rooms)
    if not quiet:
        tell(f"{number} articles are published")
    return trained(rooms, quiet=quiet)


def _publish_leftovers(rooms: Rooms) -> int:
    """Drafts of a load that was cut off."""
    left = [
        one.external_id
        for one in _articles(rooms)
        if one.author_id == PACK_AUTHOR and one.state is ArticleState.DRAFT
    ]
    return len(publish(rooms, left, PACK_AUTHOR, by_administrator=True))


def _articles(rooms: Rooms) -> tuple[Article, ...]:
    return rooms.records.articles.all(rooms.tenant)


def trained(rooms: Rooms, *, quiet: bool = False) -> Rooms:
    """The same rooms, opened again after learning what is published now."""
    learn_anew(rooms)
    rooms.close()
    with watched("Learning the bank's questions", quiet=quiet) as watch:
        return join(rooms.settings, progress=watch)
