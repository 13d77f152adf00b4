"""Content controls of a file of theirs, put back around the same words where our answer writes a paragraph anew.

Programs know by them what a value is. A control comes back only where it holds what our text says of its variable: one
with other words in it would be worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.markup import W
from datapact.word.reply.resolved import LETTERS, put_words, words_of
from datapact.word.reply.tracked_runs import Marks
from datapact.word.write.blocks import bookmark

_OWN = "dp:"
"""Tags of our controls begin with it."""
_LETTERS_IN = frozenset({W + "t", W + "delText", *LETTERS})


@dataclass(slots=True)
class HeldControl:
    """A control around words of a paragraph, as it stood once their changes were accepted."""

    paragraph: etree._Element
    """In the tree that is answered."""
    start: int
    """Of its words among the letters of the paragraph."""
    end: int
    """Behind its last letter."""
    words: str
    """Those in it."""
    properties: tuple[etree._Element, ...]
    """Everything in it save its content."""

    @property
    def tag(self) -> str:
        """By which programs know it; empty for none."""
        return next((str(one.get(W + "val")) for part in self.properties for one in part.iter(W + "tag")), "")


def held_controls(root: etree._Element) -> list[HeldControl]:
    """The controls in the paragraphs of a body without open changes; call it before anything is written."""
    found: list[HeldControl] = []
    for control in root.iter(W + "sdt"):
        paragraph = control.getparent()
        content = control.find(W + "sdtContent")
        if paragraph is None or paragraph.tag != W + "p" or content is None:
            continue
        start = sum(_length(one) for one in control.itersiblings(preceding=True))
        end = start + _length(control)
        if end > start:
            kept = tuple(deepcopy(one) for one in control if one is not content)
            words = "".join(said for _run, said in _letters(control, lambda _mark: True))
            found.append(HeldControl(paragraph, start, end, words, kept))
    return found


def values_of(document: AgreementDocument) -> Mapping[str, frozenset[str]]:
    """What a text says of each variable, by the tag of its control."""
    found: dict[str, set[str]] = {}
    for _place, texts in places(document.clauses):
        for language, runs in texts.items():
            before, words = "", ""
            for term, text in [*((run.term or "", run.text) for run in runs), ("", "")]:
                if term != before and before:
                    found.setdefault(bookmark(before, language).replace("_dp_", _OWN), set()).add(clean(words))
                words = words + text if term == before else text
                before = term
    return {tag: frozenset(values) for tag, values in found.items()}


def put_back_controls(
    root: etree._Element, held: Sequence[HeldControl], values: Mapping[str, frozenset[str]], marks: Marks
) -> bool:
    """Put controls that went with the old words around those that stand there now; whether any came back."""
    done = False
    for one in held:
        if any(parent is root for parent in one.paragraph.iterancestors()) and not _is_there(one):
            done |= _put_around(one, values, marks)
    return done


def _is_there(one: HeldControl) -> bool:
    wanted = [_canonical(part) for part in one.properties]
    return any(
        [_canonical(part) for part in control if part.tag != W + "sdtContent"] == wanted
        for control in one.paragraph.iter(W + "sdt")
    )


def _canonical(node: etree._Element) -> bytes:
    return bytes(etree.tostring(node, method="c14n", exclusive=True, with_tail=False))


def _put_around(one: HeldControl, values: Mapping[str, frozenset[str]], marks: Marks) -> bool:
    if not all(_cut(one.paragraph, at, marks) for at in (one.start, one.end)):
        return False
    inside, at = list[etree._Element](), 0
    for child in one.paragraph:
        length = _length(child, marks)
        if length and one.start <= at and at + length <= one.end:
            inside.append(child)
        at += length
    if "".join(words_before(node, marks) for node in inside) != one.words:
        return False
    first, last = inside[0], inside[-1]
    whole = [first, *(child for child in first.itersiblings() if child is not last and _stands_before(child, last))]
    whole += [] if last is first else [last]
    for nodes in (
        whole,
        [*whole, *_put_in_its_place(last, marks)],
        [*_put_in_its_place(first, marks, ahead=True), *whole],
    ):
        said = clean("".join(_accepted(node) for node in nodes))
        if said and (not one.tag.startswith(_OWN) or said in values.get(one.tag, ())):
            control = etree.Element(W + "sdt")
            control.extend(deepcopy(part) for part in one.properties)
            nodes[0].addprevious(control)
            etree.SubElement(control, W + "sdtContent").extend(nodes)
            return True
    return False


def _stands_before(node: etree._Element, last: etree._Element) -> bool:
    return any(following is last for following in node.itersiblings())


def _put_in_its_place(node: etree._Element, marks: Marks, *, ahead: bool = False) -> list[etree._Element]:
    """Our words that took the place of struck ones."""
    beside = node.getprevious() if ahead else node.getnext()
    return [beside] if node.tag == W + "del" and beside is not None and _is_ours(beside, "ins", marks) else []


def _is_ours(node: etree._Element, mark: str, marks: Marks) -> bool:
    return (node.tag, node.get(W + "author"), node.get(W + "date")) == (W + mark, marks.author, marks.date)


def _letters(node: etree._Element, counts: Callable[[etree._Element], bool]) -> Iterator[tuple[etree._Element, str]]:
    """The runs with words in or at a node, outside of marks that do not count."""
    for run in [node] if node.tag == W + "r" else node.iter(W + "r"):
        around = [one for one in run.iterancestors() if one.tag in (W + "ins", W + "del")]
        if all(counts(one) for one in around):
            yield run, "".join(LETTERS.get(part.tag, part.text or "") for part in run if part.tag in _LETTERS_IN)


def words_before(node: etree._Element, marks: Marks | None = None) -> str:
    """The words that a node had before we wrote: without our insertions, and without what they struck."""

    def counts(mark: etree._Element) -> bool:
        if marks is None:
            return True
        return not _is_ours(mark, "ins", marks) if mark.tag == W + "ins" else _is_ours(mark, "del", marks)

    return "".join(words for _run, words in _letters(node, counts))


def _length(node: etree._Element, marks: Marks | None = None) -> int:
    return len(words_before(node, marks))


def _accepted(node: etree._Element) -> str:
    return "".join(words for _run, words in _letters(node, lambda mark: mark.tag == W + "ins"))


def _cut(parent: etree._Element, at: int, marks: Marks) -> bool:
    """See to it that one node ends, and another begins, at a letter; whether that is so."""
    here = 0
    for child in parent:
        length = _length(child, marks)
        if here < at < here + length:
            return _cut_within(child, at - here, marks)
        here += length
    return True


def _cut_within(node: etree._Element, at: int, marks: Marks) -> bool:
    if node.tag == W + "r":
        words = words_of(node)
        if words is None:
            return False
        deleted = any(True for _ in node.iter(W + "delText"))
        parent = etree.Element(W + "p")
        for part in (words[:at], words[at:]):
            put_words(parent, node, part, deleted=deleted)
        before, behind = list(parent)
        node.addprevious(before)
        node.addprevious(behind)
        node.getparent().remove(node)
        return True
    if node.tag not in (W + "ins", W + "del") or not _cut(node, at, marks):
        return False
    rest, here = etree.Element(node.tag, dict(node.attrib)), 0
    rest.set(W + "id", marks.attributes()[W + "id"])
    for child in list(node):
        length = _length(child, marks)
        if here >= at:
            rest.append(child)
        here += length
    node.addnext(rest)
    return True
