"""Our comments written into the Word file that came back: new threads, new answers to theirs, and what we settled.

Their comments keep their XML. A comment that the file has already is known by its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import RunTexts, plain_text
from datapact.word.read.markup import W, whole_number
from datapact.word.read.package import Package, related
from datapact.word.write.comments import Comment
from datapact.word.write.parts import CONTENT_TYPES

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_EXTENDED = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIRST_PARAGRAPH = 0x30000000

type Nodes = Mapping[str, Mapping[Language, Sequence[etree._Element]]]
"""The paragraphs in the file that hold a place, by its id and language."""


@dataclass(slots=True)
class _There:
    """A comment that the file has."""

    text: str
    paragraph: etree._Element
    """Its last one, by whose id answers find it."""


def new_comments(package: Package, comments: Sequence[Comment]) -> tuple[Comment, ...]:
    """The threads of ours that say something the file does not have: a comment, an answer, or that it is settled."""
    there = _there(package)
    settled = _settled(package)
    return tuple(
        one
        for one in comments
        if (known := _known(there, one.text)) is None
        or any(_known(there, answer.text) is None for answer in one.answers)
        or (one.resolved and known.paragraph.get(W14 + "paraId") not in settled)
    )


def write_comments(
    package: Package,
    root: etree._Element,
    nodes: Nodes,
    comments: Sequence[Comment],
    words: Mapping[str, RunTexts],
) -> dict[str, etree._Element]:
    """Write what is new into ``root`` and into the parts of comments; the parts that changed, by name, new ones too.

    ``words`` are those of each place, in which the comments have their passages.
    """
    fresh = new_comments(package, comments)
    if not fresh:
        return {}
    parts = _Parts.of(package)
    there = _there_in(parts.comments)
    for one in fresh:
        known = _known(there, one.text)
        if known is None:
            known = parts.add(one)
            _anchor(root, nodes, one, parts.newest, _words_of(one, words))
        parent = parts.mark_of(known)
        for answer in one.answers:
            if _known(there, answer.text) is None:
                written = parts.add(answer)
                parts.row(written, parent)
                _anchor(root, nodes, answer, parts.newest, _words_of(answer, words), answered=parts.number_of(known))
        parts.row(known, "", settled=one.resolved)
    return parts.changed()


def _there(package: Package) -> list[_There]:
    return [one for name in related(package, "comments") for one in _there_in(package.parts[name])]


def _there_in(root: etree._Element) -> list[_There]:
    found = []
    for node in root.findall(W + "comment"):
        paragraphs = list(node.iter(W + "p"))
        if paragraphs:
            text = " ".join("".join(one.text or "" for one in paragraph.iter(W + "t")) for paragraph in paragraphs)
            found.append(_There(clean(text), paragraphs[-1]))
    return found


def _known(there: Sequence[_There], text: str) -> _There | None:
    """The comment with these words; ours may say before them where they stood."""
    words = clean(text.replace("\n", " "))
    return next((one for one in there if one.text and (one.text == words or words.endswith(f": {one.text}"))), None)


def _settled(package: Package) -> set[str]:
    return {
        str(node.get(W15 + "paraId"))
        for name, root in package.parts.items()
        if name.endswith("commentsExtended.xml")
        for node in root
        if node.get(W15 + "done") == "1"
    }


@dataclass(slots=True)
class _Parts:
    """The parts of comments, with what they need around them."""

    package: Package
    comments: etree._Element
    extended: etree._Element
    names: tuple[str, str]
    """Of the two parts."""
    next_number: int
    newest: str = ""
    """Number of the comment that was added last."""

    @classmethod
    def of(cls, package: Package) -> _Parts:
        folder = package.document.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        listed = related(package, "comments")
        comments_name = listed[0] if listed else f"{prefix}comments.xml"
        extended_name = next((name for name in related(package, "commentsExtended")), f"{prefix}commentsExtended.xml")
        comments = (
            deepcopy(package.parts[comments_name])
            if comments_name in package.parts
            else etree.Element(W + "comments", nsmap={"w": W[1:-1], "w14": W14[1:-1]})
        )
        extended = (
            deepcopy(package.parts[extended_name])
            if extended_name in package.parts
            else etree.Element(W15 + "commentsEx", nsmap={"w15": W15[1:-1]})
        )
        numbers = [whole_number(str(node.get(W + "id", ""))) for node in comments]
        return cls(package, comments, extended, (comments_name, extended_name), max(numbers, default=-1) + 1)

    def add(self, comment: Comment) -> _There:
        """Write a comment into the part."""
        self.newest = str(self.next_number)
        self.next_number += 1
        initials = comment.initials or "".join(word[0] for word in comment.author.split() if word)[:3]
        node = etree.SubElement(self.comments, W + "comment")
        for name, value in (
            ("id", self.newest),
            ("author", comment.author),
            ("date", comment.time.strftime("%Y-%m-%dT%H:%M:%SZ")),
            ("initials", initials),
        ):
            node.set(W + name, value)
        paragraph = node
        for line in comment.text.split("\n"):
            paragraph = etree.SubElement(node, W + "p")
            text = etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t")
            text.text = line
            text.set(_SPACE, "preserve")
        return _There(clean(comment.text), paragraph)

    def mark_of(self, one: _There) -> str:
        """The id of its last paragraph; given to it where it has none."""
        mark = one.paragraph.get(W14 + "paraId")
        if not mark:
            taken = {str(node.get(W14 + "paraId")) for node in self.comments.iter(W + "p")}
            number = _FIRST_PARAGRAPH
            while f"{number:08X}" in taken:
                number += 1
            mark = f"{number:08X}"
            one.paragraph.set(W14 + "paraId", mark)
        return str(mark)

    def number_of(self, one: _There) -> str:
        """The number of the comment that a paragraph stands in."""
        return next((str(node.get(W + "id")) for node in one.paragraph.iterancestors(W + "comment")), "")

    def row(self, one: _There, parent: str, *, settled: bool = False) -> None:
        """Say which comment one answers, and that one is settled."""
        mark = self.mark_of(one)
        row = next((node for node in self.extended if node.get(W15 + "paraId") == mark), None)
        if row is None:
            row = etree.SubElement(self.extended, W15 + "commentEx")
            row.set(W15 + "paraId", mark)
            row.set(W15 + "done", "0")
        if parent:
            row.set(W15 + "paraIdParent", parent)
        if settled:
            row.set(W15 + "done", "1")

    def changed(self) -> dict[str, etree._Element]:
        """The parts as they are now, with the lists that name them."""
        comments_name, extended_name = self.names
        found = {comments_name: self.comments, extended_name: self.extended}
        missing = [name for name in found if name not in self.package.parts]
        folder, _slash, name = self.package.document.rpartition("/")
        relations_name = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if missing and relations_name in self.package.parts:
            relations = deepcopy(self.package.parts[relations_name])
            types = deepcopy(self.package.parts["[Content_Types].xml"])
            kinds = {
                str(node.get("PartName")): str(node.get("ContentType"))
                for node in etree.fromstring(CONTENT_TYPES.encode())
                if node.get("PartName")
            }
            for one in missing:
                leaf = one.rpartition("/")[2]
                relation = etree.SubElement(relations, _RELATIONS + "Relationship")
                taken = {str(node.get("Id")) for node in relations}
                number = next(n for n in range(1, len(taken) + 2) if f"rIdDP{n}" not in taken)
                relation.set("Id", f"rIdDP{number}")
                relation.set("Type", _COMMENTS if one == comments_name else _EXTENDED)
                relation.set("Target", leaf)
                kind = etree.SubElement(types, _TYPES + "Override")
                kind.set("PartName", f"/{one}")
                kind.set("ContentType", kinds[f"/word/{leaf}"])
            found |= {relations_name: relations, "[Content_Types].xml": types}
        return found


# ---- where they stand ----


def _words_of(comment: Comment, words: Mapping[str, RunTexts]) -> str:
    return plain_text(words.get(comment.place, {}).get(comment.language, ()))


def _anchor(
    root: etree._Element, nodes: Nodes, comment: Comment, number: str, words: str, *, answered: str = ""
) -> None:
    """Set the marks of a comment at its words, at the whole place, or at the beginning of the text.

    An answer stands where the comment with the number ``answered`` does.
    """
    if answered and _anchor_answer(root, answered, number):
        return
    found = [one for one in nodes.get(comment.place, {}).get(comment.language, ()) if one.getparent() is not None]
    if not found:
        first = next(root.iter(W + "p"), None)
        if first is None:
            return
        found = [first]
    start, end = _passage(found[0], comment, words) if len(found) == 1 else (None, None)
    begin = etree.Element(W + "commentRangeStart", {W + "id": number})
    close = etree.Element(W + "commentRangeEnd", {W + "id": number})
    if start is not None and end is not None:
        start.addprevious(begin)
        end.addnext(close)
    else:
        _at_beginning(found[0], begin)
        found[-1].append(close)
    outer = close.getparent()
    behind = outer if outer is not None and outer.tag == W + "ins" else close
    behind.addnext(_reference(number))


def _anchor_answer(root: etree._Element, other: str, number: str) -> bool:
    """Set the marks of an answer at those of the comment that it answers."""
    marks = {
        name: next((node for node in root.iter(W + name) if node.get(W + "id") == other), None)
        for name in ("commentRangeStart", "commentRangeEnd", "commentReference")
    }
    start, end, reference = marks["commentRangeStart"], marks["commentRangeEnd"], marks["commentReference"]
    if start is None or end is None or reference is None:
        return False
    start.addnext(etree.Element(W + "commentRangeStart", {W + "id": number}))
    run = reference.getparent()
    if run is None:
        return False
    end.addnext(etree.Element(W + "commentRangeEnd", {W + "id": number}))
    run.addnext(_reference(number))
    return True


def _reference(number: str) -> etree._Element:
    run = etree.Element(W + "r")
    etree.SubElement(run, W + "commentReference", {W + "id": number})
    return run


def _at_beginning(paragraph: etree._Element, mark: etree._Element) -> None:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        paragraph.insert(0, mark)
    else:
        properties.addnext(mark)


def _passage(
    paragraph: etree._Element, comment: Comment, words: str
) -> tuple[etree._Element | None, etree._Element | None]:
    """The first and last run of the passage, split from their neighbours; none where the whole place is meant.

    The place has other spaces in their file, or a number typed before its words: the passage is where its own words are.
    """
    there = "".join(text for _run, text in _runs(paragraph))
    start = _where(words, there, comment.start, comment.end)
    if start is None:
        return None, None
    end = start + comment.end - comment.start
    _split(paragraph, start)
    _split(paragraph, end)
    at, first, last = 0, None, None
    for run, text in _runs(paragraph):
        if at >= start and text and first is None:
            first = run
        at += len(text)
        if text and at <= end:
            last = run
    return first, last


def _where(words: str, there: str, start: int, end: int) -> int | None:
    """Where a passage of some words begins in a text that holds them; None where it does not stand in it as often."""
    passage = words[start:end]
    if not passage or end <= start:
        return None
    if there.endswith(words):
        return len(there) - len(words) + start
    before = words[:start].count(passage)
    if words.count(passage) != there.count(passage):
        return None
    at = -1
    for _one in range(before + 1):
        at = there.find(passage, at + 1 if at < 0 else at + len(passage))
    return at if at >= 0 else None


def _runs(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The runs that are there once all is accepted, with their texts."""
    for run in paragraph.iter(W + "r"):
        if not any(parent.tag in (W + "del", W + "moveFrom") for parent in run.iterancestors()):
            yield run, "".join(_plain_text(child) for child in run)


def _plain_text(child: etree._Element) -> str:
    if child.tag == W + "t":
        return child.text or ""
    return "\n" if child.tag in (W + "br", W + "cr") else "\t" if child.tag == W + "tab" else ""


def _split(paragraph: etree._Element, at: int) -> None:
    """Split the run in which the character ``at`` stands, so that one begins there."""
    before = 0
    for run, text in list(_runs(paragraph)):
        if before < at < before + len(text):
            left = at - before
            rest = etree.Element(W + "r")
            look = run.find(W + "rPr")
            if look is not None:
                rest.append(deepcopy(look))
            for child in list(run):
                said = _plain_text(child)
                if child.tag == W + "rPr" or (left >= len(said) > 0):
                    left -= len(said)
                    continue
                if left > 0 and said:
                    child.text, more = said[:left], said[left:]
                    child.set(_SPACE, "preserve")
                    text_node = etree.SubElement(rest, W + "t")
                    text_node.text = more
                    text_node.set(_SPACE, "preserve")
                    left = 0
                elif left <= 0:
                    rest.append(child)
            run.addnext(rest)
            return
        before += len(text)
