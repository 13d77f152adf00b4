"""The places of our text written into their file: reworded, taken out, put in, moved, and rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Item, Paragraph, Run, RunTexts, places, plain_text, runs_of
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import reading_text
from datapact.contract.text.tables import cells, rows_of, shape_of
from datapact.word.read.align import typed_number
from datapact.word.read.counted import Counter, label
from datapact.word.read.emphasis import same_look, with_look
from datapact.word.read.markup import W, emphasis_by, local
from datapact.word.read.rebuild import Rebuilt
from datapact.word.read.reply_tables import new_table, put_behind, table_around, taken_out
from datapact.word.read.story import Coverage
from datapact.word.read.tracked_runs import (
    Marks,
    Shown,
    characters,
    fill,
    mark_paragraph,
    mark_row,
    properties_of,
    put_run,
    row_around,
)
from datapact.word.write.blocks import LineStyle, bookmark, lines_of
from datapact.word.write.docx import word_blocks
from datapact.word.write.parts import indents

_LEVELS: Mapping[LineStyle, int] = {"Clause": 0, "Paragraph": 1, "Point": 2}
_BEHIND_INDENT = {
    "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap",
    "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
}  # fmt: skip
_BEFORE_LIST = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_UNIQUE = ("paraId", "textId", "rsidR", "rsidRDefault", "rsidP", "rsidRPr", "rsidTr")
"""Attributes of a paragraph or row that a copy must not share."""


@dataclass(slots=True)
class PlacesReply:
    """Writes our text into the body of their file, which has no open changes."""

    view: Rebuilt
    """What their file says."""
    ours: AgreementDocument
    """What it is to say."""
    languages: Sequence[Language]
    """Of the file."""
    marks: Marks
    """Ours."""
    coverage: Coverage
    """With the styles and notes of the file."""
    counter: Counter
    """Of the lists of the file."""
    nodes: dict[str, dict[Language, list[etree._Element]]] = field(default_factory=dict)
    """The paragraphs of each place, once written also of new ones."""
    left: dict[str, None] = field(default_factory=dict)
    """Places for which their file has no room where they belong."""
    _points: set[str] = field(default_factory=set)
    _fresh: set[str] = field(default_factory=set)
    _coming: list[Paragraph] = field(default_factory=list)
    _styles: dict[str, LineStyle] = field(default_factory=dict)
    _typed: dict[tuple[str, Language], str] = field(default_factory=dict)
    _numbers: dict[tuple[str, Language], str] = field(default_factory=dict)

    def write(self) -> None:
        """Write everything that their file has a place for; what is ``left`` is to be said elsewhere."""
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
        for line in lines_of(word_blocks(self.ours, self.languages)):
            if line.place:
                self._styles[line.place] = line.style
                self._typed[line.place, line.language] = line.number
        for language in self.languages:
            self._numbers |= {(one.id, language): one.number for one in reading_text(self.ours, language)}
        self._write_tables()
        texts = dict(places(self.ours.clauses))
        inside = cells(self.ours.clauses).keys() | cells(self.view.document.clauses).keys()
        theirs = [place for place, _texts in places(self.view.document.clauses)]
        inside -= self._points
        wanted = [place for place in texts if place not in inside]
        moved = self._moved([one for one in theirs if one not in inside], wanted)
        stays = self._rows_that_stay({place for place in theirs if place in texts and place not in moved})
        for place in theirs:
            for language in self.languages if place not in self._fresh else ():
                if place in texts and place not in moved:
                    self._rewrite(place, language, texts[place].get(language, ()))
                else:
                    self._delete(place, language, stays)
            if place in moved:
                del self.nodes[place]
        before = ""
        for n, place in enumerate(wanted):
            if place not in self.nodes and (place in moved or place not in theirs or place in self._points):
                behind = next((one for one in wanted[n:] if one in self.nodes), "")
                self._insert(place, before, behind, texts[place])
            before = place if place in self.nodes else before
        for one in self._coming:
            self._put_coming(one)

    def type_numbers(self, root: etree._Element) -> None:
        """Type the number of each place before which Word would count another one: numbers are kept (decision 113)."""
        known = {
            node: (place, language)
            for place, by_language in self.nodes.items()
            for language, nodes in by_language.items()
            for node in nodes[:1]
        }
        earlier = {
            (one.id, language): one.number
            for language in self.languages
            for one in reading_text(self.view.document, language)
        }
        for node in list(root.iter(W + "p")):
            if _is_gone(node):
                continue
            stands = self.counter.place_of(node)
            key = known.get(node, ("", self.languages[0]))
            wanted, was = self._numbers.get(key, ""), earlier.get(key)
            if stands is None:
                only = wanted and was == "" and not _is_new(node)  # of its clause, which has other paragraphs now
                if only and not typed_number("".join(text for text, _look in self._characters(node))):
                    self._type(node, key, wanted)
                continue
            counted = self.counter.next(stands)
            # The only paragraph of a clause has no number, nor has what is left of a paragraph of theirs in a cell.
            bare = bool(key[0]) and self._styles.get(key[0], "Single") == "Single"
            if counted and (label(wanted) != counted if wanted else bare):
                self._type(node, key, wanted)
                _lead_by_link(root, node)
            else:
                self.counter.count(stands)

    def _type(self, node: etree._Element, key: tuple[str, Language], number: str) -> None:
        properties = node.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            node.insert(0, properties)
        was = deepcopy(properties)
        _uncounted(node, self._styles.get(key[0], "Cell"), key[1])
        if not _is_new(node):
            _keep_properties(properties, was, self.marks)
        if number:
            added = etree.Element(W + "ins", self.marks.attributes())
            put_run(added, f"{number}\t", None, deleted=False)
            properties.addnext(added)

    def _moved(self, theirs: Sequence[str], wanted: Sequence[str]) -> set[str]:
        """The places that stand elsewhere in our text, as few as there must be."""
        there = set(self.nodes)
        left = [one for one in theirs if one in there and one in wanted]
        right = [one for one in wanted if one in there]
        if left == right:
            return set()
        blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        return set(left) - {one for block in blocks for one in left[block.a : block.a + block.size]}

    # ---- words ----

    def _rewrite(self, place: str, language: Language, runs: Sequence[Run]) -> None:
        nodes = self.nodes.get(place, {}).get(language, []) or self._beside(place, language, runs)
        if not nodes:
            return
        now = "".join(text for node in nodes for text, _look in self._characters(node))
        typed = _typed_before(nodes[0], now)
        if typed and not plain_text(runs).startswith(typed.strip()):
            wanted = self._numbers.get((place, language), "")
            same = not wanted or label(typed) == label(wanted)
            runs = (Run(typed if same else f"{wanted}{typed[len(typed.rstrip()) :]}"), *runs)  # no word of the text
        heading = self._styles.get(place) in ("Clause", "Preamble")  # it stands out as a whole
        old = plain(now) if heading else self._emphasis(now, nodes)
        if clean(now) == clean(plain_text(runs)) and same_look(old, runs):
            return
        looks = [look for node in nodes for text, look in self._characters(node) for _one in text]
        first = nodes[0]
        for node in nodes[1:]:
            if node.getparent() is not None:
                node.getparent().remove(node)
        fill(first, old, runs, looks, self.marks, self.coverage.styles, heading=heading)

    def _beside(self, place: str, language: Language, runs: Sequence[Run]) -> list[etree._Element]:
        """The empty paragraph of a row in two languages, of which one was emptied; nothing where none is needed."""
        if not clean(plain_text(runs)) or place not in self.nodes:
            return []
        row = next((row_around(node) for nodes in self.nodes[place].values() for node in nodes), None)
        if row is not None and place not in self.view.cells:
            columns = row.findall(W + "tc")
            at = list(self.languages).index(language)
            free = columns[at].findall(W + "p") if at < len(columns) else []
            if free and not any(text.strip() for node in free for text, _look in self._characters(node)):
                self.nodes[place][language] = free[:1]
                return free[:1]
        self.left[place] = None
        return []

    def _rows_that_stay(self, kept: set[str]) -> set[etree._Element]:
        """The rows of tables with a place that we keep; somebody may have put another paragraph beside it."""
        rows = (row_around(node) for place in kept for nodes in self.nodes.get(place, {}).values() for node in nodes)
        return {row for row in rows if row is not None}

    def _delete(self, place: str, language: Language, stays: Set[etree._Element]) -> None:
        for node in self.nodes.get(place, {}).get(language, []):
            text = list(self._characters(node))
            looks = [look for part, look in text for _one in part]
            words = "".join(part for part, _look in text)
            fill(node, plain(words), (), looks, self.marks, self.coverage.styles)
            row = row_around(node)
            if row is not None and row not in stays:
                mark_row(row, "del", self.marks)
            elif row is None or any(one.tag == W + "p" for one in node.itersiblings()):  # never the last one of a cell
                mark_paragraph(node, "del", self.marks)

    # ---- new places ----

    def _insert(self, place: str, before: str, behind: str, words: RunTexts) -> None:
        """A paragraph, or a row in two languages, behind the place before it; else, or behind a table, ahead of the next."""
        is_table = before in {
            one.id for clause in self.view.document.clauses for one in clause.paragraphs if one.columns
        }
        ahead = bool(behind) and (not before or is_table)
        neighbour = behind if ahead else before
        if not neighbour:
            self.left[place] = None
            return
        nodes = [node for listed in self.nodes[neighbour].values() for node in listed if node.getparent() is not None]
        if not nodes:
            self.left[place] = None
            return
        anchor = nodes[0 if ahead else -1]
        if is_table and not ahead:
            self._behind_table(place, before, words)
            return
        row = row_around(anchor)
        model = self._model(place, neighbour)
        form = row_around(model)
        if row is not None and form is not None:
            added = copied(form)
            columns = added.findall(W + "tc")
            for column in columns:
                emptied(column)
            for language, column in zip(self.languages, columns, strict=False):
                paragraph = column.find(W + "p")
                if paragraph is not None:
                    self._new(paragraph, place, language, words.get(language, ()), model)
                    self.nodes.setdefault(place, {})[language] = [paragraph]
            mark_row(added, "ins", self.marks)
            _put(added, row, ahead=ahead)
            return
        language = self.languages[0]
        paragraph = copied(model)
        self._new(paragraph, place, language, words.get(language, ()), model)
        mark_paragraph(paragraph, "ins", self.marks)
        _put(paragraph, anchor, ahead=ahead)
        self.nodes.setdefault(place, {})[language] = [paragraph]

    def _behind_table(self, place: str, before: str, words: RunTexts) -> None:
        """A new place behind a table with which the clauses end: a paragraph, or a table in two languages of its own."""
        table = self._last_table(before)
        model = self._model(place, before)
        if table is None:
            self.left[place] = None
            return
        form = row_around(model)
        languages = list(self.languages)
        if form is None or len(form.findall(W + "tc")) != len(languages) or len(languages) == 1:
            paragraph = copied(model)
            self._new(paragraph, place, languages[0], words.get(languages[0], ()), model)
            mark_paragraph(paragraph, "ins", self.marks)
            table.addnext(paragraph)
            self.nodes.setdefault(place, {})[languages[0]] = [paragraph]
            return
        around = form.getparent()
        made = etree.Element(W + "tbl")
        made.extend(deepcopy(one) for one in around if one.tag in (W + "tblPr", W + "tblGrid"))
        row = copied(form)
        starts = table.getroottree().getroot().iter(W + "bookmarkStart")
        free = 1 + max((int(one.get(W + "id") or 0) for one in starts), default=0)
        for number, (language, column) in enumerate(zip(languages, row.findall(W + "tc"), strict=True), free):
            emptied(column)
            first = column.find(W + "p")
            if first is not None:
                self._new(first, place, language, words.get(language, ()), model)
                _name(first, bookmark(place, language), str(number))  # by which the table is one of clauses
                self.nodes.setdefault(place, {})[language] = [first]
        mark_row(row, "ins", self.marks)
        made.append(row)
        put_behind(table, made, self.marks)

    def _last_table(self, place: str) -> etree._Element | None:
        """The table of a place: behind it in their file, ours where it was put in just now."""
        known = next((one for clause in self.ours.clauses for one in clause.paragraphs if one.id == place), None)
        names = [cell for row in rows_of(known) for cell in row] if known is not None else []
        found = [table for cell in names if (table := self._table_of(cell.id)) is not None]
        if found:
            return found[-1]
        first = self._first(place)
        while first is not None and (first := first.getnext()) is not None:
            if first.tag == W + "tbl":
                return first
        return None

    def _model(self, place: str, neighbour: str) -> etree._Element:
        """A paragraph of their file in whose form a new place is written: of the same kind, the nearest one."""
        order = [one for one, _texts in places(self.ours.clauses)]
        at, style = order.index(place), self._styles.get(place)
        counted = not self._typed.get((place, self.languages[0]))
        found = [
            (style == self._styles.get(one) and _is_counted(node) is counted, -abs(n - at), -n)
            for n, one in enumerate(order)
            if one in self.nodes and one not in self.view.cells and self._alike(style, one)
            for node in [self._first(one)]
            if node is not None
        ]
        chosen = self._first(order[-max(found)[2]]) if found else None
        if chosen is None:
            chosen = self._first(neighbour)
        assert chosen is not None
        return chosen

    def _alike(self, style: LineStyle | None, other: str) -> bool:
        both = {style, self._styles.get(other)}
        return len(both) == 1 or both == {"Paragraph", "Single"}

    def _first(self, place: str) -> etree._Element | None:
        listed = (node for nodes in self.nodes.get(place, {}).values() for node in nodes)
        return next((node for node in listed if node.getparent() is not None), None)

    def _new(
        self, paragraph: etree._Element, place: str, language: Language, runs: Sequence[Run], model: etree._Element
    ) -> None:
        """An inserted paragraph in the form of the one that it was copied from, with its number where none is counted."""
        looks: list[Shown] = [properties_of(look) for _text, look in self._characters(model)][:1]
        for child in list(paragraph):
            if child.tag != W + "pPr":
                paragraph.remove(child)
        number = self._typed.get((place, language), "")
        if number and _is_counted(model):
            _uncounted(paragraph, self._styles[place], language)
        elif not number and _typed_before(model, "".join(text for text, _look in self._characters(model))):
            number = self._numbers.get((place, language), "")
        runs = (Run(f"{number}\t"), *runs) if number else tuple(runs)
        looks = [with_look(look, "", self.coverage.styles) for look in looks]
        fill(paragraph, (), runs, looks * max(1, len(plain_text(runs))), self.marks, self.coverage.styles)

    # ---- tables ----

    def _write_tables(self) -> None:
        """The rows that only our tables have; rows that only theirs have are deleted with their cells."""
        theirs = {one.id: one for clause in self.view.document.clauses for one in clause.paragraphs}
        for clause in self.ours.clauses:
            for one in clause.paragraphs:
                known = theirs.get(one.id)
                if shape_of(one) == (shape_of(known) if known is not None else (0, ())):
                    continue
                rows = [] if known is None else [tuple(cell.id for cell in row) for row in rows_of(known)]
                if known is not None and self._can_be_written(one, known.columns, rows):
                    self._write_rows(one, rows)
                elif one.columns and known is not None and known.columns:
                    self._replace(one, rows)
                elif one.columns:  # behind its words, which may have to be put in first
                    self._coming.append(one)
                elif known is not None:
                    self._points_of_table(rows)

    def _points_of_table(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Take their table out; its cells may be points of our text, which are put in as paragraphs."""
        old = next((one for row in rows for name in row for one in [self._table_of(name)] if one is not None), None)
        for name in (name for row in rows for name in row):
            for language in self.languages:
                self._delete(name, language, frozenset())
            self.nodes.pop(name, None)
            self._points.add(name)
        if old is not None:
            taken_out(old, self.marks)

    def _replace(self, ours: Paragraph, rows: Sequence[tuple[str, ...]]) -> None:
        """Another table behind theirs, which is deleted: with other columns, or its rows in another order."""
        old = next((one for row in rows for name in row for one in [self._table_of(name)] if one is not None), None)
        if old is None:
            self.left |= dict.fromkeys(cell.id for row in rows_of(ours) for cell in row)
            return
        for row in rows:
            for name in row:
                for language in self.languages:
                    self._delete(name, language, frozenset())
                self.nodes.pop(name, None)
        taken_out(old, self.marks)
        self._put(ours, old, old)

    def _table_of(self, name: str) -> etree._Element | None:
        first = self._first(name)
        return None if first is None else table_around(first)

    def _put_coming(self, ours: Paragraph) -> None:
        """A table that their file does not have, behind its words or what stands before it."""
        order = [one for one, _texts in places(self.ours.clauses)]
        before = reversed(order[: order.index(ours.id) + 1])
        anchor = next(
            (
                node
                for name in before
                for nodes in reversed(self.nodes.get(name, {}).values())
                for node in nodes
                if node.getparent() is not None
            ),
            None,
        )
        if anchor is None:
            self.left |= dict.fromkeys(cell.id for row in rows_of(ours) for cell in row)
            return
        form = next((one for name in self.view.cells for one in [self._table_of(name)] if one is not None), None)
        inside = next((one for one in order if anchor in self._all_nodes(one)), "")
        self._put(ours, table_around(anchor) if inside in cells(self.ours.clauses) else anchor, form)

    def _all_nodes(self, place: str) -> list[etree._Element]:
        return [node for nodes in self.nodes.get(place, {}).values() for node in nodes]

    def _put(self, ours: Paragraph, anchor: etree._Element | None, form: etree._Element | None) -> None:
        rows = rows_of(ours)
        made = new_table(ours.columns, len(rows), form, self.marks)
        assert anchor is not None
        put_behind(anchor, made, self.marks)
        for row, line in zip(rows, made.findall(W + "tr"), strict=True):
            for cell, column in zip(row, line.findall(W + "tc"), strict=True):
                self._fill(cell, column)
                self._fresh.add(cell.id)

    def _fill(self, cell: Item, column: etree._Element) -> None:
        """A paragraph a language in a cell that has one, which is empty."""
        first = column.find(W + "p")
        assert first is not None
        for language in self.languages:
            paragraph = first if language == self.languages[0] else deepcopy(first)
            if paragraph is not first:
                column.append(paragraph)
            self.nodes.setdefault(cell.id, {})[language] = [paragraph]
        for language in self.languages:
            (paragraph,) = self.nodes[cell.id][language]
            fill(paragraph, (), cell.text.get(language, ()), (), self.marks, self.coverage.styles)

    def _can_be_written(self, ours: Paragraph, columns: int, rows: Sequence[tuple[str, ...]]) -> bool:
        if not ours.columns:
            return not ours.items
        mine = [tuple(cell.id for cell in row) for row in rows_of(ours)]
        known = {name for row in rows for name in row}
        kept = [row for row in mine if row in rows]
        fresh = [row for row in mine if row not in rows]
        return (
            columns == ours.columns
            and kept == [row for row in rows if row in mine]
            and bool(kept)
            and not any(name in known for row in fresh for name in row)
            and all(self._row_of(row) is not None for row in rows)
        )

    def _row_of(self, names: Sequence[str]) -> etree._Element | None:
        """The row with these cells; None where one of them has none of its own, as where cells were merged."""
        firsts = [self._first(name) for name in names]
        rows = [None if node is None else row_around(node) for node in firsts]
        row = rows[0] if rows else None
        whole = row is not None and all(one is row for one in rows) and len(row.findall(W + "tc")) == len(rows)
        return row if whole else None

    def _write_rows(self, ours: Paragraph, rows: Sequence[tuple[str, ...]]) -> None:
        model = self._row_of(rows[-1])
        before: etree._Element | None = None
        for row in rows_of(ours):
            names = tuple(cell.id for cell in row)
            if names in rows:
                before = self._row_of(names)
                continue
            assert model is not None
            added = copied(model)
            properties = added.find(W + "trPr")
            for head in () if properties is None or len(rows) > 1 else properties.findall(W + "tblHeader"):
                head.getparent().remove(head)
            for cell, column in zip(row, added.findall(W + "tc"), strict=True):
                emptied(column)
                self._fill(cell, column)
            mark_row(added, "ins", self.marks)
            first_row = self._row_of(rows[0])
            if before is not None:
                before.addnext(added)
            elif first_row is not None:
                first_row.addprevious(added)
            before = added

    # ---- what is there ----

    def _characters(self, node: etree._Element) -> Iterator[tuple[str, Shown]]:
        return characters(node, self.coverage.notes)

    def _emphasis(self, words: str, nodes: Sequence[etree._Element]) -> tuple[Run, ...]:
        """Their words as runs that stand out as they do in the file."""
        shown = [
            emphasis_by(properties_of(look), self.coverage.styles)
            for node in nodes
            for text, look in self._characters(node)
            for _one in text
        ]
        return runs_of(words, shown)


