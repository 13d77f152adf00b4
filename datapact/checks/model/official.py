"""The Commission's standard clauses as parts that the wording of a contract provides: one part for each of their paragraphs.

A comparison with the text that the house took in is recorded as a confirmation of the paragraphs that were compared, so it
holds for exactly their wording: a paragraph that is changed or deleted afterwards is missing, and the clauses are no longer whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection

from datapact.checks.model.facts import Case

_PART = re.compile(r"official (\S+) ([0-9]{1,4})/([0-9]{1,4})")


def set_name(decision: str, module: str = "") -> str:
    """The name of a set of clauses in parts: the decision, and for transfers the module."""
    return f"{decision}/{module}" if module else decision


def part_of(name: str, number: int, total: int) -> str:
    """The part that the paragraph with this number, from 1, of a set of ``total`` ones provides."""
    return f"official {name} {number}/{total}"


def standing(provided: Collection[str], name: str) -> tuple[int, int]:
    """The number of paragraphs of a set that stand as compared, and of all that it has; none and none where nothing was compared.

    Of several comparisons, with different texts, the one that holds most counts.
    """
    found: dict[int, set[int]] = defaultdict(set)
    for one in provided:
        if (match := _PART.fullmatch(one)) and match[1] == name:
            found[int(match[3])].add(int(match[2]))
    sets = [(len({one for one in numbers if 1 <= one <= total}), total) for total, numbers in found.items()]
    return max(sets, key=lambda one: (one[0] / one[1], one[1]), default=(0, 0))


def stands_whole(case: Case, name: str) -> bool:
    """Whether every paragraph of a set stands in the text, as compared."""
    text = case.document.text
    have, total = (0, 0) if text is None else standing(text.provided, name)
    return 0 < total == have
