"""Places of a foreign text as people name them, its sections and sentences, and words quoted exactly as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from datapact.base.texts import N_, Message
from datapact.paper.read.text import PaperText, Passage

LONGEST_QUOTE = 340
_LONGEST_TITLE = 50
_LONGEST_LABEL = 60
_END = re.compile(r"[.!?;](?=[\s”“\"»)]+[A-ZÄÖÜ0-9(„“\"§]|$)|(?<=[,;])(?=\s\(?[a-z]\)\s)")
_SHORT = frozenset(
    [
        "abs",
        "art",
        "artt",
        "nr",
        "no",
        "nos",
        "lit",
        "buchst",
        "ziff",
        "bzw",
        "ggf",
        "vgl",
        "usw",
        "etc",
        "z",
        "b",
        "d",
        "h",
        "i",
        "v",
        "m",
        "u",
        "a",
        "s",
        "dr",
        "prof",
        "ltd",
        "inc",
        "co",
        "e",
        "n",
        "st",
        "str",
        "tel",
        "abl",
        "gem",
        "ff",
        "f",
        "rn",
        "iv",
        "tz",
        "max",
        "min",
        "inkl",
        "ca",
        "sog",
        "evtl",
        "unterabs",
        "para",
        "paras",
        "sec",
        "cf",
        "eg",
        "ie",
    ]
)
_VERBS = frozenset(
    [
        "ist",
        "sind",
        "wird",
        "werden",
        "war",
        "gilt",
        "gelten",
        "hat",
        "haben",
        "darf",
        "dürfen",
        "kann",
        "können",
        "muss",
        "müssen",
        "soll",
        "sollen",
        "bedarf",
        "besteht",
        "bestehen",
        "findet",
        "finden",
        "gibt",
        "verpflichtet",
        "unterliegt",
        "bedürfen",
        "endet",
        "beginnt",
        "haftet",
        "haften",
        "entfällt",
        "bleibt",
        "bleiben",
        "trägt",
        "tragen",
        "is",
        "are",
        "was",
        "were",
        "shall",
        "may",
        "must",
        "will",
        "can",
        "has",
        "have",
        "does",
        "do",
        "applies",
        "apply",
        "remains",
        "survive",
    ]
)
_NUMBER = re.compile(
    r"(§§? ?\d{1,3}[a-z]?|Art(?:ikel|icle)?\.? ?\d{1,3}|Section \d{1,3}|Clause \d{1,3}|Ziffer \d{1,3}"
    r"|(?:Anlage|Anhang|Annex|Appendix|Schedule|Exhibit) [\dA-Z]{1,3}|\(\d{1,3}[a-z]?\)|\d{1,3}(?:\.\d{1,3}){0,3}\.?|[a-z]\))(?=[\s:–-]|$)"
)

_ROMAN = re.compile(r"[IVX]{1,5}\. ")
"""Of a part whose paragraphs are counted from 1 each time."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text, exactly as they stand in one passage."""

    passage: int
    """Number of the passage, from 1."""
    page: int
    """0 where the file has no pages."""
    words: str
    """A part of the passage's text."""
    cut_before: bool = False
    """Its sentence begins before them."""
    cut_after: bool = False
    """Its sentence goes on after them."""

    @property
    def shown(self) -> str:
        """The words with an ellipsis in brackets where the sentence was cut."""
        return f"{'[…] ' if self.cut_before else ''}{self.words}{' […]' if self.cut_after else ''}"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it."""

    heading: int
    """Index of the heading among the passages; -1 for what stands before the first one."""
    members: tuple[int, ...]
    """Indexes of the passages below it, the heading left out."""
    edge: bool = False
    """It holds the headers and footers of pages and is no part of the contract."""


def sections(passages: Sequence[Passage]) -> tuple[Section, ...]:
    """The sections in reading order; two headings on top of each other are two, the first without members. Headers and footers
    are one of their own."""
    found: list[Section] = []
    heading, members = -1, list[int]()
    edges = tuple(index for index, passage in enumerate(passages) if passage.edge)
    for index, passage in enumerate(passages):
        if passage.edge:
            continue
        if passage.heading:
            if heading >= 0 or members:
                found.append(Section(heading, tuple(members)))
            heading, members = index, []
        else:
            members.append(index)
    found.append(Section(heading, tuple(members)))
    return (*found, Section(-1, edges, edge=True)) if edges else tuple(found)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Begin and end of each sentence; every character stands in one. Abbreviations and numbered days end none."""
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        end = match.end()
        if text[match.start() : match.start() + 1] == ".":
            word = re.search(r"[\w]{0,12}$", text[: match.start()])
            before = word.group(0).casefold() if word else ""
            if (before in _SHORT or (before.isdigit() and len(before) <= 2)) and end < len(text):
                continue
        if end > begin:
            found.append((begin, end))
            begin = end
    if begin < len(text):
        found.append((begin, len(text)))
    if len(found) > 1 and _names_what_follows(text[: found[0][1]]):
        found[:2] = [(found[0][0], found[1][1])]
    return tuple(found)