def plain(words: str) -> tuple[Run, ...]:
    """Words that do not stand out as runs."""
    return (Run(words),) if words else ()


def _is_counted(paragraph: etree._Element) -> bool:
    """Whether Word counts it: it stands in a list."""
    return any(one.get(W + "val") != "0" for one in paragraph.iter(W + "numId"))


def _typed_before(paragraph: etree._Element, words: str) -> str:
    """The number that was typed before its words; empty for one that Word counts."""
    return "" if _is_counted(paragraph) else typed_number(words)


def _uncounted(paragraph: etree._Element, style: LineStyle, language: Language) -> None:
    """Take a paragraph out of its list, where it stands as if it were in it."""
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return
    listed = properties.find(W + "numPr")
    if listed is None:
        listed = etree.Element(W + "numPr")
        at = next((n for n, one in enumerate(properties) if local(one) not in _BEFORE_LIST), len(properties))
        properties.insert(at, listed)
    for child in list(listed):
        listed.remove(child)
    etree.SubElement(listed, W + "numId", {W + "val": "0"})
    if properties.find(W + "ind") is None and style in _LEVELS:
        left, hanging = indents(_LEVELS[style], language)
        at = next((n for n, one in enumerate(properties) if local(one) in _BEHIND_INDENT), len(properties))
        properties.insert(at, etree.Element(W + "ind", {W + "left": str(left), W + "hanging": str(hanging)}))


