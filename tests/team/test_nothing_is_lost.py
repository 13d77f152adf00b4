"""What no colleague's device, clock or file may do to the records of a house: erase, forget, set a no aside, give trust back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from datapact.base.errors import AnswerNo, Locked, NewerFormat
from datapact.base.strictjson import canonical, parse_object
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.records.status import standings
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.members import remove_member, set_roles
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import distrust_partner, get_partner, trust_partner
from datapact.team.log.contents import CarriedFile, CarriedList, CarriedThing, Contents
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database.entries import attachment, put_attachment
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.restore import restore_vault
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.exchange.houses import comment, offer
from tests.team.desks import PASSPHRASE, Desks
from tests.team.house_content import require_same
from tests.team.test_house_records import all_synchronise, asked, write
from tests.team.test_members_and_keys import append_raw

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def numbered(acting: Acting, number: str, person: str, state: str, dataset: str = "panel", at: datetime = NOON) -> None:
    """Events under an id that the file counted."""
    events = [
        Event(f"{number}{controller[:4]}", person, dataset, RESEARCH, controller, state, at, None, "panel", "1")
        for controller in (acting.organisation, PARTNER)
    ]
    with acting.vault.write() as session:
        append_events(acting, session, events, source="file")


def test_files_that_number_their_lines_are_two_events(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given"})
    all_synchronise(desks)
    numbered(desks.bernd, "1", "Q1", "given", "other")
    numbered(desks.anna, "1", "P1", "withdrawn")
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        assert (asked(acting).verdict, asked(acting).n) == ("partial", 1)
        with acting.vault.read() as session:
            assert [one.state for one in standings(session, "Q1", NOON, dataset="other")] == ["given", "given"]
    numbered(desks.bernd, "1", "Q1", "given", "other")  # the same file once more does nothing
    erase_person(desks.carla, "panel", "P1", "request")
    all_synchronise(desks)
    require_same(desks)


def test_what_takes_consent_back_is_never_set_aside(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given"})
    all_synchronise(desks)
    numbered(desks.anna, "a", "P2", "refused")
    numbered(desks.bernd, "b", "P2", "objected")
    numbered(desks.carla, "c", "P2", "given")
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        assert asked(acting).n == 1
        with acting.vault.read() as session:
            counted = session.connection().exec_driver_sql(
                "SELECT DISTINCT state FROM consent_event WHERE at = ? AND scope <> 0 ORDER BY 1",
                (int(NOON.timestamp()),),
            )
            assert counted.scalars().all() == [8]  # what reaches furthest


def test_no_list_forgets_a_file_and_nothing_unreadable_is_kept(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    with desks.anna.vault.write() as session:
        digest = put_attachment(session, b"%PDF-1.7 Vertrag", "application/pdf")
    comment(desks.anna, digest)
    synchronise(desks.anna)
    synchronise(desks.bernd)
    told = CarriedList(chunks=(digest,), entry=digest)
    bad = (
        Contents(lists=(told,)),
        Contents(files=(CarriedFile(data="JVBERi0xLjcgVmVydHJhZw", media="application/vnd.datapact.rows+json"),)),
        Contents(things=(CarriedThing(key="setting/*/x", sort="fact", value="{"),)),
        Contents(things=(CarriedThing(key="commitment:" + "A" * 43, sort="fact", value='{"heads":[],"salt":""}'),)),
        Contents(things=(CarriedThing(key='["panel",""]', sort="pseudonyms", value="{}"),)),
    )
    for one in bad:
        append_raw(desks.bernd, "contents", b"", plain=one.write())
        synchronise(desks.bernd)
    assert len(synchronise(desks.anna).refused) == len(bad)
    with desks.anna.vault.read() as session:
        assert attachment(session, digest) == ("application/pdf", b"%PDF-1.7 Vertrag")


def test_trust_comes_back_only_by_who_knows_of_its_withdrawal(desks: Desks) -> None:
    institute = desks.institute.organisation
    distrust_partner(desks.bernd, institute, "a call")
    distrust_partner(desks.carla, institute, "another call")
    trust_partner(desks.carla, institute, fingerprint(institute))  # knows of her own withdrawal alone
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        with acting.vault.read() as session:
            partner = get_partner(session, institute)
            assert partner is not None
            assert partner.trust == "declared"
    trust_partner(desks.anna, institute, fingerprint(institute))
    all_synchronise(desks)
    require_same(desks)
    with desks.bernd.vault.read() as session:
        partner = get_partner(session, institute)
        assert partner is not None
        assert partner.trust == "confirmed"


def test_a_restored_first_computer_writes_no_line_before_it_has_synchronised(desks: Desks) -> None:
    backup_vault(desks.anna.vault, desks.folder / "old")
    clock = desks.anna.clock
    desks.anna.close()
    folder = desks.folder / "new"
    restore_vault(desks.folder / "old", folder, member_id="anna-keller", passphrase=PASSPHRASE, clock=clock).close()
    desks.at["anna-keller"] = unlock(folder, "anna-keller", PASSPHRASE, clock)
    with pytest.raises(Locked, match="Synchronise first"):
        set_roles(desks.anna, "bernd-vogel", {"legal", "lead"})
    synchronise(desks.anna)
    set_roles(desks.anna, "bernd-vogel", {"legal", "lead"})


def test_who_is_shut_out_answers_no_more(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    newer = canonical({**parse_object(Contents().write()), "format": 5})
    append_raw(desks.carla, "contents", b"", plain=newer)
    with pytest.raises(NewerFormat):
        synchronise(desks.bernd)
    assert asked(desks.bernd).verdict == "incomplete"


def test_who_is_removed_answers_no_more(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    remove_member(desks.anna, "bernd-vogel", "left")
    synchronise(desks.anna)
    with pytest.raises(AnswerNo, match="no longer in the team"):
        synchronise(desks.bernd)
    assert asked(desks.bernd).verdict == "incomplete"


def test_evidence_of_a_row_travels_and_is_erased_with_it(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    with desks.anna.vault.write() as session:
        digest = put_attachment(session, b"Scan", "application/pdf")
        event = Event("s1", "P7", "panel", RESEARCH, PARTNER, "given", NOON, None, "panel", "1")
        append_events(desks.anna, session, [replace(event, more={"evidence": digest})], source="form")
    all_synchronise(desks)
    for gone in (False, True):
        for acting in desks.at.values():
            with acting.vault.read() as session:
                assert (attachment(session, digest) is None) == gone
        if not gone:
            erase_person(desks.carla, "panel", "P7", "request")
            all_synchronise(desks)
            require_same(desks)


def test_a_record_of_a_clock_that_is_ahead_makes_answers_incomplete(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    ahead = replace(desks.bernd, clock=lambda: desks.bernd.clock().replace(hour=23))
    write(ahead, {"P1": "withdrawn"})
    all_synchronise(desks)
    assert asked(desks.anna).verdict == "incomplete"
