"""The actions of the commands after signature, and of those on contracts signed elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.endings import ended_words, orders_ended_on
from datapact.agreements.projection.folded import load_state
from datapact.agreements.projection.reading_version import (
    amendments_of,
    former_parties_on,
    former_party_words,
    state_on,
)
from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.steps import in_force, signed_elsewhere
from datapact.agreements.steps.termination import remarks_on_end
from datapact.agreements.text.change_rules import annex_words
from datapact.agreements.text.changes import STANDING_WORDS, Effect
from datapact.agreements.views.file_names import number_of
from datapact.agreements.views.list import find_agreement
from datapact.agreements.views.timeline import signature_lines
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _
from datapact.cli.actions.agreements import LARGEST_ANSWERS
from datapact.cli.kit.output import Progress, answer, emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.agreements import FoundSignature
from datapact.cli.printed.contracts import (
    AgreementAddTexts,
    AgreementReadingVersion,
    AgreementRegister,
    AgreementRegisterMany,
    ChangeShown,
    StepWritten,
)
from datapact.contract.terms.references import has_withheld
from datapact.history.entries.agreement_shapes import GROUNDS
from datapact.organisation.acting.exported import agreement_file, write_exported
from datapact.signing.elsewhere import record
from datapact.signing.elsewhere.add_texts import add_texts, texts_lines
from datapact.signing.elsewhere.table import RegisteringRefused, register_many
from datapact.signing.pades.revisions import LARGEST_PDF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datapact.history.entries.entry import Entry


SHORT = 8


def _done(history: str, entry: Entry, sentence: str) -> None:
    emit(StepWritten({"agreement": history, "entry": entry.digest}), [sentence])


def notice(agreement: str, about: str, text: str, effective: date, objection_days: int | None) -> None:
    with on_agreement(agreement) as (member, history):
        entry = in_force.give_notice(member, history, about, text, effective, objection_days)
    _done(history, entry, _("The notice is recorded. Send it to your partners with datapact send."))


def objection(agreement: str, to: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = in_force.object_to(member, history, to, reason)
    _done(history, entry, _("The objection is recorded. Send it to your partners with datapact send."))


def annex(
    agreement: str, name: str, answers: Path, effective: date | None, objection_days: int | None, note: str
) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        written = in_force.change_annex(
            member, history, name, data, effective=effective, objection_days=objection_days, note=note
        )
    _done(history, written[-1], _("The new version of the annex is recorded. Send it with datapact send."))


def amend(agreement: str, answers: Path, effective: date | None, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        done = in_force.amend(member, history, data, effective=effective, note=note)
        today = local_day(member.clock())
    if done.entry is not None:
        _done(history, done.entry, _("The amendment is proposed. Send it to your partners with datapact send."))
        return
    lines = [
        done.draft,
        _("Amendments need signatures here: this is the draft of the amended text. Send, freeze, sign it."),
    ]
    if effective is None:
        lines.append(
            _("It says that it counts from {day}. Name the day that you agreed: --effective.", day=today.isoformat())
        )
    if (effective or today) <= today:
        lines.append(
            _(
                "A day before the last signature holds between the parties only: nothing done before becomes lawful by it."
            )
        )
    emit(StepWritten({"agreement": done.draft, "entry": None}), lines)


def agree(agreement: str, change: str, authority: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = in_force.agree_to(member, history, change, authority=authority)
    words = _("Your consent is recorded. Send it to your partners with datapact send.")
    if not authority.strip():
        words += " " + _("You said nothing of your authority: all read that it is not shown (--authority).")
    _done(history, entry, words)


def silence(agreement: str, change: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = in_force.record_silence(member, history, change)
    _done(history, entry, _("The silence is recorded. Send it to your partners with datapact send."))


def suspend(agreement: str, begins: date, until: date | None, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = in_force.suspend(member, history, begins, until, reason)
    _done(history, entry, _("The suspension is recorded. Send it to your partners with datapact send."))


def resume(agreement: str, day: date) -> None:
    with on_agreement(agreement) as (member, history):
        entries = in_force.resume(member, history, day)
    _done(history, entries[-1], _("The agreement is resumed. Send it to your partners with datapact send."))


def reading_version(agreement: str, on: date | None, output: Path | None) -> None:
    if output is not None:
        require_folder(output)
    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        with member.vault.read() as session:
            folded, amendments = load_state(session, history), amendments_of(session, history)
            found, gone = state_on(folded, day, amendments), former_parties_on(folded, amendments, day)
            ended = orders_ended_on(folded, amendments, day)
        if output is not None:
            from datapact.consent.proof.run import prove_contract
            from datapact.pdf.agreement.reading_version import reading_version_pdf

            prove_contract(member, history)
            data = reading_version_pdf(member, history, day)
            write_exported(member, output, data, agreement_file(number_of(member, history)), private=False)
    lines = [_("As at {day}; for reading only, not binding.", day=day.isoformat())]
    lines += [str(line) for effect in found.effects for line in _effect_lines(effect)]
    lines += [_("Suspended from {day}", day=one.begins) for one in found.suspended]
    if found.amendment:
        lines.append(_("The text is that of the amendment {id}.", id=found.amendment))
    if found.state and not has_withheld(found.state):
        lines += map(str, (*former_party_words(found.terms.parties, gone), *ended_words(found.terms, ended)))
    if output is not None:
        lines.append(_("Written: {file}", file=str(output)))
    emit(
        AgreementReadingVersion(
            {
                "agreement": history,
                "on": day.isoformat(),
                "state": found.state,
                "amendment": found.amendment or None,
                "changes": [effect_json(effect, applied=effect in found.applied) for effect in found.effects],
                "gone": [{"organisation": one, "last_day": last.isoformat()} for one, last in sorted(gone.items())],
                "ended_orders": [
                    {"dataset": key, "organisation": one, "last_day": last.isoformat()}
                    for (key, one), last in sorted(ended.items())
                ],
                "suspended": [{"from": one.begins, "until": one.until or None} for one in found.suspended],
                "file": str(output) if output is not None else None,
            }
        ),
        lines,
    )


def effect_json(effect: Effect, *, applied: bool) -> ChangeShown:
    """A change with its effect, as JSON."""
    return {
        "entry": effect.change.digest,
        "organisation": effect.change.organisation,
        "annex": effect.change.annex or None,
        "rule": effect.change.rule,
        "standing": effect.standing,
        "begins": effect.begins.isoformat() if effect.begins else None,
        "objection_until": effect.objection_until.isoformat() if effect.objection_until else None,
        "waiting_for": list(effect.waiting_for),
        "asked": list(effect.change.asked or ()),
        "silence": effect.change.silence or None,
        "silent": list(effect.silent),
        "silent_after": {one: day.isoformat() for one, day in effect.silent_after.items()},
        "answer_until": effect.answer_until.isoformat() if effect.answer_until else None,
        "applied": applied,
        "reason": effect.reason.both() if effect.reason is not None else None,
        "form": effect.form.both() if effect.form is not None else None,
    }


def _effect_lines(effect: Effect) -> Iterator[str]:
    what = annex_words(effect.change.annex)
    how = Message(STANDING_WORDS[effect.standing])
    day = effect.begins.isoformat() if effect.begins else "–"
    yield f"{effect.change.digest[:SHORT]}  {what}: {how} ({day})" + (f" {effect.reason}" if effect.reason else "")


def evidence_class(given: str) -> EvidenceClass:
    """The class of evidence of this name; raises WrongUse for one that does not exist."""
    if given not in ELSEWHERE:
        raise WrongUse(
            N_("There is no class of evidence {name}. Classes: {names}."), name=given, names=", ".join(ELSEWHERE)
        )
    return given


def register_one(
    answers: Path,
    evidence: str,
    files: Sequence[Path],
    signed_on: date | None,
    reference: str,
    remarks: str,
    corrects: str,
    parties: Sequence[str],
) -> None:
    kind = evidence_class(evidence)
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    attached = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with acting() as member:
        known = ""
        if corrects:
            with member.vault.read() as session:
                known = find_agreement(session, corrects)
        done = record.register(
            member,
            data,
            evidence=kind,
            signed_on=signed_on,
            files=attached,
            reference=reference,
            remarks=remarks,
            corrects=known,
            who=pairs(parties),
        )
    result: AgreementRegister = {
        "agreement": done.history,
        "entry": done.entry.digest,
        "evidence": kind,
        "signatures": [cast("FoundSignature", dict(one)) for one in done.signatures],
    }
    lines = [done.history, str(evidence_words(kind)), *map(str, signature_lines(done.signatures))]
    emit(result, lines)


def register_all(table: Path, folder: Path | None, *, dry_run: bool, language: str, encoding: str) -> None:
    if language not in ("de", "en"):
        raise WrongUse(N_("The language is de or en."))
    if encoding not in ("", "utf-8", "utf-16", "cp1252"):
        raise WrongUse(N_("The encoding is utf-8, utf-16 or cp1252."))
    with acting() as member:
        try:
            report = register_many(
                member,
                table,
                folder,
                language="en" if language == "en" else "de",
                dry_run=dry_run,
                encoding=encoding or None,  # type: ignore[arg-type]
            )
        except RegisteringRefused as refused:
            report = refused.report
    result: AgreementRegisterMany = {
        "recorded": report.recorded,
        "new": report.count("new"),
        "known": report.count("known"),
        "wrong": report.count("wrong"),
        "ignored_columns": list(report.ignored),
        "lines": [
            {
                "line": one.line,
                "reference": one.reference,
                "outcome": one.outcome,
                "agreement": one.agreement if report.recorded or one.outcome == "known" else None,
                "reason": one.reason.both() if one.reason is not None else None,
            }
            for one in report.lines
        ],
    }
    words = {"new": _("new"), "known": _("already recorded"), "wrong": _("wrong")}
    lines = [
        _("Line {line}: {reference}: {outcome}", line=one.line, reference=one.reference, outcome=words[one.outcome])
        + (f": {one.reason}" if one.reason is not None else "")
        for one in report.lines
    ]
    if report.ignored:
        lines.append(_("Columns not read: {names}", names=", ".join(report.ignored)))
    lines.append(_("Recorded: {n}.", n=report.count("new")) if report.recorded else _("Nothing was recorded."))
    emit(result, lines)
    answer(1 if report.count("wrong") else 0)


def end_one(agreement: str, end: date | None, ground: str, reason: str, files: Sequence[Path]) -> None:
    if ground not in GROUNDS:
        raise WrongUse(N_("The ground is one of: {names}."), names=", ".join(GROUNDS))
    kept = [record.read_file(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with on_agreement(agreement) as (member, history):
        entry = signed_elsewhere.end_elsewhere(member, history, end, ground=ground, reason=reason, files=kept)
        remarks = remarks_on_end(member, history, end, ground)
    lines = [_("The end of the contract is recorded."), *map(str, remarks)]
    emit(StepWritten({"agreement": history, "entry": entry.digest}), lines)


def add_all_texts() -> None:
    """Read the texts of contracts that were registered before texts were kept."""
    with acting() as member:
        progress = Progress()
        found = add_texts(member, progress)
        progress.finish()
    emit(AgreementAddTexts({"added": list(found.added), "without": list(found.without)}), map(str, texts_lines(found)))
