"""The recorded breaches as a list, and the form of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.texts import Message, _
from datapact.consent.matrix.question_form import choices
from datapact.obligations.breaches.breach import Breach, risk_words
from datapact.obligations.breaches.page import BreachLine, breach_lines
from datapact.organisation.partners.references import reference_names
from datapact_ui.kit.fields.choice_fields import Option
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_list import RowsList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.obligations.breaches.breach_form import BreachForm
from datapact_ui.obligations.due.obligation_actions import ObligationActions

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class BreachList(QWidget):
    """The list, or the form in its place."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("breaches")
        self._context = context
        self.lines: tuple[BreachLine, ...] = ()
        self.form: BreachForm | None = None
        self._wanted = ""
        self._pages = FrontStack(self)
        self._pages.addWidget(self._list_page())
        self._pages.addWidget(
            EmptyState(
                "breach",
                _("No breach is recorded"),
                _("When something happens: one form, and beside it whom to tell until when under which agreement."),
                _("Record a breach …"),
                self.new,
                self,
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _list_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, space(2), 0, 0)
        column.setSpacing(space(3))
        row = QHBoxLayout()
        row.addWidget(Words(_("All breaches together are the documentation of Art. 33(5) GDPR."), "small", page), 1)
        self.adding = QPushButton(icon("breach"), _("Record a breach …"), page)
        self.adding.setObjectName("breach-new")
        self.adding.setIconSize(icon_size())
        self.adding.clicked.connect(lambda _checked=False: self.new())
        refusal = ObligationActions(self._context, self).refusal()
        bar_control(self.adding, "" if refusal is None else str(refusal))
        row.addWidget(self.adding)
        column.addLayout(row)
        headings = (_("Became aware"), _("Breach"), _("Risk"), _("Steps"))
        self.table = RowsList("breach-list", _("Breaches"), headings, (0.15, 0.37, 0.2, 0.28), page)
        self.table.opened.connect(self.open_breach)
        column.addWidget(self.table)
        column.addStretch(1)
        return page

    # ---- showing ----

    def refresh(self) -> None:
        """Read the list anew."""
        self._context.worker.read(self, breach_lines, self._show, key="breaches")

    def _show(self, lines: tuple[BreachLine, ...]) -> None:
        self.lines = lines
        self.table.show_rows(
            [
                (
                    line.breach.key,
                    "warning" if line.overdue else "check" if not line.open else "time",
                    (
                        short_day(in_zone(line.breach.aware).date().isoformat()),
                        line.breach.title,
                        str(risk_words(line.breach)),
                        steps_words(line),
                    ),
                    bool(line.overdue),
                )
                for line in lines
            ]
        )
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.open_breach(wanted)
        elif self.form is None:
            self._pages.setCurrentIndex(0 if lines else 1)

    def open_breach(self, key: str) -> None:
        """Show the form of a recorded breach; one that is not read yet is shown as soon as it is."""
        found = next((line.breach for line in self.lines if line.breach.key == key), None)
        if found is None:
            self._wanted = key
            self.refresh()
            return
        self._open(found)

    def new(self) -> None:
        """Begin with an empty form, or continue with facts entered but not recorded."""
        self._open(None)

    def _open(self, breach: Breach | None) -> None:
        if self.form is not None and (breach.key if breach is not None else "") == self.form.breach.key:
            self._pages.setCurrentWidget(self.form)
            return

        def offered(acting: Acting) -> tuple[list[Option], list[tuple[str, str]]]:
            datasets = choices(acting).datasets
            with acting.vault.read() as session:
                names = reference_names(session)
            partners = sorted(
                ((key, name) for key, name in names.items() if key != acting.organisation),
                key=lambda one: one[1].casefold(),
            )
            return [Option(one.value, str(Message("{name}", {"name": one.name}))) for one in datasets], partners

        def show(found: tuple[list[Option], list[tuple[str, str]]]) -> None:
            self._close()
            self.form = BreachForm(self._context, breach, *found, self)
            self.form.left.connect(self.back)
            self._pages.addWidget(self.form)
            self._pages.setCurrentWidget(self.form)
            self.form.take_focus()

        self._context.worker.read(self, offered, show, key="datasets")

    def back(self) -> None:
        """Go back from the form to the list."""
        self._close()
        self._pages.setCurrentIndex(0 if self.lines else 1)
        self.refresh()
        self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard focus where work begins."""
        if self.form is not None:
            self.form.take_focus()
        elif self.lines:
            self.table.setFocus()
        else:
            self.adding.setFocus()

    def _close(self) -> None:
        if self.form is not None:
            self._pages.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None


def steps_words(line: BreachLine) -> str:
    """The number of open steps, and the due time of the next one, in words."""
    if not line.open:
        return _("all steps taken")
    words = _("{n} open", n=line.open)
    if line.overdue:
        words += ", " + _("{n} overdue", n=line.overdue)
    if line.at_once:
        words += ", " + _("of these {n} without undue delay", n=line.at_once)
    if line.next_due is not None:
        local = in_zone(line.next_due)
        words += " (" + _("next: {day}, {time}", day=short_day(local.date().isoformat()), time=f"{local:%H:%M}") + ")"
    return words
