"""The text of a Word file with its tracked changes, resolved by our own rules (ECMA-376 part 1, section 17.13.5).

Each piece of text says whether it is there when all changes are accepted, and when all are rejected. Text that two
people marked, inserted by one and deleted by the other, is there in neither. A paragraph mark that is gone joins its
paragraph with the next one. What cannot be resolved is named, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from datapact.contract.text.clauses import Emphasis
from datapact.word.read.markup import (
    Look,
    W,
    attribute,
    before_change,
    emphasis_by,
    hides,
    is_emphasis_change,
    is_on,
    local,
)
from datapact.word.read.passages import MOST_COLUMNS, Cell, NoteKey, Paragraph, Row, Span, Table

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_OF_WORD = frozenset(
    f"http://schemas.microsoft.com/office/word/{name}"
    for name in (
        "2010/wordprocessingShape",
        "2010/wordprocessingGroup",
        "2010/wordprocessingCanvas",
        "2010/wordprocessingInk",
        "2010/wordprocessingDrawing",
        "2010/wordml",
        "2012/wordml",
        "2015/wordml/symex",
        "2016/wordml/cid",
        "2018/wordml",
        "2018/wordml/cex",
        "2020/wordml/sdtdatahash",
        "2023/wordml/word16du",
        "2024/wordml/sdtformatlock",
    )
)
"""Namespaces that Word knows, of those that an alternative may ask for (wps, wpg, wpc, wpi, wp14, w14, w15, w16 and more)."""

_MOST_OF_PASSAGE = 2_000  # characters


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
    passages: dict[str, str] = field(default_factory=dict)
    """The words that each comment is about, by its id; no deleted ones."""
    notes: dict[NoteKey, tuple[Span, ...]] = field(default_factory=dict)
    """The words of footnotes and endnotes; to be read before the text that refers to them."""
    quoted: dict[NoteKey, None] = field(default_factory=dict)
    """Notes whose words were read where the text refers to them."""

    def unknown(self, name: str) -> None:
        self.unresolved[name] = self.unresolved.get(name, 0) + 1


@dataclass(frozen=True, slots=True)
class _Marks:
    inserted: bool = False
    deleted: bool = False
    author: str = ""
    time: str = ""
    target: str = ""
    control: str = ""


_INSERTED = {"ins", "moveTo"}
_DELETED = {"del", "moveFrom"}
_FORMATTING = {
    "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange",
    "numberingChange", "tblPrExChange",
}  # fmt: skip
_TRANSPARENT = {
    "smartTag",
    "customXml",
    "hyperlink",
    "fldSimple",
    "sdt",
    "sdtContent",
    "dir",
    "bdo",
    "ruby",
    "rubyBase",
}
_SILENT = {
    "pPr", "rPr", "proofErr", "bookmarkEnd", "permStart", "permEnd", "commentRangeEnd", "sdtPr", "sdtEndPr",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "lastRenderedPageBreak",
    "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
    "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator", "commentReference", "softHyphen",
    "instrText", "delInstrText", "smartTagPr", "customXmlPr", "rubyPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr",
    "fldData",
}  # fmt: skip


def read_story(root: etree._Element, coverage: Coverage) -> Cell:
    """The paragraphs and tables of a part (the body, a header, footnotes), tracked changes kept as marks."""
    _count(root, coverage)
    body = next((node for node in root if local(node) == "body"), root)
    return Cell(tuple(_blocks(body, coverage, _Marks())))


def _count(root: etree._Element, coverage: Coverage) -> None:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = local(node)
        if name in ("t", "delText"):
            coverage.characters += len(node.text or "")
        elif name in _FORMATTING and not is_emphasis_change(node, coverage.styles):
            coverage.formatting += 1
        elif name in ("r", "p") and hides(node, coverage.hiding) and _words(node):
            coverage.unknown("vanish")
        elif (name == "dataBinding" and _words(_control_of(node))) or (name == "AlternateContent" and _differ(node)):
            coverage.unknown(name)
        waiting += [_choice(node)] if name == "AlternateContent" else node


def _control_of(binding: etree._Element) -> etree._Element:
    """The content control that Word fills anew from elsewhere in the file when it opens it."""
    return next((one for one in binding.iterancestors() if local(one) == "sdt"), binding)


def _differ(alternatives: etree._Element) -> bool:
    """Whether another reader than Word may show other words of the same file."""
    return len({_words(_choice(alternatives)), *map(_words, alternatives)}) > 1


def _words(root: etree._Element) -> str:
    """All that is to be read in an element, without spaces, with signs for what is inserted and deleted."""
    found: list[str] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        name = local(node)
        if name in ("t", "delText"):
            found.append(node.text or "")
        elif name == "sym":
            found.append(_symbol(attribute(node, "char")))
        elif name == "textpath":
            found.append(str(node.get("string") or ""))
        elif name in _INSERTED or name in _DELETED:
            found.append("\x01" if name in _INSERTED else "\x02")
        waiting += [_choice(node)] if name == "AlternateContent" else reversed(node)
    return "".join("".join(found).split())


NOTE_REFERENCES = ("footnoteReference", "endnoteReference")


def read_notes(root: etree._Element, coverage: Coverage) -> None:
    """Take the words of the notes of a part (footnotes, endnotes) in, each within square brackets."""
    _count(root, coverage)
    for note in root:
        kind = local(note)
        if kind in ("footnote", "endnote"):
            spans: list[Span] = []
            for paragraph in _paragraphs(Cell(tuple(_blocks(note, coverage, _Marks())))):
                for n, span in enumerate(one for one in paragraph.spans if one.text):
                    words = " ".join(f".{span.text}.".split())[1:-1]  # spaces of any number as one
                    before = spans[-1].text if spans else " "
                    text = f" {words}" if n == 0 and not before.endswith(" ") else words
                    spans.append(replace(span, text=text.lstrip() if before.endswith(" ") else text))
            if any(span.text.strip() for span in spans):
                coverage.notes[kind, attribute(note, "id")] = (Span(_NOTE), *spans, Span("]"))


_NOTE = "[Fn.: "  # the abbreviation of both languages


def _paragraphs(cell: Cell) -> Iterator[Paragraph]:
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for inner in row.cells:
                    yield from _paragraphs(inner)


def note_key(reference: etree._Element) -> NoteKey:
    """The note that a reference in the text is to."""
    return local(reference).removesuffix("Reference"), attribute(reference, "id")


def note_words(reference: etree._Element, notes: Mapping[NoteKey, tuple[Span, ...]]) -> tuple[Span, ...]:
    """The words of the note that a reference is to, in square brackets, a space before them; nothing for an empty note."""
    spans = notes.get(note_key(reference), ())
    return (replace(spans[0], text=f" {spans[0].text}"), *spans[1:]) if spans else ()


def _blocks(node: etree._Element, coverage: Coverage, marks: _Marks) -> Iterator[Paragraph | Table]:
    for child in node:
        name = local(child)
        if name == "p":
            yield _paragraph(child, coverage, marks)
        elif name == "tbl":
            yield _table(child, coverage, marks)
        elif name in _INSERTED or name in _DELETED:
            yield from _blocks(child, coverage, _marked(child, marks))
        elif name in _TRANSPARENT or name in ("footnote", "endnote", "comment", "txbxContent", "docPartBody"):
            yield from _blocks(child, coverage, _controlled(child, marks))
        elif name == "AlternateContent":
            yield from _blocks(_choice(child), coverage, marks)
        elif name == "bookmarkStart" or name in _SILENT or not name:
            continue
        elif name in ("oMathPara", "oMath", "r"):  # at home in a paragraph
            yield _paragraph(_around(child), coverage, marks)
        else:
            _not_resolved(child, coverage)
            yield from _blocks(child, coverage, marks)


def _around(node: etree._Element) -> etree._Element:
    """A paragraph with a copy of what should have stood in one."""
    paragraph = etree.Element(W + "p")
    paragraph.append(deepcopy(node))
    return paragraph


def _table(node: etree._Element, coverage: Coverage, marks: _Marks) -> Table:
    rows = []
    for row, around in _within(node, "tr", marks):
        properties = next((child for child in row if local(child) == "trPr"), None)
        changes = () if properties is None else tuple(properties)
        inserted = any(local(child) == "ins" for child in changes)
        deleted = any(local(child) == "del" for child in changes)
        author = next((attribute(child, "author") for child in changes if local(child) in ("ins", "del")), "")
        cells = []
        for cell, outer in _within(row, "tc", around):
            changes_of_cell = {local(child) for one in cell if local(one) == "tcPr" for child in one}
            cells.append(
                Cell(
                    tuple(_blocks(cell, coverage, outer)),
                    _merged(cell, coverage),
                    outer.inserted or "cellIns" in changes_of_cell,
                    outer.deleted or "cellDel" in changes_of_cell,
                )
            )
        before = next((child for child in changes if local(child) == "gridBefore"), None)
        first = 0 if before is None else _columns(before)
        rows.append(
            Row(tuple(cells), inserted or around.inserted, deleted or around.deleted, author or around.author, first)
        )
    return Table(tuple(rows))


def _merged(cell: etree._Element, coverage: Coverage) -> int:
    """How many columns a cell takes up; cells that were merged are named: no agreement holds them."""
    properties = next((child for child in cell if local(child) == "tcPr"), None)
    columns = 1
    for one in () if properties is None else properties:
        if local(one) == "gridSpan" and (columns := max(1, _columns(one))) > 1:
            coverage.unknown("gridSpan")
        elif local(one) in ("vMerge", "hMerge", "cellMerge"):
            coverage.unknown(local(one))
    return columns


def _columns(node: etree._Element) -> int:
    return min(_number(attribute(node, "val")), MOST_COLUMNS)


def _within(node: etree._Element, wanted: str, marks: _Marks) -> Iterator[tuple[etree._Element, _Marks]]:
    """Children of one name with their marks, content controls, custom XML and changes around them looked into."""
    for child in node:
        name = local(child)
        if name == wanted:
            yield child, marks
        elif name in _INSERTED or name in _DELETED:
            yield from _within(child, wanted, _marked(child, marks))
        elif name in _TRANSPARENT:
            yield from _within(child, wanted, marks)
        elif name == "AlternateContent":
            yield from _within(_choice(child), wanted, marks)


def _paragraph(node: etree._Element, coverage: Coverage, marks: _Marks) -> Paragraph:
    properties = next((child for child in node if local(child) == "pPr"), None)
    reader = _Reader(coverage)
    reader.inside(node, marks)
    result = Paragraph(
        tuple(reader.spans),
        tuple(reader.bookmarks),
        inserted=marks.inserted,
        deleted=marks.deleted,
        author=marks.author,
        comments=tuple(reader.comments),
        node=node,
    )
    if properties is None:
        return result
    style, level, inserted, deleted, author = "", None, result.inserted, result.deleted, result.author
    for child in properties:
        name = local(child)
        if name == "pStyle":
            style = attribute(child, "val")
        elif name == "numPr":
            told = {local(one): attribute(one, "val") for one in child}
            level = None if told.get("numId") == "0" else _number(told.get("ilvl", "0"))  # list 0: none
        elif name == "rPr":
            for one in child:
                if local(one) in _INSERTED:
                    inserted, author = True, attribute(one, "author")
                elif local(one) in _DELETED:
                    deleted, author = True, attribute(one, "author")
    return replace(result, style=style, level=level, inserted=inserted, deleted=deleted, author=author)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 3 else 0


@dataclass(slots=True)
class _Reader:
    """Reads the runs of one paragraph; fields may stretch over several runs."""

    coverage: Coverage
    spans: list[Span] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    _fields: list[str] = field(default_factory=list)
    _instruction: list[bool] = field(default_factory=list)

    def inside(self, node: etree._Element, marks: _Marks) -> None:
        for child in node:
            self.child(child, local(child), marks)

    def child(self, child: etree._Element, name: str, marks: _Marks) -> None:
        if name == "r":
            self.run(child, marks)
        elif name in _INSERTED or name in _DELETED:
            self.inside(child, _marked(child, marks))
        elif name in _TRANSPARENT:
            self.inside(child, _controlled(child, marks))
        elif name == "bookmarkStart":
            self.bookmarks.append(attribute(child, "name"))
        elif name == "commentRangeStart":
            self.comments.append(attribute(child, "id"))
            self.coverage.begun[attribute(child, "id")] = None
        elif name == "commentRangeEnd":
            self.coverage.begun.pop(attribute(child, "id"), None)
        elif name == "AlternateContent":
            self.inside(_choice(child), marks)
        elif name in ("oMath", "oMathPara"):
            self.coverage.unknown("math")
            self.formula(child, marks)
        elif name == "rt":
            self.reading(child, marks)
        elif name and name not in _SILENT and name not in _FORMATTING:
            _not_resolved(child, self.coverage)
            self.inside(child, marks)

    def reading(self, over: etree._Element, marks: _Marks) -> None:
        """What stands in small letters over a word tells how it is read: in brackets behind it."""
        if any(local(one) in ("t", "delText") and one.text for one in over.iter()):
            self.say("(", marks, "", "")
            self.inside(over, marks)
            self.say(")", marks, "", "")

    def formula(self, node: etree._Element, marks: _Marks) -> None:
        """The signs of a formula one after the other: no agreement holds its form, and none of its signs may be lost."""
        for child in node:
            name = local(child)
            if name in _INSERTED or name in _DELETED:
                self.formula(child, _marked(child, marks))
            elif name == "t":
                self.coverage.understood += len(child.text or "")
                self.say(child.text or "", marks, "", "")
            elif name == "r" and not str(child.tag).startswith(_MATH):
                self.run(child, marks)
            elif name == "chr":
                self.say(str(child.get(f"{_MATH}val") or ""), marks, "", "")
            else:
                self.formula(child, marks)

    def run(self, run: etree._Element, marks: _Marks) -> None:
        properties = next((child for child in run if local(child) == "rPr"), None)
        now = emphasis_by(properties, self.coverage.styles)
        earlier = emphasis_by(before_change(properties), self.coverage.styles) if properties is not None else now
        for child in run:
            name = local(child)
            text = None
            if name in ("t", "delText"):
                text = child.text or ""
                self.coverage.understood += len(text)
            elif name in ("br", "cr"):
                text = "\n" if attribute(child, "type") not in ("page", "column") else " "
            elif name in ("tab", "ptab"):
                text = "\t"
            elif name == "noBreakHyphen":
                text = "\u2011"
            elif name == "sym":
                text = _symbol(attribute(child, "char"))
            elif name == "fldChar":
                text = _chosen(child) if attribute(child, "fldCharType") == "begin" else None
                if text:  # before the code, which is not shown
                    self.say(text, marks, now, earlier)
                    text = None
                self.field(attribute(child, "fldCharType"))
            elif name == "instrText":
                if self._fields:
                    self._fields[-1] += child.text or ""
            elif name in ("drawing", "pict", "object"):
                self.boxes(child, marks)
            elif name in NOTE_REFERENCES:
                self.note(child, marks, now, earlier)
            elif name == "AlternateContent":
                self.run(_choice(child), marks)
            elif name == "ruby":
                for part in sorted(child, key=local, reverse=True):  # the word before how it is read
                    self.child(part, local(part), marks)
            elif name and name not in _SILENT and name not in _FORMATTING:
                _not_resolved(child, self.coverage)
            if text:
                self.say(text, marks, now, earlier)

    def say(self, text: str, marks: _Marks, now: Emphasis, earlier: Emphasis) -> None:
        if any(self._instruction):
            if self._instruction[-1] and text.strip():  # words where a field has its code: Word shows none of them
                self.coverage.unknown("fldChar")
            return
        if not marks.deleted:
            for one in self.coverage.begun:
                self.coverage.passages[one] = (self.coverage.passages.get(one, "") + text)[:_MOST_OF_PASSAGE]
        target = marks.target or _target(" ".join(self._fields))
        self.spans.append(
            Span(
                text, marks.inserted, marks.deleted, marks.author, target, marks.control, now, earlier, time=marks.time
            )
        )

    def note(self, reference: etree._Element, marks: _Marks, now: Emphasis, earlier: Emphasis) -> None:
        """The words of a note where the text refers to it: no agreement has notes, and none may be lost."""
        key = note_key(reference)
        if key in self.coverage.quoted:  # a hostile file could repeat a long one without end
            self.coverage.notes[key] = ()
        words = note_words(reference, self.coverage.notes)
        if not words:
            self.coverage.unknown(local(reference))
            return
        for one in words:
            own = replace(
                marks,
                inserted=marks.inserted or one.inserted,
                deleted=marks.deleted or one.deleted,
                author=one.author or marks.author,
                time=one.time or marks.time,
            )
            self.say(one.text, own, now, earlier)
        self.coverage.quoted[key] = None

    def field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("")
            self._instruction.append(True)
        elif kind == "separate" and self._instruction:
            self._instruction[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._instruction.pop()

    def boxes(self, node: etree._Element, marks: _Marks) -> None:
        """Text boxes: one that is put in or taken away as a whole passes its mark on to its words."""
        whole = replace(marks, target="", control="")
        found = False
        for box in _boxes(node):
            found = True
            if local(box) == "txbxContent":
                self.coverage.boxes.append(Cell(tuple(_blocks(box, self.coverage, whole))))
            else:
                self.coverage.boxes.append(_drawn(box, self.coverage, whole))
        if not found:
            self.coverage.unknown(local(node))  # a picture: what it shows is looked at in Word


def _boxes(node: etree._Element) -> Iterator[etree._Element]:
    """What holds words in a drawing: text boxes, text of shapes, letters along a path; not what lies in another of them."""
    for child in node:
        name = local(child)
        if name == "AlternateContent":
            yield from _boxes(_choice(child))
        elif name in ("txbxContent", "txBody") or (name == "textpath" and child.get("string")):
            yield child
        else:
            yield from _boxes(child)


def drawn(root: etree._Element, coverage: Coverage) -> Cell:
    """The words of a part that draws: a chart, or a diagram of shapes."""
    coverage.characters += sum(
        len(one.text or "") for one in root.iter(_DRAWN + "t", _CHART + "v") if _is_drawing_text(one)
    )
    return _drawn(root, coverage, _Marks())


def _is_drawing_text(node: etree._Element) -> bool:
    """Words of a drawing, not the numbers of a chart."""
    return node.tag == _DRAWN + "t" or any(local(one) in ("strCache", "strLit") for one in node.iterancestors())


def _drawn(node: etree._Element, coverage: Coverage, marks: _Marks) -> Cell:
    """The paragraphs of a shape, a diagram or a chart, which have no tracked changes of their own."""
    lines = [str(node.get("string"))] if node.get("string") else []
    for paragraph in node.iter(_DRAWN + "p", _CHART + "v"):
        texts = [one for one in paragraph.iter(_DRAWN + "t", _CHART + "v") if _is_drawing_text(one)]
        lines.append("".join(one.text or "" for one in texts))
        coverage.understood += len(lines[-1])
    marked = (marks.inserted, marks.deleted, marks.author)
    return Cell(
        tuple(
            Paragraph((Span(line, *marked, time=marks.time),), inserted=marks.inserted, deleted=marks.deleted)
            for line in lines
            if line.strip()
        )
    )


def _chosen(start: etree._Element) -> str:
    """The value that a drop-down field or a check box of a form shows: it stands in no run."""
    for form in start:
        for one in form if local(form) == "ffData" else ():
            told = {local(child): attribute(child, "val") for child in one}
            if local(one) == "ddList":
                entries = [attribute(child, "val") for child in one if local(child) == "listEntry"]
                at = _number(told.get("result") or told.get("default") or "0")
                return entries[at] if at < len(entries) else ""
            if local(one) == "checkBox":
                switch = next((child for child in one if local(child) == "checked"), None)
                switch = next((child for child in one if local(child) == "default"), None) if switch is None else switch
                return "\u2612" if switch is not None and is_on(switch) else "\u2610"
    return ""


def _marked(node: etree._Element, marks: _Marks) -> _Marks:
    name = local(node)
    return replace(
        marks,
        inserted=marks.inserted or name in _INSERTED,
        deleted=marks.deleted or name in _DELETED,
        author=attribute(node, "author") or marks.author,
        time=attribute(node, "date") or marks.time,
    )


def _controlled(node: etree._Element, marks: _Marks) -> _Marks:
    """The marks within a content control, link or field: its tag, and the bookmark that it leads to."""
    name = local(node)
    if name == "sdt":
        properties = next((child for child in node if local(child) == "sdtPr"), None)
        tags = [] if properties is None else [attribute(one, "val") for one in properties if local(one) == "tag"]
        return replace(marks, control=tags[0] if tags else marks.control)
    if name == "hyperlink" and attribute(node, "anchor"):
        return replace(marks, target=attribute(node, "anchor"))
    if name == "fldSimple":
        return replace(marks, target=_target(attribute(node, "instr")) or marks.target)
    return marks


def _target(instruction: str) -> str:
    """The bookmark that a field refers to: ``REF name``, or ``HYPERLINK \\l "name"``."""
    words = instruction.split()
    for index, word in enumerate(words[:-1]):
        if word.upper() == "REF" or (word.lower() == "\\l" and words[0].upper() == "HYPERLINK"):
            return words[index + 1].strip('"')
    return ""


def _choice(node: etree._Element) -> etree._Element:
    """What is to be read of alternatives: the first whose needs Word knows, as Word does; else what is meant for the others."""
    for child in node:
        if local(child) == "Fallback" or (local(child) == "Choice" and _is_known(child)):
            return child
    return etree.Element("none")


def _is_known(choice: etree._Element) -> bool:
    """Whether Word knows every namespace that an alternative asks for; one that asks for none is not taken, either."""
    needs = {choice.nsmap.get(one) for one in str(choice.get("Requires", "")).split()}
    return bool(needs) and needs <= _OF_WORD


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16)) if code else ""
    except (ValueError, OverflowError):
        return "?"


def _not_resolved(node: etree._Element, coverage: Coverage) -> None:
    """Name an element that is not read; formulas with the word of their namespace."""
    coverage.unknown("math" if str(node.tag).startswith(_MATH) else local(node))


# ---- the two views ----
