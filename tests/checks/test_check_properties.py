"""What holds for the check of any valid terms."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.model.facts import SigningFacts
from datapact.checks.model.finding import finding_order
from datapact.checks.run.engine import check, check_terms
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.whole import MOST_PARTIES
from datapact.contract.vocabulary.acts import GDPR
from tests.agreements.drafts import draft
from tests.checks.any_terms import any_terms, mixed_terms
from tests.checks.contracts import answers_file
from tests.checks.full_agreements import DROP, edited, everything, plain, state
from tests.depth import examples

TERMS = st.one_of(
    st.integers(0, 2**32).map(lambda seed: any_terms(Random(seed))),
    st.integers(0, 2**32).map(lambda seed: mixed_terms(Random(seed))),
)
DAYS = st.dates(date(2018, 1, 1), date(2035, 1, 1))
SIGNING = st.none() | st.builds(
    SigningFacts, st.booleans(), st.frozensets(st.sampled_from(["keller", "institut"])), st.just({"stadt": "Ordner 4"})
)


@settings(max_examples=examples(150), deadline=None)
@given(TERMS, DAYS, SIGNING)
def test_any_terms_can_be_checked(terms: Terms, on: date, signing: SigningFacts | None) -> None:
    found = check_terms(terms, on, signing=signing)
    assert found == check_terms(terms, on, signing=signing)
    assert list(found) == sorted(found, key=finding_order)
    assert len({(one.id, one.place) for one in found}) == len(found)
    for one in found:
        json.dumps(one.as_json())
        value_at(terms, one.place)
        if one.severity == "E":
            assert one.authority in ("statute", "standard_clauses", "house")


@settings(max_examples=examples(60), deadline=None)
@given(TERMS, DAYS)
def test_a_state_gives_the_findings_of_its_terms(terms: Terms, on: date) -> None:
    alone = check_terms(terms, on)
    assert check(state(write_terms(terms), languages=["de"]), on) == alone
    bilingual = check(state(write_terms(terms)), on)
    assert tuple(one for one in bilingual if one.id != "G33") == alone


FORMS = st.sampled_from(["text_form", "agreed_electronic", "qualified_electronic", "written"])
ANSWERS = st.fixed_dictionaries(
    {
        "breach.hours": st.integers(1, 48),
        "rights.answer_days": st.integers(1, 30),
        "rights.extension_months": st.integers(0, 2),
        "rights.responsible": st.sampled_from(["keller", "institut", "stadt"]),
        "datasets.logs.retention.months": st.integers(0, 120),
        "end_of_data.rule": st.sampled_from(["delete", "return", "choice"]),
        "processing.sub_processing": st.sampled_from(["specific", "general"]),
        "onward.rule": st.sampled_from(["forbidden", "allowed", "conditional"]),
        "models.training": st.sampled_from(["forbidden", "allowed", "conditional"]),
        "models.high_risk_annex": st.sampled_from(["", "annex_i", "annex_iii"]),
        "legal_bases.1.article": st.sampled_from(["6(1)(a)", "6(1)(c)", "6(1)(d)"]),
        "form.conclusion": st.sampled_from(["qualified_electronic", "written"]),
        "form.amendment": FORMS,
        "duration.end": st.dates(date(2027, 1, 1), date(2090, 1, 1)).map(date.isoformat),
    }
)


@settings(max_examples=examples(100), deadline=None)
@given(ANSWERS, DAYS)
def test_an_agreement_with_all_answers_has_no_error_whatever_they_are(answers: dict[str, object], on: date) -> None:
    found = check(state(edited(everything(), answers)), on)
    # what is fresh on one day is a year old, or due to be refreshed, on a later one, and still to come on an earlier one
    assert [one for one in found if one.id not in ("X11", "K05", "G45", "G67") or one.severity == "E"] == []


def test_a_huge_agreement_is_checked_in_words_of_bearable_length() -> None:
    parties = [{"key": f"p{number}", "name": f"Party {number}"} for number in range(MOST_PARTIES)]
    terms = read_terms(
        {
            "parties": parties,
            "activities": [
                {
                    "key": "all",
                    "name": {"de": "Alles"},
                    "roles": [{"party": party["key"], "role": "controller"} for party in parties],
                }
            ],
            "datasets": [
                {
                    "key": f"d{number}",
                    "name": {"de": f"Datensatz {number}"},
                    "provider": "p0",
                    "personal": [{"party": "p0", "judgement": "personal"}],
                }
                for number in range(50)
            ],
            "purposes": [{"key": f"u{number}", "name": {"de": f"Zweck {number}"}} for number in range(100)],
        }
    )
    found = check_terms(terms, date(2026, 11, 24))
    assert any(one.id == "G05" for one in found)
    assert max(len(one.message.text("de")) for one in found) < 5_000


DOCUMENTS = {
    *("assessments.reference", "legal_bases.balancing_test", "purposes.compatibility_test", "purposes.further_notice"),
    *("notices.reference", "facts.employee_basis", "facts.works_council_agreement"),
    *("facts.negotiation_record", "data_act.instrument_reference", "data_act.unilateral_evidence", "consent.records"),
    *("signatories.evidence", "service.attestation", "transfers.assessment", "models.documentation_pack"),
    *("models.copyright_policy", "models.training_summary"),
}
"""Terms in which a document on file is named: the block that holds them, and their name."""


def _with_documents(value: Any, words: str, block: str = "") -> Any:
    """Terms as JSON with these words wherever a document is named."""
    if isinstance(value, dict):
        return {
            name: words if f"{block}.{name}" in DOCUMENTS else _with_documents(member, words, name)
            for name, member in value.items()
        }
    return [_with_documents(one, words, block) for one in value] if isinstance(value, list) else value


@settings(max_examples=examples(100), deadline=None)
@given(TERMS, DAYS, st.sampled_from(["keine", "none", "Nein, liegt nicht vor", "pending", "–", "folgt"]))
def test_words_that_deny_a_document_name_none(terms: Terms, on: date, denial: str) -> None:
    written = write_terms(terms)
    denied, empty = (
        # that "pending" is a placeholder is said apart (G44), and what words of whichever kind came to is asked apart (G65)
        {
            (one.id, one.place)
            for one in check_terms(read_terms(_with_documents(written, words)), on)
            if one.id not in ("G44", "G65")
        }
        for words in (denial, "")
    )
    assert sorted(denied ^ empty) == []


@pytest.mark.parametrize("template", ["", "data-licence", "nda"])
def test_without_a_person_in_the_data_nothing_that_is_missing_rests_on_the_gdpr(template: str) -> None:
    whole = plain() if not template else draft(template, answers_file(template, {}))["terms"]
    gaps = [{name: DROP} for name in whole if name not in ("parties", "datasets")]
    members = {name for dataset in whole.get("datasets", ()) for name in dataset} - {
        "key",
        "name",
        "personal",
        "provider",
    }
    keys = [dataset["key"] for dataset in whole.get("datasets", ())]
    gaps += [
        {f"datasets.{key}.{name}": DROP for key in keys if name in _member(whole, key)} for name in sorted(members)
    ]
    gaps += [
        {"end_of_data": DROP}
        | {f"datasets.{key}.retention": DROP for key in keys if "retention" in _member(whole, key)}
    ]
    gaps += [{"datasets": [], "purposes": [], "activities": []}]
    asked = set()
    for gap in gaps:
        for one in check_terms(read_terms(edited(whole, gap)), date(2026, 11, 26)):
            asked.add(one.id)
            assert GDPR not in [reference.act for reference in one.citation.references], (gap, one.id, one.place)
    assert {"G03", "G04", "G12"} <= asked or template == "nda"


def _member(terms: dict[str, Any], key: str) -> dict[str, Any]:
    return next(one for one in terms["datasets"] if one["key"] == key)
