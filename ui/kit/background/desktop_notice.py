"""A desktop notification, through the system's tray where there is one; elsewhere nothing happens."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from datapact_ui.kit.theme.icons import icon

_NAME = "datapact-tray"
_SHOWN_MSECS = 15_000


def show_notice(title: str, text: str) -> bool:
    """Show a notification; False where this desktop has no tray. Its words must be fit for a locked screen."""
    application = QApplication.instance()
    if application is None or not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
        return False
    tray = application.findChild(QSystemTrayIcon, _NAME)
    if tray is None:
        tray = QSystemTrayIcon(QApplication.windowIcon(), application)
        tray.setObjectName(_NAME)
        tray.setToolTip("DataPact")
        if tray.icon().isNull():
            tray.setIcon(icon("calendar"))
        tray.messageClicked.connect(_raise_window)
    tray.show()
    tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MSECS)
    return True


def _raise_window() -> None:
    window = QApplication.activeWindow() or next(
        (one for one in QApplication.topLevelWidgets() if one.objectName() == "main-window"), None
    )
    if window is not None:
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
