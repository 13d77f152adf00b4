"""The places of our text in their file: their paragraphs and rows, taken out and filled with our changes tracked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.text.clauses import Item
from datapact.contract.text.document import AgreementDocument
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import W, cells_in
from datapact.word.read.rebuild import Rebuilt
from datapact.word.reply.new_tables import table_around
from datapact.word.reply.paragraphs import plain
from datapact.word.reply.tracked_runs import (
    Marks,
    Shown,
    characters,
    fill,
    mark_paragraph,
    mark_row,
    row_around,
)


@dataclass(slots=True)
class PlacesInFile:
    """The places of our text in the body of their file, which has no open changes; ``left`` is said elsewhere."""

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
    nodes: dict[str, dict[Language, list[etree._Element]]] = field(default_factory=dict)
    """The paragraphs of each place, once written also of new ones."""
    left: dict[str, None] = field(default_factory=dict)
    """Places for which their file has no room where they belong."""

    def characters(self, node: etree._Element) -> Iterator[tuple[str, Shown]]:
        """The texts of a paragraph, each with what it looks like."""
        return characters(node, self.coverage.notes)

    def first(self, place: str) -> etree._Element | None:
        """The first paragraph of a place that still stands in the file."""
        listed = (node for nodes in self.nodes.get(place, {}).values() for node in nodes)
        return next((node for node in listed if node.getparent() is not None), None)

    def nodes_of(self, place: str) -> list[etree._Element]:
        """The paragraphs of a place in all languages."""
        return [node for nodes in self.nodes.get(place, {}).values() for node in nodes]

    def table_of(self, name: str) -> etree._Element | None:
        """The table in which a place stands; None for none."""
        first = self.first(name)
        return None if first is None else table_around(first)

    def row_of(self, names: Sequence[str]) -> etree._Element | None:
        """The row with these cells; None where one of them has none of its own, as where cells were merged."""
        firsts = [self.first(name) for name in names]
        rows = [None if node is None else row_around(node) for node in firsts]
        row = rows[0] if rows else None
        whole = row is not None and all(one is row for one in rows) and len(cells_in(row)) == len(rows)
        return row if whole else None

    def delete(self, place: str, language: Language, stays: Set[etree._Element]) -> None:
        """Mark the words of a place as deleted, and its paragraph or row; rows in ``stays`` stay."""
        for node in self.nodes.get(place, {}).get(language, []):
            text = list(self.characters(node))
            looks = [look for part, look in text for _one in part]
            words = "".join(part for part, _look in text)
            fill(node, plain(words), (), looks, self.marks, self.coverage.styles)
            row = row_around(node)
            if row is not None and row not in stays:
                mark_row(row, "del", self.marks)
            elif row is None or any(one.tag == W + "p" for one in node.itersiblings()):  # never the last one of a cell
                mark_paragraph(node, "del", self.marks)

    def fill(self, cell: Item, column: etree._Element) -> None:
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
