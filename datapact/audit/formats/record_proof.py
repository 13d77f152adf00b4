"""The proof of a delivery or of a recall: its signed records, the people in its sealed list, the public history.

One JSON file, from which a stranger verifies with openssl alone who recorded what about whom, and when. People may be
left out: hashes stand for their lines, and the root still verifies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from datapact.audit.formats.dossier import entry_json, read_entry_json
from datapact.base import strictjson
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_digest
from datapact.history.commitments.partial_proof import ShownRows, Span
from datapact.history.entries.entry import Entry
from datapact.history.fold.vouching import Voucher, read_vouchers, voucher_json

FORMAT: Final = 1
WITH_VOUCHERS: Final = 2
"""The number of a proof that carries vouchers, which readers of the first form do not know."""
TYPE: Final = "datapact-record-proof"
LARGEST: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 10_000


@dataclass(frozen=True, slots=True)
class SealedList:
    """The list of people that the record ``entry`` (a digest) seals by its root."""

    entry: str
    rows: ShownRows = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordProof:
    """``records`` are entries of the organisation's own history, oldest first; ``history`` is its public history."""

    organisation: str
    records: tuple[Entry, ...] = field(repr=False)
    people: SealedList
    history: tuple[Entry, ...] = field(repr=False)
    vouchers: tuple[Voucher, ...] = field(default=(), repr=False)
    """Ways to the roots that vouch for records of members who have left."""


def write_record_proof(proof: RecordProof) -> bytes:
    """Canonical bytes."""
    rows = proof.people.rows
    return strictjson.canonical(
        {
            "type": TYPE,
            "v": WITH_VOUCHERS if proof.vouchers else FORMAT,
            "organisation": proof.organisation,
            "records": [entry_json(one) for one in proof.records],
            "list": {
                "entry": proof.people.entry,
                "lines": rows.count,
                "rows": [{"index": place, "disclosure": text} for place, text in sorted(rows.rows.items())],
                "nodes": [
                    {"start": start, "end": end, "hash": node} for (start, end), node in sorted(rows.nodes.items())
                ],
            },
            "history": [entry_json(one) for one in proof.history],
            **({"vouched": [voucher_json(one) for one in proof.vouchers]} if proof.vouchers else {}),
        }
    )


def read_record_proof(data: bytes) -> RecordProof:
    """Read strictly; raises Malformed, TooLarge or NewerFormat. No signature is checked here."""
    value = strictjson.parse_object(data, limit=LARGEST)
    number = value.get("v")
    if value.get("type") != TYPE or not isinstance(number, int) or isinstance(number, bool) or number < FORMAT:
        raise malformed()
    if number > WITH_VOUCHERS:
        raise NewerFormat(N_("This file was written by a newer DataPact. Update DataPact and try again."))
    vouchers = read_vouchers(value.pop("vouched")) if number == WITH_VOUCHERS and "vouched" in value else ()
    if bool(vouchers) != (number == WITH_VOUCHERS):
        raise malformed()
    match value:
        case {
            "organisation": str(organisation),
            "records": list(records),
            "list": {"entry": str(entry), "lines": int(lines), "rows": list(rows), "nodes": list(nodes), **more},
            "history": list(history),
            **rest,
        } if not more and rest.keys() == {"type", "v"} and is_digest(organisation) and is_digest(entry):
            if isinstance(lines, bool) or lines < 0 or max(len(records), len(history)) > MOST_ENTRIES:
                raise malformed()
            return RecordProof(
                organisation,
                tuple(read_entry_json(one) for one in records),
                SealedList(entry, ShownRows(lines, _rows(rows), _nodes(nodes))),
                tuple(read_entry_json(one) for one in history),
                vouchers,
            )
    raise malformed()


def _rows(items: Sequence[JsonValue]) -> dict[int, str]:
    found: dict[int, str] = {}
    for item in items:
        match item:
            case {"index": int(index), "disclosure": str(disclosure), **rest} if not rest and index not in found:
                found[index] = disclosure
            case _:
                raise malformed()
    return found


def _nodes(items: Sequence[JsonValue]) -> dict[Span, str]:
    found: dict[Span, str] = {}
    for item in items:
        match item:
            case {"start": int(start), "end": int(end), "hash": str(node), **rest} if (
                not rest and is_digest(node) and (start, end) not in found
            ):
                found[start, end] = node
            case _:
                raise malformed()
    return found


def row_shown(disclosure: str) -> JsonObject:
    """The line of a list that a disclosure shows; raises Malformed for any other text."""
    value = strictjson.parse(strictjson.from_base64url(disclosure), limit=64 * 1024)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], dict):
        return value[1]
    raise malformed()


def malformed() -> Malformed:
    """The refusal of a proof that is not in its form."""
    return Malformed(N_("This proof is not in its form. Ask the sender for a new file."))
