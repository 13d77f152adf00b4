"""Whose vault this is, that organisation's verified public history, and the partners that the vault knows."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, Session, SQLModel, col, select

from datapact.base.errors import Damaged
from datapact.base.texts import N_
from datapact.history.entries.entry import organisation_history, read_entry
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.stored_json import read_stored_json
from datapact.vault.database.tables import Disclosure, EntryRow
from datapact.vault.keys.own_data import ENTRY, own_data


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class PartnerRow(SQLModel, table=True):
    """A partner organisation with the newest card that we hold of it."""

    __tablename__ = "partner"
    __table_args__ = (Index("partner_name", "name"),)
    organisation: str = Field(sa_column=_text(key=True))
    name: str = Field(sa_column=_text())
    trust: str = Field(sa_column=_text())
    """``declared``, ``introduced`` or ``confirmed``."""
    sequence: int = Field(sa_column=Column(Integer, nullable=False))
    """Of the newest card; an older one never replaces it."""
    card: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added: str = Field(sa_column=_text())
    note: str = Field(sa_column=_text())
    contact: str = Field(sa_column=_text())
    """JSON of the profile's contact."""
    identity: str = Field(sa_column=_text())
    """Thumbprint of the identity key in force; differs from the id after a renewal."""


class ExternalPartnerRow(SQLModel, table=True):
    """A partner without DataPact, as imported."""

    __tablename__ = "external_partner"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    name: str = Field(sa_column=_text())
    data: str = Field(sa_column=_text())
    """JSON of its profile."""


def public_entries(session: Session, history: str) -> tuple[tuple[str, str, str], ...]:
    """The public entries of a history as stored (JWS, JSON of disclosures, JSON of erased digests), in commit order.

    The many internal ones are passed over.
    """
    wanted = (
        select(EntryRow.jws, Disclosure.texts, Disclosure.erased)
        .join(Disclosure, col(Disclosure.entry) == col(EntryRow.digest), isouter=True)
        .where(EntryRow.history == history, EntryRow.stream == "public")
        .order_by(col(EntryRow.seq))
    )
    return tuple((jws, texts or "[]", erased or "[]") for jws, texts, erased in session.exec(wanted))


def newest_internal(session: Session, history: str) -> str | None:
    """The digest of the newest internal entry of a history."""
    wanted = select(EntryRow.digest).where(EntryRow.history == history, EntryRow.stream == "internal")
    return session.exec(wanted.order_by(col(EntryRow.seq).desc()).limit(1)).first()


ORGANISATION = "organisation"  # the fact in meta that says whose vault this is


def own_organisation(session: Session) -> str:
    """The id of the organisation whose vault this is; raises Damaged where its creation was interrupted."""
    organisation = get_meta(session, ORGANISATION)
    if organisation is None:
        raise Damaged(N_("The creation of this vault was interrupted. Delete its folder and create it again."))
    return organisation


def set_own_organisation(session: Session, organisation: str) -> None:
    """Say whose vault this is, once, when it is founded."""
    set_meta(session, ORGANISATION, organisation)


def own_line(session: Session) -> OrganisationLine:
    """The verified public history of our own organisation; raises Damaged."""
    return _verified(public_entries(session, organisation_history(own_organisation(session))))


@lru_cache(maxsize=16)
def _verified(stored: tuple[tuple[str, str, str], ...]) -> OrganisationLine:
    # Keyed by every byte that is verified, so that the answer cannot differ.
    with own_data(ENTRY):
        return verify_line(
            read_entry(jws, read_stored_json(texts), read_stored_json(erased)) for jws, texts, erased in stored
        )
