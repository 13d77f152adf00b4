"""The application: from start to unlock, to work, and back to locked; one window at a time."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from datapact.base.clock import utc_now
from datapact.base.local_log import start_log
from datapact.base.texts import Language, _, current_language, use_language
from datapact.vault.folder.preferences import (
    Appearance,
    bounded,
    read_appearance,
    recent_vaults,
    remember_vault,
    write_appearance,
)
from datapact.vault.keys.paths import Paths
from datapact_ui.kit.background.after_paint import AfterPaint
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.background.garbage import Collector, later
from datapact_ui.kit.background.read_ahead import read_ahead
from datapact_ui.kit.background.runner import Runner
from datapact_ui.kit.context.key_names import KeyNames
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.palette import apply_text_size, apply_theme, load_fonts
from datapact_ui.kit.theme.style import style_for
from datapact_ui.shell.lock_watch import LockWatch
from datapact_ui.shell.one_instance import FirstInstance, hand_over
from datapact_ui.unlock.gate import Gate
from datapact_ui.unlock.unlock_screen import vault_name
from datapact_ui.unlock.unlock_window import UnlockWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact.base.clock import Clock
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.keys.slot import KdfParameters
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext, Opened, Place
    from datapact_ui.shell.main_window import MainWindow
    from datapact_ui.shell.window_start import WindowStart

_HOUSEKEEPING_AFTER_MSECS = 1500


class App(QObject):
    """Holds objects that outlive a window: the appearance, the open vault, the instance socket."""

    def __init__(
        self,
        application: QApplication,
        start: WindowStart,
        *,
        clock: Clock = utc_now,
        kdf: KdfParameters | None = None,
        dialogs: Dialogs | None = None,
    ) -> None:
        super().__init__()
        self._application, self._start = application, start
        self._collector = Collector(self)
        self._system_language: Language = start.language or current_language()
        self.dialogs = dialogs or Dialogs(lambda: self.window)
        self.runner = Runner(self)
        self.runner.broke.connect(self.show_fault)
        self.gate = Gate(self.runner, self.dialogs, clock, kdf, self)
        self.gate.opened.connect(self.open)
        self.gate.vault_chosen.connect(self.choose_vault)
        self.appearance = Appearance()
        self._styled_for = self.appearance.text_size
        self.folder: Path | None = None
        self.context: AppContext | None = None
        self.window: QWidget | None = None
        self._fills_screen = False
        """The window that a lock closed was maximised, and so is the one in its place."""
        self._file = start.file
        self._translator = KeyNames("en", self)
        self._watch = LockWatch(self)
        self._watch.due.connect(self._lock_by_itself)
        self._instance = FirstInstance(self)
        self._instance.called.connect(self.come_to_front)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)

    # ---- appearance ----

    def use_appearance(self, appearance: Appearance) -> None:
        """Set language, theme and text size; open windows are not built anew here."""
        self.appearance = appearance
        language = self._start.language or appearance.language or self._system_language
        use_language(language)
        QLocale.setDefault(QLocale(language))
        self._application.removeTranslator(self._translator)
        self._translator = KeyNames(language, self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._translator.load(f"qtbase_{language}", folder)
        self._application.installTranslator(self._translator)
        if appearance.text_size != self._styled_for:
            self._application.setStyle(style_for(appearance.text_size))
            self._styled_for = appearance.text_size
        apply_text_size(self._application, appearance.text_size)
        apply_theme(self._application, appearance.theme)

    def change_appearance(self, appearance: Appearance) -> None:
        """Set the appearance, write it into the vault's folder, and build the main window anew if needed."""
        before, self.appearance = self.appearance, appearance
        if self.folder is not None:
            write_appearance(self.folder, appearance)
        if replace(before, theme=appearance.theme) == appearance:
            apply_theme(self._application, appearance.theme)
            return
        if self._start.language is not None and before.language != appearance.language:
            self._start = replace(self._start, language=None)
        QTimer.singleShot(0, self._rebuild)

    def _rebuild(self) -> None:
        self.use_appearance(self.appearance)
        if self.context is not None:
            window, trail = self._main_window(), self._main_window().trail()
            window.remember_geometry()
            self._show_main(self.context, trail)
            window.deleteLater()
        else:
            self.choose_vault(self.folder)

    def _follow_system(self) -> None:
        apply_theme(self._application, self.appearance.theme)

    # ---- before a vault is open ----

    def begin(self) -> None:
        """Show the first window: unlock the given or the last vault, or welcome."""
        self.choose_vault(first_vault(self._start))
        assert self.window is not None
        AfterPaint(self.window, self._prepare)
        if self._start.passphrase_file is not None and self.folder is not None:
            from datapact.cli.kit.session import read_secret
            from datapact_ui.unlock.unlock_screen import UnlockScreen

            screen = self._unlock_window().screen_shown()
            if isinstance(screen, UnlockScreen):
                screen.unlock(read_secret(self._start.passphrase_file))

    def _prepare(self) -> None:
        """Load what the next window needs, once a person can type the passphrase."""
        load_fonts()
        read_ahead(has_time=self._start.passphrase_file is None)

    def choose_vault(self, folder: Path | None) -> None:
        """Ask for the passphrase of a vault, or show the welcome screen."""
        self.folder = folder
        self.use_appearance(read_appearance(folder) if folder is not None else replace(self.appearance))
        gate, member = self.gate, self._start.member
        window = UnlockWindow(gate)
        window.quit_wanted.connect(self.quit)
        window.file_taken.connect(self._keep_file)
        self._replace_window(window)
        if folder is None:
            from datapact_ui.unlock.welcome import Welcome

            window.show_screen(lambda: Welcome(gate))
        else:
            from datapact_ui.unlock.unlock_screen import UnlockScreen

            window.show_screen(lambda: UnlockScreen(gate, folder, member))
        AfterPaint(window, partial(self._listen, window))

    def _listen(self, window: QWidget) -> None:
        """Be the window that later starts with this vault reach, unless another one came meanwhile."""
        if window is self.window:
            self._instance.listen(self.folder)

    def _keep_file(self, path: Path) -> None:
        self._file = path

    # ---- an open vault ----

    def open(self, opened: Opened) -> None:
        """Begin work in a vault just unlocked."""
        load_fonts()
        self.folder = opened.facts.folder
        remember_vault(self.folder, member=opened.facts.member)
        self._start = replace(self._start, member=opened.facts.member)
        self._instance.listen(self.folder)
        if Paths(self.folder).appearance.exists():  # a new vault keeps the appearance of the window before it
            self.use_appearance(read_appearance(self.folder))
        from datapact_ui.kit.context.app_context import AppContext

        self.context = AppContext(opened, self.dialogs, self)
        self.context.changed.connect(self._on_change)
        self.context.appearance_wanted.connect(self.change_appearance)
        self._show_main(self.context, [])
        self._say_unfinished(self.context)
        housekeeping = later(self.context, _HOUSEKEEPING_AFTER_MSECS, partial(self._keep_house, self.context))
        self.context.worker.after_reads(self.context, housekeeping.start)
        if self._file is not None:
            path, self._file = self._file, None
            self.context.take_file(path)

    def _say_unfinished(self, context: AppContext) -> None:
        """Say which forms a lock or a kill closed: nothing that is kept is out of sight."""
        from datapact_ui.kit.dialogs.kept_forms import kept_forms

        titles = [one.title for one in kept_forms(context).values()]
        if titles:
            words = _(
                "Not finished: {titles}. Open it again, and what you had entered is offered.", titles="; ".join(titles)
            )
            self._main_window().say(words)

    def _show_main(self, context: AppContext, trail: list[Place]) -> None:
        from datapact_ui.shell.main_window import MainWindow

        window = MainWindow(context)
        window.lock_wanted.connect(self.lock)
        window.quit_wanted.connect(self.quit)
        window.other_vault_wanted.connect(self.leave_vault)
        window.text_size_wanted.connect(self._step_text_size)
        self._replace_window(window)
        window.follow(trail)

    def _step_text_size(self, by: int) -> None:
        size = bounded(self.appearance.text_size + by) if by else 100
        self.change_appearance(replace(self.appearance, text_size=size))

    def _idle_minutes(self) -> int:
        from datapact_ui.kit.tables.settings_table import setting

        default = setting("lock.idle_minutes").default
        minutes = self.context.recall("lock.idle_minutes", default) if self.context is not None else 0
        return minutes if isinstance(minutes, int) else int(default)

    def _on_change(self, what: frozenset[str]) -> None:
        if "settings" in what:
            self._watch.set_minutes(self._idle_minutes())

    def _keep_house(self, context: AppContext) -> None:
        """Do the housekeeping of every unlock, once the first view is on the screen."""
        if context is not self.context:
            return
        self._watch.start(self._idle_minutes())
        if context.worker.acting.vault.migrated_from is not None:
            context.notify(
                _("The vault was brought up to this version of DataPact. A backup from before lies with the others.")
            )
        self._refresh_statuses(context)
        self._back_up(context)

    def _refresh_statuses(self, context: AppContext) -> None:
        """Update the statuses of the list to today, because agreements begin and end with the calendar."""
        from datapact.agreements.projection.calendar_statuses import bring_up_to_date

        today = context.today()

        def job(acting: Acting, _progress: Progress) -> int:
            return bring_up_to_date(acting, today)

        context.worker.change(
            context, _("Looking at the calendar"), job, touches=lambda n: frozenset({"list"} if n else ())
        )

    def _back_up(self, context: AppContext) -> None:
        """The first unlock of a day makes a backup, and copies it to the second place where there is one."""
        from datapact_ui.kit.tables.settings_table import setting

        if not context.recall("backup.daily", setting("backup.daily").default):
            return
        place, name = str(context.recall("backup.folder", "")), vault_name(context.identity.folder)

        def job(acting: Acting, progress: Progress) -> None:
            from datapact.vault.folder.automatic_backup import back_up_daily, copy_newest_elsewhere

            back_up_daily(acting.vault, progress)
            if place:
                copy_newest_elsewhere(acting.vault, name, Path(place))

        context.worker.change(context, _("The backup of today"), job)

    def _lock_by_itself(self) -> None:
        """Lock after a time without input, or before the computer sleeps; the screen says why."""
        self.lock()
        from datapact_ui.unlock.unlock_screen import UnlockScreen

        screen = self.window.screen_shown() if isinstance(self.window, UnlockWindow) else None
        if isinstance(screen, UnlockScreen):
            screen.say_why(
                _(
                    "The vault locked itself, after some time without input or before the computer slept."
                    " Drafts are saved, and what stood in an open form is offered when you open it again."
                )
            )

    def lock(self) -> None:
        """Save drafts, close the vault, and show only the unlock screen."""
        self._close_vault()
        self.choose_vault(self.folder)

    def leave_vault(self) -> None:
        """Lock, and choose another vault."""
        self._close_vault()
        self.choose_vault(None)

    def _close_vault(self) -> None:
        context, self.context = self.context, None
        if context is None:
            return
        self._watch.stop()
        window = self._main_window()
        window.remember_geometry()
        self._fills_screen = window.isMaximized()
        window.hide()
        window.setWindowTitle("DataPact")
        close_dialogs(window)
        window.leave_all()
        context.before_lock.emit()
        context.worker.close()
        window.deleteLater()
        self.window = None
        context.deleteLater()

    def quit(self) -> None:
        """Save drafts, close everything, end."""
        self._close_vault()
        self._instance.close()
        self.runner.wait_until_idle(60_000)
        self._application.quit()

    # ---- windows ----

    def come_to_front(self, file: Path | None) -> None:
        """Show the window on a second start of DataPact with this vault, and open its file."""
        if self.window is not None:
            self.window.setWindowState(self.window.windowState() & ~self.window.windowState().WindowMinimized)
            self.window.show()
            self.window.raise_()
            self.window.activateWindow()
            self._application.alert(self.window)
            if self.context is not None:
                self._main_window().say(
                    _("DataPact was started again. This vault is open already: here is its window.")
                )
        if file is not None and self.context is not None:
            self.context.take_file(file)
        elif file is not None:
            self._file = file

    def show_fault(self, error: BaseException) -> None:
        """Show the dialog for a bug."""
        from datapact_ui.kit.background.fault_report import show_fault

        show_fault(error, self.dialogs, self.window)

    def _replace_window(self, window: QWidget) -> None:
        old, self.window = self.window, window
        if old is not None:
            if type(old) is type(window):
                window.setGeometry(old.geometry())
            old.hide()
        if (
            self._fills_screen if old is None else old.isMaximized()
        ):  # a lock, or a vault just made, leaves it as it stood
            window.showMaximized()
        else:
            window.show()
        if old is not None:
            old.deleteLater()

    def _main_window(self) -> MainWindow:
        from datapact_ui.shell.main_window import MainWindow

        assert isinstance(self.window, MainWindow)
        return self.window

    def _unlock_window(self) -> UnlockWindow:
        assert isinstance(self.window, UnlockWindow)
        return self.window


