"""Signatures in a dossier: signers, capacities, authority, certificates, and the results of checking."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.agreements.projection.status import evidence_words
from datapact.agreements.text.slot_evidence import COPIES_WORDS, copy_words, slot_standings
from datapact.audit.formats.trust import identity_certificates, revocation_lists
from datapact.audit.pages.dossier_content import WITHHELD_WORD, Content, member, members, shown
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Language, Message
from datapact.base.worker_process import run_apart
from datapact.checks.model.signing_authority import capacity_words, is_met
from datapact.contract.vocabulary.labels import word
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.certificates import load_certificate
from datapact.history.fold.receipted import receipted
from datapact.organisation.identity.certificate_authority import decode_revocation_list, encode
from datapact.pdf.reports.parts import Facts, Heading, Icon, Note, Paragraph, Part, Table, Verdict, Words, warning
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.signature import Signature, SignatureVerdict

_SHORT_NAMES = {x509.NameOID.SERIAL_NUMBER: "serialNumber"}
_EXAMINATION = "datapact.audit.pages.dossier_signatures:examination"
TITLE = Message(N_("Signatures"))
_VERDICTS: Mapping[SignatureVerdict, tuple[Icon, Message]] = {
    "valid": ("yes", Message(N_("valid"))),
    "invalid": ("no", Message(N_("INVALID"))),
    "indeterminate": ("open", Message(N_("indeterminate"))),
}
_NOT_FROZEN = Message(N_("The text was not fixed for signature; nobody has signed."))
_NOBODY = Message(N_("The text is fixed for signature, and nobody has signed yet."))
_NOT_BINDING = Message(N_("Not every named signatory has signed; nothing is binding yet (§ 154(2) BGB)."))
_BY_WORD = Message(
    N_(
        "“By the word of” means: a member of this house recorded it and keeps what shows it; no program has checked it. A"
        " signature in the PDF was checked when it came back: the file is ours byte for byte, and only its field was signed."
    )
)
_OWN_COPIES = Message(
    N_(
        "Each of these parties says so of its own place, in an entry that is signed. Its copy is a counterpart (§ 126a(2) BGB) where it is a PDF; what such a"
        " file shows, verifying this dossier says. In the common PDF these places are empty."
    )
)
_ONLY_COPIES = Message(N_("Nobody signed the common PDF: every party signed a copy of its own."))
_PDF_WITHHELD = Message(
    N_("Parts of the agreement are withheld. A signed PDF is never redacted, so it is withheld as a whole.")
)
_PDF_MISSING = Message(N_("The signed PDF is not in this vault, so its signatures cannot be examined here."))
_ENTRIES_ALONE = Message(
    N_(
        "This follows from the entries by which the organisations recorded the signatures. The signatures themselves are in"
        " the signed PDF, which this file does not hold."
    )
)
_CHECKED = Message(N_("What checking the signed PDF says, with the organisations' own certificates as roots"))


def signature_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The section on signatures and authority."""
    yield Heading(TITLE)
    folded = content.folded
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None:
        yield from _elsewhere(content, language)
        return
    if folded.freeze is None and slot_standings(folded, {}):
        yield Paragraph(_NOT_BINDING, bold=True)
        yield from _slots(content, language)
        return
    if folded.freeze is None:
        yield Paragraph(_NOT_FROZEN)
        return
    parties = {shown(member(one, "key"), language): one for one in members(_terms(content, "parties"))}
    times = {one.slot: one.time for one in folded.in_common_pdf}
    headings = [
        Message(N_("No.")),
        Message(N_("Person")),
        Message(N_("Party")),
        Message(N_("Capacity")),
        Message(N_("Evidence of authority")),
        Message(N_("Signed, by claim")),
    ]
    rows: list[list[Words]] = []
    for slot in folded.freeze.slots:
        evidence = shown(slot.evidence, language)
        dated = shown(slot.evidence_date, language)
        rows.append(
            [
                slot.order,
                shown(slot.person, language),
                _name(parties.get(slot.party), slot.party, language),
                capacity_words(slot.capacity) if isinstance(slot.capacity, str) else shown(slot.capacity, language),
                f"{evidence} ({dated})" if dated else evidence,
                times.get(slot.id),
            ]
        )
    yield Table(headings, rows, widths=[0.6, 2.3, 2.9, 2.1, 2.9, 1.8], named=1)
    yield from _own_copies(content, parties, language)
    yield from _authority(content, parties, language)
    yield Heading(Message(N_("Examination")), 2)
    if content.withheld:
        yield Note(_PDF_WITHHELD)
    elif not folded.signed:
        yield Paragraph(_NOBODY)
    elif not folded.in_common_pdf:
        yield Paragraph(_ONLY_COPIES)
    elif not content.signed_pdf:
        yield warning(_PDF_MISSING)
    else:
        yield from _examined(content)


