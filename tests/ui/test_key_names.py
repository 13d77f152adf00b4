"""Keys are named as the keyboard and the language of the window name them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo
from PySide6.QtWidgets import QApplication

from datapact_ui.kit.context.key_names import KeyNames, shown_keys


def named(application: QApplication, language: str) -> KeyNames:
    names = KeyNames(language)
    assert names.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    application.installTranslator(names)
    return names


@pytest.fixture
def german(styled: QApplication) -> Iterator[None]:
    names = named(styled, "de")
    yield
    styled.removeTranslator(names)


@pytest.fixture
def english(styled: QApplication) -> Iterator[None]:
    names = named(styled, "en")
    yield
    styled.removeTranslator(names)


def test_as_on_a_german_keyboard(german: None) -> None:
    assert shown_keys("Ctrl+Return") == "Strg+Eingabe"
    assert shown_keys("Ctrl+Shift+Backspace") == "Strg+Umschalt+Rücktaste"
    assert shown_keys("Alt+Shift+Up") == "Alt+Umschalt+Pfeil auf"
    assert shown_keys("Ctrl+F") == "Strg+F"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_as_on_an_english_keyboard(english: None) -> None:
    assert shown_keys("Ctrl+Return") == "Ctrl+Return"


@pytest.mark.parametrize("language", ["german", "english"])
def test_what_has_no_translation_stays_as_it_is(request: pytest.FixtureRequest, language: str) -> None:
    request.getfixturevalue(language)
    assert QCoreApplication.translate("Nowhere", "%1 of %2") == "%1 of %2"
