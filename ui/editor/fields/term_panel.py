"""The panel that edits the term behind a chip: the template's question with its help, or only the field."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from datapact.base.errors import WrongUse
from datapact.base.texts import _
from datapact.contract.templates.questions import Question
from datapact.contract.templates.template import load_template
from datapact.contract.terms.paths import shape_at, value_at
from datapact_ui.editor.fields.forms import form_at
from datapact_ui.editor.fields.question_block import QuestionBlock
from datapact_ui.editor.fields.term_fields import field_words, member_words
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class TermPanel(QScrollArea):
    """Shows one term at a time."""

    left = Signal()
    """Enter or Escape in a field: work goes on in the text."""

    def __init__(self, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("term-panel")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._session = session
        self._form: TermForm | None = None
        self.path = ""
        session.changed.connect(lambda _command: self._refresh())
        self._show_nothing()

    def show_term(self, path: str, *, focus: bool = False) -> None:
        """Edit the term at a path."""
        if path != self.path or self._form is None:
            self.commit()
            if not self._exists(path):
                self._show_nothing()
                return
            self.path = path
            self._build(path)
        form = self._form
        if form is None:
            return
        there = self._field_at(form)
        if there is not None:
            QTimer.singleShot(0, there, lambda: self.ensureWidgetVisible(there))  # once it has its place
        if focus:
            QTimer.singleShot(0, form, self._begin)

    def _begin(self) -> None:
        """Go to the field; a value stands selected, so that what is typed takes its place."""
        if self._form is not None:
            (self._field_at(self._form) or self._form).setFocus()
            field = QApplication.focusWidget()
            if isinstance(field, QLineEdit):
                field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a field leaves over: Enter takes the value over, and both lead back to the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.commit()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _field_at(self, form: TermForm) -> QWidget | None:
        """The field of the shown term within a form that stands for more, its line opened."""
        return None if self.path == form.path else form.reveal(self.path)

    def commit(self) -> None:
        """Apply the last typed text."""
        if self._form is not None:
            self._form.commit()

    def _exists(self, path: str) -> bool:
        try:
            value_at(self._session.document.terms, path)
        except KeyError:
            return False
        return True

    def _refresh(self) -> None:
        if self._form is None:
            return
        if self._exists(self.path):
            self._form.refresh()
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self._form, self.path = None, ""
        words = Words(
            _("Coloured words show a term of the agreement. Click one, or press F2 on it, to change the term here."),
            quiet=True,
        )
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._put(words)

    def _build(self, path: str) -> None:
        owner = self._owner(path)
        question = self._question(path)
        parts: list[QWidget] = []
        if owner:
            parts.append(Words(owner, "heading"))
        if question is not None:
            concrete = ".".join(path.split(".")[: len(question.path.split("."))])
            block = QuestionBlock(self._session, question, concrete)
            self._form = block.form
            parts.append(block)
        else:
            parts.append(Words(field_words(path) if shape_at(path) else "", "strong"))
            self._form = form_at(self._session, path)
            parts.append(self._form)
        parts.append(
            Words(
                _("Everything in the text that shows this term follows. Words of your own stay."), "small", quiet=True
            )
        )
        self._put(*parts)

    def _put(self, *parts: QWidget) -> None:
        holder = QWidget(self)
        column = QVBoxLayout(holder)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(3))
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        put_page(self, holder)

    def _owner(self, path: str) -> str:
        steps = path.split(".")
        for length in range(len(steps) - 1, 1, -1):
            before = ".".join(steps[: length - 1])
            if shape_at(before).kind == "list":
                index = steps[length - 1]
                return member_words(
                    self._session.document, ".".join(steps[:length]), int(index) + 1 if index.isdigit() else 1
                )
        return ""

    def _question(self, path: str) -> Question | None:
        document = self._session.document
        try:
            template = load_template(document.template_id, document.template_version)
        except WrongUse:
            return None
        steps = path.split(".")
        for question in (question for group in template.groups for question in group.questions):
            pattern = question.path.split(".")
            if len(pattern) <= len(steps) and all(
                asked in ("*", step) for asked, step in zip(pattern, steps, strict=False)
            ):
                return question
        return None
