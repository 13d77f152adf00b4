"""The form for a version of a notice, with its text as PDF; a further version begins with the last one's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from datapact.base.files import read_whole
from datapact.base.texts import _
from datapact.consent.matrix.question_form import Choice, FormChoices
from datapact.consent.notices.form import NoticeForm, add_notice
from datapact.consent.notices.from_file import LARGEST_FILE
from datapact.consent.notices.list import NoticeLine
from datapact.consent.notices.notice import Notice
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.kit.theme.measures import line_height
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class NoticeDialog(ConsentForm):
    """The form for a version of a notice. ``like`` is the notice whose next version this may be."""

    def __init__(
        self, context: AppContext, choices: FormChoices, like: NoticeLine | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "notice-form",
            _("Add a notice"),
            _("What people were told before they consented. A text that changes becomes a new version."),
            _("Record the notice"),
            "add",
            parent,
        )
        before = None if like is None else like.notice
        self._before = before
        self.key = self.line("notice-key", _("Short name"), "" if before is None else before.key)
        self.version = self.line("notice-version", _("Version no."))
        self.title = self.line("notice-title", _("Title"), "" if before is None else before.title)
        self.valid_from = self.maybe_day("notice-from", _("Valid from"), context.today())
        self.german = self.evidence("notice-file-de", _("Text in German (PDF)"))
        self.english = self.evidence("notice-file-en", _("Text in English (PDF)"))
        self.text = self.paragraph("notice-text", _("Or the text itself"), 4)
        self.reference = self.line("notice-reference", _("Or where it can be read"))
        chosen = before.controllers if before is not None else ()
        self.controllers = self._ticks("notice-controllers", _("Controllers"), choices.parties, chosen, 3)
        purposes = before.purposes if before is not None else ()
        self.purposes = self._ticks("notice-purposes", _("Purposes"), choices.purposes, purposes, 5)
        self.recipients = self._lines("notice-recipients", _("Recipients, a line each"), like)
        self.categories = self._lines("notice-categories", _("Kinds of data, a line each"), like)
        told = {
            "withdrawal": _("How to withdraw"),
            "transfers": _("Transfers to third countries and their safeguards"),
            "retention": _("Kept for"),
            "rights": _("Rights"),
            "contact": _("Contact"),
        }
        self.more = {
            name: self.form.line(f"notice-{name}", words, "" if before is None else getattr(before, name))
            for name, words in told.items()
        }
        self.fit_fields(112)

    def _ticks(
        self, name: str, words: str, choices: Sequence[Choice], chosen: Sequence[str], lines: float
    ) -> QListWidget:
        box = QListWidget(self.form)
        box.setFixedHeight(round(line_height() * (lines * 1.4 + 0.6)))
        for one in sorted(choices, key=lambda one: one.value not in chosen):
            item = add_line(box, str(one.name))
            item.setData(Qt.ItemDataRole.UserRole, one.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.value in chosen else Qt.CheckState.Unchecked)
        box.setCurrentRow(0)
        self.form.add(name, words, box)
        return box

    def _lines(self, name: str, words: str, like: NoticeLine | None) -> QWidget:
        box = self.paragraph(name, words, 2)
        if like is not None:
            values = getattr(like.notice, name.removeprefix("notice-"))
            box.setPlainText("\n".join(like.named(values) if name == "notice-recipients" else values))
        return box

    def why_not(self) -> str:
        written = self.text.toPlainText().strip() or self.reference.text().strip()
        texts = () if written or self.german.path is not None or self.english.path is not None else (self.german,)
        return (
            self.needs(_("Fill in short name, version and title."), self.key, self.version, self.title)
            or self.valid_from.why_wrong()
            or self.needs(_("Say from which day on it is valid."), self.valid_from)
            or self.needs(_("Give the text: as a PDF, here, or where it can be read."), *texts)
        )

    def do(self) -> None:
        files = {
            language: field.path
            for language, field in (("de", self.german), ("en", self.english))
            if field.path is not None
        }
        valid_from = self.valid_from.day()
        assert valid_from is not None
        form = NoticeForm(
            key=self.key.text(),
            version=self.version.text(),
            title=self.title.text(),
            valid_from=valid_from,
            languages=tuple(files) or ("de",),
            text=self.text.toPlainText().strip(),
            reference=self.reference.text().strip(),
            controllers=_ticked(self.controllers),
            more={
                "purposes": _ticked(self.purposes),
                "recipients": _written(self.recipients),
                "categories": _written(self.categories),
                **{name: line.text().strip() for name, line in self.more.items()},
            },
        )

        def record(acting: Acting, _progress: Progress) -> Notice:
            return add_notice(acting, replace(form, files={one: _read(path, one) for one, path in files.items()}))

        self.run(_("Recording the notice"), record, self._recorded)

    def _recorded(self, notice: Notice) -> None:
        self.context.notify(_("On file: {notice}.", notice=notice.named))
        self.accept()


def _read(path: Path, language: str) -> tuple[str, bytes]:
    return f"{language}-{path.name}", read_whole(path, limit=LARGEST_FILE)


def _ticked(box: QListWidget) -> tuple[str, ...]:
    items = [box.item(row) for row in range(box.count())]
    return tuple(str(one.data(Qt.ItemDataRole.UserRole)) for one in items if one.checkState() == Qt.CheckState.Checked)


def _written(box: QWidget) -> tuple[str, ...]:
    from PySide6.QtWidgets import QPlainTextEdit

    assert isinstance(box, QPlainTextEdit)
    return tuple(line.strip() for line in box.toPlainText().splitlines() if line.strip())
