"""Runs migrations on the connection that the caller opened, in its transaction."""

from alembic import context

from models.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA
)
with context.begin_transaction():
    context.run_migrations()
