"""The watch over shared folders: looks when the system tells of a change, and from time to time, for servers tell nothing.

It is a child of the vault's context and looks off the UI thread. It takes nothing in.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from datapact.base.errors import DataPactError
from datapact_ui.kit.background.garbage import later

if TYPE_CHECKING:
    from datapact.exchange.folder.looking import Look, Memory
    from datapact.exchange.folder.places import SharedFolder
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

SHARED_FOLDERS = "shared-folders"
"""The argument of ``context.changed`` when a folder was shared, or no more."""
_FIRST_MSECS = 3_500
_SOON_MSECS = 4_000
"""Longer than a file counts as fresh, so that the look after a change finds it whole."""
_ROUND_MSECS = 30_000
_CONCERNS = frozenset({"list", "partners"})


class FolderWatch(QObject):
    """Emits ``looked`` with the Look whenever it is another one."""

    looked = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self.now: Look | None = None
        self._memory: Memory | None = None
        self._forget = False
        self._files = QFileSystemWatcher(self)
        self._soon = later(self, _SOON_MSECS, self.look)
        self._files.directoryChanged.connect(lambda _path: self._soon.start())
        self._round = QTimer(self)
        self._round.setInterval(_ROUND_MSECS)
        self._round.timeout.connect(self.look)
        context.changed.connect(self._on_change)
        context.before_lock.connect(self.stop)
        later(self, _FIRST_MSECS, self.begin).start()

    @staticmethod
    def of(context: AppContext) -> FolderWatch:
        """The watch of a context; a window that is built anew finds the one of before."""
        return context.findChild(FolderWatch) or FolderWatch(context)

    def stop(self) -> None:
        """Look no more: the vault is about to be closed."""
        self._soon.stop()
        self._round.stop()

    def begin(self) -> None:
        """Read which folders are shared, and look."""
        if not self._context.identity.reads_only:
            self._context.worker.read(self, _folders, self._watch, key="shared-folders", unhurried=True)

    def _watch(self, folders: tuple[SharedFolder, ...]) -> None:
        if watched := self._files.directories():
            self._files.removePaths(watched)
        there = [str(one.folder) for one in folders if one.folder.is_dir()]
        if there:
            self._files.addPaths(there)
        if folders:
            self._round.start()
            self.look()
        else:
            self._round.stop()
            self._tell(None)

    def look(self) -> None:
        """Look now."""
        forget, self._forget = self._forget, False

        def job(acting: Acting) -> Look:
            from datapact.exchange.folder.looking import Memory, look

            self._memory = self._memory or Memory()
            if forget:
                self._memory.forget_open()
            return look(acting, time.time(), self._memory)

        self._context.worker.read(self, job, self._tell, key="look", failed=self._failed, unhurried=True)

    def _failed(self, _error: DataPactError) -> bool:
        return True  # another program writes in the vault just now: the next look comes

    def _on_change(self, what: frozenset[str]) -> None:
        if SHARED_FOLDERS in what:
            self.begin()
        elif self._round.isActive() and (what & _CONCERNS or any(one.startswith("urn:") for one in what)):
            self._forget = True
            self._soon.start()

    def _tell(self, found: Look | None) -> None:
        if found is not None and found.of_state("waiting"):
            self._soon.start()
        if found != self.now:
            self.now = found
            self.looked.emit(found)


def _folders(acting: Acting) -> tuple[SharedFolder, ...]:
    from datapact.exchange.folder.places import shared_folders

    return shared_folders(acting)
