"""A foreign paper in the vault: taken in, found by every paragraph, barred from other roads, its terms and lines on record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft
from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.text.current_text import current_state
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.filters import Filters
from datapact.agreements.views.list import list_agreements
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import LANGUAGES, Language
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.references import reference_names
from datapact.paper.read.text import PaperComment
from datapact.paper.steps.checklist import proposed_pages
from datapact.paper.steps.confirmed import confirm_line
from datapact.paper.steps.received import attach_paper, open_paper, take_in
from datapact.paper.steps.report import comment_time
from datapact.paper.steps.search_hits import papers_with
from datapact.paper.steps.taken import answer_term
from datapact.paper.steps.view import paper_page
from datapact.signing.elsewhere.outside import record_signed
from tests.agreements.negotiated import at_table, found_houses
from tests.paper.samples import PROCESSING_DE, PROCESSING_EN, pdf_file, word_file

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PARTNER = "Northwind Hosting B.V."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(template: Path, tmp_path: Path):
    table = at_table(template, tmp_path, lambda: NOW)
    yield table.anna
    table.close()


def test_from_the_file_to_the_signed_contract(anna: Acting) -> None:
    file = open_paper("dpa.docx", word_file(PROCESSING_EN))
    history = take_in(anna, file, title="Data Processing Agreement", partners=(PARTNER,), kind="processing")
    with anna.vault.read() as session:
        for passage in file.text.passages:
            found = list_agreements(session, Filters(words=passage.text[:200]))
            assert [one.id for one in found] == [history], passage.text
            assert papers_with(session, [history], passage.text[:80])[history].passage
        reference = next(one for one, name in reference_names(session).items() if name == PARTNER)
    for step in (lambda: offer_draft(anna, history), lambda: open_draft(anna, history)):
        with pytest.raises(AnswerNo, match="other side's paper"):
            step()
    shown = agreement_page(anna, history, NOW.date())
    assert (shown.next.action, shown.is_foreign, shown.overview.status) == ("paper", True, "draft")

    page = paper_page(anna, history)
    assert page is not None
    assert page.groups == {"processing"}
    by_path = {one.proposal.path: one.proposal.id for one in page.terms}
    for path in (
        "duration.start",
        "duration.end",
        "law.governing",
        "purpose",
        "breach.hours",
        "processing.sub_processing",
    ):
        answer_term(anna, history, by_path[path], take=True)
    with pytest.raises(WrongUse, match="no proposed term"):
        answer_term(anna, history, "end:999", take=True)
    with anna.vault.read() as session:
        terms = current_state(load_state(session, history))["terms"]
    assert terms["duration"] == {"start": "2027-04-01", "end": "2029-03-31"}
    assert terms["law"]["governing"] == "the law of the Netherlands"
    assert terms["breach"]["hours"] == 24
    assert terms["processing"]["sub_processing"] == "general"
    assert terms["purposes"][0]["name"] == {"en": "storage and display of service tickets"}

    pages = proposed_pages(anna, reference)
    assert pages is not None
    assert set(pages.pages) == set("abcdefgh")
    assert pages.pages["h"].startswith("no. 6.2") or "6.2" in pages.pages["h"]

    record_signed(
        anna, history, evidence="paper_scan", signed_on=NOW.date(), files=[("signed.pdf", pdf_file(PROCESSING_EN))]
    )
    shown = agreement_page(anna, history, NOW.date())
    assert (shown.stage, shown.paper, shown.is_foreign) == ("signed", "there", False)
    answer_term(anna, history, by_path["processing.sub_processing_objection_days"], take=True)
    with anna.vault.read() as session:
        folded = load_state(session, history)
    assert folded.signed_elsewhere is not None
    assert [one.name for one in folded.signed_elsewhere.files] == ["signed.pdf"], "the evidence stays"
    assert current_state(folded)["terms"]["processing"]["sub_processing_objection_days"] == 14


def test_a_confirmation_holds_for_exactly_the_words_that_were_read(anna: Acting) -> None:
    history = take_in(anna, open_paper("avv.docx", word_file(PROCESSING_DE)), title="AVV", partners=("Nordlicht",))
    page = paper_page(anna, history)
    assert page is not None
    asked = [one.line.id for one in page.lines if one.line.group != "flags"]
    for identifier in asked:
        assert "Not complete" in paper_page(anna, history).standing.text("en")  # type: ignore[union-attr]
        confirm_line(anna, history, identifier, "not_met" if identifier == "P04" else "met", seen=page.text_digest)
        if identifier == asked[2]:
            break
    with pytest.raises(WrongUse):
        confirm_line(anna, history, "P99", "met")
    with pytest.raises(WrongUse):
        confirm_line(anna, history, "P04", "complete")
    attach_paper(anna, history, open_paper("avv2.docx", word_file((*PROCESSING_DE, "§ 10 Neues"))))
    with pytest.raises(AnswerNo, match="here already"):
        attach_paper(anna, history, open_paper("avv2.docx", word_file((*PROCESSING_DE, "§ 10 Neues"))))
    newer = paper_page(anna, history)
    assert newer is not None
    assert not any(one.reading for one in newer.lines), "other words, and nobody has read them"
    with pytest.raises(AnswerNo, match="Another version"):
        confirm_line(anna, history, "P04", "met", seen=page.text_digest)
    with anna.vault.read() as session:
        assert [one.id for one in list_agreements(session, Filters(words="§ 10 Neues"))] == [history]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-11-30T10:05:33Z", {"de": "30. November 2026, 10:05", "en": "30 November 2026, 10:05"}),
        ("2026-11-30T10:05:00", {"de": "30. November 2026, 10:05", "en": "30 November 2026, 10:05"}),
        ("yesterday", {"de": "yesterday", "en": "yesterday"}),
        ("", {"de": "", "en": ""}),
    ],
)
def test_the_time_of_a_comment_is_said_as_one_reads_it(written: str, shown: dict[Language, str]) -> None:
    comment = PaperComment("Bea Bauer", written, 1, "", "Wirklich?", "", resolved=False)
    assert {language: comment_time(comment, language) for language in LANGUAGES} == shown
