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
from datapact.word.read.change_marks import (
    DELETED,
    INSERTED,
    ChangeMarks,
    choice,
    controlled,
    marked,
    symbol,
    target_of,
)
from datapact.word.read.coverage import FORMATTING, MATH, Coverage, count, name_fetching, not_resolved
from datapact.word.read.markup import (
    W,
    attribute,
    before_change,
    emphasis_by,
    is_on,
    local,
    whole_number,
)
from datapact.word.read.passages import MOST_COLUMNS, Cell, NoteKey, Paragraph, Row, Span, Table
from datapact.word.read.signs import UNKNOWN_SIGN, font_of, has_private, is_private, shown_sign

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MOST_OF_PASSAGE = 2_000  # characters


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


_WITHOUT_WORDS = _SILENT | FORMATTING | {"bookmarkStart", "commentRangeStart"}
_RULE = "{urn:schemas-microsoft-com:office:office}hr"


def read_story(root: etree._Element, coverage: Coverage) -> Cell:
    """The paragraphs and tables of a part (the body, a header, footnotes), tracked changes kept as marks."""
    before = coverage.characters - coverage.understood
    coverage.read.append(root)
    count(root, coverage)
    body = next((node for node in root if local(node) == "body"), root)
    story = Cell(tuple(_blocks(body, coverage, ChangeMarks())))
    if coverage.characters - coverage.understood > before:
        _name_unread(root, coverage)
    return story


def _name_unread(root: etree._Element, coverage: Coverage) -> None:
    """Name what holds words where the format knows none: nothing that was passed over for its kind may hide them."""
    for node in root.iter("{*}t", "{*}delText"):
        over = next((local(one) for one in node.iterancestors() if local(one) in _WITHOUT_WORDS), "")
        if over and node.text:
            coverage.unknown(over)
    if not coverage.unresolved:
        coverage.unknown("t")


NOTE_REFERENCES = ("footnoteReference", "endnoteReference")


def read_notes(root: etree._Element, coverage: Coverage) -> None:
    """Take the words of the notes of a part (footnotes, endnotes) in, each within square brackets."""
    coverage.read.append(root)
    count(root, coverage)
    for note in root:
        kind = local(note)
        if kind in ("footnote", "endnote"):
            spans: list[Span] = []
            for paragraph in _paragraphs(Cell(tuple(_blocks(note, coverage, ChangeMarks())))):
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


def _blocks(node: etree._Element, coverage: Coverage, marks: ChangeMarks) -> Iterator[Paragraph | Table]:
    for child in node:
        name = local(child)
        if name == "p":
            yield _paragraph(child, coverage, marks)
        elif name == "tbl":
            yield _table(child, coverage, marks)
        elif name in INSERTED or name in DELETED:
            yield from _blocks(child, coverage, marked(child, marks))
        elif name in _TRANSPARENT or name in ("footnote", "endnote", "comment", "txbxContent", "docPartBody"):
            yield from _blocks(child, coverage, controlled(child, marks))
        elif name == "AlternateContent":
            yield from _blocks(choice(child), coverage, marks)
        elif name == "bookmarkStart" or name in _SILENT or not name:
            continue
        elif name in ("oMathPara", "oMath", "r"):  # at home in a paragraph
            yield _paragraph(_around(child), coverage, marks)
        else:
            not_resolved(child, coverage)
            yield from _blocks(child, coverage, marks)


def _around(node: etree._Element) -> etree._Element:
    """A paragraph with a copy of what should have stood in one."""
    paragraph = etree.Element(W + "p")
    paragraph.append(deepcopy(node))
    return paragraph


def _table(node: etree._Element, coverage: Coverage, marks: ChangeMarks) -> Table:
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


def _within(node: etree._Element, wanted: str, marks: ChangeMarks) -> Iterator[tuple[etree._Element, ChangeMarks]]:
    """Children of one name with their marks, content controls, custom XML and changes around them looked into."""
    for child in node:
        name = local(child)
        if name == wanted:
            yield child, marks
        elif name in INSERTED or name in DELETED:
            yield from _within(child, wanted, marked(child, marks))
        elif name in _TRANSPARENT:
            yield from _within(child, wanted, marks)
        elif name == "AlternateContent":
            yield from _within(choice(child), wanted, marks)


