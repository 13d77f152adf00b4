"""Moves of the end of a selection, or of the cursor: by characters, words, rows and pages, over all rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datapact.base.texts import Language
from datapact.contract.text.clauses import plain_text
from datapact_ui.editor.text.range_keys import Way
from datapact_ui.editor.text.range_selection import Spot

if TYPE_CHECKING:
    from datapact_ui.editor.text.row_canvas import RowCanvas

_WORD = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


def words_of(canvas: RowCanvas, place: str, language: Language) -> str:
    """The words of a row as they are counted by positions."""
    row = canvas.row_of(place)
    return plain_text(row.texts.get(language, ())) if row is not None else ""


def moved(canvas: RowCanvas, language: Language, caret: Spot, way: Way) -> Spot:
    """The place to which ``way`` leads from ``caret``; at an end of the text it leads nowhere."""
    places = list(canvas.row_numbers)
    number = canvas.row_numbers[caret.place]
    words = words_of(canvas, caret.place, language)

    def end_of(place: str) -> Spot:
        return Spot(place, len(words_of(canvas, place, language)))

    match way:
        case Way.START:
            return Spot(places[0], 0)
        case Way.END:
            return end_of(places[-1])
        case Way.ROW_START:
            return Spot(caret.place, 0)
        case Way.ROW_END:
            return end_of(caret.place)
        case Way.PAGE_UP | Way.PAGE_DOWN:
            place = canvas.page_from(caret.place, -1 if way.back else 1)
            return Spot(place, 0) if way.back else end_of(place)
        case Way.UP | Way.DOWN:
            target = number + (-1 if way.back else 1)
            if not 0 <= target < len(places):
                return Spot(caret.place, 0) if way.back else end_of(caret.place)
            return Spot(places[target], 0) if way.back else end_of(places[target])
    if way.back and caret.position <= 0:
        return end_of(places[number - 1]) if number else caret
    if not way.back and caret.position >= len(words):
        return Spot(places[number + 1], 0) if number + 1 < len(places) else caret
    if way in (Way.BEFORE, Way.BEHIND):
        return Spot(caret.place, caret.position + (-1 if way.back else 1))
    starts = [found.start() for found in _WORD.finditer(words)] + [len(words)]
    if way.back:
        return Spot(caret.place, max(at for at in starts if at < caret.position))
    return Spot(caret.place, min(at for at in starts if at > caret.position))
