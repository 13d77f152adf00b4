"""Deleting in the database what was erased: by a role of its own, for the team's user may only read and insert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.team.database.address import address
from datapact.team.database.rows import connected
from datapact.team.kept.chunks import live_chunks
from datapact.team.kept.facts import require_team
from datapact.team.steps.synchronise import synchronise

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def maintain(acting: Acting, url: str = "", password: str = "") -> int:
    """Synchronise, and delete the chunks that no item names or that were erased, but never the last row; returns how many.

    ``url`` and ``password`` are those of a user who may delete. A chunk whose item is just being written is put back by whoever writes
    it. Raises Locked where the user may not delete, and what ``synchronise`` raises.
    """
    synchronise(acting)
    with acting.vault.read() as session:
        facts, names = require_team(session), live_chunks(session)
    with connected(address(url, password) if url else facts.database) as log:
        number = log.delete_chunks(facts.team, names)
    synchronise(acting)
    return number
