"""A list of people by pseudonym, from a file: one a line, or a CSV table with a heading.

Headings that are understood: ``subject`` (or pseudonym, Pseudonym, Studien-ID), and ``sent_as`` for the pseudonym
that the recipient has where it is another than ours.
"""

from __future__ import annotations

import csv
import io

from datapact.consent.deliveries import LONGEST_PSEUDONYM, MOST_SUBJECTS
from datapact.consent.delivery_rows import Sent
from datapact.consent.subjects import looks_personal, objection, one_form
from datapact.errors import Malformed, TooLarge
from datapact.spreadsheet_cells import original
from datapact.texts import N_

LARGEST = 256 * 1024 * 1024
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
    found: list[Sent] = []
    columns: tuple[int, int | None] | None = None
    try:
        for row in rows:
            cells = [one_form(original(cell.strip())) for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns, is_heading = _columns(cells)
                if is_heading:
                    continue
            found.append(_sent(cells, columns, rows.line_num))
            if len(found) > MOST_SUBJECTS:
                raise TooLarge(N_("The list of people is too large. Record the delivery in several parts."))
    except csv.Error:
        raise Malformed(
            N_("Line {line} of the list is not in the form of a table. Correct the file."), line=rows.line_num
        ) from None
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
    reason = objection(pseudonym)
    if reason is not None:
        raise Malformed(N_("Line {line} of the list: {reason}"), line=line, reason=reason)
    if len(sent_as) > LONGEST_PSEUDONYM or not sent_as.isprintable() or looks_personal(sent_as):
        raise Malformed(
            N_("Line {line} of the list does not hold a pseudonym. Names and e-mail addresses do not belong here."),
            line=line,
        )
    return Sent(pseudonym, sent_as)
