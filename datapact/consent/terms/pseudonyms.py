"""Keyed pseudonyms: HMAC-SHA-256 under a random key for each dataset and recipient.

Two partners who get data of the same people get different pseudonyms, which cannot be linked without both keys. The
table of who is who is made on request, for a trusted third party; once a key is deleted nobody can make it again. Which key is
used is written down by its digest, so that no table leaves that was made with another one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, text
from sqlmodel import Column, Field, SQLModel, Text

from datapact.base.clock import Clock, write_time
from datapact.base.errors import Damaged, WrongUse
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.organisation.acting.records import append_record, record_of
from datapact.organisation.identity.own_history import require_confirmation
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

KIND = "pseudonym_key"
"""Records of which key is used, and that one was forgotten."""
OURS = ""
"""The recipient of pseudonyms in our own records: nobody."""
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
    """The key of a dataset and recipient; with a clock a missing key is made, else WrongUse is raised.

    Raises Damaged for one that is not the key that was written down: pseudonyms by another one would hide a withdrawal.
    """
    row = session.get(KeyRow, (dataset, recipient))
    record = record_of(session, KIND, key_name(dataset, recipient))
    if wrong := wrong_key(None if record is None else record.body, None if row is None else row.secret):
        raise Damaged(wrong, dataset=dataset)
    if row is not None:
        return row.secret
    if clock is not None:
        require_confirmation(session)  # two keys for the same people would hide a withdrawal
    if clock is None:
        raise WrongUse(
            N_("There is no key for pseudonyms of {dataset} for this recipient, or it was forgotten."), dataset=dataset
        )
    secret = secrets.token_bytes(KEY_BYTES)
    session.add(KeyRow(dataset=dataset, recipient=recipient, secret=secret, created=write_time(clock())))
    session.flush()
    return secret


def wrong_key(body: Mapping[str, Any] | None, secret: bytes | None) -> str:
    """Why a key is not what the newest record of it says, as a sentence with ``{dataset}``; empty where it is.

    One that an earlier program made and nobody used since is written nowhere.
    """
    if body is None or (body["forgotten"] is True and secret is None):
        return ""
    if body["forgotten"] is True:
        return N_("The key for pseudonyms of {dataset} was forgotten, but a key stands in its place. Forget it again.")
    if secret is None:
        return N_(
            "The key for pseudonyms of {dataset} was written down, but is missing from the vault. Restore a backup, or forget "
            "the key: the next table has other pseudonyms then."
        )
    if body["digest"] != key_digest(secret):
        return N_(
            "The key for pseudonyms of {dataset} is not the one that was written down. Restore a backup, or forget the key: "
            "the next table has other pseudonyms then."
        )
    return ""


def record_key(acting: Acting, session: Session, dataset: str, recipient: str) -> None:
    """Write down which key is used, by its digest; nothing where that stands already. Raises Locked."""
    row = session.get_one(KeyRow, (dataset, recipient))
    if recorded_digest(session, dataset, recipient) == key_digest(row.secret):
        return
    _append(acting, session, dataset, recipient, key_digest(row.secret), forgotten=False)


def recorded_digest(session: Session, dataset: str, recipient: str) -> str:
    """The digest of the key as it was written down last; empty for none, or one that was forgotten."""
    record = record_of(session, KIND, key_name(dataset, recipient))
    return "" if record is None or record.body["forgotten"] is True else str(record.body["digest"])


def key_name(dataset: str, recipient: str) -> str:
    """The name of a key among the records."""
    return f"{dataset} {recipient}".strip()


def key_digest(key: bytes) -> str:
    """The digest by which a key is written down: base64url HMAC-SHA-256. Of 32 random bytes it tells nothing."""
    return to_base64url(hmac.new(key, b"datapact pseudonym key", hashlib.sha256).digest())


def _append(acting: Acting, session: Session, dataset: str, recipient: str, digest: str, *, forgotten: bool) -> None:
    body = {"dataset": dataset, "recipient": recipient, "digest": digest, "forgotten": forgotten}
    append_record(acting, session, KIND, {"key": key_name(dataset, recipient), **body})


def pseudonym(key: bytes, value: str) -> str:
    """The pseudonym of a value: 32 characters, small letters and digits 2 to 7.

    Values are compared without spaces around them and in one Unicode form, so that one person has one pseudonym.
    """
    plain = unicodedata.normalize("NFC", value.strip())
    digest = hmac.new(key, plain.encode("utf-8"), hashlib.sha256).digest()
    return base64.b32encode(digest[:_LENGTH]).decode("ascii").lower()


def mapping_for(session: Session, dataset: str, recipient: str) -> Iterator[tuple[str, str]]:
    """Our pseudonym and the recipient's, for everybody in a dataset: the table for a trusted third party.

    Raises WrongUse where there is no key.
    """
    key = pseudonym_key(session, dataset, recipient, None)
    statement = text("SELECT pseudonym FROM consent_subject WHERE dataset = :dataset ORDER BY id")
    for (ours,) in session.connection().execute(statement, {"dataset": dataset}):
        yield ours, pseudonym(key, ours)


def translate(key: bytes, values: Iterable[str]) -> list[tuple[str, str]]:
    """Each value with its pseudonym."""
    return [(value, pseudonym(key, value)) for value in values]


def forget_key(acting: Acting, session: Session, dataset: str, recipient: str) -> bool:
    """Delete a key for good, and write that down; False where there is none and none was written down. Raises Locked without the role for it.

    One that was written down and is gone from the vault is written down as deleted, too. The table cannot be made again, nor can new pseudonyms.
    """
    require_confirmation(session)
    row = session.get(KeyRow, (dataset, recipient))
    digest = recorded_digest(session, dataset, recipient) if row is None else key_digest(row.secret)
    if not digest:
        return False
    _append(acting, session, dataset, recipient, digest, forgotten=True)
    if row is not None:
        session.delete(row)
        session.flush()
    return True
