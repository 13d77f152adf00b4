"""The migrations make the tables that this package maps."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from datapact.consent.records import tables
from datapact.consent.terms import pseudonyms
from datapact.organisation.acting.acting_member import Acting

OWN = {
    row.__tablename__ for row in (tables.ScopeRow, tables.SubjectRow, tables.BatchRow, tables.EventRow, tables.NowRow)
}


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_tables_and_migrations_agree(keller: Acting) -> None:
    own = OWN | {pseudonyms.KeyRow.__tablename__}
    with keller.vault.rehearse() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or name in own},
        )
        assert compare_metadata(context, SQLModel.metadata) == []
        made = session.connection().exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    sql = dict(tuple(row) for row in made)
    assert "WITHOUT ROWID" in sql["consent_now"]
    assert own <= sql.keys()
