"""The words of a Word file of another house: body, tables, notes, text boxes, headers and footers; changes as accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.paper.read.lines import is_title
from datapact.paper.read.text import EDGE, HEADING, Mark, PaperText, clean, numbered
from datapact.word.read.counted import Counter
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import attribute, hiding_styles, local
from datapact.word.read.outside_text import DRAWN_PARTS
from datapact.word.read.package import Package, open_package, related
from datapact.word.read.passages import Cell, Unit, units
from datapact.word.read.story import drawn, read_notes, read_story

_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_STYLES = ("heading", "berschrift", "title", "titel")
_LONGEST = 160
_A_WORD = re.compile(r"[^\W\d_]{4}")
_A_COMPANY = re.compile(r"\b(GMBH|AG|KG|EG|SE|LTD|LLC|LLP|INC|PLC)\b")


def read_word(data: bytes) -> PaperText:
    """The text of a Word file; raises what ``open_package`` raises, and Malformed for one without words."""
    package = open_package(data)
    coverage = Coverage(hiding=hiding_styles(package.parts.values()))
    for name in (*related(package, "footnotes"), *related(package, "endnotes")):
        read_notes(package.parts[name], coverage)
    body = read_story(package.parts[package.document], coverage)
    named = _headings(package)
    passages = tuple(numbered(_passages(package, coverage, body, named)))
    if not passages:
        raise Malformed(N_("This Word file holds no words, perhaps pictures of pages. Ask for a file with the text."))
    tracked = sum(local(node) in _CHANGES for node in package.parts[package.document].iter())
    return PaperText("docx", 0, passages, tracked=tracked, unread=sum(coverage.unresolved.values()))


def _passages(
    package: Package, coverage: Coverage, body: Cell, named: frozenset[str]
) -> Iterator[tuple[int, str, Mark]]:
    seen: set[str] = set()
    counter = Counter.of(package)
    for unit in units(body, "accepted"):
        shown = [number for one in unit.sources if one.node is not None and (number := counter.shown(one.node))]
        yield (
            0,
            f"{shown[-1]} {unit.text}" if shown and unit.text.strip() else unit.text,
            HEADING if _is_heading(unit, named, bool(shown)) else 0,
        )
    for kind in DRAWN_PARTS:
        coverage.boxes += [drawn(package.parts[name], coverage) for name in related(package, kind)]
    done = 0
    while done < len(coverage.boxes):  # a box can hold boxes
        box, done = coverage.boxes[done], done + 1
        for unit in units(box, "accepted"):
            yield 0, unit.text, 0
    for key, spans in coverage.notes.items():
        if key not in coverage.quoted:
            yield 0, "".join(span.text for span in spans if span.there("accepted")), 0
    for kind in ("header", "footer"):
        for name in related(package, kind):
            for unit in units(read_story(package.parts[name], coverage), "accepted"):
                if (text := clean(unit.text)) not in seen:
                    seen.add(text)
                    yield 0, text, EDGE


def _is_heading(unit: Unit, named: frozenset[str], counted: bool) -> bool:
    """A heading by its style, its number or its bold; in a list Word counts the number that a title begins with."""
    text = clean(unit.text)
    style = unit.last.style
    styled = style in named or any(mark in style.casefold() for mark in _STYLES)
    return (
        bool(text)
        and len(text) <= _LONGEST
        and (styled or is_title(text) or _is_bold(unit, text.rstrip(".") if counted else text) or _is_capitals(text))
    )


def _is_capitals(text: str) -> bool:
    """A short line in capitals that is neither a sentence nor the name of a party."""
    short = len(text) <= _LONGEST // 2 and text.isupper() and not text.endswith((".", ",", ";"))
    return short and _A_WORD.search(text) is not None and _A_COMPANY.search(text) is None


def _is_bold(unit: Unit, text: str) -> bool:
    """A short line in bold throughout that is no sentence."""
    spans = [span for span in unit.spans if span.text.strip()]
    bold = all(span.emphasis.startswith("bold") for span in spans)
    return bold and len(text) <= 80 and not text.endswith((".", ",", ";", ":"))


def _headings(package: Package) -> frozenset[str]:
    """The ids of the styles that are headings by their name or their id."""
    found = set()
    for root in package.parts.values():
        if local(root) != "styles":
            continue
        for style in root:
            identifier = attribute(style, "styleId")
            names = [attribute(one, "val") for one in style if local(one) == "name"]
            if any(mark in f"{identifier} {' '.join(names)}".casefold() for mark in _STYLES):
                found.add(identifier)
    return frozenset(found)
