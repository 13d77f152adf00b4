"""What the steps after signature do and print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datapact.agreements import contract_steps as steps
from datapact.agreements.annex_rules import annex_words
from datapact.agreements.changes import STANDING_WORDS, Effect
from datapact.agreements.reading_version import consolidated
from datapact.cli.agreement_actions import LARGEST_ANSWERS, on_agreement
from datapact.cli.output import emit, require_folder
from datapact.clock import local_day
from datapact.files import read_whole, write_whole
from datapact.texts import Message, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datapact.history.entry import Entry

SHORT = 8


def _done(history: str, entry: Entry, sentence: str) -> None:
    emit({"agreement": history, "entry": entry.digest}, [sentence])


def notice(agreement: str, about: str, text: str, effective: date, objection_days: int | None) -> None:
    with on_agreement(agreement) as (member, history):
        entry = steps.give_notice(member, history, about, text, effective, objection_days)
    _done(history, entry, _("The notice is recorded. Send it to your partners with datapact send."))


def objection(agreement: str, to: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = steps.object_to(member, history, to, reason)
    _done(history, entry, _("The objection is recorded. Send it to your partners with datapact send."))


def annex(
    agreement: str, name: str, answers: Path, effective: date | None, objection_days: int | None, note: str
) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        written = steps.change_annex(
            member, history, name, data, effective=effective, objection_days=objection_days, note=note
        )
    _done(history, written[-1], _("The new version of the annex is recorded. Send it with datapact send."))


def amend(agreement: str, answers: Path, effective: date | None, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        done = steps.amend(member, history, data, effective=effective, note=note)
    if done.entry is not None:
        _done(history, done.entry, _("The amendment is proposed. Send it to your partners with datapact send."))
        return
    emit(
        {"agreement": done.draft, "entry": None},
        [
            done.draft,
            _("Amendments need signatures here: this is the draft of the amended text. Send, freeze, sign it."),
        ],
    )


def agree(agreement: str, change: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = steps.agree_to(member, history, change)
    _done(history, entry, _("Your consent is recorded. Send it to your partners with datapact send."))


def suspend(agreement: str, begins: date, until: date | None, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = steps.suspend(member, history, begins, until, reason)
    _done(history, entry, _("The suspension is recorded. Send it to your partners with datapact send."))


def resume(agreement: str, day: date) -> None:
    with on_agreement(agreement) as (member, history):
        entries = steps.resume(member, history, day)
    _done(history, entries[-1], _("The agreement is resumed. Send it to your partners with datapact send."))


def reading_version(agreement: str, on: date | None, output: Path | None) -> None:
    if output is not None:
        require_folder(output)
    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        with member.vault.read() as session:
            found = consolidated(session, history, day)
        if output is not None:
            from datapact.documents.reading_version import reading_version_pdf

            write_whole(output, reading_version_pdf(member, history, day), private=False)
    lines = [_("As at {day}; for reading only, not binding.", day=day.isoformat())]
    lines += [str(line) for effect in found.effects for line in _effect_lines(effect)]
    lines += [_("Suspended from {day}", day=one.begins) for one in found.suspended]
    if found.amendment:
        lines.append(_("The text is that of the amendment {id}.", id=found.amendment))
    if output is not None:
        lines.append(_("Written: {file}", file=str(output)))
    emit(
        {
            "agreement": history,
            "on": day.isoformat(),
            "state": found.state,
            "amendment": found.amendment or None,
            "changes": [effect_json(effect, applied=effect in found.applied) for effect in found.effects],
            "suspended": [{"from": one.begins, "until": one.until or None} for one in found.suspended],
            "file": str(output) if output is not None else None,
        },
        lines,
    )


def effect_json(effect: Effect, *, applied: bool) -> dict[str, Any]:
    """A change and what became of it."""
    return {
        "entry": effect.change.digest,
        "organisation": effect.change.organisation,
        "annex": effect.change.annex or None,
        "rule": effect.change.rule,
        "standing": effect.standing,
        "begins": effect.begins.isoformat() if effect.begins else None,
        "objection_until": effect.objection_until.isoformat() if effect.objection_until else None,
        "waiting_for": list(effect.waiting_for),
        "applied": applied,
        "reason": effect.reason.both() if effect.reason is not None else None,
    }


def _effect_lines(effect: Effect) -> Iterator[str]:
    what = annex_words(effect.change.annex)
    how = Message(STANDING_WORDS[effect.standing])
    day = effect.begins.isoformat() if effect.begins else "–"
    yield f"{effect.change.digest[:SHORT]}  {what}: {how} ({day})" + (f" {effect.reason}" if effect.reason else "")
