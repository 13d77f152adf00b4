"""The dialog of a folder with received files: what lies there, taking all of it in on command, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _, counted
from datapact.exchange.receive.many import DIRECTORY, TakenFile, receive_many
from datapact.exchange.relay.received_receipts import ComparedFile, compare_all, news_of, sum_of
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.directory_dialog import DirectoryDialog

_MOST_NAMED = 12
"""Files that are named before they are taken in; more are counted."""
_MOST_CARDS = 40
"""Files with a card of their own; of more, the refused ones are named in one label, and the others counted."""


class ManyReceivedDialog(Dialog):
    """Takes in all sealed files of a folder, each by itself; nothing of them is in the vault before."""

    help_page = "exchange"

    def __init__(
        self,
        context: AppContext,
        files: Sequence[Path],
        parent: QWidget | None = None,
        *,
        receipts: Sequence[Path] = (),
        folder: Path | None = None,
    ) -> None:
        """``receipts``: those of relays in the folder, compared once the files are taken in.

        ``folder``: where they were looked for, said where nothing lies there.
        """
        super().__init__("many-received", _("Files of a folder"), parent)
        self._context, self._files, self._receipts = context, tuple(files), tuple(receipts)
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        count = len(self._files)
        said = counted("{n} file to take in lies in the folder", "{n} files to take in lie in the folder", count)
        column.addWidget(Words(str(said), "title", page))
        for path in self._files[:_MOST_NAMED]:
            column.addWidget(Words(path.name, parent=page))
        if count > _MOST_NAMED:
            column.addWidget(Words(_("and {n} more", n=count - _MOST_NAMED), parent=page, quiet=True))
        if count:
            words = _("Each is kept or refused by itself, in the order in which they build on one another.")
            column.addWidget(Words(words, parent=page, quiet=True))
        elif folder is not None and not self._receipts:
            words = _(
                "Sealed files, cards, directories and receipts are looked for in {folder}, not in folders inside it.",
                folder=str(folder),
            )
            column.addWidget(Words(words, parent=page))
        if self._receipts:
            words = _("Receipts of a relay lie there, too. They are compared with what you sent and received.")
            column.addWidget(Words(words, parent=page, quiet=True))
        column.addStretch(1)
        self.turn(scrolling(page, "folder-files", str(said)))
        if count or self._receipts:
            act = _("Keep all in the vault") if count else _("Compare the receipts")
            self.take = self.add_button("take-all", act, "receive", self._take, primary=True)
        self.finish(92, 18 + 0.6 * min(count, _MOST_NAMED))  # every name in sight, if the screen allows

    def _take(self) -> None:
        files, receipts = self._files, self._receipts
        self.buttons.setEnabled(False)
        self._context.worker.change(
            self,
            _("Keeping the files"),
            lambda acting, progress: (receive_many(acting, files, progress), compare_all(acting, receipts)),
            lambda both: self._done(*both),
            touches=lambda both: frozenset(
                {
                    "list",
                    "partners",
                    "recalls",
                    *(one for file in both[0] if file.received for one in file.received.agreements),
                }
            ),
            failed=self._enable,
        )

    def _enable(self, _error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        return False

    def _done(self, taken: tuple[TakenFile, ...], compared: tuple[ComparedFile, ...] = ()) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        whole = sum(one.received is not None for one in taken)
        known = sum(one.received is not None and not _news(one) for one in taken)
        said = str(counted("{n} file is in your vault", "{n} files are in your vault", whole))
        if known:
            said = _("{said}; nothing new in {n} of them", said=said, n=known)
        column.addWidget(Words(said, "title", page))
        for receipts in compared:
            column.addWidget(_receipts_card(receipts, page))
        ordered = sorted(taken, key=lambda one: one.received is not None)  # what was refused first
        for one in ordered[:_MOST_CARDS]:
            card = _card(one, page)
            column.addWidget(card)
            if one.path.suffix.lower() == DIRECTORY:
                card.column.addWidget(self._directory_button(one.path, card), 0, Qt.AlignmentFlag.AlignLeft)
        refused = [(one.path.name, one.refused) for one in ordered[_MOST_CARDS:] if one.refused is not None]
        if refused:
            lines = [f"{name}: {_('Refused: {why}', why=why)}" for name, why in refused]
            column.addWidget(Words("\n".join(lines), parent=page))
        more = len(ordered[_MOST_CARDS:]) - len(refused)
        if more:
            column.addWidget(Words(_("and {n} more", n=more), parent=page, quiet=True))
        column.addStretch(1)
        self.turn(scrolling(page, "folder-taken", str(said)))
        self.buttons.setEnabled(True)
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setText(_("Done"))
        fit(self, 92, 24)

    def _directory_button(self, path: Path, card: Card) -> QWidget:
        """The way to a directory among the files: its cards are compared before they count."""

        def show() -> None:
            self.accept()
            DirectoryDialog(self._context, path, self.parentWidget()).open()

        name = f"open-directory-{path.name}"
        return picture_button(card, name, "network", _("Open the directory …"), show)


def _receipts_card(receipts: ComparedFile, parent: QWidget) -> Card:
    found = receipts.compared
    if found is None:
        card = Card(receipts.path.name, parent)
        card.column.addWidget(WarningLine(_("Refused: {why}", why=receipts.refused or ""), "bad", card))
        return card
    card = Card(_("Receipts of the relay of {network}", network=found.network), parent)
    card.column.addWidget(Words(str(sum_of(found)), parent=card))
    news = news_of(found)
    for sentence in news[:_MOST_CARDS]:
        card.column.addWidget(WarningLine(str(sentence), "bad", card))
    if len(news) > _MOST_CARDS:
        card.column.addWidget(Words(_("and {n} more", n=len(news) - _MOST_CARDS), parent=card, quiet=True))
    if not news:
        card.column.addWidget(Words(_("No file is missing."), "strong", card))
    return card


def _news(taken: TakenFile) -> list[Message]:
    """The sentences on what a file brought that was not here before."""
    return [] if taken.received is None else [*taken.received.changes, *taken.received.notices]


def _card(taken: TakenFile, parent: QWidget) -> Card:
    card = Card(taken.about[0] if len(taken.about) == 1 else taken.path.name, parent)
    if len(taken.about) == 1:
        card.column.addWidget(Words(_("File {name}", name=taken.path.name), "small", card, quiet=True))
    for title in taken.about if len(taken.about) > 1 else ():
        card.column.addWidget(Words(title, parent=card))
    if taken.refused is not None and taken.path.suffix.lower() == DIRECTORY:
        words = _("The directory of a network. Its cards are taken in and compared in a window of their own.")
        card.column.addWidget(Words(words, parent=card))
    elif taken.refused is not None:
        card.column.addWidget(WarningLine(_("Refused: {why}", why=taken.refused), "bad", card))
    if taken.received is not None:
        card.column.addWidget(Words(_("From {name}:", name=taken.received.sender_name), "strong", card))
        news = _news(taken)
        for sentence in news:
            card.column.addWidget(Words(str(sentence), parent=card))
        if not news:
            words = _("Nothing new: everything had been received before.")
            card.column.addWidget(Words(words, parent=card, quiet=True))
        for warning in taken.received.warnings:
            card.column.addWidget(WarningLine(str(warning), parent=card))
    return card
