"""Coverage of a Word file: how much of it was understood, and what could not be resolved, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from datapact.word.read.change_marks import DELETED, INSERTED, choice, symbol
from datapact.word.read.markup import Look, attribute, hides, is_emphasis_change, local, strikes
from datapact.word.read.passages import Cell, NoteKey, Span

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMATTING = {
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
    "numberingChange", "tblPrExChange",
}  # fmt: skip


@dataclass(slots=True)
class Coverage:
    """The parts of a file that were understood, and those that were not."""

    characters: int = 0
    """Of text in the parts that were read."""
    understood: int = 0
    """Of those that were read into paragraphs."""
    unresolved: dict[str, int] = field(default_factory=dict)
    """Kinds of markup that were not resolved, by the name of their element, with their number."""
    formatting: int = 0
    """Tracked changes of formatting alone, other than bold and italics."""
    styles: Mapping[str, Look] = field(default_factory=dict)
    """What styles of characters say of bold and italics, by their ids."""
    hiding: frozenset[str] = frozenset()
    """Ids of styles whose words Word does not show."""
    boxes: list[Cell] = field(default_factory=list)
    """Text boxes found on the way."""
    begun: dict[str, None] = field(default_factory=dict)
    """Ids of comments whose passage has begun and not ended."""
    placed: dict[str, None] = field(default_factory=dict)
    """Ids of comments whose place was met."""
    passages: dict[str, str] = field(default_factory=dict)
    """The words that each comment is about, by its id; no deleted ones."""
    notes: dict[NoteKey, tuple[Span, ...]] = field(default_factory=dict)
    """The words of footnotes and endnotes; to be read before the text that refers to them."""
    quoted: dict[NoteKey, None] = field(default_factory=dict)
    """Notes whose words were read where the text refers to them."""
    read: list[etree._Element] = field(default_factory=list)
    """Parts that were read, by their root elements."""

    def unknown(self, name: str) -> None:
        """Count a kind of markup that was not resolved."""
        self.unresolved[name] = self.unresolved.get(name, 0) + 1


def count(root: etree._Element, coverage: Coverage) -> None:
    """Count the characters of a part and the changes of its formatting, and name what is not resolved in it."""
    if next(root.iter("{*}AlternateContent"), None) is None:
        looked = _HIDDEN if coverage.hiding or next(root.iter(*_HIDING), None) is not None else _COUNTED
        for node in root.iter(*looked):
            _count(node, local(node), coverage)
        return
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = local(node)
        _count(node, name, coverage)
        waiting += [choice(node)] if name == "AlternateContent" else node


_COUNTED = tuple(f"{{*}}{name}" for name in ("t", "delText", "tc", "dataBinding", *sorted(FORMATTING)))
"""What is looked at where nothing in a part can hide words or strike them through: most parts, and most of their elements."""
_HIDING = ("{*}vanish", "{*}specVanish", "{*}strike", "{*}dstrike")
_HIDDEN = (*_COUNTED, "{*}r", "{*}p")


def _count(node: etree._Element, name: str, coverage: Coverage) -> None:
    if name in ("t", "delText"):
        coverage.characters += len(node.text or "")
    elif name in FORMATTING and not is_emphasis_change(node, coverage.styles):
        coverage.formatting += 1
    elif name in ("r", "p") and hides(node, coverage.hiding) and all_words(node):
        coverage.unknown("vanish")
    elif name == "r" and strikes(node) and all_words(node):
        coverage.unknown("strike")
    elif name == "tc" and any(local(child) == "tbl" for child in node):
        coverage.unknown("tbl")
    elif (name == "dataBinding" and all_words(_control_of(node))) or (name == "AlternateContent" and _differ(node)):
        coverage.unknown(name)


def _control_of(binding: etree._Element) -> etree._Element:
    """The content control that Word fills anew from elsewhere in the file when it opens it."""
    return next((one for one in binding.iterancestors() if local(one) == "sdt"), binding)


def _differ(alternatives: etree._Element) -> bool:
    """Whether another reader than Word may show other words of the same file."""
    return len({all_words(choice(alternatives)), *map(all_words, alternatives)}) > 1


def all_words(root: etree._Element) -> str:
    """All that is to be read in an element, without spaces, with signs for what is inserted and deleted."""
    found: list[str] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = local(node)
        if name in ("t", "delText"):
            found.append(node.text or "")
        elif name == "sym":
            found.append(symbol(attribute(node, "char")))
        elif name == "textpath":
            found.append(str(node.get("string") or ""))
        elif name in INSERTED or name in DELETED:
            found.append("\x01" if name in INSERTED else "\x02")
        waiting += [choice(node)] if name == "AlternateContent" else reversed(node)
    return "".join("".join(found).split())


def not_resolved(node: etree._Element, coverage: Coverage) -> None:
    """Name an element that is not read; formulas with the word of their namespace."""
    coverage.unknown("math" if str(node.tag).startswith(MATH) else local(node))


def name_fetching(code: str, coverage: Coverage) -> None:
    """Name a field whose words Word fetches from elsewhere, or for which it starts something: what it shows may become other."""
    kind = (code.split() or [""])[0].upper()
    if kind in _FETCHING:
        coverage.unknown(kind)


_FETCHING = frozenset(
    ("DDE", "DDEAUTO", "LINK", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "DATABASE", "RD", "MACROBUTTON")
)
