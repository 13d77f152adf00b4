"""No ghost terms: what is given and no clause shows stands in an annex."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.vocabulary.labels import word
from datapact.pdf.agreement.remaining import remaining, shown_terms
from tests.agreements.drafts import TEMPLATES, example
from tests.depth import examples


@cache
def document_of(template: str) -> AgreementDocument:
    return read_state(example(template))


@given(name=st.sampled_from(TEMPLATES), data=st.data())
@settings(max_examples=examples(25), deadline=None)
def test_a_term_of_a_clause_that_is_taken_out_goes_to_the_annex(name: str, data: st.DataObject) -> None:
    document = document_of(name)
    gone = data.draw(st.sampled_from(range(len(document.clauses))))
    kept = document.clauses[:gone] + document.clauses[gone + 1 :]
    lost = shown_terms(document.clauses) - shown_terms(kept)
    before = {label for _part, rows in remaining(document.terms, shown_terms(document.clauses)) for label, _v in rows}
    after = [row for _part, rows in remaining(document.terms, shown_terms(kept)) for row in rows]
    plain = {path for path in lost if path.count(".") == 1 and path.split(".")[0] in ("rights", "breach", "duration")}
    assert len(after) >= len(before) + len(plain)


def test_a_value_that_no_clause_words_is_listed() -> None:
    document = document_of("processing")
    value = {
        **write_terms(document.terms),
        "onward": {"rule": "forbidden", "conditions": {"de": "Nur hier.", "en": "Here."}},
    }
    changed = replace(document, terms=read_terms(value))
    before = [part for part, _rows in remaining(document.terms, shown_terms(document.clauses))]
    assert set(before) <= {"facts"}  # what the screening asks, with its reason
    assert [part for part, _rows in remaining(changed.terms, shown_terms(changed.clauses))] == [*before, "onward"]


def test_what_does_not_apply_is_not_listed() -> None:
    document = document_of("controller-to-controller")
    assert document.terms.law.venue == "entfällt"
    assert "law" not in [part for part, _rows in remaining(document.terms, shown_terms(document.clauses))]


def test_which_contract_prevails_is_printed_because_the_decision_reads_it() -> None:
    document = document_of("processing")
    value = write_terms(document.terms)
    value["facts"] = {**value["facts"], "precedence": "parent"}
    rows = dict(remaining(read_terms(value), shown_terms(document.clauses)))["facts"]
    assert word("precedence", "parent").de.casefold() in [
        str(getattr(said, "de", said)).casefold() for _label, said in rows
    ]
