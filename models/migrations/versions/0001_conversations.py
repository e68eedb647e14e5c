"""Conversations, their messages and what follows from each."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, json, moment, number, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    _conversation()
    _message()
    _turn()
    _outbox()


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("turn")
    op.drop_table("message")
    op.drop_table("conversation")


def _conversation() -> None:
    op.create_table(
        "conversation",
        text("tenant_id"),
        text("id"),
        text("channel"),
        text("language"),
        moment("created_at"),
        moment("updated_at"),
        text("owner"),
        text("agent_id"),
        text("agent_name"),
        json("verification"),
        integer("misses"),
        integer("insults"),
        json("frames"),
        json("choices"),
        text("asked"),
        json("tried"),
        text("handoff_id", nullable=True),
        text("source"),
        integer("version"),
        integer("last_seq"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_conversation"),
    )
    op.create_index(
        "ix_conversation_tenant_id_agent_id_updated_at",
        "conversation",
        ["tenant_id", "agent_id", "updated_at"],
    )
    op.create_index(
        "ix_conversation_tenant_id_owner_updated_at",
        "conversation",
        ["tenant_id", "owner", "updated_at"],
    )


def _message() -> None:
    op.create_table(
        "message",
        text("tenant_id"),
        text("conversation_id"),
        integer("seq"),
        text("id"),
        text("author"),
        text("text"),
        text("language"),
        text("channel"),
        text("owner"),
        text("client_id", nullable=True),
        text("choice"),
        number("confidence"),
        text("agent_id"),
        text("agent_name"),
        text("event", nullable=True),
        json("reply", nullable=True),
        text("action"),
        moment("sent_at"),
        flag("handled"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "conversation_id", "seq", name="pk_message"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_message_tenant_id_conversation_id",
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "conversation_id",
            "author",
            "client_id",
            name="uq_message_tenant_id_conversation_id_author_client_id",
        ),
        sa.UniqueConstraint("tenant_id", "id", name="uq_message_tenant_id_id"),
    )
    op.create_index("ix_message_handled_sent_at", "message", ["handled", "sent_at"])


def _turn() -> None:
    op.create_table(
        "turn",
        text("tenant_id"),
        text("message_id"),
        text("conversation_id"),
        json("understanding", nullable=True),
        json("passages"),
        text("actions"),
        text("why"),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name="pk_turn"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_turn_tenant_id_conversation_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["message.tenant_id", "message.id"],
            name="fk_turn_tenant_id_message_id",
        ),
    )
    op.create_index(
        "ix_turn_tenant_id_conversation_id", "turn", ["tenant_id", "conversation_id"]
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        text("tenant_id"),
        text("message_id"),
        text("channel"),
        text("state"),
        integer("attempts"),
        moment("next_at"),
        sa.PrimaryKeyConstraint("tenant_id", "message_id", name="pk_outbox"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["message.tenant_id", "message.id"],
            name="fk_outbox_tenant_id_message_id",
        ),
    )
    op.create_index("ix_outbox_state_next_at", "outbox", ["state", "next_at"])
