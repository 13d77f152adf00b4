"""Recall messages between organisations, and their strict reading.

``withdrawal`` tells a recipient of delivered data about people who withdrew, objected or had their data restricted,
erased or corrected; ``withdrawal_acknowledged`` says that it arrived, and later what was done. Both are in a bundle signed by its
sender.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, ClassVar

from datapact.base.format import Bounds, Format, Shown, Time, Written, part
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_
from datapact.consent.recalls.recall_names import NAMES
from datapact.consent.recalls.records import MOST_PEOPLE, RecalledPerson
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.terms.states import TOLD_OF
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


def _differ(people: tuple[RecalledPerson, ...]) -> bool:
    return len({one.subject for one in people}) == len(people)


type _Id = Annotated[str, Shown({}, _is_uuid)]
type _Name = Annotated[str, Shown({}, body_members.name)]
type _Line = Annotated[str, Shown({}, body_members.line)]
type _Note = Annotated[str, Shown({}, body_members.text)]


@part
class _Person:
    at: Time
    state: Annotated[str, Shown({"enum": [*TOLD_OF]}, TOLD_OF.__contains__)]
    subject: Annotated[str, Shown({}, _is_pseudonym)]


def _read_person(shown: _Person) -> RecalledPerson:
    return RecalledPerson(shown.subject, shown.state, int(shown.at.timestamp()))


def _write_person(person: RecalledPerson) -> _Person:
    return _Person(datetime.fromtimestamp(person.at, UTC), person.state, person.subject)


type _People = tuple[Annotated[RecalledPerson, Written(_Person, _read_person, _write_person)], ...]


@part
class Withdrawal(Format):
    """A recall of the sender; ``entry`` is the digest of its own record, ``people`` by the recipient's pseudonyms."""

    file_kind: ClassVar = "withdrawal"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    optional: ClassVar = frozenset({"called"})
    malformed: ClassVar = _MALFORMED
    too_large: ClassVar = N_("A notice in this bundle names more people than the format allows. Nothing was taken in.")

    id: _Id
    """UUID; key of the sender's recall."""
    entry: Digest
    agreement: Annotated[str, Shown({}, body_members.optional(_is_agreement))]
    """History id; empty for none."""
    dataset: _Name
    """Key of the dataset."""
    purpose: _Name
    """IRI or key that the data was delivered for."""
    ask: Annotated[str, Shown({"enum": [*ASK_WORDS]}, ASK_WORDS.__contains__)]
    """What the recipient is asked to do: a key of ``rules.ASK_WORDS``."""
    due: Annotated[str, Shown({}, body_members.optional(body_members.day))]
    """Last local day in ISO form; empty for none."""
    note: _Note
    """Free text, may be empty."""
    people: Annotated[_People, Bounds(1, MOST_PEOPLE), Shown({}, _differ)]
    called: Annotated[tuple[_Line, ...], Bounds(most=4)] = ()
    """The sender's names of dataset and purpose: of each the German and the English one; left out by earlier releases."""

    def mistake(self) -> str:
        return "called" if self.called and len(self.called) != len(NAMES) else ""


@part
class WithdrawalAcknowledged(Format):
    """The acknowledgement of a recall (``received``), or of what was done; ``entry`` is the digest of the answering
    record.

    ``evidence`` is the digest of a file that stays with the sender of this message, or empty.
    """

    file_kind: ClassVar = "withdrawal_acknowledged"
    typed: ClassVar = "kind"
    numbers: ClassVar = ()
    malformed: ClassVar = _MALFORMED

    id: _Id
    """Of the withdrawal that it answers."""
    entry: Digest
    outcome: Annotated[str, Shown({"enum": [*OUTCOME_WORDS]}, OUTCOME_WORDS.__contains__)]
    """A key of ``rules.OUTCOME_WORDS``."""
    at: Time
    """When it arrived or was done, by the sender's claim, UTC."""
    evidence: Annotated[str, Shown({}, body_members.optional(body_members.digest))]
    note: _Note
    """Free text; not blank where ``outcome`` is ``kept``."""

    def mistake(self) -> str:
        return "note" if self.outcome == "kept" and not self.note.strip() else ""


def people_in(message: object) -> int:
    """Number of people in a message, whatever its kind."""
    people = message.get("people") if isinstance(message, Mapping) else None
    return len(people) if isinstance(people, list) else 0


def digest_of(message: Withdrawal) -> str:
    """base64url SHA-256 of the canonical JSON of a withdrawal, which its recipient records."""
    return sha256_of(message.write())
