"""One window a vault: a second start hands its file to the first one, which comes to the front.

The name of the local socket is a digest of the vault's path, so it reveals nothing; only this user may connect.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from datapact.base.left_out import sha256
from datapact.base.user_folders import settings_home

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

_ACTIVATION = "XDG_ACTIVATION_TOKEN"
"""By it a desktop lets a window come to the front because a person asked, not by itself."""
_PATIENCE_MSECS = 1500
_LARGEST = 16 * 1024


def socket_name(folder: Path | None) -> str:
    """The name for a vault, or for a window that has none yet: of those, one for each folder of settings."""
    path = str(folder.resolve()) if folder is not None else f"none {settings_home().resolve()}"
    return f"datapact-{sha256(path.encode('utf-8', 'surrogateescape')).hex()[:24]}"


def hand_over(folder: Path | None, file: Path | None) -> bool:
    """Ask a running window of this vault to come to the front and take ``file``; False when there is none."""
    from PySide6.QtCore import QDir

    name = socket_name(folder)
    if sys.platform != "win32" and not Path(QDir.tempPath(), name).exists():
        return False  # nobody listens, and nothing of Qt's network is loaded to find that out
    from PySide6.QtNetwork import QLocalSocket

    connection = QLocalSocket()
    connection.connectToServer(name)
    if not connection.waitForConnected(_PATIENCE_MSECS):
        return False
    message = {"file": str(file.resolve()) if file is not None else "", "token": os.environ.get(_ACTIVATION, "")}
    connection.write(json.dumps(message).encode() + b"\n")
    connection.flush()
    sent = connection.waitForReadyRead(_PATIENCE_MSECS) and connection.readAll().data() == b"ok\n"
    connection.disconnectFromServer()
    return sent


class FirstInstance(QObject):
    """Listens for later starts with the same vault."""

    called = Signal(object)
    """A Path to look at, or None: come to the front."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def listen(self, folder: Path | None) -> None:
        """Listen for this vault, and no longer for another; replaces a socket left by a crash."""
        from PySide6.QtNetwork import QLocalServer

        self.close()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        name = socket_name(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None

    def _answer(self) -> None:
        server = self._server
        while server is not None and (connection := server.nextPendingConnection()) is not None:
            read = self._reader(connection)
            connection.readyRead.connect(read)
            connection.disconnected.connect(connection.deleteLater)
            read()  # requests that came before we listened

    def _reader(self, connection: QLocalSocket) -> Callable[[], None]:
        def read() -> None:
            if not connection.canReadLine():
                if connection.bytesAvailable() > _LARGEST:
                    connection.abort()
                return
            try:
                message = json.loads(bytes(connection.readLine(_LARGEST).data()))
                name, token = message["file"], message.get("token")
            except (ValueError, TypeError, KeyError):
                connection.abort()
                return
            if isinstance(token, str) and token:
                os.environ[_ACTIVATION] = token  # Qt takes it from there when the window asks for the front
            log.info("another start was answered, with %s file", 1 if name else 0)
            connection.write(b"ok\n")
            connection.flush()
            self.called.emit(Path(name) if isinstance(name, str) and name else None)

        return read