def _is_gone(paragraph: etree._Element) -> bool:
    """Whether it goes with its mark or its row when all changes are accepted."""
    row = row_around(paragraph)
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None or (
        row is not None and row.find(f"{W}trPr/{W}del") is not None
    )


def _is_new(paragraph: etree._Element) -> bool:
    row = row_around(paragraph)
    return paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is not None or (
        row is not None and row.find(f"{W}trPr/{W}ins") is not None
    )


def _keep_properties(properties: etree._Element, was: etree._Element, marks: Marks) -> None:
    """Say in a mark what the properties of a paragraph were."""
    for one in [child for child in was if local(child) in ("rPr", "sectPr", "pPrChange")]:
        was.remove(one)
    etree.SubElement(properties, W + "pPrChange", marks.attributes()).append(was)


def _lead_by_link(root: etree._Element, paragraph: etree._Element) -> None:
    """Turn fields that show the number of a paragraph into links that keep their words: its number is typed now."""
    names = {str(one.get(W + "name")) for one in paragraph.iter(W + "bookmarkStart")}
    for field_code in root.iter(W + "instrText"):
        words = (field_code.text or "").split()
        if len(words) > 1 and words[0].upper() == "REF" and words[1] in names:
            field_code.text = f' HYPERLINK \\l "{words[1]}" '


