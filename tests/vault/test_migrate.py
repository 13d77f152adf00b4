"""Schema versions: migrations and tables agree, older vaults are backed up and migrated whole, newer ones refused."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from datapact.agreements.views.filters import title_column
from datapact.base.errors import Damaged, NewerFormat
from datapact.vault.database import database, migrate
from datapact.vault.database.entries import entries, get_meta, put_attachment
from datapact.vault.folder import automatic_backup
from datapact.vault.folder import backup as backups
from datapact.vault.folder import opening as folders
from datapact.vault.folder.automatic_backup import BEFORE_MIGRATION, back_up_daily, list_backups
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from datapact.vault.folder.restore import restore_vault
from datapact.vault.keys.header import read_vault_file
from datapact.vault.keys.subkeys import database_key
from tests.depth import examples
from tests.vault.kill_worker import opened
from tests.vault.making import HISTORY, NOW, PASSPHRASE, Made, fixed_clock, make_vault, write_entries
from tests.warm import Child

PAGE = 4096
TODAY = migrate.CURRENT
"""The schema of the program that we have; the program of tomorrow has one more."""

SECOND = """
from alembic import op
import sqlalchemy as sa

revision, down_revision = "{tomorrow:04}", "{today:04}"

def upgrade():
    op.create_table("added", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO added VALUES (1)")
    {more}
"""


@pytest.fixture
def program_of_tomorrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A DataPact with one migration more; returns that migration's file."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    file = scripts / "versions" / f"v{TODAY + 1:04}_second.py"
    file.write_text(SECOND.format(tomorrow=TODAY + 1, today=TODAY, more=""))
    monkeypatch.setattr(migrate, "MIGRATIONS", scripts)
    monkeypatch.setattr(migrate, "CURRENT", TODAY + 1)
    monkeypatch.setattr(folders, "CURRENT", TODAY + 1)
    monkeypatch.setattr(automatic_backup, "CURRENT", TODAY + 1)
    return file


@contextmanager
def opened_today(made: Made) -> Iterator[OpenVault]:
    """The vault opened by the program that we have, beside a program of tomorrow."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (migrate, folders, automatic_backup):
            patch.setattr(module, "CURRENT", TODAY)
        with made.open() as vault:
            yield vault


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
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


def test_the_tables_of_a_new_vault_are_those_of_the_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a new migration: ``PYTHONPATH=. python tests/tools/new_tables.py``."""
    found = []
    for name in ("new", "migrated"):
        with make_vault(tmp_path / name).open() as vault, vault.read() as session:
            rows = session.connection().execute(
                text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
            )
            found.append([*map(tuple, rows), migrate.schema_version(session.connection())])
        monkeypatch.setattr(folders, "make_tables", migrate.migrate)
    assert found[0] == found[1]
    assert len(found[0]) > 50


def test_current_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrate.MIGRATIONS)).get_heads() == [f"{migrate.CURRENT:04}"]


@pytest.mark.usefixtures("program_of_tomorrow")
def test_an_older_vault_is_backed_up_and_migrated(made: Made) -> None:
    migrate_now = migrate.CURRENT
    with made.open() as vault:
        assert vault.migrated_from == TODAY
        assert read_vault_file(vault.paths.vault_file).schema == migrate_now
        with vault.read() as session:
            assert session.connection().execute(text("SELECT id FROM added")).scalar() == 1
        assert check_storage(vault) == []
        [(_, backup)] = list_backups(vault.paths)
    with made.open() as vault:
        assert vault.migrated_from is None
    with restore_vault(backup, made.folder.parent / "old", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert vault.migrated_from == TODAY


def test_a_failed_migration_changes_nothing(made: Made, program_of_tomorrow: Path) -> None:
    program_of_tomorrow.write_text(SECOND.format(tomorrow=TODAY + 1, today=TODAY, more="op.execute('nonsense')"))
    with pytest.raises(Exception, match="nonsense"):
        made.open()
    program_of_tomorrow.write_text(SECOND.format(tomorrow=TODAY + 1, today=TODAY, more=""))
    with made.open() as vault:
        assert vault.migrated_from == TODAY


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
        assert read_vault_file(vault.paths.vault_file).schema == TODAY + 1


def test_a_database_of_a_newer_program_is_refused(made: Made) -> None:
    for stored, error in ((f"{TODAY + 1:04}", NewerFormat), ("what", Damaged), ("-1", Damaged)):
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
    with opened_today(made) as vault:
        write_entries(vault, 5)
    with made.open() as vault, vault.read() as session:
        assert vault.migrated_from == TODAY
        assert len(entries(session, HISTORY)) == 5


def test_a_vault_of_the_first_schema_gets_the_tables_of_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import inspect

    from tests.vault.making import make_vault

    with monkeypatch.context() as first_program:
        first_program.setattr(migrate, "CURRENT", 1)
        first_program.setattr(folders, "CURRENT", 1)
        first_program.setattr(folders, "make_tables", migrate.migrate)
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


def test_what_the_ninth_schema_changes_is_an_index_for_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def indexes() -> dict[str, str]:
        with Made(tmp_path / "v", "").open() as vault, vault.read() as session:
            found = session.connection().execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'agreement_title%'")
            )
            return dict(map(tuple, found))

    with monkeypatch.context() as program_before:
        program_before.setattr(migrate, "CURRENT", 8)
        program_before.setattr(folders, "CURRENT", 8)
        program_before.setattr(folders, "make_tables", migrate.migrate)
        make_vault(tmp_path / "v")
        assert set(indexes()) == {"agreement_title"}
    now = indexes()
    for language in ("de", "en"):
        assert title_column("agreement", language).replace("agreement.", "") in now.pop(f"agreement_title_{language}")
    assert now == {}


def test_an_older_program_leaves_a_vault_of_this_one_alone(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file: file.read_bytes() for file in made.folder.rglob("*") if file.is_file()}
    monkeypatch.setattr(migrate, "CURRENT", TODAY - 1)
    monkeypatch.setattr(folders, "CURRENT", TODAY - 1)
    with pytest.raises(NewerFormat) as refused:
        made.open()
    assert len(refused.value.message.text("en").split(". ")) == 2  # what happened, and what to do
    assert {file: file.read_bytes() for file in made.folder.rglob("*") if file.is_file()} == before


@pytest.mark.usefixtures("program_of_tomorrow")
def test_the_backup_before_a_migration_is_the_file_as_it_lay(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_today(made) as vault:
        write_entries(vault, 20)
    was = b""

    def migrated(engine: Engine) -> None:
        nonlocal was
        was = (made.folder / "vault.db").read_bytes()
        migrate.migrate(engine)

    monkeypatch.setattr(folders, "migrate", migrated)
    monkeypatch.setattr(backups, "_copy_database", None)  # no page is deciphered
    with made.open() as vault:
        [(_, backup)] = list_backups(vault.paths)
    with backup.open("rb") as stream:
        header, line = backups.read_header(stream)
    assert header.vault_file().schema == TODAY
    assert backup.read_bytes()[len(line) : len(line) + header.size] == was
    with restore_vault(backup, made.folder.parent / "old", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert check_storage(vault) == []
        with vault.read() as session:
            assert len(entries(session, HISTORY)) == 20


@pytest.mark.usefixtures("program_of_tomorrow")
def test_while_another_program_reads_from_the_log_pages_are_copied_one_by_one(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.05)
    with opened_today(made) as vault:
        write_entries(vault, 3)
        file, key = vault.paths.database, database_key(vault.vault_key)
    reader, writer = database.connect(file, key), database.connect(file, key)
    try:
        writer.execute("INSERT INTO meta VALUES ('later', '1')")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM meta").fetchone()
        writer.execute("UPDATE meta SET value = '2' WHERE key = 'later'")
        with made.open() as vault:
            [(_, backup)] = list_backups(vault.paths)
    finally:
        reader.close()
        writer.close()
    with restore_vault(backup, made.folder.parent / "old", passphrase=PASSPHRASE, clock=fixed_clock) as vault:
        assert check_storage(vault) == []
        with vault.read() as session:
            assert get_meta(session, "later") == "2"


@pytest.mark.usefixtures("program_of_tomorrow")
def test_a_backup_of_before_is_not_the_days_and_is_kept_for_going_back(made: Made) -> None:
    with made.open() as vault:
        [(_, before)] = list_backups(vault.paths)
        made_today = back_up_daily(vault)  # which proves each page
        assert made_today is not None
        assert back_up_daily(vault) is None
        assert {file for _, file in list_backups(vault.paths)} == {before, made_today}
        for day in range(1, BEFORE_MIGRATION.days + 1):
            assert before.exists()
            vault.clock = lambda day=day: NOW + timedelta(days=day)
            assert back_up_daily(vault) is not None
        assert not before.exists()


@pytest.mark.usefixtures("program_of_tomorrow")
def test_a_damaged_page_that_was_copied_along_is_found_by_the_backup_of_the_day(made: Made) -> None:
    with opened_today(made) as vault, vault.write() as session:
        put_attachment(session, os.urandom(64 * 1024), "application/pdf")
    file = made.folder / "vault.db"
    whole = bytearray(file.read_bytes())
    whole[-2 * PAGE : -PAGE] = os.urandom(PAGE)  # of the attachment, which no opening reads
    file.write_bytes(whole)
    with made.open() as vault:
        [(_, before)] = list_backups(vault.paths)
        with pytest.raises(Damaged):
            back_up_daily(vault)
        assert [one for _, one in list_backups(vault.paths)] == [before]


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
@seed(20261201)
@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delay=st.floats(0.0, 0.25))
def test_a_kill_at_any_moment_of_a_migration_loses_nothing(
    of_the_one_before: Path, tmp_path_factory: pytest.TempPathFactory, delay: float
) -> None:
    folder = tmp_path_factory.mktemp("killed") / "v"
    shutil.copytree(of_the_one_before, folder)
    process = Child(opened, str(folder))
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.kill()
    with Made(folder, "").open() as vault:
        assert vault.migrated_from in (TODAY - 1, None)
        assert check_storage(vault) == []
        with vault.read() as session:
            assert len(entries(session, HISTORY)) == 5
        backups_made = [backup for _, backup in list_backups(vault.paths)]
    assert backups_made
    for place, backup in enumerate(backups_made):  # whatever bears the name of a backup is whole
        with restore_vault(backup, folder.parent / str(place), passphrase=PASSPHRASE, clock=fixed_clock) as vault:
            assert vault.migrated_from == TODAY - 1


@pytest.fixture(scope="module")
def of_the_one_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault of some megabytes that a program of the schema before wrote."""
    folder = tmp_path_factory.mktemp("before") / "v"
    with pytest.MonkeyPatch.context() as program_before:
        program_before.setattr(migrate, "CURRENT", TODAY - 1)
        program_before.setattr(folders, "CURRENT", TODAY - 1)
        program_before.setattr(folders, "make_tables", migrate.migrate)
        made = make_vault(folder)
        with made.open() as vault:
            write_entries(vault, 5)
            with vault.write() as session:
                put_attachment(session, os.urandom(3_000_000), "application/pdf")
    return folder
