"""The places of our text written into their file: reworded, taken out, put in, moved."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Run, RunTexts, places, plain_text, runs_of
from datapact.contract.text.marked import reading_text
from datapact.contract.text.tables import cells, rows_of
from datapact.word.read.align import typed_number
from datapact.word.read.counted import Counter, label
from datapact.word.read.emphasis import same_look, with_look
from datapact.word.read.markup import W, attribute, cells_in, emphasis_by, paragraphs_in, whole_number
from datapact.word.reply.new_tables import put_behind
from datapact.word.reply.paragraphs import (
    copied,
    emptied,
    is_counted,
    is_deleted,
    is_new,
    keep_properties,
    lead_by_link,
    named,
    plain,
    put_next_to,
    typed_before,
    uncounted,
)
from datapact.word.reply.place_tables import TablesReply
from datapact.word.reply.places_in_file import PlacesInFile
from datapact.word.reply.tracked_runs import (
    Shown,
    fill,
    mark_paragraph,
    mark_row,
    properties_of,
    put_run,
    row_around,
)
from datapact.word.write.blocks import Block, LineStyle, bookmark, lines_of


@dataclass(slots=True)
class PlacesReply:
    """Writes our text into the body of their file, which has no open changes."""

    file: PlacesInFile
    """Their file, and what it is to say."""
    blocks: Sequence[Block]
    """Our text as a file of ours has it."""
    counter: Counter
    """Of the lists of the file."""
    _tables: TablesReply = field(init=False)
    _styles: dict[str, LineStyle] = field(default_factory=dict)
    _typed: dict[tuple[str, Language], str] = field(default_factory=dict)
    _numbers: dict[tuple[str, Language], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tables = TablesReply(self.file)

    def write(self) -> None:
        """Write everything that their file has a place for; what is ``left`` is to be said elsewhere."""
        for index, place in self.file.view.place_of.items():
            slot = self.file.view.slots[index]
            for language in self.file.languages:
                unit = (slot.units or {}).get(language)
                if unit is not None:
                    sources = [source.node for source in unit.sources if source.node is not None]
                    self.file.nodes.setdefault(place, {})[language] = sources
        for place, by_language in self.file.view.cells.items():
            self.file.nodes[place] = {
                language: [source.node for unit in listed for source in unit.sources if source.node is not None]
                for language, listed in by_language.items()
            }
        for line in lines_of(self.blocks):
            if line.place:
                self._styles[line.place] = line.style
                self._typed[line.place, line.language] = line.number
        for language in self.file.languages:
            self._numbers |= {(one.id, language): one.number for one in reading_text(self.file.ours, language)}
        self._tables.write()
        texts = dict(places(self.file.ours.clauses))
        inside = cells(self.file.ours.clauses).keys() | cells(self.file.view.document.clauses).keys()
        theirs = [place for place, _texts in places(self.file.view.document.clauses)]
        inside -= self._tables.points
        wanted = [place for place in texts if place not in inside]
        moved = self._moved([one for one in theirs if one not in inside], wanted)
        stays = self._rows_that_stay({place for place in theirs if place in texts and place not in moved})
        for place in theirs:
            for language in self.file.languages if place not in self._tables.fresh else ():
                if place in texts and place not in moved:
                    self._rewrite(place, language, texts[place].get(language, ()))
                else:
                    self.file.delete(place, language, stays)
            if place in moved:
                del self.file.nodes[place]
        before = ""
        for n, place in enumerate(wanted):
            if place not in self.file.nodes and (place in moved or place not in theirs or place in self._tables.points):
                behind = next((one for one in wanted[n:] if one in self.file.nodes), "")
                self._insert(place, before, behind, texts[place])
            before = place if place in self.file.nodes else before
        for one in self._tables.coming:
            self._tables.put_coming(one)

    def type_numbers(self, root: etree._Element) -> None:
        """Type the number of each place before which Word would count another one: numbers are kept (decision 113)."""
        known = {
            node: (place, language)
            for place, by_language in self.file.nodes.items()
            for language, nodes in by_language.items()
            for node in nodes[:1]
        }
        earlier = {
            (one.id, language): one.number
            for language in self.file.languages
            for one in reading_text(self.file.view.document, language)
        }
        for node in list(root.iter(W + "p")):
            if is_deleted(node):
                continue
            stands = self.counter.place_of(node)
            key = known.get(node, ("", self.file.languages[0]))
            wanted, was = self._numbers.get(key, ""), earlier.get(key)
            if stands is None:
                only = wanted and was == "" and not is_new(node)  # of its clause, which has other paragraphs now
                if only and not typed_number("".join(text for text, _look in self.file.characters(node))):
                    self._type(node, key, wanted)
                continue
            counted = self.counter.next(stands)
            # The only paragraph of a clause has no number, nor has what is left of a paragraph of theirs in a cell.
            bare = bool(key[0]) and self._styles.get(key[0], "Single") == "Single"
            if counted and (label(wanted) != counted if wanted else bare):
                self._type(node, key, wanted)
                lead_by_link(root, node)
            else:
                self.counter.count(stands)

    def _type(self, node: etree._Element, key: tuple[str, Language], number: str) -> None:
        properties = node.find(W + "pPr")
        if properties is None:
            properties = etree.Element(W + "pPr")
            node.insert(0, properties)
        was = deepcopy(properties)
        uncounted(node, self._styles.get(key[0], "Cell"), key[1])
        if not is_new(node):
            keep_properties(properties, was, self.file.marks)
        if number:
            added = etree.Element(W + "ins", self.file.marks.attributes())
            put_run(added, f"{number}\t", None, deleted=False)
            properties.addnext(added)

    def _moved(self, theirs: Sequence[str], wanted: Sequence[str]) -> set[str]:
        """The places that stand elsewhere in our text, as few as there must be."""
        there = set(self.file.nodes)
        left = [one for one in theirs if one in there and one in wanted]
        right = [one for one in wanted if one in there]
        if left == right:
            return set()
        blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
        return set(left) - {one for block in blocks for one in left[block.a : block.a + block.size]}

    def _rewrite(self, place: str, language: Language, runs: Sequence[Run]) -> None:
        nodes = self.file.nodes.get(place, {}).get(language, []) or self._emptied_row(place, language, runs)
        if not nodes:
            return
        now = "".join(text for node in nodes for text, _look in self.file.characters(node))
        typed = typed_before(nodes[0], now)
        if typed and not plain_text(runs).startswith(typed.strip()):
            wanted = self._numbers.get((place, language), "")
            same = not wanted or label(typed) == label(wanted)
            runs = (Run(typed if same else f"{wanted}{typed[len(typed.rstrip()) :]}"), *runs)  # no word of the text
        heading = self._styles.get(place) in ("Clause", "Preamble")  # it stands out as a whole
        old = plain(now) if heading else self._emphasis(now, nodes)
        if clean(now) == clean(plain_text(runs)) and same_look(old, runs):
            return
        looks = [look for node in nodes for text, look in self.file.characters(node) for _one in text]
        first = nodes[0]
        for node in nodes[1:]:
            if node.getparent() is not None:
                node.getparent().remove(node)
        fill(first, old, runs, looks, self.file.marks, self.file.coverage.styles, heading=heading)

    def _emptied_row(self, place: str, language: Language, runs: Sequence[Run]) -> list[etree._Element]:
        """The empty paragraph of a row in two languages, of which one was emptied; nothing where none is needed."""
        if not clean(plain_text(runs)) or place not in self.file.nodes:
            return []
        row = next((row_around(node) for nodes in self.file.nodes[place].values() for node in nodes), None)
        if row is not None and place not in self.file.view.cells:
            columns = cells_in(row)
            at = list(self.file.languages).index(language)
            free = paragraphs_in(columns[at]) if at < len(columns) else []
            if free and not any(text.strip() for node in free for text, _look in self.file.characters(node)):
                self.file.nodes[place][language] = free[:1]
                return free[:1]
        self.file.left[place] = None
        return []

    def _rows_that_stay(self, kept: set[str]) -> set[etree._Element]:
        """The rows of tables with a place that we keep; somebody may have put another paragraph beside it."""
        rows = (
            row_around(node) for place in kept for nodes in self.file.nodes.get(place, {}).values() for node in nodes
        )
        return {row for row in rows if row is not None}

    def _insert(self, place: str, before: str, behind: str, words: RunTexts) -> None:
        """A paragraph, or a row in two languages, behind the place before it; else, or behind a table, ahead of the next."""
        is_table = before in {
            one.id for clause in self.file.view.document.clauses for one in clause.paragraphs if one.columns
        }
        ahead = bool(behind) and (not before or is_table)
        neighbour = behind if ahead else before
        if not neighbour:
            self.file.left[place] = None
            return
        nodes = [
            node for listed in self.file.nodes[neighbour].values() for node in listed if node.getparent() is not None
        ]
        if not nodes:
            self.file.left[place] = None
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
            columns = cells_in(added)
            for column in columns:
                emptied(column)
            for language, column in zip(self.file.languages, columns, strict=False):
                paragraph = column.find(W + "p")
                if paragraph is not None:
                    self._new(paragraph, place, language, words.get(language, ()), model)
                    self.file.nodes.setdefault(place, {})[language] = [paragraph]
            mark_row(added, "ins", self.file.marks)
            put_next_to(added, row, ahead=ahead)
            return
        language = self.file.languages[0]
        paragraph = copied(model)
        self._new(paragraph, place, language, words.get(language, ()), model)
        mark_paragraph(paragraph, "ins", self.file.marks)
        put_next_to(paragraph, anchor, ahead=ahead)
        self.file.nodes.setdefault(place, {})[language] = [paragraph]

    def _behind_table(self, place: str, before: str, words: RunTexts) -> None:
        """A new place behind a table with which the clauses end: a paragraph, or a table in two languages of its own."""
        table = self._last_table(before)
        model = self._model(place, before)
        if table is None:
            self.file.left[place] = None
            return
        form = row_around(model)
        languages = list(self.file.languages)
        if form is None or len(cells_in(form)) != len(languages) or len(languages) == 1:
            paragraph = copied(model)
            self._new(paragraph, place, languages[0], words.get(languages[0], ()), model)
            mark_paragraph(paragraph, "ins", self.file.marks)
            table.addnext(paragraph)
            self.file.nodes.setdefault(place, {})[languages[0]] = [paragraph]
            return
        around = form.getparent()
        made = etree.Element(W + "tbl")
        made.extend(deepcopy(one) for one in around if one.tag in (W + "tblPr", W + "tblGrid"))
        row = copied(form)
        starts = table.getroottree().getroot().iter(W + "bookmarkStart")
        free = 1 + max((whole_number(attribute(one, "id")) for one in starts), default=0)
        for number, (language, column) in enumerate(zip(languages, cells_in(row), strict=True), free):
            emptied(column)
            first = column.find(W + "p")
            if first is not None:
                self._new(first, place, language, words.get(language, ()), model)
                named(first, bookmark(place, language), str(number))  # by which the table is one of clauses
                self.file.nodes.setdefault(place, {})[language] = [first]
        mark_row(row, "ins", self.file.marks)
        made.append(row)
        put_behind(table, made, self.file.marks)

    def _last_table(self, place: str) -> etree._Element | None:
        """The table of a place: behind it in their file, ours where it was put in just now."""
        known = next((one for clause in self.file.ours.clauses for one in clause.paragraphs if one.id == place), None)
        names = [cell for row in rows_of(known) for cell in row] if known is not None else []
        found = [table for cell in names if (table := self.file.table_of(cell.id)) is not None]
        if found:
            return found[-1]
        first = self.file.first(place)
        while first is not None and (first := first.getnext()) is not None:
            if first.tag == W + "tbl":
                return first
        return None

    def _model(self, place: str, neighbour: str) -> etree._Element:
        """A paragraph of their file in whose form a new place is written: of the same kind, the nearest one."""
        order = [one for one, _texts in places(self.file.ours.clauses)]
        at, style = order.index(place), self._styles.get(place)
        counted = not self._typed.get((place, self.file.languages[0]))
        found = [
            (style == self._styles.get(one) and is_counted(node) is counted, -abs(n - at), -n)
            for n, one in enumerate(order)
            if one in self.file.nodes and one not in self.file.view.cells and self._alike(style, one)
            for node in [self.file.first(one)]
            if node is not None
        ]
        chosen = self.file.first(order[-max(found)[2]]) if found else None
        if chosen is None:
            chosen = self.file.first(neighbour)
        assert chosen is not None
        return chosen

    def _alike(self, style: LineStyle | None, other: str) -> bool:
        both = {style, self._styles.get(other)}
        return len(both) == 1 or both == {"Paragraph", "Single"}

    def _new(
        self, paragraph: etree._Element, place: str, language: Language, runs: Sequence[Run], model: etree._Element
    ) -> None:
        """An inserted paragraph in the form of the one that it was copied from, with its number where none is counted."""
        looks: list[Shown] = [properties_of(look) for _text, look in self.file.characters(model)][:1]
        for child in list(paragraph):
            if child.tag != W + "pPr":
                paragraph.remove(child)
        number = self._typed.get((place, language), "")
        if number and is_counted(model):
            uncounted(paragraph, self._styles[place], language)
        elif not number and typed_before(model, "".join(text for text, _look in self.file.characters(model))):
            number = self._numbers.get((place, language), "")
        runs = (Run(f"{number}\t"), *runs) if number else tuple(runs)
        looks = [with_look(look, "", self.file.coverage.styles) for look in looks]
        fill(paragraph, (), runs, looks * max(1, len(plain_text(runs))), self.file.marks, self.file.coverage.styles)

    def _emphasis(self, words: str, nodes: Sequence[etree._Element]) -> tuple[Run, ...]:
        """Their words as runs that stand out as they do in the file."""
        shown = [
            emphasis_by(properties_of(look), self.file.coverage.styles)
            for node in nodes
            for text, look in self.file.characters(node)
            for _one in text
        ]
        return runs_of(words, shown)
