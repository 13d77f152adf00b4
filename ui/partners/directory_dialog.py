"""Open a network's directory: what it says, taking its cards in, and one list to tick while fingerprints are read aloud."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.directory_file import LARGEST
from datapact.organisation.network.taking_in import (
    TICKED,
    CardNews,
    DirectoryRow,
    DirectorySeen,
    MemberStanding,
    confirm_read_aloud,
    look_at_directory,
    take_directory,
)
from datapact.organisation.partners.partners import Partner
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import figures, space, type_font
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control, hold_back, underway
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine, refused_page
from datapact_ui.partners.identity import show_identity

_NEWS: dict[CardNews, str] = {
    "own": N_("This one you read aloud yourself."),
    "newer": N_("The directory brings a newer card of this partner."),
    "older": N_("You have a newer card of this partner, which stays."),
}


class DirectoryDialog(Dialog):
    """Looks at a ``.dpdir`` file first; then takes it in; then confirms those that are ticked."""

    help_page = "partners"

    def __init__(self, context: AppContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("directory", _("Directory: {name}", name=path.name), parent, leave="close")
        self._context = context
        self._data = b""
        self.rows: list[MemberRow] = []
        self.seen: DirectorySeen | None = None
        self.turn(Words(_("Looking into {name} …", name=path.name), parent=self))
        self.verdict = Words("", "strong", self)
        self.verdict.setObjectName("directory-verdict")
        self.take = self.add_button("take-directory", _("Take the cards in"), "receive", self._on_take, primary=True)
        self.confirm = self.add_button(
            "confirm-ticked", _("Confirm those ticked"), "trust", self._on_confirm, primary=True
        )
        self.take.hide()
        self.confirm.hide()
        self.finish(104, 34, self.verdict)

        def look(acting: Acting) -> tuple[bytes, DirectorySeen]:
            data = read_whole(path, limit=LARGEST)
            return data, look_at_directory(acting, data)

        context.worker.read(self, look, lambda found: self._show(*found), key="directory", failed=self._unreadable)

    # ---- showing ----

    def _show(self, data: bytes, seen: DirectorySeen) -> None:
        self._data, self.seen = data, seen
        taken = seen.news == "same" and all(row.news not in ("new", "newer") for row in seen.rows)
        self.setWindowTitle(_("Directory of {name}", name=seen.directory.name))
        page = _DirectoryPage(seen, ticking=taken and seen.may_take, judged=self._update_state, parent=self)
        self.rows = page.rows
        shown = ScrollPage(self)
        shown.setObjectName("directory-page")
        shown.set_page(page)
        self.turn(shown)
        waiting = [row for row in page.rows if row.box is not None]
        self.take.setVisible(not taken)
        self.confirm.setVisible(taken and bool(waiting))
        if not seen.may_take:
            hold_back(_("Taking a directory in takes a legal member or an administrator."), self.take, self.confirm)
        fit(self, 104, 34)
        self._update_state()
        first = waiting[0].box if waiting else None
        if not taken and seen.may_take:
            self.take.setDefault(True)
            self.take.setFocus()
        elif first is not None:
            first.setFocus()

    def _unreadable(self, error: DataPactError) -> bool:
        self.turn(refused_page(_("This directory is not taken in"), str(error), self))
        return True

    def ticked(self) -> list[DirectoryRow]:
        """The members that are ticked."""
        return [one.row for one in self.rows if one.box is not None and one.box.isChecked()]

    def _update_state(self) -> None:
        seen = self.seen
        if seen is None:
            return
        number, waiting = len(self.ticked()), sum(one.box is not None for one in self.rows)
        if not seen.may_take:
            words = _("Taking a directory in takes a legal member or an administrator.")
        elif waiting:
            words = _("{n} of {all} ticked", n=number, all=waiting)
        elif self.take.isHidden():
            words = _("All members whose cards are here are confirmed.")
        else:
            words = _("New cards are only declared until you compare.")
        self.verdict.setText(words)
        bar_control(self.confirm, "" if number else _("Tick the members that you compared."))

    # ---- doing ----

    def _on_take(self) -> None:
        data = self._data
        bar_control(self.take, underway())

        def take_in(acting: Acting, _progress: Progress) -> DirectorySeen:
            take_directory(acting, data)
            return look_at_directory(acting, data)

        self._context.worker.change(
            self,
            _("Taking the directory in"),
            take_in,
            lambda seen: self._taken(seen),
            touches=frozenset({"partners", "list"}),
            failed=self._failed,
        )

    def _taken(self, seen: DirectorySeen) -> None:
        bar_control(self.take, "")
        self._context.notify(
            _(
                "The directory of {name}, version {version}, is taken in.",
                name=seen.directory.name,
                version=seen.directory.version,
            )
        )
        self._show(self._data, seen)

    def _on_confirm(self) -> None:
        data, heard = self._data, {row.fingerprint: row.name for row in self.ticked()}
        bar_control(self.confirm, underway())

        def confirm(acting: Acting, _progress: Progress) -> tuple[tuple[Partner, ...], DirectorySeen]:
            return confirm_read_aloud(acting, data, heard, TICKED), look_at_directory(acting, data)

        self._context.worker.change(
            self,
            _("Confirming the identities"),
            confirm,
            lambda done: self._confirmed(*done),
            touches=frozenset({"partners", "list"}),
            failed=self._failed,
        )

    def _confirmed(self, partners: tuple[Partner, ...], seen: DirectorySeen) -> None:
        self.show_problem("")
        self._context.notify(counted("{n} identity is confirmed.", "{n} identities are confirmed.", len(partners)))
        self._show(self._data, seen)

    def _failed(self, error: DataPactError) -> bool:
        bar_control(self.take, "")
        self._update_state()
        self.show_problem(str(error))
        return True


class MemberRow(QWidget):
    """One member: name, identity, fingerprint (to tick, where it can be confirmed), and what to mind."""

    judged = Signal()

    def __init__(self, row: DirectoryRow, by: str, *, ticking: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        self.box: Tick | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        line = QHBoxLayout()
        line.addWidget(Words(row.name, "strong", self), 1)
        line.addWidget(_badge(row.standing, self), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        font = figures(type_font("strong"))
        if ticking and row.can_be_confirmed:
            self.box = Tick(row.fingerprint, self)
            self.box.setObjectName(f"heard-{row.organisation}")
            self.box.setAccessibleName(
                _("The fingerprint of {name} is the same: {digits}", name=row.name, digits=row.fingerprint)
            )
            self.box.setFont(font)
            self.box.toggled.connect(lambda _on: self.judged.emit())
            column.addWidget(self.box)
        else:
            digits = Words(row.fingerprint, parent=self)
            digits.setFont(font)
            column.addWidget(digits)
        if row.news in _NEWS:
            column.addWidget(Words(str(Message(_NEWS[row.news])), "small", self, quiet=True))
        if row.said_confirmed is not None:
            day = long_date(row.said_confirmed, current_language())
            said = _(
                "{by} says that it compared this fingerprint on {day}. That is its word, not yours.", by=by, day=day
            )
            column.addWidget(Words(said, "small", self, quiet=True))
        for warning in row.warnings:
            column.addWidget(WarningLine(str(warning), "bad" if row.news == "contradicts" else "warn", self))


class _DirectoryPage(QWidget):
    """Page on the directory: what it is, how to compare, and its members."""

    def __init__(self, seen: DirectorySeen, *, ticking: bool, judged: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        directory = seen.directory
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(2), 0)
        column.setSpacing(space(3))
        name = Words(directory.name, "title", self)
        name.setObjectName("directory-name")
        column.addWidget(name)
        line = QHBoxLayout()
        day = long_date(directory.day, current_language())
        about = Words(
            _("Version {version} of {day}, put together by {by}.", version=directory.version, day=day, by=seen.by_name),
            parent=self,
        )
        about.setObjectName("directory-about")
        line.addWidget(about, 1)
        line.addWidget(_badge(seen.by_standing, self), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        if seen.news == "newer":
            words = _("It replaces version {version}, which you have.", version=seen.former_version)
            column.addWidget(Words(words, parent=self, quiet=True))
        for warning in seen.warnings:
            column.addWidget(WarningLine(str(warning), parent=self))
        if ticking:
            how = Card(_("Compare in one meeting or call"), self)
            for number, step in enumerate(_steps(), 1):
                how.column.addWidget(Words(f"{number}.  {step}", parent=how))
            column.addWidget(how)
        members = Card(str(counted("{n} member", "{n} members", len(seen.rows))), self)
        members.column.setSpacing(space(4))
        self.rows = [MemberRow(row, seen.by_name, ticking=ticking, parent=members) for row in seen.rows]
        for row in self.rows:
            row.judged.connect(judged)
            members.column.addWidget(row)
        column.addWidget(members)
        if directory.left:
            left = Card(_("Left the network, says {by}", by=seen.by_name), self)
            for one in directory.left:
                words = _("{name}, on {day}", name=one.name, day=long_date(one.day, current_language()))
                left.column.addWidget(Words(words, parent=left))
            column.addWidget(left)
        column.addStretch(1)


def _badge(standing: MemberStanding, parent: QWidget) -> StateBadge:
    """The identity of an organisation; one whose card is not here yet is new, and nothing is wrong with it."""
    badge = StateBadge(parent)
    if standing == "unknown":
        badge.set_badge("add", _("new"), "info")
        badge.setToolTip(_("No card of this organisation is among your partners yet."))
    else:
        show_identity(badge, standing)
    return badge


def _steps() -> tuple[str, ...]:
    return (
        _(
            "Meet, or make one call in which you know each speaker: by face or voice, or because you called that person "
            "yourself at a number from your own files."
        ),
        _("One after the other, each opens “Own card” in DataPact and reads its own fingerprint aloud."),
        _("Tick a member if all eight groups are the same. If one differs, leave it: its card may be forged."),
    )
