"""What was chosen in one task of a conversation, kept for the next."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    chosen = sa.Column("chosen", sa.JSON, nullable=False, server_default="[]")
    op.add_column("conversation", chosen)


def downgrade() -> None:
    op.drop_column("conversation", "chosen")
