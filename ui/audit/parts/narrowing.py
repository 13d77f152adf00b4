"""The filters of registers and exports: day, status, partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.base.texts import _
from datapact.registers.filters import Filters
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.flow_layout import labelled
from datapact_ui.kit.tables.filter_bar import FilterBar, Offer, Pick
from datapact_ui.kit.theme.measures import characters
from datapact_ui.kit.widgets.state_badge import STATES, state_words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_TYPED_AFTER_MSECS = 400


class Narrowing(FilterBar[Filters]):
    """Three fields in a line; ``row`` takes more before and after them. ``name`` is the prefix of the fields' names."""

    def __init__(
        self, context: AppContext, name: str, parent: QWidget | None = None, *, before: QWidget | None = None
    ) -> None:
        super().__init__(name, Filters(), parent)
        self._context = context
        if before is not None:
            before.setParent(self)
            self.row.addWidget(before)
        self.on = DayField(f"{name}-day", _("As at"), self, context.today())
        self.on.edited.connect(lambda _value: self.changed.emit(self.filters()))
        self.row.addWidget(labelled(_("As at"), self.on, self))
        self.add_fields(
            Pick(
                "status",
                _("Status"),
                lambda f: f.status,
                lambda f, chosen: replace(f, status=chosen),
                lambda _f, status: state_words(status),
                lambda _f: [Offer(status, state_words(status), STATES[status][0]) for status in STATUS_WORDS],
                several=True,
                every=_("Every status"),
            )
        )
        self.partner = QLineEdit(self)
        self.partner.setObjectName(f"{name}-partner")
        self.partner.setAccessibleName(_("Name of the partner begins with"))
        self.partner.setPlaceholderText(_("Partner begins with …"))
        self.partner.setClearButtonEnabled(True)
        self.partner.setFixedWidth(characters(26))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_TYPED_AFTER_MSECS)
        self._soon.timeout.connect(lambda: self.changed.emit(self.filters()))
        self.partner.textChanged.connect(lambda _text: self._soon.start())
        self.row.addWidget(self.partner)
        self.update_state()

    def day(self) -> date:
        """The day chosen; today where the field holds none."""
        return self.on.day() or self._context.today()

    def filters(self) -> Filters:
        """The filters besides the day."""
        self._soon.stop()
        return replace(super().filters(), partner=self.partner.text().strip())

    def set_status(self, status: tuple[str, ...]) -> None:
        """Filter agreements by these statuses; none means all."""
        self.change(replace(self.filters(), status=status))

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: on (ISO day), status (with commas), partner. Emits no signal: the caller reads anyway."""
        if options.get("on"):
            self.on.set_value(options["on"])
        if "partner" in options:
            self.partner.blockSignals(True)
            self.partner.setText(options["partner"])
            self.partner.blockSignals(False)
        if "status" in options:
            status = tuple(one for one in options["status"].split(",") if one in STATUS_WORDS)
            self.show_filters(replace(super().filters(), status=status))
