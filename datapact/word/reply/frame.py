"""The frame around the clauses of their file in our answer: the terms in front and annexes as our text has them.

What they wrote into an annex and we did not take over would else stand there as if we agreed, and what we changed ourselves
would stand in a clause and not in its annex. Their own lines in front of the clauses, as of a letterhead, stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Run
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import W, cells_in, paragraphs_in
from datapact.word.read.rebuild import Rebuilt, sent_slots
from datapact.word.reply.new_tables import new_table
from datapact.word.reply.paragraphs import copied, emptied, plain
from datapact.word.reply.tracked_runs import Marks, characters, fill, mark_paragraph, mark_row, row_around
from datapact.word.write.blocks import Block, Line


@dataclass(frozen=True, slots=True)
class _Place:
    """One line around the clauses as we write it."""

    words: str
    """Cleaned."""
    block: int
    """Number of the line or table."""
    row: int
    """Of the table; -1 for a line."""
    column: int
    """Of the row; -1 for a line."""
    key: tuple[object, ...]
    """By which it is the same line in another version: its words, or those of its row and where it stands there."""


def write_frame(
    view: Rebuilt,
    sent: Sequence[Block],
    ours: Sequence[Block],
    languages: Sequence[Language],
    marks: Marks,
    coverage: Coverage,
) -> None:
    """Write front and annexes of our text over those of their file, which was made of ``sent``, as tracked changes.

    A table of ours that their annexes have no row of any more stands at the end of the file, with the line above it.
    """
    frame = [n for n, slot in enumerate(sent_slots(sent, languages)) if not slot.place and len(slot.words) == 1]
    wanted = list(_places(ours))
    target = _same(frame, list(_places(sent)), wanted)
    there = _There(marks, coverage)
    stands: dict[int, list[etree._Element]] = {}
    added: list[tuple[str, list[etree._Element]]] = []
    gone: list[list[etree._Element]] = []
    for index, slot in enumerate(view.slots):
        nodes = [
            source.node
            for unit in (slot.units or {}).values()
            for source in unit.sources
            if source.node is not None and source.node.getparent() is not None
        ]
        known = view.pairs.get(index)
        if index in view.place_of or not nodes:
            continue
        if known in target:
            stands[target[known]] = nodes
        elif known in frame:
            gone.append(nodes)
        elif known is None and view.region and index >= view.region.stop:
            added.append((slot.whole, nodes))
    left = Counter(one.words for n, one in enumerate(wanted) if n not in stands)
    for words, nodes in added:  # taken over into our terms: it stands where they put it
        if left[words] > 0:
            left[words] -= 1
            stands[next(n for n, one in enumerate(wanted) if n not in stands and one.words == words)] = nodes
        else:
            gone.append(nodes)
    for number, nodes in stands.items():
        there.rewrite(nodes, wanted[number].words)
    _put_rows(wanted, stands, there)
    for nodes in gone:
        there.take_out(nodes)


def _places(blocks: Sequence[Block]) -> Iterator[_Place]:
    """The lines around the clauses, in the order of the file and without empty ones."""
    for number, block in enumerate(blocks):
        if isinstance(block, Line):
            if not block.place and (words := clean(block.words)):
                yield _Place(words, number, -1, -1, (words,))
        elif block.ruled and not block.place:
            for row, line in enumerate(block.rows):
                label = clean(" ".join(one.words for one in line.cells[0]))
                for column, cell in enumerate(line.cells):
                    for n, one in enumerate(cell):
                        if words := clean(one.words):
                            yield _Place(words, number, row, column, (label, column, n) if column else (words,))


def _same(frame: Sequence[int], before: Sequence[_Place], after: Sequence[_Place]) -> dict[int | None, int]:
    """For each line that was sent (its number among the slots) the number of the one in our text that it is now."""
    steps = SequenceMatcher(None, [one.key for one in before], [one.key for one in after], autojunk=False)
    found: dict[int | None, int] = {}
    for what, start, end, first, last in steps.get_opcodes():
        alike = what == "replace" and [one.column for one in before[start:end]] == [
            one.column for one in after[first:last]
        ]
        if what == "equal" or alike:
            found |= zip(frame[start:end], range(first, last), strict=True)
    return found


def _put_rows(wanted: Sequence[_Place], stands: Mapping[int, list[etree._Element]], there: _There) -> None:
    """Put in what our tables have and theirs do not: words of a cell, or a row behind the one before it."""
    rows: dict[tuple[int, int], list[int]] = {}
    for number, one in enumerate(wanted):
        if one.row >= 0:
            rows.setdefault((one.block, one.row), []).append(number)
    found: dict[tuple[int, int], etree._Element | None] = {
        key: next((row for n in listed if n in stands if (row := row_around(stands[n][0])) is not None), None)
        for key, listed in rows.items()
    }
    if not any(row is not None for row in found.values()):
        return  # a file without annexes of ours: the clauses are all that it answers
    body = next(row for row in found.values() if row is not None).getroottree().getroot().find(W + "body")
    for key, listed in rows.items():
        missing = [n for n in listed if n not in stands]
        if not missing:
            continue
        row = found[key]
        if row is None:
            block, number = key
            earlier = [found[one] for one in rows if one[0] == block and one[1] < number and found[one] is not None]
            later = [found[one] for one in rows if one[0] == block and one[1] > number and found[one] is not None]
            beside = earlier[-1] if earlier else later[0] if later else None
            if beside is None:
                if body is None:
                    continue
                columns = 1 + max(one.column for one in wanted if one.block == block)
                title = [
                    n for n, one in enumerate(wanted) if one.block == block - 1 and one.row < 0 and n not in stands
                ]
                row = found[key] = there.new_table(body, columns, [wanted[n].words for n in title])
            else:
                row = found[key] = there.new_row(beside, ahead=not earlier)
        there.fill_cells(row, [(wanted[n].column, wanted[n].words) for n in missing])


@dataclass(slots=True)
class _There:
    """Writes into their file."""

    marks: Marks
    """Ours."""
    coverage: Coverage
    """With the styles and notes of the file."""

    def rewrite(self, nodes: Sequence[etree._Element], words: str) -> None:
        """Give the paragraphs of a line other words; nothing where it has them."""
        now, looks = self._text_and_formats(nodes)
        if clean(now) == words:
            return
        for node in nodes[1:]:
            parent = node.getparent()
            if parent is not None:
                parent.remove(node)
        fill(nodes[0], plain(now), (Run(words),), looks, self.marks, self.coverage.styles)

    def take_out(self, nodes: Sequence[etree._Element]) -> None:
        """Delete a line, and its row with the last words in it."""
        for node in nodes:
            words, looks = self._text_and_formats([node])
            fill(node, plain(words), (), looks, self.marks, self.coverage.styles)
            row = row_around(node)
            if row is None:
                mark_paragraph(node, "del", self.marks)
            elif not self._text_and_formats(list(row.iter(W + "p")))[0].strip():
                mark_row(row, "del", self.marks)

    def new_row(self, sibling: etree._Element, *, ahead: bool) -> etree._Element:
        """An empty row of ours in the form of the one beside it."""
        made = copied(sibling)
        for cell in cells_in(made):
            emptied(cell)
        properties = made.find(W + "trPr")
        for head in () if properties is None else properties.findall(W + "tblHeader"):
            head.getparent().remove(head)
        mark_row(made, "ins", self.marks)
        if ahead:
            sibling.addprevious(made)
        else:
            sibling.addnext(made)
        return made

    def new_table(self, body: etree._Element, columns: int, above: Sequence[str]) -> etree._Element:
        """The only row of a new table at the end of the file, below these lines."""
        made = new_table(columns, 1, None, self.marks)
        last = body.find(W + "sectPr")
        for words in above:
            line = etree.Element(W + "p")
            fill(line, (), (Run(words),), (), self.marks, self.coverage.styles)
            mark_paragraph(line, "ins", self.marks)
            self._put_last(body, last, line)
        closing = etree.Element(W + "p")  # no table touches the one before it, and none is the last of a file
        mark_paragraph(closing, "ins", self.marks)
        self._put_last(body, last, made)
        self._put_last(body, last, closing)
        row = made.find(W + "tr")
        assert row is not None
        return row

    def _put_last(self, body: etree._Element, last: etree._Element | None, node: etree._Element) -> None:
        if last is None:
            body.append(node)
        else:
            last.addprevious(node)

    def fill_cells(self, row: etree._Element, words: Sequence[tuple[int, str]]) -> None:
        """Put lines into the cells of a row, each where it is empty, else behind what is there."""
        cells = cells_in(row) or [etree.SubElement(row, W + "tc")]
        for column, line in words:
            cell = cells[min(column, len(cells) - 1)]  # the last one where they merged cells of the row
            paragraphs = paragraphs_in(cell) or [etree.SubElement(cell, W + "p")]
            free = [one for one in paragraphs if not self._text_and_formats([one])[0].strip()]
            paragraph = free[0] if free else deepcopy(paragraphs[-1])
            if not free:
                for child in [child for child in paragraph if child.tag != W + "pPr"]:
                    paragraph.remove(child)
                paragraphs[-1].addnext(paragraph)
            fill(paragraph, (), (Run(line),), (), self.marks, self.coverage.styles)

    def _text_and_formats(self, nodes: Sequence[etree._Element]) -> tuple[str, list[etree._Element | None]]:
        read = [pair for node in nodes for pair in characters(node, self.coverage.notes)]
        return "".join(text for text, _look in read), [look for text, look in read for _one in text]
