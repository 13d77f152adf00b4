"""Verify a consent receipt, or the proof of one consent row: that the row is under the root of a batch that was signed.

A proof names no organisation's history, so its signature can only be judged with a card of the organisation. The
signature over the whole receipt covers what it says besides the row (names, addresses, the notice, the time of issue);
without it a doubt is left. Its PDF is signed too, and its pages are redrawn from the receipt inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.audit.formats.dated import impossible_times
from datapact.audit.formats.decision_tables import check_row
from datapact.audit.formats.trust import identity_certificates, revocation_lists
from datapact.audit.formats.verdict import Finding, Verdict
from datapact.audit.verify.redrawn import compared, language_of
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject, from_base64url, parse_object, to_base64url
from datapact.base.texts import N_, Message
from datapact.consent.records.batch_proof import RowProof, row_of_disclosure
from datapact.consent.records.receipt import Receipt
from datapact.consent.records.receipt_file import SIGNATURE_TYPE, ReceiptInFile, read_receipt, signed_part
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.jws import read_compact, verify
from datapact.history.commitments.merkle import is_included
from datapact.history.entries.entry import Entry
from datapact.history.fold.authority import verify_authors
from datapact.history.fold.vouching import doubt, doubtful
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.pdf.reports.consent_receipt import FIELD, NAME, receipt_files, receipt_report
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.revisions import OpenPdf, open_pdf


def is_consent_row(data: bytes) -> bool:
    """Whether this is the JSON of such a proof."""
    if not data.lstrip().startswith(b"{") or len(data) > RowProof.largest:
        return False
    with suppress(DataPactError):
        return parse_object(data.strip(), limit=RowProof.largest).get("type") == RowProof.file_kind
    return False


def verify_consent_row(data: bytes, name: str, cards: Sequence[Card]) -> Verdict:
    """The verdict on a proof; indeterminate without a card of the organisation that signed the batch."""

    def read() -> tuple[RowProof, Mapping[str, object]]:
        proof = RowProof.read(data.strip())
        return proof, check_row(row_of_disclosure(proof.disclosure))

    def details(parts: tuple[RowProof, Mapping[str, object]]) -> JsonObject:
        proof, row = parts
        shown = ("event_id", "subject", "dataset", "purpose", "controller", "state", "at")
        return {
            "entry": proof.entry.digest,
            "index": proof.index,
            **{member: str(row[member]) for member in shown},
        }

    return verdict_on("consent_row", name, read, lambda parts, _lines: judge_row(parts[0], cards), details=details)


def judge_row(proof: RowProof, cards: Sequence[Card]) -> Iterator[Finding]:
    """Judge whether the row is under the root of the batch, and the batch signed by a member with the right to."""
    entry, index, disclosure, path = proof.entry, proof.index, proof.disclosure, proof.path
    count, root = entry.body.get("count"), entry.body.get("root")
    if entry.kind != "consent_batch" or not isinstance(count, int) or not isinstance(root, str):
        yield Finding("invalid", Message(N_("The entry in the proof does not sign a batch of consents.")))
        return
    if proof.count != count:
        yield Finding("invalid", Message(N_("The proof names another number of rows than the signed batch has.")))
        return
    leaf = from_base64url(digest_of(disclosure))
    if not is_included(leaf, index, count, [from_base64url(one) for one in path], from_base64url(root)):
        yield Finding("invalid", Message(N_("The row is not under the root of the batch.")))
        return
    yield Finding("note", Message("The row is number {n} of {m} of the signed batch.", {"n": index + 1, "m": count}))
    lines = {card.organisation: card.line for card in cards}
    if entry.organisation not in lines:
        yield Finding(
            "indeterminate",
            Message(N_("Who signed the batch can only be told with the organisation's card: --trust FILE.dpcard.")),
        )
        return
    try:
        verify_authors([entry], lines)
    except DataPactError as error:
        yield Finding("invalid", error.message)
        return
    doubts = [Finding("indeterminate", doubt(one, lines)) for one in doubtful([entry], lines, proof.vouched)]
    doubts += impossible_times([entry], lines)
    yield from doubts
    if doubts:
        return
    name = {"organisation": lines[entry.organisation].state.name}
    yield Finding("note", Message("The batch was signed for {organisation} by somebody who had the right to.", name))


__all__ = ["NAME", "is_receipt", "verify_receipt"]

_TYPE = "ConsentReceipt"
_NOT_SIGNED = Message(
    N_(
        "This receipt is not signed as a whole, so nothing proves its names and addresses, what its notice says and when it"
        " was issued. Ask the organisation for a new one."
    )
)
_PAGES_NOT_SIGNED = Message(N_("The pages are not signed. Ask the organisation for a new receipt."))
_REVOKED = Message(
    N_("The key that signed this receipt was revoked since; nobody can tell whether before. Ask for a new receipt.")
)
_STRANGER = Message(N_("The receipt was signed by nobody of the organisation that issued it."))


def is_receipt(data: bytes) -> bool:
    """Whether a JSON file claims to be a consent receipt."""
    return data.lstrip().startswith(b"{") and f'"{_TYPE}"'.encode() in data[: ReceiptInFile.largest]


def verify_receipt(data: bytes, name: str, cards: Sequence[Card]) -> Verdict:
    """The verdict on a receipt as JSON or PDF; indeterminate without a card of the organisation, or without a proof."""
    return verdict_on(
        "consent_receipt",
        name,
        lambda: _read(data),
        lambda parts, _lines: _judge(*parts, cards),
        details=lambda parts: _details(parts[1]),
    )


def _read(data: bytes) -> tuple[OpenPdf | None, Receipt]:
    pdf = open_pdf(data) if data.startswith(b"%PDF-") else None
    written = data.strip() if pdf is None else attached_files(pdf)[NAME]
    return pdf, read_receipt(parse_object(written, limit=ReceiptInFile.largest))


def _judge(pdf: OpenPdf | None, receipt: Receipt, cards: Sequence[Card]) -> Iterator[Finding]:
    yield from _content(receipt, cards)
    if pdf is not None:
        yield from _pdf(pdf, receipt, cards)


def _content(receipt: Receipt, cards: Sequence[Card]) -> Iterator[Finding]:
    if receipt.proof is None:
        yield Finding(
            "indeterminate", Message(N_("This receipt carries no proof. Ask the organisation for a new one."))
        )
    else:
        yield from _row(receipt, receipt.proof, cards)
    yield from _whole(receipt, cards)


def _row(receipt: Receipt, proof: Mapping[str, Any], cards: Sequence[Card]) -> Iterator[Finding]:
    """Compare the receipt's statements on the consent with the signed row."""
    shown = RowProof.of(dict(proof))
    row = check_row(row_of_disclosure(shown.disclosure))
    pairs = _pairs(receipt, row, shown.entry, proof)
    wrong = [name for name, (said, signed) in pairs.items() if said != signed]
    for name in wrong:
        yield Finding(
            "invalid", Message(N_("The receipt says something else than what was signed: {name}"), {"name": name})
        )
    yield from judge_row(shown, cards)
    if not wrong:
        yield Finding("note", Message("What the receipt says of the consent is what was signed."))


