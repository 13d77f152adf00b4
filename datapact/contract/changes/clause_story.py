"""The story of each clause over the rounds of a negotiation: offered, changed, refused, countered, as it stood at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from datapact.contract.text.clauses import Clause, places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live

type Deed = Literal["offered", "added", "changed", "countered", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A text that one side put before the other."""

    party: str
    """Who did, so that two texts of one side are known as such."""
    document: AgreementDocument
    """The whole text."""


@dataclass(frozen=True, slots=True)
class Event:
    """The change that a round made to a clause."""

    round: int
    """From 1."""
    deed: Deed
    """``refused``: the words of before the other side's change are back; ``countered``: its change met another one."""
    party: str
    """Who did it."""


@dataclass(frozen=True, slots=True)
class ClauseStory:
    """One clause from its first round on."""

    clause: str
    """Id of the clause."""
    events: tuple[Event, ...]
    """In the order of the rounds, never empty."""

    @property
    def touched(self) -> bool:
        """Whether its words ever changed after it was first put forward."""
        return len(self.events) > 1

    @property
    def last(self) -> Event:
        """The event that gave it the words that it has, or took it out."""
        return self.events[-1]


def clause_stories(turns: Sequence[Turn]) -> tuple[ClauseStory, ...]:
    """The story of every clause, those of the last text first, in its order."""
    texts = [live(turn.document.clauses) for turn in turns]
    order = dict.fromkeys(clause.id for clauses in reversed(texts) for clause in clauses)
    signed = [{clause.id: _signature(clause) for clause in clauses} for clauses in texts]
    return tuple(ClauseStory(id, tuple(_events(id, turns, signed))) for id in order)


def _events(id: str, turns: Sequence[Turn], signed: Sequence[dict[str, bytes]]) -> Iterator[Event]:
    before: bytes | None = None
    changer = ""  # who gave the clause the words that it has now
    kept: bytes | None = None  # the words before that
    for number, (turn, signatures) in enumerate(zip(turns, signed, strict=True), start=1):
        now = signatures.get(id)
        if now == before:
            continue
        answers = bool(changer) and changer != turn.party and number > 1
        if before is None and kept is None:
            deed: Deed = "offered" if number == 1 else "added"
        elif answers and now == kept:
            deed = "refused"
        elif now is None:
            deed = "removed"
        elif before is None:
            deed = "added"
        else:
            deed = "countered" if answers and kept is not None else "changed"
        yield Event(number, deed, turn.party)
        kept, before, changer = before, now, turn.party


def _signature(clause: Clause) -> bytes:
    """The clause's words and terms; numbers of references follow from positions and do not count."""
    digest = hashlib.sha256()
    for place, texts in places((clause,)):
        digest.update(place.encode() + b"\0")
        for language in sorted(texts):
            for run in texts[language]:
                digest.update((run.text if run.ref is None else f"\1{run.ref}").encode() + b"\2")
            digest.update(b"\3")
    return digest.digest()
