"""Colours reach WCAG AA in both themes; icons follow the palette; nobody else writes a colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QIconEngine, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from datapact.base.texts import Message
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import RULES
from datapact_ui.editor.fields.list_appearance import soften
from datapact_ui.kit.tables.finding_kinds import authority_words, basis_words, rule_tip
from datapact_ui.kit.theme.colours import DARK, LIGHT, Colours, colours_of, contrast
from datapact_ui.kit.theme.icons import icon, icon_names
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.theme.palette import apply_text_size, apply_theme, palette_of
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.no_break_spaces import held
from datapact_ui.unlock.gate import Problem

UI = Path(__file__).parents[2] / "ui"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_reaches_four_and_a_half_to_one(colours: Colours) -> None:
    grounds = (colours.window, colours.surface, colours.raised, colours.stripe, colours.rail)
    for ink in (colours.ink, colours.quiet, colours.link, colours.visited):
        for ground in grounds:
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    for tone in (
        colours.neutral,
        colours.info,
        colours.good,
        colours.warn,
        colours.bad,
        colours.inserted,
        colours.removed,
    ):
        for ground in (*grounds, tone.soft):
            assert contrast(tone.ink, ground) >= 4.5, (tone, ground)
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.accent_hover) >= 4.5
    assert contrast(colours.ink, colours.found) >= 4.5
    assert contrast(colours.info.ink, colours.accent_soft) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_must_be_seen_reaches_three_to_one(colours: Colours) -> None:
    for ground in (colours.window, colours.surface, colours.raised):
        assert contrast(colours.edge, ground) >= 3.0, ground
        assert contrast(colours.accent, ground) >= 3.0, ground


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_palette_knows_its_table() -> None:
    assert colours_of(palette_of(LIGHT)) is LIGHT
    assert colours_of(palette_of(DARK)) is DARK


def test_no_other_module_writes_a_colour() -> None:
    written = re.compile(
        r"""["']#[0-9a-fA-F]{3,8}["']|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)|setStyleSheet(?!\(SCROLLS\))"""
    )
    found = [
        f"{file.relative_to(UI)}: {line.strip()}"
        for file in UI.rglob("*.py")
        if file.name not in ("colours.py", "qr_code.py")  # a QR code is black on white in every theme
        for line in file.read_text("utf-8").splitlines()
        if written.search(line)
    ]
    assert found == []


def test_every_icon_is_drawn_and_follows_the_theme(styled: QApplication) -> None:
    assert len(icon_names()) > 100
    for name in icon_names():
        assert not icon(name).pixmap(QSize(24, 24)).isNull(), name
    before = icon("search").pixmap(QSize(24, 24)).toImage()
    apply_theme(styled, "dark")
    assert icon("search").pixmap(QSize(24, 24)).toImage() != before
    apply_theme(styled, "light")
    assert icon("search").pixmap(QSize(24, 24)).toImage() == before
    disabled = icon("search").pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert disabled != before


def test_no_drawing_of_an_icon_is_deleted_with_the_button_that_shows_it(qapp: QApplication) -> None:
    """PySide 6.12 writes into freed memory when Qt deletes an object of ours whose place another one still points to."""

    def drawings() -> set[int]:
        return {
            shiboken6.getCppPointer(one)[0] for one in shiboken6.getAllValidWrappers() if isinstance(one, QIconEngine)
        }

    button = QPushButton(icon("search"), "")
    painted = drawings()
    assert painted
    shiboken6.delete(button)
    assert drawings() == painted


def test_words_of_a_colour_of_their_own_follow_the_theme(styled: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    quiet, problem, entries = Words("beside", quiet=True), Problem(window), QListWidget()
    for widget in (quiet, problem, entries):
        column.addWidget(widget)
    problem.say("This went wrong.")
    soften(entries)
    window.show()
    for theme, colours in (("dark", DARK), ("light", LIGHT)):
        apply_theme(styled, theme)  # type: ignore[arg-type]
        QApplication.processEvents()
        assert quiet.palette().color(quiet.foregroundRole()).name() == colours.quiet
        assert problem.palette().color(problem.foregroundRole()).name() == colours.bad.ink
        assert problem.palette().color(problem.backgroundRole()).name() == colours.bad.soft
        assert entries.palette().color(QPalette.ColorRole.Highlight).name() == colours.accent_soft
        assert entries.palette().color(QPalette.ColorRole.Base).name() == colours.surface


def test_icons_are_of_one_family() -> None:
    from datapact.base.resources import data_folder

    for file in (data_folder() / "icons").glob("*.svg"):
        text = file.read_text("utf-8")
        assert 'viewBox="0 0 24 24"' in text, file.name
        assert 'stroke="currentColor" stroke-width="1.75"' in text, file.name


def test_measures_grow_with_the_text(styled: QApplication) -> None:
    usual = space(4)
    apply_text_size(styled, 200)
    large = space(4)
    apply_text_size(styled, 100)
    assert large == pytest.approx(2 * usual, rel=0.1)
    assert space(4) == usual


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("nach § 6 Abs. 2 Buchst. a", "nach §~6 Abs.~2 Buchst.~a"),
        ("(§§ 35, 78)", "(§§~35, 78)"),
        ("under Section 6(2) and Article 28(3)", "under Section~6(2) and Article~28(3)"),
        ("Institut für Produktionsdaten e. V. und andere", "Institut für Produktionsdaten e.~V. und andere"),
        ("z. B. Anlage 2; Satz und Absatz", "z.~B. Anlage~2; Satz und Absatz"),
        ("§", "§"),
        ("", ""),
    ],
)
def test_a_sign_stays_with_its_number(text: str, bound: str, styled: QApplication) -> None:
    assert held(text) == bound.replace("~", "\u00a0")
    words = Words(text)
    assert QLabel.text(words) == held(text), "what is shown"
    assert words.text() == text, "what was said"


@given(st.text())
def test_holding_changes_spaces_alone(text: str) -> None:
    assert held(text).replace("\u00a0", " ") == text.replace("\u00a0", " ")
    assert len(held(text)) == len(text)


def test_a_finding_names_its_source_and_no_code_of_the_house_or_of_another_country(styled) -> None:
    for rule in RULES:
        finding = Finding(rule.id, rule.severity, rule.authority, rule.citation, "", "", Message("x"), "1")
        words = f"{basis_words(finding)} {authority_words(finding)}"
        assert "ICO" not in words
        assert rule.id not in words.split()
        assert rule.id in rule_tip(finding)
