"""The tracked changes of a Word file accepted in place: what an answer to it is written upon; and put back beside ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from datapact.word.read.markup import W, cells_in, local

SHOWN = ("t", "tab", "br", "sym", "drawing", "pict", "object", "footnoteReference", "endnoteReference")
"""Elements of a run that a reader sees."""
_AROUND = ("sdt", "sdtContent", "customXml", "ins", "moveTo")


def resolve(root: etree._Element) -> None:
    """Accept every tracked change in place."""
    for name in (
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "numberingChange",
    ):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for row in list(root.iter(W + "tr")):
        properties = row.find(W + "trPr")
        if properties is not None:
            if properties.find(W + "del") is not None:
                row.getparent().remove(row)
                continue
            for node in properties.findall(W + "ins"):
                properties.remove(node)
    for cell in list(root.iter(W + "tc")):
        _resolve_cell(cell)
    for paragraph in list(root.iter(W + "p")):
        _resolve_paragraph(paragraph)
    for name in ("del", "moveFrom"):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for name in ("ins", "moveTo"):
        for node in list(root.iter(W + name)):
            parent = node.getparent()
            for child in list(node):
                node.addprevious(child)
            parent.remove(node)
    for name in ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)


def _resolve_cell(cell: etree._Element) -> None:
    """Take out a cell that is deleted, and its row with the last one; take the mark of an inserted one away."""
    properties, around = cell.find(W + "tcPr"), cell.getparent()
    if properties is None or around is None:
        return
    if properties.find(W + "cellDel") is not None:
        row = next(cell.iterancestors(W + "tr"), None)
        around.remove(cell)
        if row is not None and not cells_in(row) and row.getparent() is not None:
            row.getparent().remove(row)
        return
    for node in properties.findall(W + "cellIns"):
        properties.remove(node)


def _resolve_paragraph(paragraph: etree._Element) -> None:
    """Join a paragraph whose mark is deleted with the next one; take the mark of an inserted one away."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is None:
        return
    deleted = mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
    for name in ("ins", "del", "moveFrom", "moveTo"):
        for node in mark.findall(W + name):
            mark.remove(node)
    if not deleted:
        return
    content = [child for child in paragraph if child.tag != W + "pPr"]
    following = _next_paragraph(paragraph)
    if following is None:
        if not any(local(node) in SHOWN for child in content for node in child.iter()):
            _take_out(paragraph)
        return
    properties = following.find(W + "pPr")
    at = 0 if properties is None else 1
    for offset, child in enumerate(content):
        following.insert(at + offset, child)
    _take_out(paragraph)


def _next_paragraph(paragraph: etree._Element) -> etree._Element | None:
    """The paragraph that one without its mark runs into; none before a table, nor at the end of a cell or a text."""
    at: etree._Element | None = paragraph
    while at is not None:
        following = at.getnext()
        while following is not None and local(following) not in ("p", "tbl", *_AROUND):
            following = following.getnext()
        while following is not None and local(following) in _AROUND:
            inner = next((one for one in following if local(one) in ("p", "tbl", *_AROUND)), None)
            following = following.getnext() if inner is None else inner
        if following is not None:
            return following if local(following) == "p" else None
        at = at.getparent() if at.getparent() is not None and local(at.getparent()) in _AROUND else None
    return None


def _take_out(paragraph: etree._Element) -> None:
    """Remove a paragraph, unless its cell would be left without any, which Word takes for damage."""
    parent = paragraph.getparent()
    if parent is None or (parent.tag == W + "tc" and len(parent.findall(W + "p")) == 1):
        return
    parent.remove(paragraph)


# ---- what they tracked, put back into an answer ----


@dataclass(slots=True)
class TheirMarks:
    """A paragraph with tracked changes of theirs, before they are accepted."""

    paragraph: etree._Element
    """In the tree that is answered."""
    tracked: etree._Element
    """As it was."""
    settled: str
    """As it is once they are accepted, as XML: what we do not touch gets its marks back as they were."""


def their_marks(root: etree._Element, author: str) -> list[TheirMarks]:
    """The paragraphs with tracked words of others, to be put back by ``put_back``; call it before ``resolve``.

    Left out are those whose end was struck (``their_blocks``), and those with marks of ``author``: they are accepted.
    """
    return [TheirMarks(one, deepcopy(one), "") for one in root.iter(W + "p") if _is_theirs(one, author)]


