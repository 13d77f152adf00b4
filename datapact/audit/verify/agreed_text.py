"""Check that proof.json shows every party's agreement to exactly the attached text, and the expected signatories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datapact.audit.formats.verdict import Finding, against
from datapact.base import strictjson
from datapact.base.errors import DataPactError
from datapact.base.strictjson import sha256_of, to_base64url
from datapact.base.texts import Message
from datapact.contract.text.document import read_state
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.certificates import key_thumbprint
from datapact.history.entries.slot_shapes import FREEZING
from datapact.history.fold.authority import Directory, verify_authors
from datapact.organisation.identity.confusable_names import plain_name
from datapact.signing.ceremony.proof import Proof, Signatory


def check_agreed_text(proof: Proof, lines: Directory, agreement: bytes) -> Iterator[Finding]:
    """Check the chain from the attached agreement.json to the freeze, the accepted offer and every party's accept."""
    freeze, offer = proof.freeze, proof.offer
    if freeze.kind not in FREEZING or offer.kind not in ("offer", "counter"):
        yield against("The proof holds other entries than a freeze and an offer.")
        return
    try:
        verify_authors([offer, *proof.accepts, freeze], lines)
    except DataPactError as error:
        yield Finding("invalid", error.message)
    if len({entry.history for entry in (freeze, offer, *proof.accepts)}) != 1:
        yield against("The entries of the proof belong to different agreements.")
    if freeze.body["offer"] != offer.digest or freeze.organisation != offer.organisation:
        yield against("The freeze names another text than the accepted offer.")
    if freeze.kind == "freeze_persons" and not _says_who_has_no_key(freeze.body["slots"]):
        yield against("The freeze contradicts itself on which places are bound to a key.")
    parties = offer.body["parties"]
    if parties is WITHHELD or set(parties) != set(lines):
        yield against("The proof does not hold the public histories of exactly the parties.")
        return
    yield from _check_accepts(proof, lines)
    if freeze.body["agreement_sha256"] != sha256_of(agreement):
        yield against("The attached agreement.json is not the text that was frozen.")
    yield from _check_state(proof, agreement)
    heads = {head["organisation"]: head["head"] for head in freeze.body["heads"]}
    if heads != {identity: entries[-1].digest for identity, entries in proof.organisations.items()}:
        yield against("The public histories in the proof are not those that the freeze names.")


def _says_who_has_no_key(slots: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every place names a key and a member, or is bound to a person, and at least one is; as the rule of the entry asks."""
    bound = [(slot.get("bound") == "key", bool(slot.get("kid")), bool(slot.get("member"))) for slot in slots]
    return all(len(set(one)) == 1 for one in bound) and not all(one[0] for one in bound)


def _check_accepts(proof: Proof, lines: Directory) -> Iterator[Finding]:
    accepted = {proof.offer.organisation}
    for entry in proof.accepts:
        if entry.kind != "accept" or entry.body["offer"] != proof.offer.digest:
            yield against("The proof holds an accept of another offer.")
        else:
            accepted.add(entry.organisation)
    for identity in sorted(set(lines) - accepted):
        yield Finding(
            "invalid",
            Message(
                "{organisation} did not accept the text.", {"organisation": lines[identity].state.name or identity}
            ),
        )


def _check_state(proof: Proof, agreement: bytes) -> Iterator[Finding]:
    if _is_withheld(proof.offer.body["state"]):
        yield Finding(
            "indeterminate",
            Message("Parts of the accepted text are withheld, so it cannot be compared with agreement.json."),
        )
    elif strictjson.canonical(proof.offer.body["state"]) != agreement:
        yield against("The attached agreement.json is not the text that the parties accepted.")


def _is_withheld(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_is_withheld(member) for member in value.values())
    if isinstance(value, list | tuple):
        return any(_is_withheld(member) for member in value)
    return value is WITHHELD


def check_parties(proof: Proof, state: Mapping[str, Any], lines: Directory) -> Iterator[Finding]:
    """Check that the agreement names the proof's organisations as parties, and the slots' persons as signatories."""
    if state.get("agreement") != proof.freeze.history:
        yield against("The attached agreement.json is another agreement than that of the proof.")
    try:
        terms = read_state(dict(state)).terms
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    named = {
        (party.key, party.organisation, plain_name(one.name), one.capacity)
        for party in terms.parties
        for one in party.signatories
    }
    slots = {
        (slot["party"], slot["organisation"], plain_name(slot["person"]), slot["capacity"])
        for slot in proof.freeze.body["slots"]
    }
    if {party.organisation for party in terms.parties} != set(proof.organisations):
        yield against("The parties of agreement.json are not the organisations of the proof.")
    for party in terms.parties:
        line = lines.get(party.organisation)
        if line is not None and line.state.name and plain_name(line.state.name) != plain_name(party.name):
            told = {"organisation": line.state.name, "name": party.name}
            yield Finding("note", Message("The text calls {organisation} by another name: {name}.", told))
    if named != slots:
        yield against("The signing slots are not those of the signatories that agreement.json names.")


def check_signatories(proof: Proof, lines: Directory) -> Iterator[Finding]:
    """Check the expected signatories against the freeze, each with the certificate that its organisation names."""
    slots = sorted(proof.freeze.body["slots"], key=lambda slot: slot["order"])
    named = [(one.slot, one.party, one.person, one.capacity, one.organisation, one.member) for one in proof.signatories]
    expected = [
        tuple(slot.get(key, WITHHELD) for key in ("id", "party", "person", "capacity", "organisation", "member"))
        for slot in slots
    ]
    if named != expected:
        yield against("The expected signatories in the proof are not those of the freeze.")
        return
    for slot, signatory in zip(slots, proof.signatories, strict=True):
        if proof.freeze.kind == "freeze_persons" and not slot.get("kid") and not signatory.certificate:
            continue  # bound to the person
        yield from _check_signatory(slot, signatory, lines)


def _check_signatory(slot: Mapping[str, Any], signatory: Signatory, lines: Directory) -> Iterator[Finding]:
    person = {"person": signatory.person}
    line = lines.get(signatory.organisation)
    member = None if line is None else line.state.members.get(signatory.member)
    certificate = to_base64url(signatory.certificate)
    if member is None or member.signing != certificate or "signatory" not in member.roles:
        yield Finding(
            "invalid", Message("The certificate of {person} is not the one that the organisation names.", person)
        )
        return
    try:
        fits = slot.get("kid") == key_thumbprint(certificate)
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    if not fits:
        yield Finding("invalid", Message("The certificate of {person} is not the one that the freeze names.", person))
    if member.name and plain_name(member.name) != plain_name(signatory.person):
        yield Finding(
            "invalid",
            Message("The slot of {person} names a key of {member}.", {**person, "member": member.name}),
        )
