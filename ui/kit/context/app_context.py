"""The context of the application: the only object of the rest of it that a view gets and needs.

A view reads and changes through ``context.worker``, is told of every change by ``context.changed``, navigates through the
``open_…`` methods, and asks people through ``context.dialogs``. There are no globals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from datapact.agreements.projection.renewed_rows import renew_rows
from datapact.base.clock import in_zone
from datapact.base.texts import Message, _
from datapact.organisation.acting.acting_member import reads_only
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings
from datapact_ui.kit.background.runner import Worker
from datapact_ui.kit.context.names import NAMES, Names, read_names

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonValue
    from datapact.consent.matrix.question_form import QuestionForm
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.background.runner import Progress

_REMEMBER_AFTER_MSECS = 800
_WITHOUT_NAMES = frozenset({"settings", "members"})


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Facts of the session: the acting member, organisation and vault."""

    organisation: str
    """Organisation id."""
    organisation_name: str
    """As its public history has it."""
    member: str
    """Id of the member."""
    member_name: str
    """As it is known now."""
    roles: frozenset[str]
    """Of ``member_keys.ROLES``."""
    folder: Path
    """Path of the vault's folder."""
    legal_form: str = ""
    """Of the organisation, as its profile says; may be empty."""
    scope: frozenset[str] | None = None
    """History ids of the agreements that a mere auditor's running audits cover; None for everything, as for others."""

    @property
    def shut(self) -> bool:
        """A mere auditor without a running audit: windows show no agreement and no person."""
        return self.scope == frozenset()

    @property
    def narrowed(self) -> bool:
        """A mere auditor whose audits do not cover everything: the audit room, and pages of agreements in the scope."""
        return self.scope is not None

    @property
    def reads_only(self) -> bool:
        """Whether this member is a mere auditor, so that every room only shows."""
        return reads_only(self.roles)


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go to: a view's name, its subject (a history, an organisation, a file), and its options."""

    view: str
    """Name of a view, such as ``agreement`` or ``settings``."""
    key: str = ""
    """History id, path of a file or a question as text; empty for none."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Such as the tab or filters; texts by name."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The data read on opening a vault, off the UI thread; a AppContext is made of it."""

    acting: Acting = field(repr=False)
    """Whoever opened it, with the vault open."""
    facts: SessionFacts
    """As the organisation's history says now."""
    settings: Mapping[str, JsonValue]
    """Remembered values by key; the member's go before those of the whole vault."""


def read_facts(acting: Acting) -> SessionFacts:
    """The facts of the session by the organisation's present history."""
    from datapact.organisation.identity.own_history import own_line

    with acting.vault.read() as session:
        line = own_line(session)
    member = line.state.members.get(acting.member.id, acting.member)
    form = line.state.profile.get("legal_form", "")
    roles = frozenset(member.roles)
    scope = None
    if roles == {"auditor"}:
        from datapact.audit.engagements.scope import scope_of

        scope = scope_of(acting).agreements
    return SessionFacts(
        line.id, line.state.name, member.id, member.name, roles, acting.vault.folder, str(form) if form else "", scope
    )


def read_opened(acting: Acting) -> Opened:
    """Read everything a context needs to begin; runs off the UI thread."""
    renew_rows(acting)
    with acting.vault.read() as session:
        shared, own = read_settings(session, WHOLE_VAULT), read_settings(session, acting.member.id)
    return Opened(acting, read_facts(acting), {**shared, **own})


