"""The status board: for each party what is on file here, whose move it is and since when; reminders to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from datapact.agreements.steps.going_on import GoingOn, go_on, text_for_the_others
from datapact.agreements.views.agreement import AgreementPage
from datapact.base.texts import Listed, _, counted
from datapact.exchange.board.board import Board, Boards, board, boards_among
from datapact.exchange.board.rows import ANSWER_WORDS, MOVE_WORDS, Answer, Had, PartyRow
from datapact.exchange.board.words import had_words, party_words
from datapact_ui.exchange.sending.reminder_dialog import ReminderDialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.tables.section import nothing_chosen, only_legal
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, line_height, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control, bar_unread, being_read

if TYPE_CHECKING:
    from datapact.base.errors import DataPactError
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


_WIDE, _NUMBER = 238, 15
"""Characters of width from which the words about a party stand beside the table, not below it: all columns and long
names fit then. The column with the number of the agreement asks for more."""
_BESIDE, _BELOW = (3, 1), (5, 3)
"""Shares of the table and of the words."""


@dataclass(frozen=True, slots=True)
class Line:
    """A party in one agreement."""

    board: Board
    """Of that agreement."""
    row: PartyRow
    """The party."""


_HAD: dict[Had, tuple[str, Tone]] = {
    "own": ("organisation", "neutral"),
    "here": ("vault", "neutral"),
    "received": ("check", "good"),
    "unsent": ("time", "warn"),
    "opened": ("mail", "warn"),
    "written": ("send", "info"),
    "recorded": ("mail", "info"),
    "elsewhere": ("attachment", "neutral"),
    "none": ("waiting", "neutral"),
}
_ANSWERS: dict[Answer, tuple[str, Tone]] = {
    "proposed": ("organisation", "neutral"),
    "accepted": ("agreed", "good"),
    "other_text": ("compare", "warn"),
    "declined": ("declined", "bad"),
    "objected": ("counter", "bad"),
    "changes": ("counter", "warn"),
    "elsewhere": ("signed", "good"),
    "not_asked": ("info", "neutral"),
    "none": ("waiting", "neutral"),
}


class BoardTab(QWidget):
    """The board of one agreement, or of all among the same parties."""

    action_wanted = Signal(str)
    """A step in this agreement."""

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._history = context, history
        self._shown = self._others_left = False
        self._why_not_send = ""
        self._stage = ""
        self._silent: frozenset[str] = frozenset()
        """Whom the open text waits for, of the row that is chosen."""
        self.head = Words("", "strong", self)
        self.head.setObjectName("board-head")
        self.sentences = Words("", parent=self)
        self.sentences.setObjectName("board-said")
        self.group = Tick(_("All agreements among these parties"), self)
        self.group.setObjectName("board-group")
        self.group.toggled.connect(lambda _on: self._read())
        self.table: RowsTable[Line] = RowsTable("board", _("Status board"), _columns(group=False), self)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda line: self._open(line))
        self.words = QPlainTextEdit(self)
        self.words.setObjectName("board-words")
        self.words.setAccessibleName(_("What is known here about this party"))
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setMinimumHeight(round(line_height() * 4))
        self.table.setMinimumHeight(round(line_height() * 6))
        self._split = split = QSplitter(Qt.Orientation.Vertical, self)
        split.setObjectName("board-split")
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self.words)
        for place, share in enumerate(_BELOW):
            split.setStretchFactor(place, share)
        self.remind = self._button("board-remind", _("Write a reminder …"), "mail", self._remind)
        self.send = self._button(
            "board-send", _("Send to the partner …"), "send", lambda: self.action_wanted.emit("send")
        )
        self.open = self._button("board-open", _("Open the agreement"), "agreements", lambda: self._open(None))
        self.partner = self._button("board-partner", _("Open the partner"), "partners", self._open_partner)
        self.go_on = self._button("board-go-on", _("Go on without them …"), "forward", self._go_on)
        self.go_on.hide()
        top = QHBoxLayout()
        top.setSpacing(space(3))
        top.addWidget(self.head, 1)
        top.addWidget(self.group)
        tools = FlowLayout(gap=2)
        for button in (self.remind, self.send, self.go_on, self.open, self.partner):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        margins(column, 3, 2)
        column.setSpacing(space(2))
        column.addLayout(top)
        column.addWidget(self.sentences)
        column.addWidget(split, 1)
        column.addLayout(tools)
        self.setFocusProxy(self.table)

    def _button(self, name: str, words: str, picture: str, do: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        bar_control(made, being_read())
        made.clicked.connect(lambda _checked=False: do())
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_words()

    def _place_words(self) -> None:
        wide = self.width() >= characters(_WIDE + _NUMBER * self.group.isChecked())
        way = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if way != self._split.orientation():
            self._split.setOrientation(way)
            room = self.width() if wide else self.height()
            self._split.setSizes([room * share for share in (_BESIDE if wide else _BELOW)])

    def show_page(self, page: AgreementPage) -> None:
        """Read the board."""
        refusal = page.possible["send"]
        self._why_not_send = "" if refusal is None else str(refusal)
        self._read()

    def refresh(self, what: frozenset[str]) -> None:
        """Read again where another agreement on the board has changed."""
        if "list" in what and self._shown and self.group.isChecked():
            self._read()

    def _read(self) -> None:
        history, group = self._history, self.group.isChecked()

        def job(acting: Acting) -> Boards:
            return boards_among(acting, history) if group else Boards((board(acting, history),))

        self._context.worker.read(self, job, self._show, key="board", failed=self._unread)

    def _unread(self, error: DataPactError) -> bool:
        """The one place for errors shows it; what waits for the board says so, too."""
        bar_unread(self, str(error))
        return False

    def _show(self, found: Boards) -> None:
        self._shown = True
        own = next(one for one in found.boards if one.history == self._history)
        group = self.group.isChecked()
        self._place_words()
        if group:
            told_of = counted(
                "{n} agreement among these parties", "{n} agreements among these parties", len(found.boards)
            )
            self.head.setText(str(told_of))
            more = (
                [str(counted("{n} more agreement is not shown.", "{n} more agreements are not shown.", found.left_out))]
                if found.left_out
                else []
            )
            waiting = [f"{one.number}: {' '.join(map(str, one.sentences))}" for one in found.boards if _wants(one)]
            self.sentences.setText("\n".join([*(waiting or [_("Nobody is waited for.")]), *more]))
        else:
            newest = own.newest
            self.head.setText(f"{newest.words}, {short_day(newest.time)}" if newest is not None else "")
            self.sentences.setText(" ".join(map(str, own.sentences)))
        gone = [row.is_own for row in own.rows if row.answer == "declined"]
        self._others_left = not any(gone) and len(own.rows) - len(gone) > 1
        self._stage = own.stage
        bar_control(
            self.go_on,
            only_legal(self._context.identity.roles),
        )
        lines = [Line(one, row) for one in found.boards for row in one.rows]
        self.table.show_lines(
            lines,
            _columns(group=group, signing=any(row.signed < row.slots for one in found.boards for row in one.rows)),
            same=lambda line: (line.board.history, line.row.organisation),
        )
        if lines and self.table.current() is None:
            waits = self.table.choose(lambda line: bool(line.row.move) and not line.row.is_own)
            if not waits:
                self.table.selectRow(0)
        self._choose()

    def _choose(self) -> None:
        line = self.table.current()
        row = line.row if line is not None else None
        self.words.setPlainText("\n".join([row.name, "", *party_words(row)]) if row is not None else "")
        here = line is not None and line.board.history == self._history
        none = nothing_chosen(row)
        moves = row is not None and row.waited_for
        bar_control(
            self.remind,
            none or ("" if moves else _("Only where it is this party's move, and it was sent what it needs.")),
        )
        elsewhere = "" if here else _("This line is of another agreement: open that one first.")
        bar_control(self.send, none or elsewhere or self._why_not_send)
        self.open.setVisible(self.group.isChecked())
        bar_control(self.open, none or (_("This agreement is open already.") if here else ""))
        unknown = row is not None and row.organisation == row.name
        own = _("This is your own organisation.") if row is not None and row.is_own else ""
        bar_control(self.partner, none or own or (_("No card of this party is here.") if unknown else ""))
        self._silent = (
            frozenset({line.row.organisation}) if line is not None and here and self._is_silent(line) else frozenset()
        )
        self.go_on.setVisible(bool(self._silent) or (self._stage == "declined" and self._others_left))

    def _is_silent(self, line: Line) -> bool:
        """Whether the open text waits for a party, and others are left to go on without it."""
        waits = self._stage in ("offered", "frozen", "signing") and line.row.waited_for
        return waits and line.row.move in ("answer", "sign") and len(line.board.rows) > 2

    def _remind(self) -> None:
        line = self.table.current()
        if line is not None and line.row.waited_for:
            waited = [row for row in line.board.rows if row.waited_for]
            ReminderDialog(self._context, line.board.history, waited, line.row.organisation, self).open()

    def _go_on(self) -> None:
        """Show what the text for the others leaves out, then draft it."""
        history, silent = self._history, self._silent
        self._context.worker.read(
            self,
            lambda acting: text_for_the_others(acting, history, silent),
            lambda found: self._confirm_others(found, silent),
            key="others",
        )

    def _confirm_others(self, found: GoingOn, silent: frozenset[str]) -> None:
        history = self._history
        words = [
            _(
                "A new draft is made from this text, without {names}. The others learn of it only once you send it;"
                " what they agreed to before does not count for it.",
                names=Listed.of(found.names),
            )
        ]
        if silent:
            words.append(_("The open text is declined with it: a late reply could still complete that one, too."))
        if found.dropped:
            words.append(_("This falls away with it: {what}.", what=Listed.of(found.dropped)))
        words.append(_("Read the draft before you send it: words of your own may still name them."))
        if not self._context.dialogs.confirm(
            _("Go on without them"), "\n\n".join(words), _("Draft the text"), keep=_("Not yet")
        ):
            return
        self._context.worker.change(
            self,
            _("Drafting the text for the others"),
            lambda acting, _progress: go_on(acting, history, silent),
            self._context.open_agreement,
            touches=frozenset({"list", history}),
        )

    def _open(self, line: Line | None) -> None:
        line = line or self.table.current()
        if line is not None and line.board.history != self._history:
            self._context.open_agreement(line.board.history, "board")

    def _open_partner(self) -> None:
        line = self.table.current()
        if line is not None:
            self._context.open_partner(line.row.organisation)


def _wants(found: Board) -> bool:
    return any(row.move for row in found.rows)


def _columns(*, group: bool, signing: bool = False) -> tuple[Column[Line], ...]:
    """While a text is signed everybody has agreed to it: then the replies give way, and the signatures stay."""
    which = (Column[Line]("number", _("Agreement"), 15, lambda line: line.board.number),) if group else ()
    return (
        *which,
        Column("party", _("Party"), 24, lambda line: line.row.name, flexible=True),
        Column("had", _("Newest step"), 31, lambda line: _had(line)[1], badge=_had),
        Column(
            "answer", _("Reply"), 27, lambda line: _answer(line)[1], badge=_answer, tip=_answer_tip, gives_way=signing
        ),
        Column("signed", _("Signatures"), 14, _signed, order=lambda line: line.row.signed, gives_way=not signing),
        Column("move", _("Next move"), 28, lambda line: (_move(line) or ("", ""))[1], badge=_move),
        Column(
            "since",
            _("Since"),
            13,
            lambda line: short_day(line.row.since),
            order=lambda line: line.row.since,
            gives_way=2,
        ),
        Column("late", _("Reply overdue since"), 20, lambda line: short_day(line.row.late_since), badge=_late),
    )


def _had(line: Line) -> Badge:
    row = line.row
    picture, tone = _HAD[row.had]
    if row.lacks and row.had in ("own", "received", "written"):
        return "send", had_words(row), "info"
    return picture, had_words(row), tone


def _answer(line: Line) -> Badge:
    picture, tone = _ANSWERS[line.row.answer]
    return picture, _(ANSWER_WORDS[line.row.answer]), tone


def _answer_tip(line: Line) -> str:
    return line.row.reason or _answer(line)[1]


def _signed(line: Line) -> str:
    return _("{n} of {total}", n=line.row.signed, total=line.row.slots) if line.row.slots else ""


def _move(line: Line) -> Badge | None:
    row = line.row
    if not row.move:
        return None
    if row.to_send:
        return "send", _("{move}; send first", move=_(MOVE_WORDS[row.move])), "warn"
    if row.sent_by:
        return "forward", _("{move}; waits for a file", move=_(MOVE_WORDS[row.move])), "info"
    return "forward", _(MOVE_WORDS[row.move]), "warn" if row.is_own else "info"


def _late(line: Line) -> Badge | None:
    return ("time", short_day(line.row.late_since), "bad") if line.row.late_since else None
