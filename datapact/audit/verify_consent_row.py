"""Verify the proof of one consent row: that it is under the root of a batch, and that the batch was signed.

The proof names no organisation's history, so the signature can only be judged with a card of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from datapact.audit.decision_tables import check_row
from datapact.audit.dossier_file import read_entry_json
from datapact.audit.verdict import Finding, Verdict, conclude, refused
from datapact.consent.batch import PROOF_TYPE, row_of_disclosure
from datapact.consent.merkle import is_included
from datapact.errors import DataPactError, Malformed
from datapact.history.authority import verify_authors
from datapact.history.disclosure import digest_of
from datapact.history.entry import Entry
from datapact.parties.card import Card
from datapact.strictjson import JsonObject, from_base64url, parse_object
from datapact.texts import N_, Message

LARGEST = 1024 * 1024
MOST_STEPS = 64


def is_consent_row(data: bytes) -> bool:
    """Whether this is the JSON of such a proof."""
    if not data.lstrip().startswith(b"{") or len(data) > LARGEST:
        return False
    with suppress(DataPactError):
        return parse_object(data.strip(), limit=LARGEST).get("type") == PROOF_TYPE
    return False


def verify_consent_row(data: bytes, name: str, cards: Sequence[Card]) -> Verdict:
    """The verdict on a proof; indeterminate without a card of the organisation that signed the batch."""
    try:
        entry, index, disclosure, path = read_proof(data)
        row = check_row(row_of_disclosure(disclosure))
        findings = list(judge_row(entry, index, disclosure, path, cards))
    except DataPactError as error:
        return conclude("consent_row", name, [refused(error)])
    details: JsonObject = {
        "entry": entry.digest,
        "index": index,
        "event_id": str(row["event_id"]),
        "subject": str(row["subject"]),
        "dataset": str(row["dataset"]),
        "purpose": str(row["purpose"]),
        "controller": str(row["controller"]),
        "state": str(row["state"]),
        "at": str(row["at"]),
    }
    return conclude("consent_row", name, findings, details=details)


def read_proof(data: bytes) -> tuple[Entry, int, str, list[str]]:
    """Entry, index, disclosure and path of a proof; raises Malformed."""
    match parse_object(data.strip(), limit=LARGEST):
        case {
            "type": "datapact-consent-row",
            "v": 1,
            "entry": {"jws": str(jws), "disclosures": list(disclosures)},
            "index": int(index),
            "count": int(),
            "disclosure": str(disclosure),
            "path": list(path),
            **rest,
        } if not rest and len(path) <= MOST_STEPS and all(isinstance(one, str) for one in path):
            entry = read_entry_json({"jws": jws, "disclosures": list(disclosures), "erased": []})
            return entry, index, disclosure, [str(one) for one in path]
    raise Malformed(N_("This proof is not in its form. Ask the sender for a new file."))


def judge_row(entry: Entry, index: int, disclosure: str, path: list[str], cards: Sequence[Card]) -> Iterator[Finding]:
    """Whether the row is under the root of the batch, and the batch signed by somebody who had the right to."""
    count, root = entry.body.get("count"), entry.body.get("root")
    if entry.kind != "consent_batch" or not isinstance(count, int) or not isinstance(root, str):
        yield Finding("invalid", Message(N_("The entry in the proof does not sign a batch of consents.")))
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
    name = {"organisation": lines[entry.organisation].state.name}
    yield Finding("note", Message("The batch was signed for {organisation} by somebody who had the right to.", name))
