"""The sample vault with the study of the demo, for the tests of the consent room: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from datapact.cli.actions.demo import Study
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from tests.sample_vaults import Sample, with_study
from tests.ui.conftest import AnsweredDialogs


@pytest.fixture(scope="session")
def study_demo() -> tuple[Path, Study]:
    """The demo's folder with the study in Keller's vault; never opened, only copied."""
    return with_study()


@pytest.fixture
def study(study_demo: tuple[Path, Study]) -> Study:
    """What was made."""
    return study_demo[1]


@pytest.fixture
def study_context(
    study_demo: tuple[Path, Study], tmp_path: Path, dialogs: AnsweredDialogs, styled: QApplication
) -> Iterator[AppContext]:
    """Anna Keller's context in a fresh copy; ``context.places`` notes where it went."""
    folder = tmp_path / "studied"
    shutil.copytree(study_demo[0], folder)
    sample = Sample(folder)
    made = AppContext(read_opened(sample.unlocked(sample.keller, "anna-keller")), dialogs)  # type: ignore[arg-type]
    places: list[Place] = []
    made.went.connect(places.append)
    made.places = places  # type: ignore[attr-defined]
    broken: list[BaseException] = []
    made.worker.broke.connect(broken.append)
    yield made
    made.save_remembered()  # else its timer writes into a folder that is gone, in the next test
    made.worker.close()
    assert not broken, broken
    made.deleteLater()
