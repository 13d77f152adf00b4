"""Consents, deliveries and recalls in the vault's database: events in batches, and the people in each list, a row each.

Times are whole seconds since 1970 (UTC). Events are only added. Entries of the organisation history seal the rows by a
Merkle root; an erasure empties the columns that name a person and the salt, and the leaf stays, so that the root still
verifies.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


def _text(*, key: bool = False, null: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=null)


def _integer(*, key: bool = False, null: bool = False) -> Column[int]:
    return Column(Integer, primary_key=key, nullable=null)


class ScopeRow(SQLModel, table=True):
    """The scope of a consent: a dataset, a purpose, a controller that relies on it."""

    __tablename__ = "consent_scope"
    __table_args__ = (UniqueConstraint("dataset", "purpose", "controller", name="consent_scope_is"),)
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """From 1; events that were erased have 0 in its place."""
    dataset: str = Field(sa_column=_text())
    """Key of the dataset within its agreements."""
    purpose: str = Field(sa_column=_text())
    """IRI, or the key of an agreement's own purpose."""
    controller: str = Field(sa_column=_text())
    """Organisation id or ``external:N``."""


class SubjectRow(SQLModel, table=True):
    """A person in a dataset, by pseudonym."""

    __tablename__ = "consent_subject"
    __table_args__ = (UniqueConstraint("dataset", "pseudonym", name="consent_subject_is"),)
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """From 1; the row goes with the last event of the person."""
    dataset: str = Field(sa_column=_text())
    """Key of the dataset; the same pseudonym in two datasets is two people."""
    pseudonym: str = Field(sa_column=_text())
    """In one Unicode form, at most 100 characters."""


class BatchRow(SQLModel, table=True):
    """One import or form: the entry that signs it, and its events ``first`` to ``first + count - 1``."""

    __tablename__ = "consent_batch"
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """From 1, in the order of recording."""
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    """Digest of the entry of the kind ``consent_batch``."""
    first: int = Field(sa_column=_integer())
    count: int = Field(sa_column=_integer())
    """Number of events, at least 1."""


class EventRow(SQLModel, table=True):
    """One event. Its place in the tree of its batch is ``id - first``; ``line`` is that of the file."""

    __tablename__ = "consent_event"
    __table_args__ = (
        Index("consent_event_of", "scope", "subject", "at"),
        Index("consent_event_rights", "scope", "subject", "at", sqlite_where=text("state >= 8")),
        # events that cause recalls (recalls/pending.py)
        Index(
            *("consent_event_calling", "scope", "state", "subject", "at"),
            sqlite_where=text("state IN (5, 7, 8, 9, 10)"),
        ),
    )
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """From 1 without gaps, in the order of recording."""
    batch: int = Field(sa_column=_integer())
    """Id of the row in ``consent_batch``."""
    line: int = Field(sa_column=_integer())
    event_id: str | None = Field(default=None, sa_column=Column(Text, unique=True, nullable=True))
    """NULL once erased."""
    scope: int = Field(sa_column=_integer())
    """Id of the row in ``consent_scope``; 0 once erased."""
    subject: int = Field(sa_column=_integer())
    """Id of the row in ``consent_subject``; 0 once erased."""
    state: int = Field(sa_column=_integer())
    """Code of ``states.BY_CODE``."""
    at: int = Field(sa_column=_integer())
    """When the person decided."""
    recorded: int = Field(sa_column=_integer())
    """Time of the entry that signs the batch."""
    until: int | None = Field(default=None, sa_column=_integer(null=True))
    """Last second on which a consent holds; NULL: without end."""
    notice: str = Field(sa_column=_text())
    """Key of the notice; empty for none."""
    notice_version: str = Field(sa_column=_text())
    """As people number it; empty for none."""
    explicit: int = Field(sa_column=_integer())
    """1 where it was declared expressly, else 0."""
    more: str = Field(sa_column=_text())
    """Canonical JSON of further members, texts all; ``{}`` for none."""
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """16 random bytes of the row's disclosure; NULL once erased."""
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Digest of the row's disclosure, 32 bytes."""


class RepeatRow(SQLModel, table=True):
    """A row of a batch that does not count, because a colleague recorded the same, or because something holds against it.

    Its row in ``consent_event`` has no event id, no scope and no person, but its salt: the batch stays whole and provable.
    """

    __tablename__ = "consent_repeat"
    __table_args__ = (
        Index("consent_repeat_event", "event_id"),
        Index("consent_repeat_person", "dataset", "pseudonym"),
    )
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """Of the row in ``consent_event``."""
    event_id: str = Field(sa_column=_text())
    """At most 300 characters."""
    pseudonym: str = Field(sa_column=_text())
    """In our records."""
    dataset: str = Field(sa_column=_text())
    """Key of the dataset."""
    purpose: str = Field(sa_column=_text())
    """IRI or key."""
    controller: str = Field(sa_column=_text())
    """Organisation id or ``external:N``."""
    state: int = Field(sa_column=_integer())
    """Code of ``states.BY_CODE``."""
    at: int = Field(sa_column=_integer())
    """When the person decided."""
    until: int | None = Field(default=None, sa_column=_integer(null=True))
    """Last second on which a consent holds; NULL: without end."""
    notice: str = Field(sa_column=_text())
    """Key of the notice; empty for none."""
    notice_version: str = Field(sa_column=_text())
    """As people number it; empty for none."""
    explicit: int = Field(sa_column=_integer())
    """1 where it was declared expressly, else 0."""
    more: str = Field(sa_column=_text())
    """Canonical JSON of further members."""


