"""Pasting into the text: what the clipboard holds becomes words, paragraphs, points and clauses in one step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Language, _, counted
from datapact.contract.clipboard.blocks import Lost, Pasted
from datapact.contract.clipboard.clip import Clip
from datapact.contract.clipboard.own import read_own
from datapact.contract.editing.clause_edits import TextRange
from datapact.contract.editing.commands import Paste
from datapact.contract.editing.paste import PastedPart, end_of, parts_of, write_parts
from datapact.contract.terms.annexes import most_annexes
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.numbering import numbers
from datapact.contract.text.typed_references import leads_nowhere, typed_references, with_references
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_READ_AT_ONCE = 100_000  # characters of HTML; more takes so long that another thread reads it

_LOST: tuple[tuple[Lost, str], ...] = (
    ("emphasis", N_("Underlines are not kept.")),
    ("table", N_("Rows of tables became points.")),
    ("nesting", N_("Lists deeper than points became points.")),
    ("picture", N_("Pictures were left out.")),
    ("deleted", N_("Words marked as deleted were left out.")),
    ("hidden", N_("Hidden words were left out.")),
)


class Pasting(QObject):
    """Puts what is pasted into the draft, and says what is not kept of it."""

    def __init__(self, context: AppContext, session: DraftSession, canvas: ClauseCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._session, self._canvas = context, session, canvas
        canvas.selecting.pasted.connect(self.paste)

    def paste(self, chosen: TextRange, clip: Clip) -> None:
        """Put the clip in place of the range."""
        document = self._session.document
        own = read_own(clip.own, document.agreement, chosen.language) if clip.own and not clip.words_only else None
        if own is not None:
            self._put(chosen, *own)
            return
        if len(clip.html) <= _READ_AT_ONCE:
            self._put(chosen, clip.read())
            return
        before = document

        def put(pasted: Pasted) -> None:
            if self._session.ready and self._session.document is before:
                self._put(chosen, pasted)
            else:
                self._context.notify(_("The text was changed meanwhile. Paste again."))

        self._context.worker.read(self, lambda _acting: clip.read(), put, key="paste")

    def _put(self, chosen: TextRange, pasted: Pasted, texts: tuple[tuple[Run, ...], ...] | None = None) -> None:
        if not pasted.blocks:
            self._context.notify(_("There are no words on the clipboard."))
            return
        before = self._session.document
        try:
            parts = parts_of(pasted.blocks, before.clauses, chosen, texts)
        except DataPactError as error:
            self._context.notify(str(error))
            return
        parts = self._with_references(parts, chosen.language)
        command = Paste(chosen.language, chosen.first, chosen.start, chosen.last, chosen.end, write_parts(parts))
        place, position = end_of(before.clauses, chosen, parts)
        if not self._session.do(command, _("Paste")):
            return
        self._canvas.show_place(place, chosen.language, position)
        said = []
        whole = [one for one in parts if one.kind != "cell" or one.columns]
        if len(parts) > 1:
            said.append(counted("{n} part pasted.", "{n} parts pasted.", len(whole)).text())
            if any(block.number or block.marker in ("number", "letter") for block in pasted.blocks):
                said.append(_("Their numbers are now those of this agreement."))
            if len(before.languages) > 1:
                said.append(_("The other language does not have them yet."))
        said += self._leads_nowhere(parts, chosen.language)
        said += [_(words) for lost, words in _LOST if lost in pasted.lost]
        if said:
            self._context.notify(" ".join(said))

    def _with_references(self, parts: tuple[PastedPart, ...], language: Language) -> tuple[PastedPart, ...]:
        """Offer to make typed references follow the parts of this agreement that bear their numbers."""
        clauses = self._session.document.clauses
        numbered = {number: place for place, number in numbers(clauses, language).items()}
        linked = [replace(one, runs=with_references(one.runs, language, numbered)) for one in parts]
        made = [
            run for one, old in zip(linked, parts, strict=True) for run in one.runs if run.ref and run not in old.runs
        ]
        if not made:
            return parts
        texts = dict(places(clauses))
        lines = [
            f"– {run.text}: {plain_text(texts[str(run.ref)].get(language, ()))[:_SHOWN]}" for run in dict.fromkeys(made)
        ]
        sure = self._context.dialogs.confirm(
            _("Do these numbers mean parts of this agreement?"),
            _("The pasted words name numbers that this agreement has, too. Here they are:")
            + "\n"
            + "\n".join(lines[:_MOST_LINES])
            + "\n\n"
            + _(
                "As cross-references they follow when parts move. Words from another contract can mean other parts: look at them."
            ),
            _("Make cross-references"),
            keep=_("Leave them as words"),
        )
        return tuple(linked) if sure else parts

    def _leads_nowhere(self, parts: tuple[PastedPart, ...], language: Language) -> list[str]:
        """Say which typed references lead nowhere in the agreement as it is now."""
        document = self._session.document
        known = frozenset(numbers(document.clauses, language).values())
        annexes = most_annexes(document.terms)
        dead = dict.fromkeys(
            one.words
            for part in parts
            for run in part.runs
            if run.is_plain
            for one in typed_references(run.text, language)
            if leads_nowhere(one, known, annexes)
        )
        return [_("This agreement has no {words}: see the findings.", words=", ".join(dead))] if dead else []


_SHOWN = 70
_MOST_LINES = 8
