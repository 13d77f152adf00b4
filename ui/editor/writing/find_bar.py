"""The bar above the text to find words and replace them, with every hit of both languages in a list below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from datapact.base.texts import _, counted
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.find_words import Hit, Wanted, find_words, replaced, says_already
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.numbering import numbers
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.editor.writing.hits_list import HitsList
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.flat_button import flat_button

_AGAIN_AFTER_MSECS = 150
_MOST_SHOWN = 5_000  # hits in the list; replacing all takes the others, too


class FindBar(QWidget):
    """Hidden until opened."""

    closed = Signal()
    language_wanted = Signal(str)
    """A hit is in a language that is not shown."""
    said_aloud = Signal(str)
    """A sentence on what was replaced, or why not."""

    def __init__(self, canvas: ClauseCanvas, session: DraftSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-bar")
        self._canvas, self._session = canvas, session
        self._hits: list[Hit] = []
        self._at = -1
        self._begun = ""
        self.line = self._field("find-line", _("Find in the text"))
        self.line.textChanged.connect(lambda _text: self.search())
        self.words = self._field("replace-line", _("Replace by"))
        self.words.textChanged.connect(lambda _text: self._show_new_words())
        self.said = Words("", "small", self, quiet=True)
        self.said.setObjectName("find-count")
        self.same_case = self._option("find-case", _("Match case"))
        self.whole_words = self._option("find-whole", _("Whole words"))
        self.one = QPushButton(_("Replace"), self)
        self.one.setObjectName("replace-one")
        self.one.clicked.connect(lambda _on=False: self.replace_one())
        self.all = QPushButton(_("Replace all"), self)
        self.all.setObjectName("replace-all")
        self.all.clicked.connect(lambda _on=False: self.replace_all())
        self.list = HitsList(self)
        self.list.clicked.connect(lambda index: self._go(index.row()))
        self.list.activated.connect(self._enter)
        self.list.selectionModel().currentChanged.connect(self._on_row)
        for watched in (self.line, self.words, self.list):
            watched.installEventFilter(self)
        steps = [
            self._button("find-before", "up", _("Previous hit"), lambda: self.step(-1)),
            self._button("find-next", "down", _("Next hit"), lambda: self.step(1)),
        ]
        finding = FlowLayout(gap=2)
        for widget in (self.line, together(*steps), self.said, self.same_case, self.whole_words):
            finding.addWidget(widget)
        finding.addWidget(self._button("find-close", "close", _("Close search"), self.put_away))
        self.replacing = QWidget(self)
        self.replacing.setObjectName("replace-row")
        row = FlowLayout(self.replacing, gap=2)
        for widget in (self.words, self.one, self.all):
            row.addWidget(widget)
        self.replacing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(1), space(3), space(1))
        column.setSpacing(space(1))
        column.addLayout(finding)
        column.addWidget(self.replacing)
        column.addWidget(self.list)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_AFTER_MSECS)
        self._again.timeout.connect(self._find_again)
        session.changed.connect(lambda _command: self._again.start() if self.isVisible() else None)
        self.hide()

    def _field(self, name: str, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(words)
        line.setPlaceholderText(words)
        line.setClearButtonEnabled(True)
        line.setMinimumWidth(characters(24))
        line.setMaximumWidth(characters(40))
        return line

    def _option(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setObjectName(name)
        box.toggled.connect(lambda _on: self.search())
        return box

    def _button(self, name: str, symbol: str, words: str, do: Callable[[], object]) -> QToolButton:
        return flat_button(self, name, symbol, words, do)

    # ---- opening and closing ----

    def open(self, *, replacing: bool = False) -> None:
        """Show the bar with the focus in it, and what is selected as the words to find."""
        editor = self._canvas.editor
        if editor is not None and editor.hasFocus() and editor.textCursor().hasSelection():
            chosen = editor.textCursor().selectedText()
            if "\u2028" not in chosen and len(chosen) <= 200:
                self.line.setText(chosen)
        self.replacing.setVisible(replacing or self.replacing.isVisibleTo(self))
        self._begun = self._canvas.current
        self.show()
        self._reserve()
        self._show_new_words()
        self.search()
        self.line.setFocus()
        self.line.selectAll()

    def _reserve(self) -> None:
        """Keep room for the longest of the words that change, so that no field moves under the hand."""
        self.said.ensurePolished()
        measured = self.said.fontMetrics()
        most = f"{_MOST_SHOWN}+"
        longest = (_("Nothing found"), _("{n} of {total}", n=most, total=most))
        self.said.setFixedWidth(max(map(measured.horizontalAdvance, longest)) + space(1))
        self.said.setMinimumHeight(measured.height())
        words = self.all.text()
        self.all.setMinimumWidth(0)
        self.all.setText(_("Replace all ({n})", n=_MOST_SHOWN))
        self.all.setMinimumWidth(self.all.sizeHint().width())
        self.all.setText(words)

    def put_away(self) -> None:
        """Hide the bar and its mark; the words found stand selected, as if one had selected them."""
        hit = self._hit()
        self.hide()
        self.replacing.hide()
        self._canvas.mark_found("", "de", 0, 0)
        if hit is not None and hit.place == self._canvas.current and hit.language == self._canvas.language:
            self._canvas.select(hit.start, hit.end)
        self.closed.emit()

    # ---- finding ----

    def search(self) -> None:
        """Find every hit and show the first one from the place on where the search began, whatever was typed so far."""
        self._find()
        places_before: dict[str, int] = dict(self._canvas.row_numbers)
        here = places_before.get(self._begun, 0)
        self._at = next((n for n, hit in enumerate(self._hits) if places_before[hit.place] >= here), 0)
        self._show()

    def _find(self) -> None:
        self._hits = list(islice(self._found(), _MOST_SHOWN))
        tables: dict[str, dict[str, str]] = {}

        def words_at(hit: Hit) -> str:
            row = self._canvas.row_of(hit.place)
            return plain_text(row.texts.get(hit.language, ())) if row is not None else ""

        def number_of(hit: Hit) -> str:
            if hit.language not in tables:
                tables[hit.language] = numbers(self._session.document.clauses, hit.language)
            return tables[hit.language].get(hit.place, "")

        self.list.hits.show_hits(self._hits, words_at, number_of)
        self.list.fit_height()

    def _found(self) -> Iterator[Hit]:
        """Every hit, in both languages, shown or not."""
        document = self._session.document
        wanted = Wanted(self.line.text(), self.same_case.isChecked(), self.whole_words.isChecked())
        return find_words(places(document.clauses), document.languages, wanted)

    def _find_again(self) -> None:
        """After a change of the text: the same hit, or the next one, without moving the text."""
        if not self.isVisible() or not self._session.ready:
            return
        self._find()
        self._at = min(max(self._at, 0), len(self._hits) - 1)
        self._show_count()
        self._choose_row()

    def step(self, by: int) -> None:
        """Go to the next or previous hit."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._show()

    def _go(self, row: int) -> None:
        self._at = row
        self._show()

    def _on_row(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self.list.hasFocus() and index.isValid() and index.row() != self._at:
            self._go(index.row())

    def _enter(self, index: QModelIndex) -> None:
        self._go(index.row())
        self._canvas.setFocus()

    def _show(self) -> None:
        self._show_count()
        hit = self._hit()
        if hit is None:
            self._canvas.mark_found("", "de", 0, 0)
            return
        if hit.language not in self._canvas.languages:
            self.language_wanted.emit(hit.language)
        self._canvas.mark_found(hit.place, hit.language, hit.start, hit.end - hit.start)
        self._choose_row()

    def _choose_row(self) -> None:
        index = self.list.hits.index(self._at)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _hit(self) -> Hit | None:
        return self._hits[self._at] if self._hits and 0 <= self._at < len(self._hits) else None

    def _show_count(self) -> None:
        if not self.line.text():
            self.said.setText("")
        elif not self._hits:
            self.said.setText(_("Nothing found"))
        else:
            more = "+" if len(self._hits) == _MOST_SHOWN else ""
            self.said.setText(_("{n} of {total}", n=str(self._at + 1), total=f"{len(self._hits)}{more}"))
        count = len(self._to_replace(self._hits))
        for button in (self.one, self.all):
            bar_control(button, "" if count else _("Nothing is found that could be replaced."))
        self.all.setText(_("Replace all ({n})", n=count) if count else _("Replace all"))

    # ---- replacing ----

    def _show_new_words(self) -> None:
        self.list.hits.show_new_words(self.words.text() if self.replacing.isVisibleTo(self) else None)
        self._show_count()

    def replace_one(self) -> None:
        """Replace the hit that is shown, and go on to the next one."""
        self._find()
        hit = self._hit()
        if hit is None:
            return
        if not hit.replaceable:
            self.said_aloud.emit(self._why_kept(hit))
            self.step(1)
            return
        if not self._to_replace([hit]):
            self.step(1)
            return
        if self._replace([hit], _("Replace")):
            self._find()
            languages = self._session.document.languages
            behind = (self._canvas.row_numbers[hit.place], languages.index(hit.language))
            start = hit.start + len(self.words.text())

            def comes(one: Hit) -> bool:
                spot = (self._canvas.row_numbers[one.place], languages.index(one.language))
                return (spot, one.start) >= (behind, start)

            self._at = next((n for n, one in enumerate(self._hits) if comes(one)), 0)
            self._show()

    def replace_all(self) -> None:
        """Replace every hit that is no value of a term, in one step that undo takes back."""
        found = list(self._found())
        hits = self._to_replace(found)
        if hits and self._replace(hits, _("Replace all")):
            kept = sum(not hit.replaceable for hit in found)
            said = counted("{n} place replaced.", "{n} places replaced.", len(hits)).text()
            if kept:
                said += (
                    " "
                    + counted(
                        "{n} stays: it shows the value of a term or a number.",
                        "{n} stay: they show values of terms or numbers.",
                        kept,
                    ).text()
                )
            self.said_aloud.emit(said)
            self.search()

    def _to_replace(self, hits: Sequence[Hit]) -> list[Hit]:
        """The hits that are words of the text itself, and do not stand within the new words already."""
        if not hits:
            return []
        texts, words = dict(places(self._session.document.clauses)), self.words.text()
        return [one for one in hits if one.replaceable and not says_already(texts[one.place][one.language], one, words)]

    def _why_kept(self, hit: Hit) -> str:
        if hit.term:
            return _("These words show the value of a term. Change the term; every place follows.")
        return _("This number belongs to a cross-reference and follows its target.")

    def _replace(self, hits: Sequence[Hit], words: str) -> bool:
        texts = dict(places(self._session.document.clauses))
        by_text: dict[tuple[str, str], list[Hit]] = {}
        for hit in hits:
            by_text.setdefault((hit.place, hit.language), []).append(hit)
        done = True
        if len(by_text) > 1:
            self._session.stack.beginMacro(words)
        for found in by_text.values():
            place, language = found[0].place, found[0].language
            runs = replaced(texts[place][language], found, self.words.text())
            done = self._session.do(Reword(place, language, runs), words) and done
        if len(by_text) > 1:
            self._session.stack.endMacro()
        return done

    # ---- keys ----

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and watched is not self.list:
            if watched is self.words:
                self.replace_one()
            else:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        if event.key() == Qt.Key.Key_Down and watched is not self.list and self._hits:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)
