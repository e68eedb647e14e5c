"""Stewards: who at the desk looks after which customer."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import moment, text

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "steward",
        text("tenant_id"),
        text("subject"),
        text("staff_id"),
        text("set_by"),
        moment("at"),
        moment("until", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "subject", name="pk_steward"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name="fk_steward_tenant_id_staff_id",
        ),
    )


def downgrade() -> None:
    op.drop_table("steward")
