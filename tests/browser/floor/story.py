"""What happens on the floor, by a seed: everybody's acts, and what befalls them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import Error as Refused
from playwright.sync_api import Page

from tests.browser.floor.callers import Caller
from tests.browser.floor.desks import Seat
from tests.browser.floor.ledger import Ledger, Records, mark, unanswered

ASKS = "转人工"
ROUNDS = 11
ALL_ASKED_BY = 6
"""The round in which whoever did not ask yet asks for a person."""
SLEEPS_AT = 3
"""The round from which one agent's computer sleeps, until the end of the story."""
ACTS = ("accept",) * 4 + ("answer",) * 6 + ("draft",) * 3 + (
    "hand_back", "close", "pass_on",
)  # fmt: skip
LONGEST_DOWN = 4
"""Rounds."""
QUIET_SECONDS = 90.0
DRAINED_SECONDS = 180.0


@dataclass(slots=True, kw_only=True)
class Floor:
    callers: Sequence[Caller]
    seats: Sequence[Seat]
    supervisor: Page
    records: Records
    ledger: Ledger
    chance: Random
    url: str
    asked: set[int] = field(default_factory=set)
    back_at: dict[int, int] = field(default_factory=dict)
    """Round in which a fallen caller or seat rises, by its `id`."""
    said: int = 0

    def happen(self) -> None:
        sleeper = self.chance.choice(self.seats)
        for number in range(ROUNDS):
            self._rise(number)
            for caller in self._some_callers(number):
                self._speak(caller, number)
            if number == SLEEPS_AT and not sleeper.down:
                sleeper.answer_late()
                sleeper.fall("sleep")
                self.back_at[id(sleeper)] = ROUNDS + 1
            for seat in self.seats:
                if seat.awake:
                    seat.act(self.chance.choice(ACTS))
            self._befall(number)
            self._lead()

    def settle(self) -> None:
        """All is well again, and all that was under way has come to its end."""
        self._rise(ROUNDS + LONGEST_DOWN)
        for seat in self.seats:
            seat.act("be_online")
        self._until(QUIET_SECONDS, self._quiet)

    def drain(self) -> None:
        """Everybody who waits is taken, and everybody who was taken hears something."""
        self._until(DRAINED_SECONDS, self._served)
        self._until(QUIET_SECONDS, self._quiet)

    def _until(self, seconds: float, reached: Callable[[], bool]) -> None:
        until = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < until, f"not {reached.__name__}: {self._state()}"
            self.supervisor.wait_for_timeout(200)

    def _state(self) -> str:
        waits = [one.number for one in self.callers if not one.settled()]
        unsent = [(one.shown_as, one.waiting_to_be_sent()) for one in self.seats]
        owners = list(self.records.owners().values())
        counted = {name: owners.count(name) for name in sorted(set(owners))}
        return f"callers {waits}, seats {unsent}, {counted}"

    def _quiet(self) -> bool:
        return (
            all(one.settled() for one in self.callers)
            and self.records.unhandled() == 0
            and not any(seat.sending() for seat in self.seats)
        )

    def _served(self) -> bool:
        for seat in self.seats:
            seat.act("accept")
            seat.act("look_at_mine")
            for conversation in seat.listed:
                if unanswered(self.records.lines(conversation)):
                    seat.conversation = conversation
                    seat.act("reply_to_chosen")
        owners = self.records.owners()
        holders = self.records.holders()
        return "queue" not in owners.values() and not any(
            unanswered(self.records.lines(one)) for one in holders
        )

    def _some_callers(self, number: int) -> list[Caller]:
        late = [one for one in self.callers if one.number not in self.asked]
        forced = late if number >= ALL_ASKED_BY else []
        some = self.chance.sample(list(self.callers), 5)
        first = late[: 2 + self.chance.randrange(3)]
        chosen = {one.number: one for one in [*forced, *some, *first]}
        return [one for one in chosen.values() if one.awake]

    def _speak(self, caller: Caller, number: int) -> None:
        eager = number >= ALL_ASKED_BY or self.chance.random() < 0.7
        if caller.number not in self.asked and eager:
            words = ASKS
            self.asked.add(caller.number)
        else:
            self.said += 1
            words = f"{mark(caller.number)}想说第{self.said}句话"
        caller.say(words)
        self.ledger.said[caller.conversation][words] += 1

    def _befall(self, number: int) -> None:
        """One thing in each round; never to all the agents at once."""
        back = number + 1 + self.chance.randrange(LONGEST_DOWN)
        well = [seat for seat in self.seats if not seat.down]
        if len(well) > 1 and self.chance.random() < 0.5:
            seat = self.chance.choice(well)
            seat.fall(self.chance.choice(("kill", "sleep", "offline")))
            self.back_at[id(seat)] = back
            return
        caller = self.chance.choice(self.callers)
        if id(caller) not in self.back_at:
            caller.fall(self.chance.choice(("crash", "offline", "freeze")))
            self.back_at[id(caller)] = back

    def _rise(self, number: int) -> None:
        fallen: list[Caller | Seat] = [*self.callers, *self.seats]
        for one in fallen:
            if self.back_at.get(id(one), number + 1) <= number:
                del self.back_at[id(one)]
                one.rise()

    def _lead(self) -> None:
        """The supervisor looks on, and now and then puts somebody back in the queue."""
        held = sorted(self.records.holders())
        if not held or self.chance.random() > 0.25:
            return
        page = self.supervisor
        try:
            page.goto(f"{self.url}/desk?lang=zh-CN&open={self.chance.choice(held)}")
            page.locator("details.menu summary").click()
            page.get_by_role("button", name="放回队列").click()
            dialog = page.get_by_role("dialog")
            dialog.get_by_role("button", name="放回队列").click()
            dialog.wait_for(state="detached")
        except Refused:
            page.keyboard.press("Escape")
