"""What is greyed says why, by mouse and to screen readers, in every room and part, for each role, whatever is chosen.

Every window and dialog of the scenes is asked the same by tests/ui/test_accessibility.py and tests/ui/test_large_text.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractScrollArea, QTabWidget
from pytestqt.qtbot import QtBot

from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.pages import ROOM_CLASSES, make_view
from datapact_ui.kit.context.view import View
from tests.ui.greyed import silent
from tests.ui.recorded import settle
from tests.ui.studied import study_context, study_demo

__all__ = ["study_context", "study_demo"]

ROLES = {
    "everything": None,
    "lead": frozenset({"lead"}),
    "signatory": frozenset({"signatory"}),
    "admin": frozenset({"admin"}),
    "auditor": frozenset({"auditor"}),
}
MOST_ROWS = 8
WITHOUT_A_REASON = {
    "agreement_page/page/agreement_view.py: self.edit_keys": "keys, that nobody sees",
    "audit/exports/dossier_panel.py: self.tree": "what it is about stands beside it, with the button that says why",
    "consent/imports/import_frame.py: self.page": "a whole page, while its work is underway in sight",
    "editor/fields/screening_card.py: self._land_words": "the words of a field that says it",
    "editor/writing/spelling.py: title": "a heading",
    "editor/writing/spelling.py: waiting": "it says itself what it waits for",
    "negotiation/changes_dialog.py: self.one": "a whole page, while its work is underway in sight",
    "negotiation/changes_dialog.py: self.table": "a whole table, while its work is underway in sight",
    "unlock/gate.py: widget": "the whole page, while its work is underway in sight",
    "unlock/join_screen.py: self.form": "the whole form, below the sentence that says why",
}
"""What is disabled by hand outside the kit. Everything else goes by ``bar``, ``bar_control`` or ``hold_back``, which want the reason."""


def states(view: View, context: AppContext) -> Iterator[str]:
    """Each state of the tables of a view: as it comes, with nothing chosen, with each of the first rows."""
    yield "as it comes"
    for table in view.findChildren(QAbstractItemView):
        model, selection = table.model(), table.selectionModel()
        if not table.objectName() or not table.isVisibleTo(view) or model is None or selection is None:
            continue
        table.clearSelection()
        selection.setCurrentIndex(model.index(-1, 0), QItemSelectionModel.SelectionFlag.Clear)
        settle(context)
        yield f"nothing chosen in {table.objectName()}"
        for row in range(min(model.rowCount(), MOST_ROWS)):
            table.setCurrentIndex(model.index(row, 0))
            settle(context)
            yield f"row {row} of {table.objectName()}"


def parts(view: View, context: AppContext) -> Iterator[str]:
    """Bring each part of a room to the front."""
    found = [tabs for tabs in view.findChildren(QTabWidget) if tabs.objectName()]
    if not found:
        yield ""
    for tabs in found:
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            settle(context)
            yield tabs.tabText(number)


def test_nobody_greys_by_hand() -> None:
    """A row of buttons waits as a whole while its dialog works; all else says why, also in states that no scene shows."""
    ui = Path(__file__).parents[2] / "ui"
    found = {
        f"{file.relative_to(ui).as_posix()}: {ast.unparse(call.func.value)}"
        for file in ui.rglob("*.py")
        if file.relative_to(ui).parts[0] != "kit"
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"setEnabled", "setDisabled"}
        and not ast.unparse(call.func.value).endswith("buttons")
    }
    assert found == WITHOUT_A_REASON.keys()


@pytest.mark.parametrize("roles", list(ROLES))
@pytest.mark.parametrize("room", list(ROOM_CLASSES))
def test_what_is_greyed_says_why(qtbot: QtBot, study_context: AppContext, room: str, roles: str) -> None:
    chosen = ROLES[roles]
    if chosen is not None:
        study_context.identity = replace(study_context.identity, roles=chosen)
    view = make_view(study_context, Place(room))
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    settle(study_context)
    problems = dict.fromkeys(
        f"{part} · {found}: {state}"
        for part in parts(view, study_context)
        for state in states(view, study_context)
        for found in silent(view)
    )
    first: dict[str, str] = {}
    for one in problems:
        what, _colon, state = one.partition(": ")
        first.setdefault(what, state)
    assert not first, "\n".join(f"{what}: {state}" for what, state in first.items())


def places(view: View) -> dict[str, tuple[int, int]]:
    """Where each button of a view is that somebody could press; what stands in a page that scrolls is not asked of."""
    return {
        button.objectName(): (place.x(), place.y())
        for button in view.findChildren(QAbstractButton)
        if button.objectName()
        and not button.objectName().startswith("qt_")
        and button.isVisibleTo(view)
        and not _scrolls(button)
        for place in [button.mapTo(view, QPoint())]
    }


def _scrolls(button: QAbstractButton) -> bool:
    holder = button.parentWidget()
    while holder is not None and not isinstance(holder, QAbstractScrollArea):
        holder = holder.parentWidget()
    return holder is not None


@pytest.mark.parametrize("room", ["consent", "partners", "calendar", "library", "audit"])
def test_no_button_moves_while_another_row_is_chosen(qtbot: QtBot, study_context: AppContext, room: str) -> None:
    """What is under the pointer stays there: who presses twice, or goes on to the next row, does not press another button."""
    view = make_view(study_context, Place(room))
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    settle(study_context)
    moved: dict[str, str] = {}
    for part in parts(view, study_context):
        before: dict[str, tuple[int, int]] = {}
        for state in states(view, study_context):
            now = places(view)
            for name in before.keys() & now.keys():
                if before[name] != now[name]:
                    moved.setdefault(f"{part} · {name}", f"{state}: {before[name]} {now[name]}")
            before = now
    assert not moved, "\n".join(f"{what}: {state}" for what, state in moved.items())