class AppContext(QObject):
    """One unlocked vault, for the views."""

    changed = Signal(object)
    """frozenset[str] of what changed: history ids, "partners", "settings", "members", "list", "names"."""
    went = Signal(object)
    """A Place to go to; the main window listens."""
    appearance_wanted = Signal(object)
    """An Appearance (language, theme, text size) to use from now on; windows are built anew where needed."""
    said = Signal(str)
    """A short confirmation for the status line."""
    before_lock = Signal()
    """The vault is about to be closed: save drafts now, through ``worker.change``."""

    def __init__(self, opened: Opened, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.identity = opened.facts
        self.dialogs = dialogs
        self.worker = Worker(opened.acting, self)
        self.worker.changed.connect(self._on_change)
        self._clock = opened.acting.clock
        self._settings: dict[str, JsonValue] = dict(opened.settings)
        self._unsaved: dict[str, JsonValue] = {}
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(_REMEMBER_AFTER_MSECS)
        self._save_soon.timeout.connect(self.save_remembered)
        self.before_lock.connect(self.save_remembered)
        self.names = Names()
        self._read_names()

    def now(self) -> datetime:
        """The moment, from the vault's clock."""
        return self._clock()

    def today(self) -> date:
        """The local day, from the vault's clock."""
        return in_zone(self.now()).date()

    def _on_change(self, what: frozenset[str]) -> None:
        if {"members", "audits"} & what:
            self.worker.read(self, read_facts, self._know, key="facts")
        self.changed.emit(what)
        if what - _WITHOUT_NAMES:
            self._read_names()

    def _read_names(self) -> None:
        self.worker.read(self, read_names, self._learn, key="names", unhurried=True)

    def _learn(self, names: Names) -> None:
        if names != self.names:
            self.names = names
            self.changed.emit(frozenset({NAMES}))

    def _know(self, facts: SessionFacts) -> None:
        self.identity = facts

    # ---- going elsewhere ----

    def open_agreement(self, history: str, tab: str = "summary", *, term: str = "") -> None:
        """Show one agreement: tabs are summary, text, terms, parties, attachments, history, findings; ``term`` is the
        path of a term to go to.
        """
        self.went.emit(Place("agreement", history, {"tab": tab, "term": term} if term else {"tab": tab}))

    def answer_changes(self, history: str) -> None:
        """Show one agreement, and the changes of the open proposal to be answered one by one."""
        self.went.emit(Place("agreement", history, {"step": "reply"}))

    def answer_proposal(self, history: str, step: str) -> None:
        """Show one agreement, and take a step of its page that answers what is proposed."""
        self.went.emit(Place("agreement", history, {"step": step}))

    def open_partner(self, organisation: str) -> None:
        """Show one partner in the list of partners."""
        self.went.emit(Place("partners", "", {"organisation": organisation}))

    def show_view(self, name: str, **filters: str) -> None:
        """Show a view of the rail: overview, agreements, consent, calendar, audit, partners, settings; it gets the
        filters by ``narrow``."""
        self.went.emit(Place(name, "", filters))

    def open_editor(self, history: str, base: str = "", *, place: str = "") -> None:
        """Edit the clauses of a draft; ``base`` is the proposal to begin with where several are open, ``place`` that of a
        finding to go to.
        """
        options = {name: one for name, one in (("base", base), ("place", place)) if one}
        self.went.emit(Place("editor", history, options))

    def open_interview(self, history: str | None, template: str | None) -> None:
        """Draft by questions: a new agreement (``history`` None) or the answers of an existing draft."""
        self.went.emit(Place("interview", history or "", {"template": template} if template else {}))

    def open_signing(self, history: str) -> None:
        """Read, agree, sign."""
        self.went.emit(Place("signing", history))

    def open_decision(self, asked: QuestionForm) -> None:
        """Answer whether a dataset may be shared with a partner for a purpose."""
        from datapact.consent.matrix.question_form import write_question_form

        self.went.emit(Place("decision", write_question_form(asked)))

    def take_file(self, path: Path) -> None:
        """Open the dialog of a received file: .dpact, .dpcard, .pdf, .json, .zip, .dpseal."""
        self.went.emit(Place("received", str(path)))

    def register_file(self, path: Path) -> None:
        """Open the form for a contract that was signed elsewhere, with this file."""
        self.went.emit(Place("agreements", "", {"register": str(path)}))

    def read_paper(self, path: Path) -> None:
        """Open the form that reads in the other side's paper, with this file."""
        self.went.emit(Place("agreements", "", {"paper": str(path)}))

    # ---- what is remembered in the vault ----

    def recall(self, key: str, default: JsonValue = None) -> JsonValue:
        """The value remembered under a name, for this member or the whole vault."""
        value = self._settings.get(key)
        return default if value is None else value

    def remember(self, key: str, value: JsonValue) -> None:
        """Remember a value for this member: strings, whole numbers, lists, objects. Written within a second."""
        if self._settings.get(key) == value:
            return
        self._settings[key] = self._unsaved[key] = value
        self._save_soon.start()

    def remember_for_all(self, changes: Mapping[str, JsonValue]) -> None:
        """Change settings of the whole vault."""
        self._settings.update(changes)
        copy = dict(changes)

        def write(acting: Acting, _progress: Progress) -> None:
            with acting.vault.write() as session:
                write_settings(session, WHOLE_VAULT, copy)

        self.worker.change(self, _("Saving settings"), write, touches=frozenset({"settings"}))

    def learn_settings(self, stored: Mapping[str, JsonValue]) -> None:
        """Take over what the vault says, as after a colleague changed it; what is not saved yet stays."""
        self._settings = {**stored, **self._unsaved}

    def save_remembered(self) -> None:
        """Write remembered values that are still only in memory."""
        self._save_soon.stop()
        if not self._unsaved:
            return
        changes, self._unsaved = self._unsaved, {}

        def write(acting: Acting, _progress: Progress) -> None:
            with acting.vault.write(reader=True) as session:
                write_settings(session, acting.member.id, changes)

        self.worker.change(self, _("Saving settings"), write)

    def notify(self, message: Message | str) -> None:
        """A short confirmation in the status line, announced to screen readers."""
        self.said.emit(str(message))
