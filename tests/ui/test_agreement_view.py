"""One agreement in its window: the next step, the tabs, the answers, freezing, all by what a person presses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from textwrap import shorten

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QTextCharFormat, QTextTable
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QMenuBar, QPushButton, QToolTip, QWidget

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.comments import comment_on
from datapact.agreements.steps.drafting import begin_draft, open_draft, propose_counter, save_draft
from datapact.agreements.steps.negotiation import agreed_with
from datapact.agreements.steps.termination import Declarer, Declaring
from datapact.agreements.steps.wording import OwnWording, facts_of
from datapact.agreements.views.agreement import AgreementPage, agreement_page
from datapact.base.texts import LANGUAGES, use_language
from datapact.contract.changes.anchor import Anchor
from datapact.contract.editing.commands import Command, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import apply, replay
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import Terms
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import read_state, write_state
from datapact.deadlines.termination import termination_day
from datapact.history.state.organisation import Member, OrganisationState
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.can_sign import member_of_name
from datapact_ui.agreement_page.page.agreement_view import TABS, AgreementView
from datapact_ui.agreement_page.page.ending_dialogs import TerminateDialog
from datapact_ui.agreement_page.page.freeze_dialog import FreezeDialog
from datapact_ui.agreement_page.page.offer_chooser import OfferChooser
from datapact_ui.agreement_page.tabs.text_tab import place_of_term
from datapact_ui.editor.page.confirm_words_dialog import ConfirmWordsDialog
from datapact_ui.kit.context import app_context
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.tables.finding_kinds import kind_appearance
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.negotiation.rounds_dialog import RoundsDialog
from datapact_ui.shell.menus import Menus
from tests.agreements.drafts import draft
from tests.agreements.negotiated import Table, demo_file
from tests.obligations.offices import terms_of
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of, settled


def without_balancing_tests() -> bytes:
    """The answers of the example, with errors of the rule G08."""
    lines = example_answers("ai-pilot").splitlines()
    return b"\n".join(line for line in lines if not line.strip().startswith(b"balancing_test = "))


def click(parent: QWidget, name: str, view: AgreementView, qtbot) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)


def test_the_summary_has_one_button_and_it_leads_on(table: Table, at_context, qtbot) -> None:
    table.counter()
    view = at_context()
    assert view.title().startswith("DP-2026-0001")
    assert view.state.text() == "Offered"
    assert view.binding.text().startswith("Not binding yet")
    primary = view.summary.primary
    assert primary is not None
    qtbot.mouseClick(primary, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    assert view.tabs.currentWidget() is view.text
    assert view.answers.isVisible()
    assert view.text.changes.count() >= 2


def without_data(answers: bytes) -> bytes:
    """The answers without the parts on data and purposes."""
    parts = re.split(r"^(?=\[)", answers.decode(), flags=re.MULTILINE)
    return "".join(one for one in parts if not re.match(r"\[+(datasets|purposes|prohibited)", one)).encode()


def test_what_a_contract_does_not_speak_of_gets_no_row(table: Table, at_context) -> None:
    """A non-disclosure agreement with and without data and purposes: no name of a row without what it names."""
    shown = []
    ours = example_answers("nda").replace(b"Pumpenwerk Lahnstein GmbH", b"Maschinenbau Keller GmbH")
    for answers in (ours, without_data(ours)):
        table.history = negotiation.import_state(table.anna, draft("nda", answers))
        view = at_context()
        shown.append({one.text() for one in view.summary.findChildren(QLabel)})
        view.close()
    full, empty = shown
    assert {"Who", "What data", "For what", "Until when"} <= full
    assert {"Who", "Until when"} <= empty
    assert not {"What data", "For what", "–"} & empty


def test_whoever_agrees_beside_the_text_sends_it_from_there(table: Table, at_context, qtbot) -> None:
    table.counter()
    negotiation.accept(table.anna, table.history)
    view = at_context()
    assert not view.onward["send"].isVisible(), "the summary has its own button"
    for tab in ("text", "board"):
        view.show_tab(tab)
        assert [name for name, button in view.onward.items() if button.isVisible()] == ["send"]


def test_terms_of_many_parties_stand_on_pages(table: Table, at_context, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    table.offer()
    monkeypatch.setattr("datapact_ui.agreement_page.tabs.terms_tab._MOST_ROWS", 30)
    monkeypatch.setattr("datapact_ui.agreement_page.tabs.terms_tab._ROWS_OF_A_PAGE", 30)
    view = at_context()
    view.show_tab("terms")
    settled(view.context, qtbot)
    tab = view.terms
    assert tab._groups is not None
    every = [part.path for group in tab._groups for part in group.parts]
    assert [part.path for page in tab._pages for group in page for part in group.parts] == every
    assert tab.groups.count() == len(tab._pages) > len(tab._groups), "a large group has several"
    assert any(" of " in tab.groups.item(row).text() for row in range(tab.groups.count()))
    first = tab.reader.document.toPlainText()
    tab.go_to(every[-1])
    assert tab._page == len(tab._pages) - 1
    assert tab.reader.document.toPlainText() != first


def test_what_the_history_says_stands_before_a_text_of_many_is_read(
    table: Table, at_context, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.counter()
    monkeypatch.setattr("datapact.agreements.views.agreement.MANY_PARTIES", 2)
    shown: list[tuple[bool, str, bool]] = []
    before = AgreementView._show_soon

    def soon(view: AgreementView, page: AgreementPage) -> None:
        before(view, page)
        shown.append((page.text_read, view.title()[:12], view.page is None))
        view.do("read")  # pressed before the text is here

    monkeypatch.setattr(AgreementView, "_show_soon", soon)
    view = at_context()
    settled(view.context, qtbot)
    assert shown == [(False, "DP-2026-0001", True)]
    assert view.page is not None
    assert view.page.text_read
    assert view.page.document is not None
    assert view.tabs.currentWidget() is view.text, "the step was taken once the text was read"


def test_a_counter_is_marked_by_line_and_not_by_colour_alone(table: Table, at_context, qtbot) -> None:
    table.counter()
    view = at_context()
    view.show_tab("text")
    settled(view.context, qtbot)
    marks = {"underlined": "", "struck": ""}
    block = view.text.reader.document.begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            form: QTextCharFormat = parts.fragment().charFormat()
            if form.fontUnderline() and not form.isAnchor():
                marks["underlined"] += parts.fragment().text()
            if form.fontStrikeOut():
                marks["struck"] += parts.fragment().text()
            parts += 1
        block = block.next()
    assert marks == {"underlined": "twelvetwo", "struck": "24three"}, "months of storage, years of confidentiality"
    assert view.text.legend.isVisible()


def test_finding_words_and_going_round(table: Table, at_context, qtbot) -> None:
    table.offer()
    view = at_context()
    view.find_words()
    settled(view.context, qtbot)
    bar = view.text.reader.find_bar
    assert bar.isVisible()
    qtbot.keyClicks(bar.field, "machine")
    first = view.text.reader.page.textCursor().position()
    assert bar.count.text().endswith("hits")
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert view.text.reader.page.textCursor().position() > first
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.text.reader.page.textCursor().position() == first
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_both_languages_side_by_side_in_one_row(table: Table, at_context, qtbot) -> None:
    table.offer()
    view = at_context()
    view.show_tab("text")
    settled(view.context, qtbot)
    assert view.text.language.itemText(0) == "German (prevails)"
    view.text.language.setCurrentIndex(view.text.language.findData("both"))
    view.text.language.activated.emit(view.text.language.currentIndex())
    frames = view.text.reader.document.rootFrame().childFrames()
    grids = [frame for frame in frames if isinstance(frame, QTextTable)]
    assert {grid.columns() for grid in grids} == {2}
    _heading, *rows = [
        tuple(grid.cellAt(row, column).firstCursorPosition().block().text() for column in (0, 1))
        for grid in grids
        for row in range(grid.rows())
    ]
    assert rows[0] == ("Präambel", "Preamble")
    headings = [row for row in rows if row[0].startswith("§\u00a0")]
    assert len(headings) > 20
    for number, (german, english) in enumerate(headings, start=1):
        assert german.startswith(f"§\u00a0{number}\u2002")
        assert english.startswith(f"Section\u00a0{number}\u2002")


def test_agreeing_asks_once_and_then_wants_to_send(table: Table, at_context, dialogs, qtbot) -> None:
    table.counter()
    view = at_context()
    dialogs.confirmed = True
    view.show_tab("text")
    settled(view.context, qtbot)
    click(view, "answer_accept", view, qtbot)
    assert "154" in dialogs.asked[0][1][1]
    assert view.page is not None
    assert view.page.stage == "agreed"
    assert view.page.next.action == "send"
    assert view.state.text() == "Text agreed (not binding)"
    assert not view.answers.isVisible()


def two_open(table: Table) -> None:
    """Both sides answer the same offer without knowing of each other."""
    table.offer()
    negotiation.counter(table.sofia, table.history, demo_file("counter.toml"), "Kürzere Speicherung genügt uns.")
    negotiation.counter(table.anna, table.history, b"[rights]\nanswer_days = 7\n")
    table.carry(table.sofia, table.anna)


def test_what_bars_freezing_is_words_before_one_agrees(table: Table, at_context, dialogs, qtbot) -> None:
    table.offer()
    with table.sofia.vault.read() as session:
        offer = next(iter(load_state(session, table.history).facts.offers.values()))
    open_one = replay(read_state(dict(offer.state)), [SetTerm("law.governing", None)])  # type: ignore[arg-type]
    negotiation.counter(table.sofia, table.history, None, "", None, write_state(open_one))
    table.carry(table.sofia, table.anna)
    view = at_context()
    assert view.page is not None
    found = agreed_with(table.anna, table.history, view.page.prevailing_version)
    assert found.gaps == ("anwendbares Recht",)
    assert not found.barring, "the gap is named once"
    dialogs.confirmed = False
    view.steps.accept(view.page)
    settled(view.context, qtbot)
    told = dialogs.asked[0][1][1]
    for said in (*found.gaps, *map(str, found.barring)):
        assert shorten(said, 240, placeholder=" …") in told
    assert "nobody can sign it like this" in told
    assert told.count("anwendbares Recht") == 1
    assert kind_appearance(severe=False, missing=True, later=True)[1] == "Required for freezing"


def test_nobody_chooses_where_one_open_proposal_can_be_agreed_to(table: Table, at_context, dialogs, qtbot) -> None:
    two_open(table)
    view = at_context()
    assert view.page is not None
    assert len(view.page.overview.open_offers) == 2
    assert str(view.page.next.why).startswith("2 proposals are open at once.")
    dialogs.confirmed = True
    view.do("accept")
    settled(view.context, qtbot)
    assert not view.findChildren(OfferChooser)  # nobody agrees to a proposal of their own
    assert "Institut" in dialogs.asked[0][1][1]  # the question names the text
    theirs = next(one.digest for one in view.page.versions if one.organisation == table.sofia.organisation)
    with view.context.worker.acting.vault.read() as session:
        assert table.anna.organisation in load_state(session, table.history).accepted[theirs]
    view.show_tab("text")
    settled(view.context, qtbot)
    marked = [view.text.against.itemText(n) for n in range(view.text.against.count())]
    assert sum(words.endswith("(open)") for words in marked) == 1


def test_with_several_open_proposals_one_says_which_is_answered(table: Table, at_context, qtbot) -> None:
    two_open(table)
    view = at_context()
    assert view.page is not None
    view.do("counter")
    chooser = dialog_of(view, OfferChooser)
    assert chooser.list.count() == 2
    row = next(n for n in range(2) if "Institut" in chooser.list.item(n).text())
    chooser.list.setCurrentRow(row)
    click(chooser, "choose-offer", view, qtbot)
    place = view.context.places[-1]
    theirs = next(one.digest for one in view.page.versions if one.organisation == table.sofia.organisation)
    assert (place.view, place.options) == ("editor", {"base": theirs})
    acting = view.context.worker.acting
    opened = open_draft(acting, table.history, theirs)
    assert opened.base == theirs
    assert opened.document.terms.rights.answer_days != 7
    entry = propose_counter(acting, apply(opened.document, SetTerm("rights.answer_days", 9)), base=theirs)
    assert entry.body["answers"] == theirs
    with acting.vault.read() as session:
        assert load_state(session, table.history).open_offers == (entry.digest,)


def test_nothing_is_declined_without_a_reason(table: Table, at_context, qtbot) -> None:
    table.counter()
    view = at_context()
    view.do("decline")
    dialog = dialog_of(view, ReasonDialog)
    assert not dialog.doing.isEnabled()
    qtbot.keyClicks(dialog.text, "Wir haben anders entschieden.")
    click(dialog, "decline_dialog-do", view, qtbot)
    assert view.page is not None
    assert view.page.stage == "declined"
    view.show_tab("history")
    settled(view.context, qtbot)
    assert any("declined" in str(line.step.sentence) for line in view.timeline.lines())


def test_after_a_no_the_card_offers_a_new_draft(table: Table, dialogs: AnsweredDialogs, at_context, qtbot) -> None:
    table.offer()
    negotiation.decline(table.sofia, table.history, "Kein Budget.")
    table.carry(table.sofia, table.anna)
    view = at_context()
    assert view.page is not None
    assert view.page.stage == "declined"
    card = view.summary.findChild(QWidget, "next_step")
    said = [words.text() for words in card.findChildren(QLabel)]
    assert any("Ended without an agreement" in words for words in said)
    assert any("Kein Budget." in words for words in said)
    places: list[Place] = []
    view.context.went.connect(places.append)
    dialogs.confirmed = True
    qtbot.mouseClick(card.findChild(QPushButton, "next_duplicate"), Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    with view.context.worker.acting.vault.read() as session:
        assert load_state(session, places[-1].key).stage == "draft"


def test_freezing_asks_where_comments_with_the_partner_are_open(table: Table, at_context, qtbot) -> None:
    table.agree()
    comment_on(table.anna, table.history, "Was heißt das?", Anchor(), "partners")
    view = at_context()
    view.do("freeze")
    settled(view.context, qtbot)
    dialog = dialog_of(view, FreezeDialog)
    dialog.findChild(QCheckBox, "freeze_checked").setChecked(True)
    assert not dialog.doing.isEnabled()
    assert "open comments" in dialog.why_not()
    dialog.findChild(QCheckBox, "freeze_unsettled").setChecked(True)
    assert dialog.doing.isEnabled()
    dialog.findChild(QPushButton, "freeze_comments").click()
    settled(view.context, qtbot)
    place = view.context.places[-1]  # type: ignore[attr-defined]
    assert dict(place.options) == {"step": "comments"}
    view.narrow(place.options)
    settled(view.context, qtbot)
    assert view.tabs.currentIndex() == TABS.index("text")


def test_freezing_shows_who_signs_and_wants_a_look(table: Table, at_context, qtbot) -> None:
    table.agree()
    view = at_context()
    assert view.page is not None
    assert view.page.next.action == "freeze"
    view.do("freeze")
    settled(view.context, qtbot)
    dialog = dialog_of(view, FreezeDialog)
    assert not dialog.doing.isEnabled()
    dialog.findChild(QCheckBox, "freeze_checked").setChecked(True)
    click(dialog, "freeze_dialog-do", view, qtbot)
    assert view.page.stage == "frozen"
    view.show_tab("parties")
    settled(view.context, qtbot)
    grid = view.parties.table
    assert grid is not None
    states = [grid.item(row, 5).text() for row in range(grid.rowCount())]
    assert states == ["is to sign now", "signs later", "signs later"]


def _agreed_without(table: Table, *beginnings: bytes) -> None:
    """Keller's text without the lines of its answers that begin so, agreed by the institute."""
    lines = example_answers("ai-pilot").splitlines()
    table.draft(b"\n".join(line for line in lines if not line.strip().startswith(beginnings)))
    negotiation.offer_draft(table.anna, table.history)
    table.carry(table.anna, table.sofia)
    negotiation.accept(table.sofia, table.history)
    table.carry(table.sofia, table.anna)


