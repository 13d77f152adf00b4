"""The actions of the editor in one table: what each is called, its shortcut, its icon, what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from datapact.texts import _
from datapact_ui.looks.measures import icon_size

if TYPE_CHECKING:
    from datapact_ui.editor.editor_view import EditorView

SHOWN = frozenset(
    {"save-draft", "undo", "redo", "find", "insert-library", "insert-clause", "insert-paragraph", "insert-item",
     "insert-reference", "move-up", "move-down", "remove-part"}
)  # fmt: skip
"""Those with a button above the text."""
_WITH_WORDS = frozenset({"save-draft"})


def make_actions(view: EditorView) -> list[QAction]:
    """Every action of the editor, in the order of the menu."""
    structure, session = view.structure, view.session
    table = (
        ("save-draft", _("Save draft"), view.save, "Ctrl+S", "save"),
        ("undo", _("Undo"), session.undo, "Ctrl+Z", "undo"),
        ("redo", _("Redo"), session.redo, "Ctrl+Shift+Z", "redo"),
        ("find", _("Find in the text"), view.find_bar.open, "Ctrl+F", "search"),
        ("insert-library", _("Insert clause from library …"), structure.open_library, "Ctrl+Shift+L", "library"),
        ("insert-clause", _("Insert own clause"), structure.insert_clause, "Ctrl+Shift+N", "clause"),
        ("insert-paragraph", _("Insert paragraph"), structure.insert_paragraph, "Ctrl+Return", "add"),
        ("insert-item", _("Insert point"), structure.insert_item, "Ctrl+Shift+I", "menu"),
        ("insert-reference", _("Insert cross-reference …"), structure.insert_reference, "Ctrl+R", "link"),
        ("move-up", _("Move up"), lambda: structure.move_part(-1), "Alt+Shift+Up", "move-up"),
        ("move-down", _("Move down"), lambda: structure.move_part(1), "Alt+Shift+Down", "move-down"),
        ("remove-part", _("Delete clause, paragraph or point"), structure.remove, "Ctrl+Shift+Backspace", "delete"),
        ("edit-term", _("Edit the term at the cursor"), view.edit_term, "F2", "terms"),
        ("other-language", _("Other language"), view.canvas.switch_language, "F6", "language"),
        ("both-languages", _("One or both languages"), view.next_columns, "Ctrl+Shift+B", "columns"),
        ("show-findings", _("Show findings"), view.show_findings, "F8", "findings"),
        ("edit-answers", _("Answer questions"), view.edit_answers, "", "help"),
        ("propose-counter", _("Propose as counter …"), view.propose, "Ctrl+Shift+Return", "counter"),
    )
    return [
        view.action(name, words, do, shortcut=shortcut, icon_name=symbol) for name, words, do, shortcut, symbol in table
    ]


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """A button above the text for an action."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setObjectName(f"tool-{action.objectName()}")
    button.setAccessibleName(action.text())
    keys = action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)
    button.setToolTip(f"{action.text()} ({keys})")
    button.setIconSize(icon_size())
    button.setAutoRaise(True)
    if action.objectName() in _WITH_WORDS:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
