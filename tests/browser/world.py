"""A small desk service in values: what it would answer and send."""

from dataclasses import dataclass, field
from typing import Any, get_args

from api.frames import ToDesk
from bot.message import Event

Frame = dict[str, Any]
ME, OTHER = "me", "other"
ONLINE: Frame = {"state": "online", "reason": "", "until": None}
RESTING: Frame = {"state": "break", "reason": "meal", "until": None}
NAMES = "abc"
"""Of the conversations that are open from the start."""
EVENTS = tuple(event.value for event in Event)
PASSING = ("typing", "promise", "error", "ping")
"""Frames that change nothing of what a fresh page would be told."""
ACTS = (
    "say", "queue", "take", "other", "reply", "note", "back", "close",
    "offer", "over", "view", "consult", "presence", "colleague", *PASSING, *EVENTS,
)  # fmt: skip
"""What can happen; whatever does not fit the moment does nothing."""
KINDS = frozenset(
    one.model_fields["type"].default for one in get_args(get_args(ToDesk)[0])
)
"""Of the frames that the service may send to a desk page."""


@dataclass(eq=False, slots=True)
class Talk:
    """One conversation."""

    id: str
    owner: str = "bot"
    agent: str | None = None
    events: list[Frame] = field(default_factory=list)
    notes: list[Frame] = field(default_factory=list)
    viewers: list[Frame] = field(default_factory=list)
    consult: Frame | None = None

    def card(self) -> Frame:
        return {
            "id": self.id,
            "owner": self.owner,
            "agent_id": self.agent,
            "last_seq": len(self.events),
        }

    def shown(self) -> Frame:
        return {
            "card": self.card(),
            "events": list(self.events),
            "notes": list(self.notes),
            "viewers": list(self.viewers),
            "consult": self.consult,
        }


@dataclass(eq=False, slots=True)
class World:
    talks: dict[str, Talk] = field(
        default_factory=lambda: {one: Talk(one) for one in NAMES}
    )
    offers: list[Frame] = field(default_factory=list)
    own: Frame = field(default_factory=lambda: dict(ONLINE))
    """How the agent of the page stands."""
    online: int = 1
    made: int = 0

    def answer(self) -> Frame:
        """Everything a page that is opened now would be told."""
        cards = [talk.card() for talk in self.talks.values()]
        lists = {
            view: [card for card in cards if view_of(card) == view]
            for view in ("mine", "queue", "bot", "closed")
        }
        return {
            "lists": lists,
            "details": {talk.id: talk.shown() for talk in self.talks.values()},
            "offers": list(self.offers),
            "own": dict(self.own),
            **self.standing(),
        }

    def standing(self) -> Frame:
        views = [view_of(talk.card()) for talk in self.talks.values()]
        names = ("mine", "queue", "bot", "closed")
        return {
            "counts": {name: views.count(name) for name in names},
            "floor": {"online": self.online, "waiting": views.count("queue")},
        }

    def act(self, name: str, which: str) -> list[Frame]:
        """What it sends to a page; first the words, then the card as it then is."""
        talk = self.talks[which]
        self.made += 1
        match name:
            case "note":
                note = {"id": f"n{self.made}", "after_seq": len(talk.events)}
                talk.notes.append(note)
                return [{"type": "note", "conversation_id": which, "note": note}]
            case "view" | "consult":
                return [self._beside(talk, name)]
            case "offer" | "over":
                return self._offered(name, which)
            case "presence" | "colleague":
                return [self._stood(name)]
            case "typing" | "promise" | "error" | "ping":
                return [{"type": name, "conversation_id": which}]
            case _:
                return self._said(name, talk)

    def welcome(self) -> Frame:
        return {"type": "welcome", "presence": self.own["state"], **self.standing()}

    def _stood(self, name: str) -> Frame:
        if name == "colleague":
            self.online = 1 + self.made % 3
            return {"type": "colleague", "floor": self.standing()["floor"]}
        self.own = dict(RESTING if self.own == ONLINE else ONLINE)
        return {"type": "presence", **self.own}

    def _beside(self, talk: Talk, name: str) -> Frame:
        where = {"conversation_id": talk.id}
        if name == "view":
            talk.viewers = [] if talk.viewers else [{"staff_id": OTHER}]
            return {"type": "viewers", **where, "viewers": talk.viewers}
        talk.consult = None if talk.consult else {"id": f"c{self.made}"}
        return {"type": "consult", **where, "consult": talk.consult}

    def _offered(self, name: str, which: str) -> list[Frame]:
        if name == "offer":
            offer = {"id": f"o{self.made}", "conversation_id": which}
            self.offers.append(offer)
            return [{"type": "offer", "offer": offer}]
        if not self.offers:
            return []
        over = self.offers.pop(0)
        return [{"type": "offer_over", "id": over["id"]}]

    def _said(self, name: str, talk: Talk) -> list[Frame]:
        talk.owner, talk.agent = _next(name, talk)
        kind = name if name in EVENTS else None
        event = {"seq": len(talk.events) + 1, "text": name, "event": kind}
        talk.events.append(event)
        return [
            {"type": "event", "conversation_id": talk.id, "event": event},
            {"type": "card", "card": talk.card(), **self.standing()},
        ]


def view_of(card: Frame) -> str:
    if card["owner"] == "agent":
        return "mine" if card["agent_id"] == ME else ""
    return str(card["owner"])


def _next(name: str, talk: Talk) -> tuple[str, str | None]:
    owners = {
        "queue": ("queue", None),
        "take": ("agent", ME),
        "other": ("agent", OTHER),
        "back": ("bot", None),
        "close": ("closed", None),
        Event.AGENT_JOINED: ("agent", ME),
        Event.HANDED_BACK: ("bot", None),
        Event.REQUEUED: ("queue", None),
        Event.LEFT_QUEUE: ("bot", None),
        Event.TRANSFERRED: ("queue", None),
        Event.LENT: ("bot", ME),
        Event.CLOSED: ("closed", None),
    }
    return owners.get(name, (talk.owner, talk.agent))
