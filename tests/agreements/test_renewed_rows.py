"""Rows that older rules wrote are written anew when a vault is opened, once, and never stand in the way of opening it."""

from __future__ import annotations

from sqlmodel import select

from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import utc_now
from datapact.base.errors import Surroundings
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.tables import EntryRow, Meta
from tests.cli.conftest import houses, template
from tests.cli.desks import PASSPHRASE, Desk, Houses, draft

__all__ = ["houses", "template"]


def opened(desk: Desk) -> Acting:
    return unlock(desk.vault, desk.member, PASSPHRASE, utc_now)


def make_old(acting: Acting, stage: str = "terminated") -> None:
    """The row as rules of another day would have it."""
    with acting.vault.write() as session:
        row = session.exec(select(AgreementRow)).one()
        row.stage = row.status = stage
        session.add(row)
        if (told := session.get(Meta, "rules_of_rows")) is not None:
            session.delete(told)


def stage(acting: Acting) -> str:
    with acting.vault.read() as session:
        return session.exec(select(AgreementRow.stage)).one()


def test_the_list_shows_what_the_history_says_under_the_rules_of_now(houses: Houses) -> None:
    draft(houses.sofia)
    with opened(houses.sofia) as sofia:
        make_old(sofia)
    assert houses.sofia.json("agreement", "list")[0]["status"] == "draft"
    assert houses.sofia.json("vault", "check")["sound"]
    with opened(houses.sofia) as sofia:
        assert not renew_rows(sofia)


def test_a_history_that_cannot_be_read_keeps_its_row_and_the_vault_opens(houses: Houses) -> None:
    draft(houses.sofia)
    with opened(houses.sofia) as sofia:
        make_old(sofia)
        with sofia.vault.write() as session:
            entry = session.exec(select(EntryRow).where(EntryRow.kind == "draft")).one()
            entry.jws = entry.jws[:-4]
            session.add(entry)
        assert renew_rows(sofia)
        assert stage(sofia) == "terminated"
    assert not houses.sofia.run("vault", "check", "--json").result["sound"]


def test_a_disk_that_takes_nothing_does_not_keep_the_vault_shut(houses: Houses, monkeypatch) -> None:
    draft(houses.sofia)
    with opened(houses.sofia) as sofia:
        make_old(sofia)

        def full(_self: object) -> None:
            raise Surroundings("The disk is full.")

        monkeypatch.setattr(type(sofia.vault), "write", full)
        assert not renew_rows(sofia)
        assert stage(sofia) == "terminated"
