"""One click closes the open list of a field and does what is under it, for every field of the kit that opens one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from datapact.consent.matrix.question_form import Choice
from datapact_ui.consent.decision.question_form import _offer
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.choice_fields import ConceptsField, Option
from datapact_ui.kit.fields.law_picker import LawPicker
from datapact_ui.kit.fields.offered_names import OfferedNames
from datapact_ui.kit.widgets.wheel_free import ComboBox

ALPHA = (Choice("a", "Alpha"), Choice("b", "Beta"))


def _choice(parent: QWidget) -> QWidget:
    return ChoiceBox(ALPHA, free=True, parent=parent)


def _concepts(parent: QWidget) -> QWidget:
    options = [Option("a", "Alpha"), Option("b", "Beta")]
    return ConceptsField("c", "Concepts", lambda: options, str, parent).box


def _law(parent: QWidget) -> QWidget:
    return LawPicker(QLineEdit(parent), "x", parent).act


def _question(parent: QWidget) -> QWidget:
    box = ComboBox(parent)
    box.setEditable(True)
    _offer(box, ALPHA, "")
    return box


def _names(parent: QWidget) -> QWidget:
    line = QLineEdit(parent)
    OfferedNames(line, ["Alpha", "Beta"])
    return line


class Form(QWidget):
    """The field above, a button and a line far below, where no list reaches."""

    def __init__(self, make: Callable[[QWidget], QWidget]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.field = make(self)
        top = self.field if self.field.parentWidget() is self else self.field.parentWidget()
        assert top is not None
        column.addWidget(top)
        column.addSpacing(420)
        self.button, self.line = QPushButton("Do", self), QLineEdit(self)
        column.addWidget(self.button)
        column.addWidget(self.line)
        self.pushed = 0
        self.button.clicked.connect(self._push)

    def _push(self) -> None:
        self.pushed += 1

    def click(self, at: QWidget) -> None:
        """A click as the platform tells of it: to the window, whatever list is open."""
        handle = self.windowHandle()
        assert handle is not None
        QTest.mouseClick(
            handle,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            at.mapTo(self, QPoint(at.width() // 2, at.height() // 2)),
        )


@pytest.fixture(params=[_choice, _concepts, _law, _question, _names])
def form(request: pytest.FixtureRequest, qtbot: QtBot) -> Form:
    made = Form(request.param)
    qtbot.addWidget(made)
    made.resize(600, 620)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    return made


def opened(form: Form, qtbot: QtBot) -> None:
    line = form.field.lineEdit() if isinstance(form.field, QComboBox) else form.field
    assert isinstance(line, QLineEdit)
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "a")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)


def test_a_click_beside_what_is_suggested_pushes_the_button(form: Form, qtbot: QtBot) -> None:
    opened(form, qtbot)
    form.click(form.button)
    qtbot.waitUntil(lambda: form.pushed == 1)
    assert QApplication.activePopupWidget() is None
    form.click(form.button)
    assert form.pushed == 2, "a click counts once"


def test_a_click_beside_what_is_suggested_gives_the_next_field_the_focus(form: Form, qtbot: QtBot) -> None:
    opened(form, qtbot)
    form.click(form.line)
    qtbot.waitUntil(form.line.hasFocus)
    assert QApplication.activePopupWidget() is None


def test_a_click_beside_an_open_list_pushes_the_button_and_one_on_the_field_closes_it(qtbot: QtBot) -> None:
    form = Form(lambda parent: ChoiceBox(ALPHA, parent=parent))
    qtbot.addWidget(form)
    form.resize(600, 620)
    form.show()
    qtbot.waitExposed(form)
    assert isinstance(form.field, QComboBox)
    form.field.showPopup()
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    form.click(form.button)
    assert (form.pushed, QApplication.activePopupWidget()) == (1, None)
    form.field.showPopup()
    form.click(form.field)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
    assert form.field.currentText() == "Alpha"
