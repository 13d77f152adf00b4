"""What sharing-matrix and decision do and print."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from datapact.agreements.formatters import article
from datapact.cli.moments import say_day, say_moment
from datapact.cli.output import answer, emit, table
from datapact.cli.session import acting
from datapact.cli.sharing_actions import lines_of, supposed
from datapact.clock import write_time
from datapact.consent.answer_words import number, people_of, verdict_word
from datapact.consent.asking import purpose_name
from datapact.consent.cells import Cell, matrix
from datapact.consent.moments import local_zone, moment_of
from datapact.consent.replay import replay
from datapact.consent.what_if import what_if
from datapact.parties.references import reference_names
from datapact.texts import LANGUAGES, N_, Argument, Message, _, current_language

OUTCOMES = {
    "same": N_("The answer is the same."),
    "different": N_("The answer is another."),
    "indeterminate": N_("The answer cannot be given again here."),
}


def _both(name: Argument) -> dict[str, str]:
    return {one: name.text(one) if isinstance(name, Message) else str(name) for one in LANGUAGES}


def cell_as_json(cell: Cell) -> dict[str, Any]:
    """A cell for machines."""
    return {
        "dataset": cell.dataset,
        "dataset_name": _both(cell.dataset_name),
        "partner": cell.partner,
        "partner_name": cell.partner_name,
        "purpose": cell.purpose,
        "purpose_name": _both(cell.purpose_name),
        "verdict": cell.verdict,
        "basis": cell.basis,
        "n": cell.n,
        "m": cell.m,
        "counts": dict(sorted(cell.counts.items())),
        "next_expiry": write_time(cell.next_expiry) if cell.next_expiry else "",
        "notice_version": cell.notice_version,
        "oldest": write_time(cell.oldest) if cell.oldest else "",
        "pending": cell.pending.people if cell.pending else 0,
        "overdue": bool(cell.pending and cell.pending.overdue),
        "agreement": cell.agreement,
        "agreement_number": cell.agreement_number,
        "agreement_status": cell.agreement_status,
        "evidence": cell.evidence,
    }


def _row(cell: Cell) -> list[str]:
    expiry = say_day(cell.next_expiry) if cell.next_expiry else ""
    names = [str(cell.dataset_name), cell.partner_name, str(cell.purpose_name)]
    answer = [str(verdict_word(cell.verdict)), people_of(cell.n, cell.m), expiry, _bases(cell)]
    return [*names, *answer, cell.agreement_number, _pending(cell)]


def _pending(cell: Cell) -> str:
    if cell.pending is None:
        return ""
    return number(cell.pending.people) + (f" ({_('overdue')})" if cell.pending.overdue else "")


def _bases(cell: Cell) -> str:
    return ", ".join(article(one, current_language()) for one in cell.basis.split(", ") if one)


def _headings() -> list[str]:
    return [
        _("Dataset"),
        _("Partner"),
        _("Purpose"),
        _("Answer"),
        _("People"),
        _("Next expiry"),
        _("Basis"),
        _("Agreement"),
        _("Withdrawals not acknowledged"),
    ]


def show_matrix(on: datetime | None) -> None:
    with acting() as member:
        now = member.clock()
        cells = matrix(member, moment_of(on.date() if on else None, now, local_zone(now)))
    lines = table([_row(one) for one in cells], _headings())
    emit(
        [cell_as_json(one) for one in cells],
        lines if cells else [_("No agreement names a dataset, a purpose and a partner that would receive it.")],
    )


def show_changes(on: datetime | None, suppositions: tuple[str, ...]) -> None:
    with acting() as member:
        now = member.clock()
        moment = moment_of(on.date() if on else None, now, local_zone(now))
        changes = what_if(member, supposed(member, suppositions), moment)
    shown = [
        {
            "before": cell_as_json(one.before) if one.before else None,
            "after": cell_as_json(one.after) if one.after else None,
            "stops": one.stops,
        }
        for one in changes
    ]
    lines = []
    for one in changes:
        cell = one.before or one.after
        assert cell is not None
        before = verdict_word(one.before.verdict) if one.before else _("not provided for")
        after = verdict_word(one.after.verdict) if one.after else _("not provided for")
        place = f"{cell.dataset_name} / {cell.partner_name} / {cell.purpose_name}"
        lines.append(_("{place}: {before}, then {after}", place=place, before=before, after=after))
    emit(shown, lines or [_("Nothing changes.")])


def give_again(entry: str) -> None:
    with acting() as member:
        found = replay(member, entry)
        with member.vault.read() as session:
            names = reference_names(session)
    answer(0 if found.outcome == "same" else 1)
    again = found.decision
    lines = [_(OUTCOMES[found.outcome])]
    if found.outcome == "same" and found.today != "same":
        lines.append(_("Records of that time have changed in this vault since, as by an erasure:"))
    lines += [str(message) for message in found.differences]
    if again is not None:
        asked = again.question
        lines += [
            "",
            _(
                "Asked of {dataset}, {partner}, {purpose}, about {time}:",
                dataset=asked.dataset,
                partner=names.get(asked.partner, asked.partner),
                purpose=purpose_name(asked.purpose),
                time=say_moment(asked.at),
            ),
            *lines_of(again),
        ]
    emit(
        {
            "entry": entry,
            "outcome": found.outcome,
            "today": found.today,
            "differences": [{one: message.text(one) for one in LANGUAGES} for message in found.differences],
            "decision": None if again is None else again.as_json(),
        },
        lines,
    )
