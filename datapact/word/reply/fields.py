"""Cross-references and links of a file of theirs, put back around the same words where our answer writes a paragraph anew.

What refers to another place stays a field while the words stay and the place is there: a number in plain words does not
follow when the contract is counted anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from datapact.word.read.markup import W
from datapact.word.reply.controls import words_before
from datapact.word.reply.paragraphs import is_counted
from datapact.word.reply.resolved import put_words, words_of
from datapact.word.reply.tracked_runs import Marks

_AROUND = frozenset({W + "hyperlink", W + "fldSimple"})
_KINDS = frozenset({"REF", "PAGEREF", "HYPERLINK"})
_NUMBER = frozenset({"\\r", "\\n", "\\w"})
"""Switches of REF that show the number of the paragraph, and not its words."""


@dataclass(slots=True)
class HeldField:
    """A field or link in a paragraph, as it stood once the changes in it were accepted."""

    paragraph: etree._Element
    """In the tree that is answered."""
    start: int
    """Of its words among the letters of the paragraph."""
    words: str
    """Those that it shows."""
    ahead: tuple[etree._Element, ...]
    """Its nodes before these words: with its code, or the one element around them without its content."""
    behind: tuple[etree._Element, ...]
    """Its nodes behind them; none where an element goes around."""
    code: str
    """What it does, as Word writes it; empty for a link of an element."""


def held_fields(root: etree._Element) -> list[HeldField]:
    """The fields and links of a body without open changes; call it before anything is written."""
    return [one for paragraph in root.iter(W + "p") for one in _fields_of(paragraph)]


def put_back_fields(root: etree._Element, held: Sequence[HeldField], marks: Marks) -> bool:
    """Put those that went with the old words around the words that stayed; whether any came back."""
    targets = {str(one.get(W + "name")): one for one in root.iter(W + "bookmarkStart")}
    inside = (one for one in held if any(parent is root for parent in one.paragraph.iterancestors()))
    gone = [one for one in inside if not _is_there(one)]  # before any comes back: two of a paragraph may be alike
    done = False
    for one in gone:
        ahead = _led(one, targets)
        done |= ahead is not None and _put_around(one, ahead, marks)
    return done


def _fields_of(paragraph: etree._Element) -> Iterator[HeldField]:
    at, depth = 0, 0
    ahead: list[etree._Element] = []
    code = words = ""
    showing = False
    for child in paragraph:
        said = words_before(child)
        if child.tag in _AROUND and not depth:
            simple = str(child.get(W + "instr") or "")
            if said and (child.tag == W + "hyperlink" or _kind(simple) in _KINDS):
                empty = deepcopy(child)
                for inner in list(empty):
                    empty.remove(inner)
                empty.tail = None
                yield HeldField(paragraph, at, said, (empty,), (), simple)
        kinds = [str(mark.get(W + "fldCharType")) for mark in child.iter(W + "fldChar")]
        if "begin" in kinds:
            ahead, code, words, showing = [], "", "", False
        depth += kinds.count("begin")
        if depth and not showing:
            ahead.append(deepcopy(child))
            code += "".join(node.text or "" for node in child.iter(W + "instrText"))
        elif depth and "end" not in kinds:
            words += said
        showing = showing or "separate" in kinds
        if depth and "end" in kinds:
            whole = depth == 1 and kinds == ["end"] and child.tag == W + "r" and not said
            if whole and words and _kind(code) in _KINDS:
                yield HeldField(paragraph, at - len(words), words, tuple(ahead), (deepcopy(child),), code)
            depth, showing = 0 if depth == 1 else -1, False
        if depth < 0:  # a field within a field: none of the paragraph is held behind it
            return
        at += len(said)


def _kind(code: str) -> str:
    return next(iter(code.split()), "").upper()


def _target(one: HeldField) -> str:
    """The name of the place that it leads to; empty for a place outside of the file."""
    if not one.code:
        return str(one.ahead[0].get(W + "anchor") or "")
    words = one.code.split()
    if _kind(one.code) == "HYPERLINK":
        at = words.index("\\l") + 1 if "\\l" in words else len(words)
        return words[at].strip('"') if at < len(words) else ""
    return words[1] if len(words) > 1 else ""


def _led(one: HeldField, targets: dict[str, etree._Element]) -> tuple[etree._Element, ...] | None:
    """Its nodes before the words, so that it still shows these once fields are counted anew; None: its place is gone."""
    name = _target(one)
    if not name:
        return one.ahead if _kind(one.code) in ("", "HYPERLINK") else None
    if name not in targets:
        return None
    paragraph = next((node for node in targets[name].iterancestors() if node.tag == W + "p"), None)
    if (
        _kind(one.code) != "REF"
        or not _NUMBER & {*one.code.split()}
        or (paragraph is not None and is_counted(paragraph))
    ):
        return one.ahead
    code = f' HYPERLINK \\l "{name}" '  # a number that is typed: a link keeps its words
    ahead = tuple(deepcopy(node) for node in one.ahead)
    for node in ahead:
        if node.tag == W + "fldSimple":
            node.set(W + "instr", code)
        for part in node.iter(W + "instrText"):
            part.text, code = code, ""
    return ahead


def _is_there(one: HeldField) -> bool:
    """Whether the paragraph still has it."""
    if not one.behind:
        mine = sorted(one.ahead[0].attrib.items())
        return any(sorted(node.attrib.items()) == mine for node in one.paragraph.iter(one.ahead[0].tag))
    name = _target(one)
    there = "".join(node.text or "" for node in one.paragraph.iter(W + "instrText"))
    return one.code.strip() in there or (bool(name) and f'HYPERLINK \\l "{name}"' in there)


def _put_around(one: HeldField, ahead: Sequence[etree._Element], marks: Marks) -> bool:
    """Put it around its words where all of them stayed as they were, side by side."""
    end = one.start + len(one.words)
    for at in (one.start, end):
        _cut(one.paragraph, at, marks)
    inside: list[etree._Element] = []
    at = 0
    for run in one.paragraph.iter(W + "r"):
        said = words_before(run, marks)
        if said and one.start <= at and at + len(said) <= end:
            inside.append(run)
        at += len(said)
    if "".join(words_before(run, marks) for run in inside) != one.words:
        return False
    parent = inside[0].getparent()
    if parent is None or parent.tag not in (W + "p", W + "sdtContent"):
        return False
    if any(before.getnext() is not behind for before, behind in pairwise(inside)):
        return False
    if one.behind:
        for node in ahead:
            inside[0].addprevious(deepcopy(node))
        for node in reversed(one.behind):
            inside[-1].addnext(deepcopy(node))
    else:
        around = deepcopy(ahead[0])
        inside[0].addprevious(around)
        around.extend(inside)
    return True


def _cut(paragraph: etree._Element, at: int, marks: Marks) -> None:
    """Let a run end at a letter, where one that holds words alone goes over it."""
    here = 0
    for run in paragraph.iter(W + "r"):
        length = len(words_before(run, marks))
        words = words_of(run)
        parent = run.getparent()
        if here < at < here + length and words is not None and parent is not None:
            deleted = any(True for _ in run.iter(W + "delText"))
            made = etree.Element(W + "p")
            for part in (words[: at - here], words[at - here :]):
                put_words(made, run, part, deleted=deleted)
            for part_run in list(made):
                run.addprevious(part_run)
            parent.remove(run)
            return
        here += length
