"""An agreement that is signed in full and disputed, or a change of it: by whom, since when, and why by that party's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from datapact.agreements.projection.status import status_message
from datapact.base.texts import N_, Message
from datapact.history.fold.agreement import AgreementState


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A party revoked a key behind the signed agreement and claims not to know what the key signed (``entries``).

    ``of_a_change``: these are proposals and acceptances of changes alone; nobody doubts the agreement itself.
    """

    revocation: str
    organisation: str
    name: str
    time: datetime
    reason: str
    entries: tuple[str, ...]
    of_a_change: bool = False

    @property
    def words(self) -> Message:
        """Who disputes what, and what follows from it."""
        if self.of_a_change:
            return Message(
                N_(
                    "{organisation} disputes a change of the agreement: it revoked a key behind it and claims not to know"
                    " that this key proposed it or agreed to it. Every party had agreed, so the change stands. Settle it"
                    " with that party."
                ),
                {"organisation": self.name},
            )
        return Message(
            N_(
                "{organisation} disputes the agreement: it revoked a key behind it and claims not to know what that key"
                " signed. All signatures were there, so the agreement stands. Settle it with that party."
            ),
            {"organisation": self.name},
        )


def disputes_of(folded: AgreementState, names: Mapping[str, str]) -> tuple[DisputeView, ...]:
    """The disputes of an agreement, oldest first; ``names`` are those of organisations by id."""
    of_changes = {*folded.changes, *(one.digest for one in folded.change_accepts)}
    return tuple(
        DisputeView(
            revocation=one.revocation.digest,
            organisation=one.revocation.organisation,
            name=names.get(one.revocation.organisation) or one.revocation.organisation[:8],
            time=one.revocation.time,
            reason=one.revocation.reason if isinstance(one.revocation.reason, str) else "",
            entries=one.entries,
            of_a_change=of_changes.issuperset(one.entries),
        )
        for one in folded.disputes
    )


def names_disputing(disputes: Iterable[DisputeView]) -> str:
    """Who disputes it, each once; empty where nobody does."""
    return ", ".join(dict.fromkeys(one.name for one in disputes))


def status_and_dispute(status: str, disputed: str) -> Message:
    """The status in words, with who disputes it."""
    words = status_message(status)
    return words if not disputed else Message(N_("{status}, disputed by {names}"), {"status": words, "names": disputed})
