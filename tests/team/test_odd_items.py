"""What a colleague's program writes that ours would not: the item is refused and named, and nobody's work stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from datapact.base.strictjson import canonical, from_base64url, sha256_of, to_base64url
from datapact.consent.facts.compliance_records import record_legal_basis
from datapact.consent.facts.facts import BasisRecord
from datapact.consent.proof.carried_rows import MEDIA
from datapact.consent.proof.house_records import check_records
from datapact.consent.records.row_disclosure import NO_MORE, Row, canonical_row
from datapact.consent.views.erased_list import MEDIA as LIST
from datapact.consent.views.erased_list import ErasedList
from datapact.history.commitments.merkle import Tree
from datapact.history.commitments.sealed_list import leaf_of
from datapact.history.entries import store
from datapact.history.entries.entry import Entry
from datapact.history.entries.packed import PackedEntry, pack, unpack
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry, directory
from datapact.organisation.identity.own_history import own_line
from datapact.team.database.rows import connected
from datapact.team.kept.facts import device_keys, require_team, state_of
from datapact.team.kept.store import kept_items
from datapact.team.log.chain import Step, follow
from datapact.team.log.contents import CarriedErasure, CarriedFile, CarriedList, Contents, open_contents
from datapact.team.steps.erasable_parts import together
from datapact.team.steps.outgoing import sealed_item
from datapact.team.steps.synchronise import synchronise
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.team.desks import Desks
from tests.team.house_content import content, require_same
from tests.team.test_house_records import all_synchronise, asked, numbered, write
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


def forked(desks: Desks, change: Callable[[Contents], Contents]) -> Iterator[None]:
    """Bernd's device writes a longer branch, which carries what Anna has sent since, changed."""
    with desks.bernd.vault.read() as session:
        facts = require_team(session)
        keys, state, line = device_keys(desks.bernd, session, facts), state_of(session, facts), own_line(session)
    begun = state.sequence
    yield
    synchronise(desks.anna)
    with desks.anna.vault.read() as session:
        sent = []
        for item in kept_items(session):
            if item.sequence > begun:
                contents = open_contents(item, state.keys)
                entries = tuple(map(unpack, contents.entries))
                whole, entries = together(session, Step(item, state, contents, entries))
                sent.append(
                    replace(whole, apart=(), entries=tuple(map(pack, entries)))
                )  # as an earlier program writes it
    with connected(facts.database) as log:
        for place, contents in enumerate([*map(change, sent), Contents()], start=500):
            item = sealed_item(keys, state, contents)
            state = follow(state, item, keys, line).state
            assert log.append(facts.team, place, item)


def test_the_record_of_an_erasure_says_which_rows_go(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given", "P3": "given"})
    write(desks.anna, {"P1": "withdrawn", "P9": "withdrawn"}, ago=timedelta(hours=1))
    all_synchronise(desks)

    def other_lines(contents: Contents) -> Contents:
        files = []
        for file in contents.files:
            if file.media == LIST:
                said = ErasedList.read(from_base64url(file.data))
                turned = tuple(replace(one, lines=tuple(line ^ 2 for line in one.lines)) for one in said.entries)
                file = replace(file, data=to_base64url(replace(said, entries=turned).write()))
            files.append(file)
        return replace(contents, files=tuple(files))

    branch = forked(desks, other_lines)
    next(branch)
    erase_person(desks.anna, "panel", "P9", "request")
    next(branch, None)
    before = content(desks.carla)["consents"]
    assert "is missing" in synchronise(desks.carla).refused[0]
    assert content(desks.carla)["consents"] == before


def test_a_record_that_is_sent_again_erases_nothing_more(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P9": "given"})
    all_synchronise(desks)
    erase_person(desks.anna, "panel", "P9", "request")
    all_synchronise(desks)
    before = content(desks.carla)["consents"]
    with desks.bernd.vault.read() as session:
        digest = str(session.connection().exec_driver_sql("SELECT digest FROM entry WHERE kind = 'erased'").scalar())
        record = store.load_one(session, digest)
    assert record is not None
    more = CarriedErasure(digests=(), entry=str(record.body["sealed_by"][0]), files=(), lines=(0, 1, 2, 3))
    again = PackedEntry(record.jws, record.disclosures, record.erased)
    append_raw(desks.bernd, "contents", b"", plain=Contents(entries=(again,), erased=(more,), house=True).write())
    all_synchronise(desks)
    assert content(desks.carla)["consents"] == before


def test_erasures_with_a_large_import_between_are_taken_in(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.team.steps.outgoing.BATCH", 4_000)
    ready(desks.anna, {f"P{number}": "given" for number in range(6)})
    all_synchronise(desks)
    write(desks.anna, {f"N{number}": "given" for number in range(6)})  # of what has not been sent, too
    erase_person(desks.anna, "panel", "P1", "request 1")
    for hours in range(3):
        write(desks.anna, {f"Q{hours}{number}": "given" for number in range(20)}, ago=timedelta(hours=30 + hours))
    for person in ("P2", "N3"):
        erase_person(desks.anna, "panel", person, "request 2")
    all_synchronise(desks)
    require_same(desks)
    assert not [one for one in ("P1", "P2", "N3") if f"'{one}'" in str(content(desks.carla)["consents"])]


def test_parts_that_nobody_erased_may_not_be_marked_as_erased(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)

    def hollow(contents: Contents) -> Contents:
        made = (
            PackedEntry(one.jws, (), tuple(sorted(sha256_of(said.encode()) for said in one.disclosures)))
            for one in contents.entries
        )
        return replace(contents, entries=tuple(made))

    branch = forked(desks, hollow)
    next(branch)
    with desks.anna.vault.write() as session:
        basis = BasisRecord(
            "b-1", desks.anna.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="x", outcome="carries"
        )
        record_legal_basis(desks.anna, session, basis)
    next(branch, None)
    assert "no recorded erasure" in synchronise(desks.carla).refused[0]


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
            basis = BasisRecord(
                "b-1", desks.anna.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="x", outcome="carries"
            )
            record_legal_basis(desks.bernd, session, basis)
    synchronise(desks.bernd)
    assert len(synchronise(desks.carla).refused) == 1
    with desks.carla.vault.read() as session:
        assert check_records(session, desks.carla.organisation, directory(session))[1] == []
