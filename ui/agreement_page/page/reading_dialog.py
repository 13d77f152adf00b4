"""The reading version of an agreement on a day: the signed text with all changes since, for reading only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.agreements.steps.change_draft import ReadingPage, reading_page
from datapact.agreements.text.change_rules import annex_words
from datapact.agreements.views.terms_table import terms_table
from datapact.base.day_words import long_date
from datapact.base.texts import _, current_language
from datapact.contract.text.marked import reading_text
from datapact.organisation.acting.exported import agreement_file
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact_ui.agreement_page.tabs.terms_tab import TermsTab
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import SetDayField
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.text.attachments_tab import PDF_FILTER, save_bytes
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class ReadingDialog(Dialog):
    """Any day can be chosen; the text and the terms follow."""

    help_page = "contracts"

    def __init__(
        self, context: AppContext, history: str, number: str, day: date, parent: QWidget | None = None
    ) -> None:
        super().__init__("reading_dialog", _("Reading version of {number}", number=number), parent, leave="close")
        self._context, self._history, self._number = context, history, number
        self.day = SetDayField("reading_day", _("As at"), day, self)
        self.day.edited.connect(lambda _day: self._read())
        save = QPushButton(icon("export"), _("Save as PDF …"), self)
        save.setObjectName("reading_save")
        save.setIconSize(icon_size())
        save.setAutoDefault(False)
        save.clicked.connect(lambda _checked=False: self._save())
        head = QHBoxLayout()
        head.setSpacing(space(2))
        badge = StateBadge(self)
        badge.set_badge("info", _("For reading only, not binding"), "warn")
        head.addWidget(Words(_("As at"), "strong", self))
        head.addWidget(self.day)
        head.addWidget(badge)
        head.addStretch(1)
        head.addWidget(save)
        self.changes = Words("", "body", self, quiet=True)
        self.changes.setObjectName("reading_changes")
        self.text = Reader("reading_text", _("Text as at this day"), self)
        self.terms = TermsTab(context, self)
        self.tabs = FrontTabs(self)
        self.tabs.setObjectName("reading_tabs")
        self.tabs.setAccessibleName(_("Parts of the reading version"))
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(icon_size())
        self.tabs.addTab(self.text, icon("text"), _("Text"))
        self.tabs.addTab(self.terms, icon("terms"), _("Terms"))
        self.column.addLayout(head)
        self.column.addWidget(self.changes)
        self.column.addWidget(self.tabs, 1)
        self.finish(120, 44)
        self.leaving.setAutoDefault(False)
        self._read()

    def _read(self) -> None:
        history, day = self._history, self.day.day()
        self._context.worker.read(self, lambda acting: reading_page(acting, history, day), self._show, key="reading")

    def _show(self, page: ReadingPage) -> None:
        self.changes.setText(" ".join(change_lines(page)))
        colours = colours_of(self.palette())
        language = current_language()
        shown = language if language in page.document.languages else page.document.prevailing
        if page.document.clauses:
            columns = {shown: reading_text(page.document, shown)}
            self.text.write(written_text(self.text.page.document(), columns, {}, colours))
        else:
            self.text.write_plain(_("The clauses of this contract stand in the file that was signed elsewhere."))
        self.terms.show_groups(terms_table(page.document.terms, entered_only=not page.document.clauses))

    def _save(self) -> None:
        history, day = self._history, self.day.day()
        path = self._context.dialogs.ask_save_file(
            _("Save the reading version"), f"{self._number} {day.isoformat()}.pdf", PDF_FILTER
        )
        if path is not None:
            save_bytes(
                self._context,
                self,
                path,
                lambda acting: reading_version_pdf(acting, history, day),
                agreement_file(self._number),
                history,
            )

    def keyPressEvent(self, event: object) -> None:
        if getattr(event, "key", lambda: 0)() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return  # Enter in the day must not close the window
        super().keyPressEvent(event)  # type: ignore[arg-type]


def change_lines(page: ReadingPage) -> list[str]:
    """The changes of the signed text up to the day, and any suspension."""
    language = current_language()
    names = {party.organisation: party.short_name or party.name for party in page.document.terms.parties}
    lines = []
    if page.amendment:
        lines.append(_("The text is that of an amendment that replaces the former one."))
    for effect in page.applied:
        day = long_date(effect.begins or page.day, language)
        lines.append(
            _(
                "{what}, from {day}, by {party}.",
                what=annex_words(effect.change.annex),
                day=day,
                party=names.get(effect.change.organisation, ""),
            )
        )
    if page.suspended:
        lines.append(_("The agreement pauses on this day."))
    if page.remark is not None:
        lines.append(str(page.remark))
    lines += map(str, page.former_parties)
    return lines or [_("Nothing changed it up to this day.")]
