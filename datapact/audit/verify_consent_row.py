"""Verify the proof of one consent row: that it is under the root of a batch, and that the batch was signed.

The proof names no organisation's history, so the signature can only be judged with a card of the organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from datapact.audit.decision_tables import check_row
from datapact.audit.dossier_file import read_entry_json
from datapact.audit.verdict import Finding, Verdict, conclude, refused
from datapact.consent.batch import PROOF_TYPE, WITH_VOUCHERS, row_of_disclosure
from datapact.errors import DataPactError, Malformed, NewerFormat
from datapact.history.authority import verify_authors
from datapact.history.disclosure import digest_of
from datapact.history.entry import Entry
from datapact.history.merkle import is_included
from datapact.history.vouching import Voucher, doubt, doubtful, read_vouchers
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
        proof = read_proof(data)
        row = check_row(row_of_disclosure(proof.disclosure))
        findings = list(judge_row(proof, cards))
    except DataPactError as error:
        return conclude("consent_row", name, [refused(error)])
    details: JsonObject = {
        "entry": proof.entry.digest,
        "index": proof.index,
        "event_id": str(row["event_id"]),
        "subject": str(row["subject"]),
        "dataset": str(row["dataset"]),
        "purpose": str(row["purpose"]),
        "controller": str(row["controller"]),
        "state": str(row["state"]),
        "at": str(row["at"]),
    }
    return conclude("consent_row", name, findings, details=details)


@dataclass(frozen=True, slots=True)
class RowProof:
    """A proof, read and not yet judged."""

    entry: Entry
    index: int
    count: int
    disclosure: str
    path: tuple[str, ...]
    vouchers: tuple[Voucher, ...] = ()


def read_proof(data: bytes) -> RowProof:
    """The proof in a file; raises Malformed or NewerFormat."""
    value = parse_object(data.strip(), limit=LARGEST)
    number = value.get("v")
    if isinstance(number, int) and number > WITH_VOUCHERS:
        raise NewerFormat(N_("This file was written by a newer DataPact. Update DataPact and try again."))
    vouchers = read_vouchers(value.pop("vouched")) if number == WITH_VOUCHERS and "vouched" in value else ()
    match value:
        case {
            "type": "datapact-consent-row",
            "v": int(),
            "entry": {"jws": str(jws), "disclosures": list(disclosures), **more},
            "index": int(index),
            "count": int(count),
            "disclosure": str(disclosure),
            "path": list(path),
            **rest,
        } if not rest and not more and len(path) <= MOST_STEPS and all(isinstance(one, str) for one in path):
            if number == (WITH_VOUCHERS if vouchers else 1) and not any(
                type(one) is bool for one in (number, index, count)
            ):
                entry = read_entry_json({"jws": jws, "disclosures": list(disclosures), "erased": []})
                return RowProof(entry, index, count, disclosure, tuple(str(one) for one in path), vouchers)
    raise Malformed(N_("This proof is not in its form. Ask the sender for a new file."))


def judge_row(proof: RowProof, cards: Sequence[Card]) -> Iterator[Finding]:
    """Whether the row is under the root of the batch, and the batch signed by somebody who had the right to."""
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
    doubts = [Finding("indeterminate", doubt(one, lines)) for one in doubtful([entry], lines, proof.vouchers)]
    yield from doubts
    if doubts:
        return
    name = {"organisation": lines[entry.organisation].state.name}
    yield Finding("note", Message("The batch was signed for {organisation} by somebody who had the right to.", name))
