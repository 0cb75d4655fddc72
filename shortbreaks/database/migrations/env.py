"""How a revision is run: on the connection, and in the transaction, that `upgrade` already has."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=False, transactional_ddl=True)
context.run_migrations()
