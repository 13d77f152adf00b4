"""A user's request or contract, or a holder's permission, by form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.consent.on_file_form import Start, put_on_file
from datapact.consent.on_file_list import Part
from datapact.consent.on_file_words import AUTHORISATIONS
from datapact.consent.world import Authorisation
from datapact.texts import _
from datapact_ui.consent.form_dialog import FormDialog, day_in, state_choices, wrong_day

if TYPE_CHECKING:
    from datapact.parties.acting import Acting
    from datapact_ui.desk import Desk
    from datapact_ui.work.runner import Progress


class AuthorisationDialog(FormDialog):
    """One with a key replaces the one that is on file."""

    def __init__(self, desk: Desk, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, Authorisation)
        super().__init__(
            desk,
            "authorisation-form",
            _("Permission or request on file") if not part.key else _("Correct a permission"),
            _("A permission is no consent of a person: it is given for data of a product or of a holder.")
            if not part.key
            else _("This takes the place of what is on file; the earlier version stays in the history."),
            _("Sign and put on file"),
            "key",
            parent,
            help_page="consent",
        )
        self._part = part
        offered = start.choices
        self.sort = self.box(
            "authorisation-sort",
            _("Sort"),
            state_choices(tuple(AUTHORISATIONS.items())),
            empty=_("please choose"),
            chosen=part.sort,
        )
        self.dataset = self.box("authorisation-dataset", _("Dataset"), offered.datasets, free=True, chosen=part.dataset)
        self.partner = self.box(
            "authorisation-partner", _("Recipient"), offered.partners, empty=_("every recipient"), chosen=part.partner
        )
        self.purpose = self.box(
            "authorisation-purpose", _("Purpose"), offered.purposes, free=True, empty=_("every purpose")
        )
        self.purpose.choose(part.purpose)
        self.granted_by = self.form.line("authorisation-by", _("Granted by"), part.granted_by)
        self.reference = self.form.line("authorisation-reference", _("Where the document is kept"), part.reference)
        self.valid_from = self.day("authorisation-from", _("Valid from"), part.valid_from)
        self.valid_to = self.day("authorisation-until", _("Valid until"), part.valid_to, _("without end"))
        self.revocable = self.form.line("authorisation-revocable", _("How it can be revoked"), start.revocable)
        self.bound = self.tick("authorisation-bound", _("Recipients are bound not to share on (Art. 4(14) Data Act)"))
        self.bound.setChecked(part.no_sharing_on)
        self.note = self.paragraph("authorisation-note", _("Note"), 2)
        self.note.setPlainText(start.note)
        for line in (self.granted_by, self.reference):
            line.textChanged.connect(lambda _text: self.look())
        self.finish(108, 30)

    def hindrance(self) -> str:
        lines = (self.granted_by.text().strip(), self.reference.text().strip())
        if not all((self.sort.value(), self.dataset.value(), *lines)):
            return _("Fill in sort, dataset, who granted it and where the document is kept.")
        if day_in(self.valid_from) is None:
            return wrong_day(self.valid_from) or _("Say from which day on it is valid.")
        return wrong_day(self.valid_to)

    def do(self) -> None:
        part = replace(
            self._part,
            sort=self.sort.value(),
            dataset=self.dataset.value(),
            partner=self.partner.value(),
            purpose=self.purpose.value(),
            granted_by=self.granted_by.text().strip(),
            reference=self.reference.text().strip(),
            valid_from=day_in(self.valid_from),
            valid_to=day_in(self.valid_to),
            no_sharing_on=self.bound.isChecked(),
        )
        note, revocable = self.note.toPlainText().strip(), self.revocable.text().strip()

        def record(acting: Acting, _progress: Progress) -> Part:
            return put_on_file(acting, part, note=note, revocable=revocable)

        self.carry_out(_("Recording the permission"), record, lambda _part: self._recorded())

    def _recorded(self) -> None:
        self.desk.notify(_("The permission is on file, signed."))
        self.accept()
