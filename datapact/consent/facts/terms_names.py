"""Names that the agreements give a dataset, for sentences; its key where they give none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.messages import own

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.vault.database.session import Session

_LAST = text("SELECT agreement FROM delivery WHERE dataset = :dataset AND agreement <> '' ORDER BY at DESC LIMIT 1")


def dataset_titles(session: Session, places: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Argument]:
    """Names for pairs of an agreement (may be empty) and a dataset.

    Where the agreement is empty or does not name the dataset, the agreement of the last delivery counts.
    """
    read: dict[str, dict[str, Argument]] = {}
    found: dict[tuple[str, str], Argument] = {}
    for agreement, dataset in dict.fromkeys(places):
        last = session.connection().execute(_LAST, {"dataset": dataset}).scalar()
        for history in (agreement, str(last or "")):
            if history and history not in read:
                read[history] = _names(session, history)
            if dataset in read.get(history, {}):
                found[agreement, dataset] = read[history][dataset]
                break
    return found


def _names(session: Session, history: str) -> dict[str, Argument]:
    try:
        terms = read_terms(current_state(load_state(session, history)).get("terms", {}))
    except DataPactError:  # erased or withheld in part, or no longer here
        return {}
    return {one.key: own(one.name, one.key) for one in terms.datasets}
