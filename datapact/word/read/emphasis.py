"""Bold and italics of a Word file, laid over the words of a place: read from its runs, written into those of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from difflib import SequenceMatcher

from lxml import etree

from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Emphasis, Run, emphasis_by_character, plain_text, runs_of, tidy_runs
from datapact.contract.text.marked import MOST_WORDS, equal_ends, marked_words
from datapact.word.read.markup import Look, W, local
from datapact.word.read.passages import Unit


def restyled(runs: tuple[Run, ...], unit: Unit) -> tuple[Run, ...]:
    """The runs standing out as the words of the file do; spaces as the words before them, a term or number as a whole."""
    if not any(span.stands_out(unit.view) for span in unit.spans) and not any(run.emphasis for run in runs):
        return runs
    shown = [(one, span.stands_out(unit.view)) for span in unit.spans for one in span.text if not one.isspace()]
    letters = [one for run in runs for one in run.text if not one.isspace()]
    pairs = _paired(letters, [one for one, _look in shown])
    result: list[Run] = []
    at = 0
    last: Emphasis = ""
    for run in runs:
        looks: list[Emphasis] = []
        for one in run.text:
            if not one.isspace():
                told = pairs.get(at)
                last = shown[told][1] if told is not None else last
                at += 1
            looks.append(last)
        if run.is_plain:
            result += runs_of(run.text, _with_spaces(run.text, looks))
        else:
            said = {look for one, look in zip(run.text, looks, strict=True) if not one.isspace()}
            result.append(replace(run, emphasis=said.pop() if len(said) == 1 else ""))
    return _like(runs, tidy_runs(result))


def _with_spaces(text: str, looks: list[Emphasis]) -> list[Emphasis]:
    """Spaces before words that stand out no more do not stand out either."""
    found = list(looks)
    for n in range(len(text) - 2, -1, -1):
        if text[n].isspace() and found[n] != found[n + 1]:
            found[n] = ""
    return found


def _like(before: tuple[Run, ...], after: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs before where only spaces stand out otherwise, which nobody sees."""
    same = marked_words(before, after)
    return before if all(piece.mark == "same" for piece in same) else after


def _paired(left: Sequence[str], right: Sequence[str]) -> dict[int, int]:
    """Which character of the file each one is; a value or number may be written otherwise in it."""
    start, end = equal_ends(left, right)
    found = {n: n for n in range(start)} | {len(left) - 1 - n: len(right) - 1 - n for n in range(end)}
    middle_left, middle_right = left[start : len(left) - end], right[start : len(right) - end]
    if len(middle_left) + len(middle_right) <= MOST_WORDS:
        for block in SequenceMatcher(None, middle_left, middle_right, autojunk=False).get_matching_blocks():
            found |= {start + block.a + n: start + block.b + n for n in range(block.size)}
    return found


def same_look(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether two texts of the same words stand out alike, whatever their spaces."""
    if not any(run.emphasis for run in (*left, *right)):
        return True
    shown = [
        [look for letter, look in zip(plain_text(runs), emphasis_by_character(runs), strict=True) if clean(letter)]
        for runs in (left, right)
    ]
    return shown[0] == shown[1]


_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs")
"""Of the first properties of a run, as the format has them."""


def with_look(
    properties: etree._Element | None, emphasis: Emphasis, styles: Mapping[str, Look]
) -> etree._Element | None:
    """A copy of the properties of a run in which its words stand out like this; None for none."""
    made = etree.Element(W + "rPr") if properties is None else deepcopy(properties)
    for one in list(made):
        name = local(one)
        styled = name == "rStyle" and one.get(W + "val", "") in styles
        if name in ("b", "bCs", "i", "iCs", "rPrChange") or styled:
            made.remove(one)
    at = sum(local(one) in _ORDER for one in made)
    wanted = [name for name, on in (("b", emphasis.startswith("bold")), ("i", emphasis.endswith("italic"))) if on]
    for offset, name in enumerate(wanted):
        made.insert(at + offset, etree.Element(W + name))
    return made if len(made) else None
