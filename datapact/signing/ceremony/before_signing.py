"""The sheet before signing: the PDF, its digests, the comparison, and everything that bars the signature.

``prepare`` refuses at the first error; a window shows the document with all of them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.agreements.approvals.standing import why_unapproved
from datapact.agreements.comments.threads import unsettled_words
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import terms_to_sign
from datapact.agreements.steps.permitted import held_back, possible_steps
from datapact.agreements.text.current_text import current_state, known_text
from datapact.agreements.text.slot_evidence import claimed_time
from datapact.base.errors import Damaged, DataPactError, Locked
from datapact.base.texts import N_, Message
from datapact.contract.text.names import title_of
from datapact.history.state.filled_slots import SIGNED_HERE
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.private_keys import wrapped_key
from datapact.organisation.identity.certificate_authority import decode_certificate, encode, identity_roots, issued_by
from datapact.organisation.identity.own_history import own_line
from datapact.signing.authorities.level import level_of
from datapact.signing.authorities.settings import authority_names
from datapact.signing.ceremony.amending import Amending, amending_of
from datapact.signing.ceremony.outside_slots import pdf_to_sign
from datapact.signing.ceremony.own_slot import own_slot_to_sign
from datapact.signing.ceremony.received_pdf import examine
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import (
    compared_before,
    current_pdf,
    roots_of,
    signed_so_far,
    unconfirmed_parties,
)
from datapact.signing.ceremony.slots import require_agreed_slots
from datapact.signing.ceremony.to_sign import digest_of
from datapact.signing.keys.device import is_at_service
from datapact.signing.pades.revocation import certificate_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.filled_slots import Slots
    from datapact.history.state.organisation import Member, OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.pdf.agreement.input import DocumentInput
    from datapact.signing.authorities.level import Level
    from datapact.vault.database.session import Session

type BarKind = Literal["turn", "role", "identity", "document", "signatories", "key", "approval"]
type Verdict = Literal["own", "same", "continued", "different", "indeterminate"]


@dataclass(frozen=True, slots=True)
class Bar:
    """The reason why nobody can sign now; ``organisation`` is the partner to confirm where that is the reason."""

    kind: BarKind
    """Where the reason lies; ``turn`` is somebody else's, or nothing is to be signed."""
    reason: Message
    """For the member, with what to do."""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in words. ``own``: our own organisation issued it, else an authority elsewhere."""

    subject: str
    """Common name, or the whole subject."""
    issuer: str
    """Common name or organisation, or the whole name of the issuer."""
    serial: str
    """Hexadecimal, capital letters."""
    fingerprint: str
    """SHA-256 over the certificate in DER, hexadecimal."""
    own: bool
    ends: datetime | None
    """Last moment on which it holds, UTC; None for one without end."""


@dataclass(frozen=True, slots=True)
class EarlierSignature:
    """A signature already in the PDF; ``time`` is the signer's claim."""

    person: str
    """Of the slot; for an unknown field the name in the certificate."""
    party_name: str
    """Name of the party; empty for an unknown field."""
    verdict: str
    """``valid``, ``invalid`` or ``indeterminate``; ``elsewhere`` where it is in a copy of the party's own, not in this PDF."""
    time: datetime | None


@dataclass(frozen=True, slots=True)
class SigningSheet:
    """The sheet: ``verdict`` compares the PDF with our own rendering; "own" is an unsigned one rendered just now,
    "continued" one that goes on from what our organisation compared and signed under an earlier version of the program.

    ``revision`` is the SHA-256 of the PDF (base64url), the bytes that the signature will cover;
    ``agreement_sha256`` that of the agreed text within it.
    """

    history: str
    """History id of the agreement."""
    number: str
    """As the frozen text has it, such as ``DP-2026-0001``."""
    title: str
    """In the prevailing language."""
    prevailing: str
    """Code of the language, ``de`` or ``en``."""
    pdf: bytes
    """The newest revision, or our own rendering before the first signature."""
    revision: str
    agreement_sha256: str
    layout: str
    """Version of the layout that the freeze names."""
    slot: str
    """Id of the slot that is next, the last one once all are signed; name of its form field."""
    kid: str
    """Thumbprint of the key that this slot was frozen for."""
    person: str
    """Name of who signs in that slot."""
    capacity: str
    """Code of the power to sign."""
    evidence: str
    """What proves the capacity, one line; may be empty."""
    party: str
    """Name of the party of that slot."""
    place: int
    """Order of that slot, from 1."""
    places: int
    """Number of slots."""
    verdict: Verdict
    differences: tuple[Message, ...]
    """Reasons from the rendering, then from the signatures; empty where all is well."""
    earlier: tuple[EarlierSignature, ...]
    """In the order in which they were made."""
    certificate: Certificate | None
    """Of the member at work; None without a signing key."""
    key_here: bool
    """The key itself lies in this vault; else it is on a token, with a service, or in no place that DataPact knows."""
    bars: tuple[Bar, ...]
    """Empty: the member can sign now."""
    key_at_service: bool = False
    """This computer knows a remote signing service that holds the key."""
    level: Level = "B-B"
    """Of the signature, as set for the agreement or the vault."""
    authorities: tuple[str, ...] = ()
    """Names of the authorities for timestamps of this computer, in the order in which they are asked."""
    outside: bool = False
    """Whether people without DataPact sign the text, too."""
    unsettled: Message | None = None
    """That shared comment threads are open; None without one."""
    here_only: Message | None = None
    """Why nobody can sign a copy of their own instead; None where somebody can."""
    amends: Amending | None = None
    """What it changes where it is an amendment."""


