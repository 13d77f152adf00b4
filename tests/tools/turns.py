"""Which whole tests take turns by the day, and on which of the days: ``tests/turns.tsv``.

``python -m tests.tools.turns FILE`` writes it from what tests took (``tests/tools/dear.py`` records it, with DATAPACT_TURN set
on as many days as the list has, or in the long run). What attacks files and signatures, or judges them, comes every second
day at the least, and daily where it is short. The days are balanced, and each file has tests on each day where it has enough.

``python -m tests.tools.turns add FILE`` takes in what some tests took, of a few new files for example: their seconds are
written anew, and who is not listed yet comes to the day that has least. The others keep their days.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from tests.depth import BY_CASE, TURNS

ROOT = Path(__file__).parents[2]
PERIODS = ((1.5, 6), (0.5, 3), (0.12, 2))
"""Seconds of the processor that all cases of a test take, from which on it runs once in so many days."""
PERIODS_OF_ATTACKS = ((3.0, 3), (0.3, 2))
"""The same for what attacks or judges."""
ROUND = 6
"""Days after which everything has run: each period divides it."""
ATTACKING_FOLDERS = (
    "audit",
    "corpus",
    "dataspace",
    "faults",
    "history",
    "reasoner",
    "signing",
    "tools",
    "updates",
    "vault",
    "verifier",
)
ATTACKING_WORDS = re.compile(
    r"against_each|allowed|attack|byte|cannot_be_signed|confirmed_(partner|identity|under)|unconfirmed|damage|erases|forg(?!ot|et)|formula"
    r"|hostile|internal|leak|leaves_by|before_it_leaves|(?<!c)lock|no_edit_leaves|nobody|no_secret|nothing_else|nothing_is_lost|odd_items"
    r"|old_copy|one_successor|passphrase|refused|refuses|test_refusals|removed_member|renames|secur|signed_by|stolen|tamper|team/test_log"
    r"|took_the_place|trust|unsaid|verif|void_certificates|who_is_out|withdrawals_hold"
)
"""A file or a test with such a word in its name attacks, or guards what must never leave."""
EVERY_DAY = ("tests/team/test_programs.py::test_any_program_ends_the_same_everywhere",)
"""Runs each time although it is dear: fifty programs, each of them small."""
APART = "tests/test_apart.py::"
"""Beside the tests of the house, but what others sent is read in the process that it tries."""
MANY_CASES = 6
"""From so many cases on, cases take turns: each day has some of them."""
TOGETHER = ("tests/acceptance/test_package.py",)
"""Files whose tests share what is dear, so that they run on the same day."""
_MARKED = re.compile(r"@pytest\.mark\.in_turn\(.*?def (test_\w+)", re.S)
_ALL_MARKED = re.compile(r"^pytestmark = .*in_turn|\bis_due\(", re.M)


def guards_the_house(test: str) -> bool:
    """Whether a test (``file::test``) asks of all modules, pages and files at once; such a one runs every day."""
    return (test.count("/") == 1 and not test.startswith(APART)) or test in EVERY_DAY


def attacks(test: str) -> bool:
    """Whether a test (``file::test``) attacks files, signatures, proofs and vaults, or judges them."""
    folder, name = test.split("/")[1], test.split("/", 1)[1]
    return test.startswith(APART) or folder in ATTACKING_FOLDERS or ATTACKING_WORDS.search(name) is not None


def period(test: str, seconds: float) -> int:
    """Once in how many days a test (``file::test``) runs that takes so many seconds of the processor; 1 is daily."""
    if guards_the_house(test):
        return 1
    periods = PERIODS_OF_ATTACKS if attacks(test) else PERIODS
    return next((days for least, days in periods if seconds >= least), 1)


def has_own_turns(test: str, root: Path = ROOT) -> bool:
    """Whether its cases take turns by a mark in its file; so has what is no longer there."""
    file = root / test.split("::", 1)[0]
    text = file.read_text("utf-8") if file.is_file() else "pytestmark = in_turn"
    return _ALL_MARKED.search(text) is not None or test.rsplit("::", 1)[1] in _MARKED.findall(text)


def taken(lines: list[str]) -> dict[str, list[float]]:
    """Seconds of the processor of each case of each test: of each case the most that a run took."""
    most: dict[str, float] = defaultdict(float)
    for line in lines:
        seconds, case = line.split("\t")
        most[case] = max(most[case], float(seconds))
    tests: dict[str, list[float]] = defaultdict(list)
    for case, took in most.items():
        tests[case.split("[", 1)[0]].append(took)
    return dict(tests)


def shared_out(tests: dict[str, list[float]]) -> dict[str, tuple[int, str]]:
    """In how many days each test runs once, and on which of them: the dearest first, to the day of its file that has least."""
    groups: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        file = test.split("::", 1)[0]
        groups[file if file in TOGETHER else test].append(test)
    told = {group: sum(sum(tests[test]) for test in several) for group, several in groups.items()}
    loads = [0.0] * ROUND
    of_file: Counter[tuple[str, int, int]] = Counter()
    found = {}
    for group, seconds in sorted(told.items(), key=lambda one: (-one[1], one[0])):
        days, file = period(groups[group][0], seconds), group.split("::", 1)[0]
        if days == 1:
            continue
        if group not in TOGETHER and len(tests[group]) >= MANY_CASES:
            found[group] = days, BY_CASE
            continue
        place = min(range(days), key=lambda one: (of_file[file, days, one], sum(loads[one::days]), one))
        of_file[file, days, place] += 1
        for day in range(place, ROUND, days):
            loads[day] += seconds
        found.update(dict.fromkeys(groups[group], (days, str(place))))
    return found


def rows(lines: list[str], root: Path = ROOT) -> list[str]:
    """The lines of the list, by file."""
    tests = {test: took for test, took in taken(lines).items() if not has_own_turns(test, root)}
    shared = sorted(shared_out(tests).items())
    return [f"{days}\t{place}\t{sum(tests[test]):.1f}\t{test}" for test, (days, place) in shared]


def with_more(listed: list[str], lines: list[str], root: Path = ROOT) -> list[str]:
    """The lines of the list with the tests of ``lines``: the days of those that are listed stay, whatever they take now."""
    found: dict[str, tuple[int, str, float]] = {}
    for line in listed:
        days, place, seconds, test = line.split("\t")
        found[test] = int(days), place, float(seconds)
    more = {test: sum(took) for test, took in taken(lines).items()}
    cases = {test: len(took) for test, took in taken(lines).items()}
    for test, seconds in sorted(more.items(), key=lambda one: (-one[1], one[0])):
        if test in found:
            found[test] = *found[test][:2], seconds
        elif (days := period(test, seconds)) > 1 and not has_own_turns(test, root):
            place = BY_CASE if cases[test] >= MANY_CASES else str(_least_loaded(days, test, found))
            found[test] = days, place, seconds
    return [f"{days}\t{place}\t{seconds:.1f}\t{test}" for test, (days, place, seconds) in sorted(found.items())]


def _least_loaded(days: int, test: str, listed: Mapping[str, tuple[int, str, float]]) -> int:
    """On which of so many days a test comes: where its file has fewest tests, then where all take least."""
    loads, of_file = [0.0] * ROUND, [0] * days
    for other, (theirs, place, seconds) in listed.items():
        if place == BY_CASE:
            continue
        for day in range(int(place), ROUND, theirs):
            loads[day] += seconds
            of_file[day % days] += other.split("::", 1)[0] == test.split("::", 1)[0]
    return min(range(days), key=lambda one: (of_file[one], sum(loads[one::days]), one))


if __name__ == "__main__":
    recorded = Path(sys.argv[-1]).read_text("utf-8").splitlines()
    adding = sys.argv[1] == "add"
    new = with_more(TURNS.read_text("utf-8").splitlines(), recorded) if adding else rows(recorded)
    TURNS.write_text("\n".join(new) + "\n", "utf-8")
