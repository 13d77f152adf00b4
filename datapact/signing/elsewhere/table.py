"""Register many contracts signed elsewhere from one table: its columns, a report per line, all or none.

Its own reference identifies a line: reading the same table again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.parties import BY_COLUMN, link_parties
from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.steps.signed_elsewhere import (
    RENEWS_FROM,
    ConcludedElsewhere,
    FileToKeep,
    elsewhere_state,
    record_elsewhere,
    registered_as,
)
from datapact.base.date_formats import EARLIEST, LATEST, read_written
from datapact.base.errors import AnswerNo, DataPactError, Malformed, TooLarge, WrongUse
from datapact.base.files import read_whole
from datapact.base.read_table import Cell, Encoding, open_table
from datapact.base.texts import LANGUAGES, N_, Language, Message, counted
from datapact.base.write_table import neutral
from datapact.consent.terms.fields import are_headings
from datapact.contract.editing.answers_file import Answers
from datapact.contract.templates.heads import template_heads
from datapact.contract.templates.kinds import OTHER_KIND, kind_names
from datapact.contract.terms import read_terms
from datapact.contract.terms.base import LONGEST_LINE, one_line
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.roles import member_id
from datapact.organisation.partners.partner_table import country_code
from datapact.signing.elsewhere.record import read_file, signatures_in
from datapact.signing.elsewhere.words import class_of_files, with_texts
from datapact.signing.pades.revisions import LARGEST_PDF

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


type CellValue = str | date | datetime

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": ("reference", "number", "aktenzeichen", "vertragsnummer", "nummer"),
    "title": ("title", "titel", "bezeichnung", "vertrag"),
    "partners": ("partner", "partners", "vertragspartner"),
    "organisation": ("organisation", "organisations", "organisation id", "kennung", "kennungen"),
    "country": ("country", "countries", "land", "länder", "sitz (land)"),
    "kind": ("kind", "type", "art", "vertragsart"),
    "signed_on": ("signed on", "signed", "unterzeichnet am", "unterschrieben am"),
    "start": ("start", "begins", "beginn", "laufzeit ab"),
    "end": ("end", "ends", "ende", "laufzeit bis"),
    "notice_months": ("notice months", "notice (months)", "kündigungsfrist (monate)", "kündigungsfrist in monaten"),
    "notice_days": ("notice days", "notice (days)", "kündigungsfrist (tage)", "kündigungsfrist in tagen"),
    "renewal_months": (
        "renewal months",
        "renewal (months)",
        "verlängerung (monate)",
        "verlängerung in monaten",
        "verlängert sich um (monate)",
    ),
    "evidence": ("evidence", "nachweis"),
    "file": ("file", "scan", "datei"),
    "datasets": ("datasets", "datensätze"),
    "provider": ("provider", "datengeber"),
    "purposes": ("purposes", "zwecke"),
    "remarks": ("remarks", "note", "bemerkung", "bemerkungen"),
}
"""The headings of each column, in lower case; of these ``reference``, ``title`` and ``partners`` must be there."""
REQUIRED = ("reference", "title", "partners")
_SEPARATOR = re.compile(r"\s*;\s*")
_CODE = re.compile(r"[A-Z]{2}", re.ASCII)
_WHOLE_YEAR = re.compile(r"\d{4}", re.ASCII)  # of a contract, ``99`` may be another century


@dataclass(frozen=True, slots=True)
class ElsewhereLine:
    """The content of a line: answers, how the contract was concluded, and the name of its file (may be empty).

    ``who`` has, by key of a party, the beginning of the partner's id or fingerprint.
    """

    answers: Answers
    """Title, parties and terms, as far as the line has them."""
    reference: str
    """Not empty; by it the line is known again."""
    evidence: EvidenceClass | None
    """None where the line has none: it follows from the file."""
    signed_on: date | None
    """None where the cell is empty."""
    file: str
    """Name without a folder; empty for none."""
    remarks: str
    """One line, may be empty."""
    who: Mapping[str, str]
    countries: Mapping[str, str]
    """ISO code by the name of a partner, of those whose country the line says."""


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """The place of each column by its heading in German or English; raises Malformed when a required one is missing."""
    known = {heading: column for column, names in HEADINGS.items() for heading in names}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        column = known.get(" ".join(heading.casefold().split()))
        if column is not None:
            places.setdefault(column, place)
    missing = [column for column in REQUIRED if column not in places]
    if missing:
        raise Malformed(
            N_("The table has no column {name}. Its headings can be: {names}."),
            name=missing[0],
            names=", ".join(HEADINGS[missing[0]]),
        )
    return places


def read_line(
    cells: Sequence[CellValue], columns: Mapping[str, int], *, own: str, organisation: str, language: Language
) -> ElsewhereLine:
    """A line by its columns; ``own`` is the name of our organisation. Raises Malformed naming the first wrong cell."""

    def cell(column: str) -> CellValue:
        place = columns.get(column)
        return cells[place] if place is not None and place < len(cells) else ""

    def text(column: str) -> str:
        return _text(cell(column), column)

    reference, title = text("reference"), text("title")
    partners = [name for name in _SEPARATOR.split(text("partners")) if name]
    for column, given in zip(REQUIRED, (reference, title, partners), strict=True):
        if not given:
            raise _wrong(column)
    parties: list[dict[str, Any]] = [{"key": "own", "name": own, "organisation": organisation}]
    countries = _countries(text("country"), partners)
    for name in partners:
        seat = {"address": {"country": countries[name]}} if name in countries else {}
        parties.append({"key": member_id(name, {str(one["key"]) for one in parties}), "name": name, **seat})
    who = _who(text("organisation"), [str(one["key"]) for one in parties[1:]])
    terms: dict[str, Any] = {"parties": parties}
    duration = _duration(cell, text)
    if duration:
        terms["duration"] = duration
    datasets = [name for name in _SEPARATOR.split(text("datasets")) if name]
    if datasets:
        provider = _party(text("provider"), parties)
        receivers = [one["key"] for one in parties if one["key"] != provider]
        terms["datasets"] = _listed(datasets, language, provider=provider, recipients=receivers)
    purposes = [name for name in _SEPARATOR.split(text("purposes")) if name]
    if purposes:
        terms["purposes"] = _listed(purposes, language)
    answers = Answers(
        template=_template(text("kind")),
        number=reference,
        title={language: title},
        languages=(language,),
        prevailing=language,
        parent=None,
        terms=read_terms(terms),
    )
    file = text("file")
    evidence = _evidence(text("evidence"))
    day = _day(cell("signed_on"), "signed_on")
    return ElsewhereLine(answers, reference, evidence, day, file, text("remarks"), who, countries)


def _countries(given: str, partners: Sequence[str]) -> dict[str, str]:
    """ISO codes in the order of the partners; an empty place leaves its partner open."""
    said = [country_code(one) for one in _SEPARATOR.split(given.strip())]
    if len(said) > len(partners) or not all(one == "" or _CODE.fullmatch(one) for one in said):
        raise _wrong("country")
    return {name: one for name, one in zip(partners, said, strict=False) if one}


def _duration(cell: Callable[[str], CellValue], text: Callable[[str], str]) -> dict[str, str | int]:
    """The term of the contract, of the cells that are filled; one that renews itself needs the end of its term."""
    days = {name: _day(cell(name), name) for name in ("start", "end")}
    found: dict[str, str | int] = {name: day.isoformat() for name, day in days.items() if day is not None}
    for name in ("notice_months", "notice_days", "renewal_months"):
        number = text(name)
        if number and not (number.isascii() and number.isdigit() and len(number) <= 4):
            raise _wrong(name)
        if number:
            found[name] = int(number)
    if "renewal_months" in found and "end" not in found:
        raise Malformed(RENEWS_FROM)
    return found


def _who(given: str, keys: Sequence[str]) -> dict[str, str]:
    """Ids or fingerprints in the order of the partners; an empty place leaves its partner open."""
    said = _SEPARATOR.split(given.strip())
    if len(said) > len(keys):
        raise Malformed(
            N_("The cell {column} names more organisations than the line has partners. Give one a partner, in order."),
            column="organisation",
        )
    return {key: one for key, one in zip(keys, said, strict=False) if one}


def _listed(names: Sequence[str], language: Language, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in names:
        key = member_id(name, {str(one["key"]) for one in found})
        found.append({"key": key, "name": {str(language): name}, **more})
    return found


def _wrong(column: str) -> Malformed:
    return Malformed(N_("The cell {column} is missing or cannot be read."), column=column)


def _text(value: CellValue, column: str) -> str:
    if isinstance(value, date | datetime):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    try:
        line = one_line(" ".join(value.split()) if value.isprintable() else value)
    except ValueError:
        raise _wrong(column) from None
    if len(line) > LONGEST_LINE:
        raise Malformed(N_("The cell {column} is longer than {limit} characters."), column=column, limit=LONGEST_LINE)
    if neutral(line) != line:
        raise Malformed(N_("The cell {column} looks like a formula. Write it as plain text."), column=column)
    return line


def _day(value: CellValue, column: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value, column)
    if not text:
        return None
    try:
        found = read_written(text)
        if _WHOLE_YEAR.search(text) and EARLIEST <= found.year <= LATEST:
            return found.date() if isinstance(found, datetime) else found
    except ValueError:
        pass
    raise Malformed(
        N_("The cell {column} is no date. Write YYYY-MM-DD or DD.MM.YYYY; with slashes the order is not clear."),
        column=column,
    )


def _party(given: str, parties: Sequence[Mapping[str, Any]]) -> str:
    wanted = given.casefold()
    for party in parties:
        if wanted and wanted == str(party["name"]).casefold():
            return str(party["key"])
    raise Malformed(N_("Say in the column provider which party provides the datasets, by its name."))


def _template(given: str) -> str:
    """The template found by id or name of its kind; empty for another contract."""
    wanted = given.casefold()
    if not wanted or wanted == OTHER_KIND:
        return ""
    for template in template_heads():
        label = kind_names()[template.kind]
        if wanted in (template.id, template.kind, *(label.text(one).casefold() for one in LANGUAGES)):
            return template.id
    raise _wrong("kind")


def _evidence(given: str) -> EvidenceClass | None:
    """The class of evidence; None where none is given."""
    if not given:
        return None
    wanted = given.casefold()
    for evidence in ELSEWHERE:
        words: list[Message] = [evidence_words(evidence, short=True), evidence_words(evidence)]
        if wanted == evidence or any(wanted == text.casefold() for one in words for text in one.both().values()):
            return evidence
    raise Malformed(
        N_("The cell {column} names no class of evidence. Classes: {names}."),
        column="evidence",
        names=", ".join(cast("tuple[str, ...]", ELSEWHERE)),
    )


MOST_CONTRACTS = 5_000

type Outcome = Literal["new", "known", "wrong"]


@dataclass(frozen=True, slots=True)
class LineReport:
    """The result of a line, actual or planned; ``agreement`` is empty where the line is wrong."""

    line: int
    """Number of the line in the file."""
    reference: str
    """Empty where the line could not be read."""
    outcome: Outcome
    """``known`` is recorded already with the same content."""
    agreement: str
    reason: Message | None
    """Why it is wrong; None for the other outcomes."""


@dataclass(frozen=True, slots=True)
class ManyReport:
    """The results of all lines of a table; ``recorded``: they were written."""

    lines: tuple[LineReport, ...]
    """In the order of the file."""
    ignored: tuple[str, ...]
    """Headings that name no column."""
    recorded: bool

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome == outcome for one in self.lines)


class RegisteringRefused(AnswerNo):
    """The error for a table with wrong lines, of which nothing was recorded; ``report`` names them."""

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

    With ``dry_run`` nothing is written, and the report says what would be written. Raises RegisteringRefused with the
    report when a line is wrong; WrongUse, Malformed or TooLarge when the table cannot be read at all.
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
        conclusion = _conclusion(session, line, folder)
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
        history, _entry = record_elsewhere(
            acting, session, line.answers, conclusion, who=line.who, remedy=BY_COLUMN, countries=line.countries
        )
    except DataPactError as error:
        return LineReport(number, reference, "wrong", "", error.message)
    return LineReport(number, reference, "new", history, None)


def _conclusion(session: Session, line: ElsewhereLine, folder: Path | None) -> ConcludedElsewhere:
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
    found = signatures_in(session, files)
    evidence = line.evidence or class_of_files(files, found)
    return ConcludedElsewhere(evidence, line.signed_on, line.reference, with_texts(files), found, line.remarks)


def _is_same(
    acting: Acting, session: Session, folded: AgreementState, line: ElsewhereLine, conclusion: ConcludedElsewhere
) -> bool:
    """Whether a contract is recorded exactly as the line says."""
    record = folded.signed_elsewhere
    if record is None:
        return False
    state = record.state if isinstance(record.state, dict) else {}
    said = elsewhere_state(
        line.answers,
        link_parties(session, acting, line.answers.terms, line.who, remedy=BY_COLUMN),
        agreement=str(state.get("agreement", "")),
        number=line.reference,
    )
    signed_on = conclusion.signed_on.isoformat() if conclusion.signed_on else ""
    files = {file.digest for file in record.files if file.media != TEXT}
    return (
        state == said
        and line.evidence in (None, record.evidence)  # what follows from the file is no other content
        and (record.signed_on, record.remarks) == (signed_on, conclusion.remarks)
        and files == {file.digest for file in conclusion.files if file.media != TEXT}
    )
