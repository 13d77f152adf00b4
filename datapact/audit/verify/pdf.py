"""Verify a signed agreement from its PDF alone: signatures, proof, attachments, pages; no vault, no network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.audit.formats.copies_at_hand import BY_PERSON, NO_COPIES, NOT_IN_THIS_FILE, Copies, CopyAtHand
from datapact.audit.formats.dated import impossible_times
from datapact.audit.formats.trust import (
    Lines,
    identity_certificates,
    revocation_lists,
)
from datapact.audit.formats.verdict import Finding, SignatureLine, Verdict
from datapact.audit.verify.agreed_text import check_agreed_text, check_parties, check_signatories
from datapact.audit.verify.agreement_pages import NOBODY_CONFIRMED, AgreementParts, Pages, check_pages, parts_of
from datapact.audit.verify.skeleton import ReportLine, verdict_on
from datapact.base.errors import Damaged, DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.base.worker_process import loading
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.fold.vouching import doubt, doubtful
from datapact.organisation.identity.card import Card
from datapact.signing.ades.own_marks import has_own_marks
from datapact.signing.ceremony.proof import AGREEMENT, PROOF, Proof
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.own_form import by_others_alone, signs_for
from datapact.signing.pades.revisions import read_pdf
from datapact.signing.pades.revocation import REVOKED, REVOKED_BEFORE, REVOKED_STAMPED
from datapact.signing.pades.signature import NOTHING, SignatureVerdict
from datapact.signing.pades.timestamp import timestamp_words
from datapact.signing.trusted_lists.relied import RelyingOn

_UNSIGNED = Message(
    N_(
        "This PDF carries no signature and no proof: from the file alone nobody can tell whether it was changed. Ask whoever"
        " made it whether its SHA-256 digest is the recorded one."
    )
)


type Receipted = Mapping[str, Mapping[str, str]]
"""By agreement and slot the digest of the PDF with a signature that another party had before any revocation."""
NO_HISTORY: Final[Receipted] = MappingProxyType({})


def verify_pdf(
    data: bytes,
    name: str,
    *,
    cards: Sequence[Card],
    require_trust: bool,
    receipted: Receipted = NO_HISTORY,
    lists: Path | None = None,
    authorities: Sequence[bytes] = (),
    refusal: DataPactError | None = None,
    copies: Copies = NO_COPIES,
) -> Verdict:
    """The verdict on a PDF.

    ``receipted`` are receipts shown by histories at hand; the PDF itself cannot carry one. ``lists`` is a folder with
    trusted lists, ``authorities`` are certificates (DER) of those for timestamps on which the user relies. ``refusal`` says why it cannot be read as one of ours, where that is known.
    ``copies`` are what is at hand for places that are empty in the common PDF of an agreement.
    """
    drawn: list[Pages] = []
    return verdict_on(
        "pdf",
        name,
        lambda: _read(data, name, lists, authorities, refusal, cards),
        lambda parts, lines: _judge(
            parts, lines, data, receipted, drawn, lists, authorities, {card.organisation for card in cards}, copies
        ),
        lines=lambda parts: parts.lines,
        details=lambda parts: _details(parts, drawn),
        cards=cards,
        require_trust=require_trust,
    )


def _read(
    data: bytes,
    name: str,
    lists: Path | None,
    authorities: Sequence[bytes],
    refusal: DataPactError | None,
    cards: Sequence[Card],
) -> AgreementParts | Verdict:
    if b"<datapact:stage>paper<" in data:
        with loading():  # few files are of this kind
            from datapact.audit.verify.packet import verify_packet

        if (packet := verify_packet(data, name, lists, authorities, cards)) is not None:
            return packet
    try:
        if refusal is not None:
            raise refusal
        opened = read_pdf(data)
        files = attached_files(opened)
    except Damaged:
        if b"<datapact:stage>frozen<" in data and (copy := _as_copy(data, name, lists, authorities, cards)) is not None:
            return copy
        if has_own_marks(data) or (other := _by_another_program(data, name, lists, authorities)) is None:
            raise
        return other
    if PROOF not in files or AGREEMENT not in files:
        other = None if has_own_marks(data) else _by_another_program(data, name, lists, authorities)
        return other if other is not None else _without_proof(data, name)
    if opened.revisions[1:] and by_others_alone(opened.reader):
        copy = _as_copy(data, name, lists, authorities, cards)
        if copy is not None:
            return copy
    return parts_of(data[: opened.revisions[0].end], files)


def _by_another_program(data: bytes, name: str, lists: Path | None, authorities: Sequence[bytes]) -> Verdict | None:
    with loading():
        from datapact.audit.verify.other_pdf import verify_other_pdf
    return verify_other_pdf(data, name, lists, authorities)


def _judge(
    parts: AgreementParts,
    lines: Lines,
    data: bytes,
    receipted: Receipted,
    drawn: list[Pages],
    lists: Path | None,
    authorities: Sequence[bytes],
    confirmed: Collection[str],
    copies: Copies = NO_COPIES,
) -> Iterator[ReportLine]:
    if _is_withheld(parts.proof):
        withheld = Message("Parts of the freeze entry are withheld, so nobody can tell who was to sign.")
        yield Finding("indeterminate", withheld)
        return
    agreed = [
        *check_agreed_text(parts.proof, parts.lines, parts.agreement),
        *check_parties(parts.proof, parts.state, parts.lines),
        *check_signatories(parts.proof, parts.lines),
    ]
    yield from agreed
    pinned = [] if any(one.weight == "invalid" for one in agreed) else _named_certificates(parts.proof)
    had = receipted.get(parts.proof.freeze.history, NOTHING)
    report = inspect_signatures(
        data,
        roots=[*identity_certificates(lines), *pinned],
        crls=revocation_lists(lines),
        receipted=had,
        relies=RelyingOn(tuple(authorities), lists),
    )
    at_hand = copies.get(parts.proof.freeze.history, {})
    signatures = tuple(
        _filled_elsewhere(parts, _expected(parts.proof, report), report, at_hand, lines, confirmed, lists)
    )
    yield from signatures
    noted = {one.field for one in report.signatures if one.receipted}
    fields = {one.field for one in report.signatures}
    judged = [
        *_check_signatures(parts.proof, report, signatures),
        *_check_revocations(
            parts.proof, lines, [one for one in signatures if one.slot in fields and one.slot not in noted], report
        ),
    ]
    yield from judged
    if any(one.message.id in _OF_REVOCATIONS for one in (*agreed, *judged)) and not had:
        yield Finding("note", Message(NO_RECEIPT))
    yield from _by_who_left(parts.proof, lines, [one for one in signatures if one.slot in fields])
    vouched = not any(one.weight == "invalid" for one in (*agreed, *judged)) and _all_vouch(
        signatures, report, _party_names(parts.state, lines)
    )
    pages, found = check_pages(parts, vouched=vouched)
    drawn.append(pages)
    yield from found
    if pages == "vouched" and not lines.keys() & set(confirmed):
        yield Finding("note", Message(NOBODY_CONFIRMED))


def _all_vouch(
    signatures: Sequence[SignatureLine], report: SignatureReport, names: Mapping[str, Collection[str]]
) -> bool:
    """Whether everybody who was to sign did so, validly and in the ceremony, which compares the pages with the text.

    ``names`` are those of the parties by their organisation. Each must have signed: one for which nobody was to sign has
    accepted the text and never saw the pages.
    """
    named = {one.field: one.named for one in report.signatures}
    return names.keys() <= {one.organisation for one in signatures} and all(
        one.verdict == "valid"
        and one.slot in named
        and _in_ceremony(one, *named[one.slot], names.get(one.organisation, ()))
        for one in signatures
    )


def _in_ceremony(line: SignatureLine, person: str, reason: str, parties: Collection[str]) -> bool:
    """Whether the signature names the person, and one of the ``parties`` of the organisation, as only the ceremony does."""
    return person == line.person and any(signs_for(reason, party) for party in parties)


def _party_names(state: JsonObject, lines: Lines) -> dict[str, list[str]]:
    """The names that the text gives to the parties of each organisation."""
    return {
        organisation: [str(party.get("name")) for party in _parties(state) if party.get("organisation") == organisation]
        for organisation in lines
    }


def _parties(state: JsonObject) -> list[Mapping[str, Any]]:
    terms = state.get("terms")
    parties = terms.get("parties") if isinstance(terms, Mapping) else None
    return [one for one in parties if isinstance(one, Mapping)] if isinstance(parties, list | tuple) else []


def _is_withheld(proof: Proof) -> bool:
    return bool(proof.freeze.missing or proof.freeze.erased)


def _without_proof(data: bytes, name: str) -> Verdict:
    """Judge a PDF that is no frozen agreement: nothing can be said of its signatures except that they are broken."""
    return verdict_on(
        "pdf",
        name,
        lambda: inspect_signatures(data, roots=[]),
        lambda report, _lines: _of_no_agreement(report),
        details=lambda _report: None,
    )


def _of_no_agreement(report: SignatureReport) -> Iterator[Finding]:
    if not report.signatures and report.verdict != "invalid":
        yield Finding("indeterminate", _UNSIGNED)
        return
    lacks = Message("This PDF carries no proof of an agreement, so nobody knows who was to sign it.")
    yield Finding("indeterminate", lacks)
    judged = [(report.verdict, report.reasons), *((one.verdict, one.reasons) for one in report.signatures)]
    for verdict, reasons in judged:
        for reason in reasons:
            yield Finding("invalid" if verdict == "invalid" else "indeterminate", reason)


def _named_certificates(proof: Proof) -> list[x509.Certificate]:
    """Certificates that an organisation names for its signatory: it vouches for them, whoever issued them."""
    return [x509.load_der_x509_certificate(one.certificate) for one in proof.signatories if one.certificate]


def _expected(proof: Proof, report: SignatureReport) -> Iterator[SignatureLine]:
    made = {one.field: one for one in report.signatures}
    for signatory in proof.signatories:
        signature = made.get(signatory.slot)
        expected = SignatureLine(
            slot=signatory.slot,
            person=signatory.person,
            capacity=signatory.capacity,
            party=signatory.party,
            organisation=signatory.organisation,
            verdict="invalid",
            reasons=(Message("{person} has not signed.", {"person": signatory.person}),),
        )
        if signature is None:
            yield expected
            continue
        reasons: tuple[Message, ...] = signature.reasons
        verdict: SignatureVerdict = signature.verdict
        if signature.certificate.public_bytes(Encoding.DER) != signatory.certificate:
            other = Message(
                "The signature in the place of {person} was made with another certificate.",
                {"person": signatory.person},
            )
            reasons = (other, *reasons)
            verdict = "invalid"
        yield replace(
            expected,
            verdict=verdict,
            reasons=reasons,
            signer=signature.signer,
            time=signature.time,
            level=signature.level,
            covers=signature.covers,
            proven=None if signature.proven is None else signature.proven.time,
            proven_by="" if signature.proven is None else signature.proven.authority,
            proven_until=signature.proven_until,
        )


def _filled_elsewhere(
    parts: AgreementParts,
    expected: Iterable[SignatureLine],
    report: SignatureReport,
    at_hand: Mapping[str, CopyAtHand],
    lines: Lines,
    confirmed: Collection[str],
    lists: Path | None,
) -> Iterator[SignatureLine]:
    """The expected signatures; a place that is empty here, by what is at hand for it, or by who signed after it."""
    places = [one.slot for one in parts.proof.signatories]
    signed = {one.field for one in report.signatures}
    by_person = {one.slot for one in parts.proof.signatories if not one.certificate}
    last = max((places.index(one) for one in signed if one in places), default=-1)
    for one in expected:
        if one.slot in signed:
            yield one
        elif one.slot in at_hand:
            with loading():  # few agreements have copies
                from datapact.audit.verify.own_copies import with_copy
            ours = [place.slot for place in parts.proof.signatories if place.organisation == one.organisation]
            yield with_copy(one, at_hand[one.slot], parts.base, parts.state, ours, lines, confirmed, lists)
        elif places.index(one.slot) < last or one.slot in by_person:
            words = Message(BY_PERSON if one.slot in by_person else NOT_IN_THIS_FILE, {"person": one.person})
            yield replace(one, verdict="indeterminate", reasons=(words,))
        else:
            yield one


def _as_copy(
    data: bytes, name: str, lists: Path | None, authorities: Sequence[bytes], cards: Sequence[Card]
) -> Verdict | None:
    with loading():
        from datapact.audit.verify.own_copies import verify_copy
    return verify_copy(data, name, lists, authorities, cards)


def _check_signatures(proof: Proof, report: SignatureReport, signatures: Sequence[SignatureLine]) -> Iterator[Finding]:
    for line in signatures:
        for reason in line.reasons:
            yield Finding("invalid" if line.verdict == "invalid" else "indeterminate", reason)
    for reason in report.reasons:
        yield Finding("invalid" if report.verdict == "invalid" else "indeterminate", reason)
    for note in (*report.notes, *(note for one in report.signatures for note in one.notes)):
        yield Finding("note", note)
    slots = [one.slot for one in proof.signatories]
    fields = [one.field for one in report.signatures]
    if not set(fields) <= set(slots):
        yield Finding("invalid", Message("Somebody signed who was not expected to."))
    elif fields != [slot for slot in slots if slot in fields]:
        yield Finding("invalid", Message("The signatures were not made in the order that the freeze fixes."))
    if set(report.empty_fields) - set(slots):
        yield Finding("invalid", Message("This PDF has signature fields that the freeze does not know."))
    for line in signatures:
        if line.time is not None and line.time < proof.freeze.time:
            yield Finding(
                "note",
                Message("{person} claims a time before the text was frozen.", {"person": line.person}),
            )


def _check_revocations(
    proof: Proof, lines: Lines, signatures: Sequence[SignatureLine], report: SignatureReport
) -> Iterator[Finding]:
    """Check keys that an organisation revoked in its history, for certificates that no list of ours covers."""
    kids = {slot["id"]: (slot["organisation"], slot["kid"]) for slot in proof.freeze.body["slots"]}
    stamps = {one.field: one.proof for one in report.signatures}
    proven = {one.field: one.proven for one in report.signatures}
    for signature in signatures:
        organisation, kid = kids.get(signature.slot, ("", ""))
        line = lines.get(organisation)
        if line is None or signature.time is None or kid not in line.state.revoked:
            continue
        revoked = next(one.digest for one in line.entries if one.kind == "revocation" and kid in one.body["kids"])
        told: dict[str, str | int | Message] = {"person": signature.person, "time": moment_words(line.time_of(revoked))}
        stamp, proved = stamps.get(signature.slot), proven.get(signature.slot)
        if proved is not None:
            later = proved.time < line.time_of(revoked)
            text = KEY_REVOKED_AFTER if later else KEY_REVOKED_BEFORE
            yield Finding("note" if later else "indeterminate", Message(text, {**told, **timestamp_words(proved)}))
        elif stamp is not None:
            yield Finding("indeterminate", Message(KEY_REVOKED_STAMPED, {**told, **timestamp_words(stamp)}))
        else:
            yield Finding("indeterminate", Message(KEY_REVOKED, told))


KEY_REVOKED_AFTER = N_(
    "The key of {person} was revoked later, as of {time} by the word of its organisation; the timestamp of {authority} proves that"
    " the signature was there on {stamp}."
)
KEY_REVOKED_BEFORE = N_(
    "The key of {person} was revoked, as of {time} by the word of its organisation; that is before {stamp}, since when the"
    " timestamp of {authority} proves the signature."
)
KEY_REVOKED_STAMPED = N_(
    "The key of {person} was revoked, as of {time} by the word of its organisation; the timestamp of {authority} says {stamp}"
    " for the signature. Whether {authority} can be relied on, this program does not say."
)
KEY_REVOKED = N_(
    "The key of {person} was revoked, as of {time} by the word of its organisation; no timestamp proves which is"
    " older, the signature or the revocation."
)
_OF_REVOCATIONS = (
    *(REVOKED, REVOKED_STAMPED, REVOKED_BEFORE),
    *(KEY_REVOKED, KEY_REVOKED_STAMPED, KEY_REVOKED_BEFORE),
)
NO_RECEIPT = N_(
    "A PDF alone carries no receipt of another party, which could show that the signature came first. Verify it together with"
    " a dossier of the agreement, or in a vault that has its history."
)


def _by_who_left(proof: Proof, lines: Lines, signatures: Sequence[SignatureLine]) -> Iterator[Finding]:
    """Judge offer, accepts and freeze by a revoked key; a signature of its organisation here shows them older."""
    signed = {one.organisation for one in signatures if one.verdict == "valid"}
    yield from impossible_times([proof.offer, *proof.accepts, proof.freeze], lines)
    for entry in doubtful([proof.offer, *proof.accepts, proof.freeze], lines):
        if entry.organisation not in signed:
            yield Finding("indeterminate", doubt(entry, lines))


def _details(parts: AgreementParts, drawn: Sequence[Pages]) -> JsonObject | None:
    if _is_withheld(parts.proof):
        return None
    number, title = parts.state.get("number"), parts.state.get("title")
    return {
        "agreement": parts.proof.freeze.history,
        "number": number if isinstance(number, str) else "",
        "title": title if isinstance(title, dict) else {},
        "agreement_sha256": str(parts.proof.freeze.body["agreement_sha256"]),
        "layout": str(parts.proof.freeze.body["layout"]),
        "pages": drawn[0] if drawn else "not_proven",
        "missing_disclosures": sum(
            entry.missing + len(entry.erased) for entry in (parts.proof.freeze, parts.proof.offer, *parts.proof.accepts)
        ),
    }
