"""Disputes: binding steps that a party disputes, with that party, the day and its reason in its own words.

The entries cannot show whether a stolen or an old key wrote such a step, or whether a party wants to be rid of it. So
the step stays and the dispute is shown to everybody; this module settles nothing that may rest on the contrary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.status import status_message
from datapact.base.texts import N_, Message

if TYPE_CHECKING:  # the list says what is disputed without folding anything
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import ContractChange

type Disputed = Literal["agreement", "termination", "change"]


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A party revoked a key and claims not to know what the key signed (``entries``), which stands.

    ``about`` names the disputed matter: the agreement itself, a notice of termination, changes that all agreed to.
    """

    revocation: str
    """Digest of the revocation's entry."""
    organisation: str
    """Id of the one that disputes."""
    name: str
    """Its name in the agreement, or the first 8 characters of its id."""
    time: datetime
    """UTC, as the revocation claims it."""
    reason: str
    """Its own words, empty where none are given or shown."""
    entries: tuple[str, ...]
    about: tuple[Disputed, ...] = ("agreement",)

    @property
    def words(self) -> Message:
        """The dispute in words: who disputes what, and what follows from it."""
        told = Message(_WORDS[self.about[0]], {"organisation": self.name})
        for about in self.about[1:]:
            told = Message(
                N_("{one} {other}"), {"one": told, "other": Message(_WORDS[about], {"organisation": self.name})}
            )
        return told


_WORDS: Mapping[Disputed, str] = {
    "agreement": N_(
        "{organisation} disputes the agreement: it revoked a key behind it and claims not to know what that key"
        " signed. All signatures were there, so the agreement stands. Settle it with that party."
    ),
    "termination": N_(
        "{organisation} disputes the notice of termination under its own name: it revoked the key behind it and claims not"
        " to know the notice. The notice stands, and whether the agreement has to be performed is open: no use of data is"
        " permitted on it meanwhile. Settle it with that party; give notice anew, or sign the agreement anew."
    ),
    "change": N_(
        "{organisation} disputes a change of the agreement: it revoked a key behind it and claims not to know"
        " that this key proposed it or agreed to it. Every party had agreed, so the change stands. Settle it"
        " with that party."
    ),
}


def disputes_of(folded: AgreementState, names: Mapping[str, str]) -> tuple[DisputeView, ...]:
    """The disputes of an agreement, oldest first; ``names`` are those of organisations by id."""
    return tuple(
        DisputeView(
            revocation=one.revocation.digest,
            organisation=one.revocation.organisation,
            name=names.get(one.revocation.organisation) or one.revocation.organisation[:8],
            time=one.revocation.time,
            reason=one.revocation.reason if isinstance(one.revocation.reason, str) else "",
            entries=one.entries,
            about=_about(folded, one.entries),
        )
        for one in folded.disputes
    )


def _about(folded: AgreementState, entries: Iterable[str]) -> tuple[Disputed, ...]:
    notices = {one.digest for one in folded.terminated}
    changes = {*folded.facts.changes, *(one.digest for one in folded.facts.change_accepts)}

    def sort_of(entry: str) -> Disputed:
        return "termination" if entry in notices else "change" if entry in changes else "agreement"

    found = {sort_of(entry) for entry in entries}
    return tuple(one for one in _WORDS if one in found)


def disputed_entries(folded: AgreementState) -> frozenset[str]:
    """The entries that some revocation disputes."""
    return frozenset(entry for one in folded.disputes for entry in one.entries)


def is_contested(folded: AgreementState, change: ContractChange) -> bool:
    """Whether a party disputes that it proposed a change, or agreed to it and did not agree anew since."""
    disputed = disputed_entries(folded)
    accepts = [one for one in folded.facts.change_accepts if one.change == change.digest]
    standing = {one.organisation for one in accepts if one.digest not in disputed}
    return change.digest in disputed or any(one.organisation not in standing for one in accepts)


def names_disputing(disputes: Iterable[DisputeView]) -> str:
    """The names of those who dispute it, each once; empty where nobody does."""
    return ", ".join(dict.fromkeys(one.name for one in disputes))


def status_and_dispute(status: str, disputed: str) -> Message:
    """The status in words, with the names of those who dispute it."""
    words = status_message(status)
    return words if not disputed else Message(N_("{status}, disputed by {names}"), {"status": words, "names": disputed})
