"""The disclosure log of one person, and the reply to its access request (Art. 15 GDPR) as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from datapact.base.local_time import exact_time
from datapact.base.texts import Language, Message, _, counted, current_language
from datapact.consent.deliveries.disclosure_log import DisclosureLog, Given
from datapact.consent.recalls.rules import OUTCOME_WORDS
from datapact.consent.records.corrections import correction_words
from datapact.consent.records.delivered import missing_words
from datapact.consent.terms.states import CALLED_FOR
from datapact.consent.views.people import datasets_with
from datapact.pdf.letters.known_of_person import known_of_person
from datapact.pdf.letters.person_answer import answer_for, answer_pdf, proven_answer
from datapact_ui.consent.parts.dataset_choice import offer_datasets
from datapact_ui.consent.parts.record_appearance import state_word, whole_time
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.fields.localised_field import Prose
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class DisclosureLogDialog(Dialog):
    """The question to whom a person's data went; it is asked at once where dataset and pseudonym are given."""

    help_page = "records"

    def __init__(self, context: AppContext, dataset: str, subject: str, parent: QWidget | None = None) -> None:
        super().__init__("whom-dialog", _("To whom did this person's data go?"), parent, leave="close")
        self._context = context
        self._files = RecordFiles(context, self)
        self.told: DisclosureLog | None = None
        column = self.column
        column.addWidget(Words(_("To whom did this person's data go?"), "title", self))
        sentence = _(
            "Each recipient by name (Court of Justice, C-154/21), for one dataset. The reply to an access request (Art. 15 GDPR) "
            "also holds the person’s consents with their history, and what agreements, notices and retention rules say."
        )
        column.addWidget(Words(sentence, parent=self, quiet=True))
        form = Form(self)
        self.subject = form.line("whom-subject", _("Pseudonym"), subject)
        self.dataset = ChoiceBox((), free=True, parent=form)
        self.dataset.setEditText(dataset)
        form.add("whom-dataset", _("Dataset"), self.dataset)
        self.addressee = Prose(form)
        self.addressee.setPlaceholderText(_("The vault keeps the pseudonym alone. What you type here is not stored."))
        form.add("whom-addressee", _("Name and address, for the PDF alone"), self.addressee)
        spoken = [("de", _("German")), ("en", _("English"))]
        self.language = form.choice("whom-language", _("Language of the reply"), spoken, current_language())
        column.addWidget(form)
        row = QHBoxLayout()
        self.ask_button = PrimaryButton(_("Find the recipients"), "search", self)
        self.ask_button.setObjectName("whom-ask")
        self.ask_button.setDefault(True)
        self.ask_button.clicked.connect(lambda _checked=False: self.ask())
        row.addWidget(self.ask_button)
        row.addStretch(1)
        column.addLayout(row)
        self.says = Words("", "heading", self)
        self.says.setObjectName("whom-says")
        column.addWidget(self.says)
        self.elsewhere = WarningLine("", "info", self)
        self.elsewhere.setObjectName("whom-elsewhere")
        self.elsewhere.hide()
        column.addWidget(self.elsewhere)
        self.missing = WarningLine("", "warn", self)
        self.missing.setObjectName("whom-missing")
        self.missing.hide()
        column.addWidget(self.missing)
        self._scroll = ScrollPage(self)
        self._scroll.setObjectName("whom-answer")
        self._scroll.setAccessibleName(_("Recipients"))
        column.addWidget(self._scroll, 1)
        self.save_button = self.add_button("whom-save", _("Save the reply as PDF …"), "save", self.save)
        bar_control(self.save_button, _("Ask about a pseudonym first."))
        self.finish(104, 34)
        offer_datasets(context, self, self.dataset)
        if dataset and subject:
            self.ask()
        self.subject.setFocus()

    def ask(self) -> None:
        """Read and show the disclosure log."""
        subject, dataset = self.subject.text().strip(), self.dataset.value()
        if not subject:
            self.says.setText(_("Enter the pseudonym."))
            return
        self._context.worker.read(self, lambda acting: _find(acting, dataset, subject), self._show_found, key="whom")

    def _show_found(self, found: _Found) -> None:
        names = self._context.names
        others = [names.dataset(one) for one in found.datasets if found.log is None or one != found.log.dataset]
        self.elsewhere.setVisible(bool(others) and found.log is not None)
        self.missing.setVisible(bool(found.missing))
        self.missing.words.setText(
            _(
                "The vault does not know, and the reply says so: {points}. Enclose it.",
                points="; ".join(map(str, found.missing)),
            )
        )
        if found.log is not None:
            self.dataset.choose(found.log.dataset)
            self.elsewhere.words.setText(
                _(
                    "This pseudonym is on file in other datasets, too: {datasets}. This reply is about one dataset; where it"
                    " is the same person, ask for each.",
                    datasets=", ".join(others),
                )
            )
            self._show(found.log)
            return
        self.told = None
        bar_control(self.save_button, _("Nobody is found whose answer could be saved."))
        self._scroll.set_page(QWidget(self))
        if others:
            words = _("This pseudonym is on file in: {datasets}. Choose the dataset.", datasets=", ".join(others))
        else:
            words = _("Nobody is on file under this pseudonym. Check how it is written, or choose a dataset.")
        self.says.setText(words)

    def _show(self, log: DisclosureLog) -> None:
        self.told = log
        bar_control(self.save_button, "")
        number = len(log.recipients)
        if number:
            words = str(
                counted(
                    "Data of {subject} went to {n} recipient:",
                    "Data of {subject} went to {n} recipients:",
                    number,
                    subject=log.subject,
                )
            )
        else:
            words = _(
                "No delivery of the data of {subject} is recorded in {dataset}.",
                subject=log.subject,
                dataset=self._context.names.dataset(log.dataset),
            )
        self.says.setText(words)
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, space(2), 0)
        for lost in log.lost:
            column.addWidget(WarningLine(str(lost), "bad", page))
        for one in log.given:
            column.addWidget(_card(one, page))
        column.addStretch(1)
        self._scroll.set_page(page)

    def save(self) -> None:
        """Write the answer as PDF, for the person."""
        told, addressee = self.told, self.addressee.toPlainText()
        language: Language = "de" if self.language.currentData() == "de" else "en"
        if told is not None:
            self._files.save(
                _("Save the reply"),
                file_name(_("recipients"), told.subject, "pdf"),
                "PDF (*.pdf)",
                lambda acting: answer_pdf(
                    acting, proven_answer(acting, told.dataset, told.subject), language, addressee
                ),
            )


