"""Acts of the bank's systems, requests for proof, and signs of risk."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import integer, json, moment, text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "conversation",
        sa.Column("signals", sa.JSON(), nullable=False, server_default="[]"),
    )
    _act()
    _verification_request()


def downgrade() -> None:
    op.drop_table("verification_request")
    op.drop_table("act")
    op.drop_column("conversation", "signals")


def _act() -> None:
    op.create_table(
        "act",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("flow"),
        text("step"),
        text("name"),
        json("params"),
        text("subject"),
        text("claim"),
        integer("level"),
        moment("asked_at"),
        text("state"),
        integer("attempts"),
        moment("next_at"),
        json("result", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_act"),
        _of_conversation("act"),
    )
    op.create_index(
        "ix_act_tenant_id_state_next_at", "act", ["tenant_id", "state", "next_at"]
    )


def _verification_request() -> None:
    name = "verification_request"
    op.create_table(
        name,
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("channel"),
        text("act"),
        text("digest"),
        integer("required"),
        text("purpose"),
        moment("asked_at"),
        text("subject"),
        text("state"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=f"pk_{name}"),
        _of_conversation(name),
    )
    op.create_index(
        f"ix_{name}_tenant_id_conversation_id", name, ["tenant_id", "conversation_id"]
    )


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "conversation_id"],
        ["conversation.tenant_id", "conversation.id"],
        name=f"fk_{table}_tenant_id_conversation_id",
    )
