"""A call in which something happens, and what can be seen of it from behind."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from api.phone.telephony import Telephony
from bot.message import Author, Message, Owner
from speech.engines import Engines
from tests.api.fixtures.bank import House
from tests.api.phone.engines import QuickVoice, engines_of
from tests.api.phone.far_end import FarEnd

PATIENCE_SECONDS = 90.0
Story = Callable[[FarEnd, "Told"], Awaitable[None]]


class Told:
    """What can be seen of a call from behind."""

    def __init__(self, house: House, voice: QuickVoice, telephony: Telephony) -> None:
        self.house = house
        self.voice = voice
        self.telephony = telephony

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                await asyncio.sleep(0.03)

    async def says(self, words: str) -> None:
        await self.until(lambda: words in self.voice.all)

    @property
    def conversation_id(self) -> str:
        """The only one of this house."""
        rooms = self.house.rooms
        (one,) = rooms.records.conversations.find(rooms.tenant)
        return one.id

    @property
    def messages(self) -> Sequence[Message]:
        rooms = self.house.rooms
        return rooms.records.conversations.messages(
            rooms.tenant, self.conversation_id, after=0, limit=100
        )

    @property
    def owner(self) -> Owner:
        rooms = self.house.rooms
        return rooms.records.conversations.get(rooms.tenant, self.conversation_id).owner


def played(
    house: House,
    story: Story,
    *,
    heard: Sequence[str] | None = (),
    far: FarEnd | None = None,
    engines: Engines | None = None,
    voice: QuickVoice | None = None,
) -> Told:
    """A call of this house, in which the story happens; by engines of the tests, or
    by real ones."""
    voice = voice or QuickVoice()
    telephony = Telephony(
        house.service,
        house.app.state.verifier,
        start=lambda: engines or engines_of(heard, voice=voice),
    )
    told = Told(house, voice, telephony)

    async def call() -> None:
        end = far or FarEnd()
        on_the_line = asyncio.ensure_future(end.talks_to(telephony))
        try:
            await story(end, told)
            end.hang_up()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await on_the_line
        finally:
            on_the_line.cancel()
        telephony.close()
        assert telephony.calls == 0
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not [one for one in left if not one.cancelling()]

    asyncio.run(call())
    return told


def by(told: Told, author: Author) -> list[str]:
    return [one.text for one in told.messages if one.author is author]