def _pairs(
    receipt: Receipt, row: Mapping[str, Any], entry: Entry, proof: Mapping[str, Any]
) -> dict[str, tuple[object, object]]:
    """Pairs of the receipt's value and the signed one, by the receipt's names."""
    event = receipt.event
    return {
        "record_id": (event.event_id, row["event_id"]),
        "pii_principal_id": (event.subject, row["subject"]),
        "dataset": (event.dataset, row["dataset"]),
        "purposes": (event.purpose, row["purpose"]),
        "controllers": (event.controller, row["controller"]),
        "state": (event.state, row["state"]),
        "time": (write_time(event.at), row["at"]),
        "recorded": (event.recorded, entry.time),
        "valid_until": (None if event.until is None else write_time(event.until), row["until"]),
        "explicit": (event.explicit, row["explicit"]),
        "notice": ((event.notice, event.notice_version), (row["notice"], row["notice_version"])),
        "further": (dict(receipt.more), row["more"]),
        "batch_entry": (event.batch, entry.digest),
        "issuer": (receipt.issuer.reference, entry.organisation),
        "count": (proof["count"], entry.body.get("count")),
    }


def _whole(receipt: Receipt, cards: Sequence[Card]) -> Iterator[Finding]:
    """The signature over the receipt as a whole, as far as a card of the issuer is at hand."""
    if not receipt.signature:
        yield Finding("indeterminate", _NOT_SIGNED)
        return
    token = read_compact(receipt.signature, SIGNATURE_TYPE)
    line = _issuer(receipt, cards)
    if token.payload != signed_part(receipt):
        yield Finding("invalid", Message(N_("The receipt was changed after it was signed.")))
    elif line is None:
        yield Finding("indeterminate", _no_card())
    else:
        member = _member(line, token.kid)
        if member is None or not verify(token, member.author_key):
            yield Finding("invalid", _STRANGER)
        elif token.kid in line.state.revoked:
            yield Finding("indeterminate", _REVOKED)
        else:
            person = {"person": member.name or member.id, "organisation": line.state.name}
            yield Finding(
                "note", Message(N_("The receipt is unaltered; {person} of {organisation} signed it."), person)
            )


