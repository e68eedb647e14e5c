"""The steps of the desk: take, reply, hand back, close; each a change, or a refusal."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.change import Change
from bot.conversation import Conversation
from bot.desk.telling import waits
from bot.errors import ConversationClosed, NotYours
from bot.flows.resuming import Resuming
from bot.flows.steps import NO_FLOWS, Flows
from bot.flows.tasks import Tasks
from bot.handoff import Floor, Handoff, HandoffReason, HandoffState, Package
from bot.levels import Levels, load_levels
from bot.message import Author, Event, Message, Owner
from bot.ports import Ids
from bot.pressure import SIGNAL
from bot.reply import Expects, Part, Reply
from bot.rules import Rules
from bot.situation import WHILE_WAITING
from bot.words import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    id: str
    name: str
    """As customers see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What people do to a conversation. Nothing here reads a clock or a database."""

    ids: Ids
    rules: Rules
    wording: Wording
    flows: Flows = NO_FLOWS
    levels: Levels = field(default_factory=load_levels)
    overflow_seconds: int = 0
    """Who has waited for so long is told so, with other ways; 0: nobody is."""

    def taken(self, conversation: Conversation, by: Agent, now: datetime) -> Change:
        """Taking twice changes nothing. Raises NotYours, ConversationClosed."""
        if conversation.owner is Owner.CLOSED:
            raise ConversationClosed(conversation.id)
        if conversation.owner is Owner.AGENT:
            check_held(conversation, by)
            return Change(conversation=conversation)
        handoff = replace(
            self.open_handoff(conversation, now),
            state=HandoffState.TAKEN,
            agent_id=by.id,
            taken_at=now,
        )
        taken = replace(
            conversation.to_agent(by.id, by.name), handoff=handoff, choices=()
        )
        joined = self.notice(taken, Event.AGENT_JOINED, now, agent=by.name)
        return Change(conversation=taken, messages=(joined,))

    def replied(
        self,
        conversation: Conversation,
        by: Agent,
        text: str,
        client_id: str,
        now: datetime,
    ) -> Change:
        """Raises NotYours when this agent does not hold the conversation."""
        check_held(conversation, by)
        said = Message(
            id=self.ids.new(),
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            author=Author.AGENT,
            text=text,
            language=conversation.language,
            channel=conversation.channel,
            sent_at=now,
            owner=conversation.owner,
            client_id=client_id,
            agent_id=by.id,
            agent_name=by.name,
        )
        return Change(conversation=conversation, messages=(said,))

    def handed_back(
        self, conversation: Conversation, by: Agent, hint: str, now: datetime
    ) -> Change:
        """The bot says that it is back, and goes on where it stood.

        A person has looked at it: signs of pressure no longer hold back what is done.
        """
        check_held(conversation, by)
        handoff = ended(conversation.handoff, HandoffState.HANDED_BACK, now, hint)
        back = replace(
            conversation.to(Owner.BOT),
            handoff=handoff,
            misses=0,
            insults=0,
            tried=(),
            signals=tuple(one for one in conversation.signals if one != SIGNAL),
        )
        notice = self.notice(back, Event.HANDED_BACK, now)
        resumed = self.resuming(now).resumed(back)
        return replace(resumed, messages=(notice, *resumed.messages))

    def rating_asked(self, conversation: Conversation, now: datetime) -> Message:
        return self.notice(conversation, Event.RATING_ASKED, now)

    def reminded_of_step(
        self, conversation: Conversation, now: datetime
    ) -> Change | None:
        """The open step of a flow once more, for a customer who fell silent; None when
        nothing is open or somebody else has the conversation."""
        if conversation.owner is not Owner.BOT:
            return None
        return self.resuming(now).reminded(conversation)

    def closed(
        self, conversation: Conversation, by: Agent | None, now: datetime
    ) -> Change:
        """By the agent who holds it, or (None) by the customer at any time."""
        if conversation.owner is Owner.CLOSED:
            return Change(conversation=conversation)
        if by is not None:
            check_held(conversation, by)
        handoff = ended(conversation.handoff, HandoffState.CLOSED, now)
        over = replace(
            conversation.to(Owner.CLOSED),
            handoff=handoff,
            verification=conversation.verification.over(),
            frames=(),
            chosen=(),
            choices=(),
            misses=0,
            insults=0,
        )
        key = "closed" if by else "closed_by_customer"
        notice = self.notice(over, Event.CLOSED, now, key=key)
        return Change(conversation=over, messages=(notice,))

    def requeued(self, conversation: Conversation, now: datetime) -> Change:
        """Its agent vanished: back to its old place in the queue."""
        handoff = replace(
            self.open_handoff(conversation, now),
            state=HandoffState.WAITING,
            agent_id="",
            reminded_at=now,
        )
        waiting = replace(conversation.to(Owner.QUEUE), handoff=handoff)
        notice = self.notice(waiting, Event.REQUEUED, now)
        return Change(conversation=waiting, messages=(notice,))

    def to_remind(self, conversation: Conversation, now: datetime) -> bool:
        """Whether a waiting customer has not been told for too long."""
        handoff = conversation.handoff
        if conversation.owner is not Owner.QUEUE or handoff is None:
            return False
        since = handoff.reminded_at or handoff.asked_at
        if (now - since).total_seconds() >= self.rules.patience.queue_seconds:
            return True
        told = self._too_long(handoff, since)
        return bool(self._too_long(handoff, now)) and not told

    def _too_long(self, handoff: Handoff, now: datetime) -> int:
        """Minutes waited for an answer, once that is too long; 0 before."""
        waited = (now - handoff.asked_at).total_seconds()
        if not self.overflow_seconds or waited < self.overflow_seconds:
            return 0
        return max(int(waited // 60), 1)

    def reminded(
        self, conversation: Conversation, floor: Floor, now: datetime
    ) -> Change | None:
        """What a waiting customer is told again; None while it is too early."""
        handoff = conversation.handoff
        if handoff is None or not self.to_remind(conversation, now):
            return None
        told = replace(conversation, handoff=replace(handoff, reminded_at=now))
        floor = replace(floor, waited_minutes=self._too_long(handoff, now))
        notice = self._waiting(told, floor, now)
        offered = notice.reply.choices if notice.reply else ()
        return Change(conversation=replace(told, choices=offered), messages=(notice,))

    def greeted(self, conversation: Conversation, now: datetime) -> Message:
        """The first words of the bot in a new conversation."""
        text = self.wording.say("greeting", conversation.language)
        part = Part(written=text)
        return self._by_bot(conversation, Reply(parts=(part,)), now)

    def open_handoff(self, conversation: Conversation, now: datetime) -> Handoff:
        """The one that stands open; a new one when an agent stepped in unasked."""
        handoff = conversation.handoff
        if handoff is not None and handoff.ended_at is None:
            return handoff
        return Handoff(
            id=self.ids.new(),
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            reason=HandoffReason.STEPPED_IN,
            skill=self.rules.default_skill,
            urgent=False,
            package=Package(
                wants="",
                language=conversation.language,
                tried=conversation.tried,
                verification=conversation.verification,
                open_flow=conversation.open_flow,
                misses=conversation.misses,
            ),
            asked_at=now,
        )

    def _waiting(
        self, conversation: Conversation, floor: Floor, now: datetime
    ) -> Message:
        language = conversation.language
        choices = tuple(self.wording.choice(n, language) for n in WHILE_WAITING)
        text = waits(self.wording, language, floor)
        part = Part(written=text, choices=choices, expects=Expects.CHOICE)
        notice = self.notice(conversation, Event.STILL_WAITING, now)
        return replace(notice, text=text, reply=Reply(parts=(part,)))

    def resuming(self, now: datetime) -> Resuming:
        tasks = Tasks(
            flows=self.flows, levels=self.levels, ids=self.ids, wording=self.wording
        )
        return Resuming(tasks=tasks, rules=self.rules, now=now)

    def _by_bot(
        self, conversation: Conversation, reply: Reply, now: datetime
    ) -> Message:
        return Message(
            id=self.ids.new(),
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            author=Author.BOT,
            text=reply.written,
            language=conversation.language,
            channel=conversation.channel,
            sent_at=now,
            owner=conversation.owner,
            reply=reply,
        )

    def notice(
        self,
        conversation: Conversation,
        event: Event,
        now: datetime,
        *,
        key: str = "",
        agent: str = "",
        title: str = "",
    ) -> Message:
        values = {"agent": agent, "ahead": "0", "title": title}
        return Message(
            id=self.ids.new(),
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            author=Author.SYSTEM,
            text=self.wording.say(key or event, conversation.language, **values),
            language=conversation.language,
            channel=conversation.channel,
            sent_at=now,
            owner=conversation.owner,
            event=event,
            agent_name=agent,
        )


def check_held(conversation: Conversation, by: Agent) -> None:
    if conversation.owner is not Owner.AGENT or conversation.agent_id != by.id:
        raise NotYours(conversation.id, conversation.owner)


def ended(
    handoff: Handoff | None, state: HandoffState, now: datetime, hint: str = ""
) -> Handoff | None:
    """The record closed; one that is over already stays as it was."""
    if handoff is None or handoff.ended_at is not None:
        return handoff
    return replace(handoff, state=state, ended_at=now, hint=hint)
