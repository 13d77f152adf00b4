"""Messages between organisations about data that has to be called back, and the strict reading of them.

``withdrawal`` tells a recipient of delivered data about people who withdrew, objected or had their data restricted or
erased; ``withdrawal_acknowledged`` says that it arrived, and later what was done. Both stand inside a bundle that its
sender signed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, ClassVar

from datapact.base.format import Bounds, Format, Shown, Time, Written, part
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_
from datapact.consent.recalls.records import MOST_PEOPLE, CalledBack
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.terms.states import CALLING
from datapact.history.entries import body_members
from datapact.history.entries.entry import AGREEMENT_PREFIX
from datapact.history.entries.packed import Digest

LONGEST_PSEUDONYM = 100

_MALFORMED = N_("A notice in this bundle is not in DataPact's format. Nothing was taken in; ask for a new file.")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)


def _is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def _is_agreement(text: str) -> bool:
    return text.startswith(AGREEMENT_PREFIX) and _is_uuid(text.removeprefix(AGREEMENT_PREFIX))


def _is_pseudonym(text: str) -> bool:
    return len(text) <= LONGEST_PSEUDONYM and text == text.strip() and body_members.name(text)


def _differ(people: tuple[CalledBack, ...]) -> bool:
    return len({one.subject for one in people}) == len(people)


type _Id = Annotated[str, Shown({}, _is_uuid)]
type _Name = Annotated[str, Shown({}, body_members.name)]
type _Note = Annotated[str, Shown({}, body_members.text)]


@part
class _Person:
    at: Time
    state: Annotated[str, Shown({"enum": [*CALLING]}, CALLING.__contains__)]
    subject: Annotated[str, Shown({}, _is_pseudonym)]


def _read_person(shown: _Person) -> CalledBack:
    return CalledBack(shown.subject, shown.state, int(shown.at.timestamp()))


def _write_person(person: CalledBack) -> _Person:
    return _Person(datetime.fromtimestamp(person.at, UTC), person.state, person.subject)


type _People = tuple[Annotated[CalledBack, Written(_Person, _read_person, _write_person)], ...]


@part
class Withdrawal(Format):
    """What the sender calls back; ``entry`` is the digest of its own record, ``people`` by the recipient's pseudonyms."""

    file_kind: ClassVar = "withdrawal"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = _MALFORMED
    too_large: ClassVar = N_("A notice in this bundle names more people than the format allows. Nothing was taken in.")

    id: _Id
    entry: Digest
    agreement: Annotated[str, Shown({}, body_members.optional(_is_agreement))]
    dataset: _Name
    purpose: _Name
    ask: Annotated[str, Shown({"enum": [*ASK_WORDS]}, ASK_WORDS.__contains__)]
    due: Annotated[str, Shown({}, body_members.optional(body_members.day))]
    note: _Note
    people: Annotated[_People, Bounds(1, MOST_PEOPLE), Shown({}, _differ)]


@part
class WithdrawalAcknowledged(Format):
    """That a withdrawal arrived (``received``), or what was done; ``entry`` is the digest of the answering record.

    ``evidence`` is the digest of a file that stays with the sender of this message, or empty.
    """

    file_kind: ClassVar = "withdrawal_acknowledged"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = _MALFORMED

    id: _Id
    entry: Digest
    outcome: Annotated[str, Shown({"enum": [*OUTCOME_WORDS]}, OUTCOME_WORDS.__contains__)]
    at: Time
    evidence: Annotated[str, Shown({}, body_members.optional(body_members.digest))]
    note: _Note

    def mistake(self) -> str:
        return "note" if self.outcome == "kept" and not self.note.strip() else ""


def people_in(message: object) -> int:
    """How many people a message names, whatever it is."""
    people = message.get("people") if isinstance(message, Mapping) else None
    return len(people) if isinstance(people, list) else 0


def digest_of(message: Withdrawal) -> str:
    """base64url SHA-256 of the canonical JSON of a withdrawal: what its recipient records of it."""
    return sha256_of(message.write())
