"""What Alembic runs for each upgrade: on the connection and transaction it is given."""

from alembic import context

from insight.store.migrate import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], version_table=VERSION_TABLE
)
context.run_migrations()
