"""Tables of paragraphs in a returned file: found by bookmarks or words, read cell by cell, new ones taken in.

Which cell is which is told by its bookmark, else by the words of its row, else by where it stands.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean, rewritten
from datapact.contract.text.clauses import MOST_COLUMNS, MOST_ITEMS, Clause, Item, Paragraph, Run, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.tables import rows_of
from datapact.word.read.emphasis import restyled
from datapact.word.read.passages import Unit
from datapact.word.write.blocks import bookmark, bookmarked

_LEAST = 0.5  # of the cells that say something, by whose words a table is known

type Grid = list[list[list[Unit]]]
"""The paragraphs of each cell, row by row."""
type Cells = dict[str, dict[Language, list[Unit]]]
"""The paragraphs of each cell by its id and language."""


@dataclass(frozen=True, slots=True)
class FoundTables:
    """The tables of a file that are those of paragraphs."""

    of: Mapping[str, int]
    """Id of the paragraph -> number of its table in the file."""
    grids: Mapping[int, Grid]
    """Every table in the body of the file by its number."""

    def has(self, unit: Unit) -> bool:
        """Whether a paragraph of the file stands in one of them."""
        return bool(unit.cell) and unit.cell[0] in self.of.values()


def found_tables(units: Sequence[Unit], base: AgreementDocument, languages: Sequence[Language]) -> FoundTables:
    """The tables of a file, and which of them is that of which paragraph."""
    grids = _grids(units)
    if not any(paragraph.columns for clause in base.clauses for paragraph in clause.paragraphs):
        return FoundTables({}, grids)
    names = bookmarked(base, languages)
    marked = {number: _marked(grid, names) for number, grid in grids.items()}
    said = {
        number: {clean(unit.text) for row in grid for cell in row for unit in cell} for number, grid in grids.items()
    }
    of: dict[str, int] = {}
    for clause in base.clauses:
        for paragraph in clause.paragraphs:
            if not paragraph.columns:
                continue
            ids = {cell.id for cell in paragraph.items}
            words = {
                text
                for cell in paragraph.items
                for one in languages
                if (text := clean(plain_text(cell.text.get(one, ()))))
            }
            scored = [
                (len(ids & marked[number]), len(words & said[number]), -number)
                for number in grids
                if number not in of.values()
                and (ids & marked[number] or (not marked[number] and len(words & said[number]) > _LEAST * len(words)))
            ]
            if scored:
                of[paragraph.id] = -max(scored)[2]
    return FoundTables(of, grids)


def _grids(units: Sequence[Unit]) -> dict[int, Grid]:
    grids: dict[int, Grid] = {}
    for unit in units:
        if len(unit.cell) < 3:
            continue
        table, row, column = unit.cell[:3]
        grid = grids.setdefault(table, [])
        while len(grid) <= row:
            grid.append([])
        while len(grid[row]) <= column:
            grid[row].append([])
        grid[row][column].append(unit)
    return grids


def _marked(grid: Grid, names: Mapping[str, str]) -> set[str]:
    return {names[name] for row in grid for cell in row for unit in cell for name in unit.bookmarks if name in names}


def with_tables(
    document: AgreementDocument,
    base: AgreementDocument,
    found: FoundTables,
    languages: Sequence[Language],
    before_it: Mapping[str, str],
) -> tuple[AgreementDocument, Cells]:
    """The document, rebuilt without the cells of tables, with the tables of the file; and where each cell stands.

    ``before_it`` names for each table the place that stands right before it in the file: somebody may have moved it.
    """
    cells: Cells = {}
    taken = _ids(base)
    clauses = list(document.clauses)
    there = {one.id for clause in clauses for one in clause.paragraphs}
    for clause in base.clauses:
        before = ""
        for paragraph in clause.paragraphs:
            if paragraph.columns and paragraph.id in found.of and paragraph.id not in there:
                empty = dict.fromkeys(paragraph.text, ())
                bare = replace(paragraph, text=empty, items=(), columns=0)
                moved = _put_behind(clauses, before_it.get(paragraph.id, ""), bare)
                clauses = _put_back(clauses, base, clause.id, before, bare) if moved is None else moved
            before = paragraph.id
    was = {one.id: one for clause in base.clauses for one in clause.paragraphs}

    def filled(paragraph: Paragraph) -> Paragraph:
        if paragraph.id in found.of:
            return _read(paragraph, was[paragraph.id], found.grids[found.of[paragraph.id]], languages, cells, taken)
        return replace(paragraph, columns=0) if paragraph.columns else paragraph

    made = [replace(clause, paragraphs=tuple(map(filled, clause.paragraphs))) for clause in clauses]
    return replace(document, clauses=tuple(made)), cells


def _put_behind(clauses: Sequence[Clause], place: str, paragraph: Paragraph) -> list[Clause] | None:
    """The paragraph at the beginning of the clause, or behind the paragraph, that is or has a place; None for no such place."""
    for n, clause in enumerate(clauses):
        ids = [{one.id, *(item.id for item in one.items)} for one in clause.paragraphs]
        at = 0 if clause.id == place else next((k + 1 for k, names in enumerate(ids) if place in names), None)
        if at is not None:
            listed = (*clause.paragraphs[:at], paragraph, *clause.paragraphs[at:])
            return [*clauses[:n], replace(clause, paragraphs=listed), *clauses[n + 1 :]]
    return None


def _put_back(
    clauses: list[Clause], base: AgreementDocument, clause: str, before: str, paragraph: Paragraph
) -> list[Clause]:
    """The paragraph behind the one that it followed, in its clause or the nearest one before that is there."""
    order = [one.id for one in base.clauses]
    earlier = order[: order.index(clause) + 1]
    there = [n for n, one in enumerate(clauses) if one.id in earlier]
    if not there:
        return clauses
    home = clauses[there[-1]]
    ids = [one.id for one in home.paragraphs]
    at = ids.index(before) + 1 if before in ids else (0 if home.id == clause else len(ids))
    listed = (*home.paragraphs[:at], paragraph, *home.paragraphs[at:])
    return [*clauses[: there[-1]], replace(home, paragraphs=listed), *clauses[there[-1] + 1 :]]


def new_table(
    place: str, grid: Grid, base: AgreementDocument, languages: Sequence[Language], cells: Cells
) -> Paragraph | None:
    """A table that stands in the file alone as a paragraph, its ``cells`` added; None for one that no contract can hold."""
    empty = dict.fromkeys(base.languages, ())
    width = max(map(len, grid))
    if not 0 < width <= MOST_COLUMNS or width * len(grid) > MOST_ITEMS:
        return None
    made = _read(Paragraph(place, empty), Paragraph(place, empty), grid, languages, cells, _ids(base))
    return made if any(run.text for cell in made.items for runs in cell.text.values() for run in runs) else None


def _ids(base: AgreementDocument) -> frozenset[str]:
    """The ids of all parts: none of them is one of a new cell."""
    return frozenset(place for place, _texts in places(base.clauses))


def _read(
    paragraph: Paragraph,
    was: Paragraph,
    grid: Grid,
    languages: Sequence[Language],
    cells: Cells,
    ids_of_base: frozenset[str],
) -> Paragraph:
    width = max(map(len, grid))
    if not 0 < width <= MOST_COLUMNS or width * len(grid) > MOST_ITEMS:
        return paragraph  # the checks of the format name what a table cannot be
    names = {bookmark(cell.id, language): (cell.id, language) for cell in was.items for language in languages}
    texts = {cell.id: cell.text for cell in was.items}
    order = _order(was, grid, width, names, ids_of_base | cells.keys())
    items: list[Item] = []
    for row, ids in zip(grid, order, strict=True):
        for column, name in enumerate(ids):
            said = _by_language(row[column] if column < len(row) else [], languages, names)
            cells[name] = said
            old = texts.get(name, {})
            text = {language: old.get(language, ()) for language in paragraph.text}
            for language in languages:
                text[language] = _runs(old.get(language, ()), said.get(language, []))
            items.append(Item(name, text))
    return replace(paragraph, items=tuple(items), columns=width)


def _order(
    was: Paragraph, grid: Grid, width: int, names: Mapping[str, tuple[str, Language]], others: Set[str]
) -> list[list[str]]:
    """The id of each cell: its own, that of its place in a row that is known, or a new one."""
    rows = rows_of(was)
    row_of = {cell.id: n for n, row in enumerate(rows) for cell in row}
    own = [
        [next((names[name][0] for unit in cell for name in unit.bookmarks if name in names), "") for cell in row]
        for row in grid
    ]
    known: list[int | None] = []
    for listed in own:
        votes = Counter(row_of[one] for one in listed if one)
        best = votes.most_common(1)[0][0] if votes else None
        known.append(best if best not in known else None)
    left = [n for n in range(len(rows)) if n not in known]
    words = {n: [{clean(plain_text(runs)) for runs in cell.text.values()} - {""} for cell in rows[n]] for n in left}
    for n, row in enumerate(grid):
        if known[n] is None:
            now = [{clean(unit.text) for unit in cell} - {""} for cell in row]
            same = next((one for one in left if words[one] == now), None)
            if same is None:
                same = next((one for one in left if any(a & b for a, b in zip(words[one], now, strict=False))), None)
            if same is None and len(grid) == len(rows) and n in left:
                same = n
            if same is not None:
                known[n] = same
                left.remove(same)
    taken = {one for listed in own for one in listed if one}
    result: list[list[str]] = []
    used: set[str] = set()
    for n, row in enumerate(grid):
        ids: list[str] = []
        for column in range(width):
            name = own[n][column] if column < len(row) else ""
            line = known[n]
            if name in used:
                name = ""
            if not name and line is not None and column < len(rows[line]) and rows[line][column].id not in taken | used:
                name = rows[line][column].id
            if not name:
                name = _free(
                    f"{was.id}/{n}/{column}/"
                    + "".join(unit.text for unit in (row[column] if column < len(row) else [])),
                    used | others,
                )
            used.add(name)
            ids.append(name)
        result.append(ids)
    return result


def _free(words: str, taken: set[str]) -> str:
    name = "cell-" + hashlib.sha256(words.encode()).hexdigest()[:16]
    return name if name not in taken else _free(words + "/", taken)


def _by_language(
    units: Sequence[Unit], languages: Sequence[Language], names: Mapping[str, tuple[str, Language]]
) -> dict[Language, list[Unit]]:
    marks = [next((names[name][1] for name in unit.bookmarks if name in names), None) for unit in units]
    if not any(marks) and len(units) == len(languages):
        return {language: [unit] for language, unit in zip(languages, units, strict=True)}
    found: dict[Language, list[Unit]] = {}
    now = languages[0]
    for unit, mark in zip(units, marks, strict=True):
        now = mark or now
        found.setdefault(now, []).append(unit)
    return found


def _runs(old: tuple[Run, ...], units: Sequence[Unit]) -> tuple[Run, ...]:
    words = "\n".join(unit.text for unit in units)
    if not clean(words):
        return ()
    runs = rewritten(old, words).runs if old else (Run(clean(words)),)
    spans = tuple(span for unit in units for span in unit.spans)
    return restyled(runs, replace(units[0], spans=spans))
