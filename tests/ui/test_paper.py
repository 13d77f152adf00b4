"""The other side's paper in the window: a lawyer reads in a file, takes terms over, reads the gaps, finds words again."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state
from datapact.signing.elsewhere.form import Filled, register_filled
from datapact_ui.agreement_page.page.agreement_view import TABS, AgreementView
from datapact_ui.agreement_page.page.outside_dialogs import SignedDialog
from datapact_ui.agreements.agreements_view import AgreementsView
from datapact_ui.exchange.receiving.received_dialog import ReceivedDialog
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.paper.read_dialog import ReadDialog
from datapact_ui.shell.findable import with_words
from tests.paper.samples import PROCESSING_DE, SECRECY_EN, commented_file, pdf_file, scan_file, word_file
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of


def settle(context: AppContext) -> None:
    for _round in range(5):
        assert context.worker.wait_until_idle()


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> AgreementsView:
    made = AgreementsView(context)
    qtbot.addWidget(made)
    made.resize(1300, 800)
    made.show()
    settle(context)
    return made


def read_in(view: AgreementsView, path: Path, partner: str = "") -> str:
    """Read a file in by the dialog; the id of the agreement that the window goes to."""
    view.read_paper(path)
    settle(view.context)
    dialog = dialog_of(view, ReadDialog)
    if partner:
        dialog.partners.setText(partner)
    assert dialog.doing.isEnabled(), dialog.waiting.text()
    dialog.doing.click()
    settle(view.context)
    went = view.context.places[-1]  # type: ignore[attr-defined]
    assert went.options == {"tab": "paper"}
    return str(went.key)


def page_of(context: AppContext, history: str, qtbot: QtBot) -> AgreementView:
    page = AgreementView(context, history)
    qtbot.addWidget(page)
    page.resize(1300, 850)
    page.show()
    page.narrow({"tab": "paper"})
    settle(context)
    return page


def test_a_processing_agreement_as_pdf_is_searched_weighed_and_taken_term_by_term(
    view: AgreementsView, context: AppContext, dialogs: AnsweredDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "AVV Nordlicht.pdf"
    file.write_bytes(pdf_file(PROCESSING_DE))
    history = read_in(view, file)

    view.search.setText("nach eigenem Ermessen")
    settle(context)

    def shown() -> bool:  # the list follows what is typed a moment later, and forgets what was chosen before
        view.table.selectRow(0)
        settle(context)
        return view.found_words.isVisible()

    qtbot.waitUntil(shown, timeout=20_000)
    assert "page 1, § 5" in view.found_words.text()
    found = with_words(context.worker.acting, "vorausschauenden Wartung")
    assert (history, "page 1, § 1 (1)") in [(one.id, one.place) for one in found]

    page = page_of(context, history, qtbot)
    tab = page.paper
    assert not page.tabs.isTabVisible(TABS.index("text"))
    assert "AVV Nordlicht.pdf: 2 pages, 32 paragraphs" in tab.file_words.text()
    assert tab.gaps.table.choose(lambda row: row.line.id == "P09.audits")
    shown = tab.gaps.facts.text()
    assert "Ein Recht des Auftraggebers auf Überprüfungen oder Inspektionen vor Ort besteht nicht." in shown
    assert tab.gaps.facts.badge.text() == "Speaks against it"
    tab.gaps.readings["not_met"].trigger()
    settle(context)
    assert tab.page is not None
    line = next(one for one in tab.page.lines if one.line.id == "P09.audits")
    assert line.reading == "not_met"
    assert "Not complete" in tab.gaps.sentence.text()

    assert tab.terms.table.choose(lambda row: row.proposal.path == "duration.end")
    assert "31. Januar 2030" in tab.terms.facts.text()
    tab.terms.take.trigger()
    settle(context)
    current = tab.terms.table.current()
    assert current is not None
    assert current.answer == "open", "the next one waits"
    tab.terms.refuse.trigger()
    settle(context)
    with context.worker.acting.vault.read() as session:
        folded = load_state(session, history)
    assert current_state(folded)["terms"]["duration"] == {"end": "2030-01-31"}
    assert [one.step for one in folded.facts.papers] == ["received", "confirmed", "taken", "refused"]
    source = folded.facts.papers[2].places[0]
    assert source["page"] == 1
    assert "31. Januar 2030" in source["words"]

    tab.terms.show_in_text()
    settle(context)
    assert tab.tabs.currentWidget() is tab.text
    assert "Gegenstand der Verarbeitung" in tab.text.reader.page.toPlainText()
    tab.tabs.setCurrentWidget(tab.clauses)
    settle(context)
    assert "word for word" in tab.clauses.facts.text() or "of 100" in tab.clauses.facts.text()
    tab.tabs.setCurrentWidget(tab.defined)
    settle(context)
    assert tab.defined.table.choose(lambda row: row.term == "Auftragnehmer")
    assert "in order" in tab.defined.facts.badge.text()
    assert "Nordlicht Cloud Services GmbH" in tab.defined.facts.text()

    dialogs.save_file = tmp_path / "report.pdf"
    tab.save.click()
    settle(context)
    with pikepdf.open(tmp_path / "report.pdf") as pdf:
        assert len(pdf.pages) >= 3

    page.do("record_signature")
    signed = dialog_of(page, SignedDialog)
    signed.attach(file)
    signed.doing.click()
    settle(context)
    assert page.page is not None
    assert page.page.stage == "signed"
    assert page.page.paper == "there"
    assert page.page.overview.number


def test_an_nda_as_word_file_dropped_into_the_window(
    view: AgreementsView, context: AppContext, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "nda.docx"
    file.write_bytes(word_file(SECRECY_EN))
    dropped = ReceivedDialog(context, file, view)
    dropped.show()
    settle(context)
    button = dropped.findChild(QPushButton, "read-paper-file")
    assert button is not None
    button.click()
    place = context.places[-1]  # type: ignore[attr-defined]
    assert (place.view, place.options) == ("agreements", {"paper": str(file)})
    history = read_in(view, file)
    page = page_of(context, history, qtbot)
    found = page.paper.page
    assert found is not None
    verdicts = {one.line.id: one.line.verdict for one in found.lines}
    assert {verdicts[one] for one in ("N05", "N06", "N07", "N09")} == {"none"}
    assert verdicts["F01"] == "flagged"
    assert verdicts["N03"] == "met"


def test_a_scan_says_so_and_nothing_is_kept(view: AgreementsView, context: AppContext, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan_file())
    before = view.model.rowCount()
    view.read_paper(file)
    settle(context)
    dialog = dialog_of(view, ReadDialog)
    assert "pictures of 2 pages" in dialog.said.text()
    assert not dialog.doing.isEnabled() or dialog.recognise.isVisibleTo(dialog)
    assert view.model.rowCount() == before


def test_the_pdf_of_a_registered_contract_is_read_later(context: AppContext, tmp_path: Path, qtbot: QtBot) -> None:
    filled = Filled("Auftragsverarbeitung", ("Nordlicht Cloud Services GmbH",), reference="V-7", evidence="paper_scan")
    history = register_filled(context.worker.acting, filled, [("avv.pdf", pdf_file(PROCESSING_DE))]).history
    page = page_of(context, history, qtbot)
    empty = page.paper.findChild(QPushButton, "empty-action")
    assert empty is not None
    empty.click()
    settle(context)
    assert page.paper.page is not None
    assert page.paper.page.signed
    assert page.paper.gaps.table.current() is not None


def test_comments_in_their_word_file_stand_beside_the_text(view: AgreementsView, tmp_path: Path, qtbot: QtBot) -> None:
    context = view.context
    file = tmp_path / "AVV.docx"
    file.write_bytes(commented_file(PROCESSING_DE, "Gerichtsstand bitte Stuttgart"))
    tab = page_of(context, read_in(view, file), qtbot).paper
    assert "The file was read in full." in tab.file_words.text()
    assert any("The file has 1 comment." in one.words.text() for one in tab.findChildren(WarningLine))
    assert tab.tabs.isTabVisible(tab.tabs.indexOf(tab.comments))
    tab.tabs.setCurrentWidget(tab.comments)
    settle(context)
    current = tab.comments.table.current()
    assert current is not None
    assert current[1].author == "RA Weber"
    shown = tab.comments.facts.text()
    for said in ("§ 9 (3)", "30 November 2026, 09:15", "Gerichtsstand bitte Stuttgart"):
        assert said in shown
    tab.comments.show_in_text()
    settle(context)
    assert tab.tabs.currentWidget() is tab.text
    assert "bitte Stuttgart" not in tab.text.reader.page.toPlainText()

    plain = tmp_path / "NDA.docx"
    plain.write_bytes(word_file(SECRECY_EN))
    other = page_of(context, read_in(view, plain, "Brightwater"), qtbot).paper
    assert not other.tabs.isTabVisible(other.tabs.indexOf(other.comments))
