"""Names that the agreements of a vault give datasets, read from the list alone: no history is folded for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.contract.vocabulary.messages import OwnWords
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.vault.database.session import Session

_NAMES = text("SELECT datasets FROM agreement WHERE datasets <> '' ORDER BY stage IN ('signed', 'terminated'), number")


def known_datasets(session: Session) -> dict[str, Argument]:
    """The name of every dataset by its key; a signed agreement goes before a draft, a later number before an earlier."""
    found: dict[str, Argument] = {}
    for stored in dict.fromkeys(session.connection().execute(_NAMES).scalars()):
        for key, names in read_stored_json(stored).items():
            found[key] = OwnWords(names["en"], german=names["de"])
    return found
