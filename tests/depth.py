"""How deep the tests go: ``quick`` for daily work, ``everyday`` for each change in CI, ``long`` for everything.

The environment variable ``DATAPACT_DEPTH`` chooses; pytest names the depth in its first lines.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Literal, get_args

type Depth = Literal["quick", "everyday", "long"]

VARIABLE = "DATAPACT_DEPTH"
MOST_CASES = 3
FEWEST: dict[Depth, int] = {"quick": 5, "everyday": 20, "long": 1}
"""So many examples a property gets at least, if it has as many."""


def depth() -> Depth:
    """The depth of this run; a word that is none is an error, for it would test less than was asked for."""
    wanted = os.environ.get(VARIABLE, "everyday")
    for known in get_args(Depth.__value__):
        if wanted == known:
            return known
    raise ValueError(f"{VARIABLE}={wanted} is none of {', '.join(get_args(Depth.__value__))}")


def few_of_each(tests: Sequence[str]) -> set[str]:
    """Of each test with many cases (``file::test[case]``) as many as the quick run takes, from all of its table."""
    cases: dict[str, list[str]] = {}
    for test in tests:
        cases.setdefault(test.split("[", 1)[0], []).append(test)
    return {one for all_of in cases.values() for one in all_of[:: max(1, -(-len(all_of) // MOST_CASES))]}


def rounds(full: int) -> int:
    """How often something that takes seconds is tried at random, of the ``full`` number of the long run: a third of it."""
    return full if depth() == "long" else -(-full // 3)


def examples(full: int) -> int:
    """How many examples a property gets of the ``full`` number of the long run: a fifth, in the quick run a tenth.

    Which ones does not change from run to run: they are drawn from a seed that is fixed for each property.
    """
    share = {"quick": 10, "everyday": 5, "long": 1}[depth()]
    return min(full, max(FEWEST[depth()], -(-full // share)))
