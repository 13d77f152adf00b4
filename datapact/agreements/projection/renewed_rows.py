"""Renew the rows of the list, once, when a vault is opened whose rows a program with other rules of folding wrote.

Rules of folding may change what an old history means; each fold follows the new rules, but the list shows stored rows.
The vault keeps the number of the rules by which they were written.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from datapact.base.errors import Damaged, Surroundings, WrongUse
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.plain import sql

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

RULES = 13
"""Raised with every change of the rules by which agreements are folded or rows are made."""
_KEY = "rules_of_rows"


def renew_rows(acting: Acting) -> bool:
    """Write all rows anew where older rules wrote them; returns whether it did.

    It does nothing for a mere auditor or when the disk cannot be written now. A history that cannot be read keeps its
    row: the check of the vault reports it.
    """
    with acting.vault.read() as session:
        if acting.vault.only_reads is not None or get_meta(session, _KEY) == str(RULES):
            return False
        rows = session.connection().execute(sql("SELECT id FROM agreement")).scalars().all()
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
