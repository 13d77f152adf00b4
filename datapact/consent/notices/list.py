"""The list of notices: every version with its status, and how many consents rest on it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from datapact.base.local_time import day_of, local_zone
from datapact.consent.notices.notice import Notice
from datapact.consent.notices.notices import notices
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Standing = Literal["valid", "later", "ends", "invalid"]

_RESTING = text(
    "SELECT notice, notice_version, count(*) FROM consent_now WHERE scope IN (SELECT id FROM consent_scope)"
    " AND state IN (2, 3) AND notice <> '' AND (until IS NULL OR until >= :now) GROUP BY notice, notice_version"
)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A version: ``consents`` that are valid now and were given on it; ``names`` of parties by reference."""

    notice: Notice
    """As last recorded."""
    standing: Standing
    """Today: ``later`` is not valid yet, ``ends`` has a last day to come."""
    consents: int
    names: Mapping[str, str]

    def named(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Names in place of references; other words stay."""
        return tuple(self.names.get(one, one) for one in references)


@dataclass(frozen=True, slots=True)
class NoticeList:
    """Versions on file, the newest first, and versions not on file that consents name, with the number of consents."""

    lines: tuple[NoticeLine, ...]
    """By first valid day, latest first."""
    not_on_file: tuple[tuple[str, str, int], ...]
    """Key, version, and how many valid consents name it; by key and version."""


def notice_list(session: Session, now: datetime) -> NoticeList:
    """Every version of every notice."""
    names = reference_names(session)
    today = day_of(now, local_zone(now))
    rows = session.connection().execute(_RESTING, {"now": int(now.timestamp())})
    resting = {(key, version): int(number) for key, version, number in rows}
    known = notices(session)
    lines = [NoticeLine(one, _standing(one, today), resting.get(place, 0), names) for place, one in known.items()]
    lines.sort(key=lambda line: (line.notice.valid_from, line.notice.key, line.notice.version), reverse=True)
    missing = sorted((*place, number) for place, number in resting.items() if place not in known)
    return NoticeList(tuple(lines), tuple(missing))


def _standing(notice: Notice, today: date) -> Standing:
    if notice.invalid_from is not None:
        return "invalid" if notice.invalid_from <= today else "ends"
    return "valid" if notice.valid_from <= today else "later"