def _paragraph(node: etree._Element, coverage: Coverage, marks: ChangeMarks) -> Paragraph:
    properties = next((child for child in node if local(child) == "pPr"), None)
    reader = _Reader(coverage)
    reader.inside(node, marks)
    style, level, inserted, deleted, author = "", None, marks.inserted, marks.deleted, marks.author
    for child in () if properties is None else properties:
        name = local(child)
        if name == "pStyle":
            style = attribute(child, "val")
        elif name == "numPr":
            told = {local(one): attribute(one, "val") for one in child}
            level = None if told.get("numId") == "0" else _number(told.get("ilvl", "0"))  # list 0: none
        elif name == "rPr":
            for one in child:
                if local(one) in INSERTED:
                    inserted, author = True, attribute(one, "author")
                elif local(one) in DELETED:
                    deleted, author = True, attribute(one, "author")
    return Paragraph(
        tuple(reader.spans),
        tuple(reader.bookmarks),
        style,
        level,
        inserted,
        deleted,
        author,
        tuple(reader.comments),
        node,
    )


def _number(text: str) -> int:
    return whole_number(text) if len(text) < 3 else 0


@dataclass(slots=True)
class _Reader:
    """Reads the runs of one paragraph; fields may stretch over several runs."""

    coverage: Coverage
    spans: list[Span] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    _fields: list[str] = field(default_factory=list)
    _instruction: list[bool] = field(default_factory=list)

    def inside(self, node: etree._Element, marks: ChangeMarks) -> None:
        for child in node:
            self.child(child, local(child), marks)

    def child(self, child: etree._Element, name: str, marks: ChangeMarks) -> None:
        if name == "r":
            self.run(child, marks)
        elif name in INSERTED or name in DELETED:
            self.inside(child, marked(child, marks))
        elif name in _TRANSPARENT:
            if name == "fldSimple":
                name_fetching(attribute(child, "instr"), self.coverage)
            self.inside(child, controlled(child, marks))
        elif name == "bookmarkStart":
            self.bookmarks.append(attribute(child, "name"))
        elif name == "commentRangeStart":
            self.comments.append(attribute(child, "id"))
            self.coverage.begun[attribute(child, "id")] = None
            self.coverage.placed[attribute(child, "id")] = None
        elif name == "commentRangeEnd":
            self.coverage.begun.pop(attribute(child, "id"), None)
        elif name == "AlternateContent":
            self.inside(choice(child), marks)
        elif name in ("oMath", "oMathPara"):
            self.coverage.unknown("math")
            self.formula(child, marks)
        elif name == "rt":
            self.reading(child, marks)
        elif name and name not in _SILENT and name not in FORMATTING:
            not_resolved(child, self.coverage)
            self.inside(child, marks)

    def reading(self, over: etree._Element, marks: ChangeMarks) -> None:
        """Read the small letters over a word, which tell how it is read: in brackets behind it."""
        if any(local(one) in ("t", "delText") and one.text for one in over.iter()):
            self.say("(", marks, "", "")
            self.inside(over, marks)
            self.say(")", marks, "", "")

    def formula(self, node: etree._Element, marks: ChangeMarks) -> None:
        """The signs of a formula one after the other: no agreement holds its form, and none of its signs may be lost."""
        for child in node:
            name = local(child)
            if name in INSERTED or name in DELETED:
                self.formula(child, marked(child, marks))
            elif name == "t":
                self.coverage.understood += len(child.text or "")
                self.say(child.text or "", marks, "", "")
            elif name == "r" and not str(child.tag).startswith(MATH):
                self.run(child, marks)
            elif name == "chr":
                self.say(str(child.get(f"{MATH}val") or ""), marks, "", "")
            else:
                self.formula(child, marks)

    def run(self, run: etree._Element, marks: ChangeMarks) -> None:
        properties = next((child for child in run if local(child) == "rPr"), None)
        now = emphasis_by(properties, self.coverage.styles)
        before = before_change(properties)
        earlier = now if before is properties else emphasis_by(before, self.coverage.styles)
        for child in run:
            name = local(child)
            text = None
            if name in ("t", "delText"):
                text = child.text or ""
                self.coverage.understood += len(text)
                text = self.signs(text, properties)
            elif name in ("br", "cr"):
                text = "\n" if attribute(child, "type") not in ("page", "column") else " "
            elif name in ("tab", "ptab"):
                text = "\t"
            elif name == "commentReference" and attribute(child, "id") not in self.coverage.placed:
                self.comments.append(attribute(child, "id"))  # a comment at a point, which is about no words
                self.coverage.placed[attribute(child, "id")] = None
            elif name == "noBreakHyphen":
                text = "\u2011"
            elif name == "sym":
                text = self.sign(symbol(attribute(child, "char")), attribute(child, "font"))
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
                self.run(choice(child), marks)
            elif name == "ruby":
                for part in sorted(child, key=local, reverse=True):  # the word before how it is read
                    self.child(part, local(part), marks)
            elif name and name not in _SILENT and name not in FORMATTING:
                not_resolved(child, self.coverage)
                self.run(child, marks)
            if text:
                self.say(text, marks, now, earlier)

    def signs(self, text: str, properties: etree._Element | None) -> str:
        """Words as the font of their run shows them: fonts of pictures have signs of their own in place of letters."""
        if not has_private(text):
            return text
        font = font_of(properties)
        return "".join(self.sign(one, font) if is_private(one) else one for one in text)

    def sign(self, letter: str, font: str) -> str:
        """One sign of a font; a picture for which no letter is known is named and shown by a mark that stands for any."""
        shown = shown_sign(letter, font)
        if shown is None:
            self.coverage.unknown("sym")
        return shown or UNKNOWN_SIGN

    def say(self, text: str, marks: ChangeMarks, now: Emphasis, earlier: Emphasis) -> None:
        if any(self._instruction):
            if self._instruction[-1] and text.strip():  # words where a field has its code: Word shows none of them
                self.coverage.unknown("fldChar")
            return
        if not marks.deleted:
            for one in self.coverage.begun:
                self.coverage.passages[one] = (self.coverage.passages.get(one, "") + text)[:_MOST_OF_PASSAGE]
        target = marks.target or target_of(" ".join(self._fields))
        self.spans.append(
            Span(
                text, marks.inserted, marks.deleted, marks.author, target, marks.control, now, earlier, time=marks.time
            )
        )

    def note(self, reference: etree._Element, marks: ChangeMarks, now: Emphasis, earlier: Emphasis) -> None:
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
            name_fetching(self._fields[-1], self.coverage)
            self._instruction[-1] = False
        elif kind == "end" and self._fields:
            code = self._fields.pop()
            if self._instruction.pop():
                name_fetching(code, self.coverage)

    def boxes(self, node: etree._Element, marks: ChangeMarks) -> None:
        """Text boxes: one that is put in or taken away as a whole passes its mark on to its words."""
        whole = replace(marks, target="", control="")
        found = False
        for box in _boxes(node):
            found = True
            if local(box) == "txbxContent":
                self.coverage.boxes.append(Cell(tuple(_blocks(box, self.coverage, whole))))
            else:
                self.coverage.boxes.append(_drawn(box, self.coverage, whole))
        if not found and not _is_rule(node):
            self.coverage.unknown(local(node))  # a picture: what it shows is looked at in Word


