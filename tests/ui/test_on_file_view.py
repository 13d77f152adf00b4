"""What is on file, through the real window: put on file from a gap in an answer, listed, narrowed, ended, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.cli.demo_study import DATASET, RESEARCH
from datapact.consent.asking import Asked
from datapact.consent.on_file_form import put_on_file
from datapact.consent.on_file_list import Part
from datapact.parties.references import find_reference
from datapact_ui.consent.consent_view import ConsentView
from datapact_ui.consent.decision_view import DecisionView
from datapact_ui.consent.on_file_view import OnFileView
from datapact_ui.desk import Desk
from datapact_ui.main_window import MainWindow
from tests.ui.studied import study, study_demo, study_desk

__all__ = ["study", "study_demo", "study_desk"]


@pytest.fixture
def window(study_desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(study_desk)
    made.resize(1300, 850)
    made.show()
    yield made
    settle(study_desk)
    made.hide()
    made.deleteLater()


def settle(desk: Desk) -> None:
    for _round in range(3):
        assert desk.worker.wait_until_idle(30_000)


def on_file(window: MainWindow, **options: str) -> OnFileView:
    window.desk.show_view("consent", tab="on-file", **options)
    settle(window.desk)
    view = window.view()
    assert isinstance(view, ConsentView)
    part = view.part()
    assert isinstance(part, OnFileView)
    return part


def answer(window: MainWindow, partner: str, purpose: str) -> DecisionView:
    with window.desk.worker.acting.vault.read() as session:
        reference = find_reference(session, partner)
    window.desk.open_decision(Asked(DATASET, reference, purpose))
    settle(window.desk)
    view = window.view()
    assert isinstance(view, DecisionView)
    return view


def dialog[W: QWidget](window: MainWindow, kind: type[W]) -> W:
    settle(window.desk)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def act(view: OnFileView, name: str) -> None:
    next(action for action in view.actions() if action.objectName() == name).trigger()


def enabled(view: OnFileView) -> set[str]:
    return {action.objectName() for action in view.actions() if action.isEnabled()}


def kept(desk: Desk, *parts: Part) -> None:
    for part in parts:
        put_on_file(desk.worker.acting, part)


def read(desk: Desk, what: Any) -> Any:
    with desk.worker.acting.vault.read() as session:
        return what(session)


def today(desk: Desk) -> date:
    return desk.today()


# ---- from an answer that misses something ----


def gap(view: DecisionView) -> QPushButton:
    found = [one for one in view.findChildren(QPushButton) if one.objectName().startswith("reason-enter-")]
    assert found, [one.text() for one in view.findChildren(QLabel)]
    return found[0]


def test_a_gap_in_an_answer_opens_the_form_filled_in_and_is_closed_by_it(window: MainWindow) -> None:
    view = answer(window, "Hochschule Neckartal", RESEARCH)
    assert view.page is not None
    for reason in view.page.decision.reasons:
        print(reason.rule, reason.verdict, reason.message, reason.wanted)
    raise AssertionError
