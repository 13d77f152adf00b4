"""Notices: the information given to people, by version. A consent names the version that it was given on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from datapact.base.errors import WrongUse
from datapact.base.local_time import start_of_day
from datapact.base.texts import N_
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.organisation.acting.records import Record, append_record, newest_records, record_of
from datapact.vault.database.session import Session

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

KIND = "notice"


_LISTS = ("controllers", "recipients", "purposes", "categories")
_TEXTS = ("transfers", "withdrawal", "retention", "jurisdiction", "rights", "contact", "reason")


def record_notice(acting: Acting, session: Session, notice: Notice) -> Notice:
    """Record a version of a notice, or a change of one; returns it with its entry.

    Raises Malformed for a field that cannot be stored, Locked where the roles do not allow it.
    """
    body: dict[str, Any] = {
        "key": _record_key(notice.key, notice.version),
        "notice": notice.key,
        "version": notice.version,
        "texts": [
            {"language": one.language, "title": one.title, "text": one.text, "file": one.file}
            | {"reference": one.reference}
            for one in notice.texts
        ],
        **{name: list(getattr(notice, name)) for name in _LISTS},
        **{name: getattr(notice, name) for name in _TEXTS},
        "valid_from": notice.valid_from.isoformat(),
        "invalid_from": "" if notice.invalid_from is None else notice.invalid_from.isoformat(),
    }
    return _notice(append_record(acting, session, KIND, body))


def invalidate_notice(acting: Acting, session: Session, key: str, version: str, *, day: date, reason: str) -> Notice:
    """Record that a version is not valid from a day on; consents given on it then are no longer relied on."""
    return record_notice(acting, session, replace(notice_of(session, key, version), invalid_from=day, reason=reason))


def notice_of(session: Session, key: str, version: str, *, known_at: datetime | None = None) -> Notice:
    """One version of a notice; raises WrongUse when it is not on file."""
    record = record_of(session, KIND, _record_key(key, version), known_at=known_at)
    if record is None:
        raise WrongUse(
            N_("There is no notice {notice} with version {version} on file."), notice=key[:100], version=version[:50]
        )
    return _notice(record)


def notices(
    session: Session, known_at: datetime | None = None, up_to: int | None = None
) -> dict[tuple[str, str], Notice]:
    """Every version of every notice, by key and version, as known at a moment or up to an entry."""
    found = map(_notice, newest_records(session, KIND, known_at=known_at, up_to=up_to).values())
    return {(notice.key, notice.version): notice for notice in found}


def notice_starts(session: Session, zone: tzinfo) -> dict[tuple[str, str], int]:
    """The first second (since 1970) of each version on file; days are those of the zone."""
    return {key: int(start_of_day(notice.valid_from, zone).timestamp()) for key, notice in notices(session).items()}


def _record_key(key: str, version: str) -> str:
    return f"{key} {version}"


def _notice(record: Record) -> Notice:
    body = record.body
    rest: dict[str, Any] = {name: _strings(body.get(name)) for name in _LISTS}
    rest |= {name: str(body.get(name, "")) for name in _TEXTS}
    ended = str(body.get("invalid_from", ""))
    return Notice(
        key=str(body.get("notice", "")),
        version=str(body.get("version", "")),
        texts=tuple(_text(one) for one in body.get("texts", ()) if isinstance(one, dict)),
        valid_from=date.fromisoformat(str(body.get("valid_from", "1970-01-01"))),
        invalid_from=date.fromisoformat(ended) if ended else None,
        entry=record.entry,
        **rest,
    )


def _text(value: Mapping[str, Any]) -> NoticeText:
    return NoticeText(*(str(value.get(name, "")) for name in ("language", "title", "text", "file", "reference")))


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()
