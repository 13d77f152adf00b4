"""One process, one look: the real application with a copy of the sample vault open, and a camera."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from datapact.base.texts import Language
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.preferences import Appearance, Theme, write_appearance
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from datapact_ui.shell.app import App, make_application
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.window_start import WindowStart
from datapact_ui.unlock.gate import Screen
from datapact_ui.unlock.unlock_window import UnlockWindow
from tests.acceptance.journey import CHEAP
from tests.conftest import SteppingClock
from tests.screenshots.sample import NOON, Sample

WIDTH, HEIGHT = 1360, 860
CALM_ROUNDS = 3
LONGEST_DELAY_MSECS = 600
"""What waits longer shows nothing of it: the journal of a draft, the bar of a long job, the housekeeping."""
PATIENCE_SECONDS = 120
W = TypeVar("W", bound=QWidget)


@dataclass(frozen=True)
class Look:
    """How the application looks in one process. ``scale`` is for QT_SCALE_FACTOR, set before Qt is loaded."""

    theme: Theme
    language: Language
    scale: float = 1.0
    text_size: int = 100

    @property
    def name(self) -> str:
        parts = [self.theme, self.language]
        if self.scale != 1:
            parts.append(f"scale{self.scale * 100:.0f}")
        if self.text_size != 100:
            parts.append(f"text{self.text_size}")
        return "-".join(parts)


class Answers(Dialogs):
    """Answers what a person would; a file dialog gets the next of ``files``, a question is a yes."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []

    def ask_open_file(self, *_arguments: Any) -> Path | None:
        return self.files.pop(0) if self.files else None

    def ask_save_file(self, *_arguments: Any) -> Path | None:
        return self.files.pop(0) if self.files else None

    def ask_folder(self, *_arguments: Any) -> Path | None:
        return self.files.pop(0) if self.files else None

    def confirm(self, *_arguments: Any, **_options: Any) -> bool:
        return True

    def open_mail(self, *_arguments: Any) -> bool:
        return True

    def open_draft(self, _path: Path) -> bool:
        return True

    def show_in_folder(self, _path: Path) -> None:
        pass


def quiet(_kind: QtMsgType, _context: object, words: str) -> None:
    """Print what Qt says, but for what the offscreen platform says of every window."""
    if not words.startswith("This plugin does not support"):
        print(words, file=sys.stderr)


