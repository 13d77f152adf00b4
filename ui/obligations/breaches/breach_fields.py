"""The fields of the breach form, in cards: events, data, consequences and measures, further obligations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import N_, Message, _, counted
from datapact.history.entries.body_members import LONGEST_LINE
from datapact.obligations.breaches.breach import ONLY_WITH, REGIME_WORDS, RISK_WORDS, ROLE_WORDS, Breach
from datapact_ui.kit.fields.choice_fields import ConceptsField, Option
from datapact_ui.kit.fields.moment_field import MomentField
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.no_break_spaces import held
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.obligations.due.agreement_chips import AgreementChips

MOST_PEOPLE = 2_000_000_000


class BreachFields(ScrollPage):
    """The fields of a breach. ``edited`` is emitted after every change; ``breach`` gives the facts entered."""

    edited = Signal()

    def __init__(
        self,
        now: datetime,
        datasets: Sequence[Option],
        partners: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("breach-fields")
        self._base = Breach(title="", aware=now)
        self._datasets: tuple[str, ...] = ()
        self._options = list(datasets)
        self._partners = list(partners)
        page = QWidget(self)
        self._column = QVBoxLayout(page)
        margins(self._column, 3, 3)
        self._happened(page, now)
        self._concerned(page)
        self._consequences(page)
        self._further(page, now)
        self._column.addStretch(1)
        page.setAutoFillBackground(False)
        self.set_page(page)

    # ---- cards ----

    def _card(self, heading: str, parent: QWidget) -> QFormLayout:
        card = Card(heading, parent)
        form = QFormLayout()
        form.setSpacing(space(2))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        card.column.addLayout(form)
        self._column.addWidget(card)
        return form

    def _happened(self, parent: QWidget, now: datetime) -> None:
        form = self._card(_("What happened"), parent)
        self.title_line = self._line(form, "title", _("Short title"))
        self.what = self._text(form, "what", _("What happened"), 4)
        self.where = self._box(form, "where", _("Where it happened"), {"": N_("in our house")})
        for key, name in self._partners:
            self.where.addItem(name, key)
        self.where.activated.connect(lambda _index: self._on_where())
        self.told_by = self._line(form, "told-by", _("Who told us, and how"))
        self.told_by.setPlaceholderText(_("such as Dr. Wolf, by telephone"))
        self.told_by.setMaxLength(LONGEST_LINE)
        self.told = self._moment(form, "told", _("They told us"), now)
        self.partner_aware = self._moment(
            form, "partner-aware", _("They became aware, by their own statement"), now, optional=True
        )
        self._partner_form = form
        self.told.edited.connect(self._follow_their_knowledge)
        self.aware = self._moment(form, "aware", _("We became aware"), now)
        self._aware_is_own = False
        """Our knowledge was entered by hand, or differs from what they told us: it no longer follows that."""
        self.aware.edited.connect(self._know_by_hand)
        self.why_both = Words(
            _(
                "By when they told us it is judged whether they did so in time. Our own periods run from when we became aware:"
                " at the latest then, and earlier where we knew from elsewhere."
            ),
            "small",
            form.parentWidget(),
            quiet=True,
        )
        self.why_both.setObjectName("breach-why-both")
        form.addRow(self.why_both)
        self.occurred = self._moment(form, "occurred", _("It happened"), now, optional=True)
        self.role = self._box(form, "role", _("Our role for these data"), ROLE_WORDS)
        self.risk = self._box(form, "risk", _("Risk for the people concerned"), RISK_WORDS)

    def _concerned(self, parent: QWidget) -> None:
        form = self._card(_("Data and people"), parent)
        names = {option.code: option.words for option in self._options}
        words = _("Datasets")
        self.datasets = ConceptsField(
            "breach-datasets", words, lambda: self._options, lambda key: names.get(key, key), parent
        )
        self.datasets.edited.connect(self._on_datasets)
        form.addRow(words, self.datasets)
        self.agreements = AgreementChips(parent)
        form.addRow(_("Agreements concerned (found by their datasets)"), self.agreements)
        self.people = self._number(form, "people", _("Number of people, about"))
        self.counted = QPushButton(icon("check"), "", parent)
        self.counted.setObjectName("breach-counted")
        self.counted.clicked.connect(lambda _checked=False: self._take_count())
        self.counted.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.counted.hide()
        form.addRow("", self.counted)
        self.missing = WarningLine("", "bad", parent)
        self.missing.hide()
        form.addRow("", self.missing)
        self._delivered: int | None = None
        self.records = self._number(form, "records", _("Number of records, about"))
        self.categories = self._text(form, "categories", _("Categories of people and data"), 2)

    def _consequences(self, parent: QWidget) -> None:
        form = self._card(_("Consequences and measures"), parent)
        self.consequences = self._text(form, "consequences", _("Likely consequences"), 3)
        self.measures = self._text(form, "measures", _("Measures taken and proposed"), 3)
        self.authority = self._line(form, "authority", _("Supervisory authority"))
        self.contact = self._line(form, "contact", _("Where to ask (name, e-mail, telephone)"))
        self.note = self._text(form, "note", _("Reasons for a delay, remarks"), 2)

    def _further(self, parent: QWidget, now: datetime) -> None:
        card = Card(_("Other duties to report, only where they apply"), parent)
        self._column.addWidget(card)
        self.regimes: dict[str, QCheckBox] = {}
        self.available = MomentField(
            "breach-measure-available", _("A corrective measure is available since"), now, parent, optional=True
        )
        self.available_words = QLabel(_("A corrective measure is available since"), parent)
        words = _("Classified as a major incident at")
        self.classified = MomentField("breach-classified", words, now, parent, optional=True)
        self.classified_words = QLabel(words, parent)
        below: dict[str, tuple[QWidget, ...]] = {
            "cra_vulnerability": (self.available_words, self.available),
            "dora": (self.classified_words, self.classified),
        }
        for field in (self.available, self.classified):
            field.edited.connect(self.edited)
        for name, words in REGIME_WORDS.items():
            tick = Tick(held(str(Message(words))), parent)
            tick.setObjectName(f"breach-{name}")
            tick.setAccessibleName(str(Message(words)))
            tick.toggled.connect(lambda _on: self._on_regime())
            policy = tick.sizePolicy()  # a fixed height would cut words that wrap
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            tick.setSizePolicy(policy)
            self.regimes[name] = tick
            card.column.addLayout(self._inset(tick, deep=name in ONLY_WITH))
            for widget in below.get(name, ()):
                card.column.addLayout(self._inset(widget, deep=True))
        self._on_regime(tell=False)

    def _inset(self, widget: QWidget, *, deep: bool) -> QVBoxLayout:
        """The widget in a row of its own, further right where it belongs to the one above."""
        row = QVBoxLayout()
        row.setContentsMargins(space(6) if deep else 0, 0, 0, 0)
        row.addWidget(widget)
        return row

    # ---- fields ----

    def _line(self, form: QFormLayout, name: str, words: str) -> QLineEdit:
        line = QLineEdit(form.parentWidget())
        line.setObjectName(f"breach-{name}")
        line.setAccessibleName(words)
        line.textEdited.connect(lambda _text: self.edited.emit())
        form.addRow(words, line)
        return line

    def _number(self, form: QFormLayout, name: str, words: str) -> QLineEdit:
        line = self._line(form, name, words)
        line.setValidator(QIntValidator(0, MOST_PEOPLE, line))
        line.setPlaceholderText(_("not known yet"))
        line.setMaximumWidth(characters(24))
        return line

    def _text(self, form: QFormLayout, name: str, words: str, lines: float) -> QPlainTextEdit:
        text = QPlainTextEdit(form.parentWidget())
        text.setObjectName(f"breach-{name}")
        text.setAccessibleName(words)
        text.setTabChangesFocus(True)
        text.setFixedHeight(round(line_height() * (lines + 0.8)))
        text.textChanged.connect(self.edited)
        form.addRow(words, text)
        return text

    def _moment(
        self, form: QFormLayout, name: str, words: str, now: datetime, *, optional: bool = False
    ) -> MomentField:
        field = MomentField(f"breach-{name}", words, now, form.parentWidget(), optional=optional, day_alone=optional)
        field.edited.connect(self.edited)
        form.addRow(words, field)
        return field

    def _box(self, form: QFormLayout, name: str, words: str, values: Any) -> QComboBox:
        box = ComboBox(form.parentWidget())
        box.setObjectName(f"breach-{name}")
        box.setAccessibleName(words)
        for value, text in values.items():
            box.addItem(str(Message(text)), value)
        box.activated.connect(lambda _index: self.edited.emit())
        form.addRow(words, box)
        return box

    def _on_datasets(self, value: object) -> None:
        self._datasets = tuple(str(one) for one in value) if isinstance(value, list) else ()
        self.datasets.set_value(list(self._datasets))
        self.edited.emit()

    def _on_regime(self, *, tell: bool = True) -> None:
        shown = self.regimes["cra_vulnerability"].isChecked()
        self.available.setVisible(shown)
        self.available_words.setVisible(shown)
        financial = self.regimes["dora"].isChecked()
        self.classified.setVisible(financial)
        self.classified_words.setVisible(financial)
        for name, others in ONLY_WITH.items():
            self.regimes[name].setVisible(any(self.regimes[other].isChecked() for other in others))
        if tell:
            self.edited.emit()

    # ---- at a partner's ----

    def _on_where(self) -> None:
        """Ask for what the partner said only where it happened there."""
        at_partner = bool(self.where.currentData())
        for field in (self.told_by, self.told, self.partner_aware, self.why_both):
            self._partner_form.setRowVisible(field, at_partner)
        if not at_partner:
            self.show_delivered((), None)

    def _know_by_hand(self) -> None:
        self._aware_is_own = True

    def _follow_their_knowledge(self) -> None:
        """Whoever is told is aware: our knowledge is what they told us until another is entered, and never later."""
        told, aware = self.told.moment(), self.aware.moment()
        if not self.where.currentData() or told is None:
            return
        if not self._aware_is_own or aware is None or aware > told:
            self.aware.set_moment(told)
            self._aware_is_own = False

    def unread(self) -> MomentField | None:
        """The first moment whose hour cannot be read; None where there is none."""
        return next((one for one in (self.partner_aware, self.occurred) if one.is_unread()), None)

    def knew_before_notice(self) -> bool:
        """Whether our knowledge lies before what the partner told us: that begins every period earlier."""
        told, aware = self.told.moment(), self.aware.moment()
        return bool(self.where.currentData()) and told is not None and aware is not None and aware < told

    def show_delivered(self, datasets: tuple[str, ...], people: int | None, missing: tuple[Message, ...] = ()) -> None:
        """Propose what went to the partner: its datasets where none are chosen, and the number of people."""
        self.missing.words.setText(" ".join(map(str, missing)))
        self.missing.setVisible(bool(missing))
        if datasets and not self._datasets:
            self._datasets = datasets
            with QSignalBlocker(self.datasets):
                self.datasets.set_value(list(datasets))
        self._delivered = people
        if people is not None:
            words = counted(
                "Take over: {count} person by the deliveries",
                "Take over: {count} people by the deliveries",
                people,
                count=grouped(people),
            )
            self.counted.setText(str(words))
        self.counted.setVisible(people is not None and self.people.text() != str(people))

    def _take_count(self) -> None:
        if self._delivered is not None:
            self.people.setText(str(self._delivered))
            self.people.setFocus()  # else it goes out of the form when the button hides
            self.counted.hide()
            self.edited.emit()

    # ---- the whole ----

    def show_breach(self, breach: Breach) -> None:
        """Show these facts without a signal."""
        self._base = breach
        with QSignalBlocker(self):
            for line, text in (
                (self.title_line, breach.title),
                (self.people, "" if breach.people is None else str(breach.people)),
                (self.records, "" if breach.records is None else str(breach.records)),
                (self.authority, breach.authority),
                (self.contact, breach.contact),
                (self.told_by, breach.told_by),
            ):
                line.setText(text)
            for field, text in (
                (self.what, breach.what),
                (self.categories, breach.categories),
                (self.consequences, breach.consequences),
                (self.measures, breach.measures),
                (self.note, breach.note),
            ):
                field.setPlainText(text)
            self.where.setCurrentIndex(max(0, self.where.findData(breach.at_partner)))
            self.told.set_moment(breach.told or breach.aware)
            self.partner_aware.set_moment(breach.partner_aware, by_day="partner_aware" in breach.day_only)
            self.aware.set_moment(breach.aware)
            self._aware_is_own = breach.told is not None and breach.aware != breach.told
            self.occurred.set_moment(breach.occurred, by_day="occurred" in breach.day_only)
            self.available.set_moment(breach.measure_available)
            self.classified.set_moment(breach.classified)
            self.role.setCurrentIndex(self.role.findData(breach.role))
            self.risk.setCurrentIndex(self.risk.findData(breach.risk))
            for name, tick in self.regimes.items():
                tick.setChecked(name in breach.regimes)
            self._datasets = breach.datasets
            self.datasets.set_value(list(breach.datasets))
        self._on_regime(tell=False)
        self._on_where()

    def breach(self) -> Breach:
        """The facts entered; agreements are those shown last."""

        def number(line: QLineEdit) -> int | None:
            text = line.text().strip()
            return int(text) if text.isdecimal() else None

        ticked = {name for name, tick in self.regimes.items() if tick.isChecked()}
        return replace(
            self._base,
            title=self.title_line.text().strip(),
            what=self.what.toPlainText().strip(),
            aware=self.aware.moment() or self._base.aware,
            occurred=self.occurred.moment(),
            role=str(self.role.currentData()),
            risk=str(self.risk.currentData()),
            datasets=self._datasets,
            people=number(self.people),
            records=number(self.records),
            categories=self.categories.toPlainText().strip(),
            consequences=self.consequences.toPlainText().strip(),
            measures=self.measures.toPlainText().strip(),
            authority=self.authority.text().strip(),
            contact=self.contact.text().strip(),
            note=self.note.toPlainText().strip(),
            regimes=tuple(name for name in self.regimes if name in ticked and ONLY_WITH.get(name, ticked) & ticked),
            measure_available=self.available.moment() if "cra_vulnerability" in ticked else None,
            classified=self.classified.moment() if "dora" in ticked else None,
            at_partner=str(self.where.currentData() or ""),
            told=self.told.moment() if self.where.currentData() else None,
            partner_aware=self.partner_aware.moment() if self.where.currentData() else None,
            told_by=self.told_by.text().strip() if self.where.currentData() else "",
            day_only=tuple(
                name
                for name, field in (("occurred", self.occurred), ("partner_aware", self.partner_aware))
                if field.by_day() and (name == "occurred" or self.where.currentData())
            ),
        )

    def set_agreements(self, histories: tuple[str, ...]) -> None:
        """Show these agreements as concerned."""
        self._base = replace(self._base, agreements=histories)
