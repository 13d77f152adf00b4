"""People at the windows: one with a mouse, one with keys only, and how many inputs it took them.

Widgets are found by objectName in the window or dialog in front, as a person finds them by eye. What is counted: every
click, every key outside text, every dialog of the system (files, mail). What is typed into a field counts nothing.
"""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from datapact.base.clock import Clock
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.background.question import Question
from datapact_ui.kit.widgets.cards import PrimaryButton
from datapact_ui.shell.app import App
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.window_start import WindowStart
from datapact_ui.unlock.unlock_window import UnlockWindow
from tests.acceptance.journey import CHEAP

W = TypeVar("W", bound=QWidget)
MOST_TABS = 120
HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")


class Seam(Dialogs):
    """The dialogs of the system: files that a person would choose, mail that a person would send."""

    def __init__(self, hands: Hands) -> None:
        super().__init__(lambda: hands.app.window)
        self._hands = hands
        self.files: list[Path] = []
        self.mails: list[tuple[str, str, str]] = []
        self.drafts: list[Path] = []

    def _file(self) -> Path:
        self._hands.counted("dialogs")
        return self.files.pop(0)

    def ask_open_file(self, *_arguments: Any) -> Path | None:
        return self._file()

    def ask_save_file(self, *_arguments: Any) -> Path | None:
        return self._file()

    def ask_folder(self, *_arguments: Any) -> Path | None:
        return self._file()

    def open_mail(self, to: str, subject: str, body: str) -> bool:
        self._hands.counted("dialogs")
        self.mails.append((to, subject, body))
        return True

    def open_draft(self, path: Path) -> bool:
        self._hands.counted("dialogs")
        self.drafts.append(path)
        return True

    def show_in_folder(self, path: Path) -> None:
        assert path.is_file()