def _is_theirs(paragraph: etree._Element, author: str) -> bool:
    marks = [node for name in ("ins", "del") for node in paragraph.iter(W + name)]
    if not marks or any(
        True for name in ("moveFrom", "moveTo", "p", "tbl") for _ in paragraph.iterdescendants(W + name)
    ):
        return False
    struck = paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
    return not struck and all(node.get(W + "author") != author for node in marks)


def settle(kept: Sequence[TheirMarks]) -> None:
    """Remember how the paragraphs are now that the marks are accepted, before anything is written into them."""
    for one in kept:
        one.settled = _xml(one.paragraph)


def put_back(root: etree._Element, kept: Sequence[TheirMarks], fresh: Callable[[], str]) -> list[str]:
    """Give the paragraphs the marks that others had made, around and beside ours; ``fresh`` numbers those that are cut.

    Returns the words of the paragraphs that could not be told apart with certainty: they stay as they are, with their words
    accepted.
    """
    lost: list[str] = []
    for one in kept:
        if not any(parent is root for parent in one.paragraph.iterancestors()):
            lost.append("".join(one.tracked.itertext()))
            continue
        if (as_before := _as_before(one)) is not None:
            for child in list(one.paragraph):
                one.paragraph.remove(child)
            one.paragraph.extend(as_before)
        elif not interleave(one.paragraph, without_controls(one.tracked), fresh):
            lost.append("".join(one.paragraph.itertext()))
    return lost


def _as_before(one: TheirMarks) -> list[etree._Element] | None:
    """What a paragraph held with their marks, and the anchors of our new comments in it; None where we wrote more into it.

    An anchor stands at the beginning, at the end, or behind one of theirs; for another place in it there is None.
    """
    known = {_anchor_of(node) for node in one.tracked.iter()}
    bare, added = deepcopy(one.paragraph), list[etree._Element]()
    for copied, child in zip(list(bare), one.paragraph, strict=True):
        if (anchor := _anchor_of(child)) is not None and anchor not in known:
            bare.remove(copied)
            added.append(child)
    if _xml(bare) != one.settled:
        return None
    made = [deepcopy(child) for child in one.tracked]
    ahead = 1 if made and made[0].tag == W + "pPr" else 0
    for node in added:
        before = node.getprevious()
        behind = [child for child in node.itersiblings() if child not in added]
        if before is None or before.tag == W + "pPr":
            at = ahead
        elif (anchor := _anchor_of(before)) is not None:
            at = next((n + 1 for n, child in enumerate(made) if _anchor_of(child) == anchor), -1)
        else:
            at = -1
        if at < 0 and not behind:
            at = len(made)
        if at < 0:
            return None
        made.insert(at, deepcopy(node))
    return made


def _anchor_of(node: etree._Element) -> tuple[str, str] | None:
    """Which mark of which comment a child of a paragraph is; None for another."""
    if node.tag in (W + "commentRangeStart", W + "commentRangeEnd"):
        return local(node), str(node.get(W + "id"))
    reference = node.find(W + "commentReference") if node.tag == W + "r" else None
    return None if reference is None else ("commentReference", str(reference.get(W + "id")))


def without_controls(paragraph: etree._Element) -> etree._Element:
    """A copy of a paragraph in which the contents of its controls stand by themselves."""
    made = deepcopy(paragraph)
    for control in made.findall(W + "sdt"):
        content = control.find(W + "sdtContent")
        for child in [] if content is None else list(content):
            control.addprevious(child)
        made.remove(control)
    return made


def _xml(node: etree._Element) -> str:
    """The same for the same node in a tree and as a copy, which declares other names of spaces."""
    return bytes(etree.tostring(node, method="c14n", exclusive=True, with_tail=False)).decode()


_PLAIN = frozenset(W + name for name in ("rPr", "t", "delText", "br", "cr", "tab", "noBreakHyphen"))
LETTERS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "noBreakHyphen": "\u2011"}


def words_of(run: etree._Element) -> str | None:
    """The words of a run that holds nothing but words; None for another."""
    if any(child.tag not in _PLAIN for child in run):
        return None
    return "".join(LETTERS.get(child.tag, child.text or "") for child in run if child.tag != W + "rPr")


