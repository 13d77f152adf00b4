"""Compliance records: put legal bases, authorisations and facts on file, and list the newest record of each key."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import N_
from datapact.consent.facts.facts import FIRST_DAYS, Authorisation, BasisRecord, FactOnFile, read_field
from datapact.consent.facts.processing_checklist import is_whole
from datapact.organisation.acting.records import Record, append_record, newest_records, record_of

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


OF_LEGAL = frozenset(
    {"anonymity", "article_28", "article_26", "works_council", "secrecy", "objections_filtered", "recalled_left_out"}
)
"""Sorts of facts that only a legal member puts on file."""


def record_legal_basis(acting: Acting, session: Session, basis: BasisRecord, *, note: str = "") -> BasisRecord:
    """Put a controller's legal basis on file; one with the same key is replaced. An empty key gets a new one.

    Raises Locked unless the member is legal, Malformed for a value of the wrong shape.
    """
    return as_part(BasisRecord, _write(acting, session, "legal_basis", basis, note=note))


def record_authorisation(
    acting: Acting, session: Session, given: Authorisation, *, revocable: str = "", note: str = ""
) -> Authorisation:
    """Put a user's contract or request, or a holder's permission, on file."""
    record = _write(acting, session, "authorisation", given, note=note, revocable=revocable)
    return as_part(Authorisation, record)


def revoke_authorisation(acting: Acting, session: Session, key: str, day: date) -> Authorisation:
    """Record that an authorisation is revoked from ``day`` on; raises WrongUse where there is none with this key."""
    record = record_of(session, "authorisation", key)
    if record is None:
        raise WrongUse(N_("There is no authorisation {key} on file. See datapact authorisation list."), key=key[:100])
    body = {**record.body, "revoked": day.isoformat()}
    return as_part(Authorisation, append_record(acting, session, "authorisation", body))


def record_fact(acting: Acting, session: Session, fact: FactOnFile, *, note: str = "") -> FactOnFile:
    """Put a document or finding on file: assessments, notices given, training, adequacy, certifications.

    Raises Locked for what a legal member alone may state, WrongUse for a checklist of Art. 28(3) GDPR without every page, and for a
    document that is older than the law that it would be made under.
    """
    if fact.sort in OF_LEGAL and "legal" not in acting.member.roles:
        raise Locked(N_("A legal member puts this on file. Ask one."))
    if fact.sort == "article_28" and not is_whole(fact.result):
        raise WrongUse(N_("Give the page for each letter of Art. 28(3) GDPR, as in: (a) p. 3; (b) p. 3; … (h) p. 7."))
    if fact.before_the_law:
        raise WrongUse(
            N_(
                "This document is dated {day}, before the law that asks for it was in force ({first}). Correct the day."
            ),
            day=fact.day.isoformat() if fact.day is not None else "",
            first=FIRST_DAYS[fact.sort].isoformat(),
        )
    return as_part(FactOnFile, _write(acting, session, "fact_on_file", fact, note=note))


def legal_bases(
    session: Session, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[BasisRecord, ...]:
    """Every legal basis in force on file, replaced ones left out; as known at a moment, or up to an entry."""
    return _parts(session, BasisRecord, "legal_basis", known_at, up_to)


def authorisations(
    session: Session, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[Authorisation, ...]:
    """Every authorisation, revoked ones too."""
    return _parts(session, Authorisation, "authorisation", known_at, up_to)


def facts_on_file(
    session: Session, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[FactOnFile, ...]:
    """Every fact on file."""
    return _parts(session, FactOnFile, "fact_on_file", known_at, up_to)


def _parts[Part](
    session: Session, part: type[Part], kind: str, known_at: datetime | None, up_to: int | None
) -> tuple[Part, ...]:
    return tuple(as_part(part, one) for one in newest_records(session, kind, known_at=known_at, up_to=up_to).values())


def _write(acting: Acting, session: Session, kind: str, part: Any, **more: str) -> Record:
    kept = [one.name for one in fields(part) if one.name not in ("entry", "outdated", "changed")]
    body: dict[str, Any] = {name: _stored(getattr(part, name)) for name in kept}
    body["key"] = part.key or str(uuid.uuid4())
    return append_record(acting, session, kind, {**body, **more})


def _stored(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def as_part[Part](kind: type[Part], record: Record) -> Part:
    """A record's body as the dataclass of its kind; erased members are empty."""
    body: Mapping[str, Any] = {**record.body, "entry": record.entry, "key": record.key}
    return kind(**{name: read_field(typed, body.get(name, "")) for name, typed in _typed(kind)})  # type: ignore[arg-type] # types have a hash


@cache
def _typed(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, str(one.type)) for one in fields(kind))
