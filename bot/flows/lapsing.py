"""Lapsing: what was read at a level that no longer stands is not told."""

from bot.acts import ActOutcome, act_kinds
from bot.conversation import Asked, Frame
from bot.flows.forgetting import irrevocable
from bot.flows.scene import Scene
from bot.flows.steps import ActStep, Flow
from bot.verification import Assurance

_READ = frozenset({ActOutcome.OK, ActOutcome.REFUSED})


def lapsed(flow: Flow, frame: Frame, scene: Scene, step: ActStep) -> bool:
    """True when the bank has to be asked anew, and the customer to prove who they are
    where that needs it; what led to a change that was made has served its purpose."""
    kind, asked = act_kinds()[step.act], frame.acts[step.id]
    if kind.writes or asked.outcome not in _READ or _served(flow, frame, step):
        return False
    required = scene.required(kind)
    return scene.standing(kind.name, asked.digest) < max(required, _known_at(asked))


def _known_at(asked: Asked) -> Assurance:
    """The highest level is given for one act only, and tells no more than L2."""
    return min(asked.level, Assurance.L2)


def _served(flow: Flow, frame: Frame, step: ActStep) -> bool:
    later = flow.order[flow.order.index(step) :]
    return any(irrevocable(flow, frame, one.id) for one in later)
