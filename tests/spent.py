"""What tests take of the processor, and which long ones stand in no list: a run of everything names these at its end.

So neither that run nor the quick one grows unnoticed. It fails nothing: how fast a machine is says nothing of the program. Only the
test itself counts, not what it is set up with: that is shared, and paid by whoever comes first.
"""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from tests.depth import dear_tests, listed_turns
from tests.tools.dear import LEFT_OUT
from tests.tools.turns import guards_the_house, has_own_turns

TAKEN = "processor seconds"
"""Name of the property of a report that tells what its test took."""
RECORD = Path(__file__).parents[1] / ".pytest_cache" / "spent.tsv"
"""Where a run of everything writes what each case took, as ``tests/tools/turns.py`` and ``dear.py`` read it."""
LONG = 0.4
"""Seconds of the processor of all cases of a test, from which on it belongs into ``tests/turns.tsv``: thrice what puts it there."""
LONG_QUICK = 0.2
"""The same for a case on an average and ``tests/dear.tsv``."""
MOST_TOGETHER = 10.0
"""Seconds of the processor that long tests of no list may take together in a run of everything."""
MOST_TOGETHER_QUICK = 5.0
"""The same in the quick run, which takes three cases of a test at the most."""
CASES_QUICK = 3


class Stopwatch:
    """Begins when it is made; ``seconds`` of the processor since, of this process and of its children that ended.

    A child counts for no longer than the test ran: what others started long before may end in it.
    """

    def __init__(self) -> None:
        self._own, self._children, self._began = *_used(), time.monotonic()

    def seconds(self) -> float:
        own, children = _used()
        return own - self._own + min(children - self._children, time.monotonic() - self._began)


def _used() -> tuple[float, float]:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


def taken(reports: Iterable[object]) -> dict[str, float]:
    """By case (``file::test[case]``) the seconds that the reports of a run tell."""
    found = {}
    for one in reports:
        for name, seconds in getattr(one, "user_properties", ()):
            if name == TAKEN and getattr(one, "when", "") == "call":
                found[str(getattr(one, "nodeid", ""))] = float(seconds)
    return found


def lines(took: Mapping[str, float]) -> list[str]:
    """What a run took, as the tools of the lists read it."""
    return [f"{seconds:.2f}\t{case}" for case, seconds in took.items()]


def unlisted(took: Mapping[str, float], listed: Collection[str], exempt: Collection[str] = ()) -> dict[str, float]:
    """The tests that take long and rest on no day, with the seconds of all their cases, the longest first."""
    found = {test: sum(cases) for test, cases in _by_test(took).items() if test not in listed and test not in exempt}
    return _longest_first({test: seconds for test, seconds in found.items() if seconds >= LONG})


def unlisted_quick(took: Mapping[str, float], listed: Collection[str]) -> dict[str, float]:
    """The tests that make the quick run long, with the seconds that they cost it, the longest first."""
    found = {}
    for test, cases in _by_test(took).items():
        mean = sum(cases) / len(cases)
        if mean >= LONG_QUICK and test not in listed and not test.startswith(LEFT_OUT):
            found[test] = mean * min(len(cases), CASES_QUICK)
    return _longest_first(found)


def verdict(long: Mapping[str, float], long_quick: Mapping[str, float]) -> tuple[list[str], bool]:
    """What to say of long tests of no list, in lines; and whether they are too many to be left so."""
    said, too_many = [], False
    for tool, found, most in (("turns", long, MOST_TOGETHER), ("dear", long_quick, MOST_TOGETHER_QUICK)):
        if not found:
            continue
        together = sum(found.values())
        too_many |= together > most
        said += [f"{seconds:6.1f} s\t{test}" for test, seconds in found.items()]
        said.append(
            f"{together:6.1f} s of the processor in {len(found)} long tests that are not in tests/{tool}.tsv; {most:.0f} s may be:"
            f" make them shorter, or run python -m tests.tools.{tool} add FILE with those lines of {RECORD.name}"
        )
    return said, too_many


def verdict_on(took: Mapping[str, float], quick: bool) -> tuple[list[str], bool]:
    """The verdict on a run of everything, or on a quick one, by the lists of today."""
    of_quick = unlisted_quick(took, dear_tests())
    if quick:
        return verdict({}, of_quick)
    tests: Sequence[str] = [*_by_test(took)]
    exempt = [one for one in tests if guards_the_house(one) or has_own_turns(one)]
    return verdict(unlisted(took, listed_turns(), exempt), of_quick)


def _by_test(took: Mapping[str, float]) -> dict[str, list[float]]:
    tests: dict[str, list[float]] = defaultdict(list)
    for case, seconds in took.items():
        tests[case.split("[", 1)[0]].append(seconds)
    return tests


def _longest_first(found: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
