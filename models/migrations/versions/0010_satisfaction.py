"""Reasons and holder of a rating; owner, maker and warning of a promise."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import moment

revision = "0010"
down_revision = "0009"

OF_PROMISES = ("made_by", "owner", "owner_name", "subject")


def upgrade() -> None:
    for name in OF_PROMISES:
        op.add_column("promise", _words(name))
    op.add_column("promise", moment("warned_at", nullable=True))
    reasons = sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]")
    op.add_column("rating", reasons)
    op.add_column("rating", _words("agent_id"))


def downgrade() -> None:
    op.drop_column("rating", "agent_id")
    op.drop_column("rating", "reasons")
    for name in ("warned_at", *OF_PROMISES):
        op.drop_column("promise", name)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")