class NowRow(SQLModel, table=True):
    """The newest event of a subject in a scope: by event time, then by order of recording."""

    __tablename__ = "consent_now"
    __table_args__ = {"sqlite_with_rowid": False}
    scope: int = Field(sa_column=_integer(key=True))
    """Id of the row in ``consent_scope``."""
    subject: int = Field(sa_column=_integer(key=True))
    """Id of the row in ``consent_subject``."""
    event: int = Field(sa_column=_integer())
    """Id of the row in ``consent_event``; the columns after it repeat that row."""
    state: int = Field(sa_column=_integer())
    """Code of ``states.BY_CODE``; it does not turn to ``expired`` by itself."""
    at: int = Field(sa_column=_integer())
    """When the person decided."""
    until: int | None = Field(default=None, sa_column=_integer(null=True))
    """Last second on which a consent holds; NULL: without end."""
    notice: str = Field(sa_column=_text())
    """Key of the notice; empty for none."""
    notice_version: str = Field(sa_column=_text())
    """As people number it; empty for none."""
    explicit: int = Field(sa_column=_integer())
    """1 where it was declared expressly, else 0."""


class TallyRow(SQLModel, table=True):
    """Kept counts of a dataset's people for the needs of a decision; deleted when events of the dataset arrive."""

    __tablename__ = "consent_tally"
    __table_args__ = (Index("consent_tally_dataset", "dataset"),)
    needs: str = Field(sa_column=_text(key=True))
    """base64url SHA-256 of the needs, the moment left out."""
    dataset: str = Field(sa_column=_text())
    """Key of the dataset whose people were counted."""
    since: int = Field(sa_column=_integer())
    """The second for which they were counted."""
    turns: int = Field(sa_column=_integer())
    """The last second at which the counts hold, because a consent expires then."""
    tally: str = Field(sa_column=_text())
    """JSON of the tally."""


class DeliveryRow(SQLModel, table=True):
    """A delivery, copied from its entry; times in whole seconds since 1970 (UTC)."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("delivery_recipient", "recipient", "at"),
        Index("delivery_dataset", "dataset", "at"),
    )
    id: int | None = Field(default=None, sa_column=_integer(key=True))
    """From 1, in the order of recording."""
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    """Digest of the entry of the kind ``delivery``."""
    dataset: str = Field(sa_column=_text())
    """Key of the dataset within its agreements."""
    version: str = Field(sa_column=_text())
    """Of the dataset, as people call it; may be empty."""
    recipient: str = Field(sa_column=_text())
    """Organisation id or ``external:<n>``."""
    purpose: str = Field(sa_column=_text())
    """IRI, or the key of an agreement's own purpose."""
    basis: str = Field(sa_column=_text())
    """Article of the GDPR on which the people in it were shared; empty when not stated."""
    agreement: str = Field(sa_column=_text())
    """History id; empty for none."""
    decision: str = Field(sa_column=_text())
    """Digest of the decision's entry; empty when none was relied on."""
    at: int = Field(sa_column=_integer())
    """When the data left."""
    recorded: int = Field(sa_column=_integer())
    """Time of the entry."""
    count: int = Field(sa_column=_integer())
    """Number of people, erased ones too; 0 for data of nobody."""


class DeliverySubject(SQLModel, table=True):
    """A person in a delivery; ``sent_as`` is the recipient's pseudonym, as a rule the same as ours."""

    __tablename__ = "delivery_subject"
    __table_args__ = (Index("delivery_subject_is", "dataset", "pseudonym"),)
    delivery: int = Field(sa_column=_integer(key=True))
    """Id of the row in ``delivery``."""
    line: int = Field(sa_column=_integer(key=True))
    """Number in the list, from 1."""
    dataset: str = Field(sa_column=_text())
    """Key, repeated from the delivery for the index."""
    pseudonym: str | None = Field(sa_column=_text(null=True))
    """In our records; NULL once erased."""
    sent_as: str | None = Field(sa_column=_text(null=True))
    overridden: int = Field(sa_column=_integer())
    """1 where the decision did not allow this person and a legal member recorded the delivery all the same."""
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    """16 random bytes of the row's disclosure; NULL once erased."""
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """SHA-256 over the row's disclosure, 32 bytes; it stays after an erasure."""


class RecallSubject(SQLModel, table=True):
    """A person in a recall (ours, or a partner's to us).

    ``delivery`` is 0 in a recall that a partner sent us; ``state`` and ``at`` are those of the event that caused it.
    """

    __tablename__ = "recall_subject"
    __table_args__ = (
        Index("recall_subject_is", "delivery", "pseudonym"),
        Index("recall_subject_who", "dataset", "pseudonym"),
    )
    recall: str = Field(sa_column=_text(key=True))
    """Digest of the entry of the recall, or of its arrival."""
    line: int = Field(sa_column=_integer(key=True))
    """Number in the list, from 1."""
    delivery: int = Field(sa_column=_integer())
    dataset: str = Field(sa_column=_text())
    """Key, repeated from the recall for the index."""
    pseudonym: str | None = Field(sa_column=_text(null=True))
    """In our records; in a partner's recall the one that was sent to us; NULL once erased."""
    sent_as: str | None = Field(sa_column=_text(null=True))
    """Pseudonym at the recipient; NULL once erased."""
    state: int = Field(sa_column=_integer())
    at: int = Field(sa_column=_integer())
    salt: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    """16 random bytes of the row's disclosure; NULL once erased."""
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """SHA-256 over the row's disclosure, 32 bytes; it stays after an erasure."""


DELIVERY_SUBJECT: Table = DeliverySubject.__table__  # type: ignore[attr-defined]
RECALL_SUBJECT: Table = RecallSubject.__table__  # type: ignore[attr-defined]
