"""Identity verification: identifications, challenges, and what counts to a limit."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import integer, json, moment, text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _identification()
    _challenge()
    _counts()


def downgrade() -> None:
    for name in (
        "verification_callback",
        "verification_event",
        "verification_party",
        "challenge",
        "identification",
    ):
        op.drop_table(name)


def _identification() -> None:
    op.create_table(
        "identification",
        text("tenant_id"),
        text("request_id"),
        text("subject_key"),
        text("shown"),
        json("signals"),
        integer("claims"),
        integer("spent"),
        moment("paused_until", nullable=True),
        text("ending"),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", name="pk_identification"),
        _of_request("identification"),
    )


def _challenge() -> None:
    op.create_table(
        "challenge",
        text("tenant_id"),
        text("id"),
        text("request_id"),
        integer("number"),
        text("factor"),
        text("mac"),
        integer("left"),
        moment("made_at"),
        moment("seen_at"),
        moment("expires_at"),
        text("state"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_challenge"),
        sa.UniqueConstraint(
            "tenant_id",
            "request_id",
            "number",
            name="uq_challenge_tenant_id_request_id_number",
        ),
        _of_request("challenge"),
    )


def _counts() -> None:
    op.create_table(
        "verification_party",
        text("tenant_id"),
        text("key"),
        integer("wrong_ever"),
        moment("locked_until", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", name="pk_verification_party"),
    )
    op.create_table(
        "verification_event",
        text("tenant_id"),
        text("id"),
        text("kind"),
        moment("at"),
        text("subject_key"),
        text("source"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_verification_event"),
    )
    for column in ("subject_key", "source"):
        columns = ["tenant_id", column, "kind", "at"]
        name = f"ix_verification_event_{'_'.join(columns)}"
        op.create_index(name, "verification_event", columns)
    op.create_table(
        "verification_callback",
        text("tenant_id"),
        text("id"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_verification_callback"),
    )


def _of_request(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "request_id"],
        ["verification_request.tenant_id", "verification_request.id"],
        name=f"fk_{table}_tenant_id_request_id",
    )
