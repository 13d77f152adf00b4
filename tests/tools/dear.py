"""Seconds of the processor that each test takes, and the list of those that the quick run leaves out.

``python -m pytest -p tests.tools.dear`` adds to the file that ``DATAPACT_SPENT`` names, in all its workers;
``python -m tests.tools.dear FILE`` writes ``tests/dear.tsv`` from it, of a run of everything and of a quick one or two after it.
``python -m tests.tools.dear add FILE`` takes in what some tests took, of a few new files for example; the others stay.
"""

from __future__ import annotations

import os
import resource
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.depth import DEAR

LEAST = 0.1
"""Seconds of the processor for a case, from which on its test is dear."""
LEFT_OUT = ("tests/ui/", "tests/acceptance/", "tests/benchmarks/", "tests/corpus/")
"""Folders that the quick run leaves out anyway."""


def spent() -> float:
    """Seconds of the processor that this process took, and its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    began = spent()
    result = yield
    with Path(os.environ["DATAPACT_SPENT"]).open("a", encoding="utf-8") as file:
        file.write(f"{spent() - began:.2f}\t{item.nodeid}\n")
    return result


def dear(lines: list[str]) -> list[str]:
    """The tests whose cases take ``LEAST`` on an average, the dearest first.

    The lines may be of several runs: what tests share is paid by the one that comes first, so of each case the dearest counts.
    """
    most: dict[str, float] = defaultdict(float)
    for line in lines:
        seconds, case = line.split("\t")
        if not case.startswith(LEFT_OUT):
            most[case] = max(most[case], float(seconds))
    cases: dict[str, list[float]] = defaultdict(list)
    for case, took in most.items():
        cases[case.split("[", 1)[0]].append(took)
    means = {test: sum(took) / len(took) for test, took in cases.items()}
    return [
        f"{mean:.2f}\t{test}"
        for test, mean in sorted(means.items(), key=lambda one: (-one[1], one[0]))
        if mean >= LEAST
    ]


def with_more(listed: list[str], lines: list[str]) -> list[str]:
    """The lines of the list with the tests of ``lines`` that are dear; what is listed stays, at the seconds that it has."""
    seconds = {line.split("\t")[1]: line for line in [*dear(lines), *listed]}
    return sorted(seconds.values(), key=lambda line: (-float(line.split("\t")[0]), line.split("\t")[1]))


if __name__ == "__main__":
    recorded = Path(sys.argv[-1]).read_text("utf-8").splitlines()
    adding = sys.argv[1] == "add"
    new = with_more(DEAR.read_text("utf-8").splitlines(), recorded) if adding else dear(recorded)
    DEAR.write_text("\n".join(new) + "\n", "utf-8")
