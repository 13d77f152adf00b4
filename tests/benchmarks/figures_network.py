"""What a network of organisations sends about, and what each command takes, from the offer to the last signature."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.measure import Figure
from tests.benchmarks.network import founded

LAST_FILE = 1.5
"""Of the size of the PDF: the most that the file with the last signature takes."""
ROUND = 40.0
"""MB: the most that all files with signatures take, of twenty-five parties."""
_MB = 1_000_000


def networks(sizes: tuple[tuple[int, int], ...]) -> list[Figure]:
    """Networks of so many parties, of which so many provide data to all others."""
    return [figure for parties, providers in sizes for figure in network(parties, providers)]


def network(parties: int, providers: int) -> list[Figure]:
    """One network: its files and commands, with the seconds of the processor that the longest command took."""
    with tempfile.TemporaryDirectory(prefix="datapact-network-") as folder:
        made = founded(Path(folder), parties, providers)
        try:
            made.agree()
            made.freeze()
            made.sign()
            pdf = len(made.pdf(made.acting[0])) / _MB
        finally:
            made.close()
    rounds = made.sizes["sign"]
    bytes_sent = sum(map(sum, made.sizes.values())) / _MB
    longest = max(made.seconds, key=lambda name: made.seconds[name])
    name = f"network of {parties}, {providers} provide"
    return [
        Figure(f"{name}: last signing file against its PDF", rounds[-1] / _MB, pdf, "MB", LAST_FILE),
        Figure(f"{name}: all signing files", sum(rounds) / _MB, ROUND, "MB", 1.0),
        Figure(f"{name}: all files", bytes_sent, None, "MB"),
        Figure(f"{name}: files", float(sum(map(len, made.sizes.values()))), None, ""),
        Figure(f"{name}: commands", float(made.commands), None, ""),
        Figure(f"{name}: longest command ({longest})", made.seconds[longest], None, "s"),
    ]
