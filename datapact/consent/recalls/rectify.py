"""Record that the data of people was corrected (Art. 16 GDPR), so that whoever got it is told (Art. 19)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.consent.recalls.records import MOST_PEOPLE, insert_rows, recall_row
from datapact.consent.recalls.rectified import KIND
from datapact.consent.records.delivered import counting_deliveries
from datapact.consent.terms.states import RECTIFIED
from datapact.consent.terms.subjects import one_form
from datapact.history.commitments.sealed_list import leaf, new_salts, root
from datapact.organisation.acting.records import append_record

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_DELIVERED = text(
    "SELECT p.pseudonym, p.delivery FROM json_each(:people) AS w"
    " CROSS JOIN delivery_subject AS p INDEXED BY delivery_subject_is ON p.dataset = :dataset AND p.pseudonym = w.value"
)


@dataclass(frozen=True, slots=True)
class Rectified:
    """A rectification as it was recorded."""

    entry: str
    """Digest of its record."""
    people: int
    """Whose data was delivered, so that recipients are told."""
    recipients: int
    """Number of those that got it."""
    not_delivered: tuple[str, ...]
    """Pseudonyms of whom nothing was delivered: nobody has to be told, and nothing is recorded."""


def record_rectification(acting: Acting, dataset: str, subjects: Sequence[str], what: str) -> Rectified:
    """Record that data of these people (pseudonyms) was corrected now; ``what`` names the fields, no values and nobody.

    Raises AnswerNo where nothing of any of them was delivered, WrongUse without people or words, Locked where the roles do
    not allow it.
    """
    people = sorted({one_form(one.strip()) for one in subjects if one.strip()})
    if not people or not what.strip():
        raise WrongUse(N_("Name the people by their pseudonyms, and what was corrected."))
    if len(people) > MOST_PEOPLE:
        raise WrongUse(N_("At most {most} people in one rectification. Record several."), most=MOST_PEOPLE)
    if any(one in what for one in people):
        raise WrongUse(N_("Say what was corrected without naming the person: it stays in the record."))
    now = acting.clock()
    at = int(now.timestamp())
    with acting.vault.write() as session:
        recipients = {one.id: one.recipient for one in counting_deliveries(session) if one.id}
        found = session.connection().execute(_DELIVERED, {"people": json.dumps(people), "dataset": dataset})
        rows = [row for row in found if row.delivery in recipients]
        known = sorted({str(row.pseudonym) for row in rows})
        if not known:
            raise AnswerNo(
                N_("Nothing of these people in {dataset} was delivered: nobody has to be told."), dataset=dataset
            )
        salts = new_salts(len(known))
        leaves = [
            leaf(salt, recall_row(line, one, one, RECTIFIED.code, at))
            for line, (salt, one) in enumerate(zip(salts, known, strict=True), 1)
        ]
        body = {
            "key": str(uuid.uuid4()),
            "dataset": dataset,
            "what": what.strip(),
            "at": write_time(now),
            "count": len(known),
            "root": root(leaves),
        }
        record = append_record(acting, session, KIND, body)
        insert_rows(session, record.entry, [(0, dataset, one, one, RECTIFIED.code, at) for one in known], salts, leaves)
    return Rectified(
        record.entry,
        len(known),
        len({recipients[row.delivery] for row in rows}),
        tuple(one for one in people if one not in known),
    )
