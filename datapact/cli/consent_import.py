"""What ``datapact consent import`` does and prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from datapact.cli.consent_input import pairs
from datapact.cli.output import Progress, answer, complain, emit, require_folder, table
from datapact.cli.session import acting
from datapact.consent import import_options, import_preview, importing
from datapact.consent.answer_words import number
from datapact.consent.dates import DateOrder
from datapact.consent.table_file import Encoding
from datapact.documents.sheets import write_csv
from datapact.errors import WrongUse
from datapact.files import write_whole
from datapact.texts import N_, _, counted

if TYPE_CHECKING:
    from datapact.consent.import_preview import Preview
    from datapact.consent.importing import Report
    from datapact.consent.same_person import Alike
    from datapact.consent.taken_back import Remark, Remarks

_SHOWN = 20  # refused lines that a terminal is given


def import_consents(
    file: Path,
    *,
    dry_run: bool,
    only_look: bool,
    columns: Sequence[str],
    constants: Sequence[str],
    date_order: str | None,
    encoding: str | None,
    sheet: str | None,
    pseudonymise: Path | None,
    report_file: Path | None,
    as_written: bool,
) -> None:
    options = import_options.Options(
        columns=pairs(columns),
        constants=pairs(constants),
        date_order=_one_of(date_order, get_args(DateOrder.__value__)),
        encoding=_one_of(encoding, get_args(Encoding.__value__)),
        sheet=sheet,
        pseudonymise=pseudonymise is not None,
        as_written=as_written,
    )
    for target in (pseudonymise, report_file):
        if target is not None:
            require_folder(target)
    if only_look:
        _show(import_preview.preview(file, options))
        return
    progress = Progress()
    with acting() as member:
        try:
            report = importing.import_file(member, file, options, dry_run=dry_run, progress=progress)
        except importing.ImportRefused as refused:
            report = refused.report
        finally:
            progress.finish()
    if report_file is not None:
        write_whole(report_file, write_csv(["line", "reason"], report.refusals))
    if pseudonymise is not None and (dry_run or not (report.refused or report.held_back)):
        write_whole(pseudonymise, write_csv(["dataset", "person", "pseudonym"], report.people))
    _say(report, dry_run=dry_run)


def _one_of(value: str | None, allowed: tuple[Any, ...]) -> Any:
    if value is None or value in allowed:
        return value
    raise WrongUse(
        N_("{value} cannot be chosen here. Choose one of: {allowed}."), value=value[:50], allowed=", ".join(allowed)
    )


def _show(seen: Preview) -> None:
    result = {
        "kind": seen.kind,
        "encoding": seen.encoding,
        "sheet": seen.sheet,
        "sheets": list(seen.sheets),
        "columns": [{"heading": one.heading, "field": one.field, "samples": list(one.samples)} for one in seen.columns],
        "missing": list(seen.missing),
        "date_order": seen.date_order,
        "rows": [list(row) for row in seen.rows],
    }
    rows = [[one.heading, one.field or _("(left out)"), "; ".join(one.samples[:3])] for one in seen.columns]
    lines = table(rows, [_("Column"), _("Read as"), _("First cells")])
    if seen.encoding == "cp1252":
        lines.append(_("The file is not UTF-8. Say --encoding cp1252 if the umlauts look right here."))
    if seen.missing:
        lines.append(_("Missing: {fields}. Use --column or --set.", fields=", ".join(seen.missing)))
    if seen.date_order == "ambiguous":
        lines.append(_("The dates can be read in two ways: say --date-order dmy or mdy."))
    if seen.date_order == "both":
        lines.append(_("The dates are in two orders. Correct the file."))
    emit(result, lines)


def _say(report: Report, *, dry_run: bool) -> None:
    lines = [
        str(counted("{n} line read.", "{n} lines read.", report.lines)),
        _(
            "{taken} new, {known} there already, {refused} cannot be taken.",
            taken=number(report.taken),
            known=number(report.known),
            refused=number(report.refused),
        ),
    ]
    lines += [_("Line {line}: {reason}", line=line, reason=reason) for line, reason in report.refusals[:_SHOWN]]
    if report.refused > _SHOWN:
        lines.append(_("… and {n} more. Use --report FILE or --json for all of them.", n=report.refused - _SHOWN))
    lines += [
        _(
            "Notice {notice}, version {version}, is not on file. Record it, or nobody can rely on it.",
            notice=key,
            version=version,
        )
        for key, version in report.notices_not_on_file[:_SHOWN]
    ]
    lines += [str(one.words) for one in report.not_provided[:_SHOWN]]
    if report.without_notice:
        words = counted(
            "{n} consent names no notice: nobody can rely on it.",
            "{n} consents name no notice: nobody can rely on them.",
            report.without_notice,
        )
        lines.append(str(words))
    lines += said_of(report.remarks, with_lines=True)
    lines += _said_alike(report.alike)
    if report.batch is not None and report.batch.entry:
        lines.append(_("Recorded and signed as entry {entry}.", entry=report.batch.entry))
    elif (report.refused or report.held_back) and not dry_run:
        lines.append(_("Nothing was imported."))
    result = {
        "dry_run": dry_run,
        "lines": report.lines,
        "taken": report.taken,
        "known": report.known,
        "refused": report.refused,
        "refusals": [{"line": line, "reason": reason.both()} for line, reason in report.refusals],
        "notices_not_on_file": [{"notice": key, "version": version} for key, version in report.notices_not_on_file],
        "not_provided": [
            {"dataset": one.dataset, "purpose": one.purpose, "lines": one.lines} for one in report.not_provided
        ],
        "without_notice": report.without_notice,
        **remarks_json(report.remarks),
        "alike": [
            {"line": one.line, "dataset": one.dataset, "subject": one.subject, "other": one.other}
            for one in report.alike
        ],
        "entry": report.batch.entry if report.batch is not None else "",
        "root": report.batch.root if report.batch is not None else "",
    }
    emit(result, lines)
    if report.refused:
        complain(str(counted("{n} line cannot be taken.", "{n} lines cannot be taken.", report.refused)))
        answer(1)
    elif report.held_back:
        complain(
            _(
                "Are these different people? Correct the file if they are not; if they are, import with --as-written. "
                "Nothing is ever merged."
            )
        )
        answer(1)


def said_of(remarks: Remarks, *, with_lines: bool) -> list[str]:
    """What a command says of events that take consent back and meet none, or one of the same second."""
    lines: list[str] = []
    if remarks.meeting_nothing:
        words = counted(
            "{n} withdrawal, objection, restriction or erasure meets no consent on file. Check it:",
            "{n} withdrawals, objections, restrictions or erasures meet no consent on file. Check them:",
            remarks.meeting_nothing,
        )
        lines += [str(words), *_some(remarks.of("meets_nothing"), remarks.meeting_nothing, with_lines)]
    if remarks.same_second:
        words = counted(
            "{n} withdrawal or objection is of the same second as a consent:",
            "{n} withdrawals or objections are of the same second as a consent:",
            remarks.same_second,
        )
        lines += [str(words), *_some(remarks.of("same_second"), remarks.same_second, with_lines)]
    return lines


def _some(listed: Sequence[Remark], number: int, with_lines: bool) -> list[str]:
    lines = [
        _("Line {line}: {reason}", line=one.line, reason=one.words) if with_lines else str(one.words)
        for one in listed[:_SHOWN]
    ]
    return lines + ([_("… and {n} more. Use --json for all of them.", n=number - _SHOWN)] if number > _SHOWN else [])


def remarks_json(remarks: Remarks) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "meeting_nothing": remarks.meeting_nothing,
        "same_second": remarks.same_second,
        "taken_back": [
            {
                "sort": one.sort,
                "line": one.line,
                "subject": one.subject,
                "dataset": one.dataset,
                "purpose": one.purpose,
                "controller": one.controller,
                "state": one.state,
                "reason": one.words.both(),
            }
            for one in remarks.listed
        ],
    }


def _said_alike(alike: Sequence[Alike]) -> list[str]:
    lines = [
        _(
            "Line {line}: {subject} is new and differs from {other} only in case, width or blanks.",
            line=one.line,
            subject=one.subject,
            other=one.other,
        )
        if one.line
        else _("{subject} differs from {other} only in case, width or blanks.", subject=one.subject, other=one.other)
        for one in alike[:_SHOWN]
    ]
    more = len(alike) - _SHOWN
    return lines + ([_("… and {n} more. Use --json for all of them.", n=more)] if more > 0 else [])
