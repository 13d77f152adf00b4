"""The one form dialog: why its button is off, where Return leads, what is said when the core refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.steps.reply import Verdicts
from datapact.base.errors import WrongUse
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.background.question import Question
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.dialogs.kept_forms import kept_forms
from datapact_ui.kit.layout import fitting
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.negotiation.reply_summary import confirm_reply, reply_words
from datapact_ui.partners.fingerprint_panel import FingerprintPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class Form(FormDialog):
    """Two lines that are needed; the core refuses what they say."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "form", "A form", "What it is for.", "Do it", "check", help_page="index")
        self.first = self.line("form-first", "First")
        self.second = self.paragraph("form-second", "Second")
        self.fit_fields(70)

    def why_not(self) -> str:
        return self.needs("Fill in both.", self.first, self.second)

    def do(self) -> None:
        def refuse(_acting: Acting, _progress: Progress) -> None:
            raise WrongUse("Not like that.")

        self.run("Doing it", refuse, lambda _none: self.accept())


class Roles(FormDialog):
    """A part of its own with a tick, as of the roles of a member."""

    reason = "Tick one."

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, "roles", "Roles", "", "Do it", "check", help_page="index")
        self.part = QWidget(self.form)
        self.tick = Tick("Reads", self.part)
        self.form.add("roles", "Roles", self.part)
        self.fit_fields(60)

    def why_not(self) -> str:
        return "" if self.tick.isChecked() else self.reason


def test_a_longer_reason_makes_the_dialog_higher(styled: QApplication, context: AppContext, qtbot: QtBot) -> None:
    made = Roles(context)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    scrolled = made.findChild(fitting.WholePage)
    assert scrolled is not None

    def hidden() -> int:
        styled.processEvents()
        return scrolled.verticalScrollBar().maximum()

    qtbot.waitUntil(lambda: hidden() == 0)
    before = made.height()
    made.reason = "What is missing, said at length. " * 12
    made.update_state()
    qtbot.waitUntil(lambda: made.height() > before and hidden() == 0)


def test_a_tick_in_any_part_of_a_form_wakes_its_button(styled: QApplication, context: AppContext, qtbot: QtBot) -> None:
    made = Roles(context)
    qtbot.addWidget(made)
    assert not made.doing.isEnabled()
    made.tick.setChecked(True)
    assert made.doing.isEnabled()
    made.tick.setChecked(False)
    assert made.waiting.text() == "Tick one."


@pytest.fixture
def form(styled: QApplication, context: AppContext, qtbot: QtBot) -> Form:
    made = Form(context)
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # qtbot closes it, and looks at it then
    made.open()
    return made


def test_return_says_why_not_and_goes_to_the_field(form: Form) -> None:
    assert not form.doing.isEnabled()
    assert form.doing.toolTip() == "Fill in both."
    form.first.setText("something")
    form.doing.setFocus()
    QTest.keyClick(form.first, Qt.Key.Key_Return)
    assert form.isVisible()
    assert form.problem.words.text() == "Fill in both."
    assert not form.problem.isHidden()
    assert form.focusWidget() is form.second


def test_what_is_refused_is_said_and_what_was_entered_stays(form: Form, qtbot: QtBot) -> None:
    form.first.setText("something")
    form.second.setPlainText("more")
    assert form.doing.isEnabled()
    QTest.keyClick(form.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.problem.words.text() == "Not like that.")
    assert form.isVisible()
    assert form.first.text() == "something"
    assert form.doing.isEnabled()


