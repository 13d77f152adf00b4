"""The environment for alembic: it runs the migrations on migrate.py's connection, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
