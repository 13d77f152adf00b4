"""Writes ``resources/vault/new_tables.sql``: what the migrations come to, so that a new vault needs no alembic.

``PYTHONPATH=. python tests/tools/new_tables.py``, after a new migration.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event

from datapact.base.resources import data_folder
from datapact.vault.database.migrate import migrate


def statements() -> list[str]:
    """The statements that the migrations run on an empty database, in their order."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.split(None, 1)[0] not in ("SELECT", "PRAGMA", "BEGIN"):
            assert not parameters, statement
            found.append(statement.strip())

    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'new.db'}")
        event.listen(engine, "before_cursor_execute", note)
        migrate(engine)
        engine.dispose()
    return found


if __name__ == "__main__":
    (data_folder() / "vault" / "new_tables.sql").write_text(";\n\n".join(statements()) + ";\n", "utf-8")
