"""The names of keys as the platform and the language of the window write them: "Strg+Eingabe", not "Strg+Return"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTranslator

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeySequence

_GERMAN = {
    "Return": "Eingabe",
    "Enter": "Eingabe",
    "PgUp": "Bild auf",
    "PgDown": "Bild ab",
    "Up": "Pfeil auf",
    "Down": "Pfeil ab",
    "Left": "Pfeil links",
    "Right": "Pfeil rechts",
}
"""What German keyboards have on the key where Qt's own words differ."""


class KeyNames(QTranslator):
    """Qt's translator for German, with the names that stand on German keyboards."""

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = _GERMAN if language == "de" else {}

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        if context == "QShortcut" and sourceText in self._names:
            return self._names[sourceText]
        # None would reach Qt as an empty text, not as "not known"
        return super().translate(context, sourceText, disambiguation, n) or sourceText


def shown_keys(keys: str | QKeySequence) -> str:
    """Keys such as ``Ctrl+F`` as a reader finds them on the keyboard."""
    from PySide6.QtGui import QKeySequence

    return str(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
