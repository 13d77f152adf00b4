"""An answer of the house beside an agreement counts only while the words stand that it rests on."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.contract.editing.answers_file import apply_changes, read_answers
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.editing.spread import without_all
from datapact.contract.screening.outcomes import choices, stale_choices
from datapact.contract.screening.own_facts import is_own_fact
from datapact.contract.screening.rests_on import changed, digests, outgrown
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import Localised, Terms, read_terms, write_terms
from datapact.contract.terms.paths import value_at, walk
from datapact.contract.text.document import read_state, write_state
from tests.agreements.drafts import example
from tests.agreements.test_term_difference import with_document
from tests.depth import examples

EXAMPLES = ("ai-pilot", "processing", "controller-to-controller")
# What a change of voids an answer, as a lawyer would say it: by place of the answer, the places of the words.
WHO = r"parties\.{}\.(organisation|name|kind|legal_form|registration\..*|address\.(country|region))"
WHAT = r"datasets\.{}\.(name|description|items\..*|subjects|subjects_note|origin|original_purpose|data_contract\..*)"
HANDLING = ("retention", "limits", "volume", "frequency", "key")
PURPOSE = r"purposes\.{}\.(?!compatibility_|further_notice|new_purpose).*"


@cache
def terms_of(template: str) -> Terms:
    return read_answers(example_answers(template)).terms


def places(terms: Terms) -> list[str]:
    """An answer of each sort, for the first row of each list."""
    found = [
        "facts.training",
        "facts.monitoring",
        "facts.standard_terms",
        "facts.works_council_outcome",
        "joint.screened",
    ]
    for list_name, names in {
        "datasets": ("special_categories", "children", "personal", "health_access_outcome"),
        "purposes": ("new_purpose", "compatibility_test", "compatibility_outcome"),
        "parties": ("public_body", "land"),
        "assessments": ("outcome",),
        "transfers": ("assessment_outcome",),
    }.items():
        found += [f"{list_name}.{one.key}.{name}" for one in getattr(terms, list_name) for name in names]
    found += [f"legal_bases.{index}.balancing_outcome" for index, _one in enumerate(terms.legal_bases)]
    assert all(map(is_own_fact, found))
    return found


def words(terms: Terms) -> list[str]:
    return [place for place, value in walk(terms) if isinstance(value, str | Localised) and not place.endswith(".key")]


def rests(terms: Terms, place: str, leaf: str) -> bool:
    """Whether the answer rests on these words, by the table above."""

    def one_of(*patterns: str) -> bool:
        return any(re.fullmatch(pattern, leaf) for pattern in patterns)

    match place.split("."):
        case ["datasets", key, name]:
            row = next(one for one in terms.datasets if one.key == key)
            answers = "|".join((*HANDLING, "health_access_outcome", "health_access_conditions"))
            who = [WHO.format(one) for one in (row.provider, *row.recipients)] if name == "personal" else []
            return one_of(rf"datasets\.{key}\.(?!({answers})(\.|$)).*", *who)
        case ["purposes", key, name]:
            row = next(one for one in terms.purposes if one.key == key)
            what = [WHAT.format(one.key) for one in terms.datasets if one.key in (row.datasets or [one.key])]
            test = [rf"purposes\.{key}\.compatibility_test"] if name.startswith("compatibility_") else []
            return one_of(PURPOSE.format(key), *what, *test)
        case ["parties", key, _name]:
            return one_of(WHO.format(key))
        case ["assessments", key, _name]:
            party = next(one.party for one in terms.assessments if one.key == key)
            return one_of(rf"assessments\.{key}\.(?!outcome|conditions).*", WHO.format(party))
        case ["transfers", key, _name]:
            row = next(one for one in terms.transfers if one.key == key)
            what = [WHAT.format(one.key) for one in terms.datasets if one.key in (row.datasets or [one.key])]
            return one_of(rf"transfers\.{key}\.(?!\w+_outcome|\w+_conditions|necessity$).*", *what)
        case ["legal_bases", index, _name]:
            row = terms.legal_bases[int(index)]
            about = [PURPOSE.format(row.purpose), WHAT.format(row.dataset), WHO.format(row.party)]
            return one_of(rf"legal_bases\.{index}\.(?!balancing_outcome|balancing_conditions).*", *about)
        case ["facts", "standard_terms"]:
            return one_of(r"(liability|penalty)\..*")
        case ["facts", "works_council_outcome"]:
            more = [r"facts\.works_council_agreement"]
        case ["joint", _name]:
            more = [r"joint\.(phases|processors)\..*", WHO.format("[a-z0-9-]+")]
        case _:
            more = []
    whole = [r"activities\..*", WHAT.format("[a-z0-9-]+"), PURPOSE.format("[a-z0-9-]+"), *more]
    return one_of(*whole, *([r"models\..*"] if place.startswith("facts") else []))


def with_words(terms: Terms, leaf: str) -> Terms | None:
    """The terms with other words at a place; None where no other words can stand there."""
    whole = write_terms(terms)
    holder: Any = whole
    *steps, last = leaf.split(".")
    for step in steps:
        if isinstance(holder, list):
            holder = next(one for index, one in enumerate(holder) if one.get("key", str(index)) == step)
        else:
            holder = holder.setdefault(step, {})
    before = holder.get(last)
    if isinstance(before, dict):
        holder[last] = {**before, "de": f"{before.get('de', '')} und mehr"}
    else:
        holder[last] = f"{before or ''} und mehr"
    try:
        return read_terms(whole)
    except Malformed:
        return None  # a choice, a country, a key


@given(st.data())
@settings(max_examples=examples(600), deadline=None)
def test_a_change_of_the_words_it_rests_on_voids_an_answer_and_no_other_does(data: st.DataObject) -> None:
    terms = terms_of(data.draw(st.sampled_from(EXAMPLES)))
    place = data.draw(st.sampled_from(places(terms)))
    under = [one for one in words(terms) if rests(terms, place, one)]
    leaf = data.draw(st.sampled_from(under if under and data.draw(st.booleans()) else words(terms)))
    after = with_words(terms, leaf)
    if after is None:
        return
    gone = changed(after, [], place, digests(terms, [], place))
    assert bool(gone) is rests(terms, place, leaf), (place, leaf, gone)
    assert all(leaf == one or leaf.startswith(f"{one}.") for one in gone)
    assert not changed(terms, [], place, digests(terms, [], place))


RISKS = ("dpia", "prior_consultation", "fundamental_rights")
"""Assessments that weigh all data and all purposes."""


@cache
def chosen_of(template: str) -> tuple[Terms, tuple[str, ...]]:
    """The terms with a document and a result wherever a result can stand, and the places of these results."""
    terms = terms_of(template)
    places = tuple(one for one, *_rest in choices(terms))
    for place in places:
        terms = with_document(terms, place, "File 1/2026", "carries")
    return terms, places


@given(st.data())
@settings(max_examples=examples(300), deadline=None)
def test_a_result_that_was_signed_is_about_the_words_that_it_was_signed_with(data: st.DataObject) -> None:
    """A change that turns a purpose, an interest or the data keeps file and result: somebody weighs it again."""
    terms, answers = chosen_of(data.draw(st.sampled_from(EXAMPLES)))
    place = data.draw(st.sampled_from(answers))
    kind = next((one.kind for one in terms.assessments if place == f"assessments.{one.key}.outcome"), "")
    all_words = (WHAT.format("[a-z0-9-]+"), PURPOSE.format("[a-z0-9-]+")) if kind in RISKS else ()

    def about(leaf: str) -> bool:
        return rests(terms, place, leaf) or any(re.fullmatch(one, leaf) for one in all_words)

    under = [one for one in words(terms) if about(one)]
    leaf = data.draw(st.sampled_from(under if under and data.draw(st.booleans()) else words(terms)))
    after = with_words(terms, leaf)
    if after is None:
        return
    exchanged = place in stale_choices(terms, after)  # another document: its result is another question
    assert (place in outgrown(terms, after)) is (about(leaf) and not exchanged), (place, leaf)
    assert outgrown(terms, terms) == ()


def test_a_judgement_rests_on_what_protects_the_people_too() -> None:
    """An amendment that only makes data those of children, or no longer pseudonymised, leaves every word as it was."""
    terms = terms_of("controller-to-controller")
    weighed = {
        "facts.terminal_equipment_ground": ("terminal_equipment",),
        "facts.automated_decisions_ground": ("special_categories", "children"),
        "facts.dpia_required": ("special_categories", "pseudonymised"),
        f"purposes.{terms.purposes[0].key}.compatibility_outcome": ("offence_data", "pseudonymised"),
        "legal_bases.0.balancing_outcome": ("children", "reidentification_banned"),
    }
    for place, facts in weighed.items():
        before = digests(terms, [], place)
        for fact in facts:
            other = write_terms(terms)
            rows: Any = other["datasets"]
            for row in rows:
                row[fact] = not row.get(fact)
            assert changed(read_terms(other), [], place, before), (place, fact)
    no = write_terms(terms)
    rows = no["datasets"]
    for row in rows:
        row["offence_data"] = False  # answered, and nothing that weighs
    assert not any(changed(read_terms(no), [], place, digests(terms, [], place)) for place in weighed)


def test_what_one_legal_basis_came_to_stays_when_another_goes() -> None:
    document = read_state(example("controller-to-controller"))
    for index in range(2):
        document = apply(document, SetTerm(f"legal_bases.{index}.balancing_test", f"File {index}"))
        document = apply(document, SetTerm(f"legal_bases.{index}.balancing_outcome", "carries"))
    left = apply(document, without_all(document.terms, "legal_bases", {0})).terms.legal_bases
    assert [(one.balancing_test, one.balancing_outcome) for one in left] == [("File 1", "carries")]
    exchanged = apply(document, SetTerm("legal_bases.1.balancing_test", "File 2")).terms.legal_bases
    assert [one.balancing_outcome for one in exchanged] == ["carries", ""]


def test_a_document_that_is_exchanged_is_chosen_anew() -> None:
    """In the editor and by a file of changes; a file that chooses itself keeps its choice."""
    document = read_state(example("ai-pilot"))
    key = document.terms.assessments[0].key
    place = f"assessments.{key}"
    chosen = apply(document, SetTerm(f"{place}.outcome", "carries"))
    assert value_at(chosen.terms, f"{place}.outcome") == "carries"
    exchanged = apply(chosen, SetTerm(f"{place}.reference", "Another file"))
    assert value_at(exchanged.terms, f"{place}.outcome") == ""
    assert value_at(apply(chosen, SetTerm(f"{place}.review", "2027-01-01")).terms, f"{place}.outcome") == "carries"
    gone = apply(apply(chosen, SetTerm(f"{place}.reference", None)), SetTerm(f"{place}.reference", "Another file"))
    assert value_at(gone.terms, f"{place}.outcome") == ""
    state = write_state(chosen)
    for more, outcome in (("", ""), ('outcome = "carries"\n', "carries")):
        file = f'[[assessments]]\nkey = "{key}"\nreference = "Another file"\n{more}'.encode()
        assert value_at(read_state(apply_changes(state, file)).terms, f"{place}.outcome") == outcome
