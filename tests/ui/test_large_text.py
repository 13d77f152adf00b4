"""Every window and dialog at 200 % text fits a screen of 1280 x 720, and shows its words whole, in German.

The scenes are measured in processes of their own, for Qt does not always survive them beside other tests' windows. There
is one process a group, so that workers share them; its scenes are played in one window, as for the screenshots. In a run of
everything, scenes take turns with the test of accessibility: each is opened every third day, by one of the two.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyleFactory,
    QWidget,
)

from datapact.vault.folder.preferences import Appearance
from datapact_ui.kit.layout import fitting
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.widgets.check_boxes import Radio, Tick
from datapact_ui.kit.widgets.wrapping_button import WrappingButton
from datapact_ui.shell.main_window import MainWindow
from tests.depth import day_of_turn, is_due
from tests.screenshots.sample import Sample
from tests.screenshots.scenes import SCENES
from tests.screenshots.stage import Look, Stage
from tests.ui.greyed import empty, silent

WIDTH, HEIGHT = 1280, 720
ROOT = Path(__file__).parents[2]
APART = "DATAPACT_MEASURED_APART"
SIZE = int(os.environ.get("DATAPACT_MEASURED_SIZE", "200"))
"""Of text, in per cent: 175 on a day when somebody looks."""
GROUPS = 1 if day_of_turn() is not None else 2
"""Each starts a Python with Qt and the program, and opens the vaults once; a sixth of the scenes is worth one."""


class Measurer(Stage):
    """Measures everything that a scene would photograph; ``problems`` says what does not fit where."""

    measured = 0
    large = 0.0
    """The size in which everything is written, in points."""

    def begin(self) -> None:
        """The next scene, whatever became of the last."""
        self.close_dialogs()
        self.app.use_appearance(Appearance(self.look.language, self.look.theme, self.look.text_size))
        self.measured, self.problems = 0, []

    def open(self, vault: Path | None = None, member: str | None = None) -> MainWindow:
        window = super().open(vault, member)
        if (window.width(), window.height()) != (WIDTH, HEIGHT):
            window.resize(WIDTH, HEIGHT)
            self.settle()
        return window

    def wait_for_pages(self) -> None:
        """Nothing is asked of the pages of a PDF."""
        self.settle()

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        seen = widget if widget is not None else self.app.window
        assert seen is not None
        if not isinstance(seen, QDialog):
            seen.resize(WIDTH, HEIGHT)
        self.settle()
        assert self.application.font().pointSizeF() == self.large
        self.measured += 1
        found = [*too_large(seen), *cut_off(seen)]
        found += [f"greyed without a reason: {one}" for one in silent(seen)]
        found += [f"empty without a word: {one}" for one in empty(seen)]
        self.problems += [f"{name}: {problem}" for problem in found]


def too_large(window: QWidget) -> list[str]:
    """What a window cannot be made as small as the screen for."""
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    if isinstance(window, MainWindow):  # a view may scroll up and down, never sideways
        around = window.findChild(QScrollArea, "view-scroll")
        assert around is not None
        view = window.view()
        if view.minimumSizeHint().width() > around.viewport().width():
            return [
                f"{type(view).__name__} needs {view.minimumSizeHint().width()} of {around.viewport().width()}:"
                f" {', '.join(_widest(view))}"
            ]
    if least.width() <= WIDTH and least.height() <= HEIGHT:
        return []
    return [f"{type(window).__name__} needs {least.width()} x {least.height()}: {', '.join(_widest(window))}"]


def _widest(window: QWidget) -> list[str]:
    """The innermost widgets that ask for much: where to look first."""
    asking = [
        (max(child.minimumSizeHint().width() / WIDTH, child.minimumSizeHint().height() / HEIGHT), child)
        for child in window.findChildren(QWidget)
        if child.isVisible() and not child.findChildren(QWidget)
    ]
    asking.sort(key=lambda pair: -pair[0])
    return [f"{_called(child)} {child.minimumSizeHint().toTuple()}" for _share, child in asking[:3]]


def cut_off(window: QWidget) -> list[str]:
    """Words that have less room than they need, and pages that are wider than the sight of them, with no way to scroll."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QScrollArea) and widget.widget() is not None:
            page = widget.widget()
            hidden = widget.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if hidden and page.minimumSizeHint().width() > widget.viewport().width() + 1:
                found.append(
                    f"page in {_called(widget)} needs {page.minimumSizeHint().width()} of {widget.viewport().width()}:"
                    f" {', '.join(_widest(page))}"
                )
        elif isinstance(widget, RowsTable) and isinstance(window, QDialog):
            if widget.horizontalScrollBar().maximum() > 0:
                found.append(f"{_called(widget)} scrolls sideways: let a column give way")
        elif isinstance(widget, Tick | Radio):
            if widget.height() < widget.heightForWidth(widget.width()):
                found.append(f"{_called(widget)} {widget.text()[:40]!r} has {widget.height()} lines of room")
        elif isinstance(widget, WrappingButton):
            continue  # it says the rest in its tool tip
        elif isinstance(widget, QPushButton | QCheckBox | QRadioButton) and widget.text():
            if widget.width() < _least(widget):
                found.append(f"{_called(widget)} {widget.text()[:40]!r} has {widget.width()} of {_least(widget)}")
        elif isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            flag = Qt.TextFlag.TextShowMnemonic if widget.buddy() is not None else Qt.TextFlag.TextSingleLine
            needed = max(widget.fontMetrics().size(int(flag), line).width() for line in widget.text().split("\n"))
            if widget.textFormat() != Qt.TextFormat.RichText and widget.contentsRect().width() < needed - 1:
                found.append(
                    f"{_called(widget)} {widget.text()[:40]!r} has {widget.contentsRect().width()} of {needed}"
                )
    return found


