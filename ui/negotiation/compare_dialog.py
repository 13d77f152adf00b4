"""Any two versions of an agreement, or one and a Word file or PDF from anywhere, compared: merged or side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QPushButton, QWidget

from datapact.agreements.views.comparison import Compared, compare_versions, listed_versions
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import Language, Message, _, current_language
from datapact.contract.changes.comparison import ComparedClause
from datapact.contract.text.marked import MarkedPlace
from datapact.word.read.package import LARGEST_FILE
from datapact.word.steps.compared import compare_with_file, compare_with_pages
from datapact.word.steps.redlines import redline_docx, redline_pdf
from datapact.word.steps.sent import Written
from datapact_ui.editor.fields.list_appearance import soften
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.wrapping_splitter import WrappingSplitter
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import LETTERS, written_text
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.negotiation.word_steps import WORD_FILTER

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.text.text_document import Columns

_FILE = "file"
_PLACE = Qt.ItemDataRole.UserRole


class CompareDialog(Dialog):
    """F7 and Shift+F7 go from change to change; nothing is written before a button is pressed."""

    help_page = "compare"

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None) -> None:
        super().__init__("compare_dialog", _("Compare versions"), parent, leave="close")
        self._context, self._history = context, history
        self.found: Compared | None = None
        self._file: tuple[bytes, str] | None = None
        self._at = -1
        self.old = self._choice("compare_old", _("Older text"))
        self.new = self._choice("compare_new", _("Newer text"))
        self.language = self._choice("compare_language", _("Language"))
        self.language.activated.connect(lambda _index: self._write())
        self.layout_box = self._choice("compare_layout", _("Arrangement"))
        self.layout_box.addItem(_("Merged"), "merged")
        self.layout_box.addItem(_("Side by side"), "beside")
        self.layout_box.activated.connect(lambda _index: self._write())
        self.old.activated.connect(lambda _index: self._compare())
        self.new.activated.connect(lambda _index: self._compare())
        self.previous_button = self._tool("compare_previous", _("Previous change"), "up", lambda: self.step(-1))
        self.next_button = self._tool("compare_next", _("Next change"), "down", lambda: self.step(1))
        for keys, by in (("F7", 1), ("Shift+F7", -1)):
            QShortcut(QKeySequence(keys), self, partial(self.step, by))
        self.summary = Words("", "body", self)
        self.summary.setObjectName("compare_summary")
        self.legend = Words("", "small", self, quiet=True)
        self.legend.setObjectName("compare_legend")
        self.list = QListWidget(self)
        self.list.setObjectName("compare_clauses")
        self.list.setAccessibleName(_("Clauses that differ"))
        soften(self.list)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        self.reader = Reader("compare_page", _("Both texts, compared"), self)
        choices = QWidget(self)
        row = FlowLayout(choices)
        for widget in (self.old, self.new, self.language, self.layout_box, self.previous_button, self.next_button):
            row.addWidget(widget)
        parts = WrappingSplitter("compare_parts", ((self.list, 1), (self.reader, 3)), self)
        parts.setStretchFactor(1, 1)
        parts.setSizes([characters(32), characters(110)])
        for part in (choices, self.summary, self.legend):
            self.column.addWidget(part)
        self.column.addWidget(parts, 1)
        self.pdf_button = self.add_button("compare_pdf", _("Save as PDF …"), "export", lambda: self._save("pdf"))
        self.docx_button = self.add_button(
            "compare_docx", _("Save as Word file …"), "export", lambda: self._save("docx")
        )
        for button in (self.pdf_button, self.docx_button):
            bar_control(button, being_read())
        self.finish(140, 44)
        context.worker.read(
            self,
            lambda acting: listed_versions(acting, history),
            self._show_versions,
            key="versions",
            failed=self.show_error,
        )

    def _choice(self, name: str, words: str) -> QComboBox:
        made = ComboBox(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return made

    def _tool(self, name: str, words: str, picture: str, do: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        made.setIconSize(icon_size())
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: do())
        return made

    # ---- what is compared ----

    def _show_versions(self, listed: tuple[tuple[str, Message], ...]) -> None:
        for box in (self.old, self.new):
            for digest, name in listed:
                box.addItem(str(name), digest)
        self.new.addItem(_("Word file or PDF from anywhere …"), _FILE)
        if len(listed) > 1:
            history = self._history
            self._context.worker.read(
                self,
                lambda acting: compare_versions(acting, history),
                self._show,
                key="compare",
                failed=self.show_error,
            )
        else:
            alone = _("There is one version only. Choose a Word file or a PDF to compare it with.")
            self.summary.setText(alone)
            for button in (self.pdf_button, self.docx_button):
                bar_control(button, alone)

    def _compare(self) -> None:
        old, new, history = str(self.old.currentData() or ""), str(self.new.currentData() or ""), self._history
        if new == _FILE:
            path = self._context.dialogs.ask_open_file(
                _("File to compare with"), _("Word files and PDF (*.docx *.pdf)")
            )
            if path is not None:
                self.compare_file(path)
            return
        self._read(lambda acting: compare_versions(acting, history, old, new))

    def compare_file(self, path: Path) -> None:
        """Compare the older text with a Word file or a PDF."""
        old, history, name = str(self.old.currentData() or ""), self._history, path.name

        def job(acting: Acting) -> Compared:
            data = read_whole(path, limit=LARGEST_FILE)
            if data.startswith(b"%PDF"):
                from datapact_ui.kit.text.text_of_pdf import pages_of_pdf

                return compare_with_pages(acting, history, pages_of_pdf(data), name, old)
            return compare_with_file(acting, history, data, name, old)

        self._read(job)

    def _read(self, job: Callable[[Acting], Compared]) -> None:
        self.show_problem("")
        self._context.worker.read(self, job, self._show, key="compare", failed=self.show_error)

    # ---- showing ----

    def _show(self, found: Compared) -> None:
        self.found = found
        self.old.setCurrentIndex(max(0, self.old.findData(found.old)))
        if found.new:
            self.new.setCurrentIndex(max(0, self.new.findData(found.new)))
        else:
            self.new.setItemText(self.new.findData(_FILE), _("File {name}", name=str(found.new_name)))
            self.new.setCurrentIndex(self.new.findData(_FILE))
        chosen = self.language.currentData()
        self.language.clear()
        spoken = {"de": _("German"), "en": _("English")}
        for language in found.comparison.places:
            self.language.addItem(spoken[language], language)
        wanted = self.language.findData(chosen or current_language())
        self.language.setCurrentIndex(max(0, wanted))
        self.language.setVisible(self.language.count() > 1)
        self.summary.setText("\n".join([*map(str, found.comparison.summary), *found.outside]))
        self.list.clear()
        for clause in found.comparison.clauses:
            if words := clause_words(clause):
                item = add_line(self.list, f"{clause.name}\n{words}")
                item.setData(_PLACE, clause.id)
        parties = list(dict.fromkeys(found.parties.values()))
        named = [f"{LETTERS[n % len(LETTERS)]}: {name}" for n, name in enumerate(parties)]
        marks = _("Inserted words are underlined, deleted words are struck through.")
        self.legend.setText(" · ".join([marks, *(named if len(named) > 1 else [])]))
        for button in (self.pdf_button, self.docx_button):
            bar_control(button, "")
        self._at = -1
        self._write()
        self.step(1)

    def _write(self) -> None:
        found = self.found
        if found is None:
            return
        language = cast("Language", self.language.currentData())
        places = found.comparison.places[language]
        headings: dict[Language, Message]
        columns: Columns
        if self.layout_box.currentData() == "beside":  # the two columns are the texts, not languages
            columns = cast("Columns", {"old": one_side(places, "inserted"), "new": one_side(places, "deleted")})
            headings = cast("dict[Language, Message]", {"old": found.old_name, "new": found.new_name})
        else:
            columns, headings = {language: places}, {language: found.new_name}
        order = list(dict.fromkeys(found.parties.values()))
        parties = {place: order.index(name) for place, name in found.parties.items()} if len(order) > 1 else {}
        colours = colours_of(self.palette())
        self.reader.write(written_text(self.reader.page.document(), columns, headings, colours, parties))
        if 0 <= self._at < len(found.comparison.changed_places):
            self.reader.go_to(found.comparison.changed_places[self._at])

    def step(self, by: int) -> None:
        """Go to the next or previous place that differs."""
        changed = () if self.found is None else self.found.comparison.changed_places
        if changed:
            self._at = (self._at + by) % len(changed) if self._at >= 0 or by > 0 else len(changed) - 1
            self.reader.go_to(changed[self._at])

    def _go(self, item: QListWidgetItem) -> None:
        self.reader.go_to(str(item.data(_PLACE)))

    # ---- out ----

    def _save(self, ending: str) -> None:
        found = self.found
        if found is None:
            return
        name = f"{found.comparison.new.number} {_('comparison')}.{ending}"
        filters = WORD_FILTER if ending == "docx" else _("PDF files (*.pdf)")
        path = self._context.dialogs.ask_save_file(_("Save the comparison"), name, filters)
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(f".{ending}")

        def make(acting: Acting) -> Written:
            made = redline_docx(acting, found) if ending == "docx" else redline_pdf(acting, found)
            write_whole(target, made.data, private=False)
            return made

        self._context.worker.change(
            self,
            _("Writing the comparison"),
            lambda acting, _progress: make(acting),
            lambda _made: self._context.notify(_("The comparison was written to {name}.", name=target.name)),
            touches=frozenset({"exports"}),
            failed=self.show_error,
        )


def clause_words(clause: ComparedClause) -> str:
    """The difference of a clause in words; empty for nothing."""
    said = {"changed": _("worded otherwise"), "added": _("new"), "removed": _("gone")}
    words = [said[clause.mark]] if clause.mark in said else []
    if clause.moved:
        words.append(_("stands elsewhere"))
    if clause.renamed:
        words.append(_("renamed"))
    words += [_("taken out of the former {number}", number=str(one)) for one in clause.taken_from]
    words += [_("went into {number}", number=str(one)) for one in clause.went_into]
    if clause.renumbered and clause.old_number is not None:
        words.append(_("formerly {number}", number=str(clause.old_number)))
    return ", ".join(words)


def one_side(places: Sequence[MarkedPlace], without: str) -> list[MarkedPlace]:
    """The places of one of the two texts, its own words marked."""
    return [replace(place, pieces=tuple(one for one in place.pieces if one.mark != without)) for place in places]
