"""Keys are named as the keyboard and the language of the window name them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLibraryInfo
from PySide6.QtWidgets import QApplication

from datapact_ui.kit.context.key_names import KeyNames, shown_keys


@pytest.fixture
def german(styled: QApplication) -> Iterator[None]:
    names = KeyNames("de")
    assert names.load("qtbase_de", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    styled.installTranslator(names)
    yield
    styled.removeTranslator(names)


def test_as_on_a_german_keyboard(german: None) -> None:
    assert shown_keys("Ctrl+Return") == "Strg+Eingabe"
    assert shown_keys("Ctrl+Shift+Backspace") == "Strg+Umschalt+Rücktaste"
    assert shown_keys("Alt+Shift+Up") == "Alt+Umschalt+Pfeil auf"
    assert shown_keys("Ctrl+F") == "Strg+F"


def test_as_on_an_english_keyboard(styled: QApplication) -> None:
    assert shown_keys("Ctrl+Return") == "Ctrl+Return"
