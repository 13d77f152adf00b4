"""A partner that writes under our replica id, with any number: none of our commands stops working for it."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.agreements.projection import append
from datapact.agreements.views.overview import overview
from datapact.audit.own_vault.check import check_whole_vault
from datapact.audit.own_vault.notes import check_result, notes_on_vault
from datapact.base.errors import AnswerNo
from datapact.base.strictjson import LARGEST_INTEGER
from datapact.base.texts import use_language
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.entries.entry import Entry
from datapact.organisation.acting.acting_member import Acting
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.exchange.forgery import changed, forged_entry, packed, with_more
from tests.exchange.houses import HISTORY, Houses, comment, exchange, offer, opened, send, write


def begun(houses: Houses) -> Entry:
    """Keller has offered, the institute has it and has answered: its replica id stands in its receipt."""
    offered = offer(houses.keller, houses.institute)
    exchange(houses.keller, houses.institute)
    exchange(houses.institute, houses.keller)
    return offered


def poisoned(houses: Houses, *entries: Entry) -> bytes:
    keller, institute = houses.keller, houses.institute
    return changed(
        keller, institute, send(keller, institute), lambda contents: with_more(contents, *map(packed, entries))
    )


def folded(acting: Acting) -> Any:
    with acting.vault.read() as session:
        return append.load_state(session, HISTORY)


def test_the_highest_number_under_our_replica_id_stops_nothing(houses: Houses) -> None:
    offered = begun(houses)
    replica = houses.institute.vault.replica
    body = {"text": "Hello", "about": ""}
    entry = forged_entry(houses.keller, "comment", body, (offered.digest,), replica=replica, counter=LARGEST_INTEGER)
    received = receive_bundle(houses.institute, poisoned(houses, entry))
    assert any("wrote steps under the id of this vault" in str(one) for one in received.warnings)
    before = max(
        one.counter
        for one in folded(houses.institute).entries.values()
        if one.organisation == houses.institute.organisation
    )
    assert comment(houses.institute).counter == before + 1
    assert write(houses.institute, "accept", {"offer": offered.digest}).counter == before + 2
    send(houses.institute, houses.keller)
    state = folded(houses.institute)
    assert {gap.organisation for gap in state.gaps} == {houses.keller.organisation}
    assert state.cloned == ()
    assert check_whole_vault(houses.institute, lambda *_: None) == []
    said = "\n".join(check_result([], notes_on_vault(houses.institute), houses.institute.clock()))
    assert "sound" not in said
    assert "under the id of this vault" in said
    assert "skipped 9,007,199,254,740,990 numbers" in said


def test_our_number_in_a_partner_s_entry_accuses_nobody_of_a_copied_vault(houses: Houses) -> None:
    offered = begun(houses)
    mine = next(
        one for one in folded(houses.institute).entries.values() if one.organisation == houses.institute.organisation
    )
    entry = forged_entry(
        houses.keller,
        "comment",
        {"text": "Hello", "about": ""},
        (offered.digest,),
        replica=mine.replica,
        counter=mine.counter,
    )
    received = receive_bundle(houses.institute, poisoned(houses, entry))
    assert not any("two copies" in str(one) for one in received.warnings)
    assert folded(houses.institute).cloned == ()
    assert overview(houses.institute, HISTORY).warnings == ()


def test_a_vault_that_an_older_program_left_poisoned_works_again(houses: Houses, monkeypatch: Any) -> None:
    """It counted on from the partner's number: the jump is explained, the dossier lacks nothing of ours."""
    from datapact.audit.formats.missing_entries import own_missing
    from datapact.vault.database import entries as vault_store

    offered = begun(houses)
    replica = houses.institute.vault.replica
    entry = forged_entry(
        houses.keller, "comment", {"text": "Hello", "about": ""}, (offered.digest,), replica=replica, counter=1000
    )
    receive_bundle(houses.institute, poisoned(houses, entry))
    with monkeypatch.context() as older:
        older.setattr(vault_store, "next_counter", lambda *_: 1001)
        assert comment(houses.institute).counter == 1001
    assert comment(houses.institute).counter == 2
    assert comment(houses.institute).counter == 3
    state = folded(houses.institute)
    assert own_missing(state, houses.institute.organisation) == 0
    assert {one.led_by for one in state.gaps if one.organisation == houses.institute.organisation} == {
        houses.keller.organisation
    }


numbers = st.sampled_from([1, 2, 3, 4, 50, 2**31, LARGEST_INTEGER - 1, LARGEST_INTEGER])
sent = st.lists(
    st.tuples(
        st.sampled_from(["comment", "receipt", "declined", "counter"]), st.sampled_from(["ours", "own", "new"]), numbers
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(scope="module")
def begun_houses(template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """The vaults of ``begun``, closed, and when it ended."""
    folder, clock = tmp_path_factory.mktemp("begun"), SteppingClock()
    clock.now = clock.now.replace(hour=12)
    houses = opened(template, folder, clock)
    begun(houses)
    houses.close()
    return folder, clock.now


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=sent)
def test_whatever_a_partner_numbers_our_commands_work(
    begun_houses: tuple[Path, datetime], plan: list[tuple[str, str, int]]
) -> None:
    use_language("en")
    template, ended = begun_houses
    with tempfile.TemporaryDirectory() as folder:
        houses = opened(template, Path(folder), SteppingClock(ended))
        try:
            (offered,) = [one for one in folded(houses.keller).entries.values() if one.kind == "offer"]
            theirs: list[Entry] = []
            for kind, whose, counter in plan:
                replica = {"ours": houses.institute.vault.replica, "own": houses.keller.vault.replica, "new": "N" * 22}
                bodies: dict[str, dict[str, Any]] = {
                    "comment": {"text": "Hello", "about": ""},
                    "receipt": {"seen": ["A" * 43], "commitment": ""},
                    "declined": {"reason": "no"},
                    "counter": {
                        "parties": offered.body["parties"],
                        "state": offered.body["state"],
                        "answers": offered.digest,
                        "note": "",
                    },
                }
                theirs.append(
                    forged_entry(
                        houses.keller, kind, bodies[kind], (offered.digest,), replica=replica[whose], counter=counter
                    )
                )
            receive_bundle(houses.institute, poisoned(houses, *theirs))
            assert_works(houses)
        finally:
            houses.close()


def assert_works(houses: Houses) -> None:
    """Every step is taken, or refused for a reason of the agreement itself; nothing is counted twice."""
    comment(houses.institute)
    for kind, body in (("accept", None), ("declined", {"reason": "no"})):
        state = folded(houses.institute)
        with contextlib.suppress(AnswerNo):  # the agreement's own rules may forbid the step
            write(houses.institute, kind, body or {"offer": (state.open_offers or (state.order[0],))[0]})
    send(houses.institute, houses.keller)
    overview(houses.institute, HISTORY)
    assert check_whole_vault(houses.institute, lambda *_: None) == []
    own = [
        one for one in folded(houses.institute).entries.values() if one.organisation == houses.institute.organisation
    ]
    counted = sorted(one.counter for one in own if one.stream == "shared")
    assert counted == list(range(1, len(counted) + 1))
