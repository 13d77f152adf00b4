"""Registering many contracts signed elsewhere from one table: a report per line, all of them or none.

A line is known by its own reference: reading the same table again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from datapact.agreements.elsewhere import Conclusion, FileToKeep, elsewhere_state, record_elsewhere, registered_as
from datapact.agreements.parties_of import link_parties
from datapact.agreements.record import load_state
from datapact.consent.fields import are_headings
from datapact.consent.table_file import Cell, Encoding, open_table
from datapact.errors import AnswerNo, DataPactError, Malformed, TooLarge, WrongUse
from datapact.files import read_whole
from datapact.parties.own_line import own_line
from datapact.signing.elsewhere import read_file, signatures_in
from datapact.signing.elsewhere_lines import ElsewhereLine, columns_of, read_line
from datapact.signing.revisions import LARGEST_PDF
from datapact.texts import N_, Language, Message, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from datapact.history.agreement import AgreementState
    from datapact.parties.acting import Acting

MOST_CONTRACTS = 5_000

type Outcome = Literal["new", "known", "wrong"]


@dataclass(frozen=True, slots=True)
class LineReport:
    """What became of a line, or would become of it; ``agreement`` is empty where it is wrong."""

    line: int
    reference: str
    outcome: Outcome
    agreement: str
    reason: Message | None


@dataclass(frozen=True, slots=True)
class ManyReport:
    """All lines of a table; ``recorded`` says that they were written."""

    lines: tuple[LineReport, ...]
    ignored: tuple[str, ...]
    """Headings that name no column."""
    recorded: bool

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome == outcome for one in self.lines)


class RegisteringRefused(AnswerNo):
    """Lines are wrong, so nothing was recorded; ``report`` says which."""

    def __init__(self, report: ManyReport) -> None:
        wrong = counted("{n} line is wrong", "{n} lines are wrong", report.count("wrong"))
        super().__init__(N_("{wrong}; nothing was recorded. Correct the table and try again."), wrong=wrong)
        self.report = report


def register_many(
    acting: Acting,
    table: Path,
    folder: Path | None,
    *,
    language: Language = "de",
    dry_run: bool = False,
    encoding: Encoding | None = None,
) -> ManyReport:
    """Record every contract of a CSV or XLSX table; its files are in ``folder``.

    With ``dry_run`` nothing is written, and the report says what would be. Raises RegisteringRefused with the report
    when a line is wrong; WrongUse, Malformed or TooLarge when the table cannot be read at all.
    """
    reports: list[LineReport] = []
    with (
        open_table(table, encoding=encoding, known=are_headings) as opened,
        acting.vault.rehearse() if dry_run else acting.vault.write() as session,
    ):
        columns = columns_of(opened.headings)
        used = set(columns.values())
        ignored = tuple(name for place, name in enumerate(opened.headings) if name and place not in used)
        seen: dict[str, int] = {}
        own = own_line(session).state.name
        for number, cells in opened.lines:
            if len(reports) == MOST_CONTRACTS:
                raise TooLarge(N_("The table has more than {limit} contracts. Split it."), limit=MOST_CONTRACTS)
            reports.append(_line(acting, session, number, cells, columns, own, folder, language, seen))
        if not reports:
            raise Malformed(N_("The table has no lines below its headings."))
        report = ManyReport(tuple(reports), ignored, recorded=not dry_run)
        if report.count("wrong") and not dry_run:
            raise RegisteringRefused(replace(report, recorded=False))
        return report


def _line(
    acting: Acting,
    session: Session,
    number: int,
    cells: Sequence[Cell],
    columns: dict[str, int],
    own: str,
    folder: Path | None,
    language: Language,
    seen: dict[str, int],
) -> LineReport:
    reference = ""
    try:
        line = read_line(cells, columns, own=own, organisation=acting.organisation, language=language)
        reference = line.reference
        if (earlier := seen.setdefault(reference, number)) != number:
            raise Malformed(N_("Line {line} has the same reference."), line=earlier)
        conclusion = _conclusion(line, folder)
        known = registered_as(session, reference)
        if known:
            if not _is_same(acting, session, load_state(session, known), line, conclusion):
                raise WrongUse(
                    N_(
                        "The reference is recorded already with other content. Correct that record: agreement register"
                        " --corrects."
                    )
                )
            return LineReport(number, reference, "known", known, None)
        history, _entry = record_elsewhere(acting, session, line.answers, conclusion)
    except DataPactError as error:
        return LineReport(number, reference, "wrong", "", error.message)
    return LineReport(number, reference, "new", history, None)


def _conclusion(line: ElsewhereLine, folder: Path | None) -> Conclusion:
    files: tuple[FileToKeep, ...] = ()
    if line.file:
        if folder is None:
            raise WrongUse(N_("The line names a file, but no folder is given: --files FOLDER."))
        if line.file in (".", "..") or any(sign in line.file for sign in "/\\:\0"):
            raise Malformed(N_("The cell {column} must be the name of a file in the folder."), column="file")
        place = folder / line.file
        if place.is_symlink() or not place.is_file():
            raise Malformed(N_("There is no file {file} in the folder."), file=line.file)
        files = (read_file(line.file, read_whole(place, limit=LARGEST_PDF)),)
    found = signatures_in(files)
    return Conclusion(line.evidence, line.signed_on, line.reference, files, found, line.remarks)


def _is_same(
    acting: Acting, session: Session, folded: AgreementState, line: ElsewhereLine, conclusion: Conclusion
) -> bool:
    """Whether a contract is recorded exactly as the line says."""
    record = folded.signed_elsewhere
    if record is None:
        return False
    state = record.state if isinstance(record.state, dict) else {}
    said = elsewhere_state(
        line.answers,
        link_parties(session, acting, line.answers.terms),
        agreement=str(state.get("agreement", "")),
        number=line.reference,
    )
    signed_on = conclusion.signed_on.isoformat() if conclusion.signed_on else ""
    files = {file.digest for file in record.files}
    return (
        state == said
        and (record.evidence, record.signed_on, record.remarks) == (conclusion.evidence, signed_on, conclusion.remarks)
        and files == {file.digest for file in conclusion.files}
    )
