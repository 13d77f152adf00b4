"""The room of the partners: the list on the left, the chosen one on the right."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.views.members import Followable, followable
from datapact.agreements.views.partners import (
    ExternalFacts,
    PartnerFacts,
    PartnerLine,
    external_facts,
    partner_facts,
    partner_lines,
)
from datapact.base.texts import _
from datapact.organisation.acting.acting_member import READS_ONLY, Acting
from datapact.organisation.network.writing import ToWrite, to_write
from datapact.organisation.partners.partner_table import TableSeen, look_at_table
from datapact.organisation.partners.partners import distrust_partner
from datapact.organisation.partners.removing import remove_external, remove_partner
from datapact.organisation.partners.without_datapact import Imported
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.layout.wrapping_row import WrappingRow
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.partners.choose_card import choose_card, choose_directory
from datapact_ui.partners.confirm_dialog import ConfirmDialog
from datapact_ui.partners.directory_dialog import DirectoryDialog
from datapact_ui.partners.external_dialog import ExternalDialog
from datapact_ui.partners.import_partners_dialog import ImportPartnersDialog
from datapact_ui.partners.own_card_dialog import OwnCardDialog
from datapact_ui.partners.partner_detail import PartnerDetail
from datapact_ui.partners.partner_table import NAME, PartnerTable
from datapact_ui.partners.write_directory_dialog import WriteDirectoryDialog

_COLUMNS_KEY, _SPLIT_KEY, _SORT_KEY = "partners.columns", "partners.split", "partners.sort"


class PartnersView(View):
    """Partners, their identity, and the own card."""

    name = "partners"
    help_page = "partners"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted, self._wanted_reference = "", ""
        self._facts: PartnerFacts | None = None
        self._external: ExternalFacts | None = None
        self._build_actions()
        self.table = PartnerTable(self)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.model = self.table.lines
        self.detail = PartnerDetail(
            context, self.confirm, self.distrust, self.remove, self.change_external, self.share_folder, self
        )
        self.table.opened.connect(lambda _line: self.detail.setFocus())
        self.search = QLineEdit(self)
        self.search.setObjectName("partner-search")
        self.search.setAccessibleName(_("Find a partner"))
        self.search.setPlaceholderText(_("Find a partner: name, region, identity, fingerprint"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setMinimumWidth(characters(46))  # what it finds is read whole; the buttons go below it before that
        self.search.textChanged.connect(self._narrow)
        self._lay_out()
        changing = (
            self.add_card,
            self.add_external,
            self.import_list,
            self.write_directory,
            self.confirm_one,
            self.distrust_one,
            self.share_one,
            self.remove_one,
        )
        buttons = [self.findChild(QPushButton, f"{action.objectName()}-button") for action in changing]
        self.hold_back(*changing, *(button for button in (*buttons, self.empty.button) if button is not None))
        self._recall()
        self.refresh(frozenset({"partners"}))

    # ---- building ----

    def _build_actions(self) -> None:
        self.add_card = self.action(
            "add-card", _("Add card …"), self.choose_card, shortcut="Ctrl+Shift+A", icon_name="add"
        )
        self.add_external = self.action(
            "add-external",
            _("Add without DataPact …"),
            self.new_external,
            shortcut="Ctrl+Shift+N",
            icon_name="organisation",
        )
        self.own_card = self.action(
            "show-own-card", _("Own card …"), self.show_own_card, shortcut="Ctrl+Shift+C", icon_name="card"
        )
        self.import_list = self.action("import-partners", _("Import a list …"), self.choose_list, icon_name="table")
        self.open_directory = self.action(
            "open-directory", _("Open a directory …"), self.choose_directory, icon_name="network"
        )
        self.write_directory = self.action(
            "write-directory", _("Write a directory …"), self.put_directory_together, icon_name="save"
        )
        self.confirm_one = self.action(
            "confirm-one", _("Confirm identity …"), self.confirm, shortcut="Ctrl+Shift+I", icon_name="trust"
        )
        self.distrust_one = self.action("distrust-one", _("Withdraw trust …"), self.distrust, icon_name="decline")
        self.share_one = self.action("shared-folder", _("Shared folder …"), self.share_folder, icon_name="folder")
        self.remove_one = self.action("remove-one", _("Remove partner …"), self.remove, icon_name="delete")
        for action in (self.confirm_one, self.distrust_one, self.share_one, self.remove_one):
            bar(action, nothing_chosen(None))

    def _lay_out(self) -> None:
        doing = QWidget(self)
        row = FlowLayout(doing)
        for action in (
            self.add_card,
            self.add_external,
            self.import_list,
            self.open_directory,
            self.write_directory,
            self.own_card,
        ):
            button = QPushButton(action.icon(), action.text(), self)
            button.setObjectName(f"{action.objectName()}-button")
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            row.addWidget(button)
        bar = WrappingRow(self.search, doing, self, gap=2)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("partner-splitter")
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setSizes([characters(120), characters(76)])
        self.splitter.setChildrenCollapsible(False)
        self.detail.setMinimumWidth(characters(52))
        self.empty = EmptyState(
            "partners",
            _("No partners yet"),
            _(
                "A card (.dpcard) is a small file by which an organisation makes itself known. Send yours to your"
                " partner and ask for theirs; add it here, or drag it into the window. A partner without DataPact is added by"
                " its name."
            ),
            _("Add card …"),
            self.choose_card,
            self,
            other=(_("Add without DataPact …"), self.new_external),
        )
        self.stack = FrontStack(self)
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.setContentsMargins(space(5), 0, space(5), space(4))
        column.addWidget(bar)
        column.addWidget(self.stack, 1)

    # ---- remembered in the vault ----

    def _recall(self) -> None:
        header = self.table.horizontalHeader()
        widths = self.context.recall(_COLUMNS_KEY)
        if isinstance(widths, list) and len(widths) == header.count():
            for column, width in enumerate(widths):
                if isinstance(width, int) and width > 0:
                    self.table.setColumnWidth(column, width)
        sizes = self.context.recall(_SPLIT_KEY)
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            self.splitter.setSizes([int(str(size)) for size in sizes])
        sorting = self.context.recall(_SORT_KEY)
        if isinstance(sorting, list) and len(sorting) == 2 and sorting[0] in range(header.count()):
            descending = Qt.SortOrder.DescendingOrder if sorting[1] else Qt.SortOrder.AscendingOrder
            self.table.sortByColumn(int(str(sorting[0])), descending)
        header.sectionResized.connect(lambda *_changed: self._remember_columns())
        header.sortIndicatorChanged.connect(self._remember_sorting)
        self.splitter.splitterMoved.connect(
            lambda *_moved: self.context.remember(_SPLIT_KEY, [int(size) for size in self.splitter.sizes()])
        )

    def _remember_columns(self) -> None:
        if not any(self.table.isColumnHidden(column) for column in range(self.model.columnCount())):
            widths = [self.table.columnWidth(column) for column in range(self.model.columnCount())]
            self.context.remember(_COLUMNS_KEY, widths)

    def _remember_sorting(self, column: int, order: Qt.SortOrder) -> None:
        self.context.remember(_SORT_KEY, [column, int(order == Qt.SortOrder.DescendingOrder)])

    # ---- what every view has ----

    def title(self) -> str:
        return _("Partners")

    def actions(self) -> list[QAction]:
        return [
            self.add_card,
            self.add_external,
            self.own_card,
            self.confirm_one,
            self.distrust_one,
            self.share_one,
            self.remove_one,
            self.import_list,
            self.open_directory,
            self.write_directory,
        ]

    def take_focus(self) -> None:
        self.table.setFocus()

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("search"):
            self.search.setText(options["search"])
        self._wanted = options.get("organisation", "")
        if self._wanted:
            self.search.clear()
            self._choose(self._wanted)

    def refresh(self, what: frozenset[str]) -> None:
        if what & {"partners", "list"} or any(one.startswith("urn:") for one in what):
            self.context.worker.read(self, partner_lines, self._show, key="partners")

    # ---- showing ----

    def _show(self, lines: tuple[PartnerLine, ...]) -> None:
        current = self.current()
        self.table.show_partners(lines)
        self.stack.setCurrentIndex(0 if lines else 1)
        added = next((line for line in lines if line.reference and line.reference == self._wanted_reference), None)
        if added is not None:
            self._wanted_reference = ""
            self._choose("", added.name)
            return
        self._choose(self._wanted or (current.organisation if current else ""), current.name if current else "")

    def _narrow(self, words: str) -> None:
        current = self.current()
        self.table.narrow(words)
        self._choose(current.organisation if current else "", current.name if current else "")

    def current(self) -> PartnerLine | None:
        """The partner that is chosen."""
        return self.model.row(self.table.currentIndex().row())

    def _choose(self, organisation: str, name: str = "") -> None:
        if not self.model.rowCount():
            self.table.selectionModel().clear()
            self.detail.show_nothing(_("No partner fits the search.") if self.table.total() else "")
            self._facts = None
            self._allow(None)
            return
        row = self.table.row_of(organisation, name)
        if row >= 0 and organisation == self._wanted:
            self._wanted = ""
        index = self.model.index(max(0, row), NAME)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._load()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and previous.isValid():
            self._load()

    def _load(self) -> None:
        line = self.current()
        if line is None:
            return
        if not line.organisation:
            self._facts = None
            self._allow(None)
            reference = line.reference
            self.context.worker.read(
                self, lambda acting: external_facts(acting, reference), self._show_external, key="partner"
            )
            return
        self._external = None
        organisation = line.organisation
        self.context.worker.read(
            self, lambda acting: partner_facts(acting, organisation), self._show_facts, key="partner"
        )

    def _show_facts(self, facts: PartnerFacts | None) -> None:
        line = self.current()
        if facts is None or line is None or facts.partner.organisation != line.organisation:
            return
        place = self.detail.verticalScrollBar().value() if self._same_partner(facts) else 0
        self._facts = facts
        self._allow(facts)
        self.detail.show_facts(facts)
        self.detail.verticalScrollBar().setValue(place)

    def _show_external(self, facts: ExternalFacts | None) -> None:
        line = self.current()
        if facts is None or line is None or facts.reference != line.reference:
            return
        same = self._external is not None and self._external.reference == facts.reference
        place = self.detail.verticalScrollBar().value() if same else 0
        self._external = facts
        bar(self.remove_one, _why_not_remove(may=facts.may_change, named=facts.keeps_name))
        self.detail.show_external(facts)
        self.detail.verticalScrollBar().setValue(place)

    def _allow(self, facts: PartnerFacts | None) -> None:
        """Enable the actions for the chosen partner, or say what stands against them."""
        if facts is None:
            line = self.current()
            outside = line is not None and not line.organisation
            none = _("This partner works without DataPact.") if outside else nothing_chosen(None)
            for action in (self.confirm_one, self.distrust_one, self.share_one, self.remove_one):
                bar(action, none)
            return
        may = facts.may_confirm
        role = "" if may else _by_whom()
        withdrawn = may and not facts.may_distrust
        bar(self.confirm_one, role)
        bar(self.distrust_one, role or (_("Trust is withdrawn already.") if withdrawn else ""))
        bar(self.remove_one, _why_not_remove(may=may, named=bool(facts.agreements)))
        bar(self.share_one, str(READS_ONLY) if self.context.identity.reads_only else "")

    def _same_partner(self, facts: PartnerFacts) -> bool:
        return self._facts is not None and self._facts.partner.organisation == facts.partner.organisation

    # ---- actions ----

    def choose_card(self) -> None:
        """Choose a card file; it is previewed before it is added."""
        choose_card(self.context)

    def show_own_card(self) -> None:
        """Show the own card and fingerprint."""
        OwnCardDialog(self.context, self.window()).open()

    def choose_directory(self) -> None:
        """Open a file with the cards of a network; it is looked at before anything is taken in."""
        path = choose_directory(self.context)
        if path is not None:
            DirectoryDialog(self.context, path, self.window()).open()

    def put_directory_together(self) -> None:
        """Write the cards of a network into one file."""

        def read(acting: Acting) -> tuple[ToWrite, tuple[Followable, ...]]:
            return to_write(acting), followable(acting)

        def show(found: tuple[ToWrite, tuple[Followable, ...]]) -> None:
            known, signed = found
            WriteDirectoryDialog(self.context, known, self.window(), signed).open()

        self.context.worker.read(self, read, show, key="directory")

    def confirm(self) -> None:
        """Compare the fingerprint of the partner that is chosen."""
        if self._facts is not None and self._facts.may_confirm:
            ConfirmDialog(self.context, self._facts.partner, self.window()).open()

    def share_folder(self) -> None:
        """Choose the folder that is shared with the chosen partner."""
        from datapact_ui.partners.shared_folder_dialog import SharedFolderDialog

        if self._facts is not None:
            SharedFolderDialog(self.context, self._facts.partner, self.window()).open()

    def distrust(self) -> None:
        """Withdraw the trust in the partner that is chosen, with a reason."""
        facts = self._facts
        if facts is None or not facts.may_distrust:
            return
        partner = facts.partner
        reason = self.context.dialogs.ask_text(
            _("Withdraw the trust in {name}", name=partner.name),
            _("Why? The reason stays in this vault. Nothing is signed with this partner until you compare again."),
        )
        if reason is None:
            return

        def withdraw(acting: Acting, _progress: Progress) -> None:
            distrust_partner(acting, partner.organisation, reason)

        self.context.worker.change(
            self,
            _("Withdrawing the trust"),
            withdraw,
            lambda _none: self.context.notify(_("The trust in {name} is withdrawn.", name=partner.name)),
            touches=frozenset({"partners", "list"}),
        )

    def new_external(self) -> None:
        """Add a partner without DataPact."""
        ExternalDialog(self.context, None, self._choose_reference, self.window()).open()

    def change_external(self) -> None:
        """Change the profile of the partner without DataPact that is chosen."""
        if self._external is not None and self._external.may_change:
            ExternalDialog(self.context, self._external, self._choose_reference, self.window()).open()

    def _choose_reference(self, reference: str) -> None:
        self.search.clear()
        self._wanted_reference = reference

    def _remove_external(self, facts: ExternalFacts) -> None:
        words = _("Nothing is on record with this partner. It can be added again.")
        title = _("Remove {name}", name=facts.profile.name)
        if not self.context.dialogs.confirm(title, words, _("Remove"), keep=_("Keep")):
            return
        self.context.worker.change(
            self,
            _("Removing the partner"),
            lambda acting, _progress: remove_external(acting, facts.reference),
            lambda name: self.context.notify(_("{name} is no longer among the partners.", name=name)),
            touches=frozenset({"partners", "list"}),
        )

    def remove(self) -> None:
        """Remove the chosen partner from the list, with a reason."""
        facts = self._facts
        line = self.current()
        if self._external is not None and line is not None and line.reference == self._external.reference:
            if self._external.may_remove:
                self._remove_external(self._external)
            return
        if facts is None or not facts.may_remove:
            return
        partner = facts.partner
        reason = self.context.dialogs.ask_text(
            _("Remove {name}", name=partner.name),
            _(
                "Why? The reason stays in this vault. Only a partner with whom nothing is on record can be removed; its "
                "card can be added again."
            ),
        )
        if reason is None:
            return

        def take_off(acting: Acting, _progress: Progress) -> str:
            return remove_partner(acting, partner.organisation, reason)

        self.context.worker.change(
            self,
            _("Removing the partner"),
            take_off,
            lambda name: self.context.notify(_("{name} is no longer among the partners.", name=name)),
            touches=frozenset({"partners", "list"}),
        )

    def choose_list(self) -> None:
        """Import partners without DataPact from a table; which column is what is asked first."""
        path = self.context.dialogs.ask_open_file(
            _("Import a list of partners"), _("Tables ({patterns})", patterns="*.csv *.xlsx")
        )
        if path is None:
            return

        def show(seen: TableSeen) -> None:
            ImportPartnersDialog(self.context, path, seen, self._imported, self.window()).open()

        self.context.worker.read(self, lambda _acting: look_at_table(path), show, key="partner-table")

    def _imported(self, done: Imported) -> None:
        self.context.notify(
            _(
                "{added} added, {changed} changed, {unchanged} unchanged.",
                added=done.added,
                changed=done.changed,
                unchanged=done.unchanged,
            )
        )


def _by_whom() -> str:
    return _("A legal member or an administrator does this.")


def _why_not_remove(*, may: bool, named: bool) -> str:
    """Why a partner stays in the list; empty where it can go."""
    return (_("An agreement names this partner, so it stays.") if named else "") if may else _by_whom()
