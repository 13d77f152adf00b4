"""Own words of a text on the command line: shown, confirmed, and replaced by released clauses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.steps import wording
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, _, counted
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.contracts import StepWritten
from datapact.cli.printed.negotiation import AgreementRenumber, NumberChanged

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def confirm(agreement: str, places: list[str] | None, parts: list[str] | None, note: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = wording.confirm(member, history, [_bare(place) for place in places] if places else None, parts, note)
    number = len(entry.body["wordings"])
    _done(history, entry, counted("{n} place is confirmed.", "{n} places are confirmed.", number))


def cure(agreement: str, finding: str, place: str, reason: str, on: date | None) -> None:
    from datapact.agreements.projection.own_findings import all_findings

    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        found, _overridden = all_findings(member, history, day)
        chosen = [
            (one.id, one.place)
            for one in found
            if one.parts and finding in ("", one.id) and _bare(place) in ("", _bare(one.place))
        ]
        if not chosen and (finding or place):
            raise WrongUse(N_("No finding on the wording is like that. See datapact agreement check."))
        entry = wording.cure(member, history, day, chosen or None, reason)
    words = (
        _("The clauses are in the draft.")
        if entry.kind == "draft"
        else _("The counter-proposal is ready. Send it to your partners with datapact send.")
    )
    _done(history, entry, words)


def renumber(agreement: str, *, write: bool) -> None:
    from datapact.agreements.steps.drafting import renumber as action

    with on_agreement(agreement) as (member, history):
        changes = action(member, history, write=write)
    told: list[NumberChanged] = [
        {"place": one.place, "old": one.old.both(), "new": one.new.both() if one.new is not None else None}
        for one in changes
    ]
    lines = [f"{one.old} → {one.new if one.new is not None else _('goes')}" for one in changes]
    if not changes:
        lines = [_("All numbers follow each other already.")]
    elif write:
        lines.append(_("The draft has been changed."))
    else:
        lines.append(_("Nothing was written. With --yes the new numbers are in a draft."))
    emit(AgreementRenumber({"agreement": history, "numbers": told, "written": write and bool(changes)}), lines)


def _bare(place: str) -> str:
    return place.removeprefix("clauses.").removeprefix("provides.")


def _done(history: str, entry: Entry, words: object) -> None:
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [str(words)])
