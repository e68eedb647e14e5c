"""A written dialogue as a call without sound: what a caller says comes as a transcript
through the turn-taking of a call, what the service says is spoken on the line."""

import re

from api.dialogue_differences import Shown
from api.dialogue_files import CueKind, Script, ScriptTurn
from api.dialogue_stage import Stage
from api.performance import Performance
from api.phone.saying import Offered, offered, pressed, said
from bot.message import Author, Message, Owner
from speech.speakable.saying import speakable
from speech.turn_taking.actions import CallHuman, FinishListening, Submit, SubmitKeys
from speech.turn_taking.events import HumanJoined, HumanLeft, KeyPressed
from speech.turn_taking.interrupting import plain
from speech.turn_taking.state import Phase
from speech.turn_taking.utterance import Utterance
from tests.speech.line import Line

GREETING = Utterance(id="greeting", text="您好")
MS_PER_CHARACTER = 180
LONGEST_MS = 15_000
PATIENCE_MS = 2_000
HUMAN = "human"


class SpokenPerformance(Performance):
    """What a person types or presses elsewhere is said or keyed here."""

    def __init__(self, script: Script, stage: Stage) -> None:
        super().__init__(script, stage)
        self._wording = stage.dialogue.wording
        self._open = Offered()
        self._line = Line()
        self._line.answer(GREETING)
        self._play_out()

    def shown(self, turn: ScriptTurn) -> Shown:
        before = self._last_seq
        shown = super().shown(turn)
        self._speak(before)
        return shown

    def _play(self, turn: ScriptTurn) -> None:
        if turn.kind is CueKind.SAID and self._talk.owner is Owner.BOT:
            self._said_aloud(turn.words)
        if turn.kind is CueKind.PRESSED:
            self._keyed(turn.words)
        super()._play(turn)

    def _said_aloud(self, words: str) -> None:
        """The very words arrive, whatever stands open; a hum alone is no turn."""
        line = self._line
        before = len(line.log)
        line.says(words, ms=min(len(words) * MS_PER_CHARACTER, LONGEST_MS))
        asked = len(line.done(FinishListening))
        for _ in range(PATIENCE_MS // 100):
            if line.phase is Phase.FINISHING and len(line.done(FinishListening)) > 0:
                break
            line.wait(100)
        assert asked <= len(line.done(FinishListening))
        line.final(words)
        told = [one for _, one in line.log[before:] if isinstance(one, Submit)]
        hum = plain(words) in line.knobs.hums or not plain(words)
        assert [one.text for one in told] == [words] or hum

    def _keyed(self, wanted: str) -> None:
        """A choice that has a key of its own is that key."""
        choices = self._open.choices
        ids = [one.id for one in choices]
        if wanted == HUMAN and self._talk.owner is Owner.BOT:
            self._line.tell(KeyPressed(key="0"))
            self._line.wait(PATIENCE_MS * 2)
            assert self._line.done(CallHuman)
        elif wanted in ids and self._talk.owner is Owner.BOT:
            key = str(ids.index(wanted) + 1)
            self._line.tell(KeyPressed(key=key))
            self._line.wait(PATIENCE_MS * 2)
            assert self._line.done(SubmitKeys)[-1] == SubmitKeys(digits=key)
            assert pressed(self._open, key) == choices[int(key) - 1]

    def _speak(self, before: int) -> None:
        """All of it, to the end, in words."""
        told = self._store.messages(self._talk.tenant_id, self._id, after=before)
        if any(one.author is Author.BOT for one in told):
            self._open = offered(told)
        utterances = [one for message in told for one in self._spoken(message)]
        if self._talk.owner in (Owner.QUEUE, Owner.AGENT):
            self._line.tell(HumanJoined())
            return
        self._line.tell(HumanLeft())
        self._line.answer(*utterances)
        self._play_out()
        for one in utterances:
            assert one.id in self._line.played

    def _spoken(self, message: Message) -> tuple[Utterance, ...]:
        found = said(message, self._wording)
        for one in found:
            assert not re.search(r"[0-9]", speakable(one.text, message.language))
        return found

    def _play_out(self) -> None:
        while self._line.state.playing is not None:
            self._line.wait(200)