def signing_sheet(acting: Acting, history: str) -> SigningSheet:
    """The sheet for the acting member; raises AnswerNo when nothing is frozen or the PDF is not here."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.outside is not None and folded.outside.slots is not None:
            return _sheet_outside(acting, session, folded, folded.outside.slots)
        document = frozen_input(session, folded)
        known = directory(session)
        own = own_line(session)
        member = own.state.members.get(acting.member.id, acting.member)
        bars = list(_bars(session, acting, folded, document, member))
        pdf, first = current_pdf(session, folded, document)
        level = level_of(session, history)
        amends = amending_of(session, document.state)
        key_here = bool(member.signing) and wrapped_key(session, member.id, "signing", member.signing_kid) is not None
    frozen = folded.freeze
    assert frozen is not None  # else frozen_input has raised
    verdict, differences, earlier, problem = _examined(acting, pdf, first, folded, document, known)
    if problem is not None:
        bars.append(Bar("document", problem))
    earlier = (*earlier, *_in_own_copies(folded, document))
    waiting = folded.next_slots[0] if folded.next_slots else frozen.slots[-1]
    prevailing = str(document.state["prevailing"])
    return SigningSheet(
        history=history,
        number=str(document.state["number"]),
        title=title_of(document.state),
        prevailing=prevailing,
        pdf=pdf,
        revision=digest_of(pdf),
        agreement_sha256=known_text(frozen.agreement_sha256),
        layout=known_text(frozen.layout),
        slot=waiting.id,
        kid=known_text(waiting.kid),
        person=known_text(waiting.person),
        capacity=known_text(waiting.capacity),
        evidence=known_text(waiting.evidence),
        party=next((slot.party_name for slot in document.slots if slot.id == waiting.id), ""),
        place=waiting.order,
        places=len(frozen.slots),
        verdict=verdict,
        differences=differences,
        earlier=earlier,
        certificate=certificate_in_words(member.signing, own) if member.signing else None,
        key_here=key_here,
        bars=tuple(bars),
        key_at_service=not key_here and is_at_service(known_text(waiting.kid)),
        level=level,
        authorities=authority_names(),
        unsettled=unsettled_words(folded),
        here_only=held_back("record_signature", folded),
        amends=amends,
    )


def _sheet_outside(acting: Acting, session: Session, folded: AgreementState, slots: Slots) -> SigningSheet:
    """The sheet of our own slot in a text that people without DataPact sign, too."""
    own = own_line(session)
    member = own.state.members.get(acting.member.id, acting.member)
    bars: tuple[Bar, ...] = ()
    try:
        own_slot_to_sign(acting, session, folded)
    except Locked as error:
        bars = (Bar("role", error.message),)
    except Damaged as error:
        bars = (Bar("document", error.message),)
    except DataPactError as error:
        bars = (Bar("turn", error.message),)
    waiting = next((one for one in slots.open if one.member == member.id), (*slots.open, slots.fixed.slots[-1])[0])
    pdf = pdf_to_sign(session, slots, waiting.party)
    state = current_state(folded)
    names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
    key_here = bool(member.signing) and wrapped_key(session, member.id, "signing", member.signing_kid) is not None
    signed = [slots.filled[one.id] for one in slots.in_pdf(waiting.party)]
    wrong = tuple(bar.reason for bar in bars if bar.kind == "document")
    parties = {one.id: names.get(one.party, one.party) for one in slots.fixed.slots}
    return SigningSheet(
        history=folded.history,
        number=str(state["number"]),
        title=title_of(state),
        prevailing=str(state["prevailing"]),
        pdf=pdf,
        revision=digest_of(pdf),
        agreement_sha256=known_text(slots.fixed.agreement_sha256),
        layout=known_text(slots.fixed.layout),
        slot=waiting.id,
        kid=waiting.kid,
        key_here=key_here,
        key_at_service=not key_here and bool(waiting.kid) and is_at_service(waiting.kid),
        person=known_text(waiting.person),
        capacity=waiting.capacity,
        evidence=known_text(waiting.evidence),
        party=names.get(waiting.party, waiting.party),
        place=waiting.order,
        places=len(slots.fixed.slots),
        verdict="different" if wrong else "same" if signed else "own",
        differences=wrong,
        earlier=tuple(
            EarlierSignature(
                known_text(one.person),
                parties[one.slot],
                "valid" if one.evidence == SIGNED_HERE else "indeterminate",
                one.time if one.evidence == SIGNED_HERE else claimed_time(one),
            )
            for one in sorted(signed, key=lambda one: folded.place(one.digest))
        ),
        certificate=certificate_in_words(member.signing, own) if member.signing else None,
        bars=bars,
        level=level_of(session, folded.history),
        authorities=authority_names(),
        outside=True,
        unsettled=unsettled_words(folded),
        amends=amending_of(session, state),
    )


def _bars(
    session: Session, acting: Acting, folded: AgreementState, document: DocumentInput, member: Member
) -> list[Bar]:
    found = []
    assert folded.freeze is not None
    if "signatory" not in member.roles:
        found.append(Bar("role", Message(N_("Only a member with the role signatory may sign."))))
    elif (reason := possible_steps(folded, acting.organisation, member.id, member.roles)["sign"]) is not None:
        found.append(Bar("turn", reason))
    elif folded.next_slots[0].kid != member.signing_kid:
        reason = Message(
            N_("Your signing key was renewed after the text was frozen. Decline, and make the agreement anew.")
        )
        found.append(Bar("key", reason))
    try:
        require_agreed_slots(terms_to_sign(document.state), folded.freeze.slots)
    except DataPactError as error:
        found.append(Bar("signatories", error.message))
    unapproved = why_unapproved(acting, session, folded, document.state)
    if unapproved is not None and not any(one.kind in ("turn", "role") for one in found):
        found.append(Bar("approval", unapproved))
    for organisation, reason in unconfirmed_parties(session, acting, folded, document):
        found.append(Bar("identity", reason, organisation))
    return found


def _in_own_copies(folded: AgreementState, document: DocumentInput) -> Iterator[EarlierSignature]:
    """The places that parties filled in copies of their own: this PDF cannot show them."""
    names = {slot.id: slot.party_name for slot in document.slots}
    for slot, one in folded.own_copies.items():
        yield EarlierSignature(known_text(one.person), names.get(slot, ""), "elsewhere", None)


type _Examined = tuple[Verdict, tuple[Message, ...], tuple[EarlierSignature, ...], Message | None]


def _examined(
    acting: Acting,
    pdf: bytes,
    first: bool,
    folded: AgreementState,
    document: DocumentInput,
    known: Mapping[str, OrganisationLine],
) -> _Examined:
    """The comparison with our own rendering, the signatures so far, and their first problem, if any."""
    if first:
        return "own", (), (), None
    assert folded.freeze is not None
    organisations = tuple({slot.organisation for slot in folded.freeze.slots})
    roots = [encode(one) for one in roots_of(known, organisations, folded)]
    try:
        compared = compared_before(folded, known, acting.organisation)
        found = examine(acting.vault, pdf, document, roots, signed_so_far(folded), compared)
    except DataPactError as error:
        return "different", (error.message,), (), error.message
    names = {slot.id: (slot.person, slot.party_name) for slot in document.slots}
    earlier = tuple(
        EarlierSignature(*names.get(field, (signer, "")), verdict, time)
        for field, signer, verdict, time in found.signatures
    )
    if found.continued:
        return "continued", found.reasons, earlier, found.problem
    return found.rendering.verdict, (*found.rendering.reasons, *found.reasons), earlier, found.problem


def certificate_in_words(encoded: str, own: OrganisationLine) -> Certificate:
    """A member's certificate (base64url DER) in words for comparison."""
    certificate = decode_certificate(encoded)
    ours = any(issued_by(certificate, root) for root in identity_roots(own))
    ends = certificate.not_valid_after_utc
    return Certificate(
        subject=certificate_name(certificate),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:X}",
        fingerprint=hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
        own=ours,
        ends=None if ends.year == 9999 else ends,
    )


def _name(name: x509.Name) -> str:
    for kind in (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME):
        found = name.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)
    return name.rfc4514_string()
