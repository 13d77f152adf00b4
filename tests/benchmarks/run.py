"""DataPact's speed, one line a figure: name, ours, baseline, ratio, and the peak of memory.

``--quick`` is done within two minutes; ``--full`` takes 100,000 agreements, as many entries and a million
consents. Every figure is taken in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.benchmarks import (  # noqa: E402
    figures_audit,
    figures_consent,
    figures_editor,
    figures_export,
    figures_keep,
    figures_network,
    figures_page,
    figures_paper,
    figures_pdf,
    figures_proof,
    figures_rules,
    figures_sharing,
    figures_signing,
    figures_starts,
    figures_store,
    figures_team,
    figures_window,
    figures_word,
    figures_work,
)
from tests.benchmarks.generator import Big, make  # noqa: E402
from tests.benchmarks.measure import Figure  # noqa: E402


@dataclass(frozen=True)
class Scale:
    """How much there is to measure on."""

    agreements: int
    entries: int
    written: int
    folded: int
    consents: int
    parties: tuple[tuple[int, int], ...] = ((5, 5),)


QUICK = Scale(agreements=10_000, entries=5_000, written=50, folded=2_000, consents=100_000)
FULL = Scale(
    agreements=100_000,
    entries=100_000,
    written=1_000,
    folded=10_000,
    consents=1_000_000,
    parties=((5, 5), (10, 10), (25, 1), (25, 25)),
)

GROUPS: dict[str, Callable[[Big, Scale], list[Figure]]] = {
    "open": lambda big, scale: figures_store.opening(big),
    "list": lambda big, scale: figures_store.first_pages(big),
    "search": lambda big, scale: figures_store.search_as_you_type(big),
    "agreement": lambda big, scale: figures_store.one_opened(big),
    "write": lambda big, scale: figures_store.written(big, scale.written),
    "history": lambda big, scale: figures_work.verified_and_folded(big, scale.folded),
    "keep": lambda big, scale: figures_keep.kept(big, scale.consents),
    "consents": lambda big, scale: figures_consent.imported(big, scale.consents),
    "sharing": lambda big, scale: figures_sharing.sharing(scale.consents),
    "pdf": lambda big, scale: figures_work.archival_pdf(big),
    "page": lambda big, scale: figures_page.judged_in_browsers(),
    "foreign": lambda big, scale: figures_pdf.of_others(),
    "many": lambda big, scale: figures_pdf.many(),
    "dossier": lambda big, scale: figures_audit.dossiers(500),
    "verify": lambda big, scale: figures_audit.pages_drawn_again(500),
    "signing": lambda big, scale: figures_signing.signing(),
    "proof": lambda big, scale: figures_proof.proven(scale.consents),
    "export": lambda big, scale: figures_export.exported(200),
    "register": lambda big, scale: figures_audit.long_table(5_000),
    "team": lambda big, scale: [*figures_team.team(1_000, scale.consents), *figures_team.twenty(2)],
    "seen": lambda big, scale: figures_team.seen(40),
    "first": lambda big, scale: figures_team.first(scale.entries, scale.consents),
    "items": lambda big, scale: figures_team.many_items(10_000),
    "network": lambda big, scale: figures_network.networks(scale.parties),
    "editor": lambda big, scale: figures_editor.key_press(big),
    "word": lambda big, scale: figures_word.word_files(),
    "paper": lambda big, scale: [*figures_paper.papers(), *figures_paper.beside_papers(big, scale.agreements // 50)],
    "interview": lambda big, scale: figures_editor.interview(big),
    "rules": lambda big, scale: figures_rules.checked(),
    "start": lambda big, scale: figures_window.started(big),
    "window": lambda big, scale: figures_window.in_window(big),
    "year": lambda big, scale: figures_window.after_a_year(big),
    "demo": lambda big, scale: figures_work.whole_demo(),
    "starts": lambda big, scale: figures_starts.starts(big),
    "help": lambda big, scale: figures_work.start_of_program(),
}


WITHOUT_VAULT = frozenset(GROUPS) - {
    "open", "list", "search", "agreement", "write", "history", "consents", "keep", "pdf", "paper", "editor", "interview",
    "start", "starts", "window", "year",
}  # fmt: skip
"""Groups that make what they measure on; for these alone no large vault is made."""


def sizes_of(parties: int) -> tuple[tuple[int, int], ...]:
    """Parties and how many of them provide; where the earlier program refused as many that all provide, one provides as well."""
    return ((parties, 1), (parties, parties)) if parties > 22 else ((parties, parties),)


def peak_mib() -> float:
    """The most memory that this process, or one it started, has had at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0.0
    import resource

    own = Path("/proc/self/status")
    if own.exists():  # Linux: ru_maxrss would begin with the memory of the process that started this one
        kib = next(int(line.split()[1]) for line in own.read_text().splitlines() if line.startswith("VmHWM"))
        return kib / 1024

    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measure(group: str, big: Big, scale: Scale) -> list[Figure]:
    """The figures of one group, measured here."""
    figures = GROUPS[group](big, scale)
    return [replace(figure, peak_mib=peak_mib()) for figure in figures]


def measure_apart(group: str, big: Big, scale: Scale) -> list[Figure]:
    """The same in a new process."""
    asked = json.dumps({"group": group, "folder": str(big.folder), "history": big.history, "scale": asdict(scale)})
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "--one", asked], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if done.returncode:
        raise SystemExit(f"{group}: {done.stderr}")
    print(done.stderr, end="", file=sys.stderr)
    return [Figure(**values) for values in json.loads(done.stdout)]


def machine() -> str:
    """What the figures were taken on."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="within two minutes (the default)")
    options.add_argument("--full", action="store_true", help="100,000 agreements, 100,000 entries, 1,000,000 consents")
    options.add_argument("--only", choices=sorted(GROUPS), action="append", help="only these figures")
    options.add_argument(
        "--parties", type=int, nargs="+", metavar="N", help="networks of so many (with --only network)"
    )
    options.add_argument("--one", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        asked = json.loads(given.one)
        big = Big(Path(asked["folder"]), asked["history"])
        print(json.dumps([asdict(one) for one in measure(asked["group"], big, Scale(**asked["scale"]))]))
        return
    scale = FULL if given.full else QUICK
    if given.parties:
        scale = replace(scale, parties=tuple(size for parties in given.parties for size in sizes_of(parties)))
    folder = Path(tempfile.mkdtemp(prefix="datapact-benchmark-"))
    try:
        start = time.perf_counter()
        print(machine())
        big = Big(folder, "")
        if not WITHOUT_VAULT.issuperset(given.only or GROUPS):
            big = make(folder, scale.agreements, scale.entries)
            print(
                f"{scale.agreements:,} agreements, {scale.entries:,} entries, made in {time.perf_counter() - start:.0f} s;"
                f" vault.db {(big.vault / 'vault.db').stat().st_size / 2**20:,.0f} MiB"
            )
        print(f"{'figure':<52} {'ours':>15} {'baseline':>16} {'ratio':>16} {'memory':>11}")
        for group in given.only or GROUPS:
            for figure in measure_apart(group, big, scale):
                print(figure.line(), flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
