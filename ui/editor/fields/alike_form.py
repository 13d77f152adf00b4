"""One form for many entries of a list that say the same: what is changed is changed for all, and an exception stands alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.contract.editing.commands import Command, SetTerm
from datapact.contract.editing.spread import set_for_all
from datapact_ui.editor.fields.term_fields import member_words
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact_ui.editor.text.draft_session import DraftSession


class ForAll:
    """A drafting session in which an edit of one entry is made in all entries that say the same."""

    def __init__(self, session: DraftSession, path: str, places: Sequence[int]) -> None:
        self._session, self._path, self._places = session, path, tuple(places)

    def __getattr__(self, name: str) -> object:
        return getattr(self._session, name)

    def do(self, command: Command, words: str = "", *, merge: str = "") -> bool:
        """``DraftSession.do``, for all entries."""
        if isinstance(command, SetTerm) and command.path.startswith(f"{self._path}."):
            holder = self._path.rpartition(".")[0]
            field = command.path.removeprefix(f"{self._path}.")
            command = set_for_all(self._session.document.terms, holder, self._places, field, command.value)
        return self._session.do(command, words, merge=merge)


def for_all(session: DraftSession, path: str, places: Sequence[int]) -> DraftSession:
    """The session as forms take it."""
    return cast("DraftSession", ForAll(session, path, places))


class AlikeForm(TermForm):
    """The fields of the first entry, and a choice of whom the answer shall differ for."""

    def __init__(
        self,
        session: DraftSession,
        path: str,
        places: Sequence[int],
        make_form: Callable[[DraftSession, QWidget], TermForm],
        make_exception: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        super().__init__(session, path, parent)
        self._places, self._holder = tuple(places), path.rpartition(".")[0]
        self._inner = make_form(for_all(session, path, places), self)
        self.exception = ComboBox(self)
        self.exception.setObjectName(f"exception-{path}")
        self.exception.setAccessibleName(_("Make an exception for …"))
        self.exception.view().setAccessibleName(_("Make an exception for …"))
        self.exception.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.exception.setMinimumContentsLength(20)
        self.exception.setMinimumWidth(characters(24))
        self.exception.setPlaceholderText(_("Make an exception for …"))
        self.exception.activated.connect(lambda number: make_exception(self._places[number]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(self._inner)
        column.addWidget(self.exception)
        self.refresh()

    def refresh(self) -> None:
        self._inner.refresh()
        document = self.session.document
        words = [member_words(document, f"{self._holder}.{place}", place + 1) for place in self._places]
        if words != [self.exception.itemText(number) for number in range(self.exception.count())]:
            self.exception.clear()
            self.exception.addItems(words)
        self.exception.setCurrentIndex(-1)

    def commit(self) -> None:
        self._inner.commit()

    def reveal(self, path: str) -> QWidget | None:
        return self._inner.reveal(path)
