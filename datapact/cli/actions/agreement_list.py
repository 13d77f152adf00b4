"""The action of ``datapact agreement list``; it loads little, because it is called often."""

from __future__ import annotations

from dataclasses import replace

from datapact.agreements.projection.calendar_statuses import bring_up_to_date
from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import evidence_words, next_step_message
from datapact.agreements.views.filters import TURNS, parse_search
from datapact.agreements.views.list import ListedAgreement, list_agreements
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.cli.kit.columns import Column, Columns, emit_list, unseen
from datapact.cli.kit.session import acting


def _status_cell(row: ListedAgreement) -> str:
    """The status, the evidence of a contract signed elsewhere, and who disputes it."""
    words = str(status_and_dispute(row.status, row.disputed))
    return f"{words} ({evidence_words(row.evidence, short=True)})" if row.evidence else words


_COLUMNS: Columns[ListedAgreement] = (
    Column("id"),
    Column("number", N_("Number")),
    Column("title", N_("Title"), value=lambda row: row.prevailing_title, cell=lambda row: row.title),
    Column("kind"),
    Column("partners", N_("Partners")),
    Column("status", N_("Status"), cell=_status_cell),
    Column("turn", value=lambda row: row.mover),
    *unseen("since"),
    Column("next_step", N_("Next step"), cell=lambda row: str(next_step_message(row.next_step))),
    *unseen("due", "starts", "ends"),
    Column("last_day", N_("Last day"), cell=lambda row: row.last_day or "–"),
    Column("evidence"),
    Column("amends", value=lambda row: row.amends or None),
    Column("disputed_by", value=lambda row: row.disputed or None),
)


def show_agreements(
    search: str, status: str, sort: str, limit: int, offset: int, *, turn: str = "", ending: int | None = None
) -> None:
    """Print the list. ``turn`` is us or partner; ``ending`` the most days until the last day of those listed."""
    if turn and turn not in TURNS:
        raise WrongUse(N_("There is no turn {turn}. Turns: {turns}."), turn=turn, turns=", ".join(TURNS))
    said = parse_search(search)
    filters = replace(said, turn=turn or said.turn, ending_days=ending, status=(status,) if status else said.status)
    with acting() as member:
        today = local_day(member.clock())
        bring_up_to_date(member, today)
        with member.vault.read() as session:
            rows = list_agreements(session, filters, sort, today=today, limit=limit, offset=offset)
    emit_list(rows, _COLUMNS, N_("No agreements."))