def pieces_of(paragraph: etree._Element) -> list[tuple[etree._Element | None, etree._Element, str]] | None:
    """(mark, run, words) in reading order, and what has no words with none; None where a run holds more than words."""
    found: list[tuple[etree._Element | None, etree._Element, str]] = []
    for child in paragraph:
        if child.tag in (W + "ins", W + "del"):
            for run in child:
                words = words_of(run) if run.tag == W + "r" else None
                if words is None:
                    return None
                found.append((child, run, words))
        elif child.tag == W + "r" and child.find(W + "commentReference") is None:
            words = words_of(child)
            if words is None:
                return None
            found.append((None, child, words))
        elif any(True for _ in child.iter(W + "r")) and child.tag != W + "r":
            return None
        elif child.tag != W + "pPr":
            found.append((None, child, ""))
    return found


def accepted_length(paragraph: etree._Element) -> int | None:
    """The number of letters that a paragraph has once their changes are accepted; None where it holds more than words."""
    pieces = pieces_of(paragraph)
    if pieces is None:
        return None
    return sum(len(words) for mark, _run, words in pieces if mark is None or mark.tag == W + "ins")


def interleave(paragraph: etree._Element, tracked: etree._Element, fresh: Callable[[], str]) -> bool:
    """Put their marks around the words that both readings have, and their deletions where they stood; whether it was possible."""
    before, now = pieces_of(tracked), pieces_of(paragraph)
    if before is None or now is None:
        return False
    said = "".join(words for mark, _run, words in before if mark is None or mark.tag == W + "ins")
    if said != "".join(words for mark, _run, words in now if mark is None or mark.tag == W + "del"):
        return False
    inserted: list[etree._Element | None] = []
    gone: dict[int, list[etree._Element]] = {}
    for mark, run, words in before:
        if mark is not None and mark.tag == W + "del":
            deletion = etree.Element(W + "del", _attributes(mark, fresh))
            deletion.append(deepcopy(run))
            gone.setdefault(len(inserted), []).append(deletion)
        else:
            inserted += [mark] * len(words)
    properties = paragraph.find(W + "pPr")
    for child in list(paragraph):
        if child is not properties:
            paragraph.remove(child)
    _restore_end(paragraph, tracked)
    at = 0
    for mark, run, words in now:
        if mark is not None and mark.tag == W + "ins":
            wrapped(paragraph, mark, fresh).append(run)
            continue
        if not words:
            paragraph.append(run)
            continue
        start = 0
        for index in range(len(words) + 1):
            here = at + index
            cut = index == len(words) or here in gone or (index > start and inserted[here] is not inserted[here - 1])
            if not cut:
                continue
            if index > start:
                theirs = inserted[at + start]
                parent = paragraph if theirs is None else wrapped(paragraph, theirs, fresh)
                parent = parent if mark is None else wrapped(parent, mark, fresh)
                put_words(parent, run, words[start:index], deleted=mark is not None)
            if index < len(words):
                paragraph.extend(gone.pop(here, ()))
            start = index
        at += len(words)
    paragraph.extend(node for place in sorted(gone) for node in gone[place])
    return True


def _restore_end(paragraph: etree._Element, tracked: etree._Element) -> None:
    """The mark that the paragraph itself is new."""
    end, look = tracked.find(f"{W}pPr/{W}rPr/{W}ins"), paragraph.find(f"{W}pPr/{W}rPr")
    if end is not None and look is not None and look.find(W + "ins") is None:
        look.insert(0, deepcopy(end))


def _attributes(mark: etree._Element, fresh: Callable[[], str]) -> dict[str, str]:
    return {**{str(name): str(value) for name, value in mark.attrib.items()}, W + "id": fresh()}


def wrapped(parent: etree._Element, mark: etree._Element, fresh: Callable[[], str]) -> etree._Element:
    return etree.SubElement(parent, mark.tag, _attributes(mark, fresh))


def put_words(parent: etree._Element, like: etree._Element, words: str, *, deleted: bool) -> None:
    """A run with these words and the look of another; line feeds and tabs as those of Word."""
    run, look = etree.SubElement(parent, W + "r"), like.find(W + "rPr")
    if look is not None:
        run.append(deepcopy(look))
    text = ""
    for letter in [*words, ""]:
        if letter in ("\n", "\t", "") and text:
            node = etree.SubElement(run, W + ("delText" if deleted else "t"))
            node.text, text = text, ""
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if letter in ("\n", "\t"):
            etree.SubElement(run, W + ("br" if letter == "\n" else "tab"))
        else:
            text += letter
