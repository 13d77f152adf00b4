"""A line of a table of contracts signed elsewhere: which column is what, and the answers that a line makes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from datapact.agreements.answers import Answers
from datapact.agreements.evidence import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.kind_names import OTHER_KIND, kind_names
from datapact.agreements.template import list_templates
from datapact.agreements.terms import read_terms
from datapact.agreements.terms.base import LONGEST_LINE, one_line
from datapact.errors import Malformed
from datapact.parties.member_id import member_id
from datapact.spreadsheet_cells import neutral
from datapact.texts import LANGUAGES, N_, Language, Message

type Cell = str | date | datetime

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": ("reference", "number", "aktenzeichen", "vertragsnummer", "nummer"),
    "title": ("title", "titel", "bezeichnung", "vertrag"),
    "partners": ("partner", "partners", "vertragspartner"),
    "kind": ("kind", "type", "art", "vertragsart"),
    "signed_on": ("signed on", "signed", "unterzeichnet am", "unterschrieben am"),
    "start": ("start", "begins", "beginn", "laufzeit ab"),
    "end": ("end", "ends", "ende", "laufzeit bis"),
    "notice_months": ("notice months", "notice (months)", "kündigungsfrist (monate)", "kündigungsfrist in monaten"),
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
_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ElsewhereLine:
    """What a line says: the answers, how the contract was concluded, and the name of its file (may be empty)."""

    answers: Answers
    reference: str
    evidence: EvidenceClass
    signed_on: date | None
    file: str
    remarks: str


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """The place of each column by its heading in German or English; raises Malformed when one that is needed misses."""
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
    cells: Sequence[Cell], columns: Mapping[str, int], *, own: str, organisation: str, language: Language
) -> ElsewhereLine:
    """A line by its columns; ``own`` is the name of our organisation. Raises Malformed naming the first wrong cell."""

    def cell(column: str) -> Cell:
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
    for name in partners:
        parties.append({"key": member_id(name, {str(one["key"]) for one in parties}), "name": name})
    terms: dict[str, Any] = {"parties": parties}
    duration = {name: found.isoformat() for name in ("start", "end") if (found := _day(cell(name), name)) is not None}
    months = text("notice_months")
    if months:
        if not months.isascii() or not months.isdigit() or len(months) > 4:
            raise _wrong("notice_months")
        terms["duration"] = {**duration, "notice_months": int(months)}
    elif duration:
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
    evidence = _evidence(text("evidence"), bool(file))
    return ElsewhereLine(answers, reference, evidence, _day(cell("signed_on"), "signed_on"), file, text("remarks"))


def _listed(names: Sequence[str], language: Language, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in names:
        key = member_id(name, {str(one["key"]) for one in found})
        found.append({"key": key, "name": {str(language): name}, **more})
    return found


def _wrong(column: str) -> Malformed:
    return Malformed(N_("The cell {column} is missing or cannot be read."), column=column)


def _text(value: Cell, column: str) -> str:
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


def _day(value: Cell, column: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value, column)
    if not text:
        return None
    try:
        if (dotted := _DOTS.fullmatch(text)) is not None:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        if len(text) == 10:
            return date.fromisoformat(text)
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
    """The template whose kind is meant by id or name; empty for another contract."""
    wanted = given.casefold()
    if not wanted or wanted == OTHER_KIND:
        return ""
    for template in list_templates():
        label = kind_names()[template.kind]
        if wanted in (template.id, template.kind, *(label.text(one).casefold() for one in LANGUAGES)):
            return template.id
    raise _wrong("kind")


def _evidence(given: str, has_file: bool) -> EvidenceClass:
    """The class that is meant; without one, a scan where there is a file and a reference where there is none."""
    if not given:
        return "paper_scan" if has_file else "reference_only"
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
