"""Findings while a draft is written: checked off the UI thread a moment after the last change; a click goes to the place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.agreements.projection.append import state_so_far
from datapact.agreements.projection.own_findings import confirmed_wordings, house_severity
from datapact.agreements.steps.drafting import state_of
from datapact.agreements.steps.wording import OwnWording, confirm, cured, own_wordings
from datapact.agreements.text.own_answers import own_facts
from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _
from datapact.checks.model.finding import Finding, tally
from datapact.checks.model.missing_in_text import gaps_joined
from datapact.checks.run.engine import check
from datapact.contract.editing.edit import inverse
from datapact.contract.text.defined_terms import DefinedTerm, terms_of
from datapact.contract.wording.remembered import Remembered
from datapact.library.playbook.playbook import playbook
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.editor.page.confirm_words_dialog import ConfirmWordsDialog
from datapact_ui.editor.page.wording_box import WordingBox
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.tables.finding_kinds import (
    authority_words,
    basis_words,
    count_words,
    heading_words,
    in_groups,
    kind_appearance,
    rule_tip,
)
from datapact_ui.kit.tables.standing_appearance import standing_badge
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import icon_size, space, type_font
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.no_break_spaces import held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from datapact.base.strictjson import JsonObject
    from datapact.contract.text.document import AgreementDocument
    from datapact.contract.wording.provided import Confirmed
    from datapact.library.playbook.deviations import Standing
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

CHECK_AFTER_MSECS = 300
_INDEX = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of a check of the draft."""

    findings: tuple[Finding, ...]
    """First wrong values, then missing ones that bar freezing, then those that may stay open."""
    wordings: tuple[OwnWording, ...] = ()
    """Places in own words, confirmed ones too."""
    stored: bool = False
    """The draft is in the vault, so that words of it can be confirmed."""
    playbook: tuple[tuple[Standing, str], ...] = ()
    """Where the draft leaves the playbook of the house, with the sentence that says so."""
    terms: tuple[DefinedTerm, ...] = ()
    """Defined terms of the prevailing language that are defined twice or not at all."""


def findings_of(
    document: AgreementDocument,
    earlier: Sequence[JsonObject],
    on: date,
    house: Mapping[str, str] | None = None,
    confirmed: Confirmed | None = None,
    remembered: Remembered | None = None,
    own: Mapping[str, Any] | None = None,
    ours: str = "",
) -> Checked:
    """The check of a draft; ``house``, ``confirmed`` (agreements/projection/own_findings.py) and ``own``, the facts on file
    beside it (agreements/projection/findings.py), are the vault's, ``ours`` is its organisation id.
    """
    found = gaps_joined(
        check(
            state_of(document),
            on,
            house_severity=house,
            earlier=earlier,
            confirmed=confirmed,
            remembered=remembered,
            own=own,
            ours=ours,
            on_paper=document.amends_on_paper,
        )
    )
    about_words = any(one.parts or one.id in ("C01", "C03") for one in found)
    return Checked(
        tuple(one for _heading, members in in_groups(found) for one in members),
        own_wordings(document, confirmed, remembered) if about_words else (),
        confirmed is not None,
    )


