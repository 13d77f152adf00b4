"""Read in the other side's Word file or PDF: as an agreement that nobody has signed yet, or beside one that is here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import _, counted
from datapact.contract.templates.heads import template_heads
from datapact.contract.templates.kinds import kind_name, kind_of_title
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import Candidate, all_candidates
from datapact.organisation.partners.references import reference_names
from datapact.paper.judge.gaps import proposed_groups
from datapact.paper.judge.requirement import Group
from datapact.paper.read.reading import LARGEST_PAPER
from datapact.paper.read.recognise import recogniser
from datapact.paper.steps.received import PaperFile, attach_paper, first_look, open_paper, take_in
from datapact.paper.steps.report import extent
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.partners.organisation_meant import Meant, split

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.elsewhere.proposed import Proposed
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

PAPER_FILTER = "Word, PDF (*.docx *.pdf)"

_KINDS: Mapping[Group, str] = {"processing": "processing", "joint": "joint-controllers", "secrecy": "nda"}
"""The template that comes closest to a paper that is about this."""


class ReadDialog(FormDialog):
    """The dialog of one file; ``history`` is the agreement that it goes beside, or empty for a new one."""

    help_page = "paper"

    def __init__(self, context: AppContext, path: Path, history: str = "", parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "paper_dialog",
            _("Read in the other side's paper"),
            _(
                "Its text is read paragraph by paragraph and can be searched; terms and gaps are shown with their places."
                " Nothing is sent, and nothing of it is taken over by itself."
            ),
            _("Read it in"),
            "receive",
            parent,
            above=True,
        )
        self._path, self._history = path, history
        self._data = b""
        self._file: PaperFile | None = None
        self._refused = ""
        self.said = Words(_("Reading {file} …", file=path.name), "body", self.form)
        self.said.setObjectName("paper-said")
        self.form.wide(self.said)
        self.recognise = self.tick(
            "paper-recognise", _("Recognise the words of scanned pages with Tesseract; takes minutes")
        )
        self.form.show_row(self.recognise, on=False)
        self.meant = Meant((), {}, self.form)
        if not history:
            self.title_line = self.line("paper-title", _("Title"), longest=300)
            self.partners = self.line("paper-partners", _("Partners ({hint})", hint=_("several with a semicolon")))
            self.form.wide(self.meant)
            kinds = [(template.id, kind_name(template.kind)) for template in template_heads()]
            self.kind = self.choice("paper-kind", _("Kind"), [("", _("another contract")), *kinds])
        self.fit_fields(90)
        context.worker.read(self, self._look, self._show, key="paper-file", failed=self._not_read)

    # ---- what the file says ----

    def _look(self, acting: Acting) -> tuple[bytes, PaperFile, Proposed, tuple[Candidate, ...]]:
        self._data = data = read_whole(self._path, limit=LARGEST_PAPER)
        file = open_paper(self._path.name, data)
        with acting.vault.read() as session:
            own = own_line(session).state.name
            known = sorted({name for name in reference_names(session).values() if name})
            candidates = all_candidates(session)
        return data, file, first_look(file, own, known), candidates

    def _show(self, found: tuple[bytes, PaperFile, Proposed, tuple[Candidate, ...]]) -> None:
        self._data, self._file, seems, candidates = found
        text = self._file.text
        words = _("{file} was read: {extent}.", file=self._file.name, extent=extent(text))
        if text.silent:
            silent = counted("{n} page holds no words.", "{n} pages hold no words.", len(text.silent))
            words += f" {silent}"
            self.form.show_row(self.recognise, on=bool(recogniser()))
        if not self._history:
            self.meant.offer(candidates)
            if not self.title_line.text().strip():
                self.title_line.setText(seems.title or self._path.stem.replace("_", " "))
            if not self.partners.text().strip():
                self.partners.setText("; ".join(seems.partners[:1]))
            groups = proposed_groups(text)
            seem = next((one for group, one in _KINDS.items() if group in groups), "")
            kind = seem or kind_of_title(self.title_line.text())
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
            words += " " + (
                _("Title, partner and kind are proposed: please check.")
                if kind
                else _("Title and partner are proposed: please check.")
            )
        self.said.setText(words)
        self.update_state()

    def _not_read(self, error: DataPactError) -> bool:
        self.said.setText(str(error))
        is_scan = self._data.startswith(b"%PDF-") and bool(recogniser())
        self._refused = "" if is_scan else str(error)
        self.form.show_row(self.recognise, on=is_scan)
        self.update_state()
        return True

    def why_not(self) -> str:
        if self._refused:
            return _("This file cannot be read in.")
        if self._file is None and not self.recognise.isChecked():
            return _("The file is not read yet.")
        if self._history:
            return ""
        missing = self.needs("", self.title_line, self.partners)
        return missing or ("" if split(self.partners.text()) else _("Please fill in “{what}”.", what=_("Partner")))

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete and not self._history:
            self.meant.ask(split(self.partners.text()))

    # ---- doing ----

    def do(self) -> None:
        file, data, name, history = self._file, self._data, self._path.name, self._history
        again = self.recognise.isChecked()
        title = "" if history else self.title_line.text().strip()
        partners = () if history else split(self.partners.text())
        kind = "" if history else str(self.kind.currentData())
        who = self.meant.chosen()

        def write(acting: Acting, _progress: Progress) -> str:
            read = open_paper(name, data, recognise=True) if again or file is None else file
            if history:
                attach_paper(acting, history, read)
                return history
            return take_in(acting, read, title=title, partners=partners, kind=kind, who=who)

        def done(made: str) -> None:
            self.context.notify(_("The paper is read in, and can be searched."))
            self.accept()
            if not history:
                self.context.open_agreement(made, "paper")

        self.run(_("Reading in the paper"), write, done, touches=lambda made: frozenset({made, "list", "partners"}))


def open_read_dialog(context: AppContext, owner: QWidget, history: str = "", file: Path | None = None) -> None:
    """Ask for a file, unless there is one, and open the dialog for it."""
    path = file or context.dialogs.ask_open_file(_("Choose the other side's file"), PAPER_FILTER)
    if path is not None:
        ReadDialog(context, path, history, owner).open()
