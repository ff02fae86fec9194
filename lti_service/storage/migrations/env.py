"""Run by Alembic: migrate on the connection and in the transaction we are given."""

from alembic import context

from lti_service.storage import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
