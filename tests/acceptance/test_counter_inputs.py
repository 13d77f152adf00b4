"""How many inputs a lawyer's work takes in the windows, by mouse and by keys: a counter of three terms and two texts, and a draft.

An input is a click, a key outside text, a dialog of the system, and by mouse a field that is typed into.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlmodel import select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.texts import Language
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.kit.context.app_context import read_opened
from tests.acceptance.hands import Hands, Keys, Mouse
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, PASSPHRASE, SOFIA, Journey
from tests.conftest import SteppingClock

MOST_OF_A_COUNTER = 14
MOST_OF_SENDING = 5  # by keys one more: whether it was sent is no default
NUMBER = "DP-2026-0001"
TERMS = (
    ("duration.end", "30. Juni 2028", "31.12.2028"),
    ("pilot.acceptance_days", "20 Tagen", "25"),
    ("breach.hours", "24 Stunden", "36"),
)
TEXTS: tuple[tuple[Language, str, str], ...] = (
    ("de", "Das Ergebnis halten sie in Textform fest", " und tauschen es aus"),
    ("en", "They record the result in text form", " and exchange it"),
)
"""One paragraph in both languages."""


class Typing(Mouse):
    """With a mouse, and each field that is typed into counts, too: once where it was clicked for that."""

    def fill(self, name: str, text: str) -> None:
        before = self.inputs
        super().fill(name, text)
        if self.inputs == before:
            self.counted("fields")

    def type(self, text: str) -> None:
        super().type(text)
        self.counted("fields")


def editor_view(person: Hands) -> EditorView:
    view = person.main().view()
    assert isinstance(view, EditorView)
    return view


def place_with(view: EditorView, words: str, language: Language) -> tuple[str, int]:
    """The first place of the text with these words, and where they begin."""
    for place, texts in places(view.session.document.clauses):
        said = plain_text(texts.get(language, ()))
        if words in said:
            return place, said.index(words)
    raise AssertionError(words)


def point_of(view: EditorView, place: str, language: Language, position: int) -> QPoint:
    """Where a character stands in the viewport."""
    area = view.canvas.viewport()
    for y in range(2, area.height(), 5):
        for x in range(2, area.width(), 3):
            if view.canvas.hit(QPointF(x, y)) == (place, language, position):
                return QPoint(x, y)
    raise AssertionError(f"{place} is not in sight")


def click_at(person: Mouse, words: str, language: Language = "de", *, behind: bool = False) -> None:
    """Scroll to words of the text, which counts nothing, and click into them, or behind them."""
    canvas = editor_view(person).canvas
    place, start = place_with(editor_view(person), words, language)
    canvas.bring_into_sight(place)
    person.settle()
    at = point_of(editor_view(person), place, language, start + len(words) if behind else start + len(words) // 2)
    target = QApplication.widgetAt(canvas.viewport().mapToGlobal(at)) or canvas.viewport()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(canvas.viewport(), at))
    person.counted("clicks")
    person.settle()


def at_the_window(person: Hands, step: str, vault: Path, member: str, clock: SteppingClock) -> Hands:
    """The person, who begins a step at the open window of a vault, in German."""
    person.begin(step)
    write_appearance(vault, Appearance("de", "light", 100))
    person.app.open(read_opened(unlock(vault, member, PASSPHRASE, clock)))
    assert person.app.window is not None
    person.app.window.resize(1400, 900)
    person.settle()
    return person


@pytest.fixture(params=[Typing, Keys], ids=["mouse", "keys"])
def sofia(
    request: pytest.FixtureRequest,
    journey: Journey,
    qapp: QApplication,
    tmp_path: Path,
    own_homes: None,
    clock: SteppingClock,
) -> Iterator[Hands]:
    """A lawyer at the window of the institute, which has got the offer."""
    vault = journey.stage("offered", tmp_path / "offered") / INSTITUTE
    person = at_the_window(request.param(qapp, clock, tmp_path / "sofia"), "take in the offer", vault, SOFIA, clock)
    offer = tmp_path / "angebot.dpact"
    offer.write_bytes(journey.bundles[0])
    person.chooses(offer)
    person.act("open-file")
    person.push("take-in")
    person.see("taken")
    yield person
    person.leave()


def change_term(person: Hands, words: str, path: str, value: str) -> None:
    if isinstance(person, Mouse):
        click_at(person, words)
        person.fill(f"edit-{path}", value)
        return
    person.act("find")
    person.type(words)
    person.act("edit-term")
    person.fill(f"edit-{path}", value)


def add_words(person: Hands, language: Language, behind: str, words: str) -> None:
    if isinstance(person, Mouse):
        click_at(person, behind, language, behind=True)
        person.type(words)
        return
    person.act("find")
    person.type(behind)
    person.close_bar()
    person.type(behind + words)


def test_a_counter_of_three_terms_and_two_texts(
    sofia: Hands, journey: Journey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = sofia.inputs
    if isinstance(sofia, Keys):  # the way from here: open it by Enter, then the shortcut
        sofia.push(f"open-{NUMBER}")
        sofia.act("counter")
    else:
        sofia.push(f"counter-{NUMBER}")
    sofia.see("canvas")
    for path, words, value in TERMS:
        change_term(sofia, words, path, value)
    for language, behind, words in TEXTS:
        add_words(sofia, language, behind, words)
    sofia.will_answer("confirm")
    sofia.shortcut_or_push("propose-counter", "tool-propose-counter")
    sent = tmp_path / "gegenvorschlag.dpact"
    sofia.see("write-and-mail")
    proposed = sofia.inputs
    sofia.chooses(sent)
    sofia.push("write-and-mail")
    sofia.push("i-have-sent-it")
    assert sent.is_file()
    assert sofia.app.context is not None
    with sofia.app.context.worker.acting.vault.read() as session:
        folded = load_state(session, journey.history)
    (offer,) = (one for one in folded.facts.offers.values() if one.answers)
    text = read_state(offer.state)
    said = " ".join(plain_text(runs) for _place, texts in places(text.clauses) for runs in texts.values())
    assert (text.terms.duration.end, text.terms.pilot.acceptance_days, text.terms.breach.hours) == (
        date(2028, 12, 31),
        25,
        36,
    )
    for _language, behind, words in TEXTS:
        assert said.count(behind + words) == 1
    with capsys.disabled():
        print(f"\n{type(sofia).__name__}:", dict(sofia.count), proposed - began, sofia.inputs - proposed)
    assert proposed - began <= MOST_OF_A_COUNTER
    assert sofia.inputs - proposed <= MOST_OF_SENDING


FIELDS_OF_THE_REVIEW, INPUTS_OF_THE_REVIEW = 21, 38
"""A lawyer's first draft of a usable agreement: this many fields were typed into, and this many inputs it took in all."""


