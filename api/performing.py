"""Who performs each act: the bank's systems and the bank's people, joined."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.acts import Performer
from api.bank.connecting import Connection, connected
from api.clock import Clock
from api.house_acts import HouseActs
from api.house_rules import load_house
from api.pack import Pack
from api.settings import Settings
from bot.acts import Act
from bot.message import Language
from models.conversations import SqlConversationStore
from models.database import Database
from models.matters import SqlMatters
from models.promises import PromiseBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Performing:
    performers: Mapping[str, Performer]
    """By the name of the act."""
    connection: Connection


def performing(
    settings: Settings, pack: Pack, database: Database, clock: Clock
) -> Performing:
    """Raises PackMalformed for figures or times that cannot be used."""
    talks = SqlConversationStore(database)

    def language_of(act: Act) -> Language:
        return talks.get(act.tenant_id, act.conversation_id).language

    connection = connected(settings, pack)
    house = HouseActs(
        matters=SqlMatters(database),
        promises=PromiseBook(database),
        rules=load_house(pack.folder, pack.zone),
        clock=clock,
        language_of=language_of,
    )
    return Performing(
        performers={
            **connection.performers,
            **house.performers(),
            "dispute": house.disputed(connection.performers["dispute"]),
        },
        connection=connection,
    )
