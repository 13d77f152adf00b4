"""Confirm a partner's identity: two people compare the fingerprint by telephone, group by group.

The first way is to enter what the other side reads aloud, because a hurried person cannot skip it; the second is to
tick groups that both see.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRegularExpression
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.base.errors import WrongUse
from datapact.base.texts import Message, _, counted
from datapact.organisation.identity.fingerprint import GROUP, fingerprint, parse_fingerprint
from datapact.organisation.partners.partners import COMPARED, Partner, trust_partner
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.front_page import FrontTabs
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, figures, icon_size, line_height, margins, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway

_IN_A_LINE = 4
ENTERED = "fingerprint read aloud by the partner and entered"


class ConfirmDialog(Dialog):
    """Explains the telephone call, takes the groups, and confirms the partner when all eight match."""

    help_page = "partners"

    def __init__(self, context: AppContext, partner: Partner, parent: QWidget | None = None) -> None:
        super().__init__("confirm-identity", _("Confirm the identity of {name}", name=partner.name), parent)
        self._context, self._partner = context, partner
        self._groups = fingerprint(partner.organisation).split(" ")
        self.entry = _Entry(self._groups, self._update_state, self)
        self.comparison = _Comparison(self._groups, self._update_state, self)
        self.ways = FrontTabs(self)
        self.ways.setObjectName("ways")
        self.ways.setAccessibleName(_("How to compare"))
        self.ways.tabBar().setAccessibleName(_("How to compare"))
        self.ways.addTab(self.entry, _("Enter what you hear"))
        self.ways.addTab(self.comparison, _("Compare group by group"))
        self.ways.currentChanged.connect(lambda _index: self._update_state())
        self.verdict = Words("", "strong", self)
        self.verdict.setObjectName("comparison-verdict")
        self.verdict.setMinimumHeight(space(5))
        self._confirm = self.add_button(
            "confirm-partner", _("Identity confirmed"), "trust", self._on_confirm, primary=True
        )
        column = self.column
        for number, step in enumerate(self._steps(), 1):
            words = Words(f"{number}.  {step}", parent=self)
            column.addWidget(words)
        column.addWidget(self.ways)
        column.addWidget(self.verdict)
        self._update_state()
        self.finish(92, 22)
        self.entry.fields[0].setFocus()

    def _steps(self) -> tuple[str, ...]:
        return (
            _(
                "Call {name} on a number that you know already: from your files, the contract or the official website."
                " Never take the number from the card or from the message that brought it.",
                name=self._partner.name,
            ),
            _("Ask the other person to open “Own card” in DataPact and to read the fingerprint aloud."),
            _("All eight groups must be the same. If one differs, stop: the card may be forged."),
        )

    def _way(self) -> _Entry | _Comparison:
        return self.entry if self.ways.currentIndex() == 0 else self.comparison

    def _update_state(self) -> None:
        way = self._way()
        differing, missing = way.differing(), way.missing()
        if differing:
            groups = ", ".join(str(number) for number in differing)
            words = _(
                "Group {groups} differs. Ask for it again; if it stays so, do not trust this card.", groups=groups
            )
        elif missing:
            words = str(counted("{n} group is still missing.", "{n} groups are still missing.", len(missing)))
        else:
            words = _("All eight groups are the same.")
        self.verdict.setText(words)
        bar_control(self._confirm, words if differing or missing else "")

    def _on_confirm(self) -> None:
        organisation, name = self._partner.organisation, self._partner.name
        text, how = self._way().text(), self._way().how
        bar_control(self._confirm, underway())
        self._context.worker.change(
            self,
            _("Confirming the identity"),
            lambda acting, _progress: trust_partner(acting, organisation, text, how),
            lambda _partner: self._done(name),
            touches=frozenset({"partners"}),
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> bool:
        self._update_state()
        self.verdict.setText(str(error))
        return True

    def _done(self, name: str) -> None:
        self._context.notify(Message("The identity of {name} is confirmed.", {"name": name}))
        self.accept()


class _Entry(QWidget):
    """Eight fields; each is checked as soon as it is full, and the next one takes the focus."""

    how = ENTERED

    def __init__(self, groups: list[str], judged: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._groups, self._update_stated = groups, judged
        self.fields: list[QLineEdit] = []
        self._marks: list[QLabel] = []
        grid = QGridLayout(self)
        margins(grid, 4, 3)
        digits = QRegularExpressionValidator(QRegularExpression(f"\\d{{0,{GROUP}}}"), self)
        for index in range(len(groups)):
            field = QLineEdit(self)
            field.setObjectName(f"group-{index + 1}")
            field.setAccessibleName(_("Group {number}, five digits", number=index + 1))
            field.setFont(figures(type_font("heading")))
            field.setValidator(digits)
            field.setMaximumWidth(characters(14))
            field.setMinimumWidth(characters(12))
            field.setMinimumHeight(round(line_height() * 1.8))
            field.setPlaceholderText("·" * GROUP)
            field.textChanged.connect(lambda _text, index=index: self._on_text(index))
            field.installEventFilter(self)
            mark = QLabel(self)
            mark.setFixedSize(icon_size())
            place = (index // _IN_A_LINE * 2, index % _IN_A_LINE * 2)
            grid.addWidget(Words(str(index + 1), "small", self, quiet=True), *place)
            grid.addWidget(field, place[0] + 1, place[1])
            grid.addWidget(mark, place[0] + 1, place[1] + 1)
            self.fields.append(field)
            self._marks.append(mark)
        grid.setColumnStretch(_IN_A_LINE * 2, 1)
        grid.setRowStretch(4, 1)

    def text(self) -> str:
        """The fingerprint entered."""
        return " ".join(field.text() for field in self.fields)

    def missing(self) -> list[int]:
        return [number for number, field in enumerate(self.fields, 1) if len(field.text()) < GROUP]

    def differing(self) -> list[int]:
        entered = enumerate(zip(self.fields, self._groups, strict=True), 1)
        return [number for number, (field, group) in entered if len(field.text()) == GROUP and field.text() != group]

    def _on_text(self, index: int) -> None:
        field = self.fields[index]
        full = len(field.text()) == GROUP
        same = field.text() == self._groups[index]
        colours = colours_of(self.palette())
        picture = icon("check", colours.good.ink) if same else icon("error", colours.bad.ink)
        self._marks[index].setPixmap(picture.pixmap(icon_size())) if full else self._marks[index].clear()
        word = (_("the same") if same else _("differs")) if full else ""
        self._marks[index].setAccessibleName(word)
        self._marks[index].setToolTip(word)
        field.setAccessibleDescription(word)
        if full and same and field.hasFocus() and index + 1 < len(self.fields):
            self.fields[index + 1].setFocus()
        self._update_stated()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fill all fields when a whole fingerprint is pasted or scanned into one."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            try:
                groups = parse_fingerprint(QGuiApplication.clipboard().text()).split(" ")
            except WrongUse:
                return super().eventFilter(watched, event)
            for field, group in zip(self.fields, groups, strict=True):
                field.setText(group)
            return True
        return super().eventFilter(watched, event)


class _Comparison(QWidget):
    """Eight groups to tick while both sides see theirs."""

    how = COMPARED

    def __init__(self, groups: list[str], judged: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self.boxes: list[QCheckBox] = []
        column = QVBoxLayout(self)
        margins(column, 4, 3)
        column.addWidget(
            Words(
                _("You read the odd groups aloud, your partner the even ones. Tick each that is the same."), parent=self
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(5))
        grid.setVerticalSpacing(space(3))
        for index, group in enumerate(groups):
            box = Tick(group, self)
            box.setObjectName(f"same-{index + 1}")
            box.setAccessibleName(_("Group {number} is the same: {digits}", number=index + 1, digits=" ".join(group)))
            box.setFont(figures(type_font("heading")))
            box.toggled.connect(lambda _on: judged())
            grid.addWidget(box, index // _IN_A_LINE, index % _IN_A_LINE)
            self.boxes.append(box)
        grid.setColumnStretch(_IN_A_LINE, 1)
        column.addLayout(grid)
        column.addStretch(1)

    def text(self) -> str:
        return " ".join(self._groups)

    def missing(self) -> list[int]:
        return [number for number, box in enumerate(self.boxes, 1) if not box.isChecked()]

    def differing(self) -> list[int]:
        return []
