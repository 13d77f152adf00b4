"""What the tests of the windows for records share: the window at a part of the consent room, dialogs, words on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.context.view import View
from datapact_ui.shell.main_window import MainWindow


@pytest.fixture
def window(study_context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window over the study, at the list of consents."""
    made = MainWindow(study_context)
    made.resize(1400, 850)
    made.show()
    study_context.show_view("consent", tab="records")
    settle(study_context)
    yield made
    settle(study_context)
    made.hide()
    made.deleteLater()


def settle(context: AppContext) -> None:
    """Until nothing is underway, a read that follows a change included."""
    for _round in range(3):
        assert context.worker.wait_until_idle(30_000)


def part[V: View](window: MainWindow, kind: type[V], tab: str, **options: str) -> V:
    """A part of the consent room, brought to the front."""
    window.context.show_view("consent", tab=tab, **options)
    settle(window.context)
    view = window.view()
    assert isinstance(view, ConsentView)
    found = view.part()
    assert isinstance(found, kind)
    return found


def dialogs_of[D: QDialog](kind: type[D]) -> list[D]:
    """The dialogs of a kind that can be seen."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def dialog[D: QDialog](kind: type[D], context: AppContext) -> D:
    """The dialog of a kind that is open now."""
    settle(context)
    found = dialogs_of(kind)
    assert found, kind.__name__
    return found[-1]


def act(window: MainWindow, name: str) -> None:
    """Trigger an action of the view in front."""
    action = next(one for one in window.view().actions() if one.objectName() == name)
    assert action.isEnabled(), name
    action.trigger()
    settle(window.context)


def enabled(window: MainWindow, name: str) -> bool:
    """Whether an action of the view in front can be used."""
    return next(one for one in window.view().actions() if one.objectName() == name).isEnabled()


def button(parent: QWidget, name: str) -> QPushButton:
    """A button that can be seen, by its name."""
    found = [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]
    assert found, name
    return found[-1]


def press(parent: QWidget, name: str, context: AppContext) -> None:
    """Press a button and wait for what comes of it."""
    pressed = button(parent, name)
    assert pressed.isEnabled(), name
    pressed.click()
    settle(context)


def said(parent: QWidget) -> str:
    """All words that can be seen in a window."""
    return "\n".join(label.text() for label in parent.findChildren(QLabel) if label.isVisible())


def read[T](context: AppContext, job: Callable[[Any], T]) -> T:
    """Read from the vault as a test without a window would."""
    with context.worker.acting.vault.read() as session:
        return job(session)
