"""Lines of the pages of a PDF put together to paragraphs: by distance, by numbers that begin one, by lines that end early.

Nothing is left out: notes at the foot of pages come after the text that they would cut through, lines that repeat at the edges
of pages stand once, at the end.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapact.paper.read.text import EDGE, HEADING, Mark

_NUMBERED = re.compile(
    r"(§§? ?\d|(Art(ikel|icle)?\.?|Section|Ziff(er)?\.?|Clause|Klausel|Anlage|Anhang|Annex|Appendix|Schedule|Exhibit) ?[\dA-Z]"
    r"|\(?\d{1,2}[a-z]?[.)](\d{1,2}\.?){0,3}( |$)|\(\d{1,2}[a-z]?\)|\(?[a-z]{1,2}\) |\(?[ivx]{1,5}[.)] |[•·▪●○–—\-*] )"
)
_TITLE = re.compile(
    r"(§ ?\d{1,3}[a-z]?|Art(ikel|icle)?\.? ?\d{1,3}|Section \d{1,3}|Ziffer \d{1,3}|Clause \d{1,3}"
    r"|(Anlage|Anhang|Annex|Appendix|Schedule|Exhibit) ?[\dA-Z]{1,3}|\d{1,2}\.?(\d{1,2}\.?)?|[IVX]{1,5}\.|[A-Z]\.)[ :–-]{1,3}\S"
)
_MARKED = ("\u0002", "\ufffe")
"""What pdfium puts in the place of a hyphen at the end of a line."""
_HYPHENS = "-\u00ad\u2010\u2011\u0002\ufffe"
_MARKER = re.compile(r"\(?(\d{1,2}[a-z]?|[a-z]{1,2}|[ivx]{1,5})[.)]|[•·▪●○–—\-*]")
_OPEN_NOTE = re.compile(r"⁽[⁰¹²³⁴-⁹]+$")
_NOTE = re.compile(r"(\(\s?\d{1,3}\s?\)|⁽?[⁰¹²³⁴-⁹]+⁾?|\*{1,3}|\d{1,3}\s)")
_HANGING = re.compile(r"(und|oder|bzw|sowie|and|or)\b")
"""What goes on after a hyphen that stays: "Art- und Weise"."""
_SMALLER = 0.9  # of the usual height of letters
_LONGEST_TITLE = 110
_EDGE = 2  # lines at the top and bottom of a page that may repeat


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page as it is painted."""

    page: int
    """From 1."""
    text: str
    """As it stands there."""
    left: float
    """Of its first character, in points."""
    right: float
    """Of its last character, in points."""
    bottom: float
    """Lower edge, in points from the bottom of the page."""
    height: float
    """Of its tallest character at either end, in points."""
    bold: bool = False
    """Its first and last characters are of a bold font."""


def paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, str, Mark]]:
    """Page, text and what it is, in reading order; then the notes; lines that repeat on pages come last, once each."""
    repeated = _repeated(lines)
    body = [line for line in lines if id(line) not in repeated]
    notes = _notes(body)
    for part in ([line for line in body if id(line) not in notes], [line for line in body if id(line) in notes]):
        yield from _grouped(part)
    edges: dict[str, list[Line]] = {}
    for line in lines:
        if id(line) in repeated:
            edges.setdefault(_edge_words(line.text), []).append(line)
    for listed in edges.values():
        yield listed[0].page, " · ".join(dict.fromkeys(line.text for line in listed)), EDGE


def _grouped(body: Sequence[Line]) -> Iterator[tuple[int, str, Mark]]:
    if not body:
        return
    rights = sorted(line.right for line in body)
    margin = rights[int(len(rights) * 0.9)]
    step = _usual_step(body, margin)
    group: list[Line] = []
    for line in body:
        if group and _begins(group, line, step, margin):
            yield _joined(group)
            group = []
        group.append(line)
    yield _joined(group)


def _notes(lines: Sequence[Line]) -> set[int]:
    """The lines of notes: at the foot of a page, in smaller letters than most, from one that begins with its mark."""
    if not lines:
        return set()
    usual = Counter(round(line.height, 1) for line in lines).most_common(1)[0][0]
    found: set[int] = set()
    for _page, listed in itertools.groupby(
        sorted(lines, key=lambda line: (line.page, -line.bottom)), lambda one: one.page
    ):
        foot: list[Line] = []
        for line in reversed(list(listed)):
            if line.height >= _SMALLER * usual:
                break
            foot.append(line)
        while foot and not _NOTE.match(foot[-1].text.strip()):
            foot.pop()
        found |= {id(line) for line in foot}
    return found


_NO_TITLE = re.compile(r"^\d{1,2}\.? [A-Za-zäÄ]{3,9}\.? \d{4}$|[“”\"»«]\)$")
"""A day, and a party with the name that it is given."""


