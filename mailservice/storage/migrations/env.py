"""What Alembic runs: the steps, on the connection that `storage/schema.py` hands over."""

from alembic import context

from mailservice.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # both databases take the statements of a step back together
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
