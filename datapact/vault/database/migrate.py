"""Schema versions: the one of a vault, and its migration to the current one by alembic.

alembic is imported only when there is something to do: opening a current vault costs one query, making one some sixty statements.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.errors import Damaged
from datapact.base.left_out import without
from datapact.base.resources import data_folder
from datapact.base.texts import N_
from datapact.vault.database.plain import sql
from datapact.vault.keys.header import newer

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CURRENT = 10
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def schema_version(connection: Connection) -> int:
    """The number of the schema in this database; 0 when it is empty. Raises Damaged, or NewerFormat for a later one."""
    table = connection.execute(sql("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"))
    if table.first() is None:
        return 0
    rows = connection.execute(sql("SELECT version_num FROM alembic_version")).all()
    try:
        version = int(rows[0][0]) if len(rows) == 1 else -1
    except ValueError:
        version = -1
    if version < 0:
        raise Damaged(N_("The database of the vault is damaged. Restore the newest backup."))
    if version > CURRENT:
        raise newer()
    return version


def migrate(engine: Engine) -> None:
    """Bring the schema up to CURRENT in one transaction: all of it or nothing."""
    with without("pygments"):  # by which mako would colour pages of faults that nobody sees
        from alembic import command
        from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, f"{CURRENT:04}")


def make_tables(engine: Engine) -> None:
    """The tables of a new vault, in one transaction: what all migrations come to, without alembic.

    ``tests/tools/new_tables.py`` writes the statements; a test holds them against the migrations.
    """
    statements = (data_folder() / "vault" / "new_tables.sql").read_text("utf-8").removesuffix(";\n").split(";\n\n")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for statement in statements:
            connection.exec_driver_sql(statement)