def _pdf(pdf: OpenPdf, receipt: Receipt, cards: Sequence[Card]) -> Iterator[Finding]:
    """Judge the PDF's signature, and its pages against the receipt inside."""
    line = _issuer(receipt, cards)
    lines = {} if line is None else {line.id: line}
    report = inspect_signatures(
        pdf.data, roots=identity_certificates(lines), crls=revocation_lists(lines), purpose="dossier"
    )
    signed = len(pdf.revisions) > 1 or bool(report.empty_fields)
    if signed:
        yield from _signature(report, receipt, line)
    else:
        yield Finding("indeterminate", _PAGES_NOT_SIGNED)
    language = language_of(pdf)
    yield from compared(
        pdf,
        lambda: receipt_report(receipt, language, signed=signed),
        receipt.issued,
        receipt_files(receipt, language),
        NAME,
    )


def _signature(report: SignatureReport, receipt: Receipt, line: OrganisationLine | None) -> Iterator[Finding]:
    """One signature over the whole file, by the member who signed the receipt inside."""
    if [one.field for one in report.signatures] != [FIELD] or report.empty_fields:
        yield Finding(
            "invalid", Message(N_("The PDF of a receipt must carry exactly one signature, that of its issuer."))
        )
    for reason in report.all_reasons:
        yield Finding("invalid" if report.verdict == "invalid" else "indeterminate", reason)
    for note in (*report.notes, *(note for one in report.signatures for note in one.notes)):
        yield Finding("note", note)
    if line is None or not receipt.signature:
        yield Finding("indeterminate", _no_card())
        return
    member = _member(line, read_compact(receipt.signature, SIGNATURE_TYPE).kid)
    for one in report.signatures:
        if member is None or member.author != to_base64url(one.certificate.public_bytes(Encoding.DER)):
            yield Finding("invalid", _STRANGER)
        if one.time != receipt.issued:
            yield Finding("invalid", Message(N_("The PDF was signed at another time than the receipt in it.")))


def _no_card() -> Message:
    return Message(N_("Who signed the receipt can only be told with the organisation's card: --trust FILE.dpcard."))


def _issuer(receipt: Receipt, cards: Sequence[Card]) -> OrganisationLine | None:
    return next((card.line for card in cards if card.organisation == receipt.issuer.reference), None)


def _member(line: OrganisationLine, kid: str) -> Member | None:
    return next((one for one in line.people() if one.author_kid == kid), None)


def _details(receipt: Receipt) -> JsonObject:
    event = receipt.event
    return {
        "receipt": receipt.id,
        "event_id": event.event_id,
        "subject": event.subject,
        "dataset": event.dataset,
        "state": event.state,
        "at": write_time(event.at),
        "entry": event.batch,
    }
