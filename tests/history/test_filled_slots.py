"""Slots of a text that also goes to people without DataPact: what fills them, in chain and counterparts, and in force only when all are."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.depth import examples
from tests.history.world import Replica, founded, replica, revision

KELLER = founded("Keller")


def fixed(copies: str) -> Replica:
    vault = replica(KELLER, "keller1")
    vault.write(
        "draft",
        {
            "state": {"terms": {"parties": [{"name": "Keller", "organisation": KELLER.id}, {"name": "Institut"}]}},
            "note": "",
        },
    )
    vault.outside("sent")
    vault.outside("accepted")
    vault.fix(copies)
    return vault


def evidence(vault: Replica) -> dict[str, str]:
    outside = vault.state().outside
    assert outside is not None
    assert outside.slots is not None
    return {slot: record.evidence for slot, record in outside.slots.filled.items()}


def test_in_a_chain_each_signature_rests_on_the_one_before() -> None:
    vault = fixed("chain")
    vault.fill(1, "signed_here", 1, 2)
    vault.fill(2, "pdf_signature", 1, 3)  # on the unsigned file
    assert evidence(vault) == {"signature-1": "signed_here"}
    assert vault.state().stage == "signing"
    vault.fill(2, "pdf_signature", 2, 3)
    state = vault.state()
    assert (state.stage, state.signed_elsewhere.evidence) == ("signed", "pdf_signature")
    assert [file.digest for file in state.contract_files] == [revision("pdf-3")]


def test_nobody_signs_here_in_the_place_of_another() -> None:
    """Signing here is the word of the member whose place it is; for everybody else somebody has to vouch."""
    vault = fixed("chain")
    vault.fill(1, "signed_here", 1, 2, member="second")
    assert (evidence(vault), vault.state().stage) == ({}, "frozen")
    vault.fill(1, "signed_here", 1, 2)
    assert evidence(vault) == {"signature-1": "signed_here"}


def test_in_counterparts_each_party_signs_the_unsigned_file() -> None:
    vault = fixed("counterparts")
    vault.fill(1, "signed_here", 1, 2)
    vault.fill(2, "pdf_signature", 2, 3)  # on the other's copy
    assert evidence(vault) == {"signature-1": "signed_here"}
    vault.fill(2, "pdf_signature", 1, 3)
    assert [file.digest for file in vault.state().contract_files] == [revision("pdf-2"), revision("pdf-3")]


def test_a_scan_never_replaces_a_signature_in_the_file() -> None:
    vault = fixed("chain")
    vault.fill(1, "reference_only")
    vault.fill(1, "paper_scan")
    assert evidence(vault) == {"signature-1": "paper_scan"}
    vault.fill(1, "pdf_signature", 1, 2)
    vault.fill(1, "reference_only")
    assert evidence(vault) == {"signature-1": "pdf_signature"}


RECORDS = st.tuples(
    st.sampled_from((1, 2, 3)),
    st.sampled_from(("signed_here", "pdf_signature", "paper_scan", "reference_only")),
    st.integers(1, 3),
    st.integers(2, 4),
)


@settings(max_examples=examples(25), deadline=None)
@given(st.sampled_from(("chain", "counterparts")), st.lists(RECORDS, max_size=7))
def test_it_is_concluded_exactly_when_every_slot_is_filled(
    copies: str, records: list[tuple[int, str, int, int]]
) -> None:
    vault = fixed(copies)
    for place, kind, before, after in records:
        vault.fill(place, kind, before, after)
    state, found = vault.state(), evidence(vault)
    assert (state.signed_elsewhere is not None) == (found.keys() == {"signature-1", "signature-2"})
    assert (state.stage == "signed") == (state.signed_elsewhere is not None)
    assert found.keys() <= {"signature-1", "signature-2"}
    said = {f"signature-{place}": set() for place in (1, 2, 3)}
    for place, kind, _before, _after in records:
        said[f"signature-{place}"].add(kind)
    assert all(kind in said[slot] for slot, kind in found.items())