def test_it_is_as_high_as_its_fields_if_the_screen_allows(
    form: Form, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = form.findChild(fitting.WholePage).verticalScrollBar()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    room = form.sizeHint().boundedTo(form.minimumSizeHint()) * 0.8
    monkeypatch.setattr(fitting, "room_for", lambda _dialog: room)
    small = Form(context)
    qtbot.addWidget(small)
    assert small.height() <= max(room.height(), small.minimumSizeHint().height())


def test_a_question_with_many_words_scrolls_and_keeps_its_buttons_on_the_screen(
    styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = QSize(1280, 720) * 0.92
    monkeypatch.setattr(fitting, "room_for", lambda _dialog: room)
    said = "The notice period goes from three to six months, and holds for both parties to the end of a quarter."
    rows = [SimpleNamespace(change=SimpleNamespace(id=str(n), messages=[said]), marked={}) for n in range(15)]
    decided = {
        str(n): Verdicts(("accepted", "refused", "reworded")[n % 3], reason=said, words={"de": said}) for n in range(15)
    }
    seen: list[tuple[QSize, QRect, int]] = []
    answers = []

    def answer(name: str) -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, Question), "a message box cannot scroll"
        button = next(one for one in box.findChildren(QPushButton) if one.text() == name)
        place = QRect(button.mapTo(box, QPoint()), button.size())
        bar = box.findChild(ScrollPage).verticalScrollBar()
        QTest.keyClick(box.findChild(ScrollPage), Qt.Key.Key_End)
        seen.append((box.size(), place, bar.maximum()))
        assert box.focusWidget().text() == "Propose this text"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    for name in ("Not yet", "Propose this text"):
        later(styled, 50, lambda name=name: answer(name)).start()
        answers.append(confirm_reply(Dialogs(), rows, decided))  # type: ignore[arg-type]
    assert answers == [False, True]
    assert len(seen) == 2
    for size, place, hidden in seen:
        assert size.height() <= room.height()
        assert QRect(QPoint(), size).contains(place)
        assert hidden > 0


def test_an_own_value_is_said_with_its_unit() -> None:
    change = SimpleNamespace(
        id="1", messages=["The retention goes to 24 months."], place="datasets.logs.retention_months"
    )
    said = reply_words([SimpleNamespace(change=change)], {"1": Verdicts("reworded", value=36)})  # type: ignore[list-item]
    assert "Yours: 36 months" in said[0]


@pytest.mark.parametrize("wide", [240, 301, 420])
def test_a_bar_is_never_its_own_reason(styled: QApplication, qtbot: QtBot, wide: int) -> None:
    area, page = ScrollPage(), QWidget()
    qtbot.addWidget(area)
    column = QVBoxLayout(page)
    column.addWidget(
        Words("For what no agreement says by itself: a certificate that expires, a training.", parent=page)
    )
    area.set_page(page)
    area.resize(120, 40)
    area.show()
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0
    area.resize(wide, column.totalHeightForWidth(wide))  # exactly as high as it needs to be without a bar
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)


def test_a_dialog_that_grows_keeps_its_buttons_on_the_screen_and_cuts_nothing(styled, qtbot) -> None:
    dialog = Dialog("growing", "Growing")
    qtbot.addWidget(dialog)
    note = QPlainTextEdit(dialog)
    note.setMinimumHeight(60)
    dialog.column.addWidget(note)
    dialog.finish(60, 8)
    dialog.show()
    room = dialog.screen().availableGeometry()
    dialog.move(room.left() + 10, room.bottom() - dialog.height())
    dialog.show_problem("A long refusal that takes several lines at this width. " * 6)
    qtbot.waitUntil(lambda: dialog.frameGeometry().bottom() <= room.bottom() and dialog.problem.isVisible())
    qtbot.waitUntil(lambda: dialog.problem.height() >= dialog.problem.heightForWidth(dialog.problem.width()))
    assert note.height() >= 60
    fitting.fit(dialog, 60, 200)
    assert room.contains(dialog.buttons.mapToGlobal(dialog.buttons.rect().bottomLeft()))


def test_a_page_that_comes_later_makes_no_dialog_higher_than_the_screen(styled, qtbot) -> None:
    """What is read in the background may need more than the screen: then the page scrolls, and the buttons stay."""
    dialog = Dialog("later", "Later")
    qtbot.addWidget(dialog)
    dialog.turn(Words("Reading …", parent=dialog))
    dialog.finish(92, 10)
    dialog.show()
    page = QWidget(dialog)
    column = QVBoxLayout(page)
    for _ in range(40):
        column.addWidget(Words("A finding with many words, that says what is missing and where. " * 4, parent=page))
    dialog.turn(page)
    fitting.fit(dialog, 92, 20)
    room = dialog.screen().availableGeometry()
    qtbot.waitUntil(lambda: dialog.height() <= room.height())
    assert room.contains(dialog.buttons.mapToGlobal(dialog.buttons.rect().bottomLeft()))


