"""The menu of an agreement: first what moves it on, then one menu each for talk, versions, Word files and files to go."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, _
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.greyed_entries import GroupMenu

# name of the menu, text, icon, names of its actions
_GROUPS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "talk",
        N_("Comments and approval"),
        "comment",
        ("comment", "comments", "new_comment", "approve", "ask_approval", "give_back"),
    ),
    ("members", N_("Joining and leaving"), "partners", ("vote", "join", "admit", "leave", "end_order", "exclude")),
    ("versions", N_("Drafts and versions"), "compare", ("drafts", "carry", "compare", "rounds", "reading")),
    ("word_files", N_("Word files"), "text", ("word", "word_back", "word_answer")),
    (
        "house",
        N_("Template, client and matter"),
        "template",
        ("make_template", "duplicate", "deviations", "matter", "assign", "memo", "open_points"),
    ),
    (
        "hand_out",
        N_("Print and export"),
        "export",
        (
            "export_pdf",
            "print",
            "export_json",
            "machines",
            "essence",
            "participant_sheet",
            "data_request",
            "standard_clauses",
            "compare_official",
            "dossier",
        ),
    ),
)
_BEHIND = ("find", "facts", "what_if", "upstream", "archive")
"""They move nothing on, and stand behind the menus of their own."""


def menu_entries(actions: Mapping[str, QAction], owner: QWidget) -> list[QAction]:
    """The entries of the menu, from top to bottom; ``owner`` keeps the menus and lines between."""
    grouped = {name for *_shown, names in _GROUPS for name in names}
    entries = [action for name, action in actions.items() if name not in grouped and name not in _BEHIND]
    entries.append(_line(owner))
    for group, words, picture, names in _GROUPS:
        menu = GroupMenu(group, _(words), [actions[name] for name in names], owner)
        menu.setIcon(icon(picture))
        entries.append(menu.menuAction())
    return [*entries, _line(owner), *(actions[name] for name in _BEHIND)]


def _line(owner: QWidget) -> QAction:
    line = QAction(owner)
    line.setSeparator(True)
    return line
