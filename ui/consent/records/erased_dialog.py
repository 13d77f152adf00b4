"""The result of an erasure: what was erased and what stays, the report as PDF, and renewing the automatic backups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.obligations.retention.erasures import Erasure
from datapact.pdf.letters.person_answer import erasure_pdf
from datapact.vault.folder.automatic_backup import renew_backups
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.kit.background.progress_bar import ProgressBar
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ErasedDialog(Dialog):
    """The results of erasures: one card for each."""

    help_page = "records"

    def __init__(self, context: AppContext, made: Sequence[Erasure], parent: QWidget | None = None) -> None:
        super().__init__("erased-dialog", _("Erased"), parent, leave="close")
        self._context = context
        self._made = tuple(made)
        self._files = RecordFiles(context, self)
        self._renewed = False
        column = self.column
        column.addWidget(Words(_("Erased"), "title", self))
        scroll = ScrollPage(self)
        page = QWidget(self)
        cards = QVBoxLayout(page)
        margins(cards, 0, 3)
        cards.setContentsMargins(0, 0, space(2), 0)
        for number, one in enumerate(self._made):
            cards.addWidget(self._card(one, number, page))
        cards.addStretch(1)
        scroll.set_page(page)
        column.addWidget(scroll, 1)
        until = max(one.backups_until for one in self._made)
        self.backups = WarningLine(
            _(
                "Automatic backups from before keep the data until they leave the rotation, the last on {day}; or make them anew"
                " now.",
                day=long_date(until, current_language()),
            ),
            "info",
            self,
        )
        self.backups.words.setObjectName("backups-say")
        column.addWidget(self.backups)
        self.renew = self.add_button("renew-backups", _("Make the backups anew"), "backup", self.renew_backups)
        self.finish(92, 24, ProgressBar(context.worker, self))

    def _card(self, one: Erasure, number: int, parent: QWidget) -> Card:
        under = _("Art. 17 GDPR, on request") if one.rule is None else str(Message(one.rule.type.label))
        card = Card(under, parent)
        for words in _amounts(one):
            card.column.addWidget(Words(f"•  {words}", parent=card))
        if one.kept:
            kept = counted(
                "{n} line of a delivery stays until the recipient has been told and has answered. See Recalls, then erase again.",
                "{n} lines of deliveries stay until the recipients have been told and have answered. See Recalls, then erase"
                " again.",
                one.kept,
            )
            card.column.addWidget(WarningLine(str(kept), parent=card))
        if one.objections:
            stays = counted(
                "{n} objection stays by its pseudonym, so that nothing brings the person back (Art. 21 GDPR).",
                "{n} objections stay by their pseudonyms, so that nothing brings these people back (Art. 21 GDPR).",
                one.objections,
            )
            card.column.addWidget(WarningLine(str(stays), "info", parent=card))
        save = QPushButton(icon("save"), _("Save the report …"), card)
        save.setObjectName(f"save-report-{number + 1}")
        save.clicked.connect(lambda _checked=False: self.save_report(one))
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch(1)
        card.column.addLayout(row)
        return card

    def save_report(self, made: Erasure) -> None:
        """Write the report as PDF."""
        language, renewed = current_language(), self._renewed
        self._files.save(
            _("Save the report"),
            file_name("erasure", made.entry[:8], "pdf"),
            "PDF (*.pdf)",
            lambda acting: erasure_pdf(acting, made, language, backups_renewed=renewed),
            Message(N_("Report of an erasure")),
        )

    def renew_backups(self) -> None:
        """Make the automatic backups anew, so that none of them holds what was erased."""

        def renew(acting: Acting, progress: Progress) -> None:
            renew_backups(acting.vault, progress)

        def done(_none: None) -> None:
            self._renewed = True
            bar_control(self.renew, _("The automatic backups were made anew; earlier ones were deleted."))
            self.backups.words.setText(_("The automatic backups were made anew; earlier ones were deleted."))

        def failed(_error: DataPactError) -> bool:
            bar_control(self.renew, "")
            return False

        bar_control(self.renew, underway())
        self._context.worker.change(self, _("Making the backups anew"), renew, done, failed=failed)


def _amounts(one: Erasure) -> list[Message]:
    """The erased amounts in words, without zeros."""
    amounts = (
        (
            one.events,
            counted("{count} event of consent", "{count} events of consent", one.events, count=grouped(one.events)),
        ),
        (
            one.deliveries,
            counted(
                "{count} line of a delivery",
                "{count} lines of deliveries",
                one.deliveries,
                count=grouped(one.deliveries),
            ),
        ),
        (
            one.recalls,
            counted("{count} line of a recall", "{count} lines of recalls", one.recalls, count=grouped(one.recalls)),
        ),
        (
            one.records,
            counted(
                "{count} record with remarks", "{count} records with remarks", one.records, count=grouped(one.records)
            ),
        ),
        (one.files, counted("{count} file", "{count} files", one.files, count=grouped(one.files))),
    )
    return [words for amount, words in amounts if amount]
