"""A customer who verifies, step by step, against the real records."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.challenge import nobody, source_of
from bot.change import Change
from bot.conversation import Conversation
from bot.levels import load_levels
from bot.message import Message
from bot.verification import Assurance, Factor, VerificationRequest
from models.audit import AuditTrail
from models.conversations import SqlConversationStore
from models.database import Database
from models.verification_reading import Place, Standing
from models.verification_values import Meant, Outcome, Sent
from models.verifications import SqlVerifications
from tests.models.samples import NOW, TENANT, conversation

PEPPER = b"a pepper for tests"
CODE = "246813"
WRONG = "000000"
HERE = source_of(PEPPER, "10.0.0.1")
SOMEBODY = Meant(key="C0001", subject="C0001", shown="*书瑶")
NOBODY = Meant(key=nobody(PEPPER, "13900000000/0000"))


@dataclass
class Numbered:
    """Ids that count up."""

    last: int = 0

    def new(self) -> str:
        self.last += 1
        return f"id{self.last:06d}"


@dataclass
class Bench:
    """The records of one bank, with a clock that stands still until it is set."""

    database: Database
    tenant_id: str = TENANT
    now: datetime = NOW
    numbers: int = 0
    ids: Numbered = field(default_factory=Numbered)

    def __post_init__(self) -> None:
        self.audit = AuditTrail(self.database, b"key")
        self.conversations = SqlConversationStore(self.database)
        self.store = self.restarted()

    def restarted(self) -> SqlVerifications:
        return SqlVerifications(
            self.database, self.audit, self.ids, pepper=PEPPER, levels=load_levels()
        )

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def asked(
        self,
        act: str = "bill",
        required: Assurance = Assurance.L2,
        *,
        digest: str = "",
        subject: str = "",
        on: Conversation | None = None,
    ) -> "Verifying":
        """A conversation that waits for a proof, a new one unless told."""
        self.numbers += 1
        known = on or replace(
            conversation(1000 + self.numbers, self.tenant_id), created_at=self.now
        )
        if on is None:
            self.conversations.create(known)
        request = VerificationRequest(
            id=f"r{self.tenant_id}{self.numbers}",
            tenant_id=self.tenant_id,
            conversation_id=known.id,
            channel=known.channel.value,
            act=act,
            digest=digest,
            required=required,
            purpose="查询尾号1234的账单",
            asked_at=self.now,
            subject=subject,
        )
        known = self.conversations.get(self.tenant_id, known.id)
        verification = replace(known.verification, request=request.id)
        self.conversations.save(
            Change(
                conversation=replace(known, verification=verification), request=request
            )
        )
        place = Place(
            tenant_id=self.tenant_id, conversation_id=known.id, request_id=request.id
        )
        return Verifying(bench=self, place=place)


@dataclass
class Verifying:
    """One request, as its customer goes through with it."""

    bench: Bench
    place: Place
    source: str = HERE
    sent: int = 0

    def claim(self, meant: Meant = SOMEBODY) -> Outcome:
        bench = self.bench
        outcome = bench.store.claiming(self.place, self.source, bench.now)
        if outcome.verdict or outcome.ending:
            return outcome
        return bench.store.claimed(self.place, meant, self.source, bench.now)

    def send(self, code: str = CODE, factor: Factor = Factor.CODE) -> Outcome:
        self.sent += 1
        sent = Sent(id=self.challenge_id, factor=factor, code=code)
        return self.bench.store.challenged(self.place, sent, self.bench.now)

    @property
    def challenge_id(self) -> str:
        return f"{self.place.request_id}-{self.sent}"

    def guess(self, code: str = CODE) -> Outcome:
        bench = self.bench
        return bench.store.guessed(self.place, code, self.source, bench.now)

    def ready(self, meant: Meant = SOMEBODY, code: str = CODE) -> "Verifying":
        """A code was sent."""
        assert self.claim(meant).verdict is None
        assert self.send(code).verdict is None
        return self

    def standing(self) -> Standing:
        return self.bench.store.standing(self.place, self.bench.now)

    def conversation(self) -> Conversation:
        return self.bench.conversations.get(
            self.place.tenant_id, self.place.conversation_id
        )

    def messages(self) -> tuple[Message, ...]:
        return self.bench.conversations.messages(
            self.place.tenant_id, self.place.conversation_id
        )

    def level(self, act: str = "", digest: str = "") -> Assurance:
        verification = self.conversation().verification
        return verification.standing(self.bench.now, act, digest)