_LEAD = re.compile(
    r"\s*(?:(?:§{1,2}|Art(?:ikel|icle)?\.?|Ziff(?:er|\.)|Nr\.|Section|Clause|Sect\.|Cl\.)\s?\d{1,3}(?:\.\d{1,3})*\s?[a-z]?[.:)]?(?:\s(?:Abs\.|para\.)\s?\d{1,2})?"
    r"(?=\s[A-ZÄÖÜ](?![\w-]*[A-ZÄÖÜ]))"  # "§ 4 Keine Partei …", not "§ 5 GeschGehG" and not "§ 4 gilt"
    r"|\(?\d{1,3}(?:\.\d{1,3})*[a-z]?[.)](?=\s)|\d{1,3}(?:\.\d{1,3})+(?=\s)|\(?(?:[a-z]|[ivx]{1,4})\)(?=\s)"
    r"|(?i:im übrigen|hinweis|(?:zur )?klarstellung|ferner|außerdem|anmerkung|note|further(?:more)?|for clarity|for the avoidance of doubt)\s?[:,](?=\s))"
)
"""A number or a word before a sentence that says nothing of its own: "(3)", "§ 4", "7.2", "Im Übrigen:"."""


def without_leads(text: str, low: str, parts: Sequence[tuple[int, int]]) -> str:
    """The words of ``text`` in lower case with what stands before each sentence blanked out; every character keeps its place."""
    for begin, end in parts:
        while (found := _LEAD.match(text, begin, end)) is not None and text[found.end() : end].strip():
            low = low[:begin] + " " * (found.end() - begin) + low[found.end() :]
            begin = found.end()
    return low


def _names_what_follows(first: str) -> bool:
    """Whether the first sentence of a passage is its title ("5.1 Audits."): a few words without a verb."""
    words = re.findall(r"[^\W\d_]{2,}", first)
    return 0 < len(words) <= 9 and not _VERBS.intersection(word.casefold() for word in words)


def quoted(passage: Passage, begin: int, end: int) -> Quote:
    """The sentence around the place from ``begin`` to ``end``, cut at spaces where it is long."""
    text = passage.text
    first = next((one for one in sentences(text) if one[0] <= begin < one[1]), (0, len(text)))
    left, right = first[0], max(first[1], min(end, len(text)))
    if right - left > LONGEST_QUOTE:
        left = max(left, begin - LONGEST_QUOTE // 3)
        right = min(right, left + LONGEST_QUOTE)
        if left > first[0]:
            left = text.find(" ", left, begin) + 1 or begin
        if right < len(text):
            cut = text.rfind(" ", max(left, min(end, right)), right)
            right = cut if cut > left else right
    whole = text[first[0] : max(first[1], right)].strip()
    words = text[left:right].strip()
    return Quote(passage.number, passage.page, words, not whole.startswith(words), not whole.endswith(words))


def is_label(text: str) -> bool:
    """Whether a passage only names what the next one says: the first cell of a row, "between", a title with a colon."""
    return len(text) <= _LONGEST_LABEL and (text.endswith(":") or _names_what_follows(text))


def place_words(text: PaperText, number: int) -> Message:
    """The place of a passage, as people say it: "page 2, § 8 (2)"; its number where nothing else names it."""
    passage = text.passages[number - 1]
    label: str | Message = Message(N_("header or footer")) if passage.edge else _label(text, number)
    if isinstance(label, str) and label[:1].isdigit():
        label = Message(N_("no. {label}"), {"label": label})
    if passage.page and label:
        return Message(N_("page {page}, {label}"), {"page": str(passage.page), "label": label})
    if passage.page:
        return Message(N_("page {page}, paragraph {number}"), {"page": str(passage.page), "number": str(number)})
    if label:
        return Message(N_("{label} (paragraph {number})"), {"label": label, "number": str(number)})
    return Message(N_("paragraph {number}"), {"number": str(number)})


def _label(text: PaperText, number: int) -> str:
    passage = text.passages[number - 1]
    own = _NUMBER.match(passage.text)
    mark = own.group(1).rstrip(".") if own else ""
    part = next((one.text for one in reversed(text.passages[: number - 1]) if one.heading), "")
    if mark.isdigit() and not passage.heading and (roman := _ROMAN.match(part)) is not None:
        return f"{roman.group(0).strip()} {mark}"
    if passage.heading or (mark and mark[0] not in "(abcdefghijklmnopqrstuvwxyz"):
        return mark if mark else _cut(passage.text) if passage.heading else ""
    above = next((one for one in reversed(text.passages[: number - 1]) if one.heading), None)
    if above is None:
        return mark
    named = _NUMBER.match(above.text)
    over = named.group(1).rstrip(".") if named else _cut(above.text)
    return f"{over} {mark}".strip()


def _cut(title: str) -> str:
    """A title without a number, short enough to name a place, cut at a space."""
    return (
        title
        if len(title) <= _LONGEST_TITLE
        else f"{title[:_LONGEST_TITLE].rpartition(' ')[0] or title[:_LONGEST_TITLE]} …"
    )