def _terms(content: Content, name: str) -> Any:
    return member(member(content.state, "terms"), name)


def _name(party: Any, key: str, language: Language) -> str:
    return key if party is None else shown(member(party, "name"), language) or key


def _own_copies(content: Content, parties: Mapping[str, Any], language: Language) -> Iterator[Part]:
    """The places that parties filled in copies of their own, by their word in the history, with the files that show it."""
    folded = content.folded
    slots = folded.freeze.slots if folded.freeze is not None else ()
    rows: list[list[Words]] = []
    for slot in slots:
        one = folded.own_copies.get(slot.id)
        if one is None or one.own_copy is None:
            continue
        copy, party = one.own_copy, _name(parties.get(slot.party), slot.party, language)
        files = "; ".join(f"{shown(file.name, language)} ({file.digest})" for file in copy.files)
        rows.append(
            [
                slot.order,
                shown(one.person, language),
                copy_words(copy, str(party)),
                _day(copy.day, language),
                files or "–",
                shown(copy.remarks, language),
            ]
        )
    if not rows:
        return
    yield Heading(Message(N_("Signed in copies of their own")), 2)
    yield Paragraph(_OWN_COPIES)
    headings = [
        Message(N_("No.")),
        Message(N_("Person")),
        Message(N_("Evidence")),
        Message(N_("Signed on")),
        Message(N_("File (SHA-256)")),
        Message(N_("Remarks")),
    ]
    yield Table(headings, rows, widths=[0.6, 2.2, 3.4, 1.5, 3.2, 1.7], named=1)


def _authority(content: Content, parties: Mapping[str, Any], language: Language) -> Iterator[Part]:
    """Whether each party's signing rule is met by those who have signed."""
    freeze = content.folded.freeze
    assert freeze is not None
    done = {one.slot for one in content.folded.signed}
    rows: list[list[Words]] = []
    for key in dict.fromkeys(slot.party for slot in freeze.slots):
        rule = member(parties.get(key, WITHHELD), "signing_rule") or "sole"
        slots = [slot for slot in freeze.slots if slot.party == key]
        capacities = [str(slot.capacity) for slot in slots if slot.id in done]
        met = all(slot.id in done for slot in slots) and is_met(str(rule), capacities)
        words = shown(rule, language) if rule is WITHHELD else word("signing_rule", str(rule)).text(language)
        told = Message(N_("met by those who signed")) if met else Message(N_("not met yet"))
        if WITHHELD in (rule, *(slot.capacity for slot in slots)):  # then this file cannot show it
            told = WITHHELD_WORD
        rows.append([_name(parties.get(key), key, language), words, told])
    yield Heading(Message(N_("Authority of the signatories")), 2)
    yield Table([Message(N_("Party")), Message(N_("Signing rule")), Message(N_("Result"))], rows)
    if done and not content.signed_pdf:
        yield Paragraph(_ENTRIES_ALONE, quiet=True)


def _examined(content: Content) -> Iterator[Part]:
    found: tuple[Part, ...] = run_apart(
        _EXAMINATION,
        content.signed_pdf,
        tuple(encode(one) for one in (*identity_certificates(content.lines), *_named(content))),
        tuple(encode(one) for one in revocation_lists(content.lines)),
        receipted(content.folded, content.lines),
        size=len(content.signed_pdf),
    )
    yield from found


def examination(
    pdf: bytes, roots: Sequence[str], crls: Sequence[str], receipted: Mapping[str, str]
) -> tuple[Part, ...]:
    """The check of a signed PDF, in the process that reads for us; certificates and lists are base64url DER."""
    try:
        report = inspect_signatures(
            pdf,
            roots=[load_certificate(one) for one in roots],
            crls=[decode_revocation_list(one) for one in crls],
            receipted=receipted,
        )
    except DataPactError as error:
        return (Verdict("no", _VERDICTS["invalid"][1], error.message),)
    icon, told = _VERDICTS[report.verdict]
    reasons = _reasons(report)
    found: list[Part] = [
        Paragraph(_CHECKED, quiet=True),
        Verdict(icon, told, reasons[0] if reasons else None),
        *map(Paragraph, reasons[1:]),
    ]
    for one in report.signatures:
        found += [Heading(one.signer, 3), Facts(_facts(one))]
    return tuple(found)


