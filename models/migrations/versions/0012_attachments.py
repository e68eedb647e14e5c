"""Pictures, files and voice messages: what they are in a message, and their content."""

import sqlalchemy as sa
from alembic import op

from models.migrations.kinds import flag, integer, moment, text

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("message", sa.Column("attachment", sa.JSON, nullable=True))
    op.create_table(
        "attachment",
        text("tenant_id"),
        text("id"),
        text("conversation_id"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        integer("size"),
        moment("at"),
        flag("unheard"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_attachment"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["conversation.tenant_id", "conversation.id"],
            name="fk_attachment_tenant_id_conversation_id",
        ),
    )
    for columns in (["tenant_id", "conversation_id"], ["tenant_id", "at"], ["unheard"]):
        name = f"ix_attachment_{'_'.join(columns)}"
        op.create_index(name, "attachment", columns)


def downgrade() -> None:
    op.drop_table("attachment")
    op.drop_column("message", "attachment")