def test_a_power_of_attorney_without_a_paper_bars_nothing(table: Table, at_context, qtbot) -> None:
    _agreed_without(table, b"evidence = ", b"evidence_date = ")
    view = at_context()
    view.do("freeze")
    settled(view.context, qtbot)
    dialog = dialog_of(view, FreezeDialog)
    assert not dialog.findChildren(QLabel, "freeze_blocked")
    assert "no evidence of authority" in dialog.checked.text()
    dialog.checked.setChecked(True)
    click(dialog, "freeze_dialog-do", view, qtbot)
    assert view.page is not None
    assert view.page.stage == "frozen"


def test_what_the_partner_has_to_complete_is_asked_of_it(table: Table, at_context, qtbot) -> None:
    answers = example_answers("ai-pilot").replace(b'"by_power_of_attorney"', b'"prokurist"')
    table.draft(answers.replace(b'signing_rule = "by_power"', b'signing_rule = "two_jointly"'))
    negotiation.offer_draft(table.anna, table.history)
    table.carry(table.anna, table.sofia)
    found = agreed_with(table.sofia, table.history, page_at(table.sofia, table).prevailing_version)
    assert any("cannot meet its signing rule" in str(one) for one in found.barring)  # said before anybody agrees
    negotiation.accept(table.sofia, table.history)
    theirs = page_at(table.sofia, table)
    assert theirs.next.action == "send"
    table.carry(table.sofia, table.anna)
    theirs = page_at(table.sofia, table)
    assert theirs.next.action == "edit", "the side that waits sees that it can complete it"
    view = at_context()
    assert view.page is not None
    assert "bars freezing" in str(view.page.next.why)
    view.do("freeze")
    settled(view.context, qtbot)
    dialog = dialog_of(view, FreezeDialog)
    said = [one.text() for one in dialog.findChildren(QLabel, "freeze_blocked")]
    assert len(said) == 2, "how much it is, and each thing once"
    ask = next(one for one in dialog.findChildren(QPushButton) if one.objectName().startswith("freeze_ask_"))
    assert dialog.findChild(QPushButton, ask.objectName().replace("ask", "correct")) is not None
    qtbot.mouseClick(ask, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    with table.anna.vault.read() as session:
        remarks = load_state(session, table.history).facts.comments
    assert "cannot meet its signing rule" in str(remarks[-1].text)


def page_at(acting: Acting, table: Table) -> AgreementPage:
    return agreement_page(acting, table.history, acting.clock().date())


def test_an_agreed_text_is_taken_out_for_who_signs_elsewhere(
    table: Table, dialogs: AnsweredDialogs, at_context, qtbot
) -> None:
    table.agree()
    view = at_context()
    places: list[Place] = []
    view.context.went.connect(places.append)
    dialogs.confirmed = True
    view.do("freeze")
    settled(view.context, qtbot)
    click(dialog_of(view, FreezeDialog), "freeze-take-out", view, qtbot)
    assert view.page is not None
    assert view.page.stage == "declined"
    with view.context.worker.acting.vault.read() as session:
        outside = load_state(session, places[-1].key).outside
    assert outside is not None
    assert outside.stage == "agreed"


def test_who_has_no_key_is_ticked_to_sign_elsewhere(
    table: Table, at_context, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_martin(state: OrganisationState, name: str) -> Member | None:
        return None if name == "Martin Vogt" else member_of_name(state, name)

    for module in ("signing.ceremony.slots", "organisation.identity.can_sign"):
        monkeypatch.setattr(f"datapact.{module}.member_of_name", without_martin)
    table.agree()
    view = at_context()
    view.do("freeze")
    settled(view.context, qtbot)
    dialog = dialog_of(view, FreezeDialog)
    assert ["Martin Vogt" in one.text() for one in dialog.findChildren(QLabel, "freeze_blocked")] == [True]
    assert list(dialog.elsewhere) == ["Martin Vogt"]
    dialog.checked.click()
    assert "tick how that person signs" in dialog.why_not()
    dialog.elsewhere["Martin Vogt"].click()
    assert dialog.why_not() == ""
    click(dialog, "freeze_dialog-do", view, qtbot)
    with table.anna.vault.read() as session:
        frozen = load_state(session, table.history).freeze
    assert frozen is not None
    assert [bool(one.kid) for one in frozen.slots] == [True, False, True]
    assert view.page is not None
    assert view.page.stage == "frozen"


def test_an_action_that_is_not_possible_says_why(table: Table, at_context) -> None:
    table.offer()
    view = at_context()
    actions = {action.objectName(): action for action in view.actions()}
    assert not actions["freeze"].isEnabled()
    assert "Not accepted yet by" in actions["freeze"].toolTip()
    assert actions["export_pdf"].isEnabled()
    assert not actions["essence"].isVisible(), "nobody is a joint controller here"
    shortcuts = [action.shortcut().toString() for action in view.actions()]
    assert all(shortcuts)
    assert len(set(shortcuts)) == len(shortcuts)


@pytest.mark.parametrize("roles", [(), ("auditor",), ("signatory",), ("lead",)])
@pytest.mark.parametrize("stage", ["draft", "offer", "counter", "agree", "freeze", "sign_twice"])
def test_each_greyed_step_says_why(table: Table, at_context, monkeypatch, stage: str, roles: tuple[str, ...]) -> None:
    """Whatever the stage and whoever looks: tool tip and status tip have the reason, and steps that are possible have none."""
    getattr(table, stage)()
    if roles:
        facts = app_context.read_facts

        def with_roles(acting: Acting) -> app_context.SessionFacts:
            return replace(facts(acting), roles=frozenset(roles))

        monkeypatch.setattr(app_context, "read_facts", with_roles)
    view = at_context()
    greyed = 0
    for entry in view.menu_entries():
        for action in entry.menu().actions() if entry.menu() else [entry]:
            if not action.isVisible() or action.isSeparator():
                continue
            if action.isEnabled():
                assert action.statusTip() == "", action.objectName()
            else:
                greyed += 1
                assert action.statusTip(), action.objectName()
                assert action.toolTip() == action.statusTip()
    assert greyed


def test_the_menus_show_the_reason_of_a_greyed_step(table: Table, at_context, qtbot) -> None:
    """By the mouse as a tool tip, by the arrow keys, which Qt lets pass over it, and to screen readers."""
    table.offer()
    view = at_context()
    bar = QMenuBar()
    qtbot.addWidget(bar)
    menus = Menus(bar, view)
    menus.add_view_menu()
    menus.show_view(view)
    for menu in (view.more.menu(), bar.actions()[0].menu()):
        assert menu.toolTipsVisible()
        assert all(entry.menu().toolTipsVisible() for entry in menu.actions() if entry.menu() is not None)
        listed = [one for one in menu.actions() if one.isVisible() and not one.isSeparator()]
        at = next(n for n, one in enumerate(listed) if one.objectName() == "freeze")
        assert not listed[at].isEnabled()
        menu.popup(QPoint(0, 0))
        for _step in range(at + 1):  # from above the first entry
            qtbot.keyClick(menu, Qt.Key.Key_Down)
        assert "Not accepted yet by" in menu.accessibleDescription()
        assert "Not accepted yet by" in QToolTip.text()
        qtbot.keyClick(menu, Qt.Key.Key_Return)
        assert not view.findChildren(FreezeDialog)
        qtbot.keyClick(menu, Qt.Key.Key_Down)
        assert menu.activeAction() is listed[at + 1] or not listed[at + 1].isEnabled()
        qtbot.keyClick(menu, Qt.Key.Key_Up)
        assert "Not accepted yet by" in menu.accessibleDescription()
        menu.close()


def test_the_story_of_a_clause_is_at_the_clause(table: Table, at_context, qtbot) -> None:
    """In the menu of the text and of the list of clauses, at the clause that was pointed at."""
    table.counter()
    view = at_context()
    view.tabs.setCurrentIndex(TABS.index("text"))
    settled(view.context, qtbot)
    text = view.text
    entry = next(one for n in range(text.outline.count()) if (one := text.outline.item(n)) and one.text())
    in_list = text.menu_in_outline(text.outline.visualItemRect(entry).center())
    in_text = text.menu_in_text(QPoint(0, 0))
    assert [menu.actions()[-1].text() for menu in (in_list, in_text)] == ["Story of this clause …"] * 2
    assert in_list.actions()[-1].isEnabled()
    in_list.actions()[-1].trigger()
    settled(view.context, qtbot)
    dialog = dialog_of(view, RoundsDialog)
    assert dialog.tabs.currentIndex() == 1
    assert dialog.clauses.current().id == entry.data(Qt.ItemDataRole.UserRole)


def test_the_menu_keeps_what_belongs_together_in_menus_of_their_own(table: Table, at_context, qtbot) -> None:
    table.counter()
    view = at_context()
    shown = [entry for entry in view.more.menu().actions() if entry.isVisible() and not entry.isSeparator()]
    groups = {entry.menu().objectName(): entry.menu() for entry in shown if entry.menu() is not None}
    assert list(groups) == ["menu-talk", "menu-versions", "menu-word_files", "menu-house", "menu-hand_out"]
    assert len(shown) <= 16, "they fit on the screen of a laptop"
    assert [entry.objectName() for entry in shown[:3]] == ["send", "accept", "reply"]
    found = [one for entry in view.menu_entries() for one in (entry.menu().actions() if entry.menu() else [entry])]
    assert sorted(one.objectName() for one in found if not one.isSeparator()) == sorted(view._acts)
    menu = groups["menu-versions"]
    assert [one.objectName() for one in menu.actions() if one.isVisible()] == ["drafts", "compare", "rounds"]
    menu.actions()[-3].trigger()
    settled(view.context, qtbot)
    dialog_of(view, CompareDialog)
    for action in groups["menu-word_files"].actions():
        action.setVisible(False)
    assert not groups["menu-word_files"].menuAction().isVisible(), "no menu without an entry"


def test_a_step_unfolds_what_it_changed_and_its_digest(table: Table, at_context, dialogs, qtbot) -> None:
    table.counter()
    view = at_context()
    view.show_tab("history")
    settled(view.context, qtbot)
    line = next(line for line in view.timeline.lines() if line.step.kind == "counter")
    line.changes.click()
    settled(view.context, qtbot)
    block = line.findChild(QWidget, f"changes_of_{line.step.digest[:12]}")
    assert block is not None
    line.details.click()
    click(line, f"copy_{line.step.digest[:12]}", view, qtbot)
    assert dialogs.asked == [("copy", (line.step.digest, False))]
    shown = len(view.timeline.lines())
    view.timeline.receipts.setChecked(True)
    assert len(view.timeline.lines()) > shown


def first_barring(view: AgreementView) -> tuple[int, str]:
    """Number and place of the first finding that bars freezing: what is missing stands behind what was entered."""
    assert view.page is not None
    shown = sorted(view.page.findings, key=lambda one: one.missing)
    return next((number, one.place) for number, one in enumerate(shown) if one.bars_freezing)


def test_a_finding_leads_to_its_place_and_a_drafter_cannot_set_it_aside(table: Table, at_context, qtbot) -> None:
    table.draft(without_balancing_tests())
    view = at_context()
    view.show_tab("findings")
    settled(view.context, qtbot)
    assert view.page is not None
    assert view.page.tally.barring
    assert view.page.next.action == "edit"
    number, place = first_barring(view)
    assert not view.findings.findChild(QPushButton, f"finding_override_{number}").isEnabled()
    click(view.findings, f"finding_place_{number}", view, qtbot)
    assert view.tabs.currentWidget() is view.terms
    assert place.split(".")[0] in {group.path for group in view.terms._groups or ()}
    # Martin Vogt did not draft it
    with_reason = agreement_page(table.martin, table.history, date.today())
    assert not with_reason.drafted
    # of many findings those in sight come first, and of many places in one card some
    many = replace(view.page, findings=view.page.findings[:1] * 60)
    view.findings.show_page(many)
    assert view.findings.writing
    assert view.findings.findChild(QWidget, "finding_7") is not None
    qtbot.waitUntil(lambda: not view.findings.writing)
    assert view.findings.findChild(QWidget, "finding_59") is not None
    own = OwnWording("x", "§ 1", "d", (), (), confirmed=False)
    free = replace(view.page.findings[0], id="C01", parts=())
    view.findings.show_page(replace(view.page, findings=(free,), wordings=(own,) * 25))
    for left in ("15", "5"):
        button = view.findings.findChild(QPushButton, "more_places")
        assert left in button.text()
        button.click()
        button.setObjectName("")
    assert view.findings.findChild(QPushButton, "more_places") is None


def removed(table: Table, *commands: Command) -> None:
    """The partner offers the text with these edits."""
    document = open_draft(table.sofia, table.history).document
    propose_counter(table.sofia, replay(document, commands))
    table.carry(table.sofia, table.anna)


def test_a_partners_deletion_says_what_it_removes_and_is_cured_by_a_counter(
    table: Table, at_context, dialogs, qtbot
) -> None:
    table.offer()
    removed(table, RemovePart("retention"))
    view = at_context()
    view.show_tab("findings")
    settled(view.context, qtbot)
    assert view.page is not None
    assert "Art. 5(1)(e)" in view.lost.words.text()
    assert view.answers.isVisible()
    click(view.findings, "cure_all", view, qtbot)
    dialog = dialog_of(view, ReasonDialog)
    assert "Art. 5(1)(e)" in dialog.words()
    click(dialog, "cure_dialog-do", view, qtbot)
    assert view.page.loses == ()
    assert not [one for one in view.page.findings if one.parts]


def test_own_words_of_a_partner_are_confirmed_many_at_once(table: Table, at_context, qtbot) -> None:
    table.offer()
    sources = facts_of(open_draft(table.sofia, table.history).document).sources
    places = (sources["G11.retention"], sources["G15.rights"])
    own = [Reword(place, language, (Run("Anders."),)) for place in places for language in LANGUAGES]
    removed(table, *own)
    view = at_context()
    view.show_tab("findings")
    settled(view.context, qtbot)
    click(view.findings, "confirm_all_words", view, qtbot)
    dialog = dialog_of(view, ConfirmWordsDialog)
    assert len([one for one in dialog.places() if not one.startswith("terms.")]) == 2  # the rest are free texts
    assert len(dialog.ticks) < len(dialog.places()), "the same words of two datasets are read once"
    assert any("the same words at 2 places" in tick.text() for tick in dialog.ticks.values())
    qtbot.keyClicks(dialog.search, "sftp")
    seen = [tick for tick in dialog.ticks.values() if not tick.isHidden()]
    assert 0 < len(seen) < len(dialog.ticks)
    dialog.all.click()
    assert not any(tick.isChecked() for tick in seen), "all that are shown were ticked, so the click takes them back"
    assert dialog.places(), "what is out of sight stays ticked"
    dialog.all.click()
    click(dialog, "confirm_words-do", view, qtbot)
    assert view.page is not None
    assert not [one for one in view.page.findings if one.parts or one.id == "C03"]
    assert all(one.confirmed for one in view.page.wordings)


def test_a_draft_with_open_questions_goes_on_with_them(table: Table, at_context, qtbot) -> None:
    lines = without_balancing_tests().splitlines()
    table.draft(b"\n".join(line for line in lines if not line.startswith((b"frequency = ", b"delivery = "))))
    view = at_context()
    assert view.summary.primary.text() == "Continue with the questions"
    for button, place in (("next_button", "interview"), ("next_other", "editor")):
        click(view.summary, button, view, qtbot)
        went = view.context.places[-1]
        assert (went.view, went.key) == (place, table.history)
    view.do("interview")
    assert view.context.places[-1].view == "interview"


def test_a_gap_in_the_text_leads_back_to_the_questions(table: Table, at_context) -> None:
    lines = example_answers("ai-pilot").splitlines()
    table.draft(b"\n".join(line for line in lines if not line.startswith(b"governing = ")))
    view = at_context()
    assert view.page is not None
    assert (view.page.next.action, view.page.open_questions) == ("interview", 1)
    assert [one.id for one in view.page.findings if one.final] == ["G43"]


def test_a_draft_without_open_questions_goes_on_with_the_text(table: Table, at_context, qtbot) -> None:
    table.draft(without_balancing_tests())
    view = at_context()
    for button, place in (("next_button", "editor"), ("next_other", "interview")):
        click(view.summary, button, view, qtbot)
        went = view.context.places[-1]
        assert (went.view, went.key) == (place, table.history)
    view.show_tab("text")  # which is for reading, and says how to edit
    assert view.text.editing.text() == "Edit the text"
    assert view.text.editing.isVisible()
    view.text.editing.click()
    assert view.context.places[-1].view == "editor"


def test_a_second_legal_member_sets_a_finding_aside(table: Table, dialogs, styled, qtbot) -> None:
    table.draft(without_balancing_tests())
    context = AppContext(read_opened(table.martin), dialogs)
    view = AgreementView(context, table.history)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    view.show_tab("findings")
    settled(context, qtbot)
    assert view.page is not None
    before = view.page.tally.barring
    click(view.findings, f"finding_override_{first_barring(view)[0]}", view, qtbot)
    dialog = dialog_of(view, ReasonDialog)
    qtbot.keyClicks(dialog.text, "Die Frist steht in einer anderen Vereinbarung.")
    click(dialog, "override_dialog-do", view, qtbot)
    assert view.page is not None
    assert view.page.tally.barring == before - 1
    assert view.page.overrides[0].member == "Martin Vogt"
    view.close()
    context.worker.wait_until_idle()
    table.anna.close()


def test_the_files_open_from_memory_and_are_saved_where_asked(
    table: Table, at_context, dialogs, tmp_path, qtbot
) -> None:
    table.offer()
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    view = at_context()
    view.show_tab("attachments")
    settled(view.context, qtbot)
    click(view.attachments, "attachments_open", view, qtbot)
    assert view.attachments.panel.document.pageCount() > 5
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert not any(path.read_bytes().startswith(b"%PDF") for path in new)
    dialogs.save_file = tmp_path / "out.pdf"
    click(view.attachments, "attachments_save", view, qtbot)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def test_the_archive_is_a_view_of_the_list(table: Table, at_context, qtbot) -> None:
    table.draft()
    view = at_context()
    view.do("archive")
    settled(view.context, qtbot)
    assert view.page is not None
    assert view.page.archived
    view.do("archive")
    settled(view.context, qtbot)
    assert not view.page.archived


def test_a_notice_of_termination_proposes_its_last_day_and_keeps_another(styled, context, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(context, "today", lambda: date(2026, 11, 24))
    dialog = TerminateDialog(
        context, Declaring((Declarer("Anna Keller", "managing_director"),), "sole", "Petra Roth", "")
    )
    qtbot.addWidget(dialog)
    asked: list[tuple[date, str]] = []
    dialog.reckoning_wanted.connect(lambda received, ground: asked.append((received, ground)))
    dialog.ask()
    assert asked == [(date(2026, 11, 24), "ordinary")]
    terms = Terms.model_validate(terms_of(duration={"notice_months": 3, "notice_to": "month"}))
    dialog.show_reckoning(termination_day(terms, date(2026, 11, 24), "ordinary"))
    assert dialog.last_day() == date(2027, 2, 28)
    assert "28 February 2027" in dialog.steps.text()
    assert not dialog.doing.isEnabled(), "nobody declares it yet"
    assert "declared by Petra Roth" in dialog.minded.text(), "so it is recorded"
    dialog.people["Anna Keller"].setChecked(True)
    assert dialog.doing.isEnabled(), "an ordinary notice needs no reason"
    dialog.day.choose(date(2027, 1, 31))
    assert "too early" in dialog.remarks.text()
    dialog.show_reckoning(termination_day(terms, date(2026, 12, 24), "ordinary"))
    assert dialog.last_day() == date(2027, 1, 31)
    dialog.ground.setCurrentIndex(1)
    assert dialog.chosen_ground() == "cause"


@pytest.mark.parametrize("language", ["de", "en"])
def test_everything_that_takes_the_focus_has_a_name(table: Table, at_context, qtbot, language) -> None:
    use_language(language)
    table.counter()
    view = at_context()
    for tab in TABS:
        view.show_tab(tab)
        settled(view.context, qtbot)
        for widget in view.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
                interface = QAccessible.queryAccessibleInterface(widget)
                name = interface.text(QAccessible.Text.Name) if interface else ""
                inner = isinstance(widget, QLineEdit) and widget.objectName() == "qt_spinbox_lineedit"
                assert name or inner, (tab, widget.objectName(), type(widget).__name__)


def test_a_term_is_found_where_the_text_shows_it(table: Table, at_context, qtbot) -> None:
    table.offer()
    view = at_context()
    view.show_tab("text")
    settled(view.context, qtbot)
    shown = view.text._shown
    assert shown is not None
    assert place_of_term(shown.places["de"], "parties.keller.name") == "parties-list-party-keller"
    assert place_of_term(shown.places["de"], "parties.keller.address.street") == "parties-list-party-keller"
    assert place_of_term(shown.places["de"], "nowhere") is None


def test_the_view_of_a_signed_agreement_is_quiet(context: AppContext, qtbot) -> None:
    from datapact.agreements.views.list import find_agreement

    with context.worker.acting.vault.read() as session:
        history = find_agreement(session, "DP-2026-0001")
    view = AgreementView(context, history)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    assert view.summary.primary is None
    assert view.binding.text() == ""
    view.show_tab("attachments")
    settled(context, qtbot)
    assert view.attachments.files.count() == 3


def test_a_party_without_a_name_is_not_called_unknown(table: Table, at_context, qtbot) -> None:
    opened = begin_draft(table.anna, "ai-pilot")
    table.history = save_draft(table.anna, opened.document)[0].agreement
    view = at_context()
    assert view.page is not None
    ours, other = view.page.overview.parties
    assert (ours.unnamed, other.unnamed, other.called) == (False, True, "Party 2")
    said = [badge.text() for badge in view.summary.findChildren(StateBadge)]
    assert "not named yet" in said
    assert "unknown" not in said
    view.show_tab("parties")
    settled(view.context, qtbot)
    badges = [badge.text() for badge in view.parties.findChildren(StateBadge) if badge.text()]
    assert badges == ["own organisation", "not named yet"]
