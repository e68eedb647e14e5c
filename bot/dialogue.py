"""The dialogue manager: carries one message through the house and back.

    message -> understanding -> passages -> decide() -> actions -> reply -> turn

It decides nothing itself (bot.policy does) and knows no engine (bot.ports does). Typed
text and a voice's transcript enter here alike, as messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.compose import Voice, compose
from bot.context import Topic, readings
from bot.flows.continuing import NoActs, continued
from bot.flows.cues import asks
from bot.flows.steps import NO_FLOWS, Flow, Flows
from bot.flows.tasks import Tasks
from bot.gatekeeping import (
    at_the_gate,
    failed,
    on_picked,
    picked_article,
    warned,
    watched,
)
from bot.handoff import Tried
from bot.levels import Levels, load_levels
from bot.message import Message
from bot.outcome import outcome
from bot.passage import Passage, Question
from bot.policy import decide
from bot.ports import Acts, ConversationStore, Desk, Ids, Retriever, Understander
from bot.pressure import pressured
from bot.rules import Rules
from bot.several import joined, parted
from bot.situation import Decision, Situation
from bot.turn import Turn
from bot.understanding import Understanding
from bot.words import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    understander: Understander
    retriever: Retriever
    store: ConversationStore
    desk: Desk
    ids: Ids
    rules: Rules
    wording: Wording
    flows: Flows = NO_FLOWS
    levels: Levels = field(default_factory=load_levels)
    acts: Acts = field(default_factory=NoActs)

    def handle(self, message: Message, *, now: datetime) -> Turn:
        """Decide and save the turn of a received message.

        Raises ConversationChanged when somebody else acted meanwhile: handle it again.
        """
        case = self._case(message, now)
        turn = self._turn(case)
        self.store.save(outcome(case, turn, rules=self.rules, ids=self.ids))
        return turn

    def give_up(self, message: Message, *, now: datetime) -> Turn:
        """The turn of a message that could not be handled: a human gets it."""
        case = self._case(message, now)
        turn = self._composed(case, failed(case, self.rules))
        self.store.save(outcome(case, turn, rules=self.rules, ids=self.ids))
        return turn

    def _case(self, message: Message, now: datetime) -> Situation:
        tenant_id, conversation_id = message.tenant_id, message.conversation_id
        return Situation(
            conversation=self.store.get(tenant_id, conversation_id),
            message=message,
            floor=self.desk.floor(tenant_id, conversation_id, now=now),
            now=now,
            tasks=Tasks(
                flows=self.flows,
                levels=self.levels,
                ids=self.ids,
                wording=self.wording,
            ),
        )

    def _turn(self, case: Situation) -> Turn:
        if case.message.continues:
            return self._composed(case, continued(case, self.acts, self.rules))
        pattern = pressured(case.text, case.message.language)
        case = watched(case, pattern)
        early = at_the_gate(case, self.rules) or self._picked(case)
        if early is not None:
            return self._composed(case, warned(case, early, pattern))
        understanding = self.understander.understand(case.message)
        decision, passages = self._decided(case, understanding)
        decision = warned(case, decision, pattern)
        return self._composed(case, decision, understanding, passages)

    def _decided(
        self, case: Situation, understanding: Understanding
    ) -> tuple[Decision, Sequence[Passage]]:
        """For the message as a whole, or for each of its wishes."""
        parts: list[Decision] = []
        seen: list[Passage] = []
        for alone, words in parted(case, understanding):
            passages = self._found(alone, words)
            decision = decide(alone, words, passages, rules=self.rules)
            parts.append(decision)
            seen.extend(passages)
        several = joined(case, understanding.wishes, parts)
        if several is not None:
            return several, seen
        passages = self._found(case, understanding)
        return decide(case, understanding, passages, rules=self.rules), passages

    def _found(
        self, case: Situation, understanding: Understanding
    ) -> Sequence[Passage]:
        """What may answer the words as they stand; where they lean on the answer
        before, the first full reading that is sure: the article before only when no
        other is."""
        question = _question(case, understanding)
        found = self.retriever.retrieve(question)
        if self._sure(found):
            return found
        if case.flow is not None and self._leans(case.text, understanding):
            return self._of_task(case.flow, question, found)
        if not case.conversation.tried:
            return found
        before = case.conversation.tried[-1]
        full = [
            self.retriever.retrieve(replace(question, text=reading))
            for reading in self._readings(question, before)
        ]
        others = [_without(before.article_id, passages) for passages in full]
        sure = (one for one in (*others, *full) if self._sure(one))
        return next(sure, found)

    def _leans(self, text: str, understanding: Understanding) -> bool:
        """True for a question, unless it is mere talk."""
        best = understanding.best
        small = best is not None and best.name in self.rules.smalltalk
        return asks(text) and not small

    def _of_task(
        self, flow: Flow, question: Question, found: Sequence[Passage]
    ) -> Sequence[Passage]:
        """A question within a task may be about that task."""
        title = flow.title[question.language]
        full = replace(question, text=f"{title} {question.text}")
        passages = self.retriever.retrieve(full)
        return passages if self._sure(passages) else found

    def _sure(self, passages: Sequence[Passage]) -> bool:
        confidences = (passage.confidence for passage in passages)
        return max(confidences, default=0.0) >= self.rules.answering.answer_at

    def _readings(self, question: Question, before: Tried) -> Sequence[str]:
        article = self.retriever.passage(question, before.article_id)
        if article is None:
            return ()
        topic = Topic(title=article.title, category=article.category)
        return readings(question.text, topic)

    def _picked(self, case: Situation) -> Decision | None:
        article_id = picked_article(case)
        if not article_id:
            return None
        passage = self.retriever.passage(_question(case), article_id)
        return on_picked(case, passage, self.rules)

    def _composed(
        self,
        case: Situation,
        decision: Decision,
        understanding: Understanding | None = None,
        passages: Sequence[Passage] = (),
    ) -> Turn:
        message = _in_language(case, understanding)
        voice = Voice(
            wording=self.wording,
            language=message.language,
            rules=self.rules,
            flows=self.flows,
        )
        return Turn(
            message=message,
            understanding=understanding,
            passages=tuple(passages),
            actions=decision.actions,
            reply=compose(decision.actions, voice, now=case.now),
            why=decision.why,
        )


def _without(article_id: str, passages: Sequence[Passage]) -> Sequence[Passage]:
    return tuple(one for one in passages if one.article_id != article_id)


def _question(case: Situation, understanding: Understanding | None = None) -> Question:
    message = case.message
    return Question(
        tenant_id=message.tenant_id,
        text=understanding.normalized if understanding else message.text,
        language=understanding.language if understanding else message.language,
        channel=message.channel,
        now=case.now,
    )


def _in_language(case: Situation, understanding: Understanding | None) -> Message:
    """The reply's language: the customer's, unless a choice was merely pressed."""
    if case.message.choice or case.message.continues:
        return replace(case.message, language=case.conversation.language)
    if understanding is None:
        return case.message
    return replace(case.message, language=understanding.language)
