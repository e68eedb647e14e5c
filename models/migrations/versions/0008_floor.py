"""The floor: skills, presence, offers, drafts, consultations, hours."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, json, moment, text

revision = "0008"
down_revision = "0007"

HANDOFF = {"tier": "ordinary", "preferred": "", "note": "", "passed_by": ""}
"""New words of a handoff, and what those of before get."""


def upgrade() -> None:
    _presence()
    _handoff()
    op.add_column(
        "note", sa.Column("kind", sa.Text(), nullable=False, server_default="note")
    )
    _people()
    _offer()
    _consult()
    _office()


def downgrade() -> None:
    for table in (
        "office_day", "desk_setting", "consult", "draft", "offer", "staff_skill",
        "desk_profile",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_column("note", "kind")
    op.drop_index("ix_handoff_tenant_id_agent_id_taken_at", "handoff")
    op.drop_index("ix_handoff_tenant_id_subject_taken_at", "handoff")
    op.drop_index("ix_handoff_tenant_id_asked_at", "handoff")
    for column in (*HANDOFF, "subject", "level", "since", "preferred_until"):
        op.drop_column("handoff", column)
    for column in ("reason", "since", "until", "forced_by"):
        op.drop_column("presence", column)
    op.add_column(
        "presence",
        sa.Column("capacity", sa.Integer(), nullable=False, server_default="3"),
    )


def _presence() -> None:
    op.drop_column("presence", "capacity")
    for name in ("reason", "forced_by"):
        op.add_column(
            "presence", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
    op.add_column("presence", moment("since", nullable=True))
    op.add_column("presence", moment("until", nullable=True))


def _handoff() -> None:
    for name, value in {**HANDOFF, "subject": ""}.items():
        op.add_column(
            "handoff", sa.Column(name, sa.Text(), nullable=False, server_default=value)
        )
    op.add_column(
        "handoff",
        sa.Column("level", sa.Integer(), nullable=False, server_default="1"),
    )
    op.add_column("handoff", moment("since", nullable=True))
    op.add_column("handoff", moment("preferred_until", nullable=True))
    for column in ("agent_id", "subject"):
        op.create_index(
            f"ix_handoff_tenant_id_{column}_taken_at",
            "handoff",
            ["tenant_id", column, "taken_at"],
        )
    op.create_index(
        "ix_handoff_tenant_id_asked_at", "handoff", ["tenant_id", "asked_at"]
    )


def _people() -> None:
    op.create_table(
        "desk_profile",
        text("tenant_id"),
        text("staff_id"),
        text("team"),
        integer("chats"),
        flag("auto_accept"),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id", name="pk_desk_profile"),
        _of_staff("desk_profile"),
    )
    op.create_table(
        "staff_skill",
        text("tenant_id"),
        text("staff_id"),
        text("skill"),
        integer("level"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "staff_id", "skill", name="pk_staff_skill"
        ),
        _of_staff("staff_skill"),
    )


def _offer() -> None:
    op.create_table(
        "offer",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("handoff_id"),
        text("staff_id"),
        moment("offered_at"),
        moment("expires_at"),
        text("state"),
        moment("ended_at", nullable=True),
        text("reason"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_offer"),
        _of_conversation("offer"),
        _of_staff("offer"),
    )
    for columns in (["state", "expires_at"], ["handoff_id"], ["offered_at"]):
        op.create_index(
            f"ix_offer_tenant_id_{'_'.join(columns)}", "offer", ["tenant_id", *columns]
        )


def _consult() -> None:
    op.create_table(
        "draft",
        text("tenant_id"),
        text("conversation_id"),
        text("staff_id"),
        text("kind"),
        text("text"),
        moment("at"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "conversation_id", "staff_id", name="pk_draft"
        ),
        _of_conversation("draft"),
        _of_staff("draft"),
    )
    op.create_table(
        "consult",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("staff_id"),
        text("asked_by"),
        text("note"),
        text("state"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_consult"),
        _of_conversation("consult"),
        _of_staff("consult"),
    )
    op.create_index(
        "ix_consult_tenant_id_conversation_id_at",
        "consult",
        ["tenant_id", "conversation_id", "at"],
    )


def _office() -> None:
    op.create_table(
        "desk_setting",
        text("tenant_id"),
        text("name"),
        json("value"),
        text("changed_by"),
        moment("changed_at"),
        sa.PrimaryKeyConstraint("tenant_id", "name", name="pk_desk_setting"),
    )
    op.create_table(
        "office_day",
        text("tenant_id"),
        text("day"),
        flag("open"),
        text("opens"),
        text("closes"),
        text("reason"),
        sa.PrimaryKeyConstraint("tenant_id", "day", name="pk_office_day"),
    )


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "conversation_id"],
        ["conversation.tenant_id", "conversation.id"],
        name=f"fk_{table}_tenant_id_conversation_id",
    )


def _of_staff(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "staff_id"],
        ["staff.tenant_id", "staff.id"],
        name=f"fk_{table}_tenant_id_staff_id",
    )
