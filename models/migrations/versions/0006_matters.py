"""Matters for the bank's people, their steps, and appointments."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import integer, json, moment, text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _matter()
    _matter_step()
    _appointment()


def downgrade() -> None:
    op.drop_table("appointment")
    op.drop_table("matter_step")
    op.drop_table("matter")


def _matter() -> None:
    op.create_table(
        "matter",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("kind"),
        text("reference"),
        text("contact"),
        moment("opened_at"),
        moment("accept_by"),
        moment("contact_by"),
        moment("finish_by"),
        moment("due_at", nullable=True),
        text("subject"),
        text("branch"),
        text("skill"),
        json("about"),
        text("state"),
        text("holder"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_matter"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_matter_tenant_id_conversation_id",
        ),
        sa.UniqueConstraint(
            "tenant_id", "reference", name="uq_matter_tenant_id_reference"
        ),
    )
    for columns in (
        ["tenant_id", "conversation_id"],
        ["tenant_id", "subject"],
        ["tenant_id", "state", "due_at"],
    ):
        op.create_index(f"ix_matter_{'_'.join(columns)}", "matter", columns)


def _matter_step() -> None:
    op.create_table(
        "matter_step",
        text("tenant_id"),
        text("matter_id"),
        integer("number"),
        text("state"),
        text("by"),
        text("by_name"),
        moment("at"),
        text("outcome"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "matter_id", "number", name="pk_matter_step"
        ),
        _of_matter("matter_step"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        text("tenant_id"),
        text("matter_id"),
        text("kind"),
        moment("starts_at"),
        text("place"),
        integer("seat"),
        sa.PrimaryKeyConstraint("tenant_id", "matter_id", name="pk_appointment"),
        _of_matter("appointment"),
        sa.UniqueConstraint(
            "tenant_id",
            "kind",
            "starts_at",
            "place",
            "seat",
            name="uq_appointment_tenant_id_kind_starts_at_place_seat",
        ),
    )


def _of_matter(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "matter_id"],
        ["matter.tenant_id", "matter.id"],
        name=f"fk_{table}_tenant_id_matter_id",
    )
