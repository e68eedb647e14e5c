"""Runs migrations on the connection that the caller opened, in its transaction."""

from alembic import context

from models.columns import Row

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Row.metadata
)
with context.begin_transaction():
    context.run_migrations()
