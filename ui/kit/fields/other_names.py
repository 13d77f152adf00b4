"""Lists whose entries are found by other names, too; shown is always the one name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QCompleter

_NAMES = int(Qt.ItemDataRole.UserRole) + 40


def add_named(box: QComboBox, words: str, code: str, others: Sequence[str] = ()) -> None:
    """Add an entry to a list, with the other names by which it is found."""
    box.addItem(words, code)
    box.setItemData(box.count() - 1, "\n".join((words, *others)), _NAMES)


def names_at(box: QComboBox, place: int) -> list[str]:
    """The names of an entry, the one that is shown first, folded for comparison."""
    return str(box.itemData(place, _NAMES) or box.itemText(place)).casefold().split("\n")


def called(box: QComboBox, typed: str) -> int:
    """The first entry that only another name finds, one that begins with what was typed; -1 where the shown names have it, or none."""
    wanted = typed.casefold()
    places = range(box.count())
    if not wanted or any(box.itemText(place).casefold().startswith(wanted) for place in places):
        return -1
    return next((place for place in places if any(one.startswith(wanted) for one in names_at(box, place))), -1)


class NamesCompleter(QCompleter):
    """Offers the entries that have what was typed in any of their names, by the name that is shown."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box.model(), box)
        self.setCompletionRole(_NAMES)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "")


__all__ = ["NamesCompleter", "add_named", "called", "names_at"]
