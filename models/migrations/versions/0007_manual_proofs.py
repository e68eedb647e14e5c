"""Proofs by two people, hours of all customers together, and the policy of a code."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, moment, text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    policy = sa.Column("policy", sa.Text(), nullable=False, server_default="")
    op.add_column("challenge", policy)
    op.add_column("verification_party", moment("freed_at", nullable=True))
    op.create_table(
        "verification_hour",
        text("tenant_id"),
        moment("hour"),
        integer("right"),
        integer("wrong"),
        flag("alarmed"),
        sa.PrimaryKeyConstraint("tenant_id", "hour", name="pk_verification_hour"),
    )
    _vouching()


def downgrade() -> None:
    op.drop_table("vouching")
    op.drop_table("verification_hour")
    op.drop_column("verification_party", "freed_at")
    op.drop_column("challenge", "policy")


def _vouching() -> None:
    op.create_table(
        "vouching",
        text("tenant_id"),
        text("id"),
        text("request_id"),
        text("conversation_id"),
        text("shown"),
        text("reason"),
        text("asked_by"),
        text("asked_name"),
        moment("asked_at"),
        text("state"),
        text("decided_by"),
        text("decided_name"),
        moment("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_vouching"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["verification_request.tenant_id", "verification_request.id"],
            name="fk_vouching_tenant_id_request_id",
        ),
    )
    op.create_index(
        "ix_vouching_tenant_id_asked_at", "vouching", ["tenant_id", "asked_at"]
    )
