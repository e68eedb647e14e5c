"""Passing on: from one agent to another, to the queue, to the bot for one task."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.change import Change
from bot.conversation import Conversation
from bot.desk.rules import SUPERVISOR, DeskRules
from bot.desk.steps import Agent, Steps, check_held, ended
from bot.desk.tiers import Tier
from bot.errors import ConversationClosed, NotYours
from bot.flows.steps import Flow
from bot.handoff import Handoff, HandoffReason, HandoffState
from bot.message import Event, Owner

TRANSFERRED = HandoffReason.TRANSFERRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """To whom it is passed on: a skill, or somebody by name."""

    skill: str = ""
    agent: Agent | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the bank knows of who waits, found out once it waits."""

    tier: Tier
    steward: str = ""
    """Who looks after the customer, where they are at the desk."""
    last: str = ""
    """Who served the customer a short while ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    steps: Steps
    rules: DeskRules

    def stood(
        self, conversation: Conversation, standing: Standing, now: datetime
    ) -> Change | None:
        """The waiting handoff with its tier, level and preferred agent."""
        handoff = conversation.handoff
        if conversation.owner is not Owner.QUEUE or handoff is None:
            return None
        fresh = handoff.taken_at is None and handoff.reason is not TRANSFERRED
        preferred, seconds = self._preferred(standing) if fresh else ("", 0)
        until = handoff.asked_at + timedelta(seconds=seconds)
        known = replace(
            handoff,
            tier=standing.tier,
            level=self.rules.level_of(handoff.skill),
            preferred=handoff.preferred or preferred,
            preferred_until=handoff.preferred_until or max(until, now),
        )
        return Change(conversation=replace(conversation, handoff=known))

    def _preferred(self, standing: Standing) -> tuple[str, int]:
        """Who is asked before all others, and for how many seconds."""
        if standing.steward:
            return standing.steward, self.rules.steward_seconds
        return standing.last, self.rules.hold_seconds

    def transferred(
        self, conversation: Conversation, by: Agent, to: Target, now: datetime
    ) -> Change:
        """Back to the queue, at the place of before, for whom it is meant."""
        check_held(conversation, by)
        handoff = self._passed_on(conversation, by, to, now)
        waiting = replace(conversation.to(Owner.QUEUE), handoff=handoff)
        name = to.agent.name if to.agent else ""
        key = "transferred_to" if name else "transferred"
        notice = self.steps.notice(waiting, Event.TRANSFERRED, now, key=key, agent=name)
        return Change(
            conversation=waiting,
            messages=(notice,),
            ended=ended(conversation.handoff, HandoffState.PASSED_ON, now),
        )

    def handed_over(
        self, conversation: Conversation, by: Agent, to: Target, now: datetime
    ) -> Change:
        """At once, to a colleague who has been asked before and is ready."""
        check_held(conversation, by)
        if to.agent is None:
            return self.transferred(conversation, by, to, now)
        return self._given(conversation, by, to, now)

    def taken_over(
        self, conversation: Conversation, by: Agent, now: datetime
    ) -> Change:
        """By a supervisor, from whoever holds it."""
        if conversation.owner is Owner.CLOSED:
            raise ConversationClosed(conversation.id)
        if conversation.owner is not Owner.AGENT or conversation.agent_id == by.id:
            return self.steps.taken(conversation, by, now)
        before = Agent(id=conversation.agent_id, name=conversation.agent_name)
        return self._given(conversation, before, Target(agent=by), now)

    def put_back(self, conversation: Conversation, note: str, now: datetime) -> Change:
        """Into the queue at the old place, for whoever is free."""
        if conversation.owner is not Owner.AGENT:
            raise NotYours(conversation.id, conversation.owner)
        noted = replace(self.steps.open_handoff(conversation, now), note=note)
        held = replace(conversation, handoff=noted)
        waiting = self.steps.requeued(held, now).conversation
        notice = self.steps.notice(waiting, Event.REQUEUED, now, key="passed_back")
        return Change(conversation=waiting, messages=(notice,))

    def lent(
        self, conversation: Conversation, by: Agent, flow: Flow, now: datetime
    ) -> Change:
        """The bot does one task, and the agent gets the conversation back."""
        check_held(conversation, by)
        handoff = replace(
            self.steps.open_handoff(conversation, now),
            state=HandoffState.LENT,
            agent_id=by.id,
            hint=flow.name,
        )
        lent = replace(conversation.to(Owner.BOT), handoff=handoff, misses=0)
        title = flow.title[conversation.language]
        told = self.steps.notice(lent, Event.LENT, now, agent=by.name, title=title)
        began = self.steps.resuming(now).began(lent, flow)
        return replace(began, messages=(told, *began.messages))

    def returned(
        self, conversation: Conversation, to: Agent | None, now: datetime
    ) -> Change | None:
        """What was lent goes back once the task is over; None while it is not.

        `to`: who lent it; None when they have left, and it waits for anybody."""
        handoff = conversation.handoff
        if not over(conversation) or handoff is None:
            return None
        if to is None:
            return self._left_alone(conversation, handoff, now)
        taken = replace(handoff, state=HandoffState.TAKEN, hint="")
        back = replace(conversation.to_agent(to.id, to.name), handoff=taken, choices=())
        notice = self.steps.notice(
            back, Event.AGENT_JOINED, now, key="returned", agent=to.name
        )
        return Change(conversation=back, messages=(notice,))

    def _left_alone(
        self, conversation: Conversation, handoff: Handoff, now: datetime
    ) -> Change:
        state = HandoffState.WAITING
        free = replace(handoff, state=state, agent_id="", hint="", reminded_at=now)
        waits = conversation.owner is Owner.QUEUE
        queued = conversation if waits else conversation.to(Owner.QUEUE)
        waiting = replace(queued, handoff=free)
        notice = self.steps.notice(waiting, Event.REQUEUED, now)
        return Change(conversation=waiting, messages=(notice,))

    def _given(
        self, conversation: Conversation, by: Agent, to: Target, now: datetime
    ) -> Change:
        agent = to.agent or by
        handoff = replace(
            self._passed_on(conversation, by, to, now),
            state=HandoffState.TAKEN,
            agent_id=agent.id,
            taken_at=now,
        )
        freed = conversation.to(Owner.QUEUE)
        given = replace(freed.to_agent(agent.id, agent.name), handoff=handoff)
        notice = self.steps.notice(given, Event.AGENT_JOINED, now, agent=agent.name)
        return Change(
            conversation=given,
            messages=(notice,),
            ended=ended(conversation.handoff, HandoffState.PASSED_ON, now),
        )

    def _passed_on(
        self, conversation: Conversation, by: Agent, to: Target, now: datetime
    ) -> Handoff:
        """A record of its own: each agent's time with the customer is counted."""
        before = self.steps.open_handoff(conversation, now)
        named = to.agent is not None
        until = now + timedelta(seconds=self.rules.transfer_seconds)
        skill = to.skill or before.skill
        return replace(
            before,
            id=self.steps.ids.new(),
            reason=HandoffReason.TRANSFERRED,
            skill=skill,
            level=1 if skill == SUPERVISOR else self.rules.level_of(skill),
            asked_at=now,
            since=before.waits_since,
            state=HandoffState.WAITING,
            reminded_at=now,
            agent_id="",
            taken_at=None,
            preferred=to.agent.id if to.agent else "",
            preferred_until=until if named else None,
            note=to.note,
            passed_by=by.name,
        )


def over(conversation: Conversation) -> bool:
    """Whether the task is done for which it was lent."""
    handoff = conversation.handoff
    if handoff is None or handoff.state is not HandoffState.LENT:
        return False
    open_flows = {frame.flow for frame in conversation.frames}
    return conversation.owner is Owner.QUEUE or handoff.hint not in open_flows
