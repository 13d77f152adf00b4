"""Read, then agree, then sign: the final PDF beside the document's facts, the checks, and the signing card."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.permitted import unsent
from datapact.base.errors import AnswerNo, DataPactError, Locked, Malformed, TooLarge, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_, _
from datapact.organisation.acting.exported import agreement_file
from datapact.signing.authorities.level import set_level
from datapact.signing.ceremony.before_signing import SigningSheet, signing_sheet
from datapact.signing.ceremony.pdf_files import for_screen, revision_pdf
from datapact.signing.ceremony.receipt import SigningReceipt, signing_receipt
from datapact.signing.ceremony.sign import Begun, Signing, begin, finish, sign_at
from datapact.signing.pades.pkcs12 import LARGEST_FILE
from datapact_ui.agreement_page.page.ending_dialogs import decline_dialog
from datapact_ui.agreement_page.page.negotiation_steps import AgreementSteps
from datapact_ui.kit.background.dialogs import client_secret
from datapact_ui.kit.background.runner import Cancelled
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.text.attachments_tab import PDF_FILTER, save_bytes
from datapact_ui.kit.text.pdf_panel import PdfPanel
from datapact_ui.kit.theme.measures import characters, margins
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.signing.before_signing_cards import (
    amending_card,
    bars_card,
    complete_card,
    document_card,
    meaning_card,
)
from datapact_ui.signing.receipt_page import ReceiptPage
from datapact_ui.signing.sign_card import Reading, SignCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.authorities.level import Level
    from datapact.signing.keys.csc import LoggedIn
    from datapact.signing.keys.services import RemoteKey, Service
    from datapact.signing.keys.tokens import TokenKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SigningView(View):
    """The view for signing or declining."""

    name = "signing"
    help_page = "signing"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.history = history
        self.sheet: SigningSheet | None = None
        self.receipt: ReceiptPage | None = None
        self.card: SignCard | None = None
        self.panel = PdfPanel("signing", self)
        left = QWidget(self)
        below = QVBoxLayout(left)
        margins(below, 0, 2)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.panel, 1)
        self.reading = Reading(left)
        self.reading.tick.toggled.connect(self._ticked)
        self.panel.end_reached.connect(self.reading.end_reached)
        below.addWidget(self.reading)
        self.side = QScrollArea(self)
        self.side.setObjectName("signing_side")
        self.side.setAccessibleName(_("What you sign"))
        self.side.setWidgetResizable(True)
        self.side.setFrameShape(QFrame.Shape.NoFrame)
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setMinimumWidth(characters(44))
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.side)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([characters(110), characters(58)])
        self.stack = FrontStack(self)
        self.stack.addWidget(split)
        layout = QVBoxLayout(self)
        margins(layout, 3, 0)
        layout.addWidget(self.stack)
        self._acts = [
            self.action(
                "signing_find", _("Find in the PDF …"), self.panel.open_find, shortcut="Ctrl+F", icon_name="search"
            ),
            self.action("signing_next", _("Next page"), self.panel.next_page, shortcut="Alt+Down", icon_name="down"),
            self.action(
                "signing_previous", _("Previous page"), self.panel.previous_page, shortcut="Alt+Up", icon_name="up"
            ),
            self.action("signing_larger", _("Larger page"), self.panel.zoom_in, shortcut="Alt++", icon_name="zoom-in"),
            self.action(
                "signing_smaller", _("Smaller page"), self.panel.zoom_out, shortcut="Alt+-", icon_name="zoom-out"
            ),
            self.action("signing_refuse", _("Decline …"), self.decline, shortcut="Ctrl+Shift+D", icon_name="decline"),
        ]
        self._load()

    def title(self) -> str:
        return _("Sign {number}", number=self.sheet.number) if self.sheet is not None else _("Read and sign")

    def actions(self) -> list[QAction]:
        return list(self._acts)

    def refresh(self, what: frozenset[str]) -> None:
        if self.receipt is None and what & {self.history, "partners", "members"}:
            self._load()
        elif self.history in what:
            self._look_whether_sent()

    def take_focus(self) -> None:
        if self.receipt is not None:
            self.receipt.setFocus()
        else:
            self.panel.pages.setFocus()

    def leave(self) -> None:
        self.panel.close_pdf()

    # ---- reading ----

    def _load(self) -> None:
        history = self.history

        def read(acting: Acting) -> tuple[SigningSheet, bytes]:
            sheet = signing_sheet(acting, history)
            return sheet, for_screen(sheet.pdf) if sheet.earlier else sheet.pdf

        self.context.worker.read(self, read, lambda found: self._show(*found), key="sheet", failed=self._cannot)

    def _cannot(self, error: DataPactError) -> bool:
        """Show in place of the page that nothing is frozen, or the PDF has not arrived."""
        empty = EmptyState(
            "signing",
            _("You cannot sign now"),
            str(error),
            _("To the agreement"),
            lambda: self.context.open_agreement(self.history),
            self,
        )
        self.stack.addWidget(empty)
        self.stack.setCurrentWidget(empty)
        return True

    def _show(self, sheet: SigningSheet, shown: bytes) -> None:
        same = self.sheet is not None and self.sheet.revision == sheet.revision
        self.sheet = sheet
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 2, 3)
        complete = 0 < sheet.places == len(sheet.earlier)
        if complete:
            column.addWidget(complete_card(inner))
        elif sheet.bars:
            column.addWidget(bars_card(sheet.bars, self.context.open_partner, inner))
        if sheet.amends is not None:
            column.addWidget(amending_card(sheet.amends, self.panel.go_to_heading, inner))
        column.addWidget(document_card(sheet, inner))
        if not complete:
            column.addWidget(meaning_card(sheet, inner))
        if not same:
            self.reading.ask(sheet)
        self.reading.setVisible(not complete)
        self.card = SignCard(self.context, sheet, self.reading, inner)
        self.card.setVisible(not complete)
        self.card.sign_wanted.connect(self._sign)
        self.card.decline_wanted.connect(self.decline)
        history = sheet.history
        self.card.elsewhere_wanted.connect(lambda step: self.context.answer_proposal(history, step))
        for one in (self.card.decline, self._acts[-1]):  # who has the text by e-mail or on paper is told there
            one.setVisible(not sheet.outside)
        column.addWidget(self.card)
        column.addStretch(1)
        put_page(self.side, inner)
        bar = self.side.verticalScrollBar().sizeHint().width()
        self.side.setMinimumWidth(max(characters(44), inner.minimumSizeHint().width() + bar))  # digests do not wrap
        if not same:
            self.panel.show_pdf(shown)
        self.title_changed.emit()

    def _ticked(self, _on: bool) -> None:
        if self.card is not None:
            self.card.update_state()

    # ---- signing ----

    def _sign(self, secret: str, chosen: Path | TokenKey | tuple[Service, RemoteKey] | None) -> None:
        """Sign by what was chosen: the key in the vault, a key file, on a token, at a service; ``secret`` opens it."""
        card = self.card
        if card is None:
            return
        card.set_busy(True)
        if chosen is None or isinstance(chosen, Path):
            self._sign_here(card, secret, chosen)
        elif isinstance(chosen, tuple):
            self._sign_by_service(card, secret, *chosen)
        else:
            self._sign_by_token(card, secret, chosen)

    def _sign_here(self, card: SignCard, passphrase: str, key_file: Path | None) -> None:
        history, level = self.history, card.wanted_level()

        def job(acting: Acting) -> Signing:
            data = read_whole(key_file, limit=LARGEST_FILE) if key_file is not None else None
            return sign_at(acting, history, passphrase, data, level)

        self._write(card, level, job)

    def _sign_by_token(self, card: SignCard, pin: str, key: TokenKey) -> None:
        """Prepare, let the token compute, write: in the middle no vault is held, however long a PIN takes."""
        history, level = self.history, card.wanted_level()

        def begun_by(begun: Begun) -> None:
            from datapact.signing.keys.tokens import sign_on_token

            self.context.worker.run_apart(
                self,
                _("The token signs"),
                lambda _progress: sign_on_token(key, pin, begun.signature.attributes),
                lambda value: self._write(card, level, lambda acting: finish(acting, begun, value)),
                failed=lambda error: self._token_refused(card, error),
            )

        self.context.worker.read(
            self,
            lambda acting: begin(acting, history, key.certificate, key.chain, level),
            begun_by,
            failed=lambda error: self._not_signed(card, error),
        )

    def _sign_by_service(self, card: SignCard, secret: str, service: Service, key: RemoteKey) -> None:
        """Prepare, show the hash and ask, let the service compute, write."""
        history, level = self.history, card.wanted_level()
        entered = self._entered(card, secret, service)
        client = client_secret(self.context.dialogs, service) if entered is not None else None
        if entered is None or client is None:
            card.set_busy(False)
            return

        def begun_by(begun: Begun) -> None:
            if not self._may_send(service, begun.signature.sha256.hex()):
                card.set_busy(False)
                return

            def alive(progress: Progress) -> None:
                try:
                    progress(_("Waiting for your browser"), 0, 0)
                except Cancelled:
                    raise AnswerNo(
                        N_("You stopped waiting for {name}. Nothing was signed."), name=service.name
                    ) from None

            def login(progress: Progress) -> LoggedIn:
                from datapact.signing.keys.csc import log_in, send_codes

                logged = log_in(service, alive=lambda: alive(progress), secret=client)
                send_codes(logged, key)
                return logged

            def signed_by(logged: LoggedIn) -> None:
                codes = self._codes(card, service)
                if codes is None:
                    card.set_busy(False)
                    return

                def job(progress: Progress) -> bytes:
                    from datapact.signing.keys.csc import sign_remotely

                    given = entered | codes
                    return sign_remotely(logged, key, begun.signature.attributes, given, alive=lambda: alive(progress))

                self.context.worker.run_apart(
                    self,
                    _("The service signs"),
                    job,
                    lambda value: self._write(card, level, lambda acting: finish(acting, begun, value)),
                    failed=lambda error: self._service_refused(card, error),
                )

            self.context.worker.run_apart(
                self,
                _("The service signs"),
                login,
                signed_by,
                failed=lambda error: self._service_refused(card, error),
            )

        self.context.worker.read(
            self,
            lambda acting: begin(acting, history, key.certificate, key.chain, level),
            begun_by,
            failed=lambda error: self._not_signed(card, error),
        )

    def _entered(self, card: SignCard, secret: str, service: Service) -> dict[str, str] | None:
        """What the service wants to be entered here: the first beside the button, others asked; None: given up."""
        entered: dict[str, str] = {}
        for place, name in enumerate(card.remote.secrets()):
            said = secret if place == 0 else self.context.dialogs.ask_passphrase(service.name, name)
            if said is None:
                return None
            entered[name] = said
        return entered

    def _codes(self, card: SignCard, service: Service) -> dict[str, str] | None:
        """The codes that the service has sent by now; None: given up."""
        found: dict[str, str] = {}
        for name in card.remote.sent():
            said = self.context.dialogs.ask_passphrase(
                service.name, _("{what}, as {name} has sent it", what=name, name=service.name)
            )
            if said is None:
                return None
            found[name] = said
        return found

    def _may_send(self, service: Service, digest: str) -> bool:
        words = _(
            "Only this SHA-256 goes to {name} ({host}), neither the text nor the PDF: {digest}",
            name=service.name,
            host=service.host,
            digest=digest,
        )
        if service.login:
            words += "\n\n" + _(
                "Your browser opens at {host}. Log in there, and authorise the signature.", host=service.login_host
            )
        return self.context.dialogs.confirm(_("Send this hash?"), words, _("Send the hash"), keep=_("Send nothing"))

    def _service_refused(self, card: SignCard, error: DataPactError) -> bool:
        card.set_busy(False)
        card.show_wrong(str(error))
        return True

    def _write(self, card: SignCard, level: Level, job: Callable[[Acting], Signing]) -> None:
        """Write the signature, and remember a level that was chosen here for the agreement."""
        history = self.history
        changed = self.sheet is not None and level != self.sheet.level

        def write(acting: Acting, _progress: Progress) -> SigningReceipt:
            done = job(acting)
            if changed:
                with acting.vault.write() as session:
                    set_level(session, history, level)
            return replace(signing_receipt(acting, history, done.entry.digest), level=done.level, outcome=done.outcome)

        self.context.worker.change(
            self,
            _("Signing"),
            write,
            self._signed,
            touches=frozenset({history, "list"}),
            failed=lambda error: self._not_signed(card, error),
        )

    def _token_refused(self, card: SignCard, error: DataPactError) -> bool:
        card.set_busy(False)
        card.show_wrong(str(error))
        card.token.look()  # what it says of attempts now, and whether it is still there
        return True

    def _not_signed(self, card: SignCard, error: DataPactError) -> bool:
        card.set_busy(False)
        if isinstance(error, Locked | WrongUse | Malformed | TooLarge):
            card.show_wrong(str(error))
            return True
        self._load()
        return False

    def _signed(self, receipt: SigningReceipt) -> None:
        self.panel.close_pdf()
        page = ReceiptPage(receipt, self)
        page.send_wanted.connect(AgreementSteps(self.context, self.history, self).send)
        page.save_wanted.connect(lambda: self._save(receipt))
        page.back_wanted.connect(lambda: self.context.open_agreement(self.history, "parties"))
        self.receipt = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        for action in self._acts:
            bar(action, _("You have signed this text."))
        self.context.notify(_("Signed."))
        self.take_focus()

    def _look_whether_sent(self) -> None:
        """Say so on the receipt once the signature went into a file."""
        history = self.history

        def read(acting: Acting) -> bool:
            with acting.vault.read() as session:
                return not unsent(load_state(session, history), acting.organisation)

        def show(is_sent: bool) -> None:
            if is_sent and self.receipt is not None:
                self.receipt.show_sent()

        self.context.worker.read(self, read, show, key="sent")

    def _save(self, receipt: SigningReceipt) -> None:
        path = self.context.dialogs.ask_save_file(_("Save the PDF"), f"{receipt.number}.pdf", PDF_FILTER)
        if path is not None:
            digest, what = receipt.revision_to, agreement_file(receipt.number)
            save_bytes(self.context, self, path, lambda acting: revision_pdf(acting, digest), what, self.history)

    def decline(self) -> None:
        """Decline to sign: end the agreement with a reason."""
        history = self.history
        dialog = decline_dialog(self.context, self)

        def declined(_entry: object) -> None:
            dialog.accept()
            self.context.open_agreement(history)

        def write() -> None:
            words = dialog.words()
            dialog.run(
                _("Declining"),
                lambda acting, _progress: negotiation.decline(acting, history, words),
                declined,
                touches=frozenset({history, "list"}),
            )

        dialog.taken.connect(write)
        dialog.open()
