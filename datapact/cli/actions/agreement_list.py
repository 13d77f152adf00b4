"""What ``datapact agreement list`` does and prints; it loads little, as it is asked often."""

from __future__ import annotations

from datapact.agreements.projection.calendar_statuses import bring_up_to_date
from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import evidence_words, next_step_message
from datapact.agreements.views.filters import TURNS, Filters
from datapact.agreements.views.list import list_agreements
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _
from datapact.cli.kit.output import emit, table
from datapact.cli.kit.session import acting


def show_agreements(
    search: str, status: str, sort: str, limit: int, offset: int, *, turn: str = "", ending: int | None = None
) -> None:
    """``turn`` is us or partner; ``ending`` narrows to those whose last day is at most so many days away."""
    if turn and turn not in TURNS:
        raise WrongUse(N_("There is no turn {turn}. Turns: {turns}."), turn=turn, turns=", ".join(TURNS))
    filters = Filters(turn=turn, ending_days=ending, words=search, status=(status,) if status else ())
    with acting() as member:
        today = local_day(member.clock())
        bring_up_to_date(member, today)
        with member.vault.read() as session:
            rows = list_agreements(session, filters, sort, today=today, limit=limit, offset=offset)
        result = [
            {
                "id": row.id,
                "number": row.number,
                "title": row.title,
                "kind": row.kind,
                "partners": row.partners,
                "status": row.status,
                "turn": row.turn,
                "since": row.since,
                "next_step": row.next_step,
                "due": row.due,
                "starts": row.starts,
                "ends": row.ends,
                "last_day": row.last_day,
                "evidence": row.evidence,
                "amends": row.amends or None,
                "disputed_by": row.disputed or None,
            }
            for row in rows
        ]
    cells = [
        [
            row.number,
            row.title,
            row.partners,
            _status_cell(row.status, row.evidence, row.disputed),
            str(next_step_message(row.next_step)),
            row.last_day or "–",
        ]
        for row in rows
    ]
    headings = [_("Number"), _("Title"), _("Partners"), _("Status"), _("Next step"), _("Last day")]
    emit(result, table(cells, headings) if cells else [_("No agreements.")])


def _status_cell(status: str, evidence: str, disputed: str) -> str:
    """The status, for a contract signed elsewhere on what it rests, and who disputes it."""
    words = str(status_and_dispute(status, disputed))
    return f"{words} ({evidence_words(evidence, short=True)})" if evidence else words
