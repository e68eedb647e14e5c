"""Calls: what was said in them and how much of it was heard, their recordings."""

from alembic import op
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint

from models.migrations.kinds import integer, json, moment, text

revision = "0014"
down_revision = "0013"

OF_CONVERSATION = ("conversation.tenant_id", "conversation.id")


def upgrade() -> None:
    _spoken()
    _recording()


def downgrade() -> None:
    op.drop_table("recording")
    op.drop_table("spoken")


def _conversation(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "conversation_id"],
        list(OF_CONVERSATION),
        name=f"fk_{table}_tenant_id_conversation_id",
    )


def _spoken() -> None:
    op.create_table(
        "spoken",
        text("tenant_id"),
        text("conversation_id"),
        text("name"),
        text("who"),
        integer("seq"),
        integer("part"),
        text("prompt"),
        integer("starts_ms"),
        integer("ends_ms"),
        integer("characters"),
        integer("heard_characters"),
        text("up_to"),
        PrimaryKeyConstraint("tenant_id", "conversation_id", "name", name="pk_spoken"),
        _conversation("spoken"),
    )


def _recording() -> None:
    op.create_table(
        "recording",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        moment("began_at"),
        integer("rate"),
        integer("milliseconds"),
        text("state"),
        json("gaps"),
        PrimaryKeyConstraint("tenant_id", "id", name="pk_recording"),
        _conversation("recording"),
    )
    op.create_index(
        "ix_recording_tenant_id_began_at", "recording", ["tenant_id", "began_at"]
    )
