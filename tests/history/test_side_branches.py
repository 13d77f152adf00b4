"""Histories with many side branches: folding costs what their entries cost. Counted are steps, not seconds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from datapact.history.entries.entry import Entry
from datapact.history.fold import agreement
from datapact.history.fold.agreement import fold
from datapact.history.state.ledger import Ledger

from .world import Replica, founded, usual_directory

type Shape = Callable[[Callable[[Entry], Entry], Entry, int], list[Entry]]


def fan(comment: Callable[[Entry], Entry], offer: Entry, size: int) -> list[Entry]:
    """All build on the offer, and none on another."""
    return [comment(offer) for _ in range(size)]


def late(comment: Callable[[Entry], Entry], offer: Entry, size: int) -> list[Entry]:
    """A chain, and later one branch from each of its entries."""
    trunk = chain(comment, offer, size // 2)
    return trunk + [comment(entry) for entry in trunk]


def comb(comment: Callable[[Entry], Entry], offer: Entry, size: int) -> list[Entry]:
    """A chain that a branch leaves at each entry, written in turn."""
    made, last = [], offer
    for _ in range(size // 2):
        side, last = comment(last), comment(last)
        made += [side, last]
    return made


def long(comment: Callable[[Entry], Entry], offer: Entry, size: int) -> list[Entry]:
    """Branches of several entries each, from one place and from many."""
    trunk = chain(comment, offer, size // 8)
    return trunk + [one for entry in (*trunk, *[offer] * len(trunk)) for one in chain(comment, entry, 3)]


def chain(comment: Callable[[Entry], Entry], offer: Entry, size: int) -> list[Entry]:
    """Each builds on the one before it."""
    made = [offer]
    for _ in range(size):
        made.append(comment(made[-1]))
    assert all(later.parents == (earlier.digest,) for earlier, later in pairwise(made))
    return made[1:]


@pytest.mark.parametrize("shape", [fan, late, comb, long, chain])
def test_each_entry_is_filed_a_few_times_at_most(shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    keller = Replica(founded("Keller"), "K" * 22)
    offer = keller.offer(founded("Keller"), founded("Institut"))

    def comment(on: Entry) -> Entry:
        return keller.write("comment", {"text": "x", "about": ""}, parents=[on.digest])

    entries = [offer, *shape(comment, offer, 160)]
    steps, copies = [], []
    add, branch = agreement._Judgement.add, Ledger.branch
    monkeypatch.setattr(agreement._Judgement, "add", lambda *given: (steps.append(1), add(*given))[1])
    monkeypatch.setattr(Ledger, "branch", lambda ledger: (copies.append(1), branch(ledger))[1])
    state = fold(entries, usual_directory())
    assert len(steps) <= 2 * len(entries)
    inner = {parent for entry in entries for parent in entry.parents}
    assert len(copies) <= sum(entry.digest in inner for entry in entries)
    assert state.void == {}
    assert state == fold(reversed(entries), usual_directory(), incremental=False)
