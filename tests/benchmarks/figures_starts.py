"""How long commands take from their start to their end, against what they cannot do without: pairs by turns, medians."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from statistics import median

from datapact.signing.ceremony.export import export_pdf
from datapact.vault.folder.opening import member_slot, read_for_opening
from datapact.vault.keys.paths import Paths
from datapact.vault.keys.slots import master_secret
from tests.acceptance.journey import PASSPHRASE
from tests.benchmarks.figures_audit import long_agreement
from tests.benchmarks.generator import Big
from tests.benchmarks.measure import Figure, with_bytecode

AIM_VERIFY = 2.5  # times importing pyhanko.sign.validation
AIM_LIST = 1.5  # times importing sqlalchemy and cryptography
AIM_HELP = 2.5  # times importing typer
AIM_DEMO = 1.3  # times the demo whose modules are loaded
MEMBER = "anna-keller"


def starts(big: Big, rounds: int = 10) -> list[Figure]:
    """Verifying a file, the list of agreements beyond key derivation, the help, and the whole demo with its imports."""
    pdf, secret = big.folder / "signed.pdf", big.folder / "passphrase"
    with long_agreement(0) as house:
        pdf.write_bytes(export_pdf(house.anna, house.history))
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    opening = ["--vault", str(big.vault), "--as", MEMBER, "--passphrase-file", str(secret)]
    listing = against("agreement list beyond key derivation", AIM_LIST, rounds, command(*opening, "agreement", "list"),
                     "import sqlalchemy, cryptography", less=derivation(big))  # fmt: skip
    return [
        *against("verify FILE, both processes", AIM_VERIFY, rounds, command("verify", str(pdf)),
                "import pyhanko.sign.validation"),
        *listing,
        *against("--help", AIM_HELP, rounds, command("--help"), "import typer"),
        *against("whole demo with imports", AIM_DEMO, max(1, rounds // 3), _DEMO, _DEMO, inside=True),
    ]  # fmt: skip


_DEMO = """
import time
from tests.benchmarks.demo import demo_seconds
if LOADED:
    demo_seconds()
wall, processor = time.perf_counter(), time.process_time()
demo_seconds()
print(time.perf_counter() - wall, time.process_time() - processor)
"""


def command(*arguments: str) -> str:
    """Code that carries out a command line as ``datapact`` does."""
    return f"import sys; sys.argv = ['datapact', *{arguments!r}]; from datapact_ui.launch import main; main()"


def derivation(big: Big) -> tuple[float, float]:
    """Seconds on the wall and of the processor that key derivation takes in this vault: a cost that nobody can save."""
    slot = member_slot(read_for_opening(Paths(big.vault)), MEMBER)
    wall, processor = time.perf_counter(), time.process_time()
    master_secret(slot, PASSPHRASE)
    return time.perf_counter() - wall, time.process_time() - processor


def against(
    name: str,
    aim: float,
    rounds: int,
    ours: str,
    baseline: str,
    *,
    less: tuple[float, float] = (0.0, 0.0),
    inside: bool = False,
) -> list[Figure]:
    """Two figures: time of the processor, which bears the aim, and time on the wall; each the median of pairs."""
    pairs = []
    for number in range(rounds + 1):
        if inside:
            pair = _told(ours.replace("LOADED", "False")), _told(baseline.replace("LOADED", "True"))
        else:
            pair = _run(ours), _run(baseline)
        if number:  # the first one compiles what is imported, and warms the disk
            pairs.append(pair)
    figures = []
    for place, unit in ((1, "processor"), (0, "wall")):
        base = median(pair[1][place] for pair in pairs)
        ratio = median((pair[0][place] - less[place]) / pair[1][place] for pair in pairs)
        bears = aim if unit == "processor" else None
        figures.append(Figure(f"{name}, {unit}", ratio * base * 1e3, base * 1e3, "ms", bears))
    return figures


def _told(code: str) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=with_bytecode())
    wall, processor = done.stdout.split()[-2:]
    return float(wall), float(processor)


def _run(code: str) -> tuple[float, float]:
    """Seconds on the wall and of the processor of a process and all it started; not known on Windows."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=with_bytecode())
    after, end = os.times(), time.perf_counter()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return end - begin, processor or end - begin