def _named(content: Content) -> list[x509.Certificate]:
    """Certificates that the organisations name for their signatories: they vouch for them, whoever issued them."""
    freeze = content.folded.freeze
    kids = {slot.kid for slot in freeze.slots} if freeze is not None else set()
    found = {
        one.signing: load_certificate(one.signing)
        for line in content.lines.values()
        for one in line.people()
        if one.signing and one.signing_kid in kids
    }
    return list(found.values())


def _reasons(report: SignatureReport) -> list[Message]:
    return [*report.all_reasons, *report.notes]


def _facts(one: Signature) -> list[tuple[Words, Words]]:
    certificate = one.certificate
    ends = certificate.not_valid_after_utc
    found: list[tuple[Words, Words]] = [
        (Message(N_("Result")), _VERDICTS[one.verdict][1]),
        (Message(N_("Level")), one.level),
        (Message(N_("Time, by the signer's claim")), one.time),
        (Message(N_("Certificate of")), certificate.subject.rfc4514_string(_SHORT_NAMES)),
        (Message(N_("Issued by")), certificate.issuer.rfc4514_string(_SHORT_NAMES)),
        (Message(N_("Serial number")), f"{certificate.serial_number:X}"),
        (
            Message(N_("Fingerprint (SHA-256)")),
            hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest(),
        ),
        (Message(N_("Valid from")), certificate.not_valid_before_utc),
        (Message(N_("Valid until")), Message(N_("no expiry")) if ends.year == 9999 else ends),
    ]
    return [*found, *((Message(N_("Note")), note) for note in (*one.reasons, *one.notes))]


def _day(text: object, language: Language) -> Words:
    """A recorded day; unchanged where it is no day, or is withheld."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else shown(text, language)
    except ValueError:
        return shown(text, language)


def _slots(content: Content, language: Language) -> Iterator[Part]:
    """Who signed where, and on what evidence, where people without DataPact sign, too."""
    standings = slot_standings(content.folded, content.names(language))
    if not standings:
        return
    outside = content.folded.outside
    assert outside is not None
    assert outside.slots is not None
    yield Heading(Message(N_("Who signed, and on what evidence")), 2)
    yield Paragraph(Message(COPIES_WORDS[outside.slots.fixed.copies]))
    rows: list[list[Words]] = [
        [
            one.slot.order,
            shown(one.slot.person, language),
            one.party_name,
            capacity_words(one.slot.capacity),
            one.words,
            _day(one.record.day, language) if one.record is not None else "",
            shown(one.record.remarks, language) if one.record is not None else "",
        ]
        for one in standings
    ]
    headings = [
        Message(N_("No.")),
        Message(N_("Person")),
        Message(N_("Party")),
        Message(N_("Capacity")),
        Message(N_("Evidence")),
        Message(N_("Signed on")),
        Message(N_("Remarks")),
    ]
    yield Table(headings, rows, widths=[0.6, 2, 2.4, 1.8, 3.2, 1.4, 1.8], named=1)
    yield Paragraph(_BY_WORD, quiet=True)


def _elsewhere(content: Content, language: Language) -> Iterator[Part]:
    """The record of a signing outside DataPact."""
    record = content.folded.signed_elsewhere
    assert record is not None
    yield Paragraph(evidence_words(record.evidence), bold=True)
    yield Facts(
        [
            (Message(N_("Signed on")), _day(record.signed_on, language)),
            (Message(N_("Reference")), shown(record.reference, language)),
            (Message(N_("Remarks")), shown(record.remarks, language)),
            (Message(N_("Recorded on")), record.time),
            (Message(N_("Recorded by")), content.names().get(record.author, record.author)),
        ]
    )
    if content.withheld:
        yield Note(_PDF_WITHHELD)
    yield from _slots(content, language)
    rows: list[list[Words]] = [
        [
            shown(member(one, "signer"), language),
            shown(member(one, "time"), language),
            shown(member(one, "verdict"), language),
        ]
        for one in record.signatures
    ]
    if rows:
        yield Heading(Message(N_("Signatures found in the files when they were recorded")), 2)
        yield Table([Message(N_("Signer")), Message(N_("Time, by the signer's claim")), Message(N_("Result"))], rows)
