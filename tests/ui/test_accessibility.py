"""Every window and dialog, by the tree that screen readers see, by Tab, by the contrast of what is painted, and by what it
calls things."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLabel,
    QRadioButton,
    QScrollArea,
    QStyleFactory,
    QTextBrowser,
    QWidget,
)

from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.preferences import Appearance, Theme
from datapact_ui.kit.theme.colours import DARK, colours_of, contrast
from datapact_ui.kit.theme.palette import apply_theme
from tests.conftest import SteppingClock
from tests.screenshots.sample import Sample
from tests.screenshots.scenes import SCENES
from tests.screenshots.stage import NOON, Look, Stage
from tests.ui.accessible_names import Names, names_in, strange
from tests.ui.greyed import empty, silent

MOST_STOPS = 400
LARGE_POINTS = 14
NAMELESS = (
    QAccessible.Role.Window,
    QAccessible.Role.Client,
    QAccessible.Role.ScrollBar,
    QAccessible.Role.LayeredPane,
    QAccessible.Role.Splitter,
    QAccessible.Role.Grip,
)


class Inspector(Stage):
    """Looks at everything that a scene would photograph, in light and in dark; ``problems`` says what is wrong where.

    The theme in which it has looked last stays, so that what a scene opens next is made in that one and changes to the other.
    """

    inspected = 0
    names: Names

    @property
    def theme(self) -> Theme:
        """The theme that everything has now."""
        return "dark" if colours_of(self.application.palette()) == DARK else "light"

    def begin(self) -> None:
        """The next scene, whatever became of the last."""
        self.close_dialogs()
        self.app.use_appearance(Appearance(self.look.language, self.look.theme, self.look.text_size))
        self.inspected, self.problems = 0, []

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        seen = widget if widget is not None else self.app.window
        assert seen is not None
        self.inspected += 1
        self._add(name, self.theme, low_contrast(seen))
        self._change_theme("light" if self.theme == "dark" else "dark")
        self._add(name, self.theme, low_contrast(seen))
        self._add(
            name, "both", [*nameless(seen), *wrong_tabs(seen), *strange(seen, self.names), *reasonless(seen)]
        )  # names and order do not depend on colours

    def _change_theme(self, theme: Theme) -> None:
        """As the application does it when somebody chooses another theme: in place, in every open window."""
        apply_theme(self.application, theme)
        self.settle()

    def _add(self, name: str, theme: str, problems: list[str]) -> None:
        self.problems += [f"{name} ({theme}): {problem}" for problem in problems]

    def wait_for_pages(self) -> None:
        """Nothing is asked of the pages of a PDF."""
        self.settle()


BUILT_IN_DARK = (
    "first-start",
    "overview",
    "agreements",
    "settings",
    "agreement-states",
    "interview",
    "editor",
    "consent-matrix",
)
"""One scene of each kind of window is built in the dark, and turns light: colours could be fixed while a window is made."""


def inspecting(theme: Theme, qapp: QApplication, photographed: Path, folder: Path) -> Iterator[Inspector]:
    qapp.setStyle(QStyleFactory.create("Fusion"))
    stage = Inspector(Sample(photographed), folder / "none", Look(theme, "de"), folder)
    stage.names = _names(photographed)
    yield stage
    stage.close()
    assert stage.app.window is not None
    stage.app.window.close()
    shutil.rmtree(folder / "sample")


@pytest.fixture(scope="module")
def in_the_light(
    qapp: QApplication, fonts: None, photographed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Inspector]:
    """Scenes in the light are played in one window, as for the screenshots."""
    yield from inspecting("light", qapp, photographed, tmp_path_factory.mktemp("light"))


@pytest.fixture
def in_the_dark(qapp: QApplication, fonts: None, photographed: Path, tmp_path: Path) -> Iterator[Inspector]:
    """Scenes in the dark have a window each: what is built in the dark is what they are for."""
    yield from inspecting("dark", qapp, photographed, tmp_path)


@pytest.fixture
def inspector(request: pytest.FixtureRequest) -> Inspector:
    stage: Inspector = request.getfixturevalue(request.param)
    stage.begin()
    return stage


@pytest.mark.in_turn(6)  # three days later tests/ui/test_large_text.py measures the scene
@pytest.mark.parametrize(
    ("scene", "inspector"),
    [*((scene, "in_the_light") for scene in SCENES), *((scene, "in_the_dark") for scene in BUILT_IN_DARK)],
    indirect=["inspector"],
)
def test_all_can_use_it(inspector: Inspector, scene: str) -> None:
    SCENES[scene](inspector)
    assert inspector.inspected
    assert not inspector.problems, "\n".join(dict.fromkeys(inspector.problems))


@cache
def _names(photographed: Path) -> Names:
    sample = Sample(photographed)
    with TemporaryDirectory() as scratch:
        vault = Path(shutil.copytree(sample.vault, Path(scratch) / sample.vault.name))
        acting = unlock(vault, sample.member, sample.passphrase, SteppingClock(NOON))
        with acting.vault.read() as session:
            found = names_in(session, "de")
        acting.close()
    assert found.keys
    assert found.foreign
    return found


# ---- names ----


def nameless(window: QWidget) -> list[str]:
    """What can take the focus and says nothing of itself, from the tree that Qt gives to screen readers."""
    top = QAccessible.queryAccessibleInterface(window)
    return [_place(one) for one in _tree(top) if _wants_name(one) and not one.text(QAccessible.Text.Name).strip()]


def reasonless(window: QWidget) -> list[str]:
    """What is greyed and does not say why, and lists that are empty and do not say so."""
    greyed = [f"{one} is greyed without a reason" for one in silent(window)]
    return greyed + [f"{one} is empty without a word" for one in empty(window)]


def _wants_name(one: QAccessibleInterface) -> bool:
    state = one.state()
    usable = state.focusable and not state.invisible and not state.disabled and not state.offscreen  # type: ignore[attr-defined]
    return bool(usable) and one.role() not in NAMELESS


def _tree(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield one
    table = one.role() in (QAccessible.Role.Table, QAccessible.Role.List, QAccessible.Role.Tree)
    for index in range(min(one.childCount(), 60) if table else one.childCount()):
        child = one.child(index)
        if child is not None and child.isValid() and not child.state().invisible:  # type: ignore[attr-defined]
            yield from _tree(child)


def _place(one: QAccessibleInterface) -> str:
    thing = one.object()
    name = f"{type(thing).__name__} {thing.objectName()!r}" if thing is not None else one.role().name
    parent = one.parent()
    inside = parent.object().objectName() if parent is not None and parent.object() is not None else ""
    return f"{name} in {inside!r} has no accessible name"


# ---- tabs ----


def stops(window: QWidget) -> list[QWidget]:
    """Everything in a window that Tab has to reach."""
    found = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.window() is window
        and not isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)
    ]
    found = [widget for widget in found if not _is_reached_by_arrows(widget)]
    inside = {
        child for widget in found if isinstance(widget, QAbstractItemView) for child in widget.findChildren(QWidget)
    }
    return [widget for widget in found if widget not in inside]


def _is_reached_by_arrows(widget: QWidget) -> bool:
    """Of buttons of which one is on, Tab stops at that one."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and group.checkedButton() not in (None, widget)


