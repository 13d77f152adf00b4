"""Clauses of the library in an agreement: what they refer to is there, or said to be lacking."""

from __future__ import annotations

from datapact.contract.editing.commands import InsertClause
from datapact.contract.editing.edit import apply
from datapact.contract.templates.clause_library import library, with_fresh_ids
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state, write_clause
from datapact.contract.text.numbering import MISSING
from tests.agreements.drafts import example


def test_a_reference_leads_to_what_the_agreement_has_and_what_it_lacks_is_named() -> None:
    document = read_state(example("data-licence"))
    tried = 0
    for entry in library(document):
        if entry.present:
            continue
        clause = with_fresh_ids(entry.clause, document)
        made = apply(document, InsertClause(write_clause(clause), len(document.clauses)))
        said = " ".join(plain_text(texts["de"]) for _place, texts in places(made.clauses))
        assert (MISSING["de"] in said) == bool(entry.lacks), entry.id
        tried += bool(entry.lacks)
    assert tried