def _is_rule(node: etree._Element) -> bool:
    """Whether a drawing is a line across the page, as Word and pandoc put it between parts."""
    return any(one.get(_RULE) in ("t", "true", "1") for one in node.iter())


def _boxes(node: etree._Element) -> Iterator[etree._Element]:
    """What holds words in a drawing: text boxes, text of shapes, letters along a path; not what lies in another of them."""
    for child in node:
        name = local(child)
        if name == "AlternateContent":
            yield from _boxes(choice(child))
        elif name in ("txbxContent", "txBody") or (name == "textpath" and child.get("string")):
            yield child
        else:
            yield from _boxes(child)


def drawn(root: etree._Element, coverage: Coverage) -> Cell:
    """The words of a part that draws: a chart, or a diagram of shapes."""
    coverage.read.append(root)
    coverage.characters += sum(
        len(one.text or "") for one in root.iter(_DRAWN + "t", _CHART + "v") if _is_drawing_text(one)
    )
    return _drawn(root, coverage, ChangeMarks())


def _is_drawing_text(node: etree._Element) -> bool:
    """Words of a drawing, not the numbers of a chart."""
    return node.tag == _DRAWN + "t" or any(local(one) in ("strCache", "strLit") for one in node.iterancestors())


def _drawn(node: etree._Element, coverage: Coverage, marks: ChangeMarks) -> Cell:
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
