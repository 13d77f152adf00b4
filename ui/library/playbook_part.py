"""The playbook: positions by topic, their fallbacks, and who may concede them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted, current_language
from datapact.library.clauses.versions import retire
from datapact.library.shelf.choices import read_choices
from datapact.library.shelf.offered import offered_clauses
from datapact.library.shelf.shelf import PositionRow, Shelf
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.library.appearance import TOUCHED, history_words
from datapact_ui.library.library_list import LibraryList
from datapact_ui.library.position_dialog import PositionDialog

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class PlaybookPart(LibraryList[PositionRow]):
    """The positions of the house."""

    name = "playbook"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        make = self.action
        self.add_position = make(
            "add-position", _("New position …"), self.add, icon_name="add", shortcut="Ctrl+Shift+N"
        )
        self.change_position = make("change-position", _("Change …"), self.change, icon_name="edit")
        self.remove_position = make("remove-position", _("Take out …"), self.remove, icon_name="delete")
        self.may_decide = "legal" in context.identity.roles
        empty = EmptyState(
            "library",
            _("No positions yet"),
            _(
                "A position says what your house wants on a topic, what it falls back to, and who may concede it. A text"
                " that leaves it waits for that approval. No partner ever sees it."
            ),
            _("New position …") if self.may_decide else "",
            self.add,
            self,
        )
        columns: list[Column[PositionRow]] = [
            Column("name", _("Topic"), 26, lambda row: row.kept.position.name, flexible=True),
            Column("house", _("House position"), 30, lambda row: str(row.house), flexible=True),
            Column("fallbacks", _("Fallbacks"), 19, lambda row: str(len(row.fallbacks)), gives_way=2),
            Column("about", _("About"), 30, lambda row: str(row.topic), flexible=True, gives_way=1),
        ]
        beside = (self.change_position, self.remove_position)
        self.build(_("Playbook"), columns, beside, (), (self.add_position, "add"), empty)
        bar(self.add_position, self.only_legal())
        self.hold_back(self.add_position, *beside)
        self.read()

    def title(self) -> str:
        return _("Playbook")

    def actions(self) -> list[QAction]:
        return [self.add_position, self.change_position, self.remove_position]

    def show_shelf(self, found: Shelf) -> None:
        words = str(counted("{n} position", "{n} positions", len(found.positions)))
        self.show_lines(found.positions, lambda row: row.kept.position.key, words)

    def choose(self, item: str) -> bool:
        return self.table.choose(lambda row: row.kept.position.key == item)

    def show_current(self, line: PositionRow | None) -> None:
        for action in (self.change_position, self.remove_position):
            bar(action, self.only_legal())
        if line is None:
            self.facts.show_nothing(_("No position is chosen"))
            return
        position = line.kept.position
        facts = [(_("About"), str(line.topic)), (_("House position"), str(line.house))]
        facts.append((_("To tell the other side"), position.stands[0].reason))
        facts += [(_("Fallback {n}", n=number), str(words)) for number, words in enumerate(line.fallbacks, 1)]
        facts.append((_("Beyond"), _("conceded by {who}", who=line.beyond)))
        facts.append((_("Notes"), "\n".join(one.note for one in position.stands if one.note)))
        facts.append((_("Versions"), history_words(line.lines)))
        self.facts.show_facts(position.name, ("library", _("Playbook"), "info"), facts)

    # ---- doing ----

    def open_line(self) -> None:
        if self.change_position.isEnabled():
            self.change()

    def add(self) -> None:
        """Set a position on a new topic."""
        self._ask(None)

    def change(self) -> None:
        """Change the chosen position."""
        row = self.table.current()
        if row is not None:
            self._ask(row)

    def _ask(self, row: PositionRow | None) -> None:
        self.context.worker.read(self, lambda _acting: _read_choices(), lambda _none: self._open(row), key="choices")

    def _open(self, row: PositionRow | None) -> None:
        if self.shelf is None:
            return
        dialog = PositionDialog(self.context, self.shelf, None if row is None else row.kept.position, self.window())
        dialog.accepted.connect(lambda: self.want(dialog.key))
        dialog.open()

    def remove(self) -> None:
        """Take the chosen position out of the playbook."""
        row = self.table.current()
        if row is None:
            return
        key = row.kept.position.key
        if self.context.dialogs.confirm(
            _("Take this position out of the playbook?"),
            _("Texts that leave it need no approval for that any more. Its versions stay in the history."),
            _("Take out"),
            keep=_("Keep"),
        ):
            self.context.worker.change(
                self,
                _("Taking a position out"),
                lambda acting, _progress: retire(acting, "position", key),
                lambda _none: self.context.notify(_("Taken out. Its history stays.")),
                touches=TOUCHED,
            )


def _read_choices() -> None:
    """Everything that the dialog offers, so that it opens at once."""
    read_choices()
    offered_clauses(current_language())