class Hands(ABC):
    """A person at an application of their own."""

    def __init__(self, application: QApplication, clock: Clock, home: Path) -> None:
        self.home = home
        self.count: Counter[str] = Counter()
        self.by_step: dict[str, int] = {}
        self._step = ""
        self.faults: list[BaseException] = []
        self.seam = Seam(self)
        self.app = App(application, WindowStart(language="de"), clock=clock, kdf=CHEAP, dialogs=self.seam)
        self.app.show_fault = self.faults.append  # type: ignore[method-assign]
        self._answers: list[tuple[str, str]] = []
        self._watch = QTimer()
        self._watch.setInterval(10)
        self._watch.timeout.connect(self._answer)
        self._watch.start()

    def leave(self) -> None:
        """Lock the vault and close the window."""
        self._watch.stop()
        self.app.leave_vault()
        self.settle()
        self.app.quit()
        assert self.app.window is not None
        self.app.window.close()

    # ---- counting ----

    def begin(self, step: str) -> None:
        """What follows belongs to this step of the job, in this person's window."""
        self._step = step
        self._sit_down()
        self.by_step.setdefault(step, 0)
        window = self.app.window
        if window is not None:
            window.activateWindow()
            self.settle()

    def _sit_down(self) -> None:
        """At this person's computer: another home than the other's."""
        for name in HOMES:
            place = self.home if name == "HOME" else self.home / name.lower()
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.environ[name] = str(place)

    def counted(self, what: str, times: int = 1) -> None:
        self.count[what] += times
        self.by_step[self._step] = self.by_step.get(self._step, 0) + times

    @property
    def inputs(self) -> int:
        """All that was counted."""
        return sum(self.count.values())

    # ---- seeing ----

    def settle(self) -> None:
        """Until nothing is underway and everything is painted."""
        for _round in range(3):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if self.app.context is not None:
                assert self.app.context.worker.wait_until_idle(120_000)
            assert self.app.runner.wait_until_idle(120_000)
            QTest.qWait(1)
        active = QApplication.activeWindow()
        if active is None or not active.isVisible():  # offscreen there is no window manager to do it
            self.top().activateWindow()
            QTest.qWait(1)
        assert not self.faults, self.faults

    def top(self) -> QWidget:
        """The window or dialog in front."""
        modal = QApplication.activeModalWidget()
        if modal is not None:
            return modal
        assert self.app.window is not None
        return self.app.window

    def see(self, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment]
        """The visible widget of this name in the window in front, once it is there."""
        end = time.monotonic() + 30
        while True:
            self.settle()
            found = [widget for widget in self.top().findChildren(kind, name) if widget.isVisible()]
            if found:
                return found[-1]
            if time.monotonic() > end:
                shown = sorted({w.objectName() for w in self.top().findChildren(QWidget) if w.isVisible()})
                raise AssertionError(f"{self._step}: {name} is not in {self.top().objectName()}: {shown}")
            QTest.qWait(20)

    def main(self) -> MainWindow:
        """The main window."""
        window = self.app.window
        assert isinstance(window, MainWindow)
        return window

    def chooses(self, *files: Path) -> None:
        """The files for the next dialogs of the system."""
        self.seam.files.extend(files)

    # ---- boxes that wait in a loop of their own ----

    def will_answer(self, name: str, text: str = "") -> None:
        """The next question of the application (``confirm`` or a line of text) is answered with yes, or the text."""
        self._answers.append((name, text))

    def _answer(self) -> None:
        box = QApplication.activeModalWidget()
        if not self._answers or not isinstance(box, QMessageBox | QInputDialog | Question):
            return
        name, text = self._answers[0]
        if not isinstance(box, QInputDialog) and box.objectName() != name:
            return
        self._answers.pop(0)
        self._accept(box, text)

    @abstractmethod
    def _accept(self, box: QMessageBox | QInputDialog | Question, text: str) -> None:
        """Say yes to a box."""

    # ---- doing ----

    @abstractmethod
    def push(self, name: str) -> None:
        """Push a button."""

    @abstractmethod
    def fill(self, name: str, text: str) -> None:
        """Write into a field, in place of what is in it."""

    @abstractmethod
    def tick(self, name: str) -> None:
        """Tick a box."""

    @abstractmethod
    def pick(self, name: str, words: str) -> None:
        """Choose an entry of a box that begins with these words."""

    @abstractmethod
    def turn(self, name: str, index: int) -> None:
        """Bring a tab to the front."""

    @abstractmethod
    def close(self) -> None:
        """Close the dialog in front."""

    @abstractmethod
    def close_bar(self) -> None:
        """Close the bar of the search in a text."""

    @abstractmethod
    def default(self, button: str) -> None:
        """What a list of choices is about: take the one that is chosen already."""

    @abstractmethod
    def shortcut_or_push(self, action: str, button: str) -> None:
        """The same thing by its shortcut or by its button, whichever is at hand."""

    @abstractmethod
    def act(self, action: str) -> None:
        """Do an action of the menu."""

    def type(self, text: str) -> None:
        """Type where the focus is."""
        focus = QApplication.focusWidget()
        active = QApplication.activeWindow()
        assert focus is not None, f"nothing has the focus; {active} is active"
        type_into(focus, text)
        self.settle()

    def _action(self, name: str) -> tuple[QAction, QMenuBar]:
        window = self.main()
        self.settle()
        for action in window.menus.every_action():
            if action.objectName() == name:
                assert action.isEnabled(), (name, action.statusTip())
                return action, window.menuBar()
        raise AssertionError(f"no action {name}: {[a.objectName() for a in window.menus.every_action()]}")


def way_to(action: QAction, menu: QMenu | QMenuBar) -> list[QAction]:
    """The entries that one clicks to do an action: of menus, then its own."""
    for entry in menu.actions():
        inner = entry.menu()
        if entry is action:
            return [entry]
        if isinstance(inner, QMenu) and (way := way_to(action, inner)):
            return [entry, *way]
    return []


