"""The desk: queue, staff, promises and what customers think."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, json, moment, text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _handoff()
    _promise()
    _note()
    _feedback()
    _rating()
    _staff()
    _staff_session()
    _presence()


def downgrade() -> None:
    op.drop_table("presence")
    op.drop_table("staff_session")
    op.drop_table("staff")
    op.drop_table("rating")
    op.drop_table("feedback")
    op.drop_table("note")
    op.drop_table("promise")
    op.drop_table("handoff")


def _handoff() -> None:
    op.create_table(
        "handoff",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("reason"),
        text("skill"),
        flag("urgent"),
        json("package"),
        moment("asked_at"),
        text("state"),
        moment("reminded_at", nullable=True),
        text("agent_id"),
        moment("taken_at", nullable=True),
        moment("ended_at", nullable=True),
        text("hint"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_handoff"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_handoff_tenant_id_conversation_id",
        ),
    )
    op.create_index(
        "ix_handoff_tenant_id_conversation_id",
        "handoff",
        ["tenant_id", "conversation_id"],
    )
    op.create_index(
        "ix_handoff_tenant_id_state_urgent_asked_at",
        "handoff",
        ["tenant_id", "state", "urgent", "asked_at"],
    )


def _promise() -> None:
    op.create_table(
        "promise",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("kind"),
        text("contact"),
        text("text"),
        moment("made_at"),
        moment("due_at"),
        text("state"),
        text("outcome"),
        text("kept_by"),
        moment("kept_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_promise"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_promise_tenant_id_conversation_id",
        ),
    )
    op.create_index(
        "ix_promise_tenant_id_state_due_at", "promise", ["tenant_id", "state", "due_at"]
    )


def _note() -> None:
    op.create_table(
        "note",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        integer("after_seq"),
        text("agent_id"),
        text("agent_name"),
        text("text"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_note"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_note_tenant_id_conversation_id",
        ),
    )
    op.create_index(
        "ix_note_tenant_id_conversation_id_after_seq",
        "note",
        ["tenant_id", "conversation_id", "after_seq"],
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        text("tenant_id"),
        text("conversation_id"),
        integer("seq"),
        flag("helpful"),
        text("reason"),
        moment("at"),
        sa.PrimaryKeyConstraint(
            "tenant_id", "conversation_id", "seq", name="pk_feedback"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id", "seq"],
            ["message.tenant_id", "message.conversation_id", "message.seq"],
            name="fk_feedback_tenant_id_conversation_id_seq",
        ),
    )


def _rating() -> None:
    op.create_table(
        "rating",
        text("tenant_id"),
        text("conversation_id"),
        flag("solved", nullable=True),
        integer("stars", nullable=True),
        text("comment"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "conversation_id", name="pk_rating"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_rating_tenant_id_conversation_id",
        ),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        text("tenant_id"),
        text("id"),
        text("name"),
        text("display_name"),
        text("number"),
        text("role"),
        text("password_hash"),
        flag("active"),
        flag("must_change"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_staff"),
        sa.UniqueConstraint("tenant_id", "name", name="uq_staff_tenant_id_name"),
    )


def _staff_session() -> None:
    op.create_table(
        "staff_session",
        text("token_hash"),
        text("tenant_id"),
        text("staff_id"),
        moment("created_at"),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_session"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_staff_session_tenant_id_staff_id",
        ),
    )


def _presence() -> None:
    op.create_table(
        "presence",
        text("tenant_id"),
        text("staff_id"),
        text("state"),
        moment("heard_at"),
        integer("capacity"),
        sa.PrimaryKeyConstraint("tenant_id", "staff_id", name="pk_presence"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_presence_tenant_id_staff_id",
        ),
    )
