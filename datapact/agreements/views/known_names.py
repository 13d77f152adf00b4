"""Names that the agreements of a vault give datasets, read from the list alone: no history is folded for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.contract.vocabulary.messages import OwnWords
from datapact.vault.database.database import each_page_once
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.vault.database.session import Session

_NAMES = text("SELECT datasets FROM agreement WHERE datasets <> '' ORDER BY stage IN ('signed', 'terminated'), number")
_OF_ONE = text("SELECT datasets FROM agreement WHERE id = :id AND datasets <> ''")


def known_datasets(session: Session) -> dict[str, Argument]:
    """The name of every dataset by its key; a signed agreement goes before a draft, a later number before an earlier."""
    found: dict[str, Argument] = {}
    connection = session.connection()
    with each_page_once(connection):
        every = dict.fromkeys(connection.execute(_NAMES).scalars())
    for stored in every:
        for key, names in read_stored_json(stored).items():
            found[key] = OwnWords(names["en"], german=names["de"])
    return found


def dataset_in(session: Session, agreement: str, dataset: str) -> Argument | None:
    """The name that one agreement (a history id) of this vault gives a dataset; None where it gives none."""
    stored = session.connection().execute(_OF_ONE, {"id": agreement}).scalar()
    names = read_stored_json(stored).get(dataset) if stored else None
    return OwnWords(names["en"], german=names["de"]) if names is not None else None
