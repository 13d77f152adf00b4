"""The pack of standard clauses: module, options and annexes from the terms, what is open said, and no word of the clauses themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from datapact.base.errors import AnswerNo
from datapact.contract.templates.clause_library import library
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.pdf.reports.standard_clauses import CLAUSE, standard_clauses_report
from tests.agreements.drafts import TEMPLATES, example
from tests.pdf.test_essence import told

TRANSFER: dict[str, Any] = {
    "key": "us",
    "importer": "Acme Inc.",
    "country": "US",
    "mechanism": "46(2)(c)",
    "module": "2",
    "docking": True,
    "redress": False,
    "law_option": "1",
    "authority": "LfDI Baden-Württemberg",
    "governing_law": "DE",
    "courts": "DE",
    "frequency": {"de": "täglich", "en": "daily"},
}


def document(**transfer: Any) -> AgreementDocument:
    whole = read_state(example("processing"))
    terms: Any = write_terms(whole.terms)
    return replace(whole, terms=read_terms({**terms, "transfers": [{**TRANSFER, **transfer}]}))


def test_module_options_and_annexes_come_from_the_terms() -> None:
    whole = document()
    words = told(standard_clauses_report(whole, "en", draft=False))
    for wanted in (
        "Module = Module 2 (controller to processor)",
        "Clause 7 (docking clause) = agreed",
        "Clause 11(a), option on an independent body = not agreed",
        "Clause 13 (supervision) = LfDI Baden-Württemberg",
        "Clause 17, option = Option 1",
        "Clause 18 (courts) = Germany",
        "Frequency = daily",
        "Data exporter = ",
    ):
        assert wanted in words, wanted
    for item in whole.terms.datasets[0].items:
        assert item.name.text("en") in words
    for measure in whole.terms.measures:
        assert measure.description.text("en") in words


def test_what_the_terms_do_not_hold_is_open_and_the_clause_is_asked_for() -> None:
    words = told(standard_clauses_report(document(module="", authority="", courts="", docking=None), "en", draft=True))
    assert "Module = open: not in the terms" in words
    assert "Clause 18 (courts) = open: not in the terms" in words
    assert "does not agree on the clauses by reference" in words
    assert "proves nothing about the wording" in words


def test_our_clause_agrees_on_them_by_reference() -> None:
    whole = document()
    (offered,) = [one for one in library(whole) if one.id == CLAUSE]
    text = " ".join(plain_text(one.text["en"]) for one in offered.clause.paragraphs[0].items)
    assert "Acme Inc. (USA): Module 2 (controller to processor); clause 7 (docking clause) is agreed" in text.replace(
        "United States", "USA"
    )
    agreed = replace(whole, clauses=(*whole.clauses, offered.clause))
    assert "does not agree on the clauses" not in told(standard_clauses_report(agreed, "en", draft=True))


def test_there_is_none_without_standard_clauses() -> None:
    with pytest.raises(AnswerNo, match="standard clauses"):
        standard_clauses_report(read_state(example("nda")), "de", draft=True)


ASKED = [
    name
    for name in TEMPLATES
    for group in load_template(name).groups
    if any(question.path.startswith("transfers") for question in group.questions)
]
NOT_AGREED = {"data-licence"}
"""Asks about transfers and does not agree on the clauses by reference; the page on standard clauses then says so."""


def test_most_templates_ask_about_transfers() -> None:
    assert len(set(ASKED)) > 10
    assert set(ASKED) > NOT_AGREED


@pytest.mark.parametrize("name", sorted(set(ASKED) - NOT_AGREED))
def test_a_template_agrees_on_the_clauses_by_reference_where_a_transfer_rests_on_them(name: str) -> None:
    template = load_template(name)
    terms: Any = write_terms(read_state(example(name)).terms)
    for mechanism, stands in (("46(2)(c)", True), ("45", False)):
        transfers = [{**TRANSFER, "mechanism": mechanism}]
        clauses = resolve_clauses(template, read_terms({**terms, "transfers": transfers}), ("de", "en"), "de")
        assert (CLAUSE in [one.id for one in clauses]) == stands


@pytest.mark.parametrize(("module", "exporter"), [("2", "controller"), ("3", "processor")])
def test_the_module_says_who_sends(module: str, exporter: str) -> None:
    """Modules 3 and 4 are for a processor that sends the data on; the controller is no party to them."""
    whole = document(module=module)
    block = whole.terms.processing
    key = block.processor if exporter == "processor" else block.controller
    name = next(one.name for one in whole.terms.parties if one.key == key)
    assert f"Data exporter = {name}" in told(standard_clauses_report(whole, "en", draft=False))
