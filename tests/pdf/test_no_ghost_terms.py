"""No ghost terms: every term there is stands in a clause or an annex of every template, or here with its reason.

Rules, deadlines, the sharing decision and registers read the terms; nobody is bound by one that the paper does not show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from datapact.base.day_words import long_date
from datapact.base.errors import Malformed
from datapact.contract.templates.template import load_template
from datapact.contract.terms import write_terms
from datapact.contract.terms.paths import ROOT, Shape, step_into
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.document import read_state
from tests.agreements.drafts import TEMPLATES, example
from tests.pdf.paper_words import words

_TEXT_SAYS_IT = "says what the wording of a clause does; the clause is printed, and read by its own words"
_OWN_JUDGEMENT = "a party's own judgement about the contract, nothing that the parties agree"
UNSAID = {
    "breach.without_undue_delay": _TEXT_SAYS_IT,
    "data_act.excludes_article_13": _TEXT_SAYS_IT,
    "data_act.unfair": _TEXT_SAYS_IT,
    "end_of_data.legal_storage_excepted": _TEXT_SAYS_IT,
    "joint.limits_rights": _TEXT_SAYS_IT,
    "non_disclosure.applies": _TEXT_SAYS_IT,
    "framework.applies": _TEXT_SAYS_IT,
    "intermediation.applies": _TEXT_SAYS_IT,
    "participants.applies": _TEXT_SAYS_IT,
    "consortium.applies": _TEXT_SAYS_IT,
    "liability.cap_spares_intent_and_gross_negligence": _TEXT_SAYS_IT,
    "rights.pass_on_to_recipients": _TEXT_SAYS_IT,
    **{
        f"processing.{name}": _TEXT_SAYS_IT
        for name in (
            "audits", "confidentiality", "contrary_law_notice", "flow_down", "help_with_rights", "help_with_security",
            "instructions_documented", "processor_own_purposes", "warns_of_infringing_instruction",
        )
    },
    "processing.standard_clauses_unmodified": "a tick that meets no requirement (P14)",
    "facts.negotiation_record": _OWN_JUDGEMENT,
    "facts.negotiated": _OWN_JUDGEMENT,
    "facts.standard_terms": _OWN_JUDGEMENT,
    "facts.public_body_land": "the Land stands on the card of the public body",
    "facts.personal_data": "each dataset says for whom it is personal",
    "measures.*.iri": "a term of the vocabulary beside the words, for machines",
    "parties.*.organisation": "stands in the receipt of the signatures",
    "parties.*.register_of_processing": "an entry of the party's own register (Art. 30 GDPR)",
    "parties.*.signatories.*.evidence": "stands on the signature page once the text is fixed",
    "parties.*.signatories.*.evidence_date": "stands on the signature page once the text is fixed",
    "parties.*.signatories.*.order": "is the order of the rows on the signature page",
}  # fmt: skip
"""By the place of a term, why no paper shows it."""
NOT_ASKED = {
    "licence": "the text grants no licence",
    "service": "the text promises no service to a public body",
    "periods": "a number that only the texts of other templates need",
    "processing.controller": "the roles stand in the activities",
    "processing.sub_processing": "no processor is engaged by the text",
}
"""The same where the template does not ask for it."""


def leaves(shape: Shape = ROOT, path: str = "") -> Iterator[tuple[str, Shape]]:
    """Every term there is; ``*`` stands for the first member of a list."""
    if shape.kind == "part" and shape.model is not None:
        for name in shape.model.model_fields:
            yield from leaves(step_into(shape, name), f"{path}.{name}" if path else name)
    elif shape.kind == "list" and shape.element is not None and shape.element.kind == "part":
        yield from leaves(shape.element, f"{path}.*")
    elif path.rpartition(".")[2] != "key":
        yield path, shape


def base(name: str) -> dict[str, Any]:
    """The terms of a template's example, with a member in every list."""
    terms: dict[str, Any] = dict(write_terms(read_state(example(name)).terms))
    one, other = (party["key"] for party in terms["parties"][:2])
    dataset, purpose = terms["datasets"][0]["key"], terms["purposes"][0]["key"]
    members: Mapping[str, dict[str, Any]] = {
        "activities": {"key": "a", "name": {"de": "A"}, "roles": [{"party": one, "role": "controller"}]},
        "legal_bases": {"party": one, "dataset": dataset, "purpose": purpose},
        "measures": {"key": "m", "kind": "rest", "description": {"de": "M"}},
        "assessments": {"key": "a", "kind": "dpia", "party": one},
        "transfers": {"key": "t", "importer": "Acme", "country": "US", "mechanism": "46(2)(c)"},
        "sub_processors": {"key": "s", "name": "Sub", "engaged_by": other},
        "notices": {"key": "n", "party": one},
    }
    for part, member in members.items():
        terms.setdefault(part, [member])
    terms.setdefault("breach", {}).setdefault("contacts", [{"party": one, "contact": {"name": "X"}}])
    terms.setdefault("joint", {}).update(
        rights=[{"right": "15", "party": one}],
        topics=[{"topic": "breach", "party": one}],
        phases=[{"key": "p", "name": {"de": "P"}, "decision": "joint"}],
        processors=[{"key": "q", "name": "Q", "engaged_by": one}],
        shares=[{"party": one, "percent": 50}],
    )
    terms.setdefault("models", {}).update(applies=True, act_roles=[{"party": one, "role": "provider"}])
    terms.setdefault("pilot", {}).update(
        work_of=[{"party": one, "work": {"de": "W"}}], milestones=[{"key": "m", "name": {"de": "M"}}]
    )
    act = terms.setdefault("data_act", {})
    act["applies"] = True
    act.setdefault("products", [{"key": "p", "name": {"de": "P"}}])
    act.setdefault("secrets", [{"key": "s", "name": {"de": "S"}}])
    terms.setdefault("consortium", {}).update(
        bodies=[{"key": "b", "name": {"de": "G"}}],
        votes=[{"key": "v", "matter": {"de": "A"}, "majority": "simple"}],
        background=[{"key": "r", "party": one, "name": {"de": "R"}}],
        shares=[{"party": one, "percent": 50}],
    )
    terms.setdefault("non_disclosure", {}).update(
        applies=True, clean_team_for={"de": "I"}, clean_team=[{"key": "m", "party": one, "name": "N"}]
    )
    terms["penalty"] = {"agreed": True}
    terms["insurance"] = {"agreed": True, "kept_by": [one]}
    terms["facts"] = {**terms["facts"], "automated_decisions": True}
    terms["datasets"][0] = {**terms["datasets"][0], "employees": True}
    terms["datasets"][0]["data_contract"] = {"name": "C", "columns": [{"name": "f"}]}
    if "joint.screened" in _asked(name):  # a text that has clauses on personal data
        terms["datasets"][0]["personal"] = [{"party": one, "judgement": "personal"}]
    terms["parties"][0] = {**terms["parties"][0], "public_body": True, "representative": {"name": "R"}}
    for part in ("datasets", "purposes"):
        terms[part] = [*terms[part], {**terms[part][-1], "key": "second", "name": {"de": "Zweiter"}}]
    return terms