@pytest.fixture(params=[Typing, Keys], ids=["mouse", "keys"])
def anna(
    request: pytest.FixtureRequest,
    journey: Journey,
    qapp: QApplication,
    tmp_path: Path,
    own_homes: None,
    clock: SteppingClock,
) -> Iterator[Hands]:
    """A lawyer at the window of a house that knows its partner."""
    vault = journey.stage("met", tmp_path / "met") / KELLER
    person = at_the_window(request.param(qapp, clock, tmp_path / "anna"), "draft", vault, ANNA, clock)
    yield person
    person.leave()


def go_to_page(person: Hands, field: str) -> None:
    """To the page of the interview with a field or button: in the list beside it, or by the keys that turn pages."""
    view = person.main().view()
    assert isinstance(view, InterviewView)
    if not isinstance(person, Mouse):
        for _page in view.progress.order:
            if any(one.isVisible() for one in view.findChildren(QWidget, field)):
                return
            person.act("next-page")
        raise AssertionError(field)
    for row in range(view.progress.count()):
        words = view.progress.item(row).text()
        if words.startswith(PAGES[field]):
            where = view.progress.visualItemRect(view.progress.item(row)).center()
            person.click(view.progress.viewport(), where)
            return
    raise AssertionError([view.progress.item(row).text() for row in range(view.progress.count())])


PAGES = {
    "tabs-parties": "Parteien",
    "edit-pilot.goal-de": "Vorhaben",
    "add-datasets": "Daten",
    "add-purposes": "Zwecke",
    "edit-duration.start": "Vertragsrahmen",
}


def test_a_draft_by_the_interview(anna: Hands, capsys: pytest.CaptureFixture[str]) -> None:
    fields = 0

    def fill(name: str, text: str) -> None:
        nonlocal fields
        anna.fill(name, text)
        fields += 1

    def add(name: str, text: str) -> None:
        nonlocal fields
        anna.push(name)
        anna.type(text)
        fields += 1

    anna.act("new-agreement")
    anna.see("templates")
    began = anna.inputs
    anna.default("begin")
    fill("edit-title-de", "Wartungsdaten Fräszentrum")
    fill("edit-title-en", "Maintenance data")
    go_to_page(anna, "tabs-parties")
    anna.turn("tabs-parties", 1)
    anna.push("take-parties.partner")
    go_to_page(anna, "edit-pilot.goal-de")
    fill("edit-pilot.goal-de", "Ein Modell, das Schäden an Spindeln früh meldet.")
    fill("edit-pilot.goal-en", "A model that reports spindle damage early.")
    go_to_page(anna, "add-datasets")
    add("add-datasets", "Schwingungsmessung")
    go_to_page(anna, "add-purposes")
    add("add-purposes", "Vorausschauende Wartung")
    go_to_page(anna, "edit-duration.start")
    fill("edit-duration.start", "01.01.2027")
    fill("edit-duration.end", "31.12.2028")
    anna.act("finish")
    anna.settle()
    assert anna.app.context is not None
    with anna.app.context.worker.acting.vault.read() as session:
        (history,) = session.exec(select(AgreementRow.id)).all()
        text = read_state(load_state(session, history).facts.drafts[-1].state)
    assert [one.name for one in text.terms.parties][1].startswith("Institut")
    assert (text.terms.duration.start, text.terms.duration.end) == (date(2027, 1, 1), date(2028, 12, 31))
    assert (len(text.terms.datasets), len(text.terms.purposes)) == (1, 1)
    taken = anna.inputs - began
    with capsys.disabled():
        print(f"\ndraft, {type(anna).__name__}:", dict(anna.count), taken, fields)
    if isinstance(anna, Mouse):  # each has its own bound, so that one more field is not one fewer click
        assert 0 < fields <= FIELDS_OF_THE_REVIEW
        assert taken - fields < INPUTS_OF_THE_REVIEW - FIELDS_OF_THE_REVIEW
    assert taken < INPUTS_OF_THE_REVIEW
