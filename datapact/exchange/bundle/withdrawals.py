"""Messages between organisations about data that has to be called back, and the strict reading of them.

``withdrawal`` tells a recipient of delivered data about people who withdrew, objected or had their data restricted or
erased; ``withdrawal_acknowledged`` says that it arrived, and later what was done. Both stand inside a bundle that its
sender signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from datapact.base.clock import read_time, write_time
from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import JsonObject, JsonValue, canonical, sha256_of
from datapact.base.texts import N_
from datapact.consent.recalls.records import MOST_PEOPLE, CalledBack
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.terms.states import CALLING
from datapact.history.entries import body_members
from datapact.history.entries.entry import AGREEMENT_PREFIX

WITHDRAWAL = "withdrawal"
ACKNOWLEDGED = "withdrawal_acknowledged"
LONGEST_PSEUDONYM = 100

MALFORMED = N_("A notice in this bundle is not in DataPact's format. Nothing was taken in; ask for a new file.")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What the sender calls back; ``entry`` is the digest of its own record, ``people`` by the recipient's pseudonyms."""

    id: str
    entry: str
    agreement: str
    dataset: str
    purpose: str
    ask: str
    due: str
    note: str
    people: tuple[CalledBack, ...]


@dataclass(frozen=True, slots=True)
class WithdrawalAcknowledged:
    """That a withdrawal arrived (``received``), or what was done; ``entry`` is the digest of the answering record.

    ``evidence`` is the digest of a file that stays with the sender of this message, or empty.
    """

    id: str
    entry: str
    outcome: str
    at: datetime
    evidence: str
    note: str


def withdrawal_json(message: Withdrawal) -> JsonObject:
    return {
        "agreement": message.agreement,
        "ask": message.ask,
        "dataset": message.dataset,
        "due": message.due,
        "entry": message.entry,
        "id": message.id,
        "kind": WITHDRAWAL,
        "note": message.note,
        "people": [
            {"at": write_time(datetime.fromtimestamp(one.at, UTC)), "state": one.state, "subject": one.subject}
            for one in message.people
        ],
        "purpose": message.purpose,
    }


def acknowledged_json(message: WithdrawalAcknowledged) -> JsonObject:
    return {
        "at": write_time(message.at),
        "entry": message.entry,
        "evidence": message.evidence,
        "id": message.id,
        "kind": ACKNOWLEDGED,
        "note": message.note,
        "outcome": message.outcome,
    }


def people_in(value: JsonValue) -> int:
    """How many people a message names, whatever it is."""
    people = value.get("people") if isinstance(value, dict) else None
    return len(people) if isinstance(people, list) else 0


def read_withdrawal(value: dict[str, JsonValue]) -> Withdrawal:
    """A withdrawal from JSON with all of its bounds checked; raises Malformed or TooLarge."""
    _exactly(value, "agreement", "ask", "dataset", "due", "entry", "id", "kind", "note", "people", "purpose")
    people = value["people"]
    if not isinstance(people, list) or not people:
        raise Malformed(MALFORMED)
    if len(people) > MOST_PEOPLE:
        raise TooLarge(N_("A notice in this bundle names more people than the format allows. Nothing was taken in."))
    read = tuple(map(_read_person, people))
    if len({one.subject for one in read}) != len(read):
        raise Malformed(MALFORMED)
    agreement = _text(value["agreement"], body_members.line)
    if agreement and not (
        agreement.startswith(AGREEMENT_PREFIX) and _UUID.fullmatch(agreement.removeprefix(AGREEMENT_PREFIX))
    ):
        raise Malformed(MALFORMED)
    return Withdrawal(
        id=_id(value["id"]),
        entry=_text(value["entry"], body_members.digest),
        agreement=agreement,
        dataset=_text(value["dataset"], body_members.name),
        purpose=_text(value["purpose"], body_members.name),
        ask=_word(value["ask"], ASK_WORDS),
        due=_day(value["due"]),
        note=_text(value["note"], body_members.text),
        people=read,
    )


def read_acknowledged(value: dict[str, JsonValue]) -> WithdrawalAcknowledged:
    """An acknowledgement from JSON with all of its bounds checked; raises Malformed."""
    _exactly(value, "at", "entry", "evidence", "id", "kind", "note", "outcome")
    note = _text(value["note"], body_members.text)
    outcome = _word(value["outcome"], OUTCOME_WORDS)
    if outcome == "kept" and not note.strip():
        raise Malformed(MALFORMED)
    return WithdrawalAcknowledged(
        id=_id(value["id"]),
        entry=_text(value["entry"], body_members.digest),
        outcome=outcome,
        at=read_time(value["at"]),
        evidence=_text(value["evidence"], body_members.optional(body_members.digest)),
        note=note,
    )


def digest_of(message: Withdrawal) -> str:
    """base64url SHA-256 of the canonical JSON of a withdrawal: what its recipient records of it."""
    return sha256_of(canonical(withdrawal_json(message)))


def _read_person(value: JsonValue) -> CalledBack:
    if not isinstance(value, dict):
        raise Malformed(MALFORMED)
    _exactly(value, "at", "state", "subject")
    subject = _text(value["subject"], body_members.name)
    if len(subject) > LONGEST_PSEUDONYM or subject != subject.strip():
        raise Malformed(MALFORMED)
    return CalledBack(subject, _word(value["state"], CALLING), int(read_time(value["at"]).timestamp()))


def _exactly(value: dict[str, JsonValue], *names: str) -> None:
    if value.keys() != set(names):
        raise Malformed(MALFORMED)


def _text(value: JsonValue, check: body_members.Check) -> str:
    try:
        sound = check(value)
    except Malformed:
        sound = False
    if not sound or not isinstance(value, str):
        raise Malformed(MALFORMED)
    return value


def _word(value: JsonValue, words: Any) -> str:
    if not isinstance(value, str) or value not in words:
        raise Malformed(MALFORMED)
    return value


def _id(value: JsonValue) -> str:
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        raise Malformed(MALFORMED)
    return value


def _day(value: JsonValue) -> str:
    try:
        if isinstance(value, str) and (value == "" or date.fromisoformat(value).isoformat() == value):
            return value
    except ValueError:
        pass
    raise Malformed(MALFORMED)
