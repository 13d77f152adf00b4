"""The words of a Word file of another house: body, tables, notes, text boxes, headers and footers; changes as accepted."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.paper.read.lines import is_title
from datapact.paper.read.text import PaperText, clean, numbered
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import attribute, hiding_styles, local
from datapact.word.read.outside_text import DRAWN_PARTS
from datapact.word.read.package import Package, open_package, related
from datapact.word.read.passages import Cell, Unit, units
from datapact.word.read.story import drawn, read_notes, read_story

_CHANGES = {"ins", "del", "moveFrom", "moveTo"}
_STYLES = ("heading", "berschrift", "title", "titel")
_LONGEST = 160


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
) -> Iterator[tuple[int, str, bool]]:
    seen: set[str] = set()
    for unit in units(body, "accepted"):
        yield 0, unit.text, _is_heading(unit, named)
    for kind in DRAWN_PARTS:
        coverage.boxes += [drawn(package.parts[name], coverage) for name in related(package, kind)]
    done = 0
    while done < len(coverage.boxes):  # a box can hold boxes
        box, done = coverage.boxes[done], done + 1
        for unit in units(box, "accepted"):
            yield 0, unit.text, False
    for key, spans in coverage.notes.items():
        if key not in coverage.quoted:
            yield 0, "".join(span.text for span in spans if span.there("accepted")), False
    for kind in ("header", "footer"):
        for name in related(package, kind):
            for unit in units(read_story(package.parts[name], coverage), "accepted"):
                if (text := clean(unit.text)) not in seen:
                    seen.add(text)
                    yield 0, text, False


def _is_heading(unit: Unit, named: frozenset[str]) -> bool:
    text = clean(unit.text)
    style = unit.last.style
    styled = style in named or any(mark in style.casefold() for mark in _STYLES)
    return bool(text) and len(text) <= _LONGEST and (styled or is_title(text) or _is_bold(unit, text))


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