@dataclass(frozen=True, slots=True)
class _Found:
    """What is on file of a pseudonym."""

    datasets: tuple[str, ...]
    log: DisclosureLog | None
    """Of the dataset that was named, or of the only one; None where it has to be chosen."""
    missing: tuple[Message, ...] = ()
    """What Art. 15 asks for and the vault does not know of this person."""


def _find(acting: Acting, dataset: str, subject: str) -> _Found:
    with acting.vault.read() as session:
        datasets = datasets_with(session, subject)
    chosen = dataset or (datasets[0] if len(datasets) == 1 else "")
    if not chosen:
        return _Found(datasets, None)
    told = answer_for(acting, chosen, subject)
    with acting.vault.read() as session:
        return _Found(datasets, told, known_of_person(session, told).missing())


def _card(one: Given, parent: QWidget) -> Card:
    card = Card(one.name, parent)
    delivery = one.delivery
    lines = [
        _("Left on {time}", time=whole_time(delivery.at)),
        _("For “{purpose}”", purpose=str(one.purpose)),
        _("Pseudonym there: {pseudonym}", pseudonym=one.sent_as),
        _("On an answer that is on record")
        if delivery.decision
        else _("Without an answer: {reason}", reason=delivery.reason),
    ]
    for line in lines:
        card.column.addWidget(Words(line, parent=card))
    for gone in missing_words((delivery,)):
        card.column.addWidget(WarningLine(str(gone), "bad", card))
    if one.left_after is not None:
        card.column.addWidget(WarningLine(" ".join(map(str, one.left_after.words())), "bad", card))
    for said in one.corrections:
        card.column.addWidget(WarningLine(str(correction_words(said)), "warn", card))
    for what in one.uninformed:
        words = _(
            "On {day}: {what}. This recipient has not been told yet. Tell it first, under Recalls; the letter says that it was not.",
            what=Message(CALLED_FOR[what.state].label),
            day=whole_time(what.at),
        )
        card.column.addWidget(WarningLine(words, "warn", card))
    for called in one.recalls:
        row = QHBoxLayout()
        badge = StateBadge(card)
        if called.outcome:
            badge.set_badge("check", str(Message(OUTCOME_WORDS[called.outcome])), "good")
        elif called.sent is None:
            badge.set_badge("send", _("written, not sent yet"), "warn")
        else:
            badge.set_badge("waiting", _("told, not acknowledged yet"), "warn")
        row.addWidget(badge)
        when = exact_time(called.sent or called.written, None, current_language())
        row.addWidget(
            Words(_("Called back ({why}), {time}", why=state_word(called.state), time=when), "small", card), 1
        )
        card.column.addLayout(row)
    return card