def close_dialogs(window: QWidget) -> None:
    """Close every dialog: nothing readable may stay on the screen; what was entered is kept in the vault."""
    from datapact_ui.kit.dialogs.dialog import Dialog

    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            if isinstance(widget, Dialog):
                widget.keep_entered()
            if isinstance(widget, QDialog):
                widget.reject()
            widget.hide()


def first_vault(start: WindowStart) -> Path | None:
    """The vault to begin with: the named one, else the one that was open last."""
    if start.vault is not None:
        return start.vault
    known = recent_vaults()
    return known[0] if known else None


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication with our name, style and fonts."""
    application = QApplication(arguments)
    application.setApplicationName("datapact")
    application.setApplicationDisplayName("DataPact")
    application.setDesktopFileName("datapact")
    application.setQuitOnLastWindowClosed(False)
    application.setStyle(style_for(100))
    load_fonts(documents=False)  # 2 ms, and no letter changes its shape after the first window
    application.setWindowIcon(icon("agreements"))
    return application


def run_app(start: WindowStart) -> int:
    """Show the window and stay until the user leaves; returns the exit code."""
    start_log(os.environ)
    application = make_application(sys.argv[:1])
    vault = first_vault(start)
    if hand_over(vault, start.file):
        words = (
            _("This vault is open already; its window has come to the front.")
            if vault is not None
            else _("DataPact is running already; its window has come to the front.")
        )
        print(f"datapact: {words}", file=sys.stderr)  # noqa: T201
        return 0
    app = App(application, start)
    sys.excepthook = lambda _kind, error, _trace: app.show_fault(error)
    app.begin()
    return application.exec()
