"""The actions of the editor, with their words, keys and pictures, and the buttons above the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QUndoStack
from PySide6.QtWidgets import QToolButton, QWidget

from datapact.base.texts import N_, _
from datapact_ui.kit.context.key_names import shown_keys
from datapact_ui.kit.tables.section import bar, describe_reason
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.greyed_entries import GroupMenu

SHOWN = frozenset(
    {"save-draft", "undo", "redo", "bold", "italic", "find", "insert-library", "insert-clause", "insert-paragraph", "insert-item",
     "insert-reference", "insert-table", "track-changes", "move-up", "move-down", "remove-part"}
)  # fmt: skip
"""The actions with a button above the text."""
_WITH_WORDS = frozenset({"save-draft"})


def editor_actions() -> tuple[tuple[str, str, str, str], ...]:
    """Every action in the order of the menu: its name, words, keys (several apart by ``|``) and picture."""
    return (
        ("save-draft", _("Save draft"), "Ctrl+S", "save"),
        ("print", _("Print …"), "Ctrl+P", "print"),
        ("undo", _("Undo"), "Ctrl+Z", "undo"),
        ("redo", _("Redo"), "Ctrl+Y|Ctrl+Shift+Z", "redo"),
        ("paste-words", _("Paste words only"), "Ctrl+Shift+V", ""),
        ("bold", _("Bold"), "Ctrl+B", "bold"),
        ("italic", _("Italic"), "Ctrl+I", "italic"),
        ("find", _("Find in the text"), "Ctrl+F", "search"),
        ("replace", _("Find and replace"), "Ctrl+H", ""),
        ("find-next", _("Next hit"), "F3", ""),
        ("find-before", _("Previous hit"), "Shift+F3", ""),
        ("insert-library", _("Insert clause from library …"), "Ctrl+Shift+L", "library"),
        ("insert-clause", _("Insert own clause"), "Ctrl+Shift+N", "clause"),
        ("insert-paragraph", _("Insert paragraph"), "Ctrl+Return", "add"),
        ("insert-item", _("Insert point"), "Ctrl+Shift+I", "menu"),
        ("insert-reference", _("Insert cross-reference …"), "Ctrl+R", "link"),
        ("insert-table", _("Insert table"), "Ctrl+Alt+T|Ctrl+Shift+T", "table"),
        ("insert-row", _("Insert row below"), "Ctrl+Alt+R", ""),
        ("insert-column", _("Insert column to the right"), "Ctrl+Alt+C", ""),
        ("remove-row", _("Delete row"), "Ctrl+Alt+Shift+R", ""),
        ("remove-column", _("Delete column"), "Ctrl+Alt+Shift+C", ""),
        ("move-up", _("Move up"), "Alt+Shift+Up", "move-up"),
        ("move-down", _("Move down"), "Alt+Shift+Down", "move-down"),
        ("remove-part", _("Delete clause, paragraph or point"), "Ctrl+Shift+Backspace", "delete"),
        ("renumber", _("Renumber clauses …"), "", ""),
        ("edit-term", _("Edit the term at the cursor"), "F2", "terms"),
        ("other-language", _("Other language"), "F6", "language"),
        ("both-languages", _("One or both languages"), "Ctrl+Shift+B", "columns"),
        ("track-changes", _("Show changes against the last offer"), "Ctrl+Shift+E", "compare"),
        ("change-next", _("Next change"), "F7", ""),
        ("change-before", _("Previous change"), "Shift+F7", ""),
        ("misspelt-next", _("Next misspelt word"), "Alt+F7|Ctrl+F7", ""),
        ("spelling", _("Check spelling, or stop it"), "", ""),
        ("german-dictionary", _("German dictionary …"), "", ""),
        ("show-theirs", _("What the other side changed"), "F9", ""),
        ("show-findings", _("Show findings"), "F8", "findings"),
        ("defined-terms", _("Defined terms …"), "Ctrl+Alt+D", "terms"),
        ("show-comments", _("Show comments"), "Ctrl+Shift+M", "comment"),
        ("new-comment", _("New comment …"), "Ctrl+Alt+M", "comment"),
        ("edit-answers", _("Answer questions"), "", "help"),
        ("propose-counter", _("Propose as counter …"), "Ctrl+Shift+Return", "counter"),
    )


# name of the menu, text, icon, names of its actions
_GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "edit",
        N_("Edit the words"),
        "edit",
        ("paste-words", "bold", "italic", "find", "replace", "find-next", "find-before"),
    ),
    (
        "insert",
        N_("Insert"),
        "add",
        ("insert-library", "insert-clause", "insert-paragraph", "insert-item", "insert-reference"),
    ),
    ("table", N_("Table"), "table", ("insert-table", "insert-row", "insert-column", "remove-row", "remove-column")),
    ("clauses", N_("Move, delete, number"), "clause", ("move-up", "move-down", "remove-part", "renumber")),
    ("changes", N_("Changes"), "compare", ("track-changes", "change-next", "change-before", "show-theirs")),
    (
        "languages",
        N_("Languages and spelling"),
        "language",
        ("other-language", "both-languages", "misspelt-next", "spelling", "german-dictionary"),
    ),
    (
        "beside",
        N_("Comments and findings"),
        "comment",
        ("new-comment", "show-comments", "show-findings", "defined-terms"),
    ),
)


def editor_entries(actions: Sequence[QAction], owner: QWidget) -> list[QAction | GroupMenu]:
    """The actions as the menu of the window shows them: what is needed always, then one menu for each kind of work."""
    by_name = {action.objectName(): action for action in actions}
    behind = {name for *_shown, names in _GROUPS for name in names}
    entries: list[QAction | GroupMenu] = [action for name, action in by_name.items() if name not in behind]
    for group, words, picture, names in _GROUPS:
        menu = GroupMenu(group, _(words), [by_name[name] for name in names], owner)
        menu.setIcon(icon(picture))
        entries.append(menu)
    return entries


def follow_stack(stack: QUndoStack, undo: QAction, redo: QAction, *, named: bool = False) -> None:
    """Let both be as the stack is, with the reason where nothing is there; ``named``: undo says what it takes back."""

    def follow_undo(can: bool) -> None:
        bar(undo, "" if can else _("There is nothing to undo."))

    def follow_redo(can: bool) -> None:
        bar(redo, "" if can else _("There is nothing to redo."))

    def name(words: str) -> None:
        undo.setText(_("Undo: {what}", what=words) if words else _("Undo"))
        if undo.isEnabled():
            undo.setToolTip(undo.text())

    stack.canUndoChanged.connect(follow_undo)  # what they bring, not the stack: it tells them so while it goes
    stack.canRedoChanged.connect(follow_redo)
    if named:
        stack.undoTextChanged.connect(name)
    follow_undo(stack.canUndo())
    follow_redo(stack.canRedo())


def tool_button(action: QAction, parent: QWidget) -> QToolButton:
    """A button above the text for an action, with the reason where that is disabled."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setObjectName(f"tool-{action.objectName()}")
    button.setAccessibleName(action.text())
    keys = shown_keys(action.shortcut())

    def follow() -> None:
        button.setToolTip(action.statusTip() or f"{action.text()} ({keys})")

    action.changed.connect(follow)
    follow()
    describe_reason(button, action)
    button.setIconSize(icon_size())
    button.setAutoRaise(True)
    if action.objectName() in _WITH_WORDS:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
