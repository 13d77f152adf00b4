"""Modal dialogs and programs outside the window, behind one seam that tests replace.

Each loads what it needs of Qt when it is asked: the first window needs none of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from datapact.base.file_names import fit_name
from datapact.base.texts import _
from datapact.vault.folder.preferences import keep_last_folder, last_folder
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QMessageBox, QWidget

    from datapact.signing.keys.services import Service

_ENDING = re.compile(r"\*\.(\w+)")
_BOX_WIDE = 56
"""Characters of a line in a message box."""
_TYPES = {"csv": "CSV", "xlsx": "Excel", "docx": "Word"}


def usual_folder() -> Path:
    """The documents of the person, else its home: never where the program happens to run."""
    from PySide6.QtCore import QStandardPaths

    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_absolute() and documents.is_dir() else Path.home()


class Dialogs:
    """Questions to the user, and access to the mail program, the file manager and the clipboard."""

    def __init__(self, parent: Callable[[], QWidget | None] = lambda: None) -> None:
        self._parent_of = parent
        self._folders: dict[str, Path] = {}
        """The folder of the last file, by the title of the question: lists lie elsewhere than contracts."""
        self._last: Path | None = None
        """The folder of the last file of all, for a question that was not asked yet; at first that of the session before."""

    def _parent(self) -> QWidget | None:
        """Whom a dialog stands before: no question that was just answered, for it takes its children along when it goes."""
        active = QApplication.activeWindow()
        return QApplication.activeModalWidget() or (active if active and active.isVisible() else self._parent_of())

    def ask_open_file(self, title: str, filter: str = "") -> Path | None:
        """A file to read, or None."""
        from PySide6.QtWidgets import QFileDialog

        folder = str(self._folder(title))
        chosen, _filter = QFileDialog.getOpenFileName(self._parent(), title, folder, filter)
        return self._remember_folder(title, Path(chosen)) if chosen else None

    def _folder(self, title: str) -> Path:
        """Where a question begins: where its last file lay, else the last of all, of this session or the one before."""
        if self._last is None:
            self._last = last_folder()
        return self._folders.get(title) or self._last or usual_folder()

    def _remember(self, title: str, folder: Path) -> None:
        if folder != self._last:
            keep_last_folder(folder)
        self._folders[title] = self._last = folder

    def _remember_folder(self, title: str, path: Path) -> Path:
        self._remember(title, path.parent)
        return path

    def ask_save_file(self, title: str, name: str | Path, filter: str = "") -> Path | None:
        """A file to write, ``name`` proposed as every system takes it, a path in its folder; the dialog asks before it replaces one.

        Of several endings in ``filter`` each can be chosen as the type of the file; an ending that was typed goes first.
        """
        from PySide6.QtWidgets import QFileDialog

        endings = _ENDING.findall(filter)
        if len(endings) > 1 and ";;" not in filter:
            filter = ";;".join(f"{_TYPES.get(one, one.upper())} (*.{one})" for one in endings)
        proposed = str(
            self._folder(title) / (name.with_name(fit_name(name.name)) if isinstance(name, Path) else fit_name(name))
        )
        chosen, taken = QFileDialog.getSaveFileName(self._parent(), title, proposed, filter)
        path = Path(chosen)
        if taken and len(endings) > 1 and path.suffix == Path(name).suffix:
            path = path.with_suffix("." + _ENDING.findall(taken)[0])
        return self._remember_folder(title, path) if chosen else None

    def ask_folder(self, title: str, start: str = "") -> Path | None:
        """A folder, or None."""
        from PySide6.QtWidgets import QFileDialog

        folder = start or str(self._folder(title))
        chosen = QFileDialog.getExistingDirectory(self._parent(), title, folder)
        if not chosen:
            return None
        self._remember(title, Path(chosen))
        return Path(chosen)

    def confirm(self, title: str, text: str, action: str, *, keep: str, danger: bool = False) -> bool:
        """Ask for confirmation; ``action`` is the verb on the button, ``keep`` the label of the one that changes
        nothing. Dangerous buttons are not the default.
        """
        from PySide6.QtWidgets import QMessageBox

        from datapact_ui.kit.background.question import Question

        picture = icon("warning" if danger else "help").pixmap(icon_size(2))
        box = QMessageBox(self._parent())
        if _is_long(text, box):
            box.deleteLater()
            question = Question(title, text, action, keep, picture, self._parent(), danger=danger)
            said = question.exec() == Question.DialogCode.Accepted
            question.deleteLater()
            return said
        box.setObjectName("confirm")
        box.setWindowTitle(title)
        box.setText(title)
        box.setInformativeText(text)
        box.setIconPixmap(picture)
        doing: QPushButton = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        keeping: QPushButton = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(keeping)
        box.setDefaultButton(keeping if danger else doing)
        widen(box)
        box.exec()
        return box.clickedButton() is doing

    def tell(self, title: str, text: str) -> None:
        """Show words of any length, to be read and closed."""
        from datapact_ui.kit.background.question import Question

        picture = icon("info").pixmap(icon_size(2))
        told = Question(title, text, _("Close"), "", picture, self._parent(), danger=False)
        told.exec()
        told.deleteLater()

    def ask_text(
        self, title: str, label: str, text: str = "", *, several_lines: bool = False, action: str = ""
    ) -> str | None:
        """A text, or None when cancelled; ``action`` are the words of the button that goes on.

        Where many words stand before the last paragraph of ``label``, they scroll, and that paragraph names the field.
        """
        told, _gap, field = label.rpartition("\n\n")
        if several_lines and told and action:
            return self._ask_below(title, told, field, text, action)
        from PySide6.QtWidgets import QInputDialog, QPlainTextEdit

        dialog = QInputDialog(self._parent())
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput, several_lines)
        dialog.setTextValue(text)
        for words in dialog.findChildren(QLabel):
            words.setWordWrap(True)  # large letters have to fit on a small screen
        for lines in dialog.findChildren(QPlainTextEdit):
            lines.setTabChangesFocus(True)  # Tab leads on to the buttons, as everywhere
        if action:
            dialog.setOkButtonText(action)
        _without_pictures(dialog)
        accepted = dialog.exec() == QInputDialog.DialogCode.Accepted
        return dialog.textValue() if accepted else None

    def _ask_below(self, title: str, question_words: str, field: str, text: str, action: str) -> str | None:
        from datapact_ui.kit.background.question import Question

        picture = icon("help").pixmap(icon_size(2))
        question = Question(
            title, question_words, action, _("Cancel"), picture, self._parent(), danger=False, answer=field
        )
        question.answer.setPlainText(text)
        said = question.answer.toPlainText() if question.exec() == Question.DialogCode.Accepted else None
        question.deleteLater()
        return said

    def ask_choice(self, title: str, label: str, choices: list[str]) -> str | None:
        """One of several words, or None."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._parent())
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setComboBoxItems(choices)
        _without_pictures(dialog)
        accepted = dialog.exec() == QInputDialog.DialogCode.Accepted
        return dialog.textValue() if accepted else None

    def ask_printer(self, title: str, pages: int) -> QPrinter | None:
        """A printer with the chosen pages and copies, or None; ``title`` names the job in its queue."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # much to load, and seldom wanted

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        printer.setResolution(300)
        dialog = QPrintDialog(printer, self._parent())
        dialog.setWindowTitle(_("Print {title}", title=title))
        dialog.setMinMax(1, max(1, pages))
        dialog.setFromTo(1, max(1, pages))
        accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        if accepted and printer.printRange() == QPrinter.PrintRange.AllPages:
            printer.setFromTo(0, 0)
        return printer if accepted else None

    def ask_passphrase(self, title: str, text: str) -> str | None:
        """The own passphrase once more, or None."""
        from datapact_ui.kit.widgets.passphrase_dialog import PassphraseDialog

        dialog = PassphraseDialog(title, text, self._parent())
        return dialog.passphrase() if dialog.exec() else None

    def open_mail(self, to: str, subject: str, body: str) -> bool:
        """Open the mail program with a prepared message; False when there is none."""
        from urllib.parse import quote

        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        url = f"mailto:{quote(to, safe='@,')}?subject={quote(subject)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"
        return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))

    def open_draft(self, path: Path) -> bool:
        """Open the file of an e-mail in the mail program; False when there is none."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def show_in_folder(self, path: Path) -> None:
        """Open the file manager with this file selected, or at least its folder."""
        from PySide6.QtCore import QProcess, QUrl
        from PySide6.QtGui import QDesktopServices

        if sys.platform == "win32":
            QProcess.startDetached("explorer.exe", ["/select,", str(path)])
        elif sys.platform == "darwin":
            QProcess.startDetached("open", ["-R", str(path)])
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def copy(self, text: str, *, secret: bool = False) -> None:
        """Put a text on the clipboard; a ``secret`` one asks clipboard managers not to keep it."""
        from PySide6.QtCore import QMimeData
        from PySide6.QtGui import QGuiApplication

        data = QMimeData()
        data.setText(text)
        if secret:
            data.setData("x-kde-passwordManagerHint", b"secret")
        QGuiApplication.clipboard().setMimeData(data)

    def show_notice(self, title: str, text: str) -> bool:
        """Show a desktop notification; False where there is no tray. It names nobody, because it may appear on a locked
        screen."""
        from datapact_ui.kit.background.desktop_notice import show_notice

        return show_notice(title, text)

    def show_error(self, text: str) -> None:
        """Show an error in words, above an open dialog."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.NoIcon, _("DataPact"), text, QMessageBox.StandardButton.Ok, self._parent())
        box.setObjectName("error")
        box.button(QMessageBox.StandardButton.Ok).setIcon(QIcon())
        box.setIconPixmap(icon("error").pixmap(icon_size(2)))
        box.open()


def _without_pictures(dialog: QWidget) -> None:
    """Take away the pictures that Qt puts on "OK" and "Cancel"; none of ours looks like them."""
    for button in dialog.findChildren(QPushButton):
        button.setIcon(QIcon())


def _is_long(text: str, box: QMessageBox) -> bool:
    """Whether words take more than a third of the screen: a message box needs much for the rest, and cannot scroll."""
    from datapact_ui.kit.layout import fitting

    return Words(text).heightForWidth(characters(_BOX_WIDE)) * 3 > fitting.room_for(box).height()


def widen(box: QMessageBox) -> None:
    """Widen a box to fit its sentences; Qt makes it a narrow column."""
    label = box.findChild(QLabel, "qt_msgbox_informativelabel")
    if label is not None:
        label.setMinimumWidth(characters(_BOX_WIDE))


def client_secret(dialogs: Dialogs, service: Service) -> str | None:
    """The client secret that a signing service wants for its login; empty where it wants none, None: given up."""
    if not service.confidential:
        return ""
    words = _("Client secret, which the operator of {name} gave you", name=service.name)
    return dialogs.ask_passphrase(service.name, words)
