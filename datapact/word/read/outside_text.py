"""Words of a file that belong to no clause: what stands in headers, footers, text boxes and notes against what we wrote there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.coverage import Coverage
from datapact.word.read.package import Package, related
from datapact.word.read.passages import Cell, units
from datapact.word.read.story import drawn, read_story
from datapact.word.write.docx import draft_words

type Origin = Literal["unmarked", "tracked"]
type Where = Literal["front", "annex", "header", "footer", "footnote", "text_box", "other"]

DRAWN_PARTS = ("chart", "diagramData")
"""Kinds of parts that draw words: charts, and diagrams of shapes."""
_PAGES = re.compile(r"[\d/* ]*")
_ALIKE = 0.5
"""From this likeness on two lines are one line with other words."""


@dataclass(frozen=True, slots=True)
class OutsideText:
    """Words outside of clauses that differ from what was sent: a person decides what they mean."""

    where: Where
    """Part of the file."""
    old: str
    """As sent; empty: added."""
    new: str
    """As returned; empty: removed."""
    origin: Origin
    """``unmarked``: it stands in the file without, or also without, a tracked change."""


def outside_text(
    package: Package, base: AgreementDocument, languages: Sequence[Language], coverage: Coverage, round: str | None
) -> list[OutsideText]:
    """Text of headers, footers, text boxes and unreferenced notes that we did not write, and ours that they lost.

    ``languages`` are those of the file, the prevailing one first; ``coverage`` is what reading the body met. ``round`` is that of
    the file of ours from which this one comes, so that our header and footer are missed where they are gone; None: unknown.
    """
    header, footer = clean(f"{base.number} · {base.title[languages[0]]}"), clean(draft_words(languages, round or "1"))
    any_round = re.escape(clean(draft_words(languages, "0"))).replace("R0", r"R\d{1,4}")
    missed = round is not None
    found = _lines(package, "header", coverage, header, re.compile(re.escape(header)), missed)
    found += _lines(package, "footer", coverage, footer, re.compile(rf"{any_round}{_PAGES.pattern}"), missed)
    for key, spans in coverage.notes.items():
        if key not in coverage.quoted and (text := clean("".join(one.text for one in spans[1:-1] if not one.deleted))):
            marked = all(one.inserted for one in spans[1:-1])
            found.append(OutsideText("footnote", "", text, "tracked" if marked else "unmarked"))
    for kind in DRAWN_PARTS:
        coverage.boxes += [drawn(package.parts[name], coverage) for name in related(package, kind)]
    for box in coverage.boxes:
        found += _against_marks("text_box", box)
    return found


def _lines(
    package: Package,
    where: Literal["header", "footer"],
    coverage: Coverage,
    own: str,
    known: re.Pattern[str],
    missed: bool,
) -> list[OutsideText]:
    """The lines of all headers, or of all footers, but our own line; and what became of ours."""
    met: list[OutsideText] = []
    for name in related(package, where):
        met += _against_marks(where, read_story(package.parts[name], coverage))
    found = [one for one in met if one.old or not (known.fullmatch(one.new) or _PAGES.fullmatch(one.new))]
    there = any(known.fullmatch(one.new) for one in met if one.origin == "unmarked")
    if there or not missed or any(known.fullmatch(one.old) for one in met):
        return found
    alike = max(
        (n for n, one in enumerate(found) if one.origin == "unmarked"),
        key=lambda n: _likeness(own, found[n].new),
        default=None,
    )
    if alike is not None and _likeness(own, found[alike].new) >= _ALIKE:
        found[alike] = OutsideText(where, own, found[alike].new, "unmarked")
        return found
    return [OutsideText(where, own, "", "unmarked"), *found]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:1000], other[:1000], autojunk=False).ratio()


def _against_marks(where: Where, story: Cell) -> list[OutsideText]:
    """Each line of a part: ``unmarked`` where it stands with all its changes refused, too, else what the marks change."""
    before = [text for unit in units(story, "rejected") if (text := clean(unit.text))]
    after = [text for unit in units(story, "accepted") if (text := clean(unit.text))]
    found: list[OutsideText] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [OutsideText(where, "", text, "unmarked") for text in after[j1:j2]]
        else:
            pairs = zip_longest(before[i1:i2], after[j1:j2], fillvalue="")
            found += [OutsideText(where, old, new, "tracked") for old, new in pairs]
    return found
