"""The dialog to open an audit: title, auditor, first and last day, and agreements in scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.audit.engagements.engagements import DAYS, Auditors, Engagement, auditors, open_engagement
from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact_ui.audit.parts.agreement_picker import AgreementPicker
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.empty_words import EmptyWords
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height, margins, space
from datapact_ui.kit.theme.switches import on_switch
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio, Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.partners.identity import identity_word

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_USUAL_DAYS = 60
_NAMED = "named"
"""Stands for an auditor without a card, whose name is typed."""
_HISTORY = int(Qt.ItemDataRole.UserRole)


class EngagementDialog(Dialog):
    """A form; nothing is recorded before “Open the audit”."""

    help_page = "audit"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("engagement-dialog", _("Open an audit"), parent)
        self._context = context
        self._known = Auditors((), ())
        page = QWidget(self)
        form = QVBoxLayout(page)
        margins(form, 0, 2)
        form.setContentsMargins(0, 0, space(3), 0)
        self.name = self._line(form, "engagement-title", _("Title"), _("such as Data protection audit 2026"))
        self.scope = QPlainTextEdit(page)
        self.scope.setObjectName("engagement-scope")
        self.scope.setAccessibleName(_("What is audited, and why"))
        self.scope.setTabChangesFocus(True)
        self.scope.setFixedHeight(round(line_height() * 3.4))
        self.scope.textChanged.connect(self._update_state)
        form.addWidget(_label(_("What is audited, and why"), self.scope, page))
        form.addWidget(self.scope)
        self._whom(form, page)
        self._days(form, page)
        self._agreements(form, page)
        form.addStretch(1)
        scroll = ScrollPage(self)
        scroll.setObjectName("engagement-form")
        scroll.setAccessibleName(_("Open an audit"))
        scroll.set_page(page)
        self.opening = self.add_button("engagement-open", _("Open the audit"), "audit", self._open, primary=True)
        self.column.addWidget(scroll, 1)
        self.waiting = Words("", "small", self, quiet=True)
        self.waiting.setObjectName("engagement-waiting")
        self.finish(104, 46, self.waiting)
        self.name.setFocus()
        self._update_state()
        context.worker.read(self, auditors, self._show_auditors, key="auditors")

    # ---- building ----

    def _line(self, form: QVBoxLayout, name: str, words: str, hint: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.setPlaceholderText(hint)
        field.setMaxLength(200)
        field.textChanged.connect(lambda _text: self._update_state())
        form.addWidget(_label(words, field, self))
        form.addWidget(field)
        return field

    def _whom(self, form: QVBoxLayout, page: QWidget) -> None:
        form.addWidget(Words(_("For whom"), "strong", page))
        self.inside = Radio(_("For a member with the role Auditor, who reads in this vault"), page)
        self.inside.setObjectName("engagement-inside")
        self.outside = Radio(_("For an auditor outside, who gets a sealed copy or an export"), page)
        self.outside.setObjectName("engagement-outside")
        group = QButtonGroup(self)
        group.addButton(self.inside)
        group.addButton(self.outside)
        self.inside.setChecked(True)
        on_switch(self.outside, lambda _on: self._fill_whom())
        self.who = ComboBox(page)
        self.who.setObjectName("engagement-who")
        self.who.setAccessibleName(_("Audited by"))
        self.who.setPlaceholderText(_("Choose for whom the audit is."))
        self.who.currentIndexChanged.connect(lambda _index: self._update_state())
        self.hint = Words("", parent=page, quiet=True)
        self.hint.setObjectName("engagement-hint")
        self.firm = QLineEdit(page)
        self.firm.setObjectName("engagement-firm")
        self.firm.setAccessibleName(_("Name of the auditor or the firm"))
        self.firm.setPlaceholderText(_("Name of the auditor or the firm"))
        self.firm.setMaxLength(200)
        self.firm.textChanged.connect(lambda _text: self._update_state())
        self.who.currentIndexChanged.connect(lambda _index: self._choose_scope())
        for part in (self.inside, self.outside, self.who, self.firm, self.hint):
            form.addWidget(part)

    def _days(self, form: QVBoxLayout, page: QWidget) -> None:
        today = self._context.today()
        opens, closes = _("Audit open from"), _("Audit open until")
        self.first = DayField("engagement-first", opens, page)
        self.last = DayField("engagement-last", closes, page)
        self.first.set_value(today.isoformat())
        self.last.set_value((today + timedelta(days=_USUAL_DAYS)).isoformat())
        row = QFormLayout()
        row.setHorizontalSpacing(space(3))
        row.setVerticalSpacing(space(1))
        for words, field in ((opens, self.first), (closes, self.last)):
            field.edited.connect(lambda _value: self._update_state())
            field.line.textChanged.connect(lambda _text: self._update_state())
            row.addRow(_label(words, field, page), field)
        form.addLayout(row)
        form.addWidget(Words(str(DAYS), "small", page, quiet=True))

    def _agreements(self, form: QVBoxLayout, page: QWidget) -> None:
        form.addWidget(Words(_("Agreements"), "strong", page))
        self.every = Radio(_("All agreements, and everything else in this vault"), page)
        self.every.setObjectName("engagement-all")
        self.some = Radio(_("Only these agreements"), page)
        self.some.setObjectName("engagement-some")
        group = QButtonGroup(self)
        group.addButton(self.every)
        group.addButton(self.some)
        for choice in (self.every, self.some):  # need to know: neither is preset
            on_switch(choice, lambda _on: self._choose_scope())
        form.addWidget(self.every)
        form.addWidget(self.some)
        self.choosing = QWidget(page)
        row = QHBoxLayout(self.choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        self.picker = AgreementPicker(self._context, self.choosing)
        row.addWidget(self.picker, 1)
        middle = QVBoxLayout()
        middle.addStretch(1)
        self.adding = QPushButton(icon("add"), _("Add"), self.choosing)
        self.adding.setObjectName("engagement-add")
        self.adding.clicked.connect(lambda _checked=False: self._add())
        self.removing = QPushButton(icon("remove"), _("Remove"), self.choosing)
        self.removing.setObjectName("engagement-remove")
        self.removing.clicked.connect(lambda _checked=False: self._remove())
        for button in (self.adding, self.removing):
            button.setAutoDefault(False)
            middle.addWidget(button)
        middle.addStretch(1)
        row.addLayout(middle)
        self.chosen = QListWidget(self.choosing)
        self.chosen.setObjectName("engagement-agreements")
        self.chosen.setAccessibleName(_("Agreements in the scope"))
        self.chosen.setIconSize(icon_size())
        self.chosen.setFixedHeight(round(line_height() * 9))
        self.chosen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        EmptyWords(_("No agreement yet: choose one on the left and add it."), self.chosen)
        row.addWidget(self.chosen, 1)
        form.addWidget(self.choosing)
        self.release = Tick(_("The auditor may export internal dossiers of these agreements (release by Legal)"), page)
        self.release.setObjectName("engagement-release")
        form.addWidget(self.release)

    # ---- what is chosen ----

    def _show_auditors(self, known: Auditors) -> None:
        self._known = known
        self._fill_whom()

    def _fill_whom(self) -> None:
        self.who.clear()
        if self.inside.isChecked():
            for member in self._known.inside:
                self.who.addItem(icon("person"), member.name, member.id)
        else:
            for partner in self._known.outside:
                words = f"{partner.name} ({identity_word(partner.trust)})"
                self.who.addItem(icon("organisation"), words, partner.organisation)
            self.who.addItem(icon("person"), _("Somebody without DataPact …"), _NAMED)
        self.who.setCurrentIndex(
            0 if self.inside.isChecked() else -1
        )  # a copy cannot be called back: nobody is proposed
        self.release.setVisible(self.inside.isChecked())
        self._choose_scope()

    def _choose_scope(self) -> None:
        self.hint.setText(self._access())
        self._update_state()

    def _access(self) -> str:
        """What the chosen auditor will see; who is missing where there is nobody to choose."""
        if self.outside.isChecked():
            if self.who.currentData() == _NAMED:
                return _(
                    "Without DataPact nobody can open a sealed copy: export the scope as a ZIP, which anybody can read who gets"
                    " it. Whoever uses DataPact gives you a card: add it under Partners, then choose that auditor here."
                )
            return _(
                "The copy carries its last day, and DataPact does not open it later. That is a courtesy, not a lock: what"
                " somebody has read once, nobody can call back."
            )
        if not self._known.inside:
            return _("No member has the role Auditor. An administrator gives it under Settings, Members.")
        if not self.every.isChecked():
            return _(
                "The windows show the member these agreements alone; it writes remarks of its own, and changes nothing."
            )
        return _("The member reads everything in this vault, writes remarks of its own, and changes nothing.")

    def _add(self) -> None:
        row = self.picker.current()
        if row is not None and row.id not in self._histories():
            item = add_line(self.chosen, f"{row.number}  {row.title}", icon("agreements"))
            item.setData(_HISTORY, row.id)
        self._update_state()

    def _remove(self) -> None:
        for item in self.chosen.selectedItems():
            self.chosen.takeItem(self.chosen.row(item))
        self._update_state()

    def _histories(self) -> list[str]:
        items = [self.chosen.item(number) for number in range(self.chosen.count())]
        return [str(item.data(_HISTORY)) for item in items if item is not None]

    def _span(self) -> tuple[date, date] | None:
        first, last = self.first.day(), self.last.day()
        return (first, last) if first is not None and last is not None else None

    def _why_not(self) -> str:
        span = self._span()
        if not self.name.text().strip():
            return _("Give the audit a title.")
        if self.who.currentData() is None:
            return _("Choose for whom the audit is.")
        if self._is_named() and not self.firm.text().strip():
            return _("Name the auditor or the firm.")
        if span is None:
            return _("Give both days.")
        if span[1] < span[0]:
            return _("The audit ends before it begins. Swap the two days.")
        if not self.every.isChecked() and not self.some.isChecked():
            return _("Choose which agreements the audit covers.")
        if self.some.isChecked() and not self._histories():
            return _("Add at least one agreement, or choose all.")
        return ""

    def _is_named(self) -> bool:
        return self.outside.isChecked() and self.who.currentData() == _NAMED

    def _update_state(self) -> None:
        if not hasattr(self, "waiting"):
            return  # still being built
        self.firm.setVisible(self._is_named())
        missing = self._why_not()
        bar_control(self.opening, missing)
        self.waiting.setText(missing)
        self.choosing.setVisible(self.some.isChecked())
        if self.some.isChecked() and self.picker.current() is None and not self.picker.list.count():
            self.picker.read()

    # ---- doing ----

    def _open(self) -> None:
        span = self._span()
        if self._why_not() or span is None:
            return
        title, scope = self.name.text().strip(), self.scope.toPlainText().strip()
        chosen = "" if self._is_named() else str(self.who.currentData())
        member, organisation = (chosen, "") if self.inside.isChecked() else ("", chosen)
        name = self.firm.text().strip() if self._is_named() else ""
        if self.outside.isChecked() and self.every.isChecked() and not self._sure(name or self.who.currentText()):
            return
        agreements = self._histories() if self.some.isChecked() else []
        release = self.release.isChecked() and bool(member)

        def write(acting: Acting, _progress: Progress) -> Engagement:
            return open_engagement(
                acting,
                title=title,
                scope=scope,
                first=span[0],
                last=span[1],
                agreements=agreements,
                member=member,
                organisation=organisation,
                name=name,
                release=release,
            )

        bar_control(self.opening, underway())
        self._context.worker.change(
            self,
            _("Opening the audit"),
            write,
            self._opened,
            touches=frozenset({"audits"}),
            failed=self._failed,
        )

    def _sure(self, auditor: str) -> bool:
        return self._context.dialogs.confirm(
            _("Open everything to {auditor}?", auditor=auditor),
            _(
                "The audit covers all agreements and everything else in this vault. An export of it may hold all of that."
            ),
            _("Open the audit"),
            keep=_("Choose agreements"),
        )

    def _failed(self, error: DataPactError) -> bool:
        self.show_problem(str(error))
        self._update_state()
        return True

    def _opened(self, made: Engagement) -> None:
        self._context.notify(_("The audit was opened: {title}", title=made.title))
        self.accept()


def _label(words: str, field: QWidget, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    return label
