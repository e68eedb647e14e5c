"""Tenants, articles in their versions, and the audit trail."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import integer, json, moment, text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _tenant()
    _article()
    _article_version()
    _audit()


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("article_version")
    op.drop_table("article")
    op.drop_table("tenant")


def _tenant() -> None:
    op.create_table(
        "tenant",
        text("tenant_id"),
        integer("knowledge_revision"),
        integer("audit_seq"),
        text("audit_chain"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_tenant"),
    )


def _article() -> None:
    op.create_table(
        "article",
        text("tenant_id"),
        text("external_id"),
        integer("last_version"),
        sa.PrimaryKeyConstraint("tenant_id", "external_id", name="pk_article"),
    )


def _article_version() -> None:
    op.create_table(
        "article_version",
        text("tenant_id"),
        text("external_id"),
        integer("version"),
        text("state"),
        json("text"),
        text("author_id"),
        moment("written_at"),
        text("publisher_id"),
        moment("published_at", nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "external_id", "version", name="pk_article_version"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "external_id"],
            ["article.tenant_id", "article.external_id"],
            name="fk_article_version_tenant_id_external_id",
        ),
    )
    op.create_index(
        "ix_article_version_tenant_id_state", "article_version", ["tenant_id", "state"]
    )


def _audit() -> None:
    op.create_table(
        "audit",
        text("tenant_id"),
        integer("seq"),
        moment("at"),
        text("actor"),
        text("act"),
        text("subject"),
        json("detail"),
        text("chain"),
        sa.PrimaryKeyConstraint("tenant_id", "seq", name="pk_audit"),
    )
