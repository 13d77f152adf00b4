"""Import partners without DataPact from a table: which column is what is proposed, and somebody checks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from datapact.base.texts import N_, _, counted
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.partner_columns import COLUMNS
from datapact.organisation.partners.partner_table import TableSeen, read_table
from datapact.organisation.partners.without_datapact import Imported, import_profiles
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.form_dialog import FormDialog

_LABELS = {
    "name": N_("Name"),
    "legal_form": N_("Legal form"),
    "kind": N_("Kind"),
    "signing_rule": N_("Signing rule"),
    "register_court": N_("Register court"),
    "register_number": N_("Register number"),
    "street": N_("Street and number"),
    "postal_code": N_("Postal code"),
    "city": N_("City"),
    "region": N_("State or region"),
    "country": N_("Country"),
    "contact_name": N_("Contact person or office"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
}
_LONGEST_SAMPLE = 40


class ImportPartnersDialog(FormDialog):
    """A choice of a column for each member of a profile."""

    help_page = "partners"
    touches = frozenset({"partners"})

    def __init__(
        self,
        context: AppContext,
        path: Path,
        seen: TableSeen,
        imported: Callable[[Imported], object],
        parent: QWidget | None = None,
    ) -> None:
        lines = counted("{n} partner in {file}.", "{n} partners in {file}.", seen.lines, file=path.name)
        super().__init__(
            context,
            "import-partners-dialog",
            _("Import a list of partners"),
            f"{lines} " + _("Which column is what? Columns that you do not choose are left out."),
            _("Import"),
            "table",
            parent,
        )
        self._path, self._imported = path, imported
        choices = [(-1, _("not in the file"))] + [
            (place, _column_words(seen, place)) for place, heading in enumerate(seen.headings) if heading
        ]
        self.boxes: dict[str, QComboBox] = {}
        for member in COLUMNS:
            box = self.choice(f"column-{member}", _(_LABELS[member]), [])
            for place, words in choices:
                box.addItem(words, place)
            box.setCurrentIndex(max(0, box.findData(seen.proposed.get(member, -1))))
            self.boxes[member] = box
        self.fit_fields(92)

    def columns(self) -> dict[str, int]:
        """The chosen columns by member."""
        return {member: int(box.currentData()) for member, box in self.boxes.items() if int(box.currentData()) >= 0}

    def why_not(self) -> str:
        return "" if "name" in self.columns() else _("Say which column holds the name of the partner.")

    def do(self) -> None:
        path, columns = self._path, self.columns()

        def take(acting: Acting, _progress: Progress) -> Imported:
            return import_profiles(acting, read_table(path, columns))

        def done(imported: Imported) -> None:
            self._imported(imported)
            self.accept()

        self.run(_("Importing partners"), take, done)


def _column_words(seen: TableSeen, place: int) -> str:
    sample = next((line[place] for line in seen.samples if place < len(line) and line[place]), "")
    return f"{seen.headings[place]}: {sample[:_LONGEST_SAMPLE]}" if sample else seen.headings[place]
