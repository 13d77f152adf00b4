"""Keyed pseudonyms: HMAC-SHA-256 under a random key for each dataset and recipient.

Two partners who get data of the same people get different pseudonyms, which cannot be linked without both keys. The
table of who is who is made on request, for a trusted third party; once a key is deleted nobody can make it again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Iterator

from sqlalchemy import LargeBinary, text
from sqlmodel import Column, Field, SQLModel, Text

from datapact.base.clock import Clock, write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.base.write_table import write_csv
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.references import find_reference
from datapact.vault.database.session import Session

OURS = ""
"""In place of the recipient: pseudonyms in our own records."""
KEY_BYTES = 32
_LENGTH = 20  # bytes of the HMAC that are used (RFC 2104, 5: at least half of it and 80 bits)


class KeyRow(SQLModel, table=True):
    """The key of one dataset and recipient."""

    __tablename__ = "pseudonym_key"
    dataset: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    """Key of the dataset."""
    recipient: str = Field(sa_column=Column(Text, primary_key=True, nullable=False))
    """Reference; empty for our own records."""
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """32 random bytes, the key of HMAC-SHA-256."""
    created: str = Field(sa_column=Column(Text, nullable=False))
    """Time in UTC, such as ``2026-11-24T23:14:17Z``."""


def pseudonym_key(session: Session, dataset: str, recipient: str, clock: Clock | None) -> bytes:
    """The key of a dataset and recipient; with a clock a missing key is made, else WrongUse is raised."""
    row = session.get(KeyRow, (dataset, recipient))
    if row is not None:
        return row.secret
    if clock is None:
        raise WrongUse(
            N_("There is no key for pseudonyms of {dataset} for this recipient, or it was forgotten."), dataset=dataset
        )
    secret = secrets.token_bytes(KEY_BYTES)
    session.add(KeyRow(dataset=dataset, recipient=recipient, secret=secret, created=write_time(clock())))
    session.flush()
    return secret


def pseudonym(key: bytes, value: str) -> str:
    """The pseudonym of a value: 32 characters, small letters and digits 2 to 7.

    Values are compared without spaces around them and in one Unicode form, so that one person has one pseudonym.
    """
    plain = unicodedata.normalize("NFC", value.strip())
    digest = hmac.new(key, plain.encode("utf-8"), hashlib.sha256).digest()
    return base64.b32encode(digest[:_LENGTH]).decode("ascii").lower()


def mapping_for(
    session: Session, dataset: str, recipient: str, clock: Clock | None = None
) -> Iterator[tuple[str, str]]:
    """Our pseudonym and the recipient's, for everybody in a dataset: the table for a trusted third party.

    Raises WrongUse where there is no key and no clock to make one.
    """
    key = pseudonym_key(session, dataset, recipient, clock)
    statement = text("SELECT pseudonym FROM consent_subject WHERE dataset = :dataset ORDER BY id")
    for (ours,) in session.connection().execute(statement, {"dataset": dataset}):
        yield ours, pseudonym(key, ours)


def translate(key: bytes, values: Iterable[str]) -> list[tuple[str, str]]:
    """Each value with its pseudonym."""
    return [(value, pseudonym(key, value)) for value in values]


def forget_key(session: Session, dataset: str, recipient: str) -> bool:
    """Delete a key for good; False where there was none. The table cannot be made again, nor new pseudonyms."""
    row = session.get(KeyRow, (dataset, recipient))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def mapping_file(acting: Acting, dataset: str, to: str) -> tuple[bytes, int]:
    """The table of who is who at a recipient, as CSV for a trusted third party, and its number of people."""
    with acting.vault.write() as session:
        rows = list(mapping_for(session, dataset, find_reference(session, to), acting.clock))
    return write_csv(["subject", "sent_as"], rows), len(rows)


def forget_pseudonyms(acting: Acting, dataset: str, to: str = OURS) -> bool:
    """Delete the key of a dataset and recipient for good; False where there was none."""
    with acting.vault.write() as session:
        return forget_key(session, dataset, OURS if to == OURS else find_reference(session, to))
