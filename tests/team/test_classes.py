"""Every table and every fact of the vault says how it travels in a team; what nobody classed fails here."""

from __future__ import annotations

from datapact.organisation.acting.acting_member import Acting
from datapact.team.kept.classes import FACTS, TABLES, fact_class, table_class
from tests.organisation.conftest import found, keller  # noqa: F401 - fixtures
from tests.team.stored_names import beginnings

OPAQUE = {
    "exchange/bundle/recall_messages.py": "recall-answered:",
    "vault/folder/rotation.py": "rotation/",
    "exchange/bundle/carried.py": "parcel",
    "consent/proof/last.py": "proof.",
    "team/kept/things.py": "setting/",  # and whatever else ``FACTS`` there begins with
}
"""Modules whose keys the source does not show, and what they begin with."""


def test_every_table_is_classed(keller: Acting) -> None:  # noqa: F811
    with keller.vault.read() as session:
        found = session.connection().exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars()
        names = set(found.all())
        keys = set(session.connection().exec_driver_sql("SELECT key FROM meta").scalars().all())
    assert {name for name in names if table_class(name) is None} == set()
    assert TABLES.keys() <= names
    assert {key for key in keys if fact_class(key) is None} == set()


def test_every_fact_that_the_source_writes_is_classed() -> None:
    unknown = {(module, key) for module, keys in beginnings().items() for key in keys if fact_class(key) is None}
    assert {module for module, key in unknown if not key} == OPAQUE.keys()
    assert {key for _module, key in unknown if key} == set()
    for beginning in OPAQUE.values():
        assert any(one.startswith(beginning) for one in FACTS)


def test_a_table_that_nobody_classed_is_seen() -> None:
    assert table_class("comment_mark") is None
    assert fact_class("nudged:x") is None
    assert fact_class("teams") is None


def test_who_may_send_is_said_of_what_travels() -> None:
    for name, one in {**TABLES, **FACTS}.items():
        assert bool(one.roles) == (one.way in ("replicated", "house")), name
