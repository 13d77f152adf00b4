"""The words of a Word file of another house: body, tables, notes, text boxes, headers, footers and comments; changes as accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.paper.read.lines import is_title
from datapact.paper.read.text import (
    EDGE,
    HEADING,
    MOST_KINDS,
    Mark,
    PaperComment,
    PaperText,
    Passage,
    clean,
    numbered,
)
from datapact.word.read.counted import Counter
from datapact.word.read.coverage import Coverage
from datapact.word.read.file_comments import FileComment, file_comments
from datapact.word.read.markup import attribute, hiding_styles, local
from datapact.word.read.outside_text import DRAWN_PARTS
from datapact.word.read.package import Package, open_package, related
from datapact.word.read.passages import Cell, Unit, units
from datapact.word.read.story import drawn, read_notes, read_story
from datapact.word.read.unread_parts import name_unread_parts

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
    begun: dict[str, int] = {}
    passages = tuple(numbered(_noting(_passages(package, coverage, body, named), begun)))
    if not passages:
        raise Malformed(N_("This Word file holds no words, perhaps pictures of pages. Ask for a file with the text."))
    comments = tuple(_comment(one, begun, passages) for one in file_comments(package, coverage))
    name_unread_parts(package, coverage)
    tracked = sum(local(node) in _CHANGES for root in coverage.read for node in root.iter())
    return PaperText(
        "docx",
        0,
        passages,
        tracked=tracked,
        unread=sum(coverage.unresolved.values()),
        comments=comments,
        characters=coverage.characters,
        understood=coverage.understood,
        markup=tuple(sorted(coverage.unresolved.items()))[:MOST_KINDS],
    )


type _Found = tuple[int, str, Mark, Sequence[str]]
"""Page, text and kind of a passage, and the ids of the comments that begin in it."""


def _noting(found: Iterable[_Found], begun: dict[str, int]) -> Iterator[tuple[int, str, Mark]]:
    """The passages as they are numbered; ``begun`` gets the number of the one in which each comment begins."""
    number = 0
    for page, text, mark, comments in found:
        number += bool(clean(text))
        for one in comments:
            begun.setdefault(one, number)
        yield page, text, mark


def _comment(one: FileComment, begun: Mapping[str, int], passages: Sequence[Passage]) -> PaperComment:
    number = begun.get(one.number, 0)
    whole = passages[number - 1].text if number else ""
    words = "" if one.words == whole else one.words
    return PaperComment(one.author, one.time, number, words, one.text, one.answers, one.resolved)


def _begins(unit: Unit) -> list[str]:
    """The ids of the comments that begin in a passage."""
    return [one for source in unit.sources for one in source.comments]


def _passages(package: Package, coverage: Coverage, body: Cell, named: frozenset[str]) -> Iterator[_Found]:
    seen: set[str] = set()
    counter = Counter.of(package)
    for unit in units(body, "accepted"):
        shown = [number for one in unit.sources if one.node is not None and (number := counter.shown(one.node))]
        yield (
            0,
            f"{shown[-1]} {unit.text}" if shown and unit.text.strip() else unit.text,
            HEADING if _is_heading(unit, named, bool(shown)) else 0,
            _begins(unit),
        )
    for kind in DRAWN_PARTS:
        coverage.boxes += [drawn(package.parts[name], coverage) for name in related(package, kind)]
    yield from _boxes(coverage, 0)
    done = len(coverage.boxes)
    for key, spans in coverage.notes.items():
        if key not in coverage.quoted:
            yield 0, "".join(span.text for span in spans if span.there("accepted")), 0, ()
    for kind in ("header", "footer"):
        for name in related(package, kind):
            for unit in units(read_story(package.parts[name], coverage), "accepted"):
                if (text := clean(unit.text)) not in seen:
                    seen.add(text)
                    yield 0, text, EDGE, _begins(unit)
    yield from _boxes(coverage, done)  # those in headers and footers


def _boxes(coverage: Coverage, first: int) -> Iterator[_Found]:
    done = first
    while done < len(coverage.boxes):  # a box can hold boxes
        box, done = coverage.boxes[done], done + 1
        for unit in units(box, "accepted"):
            yield 0, unit.text, 0, _begins(unit)


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
