"""The columns of the list: the text of each for a row, and the core's column for sorting."""

from __future__ import annotations

from datapact.agreements.projection.status import NEXT_STEPS, evidence_words
from datapact.agreements.text.accession_title import is_accession_title
from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import N_, Message, _
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.widgets.state_badge import disputed_badge

TURN_WORDS = {"us": N_("Us"), "partner": N_("Partner"), "": ""}


def _turn(row: ListedAgreement) -> str:
    return _(TURN_WORDS[row.mover]) if TURN_WORDS.get(row.mover) else ""


_WAITS = {
    "send": N_("Send your step to the partner"),
    "say_sent": N_("Record that the file was sent"),
    "awaited": NEXT_STEPS["await_answer"],
    "changed": N_("Send your newer text as Word files"),
    "unanswered": N_("Answer the Word file that came back"),
}


def next_step_words(row: ListedAgreement) -> str:
    """The next step of an agreement in words, as every list has them; empty for nothing."""
    if row.waits:
        return _(_WAITS[row.waits])
    if row.status == "signed" and row.starts and row.next_step == "none" and not row.disputed:
        return _("In force from {day} on", day=short_day(row.starts))
    return str(Message(NEXT_STEPS[row.next_step])) if row.next_step in NEXT_STEPS and row.next_step != "none" else ""


def _status(row: ListedAgreement) -> Badge:
    if row.due and row.status in ("signed", "in_force") and not row.disputed:
        return "terminated", _("Notice given as of {day}", day=short_day(row.due)), "warn"
    return disputed_badge(row.status, row.disputed, row.waits)


def _evidence(row: ListedAgreement) -> str:
    return str(evidence_words(row.evidence, short=True)) if row.evidence else ""


def _kind(row: ListedAgreement) -> str:
    """The kind of an agreement; an amendment or accession is told from what it belongs to, whose title and kind it has."""
    if row.amended_number and is_accession_title(row.title):
        return _("Accession to {number}", number=row.amended_number)
    if row.amended_number:
        return _("Amendment of {number}", number=row.amended_number)
    return kind_name(row.kind)


def agreement_columns() -> tuple[Column[ListedAgreement], ...]:
    """The columns in their usual order."""
    return (
        Column("number", _("Number"), 14, lambda row: row.number, sort="number"),
        Column("title", _("Title"), 34, lambda row: row.title, sort="title", flexible=True),
        Column("kind", _("Kind"), 24, _kind, sort="kind", flexible=True, gives_way=2),
        Column("partner", _("Partner"), 27, lambda row: row.partners, sort="partners", flexible=True, gives_way=6),
        Column("status", _("Status"), 27, lambda row: _status(row)[1], sort="status", flexible=True, badge=_status),
        Column("evidence", _("Evidence"), 25, _evidence, flexible=True, gives_way=1),
        Column("amends", _("Amends or joins"), 17, lambda row: row.amended_number, gives_way=1),
        Column("turn", _("Whose turn"), 11, _turn, sort="turn", gives_way=4),
        Column("since", _("Last step"), 13, lambda row: short_day(row.since), sort="since", gives_way=3),
        Column("next_step", _("Next step"), 34, next_step_words, flexible=True, gives_way=7),
        Column("last_day", _("Ends"), 13, lambda row: short_day(row.last_day), sort="last_day", gives_way=5),
        Column("starts", _("Begins"), 13, lambda row: short_day(row.starts), shown=False),
    )
