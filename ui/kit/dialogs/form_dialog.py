"""Form dialogs: a heading, a sentence, fields with their labels, which scroll, and one button that acts.

A disabled button shows the reason, and Return leads to the field that is the reason. Refusals of the core are shown
above the buttons, and all entered values stay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.dialogs.kept_entries import entries_of
from datapact_ui.kit.dialogs.kept_forms import KeptLine, forget_form, keep_form, kept_form
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.day_field import DayField, SetDayField
from datapact_ui.kit.fields.evidence_field import EvidenceField
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.layout import fitting
from datapact_ui.kit.theme.measures import characters, line_height, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.wheel_free import SpinBox

if TYPE_CHECKING:
    from datapact.consent.matrix.question_form import Choice
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.dialogs.kept_entries import Entries

_KEEP_AFTER_MSECS = 700
"""After the last change; what is kept is written within another second."""


class FormDialog(Dialog):
    """A dialog that asks: fields, the reason why its button is off, and what was refused.

    ``form`` holds the fields, ``body`` the parts around it. Subclasses add fields, then call ``fit_fields``.

    ``do`` is the button's action: it acts by ``run``, or emits ``taken`` to the opener, who reads the entered values.
    """

    taken = Signal()
    """The button was pressed, and the opener is to do it."""
    touches: frozenset[str] = frozenset()
    """The default data touched by the changes of ``run``."""

    def __init__(
        self,
        context: AppContext,
        name: str,
        title: str,
        sentence: str,
        button: str,
        picture: str,
        parent: QWidget | None = None,
        *,
        heading: str = "",
        above: bool = False,
        help_page: str = "",
    ) -> None:
        """``heading``: if it is not the title; ``above``: labels are above their fields, for long ones."""
        super().__init__(name, title, parent, help_page=help_page)
        self.context = context
        self._complete = False
        self._begun: Entries = {}
        self._is_kept = self._is_locked = False
        """Whether something of this window is kept; whether the vault closes over it."""
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(_KEEP_AFTER_MSECS)
        self._keep_soon.timeout.connect(self._keep_now)
        self._reason_at: QWidget | None = None
        self.column.addWidget(Words(heading or title, "title", self))
        self._scroll = fitting.WholePage(self)
        self._fields = QWidget(self)
        self.body = QVBoxLayout(self._fields)
        self.body.setContentsMargins(0, 0, space(2), 0)
        self.body.setSpacing(space(3))
        if sentence:
            self.body.addWidget(Words(sentence, parent=self._fields))
        self.form = Form(self._fields, above=above)
        self.body.addWidget(self.form)
        self.column.addWidget(self._scroll, 1)
        self.doing = self.add_button(f"{name}-do", button, picture, self.do, primary=True)
        self.waiting = Words("", "small", self, quiet=True)
        """What is missing, beside the button that waits for it."""
        self.waiting.setObjectName(f"{name}-waiting")

    def fit_fields(self, wide: float = 92) -> None:
        """Call when all fields are there: as high as they are, if the screen allows."""
        self.body.addStretch(1)
        kept = kept_form(self.context, self.objectName())
        if kept is not None:
            line = KeptLine(self.context, self.objectName(), kept, self._fields)
            line.filled.connect(self._keep_now)
            self.body.insertWidget(0, line)
        around = self.column.contentsMargins()
        width = min(characters(wide), fitting.room_for(self).width()) - around.left() - around.right()
        self.form.arrange(width - space(2))
        self._scroll.set_page(self._fields)
        for tick in self._fields.findChildren(QAbstractButton):  # also in parts that a form brings along
            if tick.isCheckable():
                tick.toggled.connect(self.update_state)
        self._begun = entries_of(self._fields)
        self._complete = True
        self.update_state()  # what is missing takes room, too
        self.finish(wide, 0, self.waiting)
        if self.height() < fitting.room_for(self).height():  # no bar to keep away from
            self.body.setContentsMargins(0, 0, 0, 0)
        self.form.first().setFocus()

    def put_before(self, part: QWidget) -> None:
        """Put a widget before the fields."""
        self.body.insertWidget(self.body.indexOf(self.form), part)

    # ---- fields ----

    def line(self, name: str, words: str, text: str = "", longest: int = 0) -> QLineEdit:
        """A line of text, of at most ``longest`` characters."""
        made = self.form.line(name, words, text)
        if longest:
            made.setMaxLength(longest)
        made.textChanged.connect(self.update_state)
        return made

    def box(
        self, name: str, words: str, choices: Sequence[Choice], *, free: bool = False, empty: str = "", chosen: str = ""
    ) -> ChoiceBox:
        """A choice box; ``free``: other text can be typed, too. ``empty`` is the text for no choice."""
        made = ChoiceBox(choices, free=free, empty=empty, parent=self.form)
        self.form.add(name, words, made)
        if chosen:
            made.choose(chosen)
        made.chosen.connect(self.update_state)
        return made

    def choice(
        self,
        name: str,
        words: str,
        choices: Sequence[tuple[str, str]],
        chosen: str | None = None,
        *,
        unchosen: str = "",
    ) -> QComboBox:
        """One of several (code, words); ``unchosen`` are the words shown until something is chosen."""
        made = self.form.choice(name, words, choices, chosen, unchosen=unchosen)
        made.currentIndexChanged.connect(self.update_state)
        return made

    def maybe_day(self, name: str, words: str, day: date | None, placeholder: str = "") -> DayField:
        """A day, or none."""
        made = DayField(name, words, self.form, day)
        if placeholder:
            made.invite(placeholder)
        self.form.add(f"day-{name}", words, made)
        made.line.textChanged.connect(self.update_state)
        return made

    def set_day(self, name: str, words: str, day: date) -> SetDayField:
        """A day that is always there."""
        made = SetDayField(name, words, day, self.form)
        made.edited.connect(self.update_state)
        self.form.add(f"day-{name}", words, made)
        return made

    def paragraph(self, name: str, words: str, lines: float = 3, placeholder: str = "") -> QPlainTextEdit:
        """A longer text."""
        made = QPlainTextEdit(self.form)
        made.setTabChangesFocus(True)
        made.setPlaceholderText(placeholder)
        made.setFixedHeight(round(line_height() * (lines + 0.8)))
        made.textChanged.connect(self.update_state)
        self.form.add(name, words, made)
        return made

    def tick(self, name: str, words: str, *, on: bool = False) -> Tick:
        """A tick for yes or no."""
        made = Tick(words, self.form)
        made.setChecked(on)
        made.toggled.connect(self.update_state)
        self.form.add(name, "", made)
        return made

    def number(self, name: str, words: str, least: int, most: int, value: int) -> QSpinBox:
        """A whole number."""
        made = SpinBox(self.form)
        made.setRange(least, most)
        made.setValue(value)
        made.valueChanged.connect(self.update_state)
        self.form.add(name, words, made)
        return made

    def evidence(self, name: str, words: str) -> EvidenceField:
        """A file, or none."""
        made = EvidenceField(self.context.dialogs, name, words, self.form)
        made.shown.textChanged.connect(self.update_state)
        self.form.add(name, words, made)
        return made

    # ---- doing ----

    def why_not(self) -> str:
        """The reason why the form cannot act yet, in a sentence; empty when it can."""
        return ""

    def needs(self, words: str, *fields: QWidget) -> str:
        """The sentence (by default one that names the field) while one of these is empty; Return leads to that one."""
        for field in fields:
            if not _holds_something(field):
                self._reason_at = field
                return words or _("Please fill in “{what}”.", what=field.accessibleName())
        return ""

    def update_state(self, *_entered: object) -> None:
        """React to an entered value; what was refused before may be mended by it, so it no longer stands there in red."""
        if self._complete:
            self._keep_soon.start()
            if self.problem.words.text():
                self.show_problem("")
            reason = self.why_not()
            bar_control(self.doing, reason)
            if reason != self.waiting.text():
                whole = (
                    self.isVisible() and fitting.missing_height(self) <= 0
                )  # what a person made smaller stays smaller
                self.waiting.setText(reason)
                if whole:
                    QTimer.singleShot(0, self, lambda: fitting.grow(self))

    def keep_entered(self) -> None:
        self._is_locked = True
        self._keep_now()

    def done(self, result: int) -> None:
        """Close; what was entered is forgotten with it, unless the vault closes over it."""
        self._keep_soon.stop()
        if self._is_kept and not self._is_locked:
            forget_form(self.context, self.objectName())
        super().done(result)

    def _keep_now(self) -> None:
        """Keep what differs from how the window began, so that neither a lock nor a kill loses it."""
        self._keep_soon.stop()
        changed = {name: one for name, one in entries_of(self._fields).items() if one != self._begun.get(name)}
        if changed or self._is_kept:
            self._is_kept = True
            keep_form(self.context, self.objectName(), self.windowTitle(), changed)

    def do(self) -> None:
        """React to the button."""
        self.taken.emit()

    def run[T](
        self,
        words: str,
        job: Callable[[Acting, Progress], T],
        done: Callable[[T], object],
        *,
        touches: frozenset[str] | Callable[[T], frozenset[str]] | None = None,
    ) -> None:
        """Act in the lane of changes; refusals are shown here."""
        self.show_problem("")
        self.buttons.setEnabled(False)

        def succeeded(value: T) -> None:
            self.buttons.setEnabled(True)
            done(value)

        wanted = self.touches if touches is None else touches
        self.context.worker.change(self, words, job, succeeded, touches=wanted, failed=self._failed)

    def _failed(self, error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        self.show_problem(str(error))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show why, on Return with a disabled button, and go to the field that is the reason."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or self.doing.isEnabled():
            super().keyPressEvent(event)
            return
        self._reason_at = None
        reason = self.why_not()
        if reason:
            self.show_problem(reason)
        if self._reason_at is not None:
            self._reason_at.setFocus()
            self._scroll.ensureWidgetVisible(self._reason_at)


def _holds_something(field: QWidget) -> bool:
    match field:
        case ChoiceBox() | DayField():
            return bool(field.value())
        case QComboBox():
            return field.currentIndex() >= 0
        case QLineEdit():
            return bool(field.text().strip())
        case QPlainTextEdit():
            return bool(field.toPlainText().strip())
        case EvidenceField():
            return field.path is not None
        case _:
            raise TypeError(type(field))
