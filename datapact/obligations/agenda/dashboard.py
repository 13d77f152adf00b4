"""The red figures of today for the first screen, cheap enough to be read at every change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.views.filters import title_column
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import Message, counted
from datapact.consent.recalls.task import OURS
from datapact.obligations.due.from_records import obligations_from_records
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.other import breach_obligations, recall_steps
from datapact.obligations.due.projection import obligation_of, stale

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Red:
    """Obligations that need somebody today. ``first`` are the most urgent, at most MOST_SHOWN, longest overdue first.

    ``waiting`` is how many agreements changed since their obligations were derived: see projection.refresh_stale.
    """

    overdue: int
    """Obligations whose day has passed, those from documents on file too; a recurring one counts once."""
    recalls: int
    """Recalls whose day has passed."""
    breaches: int
    """Open steps of all breaches, due or not."""
    today: int
    """Obligations due on this local day."""
    first: tuple[Obligation, ...]
    waiting: int
    disputed: int = 0
    """Agreements that are signed in full and that a party disputes, or their end or a change of them."""
    late_steps: int = 0
    """Open steps of all breaches whose moment has passed."""
    open_recalls: int = 0
    """Recalls that wait for a step of ours whose day has not passed: the law says without undue delay."""

    @property
    def late(self) -> int:
        """The number of overdue obligations, as the calendar counts them."""
        return self.overdue + self.recalls + self.late_steps

    @property
    def anything(self) -> bool:
        return bool(self.overdue or self.recalls or self.breaches or self.today or self.disputed or self.open_recalls)

    @property
    def words(self) -> tuple[Message, ...]:
        """A sentence for each figure that is not 0."""
        found = (
            (
                self.disputed,
                counted(
                    "{n} agreement is disputed by a party", "{n} agreements are disputed by a party", self.disputed
                ),
            ),
            (
                self.breaches,
                counted("{n} step after a breach is open", "{n} steps after a breach are open", self.breaches),
            ),
            (
                self.recalls,
                counted(
                    "{n} step after a withdrawal is overdue",
                    "{n} steps after a withdrawal are overdue",
                    self.recalls,
                ),
            ),
            (self.overdue, counted("{n} duty is overdue", "{n} duties are overdue", self.overdue)),
            (self.today, counted("{n} duty is due today", "{n} duties are due today", self.today)),
        )
        return tuple(words for n, words in found if n)


_OVERDUE = (
    "SELECT o.*, coalesce(a.number, '') AS number, coalesce({title}, '') AS agreement_title FROM obligation AS o"
    " LEFT JOIN agreement AS a ON a.id = o.agreement WHERE o.state = 'open' AND o.nature = 'duty' AND o.due <= :today"
    " AND NOT EXISTS (SELECT 1 FROM obligation AS later WHERE later.series = o.series AND later.state = 'open'"
    " AND later.due > o.due AND later.due < :today) ORDER BY o.due"
)
_COUNTED = text(
    "SELECT count(DISTINCT CASE WHEN due < :today THEN series END), count(CASE WHEN due = :today THEN 1 END)"
    " FROM obligation WHERE state = 'open' AND nature = 'duty' AND due <= :today"
)
_DISPUTED = text("SELECT count(*) FROM agreement WHERE disputed <> '' AND archived = 0")
_SHOWN = _OVERDUE + " LIMIT :most"


def needs_me(acting: Acting) -> Red:
    """The red figures of today from the tables as they are; derives no obligations anew and writes nothing."""
    now = acting.clock()
    zone = local_zone(now)
    today = day_of(now, zone)
    with acting.vault.read() as session:
        disputed = session.connection().execute(_DISPUTED).scalar_one()
        overdue, due_today = session.connection().execute(_COUNTED, {"today": today.isoformat()}).one()
        shown = _shown(session, today)
        called = list(recall_steps(session, now, zone))
        recalls = [one for _stage, one in called if one.overdue]
        to_recall = [one for stage, one in called if not one.overdue and stage in OURS]
        breaches = list(breach_obligations(session, now, zone))
        on_file = [one for one in obligations_from_records(session, today) if one.overdue]
        waiting = len(stale(session, today))
    return Red(
        overdue=int(overdue) + len(on_file),
        recalls=len(recalls),
        breaches=len(breaches),
        today=int(due_today),
        first=tuple(
            sorted(
                [*breaches, *recalls, *to_recall, *on_file, *shown],
                key=lambda one: (not one.overdue, one.kind != "breach", one.due, one.key),
            )
        )[:MOST_SHOWN],
        waiting=waiting,
        disputed=int(disputed),
        late_steps=sum(one.overdue for one in breaches),
        open_recalls=len(to_recall),
    )


def _shown(session: Session, today: date) -> list[Obligation]:
    rows = (
        session.connection()
        .execute(text(_SHOWN.format(title=title_column("a"))), {"today": today.isoformat(), "most": MOST_SHOWN})
        .all()
    )
    return [replace(obligation_of(row, today), number=row.number, agreement_title=row.agreement_title) for row in rows]
