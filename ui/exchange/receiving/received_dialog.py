"""The dialog of a received file: a preview first, taking it in only on the user's command, and then the next step.

Nothing of the file is in the vault before “Keep in the vault”. Escape closes the dialog at any time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QScrollArea, QWidget

from datapact.agreements.steps.carry_over import to_carry
from datapact.agreements.steps.drafting import ImportPreview
from datapact.agreements.steps.negotiation import import_state
from datapact.agreements.views.comments import comments
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.texts import Message, _
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.receive.preview import BundlePreview, CardPreview, preview_card, preview_file
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.exchange.send.letters import Letter, refusal_letter
from datapact.organisation.acting.acting_member import READS_ONLY, Acting
from datapact.organisation.acting.own_profile import actors_profile
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.organisation.partners.partners import CardTaken, add_partner
from datapact.signing.returned.take_part import Packet, is_packet, read_packet
from datapact_ui.exchange.receiving.bundle_page import BundlePage
from datapact_ui.exchange.receiving.card_page import CardPage
from datapact_ui.exchange.receiving.import_page import ImportPage
from datapact_ui.exchange.receiving.not_ours_page import PAPER, REGISTERED, OrdinaryPage, is_unsigned
from datapact_ui.exchange.receiving.received_file import Ordinary, ReceivedFile, look_at
from datapact_ui.exchange.receiving.refused_page import RefusedPage
from datapact_ui.exchange.receiving.taken_page import TakenPage
from datapact_ui.exchange.receiving.verdict_page import VerdictPage
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import scrolling
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import hold_back
from datapact_ui.kit.widgets.warning_line import WarningLine, refused_page
from datapact_ui.negotiation.take_part_dialog import TakePartDialog
from datapact_ui.negotiation.word_dialog import WordDialog
from datapact_ui.partners.directory_dialog import DirectoryDialog


class ReceivedDialog(Dialog):
    """Looks at a ``.dpact``, ``.dpcard``, ``.pdf`` or ``.json`` file and offers what can be done with it."""

    help_page = "exchange"

    def __init__(self, context: AppContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("received", _("Received file: {name}", name=path.name), parent)
        self._context, self._path = context, path
        self._looked: ReceivedFile | None = None
        self.turn(Words(_("Looking into {name} …", name=path.name), parent=self))
        self._why_not = WarningLine(str(READS_ONLY), "info", self)
        self._why_not.hide()
        self.column.addWidget(self._why_not)
        self.finish(80, 10)
        # in the lane of changes: previewing a bundle takes the vault's lock for a moment
        context.worker.change(
            self, _("Looking into the file"), lambda acting, _p: look_at(acting, path), self._show, failed=self._failed
        )

    # ---- showing ----

    def _show(self, looked: ReceivedFile) -> None:
        self._looked = looked
        match looked.preview:
            case BundlePreview() as preview:
                self._show_bundle(preview)
            case CardPreview() as preview:
                self._show_card(preview)
            case Refused() as refused:
                self._show_refused(refused)
            case _ if looked.directory:
                self.accept()
                DirectoryDialog(self._context, looked.path, self.parentWidget()).open()
            case _ if looked.word:
                self.accept()
                WordDialog(self._context, looked.data, looked.path.name, "", self.parentWidget()).open()
            case _ if looked.ordinary is not None:
                self._show_ordinary(looked, looked.ordinary)
            case _ if looked.checked is not None:
                self._show_verdict(looked)
            case _ if looked.importable is not None:
                self._show_import(looked.importable)

    def _show_bundle(self, preview: BundlePreview) -> None:
        self.setWindowTitle(_("File from {sender}", sender=preview.sender_name))
        page = BundlePage(preview, self)
        if preview.has_news:
            take = self._primary(_("Keep in the vault"), "receive", "take-in", lambda: self._take_in(preview))
            self._go_on_to(page, take, lines=34)
        else:
            self._go_on_to(page, lines=34)
            self._close_only()

    def _show_card(self, preview: CardPreview) -> None:
        self.setWindowTitle(_("Card of {name}", name=preview.profile.name))
        page = CardPage(preview, self._context.dialogs, self)
        if preview.news in ("new", "newer"):
            words = _("Add partner") if preview.news == "new" else _("Bring up to date")
            add = self._primary(words, "add", "add-partner", lambda: self._add(preview))
            self._go_on_to(page, add, scroll=True, lines=34)
        else:
            self._go_on_to(page, scroll=True)
            self._close_only()

    def _show_refused(self, refused: Refused) -> None:
        self.setWindowTitle(_("Refused: {name}", name=refused.file))

        def write(acting: Acting) -> tuple[Letter, datetime]:
            at = acting.clock()
            return refusal_letter(refused, at, actors_profile(acting)), at

        self._context.worker.read(self, write, lambda told: self._refused_with(refused, told[0]), key="letter")

    def _refused_with(self, refused: Refused, letter: Letter) -> None:
        page = RefusedPage(refused, letter, self._context.dialogs, self)
        stranger = refused.stranger
        if stranger is None:
            self._go_on_to(page)
        else:
            look = self._primary(
                _("Look at the card …"), "card", "look-at-card", lambda: self._look_at_card(stranger.data)
            )
            self._go_on_to(page, look)
        self._close_only()
        page.text.setFocus()

    def _show_ordinary(self, looked: ReceivedFile, kind: Ordinary) -> None:
        self.setWindowTitle(looked.path.name)
        page = OrdinaryPage(kind, looked.path.name, self, looked.checked.verdict if looked.checked else None)
        register = (_("Register as a signed contract …"), "check", "register-file", lambda: self._register(looked.path))
        read = (
            _("Read in as the other side's paper …"),
            "receive",
            "read-paper-file",
            lambda: self._read_paper(looked.path),
        )
        ways = [way for way, kinds in ((register, REGISTERED), (read, PAPER)) if kind in kinds]
        if is_unsigned(looked.checked.verdict if looked.checked else None):
            ways.reverse()  # what nobody signed may be a scan, and is most often a draft
        if ways:
            self._go_on_to(page, self._primary(*ways[0]), lines=14)
            for words, picture, name, do in ways[1:]:
                other = QPushButton(icon(picture), words, self)
                other.setObjectName(name)
                other.clicked.connect(lambda _checked=False, do=do: do())
                self.buttons.addButton(other, QDialogButtonBox.ButtonRole.ActionRole)
        else:
            self._go_on_to(page, lines=14)
            self._close_only()

    def _register(self, path: Path) -> None:
        self.accept()
        self._context.register_file(path)

    def _read_paper(self, path: Path) -> None:
        self.accept()
        self._context.read_paper(path)

    def _show_verdict(self, looked: ReceivedFile) -> None:
        assert looked.checked is not None
        self.setWindowTitle(_("Verified: {name}", name=looked.path.name))
        page = VerdictPage(looked.checked, self)
        importable = looked.importable
        self._go_on_to(page, scroll=True)
        self._close_only()
        if importable is not None and is_packet(looked.data):
            take = QPushButton(icon("sign"), _("Take part in the signing …"), self)
            take.setObjectName("take-part")
            take.clicked.connect(lambda: self._take_part(looked))
            self.buttons.addButton(take, QDialogButtonBox.ButtonRole.ActionRole)
        if importable is not None and importable.why_not is None:
            button = QPushButton(_("Use the text for a new draft …"), self)
            button.setObjectName("import-from-pdf")
            button.clicked.connect(lambda: self._show_import(importable))
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)

    def _take_part(self, looked: ReceivedFile) -> None:
        self._context.worker.read(
            self,
            lambda acting: read_packet(acting, looked.path.name, looked.data),
            self._show_packet,
            key="packet",
        )

    def _show_packet(self, packet: Packet) -> None:
        parent = self.parentWidget()
        self.accept()
        TakePartDialog(self._context, packet, parent).open()

    def _show_import(self, importable: ImportPreview) -> None:
        self.setWindowTitle(_("Import an agreement"))
        page = ImportPage(importable, self)
        if importable.why_not is None:
            make = self._primary(_("Make a draft"), "draft", "make-draft", lambda: self._import(importable))
            self._go_on_to(page, make)
        else:
            self._go_on_to(page)
            self._close_only()

    def _failed(self, error: DataPactError) -> bool:
        self._go_on_to(refused_page(_("This file cannot be read"), str(error), self))
        self._close_only()
        return True

    def _go_on_to(self, page: QWidget, *buttons: QPushButton, scroll: bool = False, lines: float = 26) -> None:
        shown: QWidget = scrolling(page, "received-page", self.windowTitle()) if scroll else page
        self.turn(shown)
        self.buttons.clear()
        for button in buttons:
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        fit(self, 130 if isinstance(page, BundlePage) else 104, lines)
        if buttons:
            buttons[0].setDefault(True)
            buttons[0].setFocus()
        elif isinstance(shown, QScrollArea):
            shown.setFocus()

    def _close_only(self) -> None:
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(_("Close"))

    def _primary(self, words: str, icon_name: str, name: str, do: object) -> PrimaryButton:
        button = PrimaryButton(words, icon_name, self)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        if self._context.identity.reads_only and name != "look-at-card":
            hold_back(str(READS_ONLY), button)
            self._why_not.show()
        return button

    # ---- doing ----

    def _take_in(self, preview: BundlePreview) -> None:
        assert self._looked is not None
        data = self._looked.data
        self.buttons.setEnabled(False)

        def take(acting: Acting, _progress: Progress) -> Received:
            return receive_bundle(acting, data)

        self._context.worker.change(
            self,
            _("Taking the file in"),
            take,
            lambda _received: self._taken(preview),
            touches=lambda received: frozenset({*received.agreements, "list", "partners", "recalls"}),
            failed=self._not_taken,
        )

    def _not_taken(self, error: DataPactError) -> bool:
        assert self._looked is not None
        self.buttons.setEnabled(True)
        looked = self._looked
        self._context.worker.change(
            self,
            _("Looking into the file"),
            lambda acting, _progress: preview_file(acting, looked.data, looked.path.name),
            lambda preview: self._show(ReceivedFile(looked.path, looked.data, preview=preview)),
        )
        return not isinstance(error, Surroundings)

    def _taken(self, preview: BundlePreview) -> None:
        self.buttons.setEnabled(True)
        self._context.notify(_("In the vault now: the file of {sender}.", sender=preview.sender_name))
        page = TakenPage(preview, self._context.identity.roles, self._go_on, self)
        if page.only is not None:
            self._go_on("open", page.only)
            return
        self._go_on_to(page)
        self._close_only()
        if page.first is not None:
            page.first.setFocus()
        answered = [one.history for one in preview.agreements if one.next_step == "answer"]

        def lacking(acting: Acting) -> list[tuple[str, int, int]]:
            return [(one, to_carry(acting, one), comments(acting, one).unanswered) for one in answered]

        def offer(found: list[tuple[str, int, int]]) -> None:
            for history, count, asked in found:
                page.tell_unanswered(history, asked, self._go_on)
                page.offer_carrying(history, count, self._go_on)

        if answered:
            self._context.worker.read(page, lacking, offer, key="to-carry")

    def _go_on(self, step: str, history: str) -> None:
        match step:
            case "accept":  # the page says what it changes and what bars it
                self.accept()
                self._context.answer_proposal(history, "accept_and_send")
            case "recalls":
                self.accept()
                self._context.show_view("consent", tab="recalls")
            case "carry" | "counter" | "comments":  # of several proposals one chooses there
                self.accept()
                self._context.answer_proposal(history, step)
            case "reply":
                self._reply(history)
            case "sign":
                self.accept()
                self._context.open_signing(history)
            case _:
                self.accept()
                self._context.open_agreement(history)

    def _reply(self, history: str) -> None:
        """Show the changes over the agreement's page, from which the answer is sent; of several proposals one chooses there."""
        from datapact_ui.exchange.sending.send_dialog import SendDialog
        from datapact_ui.negotiation.reply_dialog import ReplyDialog

        context, parent = self._context, self.parentWidget()
        self.accept()
        context.open_agreement(history)
        dialog = ReplyDialog(context, history, parent=parent)
        dialog.written.connect(lambda: SendDialog(context, history, parent).open())
        dialog.open()

    def _add(self, preview: CardPreview) -> None:
        data = preview.card.data
        self.buttons.setEnabled(False)

        def add(acting: Acting, _progress: Progress) -> CardTaken:
            return add_partner(acting, data)

        self._context.worker.change(
            self, _("Adding the partner"), add, self._added, touches=frozenset({"partners"}), failed=self._enable
        )

    def _enable(self, _error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        return False

    def _added(self, taken: CardTaken) -> None:
        self._context.notify(Message("{name} is among your partners now.", {"name": taken.partner.name}))
        if self._looked is not None and isinstance(self._looked.preview, Refused):  # the unknown sender of a bundle
            self._look_again()
            return
        parent = self.parentWidget()
        self.accept()
        self._context.open_partner(taken.partner.organisation)
        if taken.partner.standing != "confirmed":
            self._offer_to_confirm(taken, parent)

    def _offer_to_confirm(self, taken: CardTaken, parent: QWidget | None) -> None:
        from datapact_ui.partners.confirm_dialog import ConfirmDialog

        context = self._context
        sure = context.dialogs.confirm(
            _("Confirm the identity now?"),
            str(renamed_words(taken.partner.name, taken.partner.confirmed_as))
            if taken.partner.is_renamed
            else _(
                "{name} is among your partners now. But the card could be from anybody: compare the fingerprint by"
                " telephone before you sign, now or later.",
                name=taken.partner.name,
            ),
            _("Compare now …"),
            keep=_("Later"),
        )
        if sure:
            ConfirmDialog(context, taken.partner, parent).open()

    def _look_at_card(self, data: bytes) -> None:
        self._context.worker.change(
            self,
            _("Looking into the file"),
            lambda acting, _progress: preview_card(acting, data),
            self._show_card,
        )

    def _look_again(self) -> None:
        path = self._path
        self._context.worker.change(
            self, _("Looking into the file"), lambda acting, _p: look_at(acting, path), self._again, failed=self._failed
        )

    def _again(self, looked: ReceivedFile) -> None:
        self.buttons.setEnabled(True)
        self._show(looked)

    def _import(self, importable: ImportPreview) -> None:
        state = importable.state
        self.buttons.setEnabled(False)
        self._context.worker.change(
            self,
            _("Making a draft"),
            lambda acting, _progress: import_state(acting, state),
            self._imported,
            touches=frozenset({"list"}),
            failed=self._enable,
        )

    def _imported(self, history: str) -> None:
        self._context.notify(_("The draft was made."))
        self.accept()
        self._context.open_agreement(history)
