"""Changes beside each other: the list at the left, one change in marked words at the right, decided by button or key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.steps.reply import Verdict, Verdicts
from datapact.base.texts import N_, _, counted
from datapact.contract.text.document import AgreementDocument
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.text.marked_words import MarkedWords
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.change_rows import WORDS, ChangeRow, VerdictWords, columns, lost_words
from datapact_ui.negotiation.own_words import LineWithEnter, OwnWords


class ChangesDialog(Dialog):
    """Base of dialogs on changes: fill ``head`` and ``below``, call ``show_rows``, and read ``decided``."""

    def __init__(
        self,
        name: str,
        title: str,
        parent: QWidget | None = None,
        *,
        said: VerdictWords = WORDS,
        heading: str = N_("Your reply"),
        asked: tuple[str, str] = (N_("&Accept"), N_("&Refuse")),
    ) -> None:
        super().__init__(name, title, parent)
        self.rows: Sequence[ChangeRow] = ()
        self.decided: dict[str, Verdicts] = {}
        self.own: OwnWords | None = None
        self._told_of_words = ("", "")
        self._working: QProgressBar | None = None
        self.head = Words("", "body", self)
        self.head.setObjectName(f"{name}_head")
        self.table: RowsTable[ChangeRow] = RowsTable(
            f"{name}_changes", _("Changes"), columns(lambda row: self._verdict(row), said, heading), self
        )
        self.table.chosen.connect(self._show_chosen)

        side = QWidget(self)
        column = QVBoxLayout(side)
        margins(column, 3, 2)
        self.where = Words("", "heading", side)
        self.warning = WarningLine("", "warn", side)
        self.warning.hide()
        self.unmarked_here = WarningLine(_("Without a mark"), "bad", side)
        self.unmarked_here.setObjectName(f"{name}_without_mark")
        self.unmarked_here.hide()
        self.author = Words("", "small", side, quiet=True)
        self.author.setObjectName(f"{name}_author")
        self.author.hide()
        self.loses = WarningLine("", "bad", side)
        self.loses.setObjectName(f"{name}_loses")
        self.loses.hide()
        self.touches = WarningLine("", "warn", side)
        self.touches.setObjectName(f"{name}_touches")
        self.touches.hide()
        self.leaves = WarningLine("", "warn", side)
        self.leaves.setObjectName(f"{name}_leaves")
        self.leaves.hide()
        self.remarks = Words("", "small", side)
        self.remarks.setObjectName(f"{name}_remarks")
        self.remarks.hide()
        self.sentences = Words("", "body", side)
        self.marked_column = QVBoxLayout()
        self.marked_column.setSpacing(space(2))
        self._marked: list[QWidget] = []
        panel = QWidget(self)  # what decides stays in sight, however long the words above it are
        self._foot = QVBoxLayout()
        self._foot.setSpacing(space(1))
        self.answers = QWidget(panel)
        row = FlowLayout(self.answers)
        self.accept_button = self._answer("accept", _(asked[0]), said["accepted"][0], "accepted")
        self.refuse_button = self._answer("refuse", _(asked[1]), said["refused"][0], "refused")
        self.table.opened.connect(lambda _row: self.accept_button.setFocus())
        row.addWidget(self.accept_button)
        row.addWidget(self.refuse_button)
        self.answer_row = row
        self.reason: LineWithEnter | None = None
        self._reason_label: QLabel | None = None
        self.below = QVBoxLayout()
        self.below.setSpacing(space(2))
        for part in (
            self.where,
            self.author,
            self.unmarked_here,
            self.warning,
            self.loses,
            self.touches,
            self.leaves,
            self.remarks,
            self.sentences,
        ):
            column.addWidget(part)
        column.addLayout(self.marked_column)
        column.addLayout(self.below)
        column.addStretch(1)
        self.one = ScrollPage(self)
        self.one.setObjectName(f"{name}_one")
        self.one.set_page(side)
        self.one.setMinimumWidth(characters(30))
        self._foot.addWidget(self.answers)
        right = QVBoxLayout(panel)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(space(2))
        right.addWidget(self.one, 1)
        right.addLayout(self._foot)
        splitter = WrappingSplitter(f"{name}_parts", ((self.table, 3), (panel, 2)), self)
        splitter.setSizes([characters(88), characters(56)])
        self.column.addWidget(self.head)
        self.column.addWidget(splitter, 1)

    def _answer(self, name: str, words: str, picture: str, verdict: Verdict) -> QPushButton:
        made = QPushButton(icon(picture), words, self.answers)
        made.setObjectName(f"{self.objectName()}_{name}")
        made.setIconSize(icon_size())
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: self.decide(verdict))
        return made

    # ---- rows ----

    def wait_for_rows(self, words: str) -> None:
        """Say that the changes are being read; until they are there, nothing can be decided."""
        self.head.setText(words)
        self.table.setEnabled(False)
        self.one.setEnabled(False)
        self._working = QProgressBar(self)
        self._working.setObjectName(f"{self.objectName()}_working")
        self._working.setRange(0, 0)
        self._working.setTextVisible(False)
        self._working.setAccessibleName(words)
        self.column.insertWidget(1, self._working)

    def show_error(self, error: Exception) -> bool:
        """Where reading failed, nothing is underway any more: only the error speaks."""
        if self._working is not None and not self._working.isHidden():
            self._working.hide()
            self.head.setText("")
        return super().show_error(error)

    def show_rows(self, rows: Sequence[ChangeRow]) -> None:
        """Show the changes; the first one that is open is chosen."""
        if self._working is not None:
            self._working.hide()
            self.table.setEnabled(True)
            self.one.setEnabled(True)
        self.rows = rows
        self.table.show_lines(rows, same=lambda row: row.change.id)
        self._go_to_open(0)
        self.update_counts()

    def chosen(self) -> ChangeRow | None:
        """The chosen change."""
        return self.table.current()

    def _verdict(self, row: ChangeRow) -> Verdict | None:
        decided = self.decided.get(row.change.id)
        return None if decided is None else decided.verdict

    def offer_reason(self, name: str, placeholder: str = "") -> None:
        """Add the field for a reason, right above the buttons; Enter in it refuses with what was written."""
        reason = self.reason = LineWithEnter(self)
        reason.setObjectName(name)
        reason.setAccessibleName(_("Reason for the partner"))
        reason.setPlaceholderText(placeholder)
        reason.setToolTip(_("Enter refuses the change with this reason."))
        reason.editingFinished.connect(self._keep_reason)
        reason.entered.connect(self._refuse_with_reason)
        label = self._reason_label = QLabel(_("Reason for the partner"), self)
        label.setBuddy(reason)
        self._foot.insertWidget(0, label)
        self._foot.insertWidget(1, reason)

    def _keep_reason(self) -> None:
        """A reason that is written after the decision belongs to it."""
        row = self.chosen()
        decided = None if row is None else self.decided.get(row.change.id)
        if row is not None and decided is not None and decided.verdict != "accepted" and self.reason is not None:
            self.decided[row.change.id] = replace(decided, reason=self.reason.text().strip())
            self.reason_kept()

    def reason_kept(self) -> None:
        """Called after a reason was written to a change that is decided."""

    def _refuse_with_reason(self) -> None:
        row = self.chosen()
        if row is None or self.reason is None or not self.reason.text().strip():
            return
        if self._verdict(row) is None:
            self.decide("refused")
            if self.open_count():
                self.reason.setFocus()
            else:
                self.all_decided()

    def offer_own_words(self) -> None:
        """Add a button, and fields below the change, for one's own words or value."""
        name = self.objectName()
        self.reword_button = self._answer("reword", _("Propose your o&wn"), "edit", "reworded")
        self.answer_row.addWidget(self.reword_button)
        self.own = OwnWords(name.removesuffix("_dialog"), self)
        self.own.entered.connect(self._take_own)
        self.words, self.value = self.own.words, self.own.value
        self.below.addWidget(self.own)
        self.own.hide()

    def _take_own(self) -> None:
        """Take what was typed, and go on typing at the next open change; behind the last one, to the button that proposes."""
        row = self.chosen()
        self.decide("reworded")
        if row is None or self._verdict(row) != "reworded" or self.own is None:
            return
        if not self.open_count():
            self.all_decided()
        elif self.own.isVisibleTo(self):
            self._begin(self.own.first())

    def all_decided(self) -> None:
        """Called behind the last change that is taken by its field: the place for the focus."""

    def _may_decide(self, row: ChangeRow, verdict: Verdict) -> bool:
        """Whether a decision can be kept; else says why: what somebody typed is never dropped in silence."""
        if self.own is None:
            return True
        if verdict == "reworded" and self.own.lacks_value(row):
            self.show_problem(_("Enter your own value first: a number, or a day such as 31.12.2028."))
            self._begin(self.own.value)
            return False
        if verdict == "reworded" and self.own.says_the_same(row):
            self.show_problem(_("Write your own words first; the other side's stand in the field."))
            self._begin(next(field for field in self.own.words.values() if field.isVisibleTo(self.own)))
            return False
        if verdict != "reworded" and self.own.is_new() and self._told_of_words != (row.change.id, verdict):
            self._told_of_words = (row.change.id, verdict)
            self.show_problem(
                _("What you typed would be lost. “Propose your own” proposes it; press again to decide without it.")
            )
            return False
        self.show_problem("")
        return True

    def _begin(self, field: QWidget) -> None:
        """Bring a field into sight, and the cursor into it."""
        field.setFocus()
        self.one.ensureWidgetVisible(field)

    def proposed(self) -> AgreementDocument | None:
        """The text with all changes, in which their places stand."""
        return None

    def decide(self, verdict: Verdict) -> None:
        """Decide on the chosen change, and go on to the next open one."""
        row = self.chosen()
        if row is None or not self._may_decide(row, verdict):
            return
        self.decided[row.change.id] = self.verdicts(row, verdict)
        self.table.show_lines(self.rows, same=lambda row: row.change.id)
        self._go_to_open(list(self.rows).index(row) + 1)
        self.update_counts()

    def decide_all(self, verdict: Verdict) -> None:
        """Decide the same on every change that is still open."""
        for row in self.rows:
            if row.change.id not in self.decided:
                self.decided[row.change.id] = Verdicts(verdict)
        self.table.show_lines(self.rows, same=lambda row: row.change.id)
        self._show_chosen()
        self.update_counts()

    def verdicts(self, row: ChangeRow, verdict: Verdict) -> Verdicts:
        """The part of a decision that is kept."""
        reason = "" if self.reason is None else self.reason.text().strip()
        if verdict == "reworded" and self.own is not None:
            return self.own.verdicts(row, reason)
        return Verdicts(verdict, reason if verdict == "refused" else "")

    def update_counts(self) -> None:
        """Called after each decision: say how many are open, and whether one can go on."""

    def open_count(self) -> int:
        """Number of changes without a decision."""
        return sum(row.change.id not in self.decided for row in self.rows)

    def why_open(self) -> str:
        """Why one cannot go on yet: changes wait for an answer."""
        left = self.open_count()
        return (
            str(counted("{n} change still waits for its answer.", "{n} changes still wait for their answers.", left))
            if left
            else ""
        )

    def counted(self) -> str:
        """The numbers of all changes and of those that wait."""
        whole = counted("{n} change", "{n} changes", len(self.rows))
        left = self.open_count()
        if not left:
            return _("{changes}, all decided.", changes=whole)
        return _("{changes}, {left}.", changes=whole, left=counted("{n} still open", "{n} still open", left))

    def _go_to_open(self, start: int) -> None:
        rows = list(self.rows)
        order = [*rows[start:], *rows[:start]]
        wanted = next((row for row in order if row.change.id not in self.decided), None)
        if wanted is None:
            wanted = order[0] if order and self.chosen() is None else None
        if wanted is not None:
            self.table.choose(lambda row: row.change.id == wanted.change.id)
        self._show_chosen()

    def _show_chosen(self) -> None:
        row = self.chosen()
        for widget in self._marked:
            self.marked_column.removeWidget(widget)
            widget.deleteLater()
        self._marked.clear()
        for one in (self.answers, self.reason, self._reason_label):
            if one is not None:  # where there is no change there is nothing to give a reason for
                one.setVisible(row is not None)
        self.one.verticalScrollBar().setValue(0)
        if row is None:
            return
        self.where.setText(row.where)
        self.author.setText(_("Tracked by {author}", author=row.author) if row.author else "")
        self.author.setVisible(bool(row.author))
        self.unmarked_here.setVisible(row.unmarked)
        self.warning.words.setText(row.note)
        self.warning.setVisible(bool(row.note))
        for line, said in zip((self.loses, self.touches), lost_words(row.loses), strict=True):
            line.words.setText(said)
            line.setVisible(bool(said))
        consequences = (*row.leaves, *row.terms)
        self.leaves.words.setText("\n".join(map(str, consequences)))
        self.leaves.setVisible(bool(consequences))
        self.remarks.setText("\n".join(row.remarks))
        self.remarks.setVisible(bool(row.remarks))
        shown = [(language, pieces) for language, pieces in row.marked.items() if pieces]
        changed = [one for one in shown if any(piece.mark != "same" for piece in one[1])]
        shown = changed or shown  # a language that stays as it is needs no reading
        needs_sentences = not shown or row.change.kind != "text"  # the words of a clause speak for themselves
        self.sentences.setText("\n".join(str(message) for message in row.change.messages) if needs_sentences else "")
        self.sentences.setVisible(needs_sentences)
        for language, pieces in shown:
            if len(row.marked) > 1:
                self._add_marked(Words(_("German") if language == "de" else _("English"), "small", self, quiet=True))
            words = MarkedWords(pieces, self)
            words.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._add_marked(words)
        if self.own is not None:
            can = self.own.show_change(row, self.proposed(), self.decided.get(row.change.id))
            self.reword_button.setVisible(can)
            self.own.setVisible(can)
        if self.reason is not None:
            decided = self.decided.get(row.change.id)
            self.reason.setText("" if decided is None else decided.reason)
        self.show_one(row)

    def _add_marked(self, widget: QWidget) -> None:
        self._marked.append(widget)
        self.marked_column.addWidget(widget)

    def show_one(self, row: ChangeRow) -> None:
        """Fill what a subclass shows of the chosen change."""
