"""The actions of the commands on agreements: each step is one operation of the core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import approvals, negotiation
from datapact.agreements.steps.assigning import assign_agreement
from datapact.agreements.views.file_names import number_of
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted
from datapact.checks.model.finding import AUTHORITIES
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.agreements import (
    AgreementCheck,
    AgreementExport,
    AgreementNew,
)
from datapact.cli.printed.contracts import AgreementTerminate, AgreementTerminationLetter, StepWritten
from datapact.cli.printed.team import AgreementAssign
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.exported import agreement_file, write_exported
from datapact.organisation.acting.names import known_names

if TYPE_CHECKING:
    from datapact.checks.model.finding import Finding
    from datapact.deadlines.termination import Ground
    from datapact.history.entries.entry import Entry


LARGEST_ANSWERS = 1024 * 1024
LARGEST_IMPORT = 64 * 1024 * 1024


def _done(history: str, sentence: str, entry: Entry | None = None) -> None:
    result: StepWritten = {"agreement": history, "entry": entry.digest if entry is not None else None}
    emit(result, [sentence])


def new(template: str, answers: Path, parties: Sequence[str]) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with acting() as member:
        history = negotiation.new_agreement(member, template, data, pairs(parties))
    emit(AgreementNew({"agreement": history}), [history])


def revise(agreement: str, answers: Path, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        negotiation.revise(member, history, data, note)
    _done(history, _("The draft has been changed."))


def counter(agreement: str, answers: Path | None, offer: str, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS) if answers is not None else None
    with on_agreement(agreement) as (member, history):
        entry = negotiation.counter(member, history, data, note, offer or None)
    _done(history, _("The counter-proposal is ready. Send it to your partners with datapact send."), entry)


def accept(agreement: str, offer: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.accept(member, history, offer or None)
    _done(
        history,
        _("Accepted: text only, not binding until every named signatory has signed (section 154(2) BGB)."),
        entry,
    )


def decline(agreement: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.decline(member, history, reason)
    _done(history, _("Declined. Send it to your partners with datapact send."), entry)


def comment(agreement: str, text: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.comment(member, history, text)
    _done(history, _("The remark is recorded."), entry)


def assign(agreement: str, to: str) -> None:
    with on_agreement(agreement) as (member, history):
        who = assign_agreement(member, history, to)
        with member.vault.read() as session:
            row = session.get(AgreementRow, history)
            name = known_names(session).get(who, who)
    shown = "" if row is None else f"{row.number} {row.shown_title}"
    said = (
        _("{member} looks after {agreement}.", member=name, agreement=shown)
        if who
        else _("Nobody looks after {agreement}.", agreement=shown)
    )
    emit(AgreementAssign({"agreement": history, "member": who or None, "name": name or None}), [said])


def approve(agreement: str, note: str, version: str = "") -> None:
    with on_agreement(agreement) as (member, history):
        entry = approvals.approve(member, history, note, version)
    _done(history, _("Your approval is recorded in this vault."), entry)


def override(agreement: str, finding: str, place: str, reason: str) -> None:
    from datapact.agreements.projection.own_findings import open_findings

    with on_agreement(agreement) as (member, history):
        meant = [
            found
            for found in open_findings(member, history, local_day(member.clock()))
            if found.id == finding and place in ("", found.place)
        ]
        if meant and all(found.final for found in meant):
            raise AnswerNo(N_("The finding {finding} cannot be overridden. Correct the text."), finding=finding[:10])
        places = [found.place for found in meant if not found.final]
        if not places:
            raise WrongUse(N_("There is no open error or missing statement {finding}."), finding=finding[:10])
        for each in places:
            entry = negotiation.override(member, history, finding, each, reason)
    _done(history, _("The override is recorded with its reason."), entry)


def terminate(
    agreement: str,
    end: date | None,
    reason: str,
    ground: str,
    received: date | None,
    declared_by: list[str],
    authority: str,
) -> None:
    from datapact.agreements.steps.termination import proposed_end, terminate_on

    if ground not in ("ordinary", "cause"):
        raise WrongUse(N_("The ground is ordinary or cause."))
    kind: Ground = "cause" if ground == "cause" else "ordinary"
    with on_agreement(agreement) as (member, history):
        computed = proposed_end(member, history, received or local_day(member.clock()), kind)
        done = terminate_on(member, history, end, reason, kind, computed, declared_by=declared_by, authority=authority)
    result: AgreementTerminate = {
        "agreement": history,
        "entry": done.entry.digest,
        "end": done.end.isoformat(),
        "computed_end": computed.end.isoformat() if computed.end else None,
        "too_early": done.too_early,
        "steps": [step.both() for step in computed.steps],
        "remarks": [remark.both() for remark in done.remarks],
    }
    lines = [_("Notice of termination is recorded. Send it to your partners with datapact send.")]
    lines.append(_("The agreement ends on {day}.", day=done.end.isoformat()))
    lines += [str(line) for line in (*computed.steps, *done.remarks)]
    emit(result, lines)


def write_termination_letter(agreement: str, folder: Path) -> None:
    from datapact.pdf.letters.termination_letter import letter_name, termination_letters

    if not folder.is_dir():
        raise WrongUse(N_("There is no folder {folder}. Make it first."), folder=str(folder))
    with on_agreement(agreement) as (member, history):
        number = number_of(member, history)
        what = Message(N_("Letter of termination of {number}"), {"number": number})
        files = []
        for language, data in termination_letters(member, history).items():
            path = folder / letter_name(number, language)
            write_exported(member, path, data, what)
            files.append(str(path))
    result: AgreementTerminationLetter = {"agreement": history, "files": files}
    emit(result, [_("Written: {file}", file=one) for one in files])


def export(agreement: str, form: str, output: Path, *, with_proofs: bool = False) -> None:
    from datapact.signing.archive.renew import completed_pdfs
    from datapact.signing.archive.seals import write_agreement
    from datapact.signing.ceremony.export import export_json

    if form not in ("pdf", "json"):
        raise WrongUse(N_("The format is pdf, json, docx, odrl, dsp, edc, catena-x or dpv."))
    if with_proofs and form != "pdf":
        raise WrongUse(N_("Proofs are added to the PDF alone. Leave out the other format."))
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history)
        what = agreement_file(number_of(member, history))
        written: tuple[Path, ...] = (output,)
        if form == "pdf" and not with_proofs:
            written = write_agreement(member, history, output, what)
        else:
            files = completed_pdfs(member, history) if with_proofs else (export_json(member, history),)
            written = tuple(_numbered(output, place) for place in range(1, len(files) + 1))
            for path, data in zip(written, files, strict=True):
                write_exported(member, path, data, what, private=False)
    emit(
        AgreementExport(
            {
                "agreement": history,
                "file": str(output),
                "bytes": output.stat().st_size,
                "seal": str(written[1]) if len(written) > 1 and not with_proofs else None,
                "others": [str(one) for one in written[1:]] if with_proofs else [],
            }
        ),
        [_("Written: {file}", file=str(one)) for one in written],
    )


def _numbered(path: Path, place: int) -> Path:
    """The name of a further file of the same contract, such as one copy of each party."""
    return path if place == 1 else path.with_stem(f"{path.stem}-{place}")


def import_file(file: Path) -> None:
    from datapact.signing.ceremony.export import state_in

    state = state_in(read_whole(file, limit=LARGEST_IMPORT))
    with acting() as member:
        history = negotiation.import_state(member, state)
    emit(AgreementNew({"agreement": history}), [history])


def _remark(finding: Finding) -> str:
    if finding.advice:
        return " " + _("(advice for an amendment)")
    if finding.bars_freezing and finding.severity == "W":
        return " " + _("(an error when the text is frozen)")
    return ""


def check_one(agreement: str, on: date | None) -> None:
    from datapact.agreements.projection.own_findings import all_findings
    from datapact.agreements.steps.wording import is_complete, open_wordings
    from datapact.checks.model.missing_in_text import gaps_joined
    from datapact.cli.kit.own_words import wording_json, wording_lines

    with on_agreement(agreement) as (member, history):
        day = on or local_day(member.clock())
        found, overridden = all_findings(member, history, day)
        findings = gaps_joined(found)
        wordings = open_wordings(member, history) if findings else ()
    standing = [one for one in findings if one.final or (one.id, one.place) not in overridden]
    errors = [finding for finding in standing if finding.severity == "E" and not finding.advice]
    warnings = [finding for finding in findings if finding.severity == "W" and not finding.advice]
    complete = is_complete(standing)
    lines = [
        f"{finding.id} {finding.severity}  {finding.message}  "
        f"[{finding.citation}; {Message(AUTHORITIES[finding.authority])}]  ({finding.place})"
        + _remark(finding)
        + (" " + _("(overridden)") if (finding.id, finding.place) in overridden else "")
        for finding in findings
    ]
    lines += wording_lines(wordings)
    lines.append(
        _(
            "{errors}, {warnings}, as at {day}.",
            errors=counted("{n} error", "{n} errors", len(errors)),
            warnings=counted("{n} warning", "{n} warnings", len(warnings)),
            day=day.isoformat(),
        )
    )
    if not complete:
        lines.append(_("Not complete: the text lacks something, or nobody has read your own words in it."))
    result: AgreementCheck = {
        "agreement": history,
        "on": day.isoformat(),
        "errors": len(errors),
        "complete": complete,
        "own_words": [wording_json(one) for one in wordings],
        "overridden": [{"id": id_, "place": place} for id_, place in sorted(overridden)],
    }
    emit(result, lines, findings=[finding.as_json() for finding in findings])
    answer(1 if errors else 0)
