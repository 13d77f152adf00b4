"""A process that shows a window and says when its table was painted: ours with the list of a vault, or a bare one.

``window_process.py ours VAULT MEMBER PASSPHRASE_FILE SECONDS`` and ``window_process.py bare``; prints JSON: ``painted``,
the time of day at which the table was painted, and ``rss``, the memory in MiB once it has settled for SECONDS.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def rss_mib() -> float:
    """Memory of this process now; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024


def bare() -> None:
    """What any PySide6 program with a table takes."""
    from PySide6.QtCore import QEvent, QObject, QStringListModel
    from PySide6.QtWidgets import QApplication, QTableView

    application = QApplication(sys.argv[:1])

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                print(json.dumps({"painted": time.time(), "rss": rss_mib()}), flush=True)
                application.quit()
            return False

    table, model, watch = QTableView(), QStringListModel(), Watch()
    table.setModel(model)
    table.resize(1200, 800)
    table.viewport().installEventFilter(watch)
    table.show()
    application.exec()


def ours(vault: str, member: str, secret: str, settle: str) -> None:
    """The application as ``datapact`` starts it, until rows are on the screen."""
    from PySide6.QtCore import QEvent, QObject, QTimer

    from datapact_ui.app import App, make_application
    from datapact_ui.launch import WindowStart
    from datapact_ui.main_window import MainWindow

    application = make_application(sys.argv[:1])
    app = App(application, WindowStart(Path(vault), member, Path(secret), "en"))
    painted: list[float] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not painted and table().model().rowCount():
                QTimer.singleShot(0, note)
            return False

    watch = Watch()

    def table():  # type: ignore[no-untyped-def]
        assert isinstance(app.window, MainWindow)
        return app.window.view().table

    def note() -> None:
        if not painted:
            painted.append(time.time())
            QTimer.singleShot(round(float(settle) * 1000), say)

    def say() -> None:
        print(json.dumps({"painted": painted[0], "rss": rss_mib()}), flush=True)
        app.quit()

    def look() -> None:
        if isinstance(app.window, MainWindow):
            table().viewport().installEventFilter(watch)
        else:
            QTimer.singleShot(0, look)

    app.begin()
    look()
    application.exec()


if __name__ == "__main__":
    {"bare": bare, "ours": ours}[sys.argv[1]](*sys.argv[2:])
