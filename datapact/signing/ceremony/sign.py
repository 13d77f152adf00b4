"""Signing: the member whose slot is next signs the one PDF after its comparison with our own rendering."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps.negotiation import terms_to_sign
from datapact.agreements.steps.permitted import held_back
from datapact.agreements.text.current_text import current_state, known_text
from datapact.base import strictjson
from datapact.base.errors import AnswerNo, DataPactError, Locked
from datapact.base.texts import N_, Message
from datapact.contract.text.document import taking_part
from datapact.history.entries.certificates import key_thumbprint
from datapact.organisation.acting.acting_member import SigningKey
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.certificate_authority import (
    decode_certificate,
    encode,
    identity_roots,
    issued_by,
    revocation_lists,
)
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, unconfirmed
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.agreement.signature_page import capacity_words
from datapact.signing.authorities.level import level_of, outcome
from datapact.signing.authorities.stamping import stamping
from datapact.signing.ceremony.own_slot import own_slot_body, own_slot_to_sign
from datapact.signing.ceremony.received_pdf import require_sound
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.slots import require_agreed_slots
from datapact.signing.ceremony.to_sign import PDF, ToSign, digest_of
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.pkcs12 import load_pkcs12
from datapact.signing.pades.sign_field import BegunSignature, begin_signature, signature_value
from datapact.vault.database import entries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Slot
    from datapact.history.state.organisation import OrganisationLine, OrganisationState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.pdf.agreement.input import DocumentInput
    from datapact.signing.authorities.level import Level
    from datapact.vault.database.session import Session

MOST_JUDGED = 8
"""PDFs for one slot that are held against our own drawing; an honest signatory sends one, or two from a copied vault."""


def prepare(acting: Acting, history: str) -> ToSign:
    """Check every condition of the acting member's signature; returns the PDF to sign.

    Of a text that people without DataPact sign, too, it is the own slot in the PDF that goes out. Raises AnswerNo when nothing is frozen, another slot is next, a partner's identity is not confirmed, or the received
    PDF cannot be compared; Damaged when it is not the rendering of the agreed text.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.outside is not None and folded.outside.slots is not None:
            return own_slot_to_sign(acting, session, folded)
        document = frozen_input(session, folded)
        known = directory(session)
        slot = _own_slot(acting, folded, known[acting.organisation].state)
        require_approved(acting, session, folded, current_state(folded))
        if (reason := held_back("sign", folded)) is not None:
            raise AnswerNo(reason)
        require_agreed_slots(terms_to_sign(document.state), folded.freeze.slots if folded.freeze else ())
        for _organisation, reason in unconfirmed_parties(session, acting, folded, document):
            raise AnswerNo(reason)
        pdf, first = current_pdf(session, folded, document)
        if not first:
            _require_own_rendering(session, pdf, document, known, folded, acting.organisation)
        return ToSign(
            history=history,
            slot=slot.id,
            person=known_text(slot.person),
            capacity=known_text(slot.capacity),
            party=_party_name(document, slot.organisation),
            pdf=pdf,
            revision_from=digest_of(pdf),
            first=first,
            kid=known_text(slot.kid),
            language="en" if current_state(folded).get("prevailing") == "en" else "de",
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """A signature of the acting member whose value a token or a remote service is to compute."""

    ready: ToSign
    """What is signed; shown before."""
    at: datetime
    """The time that the signature claims, UTC."""
    signature: BegunSignature
    """``attributes`` go to a token, their SHA-256 to a remote service."""
    wanted: Level
    """The level that it is to have."""
    _chain: tuple[x509.Certificate, ...]
    _frozen: object
    _signed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature that was made: its entry, the level that it has, and why that is not the one that was asked for."""

    entry: Entry
    """The ``signed`` entry."""
    level: Level
    """As it is in the file."""
    wanted: Level
    """As it was asked for."""
    missing: tuple[Message, ...]
    """What the authorities did not give, one sentence each; empty where ``level`` is ``wanted``."""

    @property
    def outcome(self) -> tuple[Message, ...]:
        """A note for the member on the level; empty where there is nothing to say."""
        return outcome(self.level, self.wanted, self.missing)


def sign(
    acting: Acting, history: str, passphrase: str, key_file: bytes | None = None, level: Level | None = None
) -> Entry:
    """``sign_at``, for whoever needs only the entry."""
    return sign_at(acting, history, passphrase, key_file, level).entry


def sign_at(
    acting: Acting, history: str, passphrase: str, key_file: bytes | None = None, level: Level | None = None
) -> Signing:
    """Sign the slot of the acting member with the own signing key, unlocked anew by ``passphrase``.

    With ``key_file``, a PKCS#12 that ``passphrase`` opens, its key signs instead; it must be the one that the slot
    was frozen for. ``level`` None is that of the agreement. Where no authority of this computer answers, the signature has
    the level B-B, and the result says why. Raises what ``prepare`` and ``load_pkcs12`` raise, Locked when the passphrase
    is wrong or there is no signing key, and AnswerNo when this computer's clock is not that of the authorities.
    """
    ready = prepare(acting, history)
    key, certificate, chain = (
        acting.signing_key(passphrase) if key_file is None else _from_file(key_file, passphrase, ready.kid)
    )
    begun = _begin(acting, ready, certificate, chain, level)
    return finish(acting, begun, signature_value(key, begun.signature.attributes))


def begin(
    acting: Acting,
    history: str,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate] = (),
    level: Level | None = None,
) -> Begun:
    """Prepare the signature of the acting member by a key outside this program; ``finish`` it with the value.

    Between the two no vault is locked, however long a person takes for a PIN or a service for its answer. ``level`` None
    is that of the agreement. Raises what
    ``prepare`` raises, and AnswerNo where the slot was frozen for another certificate.
    """
    ready = prepare(acting, history)
    _require_frozen_for(certificate, ready.kid)
    return _begin(acting, ready, certificate, chain, level)


def finish(acting: Acting, begun: Begun, value: bytes) -> Signing:
    """Write a begun signature with its value, and with a timestamp where one is wanted; nothing is written before it fits.

    Raises AnswerNo where the value is not by the key of the certificate, the agreement went on meanwhile, or this
    computer's clock is not that of the authorities.
    """
    ready = begun.ready
    asked = stamping(begun.wanted, acting.clock)
    signed_pdf = begun.signature.finish(value, asked.stamp)
    signed_pdf = asked.proven(signed_pdf, [begun.signature.certificate, *begun._chain])
    with acting.vault.write() as session:
        if _where_it_stands(session, ready.history) != (begun._frozen, begun._signed):
            raise AnswerNo(N_("The agreement went on while you signed. Nothing was signed; read it again, then sign."))
        made = entries.put_attachment(session, signed_pdf, PDF)
        body = {
            "slot": ready.slot,
            "person": ready.person,
            "capacity": ready.capacity,
            "revision_from": ready.revision_from,
            "revision_to": made,
        }
        kind = "signed"
        if ready.outside:
            kind, body = "slot_signed", own_slot_body(load_state(session, ready.history), ready, made, begun.at)
        entry = append(acting, session, ready.history, kind, body)
    return Signing(entry, asked.level, begun.wanted, tuple(asked.missing))


def _begin(
    acting: Acting,
    ready: ToSign,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    level: Level | None,
) -> Begun:
    at = acting.clock()
    if at < certificate.not_valid_before_utc:
        raise AnswerNo(
            N_("This computer's clock is behind the day on which your signing key was made. Set the clock, then sign.")
        )
    with acting.vault.read() as session:
        known = directory(session)
        frozen, signed = _where_it_stands(session, ready.history)
        wanted = level or level_of(session, ready.history)
    signature = begin_signature(
        ready.pdf,
        field=ready.slot,
        certificate=certificate,
        chain=chain,
        crls=revocation_lists(known[acting.organisation]),
        at=at,
        certify=ready.first,
        appearance=SignatureAppearance(
            ready.person,
            capacity_words(ready.capacity, ready.person, ready.party, ready.language),
            ready.party,
            ready.language,
        ),
        timestamped=wanted != "B-B",
    )
    return Begun(ready, at, signature, wanted, tuple(chain), frozen, signed)


def _where_it_stands(session: Session, history: str) -> tuple[object, tuple[str, ...]]:
    """The freeze and the signatures so far: what a signature that was begun rests on."""
    folded = load_state(session, history)
    if folded.outside is not None and folded.outside.slots is not None:
        slots = folded.outside.slots
        return slots.fixed, tuple(sorted(one.digest for one in slots.filled.values()))
    return folded.freeze, tuple(one.digest for one in folded.signed)


def _from_file(data: bytes, passphrase: str, kid: str) -> SigningKey:
    opened = load_pkcs12(data, passphrase)
    _require_frozen_for(opened.certificate, kid)
    return SigningKey(opened.key, opened.certificate, opened.chain)


def _require_frozen_for(certificate: x509.Certificate, kid: str) -> None:
    if key_thumbprint(strictjson.to_base64url(certificate.public_bytes(Encoding.DER))) != kid:
        raise AnswerNo(
            N_(
                "The text was frozen for another certificate of yours. Choose that one; a new certificate counts for"
                " agreements that are frozen after you have imported it in the settings."
            )
        )


def current_pdf(session: Session, folded: AgreementState, document: DocumentInput) -> tuple[bytes, bool]:
    """The newest revision of the frozen PDF, and whether it is still unsigned (then rendered here).

    A signatory may have sent several for the last slot: then the first of ``newest_revisions`` that verifies counts.
    Those beyond ``MOST_JUDGED`` are not judged and never count.
    """
    if not folded.in_common_pdf:
        return render_agreement(document), True
    candidates = newest_revisions(folded)[:MOST_JUDGED]
    stored = [entries.attachment(session, digest) for digest in candidates]
    found = [file[1] for file in stored if file is not None]
    if not found:
        raise AnswerNo(N_("The signed PDF has not arrived yet. Ask the partner to send again with everything."))
    if len(found) > 1:
        known, own = directory(session), own_line(session).id
        sound = (pdf for pdf in found if pdf_problem(session, pdf, folded, document, known, own) is None)
        return next(sound, found[0]), False
    return found[0], False


def newest_revisions(folded: AgreementState) -> list[str]:
    """Digests of the PDFs that were signed for the last slot, in the same order in every vault.

    Those that another organisation saw first come first, so that no later PDF precedes one that somebody relies on;
    then by the digest of the entry.
    """
    last = folded.in_common_pdf[-1].slot
    signed = [one for one in folded.in_common_pdf if one.slot == last]
    noted = _first_noted(folded, signed[-1].organisation) if len(signed) > 1 else {}
    signed.sort(key=lambda one: (noted.get(one.digest, len(folded.order)), one.digest))
    return list(dict.fromkeys(one.revision_to for one in signed))


def _first_noted(folded: AgreementState, organisation: str) -> dict[str, int]:
    """For each entry the place of the first shared step of another organisation that knows it."""
    noted: dict[str, int] = {}
    for place, digest in enumerate(folded.order):
        step = folded.entries[digest]
        if step.stream != "shared" or step.organisation == organisation:
            continue
        waiting = [digest]
        while waiting:
            known = waiting.pop()
            if known in noted or known not in folded.entries:
                continue
            noted[known] = place
            waiting.extend(folded.entries[known].parents)
    return noted


def pdf_problem(
    session: Session,
    pdf: bytes,
    folded: AgreementState,
    document: DocumentInput,
    known: Mapping[str, OrganisationLine],
    own: str,
) -> Message | None:
    """The first problem of a signed PDF of the frozen agreement, if any; ``own`` is the id of our organisation."""
    try:
        _require_own_rendering(session, pdf, document, known, folded, own)
    except DataPactError as error:
        return error.message
    return None


def roots_of(
    known: Mapping[str, OrganisationLine], organisations: Collection[str], folded: AgreementState
) -> list[x509.Certificate]:
    """The roots that a signature in the PDF must lead to: the identity certificates of the parties, and certificates from elsewhere.

    Of the latter only those that a party itself names for the key of a frozen slot: it vouches for them, whoever
    issued them.
    """
    lines = [known[organisation] for organisation in organisations if organisation in known]
    roots = [certificate for line in lines for certificate in identity_roots(line)]
    kids = {known_text(slot.kid) for slot in folded.freeze.slots} if folded.freeze else set()
    named = {one.signing for line in lines for one in line.people() if one.signing and one.signing_kid in kids}
    others = [decode_certificate(text) for text in sorted(named)]
    return [*roots, *(one for one in others if not any(issued_by(one, root) for root in roots))]


def unconfirmed_parties(
    session: Session, acting: Acting, folded: AgreementState, document: DocumentInput
) -> Iterator[tuple[str, Message]]:
    """Parties not confirmed under their names in the text: their ids, and what to do."""
    parties = taking_part(document.state)
    named = {(str(party.get("organisation", "")), str(party["name"])) for party in parties}
    named |= {(one, one[:8]) for one in folded.parties - {organisation for organisation, _name in named}}
    known = all_candidates(session)
    for organisation, name in sorted(named):
        if organisation != acting.organisation and (reason := unconfirmed(known, organisation, name)) is not None:
            yield organisation, reason


def _own_slot(acting: Acting, folded: AgreementState, own: OrganisationState) -> Slot:
    if not folded.next_slots:
        raise AnswerNo(N_("Every slot is signed. There is nothing left to sign."))
    slot = folded.next_slots[0]
    if slot.organisation != acting.organisation or slot.member != acting.member.id:
        raise AnswerNo(N_("It is the turn of {person} to sign."), person=known_text(slot.person))
    member = own.members.get(acting.member.id)
    if member is None or "signatory" not in member.roles:
        raise Locked(N_("Only a member with the role signatory may sign."))
    if member.signing_kid != slot.kid:
        raise AnswerNo(
            N_("Your signing key was renewed after the text was frozen. Decline, and make the agreement anew.")
        )
    return slot


def _party_name(document: DocumentInput, organisation: str) -> str:
    parties: Any = document.state["terms"]["parties"]  # type: ignore[index,call-overload]
    return next(
        (str(party["name"]) for party in parties if party.get("organisation") == organisation), organisation[:8]
    )


def _require_own_rendering(
    session: Session,
    pdf: bytes,
    document: DocumentInput,
    known: Mapping[str, OrganisationLine],
    folded: AgreementState,
    own: str,
) -> None:
    organisations = tuple(str(party.get("organisation", "")) for party in document.state["terms"]["parties"])  # type: ignore[index,call-overload,union-attr]
    roots = [encode(certificate) for certificate in roots_of(known, organisations, folded)]
    require_sound(session, pdf, document, roots, signed_so_far(folded), compared_before(folded, known, own))


def compared_before(
    folded: AgreementState, known: Mapping[str, OrganisationLine], own: str
) -> tuple[tuple[str, str], ...]:
    """Digests of the revisions that our organisation signed, which it had compared with its own rendering before, and the slots.

    What goes on from one of them has the same pages, whichever version of DataPact runs here now. A signature whose key was
    revoked since says nothing of that: whoever had the key need not have compared.
    """
    line = known.get(own)
    revoked = set() if line is None else set(line.state.revoked)
    keys = {} if folded.freeze is None else {slot.id: known_text(slot.kid) for slot in folded.freeze.slots}
    return tuple(
        (one.revision_to, one.slot)
        for one in folded.in_common_pdf
        if one.organisation == own and keys.get(one.slot) not in revoked
    )


def signed_so_far(folded: AgreementState) -> list[tuple[str, str]]:
    """Field and key thumbprint of the slots already signed in the common PDF.

    Where a party filled its place by key and in a copy of its own at once, later signatures say which of them counted for them.
    """
    signed: set[str] = set()
    wanted: set[str] | None = None  # the revisions on which those that come after were put; None: any
    for place in dict.fromkeys(one.slot for one in reversed(folded.in_common_pdf)):
        here = [
            one for one in folded.in_common_pdf if one.slot == place and (wanted is None or one.revision_to in wanted)
        ]
        if here:
            signed.add(place)
            wanted = {one.revision_from for one in here}
    frozen = folded.freeze
    assert frozen is not None
    return [(slot.id, known_text(slot.kid)) for slot in frozen.slots if slot.id in signed]


__all__ = [
    "MOST_JUDGED",
    "PDF",
    "Begun",
    "Signing",
    "ToSign",
    "begin",
    "compared_before",
    "current_pdf",
    "digest_of",
    "finish",
    "newest_revisions",
    "pdf_problem",
    "prepare",
    "roots_of",
    "sign",
    "signed_so_far",
]
