"""What registering contracts signed elsewhere does and prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from datapact.agreements import elsewhere as records
from datapact.agreements.elsewhere_view import signature_lines
from datapact.agreements.evidence import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.listing import find_agreement
from datapact.cli.agreement_actions import LARGEST_ANSWERS, on_agreement
from datapact.cli.output import answer, emit
from datapact.cli.session import acting
from datapact.errors import WrongUse
from datapact.files import read_whole
from datapact.history.shapes.ended_elsewhere import GROUNDS
from datapact.signing import elsewhere
from datapact.signing.elsewhere_many import RegisteringRefused, register_many
from datapact.signing.revisions import LARGEST_PDF
from datapact.texts import N_, _


def evidence_class(given: str) -> EvidenceClass:
    """The class that was named; raises WrongUse for one that does not exist."""
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
) -> None:
    kind = evidence_class(evidence)
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    attached = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with acting() as member:
        known = ""
        if corrects:
            with member.vault.read() as session:
                known = find_agreement(session, corrects)
        done = elsewhere.register(
            member,
            data,
            evidence=kind,
            signed_on=signed_on,
            files=attached,
            reference=reference,
            remarks=remarks,
            corrects=known,
        )
    result = {
        "agreement": done.history,
        "entry": done.entry.digest,
        "evidence": kind,
        "signatures": [dict(one) for one in done.signatures],
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
    result = {
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
    kept = [elsewhere.read_file(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with on_agreement(agreement) as (member, history):
        entry = records.end_elsewhere(member, history, end, ground=ground, reason=reason, files=kept)
    emit({"agreement": history, "entry": entry.digest}, [_("The end of the contract is recorded.")])
