"""Verify a consent receipt: that what it says of the consent is what a signed batch says, and by whom it was signed.

The receipt itself is not signed; it carries the proof of its row. Names, addresses and what the notice says are no part
of the row, so nothing proves them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datapact.audit.decision_tables import check_row
from datapact.audit.verdict import Finding, Verdict, conclude, refused
from datapact.audit.verify_consent_row import judge_row, read_proof
from datapact.clock import write_time
from datapact.consent.batch import row_of_disclosure
from datapact.errors import DataPactError, Malformed
from datapact.history.entry import Entry
from datapact.parties.card import Card
from datapact.signing.attachments import attached_files
from datapact.signing.revisions import open_pdf
from datapact.strictjson import JsonObject, canonical, parse_object
from datapact.texts import N_, Message

NAME = "consent-receipt.json"
LARGEST = 4 * 1024 * 1024
_TYPE = "ConsentReceipt"


def is_receipt(data: bytes) -> bool:
    """Whether a JSON file says of itself that it is a consent receipt."""
    return data.lstrip().startswith(b"{") and f'"{_TYPE}"'.encode() in data[:LARGEST]


def verify_receipt(data: bytes, name: str, cards: Sequence[Card]) -> Verdict:
    """The verdict on a receipt as JSON or PDF; indeterminate without a card of the organisation, or without a proof."""
    pdf = data.startswith(b"%PDF-")
    try:
        shown = parse_object(attached_files(open_pdf(data))[NAME] if pdf else data.strip(), limit=LARGEST)
        details = _details(shown)
        findings = list(_judge(shown, cards))
    except DataPactError as error:
        return conclude("consent_receipt", name, [refused(error)])
    if pdf:
        said = N_("The pages are not signed. What is proven is the attached file {file}; compare both.")
        findings.append(Finding("note", Message(said, {"file": NAME})))
    return conclude("consent_receipt", name, findings, details=details)


def _judge(shown: JsonObject, cards: Sequence[Card]) -> Iterator[Finding]:
    proof = shown.get("proof")
    if not isinstance(proof, dict):
        yield Finding(
            "indeterminate", Message(N_("This receipt carries no proof. Ask the organisation for a new one."))
        )
        return
    entry, index, disclosure, path = read_proof(canonical(proof))
    row = check_row(row_of_disclosure(disclosure))
    wrong = [name for name, (said, signed) in _pairs(shown, row, entry).items() if said != signed]
    for name in wrong:
        yield Finding(
            "invalid", Message(N_("The receipt says something else than what was signed: {name}"), {"name": name})
        )
    yield from judge_row(entry, index, disclosure, path, cards)
    if not wrong:
        yield Finding("note", Message("What the receipt says of the consent is what was signed."))
    yield Finding("note", Message("Names, addresses and what the notice says are not part of what was signed."))


def _pairs(shown: Mapping[str, Any], row: Mapping[str, Any], entry: Entry) -> dict[str, tuple[object, object]]:
    """What the receipt says and what was signed, by the receipt's names; raises Malformed for a receipt in disorder."""
    try:
        event, notice, purpose = shown["event"], shown["notice"], shown["purposes"][0]
        return {
            "record_id": (shown["record_id"], row["event_id"]),
            "pii_principal_id": (shown["pii_principal_id"], row["subject"]),
            "dataset": (shown["dataset"], row["dataset"]),
            "purposes": (purpose.get("@id", purpose.get("name")), row["purpose"]),
            "controllers": (shown["controllers"][0]["id"], row["controller"]),
            "state": (event["state"]["name"], row["state"]),
            "time": (event["time"], row["at"]),
            "recorded": (event["recorded"], write_time(entry.time)),
            "valid_until": (event["valid_until"], row["until"]),
            "explicit": (event["explicit"], row["explicit"]),
            "notice": ((notice["id"], notice["version"]), (row["notice"], row["notice_version"])),
            "further": (shown["further"], row["more"]),
            "batch_entry": (shown["batch_entry"], entry.digest),
            "how many purposes and controllers": ((len(shown["purposes"]), len(shown["controllers"])), (1, 1)),
        }
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise _malformed() from error


def _details(shown: Mapping[str, Any]) -> JsonObject:
    try:
        return {
            "receipt": str(shown["receipt_id"]),
            "event_id": str(shown["record_id"]),
            "subject": str(shown["pii_principal_id"]),
            "dataset": str(shown["dataset"]),
            "state": str(shown["event"]["state"]["name"]),
            "at": str(shown["event"]["time"]),
            "entry": str(shown["batch_entry"]),
        }
    except (KeyError, TypeError) as error:
        raise _malformed() from error


def _malformed() -> Malformed:
    return Malformed(N_("This receipt is not in its form. Ask the sender for a new file."))
