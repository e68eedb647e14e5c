"""A journey: the stack of open flows, gone on with until somebody else has a turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.action import (
    Action,
    AskProof,
    Escalate,
    Inform,
    KeepFrames,
    RequestAct,
    RunStep,
    Tell,
)
from bot.acts import act_kinds
from bot.challenge import NUMBERS
from bot.conversation import Frame
from bot.flows.carrying import ended
from bot.flows.halts import (
    AsksProof,
    AsksSlot,
    AsksYes,
    AwaitsBank,
    GoesToHuman,
    Halt,
    NoAnswer,
    Over,
    Wait,
    Walked,
)
from bot.flows.rendering import Rendering
from bot.flows.scene import Scene
from bot.flows.steps import Flow, Flows, VerifyStep
from bot.flows.walk import walk
from bot.message import Language
from bot.verification import VerificationRequest
from bot.words import Wording

FLOW = "flow:"
"""Before the name of a flow that a pressed choice starts."""
BUILT_IN = frozenset({"callback", "leave_message"})
"""Flows of the service itself: one question each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the open step is asked for."""

    wrong: bool = False
    out_of_range: bool = False
    silent: bool = False
    """True: what was asked already is not asked again."""


PLAINLY = Manner()
NEVER_SEEN = -2
"""No message: nothing that was said can be an answer too soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    flows: Flows
    scene: Scene
    language: Language
    wording: Wording
    spoken: bool = True
    """False: the bank or the secret path has answered, not the customer."""
    attended: bool = False
    """True while a human is fetched or holds the conversation: only what protects
    goes on."""
    seq: int = NEVER_SEEN
    """Of the message that is dealt with."""

    def halt(self, frame: Frame) -> Halt:
        """What a frame waits for as things are now."""
        return self.walked(frame).halt

    def walked(self, frame: Frame) -> Walked:
        return walk(self.flows.by_name[frame.flow], frame, self.scene)

    def go_on(
        self, frames: Sequence[Frame], manner: Manner = PLAINLY
    ) -> tuple[Action, ...]:
        """Walks the open flow on, and those below it as they come to the top."""
        actions: list[Action] = []
        walked_before: list[Frame] = []
        left = tuple(frames)
        while left:
            flow = self.flows.get(left[-1].flow)
            if flow is None or (self.attended and not flow.protective):
                kept = self._foreign(left, actions, manner)
                if kept == left:
                    break
                left = kept
                continue
            walked = self.walked(left[-1])
            walked_before.append(walked.frame)
            actions.extend(Tell(line) for line in walked.lines)
            halt = walked.halt
            if not isinstance(halt, Over):
                frame, said = self._waiting(flow, walked, halt, manner)
                actions.extend(said)
                left = (*left[:-1], frame)
                break
            left = left[:-1]
            actions.extend(self._over(flow, walked, halt, left))
            manner = PLAINLY
        return (*actions, self.kept(walked_before, left))

    def kept(self, before: Sequence[Frame], left: tuple[Frame, ...]) -> KeepFrames:
        """What is open now, and what was chosen in the flows that are over."""
        subject = self.scene.verification.subject
        return KeepFrames(left, ended(before, left, self.flows, subject))

    def title(self, frame: Frame) -> str:
        flow = self.flows.get(frame.flow)
        return flow.title[self.language] if flow else ""

    def resumed(self, frames: Sequence[Frame]) -> tuple[Action, ...]:
        """Says which flow is gone on with."""
        if not frames or not self.title(frames[-1]):
            return ()
        return (Inform("flow_resumed", {"title": self.title(frames[-1])}),)

    def _foreign(
        self, frames: tuple[Frame, ...], actions: list[Action], manner: Manner
    ) -> tuple[Frame, ...]:
        """A frame that is not walked: one of the service's own, one that has to wait,
        or one whose flow the pack has no longer."""
        top = frames[-1]
        if top.flow in BUILT_IN and not self.attended:
            actions.append(RunStep(top, manner.wrong))
        known = top.flow in BUILT_IN or self.flows.get(top.flow) is not None
        return frames if known else frames[:-1]

    def _over(
        self, flow: Flow, walked: Walked, halt: Over, below: tuple[Frame, ...]
    ) -> tuple[Action, ...]:
        left: tuple[Action, ...] = ()
        if not halt.done and not walked.lines:
            left = (Inform("flow_dropped", {"title": flow.title[self.language]}),)
        if self.attended:
            return left
        offers = () if below else self._offers(halt)
        return (*left, *offers, *self.resumed(below))

    def _offers(self, halt: Over) -> tuple[Action, ...]:
        """What may be wanted next, to be pressed."""
        choices = tuple(f"{FLOW}{name}" for name in halt.offers)
        return (Inform("flow_next", choices=choices),) if choices else ()

    def _waiting(
        self, flow: Flow, walked: Walked, halt: Wait, manner: Manner
    ) -> tuple[Frame, tuple[Action, ...]]:
        """The frame as it is kept, and what is said and asked for meanwhile."""
        if manner.silent and not walked.lines and walked.act is None:
            return walked.frame, ()
        frame = replace(walked.frame, proof="")
        match halt:
            case AsksSlot(_, refused):
                outside = manner.out_of_range or refused
                return frame, (RunStep(frame, manner.wrong, outside),)
            case AsksYes(_, digest):
                frame = self._shown(frame, digest)
                return frame, (RunStep(frame, manner.wrong),)
            case AsksProof():
                return self._asking(flow, walked.frame, halt)
            case AwaitsBank():
                return frame, self._awaiting(walked, halt)
            case NoAnswer():
                ways = ("again", "human")
                return frame, (Inform("flow_unavailable", choices=ways),)
            case GoesToHuman():
                return frame, self._to_human(walked, halt)

    def _to_human(self, walked: Walked, halt: GoesToHuman) -> tuple[Action, ...]:
        said = () if walked.lines else (Inform("flow_policy"),)
        if self.attended:
            return said
        return (*said, Escalate(halt.reason, skill=halt.skill))

    def _awaiting(self, walked: Walked, halt: AwaitsBank) -> tuple[Action, ...]:
        asked = (RequestAct(walked.act),) if walked.act else ()
        if halt.late:
            return (Inform("flow_late", choices=("human",)),)
        if not self.spoken or walked.lines:
            return asked
        writes = act_kinds()[halt.step.act].writes
        return (*asked, Inform("flow_doing" if writes else "flow_looking"))

    def _shown(self, frame: Frame, digest: str) -> Frame:
        """Knows upon which message it was first asked to agree to this."""
        if frame.shown.startswith(f"{digest}|"):
            return frame
        return replace(frame, shown=f"{digest}|{self.seq}")

    def _asking(
        self, flow: Flow, frame: Frame, halt: AsksProof
    ) -> tuple[Frame, tuple[Action, ...]]:
        """A card that is open is not shown anew, unless nobody can fill it any more."""
        standing = self.scene.verification.request
        told, _, since = frame.proof.rpartition("|")
        open_card = bool(standing) and told == f"{standing}|{_bound(halt)}"
        now = int(self.scene.now.timestamp())
        again = open_card and now - int(since) < NUMBERS.request_seconds
        asked = self._proof(flow, frame, halt, standing if again else "")
        proof = f"{asked.request.id}|{_bound(halt)}|{since if again else now}"
        return replace(frame, proof=proof), (asked,)

    def _proof(
        self, flow: Flow, frame: Frame, halt: AsksProof, standing: str
    ) -> AskProof:
        talk = self.scene.conversation
        step = halt.step
        text = step.purpose if isinstance(step, VerifyStep) else {}
        rendering = Rendering(
            flow=flow, frame=frame, wording=self.wording, language=self.language
        )
        request = VerificationRequest(
            id=standing or self.scene.ids.new(),
            tenant_id=talk.tenant_id,
            conversation_id=talk.id,
            channel=talk.channel,
            act=halt.act,
            digest=halt.digest,
            required=halt.required,
            purpose=rendering.purpose(text),
            asked_at=self.scene.now,
            subject=talk.verification.subject,
        )
        return AskProof(request, fresh=not standing)


def _bound(halt: AsksProof) -> str:
    return f"{halt.required}|{halt.act}|{halt.digest}"
