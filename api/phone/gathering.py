"""Gathering: everybody who takes part in a new call on our side, brought together."""

from dataclasses import dataclass
from functools import partial

from api.crm import crm_of
from api.phone.chronicle import Chronicle
from api.phone.crowd import Delays
from api.phone.ears import ears_for
from api.phone.manner import SEGMENT, Manner
from api.phone.menu import Menu
from api.phone.parties import Captions, Parties
from api.phone.proving import Proving
from api.phone.recorder import Recorder
from api.phone.talk import Talk, begun
from api.phone.tape import Tape
from api.phone.vault import opened
from api.phone.voice import Voice
from api.service import Service
from api.stewards import subject_of
from api.verifier import Verifier
from bot.conversation import Conversation
from bot.message import Language
from models.recordings import Recording, SqlCalls
from models.verification_reading import Place
from speech.engines import Engines
from speech.ports import Synthesizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    language: Language
    rate: int
    """Of the line."""
    source: str
    """Number or address, for limits."""
    captions: Captions


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    service: Service
    verifier: Verifier
    delays: Delays

    def parties(
        self, caller: Caller, found: Engines, synthesizer: Synthesizer
    ) -> Parties:
        """Begins the conversation; blocking."""
        rooms, rate, language = self.service.rooms, caller.rate, caller.language
        talk = begun(self.service, language, caller.source)
        chronicle, manner = self._chronicle(talk), Manner()
        talk.recognised = partial(self._recognised, manner)
        return Parties(
            ears=ears_for(found.activity(), found.recognizer, language, rate=rate),
            voice=Voice(
                synthesizer=synthesizer, wording=rooms.wording, rate=rate, manner=manner
            ),
            talk=talk,
            menu=Menu(rooms.settings.call_menu, talk, rooms.steps.flows, manner),
            proofs=partial(self._proving, talk.conversation_id, caller.source),
            chronicle=chronicle,
            tape=self._tape(talk, rate, chronicle.began),
            captions=caller.captions,
            delays=self.delays,
            patience_seconds=rooms.settings.call_patience_seconds,
        )

    def _recognised(self, manner: Manner, conversation: Conversation) -> None:
        """The bank knows whom to speak to slowly."""
        rooms, now = self.service.rooms, self.service.rooms.clock()
        crm = crm_of(rooms.pack.folder, now.astimezone(rooms.pack.zone).date())
        profile = crm.profile(subject_of(conversation, now))
        if profile and SEGMENT in {one.tag for one in profile.tags}:
            manner.elder = True

    def _proving(self, conversation_id: str, source: str, request: str) -> Proving:
        place = Place(
            tenant_id=self.service.rooms.tenant,
            conversation_id=conversation_id,
            request_id=request,
        )
        return Proving(verifier=self.verifier, place=place, address=source)

    def _chronicle(self, talk: Talk) -> Chronicle:
        rooms = self.service.rooms
        return Chronicle(
            tenant_id=rooms.tenant,
            conversation_id=talk.conversation_id,
            keep=SqlCalls(rooms.records.database).say,
        )

    def _tape(self, talk: Talk, rate: int, began: float) -> Tape | None:
        rooms = self.service.rooms
        if not rooms.settings.record_calls:
            return None
        recording = Recording(
            tenant_id=rooms.tenant,
            id=rooms.ids.new(),
            conversation_id=talk.conversation_id,
            began_at=rooms.clock(),
            rate=rate,
        )
        return Tape(
            recorder=Recorder(rate, began=began),
            vault=opened(rooms.settings.home),
            calls=SqlCalls(rooms.records.database),
            recording=recording,
        )
