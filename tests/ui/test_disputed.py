"""A signed agreement that a party disputes: in the list and on its page, in red and in words, with when and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from datapact.agreements.projection.disputes import DisputeView, status_and_dispute
from datapact.agreements.projection.status import NEXT_STEPS
from datapact.agreements.views.list import ListedAgreement
from datapact.base.texts import Message
from datapact_ui.agreement_page.tabs.summary_tab import until_words
from datapact_ui.agreements.columns import agreement_columns
from datapact_ui.kit.tables.rows_model import BADGE, RowsModel
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge, disputed_badge
from tests.ui.test_agreement_later import signed, table

__all__ = ["signed", "table"]

DISPUTE = DisputeView("R" * 43, "K" * 43, "Keller", datetime(2026, 11, 27, tzinfo=UTC), "left the company", ("S" * 43,))


def test_the_list_says_who_disputes_it(qtbot) -> None:
    row = ListedAgreement(
        1, "urn:1", "DP-1", "T", "ai-pilot", "Keller", "in_force", "", "", "none", None, None, False, "", "Keller"
    )
    model = RowsModel(agreement_columns())
    model.show([row])
    at = model.index(0, next(n for n, column in enumerate(model.columns()) if column.name == "status"))
    assert model.data(at, int(Qt.ItemDataRole.DisplayRole)) == "In force, disputed by Keller"
    assert model.data(at, BADGE) == ("error", "In force, disputed by Keller", "bad")
    assert disputed_badge("in_force", "Keller") == ("error", "In force, disputed by Keller", "bad")
    assert disputed_badge("in_force", "")[2] == "good"
    assert status_and_dispute("signed", "Keller").text("de").endswith(", bestritten von Keller")


@pytest.mark.parametrize(
    ("next_step", "disputed", "words"),
    [
        ("none", "", "In force from 1 Jan 2027 on"),
        ("none", "Keller", ""),
        ("answer_change", "", str(Message(NEXT_STEPS["answer_change"]))),
        ("await_change", "", str(Message(NEXT_STEPS["await_change"]))),
        ("vote", "", str(Message(NEXT_STEPS["vote"]))),
    ],
)
def test_the_list_says_from_when_it_counts_only_where_nothing_is_left_to_do(
    qtbot, next_step: str, disputed: str, words: str
) -> None:
    row = ListedAgreement(
        1, "urn:1", "1", "T", "ai-pilot", "K", "signed", "us", "", next_step, "2027-01-01", None, False, "", disputed
    )
    model = RowsModel(agreement_columns())
    model.show([row])
    at = model.index(0, next(n for n, column in enumerate(model.columns()) if column.name == "next_step"))
    assert (model.data(at, int(Qt.ItemDataRole.DisplayRole)) or "") == words


@pytest.mark.parametrize("disputed", ["Keller", ""])
def test_the_badge_is_red(styled, qtbot, disputed: str) -> None:
    badge = StateBadge()
    qtbot.addWidget(badge)
    badge.set_state("signed", disputed)
    badge.resize(badge.sizeHint())
    picture = badge.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    ground = picture.pixelColor(picture.width() - 6, picture.height() // 2)
    colours = colours_of(QApplication.palette())
    assert ground.name() == (colours.bad if disputed else colours.good).soft.lower()


def test_the_page_says_who_when_and_why(at_context, qtbot) -> None:
    view = at_context()
    page = view.page
    assert page is not None
    assert view.summary.findChild(QWidget, "dispute") is None
    steps = tuple(replace(step, disputed="Keller" if step.kind == "signed" else "") for step in page.steps)
    view._show(replace(page, overview=replace(page.overview, disputes=(DISPUTE,)), steps=steps))
    assert view.state.text().endswith(", disputed by Keller")
    card = view.summary.findChild(QWidget, "dispute")
    assert card is not None
    said = " ".join(words.text() for words in card.findChildren(Words))
    assert "Keller disputes the agreement" in said
    assert "27 November 2026" in said
    assert "left the company" in said
    of_the_end = replace(DISPUTE, about=("termination",))
    told = replace(page.overview, disputes=(of_the_end,), terminated_on="2027-12-31", end_disputed="Keller")
    view._show(replace(page, overview=told, steps=steps))
    card = view.summary.findChild(QWidget, "dispute")
    assert card is not None
    assert any("disputes the notice of termination" in words.text() for words in card.findChildren(Words))
    assert "(terminated as of 31 December 2027, disputed by Keller)" in until_words(view.page, date(2026, 12, 1))
    view.show_tab("history")
    assert any(badge.text() == "disputed by Keller" for badge in view.timeline.findChildren(StateBadge))
