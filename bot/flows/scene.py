"""A scene: what stands beside a frame when its flow is walked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.acts import Act, ActKind, Tier, digest
from bot.conversation import Conversation
from bot.levels import Levels
from bot.ports import Ids
from bot.pressure import SIGNAL
from bot.verification import Assurance, Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    conversation: Conversation
    levels: Levels
    ids: Ids
    now: datetime

    @property
    def verification(self) -> Verification:
        return self.conversation.verification

    @property
    def pressed(self) -> bool:
        """True where somebody drives the customer: nothing changes the account."""
        return SIGNAL in self.conversation.signals

    def standing(self, act: str = "", bound_to: str = "") -> Assurance:
        return self.verification.standing(self.now, act, bound_to)

    def required(self, kind: ActKind) -> Assurance:
        return self.levels.required(
            kind,
            channel=self.conversation.channel,
            signals=self.conversation.signals,
        )

    @property
    def claimed(self) -> bool:
        """True when the customer has at least said who they are, on the secret path."""
        return bool(self.verification.claim) or self.standing() >= Assurance.L2

    def act(
        self, kind: ActKind, flow: str, step: str, params: Mapping[str, str]
    ) -> Act:
        """The act to be asked for; the customer is named only as far as proved."""
        level = self.standing(kind.name, digest(kind.name, params))
        known = level >= max(Assurance.L1, self.required(kind))
        protects = kind.tier is Tier.RP
        return Act(
            id=self.ids.new(),
            tenant_id=self.conversation.tenant_id,
            conversation_id=self.conversation.id,
            flow=flow,
            step=step,
            name=kind.name,
            params=params,
            asked_at=self.now,
            subject=self.verification.subject if known else "",
            claim=self.verification.claim if protects else "",
            level=level,
        )