def _name(paragraph: etree._Element, name: str, number: str) -> None:
    """Put a bookmark around the words of a paragraph."""
    start = etree.Element(W + "bookmarkStart", {W + "id": number, W + "name": name})
    at = 0 if paragraph.find(W + "pPr") is None else 1
    paragraph.insert(at, start)
    etree.SubElement(paragraph, W + "bookmarkEnd", {W + "id": number})


def copied(node: etree._Element) -> etree._Element:
    """A copy of a paragraph or row without what must be there once: marks, names, ends of sections."""
    made = deepcopy(node)
    made.tail = None
    for one in list(made.iter(W + "ins", W + "del", W + "sectPr", W + "bookmarkStart", W + "bookmarkEnd")):
        parent = one.getparent()
        if parent is not None and (one.tag not in (W + "ins", W + "del") or parent.tag in (W + "rPr", W + "trPr")):
            parent.remove(one)
    for one in made.iter(W + "p", W + "tr"):
        for name in [name for name in one.attrib if str(name).rpartition("}")[2] in _UNIQUE]:
            del one.attrib[name]
    return made


def emptied(column: etree._Element) -> None:
    """Leave a cell one paragraph without words."""
    paragraphs = column.findall(W + "p")
    for child in list(column):
        if child.tag != W + "tcPr" and (not paragraphs or child is not paragraphs[0]):
            column.remove(child)
    for child in list(paragraphs[0]) if paragraphs else ():
        if child.tag != W + "pPr":
            paragraphs[0].remove(child)


def _put(node: etree._Element, beside: etree._Element, *, ahead: bool) -> None:
    if ahead:
        beside.addprevious(node)
    else:
        beside.addnext(node)
