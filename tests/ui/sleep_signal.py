"""Run inside ``dbus-run-session``, its bus as that of the system: plays logind, and prints whether a vault is locked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from datapact_ui.kit.background.garbage import later
from datapact_ui.shell.lock_watch import LockWatch

LOGIND, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"


def main() -> None:
    """Say that the computer woke up, which locks nothing, then that it goes to sleep."""
    application = QCoreApplication([])
    told: list[str] = []
    watch = LockWatch()
    watch.due.connect(lambda: (told.append("locked"), application.quit()))
    watch.start(0)
    logind = QDBusConnection.connectToBus(QDBusConnection.BusType.SystemBus, "logind")
    assert logind.registerService(LOGIND)
    for begins in (False, True):
        signal = QDBusMessage.createSignal(PATH, f"{LOGIND}.Manager", "PrepareForSleep")
        signal.setArguments([begins])
        assert logind.send(signal)
        told.append("said")
    later(application, 5_000, application.quit).start()
    application.exec()
    print(" ".join(told))


if __name__ == "__main__":
    main()
