"""Resuming: an open flow is gone on with although no message asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.action import Action, AskProof, Escalate, Inform, RequestAct, RunStep, Tell
from bot.change import Change
from bot.compose import Voice, parts_of
from bot.conversation import Conversation, Frame
from bot.flows.effects import acts_of, after, request_of
from bot.flows.halts import AsksSlot, AsksYes, GoesToHuman
from bot.flows.journey import Journey
from bot.flows.scene import Scene
from bot.flows.starting import begun
from bot.flows.steps import Flow
from bot.flows.tasks import Tasks
from bot.message import Author, Message
from bot.reply import Reply
from bot.rules import Rules

REMINDED = "reminded"
"""The action of such a message: nobody is reminded twice in one silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resuming:
    tasks: Tasks
    rules: Rules
    now: datetime

    def resumed(self, conversation: Conversation) -> Change:
        """Says where the flow stands and asks its open step again."""
        journey = self._journey(conversation)
        frames = _untried(conversation.frames)
        while frames and _stopped(journey, frames[-1]):
            frames = frames[:-1]
        conversation = replace(conversation, frames=frames)
        actions = journey.go_on(frames)
        kept = (
            *self._named(journey, conversation, actions),
            *(one for one in actions if not isinstance(one, Escalate)),
        )
        if not any(isinstance(one, RunStep | AskProof | Tell) for one in kept):
            waits = any(isinstance(one, RequestAct | Inform) for one in kept)
            kept = kept if waits else (*kept, Inform("resume"))
        return self._acted(conversation, kept)

    def began(self, conversation: Conversation, flow: Flow) -> Change:
        """A flow is begun for the customer by somebody else."""
        journey = self._journey(conversation)
        return self._acted(
            conversation, begun(journey, conversation.frames, flow, None)
        )

    def _named(
        self, journey: Journey, conversation: Conversation, actions: Sequence[Action]
    ) -> tuple[Action, ...]:
        """Says which flow is gone on with, unless it is over by now."""
        before = conversation.frames[-1:]
        now = after(conversation, actions).frames[len(conversation.frames) - 1 :]
        same = [frame.flow for frame in before] == [frame.flow for frame in now]
        return journey.resumed(before) if same else ()

    def reminded(self, conversation: Conversation) -> Change | None:
        """The open step once more, for a customer who fell silent; None when nothing
        waits for their words."""
        frame = conversation.frame
        flow = self.tasks.flows.get(frame.flow) if frame else None
        if frame is None or flow is None:
            return None
        waiting = self._journey(conversation).walked(frame)
        if not isinstance(waiting.halt, AsksSlot | AsksYes):
            return None
        there = Inform("flow_still_there", {"title": flow.title[conversation.language]})
        change = self._acted(conversation, (there, RunStep(waiting.frame)))
        said = tuple(replace(one, action=REMINDED) for one in change.messages)
        return replace(change, messages=said)

    def _journey(self, conversation: Conversation) -> Journey:
        return Journey(
            flows=self.tasks.flows,
            scene=Scene(
                conversation=conversation,
                levels=self.tasks.levels,
                ids=self.tasks.ids,
                now=self.now,
            ),
            language=conversation.language,
            wording=self.tasks.wording,
        )

    def _acted(self, conversation: Conversation, actions: Sequence[Action]) -> Change:
        voice = Voice(
            wording=self.tasks.wording,
            language=conversation.language,
            rules=self.rules,
            flows=self.tasks.flows,
        )
        reply = Reply(parts=parts_of(actions, voice, now=self.now))
        after_it = replace(after(conversation, actions), choices=reply.choices)
        return Change(
            conversation=after_it,
            messages=(self._said(after_it, reply),),
            acts=acts_of(actions),
            request=request_of(actions),
        )

    def _said(self, conversation: Conversation, reply: Reply) -> Message:
        return Message(
            id=self.tasks.ids.new(),
            tenant_id=conversation.tenant_id,
            conversation_id=conversation.id,
            author=Author.BOT,
            text=reply.written,
            language=conversation.language,
            channel=conversation.channel,
            sent_at=self.now,
            owner=conversation.owner,
            reply=reply,
        )


def _untried(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    return tuple(replace(frame, tries={}) for frame in frames)


def _stopped(journey: Journey, frame: Frame) -> bool:
    """True where only a person could go on, who has just had the conversation."""
    if journey.flows.get(frame.flow) is None:
        return False
    halt = journey.halt(frame)
    return isinstance(halt, GoesToHuman) and not halt.meant
