"""Terms are found by what they are called in the other language and every day; nothing is taken for one because of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from datapact.base.texts import LANGUAGES, Language, current_language, use_language
from datapact.consent.imports.read_as import written_term
from datapact.consent.matrix.question_form import Choice
from datapact.contract.vocabulary.labels import concepts
from datapact.contract.vocabulary.offered import everyday_names, other_names
from datapact_ui.consent.decision.question_form import _offer
from datapact_ui.editor.fields.term_fields import _concept_options
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.choice_fields import ChoiceField, ConceptsField
from datapact_ui.kit.fields.other_names import names_at
from datapact_ui.kit.widgets.wheel_free import ComboBox

MARKETING = "https://w3id.org/dpv#Marketing"
PURPOSES = [one for one in concepts().values() if one.group == "purpose" and not one.iri.endswith("#Purpose")]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    before = current_language()
    use_language(request.param)
    yield request.param
    use_language(before)


def offered(box: QComboBox, typed: str) -> list[str]:
    """What the list shows once this was typed."""
    completer = box.completer()
    assert completer is not None
    completer.setCompletionPrefix(typed)
    found = completer.completionModel()
    return [str(found.index(row, 0).data()) for row in range(found.rowCount())]


def test_every_purpose_has_everyday_words_and_each_of_them_a_term() -> None:
    assert {one.iri for one in PURPOSES} <= {*everyday_names()} <= {*concepts()}
    for iri, words in everyday_names().items():
        label = concepts()[iri].label
        assert words
        assert not {one.casefold() for one in words} & {label.de.casefold(), label.en.casefold()}
    assert other_names("https://w3id.org/dpv#Nothing") == ()


def test_words_that_offer_a_term_are_read_as_none() -> None:
    """An import that took "Newsletter" for marketing would say what nobody has said."""
    labels = {one.label.text(language).casefold() for one in concepts().values() for language in LANGUAGES}
    for words in everyday_names().values():
        for word in words:
            if word.casefold() not in labels:
                assert written_term(word) not in concepts(), word


@pytest.mark.parametrize("concept", PURPOSES, ids=lambda one: one.iri.rsplit("#", 1)[-1])
def test_a_purpose_is_offered_by_each_of_its_names(qtbot: QtBot, language: Language, concept) -> None:
    shown = concept.label.text(language)
    choices = tuple(Choice(one.iri, one.label.text(language), other_names(one.iri)) for one in PURPOSES)
    box, form = ChoiceBox(choices, free=True), ComboBox()
    form.setEditable(True)
    _offer(form, choices, "")
    qtbot.addWidget(box)
    qtbot.addWidget(form)
    for name in other_names(concept.iri):
        for one in (box, form):
            assert shown in offered(one, name.upper()), name
    assert offered(box, "zzz") == []


def test_a_typed_word_offers_and_does_not_choose(qtbot: QtBot, language: Language) -> None:
    choices = tuple(Choice(one.iri, one.label.text(language), other_names(one.iri)) for one in PURPOSES)
    box = ChoiceBox(choices, free=True)
    qtbot.addWidget(box)
    box.setEditText("Newsletter")
    assert box.value() == "Newsletter"
    completer = box.completer()
    assert completer is not None
    completer.setCompletionPrefix("Newsletter")
    place = completer.currentIndex()
    assert completer.pathFromIndex(place) == concepts()[MARKETING].label.text(language)  # never all its names


def test_terms_in_lists_are_offered_on_enter_and_added_by_their_name_alone(qtbot: QtBot, language: Language) -> None:
    label = concepts()["https://w3id.org/dpv#Child"].label.text(language)
    field = ConceptsField("c", "People", _concept_options("subjects"), str)
    qtbot.addWidget(field)
    found: list[object] = []
    field.edited.connect(found.append)
    line = field.box.lineEdit()
    assert line is not None
    QTest.keyClicks(line, "minors")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert found == []
    assert offered(field.box, "minderj") == [label]
    field.show_problem("")
    line.clear()
    QTest.keyClicks(line, label)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert found == [["https://w3id.org/dpv#Child"]]


@pytest.mark.parametrize("typed", ["Reklame", "Newsletter", "advert", "Kampagne", "Marketing", "Werbung"])
def test_typing_on_the_purpose_of_a_draft_finds_it_by_any_name(qtbot: QtBot, language: Language, typed: str) -> None:
    field = ChoiceField("iri", "Purpose", _concept_options("iri", "Purpose"))
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.box, typed)
    assert field.box.currentData() == MARKETING


def type_on(box: QComboBox, letters: str) -> None:
    """Type any letters; ``QTest.keyClicks`` knows ASCII alone."""
    for one in letters:
        key = Qt.Key.Key_Space if one == " " else Qt.Key.Key_unknown
        QApplication.sendEvent(box, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, one))


@pytest.fixture
def no_pause() -> Iterator[None]:
    """However slow the machine is, all that a test types is one word."""
    before = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(60_000)
    yield
    QApplication.setKeyboardInputInterval(before)


@pytest.mark.parametrize("more", ["s", "n", "x", "sicherheit", " an"])
def test_letters_too_many_choose_nothing_that_they_do_not_name(
    qtbot: QtBot, language: Language, no_pause: None, more: str
) -> None:
    wrong = []
    for name in sorted({one for concept in PURPOSES for one in other_names(concept.iri)}):
        field = ChoiceField("iri", "Purpose", _concept_options("iri", "Purpose"))
        qtbot.addWidget(field)
        heard: list[object] = []
        type_on(field.box, name)
        chosen = field.box.currentIndex()
        field.edited.connect(heard.append)
        type_on(field.box, more)
        now, typed = field.box.currentIndex(), f"{name}{more}".casefold()
        longer = [typed[:end] for end in range(len(name) + 1, len(typed) + 1)]
        named = any(one.startswith(start) for one in names_at(field.box, now) for start in longer)
        if now != chosen and not named:
            wrong.append((name + more, field.box.currentText()))
        if heard and not named and now == chosen:
            wrong.append((name + more, "said anew"))
    assert wrong == []


def test_after_a_pause_a_letter_begins_anew(qtbot: QtBot, language: Language, no_pause: None) -> None:
    field = ChoiceField("iri", "Purpose", _concept_options("iri", "Purpose"))
    qtbot.addWidget(field)
    QTest.keyClicks(field.box, "newsletters")
    assert field.box.currentData() == MARKETING
    QApplication.setKeyboardInputInterval(1)
    qtbot.wait(20)
    QTest.keyClicks(field.box, "s")
    assert field.box.currentData() != MARKETING
    assert any(one.startswith("s") for one in names_at(field.box, field.box.currentIndex()))
