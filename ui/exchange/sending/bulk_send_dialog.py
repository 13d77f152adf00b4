"""Sending many agreements at once, chosen ones or all of which a party lacks something: a sealed file for each into one
folder, and the e-mails prepared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.texts import _, counted
from datapact.exchange.send.letters import Letter
from datapact.exchange.send.many import ManySent, many_mail_opened, say_many_sent, send_many_out, send_what_lacks
from datapact.organisation.network.labels import Routing
from datapact_ui.exchange.sending.ask_sent import ask_whether_sent
from datapact_ui.exchange.sending.travel_way import THROUGH, TravelWay, networks_of
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wrapping_button import WrappingButton

_MOST_REFUSALS = 10


class BulkSendDialog(Dialog):
    """Explains the action, asks for a folder, and shows the result."""

    help_page = "exchange"

    def __init__(
        self, context: AppContext, histories: Sequence[str] | None, parent: QWidget | None = None, *, drafts: int = 0
    ) -> None:
        super().__init__("bulk-send", _("Send agreements"), parent)
        self._context, self._histories = context, histories if histories is None else tuple(histories)
        self._opened: set[int] = set()
        first = QWidget(self)
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        if self._histories is None:
            column.addWidget(Words(_("Send what partners lack"), "title", first))
            about = _(
                "For each agreement that was offered, a sealed file is written for those parties that were not sent all its"
                " steps yet. Drafts stay here. A file that was lost on the way you send again from its agreement. Replies about"
                " called-back data that partners wait for are written as well, also without an agreement."
            )
        else:
            count = len(self._histories)
            column.addWidget(Words(str(counted("Send {n} agreement", "Send {n} agreements", count)), "title", first))
            about = _("A sealed file is written for each, for all its other parties.")
        column.addWidget(Words(about, parent=first))
        if drafts:
            offered = counted(
                "{n} of them is a draft and becomes an offer without engagement: the partners see its whole text. It binds"
                " nobody before signature.",
                "{n} of them are drafts and become offers without engagement: the partners see their whole text. They bind"
                " nobody before signature.",
                drafts,
            )
            column.addWidget(WarningLine(str(offered), parent=first))
        self.way_out = TravelWay(first)
        column.addWidget(self.way_out)
        column.addStretch(1)
        self.turn(first)
        self.write = self.add_button("write-many", _("Choose folder and write …"), "send", self._write, primary=True)
        self.finish(92, 12)
        context.worker.read(self, networks_of, self._offer, key="networks")

    def _offer(self, networks: tuple[Routing, ...]) -> None:
        """Offer the networks with labels, where there are any."""
        self.way_out.offer(networks, str(self._context.recall(THROUGH, "")))
        fit(self, 92, 12)

    def _write(self) -> None:
        place = "exchange.folder" if self.way_out.through() is None else "relay.incoming"
        folder = self._context.dialogs.ask_folder(
            _("Folder for the sealed files"), str(self._context.recall(place, ""))
        )
        if folder is None:
            return
        self._context.remember(place, str(folder))
        histories, through = self._histories, self.way_out.through()
        self._context.remember(THROUGH, "" if through is None else through.network)
        self.buttons.setEnabled(False)
        self._context.worker.change(
            self,
            _("Sealing the files"),
            lambda acting, progress: (
                send_what_lacks(acting, folder, progress, through)
                if histories is None
                else send_many_out(acting, histories, folder, progress, through)
            ),
            lambda sent: self._done(sent, through),
            touches=lambda sent: frozenset({*sent.histories, "list", "consent", "recalls"}),
            failed=self._enable,
        )

    def _enable(self, _error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        return False

    def _done(self, sent: ManySent, through: Routing | None = None) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        written = counted("{n} file was written.", "{n} files were written.", len(sent.files))
        column.addWidget(Words(str(written), "title", page))
        for warning in sent.warnings:
            column.addWidget(WarningLine(str(warning), parent=page))
        if sent.refused:
            left = len(sent.refused)
            words = counted("{n} file could not be written:", "{n} files could not be written:", left)
            column.addWidget(Words(str(words), "strong", page))
        for number, reason in sent.refused[:_MOST_REFUSALS]:
            column.addWidget(WarningLine(f"{number}: {reason}" if number else str(reason), parent=page))
        if len(sent.refused) > _MOST_REFUSALS:
            column.addWidget(Words("…", parent=page))
        if sent.files and through is not None:
            how = _(
                "They travel under the labels of {network}. Put them into the folder incoming of its relay.",
                network=through.name,
            )
            column.addWidget(Words(how, parent=page))
        if sent.files and through is None:
            card = Card(_("E-mails"), page)
            card.column.addWidget(Words(_("Open each e-mail and attach the files that its text names."), parent=card))
            for place, letter in enumerate(sent.letters, 1):
                to = _("E-mail to {address}", address=letter.to or _("(no address)"))
                button = WrappingButton(icon("mail"), to, card)
                button.setObjectName(f"mail-{place}")
                button.clicked.connect(
                    lambda _checked=False, place=place, letter=letter: self._mail(place, letter, sent)
                )
                card.column.addWidget(button)
            column.addWidget(card)
        if sent.files:
            show = QPushButton(icon("folder"), _("Show files"), page)
            show.setObjectName("show-files")
            first = sent.files[0]
            show.clicked.connect(lambda: self._context.dialogs.show_in_folder(first))
            column.addWidget(show, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        shown = scrolling(page, "many-sent", str(written))
        touched = frozenset({*sent.histories, "list", "consent", "recalls"})
        if sent.files:
            ask_whether_sent(
                self,
                self._context,
                shown,
                None,
                lambda acting: say_many_sent(acting, sent),
                _("Recorded: it was sent."),
                touched,
            )
            return
        self.turn(shown)
        self.buttons.setEnabled(True)
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setText(_("Done"))
        fit(self, 92, 18)

    def _mail(self, place: int, letter: Letter, sent: ManySent) -> None:
        """Open one of the e-mails; once all were, that is noted of the files."""
        if self._context.dialogs.open_mail(letter.to, letter.subject, letter.body) is False:
            return
        self._opened.add(place)
        if self._opened == {*range(1, len(sent.letters) + 1)}:
            self._context.worker.change(
                self,
                _("Recording that it was sent"),
                lambda acting, _progress: many_mail_opened(acting, sent),
                lambda _none: None,
                touches=frozenset({*sent.histories, "list", "recalls"}),
            )
