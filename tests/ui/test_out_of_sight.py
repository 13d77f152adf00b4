"""Views out of sight: they read nothing, and nothing stale is painted when they come back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.pages import ROOM_CLASSES
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.shell.main_window import MainWindow
from tests.depth import examples
from tests.ui.exchanged import settled

EVERYTHING = frozenset({"list", "partners", "members", "consent", "obligations", "names", "audits", "engagements"})
STEPS = st.lists(st.sampled_from(["change", "first", "second", "work", "rest"]), min_size=4, max_size=12)


class Figure(View):
    """Shows a number that is read in two reads, as a list and its details are."""

    def __init__(self, context: AppContext, newest: Callable[[], int], parent: QWidget) -> None:
        super().__init__(context, parent)
        self.newest = newest
        self.read = self.details = 0
        self.least = 0
        """The number when it last came into sight."""
        self.asked = 0
        self.painted: list[int] = []

    def refresh(self, what: frozenset[str]) -> None:
        self.asked += 1

        def job(_acting: object) -> int:
            time.sleep(0.001)
            return self.newest()

        def done(number: int) -> None:
            self.read = number
            self.context.worker.read(
                self, job, lambda found: setattr(self, "details", found) or self.update(), key="more"
            )

        self.context.worker.read(self, job, done, key="number")

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.painted.append(min(self.read, self.details))
        assert self.painted[-1] >= self.least


def test_nothing_stale_is_painted(context: AppContext, qtbot: QtBot) -> None:
    assert context.worker.wait_until_idle()
    number = 0
    stack = FrontStack()
    qtbot.addWidget(stack)
    views = [Figure(context, lambda: number, stack) for _place in range(2)]
    for view in views:
        stack.addWidget(view)
    stack.show()
    stack.setCurrentIndex(1)
    stack.setCurrentIndex(0)

    @settings(max_examples=examples(75))
    @given(steps=STEPS)
    def holds(steps: list[str]) -> None:
        nonlocal number
        for step in steps:
            front = views[stack.currentIndex()]
            behind = views[1 - stack.currentIndex()]
            match step:
                case "change":
                    number += 1
                    asked = behind.asked
                    context.changed.emit(frozenset({"consent"}))
                    assert behind.asked == asked, "a view out of sight has read"
                case "first" | "second":
                    chosen = views[step == "second"]
                    if chosen is not front:
                        chosen.least = number
                        stack.setCurrentWidget(chosen)
                case "work":
                    QApplication.processEvents()
                case _:
                    assert context.worker.wait_until_idle()
                    assert front.read == front.details == number
                    assert front.updatesEnabled()
        assert context.worker.wait_until_idle()
        front = views[stack.currentIndex()]
        front.repaint()
        assert front.painted[-1] == number

    with qtbot.captureExceptions() as raised:
        holds()
    assert not raised, raised


def test_rooms_read_when_they_are_shown_again(
    context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    for name in ROOM_CLASSES:
        context.show_view(name)
        settled(context, qtbot)
    readers: list[QObject] = []
    read = context.worker.read

    def noted(owner: QObject, *given: object, **named: object) -> None:
        readers.append(owner)
        read(owner, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(context.worker, "read", noted)
    context.changed.emit(EVERYTHING)
    settled(context, qtbot)
    front = window.view()
    assert any(_belongs(owner, front) for owner in readers)
    rooms = {name: window.stack.findChild(View, name) for name in ROOM_CLASSES}
    assert None not in rooms.values()
    assert not [name for name, room in rooms.items() if room is not front for one in readers if _belongs(one, room)]
    for name, room in rooms.items():
        if room is front:
            continue
        readers.clear()
        window.go(Place(name))
        assert any(_belongs(owner, room) for owner in readers), f"{name} does not read what it has missed"
        assert not room.updatesEnabled(), f"{name} paints before it has read"
        settled(context, qtbot)
        assert room.updatesEnabled()
    window.hide()


def _belongs(owner: QObject | None, room: QObject | None) -> bool:
    while owner is not None and owner is not room:
        owner = owner.parent()
    return owner is not None
