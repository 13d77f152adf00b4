"""Rows of the list that a program with other rules of folding wrote are written anew, once, when the vault is opened.

Rules of folding may change what an old history means; the history says so wherever it is folded, but the list shows
rows. The number of the rules by which they were written stands in the vault.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import Damaged, Surroundings, WrongUse
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

RULES = 5
"""Raised with every change of the rules by which agreements are folded or rows are made."""
_KEY = "rules_of_rows"


def renew_rows(acting: Acting) -> bool:
    """Write all rows anew where older rules wrote them; whether it was done.

    A mere auditor leaves it to others, and so does a disk that takes nothing now. A history that cannot be read keeps
    its row: the check of the vault tells of it.
    """
    with acting.vault.read() as session:
        if acting.vault.only_reads is not None or get_meta(session, _KEY) == str(RULES):
            return False
        rows = session.connection().execute(text("SELECT id FROM agreement")).scalars().all()
    if not rows:
        return False
    from datapact.agreements.projection.append import load_state  # brings all that folds with it
    from datapact.agreements.projection.write_row import project

    try:
        with acting.vault.write() as session:
            for history in rows:
                with suppress(Damaged, WrongUse):
                    project(session, load_state(session, history), acting)
            set_meta(session, _KEY, str(RULES))
    except Surroundings:
        return False
    return True
