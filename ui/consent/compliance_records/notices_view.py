"""Notices: every version, how many consents rest on it, and the sharing that stops when it is invalid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QWidget

from datapact.base.day_words import long_date
from datapact.base.files import read_whole
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.consent.matrix.question_form import FormChoices, form_choices
from datapact.consent.notices.form import add_from_toml
from datapact.consent.notices.from_file import LARGEST_FILE, file_reader
from datapact.consent.notices.list import NoticeLine, NoticeList, Standing, notice_list
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.proof.run import Rests, prove_whole
from datapact.consent.records.files import kept_file
from datapact_ui.consent.parts.consent_form import TOUCHED
from datapact_ui.consent.parts.list_part import ListPart
from datapact_ui.consent.parts.record_appearance import term_words
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_ENDINGS = {"application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/markdown": "md"}


class NoticesView(ListPart[NoticeLine]):
    """The list of notices with their versions. ``narrow`` takes notice and version."""

    name = "notices"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: tuple[str, str] | None = None
        self._files = RecordFiles(context, self)
        make = self.action
        self._add = make("add-notice", _("Add a notice …"), self.add, icon_name="add")
        self._from_file = make("notice-from-file", _("From a notice file …"), self.add_from_file, icon_name="open")
        self._invalidate = make("invalidate-notice", _("Not valid from …"), self.invalidate, icon_name="declined")
        self._what_if = make("notice-what-if", _("What would stop? …"), self.what_if, icon_name="help")
        self._show_text = make("show-notice-file", _("Show the file"), self.show_file, icon_name="eye")
        self._save_text = make("save-notice-file", _("Save the file …"), self.save_file, icon_name="save")
        self._consents = make("notice-consents", _("Consents"), self.show_consents, icon_name="person")
        empty = EmptyState(
            "text",
            _("No notices yet"),
            _("A consent names the notice that it was given on. Record what people were told, version by version."),
            _("Add a notice …") if self.may_write else "",
            self.add,
            self,
        )
        columns: list[Column[NoticeLine]] = [
            Column("notice", _("Notice"), 40, lambda one: one.notice.title or one.notice.key, flexible=True),
            Column("version", _("Version no."), 12, lambda one: one.notice.version, gives_way=3),
            Column("standing", _("Status"), 22, lambda one: standing_badge(one)[1], badge=standing_badge),
            Column(
                "from",
                _("Valid from"),
                15,
                lambda one: short_day(one.notice.valid_from.isoformat()),
                order=lambda one: one.notice.valid_from,
                gives_way=1,
            ),
            Column(
                "consents",
                _("Consents"),
                14,
                lambda one: grouped(one.consents),
                order=lambda one: one.consents,
                gives_way=2,
            ),
        ]
        beside_list = (self._show_text, self._save_text, self._consents, self._what_if, self._invalidate)
        self.build(_("Notices"), columns, beside_list, (self._from_file,), (self._add, "add"), empty)
        for action in (self._add, self._from_file):
            bar(action, self.why_not_write())
        self.hold_back(self._add, self._from_file, self._invalidate)
        self.read()

    def title(self) -> str:
        return _("Notices")

    def actions(self) -> list[QAction]:
        return [
            self._add,
            self._from_file,
            self._show_text,
            self._save_text,
            self._consents,
            self._what_if,
            self._invalidate,
        ]

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("notice"):
            self._wanted = options["notice"], options.get("version", "")
            self._choose()

    # ---- reading ----

    def read(self) -> None:
        def job(acting: Acting) -> NoticeList:
            with acting.vault.read() as session:
                return notice_list(session, acting.clock())

        self.context.worker.read(self, job, self._show, key="notices")

    def _show(self, found: NoticeList) -> None:
        words = str(counted("{n} version", "{n} versions", len(found.lines)))
        if found.not_on_file:
            named = ", ".join(f"{key} {version} ({grouped(number)})" for key, version, number in found.not_on_file[:5])
            words += " · " + _("Named by consents and not on file: {notices}", notices=named)
        self.show_lines(found.lines, lambda one: (one.notice.key, one.notice.version), words)
        self._choose()

    def _choose(self) -> None:
        if self._wanted is not None:
            key, version = self._wanted
            if self.table.choose(lambda one: one.notice.key == key and version in ("", one.notice.version)):
                self._wanted = None

    def show_current(self, line: NoticeLine | None) -> None:
        with_file = line is not None and any(one.file for one in line.notice.texts)
        none = nothing_chosen(line)
        for action in (self._show_text, self._save_text):
            bar(action, none or ("" if with_file else _("No file is kept of this version, only its text.")))
        bar(self._consents, none)
        ends = line is not None and line.standing in ("valid", "ends")
        bar(self._what_if, none or ("" if ends else _("This version is not valid today.")))
        over = line is not None and line.standing == "invalid"
        bar(self._invalidate, self.why_not_write() or none or (_("This has ended already.") if over else ""))
        if line is None:
            self.facts.show_nothing(_("No notice is chosen"))
            return
        notice = line.notice
        facts = [
            (_("Version no."), notice.version),
            (_("Languages"), _languages(notice)),
            (_("Valid from"), long_date(notice.valid_from, current_language())),
            (
                _("Not valid from"),
                "" if notice.invalid_from is None else long_date(notice.invalid_from, current_language()),
            ),
            (_("Reason"), notice.reason),
            (_("Consents that rest on it"), grouped(line.consents)),
            (_("Controllers"), "\n".join(line.named(notice.controllers))),
            (_("Recipients"), "\n".join(line.named(notice.recipients))),
            (_("Purposes"), "\n".join(self.context.names.purpose(one) for one in notice.purposes)),
            (_("Data"), "\n".join(term_words(one) for one in notice.categories)),
            (_("Transfers"), notice.transfers),
            (_("How to withdraw"), notice.withdrawal),
            (_("Kept for"), notice.retention),
            (_("Rights"), notice.rights),
            (_("Contact"), notice.contact),
            *((f"{_('Text')} ({one.language})", _text(one)) for one in notice.texts),
            (_("Entry"), notice.entry),
        ]
        self.facts.show_facts(notice.title or notice.key, standing_badge(line), facts)

    # ---- doing ----

    def open_line(self) -> None:
        if self._show_text.isEnabled():
            self.show_file()

    def add(self) -> None:
        """Add a new version by form."""

        def show(choices: FormChoices) -> None:
            from datapact_ui.consent.compliance_records.notice_dialog import NoticeDialog

            NoticeDialog(self.context, choices, self.table.current(), self.window()).open()

        self.context.worker.read(self, form_choices, show, key="choices")

    def add_from_file(self) -> None:
        """Add a new version from a notice file, with the texts beside it."""
        path = self.context.dialogs.ask_open_file(_("Choose a notice file"), _("Notice files (*.toml)"))
        if path is None:
            return

        def take(acting: Acting, _progress: Progress) -> Notice:
            return add_from_toml(acting, read_whole(path, limit=LARGEST_FILE), file_reader(path.parent))

        self.context.worker.change(self, _("Recording the notice"), take, self._added, touches=TOUCHED)

    def _added(self, notice: Notice) -> None:
        self._wanted = notice.key, notice.version
        self.context.notify(_("On file: {notice}.", notice=notice.named))

    def invalidate(self) -> None:
        """Record that a version is not valid from a day on, after showing the sharing that this stops."""
        from datapact_ui.consent.compliance_records.invalidate_dialog import InvalidateDialog

        line = self.table.current()
        if line is not None:
            InvalidateDialog(self.context, line, self.window()).open()

    def what_if(self) -> None:
        """Show the sharing that would stop if this version were not valid; records nothing."""
        from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog

        line = self.table.current()
        if line is not None:
            dialog = WhatIfDialog(self.context, None, self.window())
            dialog.open()
            wanted = line.notice.key, line.notice.version
            # reads return in order: the possible suppositions are known by then
            self.context.worker.read(dialog, lambda _acting: None, lambda _none: _choose_in(dialog.notice, wanted))

    def show_consents(self) -> None:
        """Show all consents that name this version."""
        line = self.table.current()
        if line is not None:
            self.context.show_view("consent", tab="records", notice=line.notice.key, notice_version=line.notice.version)

    def _file(self) -> tuple[Notice, NoticeText] | None:
        line = self.table.current()
        if line is None:
            return None
        texts = [one for one in line.notice.texts if one.file]
        mine = [one for one in texts if one.language == current_language()]
        return (line.notice, (mine or texts)[0]) if texts else None

    def show_file(self) -> None:
        """Show the text given to people, if it is a PDF; else save it."""
        found = self._file()
        if found is None:
            return
        digest = found[1].file

        def shown(kept: tuple[str, bytes]) -> None:
            media, data = kept
            if media == "application/pdf":
                self._files.show_pdf(found[0].title, data)
            else:
                self.save_file()

        self.context.worker.read(self, lambda acting: kept_file(acting, digest), shown, key="file")

    def save_file(self) -> None:
        """Write the file of the text to a chosen path."""
        found = self._file()
        if found is None:
            return
        notice, text = found

        def ask(kept: tuple[str, bytes]) -> None:
            def proven_file(acting: Acting) -> bytes:
                prove_whole(acting, Rests())
                return kept[1]  # as its digest says: whoever read it has held it against that

            ending = _ENDINGS.get(kept[0], "bin")
            name = file_name(notice.key, f"{notice.version}-{text.language}", ending)
            self._files.save(
                _("Save the notice"),
                name,
                f"{ending.upper()} (*.{ending})",
                proven_file,
                Message(N_("Text of a notice")),
            )

        self.context.worker.read(self, lambda acting: kept_file(acting, text.file), ask, key="file")


def _choose_in(box: QComboBox, wanted: tuple[str, str]) -> None:
    for place in range(box.count()):
        if box.itemData(place) == wanted:
            box.setCurrentIndex(place)


def standing_badge(line: NoticeLine) -> tuple[str, str, Tone]:
    """Icon, word and tone of a version's status."""
    looks: Mapping[Standing, tuple[str, str, Tone]] = {
        "valid": ("check", _("valid"), "good"),
        "later": ("time", _("valid later"), "info"),
        "ends": ("warning", _("ends"), "warn"),
        "invalid": ("declined", _("not valid"), "bad"),
    }
    return looks[line.standing]


def _languages(notice: Notice) -> str:
    return ", ".join(one.language for one in notice.texts)


def _text(text: NoticeText) -> str:
    parts = [text.title, text.text, text.reference]
    if text.file:
        parts.append(_("File, digest {digest}", digest=text.file))
    return "\n".join(part for part in parts if part)


__all__ = ["NoticesView", "standing_badge"]
