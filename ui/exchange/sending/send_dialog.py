"""Send an agreement: recipients, words, and one button that writes the file and prepares the e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.approvals.standing import silent_words
from datapact.agreements.text.outside_replies import WAY_WORDS, WAYS
from datapact.agreements.views.approvals import rule_words
from datapact.agreements.views.rounds import WordStep, word_step
from datapact.base.errors import DataPactError
from datapact.base.files import write_numbered, write_whole
from datapact.base.texts import Message, _, counted
from datapact.checks.model.finding import Tally
from datapact.exchange.folder.places import SharedFolder, shared_folders
from datapact.exchange.folder.putting import lay_file
from datapact.exchange.send.letters import Letter
from datapact.exchange.send.outgoing import MOST_GAPS, Outgoing, Sent, outgoing
from datapact.exchange.send.outside import SentOutside, send_out_outside
from datapact.exchange.send.send import FOLDER, RELAY, mail_opened, mark_written, say_sent
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.handed_over import OUTSIDE
from datapact.organisation.network.labels import Routing
from datapact_ui.exchange.sending.ask_sent import ask_whether_sent
from datapact_ui.exchange.sending.compare_way import CompareWay
from datapact_ui.exchange.sending.recipients_card import RecipientsCard
from datapact_ui.exchange.sending.sent_page import SentPage
from datapact_ui.exchange.sending.travel_way import THROUGH, Entered, TravelWay, networks_of
from datapact_ui.exchange.sending.word_sent_dialog import ask_about_word
from datapact_ui.exchange.sending.word_way import WordWay
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.finding_kinds import count_words, first_of
from datapact_ui.kit.text.attachments_tab import PDF_FILTER
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.approval_dialog import ask_colleagues
from datapact_ui.negotiation.word_steps import write_round


class SendDialog(Dialog):
    """Chooses recipients; the first sending makes the draft an offer, with an optional note."""

    help_page = "exchange"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__("send", _("Send agreement"), parent)
        self._context, self._history = context, history
        self.recipients: RecipientsCard | None = None
        self.note: QPlainTextEdit | None = None
        self._everything: QCheckBox | None = None
        self.way_out: TravelWay | None = None
        self.relay: QPushButton | None = None
        self.knowingly: QCheckBox | None = None
        self.wrongly: QCheckBox | None = None
        self.without: QCheckBox | None = None
        self.unanswered: QCheckBox | None = None
        self._unapproved = False
        self._way: WordWay | None = None
        self._word: WordStep = ""
        self._folders: dict[str, Path] = {}
        self.lay: QPushButton | None = None
        self.turn(Words(_("Reading the agreement …"), parent=self))
        self.finish(92, 10)
        context.worker.read(
            self,
            lambda acting: (
                outgoing(acting, history),
                networks_of(acting),
                shared_folders(acting),
                word_step(acting, history),
            ),
            lambda found: self._show(*found),
            key="outgoing",
            failed=self._failed,
        )

    def _show(
        self,
        ready: Outgoing,
        networks: Sequence[Routing] = (),
        folders: Sequence[SharedFolder] = (),
        word: WordStep = "",
    ) -> None:
        self._folders = {one.organisation: one.folder for one in folders}
        self._word = word
        self.setWindowTitle(_("Send {number}", number=ready.number))
        if is_outside(ready):
            self._show_outside(ready)
            return
        page, column = self._page(ready)
        if not ready.is_offered:
            words = _(
                "When you send it for the first time, your draft becomes an offer without engagement: it binds nobody until"
                " everybody has signed (sections 145 and 154 BGB)."
            )
            column.addWidget(Words(words, parent=page))
        self._approvals_page(ready, page, column)
        self._ask_about_newer(ready, page, column)
        self._ask_about_faults(ready, page, column)
        column.addWidget(self._recipients(ready, page))
        named = {one.organisation for one in ready.recipients}
        self.way_out = TravelWay(page)
        here = [one for one in networks if named & set(one.members)]
        self.way_out.offer(here, str(self._context.recall(THROUGH, "")))
        column.addWidget(self.way_out)
        self._offer_word(ready, page, column)
        if not ready.is_offered:
            column.addWidget(Words(_("Note for the partner (optional)"), "strong", page))
            self.note = QPlainTextEdit(page)
            self.note.setObjectName("offer-note")
            self.note.setAccessibleName(_("Note for the partner (optional)"))
            self.note.setPlaceholderText(_("It travels sealed with the offer and stays in its history."))
            self.note.setTabChangesFocus(True)
            self.note.setFixedHeight(round(line_height() * 5))
            column.addWidget(self.note)
        else:
            self._everything = Tick(_("Send everything again, in case the partner has lost something"), page)
            self._everything.setObjectName("send-everything")
            column.addWidget(self._everything)
        column.addStretch(1)
        self._go_on_to(page)
        self.only = self.add_button(
            "write-only", _("Write file only …"), "save", lambda: self._write(ready, mail=False)
        )
        self.write = self.add_button(
            "write-and-mail",
            _("Write file and prepare e-mail …"),
            "send",
            lambda: self._write(ready, mail=True),
            primary=True,
        )
        self.relay = self.add_button(
            "write-to-relay",
            _("Choose the folder of the relay and write …"),
            "network",
            self._write_to_relay,
            primary=True,
        )
        if self._folders:
            self.lay = self.add_button(
                "lay-into-folder", _("Lay into the shared folder"), "folder", self._lay, primary=True
            )
            self.lay.hide()
        self.relay.hide()  # three buttons beside each other would make the dialog wide
        self.way_out.box.chosen.connect(self._update_state)
        self._update_state()
        fit(self, 92, 20)
        (
            self.unanswered or self.without or self.note or self.knowingly or self.wrongly or self.write
        ).setFocus()  # never on a button that waits for a tick

    def _approvals_page(self, ready: Outgoing, page: QWidget, column: QVBoxLayout) -> None:
        """Say who has to approve the text before it goes out, with the way there."""
        found = ready.approvals
        self._unapproved = found is not None and bool(found.missing)
        if found is not None and found.silent and not found.missing:
            self.unanswered = self._ask_to_know(
                page,
                column,
                _("Approval by colleagues"),
                [str(silent_words(found))],
                _("Once the text is out, your colleagues are no longer asked."),
                _("Send without waiting for the answer"),
                "send-unanswered",
            )
        if found is None or not found.needed:
            return
        card = Card(_("Approval by colleagues"), page)
        card.setObjectName("send-approvals")
        for one in found.needed:
            name = one.rule.name or str(rule_words(one.rule))
            if one.missing:
                words = _("To be approved by {who} ({rule})", who=one.words, rule=name)
                card.column.addWidget(WarningLine(words, "bad", card))
            else:
                names = ", ".join(given.person.name for given in one.approved)
                words = _("Approved by {names} ({rule})", names=names, rule=name)
                card.column.addWidget(Words(words, parent=card))
        if found.missing:
            row = QHBoxLayout()
            ask = QPushButton(icon("ask"), _("Ask for approval …"), card)
            ask.setObjectName("send-ask-approval")
            ask.clicked.connect(lambda _checked=False: self._ask_approval())
            row.addWidget(ask)
            row.addStretch(1)
            card.column.addLayout(row)
        column.addWidget(card)

    def _offer_word(self, ready: Outgoing, page: QWidget, column: QVBoxLayout) -> None:
        if not self._word:
            return
        way = self._way = WordWay(self._word, page)
        bar_control(way.button, self._why_held())
        way.wanted.connect(lambda: self._go_to_word([one.named or one.name for one in ready.recipients]))
        column.addWidget(way)

    def _go_to_word(self, names: Sequence[str]) -> None:
        """Leave this page for the Word files of this round."""
        owner = self.parentWidget()
        self.reject()
        if owner is not None:
            write_round(self._context, self._history, owner, names, ask_about_word, answer=self._word == "word_answer")

    def _ask_approval(self) -> None:
        """Leave this page for the one that asks colleagues."""
        owner = self.parentWidget()
        self.reject()
        if owner is not None:
            ask_colleagues(self._context, self._history, owner)

    def _ask_about_newer(self, ready: Outgoing, page: QWidget, column: QVBoxLayout) -> None:
        """Say that something newer of ours stays here, with the way to it; the older text is sent only knowingly."""
        if ready.left_behind is None:
            return
        card = Card(_("Your newer words stay here"), page)
        card.setObjectName("send-newer")
        card.column.addWidget(WarningLine(str(ready.left_behind), "warn", card))
        row = FlowLayout()
        go_on = QPushButton(icon("edit"), _("Go on with the newer text"), card)
        go_on.setObjectName("send-go-on")
        go_on.clicked.connect(lambda _checked=False: self._open_newer())
        row.addWidget(go_on)
        card.column.addLayout(row)
        self.without = Tick(_("Send without it"), card)
        self.without.setObjectName("send-without")
        self.without.toggled.connect(lambda _on: self._update_state())
        card.column.addWidget(self.without)
        column.addWidget(card)

    def _open_newer(self) -> None:
        """Leave this page for the text that is to be proposed first."""
        self.reject()
        self._context.open_editor(self._history)

    def _ask_about_faults(self, ready: Outgoing, page: QWidget, column: QVBoxLayout) -> None:
        """Say what stands open in the text, and what is wrong in it; it is sent only knowingly."""
        if ready.gaps:
            self.knowingly = self._ask_to_know(
                page,
                column,
                counted("{n} gap stands open in the text", "{n} gaps stand open in the text", len(ready.gaps)),
                [", ".join(first_of(ready.gaps, MOST_GAPS))],
                _("Your partner can close them, but nobody can sign the text like this."),
                _("Send it with its gaps"),
                "send-with-gaps",
            )
        if ready.errors:
            self.wrongly = self._ask_to_know(
                page,
                column,
                ", ".join(count_words(Tally(len(ready.errors) - ready.required, required=ready.required))),
                first_of([*map(str, ready.errors)], MOST_GAPS),
                _("Your partner sees the same ones, and the text cannot be frozen like this."),
                _("Send it all the same"),
                "send-with-errors",
            )

        known = _(
            "Sent knowingly before, in the same words: {which}", which="; ".join(first_of(ready.known, MOST_GAPS))
        )
        theirs = _(
            "The other side’s proposal has the same, in the same words: {which}",
            which="; ".join(first_of(ready.theirs, MOST_GAPS)),
        )
        for named, words, name in ((ready.known, known, "send-known"), (ready.theirs, theirs, "send-theirs")):
            if named:
                line = Words(words, parent=page, quiet=True)
                line.setObjectName(name)
                column.addWidget(line)

    def _ask_to_know(
        self,
        page: QWidget,
        column: QVBoxLayout,
        title: Message | str,
        lines: Sequence[str],
        after: str,
        words: str,
        name: str,
    ) -> QCheckBox:
        card = Card(str(title), page)
        for line in lines:
            card.column.addWidget(WarningLine(line, "bad", card))
        card.column.addWidget(Words(after, parent=card, quiet=True))
        tick = Tick(words, card)
        tick.setObjectName(name)
        tick.toggled.connect(lambda _on: self._update_state())
        card.column.addWidget(tick)
        column.addWidget(card)
        return tick

    def _page(self, ready: Outgoing) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(f"{ready.number}  {ready.title}".strip(), "title", page))
        column.addWidget(CompareWay(self._context, self._history, self))
        return page, column

    def _show_outside(self, ready: Outgoing) -> None:
        """The way by e-mail or on paper, because a party has no card here, or the text went that way."""
        page, column = self._page(ready)
        names = ", ".join(one.name for one in ready.recipients if one.partner is None)
        if names:
            words = _(
                "{names} cannot receive sealed files, so everybody gets this agreement as a PDF,"
                " by e-mail or on paper. Record the replies here, with their evidence; from then"
                " on it goes on like any other.",
                names=names,
            )
        else:
            words = str(ready.goes_outside)
        column.addWidget(Words(words, parent=page))
        self._approvals_page(ready, page, column)
        column.addWidget(self._recipients(ready, page))
        form = Form(page)
        self.way = form.choice(
            "send-way", _("How it goes out"), [(way, str(Message(WAY_WORDS[way]))) for way in WAYS], WAYS[0]
        )
        column.addWidget(form)
        self._offer_word(ready, page, column)
        column.addWidget(Words(_("Note for your own history (optional)"), "strong", page))
        self.note = QPlainTextEdit(page)
        self.note.setObjectName("outside-note")
        self.note.setAccessibleName(_("Note for your own history (optional)"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(round(line_height() * 3))
        column.addWidget(self.note)
        if names:
            hint = _("Does the partner use DataPact? Then add its card under Partners, and open this page again.")
            column.addWidget(Words(hint, "small", page, quiet=True))
        column.addStretch(1)
        self._go_on_to(page)
        self.only = self.add_button(
            "write-pdf-only", _("Write PDF only …"), "save", lambda: self._write_outside(ready, mail=False)
        )
        self.write = self.add_button(
            "write-pdf-and-mail",
            _("Write PDF and prepare e-mail …"),
            "send",
            lambda: self._write_outside(ready, mail=True),
            primary=True,
        )
        for button in (self.write, self.only):
            bar_control(button, self._why_held())
        fit(self, 92, 20)
        self.write.setFocus()

    def _write_outside(self, ready: Outgoing, *, mail: bool) -> None:
        folder = str(self._context.recall("exchange.folder", "") or "")
        name = Path(ready.file).with_suffix(".pdf").name
        proposed = Path(folder, name)
        path = self._context.dialogs.ask_save_file(_("Write the PDF"), proposed, PDF_FILTER)
        if path is None:
            return
        if path.suffix.lower() != ".pdf":
            path = path.with_name(path.name + ".pdf")
        self._context.remember("exchange.folder", str(path.parent))
        history, way, day = self._history, str(self.way.currentData()), self._context.today()
        note = self.note.toPlainText() if self.note is not None else ""
        self.buttons.setEnabled(False)

        def send(acting: Acting, _progress: Progress) -> SentOutside:
            sent = send_out_outside(acting, history, way=way, on=day, note=note, file=path.name)
            write_whole(path, sent.data, private=False)
            return sent

        self._context.worker.change(
            self,
            _("Writing the PDF"),
            send,
            lambda sent: self._wrote(path, sent.letter, (), mail=mail, waits=sent.waits),
            touches=frozenset({history, "list", "partners"}),
            failed=self._enable,
        )

    def _recipients(self, ready: Outgoing, parent: QWidget) -> RecipientsCard:
        card = self.recipients = RecipientsCard(ready.recipients, parent, outside=is_outside(ready))
        card.changed.connect(self._update_state)
        return card

    def chosen(self) -> list[str]:
        """The organisations that are ticked."""
        return self.recipients.chosen() if self.recipients is not None else []

    def _why_held(self) -> str:
        """Why the house does not let the text out: somebody has to approve it, or a colleague's answer is waited for."""
        if self._unapproved:
            return _("Colleagues have to approve the text first: see above.")
        return self._why_unticked(self.unanswered)

    @staticmethod
    def _why_unticked(*ticks: QCheckBox | None) -> str:
        """That the first of these is to be ticked, which nobody did; empty where all are."""
        open_one = next((one for one in ticks if one is not None and not one.isChecked()), None)
        return "" if open_one is None else _("Tick “{what}” above, if that is meant.", what=open_one.text())

    def _update_state(self) -> None:
        if self._way is not None:
            bar_control(self._way.button, self._why_held())
        named = bool(self.chosen()) or (self.recipients is not None and not self.recipients.boxes)
        nobody = "" if named else _("Tick who gets it.")
        why_not = nobody or self._why_unticked(self.without, self.knowingly, self.wrongly) or self._why_held()
        for button in (self.write, self.only):
            bar_control(button, why_not)
        if self.relay is None or self.way_out is None:
            return
        through = self.way_out.through()
        bar_control(self.relay, why_not)
        lays = through is None and self.lay is not None and self._folders.keys() >= {*self.chosen()} != set()
        shown = [
            (self.relay, through is not None),
            (self.write, through is None and not lays),
            (self.only, through is None),
        ]
        if self.lay is not None:
            bar_control(self.lay, why_not)
            shown.append((self.lay, lays))
        for button, seen in sorted(shown, key=lambda one: one[1]):
            button.setVisible(seen)
        first = self.lay if lays and self.lay is not None else self.write
        (first if through is None else self.relay).setDefault(True)

    def _entered(self) -> Entered:
        """The entries of the page, for the worker."""
        note = self.note.toPlainText() if self.note is not None else ""
        everything = self._everything is not None and self._everything.isChecked()
        with_gaps, with_errors = (one is not None and one.isChecked() for one in (self.knowingly, self.wrongly))
        return Entered(tuple(self.chosen()), note, everything, with_gaps, with_errors)

    def _write_to_relay(self) -> None:
        """Write a parcel under the labels of a network; its name says nothing about what is in it."""
        through, history = self.way_out.through() if self.way_out else None, self._history
        folder = self._context.dialogs.ask_folder(
            _("Folder “incoming” of the relay"), str(self._context.recall("relay.incoming", ""))
        )
        if folder is None or through is None:
            return
        self._context.remember("relay.incoming", str(folder))
        self._context.remember(THROUGH, through.network)
        entered = self._entered()
        self.buttons.setEnabled(False)

        def send(acting: Acting, _progress: Progress) -> Path:
            sent = entered.send(acting, history, "", through)
            path = write_numbered(folder, sent.file, sent.data)
            mark_written(acting, history, entered.partners, sent.data, through)
            say_sent(acting, history, entered.partners, how=RELAY)  # laid where it is fetched
            return path

        self._context.worker.change(
            self,
            _("Sealing the file"),
            send,
            lambda path: self._laid(path, through),
            touches=frozenset({history, "list"}),
            failed=self._enable,
        )

    def _lay(self) -> None:
        """Write the file into the folders that are shared with the recipients: nothing is left to do by hand."""
        history, entered = self._history, self._entered()
        folders = [self._folders[one] for one in entered.partners]
        self._context.remember(THROUGH, "")
        self.buttons.setEnabled(False)

        def send(acting: Acting, _progress: Progress) -> tuple[Path, ...]:
            sent = entered.send(acting, history, "")
            places = lay_file(sent, folders)
            mark_written(acting, history, entered.partners, sent.data)
            say_sent(acting, history, entered.partners, how=FOLDER)  # laid where the partner looks
            return places

        self._context.worker.change(
            self,
            _("Sealing the file"),
            send,
            self._laid_into_folders,
            touches=frozenset({history, "list"}),
            failed=self._enable,
        )

    def _laid_into_folders(self, places: tuple[Path, ...]) -> None:
        words = _("It lies in the folder that you share. Your partner's DataPact notices it there.")
        self._show_laid("laid-into-folder", places, words)

    def _laid(self, path: Path, through: Routing) -> None:
        words = _(
            "It travels under the labels of {network}. The relay takes it from its folder “incoming” to the recipients.",
            network=through.name,
        )
        self._show_laid("sent-to-relay", (path,), words)

    def _show_laid(self, name: str, places: Sequence[Path], words: str) -> None:
        """The page once the file lies where it is fetched: nothing is left to do by hand."""
        self.buttons.setEnabled(True)
        self._context.notify(_("Written: {file}", file=places[0].name))
        page = QWidget(self)
        page.setObjectName(name)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        column.addWidget(Words(_("The file is written"), "title", page))
        for line in (*map(str, places), words):
            column.addWidget(Words(line, parent=page))
        column.addStretch(1)
        self._finished(page)

    def _write(self, ready: Outgoing, *, mail: bool) -> None:
        path = self._context.dialogs.ask_save_file(
            _("Write the sealed file"), _proposed(self._context, ready), _("Sealed files (*.dpact)")
        )
        if path is None:
            return
        if path.suffix != ".dpact":
            path = path.with_name(path.name + ".dpact")
        self._context.remember("exchange.folder", str(path.parent))
        history, entered = self._history, self._entered()
        self._context.remember(THROUGH, "")
        self.buttons.setEnabled(False)

        def send(acting: Acting, _progress: Progress) -> Sent:
            sent = entered.send(acting, history, path.name)
            write_whole(path, sent.data, private=False)
            mark_written(acting, history, entered.partners)
            return sent

        self._context.worker.change(
            self,
            _("Sealing the file"),
            send,
            lambda sent: self._wrote(path, sent.letter, entered.partners, mail=mail),
            touches=frozenset({history, "list"}),
            failed=self._enable,
        )

    def _enable(self, _error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        return False

    def _wrote(self, path: Path, letter: Letter, partners: Sequence[str], *, mail: bool, waits: bool = True) -> None:
        self.buttons.setEnabled(True)
        self._context.notify(_("Written: {file}", file=path.name))
        page = SentPage(path, letter, self._context, self, mail=mail)
        if not waits:  # the same text again
            self._finished(page)
            return
        history, to = self._history, tuple(partners)
        ask_whether_sent(
            self,
            self._context,
            page,
            lambda acting: mail_opened(acting, history, to or (OUTSIDE,)),
            lambda acting: say_sent(acting, history, to),
            _("Recorded: it was sent."),
            frozenset({history, "list", "partners"}),
        )

    def _finished(self, page: QWidget) -> None:
        self._go_on_to(page)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(_("Done"))
        fit(self, 92, 26)
        cancel.setFocus()

    def _failed(self, error: DataPactError) -> bool:
        self._go_on_to(WarningLine(str(error), "bad", self))
        return True

    def _go_on_to(self, page: QWidget) -> None:
        """Show another page, and take the buttons of the one before away."""
        self.turn(page)
        self.buttons.clear()
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)


def is_outside(ready: Outgoing) -> bool:
    """Whether the agreement goes by e-mail or on paper: it went that way already, or it is not offered here and a named
    party has no card."""
    if ready.goes_outside is not None:
        return True
    missing = [one for one in ready.recipients if one.partner is None]
    return not ready.is_offered and bool(missing) and all(one.name and not one.is_undecided for one in missing)


def _proposed(context: AppContext, ready: Outgoing) -> Path:
    """A name for the file in the folder that was used last."""
    return Path(str(context.recall("exchange.folder", "")), ready.file)
