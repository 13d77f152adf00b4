"""The bar for files in shared folders: one line below the room, with a button that looks at it; hidden while there is nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from datapact.base.texts import _, counted
from datapact_ui.kit.layout.one_line import OneLine
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.theme.tint import tint, tone_roles
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.shell.folder_watch import FolderWatch

if TYPE_CHECKING:
    from datapact.exchange.folder.looking import Look, LyingFile
    from datapact_ui.kit.context.app_context import AppContext

_LEAST = 18


class FolderBar(QFrame):
    """A bar with the number of files that wait, what the first brings, and two buttons."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._new: tuple[LyingFile, ...] = ()
        self._put_off: frozenset[Path] = frozenset()
        self.setObjectName("folder-bar")
        self.setAccessibleName(_("Shared folders"))
        self.setAutoFillBackground(True)
        self._picture = QLabel(self)
        self.heading = Words("", "strong", self)
        self.heading.setObjectName("folder-heading")
        self.heading.setWordWrap(False)
        self.first = OneLine(self, least=_LEAST)
        self.first.setObjectName("folder-first")
        self.open = picture_button(self, "folder-look", "receive", _("Look at it …"), self.look)
        self.off = picture_button(self, "folder-later", "time", _("Later"), self.put_off)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(1), space(4), space(1))
        line.setSpacing(space(3))
        line.addWidget(self._picture)
        line.addWidget(self.heading)
        line.addWidget(self.first, 1)
        line.addWidget(self.open)
        line.addWidget(self.off)
        self.hide()
        self.watch = FolderWatch.of(context)
        self.watch.looked.connect(self._show)
        self._show(self.watch.now)

    def _show(self, found: Look | None) -> None:
        lying = () if found is None else found.files
        self._new = tuple(one for one in lying if one.state == "new")
        refused = [one for one in lying if one.state == "refused"]
        told = [one for one in (*self._new, *refused) if one.path not in self._put_off]
        if not told:
            self.hide()
            return
        tint(self, tone_roles("info"))
        self._picture.setPixmap(
            icon("receive", colours_of(QApplication.palette()).tone("info").ink).pixmap(icon_size(1.2))
        )
        if self._new:
            words = counted("{n} file in a shared folder", "{n} files in shared folders", len(self._new))
        else:
            words = counted(
                "{n} file in a shared folder cannot be taken in",
                "{n} files in shared folders cannot be taken in",
                len(refused),
            )
        self.heading.setText(str(words))
        self.first.set_words(_line(told[0]))
        self.open.setVisible(bool(self._new))
        newly = self.isHidden()
        self.show()
        if newly:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def look(self) -> None:
        """Preview what is new: one file in the dialog of received files, several in that of a folder."""
        files = [one.path for one in self._new]
        if len(files) == 1:
            self._context.take_file(files[0])
        elif files:
            from datapact_ui.exchange.receiving.many_received_dialog import ManyReceivedDialog

            ManyReceivedDialog(self._context, files, self.window(), folder=files[0].parent).open()

    def put_off(self) -> None:
        """Say nothing of these files until others come, or the vault is opened anew."""
        now = self.watch.now
        self._put_off = frozenset() if now is None else frozenset(one.path for one in now.files)
        self.hide()


def _line(one: LyingFile) -> str:
    what = " · ".join(map(str, one.lines)) or one.path.name
    return _("{name}: {what}", name=one.sender or one.partner, what=what)
