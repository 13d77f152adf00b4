"""The files that one agreement goes out as: each asks for a place, and is drawn and written by the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from datapact.base.texts import N_, Message, _
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.exported import agreement_file, agreement_on_paper, write_exported
from datapact.pdf.letters.data_request import data_request_pdf
from datapact.pdf.letters.essence import essence_pdf
from datapact.pdf.letters.participant_sheet import participant_sheet_pdf
from datapact.pdf.letters.termination_letter import letter_name, termination_letters
from datapact.pdf.reports.standard_clauses import standard_clauses_pdf
from datapact.signing.ceremony.export import export_json, export_pdf
from datapact.signing.returned.page import packet_files
from datapact_ui.kit.text.attachments_tab import PDF_FILTER, save_bytes

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class AgreementFiles(QObject):
    """The files of one agreement; ``owner`` is the view, parent of the dialogs. ``number`` is that of the agreement."""

    def __init__(self, context: AppContext, history: str, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._history, self._owner = context, history, owner

    def pdf(self, number: str) -> None:
        """Write the present PDF to a file."""
        history = self._history
        path = self._context.dialogs.ask_save_file(_("Export the PDF"), f"{number}.pdf", PDF_FILTER)
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> tuple[Path, ...]:
            from datapact.signing.archive.seals import write_agreement

            return write_agreement(acting, history, path, agreement_file(number))

        def done(written: tuple[Path, ...]) -> None:
            self._context.notify(_("Saved: {name}", name=", ".join(one.name for one in written)))

        self._context.worker.change(
            self._owner, _("Saving {name}", name=path.name), write, done, touches=frozenset({"exports"})
        )

    def print(self, number: str) -> None:
        """Show the pages of the present PDF, to be printed or saved."""
        from datapact_ui.kit.text.print_preview import preview_in_background  # much to load, and seldom wanted

        history = self._history

        def draw(acting: Acting) -> bytes:
            prove_contract(acting, history)
            return export_pdf(acting, history)

        preview_in_background(self._context, self._owner, number, agreement_on_paper(number), draw)

    def json(self, number: str) -> None:
        """Write the machine-readable text to a file."""
        history = self._history
        path = self._context.dialogs.ask_save_file(_("Export as JSON"), f"{number}.json", "JSON (*.json)")
        if path is not None:
            save_bytes(
                self._context,
                self._owner,
                path,
                lambda acting: export_json(acting, history),
                agreement_file(number),
                history,
            )

    def machines(self, number: str) -> None:
        """Show what a machine will understand, write it, or hold a policy against the paper."""
        from datapact_ui.agreement_page.page.machines_dialog import MachinesDialog  # much to load, and seldom wanted

        MachinesDialog(self._context, self._history, number, self._owner).open()

    def essence(self, number: str) -> None:
        """Write what data subjects are to know of an arrangement of joint controllers."""
        history = self._history
        path = self._context.dialogs.ask_save_file(
            _("Export the essence for data subjects"), f"{number} {_('essence')}.pdf", PDF_FILTER
        )
        if path is not None:
            what = Message(N_("Essence for data subjects of {number}"), {"number": number})
            save_bytes(self._context, self._owner, path, lambda acting: essence_pdf(acting, history), what, history)

    def participant_sheet(self, number: str) -> None:
        """Write what participants are told and asked."""
        history = self._history
        path = self._context.dialogs.ask_save_file(
            _("Export the participant sheet"), f"{number} {_('participant sheet')}.pdf", PDF_FILTER
        )
        if path is not None:
            what = Message(N_("Participant sheet of {number}"), {"number": number})
            save_bytes(
                self._context, self._owner, path, lambda acting: participant_sheet_pdf(acting, history), what, history
            )

    def data_request(self, number: str) -> None:
        """Write the user's request to the data holder."""
        history = self._history
        path = self._context.dialogs.ask_save_file(
            _("Export the request for data"), f"{number} {_('request for data')}.pdf", PDF_FILTER
        )
        if path is not None:
            what = Message(N_("Request for data of {number}"), {"number": number})
            save_bytes(
                self._context, self._owner, path, lambda acting: data_request_pdf(acting, history), what, history
            )

    def termination_letter(self, number: str) -> None:
        """Write the letter of our notice of termination, in each language of the contract."""
        history = self._history
        folder = self._context.dialogs.ask_folder(_("Folder for the letter of termination"))
        if folder is None:
            return
        what = Message(N_("Letter of termination of {number}"), {"number": number})

        def write(acting: Acting, _progress: Progress) -> list[str]:
            names = []
            for language, data in termination_letters(acting, history).items():
                path = folder / letter_name(number, language)
                write_exported(acting, path, data, what)
                names.append(path.name)
            return names

        def done(names: list[str]) -> None:
            self._context.notify(_("Saved: {name}", name=", ".join(names)))

        self._context.worker.change(
            self._owner, _("Writing the letter of termination"), write, done, touches=frozenset({"exports"})
        )

    def standard_clauses(self, number: str) -> None:
        """Write module, options and annexes of the standard clauses."""
        history = self._history
        path = self._context.dialogs.ask_save_file(
            _("Export options and annexes of the standard clauses"), f"{number} {_('standard clauses')}.pdf", PDF_FILTER
        )
        if path is not None:
            what = Message(N_("Standard clauses of {number}"), {"number": number})
            save_bytes(
                self._context, self._owner, path, lambda acting: standard_clauses_pdf(acting, history), what, history
            )

    def dossier(self, number: str, title: str) -> None:
        """Choose the content of a dossier, preview its pages, write it to a file."""
        from datapact_ui.audit.exports.dossier_dialog import DossierDialog

        DossierDialog(self._context, self._history, number, str(title), self._owner).open()

    def packet(self, number: str) -> None:
        """Write the PDF to be signed, and beside it the pages that say how."""
        history = self._history
        path = self._context.dialogs.ask_save_file(_("Write the signing packet"), f"{number}.pdf", PDF_FILTER)
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> int:
            prove_contract(acting, history)
            files = packet_files(acting, history, path.name)
            for name, data in files.items():
                write_exported(acting, path.with_name(name), data, agreement_file(number), private=False)
            return len(files)

        def done(_count: int) -> None:
            self._context.notify(
                _("Written: {file}, and beside it how to sign, in German and English.", file=path.name)
            )

        self._context.worker.change(
            self._owner, _("Writing the signing packet"), write, done, touches=frozenset({"exports"})
        )
