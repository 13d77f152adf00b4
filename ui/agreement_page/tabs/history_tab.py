"""History: a timeline of sentences, newest first; changes, exact times and digests folded in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.comparison import step_changes
from datapact.agreements.views.overview import Amendment, amended_words
from datapact.agreements.views.timeline import Step
from datapact.base.local_time import exact_time, relative_time
from datapact.base.texts import _, current_language
from datapact.contract.changes.change_lines import ChangeLine
from datapact_ui.kit.layout.layout_items import items_of
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.pictures.timeline_mark import TimelineMark
from datapact_ui.kit.text.literal import literal
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_PICTURES: dict[str, tuple[str, Tone]] = {
    "draft": ("draft", "neutral"),
    "offer": ("offered", "info"),
    "counter": ("counter", "info"),
    "comment": ("comment", "neutral"),
    "note": ("comment", "neutral"),
    "remark": ("comment", "neutral"),
    "house_remark": ("comment", "neutral"),
    "comments_bar": ("comment", "neutral"),
    "accept": ("agreed", "good"),
    "approval": ("approve", "good"),
    "approval_request": ("approve", "neutral"),
    "override": ("findings", "warn"),
    "own_fact": ("check", "neutral"),
    "freeze": ("frozen", "info"),
    "freeze_persons": ("frozen", "info"),
    "signed": ("signed", "good"),
    "declined": ("declined", "bad"),
    "termination_notice": ("terminated", "warn"),
    "revocation": ("key", "warn"),
    "receipt": ("check", "neutral"),
    "outside_step": ("mail", "info"),
    "slots_fixed": ("frozen", "info"),
    "counterpart_signed": ("signed", "info"),
    "slot_signed": ("signed", "good"),
    "slot_vouched": ("signed", "info"),
    "foreign_paper": ("text", "info"),
    "signed_elsewhere": ("signed", "good"),
}
_QUIET = frozenset({"receipt"})


class HistoryTab(QScrollArea):
    """The history of one agreement."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._history = history
        self._steps: tuple[Step, ...] = ()
        self._amended_by: tuple[Amendment, ...] = ()
        self._signed_off: set[str] = set()
        self.setObjectName("history")
        self.setAccessibleName(_("History"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 4, 0)
        self.receipts = Tick(_("Show acknowledgements of receipt"), inner)
        self.receipts.setObjectName("history_receipts")
        self.receipts.toggled.connect(lambda _on: self._build())
        column.addWidget(self.receipts)
        column.addSpacing(space(3))
        self._amendments = QVBoxLayout()
        column.addLayout(self._amendments)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        column.addLayout(self._lines)
        column.addStretch(1)
        put_page(self, inner)

    def show_page(self, page: AgreementPage) -> None:
        """Show the steps of the page; builds nothing anew when there are no new ones."""
        self._show_amendments(page)
        if page.steps == self._steps:
            return
        self._steps = page.steps
        self._build()

    def _show_amendments(self, page: AgreementPage) -> None:
        """Lead to the agreements that amend this one, drafts among them: their steps stand in their own histories."""
        if page.overview.amended_by == self._amended_by:
            return
        self._amended_by = page.overview.amended_by
        while (item := self._amendments.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self._amended_by:
            link = QPushButton(
                icon("draft"),
                literal(
                    _("Accession {amendment}", amendment=amended_words(one))
                    if one.relation == "accedes"
                    else _("Amendment {amendment}", amendment=amended_words(one))
                ),
                self.widget(),
            )
            link.setObjectName(f"history_amendment_{one.number}")
            bar_control(link, "" if one.status else _("Its file is not here."))
            link.clicked.connect(partial(self._context.open_agreement, one.history))
            self._amendments.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _build(self) -> None:
        at = self.verticalScrollBar().value()
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = [step for step in self._steps if self.receipts.isChecked() or step.kind not in _QUIET]
        for number, step in enumerate(reversed(shown)):
            last = number == len(shown) - 1
            self._lines.addWidget(StepLine(self._context, self._history, step, last=last, parent=self.widget()))
        self.verticalScrollBar().setValue(at)

    def lines(self) -> list[StepLine]:
        """The lines shown, newest first."""
        return [line for item in items_of(self._lines) if isinstance(line := item.widget(), StepLine)]


class StepLine(QWidget):
    """One step: its sentence, time and visibility; on demand its changes and its digest."""

    def __init__(
        self, context: AppContext, history: str, step: Step, *, last: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._history = history
        self.step = step
        self._last = last
        name = step.digest[:12]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(3))
        look = _PICTURES.get(step.kind, ("info", "neutral"))
        row.addWidget(TimelineMark(look, last=last, across=1.6, least_columns=4, parent=self))
        self._column = QVBoxLayout()
        self._column.setSpacing(space(1))
        self._column.setContentsMargins(0, 0, 0, space(6))
        row.addLayout(self._column, 1)

        sentence = Words(str(step.sentence), "strong", self)
        sentence.setAccessibleName(str(step.sentence))
        self._column.addWidget(sentence)
        when = QHBoxLayout()
        when.setSpacing(space(2))
        moment = Words(self._when(), "small", self, quiet=True)
        moment.setWordWrap(False)
        when.addWidget(moment)
        badge = StateBadge(self)
        if step.stream == "internal":
            badge.set_badge("lock", _("only in this vault"), "neutral")
        else:
            badge.set_badge("parties", _("shared with the parties"), "info")
        when.addWidget(badge)
        when.addStretch(1)
        self._column.addLayout(when)
        if step.void is not None:
            void = StateBadge(self)
            void.set_badge("declined", _("without effect: {reason}", reason=step.void), "bad")
            self._column.addWidget(void)
        if step.disputed:
            disputed = StateBadge(self)
            disputed.set_badge("error", _("disputed by {names}", names=step.disputed), "bad")
            self._column.addWidget(disputed)
        if step.disputes:
            unknown = StateBadge(self)
            unknown.set_badge("error", _("disputes signed steps that it claims not to know"), "bad")
            self._column.addWidget(unknown)
        if step.remark:
            quote = Words(step.remark, "body", self)
            quote.setObjectName(f"remark_{name}")
            quote.setContentsMargins(space(3), space(1), 0, space(1))
            self._column.addWidget(quote)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(1))
        self.changes = self._fold(_("What changed"), f"changes_{name}", self._toggle_changes)
        self.changes.setVisible(step.kind in ("counter", "draft", "offer"))
        self.details = self._fold(_("Details"), f"details_{name}", self._toggle_details)
        buttons.addWidget(self.changes)
        buttons.addWidget(self.details)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self._unfolded = {
            name: QVBoxLayout() for name in ("changes_of", "details_of")
        }  # in this order, whichever read returns first
        for place in self._unfolded.values():
            self._column.addLayout(place)
        self._changed: QWidget | None = None
        self._detail: QWidget | None = None

    def _when(self) -> str:
        return f"{relative_time(self.step.time, self._context.now())} · {exact_time(self.step.time, None, current_language())}"

    def _fold(self, words: str, name: str, do: object) -> QPushButton:
        button = QPushButton(icon("chevron-right"), words, self)
        button.setObjectName(name)
        button.setAccessibleName(f"{words}: {self.step.sentence}")
        button.setCheckable(True)
        button.setFlat(True)
        button.toggled.connect(do)
        return button

    def _toggle_changes(self, on: bool) -> None:
        self.changes.setIcon(icon("chevron-down" if on else "chevron-right"))
        if self._changed is not None:
            self._changed.setVisible(on)
            return
        history, digest = self._history, self.step.digest

        def job(acting: Acting) -> tuple[ChangeLine, ...]:
            return step_changes(acting, history, digest)

        self._context.worker.read(self, job, self._show_changes, key="changes")

    def _show_changes(self, changes: tuple[ChangeLine, ...]) -> None:
        words = [f"•  {change}" for change in changes] or [
            _("This is the first version.") if self.step.kind == "offer" else _("Nothing changed.")
        ]
        self._changed = self._block(words, "changes_of")

    def _toggle_details(self, on: bool) -> None:
        self.details.setIcon(icon("chevron-down" if on else "chevron-right"))
        if self._detail is not None:
            self._detail.setVisible(on)
            return
        self._detail = self._block(
            [
                _("Digest of the entry (SHA-256): {digest}", digest=self.step.digest),
                _("Kind: {kind}", kind=self.step.kind),
                _(
                    "Time by the author's clock (UTC): {time}",
                    time=self.step.time.replace(tzinfo=None).isoformat(" ", "seconds"),
                ),
            ],
            "details_of",
        )
        copy = QPushButton(icon("copy"), _("Copy the digest"), self._detail)
        copy.setObjectName(f"copy_{self.step.digest[:12]}")
        copy.clicked.connect(partial(self._copy))
        layout = self._detail.layout()
        assert layout is not None
        layout.addWidget(copy)
        layout.setAlignment(copy, Qt.AlignmentFlag.AlignLeft)

    def _copy(self, _checked: bool = False) -> None:
        self._context.dialogs.copy(self.step.digest)
        self._context.notify(_("Copied."))

    def _block(self, lines: list[str], name: str) -> QWidget:
        box = QWidget(self)
        box.setObjectName(f"{name}_{self.step.digest[:12]}")
        column = QVBoxLayout(box)
        column.setContentsMargins(space(4), space(1), 0, space(1))
        column.setSpacing(space(1))
        for line in lines:
            words = Words(line, "body", box)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
        self._unfolded[name].addWidget(box)
        return box
