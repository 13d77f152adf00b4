"""Our answer written into the Word file that came back: what nobody touched keeps its XML, our changes are tracked.

Lawyers know their own file by its look. Their open changes are resolved first, for a file with the open changes of two
sides cannot be compared later; then each place that is ours in other words is marked word by word.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from lxml import etree

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Paragraph, Run, places, plain_text, runs_of
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import marked_words
from datapact.contract.text.tables import cells, shape_of
from datapact.word.read.align import typed_number
from datapact.word.read.answered_comments import write_comments
from datapact.word.read.emphasis import same_look, with_look
from datapact.word.read.package import Package, parsed
from datapact.word.read.rebuild import Rebuilt, rebuilt, sent_slots
from datapact.word.read.story import Coverage, Look, W, character_styles, emphasis_by, read_story, units
from datapact.word.write.comments import Comment
from datapact.word.write.docx import word_blocks
from datapact.word.write.parts import OWN

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIRST_NUMBER = 900_000  # of our marks: above those that Word gives


@dataclass(slots=True)
class _Marks:
    """Our marks in their file."""

    author: str
    date: str
    number: int = _FIRST_NUMBER

    def attributes(self) -> dict[str, str]:
        self.number += 1
        return {W + "id": str(self.number), W + "author": self.author, W + "date": self.date}


def answered(
    package: Package,
    base: AgreementDocument,
    ours: AgreementDocument,
    languages: Sequence[Language],
    author: str,
    moment: datetime,
    own: Mapping[str, str],
    comments: Sequence[Comment] = (),
) -> bytes:
    """Their file with ``ours`` as tracked changes against what it says; ``base`` is the text that it was made of.

    ``own`` are the attributes of our own part, where it is still there; ``comments`` our shared threads, of which what the
    file does not have is written into it.

    Accepting all gives the clauses of ``ours``, rejecting all what they sent with their own changes accepted. Raises
    WrongUse where a table of ours has other rows or columns than theirs.
    """
    root = deepcopy(package.parts[package.document])
    _resolve(root)
    styles = character_styles(package.parts.values())
    body = read_story(root, Coverage(styles=styles))
    found = list(units(body, "accepted"))
    sent = sent_slots(word_blocks(base, languages), languages)
    view = rebuilt(base, sent, found, languages)
    answer = _Answer(view, ours, languages, _Marks(author, moment.strftime("%Y-%m-%dT%H:%M:%SZ")), styles)
    answer.write()
    changed = {name: _bytes(part) for name, part in write_comments(package, root, answer.nodes, comments).items()}
    return _packed(package, {**changed, package.document: _bytes(root)}, own)


# ---- their own changes ----


def _resolve(root: etree._Element) -> None:
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
    following = paragraph.getnext()
    while following is not None and following.tag != W + "p":
        following = following.getnext()
    content = [child for child in paragraph if child.tag != W + "pPr"]
    if following is None:
        return
    properties = following.find(W + "pPr")
    at = 0 if properties is None else 1
    for offset, child in enumerate(content):
        following.insert(at + offset, child)
    paragraph.getparent().remove(paragraph)


# ---- our changes ----


@dataclass(slots=True)
class _Answer:
    view: Rebuilt
    ours: AgreementDocument
    languages: Sequence[Language]
    marks: _Marks
    styles: Mapping[str, Look]
    nodes: dict[str, dict[Language, list[etree._Element]]] = field(default_factory=dict)

    def write(self) -> None:
        for index, place in self.view.place_of.items():
            slot = self.view.slots[index]
            for language in self.languages:
                unit = (slot.units or {}).get(language)
                if unit is not None:
                    sources = [source.node for source in unit.sources if source.node is not None]
                    self.nodes.setdefault(place, {})[language] = sources
        for place, by_language in self.view.cells.items():
            self.nodes[place] = {
                language: [source.node for unit in listed for source in unit.sources if source.node is not None]
                for language, listed in by_language.items()
            }
        self._check_tables()
        order_theirs = [place for place, _texts in places(self.view.document.clauses)]
        order_ours = [place for place, _texts in places(self.ours.clauses)]
        texts = dict(places(self.ours.clauses))
        for place in order_theirs:
            if place in texts:
                for language in self.languages:
                    self._rewrite(place, language, texts[place].get(language, ()))
            else:
                for language in self.languages:
                    self._delete(place, language)
        before = ""
        inside, theirs = cells(self.ours.clauses), set(order_theirs)
        for place in order_ours:
            if place in inside:
                continue
            if place not in self.nodes and place not in theirs and before:
                self._insert(place, before, {one: texts[place].get(one, ()) for one in self.languages})
            before = place if place in self.nodes else before

    def _check_tables(self) -> None:
        theirs = {one.id: one for clause in self.view.document.clauses for one in clause.paragraphs}
        for clause in self.ours.clauses:
            before: Paragraph | None = None
            for one in clause.paragraphs:
                known = theirs.get(one.id)
                other = shape_of(one) != (shape_of(known) if known is not None else (0, ()))
                behind = before is not None and before.columns and known is None
                if other or behind:
                    raise WrongUse(
                        N_(
                            "In their file this answer would add or change rows or columns of a table, or stand right "
                            "behind one. Send a file of your own instead."
                        )
                    )
                before = one

    def _rewrite(self, place: str, language: Language, runs: Sequence[Run]) -> None:
        nodes = self.nodes.get(place, {}).get(language, [])
        if not nodes:
            return
        now = "".join(text for node in nodes for text, _look in _characters(node))
        typed = typed_number(now) if all(one.get(W + "val") == "0" for one in nodes[0].iter(W + "numId")) else ""
        if typed and not plain_text(runs).startswith(typed.strip()):
            runs = (Run(typed), *runs)  # a typed number is no word, and stays as it is
        heading = any(clause.id == place for clause in self.ours.clauses)  # it stands out as a whole
        old = _plain(now) if heading else self._emphasis(now, nodes)
        if clean(now) == clean(plain_text(runs)) and same_look(old, runs):
            return
        looks = [look for node in nodes for text, look in _characters(node) for _one in text]
        first = nodes[0]
        for node in nodes[1:]:
            if node.getparent() is not None:
                node.getparent().remove(node)
        self._fill(first, old, runs, looks, heading=heading)

    def _delete(self, place: str, language: Language) -> None:
        for node in self.nodes.get(place, {}).get(language, []):
            text = [(part, look) for part, look in _characters(node)]
            looks = [look for part, look in text for _one in part]
            self._fill(node, _plain("".join(part for part, _look in text)), (), looks)
            row = _row(node)
            if row is not None:
                _property(row, "trPr", "del", self.marks)
            else:
                _mark_paragraph(node, "del", self.marks)

    def _insert(self, place: str, before: str, words: Mapping[Language, Sequence[Run]]) -> None:
        """A paragraph, or a row in two languages, behind the place before it."""
        model = self.nodes[before]
        anchor = next(nodes[-1] for nodes in model.values() if nodes)
        row = _row(anchor)
        if row is not None:
            added = deepcopy(row)
            for language, cell in zip(self.languages, added.findall(W + "tc"), strict=False):
                paragraphs = cell.findall(W + "p")
                for extra in paragraphs[1:]:
                    cell.remove(extra)
                self._new(paragraphs[0], words[language])
                self.nodes.setdefault(place, {})[language] = [paragraphs[0]]
            _property(added, "trPr", "ins", self.marks)
            row.addnext(added)
            return
        language = self.languages[0]
        paragraph = deepcopy(anchor)
        self._new(paragraph, words[language])
        _mark_paragraph(paragraph, "ins", self.marks)
        anchor.addnext(paragraph)
        self.nodes.setdefault(place, {})[language] = [paragraph]

    def _new(self, paragraph: etree._Element, runs: Sequence[Run]) -> None:
        """An inserted paragraph in the form of the one that it was copied from."""
        looks = [look for _text, look in _characters(paragraph)][:1]
        for child in list(paragraph):
            if child.tag != W + "pPr":
                paragraph.remove(child)
        looks = [with_look(look, "", self.styles) for look in looks]
        self._fill(paragraph, (), runs, looks * max(1, len(plain_text(runs))))

    def _emphasis(self, words: str, nodes: Sequence[etree._Element]) -> tuple[Run, ...]:
        """Their words as runs that stand out as they do in the file."""
        shown = [emphasis_by(look, self.styles) for node in nodes for text, look in _characters(node) for _one in text]
        return runs_of(words, shown)

    def _fill(
        self,
        paragraph: etree._Element,
        old: Sequence[Run],
        new: Sequence[Run],
        looks: Sequence[etree._Element | None],
        *,
        heading: bool = False,
    ) -> None:
        """Put marked runs in place of the words of a paragraph; bookmarks stay at its beginning, comments around it."""
        kept = [child for child in paragraph if child.tag in (W + "pPr", W + "bookmarkStart")]
        ends = [child for child in paragraph if child.tag == W + "bookmarkEnd"]
        # Their comments stay with the paragraph, whatever its words are now.
        kept += list(paragraph.iter(W + "commentRangeStart"))
        ends += list(paragraph.iter(W + "commentRangeEnd"))
        ends += [run for run in paragraph.iter(W + "r") if run.find(W + "commentReference") is not None]
        for child in list(paragraph):
            paragraph.remove(child)
        paragraph.extend(kept)
        at = 0
        for piece in marked_words(old, [Run(run.text, emphasis=run.emphasis) for run in new]):
            look = looks[min(at, len(looks) - 1)] if looks else None
            if piece.mark == "inserted":
                look = look if heading else with_look(look, piece.emphasis, self.styles)
                parent = etree.SubElement(paragraph, W + "ins", self.marks.attributes())
            elif piece.mark == "deleted":
                parent = etree.SubElement(paragraph, W + "del", self.marks.attributes())
            else:
                parent = paragraph
            for text, own in _stretches(piece.text, looks, at) if piece.mark != "inserted" else [(piece.text, look)]:
                _run(parent, text, own, deleted=piece.mark == "deleted")
            if piece.mark != "inserted":
                at += len(piece.text)
        paragraph.extend(ends)


def _plain(words: str) -> tuple[Run, ...]:
    return (Run(words),) if words else ()


def _characters(paragraph: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """The texts of a paragraph with the look of their runs; fields by their results."""
    inside = 0
    for run in paragraph.iter(W + "r"):
        look = run.find(W + "rPr")
        for child in run:
            if child.tag == W + "fldChar":
                kind = child.get(W + "fldCharType")
                inside += {"begin": 1, "separate": -1}.get(str(kind), 0)
            elif inside <= 0 and child.tag == W + "t":
                yield child.text or "", look
            elif inside <= 0 and child.tag in (W + "br", W + "cr"):
                yield "\n", look
            elif inside <= 0 and child.tag == W + "tab":
                yield "\t", look
            elif child.tag == W + "noBreakHyphen":
                yield "\u2011", look


def _stretches(
    text: str, looks: Sequence[etree._Element | None], at: int
) -> Iterator[tuple[str, etree._Element | None]]:
    """A text cut where the look of its characters changes."""
    start = 0
    for index in range(1, len(text) + 1):
        here = looks[min(at + start, len(looks) - 1)] if looks else None
        if index == len(text) or (looks and looks[min(at + index, len(looks) - 1)] is not here):
            yield text[start:index], here
            start = index


def _run(parent: etree._Element, text: str, look: etree._Element | None, *, deleted: bool) -> None:
    run = etree.SubElement(parent, W + "r")
    if look is not None:
        run.append(deepcopy(look))
    for number, part in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, W + "br")
        if part:
            node = etree.SubElement(run, W + ("delText" if deleted else "t"))
            node.text = part
            node.set(_SPACE, "preserve")


def _row(node: etree._Element) -> etree._Element | None:
    return next((parent for parent in node.iterancestors() if parent.tag == W + "tr"), None)


def _property(row: etree._Element, name: str, mark: str, marks: _Marks) -> None:
    properties = row.find(W + name)
    if properties is None:
        properties = etree.Element(W + name)
        row.insert(0, properties)
    if properties.find(W + mark) is None:
        etree.SubElement(properties, W + mark, marks.attributes())


def _mark_paragraph(paragraph: etree._Element, mark: str, marks: _Marks) -> None:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        paragraph.insert(0, properties)
    run = properties.find(W + "rPr")
    if run is None:
        run = etree.Element(W + "rPr")
        following = next(
            (n for n, child in enumerate(properties) if child.tag in (W + "sectPr", W + "pPrChange")), len(properties)
        )
        properties.insert(following, run)
    run.insert(0, etree.Element(W + mark, marks.attributes()))


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(package: Package, changed: Mapping[str, bytes], own: Mapping[str, str]) -> bytes:
    """The file with other parts; the recording of changes is switched on, our own part says what it is now."""
    settings = next((name for name in package.parts if name.endswith("/settings.xml")), "")
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        added = {name: body for name, body in changed.items() if name not in package.contents}
        for name, body in (*package.contents.items(), *added.items()):
            if name in changed:
                body = changed[name]
            elif name == settings:
                body = _tracking(body)
            elif name in package.parts and package.parts[name].tag == f"{{{OWN}}}agreement":
                part = deepcopy(package.parts[name])
                part.attrib.update(own)
                body = _bytes(part)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, body)
    return target.getvalue()


def _tracking(body: bytes) -> bytes:
    root = parsed(body)
    if root.find(W + "trackRevisions") is None:
        before = next((n for n, child in enumerate(root) if child.tag == W + "defaultTabStop"), 0)
        root.insert(before, etree.Element(W + "trackRevisions"))
    return _bytes(root)