def test_no_digit_of_a_fingerprint_is_cut_in_a_narrow_pane(styled, dialogs, qtbot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    panel = FingerprintPanel("A" * 43, "Keller", dialogs, pane)
    column.addWidget(panel)
    column.addStretch(1)
    for width in (900, 260):
        pane.resize(width, 900)
        pane.show()
        qtbot.waitUntil(lambda width=width: pane.width() == width)
        for group in range(1, 9):
            digits = panel.findChild(QLabel, f"fingerprint-{group}")
            assert digits is not None
            qtbot.waitUntil(lambda digits=digits: digits.width() >= digits.sizeHint().width())
            assert digits.height() >= digits.sizeHint().height()
            assert digits.mapTo(pane, digits.rect().topRight()).x() <= width
        places = [
            QRect(one.mapTo(pane, QPoint(0, 0)), one.size())
            for one in (*panel.findChildren(QLabel), panel.findChild(QWidget, "copy-fingerprint"))
        ]
        assert not any(one.intersects(other) for n, one in enumerate(places) for other in places[:n])


@pytest.mark.parametrize("leave", ["cancel", "close"])
def test_return_in_a_field_never_cancels(qtbot: QtBot, leave: Literal["cancel", "close"]) -> None:
    dialog = Dialog("some", "Some", leave=leave)
    line = QLineEdit(dialog)
    dialog.column.addWidget(line)
    doing = dialog.add_button("some-do", "Do it", "check", lambda: None)
    doing.setAutoDefault(False)
    dialog.finish(40, 6)
    qtbot.addWidget(dialog)
    left: list[int] = []
    dialog.finished.connect(left.append)
    dialog.open()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert bool(left) == (leave == "close")
    if leave == "cancel":
        dialog.leaving.setFocus()
        QTest.keyClick(dialog.leaving, Qt.Key.Key_Return)
        assert left


def test_what_was_entered_survives_a_lock(context: AppContext, qtbot: QtBot) -> None:
    made = Form(context)
    qtbot.addWidget(made)
    made.show()
    made.first.setText("Keller")
    made.second.setPlainText("A longer text that nobody wants to type twice.")
    made.keep_entered()
    made.reject()
    again = Form(context)
    qtbot.addWidget(again)
    again.show()
    assert not again.first.text(), "nothing is filled in by itself"
    line = again.findChild(QLabel, "form-kept-words")
    assert line is not None
    assert "nobody wants to type twice" in line.text()
    fill = again.findChild(QPushButton, "form-kept-fill")
    assert fill is not None
    QTest.mouseClick(fill, Qt.MouseButton.LeftButton)
    assert again.first.text() == "Keller"
    assert again.second.toPlainText().endswith("type twice.")
    again.keep_entered()
    again.reject()
    third = Form(context)
    qtbot.addWidget(third)
    third.first.setText("Keller & Söhne")
    third.keep_entered()
    third._is_locked = False
    third.reject()  # given up by a person
    fourth = Form(context)
    qtbot.addWidget(fourth)
    assert fourth.findChild(QLabel, "form-kept-words") is None


def test_it_is_kept_while_one_types_and_no_passphrase_with_it(context: AppContext, qtbot: QtBot) -> None:
    made = Form(context)
    qtbot.addWidget(made)
    secret = QLineEdit(made._fields)
    secret.setObjectName("form-secret")
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    secret.setText("correct horse")
    made.first.setText("Keller")
    qtbot.waitUntil(lambda: "form" in kept_forms(context), timeout=5_000)
    assert dict(kept_forms(context)["form"].entries) == {"form-first": "Keller"}


def test_the_reason_that_return_showed_goes_once_it_holds_no_longer(styled: QApplication, qtbot: QtBot) -> None:
    made = Dialog("plain", "Plain")
    qtbot.addWidget(made)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    done: list[bool] = []
    button = made.add_button("plain-do", "Do it", "check", lambda: done.append(True), primary=True)
    made.finish(40, 4)
    made.show()

    def shown_after_return(reason: str) -> str:
        bar_control(button, reason)
        QTest.keyClick(made, Qt.Key.Key_Return)
        return made.problem.words.text()

    assert shown_after_return("Choose one.") == "Choose one."
    bar_control(button, "Choose one.")
    assert made.problem.words.text() == "Choose one."
    bar_control(button, "Now fill in the other.")
    assert not made.problem.words.text(), "the first one is mended"
    assert made.problem.isHidden()
    assert shown_after_return("Now fill in the other.") == "Now fill in the other."
    bar_control(button, "")
    assert not made.problem.words.text()
    assert shown_after_return("Choose one.") == "Choose one."
    made.show_problem("The disk is full.")
    bar_control(button, "")
    assert made.problem.words.text() == "The disk is full.", "only the reason itself goes"
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert done == [True]
