"""Schema versions: migrations and tables agree, older vaults are backed up and migrated whole, newer ones refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from datapact.base.errors import Damaged, NewerFormat
from datapact.vault.database import migrate
from datapact.vault.database.entries import entries
from datapact.vault.folder import opening as folders
from datapact.vault.folder.automatic_backup import list_backups
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.restore import restore_vault
from datapact.vault.keys.header import read_vault_file
from tests.conftest import ByHeart
from tests.vault.making import HISTORY, PASSPHRASE, Made, fixed_clock, make_vault, write_entries

SECOND = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "0009", "0008"

def upgrade():
    op.create_table("added", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO added VALUES (1)")
    {more}
"""


@pytest.fixture
def program_of_tomorrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A DataPact with a sixth migration; returns that migration's file."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    file = scripts / "versions" / "v0009_second.py"
    file.write_text(SECOND.format(more=""))
    monkeypatch.setattr(migrate, "MIGRATIONS", scripts)
    monkeypatch.setattr(migrate, "CURRENT", 9)
    monkeypatch.setattr(folders, "CURRENT", 9)
    return file


def test_tables_and_migrations_agree(vault: OpenVault) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    import datapact.vault.database.tables  # noqa: F401

    own = {"meta", "entry", "disclosure", "attachment", "person_key", "sealing_key", "receipt_seen", "journal"}
    with vault.rehearse() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or name in own},
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_tables_of_other_packages_have_the_columns_that_are_mapped(vault: OpenVault) -> None:
    from sqlalchemy import inspect

    import datapact.agreements.projection.tables
    import datapact.organisation.identity.own_history  # noqa: F401

    with vault.rehearse() as session:
        inspector = inspect(session.connection())
        for table in SQLModel.metadata.tables.values():
            found = {column["name"]: column["nullable"] for column in inspector.get_columns(table.name)}
            assert found == {column.name: column.nullable for column in table.columns}, table.name


def test_the_tables_that_tests_make_by_heart_are_those_of_the_migrations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "migrate", ByHeart())
    found = []
    for name in ("migrated", "by heart"):
        with make_vault(tmp_path / name).open() as vault, vault.read() as session:
            rows = session.connection().execute(
                text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
            )
            found.append([*map(tuple, rows), migrate.schema_version(session.connection())])
    assert found[0] == found[1]
    assert len(found[0]) > 50


def test_current_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrate.MIGRATIONS)).get_heads() == [f"{migrate.CURRENT:04}"]


@pytest.mark.usefixtures("program_of_tomorrow")
def test_an_older_vault_is_backed_up_and_migrated(made: Made) -> None:
    migrate_now = migrate.CURRENT
    with made.open() as vault:
        assert vault.migrated_from == 8
        assert read_vault_file(vault.paths.vault_file).schema == migrate_now
        with vault.read() as session:
            assert session.connection().execute(text("SELECT id FROM added")).scalar() == 1
        assert check_storage(vault) == []
        [(_, backup)] = list_backups(vault.paths)
    with made.open() as vault:
        assert vault.migrated_from is None
    with restore_vault(backup, made.folder.parent / "old", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert vault.migrated_from == 8


def test_a_failed_migration_changes_nothing(made: Made, program_of_tomorrow: Path) -> None:
    program_of_tomorrow.write_text(SECOND.format(more="op.execute('nonsense')"))
    with pytest.raises(Exception, match="nonsense"):
        made.open()
    program_of_tomorrow.write_text(SECOND.format(more=""))
    with made.open() as vault:
        assert vault.migrated_from == 8


def test_a_kill_between_migration_and_vault_file_is_made_good(
    made: Made, program_of_tomorrow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(folders, "put_newest", killed)
        with pytest.raises(Killed):
            made.open()
    with made.open() as vault:
        assert vault.migrated_from is None
        assert read_vault_file(vault.paths.vault_file).schema == 9


def test_a_database_of_a_newer_program_is_refused(made: Made) -> None:
    for stored, error in (("0009", NewerFormat), ("what", Damaged), ("-1", Damaged)):
        with made.open() as vault:
            write_entries(vault, 1)
            with vault.write() as session:
                session.connection().execute(text("UPDATE alembic_version SET version_num = :v"), {"v": stored})
        with pytest.raises(error):
            made.open()
        shutil.rmtree(made.folder)
        from tests.vault.making import make_vault

        make_vault(made.folder)


@pytest.mark.usefixtures("program_of_tomorrow")
def test_entries_survive_a_migration(tmp_path: Path, pattern: Made) -> None:
    shutil.copytree(pattern.folder, tmp_path / "v")
    made = Made(tmp_path / "v", pattern.code)
    with made.open() as vault:
        write_entries(vault, 5)
    with made.open() as vault, vault.read() as session:
        assert len(entries(session, HISTORY)) == 5


def test_a_vault_of_the_first_schema_gets_the_tables_of_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import inspect

    from tests.vault.making import make_vault

    with monkeypatch.context() as first_program:
        first_program.setattr(migrate, "CURRENT", 1)
        first_program.setattr(folders, "CURRENT", 1)
        make_vault(tmp_path / "v")
        with Made(tmp_path / "v", "").open() as vault:
            write_entries(vault, 3)
    with Made(tmp_path / "v", "").open() as vault:
        assert vault.migrated_from == 1
        assert len(list_backups(vault.paths)) == 1
        with vault.rehearse() as session:
            assert "organisation_record" in inspect(session.connection()).get_table_names()
            assert len(entries(session, HISTORY)) == 3
        assert check_storage(vault) == []
