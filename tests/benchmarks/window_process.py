"""A process that shows a window and says when its table was painted: ours with the list of a vault, or a bare one.

``window_process.py ours VAULT MEMBER PASSPHRASE_FILE SECONDS typed|file [DAYS]`` and ``window_process.py bare``; prints JSON:
``asking``, the time of day at which the unlock screen was painted, ``given`` and ``painted``, at which the passphrase was
given and the table painted, each with the processor time of the process until then (``asking_cpu`` and so on), and ``rss``, the memory in MiB once nothing has been underway for SECONDS; ``idle``, when that began, and ``said``, the words shown meanwhile. ``file`` gives
the passphrase at once, ``typed`` when the program waits for it. With DAYS the program's clock is that many days ahead.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

LOOK_MSECS = 250


def rss_mib(what: str = "VmRSS") -> float:
    """Memory of this process now (``VmHWM``: the most it had at once); 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(what)) / 1024


def bare() -> None:
    """What any PySide6 program with a table takes."""
    from PySide6.QtCore import QEvent, QObject, QStringListModel
    from PySide6.QtWidgets import QApplication, QTableView

    application = QApplication(sys.argv[:1])

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                print(
                    json.dumps({"painted": time.time(), "painted_cpu": time.process_time(), "rss": rss_mib()}),
                    flush=True,
                )
                application.quit()
            return False

    table, model, watch = QTableView(), QStringListModel(), Watch()
    table.setModel(model)
    table.resize(1200, 800)
    table.viewport().installEventFilter(watch)
    table.show()
    application.exec()


def ours(vault: str, member: str, secret: str, settle: str, how: str, days: str = "0") -> None:
    """The application as ``datapact`` starts it, until rows are on the screen."""
    gc.disable()  # as ``datapact_ui.launch`` does
    from datapact_ui.kit.background.load_qt import load_qt

    load_qt()
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QWidget

    from datapact.base.clock import utc_now
    from datapact_ui.kit.background.garbage import later
    from datapact_ui.kit.background.read_ahead import finished
    from datapact_ui.shell.app import App, make_application
    from datapact_ui.shell.window_start import WindowStart
    from datapact_ui.unlock.unlock_screen import UnlockScreen
    from datapact_ui.unlock.unlock_window import UnlockWindow

    def ahead() -> datetime:
        return utc_now() + timedelta(days=int(days))

    application = make_application(sys.argv[:1])
    start = WindowStart(Path(vault), member, Path(secret) if how == "file" else None, "en")
    app = App(application, start, clock=ahead)
    app._idle_minutes = lambda: 0  # type: ignore[method-assign]  # nobody touches it, and it stays open
    told: dict[str, float] = {}
    said: list[str] = []

    def hear(_number: int, words: str, _can_stop: bool) -> None:
        if words and words not in said:
            said.append(words)

    app.runner.started.connect(hear)

    class Watch(QObject):
        """Notes the first time at which a widget is painted."""

        def __init__(self, widget: QWidget, name: str) -> None:
            super().__init__(widget)
            self.name = name
            widget.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and self.name not in told:
                table = watched.parent() if self.name == "painted" else None
                if table is None or table.model().rowCount():  # type: ignore[attr-defined]
                    QTimer.singleShot(0, lambda: note(self.name))
            return False

    def note(name: str) -> None:
        if name not in told:
            told[name], told[f"{name}_cpu"] = time.time(), time.process_time()
        if name == "painted":
            later(application, LOOK_MSECS if float(settle) else 0, settled).start()

    def settled() -> None:
        """Nothing has been underway for so long; what begins 1.5 s after the list was painted is waited for."""
        now = time.time()
        if float(settle):
            assert app.context is not None
            if not app.context.worker.idle():
                told.pop("idle", None)
            else:
                told.setdefault("idle", now)
            if now - told.get("idle", now) < float(settle):
                later(application, LOOK_MSECS, settled).start()
                return
        print(json.dumps({**told, "rss": rss_mib(), "most": rss_mib("VmHWM"), "said": said}), flush=True)
        app.quit()

    def give() -> None:
        """Give the passphrase once nothing is loaded any more, as a person does who types it."""
        if not finished.is_set() or "asking" not in told:
            later(application, 50, give).start()
            return
        assert isinstance(app.window, UnlockWindow)
        screen = app.window.screen_shown()
        assert isinstance(screen, UnlockScreen)
        told["given"], told["given_cpu"] = time.time(), time.process_time()
        screen.unlock(Path(secret).read_text("utf-8").strip())

    def look() -> None:
        if isinstance(app.window, UnlockWindow) or app.window is None:
            later(application, 1, look).start()
        else:
            assert app.context is not None
            app.context.worker.started.connect(hear)
            app.context.said.connect(lambda words: hear(0, words, False))
            Watch(app.window.view().table.viewport(), "painted")  # type: ignore[attr-defined]

    told["given"], told["given_cpu"] = time.time(), time.process_time()
    app.begin()
    assert isinstance(app.window, UnlockWindow)
    screen = app.window.screen_shown()
    assert isinstance(screen, UnlockScreen)
    field = screen.findChild(QWidget, "unlock-passphrase")
    assert field is not None
    Watch(field, "asking")
    look()
    if how == "typed":
        QTimer.singleShot(0, give)
    application.exec()


if __name__ == "__main__":
    {"bare": bare, "ours": ours}[sys.argv[1]](*sys.argv[2:])
