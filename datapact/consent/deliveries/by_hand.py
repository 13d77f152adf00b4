"""The form for a delivery recorded by hand, with its list of pseudonyms from a file.

The list has one a line, or is a CSV table with a heading: ``subject`` (or pseudonym, Pseudonym, Studien-ID), and
``sent_as`` for the recipient's pseudonym where it differs from ours. A workbook is read as well, as DataPact writes it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.views.list import find_agreement
from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone, moment_of
from datapact.base.texts import N_
from datapact.base.write_table import original
from datapact.consent.deliveries.deliveries import (
    LONGEST_PSEUDONYM,
    MOST_SUBJECTS,
    Delivery,
    NewDelivery,
    Sent,
    record_delivery,
)
from datapact.consent.terms.purposes import full_iri
from datapact.consent.terms.subjects import objection, one_form, seems_personal
from datapact.organisation.partners.references import find_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


LARGEST = 256 * 1024 * 1024
_WORKBOOK = b"PK\x03\x04"
_FIRST_LINES = 20
"""Lines of a workbook in which the one that names the column is looked for: a title and a remark stand above it."""
_FIRST_INEXACT = 10**15
"""Spreadsheets keep 15 digits of a number."""
_INEXACT = "\0"
"""In place of a value without exact words, such as a date; no text of a workbook has this character."""
_WORDS_OF_A_REMARK = 4
"""Words from which on a line above the heading is a remark, as DataPact writes the question and its answer there."""
_SUBJECT = frozenset({"subject", "pseudonym", "person", "studien-id", "study_id", "id"})
_SENT_AS = frozenset({"sent_as", "recipient_pseudonym", "pseudonym_of_recipient", "gesendet_als"})


def read_subjects(data: bytes) -> tuple[Sent, ...]:
    """The people in a file, in its order; raises Malformed naming the line, or TooLarge.

    UTF-8, with or without a byte order mark; commas, semicolons or tabs between columns.
    """
    if len(data) > LARGEST:
        raise TooLarge(N_("The list of people is too large. Record the delivery in several parts."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Malformed(N_("Line {line} of the list is not UTF-8 text. Save the file as UTF-8."), line=line) from None
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _people((rows.line_num, [one_form(original(cell.strip())) for cell in row]) for row in rows)
    except csv.Error:
        raise Malformed(
            N_("Line {line} of the list is not in the form of a table. Correct the file."), line=rows.line_num
        ) from None


def read_list(path: Path) -> tuple[Sent, ...]:
    """The people in a CSV or Excel file, as ``read_subjects``; of a workbook its one sheet, below the line that names
    the column, where one of the first lines does. Raises what ``read_whole`` and ``read_sheet`` raise, too, and Malformed
    for whatever would lose or change a person: an error cell, a value with no exact words, a person above the heading.
    """
    data = read_whole(path, limit=LARGEST)
    if not data.startswith(_WORKBOOK):
        return read_subjects(data)
    from datapact.base.read_table import line_of_error, read_values  # the reader of workbooks: not before there is one

    lines, _name, names = read_values(path, None)
    wrong = line_of_error(path)
    if wrong is not None:
        raise Malformed(
            N_("Line {line} of the list holds an error in place of a value, such as #N/A. Correct the cell."),
            line=wrong,
        )
    for other in names[1:]:
        if next(read_values(path, other)[0], None) is not None:  # whom the other sheet names would be missing
            raise Malformed(
                N_("The sheet {sheet} holds lines, too. Save the list of people as a file of its own."),
                sheet=other[:50],
            )
    rows = ((number, [_exact(value) for value in values]) for number, values in lines)
    first = list(islice(rows, _FIRST_LINES))
    heading = next((place for place, (_number, cells) in enumerate(first) if _columns(cells)[1]), 0)
    for number, cells in first[:heading]:
        if _may_be_person(cells, _columns(first[heading][1])[0][0]):
            raise Malformed(
                N_(
                    "Line {line} of the list stands above the line that names the column, and may be a person. Move it"
                    " below, or delete it."
                ),
                line=number,
            )
    return _people(chain(first[heading:], rows))


def _exact(value: object) -> str:
    """The words of a cell's value as the person who typed it sees them; ``_INEXACT`` for all whose words are a guess."""
    if isinstance(value, str):
        return one_form(original(value.strip()))
    if isinstance(value, float) and value.is_integer() and abs(value) < _FIRST_INEXACT:
        return str(int(value))
    return _INEXACT


