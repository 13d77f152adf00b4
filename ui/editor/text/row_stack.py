"""The rows of a text one below the other: their positions, the visible ones, and the row at a point.

Only rows in sight are laid out; the others have an estimated height until they are. Where an estimate was wrong, the
rows below move and the top visible row stays in place.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from datapact.base.texts import Language
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import clause_marks, clause_number
from datapact_ui.editor.text.row_layout import LaidRow, RowLayout, is_cell
from datapact_ui.editor.text.text_rows import TextRow, text_rows
from datapact_ui.kit.theme.measures import space

type Anchor = tuple[str, float]
"""A row by its place, and how many pixels of it are above what is seen."""


class RowStack:
    """Rows with their tops, in pixels from the beginning of the text."""

    def __init__(self) -> None:
        self.layout = RowLayout()
        self.rows: list[LaidRow] = []
        self.tops: list[float] = [0.0]
        self.index: dict[str, int] = {}
        """The number of each place's row."""
        self.height = 0.0

    def show(self, document: AgreementDocument, languages: Sequence[Language]) -> None:
        """Take the rows of a document; unchanged ones keep their layout."""
        before = len(self.layout.languages), self.layout.gutter
        self.layout.languages = tuple(language for language in languages if language in document.languages)
        first = next(iter(self.layout.languages), document.prevailing)
        widest = max(clause_marks(document.clauses, first), key=len, default="")
        self.layout.make_room_for(max(widest, clause_number(len(document.clauses), first), key=len))
        if (len(self.layout.languages), self.layout.gutter) != before:  # the width of the columns has changed
            self.forget()
        known = {entry.row.place: entry for entry in self.rows}
        self.rows = [self._kept(known.get(row.place), row) for row in text_rows(document, first)]
        self.index = {entry.row.place: number for number, entry in enumerate(self.rows)}

    def _kept(self, old: LaidRow | None, row: TextRow) -> LaidRow:
        if (
            old is None
            or (old.row.kind, old.row.cell) != (row.kind, row.cell)
            or not (old.row.texts is row.texts or old.row.texts == row.texts)
        ):
            return LaidRow(row, self.layout.estimate(row))
        old.row = row
        old.laid = {language: laid for language, laid in old.laid.items() if language in self.layout.languages}
        old.exact = old.exact and set(old.laid) >= set(self.layout.languages)
        return old

    def reword(self, number: int, language: Language, row: TextRow) -> bool:
        """Lay out one row anew with other words; returns whether its height changed."""
        entry = self.rows[number]
        entry.row = row
        entry.laid.pop(language, None)
        before = entry.height
        self.layout.lay_out(entry)
        return entry.height != before

    def lay_anew(self, place: str) -> None:
        """Lay out the row of a place anew, because what is shown of it has changed."""
        number = self.index.get(place)
        if number is not None:
            self.rows[number].laid.clear()
            self.rows[number].exact = False
            self.layout.lay_out(self.rows[number])

    def forget(self) -> None:
        """Drop the layout of every row, because fonts or width have changed."""
        for entry in self.rows:
            self.layout.forget(entry)

    def measure(self) -> None:
        """Compute the position of every row from the heights."""
        at = float(space(2))
        tops = []
        tallest = 0.0
        for number, entry in enumerate(self.rows):
            tops.append(at)
            entry.placed = entry.height
            tallest = max(tallest, entry.height)
            if not self._goes_on(number):
                at, tallest = at + tallest, 0.0
        self.tops = [*tops, at]
        self.height = at + space(10)

    def _goes_on(self, number: int) -> bool:
        """Whether the next row of the text stands beside this one, as the next cell of a row of a table."""
        if number + 1 >= len(self.rows):
            return False
        here, following = self.rows[number].row, self.rows[number + 1].row
        return is_cell(here) and here.parent == following.parent and here.cell[::2] == following.cell[::2]

    def first_in_line(self, number: int) -> int:
        """The first of the rows that stand beside one."""
        while number > 0 and self._goes_on(number - 1):
            number -= 1
        return number

    def height_of(self, number: int) -> float:
        """Pixels of a row with those beside it."""
        last = number
        while self._goes_on(last):
            last += 1
        return self.tops[last + 1] - self.tops[number]

    def at(self, y: float) -> int:
        """The number of the row at a height; of those beside each other the last."""
        return max(0, min(bisect.bisect_right(self.tops, y) - 1, len(self.rows) - 1))

    def anchor(self, seen_from: float) -> Anchor | None:
        """The top visible row, and how much of it is above the viewport."""
        if not self.rows:
            return None
        number = self.at(seen_from)
        return self.rows[number].row.place, seen_from - self.tops[number]

    def where(self, anchor: Anchor | None) -> float | None:
        """The scroll position that keeps an anchor in place; None for a row that no longer exists."""
        if anchor is None or anchor[0] not in self.index:
            return None
        return self.tops[self.index[anchor[0]]] + anchor[1]

    def lay_out(self, seen_from: float, seen_to: float) -> bool:
        """Lay out the rows between two heights; returns whether one has not the height that is left for it."""
        number, moved = self.first_in_line(self.at(seen_from)), False
        y, tallest = self.tops[number], 0.0
        while number < len(self.rows) and y < seen_to:
            entry = self.rows[number]
            if not entry.exact:
                self.layout.lay_out(entry)
            moved = moved or entry.height != entry.placed  # whoever laid it out
            tallest = max(tallest, entry.height)
            if not self._goes_on(number):
                y, tallest = y + tallest, 0.0
            number += 1
        return moved

    def _cell_at(self, number: int, x: float, language: Language | None) -> int:
        """Of the cells beside each other the one at ``x``."""
        first = self.first_in_line(number)
        if first == number:
            return number
        languages = self.layout.languages
        wanted = [languages.index(language)] if language in languages else range(len(languages))
        found = [
            (self.layout.column(self.rows[one].row, column)[0], one)
            for column in wanted
            for one in range(first, number + 1)
        ]
        edge = float(space(2))
        return max([one for one in found if one[0] - edge <= x], default=min(found))[1]

    def hit(self, x: float, y: float, language: Language | None = None) -> tuple[str, Language, int] | None:
        """Place, language and character at a point; only in ``language``, if given."""
        languages = self.layout.languages
        if not self.rows or not languages:
            return None
        number = self._cell_at(self.at(y), x, language)
        entry = self.rows[number]
        self.layout.lay_out(entry)
        column = 0
        for candidate in range(len(languages)):
            if x >= self.layout.column(entry.row, candidate)[0] - self.layout.gap / 2:
                column = candidate
        if language in languages:
            column = languages.index(language)
        left, _width = self.layout.column(entry.row, column)
        laid = entry.laid[languages[column]]
        inside = y - self.tops[number] - self.layout.padding(entry.row)
        if laid.edited:
            inside -= laid.edited + self.layout.apart
        position = 0
        for one in range(laid.layout.lineCount()):
            line = laid.layout.lineAt(one)
            position = line.xToCursor(x - left)
            if inside < line.y() + line.height():
                break
        return entry.row.place, languages[column], laid.position(position)
