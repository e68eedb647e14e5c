"""Acts and requests for proof as rows, and back as values of the rules."""

from collections.abc import Mapping
from typing import cast

from bot.acts import Act
from bot.verification import Assurance, VerificationRequest
from models.act_tables import ActRow, VerificationRequestRow


def act_row(act: Act) -> ActRow:
    return ActRow(
        tenant_id=act.tenant_id,
        id=act.id,
        conversation_id=act.conversation_id,
        flow=act.flow,
        step=act.step,
        name=act.name,
        params=dict(act.params),
        subject=act.subject,
        claim=act.claim,
        level=int(act.level),
        asked_at=act.asked_at,
        state="asked",
        attempts=0,
        next_at=act.asked_at,
        result=None,
    )


def act_of(row: ActRow) -> Act:
    return Act(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        flow=row.flow,
        step=row.step,
        name=row.name,
        params=cast(Mapping[str, str], row.params),
        asked_at=row.asked_at,
        subject=row.subject,
        claim=row.claim,
        level=Assurance(row.level),
    )


def request_row(request: VerificationRequest) -> VerificationRequestRow:
    return VerificationRequestRow(
        tenant_id=request.tenant_id,
        id=request.id,
        conversation_id=request.conversation_id,
        channel=request.channel,
        act=request.act,
        digest=request.digest,
        required=int(request.required),
        purpose=request.purpose,
        asked_at=request.asked_at,
        subject=request.subject,
        state="open",
    )


def request_of(row: VerificationRequestRow) -> VerificationRequest:
    return VerificationRequest(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        channel=row.channel,
        act=row.act,
        digest=row.digest,
        required=Assurance(row.required),
        purpose=row.purpose,
        asked_at=row.asked_at,
        subject=row.subject,
    )
