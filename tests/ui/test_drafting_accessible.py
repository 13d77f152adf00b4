"""Interview and editor by keyboard and for screen readers: names everywhere, no trap, a name for what is being typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.steps.negotiation import new_agreement
from datapact.contract.templates.template import example_answers
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.kit.context.app_context import AppContext


def focusable(view: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisibleTo(view)
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
    ]


def nameless(view: QWidget) -> list[str]:
    found = []
    for widget in focusable(view):
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name):
            found.append(f"{type(widget).__name__} {widget.objectName()} in {widget.parentWidget().objectName()}")
    return found


@pytest.fixture
def history(context: AppContext) -> str:
    return new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))


def test_every_page_of_the_interview_has_names(qtbot: QtBot, context: AppContext, history: str) -> None:
    view = InterviewView(context, history, None)
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    assert context.worker.wait_until_idle()
    for row in range(view.progress.count()):
        view.progress.setCurrentRow(row)
        QApplication.processEvents()
        assert nameless(view) == []


def test_the_editor_has_names(qtbot: QtBot, context: AppContext, history: str) -> None:
    view = EditorView(context, history)
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    assert context.worker.wait_until_idle()
    view.find_bar.open()
    assert nameless(view) == []
    view.canvas.show_place("datasets-minimisation", "en")
    assert view.canvas.editor is not None
    assert view.canvas.editor.accessibleName() == "Section 5, Paragraph (2), English"


@pytest.mark.parametrize("kind", ["interview", "editor"])
def test_tab_leaves_everything(qtbot: QtBot, context: AppContext, history: str, kind: str) -> None:
    view = EditorView(context, history) if kind == "editor" else InterviewView(context, history, None)
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    assert context.worker.wait_until_idle()
    QTest.qWait(50)
    seen: list[QWidget] = []
    for _key in range(200):
        now = QApplication.focusWidget()
        assert now is not None
        if now in seen:
            break
        seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert now is seen[0], "Tab goes round and comes back to where it began"
    assert len(seen) > 5
