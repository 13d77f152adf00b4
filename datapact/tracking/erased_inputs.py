"""The inputs of used decisions that were asked about people by name: they go when these people are erased.

The decision's entry keeps the digest of its inputs; without them the answer cannot be given again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import text

from datapact.consent.replay import LARGEST_INPUTS
from datapact.history.disclosure import WITHHELD
from datapact.parties.organisation_records import records
from datapact.strictjson import parse_object
from datapact.vault.store import attachment

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.consent.erasing import Emptied


def people_numbered(session: Session, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Dataset and pseudonym of the people with these numbers, as far as they are still there."""
    listed = text(
        "SELECT id, dataset, pseudonym FROM consent_subject WHERE id IN (SELECT value FROM json_each(:numbers))"
    )
    rows = session.connection().execute(listed, {"numbers": json.dumps(sorted(numbers))})
    return {row.id: (row.dataset, row.pseudonym) for row in rows}


def erase_inputs(session: Session, people: Collection[tuple[str, str]], emptied: Emptied) -> None:
    """Destroy the inputs of used decisions that were asked about one of these people (dataset, pseudonym) by name."""
    datasets = {dataset for dataset, _pseudonym in people}
    for record in records(session, "decision"):
        dataset, digest = record.body.get("dataset"), str(record.body.get("inputs", ""))
        kept = attachment(session, digest) if dataset is WITHHELD or dataset in datasets else None
        if kept is None or b'"subjects":[' not in kept[1]:
            continue
        question = cast(Mapping[str, Any], parse_object(kept[1], limit=LARGEST_INPUTS).get("question"))
        if any((question["dataset"], one) in people for one in question["subjects"] or ()):
            erase_file(session, digest, emptied)
            emptied.entries.add(record.entry)


def erase_file(session: Session, digest: str, emptied: Emptied) -> None:
    """Destroy an attachment by digest."""
    done = session.connection().execute(text("DELETE FROM attachment WHERE digest = :digest"), {"digest": digest})
    emptied.files += done.rowcount
