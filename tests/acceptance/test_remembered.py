"""What is remembered within one process is keyed by every byte of it and held by the open vault: no answer is stale."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection import write_row
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import negotiation
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store
from datapact.history.entries.entry import places_in, read_entry, without
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.unlocking import unlock
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.rendition import frozen_input
from datapact.vault.database import search
from datapact.vault.database.remembered import MEMORY, Remembered
from datapact.vault.database.session import Session
from tests.acceptance.journey import ANNA, KELLER, PASSPHRASE, Journey, demo_data
from tests.conftest import SteppingClock

LATER = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def at_work(journey: Journey, stage: str, folder: Path) -> Acting:
    return unlock(journey.stage(stage, folder) / KELLER, ANNA, PASSPHRASE, SteppingClock(LATER))


def test_entries_stay_as_they_were_read(journey: Journey, tmp_path: Path) -> None:
    """All the steps of a negotiation leave the remembered entries alone."""
    with at_work(journey, "signed", tmp_path / "v") as anna, anna.vault.read() as session:
        entries = store.load(session, journey.history)
        assert any(len(entry.disclosures) >= store.MANY for entry in entries)
        for entry in entries:
            assert read_entry(entry.jws, entry.disclosures, entry.erased) == entry


def test_erased_disclosures_are_not_remembered(journey: Journey, tmp_path: Path) -> None:
    with at_work(journey, "offered", tmp_path / "v") as anna:
        with anna.vault.read() as session:
            offer = next(entry for entry in store.load(session, journey.history) if entry.kind == "offer")
        note = next(digest for digest, place in places_in(offer).items() if place == ("note",))
        with anna.vault.write() as session:
            store.save_disclosures(session, without(offer, [note], erased=True))
        with anna.vault.read() as session:
            again = next(entry for entry in store.load(session, journey.history) if entry.kind == "offer")
        assert again.erased == (note,)
        assert again.body["note"] is WITHHELD


def test_a_rendering_is_that_of_its_own_input(journey: Journey, tmp_path: Path) -> None:
    with at_work(journey, "frozen", tmp_path / "v") as anna, anna.vault.read() as session:
        document = frozen_input(session, load_state(session, journey.history))
    first = render_agreement(document)
    assert render_agreement(document) == first
    for other in (
        dataclasses.replace(document, dated=document.dated + timedelta(days=1)),
        dataclasses.replace(document, slots=document.slots[:1]),
        dataclasses.replace(document, attachments={"agreement.json": document.attachments["agreement.json"]}),
        dataclasses.replace(document, state={**document.state, "number": "DP-2026-0099"}),
    ):
        assert render_agreement(other) != first


def test_a_remark_leaves_the_row_as_a_new_projection_has_it(journey: Journey, tmp_path: Path) -> None:
    """Digest and search text are renewed when another text counts, and only then."""
    with at_work(journey, "offered", tmp_path / "v") as anna:
        negotiation.comment(anna, journey.history, "a remark")
        assert_fresh(anna, journey.history)
        with anna.vault.read() as session:
            before = session.get(AgreementRow, journey.history).state_digest
            assert search.search(session, "Maschinenbau") == [journey.history]
        negotiation.revise(anna, journey.history, demo_data("counter.toml"))
        assert_fresh(anna, journey.history)
        with anna.vault.read() as session:
            assert session.get(AgreementRow, journey.history).state_digest != before


def assert_fresh(acting: Acting, history: str) -> None:
    """The row of the list is the one that a projection from nothing would write."""
    with acting.vault.write() as session:
        kept = session.get(AgreementRow, history).model_dump()
        fresh = write_row.project(session, load_state(session, history), acting)
        assert isinstance(session, Session)
        assert kept == fresh.model_dump()


NUMBERS = Remembered[int, object](3)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_what_is_remembered_is_what_was_put_last_and_bounded(steps: list[tuple[int, bool]]) -> None:
    """Against a plain reference: a dictionary in the order of use, cut to the newest three."""
    with closing(Session()) as session:
        reference: dict[int, object] = {}
        for key, puts in steps:
            if puts:
                value = object()
                assert NUMBERS.put(session, key, value) is value
            else:
                found = NUMBERS.made(session, key, object)
                value = reference.get(key, found)
                assert found is value
            reference.pop(key, None)
            reference[key] = value
            reference = dict([*reference.items()][-3:])
            assert all(NUMBERS.get(session, key) is reference.get(key) for key in range(6) if key not in reference)
        NUMBERS.forget(session)
        assert NUMBERS.made(session, 0, lambda: None) is None
        assert NUMBERS.made(session, 0, object) is None  # nothing, too, can be remembered


def test_a_vault_remembers_until_it_is_closed_and_nothing_of_another(journey: Journey, tmp_path: Path) -> None:
    with at_work(journey, "offered", tmp_path / "a") as anna, at_work(journey, "offered", tmp_path / "b") as other:
        with anna.vault.read() as session:
            line = own_line(session)
            memory = session.info[MEMORY]
            assert NUMBERS.put(session, 1, "one") == "one"
        with anna.vault.write() as session:
            assert own_line(session) is line
            assert NUMBERS.get(session, 1) == "one"
        with other.vault.read() as session:
            assert own_line(session) is not line
            assert NUMBERS.get(session, 1) is None
        assert memory
    assert not memory