class Stage:
    """Goes to places, waits until all is painted, and takes pictures."""

    def __init__(self, sample: Sample, out: Path, look: Look, scratch: Path) -> None:
        shutil.copytree(sample.folder, scratch / "sample")
        self.sample = Sample(scratch / "sample")
        self.out, self.look = out, look
        self.shots: list[Path] = []
        self.problems: list[str] = []
        for vault in self.sample.folder.glob("*.datapact"):
            write_appearance(vault, Appearance(look.language, look.theme, look.text_size))
        application = QApplication.instance()
        if application is None:
            qInstallMessageHandler(quiet)
            application = make_application(["datapact"])
        assert isinstance(application, QApplication)
        self.application = application
        self.answers = Answers()
        start = WindowStart(vault=self.sample.vault, member=self.sample.member, language=look.language)
        self.app = App(self.application, start, clock=SteppingClock(NOON), kdf=CHEAP, dialogs=self.answers)
        self.app.show_fault = self._note  # type: ignore[method-assign]
        out.mkdir(parents=True, exist_ok=True)

    def _note(self, error: BaseException) -> None:
        self.problems.append(repr(error))

    # ---- before a vault is open ----

    def screen(self, make: Callable[[], Screen] | None, vault: Path | None = None) -> Screen:
        """The unlock window with a screen in it."""
        if not isinstance(self.app.window, UnlockWindow) or make is None:
            self.close()
            self.app.folder = vault
            self.app.choose_vault(vault)
        window = self.app.window
        assert isinstance(window, UnlockWindow)
        window.resize(WIDTH * 2 // 3, HEIGHT)
        if make is not None:
            self.app.use_appearance(Appearance(self.look.language, self.look.theme, self.look.text_size))
            window.show_screen(make)
        self.settle()
        shown = window.screen_shown()
        assert shown is not None
        return shown

    # ---- in a vault ----

    def open(self, vault: Path | None = None, member: str | None = None) -> MainWindow:
        """The main window, unlocked; the one that is open, when it is of this vault."""
        vault, member = vault or self.sample.vault, member or self.sample.member
        context = self.app.context
        if context is None or (context.identity.folder, context.identity.member) != (vault, member):
            self.close()
            self.app.open(read_opened(unlock(vault, member, self.sample.passphrase, SteppingClock(NOON))))
            assert self.app.window is not None
            assert self.app.context is not None
            self.app.context.worker.broke.connect(self._note)  # the window would show it in a dialog
            self.app.window.resize(WIDTH, HEIGHT)
            self.settle()
        window = self.app.window
        assert isinstance(window, MainWindow)
        return window

    @property
    def context(self) -> AppContext:
        """The context of the vault that is open."""
        self.open()
        assert self.app.context is not None
        return self.app.context

    def go(self, view: str, key: str = "", **options: str) -> Any:
        """Show a view in the main window; returns it."""
        window = self.open()
        window.go(Place(view, key, options))
        self.settle()
        return window.view()

    def act(self, name: str) -> None:
        """Trigger an action of the view in front."""
        next(action for action in self.open().view().actions() if action.objectName() == name).trigger()
        self.settle()

    def close(self) -> None:
        """Lock, as the application does it."""
        if self.app.context is not None:
            self.app.lock()

    def dialog(self, kind: type[W], name: str = "") -> W:
        """The dialog of a kind that is open now."""
        self.settle()
        found = [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, kind) and widget.isVisible() and (not name or widget.objectName() == name)
        ]
        assert found, f"no {kind.__name__} is open"
        return found[-1]

    def close_dialogs(self) -> None:
        """Close everything above the main window; that of another stage in this process would end its program."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and not isinstance(widget, MainWindow | UnlockWindow):
                if isinstance(widget, QDialog):
                    widget.reject()
                widget.close()
        self.settle()

    # ---- waiting ----

    def settle(self) -> None:
        """Until no job is underway, no event is posted and no view waits for the end of typing: all is painted then.

        A job may post events and an event may start a job, so several rounds in sequence have to find nothing.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        calm = delay = 0
        while calm < CALM_ROUNDS:
            assert time.monotonic() < end, "the windows do not come to rest"
            self._work()
            self.wait(delay)
            calm = calm + 1 if self._is_idle() else 0
            delay = self._delay() if calm == CALM_ROUNDS else 0  # it looks through every widget, so at the end only
            if delay:
                calm = 0

    def _work(self) -> None:
        """Let all jobs end; their results are delivered."""
        if self.app.context is not None:
            self.app.context.worker.wait_until_idle(30_000)
        self.app.runner.wait_until_idle(60_000)

    def _is_idle(self) -> bool:
        return self.app.runner.idle() and (self.app.context is None or self.app.context.worker.idle())

    def _delay(self) -> int:
        """Milliseconds until the last view acts that waits for the end of typing; 0 when none does."""
        waiting = [
            timer.remainingTime() + 1
            for window in QApplication.topLevelWidgets()
            if window.isVisible()
            for timer in window.findChildren(QTimer)
            if timer.isSingleShot() and timer.isActive() and timer.interval() <= LONGEST_DELAY_MSECS
        ]
        return max(waiting, default=0)

    def wait(self, msecs: int) -> None:
        """Let events run for a while; for 0 all that are posted, and every timer that is due."""
        loop = QEventLoop()
        later(loop, msecs, loop.quit).start()
        loop.exec()

    def wait_for_pages(self) -> None:
        """Qt draws the pages of a PDF in a thread of its own and does not say when it has: a picture needs the time."""
        self.settle()
        self.wait(600)

    # ---- the camera ----

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """A picture of a window or dialog, without the cursor's blinking."""
        self.settle()
        seen = widget if widget is not None else self.app.window
        assert seen is not None
        picture = seen.grab()
        path = self.out / f"{name}.{self.look.name}.png"
        assert picture.save(str(path)), path
        self.shots.append(path)
