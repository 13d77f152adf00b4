"""Replies change by change, drafts in sight, Word files: in real windows, by mouse and by keys."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from datapact.agreements.comments.threads import threads_in
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.approvals import approve, request_approval
from datapact.agreements.steps.comments import comment_on
from datapact.agreements.steps.drafting import open_draft, propose_counter, save_draft
from datapact.agreements.steps.reply import open_reply
from datapact.agreements.text.carried_by_word import files_sent
from datapact.agreements.text.versions import Version, proposals_of
from datapact.agreements.views.agreement import DRAFT_SHOWN, NOT_SHOWN, AgreementPage
from datapact.base.errors import AnswerNo
from datapact.base.files import read_whole
from datapact.contract.changes.anchor import anchor_at
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.commands import RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import read_state, write_state
from datapact.signing.ceremony.export import export_pdf
from datapact.word.steps.agreeing import agreeing_step
from datapact.word.steps.received import open_received
from datapact.word.steps.sent import word_set
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.offer_chooser import has_changes
from datapact_ui.agreement_page.tabs.other_roads import other_roads
from datapact_ui.agreement_page.tabs.summary_tab import state_lines
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.exchange.sending import sent_page
from datapact_ui.exchange.sending.send_dialog import SendDialog
from datapact_ui.exchange.sending.word_sent_dialog import WordSentDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.tables.rows_model import BADGE
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.negotiation.approval_dialog import ApprovalRequestDialog
from datapact_ui.negotiation.carry_dialog import CarryDialog
from datapact_ui.negotiation.change_rows import ChangeRow, in_reading_order
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.negotiation.drafts_dialog import DraftsDialog
from datapact_ui.negotiation.reply_dialog import ReplyDialog
from datapact_ui.negotiation.rounds_dialog import RoundsDialog
from datapact_ui.negotiation.word_dialog import WordDialog
from datapact_ui.overview.overview_view import OverviewView
from datapact_ui.settings.approvals_page import ApprovalsPage, RuleDialog
from tests.agreements.negotiated import Table
from tests.ui.exchanged import dialog_of, settled
from tests.word import returned_files as files


def press(parent: QWidget, name: str, context: AppContext, qtbot) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)


def propose_from_sofia(table: Table) -> None:
    table.offer()
    with table.sofia.vault.read() as session:
        offer = next(iter(load_state(session, table.history).facts.offers.values()))
    document = replay(
        read_state(dict(offer.state)),  # type: ignore[arg-type]
        [
            SetTerm("duration.notice_months", 6),
            SetTerm("law.venue", "Heilbronn"),
            Reword(SUBJECT, "de", (Run("Der Text des Instituts."),)),
        ],
    )
    negotiation.counter(table.sofia, table.history, None, "Bitte lesen", None, write_state(document))
    table.carry(table.sofia, table.anna)


SUBJECT = "confidentiality-exceptions"


def test_each_change_is_answered_and_nothing_is_forgotten(table: Table, at_context, qtbot) -> None:
    propose_from_sofia(table)
    view = at_context()
    settled(view.context, qtbot)
    assert [one for one in state_lines(view.page) if "ropos" in one] == [
        "Proposed by: Institut für Produktionsdaten e. V."
    ]
    view.do("reply")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ReplyDialog)
    assert "They write: Bitte lesen" in dialog.head.text()
    assert [row.change.id for row in dialog.rows] == [  # as they follow each other in the text
        f"text:{SUBJECT}",
        "term:duration.notice_months",
        "term:law.venue",
    ]
    assert not dialog.send_button.isEnabled()
    dialog.table.choose(lambda row: row.change.id == "term:duration.notice_months")

    dialog.value.setText("7")
    press(dialog, "reply_dialog_accept", view.context, qtbot)  # what was typed is not dropped in silence
    assert dialog.open_count() == 3
    assert "would be lost" in dialog.problem.words.text()
    press(dialog, "reply_dialog_accept", view.context, qtbot)
    assert dialog.chosen().change.id == "term:law.venue"
    dialog.reason.setText("Der Gerichtsstand bleibt.")
    press(dialog, "reply_dialog_refuse", view.context, qtbot)
    assert dialog.chosen().change.id == f"text:{SUBJECT}"

    # Closed in the middle: what was decided is there again.
    dialog.reject()
    settled(view.context, qtbot)
    view.do("reply")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ReplyDialog)
    assert dialog.open_count() == 1
    assert dialog.decided["term:law.venue"].reason == "Der Gerichtsstand bleibt."

    qtbot.keyClick(dialog.reword_button, Qt.Key.Key_Space)  # to write what, has to be said first
    assert dialog.open_count() == 1
    assert "Write your own words first" in dialog.problem.words.text()
    dialog.words["de"].setPlainText("Unser eigener Text.")
    qtbot.keyClick(dialog.words["de"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(view.context, qtbot)
    assert dialog.focusWidget() is dialog.send_button  # Enter goes on
    assert dialog.send_button.text() == "Propose this text"
    dialog.message.setText("Fast einig")
    view.context.dialogs.confirmed = False
    press(dialog, "reply_send", view.context, qtbot)  # the whole reply is shown first, and nothing is written
    told = view.context.dialogs.asked[-1][1][1]
    accepted, refused, reworded, _meaning = told.split("\n\n")
    assert accepted.startswith("You accept:\n– ")
    assert refused.startswith("You refuse:\n– ")
    assert refused.endswith("Reason: Der Gerichtsstand bleibt.")
    assert reworded.startswith("You propose in other words")
    assert "Yours: Unser eigener Text." in reworded
    assert dialog.isVisible()
    view.context.dialogs.confirmed = True
    press(dialog, "reply_send", view.context, qtbot)
    with table.anna.vault.read() as session:
        folded = load_state(session, table.history)
    newest = max(folded.facts.offers.values(), key=lambda one: folded.place(one.digest))
    document = read_state(dict(newest.state))  # type: ignore[arg-type]
    assert document.terms.duration.notice_months == 6
    assert document.terms.law.venue != "Heilbronn"
    assert plain_text(dict(places(document.clauses))[SUBJECT]["de"]) == "Unser eigener Text."
    assert "Der Gerichtsstand bleibt." in str(newest.note)


def test_a_first_offer_has_no_changes_to_answer() -> None:
    def page(*versions: Version) -> AgreementPage:
        open_ones = [SimpleNamespace(digest=versions[-1].digest)]
        return cast(
            "AgreementPage", SimpleNamespace(versions=versions, overview=SimpleNamespace(open_offers=open_ones))
        )

    day = datetime(2026, 12, 1, tzinfo=UTC)
    theirs, draft = Version("a", "offer", "them", day, ""), Version("b", "draft", "we", day, "")
    ours, counter = Version("c", "offer", "we", day, ""), Version("d", "counter", "them", day, "a")
    assert not has_changes(page(theirs), "we")
    assert not has_changes(page(draft, theirs), "we")
    assert has_changes(page(ours, theirs), "we"), "two offers that crossed"
    assert has_changes(page(theirs, counter), "we")


def test_accepting_all_agrees(table: Table, at_context, qtbot) -> None:
    propose_from_sofia(table)
    comment_on(table.anna, table.history, "Nur für uns.")
    comment_on(table.sofia, table.history, "Bitte einen Termin nennen.", audience="partners")
    table.carry(table.sofia, table.anna)
    view = at_context()
    view.do("reply")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ReplyDialog)
    press(dialog, "reply_all", view.context, qtbot)
    assert dialog.send_button.text() == "Agree to the text"
    view.context.dialogs.confirmed = True
    press(dialog, "reply_send", view.context, qtbot)
    said = view.context.dialogs.asked[-1][1][1]
    assert "bar nothing" in said, "the open ends of the text are said before"
    assert "1 comment thread with the partner is open" in said
    with table.anna.vault.read() as session:
        assert load_state(session, table.history).stage == "agreed"
    with pytest.raises(AnswerNo):
        open_reply(table.anna, table.history)


def test_drafts_are_named_put_away_and_opened(table: Table, at_context, dialogs, qtbot) -> None:
    table.offer()
    base = open_draft(table.anna, table.history).document
    save_draft(table.anna, replay(base, [SetTerm("law.venue", "Ulm")]), "Variante A")
    save_draft(table.anna, replay(base, [SetTerm("law.venue", "Aalen")]), "Variante B")
    view = at_context()
    view.do("drafts")
    settled(view.context, qtbot)
    dialog = dialog_of(view, DraftsDialog)
    assert len(dialog.table.lines.lines()) == 3
    dialogs.text = "Ulm statt Stuttgart"
    dialog.table.choose(lambda row: row.note == "Variante A")
    press(dialog, "drafts_name", view.context, qtbot)
    press(dialog, "drafts_away", view.context, qtbot)
    assert dialog.table.lines.lines()[0].note == "Variante B"
    assert len(dialog.table.lines.lines()) == 2
    dialog.all_shown.setChecked(True)
    dialog.table.choose(lambda row: row.name == "Ulm statt Stuttgart")
    press(dialog, "drafts_open", view.context, qtbot)
    assert view.context.places[-1].view == "editor"  # type: ignore[attr-defined]


def is_red(table: RowsTable, row: int) -> bool:  # type: ignore[type-arg]
    """Whether the row stands in the ink of what is bad, with a sign before it."""
    place, what = table.model().index(row, 0), table.model().index(row, 2)
    red = QColor(colours_of(QApplication.palette()).tone("bad").ink)
    inks = {cell.data(Qt.ItemDataRole.ForegroundRole).name() for cell in (place, what)}
    picture, _words, tone = place.data(BADGE)
    return inks == {red.name()} and (picture, tone) == ("error", "bad")


def sent_by_word(view: AgreementView) -> tuple[object, ...]:
    with view.context.worker.acting.vault.read() as session:
        return files_sent(session, load_state(session, view.history))


def test_a_word_file_goes_out_and_comes_back(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.offer()
    view = at_context()
    folder = tmp_path / "word"
    folder.mkdir()
    dialogs.folder = folder
    view.do("word")
    settled(view.context, qtbot)
    (clean,) = folder.iterdir()
    sending = view.findChild(WordSentDialog)
    draft = sending.findChild(QPushButton, "mail-draft")
    assert draft.text() == "E-mail draft with attachment"
    main, read_by = threading.get_ident(), []

    def reading(path: Path, **bounds: int) -> bytes:
        read_by.append(threading.get_ident())
        return read_whole(path, **bounds)

    monkeypatch.setattr(sent_page, "read_whole", reading)
    qtbot.mouseClick(draft, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(draft, Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    assert len(read_by) == 1, "a second press writes no second draft"
    assert main not in read_by, "files of 100 MB are not read where the window paints"
    made = next(Path(given[0]) for what, given in dialogs.asked if what == "open_draft")
    assert made.suffix == ".eml"
    (attached,) = message_from_bytes(made.read_bytes(), policy=default).iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == (clean.name, clean.read_bytes())
    assert not sent_by_word(view), "an e-mail that was opened is not sent"
    qtbot.mouseClick(sending.findChild(QPushButton, "i-have-sent-it"), Qt.MouseButton.LeftButton)
    settled(view.context, qtbot)
    assert len(sent_by_word(view)) == 1

    def later(root: etree._Element) -> None:
        for node in root.iter(files.W + "t"):
            for old, new in (("30. Juni 2028", "31. Dezember 2029"), ("30 June 2028", "31 December 2029")):
                node.text = (node.text or "").replace(old, new)

    back = tmp_path / "zurueck.docx"
    back.write_bytes(files.edited(clean.read_bytes(), later))
    received = ReceivedDialog(view.context, back, view)
    received.open()
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    assert "without a mark" in dialog.unmarked.words.text()
    assert [row.change.id for row in dialog.rows] == ["term:duration.end"]
    assert dialog.unmarked_here.isVisible()
    assert is_red(dialog.table, 0)
    assert not dialog.all_button.isEnabled()  # what is unmarked is looked at one by one
    assert "The file was read in full." in dialog.coverage.text()
    press(dialog, "word_dialog_accept", view.context, qtbot)
    press(dialog, "word_take", view.context, qtbot)
    assert str(open_draft(table.anna, table.history).document.terms.duration.end) == "2029-12-31"
    settled(view.context, qtbot)
    assert view.page.by_word == "", "all of theirs was taken over"
    sending = replace(view.page, by_word="unanswered", next=replace(view.page.next, action="send"))
    assert other_roads(sending) == ("word_answer",), "whoever sent a Word file waits for one"


def test_a_word_file_without_changes_leads_to_where_the_text_is_agreed(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.offer()
    view = at_context()
    dialogs.open_file = tmp_path / "einverstanden.docx"
    dialogs.open_file.write_bytes(word_set(table.anna, table.history)[0].data)
    view.do("word_back")
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    assert not dialog.rows
    assert "agrees to it in DataPact" in dialog.head.text()
    assert dialog.take_button.text() == "Send to the partner …"
    press(dialog, "word_take", view.context, qtbot)
    assert view.context.places[-1].options["step"] == "send"

    received = open_received(table.sofia, dialogs.open_file.read_bytes(), table.history)
    assert agreeing_step(table.sofia, received)[0] == "accept_and_send"
    negotiation.accept(table.sofia, table.history)
    step, words = agreeing_step(table.sofia, received)
    assert (step, words is not None and "agreed already" in words.text("en")) == ("", True)


def test_a_word_file_on_an_older_text_says_so_and_undoes_nothing(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.offer()
    clean = word_set(table.anna, table.history)[0].data
    with table.sofia.vault.read() as session:
        offer = next(iter(load_state(session, table.history).facts.offers.values()))
    newer = replay(
        read_state(dict(offer.state)),  # type: ignore[arg-type]
        [SetTerm("law.venue", "Ulm"), SetTerm("duration.end", "2030-06-30")],
    )
    negotiation.counter(table.sofia, table.history, None, "", None, write_state(newer))
    table.carry(table.sofia, table.anna)

    def later(root: etree._Element) -> None:
        for node in root.iter(files.W + "t"):
            for old, new in (("30. Juni 2028", "31. Dezember 2029"), ("30 June 2028", "31 December 2029")):
                node.text = (node.text or "").replace(old, new)

    view = at_context()
    assert view.beside.isHidden()
    dialogs.open_file = tmp_path / "alt.docx"
    dialogs.open_file.write_bytes(files.edited(clean, later))
    view.do("word_back")
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    assert dialog.older.isVisible()
    assert "Ulm" in dialog.older.words.text()
    assert [row.change.id for row in dialog.rows] == ["term:duration.end"]
    assert "both sides" in dialog.rows[0].note
    assert "2030" in dialog.sides.text()
    assert "2029" in dialog.sides.text()
    dialog.reason.setText("Zwei Monate früher.")
    dialog.value.setText("31.10.2029")
    qtbot.keyClick(dialog.value, Qt.Key.Key_Return)  # a value of our own, as in the answer to an offer
    assert not dialog.open_count()
    press(dialog, "word_take", view.context, qtbot)
    made = open_draft(table.anna, table.history).document.terms
    assert (made.law.venue, str(made.duration.end)) == ("Ulm", "2029-10-31")
    with table.anna.vault.read() as session:
        threads = threads_in(load_state(session, table.history))
    assert [one.said[0].text for one in threads] == ["Zwei Monate früher."]

    settled(view.context, qtbot)
    assert "your draft" in view.beside.line.words.text()
    assert view.page.document.terms.duration.end == made.duration.end
    press(view, "beside_other", view.context, qtbot)
    assert str(view.page.document.terms.duration.end) == "2030-06-30"
    assert "before the parties" in view.beside.line.words.text()
    press(view, "beside_other", view.context, qtbot)
    assert view.page.document.terms.duration.end == made.duration.end
    assert view.edit_keys.isEnabled()
    view.edit_keys.activated.emit()  # Ctrl+E opens the text to propose another one
    assert view.context.places[-1].view == "editor"  # type: ignore[attr-defined]


def test_who_waits_finds_the_way_on_with_the_own_newer_draft(table: Table, at_context, qtbot) -> None:
    """Nothing saved is out of sight: while the partner has not answered, a draft of ours is a step away, and none is offered without one."""
    table.offer()
    view = at_context()
    assert view.page.next.action == "none"
    assert view.findChild(QPushButton, "next_newer") is None
    save_draft(table.anna, replay(open_draft(table.anna, table.history).document, [SetTerm("law.venue", "Ulm")]))
    view.context.open_agreement(table.history)
    view = at_context()
    settled(view.context, qtbot)
    assert view.page.next.action == "none"
    press(view, "next_newer", view.context, qtbot)
    assert view.context.places[-1].view == "editor"  # type: ignore[attr-defined]


def test_an_internal_comment_says_so_beside_the_answer_to_the_partner(table: Table, at_context, qtbot) -> None:
    propose_from_sofia(table)
    at = anchor_at(open_draft(table.anna, table.history).document, SUBJECT)
    comment_on(table.anna, table.history, "Hier nicht nachgeben.", at)
    comment_on(table.anna, table.history, "Dazu sprechen wir morgen.", at, audience="partners")
    view = at_context()
    view.do("reply")
    settled(view.context, qtbot)
    dialog = dialog_of(view, ReplyDialog)
    (row,) = (one for one in dialog.rows if one.change.id == f"text:{SUBJECT}")
    internal, shared = row.remarks
    assert internal == "Internal comment of Anna Keller, which the partner does not see: Hier nicht nachgeben."
    assert shared == "Comment of Anna Keller: Dazu sprechen wir morgen."


def test_changes_are_answered_as_they_follow_each_other_in_the_text(table: Table) -> None:
    table.offer()
    own = open_draft(table.anna, table.history).document
    parts = [Reword(SUBJECT, "de", (Run("Anders."),)), RemovePart("retention"), SetTerm("law.venue", "Ulm")]
    proposal = replay(own, [*parts, SetTerm("duration.notice_months", 7)])
    rows = [ChangeRow(one, "", {}) for one in proposed_changes(own, proposal)]
    told = [one.change.place for one in in_reading_order(rows[::-1], own, proposal, "de")]
    order = [place for place, _texts in places(own.clauses)]
    stands = [place for place in told if place in order]
    assert {SUBJECT, "retention"} <= set(stands)
    assert stands == sorted(stands, key=order.index), "a deleted clause stands where it stood"
    assert told == [one.change.place for one in in_reading_order(rows, own, proposal, "de")]


def test_sending_asks_where_a_newer_draft_does_not_go_along(table: Table, at_context, qtbot) -> None:
    table.offer()
    save_draft(table.anna, replay(open_draft(table.anna, table.history).document, [SetTerm("law.venue", "Ulm")]))
    view = at_context()
    view.do("send")
    settled(view.context, qtbot)
    dialog = dialog_of(view, SendDialog)
    assert dialog.without is not None
    assert not dialog.write.isEnabled()
    dialog.without.setChecked(True)
    assert dialog.write.isEnabled()
    press(dialog, "send-go-on", view.context, qtbot)
    assert view.context.places[-1].view == "editor"  # type: ignore[attr-defined]


def test_sending_asks_where_a_colleague_has_not_answered(table: Table, at_context, qtbot) -> None:
    table.draft()
    request_approval(table.anna, table.history, members=["martin-vogt"])  # no rule wants it
    waits = "Asked for approval of this text and not answered yet: Martin Vogt"
    view = at_context()
    assert waits in state_lines(view.page)
    assert view.page.next.action == "send"
    assert str(view.page.next.why).endswith(f" {waits}"), "beside the reason that there is in any case"
    view.do("send")
    settled(view.context, qtbot)
    dialog = dialog_of(view, SendDialog)
    assert dialog.unanswered is not None
    buttons = [dialog.write, dialog.only, dialog._way.button]
    assert [one.isEnabled() for one in buttons] == [False] * 3
    dialog.unanswered.setChecked(True)
    assert [one.isEnabled() for one in buttons] == [True] * 3
    dialog.reject()
    approve(table.martin, table.history)
    view.do("send")
    settled(view.context, qtbot)
    assert dialog_of(view, SendDialog).unanswered is None


def propose_beside_a_draft(table: Table) -> None:
    """The institute's text lacks a clause and has own words; a newer draft of Keller's has others in their place."""
    table.offer()
    base = open_draft(table.sofia, table.history).document
    theirs = [Reword(SUBJECT, "de", (Run("Text des Instituts."),)), RemovePart("retention")]
    propose_counter(table.sofia, replay(base, theirs))
    table.carry(table.sofia, table.anna)
    mine = open_draft(table.anna, table.history).document
    ours = [SetTerm("law.venue", "Ulm"), Reword(SUBJECT, "de", (Run("Unser geheimer Entwurf."),))]
    save_draft(table.anna, replay(mine, ours))


def test_a_draft_is_carried_over_onto_the_counter_that_came(table: Table, at_context, dialogs, qtbot) -> None:
    """What collides stands in both texts; what she leaves out stays in the draft before; the editor shows the result."""
    table.offer()
    with table.anna.vault.read() as session:
        offer = next(iter(load_state(session, table.history).facts.offers.values()))
    text = read_state(dict(offer.state))  # type: ignore[arg-type]
    mine = [Reword(SUBJECT, "de", (Run("Unser Text."),)), SetTerm("law.venue", "Ulm")]
    save_draft(table.anna, replay(text, list(mine)))
    theirs = [Reword(SUBJECT, "de", (Run("Der Text des Instituts."),)), SetTerm("duration.notice_months", 6)]
    negotiation.counter(table.sofia, table.history, None, "", None, write_state(replay(text, list(theirs))))
    table.carry(table.sofia, table.anna)
    view = at_context()
    settled(view.context, qtbot)
    assert "2 changes of your draft are not in the newest text." in view.beside.line.words.text()
    press(view, "beside_carry", view.context, qtbot)
    dialog = dialog_of(view, CarryDialog)
    assert [(row.change.id, row.change.id in dialog.decided) for row in dialog.rows] == [
        (f"text:{SUBJECT}", False),
        ("term:law.venue", True),
    ]
    assert "Theirs: Der Text des Instituts." in dialog.sides.text()
    assert "Yours: Unser Text." in dialog.sides.text()
    assert not dialog.take_button.isEnabled()
    went = []
    view.context.went.connect(went.append)
    press(dialog, "carry_dialog_refuse", view.context, qtbot)
    press(dialog, "carry_take", view.context, qtbot)
    assert went[-1].view == "editor"
    made = open_draft(table.anna, table.history).document
    assert plain_text(dict(places(made.clauses))[SUBJECT]["de"]) == "Der Text des Instituts."
    assert (made.terms.law.venue, made.terms.duration.notice_months) == ("Ulm", 6)
    settled(view.context, qtbot)
    assert not view.beside.carry.isVisibleTo(view)


def test_no_step_acts_on_a_draft_while_the_page_shows_the_proposal(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose_beside_a_draft(table)
    view = at_context()
    told: list[str] = []
    monkeypatch.setattr(view.context, "notify", lambda words: told.append(str(words)))
    press(view, "beside_other", view.context, qtbot)
    assert view.page.newer_draft.shows_offered
    view.show_tab("findings")
    settled(view.context, qtbot)
    steps = ("confirm_all_words", "cure_all", "finding_cure_", "finding_confirm_", "finding_override_")
    buttons = [one for one in view.findings.findChildren(QPushButton) if one.objectName().startswith(steps)]
    assert {name for name in steps if any(one.objectName().startswith(name) for one in buttons)} >= {
        "confirm_all_words",
        "finding_cure_",
        "finding_confirm_",
    }
    assert [one.objectName() for one in buttons if one.isEnabled()] == []
    assert str(view.page.possible["override"]) == str(view.page.possible["confirm"]) == str(NOT_SHOWN)
    dialogs.folder = tmp_path / "word"
    dialogs.folder.mkdir()
    for name in ("export_pdf", "export_json", "print", "word", "word_answer"):
        dialogs.save_file = tmp_path / name
        assert not view._acts[name].isEnabled()
        assert view._acts[name].toolTip() == str(NOT_SHOWN)
        view.do(name)
        settled(view.context, qtbot)
    assert told == [str(NOT_SHOWN)] * 5
    assert [*tmp_path.glob("export*"), *dialogs.folder.iterdir()] == []
    assert not [one for one in dialogs.asked if one[0] == "ask_printer"]

    press(view, "beside_other", view.context, qtbot)  # the draft is on the screen again
    assert view.page.possible["confirm"] is None
    assert view._acts["export_json"].isEnabled()
    dialogs.save_file = tmp_path / "a.json"
    view.do("export_json")
    settled(view.context, qtbot)
    assert "Unser geheimer Entwurf." in dialogs.save_file.read_text("utf-8")
    view.show_tab("findings")
    settled(view.context, qtbot)
    view._cure(tuple(one for one in view.page.findings if one.parts))
    said = " ".join(one.text() for one in dialog_of(view, ReasonDialog).findChildren(QLabel))
    assert "is your draft with the template’s clauses" in said
    assert "partner’s text" not in said


def test_nobody_agrees_to_a_text_that_the_page_does_not_show(table: Table, at_context, dialogs, qtbot) -> None:
    propose_beside_a_draft(table)
    view = at_context()
    told: list[str] = []
    view.context.notify = lambda words: told.append(str(words))
    view.show_tab("text")
    assert not view.agree_button.isVisible()
    assert view.answers.isVisible(), "the other answers name what they answer"
    assert view._acts["accept"].statusTip() == str(DRAFT_SHOWN)
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    view.do("accept")
    assert told == [str(DRAFT_SHOWN)] * 2, "by keys and otherwise, never in silence"
    assert not [one for one in dialogs.asked if one[0] == "confirm"]

    press(view, "beside_other", view.context, qtbot)
    assert view.agree_button.isVisible()
    dialogs.confirmed = False
    view.do("accept")
    settled(view.context, qtbot)
    said = str(next(one for one in dialogs.asked if one[0] == "confirm"))
    assert "(R2 Institut für Produktionsdaten e. V.: Counter-proposal" in said
    assert "is another text and no part of it" in said


def test_an_editor_left_open_never_proposes_anew_what_was_given_up(table: Table, at_context, qtbot) -> None:
    """Proposed from the editor, answered in other ways since: the editor below the page shows what was agreed."""
    propose_from_sofia(table)
    context = at_context().context
    editor = EditorView(context, table.history)
    qtbot.addWidget(editor)
    settled(context, qtbot)
    editor.session.do(SetTerm("duration.notice_months", 9))
    editor.session.propose("", lambda: None)
    settled(context, qtbot)
    assert not editor.session.unsaved
    assert editor._state.text() == "Saved"
    table.carry(table.anna, table.sofia)
    opened = open_draft(table.sofia, table.history)
    propose_counter(table.sofia, replay(opened.document, [SetTerm("duration.notice_months", 3)]))
    table.carry(table.sofia, table.anna)
    negotiation.accept(table.anna, table.history)
    editor.refresh(frozenset({table.history}))
    settled(context, qtbot)
    assert editor.session.document.terms.duration.notice_months == 3


def test_what_is_typed_while_a_counter_is_written_stays(table: Table, at_context, qtbot) -> None:
    """Neither a proposal under way nor a refused one loses edits, or replays them over an older text."""
    propose_from_sofia(table)
    context = at_context().context
    context.worker.failed.disconnect()  # a refusal is wanted here
    editor = EditorView(context, table.history)
    qtbot.addWidget(editor)
    settled(context, qtbot)
    session = editor.session
    for notice, days in ((9, 6), (9, 7)):  # the second is the same as the open text, and refused
        session.do(SetTerm("duration.notice_months", notice))
        before = session.document
        session.propose("", lambda: None)
        session.do(SetTerm("rights.answer_days", days))
        settled(context, qtbot)
        assert session.document.terms.rights.answer_days == days
        assert session.unsaved
        session.flush()
        settled(context, qtbot)
        again = open_draft(table.anna, table.history)
        assert (again.lost, again.document.terms) == (0, session.document.terms)
        session.undo()
        assert session.document.terms == before.terms
        session.save()
        settled(context, qtbot)


def test_an_approval_is_of_the_text_that_the_page_showed(table: Table, at_context, qtbot) -> None:
    propose_from_sofia(table)
    view = at_context()
    shown = open_draft(table.anna, table.history)
    view.do("approve")
    dialog = dialog_of(view, ReasonDialog)
    save_draft(table.anna, replay(shown.document, [SetTerm("duration.notice_months", 9)]))  # a colleague
    qtbot.keyClick(dialog.doing, Qt.Key.Key_Space)
    settled(view.context, qtbot)
    with table.anna.vault.read() as session:
        folded = load_state(session, table.history)
    approval = next(one for one in folded.entries.values() if one.kind == "approval")
    assert approval.body["state_digest"] == state_digest(proposals_of(folded)[shown.base].state)


def test_nobody_proposes_a_text_that_came_after_the_question(table: Table, at_context, dialogs, qtbot) -> None:
    propose_from_sofia(table)
    context = at_context().context
    editor = EditorView(context, table.history)
    qtbot.addWidget(editor)
    settled(context, qtbot)
    before = open_draft(table.anna, table.history)

    def ask_text(*_words: object, **_more: object) -> str:
        save_draft(table.anna, replay(before.document, [SetTerm("duration.notice_months", 9)]))  # a colleague
        editor.refresh(frozenset({table.history}))
        context.worker.wait_until_idle()
        editor.session.open(open_draft(table.anna, table.history))
        return "Bitte so."

    dialogs.ask_text = ask_text
    editor.countering.propose()
    settled(context, qtbot)
    with table.anna.vault.read() as session:
        assert load_state(session, table.history).open_offers == before.offers
    assert editor.session.document.terms.duration.notice_months == 9


def test_nobody_agrees_to_a_text_that_came_after_the_question(table: Table, at_context, dialogs, qtbot) -> None:
    table.counter()
    view = at_context()
    refused: list[str] = []
    view.context.worker.failed.disconnect()
    view.context.worker.failed.connect(lambda error: refused.append(str(error)))

    def confirm(*_words: object, **_more: object) -> bool:
        negotiation.counter(table.sofia, table.history, b"[rights]\nanswer_days = 3\n")
        table.carry(table.sofia, table.anna)
        return True

    dialogs.confirm = confirm
    view.do("accept")
    settled(view.context, qtbot)
    with table.anna.vault.read() as session:
        assert load_state(session, table.history).stage == "offered"
    assert refused == ["This proposal is no longer open. Open the agreement again and read what is proposed now."]


def test_an_editor_of_a_text_that_ended_meanwhile_stays_quiet(
    table: Table, at_context, qtbot, caplog: pytest.LogCaptureFixture
) -> None:
    table.offer()
    context = at_context().context
    editor = EditorView(context, table.history)
    qtbot.addWidget(editor)
    settled(context, qtbot)
    assert editor.session.ready
    negotiation.decline(table.anna, table.history, "Kein Bedarf mehr.")
    with caplog.at_level("DEBUG"):
        editor.refresh(frozenset({table.history}))
        settled(context, qtbot)
    assert [one for one in caplog.records if one.exc_info] == [], "the end of a text is no fault"
    assert editor.session.ready


def test_a_foreign_word_file_is_refused_in_one_sentence(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.offer()
    view = at_context()
    dialogs.open_file = tmp_path / "fremd.docx"
    dialogs.open_file.write_bytes(b"PK nothing")
    view.do("word_back")
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    assert dialog.problem.isVisible()
    assert "Ask the sender" in dialog.problem.words.text()
    assert not dialog.take_button.isEnabled()


def test_versions_are_compared_by_mouse_and_by_keys(table: Table, at_context, qtbot, tmp_path: Path) -> None:
    propose_from_sofia(table)
    view = at_context()
    view.do("compare")
    settled(view.context, qtbot)
    dialog = dialog_of(view, CompareDialog)
    assert dialog.found is not None
    assert {item.text().split("\n")[1] for item in map(dialog.list.item, range(dialog.list.count()))} == {
        "worded otherwise"
    }
    assert "2 terms are others." in dialog.summary.text()
    german = dialog.language.findData("de")
    dialog.language.setCurrentIndex(german)
    dialog.language.activated.emit(german)
    assert "Der Text des Instituts." in dialog.reader.document.toPlainText()
    first = dialog.reader.page.textCursor().position()
    qtbot.keyClick(dialog, Qt.Key.Key_F7)
    assert dialog.reader.page.textCursor().position() != first
    qtbot.keyClick(dialog, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.reader.page.textCursor().position() == first
    dialog.layout_box.setCurrentIndex(1)
    dialog.layout_box.activated.emit(1)
    assert ": Counter-proposal, " in dialog.reader.document.toPlainText()

    theirs = tmp_path / "deren.pdf"
    theirs.write_bytes(export_pdf(table.anna, table.history))
    dialog.old.setCurrentIndex(dialog.old.count() - 1)
    dialog.compare_file(theirs)
    settled(view.context, qtbot)
    assert "words of the clauses were found in the PDF" in dialog.summary.text()
    assert "Not compared" in dialog.summary.text()
    assert SUBJECT in dialog.found.comparison.changed_places
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 nothing")
    dialog.compare_file(scan)
    settled(view.context, qtbot)
    assert "cannot be read" in dialog.problem.words.text()

    view.context.dialogs.ask_save_file = lambda *_: tmp_path / "vergleich.pdf"
    press(dialog, "compare_pdf", view.context, qtbot)
    assert (tmp_path / "vergleich.pdf").read_bytes().startswith(b"%PDF")


def test_rounds_and_the_story_of_each_clause(table: Table, at_context, qtbot, tmp_path: Path) -> None:
    propose_from_sofia(table)
    view = at_context()
    view.do("rounds")
    settled(view.context, qtbot)
    dialog = dialog_of(view, RoundsDialog)
    assert dialog.rounds.current().number == 2
    assert "Heilbronn" in dialog.round_words.toPlainText()
    assert "waits for your reply" in dialog.head.text()
    assert dialog.clauses.choose(lambda row: row.id == "confidentiality")
    assert "changed by" in dialog.clause_words.toPlainText()
    view.context.dialogs.ask_save_file = lambda *_: tmp_path / "runden.csv"
    press(dialog, "rounds_csv", view.context, qtbot)
    assert b"confidential" in (tmp_path / "runden.csv").read_bytes().lower()


def test_a_colleague_approves_before_a_text_goes_out(table: Table, at_context, dialogs, qtbot) -> None:
    table.draft()
    view = at_context()
    context = view.context

    # An administrator sets the rule, by keys.
    page = ApprovalsPage(context)
    qtbot.addWidget(page)
    settled(context, qtbot)
    qtbot.keyClick(page.buttons["add"], Qt.Key.Key_Space)
    form = dialog_of(page, RuleDialog)
    form.name.setText("Vier Augen")
    form.members.tick("martin-vogt")
    form.least.setValue(2)
    assert not form.doing.isEnabled()
    form.least.setValue(1)
    form.sum.setText("viel")
    assert "whole euros" in form.why_not()
    form.sum.clear()
    form.before.setCurrentIndex(form.before.findData("both"))
    qtbot.keyClick(form.doing, Qt.Key.Key_Space)
    settled(context, qtbot)
    page.read()
    settled(context, qtbot)
    assert [(rule.name, rule.before) for rule in page.known.rules] == [("Vier Augen", ("sending", "signing"))]
    page.rows.setCurrentItem(page.rows.topLevelItem(0))
    assert page.buttons["remove"].isEnabled()

    # Sending says who has to approve, and leads to asking.
    view.refresh(frozenset({table.history}))
    settled(context, qtbot)
    assert view.page is not None
    assert view.page.next.action == "ask_approval"
    view.do("send")
    settled(context, qtbot)
    sending = dialog_of(view, SendDialog)
    assert not sending.write.isEnabled()
    press(sending, "send-ask-approval", context, qtbot)
    asking = dialog_of(view, ApprovalRequestDialog)
    assert asking.who.ticked() == ["martin-vogt"]
    asking.note.setPlainText("Nur § 3.")
    qtbot.keyClick(asking.doing, Qt.Key.Key_Space)
    settled(context, qtbot)
    assert view.page.next.action == "none"

    # It is on the colleague's overview, who gives it back, then approves it.
    other = AppContext(read_opened(table.martin), dialogs)
    other.places = []  # type: ignore[attr-defined]
    overview = OverviewView(other)
    qtbot.addWidget(overview)
    overview.show()
    settled(other, qtbot)
    assert overview.approvals.topLevelItemCount() == 1
    overview.take_focus()
    theirs = AgreementView(other, table.history)
    qtbot.addWidget(theirs)
    theirs.show()
    settled(other, qtbot)
    assert theirs.page is not None
    assert theirs.page.next.action == "approve"
    for step, name, words in (("give_back", "give_back_dialog", "Haftung!"), ("approve", "approve_dialog", "")):
        theirs.do(step)
        dialog = dialog_of(theirs, ReasonDialog)
        assert dialog.objectName() == name
        dialog.text.setPlainText(words)
        qtbot.keyClick(dialog.doing, Qt.Key.Key_Space)
        settled(other, qtbot)
    assert not overview.approvals.isVisible()
    view.refresh(frozenset({table.history}))
    settled(context, qtbot)
    assert view.page.next.action == "send"
    assert "Approved internally by: Martin Vogt" in state_lines(view.page)
    view.do("send")
    settled(context, qtbot)
    sending = dialog_of(view, SendDialog)
    assert sending.write.isEnabled()
    sending.reject()
    other.worker.close()
