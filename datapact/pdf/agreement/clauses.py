"""The clauses with their numbers, references as links, one language or two side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from datapact.base.texts import Language
from datapact.contract.text.clauses import Clause, Item, Paragraph, RunTexts, places, plain_text
from datapact.contract.text.clauses import Run as TextRun
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_marks, marks
from datapact.contract.text.tables import rows_of
from datapact.pdf.engine.blocks import Whole
from datapact.pdf.engine.composer import Story
from datapact.pdf.engine.fonts import NO_BREAK_SPACE
from datapact.pdf.engine.grid import Cell, Grid, SideBySide
from datapact.pdf.engine.grid import Row as GridRow
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.text_block import Block, Label, TextBlock
from datapact.pdf.engine.typography import (
    BODY,
    BODY_COLUMN,
    CELL,
    COLUMN_HEAD,
    GUTTER,
    HANGING,
    ITEM,
    ITEM_COLUMN,
    KICKER,
    QUIET,
    Style,
)
from datapact.pdf.engine.wording import COLUMN_PREVAILS, COLUMN_TRANSLATION, LANGUAGE_NAME, filled


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A text with its label, and the elements that it fills by language."""

    text: RunTexts
    label: str
    indent: float
    place: str
    style: Style


def clause_place(identifier: str) -> str:
    """Name of the place of a clause, paragraph or item."""
    return f"clause.{identifier}"


def add_clauses(story: Story, agreement: AgreementDocument) -> None:
    """All clauses, each a section with its heading, paragraphs and lists."""
    targets = frozenset(identifier for identifier, _text in places(agreement.clauses))
    if story.bilingual:
        _add_column_heads(story)
    counted = {language: clause_marks(agreement.clauses, language) for language in story.languages}
    for index, clause in enumerate(agreement.clauses):
        numbers = {language: counted[language][index] for language in story.languages}
        _add_clause(story, clause, numbers, targets, is_last=index == len(agreement.clauses) - 1)


def _add_column_heads(story: Story) -> None:
    cells = []
    for index, language in enumerate(story.languages):
        named = filled(COLUMN_TRANSLATION if index else COLUMN_PREVAILS, language=LANGUAGE_NAME[language])
        element = story.root.add("P", language=story.tagged(language))
        cells.append(Cell([TextBlock([Run(named(language))], KICKER, element, language)]))
    story.add(SideBySide(cells, GUTTER))


def _add_clause(
    story: Story, clause: Clause, numbers: Mapping[Language, str], targets: frozenset[str], *, is_last: bool
) -> None:
    section = story.root.add("Sect")
    heading = tuple((language, plain_text(clause.heading.get(language, ()))) for language in story.languages)
    story.heading(heading, section, level=2, place=clause_place(clause.id), number=numbers)
    column = story.bilingual
    for position, (paragraph, mark) in enumerate(zip(clause.paragraphs, marks(clause.paragraphs), strict=True), 1):
        label = f"({mark})" if len(clause.paragraphs) > 1 else ""
        style = BODY_COLUMN if column else BODY
        if not label:
            style = replace(style, indent=0.0)
        numbered = _Numbered(paragraph.text, label, 0.0, clause_place(paragraph.id), style)
        _add_text(
            story,
            numbered,
            {language: section.add("P", language=story.tagged(language)) for language in story.languages},
            targets,
            with_next=bool(paragraph.items),
            # The annexes begin a page: no two lines of the last paragraph are left alone on the one before.
            whole=is_last and position == len(clause.paragraphs),
        )
        if paragraph.columns:
            _add_table(story, paragraph, section, targets)
        elif paragraph.items:
            _add_items(story, paragraph, section, targets, nested=bool(label))


def _add_table(story: Story, paragraph: Paragraph, section: Element, targets: frozenset[str]) -> None:
    """The table of a paragraph: the first row names the columns, a cell has the text in every language."""
    table = section.add("Table")
    made: list[GridRow] = []
    for n, cells in enumerate(rows_of(paragraph)):
        line = table.add("TR")
        made.append(
            GridRow(
                [
                    _cell(story, cell, line.add("TH", scope="Column") if not n else line.add("TD"), targets, head=not n)
                    for cell in cells
                ]
            )
        )
    again = GridRow([_cell(story, cell, None, targets, head=True) for cell in rows_of(paragraph)[0]])
    story.add(Grid((1.0,) * paragraph.columns, made[0], made[1:], again))


def _cell(story: Story, cell: Item, element: Element | None, targets: frozenset[str], *, head: bool) -> Cell:
    blocks: list[Block] = []
    for index, language in enumerate(story.languages):
        target = None if element is None else element.add("P", language=story.tagged(language))
        style = COLUMN_HEAD if head else CELL
        if index:
            style = replace(style, colour=QUIET)
        place = clause_place(cell.id) if element is not None and not index else ""
        runs = _runs(cell.text.get(language, ()), targets if element is not None else frozenset())
        blocks.append(TextBlock(runs or [Run(NO_BREAK_SPACE)], style, target, language, place=place))
    return Cell(blocks)


def _add_items(story: Story, paragraph: Paragraph, section: Element, targets: frozenset[str], *, nested: bool) -> None:
    lists: dict[str, Element] = {}
    for language in story.languages:
        lists[language] = section.add("L", language=story.tagged(language))
        lists[language].numbering = "LowerAlpha"
    style = ITEM_COLUMN if story.bilingual else ITEM
    if not nested:
        style = replace(style, indent=HANGING)
    for position, (item, mark) in enumerate(zip(paragraph.items, marks(paragraph.items), strict=True)):
        bodies: dict[str, Element] = {}
        labels: dict[str, Element] = {}
        for language in story.languages:
            entry = lists[language].add("LI")
            labels[language] = entry.add("Lbl")
            bodies[language] = entry.add("LBody")
        numbered = _Numbered(item.text, f"{mark})", style.indent - HANGING * 0.9, clause_place(item.id), style)
        # The last item of a list does not go over to the next page alone.
        _add_text(story, numbered, bodies, targets, labels, with_next=position == len(paragraph.items) - 2)


def _add_text(
    story: Story,
    numbered: _Numbered,
    elements: Mapping[str, Element],
    targets: frozenset[str],
    labels: Mapping[str, Element] | None = None,
    *,
    with_next: bool = False,
    whole: bool = False,
) -> None:
    blocks = []
    for index, language in enumerate(story.languages):
        label = Label(numbered.label, numbered.indent, (labels or {}).get(language)) if numbered.label else None
        runs = _runs(numbered.text.get(language, ()), targets)
        place = "" if index else numbered.place
        blocks.append(TextBlock(runs, numbered.style, elements[language], language, label, place))
    block: Block = blocks[0]
    if len(blocks) > 1:
        block = SideBySide([Cell([each]) for each in blocks], GUTTER, 0.0, numbered.style.after)
    if with_next:
        story.add_with_next(block)
    else:
        story.add(Whole(block) if whole else block)


def _runs(runs: Sequence[TextRun], targets: frozenset[str]) -> list[Run]:
    return [
        Run(run.text, run.is_bold, run.is_italic, link=clause_place(run.ref) if run.ref and run.ref in targets else "")
        for run in runs
    ]