def _least(button: QAbstractButton) -> int:
    return button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text()).width()


def _called(widget: QWidget) -> str:
    above, name = widget, widget.objectName()
    while not name and above.parentWidget() is not None:
        above = above.parentWidget()
        name = f"in {above.objectName()}" if above.objectName() else ""
    return f"{type(widget).__name__} {name}"


@pytest.fixture(scope="module")
def measurer(
    qapp: QApplication, fonts: None, photographed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Measurer]:
    folder = tmp_path_factory.mktemp("measured")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "room_for", lambda _dialog: QSize(WIDTH, HEIGHT) * 0.92)
        qapp.setStyle(QStyleFactory.create("Fusion"))
        stage = Measurer(Sample(photographed), folder / "none", Look("light", "de", text_size=SIZE), folder)
        stage.large = SIZE / 100 * qapp.font().pointSizeF()
        yield stage
        stage.close()
        assert stage.app.window is not None
        stage.app.window.close()


def measures(measurer: Measurer, scene: str) -> None:
    measurer.begin()
    SCENES[scene](measurer)
    assert measurer.measured
    assert not measurer.problems, "\n".join(dict.fromkeys(measurer.problems))


if APART in os.environ:
    test_it_fits_at_double_size = pytest.mark.parametrize("scene", SCENES)(measures)
else:

    @pytest.mark.parametrize("group", range(GROUPS))
    def test_all_scenes_fit_at_double_size(group: int, photographed: Path) -> None:
        scenes = [scene for place, scene in enumerate(SCENES) if is_due(place + 3, 6)][group::GROUPS]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        tests = [f"{__file__}::test_it_fits_at_double_size[{scene}]" for scene in scenes]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
        done = subprocess.run(command, env={**kept, APART: "1"}, cwd=ROOT, capture_output=True, text=True, check=False)
        assert f"{len(scenes)} passed" in done.stdout, done.stdout[-6000:] + done.stderr[-6000:]
        assert done.returncode == 0, done.stdout[-6000:]
