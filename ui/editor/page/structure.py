"""Keys and actions on the clause tree: each finds the place of the cursor and does one domain command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from datapact.agreements.library.drafts import own_clauses_for
from datapact.base.texts import N_, Language, Listed, Message, _, current_language
from datapact.contract.changes.renumbering import renumbering
from datapact.contract.editing.clause_edits import TextRange, is_emphasised, matching_cuts
from datapact.contract.editing.commands import (
    Emphasise,
    InsertClause,
    InsertItem,
    InsertParagraph,
    JoinPart,
    MovePart,
    RemovePart,
    Renumber,
    ReplaceRange,
    Reword,
    SplitPart,
    Style,
)
from datapact.contract.editing.edit import inverse
from datapact.contract.templates.clause_library import LibraryClause, empty_clause, fresh_id, with_fresh_ids
from datapact.contract.templates.placing import before_final
from datapact.contract.text.clauses import Clause, Run, emphasis_of, places, plain_text, tidy_runs
from datapact.contract.text.document import write_clause
from datapact.contract.text.keeping import places_that_refer_into, places_that_refer_to_deleted
from datapact.contract.text.numbering import PREAMBLE, numbers
from datapact.library.clauses.own_clauses import OWN, OnOffer
from datapact.library.clauses.placing import on_same_matter, with_own_clause
from datapact_ui.editor.page.library_dialog import LibraryDialog
from datapact_ui.editor.page.outline import Outline
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.editor.text.text_rows import TextRow
from datapact_ui.editor.writing.renumber_dialog import RenumberDialog
from datapact_ui.editor.writing.tables import Tables

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class Structure(QObject):
    """Works on the current place of a canvas, or on the clause chosen in the outline when that has the focus."""

    def __init__(
        self,
        context: AppContext,
        session: DraftSession,
        canvas: ClauseCanvas,
        outline: Outline,
        show_again: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._session, self._canvas, self._outline = context, session, canvas, outline
        self._show_again = show_again
        self.tables = Tables(context, session, canvas, self)
        canvas.reworded.connect(self.reword)
        canvas.split_wanted.connect(self.split)
        canvas.join_wanted.connect(self.join)
        canvas.selecting.replaced.connect(self.replace_range)
        outline.moved.connect(self.move_clause)

    def move_clause(self, clause: str, to: int) -> None:
        """Move a clause dragged to another place."""
        self._session.do(MovePart(clause, to), _("Move clause"))

    def reword(self, place: str, language: str, runs: object) -> None:
        """Apply words typed at a place."""
        command = Reword(place, cast(Language, language), cast("tuple[Run, ...]", runs))
        if (
            not self._session.do(command, _("Typing"), merge=f"{place} {language}")
            and self._session.refusal is not None
        ):
            self._show_again()

    def replace_range(self, chosen: TextRange, words: str) -> None:
        """Delete words over several parts, or replace them by typed or pasted ones, in one step."""
        runs = (Run(words),) if words else ()
        command = ReplaceRange(chosen.language, chosen.first, chosen.start, chosen.last, chosen.end, runs)
        if self._session.do(command, _("Typing") if words else _("Delete")):
            self._canvas.show_place(chosen.first, chosen.language, chosen.start + len(words))

    def split(self, place: str, language: str, at: int) -> None:
        """Enter: the text after the cursor becomes a paragraph or point of its own, in both languages."""
        row = self._canvas.row_of(place)
        if row is None:
            return
        if row.kind == "heading":
            self._canvas.step(1)
            return
        if row.cell[2] and self._canvas.editor is not None:  # a cell has lines
            self._canvas.editor.insert_line()
            return
        cuts = matching_cuts(row.texts, cast(Language, language), at)
        fresh = fresh_id(place, self._taken())
        if self._session.do(SplitPart(place, fresh, cuts), _("Split")):
            self._canvas.show_place(fresh)

    def join(self, place: str) -> None:
        """Backspace at the beginning: append to the paragraph or point before."""
        row = self._canvas.row_of(place)
        if row is None or row.kind == "heading" or row.index == 0 or row.cell[2]:
            return
        before = [
            other for other in self._canvas.texts().values() if other.parent == row.parent and other.kind == row.kind
        ]
        target = before[row.index - 1]
        position = len(plain_text(target.texts.get(self._canvas.language, ())))
        if self._session.do(JoinPart(place), _("Join")):
            self._canvas.show_place(target.place, position=position)

    def emphasise(self, style: Style) -> None:
        """Bold or italic: what is selected, or what is typed next; once more takes it back."""
        editor, chosen = self._canvas.editor, self._canvas.selecting.words()
        row = self._current_row()
        if editor is None or row is None:
            return
        if chosen is None:
            if row.kind == "heading":
                self._context.notify(_("A heading stands out as a whole."))
                return
            now = editor.typed_emphasis()
            bold, italic = now.startswith("bold"), now.endswith("italic")
            editor.wish(emphasis_of(bold=bold != (style == "bold"), italic=italic != (style == "italic")))
            said = {"bold": (_("Bold off"), _("Bold on")), "italic": (_("Italic off"), _("Italic on"))}
            self._context.notify(said[style][not (bold if style == "bold" else italic)])
            return
        texts = list(places(self._session.document.clauses))
        on = not is_emphasised(texts, chosen, style)
        command = Emphasise(chosen.language, chosen.first, chosen.start, chosen.last, chosen.end, style, on)
        if self._session.do(command, _("Bold") if style == "bold" else _("Italic")):
            self._canvas.selecting.choose(chosen)
        elif row.kind == "heading" and chosen.first == chosen.last:
            self._context.notify(_("A heading stands out as a whole."))

    # ---- parts ----

    def _taken(self) -> set[str]:
        return {identifier for identifier, _texts in places(self._session.document.clauses)}

    def _current_row(self) -> TextRow | None:
        return self._canvas.row_of(self._canvas.current)

    def insert_clause(self) -> None:
        """Insert an empty clause after the current one."""
        self._put_clause(empty_clause(self._session.document), self._place_behind())

    def open_library(self) -> None:
        """Choose a clause from the library."""
        document = self._session.document

        def show(own: tuple[OnOffer, ...]) -> None:
            row = self._current_row()
            behind = None if row is None or row.clause == PREAMBLE else self._place_behind()
            dialog = LibraryDialog(document, self._canvas.language, self._canvas.window(), own, behind)
            dialog.chosen.connect(self._insert_from_library)
            dialog.open()

        self._context.worker.read(self, lambda acting: own_clauses_for(acting, document), show, key="library")

    def _insert_from_library(self, entry: LibraryClause, at: int) -> None:
        place = at if at >= 0 else self._place_behind()
        if entry.source == OWN:
            self._put_own(entry, place)
            return
        self._put_clause(with_fresh_ids(entry.clause, self._session.document), place)

    def _put_own(self, entry: LibraryClause, at: int) -> None:
        """Put a clause of the house in place of the one that it replaces, as one step that can be undone."""
        before = self._session.document
        after = with_own_clause(before, entry.clause, at, self._session.opened.ground)
        if self._session.do(inverse(after, before), _("Insert clause")):
            self._canvas.show_place(entry.clause.id)
            self._canvas.setFocus()
            language = self._canvas.language
            table = numbers(after.clauses, language)
            others = [
                f"{table.get(one.id, '')} {plain_text(one.heading[language])}"
                for one in on_same_matter(after, entry.clause.id)
            ]
            if others:
                self._context.notify(
                    Message(
                        N_("See also {clauses}: the same matter is dealt with there."), {"clauses": Listed.of(others)}
                    )
                )

    def _place_behind(self) -> int:
        """Where a clause goes in: behind the current one, and before the final provisions while nobody chose one: the cursor
        begins in the preamble, and a clause in front of section 1 would bear a number of its own kind."""
        row = self._current_row()
        clauses = self._session.document.clauses
        if row is None or row.clause == PREAMBLE:
            return before_final(clauses)
        return [one.id for one in clauses].index(row.clause) + 1

    def _put_clause(self, clause: Clause, at: int) -> None:
        if self._session.do(InsertClause(write_clause(clause), at), _("Insert clause")):
            self._canvas.show_place(clause.id)
            self._canvas.setFocus()

    def insert_paragraph(self) -> None:
        """Insert an empty paragraph after the current one."""
        row = self._current_row()
        if row is None:
            return
        if row.cell[2]:
            self.tables.insert_row()
            return
        paragraph = row if row.kind == "paragraph" else self._canvas.row_of(row.parent) if row.kind == "item" else None
        at = paragraph.index + 1 if paragraph is not None else 0
        fresh = fresh_id(f"{row.clause}-p", self._taken())
        if self._session.do(InsertParagraph(row.clause, fresh, at), _("Insert paragraph")):
            self._canvas.show_place(fresh)
            self._canvas.setFocus()

    def insert_item(self) -> None:
        """Insert an empty point after the current one, or the first of the paragraph."""
        row = self._current_row()
        if row is None or row.kind == "heading":
            return
        if row.cell[2]:
            self._context.notify(_("A table has no points."))
            return
        paragraph, at = (row.parent, row.index + 1) if row.kind == "item" else (row.place, 0)
        fresh = fresh_id(f"{paragraph}-i", self._taken())
        if self._session.do(InsertItem(paragraph, fresh, at), _("Insert point")):
            self._canvas.show_place(fresh)
            self._canvas.setFocus()

    def insert_reference(self) -> None:
        """Insert a cross-reference at the cursor: it names its target and keeps its number right."""
        editor, row = self._canvas.editor, self._current_row()
        if editor is None or row is None:
            return
        language = self._canvas.language
        table = numbers(self._session.document.clauses, language)
        texts = dict(places(self._session.document.clauses))
        choices = {
            f"{number}  {plain_text(texts[place][language])[:70]}": place
            for place, number in table.items()
            if place != row.place
        }
        words = self._context.dialogs.ask_choice(_("Insert cross-reference"), _("Refer to"), list(choices))
        if words is None:
            return
        place = choices[words]
        position = editor.textCursor().position()
        runs = _with_reference(editor.runs(), position, Run(table[place], ref=place))
        if self._session.do(Reword(row.place, language, runs), _("Insert cross-reference")):
            self._canvas.show_place(row.place, language, position + len(table[place]))

    def move_part(self, by: int) -> None:
        """Move the current clause, paragraph or point one place up or down; a paragraph may enter the next clause."""
        row = self._current_row()
        if row is None:
            return
        if self._outline.hasFocus() or row.kind == "heading":
            index = [clause.id for clause in self._session.document.clauses].index(row.clause)
            if 0 <= index + by < len(self._session.document.clauses):
                self._session.do(MovePart(row.clause, index + by), _("Move clause"))
                self._outline.choose(row.clause)
                self._canvas.show_place(row.place)
            return
        if row.cell[2]:
            self.tables.move_row(by)
            return
        siblings = [
            other for other in self._canvas.texts().values() if other.parent == row.parent and other.kind == row.kind
        ]
        command = MovePart(row.place, row.index + by)
        if not 0 <= row.index + by < len(siblings):
            clauses = self._session.document.clauses
            index = [clause.id for clause in clauses].index(row.clause) + by
            if row.kind == "item" or not 0 <= index < len(clauses):
                return
            command = MovePart(row.place, 0 if by > 0 else len(clauses[index].paragraphs), clauses[index].id)
        if self._session.do(command, _("Move")):
            self._canvas.show_place(row.place)

    def remove(self) -> None:
        """Delete the current clause (from its heading or the outline), paragraph or point."""
        row = self._current_row()
        if row is None:
            return
        if row.cell[2] and not self._outline.hasFocus():
            self.tables.remove_row()
            return
        place = row.clause if self._outline.hasFocus() else row.place
        before = self._session.document
        if self._session.do(RemovePart(place), _("Delete")):
            listed = places_that_refer_into(before.clauses, place)
            if not listed:
                self._context.notify(_("Deleted. Undo brings it back."))
                return
            numbered = numbers(self._session.document.clauses, current_language())
            self._context.notify(
                _(
                    "Deleted. Undo brings it back. These places refer to it, and the findings name them: {places}",
                    places=", ".join(numbered[one] for one in listed if one in numbered),
                )
            )

    def renumber(self) -> None:
        """Count clauses, paragraphs and points anew, once the table of old and new numbers was confirmed."""
        clauses = self._session.document.clauses
        changes = renumbering(clauses)
        if places_that_refer_to_deleted(clauses):
            self._session.do(Renumber())  # says what bars it
            return
        if not changes:
            self._context.notify(_("All numbers follow each other already."))
            return

        def do() -> None:
            dialog.accept()
            if self._session.do(Renumber(), _("Renumber")):
                self._context.notify(_("Renumbered. Undo brings the old numbers back."))

        dialog = RenumberDialog(self._context, changes, self._canvas.window())
        dialog.taken.connect(do)
        dialog.open()


def _with_reference(runs: tuple[Run, ...], position: int, reference: Run) -> tuple[Run, ...]:
    result: list[Run] = []
    at, placed = 0, False
    for run in runs:
        end = at + len(run.text)
        if not placed and at <= position <= end:
            if run.term is None and run.ref is None:
                reference = replace(reference, emphasis=run.emphasis)
                result += [replace(run, text=run.text[: position - at]), reference]
                result.append(replace(run, text=run.text[position - at :]))
            else:
                result += [run, reference] if position > at else [reference, run]
            placed = True
        else:
            result.append(run)
        at = end
    if not placed:
        result.append(reference)
    return tidy_runs(result)