def wrong_tabs(window: QWidget) -> list[str]:
    """Press Tab all the way round: what it does not reach, cannot leave, or reaches against the order of the eye."""
    expected = stops(window)
    if not expected:
        return []
    window.activateWindow()
    QTest.qWait(1)
    trail: list[QWidget] = []
    links = MOST_STOPS
    for _press in range(MOST_STOPS):
        before = QApplication.focusWidget()
        QTest.keyClick(before if before is not None and before.window() is window else window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        if focus is None:
            return ["Tab leaves nothing with the focus"]
        while focus is before and _has_inner_stops(focus) and links:
            links -= 1
            QTest.keyClick(focus, Qt.Key.Key_Tab)
            focus = QApplication.focusWidget()
        if focus is before and len(expected) > 1:
            return [f"Tab does not leave {_called(focus)}"]
        if focus in trail:
            break
        trail.append(focus)
    missed = [f"Tab does not reach {_called(widget)}" for widget in expected if widget not in trail]
    return missed + _against_the_eye(window, trail)


def _has_inner_stops(widget: QWidget) -> bool:
    """Tab goes from link to link in a text, and from day to month to year to hour in a date."""
    return isinstance(widget, QDateTimeEdit) or (
        isinstance(widget, QTextBrowser) and widget.textCursor().hasSelection()
    )


def _against_the_eye(window: QWidget, trail: list[QWidget]) -> list[str]:
    """Steps that go up in a column or left in a line; one is allowed, where the round begins anew."""
    wrong = []
    for before, after in zip(trail, trail[1:] + trail[:1], strict=True):
        together = _page_of(before) is _page_of(after)
        here, there = _box(window, before, inside=together), _box(window, after, inside=together)
        in_column = min(here.right(), there.right()) - max(here.left(), there.left()) > 0
        in_line = (
            min(here.bottom(), there.bottom()) - max(here.top(), there.top()) > min(here.height(), there.height()) / 2
        )
        if (in_column and there.bottom() <= here.top()) or (in_line and there.right() <= here.left()):
            wrong.append(f"Tab goes back from {_called(before)} to {_called(after)}")
    return wrong[1:] if len(wrong) <= 1 else wrong


def _box(window: QWidget, widget: QWidget, *, inside: bool = True) -> QRect:
    """Where a widget is; seen from outside of its scrolled page it is never beyond that page's edges."""
    box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    page = _page_of(widget)
    if inside or page is None:
        return box
    sight = QRect(page.viewport().mapTo(window, QPoint(0, 0)), page.viewport().size())
    box.moveTop(max(sight.top(), min(box.top(), sight.bottom() - box.height())))
    return box


def _page_of(widget: QWidget) -> QScrollArea | None:
    """The scrolled page that a widget is on."""
    around = widget.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = None if around.isWindow() else around.parentWidget()
    return around


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"


# ---- contrast ----


def low_contrast(window: QWidget) -> list[str]:
    """Words whose colour does not stand out from the ground they are painted on (WCAG 2.2 AA)."""
    picture = window.grab().toImage()
    wrong = []
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QCheckBox | QRadioButton) or not widget.isEnabled():
            continue
        seen = widget.visibleRegion().boundingRect()
        if not widget.text() or seen.isEmpty() or seen.topLeft() != QPoint(0, 0):
            continue  # what is scrolled half out of sight is judged where it is whole: its corner may be a letter
        ink = widget.palette().color(widget.foregroundRole())
        ground = _ground(picture, widget, window)
        bold_and_large = widget.font().pointSizeF() >= LARGE_POINTS and widget.font().bold()
        if ground is not None and contrast(ink.name(), ground.name()) < (3.0 if bold_and_large else 4.5):
            wrong.append(f"{widget.text()[:40]!r}: {ink.name()} on {ground.name()}")
    return wrong


def _ground(picture: QImage, widget: QWidget, window: QWidget) -> QColor | None:
    ratio = picture.devicePixelRatio()
    corner = widget.mapTo(window, widget.visibleRegion().boundingRect().topLeft() + QPoint(1, 1)) * ratio
    return picture.pixelColor(corner) if picture.rect().contains(corner) else None
