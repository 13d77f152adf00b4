"""Duties that leave the vault: derived anew from rows that were held against what was signed in the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.consent.proof.run import Rests, proven_whole
from datapact.obligations.due.commands import evidence_file
from datapact.obligations.due.projection import forget_all, refresh, refresh_stale, row_by_key
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def derive_anew(acting: Acting, agreement: str = "") -> None:
    """Derive all obligations, or those of one agreement, in this run: what stands in their table proves nothing."""
    with acting.vault.write(reader=True) as session:
        if agreement:
            refresh(acting, session, agreement)
        else:
            forget_all(session)
    if not agreement:
        refresh_stale(acting)


def prove_obligations(acting: Acting, agreement: str = "") -> None:
    """Before a list of duties leaves: prove all that duties, or those of one agreement, follow from, and derive them anew.

    Raises NotProven: who lacks a day in a calendar file cannot see that it is gone, so of it no rest can be released.
    """
    agreements = frozenset({agreement}) if agreement else None
    with acting.vault.read() as session:
        proven_whole(acting, session, Rests(agreements, consents=None, lists=None))
    derive_anew(acting, agreement)


def proven_evidence(acting: Acting, key: str, agreement: str) -> bytes:
    """The file that was recorded as evidence of a duty; raises NotProven, and WrongUse where there is none, or no longer."""
    with acting.vault.write(reader=True) as session:
        proven_whole(acting, session, Rests(agreements=frozenset({agreement} - {""})))
        refresh(acting, session, agreement)
        found = [row for row in row_by_key(session, key) if row.key == key]
        digest = str(read_stored_json(found[0].data)["evidence"].get("evidence", "")) if found else ""
    if not digest:
        raise WrongUse(N_("This file is not in the vault. It may have been erased."))
    return evidence_file(acting, digest)
