"""Spelling while one writes: words looked up beside the window, marked in the text, with suggestions by mouse and by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from datapact.base.errors import DataPactError
from datapact.base.texts import Language, _
from datapact.contract.editing.commands import Reword
from datapact.contract.spelling.dictionaries import dictionary, is_dictionary
from datapact.contract.spelling.lookup import suggestions, wrong_words
from datapact.contract.spelling.words import Spelt, is_wrong, known_words, to_look_up, words_of
from datapact.contract.text.clauses import Run, places
from datapact.contract.text.document import AgreementDocument
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.text.literal import literal

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

type Places = Mapping[tuple[str, Language], tuple[Spelt, ...]]

_AFTER_MSECS = 800
_MOST_OWN_WORDS = 5_000
_ON, _WORDS, _GERMAN = "spelling.on", "spelling.words.", "spelling.dictionary.de"


@dataclass(frozen=True, slots=True)
class _Checked:
    """The words that one look at the text found."""

    wrong: Places
    """The places that were looked at, with their misspelt words."""
    missing: tuple[Language, ...]
    """Languages whose dictionary is not there or cannot be read."""


def look(document: AgreementDocument, only: str, own: Mapping[Language, frozenset[str]], german: str) -> _Checked:
    """Look up every word of the text, or of the place ``only``; a dictionary that cannot be read counts as missing."""
    known = known_words(document)
    texts = [(place, said) for place, said in places(document.clauses) if not only or place == only]
    wrong: dict[tuple[str, Language], tuple[Spelt, ...]] = {}
    missing: list[Language] = []
    for language in document.languages:
        path = dictionary(language, german if language == "de" else "")
        found = {place: tuple(words_of(said.get(language, ()))) for place, said in texts}
        asked = to_look_up({one for words in found.values() for one in words}, language, known | own[language])
        unknown = _unknown(path, asked)
        if unknown is None:
            missing.append(language)
        for place, words in found.items():
            wrong[place, language] = tuple(one for one in words if unknown and is_wrong(one, unknown))
    return _Checked(wrong, tuple(missing))


def _unknown(path: Path | None, asked: frozenset[str]) -> frozenset[str] | None:
    if path is None:
        return None
    try:
        return wrong_words(path, asked)
    except DataPactError:
        return None


class Spelling(QObject):
    """Looks at the text a moment after it changed; nothing leaves the computer."""

    said = Signal(str)
    """A sentence for the person at work."""
    state_changed = Signal(str)
    """Why a language is not checked; empty where all are, or the check is off."""

    def __init__(self, context: AppContext, session: DraftSession, canvas: ClauseCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._session, self._canvas = context, session, canvas
        self._wrong: dict[tuple[str, Language], tuple[Spelt, ...]] = {}
        self._only: str | None = None
        self._looking = False
        self._again = False
        self._missing: tuple[Language, ...] = ()
        self._soon = later(self, _AFTER_MSECS, self.look_now)
        session.changed.connect(self._on_changed)
        canvas.words_wanted.connect(self.open_menu)

    @property
    def is_on(self) -> bool:
        """Whether this member wants it."""
        return self._context.recall(_ON, True) is True

    def own_words(self, language: Language) -> frozenset[str]:
        """The words of the house in a language."""
        listed = self._context.recall(_WORDS + language, [])
        return frozenset(str(one) for one in listed) if isinstance(listed, list) else frozenset()

    def toggle(self) -> None:
        """Switch it on or off."""
        self._context.remember(_ON, not self.is_on)
        self._only = ""
        if self.is_on:
            self.look_now()
        else:
            self._show({})
            self.state_changed.emit("")
        self.said.emit(_("Spelling is checked.") if self.is_on else _("Spelling is not checked."))

    # ---- looking ----

    def _on_changed(self, command: object) -> None:
        place = command.place if isinstance(command, Reword) else ""
        self._only = place if self._only in (None, place) else ""
        if place:  # its marks no longer stand where the words stand; under the editor they move along
            for language in self._session.document.languages:
                self._wrong.pop((place, language), None)
            self._canvas.forget_spelling(place)
        self._soon.start()

    def look_now(self) -> None:
        """Look at what changed since, in a process of its own."""
        if not self.is_on or not self._session.ready:
            return
        if self._looking:
            self._again = True
            return
        document, only = self._session.document, self._only or ""
        own: dict[Language, frozenset[str]] = {one: self.own_words(one) for one in document.languages}
        named = self._context.recall(_GERMAN, "")
        german = named if isinstance(named, str) else ""
        self._only, self._looking = None, True

        def job(_progress: Progress) -> _Checked:
            return look(document, only, own, german)

        self._context.worker.run_apart(self, "", job, lambda found: self._take(document, only, found))

    def _take(self, document: AgreementDocument, only: str, found: _Checked) -> None:
        self._looking = False
        if not self.is_on:
            return
        if document is self._session.document or only:
            now = dict(places(self._session.document.clauses))
            then = dict(places(document.clauses))
            fresh = {key: words for key, words in found.wrong.items() if now.get(key[0]) == then.get(key[0])}
            self._show({**self._wrong, **fresh} if only else fresh)
        else:
            self._again, self._only = True, ""
        self._missing = found.missing
        self.state_changed.emit(self._state())
        if self._again:
            self._again = False
            self._soon.start()

    def _show(self, wrong: Places) -> None:
        self._wrong = {key: words for key, words in wrong.items() if words}
        self._canvas.show_spelling(self._wrong)

    def _state(self) -> str:
        if "de" in self._missing and "en" in self._session.document.languages:
            return _("Spelling: English only. The German dictionary that you chose is not there or cannot be read.")
        if "de" in self._missing:
            return _("Spelling: the German dictionary that you chose is not there or cannot be read.")
        return _("Spelling: the dictionary cannot be read.") if self._missing else ""

    # ---- going to words ----

    def next_word(self) -> None:
        """Go to the next misspelt word behind the cursor, and offer what may have been meant."""
        if not self.is_on:
            self.said.emit(_("Spelling is not checked. Switch it on in the menu."))
            return
        order = self._canvas.row_numbers
        listed = sorted(
            (order[place], self._canvas.languages.index(language), one.start, place, language, one)
            for (place, language), words in self._wrong.items()
            for one in words
            if place in order and language in self._canvas.languages
        )
        if not listed:
            self.said.emit(self._state() or _("No misspelt word was found."))
            return
        editor = self._canvas.editor
        at = editor.textCursor().position() if editor is not None else 0
        here = (order.get(self._canvas.current, 0), self._canvas.languages.index(self._canvas.language), at)
        _row, _column, start, place, language, one = next((each for each in listed if each[:3] >= here), listed[0])
        self._canvas.show_place(place, language, start + len(one.word))
        self.open_menu(start, None)

    def open_menu(self, position: int, where: QPoint | None) -> QMenu | None:
        """Offer suggestions for the misspelt word at a character of the text in hand; None where there is none."""
        editor = self._canvas.editor
        place, language = self._canvas.current, self._canvas.language
        words: Sequence[Spelt] = self._wrong.get((place, language), ())
        one = next((each for each in words if each.start <= position <= each.start + len(each.word)), None)
        if editor is None or one is None:
            if editor is not None and where is not None:
                menu = editor.createStandardContextMenu()
                menu.setParent(editor, menu.windowFlags())
                menu.aboutToHide.connect(menu.deleteLater)
                menu.popup(where)
            return None
        menu = QMenu(editor)
        menu.setObjectName("spelling-menu")
        menu.setAccessibleName(_("Misspelt: {word}", word=one.word))
        title = menu.addAction(literal(_("Misspelt: {word}", word=one.word)))
        title.setEnabled(False)
        waiting = menu.addAction(_("Looking for suggestions …"))
        waiting.setEnabled(False)
        menu.addSeparator()
        add = menu.addAction(literal(_("Add “{word}” to the words of the house", word=one.word)))
        add.setObjectName("spelling-add")
        add.triggered.connect(lambda _on=False: self.add_word(language, one.word))
        menu.addAction(_("Next misspelt word"), self.next_word)
        menu.aboutToHide.connect(lambda: later(menu, 5_000, menu.deleteLater).start())
        named = self._context.recall(_GERMAN, "")
        path = dictionary(language, named if language == "de" and isinstance(named, str) else "")

        def job(_progress: Progress) -> tuple[str, ...]:
            try:
                return suggestions(path, one.word) if path is not None else ()
            except DataPactError:
                return ()

        def show(found: tuple[str, ...]) -> None:
            offered = [self._suggestion(menu, place, language, one, word) for word in found]
            menu.insertActions(waiting, offered)
            if offered:
                menu.removeAction(waiting)
                menu.setActiveAction(offered[0])
            else:
                waiting.setText(_("No suggestion"))

        self._context.worker.run_apart(menu, "", job, show)
        menu.popup(where if where is not None else editor.viewport().mapToGlobal(editor.cursorRect().bottomLeft()))
        return menu

    def _suggestion(self, menu: QMenu, place: str, language: Language, one: Spelt, word: str) -> QAction:
        action = QAction(word, menu)
        action.setObjectName("spelling-suggestion")
        action.triggered.connect(lambda _on=False: self.put(place, language, one, word))
        return action

    def put(self, place: str, language: Language, one: Spelt, word: str) -> None:
        """Put a word in the place of a misspelt one, if it still stands there."""
        texts = dict(places(self._session.document.clauses)).get(place, {})
        if one not in tuple(words_of(texts.get(language, ()))):
            return
        runs = _replaced(texts[language], one, word)
        self._session.do(Reword(place, language, runs), _("Correct a word"))
        self._canvas.show_place(place, language, one.start + len(word))
        self._canvas.setFocus()

    def add_word(self, language: Language, word: str) -> None:
        """Keep a word for the whole house, in this vault."""
        own = self.own_words(language) | {word}
        if len(own) > _MOST_OWN_WORDS:
            self.said.emit(_("The house has {n} words already. No more can be added.", n=_MOST_OWN_WORDS))
            return
        self._context.remember_for_all({_WORDS + language: sorted(own)})
        left = {key: tuple(one for one in words if one.word != word) for key, words in self._wrong.items()}
        self._show({key: words if key[1] == language else self._wrong[key] for key, words in left.items()})
        self.said.emit(_("“{word}” is a word of the house now.", word=word))
        self._only = ""  # its compounds and other forms are known now, too, wherever they stand
        self.look_now()

    def choose_dictionary(self) -> None:
        """Name the German dictionary of this computer."""
        chosen = self._context.dialogs.ask_open_file(_("German dictionary"), "Hunspell (*.dic)")
        if chosen is None:
            return
        if not is_dictionary(chosen):
            self._context.dialogs.show_error(
                _(
                    "This is not a Hunspell dictionary: it needs a .dic file with an .aff file of the same name beside it."
                )
            )
            return
        self._context.remember(_GERMAN, str(chosen))
        self._only = ""
        self.look_now()


def _replaced(runs: Sequence[Run], one: Spelt, word: str) -> tuple[Run, ...]:
    """The runs with a word in the place of another; it looks as the first letter of the former did."""
    from dataclasses import replace

    end = one.start + len(one.word)
    found: list[Run] = []
    at = 0
    for run in runs:
        begins, at = at, at + len(run.text)
        if at <= one.start or begins >= end:
            found.append(run)
            continue
        before = run.text[: max(0, one.start - begins)]
        put = word if begins <= one.start else ""
        text = before + put + run.text[end - begins :] if at > end else before + put
        if text:
            found.append(replace(run, text=text))
    return tuple(found)
