"""The list of people whose data may go out, as CSV for whoever prepares the data; no cell can act as a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from datapact.base.write_table import write_csv
from datapact.consent.decision import cohort
from datapact.consent.facts.question import Decision
from datapact.consent.records.status import is_now

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

HEADING = ("subject", "valid_until")


def write_subjects(people: Iterable[cohort.Person], further: tuple[str, ...] = ()) -> bytes:
    """UTF-8 CSV (RFC 4180) with one line a pseudonym; only the heading where there is nobody.

    ``further`` are headings of columns without cells, which say something of the whole list.
    """
    from datapact.consent.records.row_disclosure import time_text

    empty = ("",) * len(further)
    rows = [(one.pseudonym, "" if one.until is None else time_text(one.until), *empty) for one in people]
    return write_csv((*HEADING, *further), rows)


def allowed_people(session: Session, decision: Decision) -> list[cohort.Person]:
    """The people whom the decision allows, by pseudonym."""
    if not decision.n or decision.needs is None:
        return []
    question = decision.question
    now = is_now(session, question.at, question.counting, up_to=decision.needs.last_event)
    return list(cohort.people(session, decision.needs, now=now, allowed=True))
