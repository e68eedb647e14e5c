"""Digressions: within an open flow the customer asks, or wants, something else."""

from bot.action import Answer, Clarify
from bot.flows.spoken import Spoken
from bot.flows.starting import begun
from bot.flows.steps import Flow
from bot.flows.tasks import about_all
from bot.passage import Passage
from bot.situation import Decision

MOST_TITLES = 2


def other_matter(spoken: Spoken) -> Decision | None:
    """Another flow is wanted: this one waits below it."""
    best = spoken.best
    if best is None or best.confidence < spoken.rules.answering.start_at:
        return None
    if spoken.answers:
        return None
    wanted = spoken.case.tasks.flows.of_intent(best.name)
    if wanted is None or wanted.name == spoken.flow.name:
        return None
    if spoken.asks and about_all(wanted):
        return question(spoken) or _offered(spoken, wanted)
    surer = spoken.sure and spoken.passages[0].confidence > best.confidence
    if surer and spoken.asks:
        return None
    frames = (*spoken.below, spoken.frame)
    actions = begun(spoken.journey, frames, wanted, spoken.words)
    return spoken.decided(f"interrupted:{wanted.name}", *actions)


def question(spoken: Spoken) -> Decision | None:
    """A question by the way: answered, then the open step again."""
    if not spoken.sure:
        return None
    if (spoken.answers or spoken.taken.corrects) and not spoken.asks:
        return None
    answer = Answer(spoken.passages[0])
    confidence = f"digression:{spoken.passages[0].confidence:.2f}"
    return spoken.again(confidence, answer)


def _offered(spoken: Spoken, wanted: Flow) -> Decision:
    """A question that no article answers surely: the customer may pick."""
    near = tuple(one for one in spoken.passages if _near(spoken, one))[:MOST_TITLES]
    return spoken.again(f"offered:{wanted.name}", Clarify(near, (wanted.name,)))


def _near(spoken: Spoken, passage: Passage) -> bool:
    return passage.confidence >= spoken.rules.answering.offer_at
