"""Canned replies, article reports, wrap-ups, customer tags, and what was shown."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, moment, text

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    _canned_reply()
    _article_report()
    _wrap_up()
    _customer_tag()
    _reveal()


def downgrade() -> None:
    for table in ("reveal", "customer_tag", "wrap_up", "article_report"):
        op.drop_table(table)
    op.drop_table("canned_reply")


def _canned_reply() -> None:
    op.create_table(
        "canned_reply",
        text("tenant_id"),
        text("id"),
        text("staff_id"),
        text("heading"),
        text("title"),
        text("text"),
        text("language"),
        text("written_by"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_canned_reply"),
    )
    _index("canned_reply", ["tenant_id", "staff_id"])


def _article_report() -> None:
    op.create_table(
        "article_report",
        text("tenant_id"),
        text("id"),
        text("article_id"),
        integer("version"),
        text("conversation_id"),
        text("reason"),
        text("words"),
        text("staff_id"),
        text("staff_name"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_article_report"),
    )
    _index("article_report", ["tenant_id", "article_id", "at"])


def _wrap_up() -> None:
    op.create_table(
        "wrap_up",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("reason"),
        text("summary"),
        flag("solved", nullable=True),
        text("staff_id"),
        text("staff_name"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_wrap_up"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_wrap_up_tenant_id_conversation_id",
        ),
    )
    _index("wrap_up", ["tenant_id", "conversation_id", "at"])


def _customer_tag() -> None:
    op.create_table(
        "customer_tag",
        text("tenant_id"),
        text("subject"),
        text("tag"),
        text("source"),
        text("by"),
        moment("at"),
        moment("expires_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "subject", "tag", name="pk_customer_tag"),
    )


def _reveal() -> None:
    op.create_table(
        "reveal",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        text("field"),
        text("reason"),
        text("staff_id"),
        moment("at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_reveal"),
    )
    _index("reveal", ["tenant_id", "staff_id", "at"])


def _index(table: str, columns: list[str]) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
