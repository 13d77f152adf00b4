"""Parties in their annex: one table on one page, and no rule of representation for who acts in person."""

from __future__ import annotations

from typing import Any

import pytest

from datapact.contract.text.document import read_state
from datapact.pdf.agreement.render import compose
from datapact.pdf.engine.blocks import Headed
from datapact.pdf.engine.grid import NEARLY_A_PAGE, Grid
from datapact.pdf.engine.tags import Tags
from datapact.pdf.engine.typography import TEXT_HEIGHT, TEXT_WIDTH
from tests.agreements.drafts import TEMPLATES, example
from tests.pdf.paper_words import words
from tests.pdf.sample import sample_document


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_table_of_a_party_is_not_divided_where_a_page_holds_it(name: str) -> None:
    state = example(name)
    story = compose(read_state(state), sample_document(("de", "en"), "draft", state=state), Tags())
    tables = [
        one
        for one in story.flow
        if isinstance(one, Headed) and isinstance(one.body, Grid) and one.body.kept == NEARLY_A_PAGE
    ]
    assert len(tables) == len(state["terms"]["parties"])
    for one in tables:
        assert one.height_at(TEXT_WIDTH) < TEXT_HEIGHT, "a page holds it with its heading"
        for part in (0.2, 0.5, 0.75):
            assert one.divided(TEXT_WIDTH, TEXT_HEIGHT * part) is None


def test_who_acts_in_person_is_represented_by_nobody() -> None:
    state = example("nda")
    terms: dict[str, Any] = state["terms"]
    before = words("nda", terms).count("Vertretungsregelung")
    party = terms["parties"][0]
    party |= {"kind": "person", "legal_form": "", "signing_rule": "sole"}
    party["signatories"] = [{"key": "self", "name": party["name"], "capacity": "owner", "order": 1}]
    assert words("nda", terms).count("Vertretungsregelung") == before - 1
    party["signatories"][0]["name"] = "Vera Bevollmächtigt"
    assert words("nda", terms).count("Vertretungsregelung") == before
