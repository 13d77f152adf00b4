"""Where questions come from, cited in the reader's language."""

import re

import pytest

from datapact.contract.templates.template import list_templates, load_template
from datapact.contract.vocabulary.citations import source_words

GERMAN_ONLY = re.compile(r"Abs\.|Buchst\.|Nr\.|Satz|DSGVO|KI-VO|§|\bund\b|\bbis\b|EDSA|EuGH|Verordnung")


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Art. 5 Abs. 1 Buchst. e, Art. 13 Abs. 2 Buchst. a DSGVO", "Article 5(1)(e), Article 13(2)(a) GDPR"),
        ("Art. 44 bis 49 DSGVO", "Articles 44 to 49 GDPR"),
        ("Art. 10 Abs. 2 bis 4 KI-VO", "Article 10(2) to (4) AI Act"),
        ("§ 305 Abs. 1 Satz 3 BGB", "Section 305(1) sentence 3 BGB"),
        ("§§ 126 bis 127 BGB", "Sections 126 to 127 BGB"),
        ("EuGH, C-413/23 P", "CJEU, C-413/23 P"),
        ("", ""),
    ],
)
def test_citations_follow_the_language(german: str, english: str) -> None:
    assert source_words(german, "de") == german
    assert source_words(german, "en") == english


def test_no_question_cites_in_german_to_english_readers_nor_puts_the_act_first() -> None:
    for listed in list_templates():
        for group in load_template(listed.id).groups:
            for question in group.questions:
                assert not GERMAN_ONLY.search(source_words(question.article, "en")), question.path
                assert not re.match(r"(KI-VO|Data Act|Rom-I-VO|DSGVO) Art", question.article), question.path
