"""A list that holds nothing says so, and what to do: in each room of a vault without anything in it, and after a search in vain."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from datapact.organisation.members.unlocking import unlock
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from datapact_ui.kit.context.pages import ROOM_CLASSES, make_view
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.search_line import SearchLine
from tests.conftest import SteppingClock
from tests.screenshots.sample import NOON
from tests.screenshots.sample import Sample as Photographed
from tests.ui.conftest import AnsweredDialogs
from tests.ui.greyed import empty
from tests.ui.recorded import settle
from tests.ui.studied import study_context, study_demo
from tests.ui.test_greyed import parts

__all__ = ["study_context", "study_demo"]

NOWHERE = "zzqqxx"
WITHOUT_A_BUTTON = {"Nothing is to be called back": "it comes by itself, when somebody withdraws or objects"}
"""Headings of what nobody can change from here, with why."""


@pytest.fixture
def bare_context(
    photographed: Path, tmp_path: Path, dialogs: AnsweredDialogs, styled: QApplication
) -> Iterator[AppContext]:
    """A vault as its founding leaves it: no agreement, no partner, no record."""
    vault = Path(shutil.copytree(photographed / "Donau.datapact", tmp_path / "Donau.datapact"))
    opened = read_opened(unlock(vault, "franz-huber", Photographed(photographed).passphrase, SteppingClock(NOON)))
    made = AppContext(opened, dialogs)  # type: ignore[arg-type]
    yield made
    made.save_remembered()
    made.worker.close()
    made.deleteLater()


@pytest.mark.parametrize("room", list(ROOM_CLASSES))
def test_each_part_of_an_empty_vault_says_what_to_do(qtbot: QtBot, bare_context: AppContext, room: str) -> None:
    view = make_view(bare_context, Place(room))
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    settle(bare_context)
    problems: list[str] = []
    for part in parts(view, bare_context):
        problems += [f"{part}: {one} is empty without a word" for one in empty(view)]
        for shown in view.findChildren(EmptyState):
            heading = shown.accessibleName()
            if not shown.isVisible() or heading in WITHOUT_A_BUTTON:
                continue
            if not shown.sentence.text():
                problems.append(f"{part}: “{heading}” has no sentence")
            if shown.button is None or not shown.button.isVisible():
                problems.append(f"{part}: “{heading}” has no button")
    assert not problems, "\n".join(dict.fromkeys(problems))


@pytest.mark.parametrize("room", list(ROOM_CLASSES))
def test_what_is_searched_in_vain_says_so(qtbot: QtBot, study_context: AppContext, room: str) -> None:
    view = make_view(study_context, Place(room))
    qtbot.addWidget(view)
    view.resize(1300, 900)
    view.show()
    settle(study_context)
    problems: list[str] = []
    for part in parts(view, study_context):
        for line in view.findChildren(SearchLine):
            if line.isVisible() and line.isEnabled():
                line.setText(NOWHERE)
                qtbot.wait(700)  # it waits for the end of typing
                settle(study_context)
                problems += [f"{part}: {one} is empty without a word" for one in empty(view)]
                line.clear()
    assert not problems, "\n".join(dict.fromkeys(problems))