def scroll_to(menu: QMenu, action: QAction) -> None:
    """Turn the wheel over a menu that is higher than the screen, until the whole of an action is in sight."""
    arrow = menu.style().pixelMetric(QStyle.PixelMetric.PM_MenuScrollerHeight)
    for _turn in menu.actions():
        sight = menu.rect().adjusted(0, arrow, 0, -arrow)
        before = menu.actionGeometry(action)
        if sight.contains(before.center()):
            return
        by = QPoint(0, -120 if before.center().y() > sight.bottom() else 120)
        at = QPointF(menu.rect().center())
        wheel = QWheelEvent(
            at,
            QPointF(menu.mapToGlobal(menu.rect().center())),
            QPoint(),
            by,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(menu, wheel)
        if menu.actionGeometry(action) == before:  # the end of the menu, where no arrow is
            break
    assert menu.rect().contains(menu.actionGeometry(action).center()), f"{action.text()} does not come into sight"


class Mouse(Hands):
    """Clicks at what is seen."""

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """One click, after scrolling there."""
        holder = widget.parentWidget()
        while holder is not None:
            if isinstance(holder, QScrollArea):
                holder.ensureWidgetVisible(widget)
                QApplication.processEvents()
            holder = holder.parentWidget()
        assert widget.isEnabled(), widget.objectName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.counted("clicks")
        self.settle()

    def _accept(self, box: QMessageBox | QInputDialog | Question, text: str) -> None:
        if text:
            type_into(box.findChild(QLineEdit), text)
        button = (
            box.defaultButton()
            if isinstance(box, QMessageBox)
            else next(button for button in box.findChildren(QPushButton) if button.isDefault())
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.counted("clicks")

    def push(self, name: str) -> None:
        self.click(self.see(name))

    def fill(self, name: str, text: str) -> None:
        field = self.see(name)
        if QApplication.focusWidget() is not field:
            self.click(field, QPoint(field.width() // 2, field.height() // 2))
        if isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit):
            field.selectAll()  # as a double click does
        type_into(field, text)
        self.settle()

    def tick(self, name: str) -> None:
        box = self.see(name)
        assert isinstance(box, QCheckBox | QRadioButton)
        self.click(box, QPoint(box.height() // 2, box.height() // 2))
        assert box.isChecked()

    def pick(self, name: str, words: str) -> None:
        box = self.see(name, QComboBox)
        index = next(n for n in range(box.count()) if box.itemText(n).startswith(words))
        arrow = QPoint(box.width() - box.height() // 2, box.height() // 2)  # of a box to type in, the rest is the line
        self.click(box, arrow if box.isEditable() else None)
        view = box.view()
        view.scrollTo(box.model().index(index, 0))
        QTest.qWait(QApplication.doubleClickInterval() + 50)
        place = view.visualRect(box.model().index(index, 0)).center()
        QTest.mouseMove(view.viewport(), place)  # the list takes what the mouse is above
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.counted("clicks")
        self.settle()
        assert self.see(name, QComboBox).currentIndex() == index  # a page may be drawn anew with further questions

    def turn(self, name: str, index: int) -> None:
        tabs = self.see(name, QTabBar)
        if tabs.currentIndex() != index:
            self.click(tabs, tabs.tabRect(index).center())
        assert tabs.currentIndex() == index

    def close(self) -> None:
        box = self.top().findChild(QDialogButtonBox)
        self.click(next(b for b in box.buttons() if box.buttonRole(b) == QDialogButtonBox.ButtonRole.RejectRole))

    def close_bar(self) -> None:
        self.push("find-close")

    def default(self, button: str) -> None:
        self.push(button)

    def shortcut_or_push(self, action: str, button: str) -> None:
        self.push(button)

    def act(self, action: str) -> None:
        found, bar = self._action(action)
        menu: QMenu | QMenuBar = bar
        for entry in way_to(found, bar):
            if isinstance(menu, QMenu):
                scroll_to(menu, entry)
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
            self.counted("clicks")
            inner = entry.menu()
            if inner is not None:
                for _turn in range(100):
                    if inner.isVisible():
                        break
                    QTest.qWait(10)  # a menu within a menu opens a moment later
                assert inner.isVisible(), f"{entry.text()} does not open"
                menu = inner
        self.settle()


class Keys(Hands):
    """Uses the keyboard only; the focus has to be where it can be, and Tab has to lead everywhere."""

    def _accept(self, box: QMessageBox | QInputDialog | Question, text: str) -> None:
        if text:
            type_into(box.focusWidget() or box, text)
        focus = box.focusWidget()  # the focus of the box, whether or not its window is active yet
        if isinstance(focus, QPlainTextEdit):  # where Return begins a line
            QTest.keyClick(focus, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            self.counted("keys")
            return
        QTest.keyClick(focus or box, Qt.Key.Key_Return)
        self.counted("keys")

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, where the focus is."""
        focus = QApplication.focusWidget()
        target = focus if focus is not None and focus.window() is self.top() else self.top()
        QTest.keyClick(target, key, modifiers)
        self.counted("keys")
        self.settle()

    def keys(self, sequence: str) -> None:
        """A shortcut, such as ``Ctrl+Shift+S``."""
        combination = QKeySequence(sequence)[0]
        self.key(combination.key(), combination.keyboardModifiers())

    def _has(self, name: str) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus.objectName() == name

    def go_to(self, name: str) -> None:
        """Tab, or Shift+Tab where that is shorter, until the focus is on a widget."""
        widget = self.see(name)
        if self._has(name):
            return
        assert widget.isEnabled(), name
        back = _is_before(widget)
        trail = []
        for _press in range(MOST_TABS):
            if back:
                self.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
            else:
                self.key(Qt.Key.Key_Tab)
            if self._has(name):
                return
            focus = QApplication.focusWidget()
            trail.append(focus.objectName() if focus is not None else "")
        raise AssertionError(f"Tab does not lead to {name}, but to {trail}")

    def _is_default(self, button: QWidget) -> bool:
        """Whether Return is enough: the default button of a dialog, the next step of a screen before the vault."""
        if isinstance(self.top(), UnlockWindow):
            focus = QApplication.focusWidget()
            return isinstance(button, PrimaryButton) and not isinstance(focus, QPushButton)
        return isinstance(button, QPushButton) and button.isDefault()

    def push(self, name: str) -> None:
        button = self.see(name)
        focus = QApplication.focusWidget()
        assert button.isEnabled(), name
        writes = isinstance(focus, QPlainTextEdit | QTextEdit)
        if self._is_default(button) and not writes and not self._has(name):
            self.key(Qt.Key.Key_Return)
            return
        if (
            isinstance(button, QToolButton)
            and button.defaultAction()
            and not button.defaultAction().shortcut().isEmpty()
        ):
            self.keys(button.defaultAction().shortcut().toString())
            return
        self.go_to(name)
        self.key(Qt.Key.Key_Space)

    def fill(self, name: str, text: str) -> None:
        self.go_to(name)
        field = QApplication.focusWidget()
        assert field is not None
        if isinstance(field, QLineEdit) and field.text() and field.selectedText() != field.text():
            self.keys("Ctrl+A")
        type_into(field, text)
        self.settle()

    def tick(self, name: str) -> None:
        box = self.see(name)
        assert isinstance(box, QCheckBox | QRadioButton)
        group = box.group()
        if isinstance(box, QRadioButton) and group is not None and group.checkedButton() not in (None, box):
            self.go_to(group.checkedButton().objectName())  # the arrows go from one choice of a group to the next
            while not box.isChecked() and QApplication.focusWidget() in group.buttons():
                self.key(Qt.Key.Key_Down)
                if QApplication.focusWidget() is group.buttons()[0]:
                    break
        else:
            self.go_to(name)
            self.key(Qt.Key.Key_Space)
        assert box.isChecked()

    def pick(self, name: str, words: str) -> None:
        self.go_to(name)
        box = self.see(name, QComboBox)
        type_into(box, words)
        self.counted("keys", len(words))
        self.settle()
        assert box.currentText().startswith(words), box.currentText()

    def turn(self, name: str, index: int) -> None:
        tabs = self.see(name, QTabBar)
        while tabs.currentIndex() != index:
            self.go_to(name)
            self.key(Qt.Key.Key_Right if tabs.currentIndex() < index else Qt.Key.Key_Left)

    def close(self) -> None:
        self.key(Qt.Key.Key_Escape)

    def close_bar(self) -> None:
        self.key(Qt.Key.Key_Escape)

    def default(self, button: str) -> None:
        self.key(Qt.Key.Key_Return)

    def shortcut_or_push(self, action: str, button: str) -> None:
        self.act(action)

    def act(self, action: str) -> None:
        found, _bar = self._action(action)
        assert not found.shortcut().isEmpty(), f"{action} has no shortcut"
        self.keys(found.shortcut().toString())


def type_into(widget: QWidget, text: str) -> None:
    """Type letter by letter; QTest itself knows ASCII only."""
    for letter in text:
        if letter.isascii():
            QTest.keyClick(widget, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        widget = QApplication.focusWidget() or widget  # a full field may pass the focus on


def _is_before(target: QWidget) -> bool:
    """Whether a person would look for a widget before the one that has the focus: above it, or left of it in a line."""
    focus = QApplication.focusWidget()
    if focus is None:
        return False
    here, there = focus.mapToGlobal(focus.rect().center()), target.mapToGlobal(target.rect().center())
    if abs(here.y() - there.y()) > min(focus.height(), target.height()):
        return there.y() < here.y()
    return there.x() < here.x()
