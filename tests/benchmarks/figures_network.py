"""What a network of organisations sends about, and what each command takes, from the offer to the last signature: today and by an earlier program."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
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


def networks(sizes: tuple[tuple[int, int], ...]) -> list[Figure]:
    """Networks of so many parties, of which so many provide data to all others, each against the earlier program."""
    return [one for parties, providers in sizes for one in network(parties, providers, former(parties, providers))]


def network(parties: int, providers: int, then: Former | None = None) -> list[Figure]:
    """One network: its files and commands, with the seconds of the processor that each kind of command took at most."""
    with tempfile.TemporaryDirectory(prefix="datapact-network-") as folder:
        made = founded(Path(folder), parties, providers)
        try:
            made.agree()
            opened = _opened(made)
            made.freeze()
            made.sign()
            pdf = len(made.pdf(made.acting[0])) / _MB
        finally:
            made.close()
    rounds = made.sizes["sign"]
    bytes_sent = sum(map(sum, made.sizes.values())) / _MB
    name = f"network of {parties}, {providers} provide"
    files, all_seconds = float(sum(map(len, made.sizes.values()))), sum(map(sum, made.seconds.values()))
    former_seconds = then.seconds if then is not None else {}
    each = all_seconds / made.commands
    each_then = None if then is None else sum(map(sum, former_seconds.values())) / then.commands
    longest = [
        Figure(f"{name}: longest {command}", max(took), max(former_seconds.get(command, [0.0])) or None, "s", SLOWER)
        for command, took in sorted(made.seconds.items(), key=lambda one: -max(one[1]))
    ]
    return [
        Figure(f"{name}: last signing file against its PDF", rounds[-1] / _MB, pdf, "MB", LAST_FILE),
        Figure(f"{name}: all signing files", sum(rounds) / _MB, ROUND, "MB", 1.0),
        Figure(f"{name}: all signing files, then", sum(rounds) / _MB, then and then.bytes_signing / _MB, "MB"),
        Figure(f"{name}: all files", bytes_sent, None, "MB"),
        Figure(f"{name}: files", files, then and float(then.files), "", SLOWER),
        Figure(f"{name}: commands", float(made.commands), then and float(then.commands), "", SLOWER),
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
