"""The reader of proof.json: what was written comes back, and everything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import canonical, parse_object, to_base64url
from datapact.signing.ceremony.proof import Proof, document_slots
from tests.audit.frozen import NOTE, signed_agreement
from tests.depth import examples

GOOD = signed_agreement().document.attachments["proof.json"]


def test_what_was_written_comes_back() -> None:
    written = signed_agreement().proof
    proof = Proof.read(GOOD)
    assert proof.freeze == written.freeze
    assert proof.accepts == written.accepts
    assert proof.organisations == written.organisations
    assert proof.signatories == written.signatories
    assert proof.offer.digest == written.offer.digest
    assert proof.offer.body["state"] == written.offer.body["state"]
    assert proof.write() == GOOD


def test_only_the_notes_stay_behind() -> None:
    written, read = signed_agreement().proof.offer, Proof.read(GOOD).offer
    assert written.body["note"] == NOTE
    assert read.missing == 1
    assert len(read.disclosures) == len(written.disclosures) - 1


def _member(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(proof: dict[str, Any]) -> None:
        proof[name] = value

    return change


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    def change(proof: dict[str, Any]) -> None:
        del proof[name]

    return change


def _signatory(**values: Any) -> Callable[[dict[str, Any]], None]:
    def change(proof: dict[str, Any]) -> None:
        proof["signatories"][0] |= values

    return change


def _same_organisation_twice(proof: dict[str, Any]) -> None:
    proof["organisations"].append(proof["organisations"][0])


def _strange_disclosure(proof: dict[str, Any]) -> None:
    proof["offer"]["disclosures"].append(to_base64url(b'["0123456789012345678901","price",5]'))


def _erased(proof: dict[str, Any]) -> None:
    proof["offer"]["erased"] = []


WRONG: dict[str, Callable[[dict[str, Any]], None]] = {
    "another member": _member("more", 1),
    "no offer": _without("offer"),
    "offer as list": _member("offer", []),
    "accepts as object": _member("accepts", {}),
    "26 accepts": lambda proof: proof.update(accepts=proof["accepts"] * 26),
    "201 signatories": lambda proof: proof.update(signatories=proof["signatories"] * 67),
    "format as text": _member("format", "1"),
    "format true": _member("format", True),
    "organisation twice": _same_organisation_twice,
    "organisation without digest": lambda proof: proof["organisations"][0].update(id="../x"),
    "empty person": _signatory(person=""),
    "long person": _signatory(person="x" * 1001),
    "person as number": _signatory(person=1),
    "empty certificate": _signatory(certificate=""),
    "long certificate": _signatory(certificate=to_base64url(b"x" * 20_000)),
    "certificate with padding": _signatory(certificate="AA=="),
    "disclosure that nothing refers to": _strange_disclosure,
    "a member too many in an entry": _erased,
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    proof: dict[str, Any] = parse_object(GOOD)
    change(proof)
    with pytest.raises(Malformed):
        Proof.read(canonical(proof))


def test_a_newer_format_is_said_so() -> None:
    with pytest.raises(NewerFormat):
        Proof.read(canonical({**parse_object(GOOD), "format": 3}))


def test_a_giant_is_refused() -> None:
    with pytest.raises(TooLarge):
        Proof.read(b" " * (Proof.largest + 1))


def test_slots_take_the_names_of_the_parties_from_the_agreement() -> None:
    case = signed_agreement()
    slots = document_slots(case.proof.freeze.body["slots"], case.state)
    assert [(slot.id, slot.order, slot.party, slot.party_name) for slot in slots][2] == (
        "signature-3",
        3,
        "ipd",
        "Institut für Produktionsdaten e. V.",
    )
    with pytest.raises(Malformed):
        document_slots([{**case.proof.freeze.body["slots"][0], "party": "nobody"}], case.state)
    for state in ({}, {"terms": 1}, {"terms": {"parties": [1, {"key": "keller"}]}}, {"terms": {"parties": 7}}):
        with pytest.raises(Malformed):
            document_slots(case.proof.freeze.body["slots"], state)


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_damaged_bytes_give_our_errors(data: st.DataObject) -> None:
    proof = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 3))):
        proof[data.draw(st.integers(0, len(proof) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(proof)))
    for damaged in (bytes(proof), bytes(proof[:cut])):
        with suppress(DataPactError):
            Proof.read(damaged)
