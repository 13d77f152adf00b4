"""The recovery sheet on screen: the code, to save as a PDF or to print directly."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.base.errors import DataPactError
from datapact.base.files import write_whole
from datapact.base.texts import _, current_language
from datapact.pdf.reports.recovery_sheet import RecoverySheet, code_lines, recovery_sheet
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import figures, space, type_font
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words


class RecoverySheetPanel(Card):
    """Shown once after a code was made; ``kept`` says whether it was saved, printed or confirmed as written down."""

    def __init__(self, sheet: RecoverySheet, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._sheet, self._dialogs = sheet, dialogs
        self.kept = False
        rows = code_lines(sheet.code, 4)
        cells = ("".join(f'<td style="padding-right:1.2em">{group}</td>' for group in row) for row in rows)
        self._code = Words("", "heading", self)
        self._code.setTextFormat(Qt.TextFormat.RichText)
        self._code.setText("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
        self._code.setObjectName("recovery-code")
        self._code.setFont(figures(type_font("title")))
        self._code.setAccessibleName(_("Recovery code"))
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._said = Words("", parent=self, quiet=True)
        self._said.setObjectName("recovery-said")
        self._said.hide()
        self.save_button = PrimaryButton(_("Save as PDF …"), "save", self)
        self.save_button.setObjectName("recovery-save")
        self.save_button.clicked.connect(lambda _checked=False: self.save())
        printing = QPushButton(icon("print"), _("Print …"), self)
        printing.setObjectName("recovery-print")
        printing.clicked.connect(lambda _checked=False: self.print())
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.save_button)
        row.addWidget(printing)
        row.addStretch()
        self.column.addWidget(self._code)
        self.column.addLayout(row)
        self.column.addWidget(self._said)

    def save(self) -> None:
        """Write the page to a chosen path."""
        path = self._dialogs.ask_save_file(
            _("Save the recovery sheet"), _("DataPact recovery sheet.pdf"), _("PDF files (*.pdf)")
        )
        if path is None:
            return
        try:
            write_whole(path, self._page())
        except DataPactError as error:
            self._show_words(str(error))
            return
        self.kept = True
        self._show_words(_("Saved: {file}. Print it, then delete the file.", file=str(path)))

    def print(self) -> None:
        """Print the page without a file."""
        from datapact_ui.kit.text.print_pdf import print_pages

        page = self._page()
        printer = self._dialogs.ask_printer(_("Recovery code"), 1)
        if printer is None:
            return
        try:
            print_pages(page, printer)
        except DataPactError as error:
            self._show_words(str(error))
            return
        self.kept = True
        file = printer.outputFileName()
        if file:
            self._show_words(_("Saved: {file}. Print it, then delete the file.", file=file))
        else:
            self._show_words(_("Sent to the printer."))

    def _page(self) -> bytes:
        return recovery_sheet(self._sheet, current_language())

    def _show_words(self, text: str) -> None:
        self._said.setText(text)
        self._said.show()
