"""Own clauses: the list, one clause with its alternatives beside it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.agreements.library.where_used import Use, where_used
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import N_, Language, Message, _, counted
from datapact.consent.proof.run import Rests, prove_whole
from datapact.library.clauses.own_clause import RISK_WORDS, SLANT_WORDS, Alternative, OwnClause
from datapact.library.clauses.own_clauses import approve_clause
from datapact.library.clauses.sources import readable
from datapact.library.clauses.versions import retire, take_back_approval
from datapact.library.shelf.choices import read_choices
from datapact.library.shelf.library_file import TakenIn, export_library, look_at_library, take_in_library
from datapact.library.shelf.library_format import ENDING, LARGEST
from datapact.library.shelf.offered import OFFERED, offered_library
from datapact.library.shelf.shelf import ClauseRow, Shelf
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.library.appearance import TOUCHED, history_words, risk_badge, standing_badge
from datapact_ui.library.clause_dialog import ClauseDialog
from datapact_ui.library.library_list import LibraryList

if TYPE_CHECKING:
    from datapact.library.clauses.versions import Version
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.theme.colours import Tone


class ClausesPart(LibraryList[ClauseRow]):
    """The clauses of the house."""

    name = "own-clauses"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        make = self.action
        self.add_clause = make("add-own-clause", _("New clause …"), self.add, icon_name="add", shortcut="Ctrl+Shift+N")
        self.change_clause = make("change-own-clause", _("Change …"), self.change, icon_name="edit")
        self.approve_clause = make("approve-own-clause", _("Approve this version …"), self.approve, icon_name="approve")
        self.take_back = make(
            "take-back-own-clause", _("Take approval back"), self.take_approval_back, icon_name="undo"
        )
        self.retire_clause = make("retire-own-clause", _("Retire …"), self.retire, icon_name="archive")
        self.uses = make("uses-own-clause", _("Where used …"), self.show_uses, icon_name="link")
        self.take_in = make("import-library", _("Import …"), self.import_file, icon_name="open")
        self.offered = make("offered-clauses", _("Offered by DataPact …"), self.take_offered, icon_name="clause")
        self.write_out = make("export-library", _("Export …"), self.export_file, icon_name="export")
        empty = EmptyState(
            "clause",
            _("No own clauses yet"),
            _(
                "Write the wording of your house once, with alternatives and what each means. A second member approves it,"
                " or its author where nobody else has the role Legal; then it is offered while drafting. It stays in this vault."
            ),
            _("New clause …") if self.may_write else "",
            self.add,
            self,
        )
        columns: list[Column[ClauseRow]] = [
            Column("name", _("Clause"), 34, lambda row: row.clause.name, flexible=True),
            Column("standing", _("Approval"), 30, lambda row: standing_badge(row.standing)[1], badge=_badge),
            Column(
                "alternatives",
                _("Alternatives"),
                26,
                lambda row: ", ".join(_(one) for one in row.slants),
                flexible=True,
                gives_way=1,
            ),
            Column("version", _("Version no."), 12, lambda row: str(row.lines[-1].number), gives_way=2),
        ]
        beside = (self.change_clause, self.approve_clause, self.uses, self.take_back, self.retire_clause)
        self.build(
            _("Own clauses"),
            columns,
            beside,
            (self.offered, self.take_in, self.write_out),
            (self.add_clause, "add"),
            empty,
        )
        for action in (self.add_clause, self.take_in, self.offered):
            bar(action, self.only_writers())
        self.hold_back(self.add_clause, self.take_in, self.offered, *(one for one in beside if one is not self.uses))
        self.read()

    def title(self) -> str:
        return _("Own clauses")

    def actions(self) -> list[QAction]:
        return [
            self.add_clause,
            self.change_clause,
            self.approve_clause,
            self.uses,
            self.take_back,
            self.retire_clause,
            self.offered,
            self.take_in,
            self.write_out,
        ]

    # ---- showing ----

    def show_shelf(self, found: Shelf) -> None:
        words = str(counted("{n} own clause", "{n} own clauses", len(found.clauses)))
        self.show_lines(found.clauses, lambda row: row.clause.id, words)
        bar(
            self.write_out,
            "" if found.clauses or found.positions else _("Your house has no clauses and positions yet."),
        )

    def choose(self, item: str) -> bool:
        return self.table.choose(lambda row: row.clause.id == item)

    def show_current(self, line: ClauseRow | None) -> None:
        bar(self.change_clause, self.only_writers())
        if line is None:
            self.facts.show_nothing(_("No clause is chosen"))
            return
        bar(self.approve_clause, str(line.why_not_approve) if line.why_not_approve is not None else "")
        mine = any(one.author == self._kid for one in line.kept.last.approvals)
        bar(self.take_back, "" if mine else _("You have not approved this version."))
        bar(self.retire_clause, self.only_writers())
        clause = line.clause
        facts = [(_("Stands"), _("in place of DataPact’s clause") if line.replaces else _("as a clause of its own"))]
        for number, one in enumerate(clause.alternatives, 1):
            facts += [(f"{number}. {one.name}", _alternative_words(one))]
            facts += [(_(_LANGUAGES[language]), _whole(one, language)) for language in one.text]
        facts += [(_("Versions"), history_words(line.lines)), (_("Digest of the text"), line.lines[-1].digest)]
        warnings: list[tuple[str, Tone]] = [(str(one), "bad") for one in line.mistakes]
        warnings += [(_light(one), risk_badge(one.risk)[2]) for one in clause.alternatives if one.risk]
        if line.standing == "waiting":
            warnings.append((_("The approved version before this one is used until this one is approved."), "info"))
        self.facts.show_facts(clause.name, standing_badge(line.standing), facts, warnings)

    @property
    def _kid(self) -> str:
        return self.context.worker.acting.kid

    # ---- doing ----

    def _taken(self) -> list[str]:
        return [row.clause.id for row in self.shelf.clauses] if self.shelf is not None else []

    def open_line(self) -> None:
        if self.change_clause.isEnabled():
            self.change()

    def add(self) -> None:
        """Write a new clause."""
        self._write(None)

    def change(self) -> None:
        """Write a new version of the chosen clause."""
        row = self.table.current()
        if row is not None:
            self._write(row.clause)

    def _write(self, clause: OwnClause | None) -> None:
        self.context.worker.read(self, lambda _acting: read_choices(), lambda _none: self._ask(clause), key="choices")

    def _ask(self, clause: OwnClause | None) -> None:
        dialog = ClauseDialog(
            self.context,
            clause,
            self._taken(),
            self.window(),
            alone=self.shelf is not None and self.shelf.alone,
        )
        dialog.accepted.connect(lambda: self.want(dialog.saved_id))
        dialog.open()

    def approve(self) -> None:
        """Approve exactly the newest version of the chosen clause."""
        row = self.table.current()
        if row is None or row.why_not_approve is not None:
            return
        told = "\n\n".join(
            "\n".join([one.name, *(_whole(one, language) for language in one.text)]) for one in row.clause.alternatives
        )
        if row.kept.last.author == self._kid:
            told = (
                _("You wrote this text. Nobody else has the role Legal, so your approval holds and says so.")
                + f"\n\n{told}"
            )
        if not self.context.dialogs.confirm(_("Approve exactly this text?"), told, _("Approve"), keep=_("Not yet")):
            return
        identifier, digest = row.clause.id, row.lines[-1].digest

        def write(acting: Acting, _progress: Progress) -> Version:
            return approve_clause(acting, identifier, digest)

        self.context.worker.change(
            self,
            _("Approving the clause"),
            write,
            lambda _version: self.context.notify(_("Approved: exactly this version.")),
            touches=TOUCHED,
        )

    def take_approval_back(self) -> None:
        """Take the own approval of the newest version back."""
        row = self.table.current()
        if row is None:
            return
        identifier, digest = row.clause.id, row.lines[-1].digest
        self.context.worker.change(
            self,
            _("Taking the approval back"),
            lambda acting, _progress: take_back_approval(acting, "clause", identifier, digest),
            lambda _version: self.context.notify(_("Your approval is taken back.")),
            touches=TOUCHED,
        )

    def show_uses(self) -> None:
        """Say in which agreements the chosen clause stands."""
        row = self.table.current()
        if row is None:
            return
        identifier, name = row.clause.id, row.clause.name

        def show(uses: Sequence[Use]) -> None:
            told = [
                f"{one.number} {one.title} ({one.partners}): "
                + (
                    _("{alternative}, version {version}", alternative=one.alternative, version=one.version)
                    if one.version
                    else _("in other words")
                )
                for one in uses
            ]
            self.context.dialogs.tell(name, "\n".join(told) or _("No agreement has this clause."))

        self.context.worker.read(self, lambda acting: where_used(acting, identifier), show, key="where-used")

    def retire(self) -> None:
        """Retire the chosen clause."""
        row = self.table.current()
        if row is None:
            return
        identifier = row.clause.id
        if self.context.dialogs.confirm(
            _("Retire this clause?"),
            _("It is offered no more. Agreements that have it keep it, and its versions stay in the history."),
            _("Retire"),
            keep=_("Keep"),
        ):
            self.context.worker.change(
                self,
                _("Retiring the clause"),
                lambda acting, _progress: retire(acting, "clause", identifier),
                lambda _none: self.context.notify(_("Retired. Its history stays.")),
                touches=TOUCHED,
            )

    def import_file(self) -> None:
        """Take clauses and positions of a file in, after showing what would change."""
        path = self.context.dialogs.ask_open_file(_("Choose a library file"), f"DataPact (*{ENDING})")
        if path is None:
            return

        def look(acting: Acting) -> tuple[bytes, TakenIn]:
            data = read_whole(path, limit=LARGEST)
            return data, look_at_library(acting, data)

        self.context.worker.read(self, look, self._ask_taking, key="library-file")

    def take_offered(self) -> None:
        """Take in the alternatives that DataPact offers, after showing which."""

        def look(acting: Acting) -> tuple[bytes, TakenIn]:
            data = offered_library(acting)
            return data, look_at_library(acting, data)

        self.context.worker.read(self, look, lambda found: self._ask_taking(found, OFFERED), key="offered-clauses")

    def _ask_taking(self, found: tuple[bytes, TakenIn], origin: Message | None = None) -> None:
        data, seen = found
        told = [str(seen.words), *seen.clauses, *seen.positions, *map(str, seen.mistakes)]
        told.append(_("Each becomes a new version without approval; your own versions before it stay."))
        told.append(str(origin or seen.origin))
        if not self.context.dialogs.confirm(_("Take this in?"), "\n".join(told), _("Take in"), keep=_("Not now")):
            return
        self.context.worker.change(
            self,
            _("Taking the library in"),
            lambda acting, _progress: take_in_library(acting, data),
            lambda taken: self.context.notify(str(taken.words)),
            touches=TOUCHED,
        )

    def export_file(self) -> None:
        """Write the whole library into a file; it names no members and carries no approvals."""
        path = self.context.dialogs.ask_save_file(_("Export the library"), f"library{ENDING}", f"DataPact (*{ENDING})")
        if path is None:
            return

        def write(acting: Acting, _progress: Progress) -> None:
            prove_whole(acting, Rests())
            write_whole(path, export_library(acting))

        self.context.worker.change(
            self,
            _("Exporting the library"),
            write,
            lambda _none: self.context.notify(_("Written: {file}", file=path.name)),
        )


def _badge(row: ClauseRow) -> tuple[str, str, Tone]:
    return standing_badge(row.standing)


_LANGUAGES: Mapping[Language, str] = {"de": N_("German"), "en": N_("English")}


def _alternative_words(one: Alternative) -> str:
    return "\n".join(line for line in (_(SLANT_WORDS[one.slant]), one.meaning) if line)


def _light(one: Alternative) -> str:
    """The traffic light of an alternative in words: its risk, where that stands, and why."""
    words = f"{one.name}: {_(RISK_WORDS[one.risk])} ({one.citation})"
    return f"{words} – {one.reason}" if one.reason else words


def _whole(one: Alternative, language: Language) -> str:
    return f"{readable(one.heading[language], language)}\n{readable(one.text[language], language)}"
