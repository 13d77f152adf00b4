"""The list of people whose data may go out, as a workbook for people, headed by purpose and recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Language, Message
from datapact.base.write_table import SheetTable, Value, write_xlsx

if TYPE_CHECKING:
    from datapact.consent.decision.cohort import Person
    from datapact.consent.facts.question import Decision


def write_subjects_sheet(
    people: Sequence[Person], decision: Decision, notes: Sequence[Value], language: Language
) -> bytes:
    """One line a pseudonym, with the end of the decision for it; ``notes`` are above."""
    rows = [(one.pseudonym, None if one.until is None else datetime.fromtimestamp(one.until, UTC)) for one in people]
    headings = (Message(N_("Pseudonym")), Message(N_("Valid until")))
    table = SheetTable(Message(N_("May go out")), headings, rows, notes)
    return write_xlsx([table], decision.question.at, language)
