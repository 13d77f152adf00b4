"""Word where people look for it: on the next step and on the page that sends, for a partner who works in Word."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from datapact.agreements.comments.threads import threads_in
from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import comment
from datapact.agreements.steps.reply import with_own_words
from datapact.agreements.views.list import list_agreements
from datapact.base.texts import _
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.document import read_state
from datapact.exchange.send.send import say_sent
from datapact.word.read.returned import Remark
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.sent import word_set
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.tabs.other_roads import other_roads
from datapact_ui.agreements.columns import agreement_columns
from datapact_ui.exchange.sending.send_dialog import SendDialog
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.negotiation.change_rows import ChangeRow
from datapact_ui.negotiation.own_words import OwnWords
from datapact_ui.negotiation.word_dialog import WordDialog
from datapact_ui.negotiation.word_remarks import WordRemarks
from tests.agreements.drafts import example
from tests.agreements.negotiated import Table
from tests.ui.exchanged import dialog_of, settled
from tests.word import returned_files as files


def later(root: etree._Element) -> None:
    for node in root.iter(files.W + "t"):
        for old, new in (("30. Juni 2028", "31. Dezember 2029"), ("30 June 2028", "31 December 2029")):
            node.text = (node.text or "").replace(old, new)


def press(owner, name: str, view: AgreementView, qtbot) -> None:
    button = owner.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled()
    button.click()
    settled(view.context, qtbot)


def test_a_round_by_word_from_the_page_that_sends(table: Table, at_context, dialogs, qtbot, tmp_path: Path) -> None:
    """The text goes out from the page that sends, the state says so, and the answer is the first button once it is back."""
    table.offer()
    view = at_context()
    assert "word" in other_roads(view.page) or view.page.next.action == "none"
    dialogs.folder = tmp_path / "word"
    dialogs.folder.mkdir()
    view.do("send")
    settled(view.context, qtbot)
    press(dialog_of(view, SendDialog), "send-word", view, qtbot)
    (clean,) = dialogs.folder.iterdir()
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert view.page.next.action == "say_sent"
    say_sent(table.anna, table.history)
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert (view.page.next.action, view.page.by_word) == ("word_back", "awaited")
    assert "Word file" in str(view.page.next.why)

    dialogs.open_file = tmp_path / "zurueck.docx"
    dialogs.open_file.write_bytes(files.edited(clean.read_bytes(), later))
    press(view.summary, "next_button", view, qtbot)
    dialog = dialog_of(view, WordDialog)
    dialog.reason.setText("Das ist uns zu lang.")
    press(dialog, "word_dialog_refuse", view, qtbot)
    press(dialog, "word_take", view, qtbot)
    comment(table.anna, table.history, "Bitte noch einmal ansehen.")
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert view.page.next.action == "word_answer", view.page.next
    assert other_roads(view.page)[0] == "send"
    dialogs.folder = tmp_path / "antwort"
    dialogs.folder.mkdir()
    press(view.summary, "next_button", view, qtbot)
    (answer,) = dialogs.folder.iterdir()
    assert "reply" in answer.name.lower() or "Antwort" in answer.name
    view.do("send")
    settled(view.context, qtbot)


def test_a_newer_draft_that_stays_here_has_its_button(table: Table, at_context, qtbot) -> None:
    table.offer()
    comment(table.anna, table.history, "Siehe Entwurf.")
    save_draft(table.anna, replay(open_draft(table.anna, table.history).document, [SetTerm("law.venue", "Ulm")]))
    view = at_context()
    assert view.page.next.action == "send"
    press(view.summary, "next_newer", view, qtbot)
    assert view.context.places[-1].view == "editor"  # type: ignore[attr-defined]


def test_a_draft_for_a_party_without_datapact_goes_by_word_first(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.draft()
    document = open_draft(table.anna, table.history).document
    (other,) = [n for n, one in enumerate(document.terms.parties) if "Keller" not in one.name]
    place = f"parties.{document.terms.parties[other].key}"
    named = [SetTerm(f"{place}.organisation", ""), SetTerm(f"{place}.name", "Labor Süd GmbH")]
    save_draft(table.anna, replay(document, list(named)))
    view = at_context()
    assert view.page.next.action == "word", view.page.next
    assert other_roads(view.page) == ("send",)
    dialogs.folder = tmp_path
    press(view.summary, "next_button", view, qtbot)
    assert list(tmp_path.glob("*.docx"))
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert view.state.text() == "Draft", "written is not sent"
    say_sent(table.anna, table.history)
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert view.state.text() == in_list(table) == "Draft, with the partner"
    received = open_received(
        table.anna, files.edited(word_set(table.anna, table.history)[0].data, later), table.history
    )
    keep_received(table.anna, received, [])
    view.refresh(frozenset({table.history}))
    settled(view.context, qtbot)
    assert view.state.text() == in_list(table) == "Draft, the partner answered"


def in_list(table: Table) -> str:
    """The status in the list of agreements."""
    (status,) = [one for one in agreement_columns() if one.name == "status"]
    with table.anna.vault.read() as session:
        (row,) = list_agreements(session, ids=[table.history])
    return status.text(row)


def test_a_term_that_is_free_text_is_put_in_other_words(qtbot) -> None:
    """Where one haggles, as over a price, one's own words stand beside accept and refuse."""
    base = read_state(example())
    theirs = replay(base, [SetTerm("licence.price", {"de": "900 Euro je Monat", "en": "900 euros a month"})])
    (change,) = [one for one in proposed_changes(base, theirs) if one.place == "licence.price"]
    row = ChangeRow(change, "", marked_change(base, theirs, change))
    own = OwnWords("word")
    qtbot.addWidget(own)
    assert own.show_change(row, theirs, None)
    assert own.words["de"].toPlainText() == "900 Euro je Monat"
    assert own.says_the_same(row)
    own.words["de"].setPlainText("1.050 Euro je Monat")
    verdict = own.verdicts(row, "")
    made = with_own_words(theirs, [change], {change.id: verdict})
    assert (made.terms.licence.price.de, made.terms.licence.price.en) == ("1.050 Euro je Monat", "900 euros a month")


