"""A revoked key is announced in every open agreement, so that later entries by it are void there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.record import append, load_state
from datapact.agreements.tables import AgreementRow

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

ENDED = ("declined", "terminated")


def announce_revocation(acting: Acting, kids: Sequence[str], reason: str) -> tuple[str, ...]:
    """Write a revocation entry for each key into each open agreement where that key has acted; returns their ids."""
    told = []
    with acting.vault.write() as session:
        ids = list(session.exec(select(AgreementRow.id).where(col(AgreementRow.stage).not_in(ENDED))))
        for history in ids:
            folded = load_state(session, history)
            used = {entry.kid for entry in folded.entries.values()}
            slots = {str(slot.kid) for slot in folded.freeze.slots} if folded.freeze else set()
            if not folded.offers:
                continue
            for kid in kids:
                if kid in used | slots:
                    append(acting, session, history, "revocation", {"kid": kid, "reason": reason})
            if set(kids) & (used | slots):
                told.append(history)
    return tuple(told)