class FindingsPanel(QWidget):
    """The list of findings on the session's document."""

    place_chosen = Signal(str)
    counted = Signal(object)
    """The Tally of what was found."""

    def __init__(self, context: AppContext, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings-panel")
        self._context, self._session = context, session
        self._remembered = Remembered()
        self._summary = Words(_("Checking …"), "strong", self)
        self.list = QListWidget(self)
        self.list.setObjectName("findings-list")
        self.list.setAccessibleName(_("Findings"))
        self.list.setWordWrap(True)
        self.list.setIconSize(icon_size())
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        soften(self.list)
        self.list.setSpacing(space(0.5))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_wording())
        self.wording = WordingBox(self)
        self.wording.cure_wanted.connect(self._cure)
        self.wording.confirm_wanted.connect(self._confirm)
        self.list.installEventFilter(self)
        self._checked = Checked(())
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        column.addWidget(self._summary)
        column.addWidget(self.list, 1)
        column.addWidget(self.wording)
        column.addStretch(0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(CHECK_AFTER_MSECS)
        self._soon.timeout.connect(self.check_now)
        session.changed.connect(lambda _command: self._soon.start())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The Insert key in the list inserts the clause that the finding misses."""
        pressed = event if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.list and pressed is not None and pressed.key() == Qt.Key.Key_Insert:
            self.wording.cure_now()
            return True
        return super().eventFilter(watched, event)

    @property
    def barring(self) -> tuple[str, ...]:
        """The places of what has to be settled before the text can be frozen, as it was last checked."""
        found = self._checked.findings
        return tuple(one.place for one in found if one.bars_freezing)

    @property
    def barring_words(self) -> tuple[tuple[str, Message], ...]:
        """Place and sentence of each point in ``barring``."""
        found = self._checked.findings
        return tuple((one.place, one.message) for one in found if one.bars_freezing)

    def check_now(self) -> None:
        """Check the present document, without waiting."""
        self._soon.stop()
        if self._session.ready:
            self._context.worker.read(self, self.checking(), self._show, key="findings")

    def checking(self) -> Callable[[Acting], Checked]:
        """The check of the text as it is now, for a thread of its own."""
        document, earlier, today = self._session.document, self._session.opened.earlier, self._context.today()
        remembered = self._remembered

        def job(acting: Acting) -> Checked:
            with acting.vault.read() as database:
                house = house_severity(database)
                folded = state_so_far(database, document.agreement)
                confirmed = None if folded is None else confirmed_wordings(database, folded, acting.organisation)
                own = None if folded is None else own_facts(folded, state_of(document))
                book = playbook(database)
            found = findings_of(document, earlier, today, house, confirmed, remembered, own, acting.organisation)
            left = [one for one in book.standings(document) if one.deviates]
            wrong = terms_of(document, document.prevailing, faults_only=True)
            return replace(
                found,
                playbook=tuple((one, str(one.sentence(book.names))) for one in left),
                terms=tuple(one for one in wrong if one.fault != "unused"),
            )

        return job

    def _show(self, checked: Checked) -> None:
        self._checked, found = checked, checked.findings
        counts = tally(found)
        self._summary.setText(" · ".join(count_words(counts)) or _("Nothing is missing."))
        row = self.list.currentRow()
        self.list.clear()
        groups, number = in_groups(found), 0
        for heading, members in groups:
            if len(groups) > 1:
                self._add_heading(heading_words(heading, members))
            for entry in members:
                self._add(entry, number)
                number += 1
        if checked.playbook:
            self._add_heading(f"{_('Playbook of your house')} ({len(checked.playbook)})")
        for standing, words in checked.playbook:
            self._add_standing(standing, words)
        if checked.terms:
            self._add_heading(f"{_('Defined terms')} ({len(checked.terms)})")
        for term in checked.terms:
            self._add_term(term)
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)
        self.list.setVisible(bool(found or checked.playbook or checked.terms))
        self.counted.emit(counts)

    def _show_wording(self) -> None:
        item = self.list.currentItem()
        index = item.data(_INDEX) if item is not None else None
        finding = self._checked.findings[index] if isinstance(index, int) else None
        self.wording.show_finding(finding, self._checked.wordings, stored=self._checked.stored)

    def _cure(self, finding: Finding) -> None:
        """Put the template's words into the draft, as one step that can be undone."""
        before = self._session.document
        try:
            after = cured(before, [finding], self._session.opened.ground)
        except DataPactError as error:
            self._session.refused.emit(error)
            return
        self._session.do(inverse(after, before), _("Insert the clause"))
        self.check_now()

    def _confirm(self, places: tuple[str, ...]) -> None:
        document, history = self._session.document, self._session.history
        dialog = ConfirmWordsDialog(self._context, self._checked.wordings, places, self)

        def take() -> None:
            chosen, words = dialog.places(), dialog.words()

            def write(acting: Acting, _progress: Progress) -> None:
                confirm(acting, history, chosen, None, words, document)

            def done(_none: None) -> None:
                self._context.notify(_("The words are confirmed, exactly as they stand."))
                dialog.accept()
                self.check_now()

            dialog.run(_("Confirming own words"), write, done, touches=frozenset({history}))

        dialog.taken.connect(take)
        dialog.open()

    def _add_heading(self, words: str) -> None:
        """Add a heading line that cannot be chosen."""
        item = add_line(self.list, words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(type_font("strong"))

    def _add(self, entry: Finding, number: int) -> None:
        icon_name, kind, tone = kind_appearance(
            severe=entry.severity == "E", missing=entry.missing, later=entry.at_freezing == "E"
        )
        text = f"{kind}: {entry.message}\n{basis_words(entry)} · {authority_words(entry)}"
        item = add_line(self.list, held(text), steady_icon(icon_name, colours_of(self.palette()).tone(tone).ink))
        item.setData(Qt.ItemDataRole.UserRole, entry.place)
        item.setData(_INDEX, number)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        item.setToolTip(f"{_('Go to the place')}. {rule_tip(entry)}")

    def _add_standing(self, standing: Standing, words: str) -> None:
        icon_name, kind, tone = standing_badge(standing)
        text = f"{kind}: {words}"
        item = add_line(self.list, held(text), steady_icon(icon_name, colours_of(self.palette()).tone(tone).ink))
        item.setData(Qt.ItemDataRole.UserRole, standing.place)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        item.setToolTip(_("Go to the place"))

    def _add_term(self, term: DefinedTerm) -> None:
        text = str(term.words)
        item = add_line(self.list, held(text), steady_icon("terms", colours_of(self.palette()).tone("warn").ink))
        item.setData(Qt.ItemDataRole.UserRole, f"clauses.{(*term.defined[-1:], term.first)[0]}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        item.setToolTip(_("Go to the place"))

    def _choose(self, item: QListWidgetItem) -> None:
        place = item.data(Qt.ItemDataRole.UserRole)
        if place is not None:
            self.place_chosen.emit(str(place))

    def sizeHint(self) -> QSize:
        return QSize(space(60), space(80))
