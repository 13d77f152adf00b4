"""Schema changes of the store, by alembic."""
