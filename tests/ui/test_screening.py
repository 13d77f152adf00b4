"""The screening page of the interview: questions in plain words, each with nothing of it and still open."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.projection.own_findings import all_findings
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.steps.own_facts import screened
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.screening.questions import open_questions
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.document import read_state
from datapact_ui.editor.fields.forms import shown_fields
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.editor.page.own_facts_dialog import OwnFactsDialog
from datapact_ui.editor.page.progress_list import SCREENING
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.otherwise_dialog import OtherwiseDialog
from datapact_ui.kit.widgets.warning_line import WarningLine
from tests.agreements.drafts import example
from tests.ui.test_interview import child, shown


def click(view: QWidget, name: str) -> None:
    child(view, QAbstractButton, name).click()


def at_screening(qtbot: QtBot, context: AppContext) -> InterviewView:
    view = shown(qtbot, context, None, "ai-pilot")
    view.progress.setCurrentRow(view.progress.order.index(SCREENING))
    return view


def test_a_tick_a_no_and_still_open_are_three_things(qtbot: QtBot, context: AppContext) -> None:
    view = at_screening(qtbot, context)
    child(view, QLineEdit, "first-dataset").setText("Fahrten")
    click(view, "add-first-dataset")
    (dataset,) = view.session.document.terms.datasets
    place = f"datasets.{dataset.key}"
    assert child(view, QAbstractButton, f"open-about-{place}").isChecked()
    QApplication.processEvents()
    click(view, f"fact-about-{place}-children")
    about = next(card for card in view._page.list.cards if card.id == "about")  # type: ignore[union-attr]
    QApplication.processEvents()
    places = [tick.pos() for tick in about.ticks.values()]
    held = view.session.document.terms.datasets[0]
    assert (held.children, held.employees) == (True, False)
    click(view, f"open-about-{place}")
    QApplication.processEvents()
    assert [tick.pos() for tick in about.ticks.values()] == places, "nothing moves under the mouse"
    about.setMaximumWidth(300)
    qtbot.waitUntil(lambda: all(tick.height() >= tick.heightForWidth(tick.width()) for tick in about.ticks.values()))
    held = view.session.document.terms.datasets[0]
    assert (held.children, held.employees) == (None, None)
    click(view, f"none-about-{place}")
    held = view.session.document.terms.datasets[0]
    assert (held.children, held.employees) == (False, False)
    view.session.undo()
    assert view.session.document.terms.datasets[0].children is None
    box = child(view, QComboBox, f"judgement-recognise-{place}-{dataset.provider}")
    box.setCurrentIndex(box.findData("personal"))
    box.activated.emit(box.currentIndex())
    assert view.session.document.terms.datasets[0].personal[0].judgement == "personal"


def test_nobody_in_the_data_skips_the_questions_on_people(qtbot: QtBot, context: AppContext) -> None:
    view = at_screening(qtbot, context)
    child(view, QLineEdit, "first-dataset").setText("Bauteile")
    click(view, "add-first-dataset")
    place = f"datasets.{view.session.document.terms.datasets[0].key}"
    assert view.findChild(QWidget, f"screening-about-{place}") is not None
    click(view, f"none-recognise-{place}")
    qtbot.waitUntil(lambda: not any(card.id == "about" for card in view._page.list.cards))  # type: ignore[union-attr]
    assert not {one.question.id for one in open_questions(view.session.document.terms)} & {"about", "protected"}


def test_a_finding_leads_to_its_question(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "ai-pilot")
    view.go_to_place("facts.training")
    assert view.progress.order[view.progress.currentRow()] == SCREENING


def test_open_facts_of_all_agreements_are_answered_on_one_page(qtbot: QtBot, context: AppContext) -> None:
    acting = context.worker.acting
    text = example_answers("ai-pilot").decode()
    for answered in ("monitoring = false\n", "children = false\n"):
        text = text.replace(answered, "", 1)
    first, second = (new_agreement(acting, "ai-pilot", text.encode(), {}) for _ in range(2))
    dialog = OwnFactsDialog(context)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: {first, second} <= dialog.lists.keys())
    assert {card.id for card in dialog.lists[first].cards} == {"about", "use"}
    about = next(card for card in dialog.lists[first].cards if card.id == "about")
    about.none.click()
    use = next(card for card in dialog.lists[first].cards if card.id == "use")
    use.ticks["monitoring"].click()
    dialog.keep.click()
    qtbot.waitUntil(lambda: not screened(acting, first).open)
    # the same data of the same provider is answered once for the house; what happens with it, for each agreement
    qtbot.waitUntil(lambda: [one.question.id for one in screened(acting, second).open] == ["use"])
    draft = open_draft(acting, first).document  # other words: the answers on them end, and the page says why
    place = f"datasets.{draft.terms.datasets[0].key}"
    save_draft(acting, apply(draft, SetTerm(f"{place}.description", {"de": "Mit Kennungen der Lehrlinge"})))
    again = OwnFactsDialog(context, first)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: first in again.lists)
    assert {card.id for card in again.lists[first].cards} >= {"about", "use"}
    told = [one.words.text() for one in again.findChildren(WarningLine)]
    assert any("“description” of “Machine logs”" in one and "“children's data”" in one for one in told)


def test_an_answer_that_another_agreement_contradicts_is_recorded_and_says_which(
    qtbot: QtBot, context: AppContext
) -> None:
    acting = context.worker.acting
    text = example_answers("ai-pilot").decode()
    new_agreement(acting, "ai-pilot", text.encode(), {})
    history = new_agreement(acting, "ai-pilot", text.replace("children = false\n", "", 1).encode(), {})
    dialog = OwnFactsDialog(context, history)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: history in dialog.lists)
    about = next(card for card in dialog.lists[history].cards if card.id == "about")
    about.ticks["children"].click()
    dialog.keep.click()
    told: list[OtherwiseDialog] = []

    def opened() -> bool:
        told[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, OtherwiseDialog)]
        return bool(told)

    qtbot.waitUntil(opened)
    qtbot.addWidget(told[0])
    for line in told[0].lines:  # another agreement of the sample has the same data, too
        assert "says otherwise" in line.words.text()
        assert "children" in line.words.text()
    told[0].reject()
    assert not [one for one in screened(acting, history).open if one.question.id == "about"]


def test_who_is_led_to_a_question_finds_it_marked(qtbot: QtBot, context: AppContext) -> None:
    acting = context.worker.acting
    text = (
        example_answers("ai-pilot").decode().replace("monitoring = false\n", "", 1).replace("children = false\n", "", 1)
    )
    history = new_agreement(acting, "ai-pilot", text.encode(), {})
    asked = next(one for one in screened(acting, history).open if one.question.id == "use")
    for place in (f"{asked.place}.monitoring", asked.place):
        dialog = OwnFactsDialog(context, history, at=place)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda dialog=dialog: history in dialog.lists)  # type: ignore[misc]
        card = dialog.lists[history].asked_at(place)
        assert card is not None
        qtbot.waitUntil(lambda card=card: card.is_marked)  # type: ignore[misc]
        dialog.reject()


def test_our_balancing_test_is_recorded_beside_the_agreement(qtbot: QtBot, context: AppContext) -> None:
    acting = context.worker.acting
    lines = example_answers("ai-pilot").decode().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("balancing_test"))
    history = new_agreement(acting, "ai-pilot", text.encode(), {})
    dialog = OwnFactsDialog(context, history)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.tests is not None)
    assert dialog.tests is not None
    assert len(dialog.tests.references) == 3, "those of the partner are with the partner"
    for place, reference in dialog.tests.references.items():
        reference.setText("Vermerk 5")
        reference.editingFinished.emit()
        assert not dialog.keep.isEnabled() or place != next(iter(dialog.tests.references))
        dialog.tests.days[place].choose(date(2026, 10, 5))
    dialog.keep.click()
    qtbot.waitUntil(
        lambda: not [one for one in all_findings(acting, history, date(2026, 11, 26))[0] if one.id == "G08"]
    )


def test_what_documents_came_to_is_answered_beside_the_agreement(qtbot: QtBot, context: AppContext) -> None:
    acting = context.worker.acting
    text = "\n".join(one for one in example_answers("ai-pilot").decode().splitlines() if "_outcome = " not in one)
    history = new_agreement(acting, "ai-pilot", text.encode(), {})

    def left() -> list[str]:
        return [one.place for one in all_findings(acting, history, date(2026, 11, 26))[0] if one.id == "G65"]

    open_at = left()
    answered = next(one.key for one in read_answers(text.encode()).terms.assessments if one.outcome)
    dialog = OwnFactsDialog(context, history)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.further is not None)
    assert dialog.further is not None
    fields = dialog.further.fields
    assert set(open_at) <= fields.keys()
    assert (
        f"assessments.{answered}.conditions" not in fields
    )  # the text says without conditions that it carries the use
    for number, place in enumerate(open_at):
        box = fields[place]
        assert isinstance(box, QComboBox)
        assert box.currentData() == ""  # nothing is preset
        box.setCurrentIndex(box.findData("carries" if number else "conditions"))
        box.activated.emit(box.currentIndex())
    conditions = fields[f"{open_at[0].removesuffix('outcome')}conditions"]
    assert isinstance(conditions, QLineEdit)
    conditions.setText("nur in der Union")
    conditions.editingFinished.emit()
    dialog.keep.click()
    qtbot.waitUntil(lambda: not left())


@pytest.mark.parametrize("has_one", [True, False])
def test_the_form_of_a_basis_asks_for_no_balancing_test_unless_the_text_has_one(*, has_one: bool) -> None:
    value = write_terms(read_state(example("ai-pilot")).terms)
    own = frozenset({"balancing_test", "balancing_test_date"})
    basis = next(one for one in value["legal_bases"] if "balancing_test" in one)
    value["legal_bases"] = [{name: said for name, said in basis.items() if has_one or name not in own}]
    session = SimpleNamespace(document=SimpleNamespace(terms=read_terms(value)))
    names = shown_fields(cast(DraftSession, session), "legal_bases.0")
    assert "article" in names
    assert (own & set(names) == own) is has_one


def keep_down(key: Qt.Key, times: int, text: str = "", first: int = 0) -> None:
    """Keep a key down where the focus is, as the system repeats it; ``first`` 1: it was pressed before."""
    for turn in range(first, times):
        focused = QApplication.focusWidget()
        assert focused is not None
        QApplication.sendEvent(
            focused, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text, turn > 0)
        )
        for _turn in range(4):
            QApplication.processEvents()


def test_a_key_kept_down_answers_one_question(qtbot: QtBot, context: AppContext) -> None:
    view = at_screening(qtbot, context)
    view.activateWindow()
    child(view, QLineEdit, "first-dataset").setText("Fahrten")
    click(view, "add-first-dataset")
    QApplication.processEvents()
    cards = view._page.list.cards  # type: ignore[union-attr]
    box = child(
        view,
        QComboBox,
        f"judgement-recognise-datasets.{view.session.document.terms.datasets[0].key}-"
        f"{view.session.document.terms.datasets[0].provider}",
    )
    QTest.keyClick(box, Qt.Key.Key_N)  # the page says that N means none; the box has an answer that begins so
    view.session.undo()
    assert not view.session.document.terms.datasets[0].personal
    next(card for card in cards if card.id == "about").setFocus()
    QApplication.processEvents()
    waiting = len(open_questions(view.session.document.terms))
    keep_down(Qt.Key.Key_N, 20, "n")
    assert len(open_questions(view.session.document.terms)) == waiting - 1


def test_enter_that_the_system_repeats_takes_nothing(qtbot: QtBot, context: AppContext) -> None:
    view = shown(qtbot, context, None, "processing")
    view.activateWindow()
    view.take_focus()
    QApplication.processEvents()
    own = view.session.document.terms.parties[0].key
    view.session.do(SetTerm("parties.partner.name", "Brenner Cloud GmbH"))
    view.session.do(SetTerm("processing.controller", own))
    QApplication.processEvents()
    before = view.session.document.terms
    focused = QApplication.focusWidget()
    keep_down(Qt.Key.Key_Return, 40, first=1)
    assert view.session.document.terms == before
    assert QApplication.focusWidget() is focused


def test_a_legal_form_answers_whether_it_is_a_public_body(qtbot: QtBot, context: AppContext) -> None:
    view = at_screening(qtbot, context)
    terms = view.session.document.terms
    key = terms.parties[0].key
    assert terms.parties[0].legal_form == "GmbH"
    card = next(one for one in view._page.list.cards if one.place == f"parties.{key}")  # type: ignore[union-attr]
    assert card.accessibleName().startswith("Must ")
    assert [*card.ticks] == ["dpo_required", "public_body"]
    for said in ("public_body", "dpo_required"):
        view.session.do(SetTerm(f"parties.{key}.{said}", None))
    view.session.do(SetTerm(f"parties.{key}.dpo", {}))
    QApplication.processEvents()
    card = next(one for one in view._page.list.cards if one.place == f"parties.{key}")  # type: ignore[union-attr]
    assert card.waits
    click(view, f"none-party-parties.{key}")
    QApplication.processEvents()
    card = next(one for one in view._page.list.cards if one.place == f"parties.{key}")  # type: ignore[union-attr]
    assert card.accessibleName().startswith("Must "), "its answer does not bring the question back"
    assert not card.waits
    view.session.do(SetTerm(f"parties.{key}.public_body", None))
    view.session.do(SetTerm(f"parties.{key}.legal_form", "Hochschule"))
    view.session.do(SetTerm(f"parties.{key}.kind", "university"))
    QApplication.processEvents()
    card = next(one for one in view._page.list.cards if one.place == f"parties.{key}")  # type: ignore[union-attr]
    assert "a public body" in card.accessibleName()