def is_title(text: str) -> bool:
    """Whether a paragraph reads like the heading of a section: short, numbered as one, no sentence."""
    return (
        len(text) <= _LONGEST_TITLE
        and not text.endswith((".", ";", ","))
        and _TITLE.match(text) is not None
        and not _NO_TITLE.search(text)
    )


def _form(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(text.split()))


def _repeated(lines: Sequence[Line]) -> set[int]:
    """The lines at the edges of pages that stand at one height of at least half of them, whatever their numbers."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: dict[int, list[Line]] = {}
    for page, listed in pages.items():
        by_height = sorted(listed, key=lambda line: -line.bottom)
        edges[page] = [*by_height[:_EDGE], *by_height[-_EDGE:]] if len(by_height) > 2 * _EDGE else by_height
    forms = Counter(form for edge in edges.values() for form in {_edge_form(line) for line in edge})
    many = max(2, (len(pages) + 1) // 2)
    return {id(line) for edge in edges.values() for line in edge if forms[_edge_form(line)] >= many}


def _edge_form(line: Line) -> tuple[str, int]:
    return _edge_words(line.text), round(line.bottom / 4)


def _edge_words(text: str) -> str:
    """The words of an edge whatever their order, which left and right pages turn round."""
    return " ".join(sorted(_form(text).split()))


def _usual_step(lines: Sequence[Line], margin: float) -> float:
    """The usual distance of two lines of a paragraph: below lines that are full, where there are such."""
    pairs = [
        (one, two)
        for one, two in itertools.pairwise(lines)
        if one.page == two.page and 0 < one.bottom - two.bottom < 60
    ]
    full = [(one, two) for one, two in pairs if not _ends_early(one, margin)]
    steps = Counter(round(one.bottom - two.bottom, 1) for one, two in full or pairs)
    return max(steps, key=lambda one: (steps[one], -one), default=14.0)


def _begins(group: Sequence[Line], line: Line, step: float, margin: float) -> bool:
    """Whether a line begins a new paragraph."""
    last = group[-1]
    text, before = line.text.strip(), last.text.strip()
    if _MARKER.fullmatch(" ".join(one.text for one in group).strip()) and last.page == line.page:
        return False  # the number of an item in a column of its own
    if last.bold != line.bold and (_ends_early(last, margin) or _is_short(group)):
        return True
    if _NUMBERED.match(text) and not (before and before[-1] in _HYPHENS):
        # a reference within a sentence can stand at the beginning of a line, too
        return before.endswith((".", ":", ";", "!", "?", ",")) or _ends_early(last, margin) or not text[0].isalpha()
    if last.page != line.page:
        goes_on = text[:1].islower() or not _ends_early(
            last, margin
        )  # a line that is full goes on, with a noun in German
        return before.endswith((".", ":", ";", "!", "?")) or is_title(before) or not goes_on
    distance = last.bottom - line.bottom
    if abs(distance) < step * 0.4:  # the same line, in another column or cell
        return line.left - last.right > 30 or line.left < last.left
    if distance < 0 or distance > step * 1.3:
        return True
    if abs(line.height - last.height) > 0.25 * max(line.height, last.height, 1) and _ends_early(last, margin):
        return not text[:1].islower()
    return before.endswith((".", ":", ";")) and _ends_early(last, margin) and not text[:1].islower()


def _is_short(group: Sequence[Line]) -> bool:
    return sum(len(line.text) for line in group) <= _LONGEST_TITLE


def _ends_early(line: Line, margin: float) -> bool:
    return line.right < margin - 0.12 * max(margin - line.left, 1) or line.right < margin - 60


def _joined(group: Sequence[Line]) -> tuple[int, str, Mark]:
    text = ""
    for line in group:
        said = line.text.strip()
        hangs = _HANGING.match(said) is not None
        if _OPEN_NOTE.search(text) and said[:1] == ")":  # the mark of a note, which ends a piece of the line
            text = f"{text.rstrip()}⁾{said[1:]}"
        elif (
            text and text[-1] in _HYPHENS and len(text) > 1 and text[-2].isalpha() and said[:1].islower() and not hangs
        ):
            text = text[:-1] + said
        elif text and text[-1] in _MARKED:
            text = f"{text[:-1]}- {said}" if hangs else text[:-1] + (said if said[:1].islower() else f"-{said}")
        elif text:
            text = f"{text.rstrip(chr(0xAD))} {said}"
        else:
            text = said
    if text[-1:] in _MARKED:
        text = f"{text[:-1]}-"
    said = " ".join(text.split())
    stands_out = all(line.bold for line in group) and len(said) <= _LONGEST_TITLE and not said.endswith((".", ",", ";"))
    return group[0].page, text, HEADING if stands_out or is_title(said) else 0
