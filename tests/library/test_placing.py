"""Where a clause goes into a text: as templates have it, and never behind the final provisions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from datapact.contract.templates.clause_library import library, with_fresh_ids
from datapact.contract.templates.placing import before_final, sensible_place
from datapact.contract.templates.template import list_templates
from datapact.contract.text.clauses import Run
from datapact.library.clauses.placing import with_own_clause
from tests.word.returned_files import BASE


def test_every_clause_of_the_library_has_a_place_before_the_final_provisions() -> None:
    ids = [one.id for one in BASE.clauses]
    assert ids[before_final(BASE.clauses) :] == ["form", "final"]
    for entry in library(BASE):
        if entry.id in ("form", "final"):
            continue
        at = sensible_place(BASE.clauses, entry.id, BASE.template_id)
        assert at <= before_final(BASE.clauses), entry.id
        made = with_own_clause(BASE, with_fresh_ids(entry.clause, BASE), at)
        assert made.clauses[-1].id == "final"


@pytest.mark.parametrize(("identifier", "behind"), [("penalty", "liability"), ("insurance", "liability")])
def test_a_clause_stands_where_the_template_has_it(identifier: str, behind: str) -> None:
    order = [one.id for one in next(one for one in list_templates() if one.id == BASE.template_id).clauses]
    assert order.index(behind) < order.index(identifier)
    at = sensible_place(BASE.clauses, identifier, BASE.template_id)
    assert BASE.clauses[at - 1].id == behind


def test_a_text_without_final_provisions_takes_it_at_the_end() -> None:
    clauses = BASE.clauses[:4]
    assert before_final(clauses) == 4
    assert sensible_place(clauses, "unknown") == 4
    other = [*clauses]
    heading = {"de": (Run("Schlussbestimmungen"),), "en": (Run("Final provisions"),)}
    other[-1] = replace(other[-1], id="own-x", heading=heading)  # type: ignore[arg-type]
    assert before_final(other) == 3