def simple(name: str) -> dict[str, Any]:
    """The same where nothing derives, hides or outweighs a choice: no texts, no country outside the EEA."""
    terms = {**base(name), "transfers": [], "sub_processors": []}
    terms["duration"] = {**terms["duration"], "notice_months": 3, "notice_to": "month"}
    terms["end_of_data"] = {**terms["end_of_data"], "rule": "choice"}
    terms.setdefault("pilot", {}).pop("funding", None)
    return terms


def put(terms: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The terms with a value at a place."""
    made = dict(terms)
    part: Any = made
    *steps, last = path.split(".")
    for step in steps:
        if step == "*":
            part[0] = dict(part[0])
            part = part[0]
        else:
            inner = part.get(step, {})
            part[step] = list(inner) if isinstance(inner, list) else dict(inner)
            part = part[step]
    part[last] = value
    return made


def marks(shape: Shape, path: str, number: int) -> tuple[Any, str] | None:
    """A value for a text, a number or a day, and the words of which one must stand on the paper."""
    name = path.rpartition(".")[2]
    if shape.kind == "localised":
        return {"de": f"Wort{number}", "en": f"Word{number}"}, rf"Wort{number}\b"
    if shape.kind == "text" and not _coded(name):
        return f"Zeile{number}", rf"Zeile{number}\b"
    if name == "percent":
        return 97, r"\b97\b"
    if shape.kind == "number":
        return number, rf"\b{number:,}\b".replace(",", r"\.?")
    if shape.kind == "day":
        day = date(2040, 1, 1) + timedelta(days=number)
        return day.isoformat(), re.escape(long_date(day, "de"))
    return None


def _coded(name: str) -> bool:
    return name in PARTY_FIELDS | DATASET_FIELDS | PURPOSE_FIELDS | {
        "country",
        "courts",
        "governing_law",
        "age_country",
        "iri",
    }


def options(shape: Shape, path: str, terms: dict[str, Any]) -> list[Any]:
    """Values of a choice, of a yes or no, or of a name that stands for something else."""
    name = path.rpartition(".")[2]
    if shape.kind == "list" and shape.element is not None:
        return [[one] for one in options(shape.element, path, terms)]
    if shape.kind in ("yes_no", "fact"):
        return [True, False]
    if shape.kind == "choice":
        return [*shape.choices]
    for known, part in ((PARTY_FIELDS, "parties"), (DATASET_FIELDS, "datasets"), (PURPOSE_FIELDS, "purposes")):
        if name in known:
            return [one["key"] for one in terms[part]]
    if name in ("iri", "categories", "subjects"):
        return ["https://w3id.org/dpv/pd#Name", "https://w3id.org/dpv#Marketing", "https://w3id.org/dpv#Customer"]
    return ["US", "CH"]


@cache
def unmarked(name: str) -> tuple[frozenset[str], dict[str, Shape]]:
    """Of the terms that are texts, numbers or days those that the paper does not show, and all terms that are none."""
    terms, texts = base(name), dict[str, str]()
    for path, shape in leaves():
        mark = marks(shape, path, 750 + len(texts))  # numbers of no provision that the papers cite
        if mark is not None:
            terms, texts[path] = put(terms, path, mark[0]), mark[1]
    paper = words(name, terms)
    asked = None if name == TEMPLATES[0] else _asked(name)  # what nobody is asked for, once is enough
    others = {path: shape for path, shape in leaves() if path not in texts and (asked is None or _within(path, asked))}
    return frozenset(path for path, wanted in texts.items() if not re.search(wanted, paper)), others


@cache
def _before(name: str) -> tuple[tuple[dict[str, Any], str], ...]:
    return tuple((terms, words(name, terms)) for terms in (simple(name), base(name)))


def unsaid(name: str, below: str = "") -> Iterator[str]:
    """The terms that the paper does not show, of all terms or of those below a place."""
    missing, others = unmarked(name)
    yield from (path for path in missing if not below or _within(path, [below]))
    yield from (path for path in others if (not below or _within(path, [below])) and not _told(name, path))


def _asked(name: str) -> set[str]:
    return {question.path for group in load_template(name).groups for question in group.questions}


@cache
def _told(name: str, path: str) -> bool:
    """Whether another value gives other words."""
    shape = unmarked(name)[1][path]
    for terms, paper in _before(name):
        for value in options(shape, path, terms):
            try:
                other = put(terms, path, value)
                if other != terms and words(name, other) != paper:
                    return True
            except (Malformed, KeyError, IndexError):
                continue
    return False


def _within(path: str, places: Iterable[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in places)


@pytest.mark.in_turn(6)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_term_is_on_paper_or_has_its_reason(name: str) -> None:
    missing = {path for path in unsaid(name) if not _within(path, UNSAID)}
    assert {path for path in missing if not _within(path, NOT_ASKED) or _within(path, _asked(name))} == set()


def test_each_reason_is_needed() -> None:
    assert [one for one in (*UNSAID, *NOT_ASKED) if not any(any(unsaid(name, one)) for name in TEMPLATES)] == []
