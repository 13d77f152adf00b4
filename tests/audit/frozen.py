"""A whole agreement for verification: two organisations, an accepted offer, a freeze, a PDF with three signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.history.commitments.jws import sign_compact, thumbprint
from datapact.history.entries.entry import Entry, write_entry
from datapact.organisation.identity import certificate_authority
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ceremony.proof import Proof, Signatory, document_slots
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field
from tests.history.world import START, Organisation, found
from tests.pdf.sample import sample_state

KELLER, INSTITUTE = "Maschinenbau Keller GmbH", "Institut für Produktionsdaten e. V."
NOTE = "We could live with 12 months."


@dataclass
class House:
    """An organisation with the signing keys of its signatories."""

    organisation: Organisation
    signing: dict[str, tuple[ec.EllipticCurvePrivateKey, x509.Certificate]] = field(default_factory=dict)

    def add_signatory(
        self, member: str, name: str, elsewhere: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None = None
    ) -> None:
        key = certificate_authority.new_key()
        certificate = certificate_authority.signing_certificate(
            key.public_key(),
            name=name,
            member=member,
            identity=self.organisation.identity,
            identity_key=self.organisation.identity_key,
            at=START,
        )
        key, certificate = elsewhere or (key, certificate)
        self.signing[member] = key, certificate
        author = certificate_authority.new_key()
        self.organisation.keys[member] = author
        body = self.organisation.member_body(member, ["signatory"], author)
        self.organisation.add("member", {**body, "name": name, "signing": certificate_authority.encode(certificate)})

    @property
    def crl(self) -> x509.CertificateRevocationList:
        return certificate_authority.decode_revocation_list(self.organisation.line.state.crl)

    def card(self) -> bytes:
        """A partner card as organisation/identity/card.py writes it."""
        entries = self.organisation.entries
        claims = {
            "created": "2026-11-24T12:00:00Z",
            "entries": [{"disclosures": list(one.disclosures), "erased": [], "jws": one.jws} for one in entries],
            "format": 1,
            "organisation": self.organisation.id,
            "sequence": len(entries),
        }
        return sign_compact(canonical(claims), self.organisation.keys["admin"], typ="dp-card").encode()


def _houses() -> tuple[House, House]:
    keller, institute = House(found(KELLER)), House(found(INSTITUTE))
    keller.add_signatory("anna-keller", "Anna Keller")
    keller.add_signatory("peter-braun", "Peter Braun")
    institute.add_signatory("lena-hofmann", "Prof. Dr. Lena Hofmann")
    return keller, institute


@dataclass(frozen=True)
class Case:
    """A frozen agreement before and after its signatures, with everything that made it."""

    keller: House
    institute: House
    state: dict[str, Any]
    proof: Proof
    document: DocumentInput
    revisions: tuple[bytes, ...]

    @property
    def pdf(self) -> bytes:
        return self.revisions[-1]


def house_of(case: Case, organisation: str) -> House:
    return case.keller if organisation == case.keller.organisation.id else case.institute


def entry(house: House, kind: str, body: Mapping[str, Any], history: str, minute: int, parents: list[str]) -> Entry:
    return write_entry(
        key=house.organisation.keys["admin"],
        history=history,
        kind=kind,
        body=body,
        parents=parents,
        organisation=house.organisation.id,
        organisation_head=house.organisation.entries[-1].digest,
        time=START + timedelta(minutes=minute),
        replica=house.organisation.name[:1] * 22,
        counter=1 if kind in ("offer", "accept") else 2,
    )


type Change = Callable[[dict[str, Any]], None]


def _nothing(_body: dict[str, Any]) -> None:
    pass


def make(
    *,
    houses: tuple[House, House] | None = None,
    change_state: Change = _nothing,
    change_freeze: Change = _nothing,
    change_proof: Callable[[Proof], Proof] = lambda proof: proof,
    change_document: Callable[[DocumentInput], DocumentInput] = lambda document: document,
    attached: Callable[[bytes], bytes] = lambda agreement: agreement,
    change_base: Callable[[bytes], bytes] = lambda base: base,
    order: tuple[int, ...] = (0, 1, 2),
    signer: Callable[[Case, int], tuple[House, str]] | None = None,
    persons: tuple[int, ...] = (),
    change_bound: Callable[[Mapping[str, Any]], str] | None = None,
) -> Case:
    """Draft, accept, freeze, render and sign; every step can be bent. The places ``persons`` are bound to the person and not to a key."""
    keller, institute = houses or _houses()
    state = sample_state()
    history = str(state["agreement"])
    ids = {"keller": keller.organisation.id, "ipd": institute.organisation.id}
    for party in state["terms"]["parties"]:
        party["organisation"] = ids[party["key"]]
    change_state(state)
    parties = sorted(ids.values())
    offer = entry(keller, "offer", {"parties": parties, "state": state, "note": NOTE}, history, 1, [])
    accept = entry(institute, "accept", {"offer": offer.digest}, history, 2, [offer.digest])
    agreement = canonical(state)
    people = [("keller", "anna-keller"), ("keller", "peter-braun"), ("ipd", "lena-hofmann")]
    given = {one["key"]: one for party in state["terms"]["parties"] for one in party.get("signatories", ())}
    slots = []
    for number, (party_key, member) in enumerate((one for one in people if one[1] in given), start=1):
        house = keller if party_key == "keller" else institute
        slots.append(
            {
                "id": f"signature-{number}",
                "order": number,
                "party": party_key,
                "organisation": house.organisation.id,
                "member": member,
                "person": given[member]["name"],
                "capacity": given[member]["capacity"],
                "evidence": given[member].get("evidence", ""),
                "evidence_date": given[member].get("evidence_date", ""),
                "kid": thumbprint(house.signing[member][0].public_key()),
            }
        )
    body: dict[str, Any] = {
        "offer": offer.digest,
        "agreement_sha256": to_base64url(hashlib.sha256(agreement).digest()),
        "layout": LAYOUT,
        "slots": slots,
        "heads": [
            {"organisation": one.organisation.id, "head": one.organisation.entries[-1].digest}
            for one in sorted((keller, institute), key=lambda one: one.organisation.id)
        ],
    }
    change_freeze(body)
    for place in persons:
        body["slots"][place] |= {"member": "", "kid": ""}
    by_person = bool(persons) or change_bound is not None
    if by_person:
        said = change_bound or (lambda slot: "key" if slot["kid"] else "person")
        body["slots"] = [{**slot, "bound": said(slot)} for slot in body["slots"]]
    freeze = entry(keller, "freeze_persons" if by_person else "freeze", body, history, 3, [accept.digest])
    proof = change_proof(
        Proof(
            freeze,
            (accept,),
            offer,
            {one.organisation.id: tuple(one.organisation.entries) for one in (keller, institute)},
            tuple(
                Signatory(
                    slot["id"],
                    slot["party"],
                    slot["person"],
                    slot["capacity"],
                    slot["organisation"],
                    slot["member"],
                    from_base64url(_signing(keller, institute, slot)) if slot["kid"] else b"",
                )
                for slot in body["slots"]
            ),
        )
    )
    document = change_document(
        DocumentInput(
            state=state,
            stage="frozen",
            digest=body["agreement_sha256"],
            dated=freeze.time,
            slots=document_slots(body["slots"], state),
            attachments={"agreement.json": attached(agreement), "proof.json": proof.write()},
        )
    )
    case = Case(keller, institute, state, proof, document, (change_base(render_agreement(document)),))
    return replace(case, revisions=tuple(_sign_all(case, body["slots"], order, signer)))


def _signing(keller: House, institute: House, slot: Mapping[str, Any]) -> str:
    house = keller if slot["organisation"] == keller.organisation.id else institute
    return certificate_authority.encode(house.signing[slot["member"]][1])


def _sign_all(
    case: Case,
    slots: list[dict[str, Any]],
    order: tuple[int, ...],
    signer: Callable[[Case, int], tuple[House, str]] | None,
) -> list[bytes]:
    names = {party["key"]: party["name"] for party in case.state["terms"]["parties"]}
    revisions = [case.revisions[0]]
    for place, number in enumerate(order):
        slot = slots[number]
        house, member = house_of(case, slot["organisation"]), slot["member"]
        if signer is not None:
            house, member = signer(case, number)
        key, certificate = house.signing[member]
        revisions.append(
            sign_field(
                revisions[-1],
                field=slot["id"],
                key=key,
                certificate=certificate,
                chain=[house.organisation.identity],
                crls=[house.crl],
                at=START + timedelta(hours=1, minutes=place),
                certify=place == 0,
                appearance=SignatureAppearance(slot["person"], slot["capacity"], names[slot["party"]], "de"),
            )
        )
    return revisions


@cache
def signed_agreement() -> Case:
    """The good case; tests must not change it."""
    return make()