def test_comments_of_the_file_have_a_field_for_the_answer(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.draft()
    sent = word_set(table.anna, table.history, languages=("de",))[0].data

    def asked(root: etree._Element) -> None:
        names = {"id": "900", "author": "Bea Bauer", "date": "2026-11-30T10:00:00Z", "initials": "BB"}
        node = etree.SubElement(root, files.W + "comment", {files.W + name: value for name, value in names.items()})
        line = etree.SubElement(node, files.W + "p")
        etree.SubElement(etree.SubElement(line, files.W + "r"), files.W + "t").text = "75 EUR ist viel."

    view = at_context()
    dialogs.open_file = tmp_path / "zurueck.docx"
    dialogs.open_file.write_bytes(files.edited(sent, asked, "word/comments.xml"))
    view.do("word_back")
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    ((remark, field),) = dialog.comments.fields
    assert (remark.text, field.isVisible()) == ("75 EUR ist viel.", True)
    field.setText("Es ist der übliche Satz.")
    press(dialog, "word_take", view, qtbot)
    with table.anna.vault.read() as session:
        (thread,) = threads_in(load_state(session, table.history))
    assert [one.text for one in thread.said] == ["75 EUR ist viel.", "Es ist der übliche Satz."]


@pytest.mark.parametrize("said", [1, 2, 6])
@pytest.mark.parametrize("high", [300, 460, 900])
def test_every_comment_and_its_field_can_be_reached(qtbot, said: int, high: int) -> None:
    """Shown while the window is open already, as the file is read: nothing lies where the bar does not lead."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    above = QWidget(window)
    above.setMinimumHeight(200)
    column.addWidget(above, 1)
    remarks = WordRemarks(window)
    column.addWidget(remarks)
    window.resize(600, high)
    window.show()
    QApplication.processEvents()
    one = Remark("Bea Bauer", "", "Sollen die Reisekosten nicht je zur Hälfte geteilt werden?", "work-costs", "", False)
    remarks.show_remarks([(one, "§ 4 Abs. 5")] * said, answerable=True)
    qtbot.waitUntil(lambda: remarks.isVisible() and not window.layout().geometry().isNull())
    area = remarks.findChild(ScrollPage)
    page = area.widget()
    qtbot.waitUntil(lambda: page.layout().geometry() == page.contentsRect())
    assert len(remarks.fields) == said
    for words, (_remark, field) in zip(page.findChildren(Words), remarks.fields, strict=True):
        assert page.rect().contains(words.geometry())
        assert page.rect().contains(field.geometry())
        assert field.geometry().top() - words.geometry().bottom() < 2 * field.height()  # it stands at its comment
        area.ensureWidgetVisible(field)
        seen = area.viewport().rect()
        assert seen.contains(field.mapTo(area.viewport(), field.rect().center()))


def test_without_a_change_there_is_no_field_for_a_reason(
    table: Table, at_context, dialogs, qtbot, tmp_path: Path
) -> None:
    table.draft()
    view = at_context()
    dialogs.open_file = tmp_path / "unchanged.docx"
    dialogs.open_file.write_bytes(word_set(table.anna, table.history, languages=("de",))[0].data)
    view.do("word_back")
    settled(view.context, qtbot)
    dialog = dialog_of(view, WordDialog)
    assert not dialog.rows
    assert not dialog.reason.isVisible()
    assert _("Reason for the partner") not in [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
