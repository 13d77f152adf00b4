"""The frame around the clauses: title, parties and annexes, laid out as on the PDF and marked by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from datapact.base.texts import Language
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.marked import Mark, Piece, marked_words
from datapact.pdf.agreement.annexes import add_annexes
from datapact.pdf.agreement.cover import parties_named, party_lines
from datapact.pdf.engine.blocks import Headed
from datapact.pdf.engine.composer import Story
from datapact.pdf.engine.grid import Cell, Grid, SideBySide
from datapact.pdf.engine.grid import Row as GridRow
from datapact.pdf.engine.tags import Tags
from datapact.pdf.engine.text_block import AtFoot, TextBlock
from datapact.pdf.engine.typography import SUBHEADING
from datapact.pdf.engine.wording import AGREEMENT_NUMBER, BETWEEN, NOT_BINDING, filled
from datapact.word.write.blocks import Block, Line, LineMark, LineStyle, Row, Table


def front_blocks(document: AgreementDocument, languages: Sequence[Language]) -> list[Block]:
    """Number, title, notice and parties."""
    story = Story(tuple(languages), Tags().root)
    blocks: list[Block] = [
        _line("Kicker", languages[0], story.line(filled(AGREEMENT_NUMBER, number=document.number))),
        *(
            _line("Subtitle" if index else "Title", language, document.title[language])
            for index, language in enumerate(languages)
        ),
        *(_line("Notice", language, NOT_BINDING.text(language)) for language in languages),
        _line("Kicker", languages[0], story.line(BETWEEN)),
    ]
    for number, party in enumerate(parties_named(document), start=1):
        blocks.append(_line("Party", languages[0], f"({number}) {party.name}"))
        for spoken in party_lines(story, party):
            blocks += [
                replace(_line("PartyLine", language, text), quiet=index > 0)
                for index, (language, text) in enumerate(spoken)
            ]
    return blocks


def annex_blocks(document: AgreementDocument, languages: Sequence[Language]) -> list[Block]:
    """The annexes as on the PDF: headings and tables."""
    story = Story(tuple(languages), Tags().root)
    add_annexes(story, document)
    story.end()
    found: list[Block] = []
    for flowable in story.flow:
        found += _blocks(flowable, languages[0])
    return found


def marked_blocks(before: Sequence[Block], after: Sequence[Block]) -> list[Block]:
    """``after`` marked against ``before``: lines by words, rows of tables one by one."""
    return list(_marked_blocks(before, after))


def _marked_blocks(before: Sequence[Block], after: Sequence[Block]) -> Iterator[Block]:
    steps = SequenceMatcher(None, [_name(one) for one in before], [_name(one) for one in after], autojunk=False)
    for what, start, end, first, last in steps.get_opcodes():
        if what == "equal":
            for old, new in zip(before[start:end], after[first:last], strict=True):
                yield _marked_table(old, new) if isinstance(old, Table) and isinstance(new, Table) else new
            continue
        gone, come = list(before[start:end]), list(after[first:last])
        same_kind = [type(one) for one in gone] == [type(one) for one in come]
        if same_kind and all(isinstance(one, Line) for one in gone):
            for old, new in zip(gone, come, strict=True):
                if isinstance(old, Line) and isinstance(new, Line):
                    yield replace(new, pieces=marked_words(_runs(old), _runs(new)))
            continue
        yield from (_wholly(one, "removed") for one in gone)
        yield from (_wholly(one, "added") for one in come)


def _name(block: Block) -> str:
    """The words by which a block is recognised: the words of a line, the first line of a table."""
    if isinstance(block, Line):
        return f"{block.style}:{block.words}"
    first = block.rows[0]
    return "table:" + (
        "|".join(_cell_words(cell) for cell in first.cells) if first.head else _cell_words(first.cells[0])
    )


def _marked_table(before: Table, after: Table) -> Table:
    old = [_row_name(row) for row in before.rows]
    new = [_row_name(row) for row in after.rows]
    rows: list[Row] = []
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            rows += [_marked_row(*pair) for pair in zip(before.rows[start:end], after.rows[first:last], strict=True)]
        else:
            rows += [_whole_row(row, "removed") for row in before.rows[start:end]]
            rows += [_whole_row(row, "added") for row in after.rows[first:last]]
    return replace(after, rows=tuple(rows))


def _row_name(row: Row) -> str:
    cells = [_cell_words(cell) for cell in row.cells]
    return cells[0] if len(cells) == 2 else "|".join(cells[:2])


def _marked_row(before: Row, after: Row) -> Row:
    cells = []
    for old, new in zip(before.cells, after.cells, strict=True):
        if _cell_words(old) == _cell_words(new):
            cells.append(new)
        else:
            cells.append(_marked_cell(old, new))
    return replace(after, cells=tuple(cells))


def _marked_cell(before: Sequence[Line], after: Sequence[Line]) -> tuple[Line, ...]:
    """A cell that has a line more or less: line by line, as far as there are lines."""
    lines = []
    for index in range(max(len(before), len(after))):
        left, right = before[index : index + 1], after[index : index + 1]
        runs = [_runs(side[0]) if side else () for side in (left, right)]
        lines.append(replace((right or left)[0], pieces=marked_words(*runs)))
    return tuple(lines)


def _cell_words(cell: Sequence[Line]) -> str:
    return "\n".join(line.words for line in cell)


def _runs(line: Line) -> tuple[Run, ...]:
    return tuple(Run(piece.text, piece.term, piece.ref, piece.emphasis) for piece in line.pieces)


def _wholly(block: Block, mark: LineMark) -> Block:
    if isinstance(block, Line):
        return _whole_line(block, mark)
    return replace(block, rows=tuple(_whole_row(row, mark) for row in block.rows))


def _whole_row(row: Row, mark: LineMark) -> Row:
    cells = tuple(tuple(replace(_whole_line(line, mark), mark="same") for line in cell) for cell in row.cells)
    return replace(row, cells=cells, mark=mark)


def _whole_line(line: Line, mark: LineMark) -> Line:
    word: Mark = "inserted" if mark == "added" else "deleted"
    return replace(line, mark=mark, pieces=tuple(replace(piece, mark=word) for piece in line.pieces))


def _line(style: LineStyle, language: Language, text: str) -> Line:
    return Line(style, language, (Piece(text),) if text else ())


def _blocks(flowable: object, main: Language) -> list[Block]:
    """The blocks of one flowable of the PDF; breaks and gaps give none."""
    if isinstance(flowable, Headed):
        return [one for part in (*flowable.heading, flowable.body) for one in _blocks(part, main)]
    if isinstance(flowable, AtFoot):
        return _blocks(flowable.block, main)
    if isinstance(flowable, TextBlock):
        return [_text_line(flowable, "Annex" if flowable.style.size > SUBHEADING.size else "Subheading", main)]
    if isinstance(flowable, SideBySide):
        return [one for cell in flowable.cells for part in cell.blocks for one in _blocks(part, main)]
    if isinstance(flowable, Grid):
        rows = [_row(flowable.header, main, head=True)] if flowable.header is not None else []
        rows += [_row(row, main) for row in flowable.rows]
        return [Table(tuple(rows), tuple(float(share) for share in flowable.shares))] if rows else []
    return []


def _row(row: GridRow, main: Language, *, head: bool = False) -> Row:
    return Row(tuple(_cell(cell, main, head=head) for cell in row.cells), head=head)


def _cell(cell: Cell, main: Language, *, head: bool) -> tuple[Line, ...]:
    lines = [
        _text_line(block, "CellHead" if head or block.style.bold else "Cell", main)
        for block in cell.blocks
        if isinstance(block, TextBlock)
    ]
    return tuple(lines) or (Line("Cell", main, ()),)


def _text_line(block: TextBlock, style: LineStyle, main: Language) -> Line:
    language: Language = "en" if block.language == "en" else "de" if block.language == "de" else main
    text = "".join(run.text for run in block.runs)
    return replace(_line(style, language, text), quiet=block.style.italic)
