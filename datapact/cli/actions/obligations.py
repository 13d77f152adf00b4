"""The actions of the commands on obligations."""

from __future__ import annotations

import mimetypes
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.views.list import find_agreement
from datapact.base.clock import days_later
from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.cli.kit.columns import Column, Columns, as_object, as_table, emit_list, unseen
from datapact.cli.kit.output import Progress, emit, require_folder
from datapact.cli.kit.session import acting
from datapact.cli.printed.obligations import DutyShown, Obligations
from datapact.obligations.agenda.agenda import Filters, agenda, counts
from datapact.obligations.agenda.reminders import Reminder
from datapact.obligations.due import commands
from datapact.organisation.acting.exported import write_exported
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.obligations.due.obligation import Obligation
    from datapact.organisation.acting.acting_member import Acting


def _obligation_words(obligation: Obligation) -> str:
    return f"{obligation.title} ({obligation.owner})" if obligation.owner else f"{obligation.title}"


OBLIGATIONS: Columns[Obligation] = (
    Column("key", N_("Key"), 1),
    Column("agreement"),
    Column("number", N_("Agreement"), 4),
    *unseen("agreement_title", "kind"),
    Column("kind_text", value=lambda obligation: obligation.kind_words),
    Column("title", N_("Duty"), 5, cell=_obligation_words),
    Column("due", N_("Due"), 2),
    *unseen("moment", "nature"),
    Column(
        "state",
        N_("State"),
        3,
        cell=lambda obligation: _("overdue") if obligation.overdue else str(obligation.state_words),
    ),
    *unseen("overdue", "owner", "party", "party_name", "place", "citation", "source", "steps"),
    Column("evidence", value=lambda obligation: dict(obligation.evidence)),
    Column("note"),
)
_REMINDERS: Columns[Reminder] = (
    Column("stage"),
    Column("days_left", N_("Days left"), 3),
    Column(
        "duty",
        N_("Duty"),
        4,
        lambda one: as_object(one.obligation, OBLIGATIONS, DutyShown),
        lambda one: str(one.obligation.title),
    ),
    Column("", N_("Key"), 1, cell=lambda one: one.obligation.key),
    Column("", N_("Due"), 2, cell=lambda one: one.obligation.due.isoformat()),
)


def list_all(
    due_within: int,
    agreement: str,
    kinds: tuple[str, ...],
    *,
    mine: bool,
    closed: bool,
    steps: bool,
    ics: Path | None,
) -> None:
    if ics is not None:
        require_folder(ics)
    with acting() as member:
        now = member.clock()
        today = day_of(now, local_zone(now))
        last = days_later(today, due_within)
        filters = Filters(
            agreement=_found(member, agreement), owner=member.member.id if mine else "", kinds=kinds, closed=closed
        )
        if ics is not None:
            from datapact.obligations.agenda.leaving import prove_obligations

            prove_obligations(member, filters.agreement)
        progress = Progress()
        words = _("Deriving duties")
        obligations = agenda(
            member,
            date.min if closed else today,
            last,
            filters,
            progress=lambda done, total: progress(words, done, total),
        )
        progress.finish()
        figures = counts(member)
        if ics is not None:
            from datapact.obligations.agenda.ical import write_calendar

            data = write_calendar(obligations, now, current_language())
            write_exported(member, ics, data, Message(N_("Calendar file of duties")), private=False)
    lines = _lines(obligations, steps=steps)
    if ics is not None:
        lines.append(_("Written: {file}", file=str(ics)))
    result: Obligations = {
        "today": today.isoformat(),
        "last": last.isoformat(),
        "counts": {
            "overdue": figures.overdue,
            "within_7": figures.within_7,
            "within_30": figures.within_30,
            "within_90": figures.within_90,
        },
        "duties": [as_object(obligation, OBLIGATIONS, DutyShown) for obligation in obligations],
        "file": str(ics) if ics is not None else None,
    }
    overdue = counted("{n} overdue", "{n} overdue", figures.overdue)
    lines.append(
        _(
            "{overdue}; due within 7 days: {seven}, 30 days: {thirty}, 90 days: {ninety}.",
            overdue=overdue,
            seven=figures.within_7,
            thirty=figures.within_30,
            ninety=figures.within_90,
        )
    )
    emit(result, lines)


def _found(member: Acting, agreement: str) -> str:
    if not agreement:
        return ""
    with member.vault.read() as session:
        return find_agreement(session, agreement)


def _lines(obligations: tuple[Obligation, ...], *, steps: bool) -> list[str]:
    if not obligations or not steps:
        return as_table(obligations, OBLIGATIONS, N_("Nothing is due."))
    shown = sorted((column for column in OBLIGATIONS if column.heading), key=lambda column: column.place)
    lines = []
    for obligation in obligations:
        lines.append("  ".join(cell for column in shown if (cell := column.shown(obligation))))
        lines += [f"    {step}" for step in obligation.steps]
        if obligation.citation is not None:
            lines.append(f"    [{obligation.citation}]")
    return lines


def _print_obligation(obligation: Obligation, sentence: str) -> None:
    emit(as_object(obligation, OBLIGATIONS, DutyShown), [sentence])


def record_done(
    key: str, on: date | None, reference: str, file: Path | None, scope: str, method: str, signatory: str
) -> None:
    data = read_whole(file, limit=commands.LARGEST_EVIDENCE) if file is not None else None
    media = (mimetypes.guess_type(file.name)[0] if file is not None else None) or "application/octet-stream"
    evidence = commands.Evidence(reference, scope, method, signatory, data, media)
    with acting() as member:
        obligation = commands.record_done(member, key, on, evidence)
    _print_obligation(obligation, _("Recorded as met: {duty}", duty=obligation.title))


def waive(key: str, reason: str) -> None:
    with acting() as member:
        obligation = commands.waive(member, key, reason)
    _print_obligation(obligation, _("Recorded as not to be met: {duty}", duty=obligation.title))


def reopen(key: str) -> None:
    with acting() as member:
        obligation = commands.reopen(member, key)
    _print_obligation(obligation, _("Open again: {duty}", duty=obligation.title))


def assign(key: str, to: str, note: str) -> None:
    with acting() as member:
        obligation = commands.assign(member, key, to, note)
        with member.vault.read() as session:
            owner = known_names(session).get(obligation.owner, obligation.owner)
    _print_obligation(obligation, _("{owner} looks after it: {duty}", owner=owner or "–", duty=obligation.title))


def add(title: str, due: date, agreement: str, about: str, every: int, to: str, note: str) -> None:
    with acting() as member:
        obligation = commands.add(
            member,
            title,
            due,
            agreement=_found(member, agreement),
            about=about,
            every_months=every,
            owner=to,
            note=note,
        )
    _print_obligation(obligation, obligation.key)


def remind(*, acknowledge: bool) -> None:
    from datapact.obligations.agenda.reminders import acknowledge as remember
    from datapact.obligations.agenda.reminders import reminders

    with acting() as member:
        found = reminders(member)
        if acknowledge:
            remember(member, found)
    emit_list(found, _REMINDERS, N_("Nothing to remind of."), under="reminders")
