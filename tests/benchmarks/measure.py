"""What a figure is, and how time is taken."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """One line of the report. ``ratio`` says how many times the baseline's effort ours takes; ``aim`` bounds it."""

    name: str
    ours: float
    baseline: float | None
    unit: str
    aim: float | None = None
    higher_is_better: bool = False
    peak_mib: float = 0.0

    @property
    def ratio(self) -> float | None:
        if not self.baseline:
            return None
        return self.baseline / self.ours if self.higher_is_better else self.ours / self.baseline

    def line(self) -> str:
        """Name, ours, baseline, ratio, and the peak of memory of the process that measured it."""
        baseline = "-" if self.baseline is None else f"{self.baseline:,.2f} {self.unit}"
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        aim = "" if self.aim is None else f" (aim {self.aim:g})"
        return f"{self.name:<52} {self.ours:>10,.2f} {self.unit:<4} {baseline:>16} {ratio + aim:>16} {self.peak_mib:>7.0f} MiB"


def seconds(work: Callable[[], object], rounds: int = 7) -> float:
    """The median time of ``work``, after one round that warms up."""
    work()
    return median(each(work, rounds))


def each(work: Callable[[], object], rounds: int) -> list[float]:
    """The times of several rounds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


def p50_p95(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return median(times), quantiles(times, n=20)[-1]


def forget_templates() -> None:
    """Read templates anew when next asked for, as a process does that begins: in this program, and in an earlier one."""
    for name in ("template", "expressions"):
        for one in vars(sys.modules[f"datapact.contract.templates.{name}"]).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


def processor_seconds() -> float:
    """Seconds of the processor that this process has used so far, with the processes that it started, where the system tells."""
    ended = os.times()
    found = time.process_time() + ended.children_user + ended.children_system
    for path in Path("/proc").glob(f"{os.getpid()}/task/*/children"):
        for child in path.read_text().split():
            with suppress(OSError):  # it ended just now
                said = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                found += sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")
    return found


def with_bytecode() -> dict[str, str]:
    """The environment of a process that is timed from its start: it finds its modules compiled, as installed ones are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "datapact-benchmark-bytecode")}
