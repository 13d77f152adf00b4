"""What a network of organisations sends about, and what each command takes, from the offer to the last signature: today and by an earlier program."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import proposal_digest
from datapact.agreements.views.agreement import agreement_page
from datapact.contract.wording.remembered import Remembered
from datapact.exchange.board.board import board
from datapact.organisation.acting.acting_member import Acting
from datapact.vault.database.remembered import MEMORY
from tests.benchmarks.former import Former, former
from tests.benchmarks.measure import Figure
from tests.benchmarks.network import Network, founded

LAST_FILE = 1.5
"""Of the size of the PDF: the most that the file with the last signature takes."""
ROUND = 40.0
"""MB: the most that all files with signatures take, of twenty-five parties."""
SLOWER = 1.0
"""The most that a command takes of what it took by the earlier program."""
OPENED = 150.0
"""ms: the most that opening an agreement and its board is to take."""
_FOLDED = "its history folded, from nothing"
_MOST = {_FOLDED: 50.0}
"""ms, where the aim is another than that of opening."""
_MB = 1_000_000
_ROUNDS, _SMALL = 3, 10
"""Runs by turns of networks up to so many parties."""


def networks(sizes: tuple[tuple[int, int], ...]) -> list[Figure]:
    """Networks of so many parties, of which so many provide data to all others, each against the earlier program."""
    return [one for size in sizes for one in _by_turns(*size)]


def _by_turns(parties: int, providers: int) -> list[Figure]:
    """A network by the earlier program and by ours, by turns: a command of hundredths of a second is told from the machine's load
    only by the best of several runs.
    """
    rounds = _ROUNDS if parties <= _SMALL else 1
    thens, ours = [], []
    for _ in range(rounds):
        thens.append(former(parties, providers))
        ours.append(founded_and_signed(parties, providers))
    return network(parties, providers, ours, [one for one in thens if one is not None])


def _least(runs: Sequence[Mapping[str, Sequence[float]]]) -> dict[str, float]:
    """By kind of command what its longest took, in the best run."""
    return {name: min(max(one[name]) for one in runs) for name in (runs[0] if runs else {})}


def founded_and_signed(parties: int, providers: int) -> tuple[Network, dict[str, float], int]:
    """A network with all signatures, closed; what opening took, and the bytes of its PDF."""
    with tempfile.TemporaryDirectory(prefix="datapact-network-") as folder:
        made = founded(Path(folder), parties, providers)
        try:
            made.agree()
            opened = _opened(made)
            made.freeze()
            made.sign()
            return made, opened, len(made.pdf(made.acting[0]))
        finally:
            made.close()


def network(
    parties: int, providers: int, runs: Sequence[tuple[Network, dict[str, float], int]], then: Sequence[Former] = ()
) -> list[Figure]:
    """One network: its files and commands, with the seconds of the processor that each kind of command took at most."""
    made, _opened_once, size = runs[0]
    pdf = size / _MB
    opened = {what: min(one[1][what] for one in runs) for what in runs[0][1]}
    rounds = made.sizes["sign"]
    bytes_sent = sum(map(sum, made.sizes.values())) / _MB
    name = f"network of {parties}, {providers} provide"
    files = float(sum(map(len, made.sizes.values())))
    each = min(sum(map(sum, one.seconds.values())) / one.commands for one, _opened_then, _size in runs)
    each_then = min((sum(map(sum, one.seconds.values())) / one.commands for one in then), default=None)
    former_seconds = _least([one.seconds for one in then])
    took = _least([one.seconds for one, _opened_then, _size in runs])
    longest = [
        Figure(f"{name}: longest {command}", seconds, former_seconds.get(command), "s", SLOWER)
        for command, seconds in sorted(took.items(), key=lambda one: -one[1])
    ]
    once = then[0] if then else None
    return [
        Figure(f"{name}: last signing file against its PDF", rounds[-1] / _MB, pdf, "MB", LAST_FILE),
        Figure(f"{name}: all signing files", sum(rounds) / _MB, ROUND, "MB", 1.0),
        Figure(f"{name}: all signing files, then", sum(rounds) / _MB, once and once.bytes_signing / _MB, "MB"),
        Figure(f"{name}: all files", bytes_sent, None, "MB"),
        Figure(f"{name}: files", files, once and float(once.files), "", SLOWER),
        Figure(f"{name}: commands", float(made.commands), once and float(once.commands), "", SLOWER),
        *(
            Figure(f"{name}: {what}", found * 1000, _MOST.get(what, OPENED), "ms", 1.0)
            for what, found in opened.items()
        ),
        Figure(f"{name}: seconds a command, mean", each, each_then, "s", SLOWER),
        *longest,
    ]


def _opened(made: Network) -> dict[str, float]:
    """Seconds of the processor for a member's agreement and its board: first shown from nothing, and once its history is
    folded, which the list does ahead; then opened again.
    """
    member, known = made.acting[1], Remembered()
    day = member.clock().date()

    def page() -> object:
        return agreement_page(member, made.history, day, known)

    def rows() -> object:
        return board(member, made.history)

    def shown() -> object:
        return agreement_page(member, made.history, day, known, soon=True), rows()

    found = {"agreement and board first shown, from nothing": _processor(_forgetful(member, shown))}
    with member.vault.read() as session:
        session.info[MEMORY].clear()
        folding = _processor(lambda: load_state(session, made.history))
        _ = [one.state for one in load_state(session, made.history).facts.offers.values()]  # as the list does ahead
    found[_FOLDED] = folding
    found["agreement and board first shown, once folded"] = _processor(shown)
    page()
    return found | {"agreement opened again": _processor(page), "its status board": _processor(rows)}


def _forgetful(acting: Acting, work: Callable[[], object]) -> Callable[[], object]:
    """The work in a vault that remembers nothing, as right after unlocking."""
    with acting.vault.read() as session:
        session.info[MEMORY].clear()
    proposal_digest.cache_clear()
    return work


def _processor(work: Callable[[], object]) -> float:
    before = process_time()
    work()
    return process_time() - before