def _may_be_person(cells: list[str], column: int) -> bool:
    """Whether a line above the heading could be one of the list: a title or remark is a name, or has many words."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return _is_code(filled[0])
    return column < len(cells) and any(sign.isdigit() for sign in cells[column]) and _is_code(cells[column])


def _is_code(cell: str) -> bool:
    return cell == _INEXACT or (objection(cell) is None and len(cell.split()) < _WORDS_OF_A_REMARK)


def _people(rows: Iterable[tuple[int, list[str]]]) -> tuple[Sent, ...]:
    found: list[Sent] = []
    columns: tuple[int, int | None] | None = None
    for number, cells in rows:
        if not any(cells):
            continue
        if columns is None:
            columns, is_heading = _columns(cells)
            if is_heading:
                continue
        found.append(_sent(cells, columns, number))
        if len(found) > MOST_SUBJECTS:
            raise TooLarge(N_("The list of people is too large. Record the delivery in several parts."))
    return tuple(found)


def _columns(cells: list[str]) -> tuple[tuple[int, int | None], bool]:
    names = [cell.casefold() for cell in cells]
    subject = next((place for place, name in enumerate(names) if name in _SUBJECT), None)
    if subject is None:
        return (0, None), False
    return (subject, next((place for place, name in enumerate(names) if name in _SENT_AS), None)), True


def _sent(cells: list[str], columns: tuple[int, int | None], line: int) -> Sent:
    subject, other = columns
    pseudonym = cells[subject] if subject < len(cells) else ""
    sent_as = cells[other] if other is not None and other < len(cells) else ""
    if _INEXACT in (pseudonym, sent_as):
        raise Malformed(
            N_(
                "Line {line} of the list holds a date, or a number with decimals or more than 15 digits, which the workbook"
                " does not keep as it was typed. Format the column as text and type the pseudonym again."
            ),
            line=line,
        )
    reason = objection(pseudonym)
    if reason is not None:
        raise Malformed(N_("Line {line} of the list: {reason}"), line=line, reason=reason)
    if len(sent_as) > LONGEST_PSEUDONYM or not sent_as.isprintable() or seems_personal(sent_as):
        raise Malformed(
            N_("Line {line} of the list does not hold a pseudonym. Names and e-mail addresses do not belong here."),
            line=line,
        )
    return Sent(pseudonym, sent_as, line)


BASES = ("6(1)(a)", "6(1)(a), 9(2)(a)", "6(1)(b)", "6(1)(c)", "6(1)(e)", "6(1)(f)")
"""Articles of the GDPR that a delivery can rest on, as the records write them."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """The form's content; without a day or moment the data left now. ``subjects`` None is data of nobody."""

    dataset: str
    """Key of the dataset within its agreements."""
    recipient: str
    """Name, id or reference of a partner."""
    purpose: str
    """IRI, ``dpv:NAME``, or the key of an agreement's own purpose."""
    reason: str
    """The reason for relying on no decision; must not be blank."""
    subjects: Sequence[Sent] | None = None
    day: date | None = None
    """Local day on which the data left."""
    at: datetime | None = None
    """The moment, where more than the day is known."""
    version: str = ""
    """Of the dataset, as people call it; may be empty."""
    agreement: str = ""
    """Number, or id or its beginning; empty for none."""
    basis: str = ""
    """One of ``BASES``; empty where it is not stated."""
    override: str = ""
    """The reason for including people who should not have been; empty for none."""
    note: str = ""
    """Free text of a person, may be empty."""


def as_form(made: Delivery, people: Sequence[tuple[int, str, str, bool]]) -> ByHand:
    """The form of a recorded delivery, to record it again; ``people`` as ``list_of_people`` has them."""
    return ByHand(
        dataset=made.dataset,
        recipient=made.recipient,
        purpose=made.purpose,
        reason=made.reason,
        subjects=tuple(Sent(subject, sent_as) for _line, subject, sent_as, _allowed in people) if made.count else None,
        day=day_of(made.at, local_zone(made.at)),
        version=made.version,
        agreement=made.agreement,
        basis=made.basis,
        note=made.note,
    )


def left_on(day: date | None, now: datetime) -> datetime:
    """The moment of leaving meant by a day in the form; None is now. Raises WrongUse for a day that lies ahead."""
    if day is not None and day > day_of(now, local_zone(now)):
        raise WrongUse(N_("The day on which the data left lies ahead. Record the delivery once the data has left."))
    return min(moment_of(day, now), now)


def record_by_hand(acting: Acting, given: ByHand) -> Delivery:
    """Record the delivery; raises what ``record_delivery`` raises, and WrongUse without a reason."""
    if not given.reason.strip():
        raise WrongUse(
            N_("Say why this delivery rests on no answer of DataPact, such as: made before DataPact was used.")
        )
    with acting.vault.read() as session:
        recipient = find_reference(session, given.recipient)
        agreement = find_agreement(session, given.agreement) if given.agreement else ""
    new = NewDelivery(
        dataset=given.dataset.strip(),
        version=given.version.strip(),
        recipient=recipient,
        purpose=full_iri(given.purpose),
        at=given.at or left_on(given.day, acting.clock()),
        subjects=tuple(given.subjects or ()),
        agreement=agreement,
        basis=given.basis,
        reason=given.reason.strip(),
        override=given.override,
        note=given.note.strip(),
        of_nobody=given.subjects is None,
    )
    return record_delivery(acting, new)
