"""Comments in the text: what a new one is about, and which passages bear open ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.agreements.views.comments import ThreadView
from datapact.base.texts import Language
from datapact.contract.changes.anchor import Anchor, anchor_at
from datapact.contract.text.document import AgreementDocument
from datapact_ui.editor.text.commented import Commented

if TYPE_CHECKING:
    from datapact_ui.editor.text.clause_canvas import ClauseCanvas


def anchor_of_cursor(canvas: ClauseCanvas, document: AgreementDocument) -> Anchor:
    """The anchor of a new comment: the words that are selected, else the paragraph with the cursor.

    Of a selection over several rows the part in the first one; no place where the text holds the row no longer.
    """
    place, language = canvas.current, canvas.language
    chosen = canvas.selecting.range()
    editor = canvas.editor
    start = end = 0
    if chosen is not None:
        place, language = chosen.first, chosen.language
        start, length = canvas.selecting.part_of(place, language) or (0, 0)
        end = start + length
    elif editor is not None and editor.textCursor().hasSelection():
        start, end = editor.textCursor().selectionStart(), editor.textCursor().selectionEnd()
    try:
        return anchor_at(document, place, language, start, end)
    except KeyError:
        return Anchor()


def passages_of(threads: Sequence[ThreadView]) -> dict[tuple[str, Language], list[Commented]]:
    """The passages with open comments, by place and language of the text."""
    passages: dict[tuple[str, Language], list[Commented]] = {}
    for one in threads:
        if one.found.end and one.anchor.language is not None and not one.settled:
            passage = Commented(one.found.start, one.found.end - one.found.start, one.audience == "house")
            passages.setdefault((one.found.place, one.anchor.language), []).append(passage)
    return passages


def whole_places_of(threads: Sequence[ThreadView]) -> dict[str, bool]:
    """The places that open comments are about as a whole, and whether only this house has them all."""
    whole: dict[str, bool] = {}
    for one in threads:
        if one.found.place and not one.found.end and not one.settled:
            whole[one.found.place] = whole.get(one.found.place, True) and one.audience == "house"
    return whole
