"""What a colleague's program writes that ours would not: the item is refused and named, and nobody's work stops."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from datapact.base.strictjson import canonical, sha256_of, to_base64url
from datapact.consent.carried.rows import MEDIA
from datapact.consent.facts.compliance_records import record_legal_basis
from datapact.consent.facts.facts import BasisRecord
from datapact.consent.proof.house_records import check_records
from datapact.consent.records.row_disclosure import NO_MORE, Row, canonical_row
from datapact.history.commitments.merkle import Tree
from datapact.history.commitments.sealed_list import leaf_of
from datapact.history.entries import store
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry, directory
from datapact.organisation.identity.own_history import own_line
from datapact.team.log.contents import CarriedFile, CarriedList, Contents
from datapact.team.steps.synchronise import synchronise
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.team.desks import Desks
from tests.team.house_content import content, require_same
from tests.team.test_house_records import all_synchronise, asked, numbered
from tests.team.test_members_and_keys import append_raw


def batch_of(acting: Acting, rows: list[Row]) -> tuple[Entry, bytes]:
    """A batch that another program would sign with the member's keys, and its chunk; the member's vault keeps nothing of it."""
    salts = [bytes([place]) * 16 for place in range(len(rows))]
    tree = Tree()
    tree.extend([leaf_of(salt, canonical_row(row)) for salt, row in zip(salts, rows, strict=True)])
    lines = [
        [number, to_base64url(salt), *row[:10], int(row.explicit), row.more]
        for number, (salt, row) in enumerate(zip(salts, rows, strict=True), start=1)
    ]
    with acting.vault.read() as session:
        some = session.connection().exec_driver_sql("SELECT digest FROM entry WHERE kind = 'consent_batch'").scalar()
        signed = store.load_one(session, str(some))
    assert signed is not None
    body = {**signed.body, "key": "odd", "root": to_base64url(tree.root()), "count": len(rows)}
    made = []
    with suppress(InterruptedError), acting.vault.write() as session:
        made.append(append_organisation_entry(acting, session, "consent_batch", body))
        raise InterruptedError
    return made[0], canonical(lines)


def append_batch(acting: Acting, rows: list[Row]) -> None:
    entry, chunk = batch_of(acting, rows)
    contents = Contents(
        entries=(PackedEntry(entry.jws, entry.disclosures, entry.erased),),
        files=(CarriedFile(data=to_base64url(chunk), media=MEDIA),),
        house=True,
        lists=(CarriedList(chunks=(sha256_of(chunk),), entry=entry.digest),),
    )
    append_raw(acting, "contents", b"", plain=contents.write())


def test_an_event_id_may_stand_twice_in_a_batch(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    numbered(desks.anna, "X1", "withdrawn")
    all_synchronise(desks)
    at = int((desks.bernd.clock() - timedelta(hours=1)).timestamp())
    rows = [
        Row("1", person, "panel", RESEARCH, PARTNER, 5, at, None, "panel", "1", False, NO_MORE)
        for person in ("Y1", "Y2")
    ]
    append_batch(desks.bernd, rows)
    for acting in desks.at.values():
        assert synchronise(acting).refused == ()
    require_same(desks)
    shown = str(content(desks.anna)["consents"])
    assert all(person in shown for person in ("X1", "Y1", "Y2"))


def test_a_fault_that_nobody_thought_of_is_a_refusal_of_that_item(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(desks.anna, {"P1": "given"})
    synchronise(desks.anna)

    def failing(*_given: object) -> None:
        raise KeyError("panel")

    with monkeypatch.context() as patched:
        patched.setattr("datapact.team.steps.house_records.take_rows", failing)
        assert "KeyError" in synchronise(desks.carla).refused[0]
        assert len(synchronise(desks.carla).refused) == 1
    assert synchronise(desks.carla).refused == ()  # as after an update
    assert asked(desks.carla).verdict == "permit"


def test_an_entry_that_builds_on_another_history_is_not_taken_in(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    with desks.bernd.vault.read() as session:
        head = own_line(session).head
    with monkeypatch.context() as patched:
        patched.setattr("datapact.organisation.acting.log.internal_heads", lambda _session, _history: (head,))
        with desks.bernd.vault.write() as session:
            basis = BasisRecord("b-1", desks.anna.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="x")
            record_legal_basis(desks.bernd, session, basis)
    synchronise(desks.bernd)
    assert len(synchronise(desks.carla).refused) == 1
    with desks.carla.vault.read() as session:
        assert check_records(session, desks.carla.organisation, directory(session))[1] == []
