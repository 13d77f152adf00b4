"""Papers for people outside, made of an agreement: the sheet for participants word for word, the user's request for data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo
from datapact.base.texts import LANGUAGES, Language
from datapact.contract.templates.handouts import DECLARATION, SHEET
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.pdf.letters.data_request import data_request
from datapact.pdf.letters.participant_sheet import participant_sheet, participant_sheet_pdf
from datapact.pdf.reports.parts import Items, Paragraph, SignatureLine
from tests.agreements.drafts import draft, example
from tests.agreements.negotiated import at_table, found_houses
from tests.pdf.test_essence import told


def changed(name: str, part: str, **members: Any) -> AgreementDocument:
    document = read_state(example(name))
    terms = write_terms(document.terms)
    return replace(document, terms=read_terms({**terms, part: {**terms[part], **members}}))  # type: ignore[dict-item]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_has_the_agreed_words_and_nothing_of_the_rest(language: Language) -> None:
    document = read_state(example("participant-consent"))
    report = participant_sheet(document, language, draft=True)
    said = [str(one.text) for one in report.blocks if isinstance(one, Paragraph)]
    points = [str(text) for one in report.blocks if isinstance(one, Items) for text in one.texts]
    agreed = [one for clause in document.clauses if clause.id.startswith(SHEET) for one in clause.paragraphs]
    assert said == [plain_text(one.text[language]) for one in agreed]
    assert points == [plain_text(item.text[language]) for one in agreed for item in one.items]
    boxes = [one for one in report.blocks if isinstance(one, Items) and one.labels]
    assert [len(one.texts) for one in boxes] == [5], "each consent is ticked on its own"
    assert report.marking is not None
    assert participant_sheet(document, language, draft=False).marking is None
    assert sum(isinstance(one, SignatureLine) for one in report.blocks) == 3


def test_own_words_in_the_sheet_are_printed_and_a_clause_that_is_gone_is_not() -> None:
    document = read_state(example("participant-consent"))
    without = replace(document, clauses=tuple(one for one in document.clauses if one.id != DECLARATION))
    assert not any(isinstance(one, Items) and one.labels for one in participant_sheet(without, "de", draft=True).blocks)
    with pytest.raises(AnswerNo, match="no wording for participants"):
        participant_sheet(read_state(example("nda")), "de", draft=True)


def test_a_draft_in_a_vault_gives_an_archival_accessible_sheet(tmp_path: Any) -> None:
    found_houses(tmp_path / "houses", utc_now)
    table = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    answers = example_answers("participant-consent").replace(b"Sensorsohle Technik GmbH", b"Maschinenbau Keller GmbH")
    history = new_agreement(table.anna, "participant-consent", answers)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(participant_sheet_pdf(table.anna, history, "de"))
    table.close()
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) <= 5


@pytest.mark.parametrize(("name", "article"), [("data-act-user", "4(1)"), ("data-act-third-party", "5(1)")])
def test_a_request_names_who_asks_whom_for_what(name: str, article: str) -> None:
    document = read_state(example(name))
    report = data_request(document, "en", signed=True)
    words = told(report)
    assert f"(Art. {article} Data Act)" in words
    for dataset in document.terms.datasets:
        assert dataset.name.text("en") in words
    for product in document.terms.data_act.products:
        assert product.identifier in words
    assert "without undue delay, of the same quality as is available to you" in words
    assert "trade secret" in words
    assert ("Art. 6 Data Act" in words) == (article == "5(1)")
    assert report.marking is None, "a request is no draft of an agreement"


def test_what_an_agreement_does_not_state_is_open_in_the_request() -> None:
    bare = changed("data-act-third-party", "data_act", holder_name="", user_title={}, gatekeeper="")
    words = told(data_request(bare, "en", signed=False))
    assert "To the data holder = not stated in the agreement" in words
    assert "is not signed yet" in words
    assert "in our name" not in words
    assert "Open: whether the third party is a gatekeeper" in words


def test_a_request_for_personal_data_names_the_legal_bases_of_those_who_ask() -> None:
    document = read_state(example("data-act-third-party"))
    act, terms = document.terms.data_act, write_terms(document.terms)
    basis = {"party": act.recipient, "dataset": "a", "purpose": "b", "article": "6(1)(b)", "special": "9(2)(a)"}
    personal = {**terms, "facts": {**terms["facts"], "personal_data": True}}  # type: ignore[dict-item]
    for bases, said in (
        ([basis], "on the legal basis of Article 6(1)(b) GDPR, Article 9(2)(a) GDPR"),
        ([{**basis, "party": act.holder or "other"}], "Open: the legal basis"),
    ):
        asked = replace(document, terms=read_terms({**personal, "legal_bases": bases}))  # type: ignore[dict-item]
        assert said in told(data_request(asked, "en", signed=False))


def test_there_is_nothing_to_request_in_other_agreements() -> None:
    with pytest.raises(AnswerNo, match="nothing to request"):
        data_request(read_state(draft("data-licence", example_answers("data-licence"))), "de", signed=False)
