"""Templates of the house: which template of DataPact each rests on, its own clauses, its approval, drafting with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.base.texts import _, counted
from datapact.library.clauses.versions import retire, take_back_approval
from datapact.library.shelf.shelf import Shelf, TemplateRow
from datapact.library.templates.own_templates import approve_template
from datapact_ui.editor.page.template_chooser import OWN_TEMPLATE
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.section import bar
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.library.appearance import TOUCHED, history_words, standing_badge
from datapact_ui.library.library_list import LibraryList
from datapact_ui.library.review_dialog import ReviewDialog

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.theme.colours import Tone


class TemplatesPart(LibraryList[TemplateRow]):
    """The templates of the house."""

    name = "own-templates"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        make = self.action
        self.draft = make("draft-own-template", _("Draft with it"), self.begin, icon_name="draft")
        self.approve_one = make("approve-own-template", _("Approve this version …"), self.approve, icon_name="approve")
        self.take_back = make("take-back-own-template", _("Take approval back"), self.withdraw, icon_name="undo")
        self.retire_one = make("retire-own-template", _("Retire …"), self.retire, icon_name="archive")
        self.review = make("review-template", _("A lawyer’s review …"), self.record_review, icon_name="approve")
        empty = EmptyState(
            "template",
            _("No templates of your own yet"),
            _(
                "Open an agreement whose text you want to use again and choose “Make a template …” in its actions. What differs"
                " from DataPact’s template becomes own clauses."
            ),
            _("Agreements"),
            lambda: context.show_view("agreements"),
            self,
        )
        columns: list[Column[TemplateRow]] = [
            Column("name", _("Template"), 34, lambda row: row.kept.newest.name, flexible=True),
            Column("standing", _("Approval"), 30, lambda row: standing_badge(row.standing)[1], badge=_badge),
            Column("base", _("Rests on"), 34, lambda row: str(row.base), flexible=True, gives_way=1),
            Column("own", _("Own clauses"), 14, lambda row: str(len(row.kept.newest.own)), gives_way=2),
        ]
        beside = (self.draft, self.approve_one, self.take_back, self.retire_one)
        self.build(_("Own templates"), columns, beside, (self.review,), None, empty)
        bar(self.review, self.only_legal())
        self.hold_back(*beside)
        self.read()

    def title(self) -> str:
        return _("Own templates")

    def actions(self) -> list[QAction]:
        return [self.draft, self.approve_one, self.take_back, self.retire_one, self.review]

    def show_shelf(self, found: Shelf) -> None:
        words = str(counted("{n} template", "{n} templates", len(found.templates)))
        self.show_lines(found.templates, lambda row: row.kept.newest.key, words)

    def choose(self, item: str) -> bool:
        return self.table.choose(lambda row: row.kept.newest.key == item)

    def show_current(self, line: TemplateRow | None) -> None:
        if line is None:
            self.facts.show_nothing(_("No template is chosen"))
            return
        template = line.kept.newest
        why = "" if line.kept.used is not None else _("No version of it is approved yet.")
        if not why and line.waiting:
            why = _("Clauses in it wait for approval.")
        bar(self.draft, why)
        bar(self.approve_one, str(line.why_not_approve) if line.why_not_approve is not None else "")
        mine = any(one.author == self.context.worker.acting.kid for one in line.kept.last.approvals)
        bar(self.take_back, "" if mine else _("You have not approved this version."))
        bar(self.retire_one, self.only_writers())
        facts = [
            (_("When to use it"), template.summary),
            (_("Rests on"), _("{name}, version {version}", name=line.base, version=template.base.version)),
            (_("Own clauses"), "\n".join(line.own)),
            (_("Left out"), "\n".join(template.without)),
            (_("Versions"), history_words(line.lines)),
        ]
        warnings: list[tuple[str, Tone]] = [
            (_("Waits for the approval of the clause {name}", name=one), "warn") for one in line.waiting
        ]
        if line.outdated:
            warnings.append((_("DataPact has a newer version of the template that it rests on."), "info"))
        self.facts.show_facts(template.name, standing_badge(line.standing), facts, warnings)

    # ---- doing ----

    def record_review(self) -> None:
        """Record that a lawyer read a template of DataPact, at first the one on which the chosen template rests."""
        row = self.table.current()
        ReviewDialog(self.context, self, template="" if row is None else row.kept.newest.base.id).open()

    def open_line(self) -> None:
        if self.draft.isEnabled():
            self.begin()

    def begin(self) -> None:
        """Draft an agreement with the chosen template."""
        row = self.table.current()
        if row is not None:
            self.context.open_interview(None, OWN_TEMPLATE + row.kept.newest.key)

    def approve(self) -> None:
        """Approve exactly the newest version of the chosen template."""
        row = self.table.current()
        if row is None or row.why_not_approve is not None:
            return
        template, digest = row.kept.newest, row.lines[-1].digest
        told = [
            _("Rests on: {name}, version {version}", name=row.base, version=template.base.version),
            *(_("Own clause: {name}", name=one) for one in row.own),
            *(_("Left out: {name}", name=one) for one in template.without),
        ]
        if self.context.dialogs.confirm(
            _("Approve exactly this template?"), "\n".join(told), _("Approve"), keep=_("Not yet")
        ):
            self.context.worker.change(
                self,
                _("Approving the template"),
                lambda acting, _progress: approve_template(acting, template.key, digest),
                lambda _version: self.context.notify(_("Approved: exactly this version.")),
                touches=TOUCHED,
            )

    def withdraw(self) -> None:
        """Take the own approval of the newest version back."""
        row = self.table.current()
        if row is None:
            return
        key, digest = row.kept.newest.key, row.lines[-1].digest
        self.context.worker.change(
            self,
            _("Taking the approval back"),
            lambda acting, _progress: take_back_approval(acting, "template", key, digest),
            lambda _version: self.context.notify(_("Your approval is taken back.")),
            touches=TOUCHED,
        )

    def retire(self) -> None:
        """Retire the chosen template."""
        row = self.table.current()
        if row is None:
            return
        key = row.kept.newest.key
        if self.context.dialogs.confirm(
            _("Retire this template?"),
            _("Nobody drafts with it any more. Agreements that were made with it stay as they are."),
            _("Retire"),
            keep=_("Keep"),
        ):
            self.context.worker.change(
                self,
                _("Retiring the template"),
                lambda acting, _progress: retire(acting, "template", key),
                lambda _none: self.context.notify(_("Retired. Its history stays.")),
                touches=TOUCHED,
            )


def _badge(row: TemplateRow) -> Badge:
    return standing_badge(row.standing)
