"""Who is a party, in the window: leaving, asking for votes, voting; the summary says since when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QDialog, QPushButton

from datapact.agreements.steps import accession
from datapact.history.entries import store
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.members_dialogs import (
    EndOrderDialog,
    ExcludeDialog,
    JoinDialog,
    LeaveDialog,
    VoteDialog,
)
from datapact_ui.agreement_page.page.reading_dialog import ReadingDialog
from datapact_ui.kit.widgets.cards import Words
from tests.agreements.alliance import Alliance, alliance
from tests.ui.exchanged import dialog_of, settled


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Alliance]:
    opened = alliance(tmp_path / "at")
    yield opened
    for one in opened.everyone[1:]:
        one.close()


@pytest.fixture
def table(at: Alliance) -> SimpleNamespace:
    """What the context opens."""
    return SimpleNamespace(anna=at.everyone[0], history=at.history)


def take(view: AgreementView, dialog: QDialog, name: str, qtbot) -> None:
    button = dialog.findChild(QPushButton, f"{name}-do")
    assert button is not None
    assert button.isEnabled()
    button.click()
    settled(view.context, qtbot)


def test_one_order_is_ended_in_the_window(at: Alliance, at_context, qtbot) -> None:
    at.change("[framework]\napplies = true\norder_months = 1\n")
    view = at_context()
    assert "end_order" in {action.objectName() for action in view.actions() if action.isVisible()}
    view.do("end_order")
    dialog = dialog_of(view, EndOrderDialog)
    assert [dialog.order.itemData(place) for place in range(dialog.order.count())] == ["data-p1", "data-p2"]
    assert dialog.ground.count() == 2
    dialog.order.setCurrentIndex(dialog.order.findData("data-p2"))
    take(view, dialog, "end_order_dialog", qtbot)
    with at.everyone[0].vault.read() as session:
        assert store.load(session, at.history)[-1].kind == "order_ended"
    said = [words.text() for words in view.summary.findChildren(Words)]
    assert any(one.startswith("Notice: an order ends: Trips Bautzen") for one in said), said
    assert any("ends for Stadtwerke Aurich GmbH on" in one for one in said), "\n".join(said)


def test_a_party_votes_asks_for_votes_and_leaves(at: Alliance, at_context, qtbot) -> None:
    a, b, c, _other = at.everyone
    accession.exclude(b, at.history, "p3", None, "Weitergabe an Dritte")
    at.carry(b, [a, c])
    view = at_context()
    visible = {action.objectName() for action in view.actions() if action.isVisible()}
    assert {"vote", "join", "leave", "exclude"} <= visible
    assert not {"terminate", "admit"} & visible
    assert view.page is not None
    assert view.page.next.action == "vote"
    view.do("vote")
    dialog = dialog_of(view, VoteDialog)
    assert "Weitergabe an Dritte" in dialog.told.text()
    assert not dialog.doing.isEnabled()  # nobody votes by a choice that was made for them
    dialog.vote.setCurrentIndex(dialog.vote.findData("yes"))
    take(view, dialog, "vote_dialog", qtbot)
    view.do("exclude")
    asked = dialog_of(view, ExcludeDialog)
    assert asked.what.findData("") >= 0
    assert not asked.doing.isEnabled()
    asked.text.setPlainText("Zweck erreicht")
    asked.what.setCurrentIndex(asked.what.findData(""))
    take(view, asked, "exclude_dialog", qtbot)
    view.do("leave")
    settled(view.context, qtbot)
    leaving = dialog_of(view, LeaveDialog)
    assert "28 February 2027" in leaving.told.text(), "the first last day that is possible"
    take(view, leaving, "leave_dialog", qtbot)
    with a.vault.read() as session:
        kinds = [entry.kind for entry in store.load(session, at.history)]
    assert kinds[-3:] == ["vote", "motion", "leaving"]
    said = [words.text() for words in view.summary.findChildren(Words)]
    assert any("28 February 2027" in one for one in said), said
    assert any(one.startswith("Notice: ") for one in said), said
    assert any("excluded" in one for one in said)
    view.do("reading")
    settled(view.context, qtbot)
    reading = dialog_of(view, ReadingDialog)
    reading.day.choose(date(2027, 3, 1))
    settled(view.context, qtbot)
    assert "Stadtwerke Aurich GmbH is no party any more; its last day was 28 February 2027." in reading.changes.text()
    reading.reject()
    view.do("join")
    settled(view.context, qtbot)
    assert dialog_of(view, JoinDialog).partner.count() == 1
