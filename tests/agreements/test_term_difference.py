"""Changes between two terms, stated so that merging them gives the other; and what the window shows since signature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapact.agreements.steps import in_force as steps
from datapact.agreements.steps.change_draft import change_draft, reading_page
from datapact.agreements.text.change_rules import terms_after
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.timeline import SinceSigned
from datapact.base.errors import WrongUse
from datapact.contract.editing.merge import merge_terms
from datapact.contract.editing.term_difference import changed_terms
from datapact.contract.screening.outcomes import choices, without_stale
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.paths import value_at
from datapact.organisation.acting.acting_member import Acting
from tests.agreements.negotiated import Table
from tests.agreements.signed_table import TODAY, MovingClock, build, reopened
from tests.checks.any_terms import any_terms, mixed_terms
from tests.checks.full_agreements import everything
from tests.depth import examples

NEW_PROCESSOR = b'[[sub_processors]]\nkey = "wolke"\nname = "Wolke AG"\nengaged_by = "ipd"\n'


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signed")
    return folder, build(folder, MovingClock())


@pytest.fixture
def table(signed: tuple[Path, str], tmp_path: Path) -> Iterator[Table]:
    opened = reopened(signed[0], tmp_path, signed[1], MovingClock())
    yield opened
    opened.close()


def merged(before: Terms, after: Terms) -> Terms:
    change = changed_terms(before, after)
    return read_terms(merge_terms(write_terms(before), change.content, change.removals))


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 2**32))
@example(124)  # a document and its result taken out together, with conditions left
def test_merging_the_difference_gives_the_other_terms(seed: int) -> None:
    random = Random(seed)
    before, after = any_terms(random), mixed_terms(random)
    for old, new in ((before, after), (after, before)):
        try:
            assert merged(old, new) == new
        except WrongUse:
            assert says_something_twice(write_terms(new))
    nothing = changed_terms(after, after)
    assert not nothing.content
    assert not nothing.removals


def says_something_twice(value: object) -> bool:
    """Whether a list deeper in the terms has two members about the same party, which no merge can state."""
    if isinstance(value, dict):
        return any(says_something_twice(one) for one in value.values())
    if not isinstance(value, list):
        return False
    names = [
        one.get("topic") or one.get("right") or one.get("party") or one.get("key")
        for one in value
        if isinstance(one, dict)
    ]
    return len(set(names)) < len(names) or any(says_something_twice(one) for one in value)


def test_a_change_in_a_list_names_only_its_member() -> None:
    before = read_terms(everything())
    datasets = tuple(
        one.model_copy(update={"volume": "3 TB"}) if place == 0 else one for place, one in enumerate(before.datasets)
    )
    change = changed_terms(before, before.model_copy(update={"datasets": datasets}))
    assert change.content == {"datasets": [{"key": before.datasets[0].key, "volume": "3 TB"}]}
    assert change.removals == ()
    fewer = changed_terms(before, before.model_copy(update={"datasets": before.datasets[1:]}))
    assert (fewer.content, fewer.removals) == ({}, (f"datasets.{before.datasets[0].key}",))
    turned = before.model_copy(update={"datasets": tuple(reversed(before.datasets))})
    assert merged(before, turned) == turned


def since(acting: Acting, history: str, day: date = TODAY) -> tuple[SinceSigned, ...]:
    return agreement_page(acting, history, day).since


def test_changes_made_in_forms_become_entries(table: Table) -> None:
    draft = change_draft(table.sofia, table.history, TODAY)
    assert draft.own == "ipd"
    assert draft.rules["contacts"] == "alone"
    terms = draft.document.terms
    parties = tuple(
        one.model_copy(update={"contact": one.contact.model_copy(update={"phone": "+49 711 1"})})
        if one.key == draft.own
        else one
        for one in terms.parties
    )
    change = changed_terms(terms, terms.model_copy(update={"parties": parties}))
    (entry,) = steps.change_annex(table.sofia, table.history, "contacts", change, note="Neue Nummer")
    assert entry.kind == "annex_version"
    page = reading_page(table.sofia, table.history, TODAY)
    assert next(one for one in page.document.terms.parties if one.key == "ipd").contact.phone == "+49 711 1"
    assert [one.change.digest for one in page.applied] == [entry.digest]


def test_what_can_be_answered_is_said(table: Table) -> None:
    notice, version = steps.change_annex(
        table.sofia, table.history, "sub_processors", NEW_PROCESSOR, note="Neuer Dienst"
    )
    table.carry(table.sofia, table.anna)
    (seen,) = since(table.anna, table.history)
    assert (seen.matter, seen.digest, seen.answer, seen.own) == ("change", version.digest, "object", False)
    assert seen.until == date.fromisoformat(notice.body["objection_until"])
    assert since(table.sofia, table.history)[0].answer == "take_back"
    after = seen.until + timedelta(days=1)
    assert since(table.anna, table.history, after)[0].answer == "object"  # it has not said that it has the notice
    table.carry(table.anna, table.sofia)
    assert since(table.anna, table.history, after)[0].answer == ""
    steps.object_to(table.anna, table.history, seen.digest, "Kein Vertrag in der EU.")
    assert "objected" in str(since(table.anna, table.history)[0].standing)


def test_notices_and_pauses_stand_beside_changes(table: Table) -> None:
    steps.give_notice(table.anna, table.history, "other", "Wir ziehen um.", TODAY + timedelta(days=10), 14)
    steps.suspend(table.anna, table.history, TODAY, None, "Klärung")
    found = {one.matter: one for one in since(table.anna, table.history)}
    assert found["notice"].answer == "take_back"
    assert found["notice"].text == "Wir ziehen um."
    assert str(found["pause"].standing) == "paused"
    assert found["pause"].until is None
    steps.resume(table.anna, table.history, TODAY + timedelta(days=3))
    assert (
        str({one.matter: one for one in since(table.anna, table.history, TODAY + timedelta(days=5))}["pause"].standing)
        == "over"
    )
    assert replace(found["pause"], own=False) != found["pause"]


def test_an_amendment_waits_for_the_other_party(table: Table) -> None:
    change = changed_terms(
        draft := change_draft(table.anna, table.history, TODAY).document.terms,
        draft.model_copy(update={"duration": draft.duration.model_copy(update={"notice_months": 6})}),
    )
    done = steps.amend(table.anna, table.history, change, note="Längere Frist")
    assert done.entry is None or since(table.anna, table.history)[0].answer == "take_back"
    if done.entry is not None:
        table.carry(table.anna, table.sofia)
        assert since(table.sofia, table.history)[0].answer == "agree"


NAMED_BY = {"": "reference", "balancing": "balancing_test", "compatibility": "compatibility_test"} | {
    stem: stem for stem in ("health_access", "assessment", "necessity")
}
"""By the stem of a choice: a member that names its document."""


def with_document(terms: Terms, answer: str, words: str, outcome: str) -> Terms:
    """The terms with this document and this result of it, by the place of the choice."""
    whole = write_terms(terms)
    *steps, last = answer.split(".")
    holder: Any = whole
    for step in steps:
        member = isinstance(holder, list)
        holder = next(row for n, row in enumerate(holder) if row.get("key", str(n)) == step) if member else holder[step]
    stem = last.removesuffix("outcome").removesuffix("_")
    holder |= {NAMED_BY.get(stem, f"{stem}_agreement"): words, last: outcome}
    return read_terms(whole)


@pytest.mark.parametrize("answer", [one for one, *_rest in choices(read_terms(everything()))])
def test_a_change_that_exchanges_a_document_leaves_its_result_open(answer: str) -> None:
    """By consent, of an annex, of a contract on paper: unless the change itself says what the new document came to."""
    before = with_document(read_terms(everything()), answer, "File 1/2026", "carries")
    chosen_again = with_document(before, answer, "Another file 7/2026", "carries")
    left_open = without_stale(before, chosen_again)
    said = changed_terms(before, chosen_again)
    silent = changed_terms(before, left_open)
    assert value_at(left_open, answer) == ""
    assert terms_after(write_terms(before), "", said.content, said.removals) == write_terms(chosen_again)
    assert terms_after(write_terms(before), "", silent.content, silent.removals) == write_terms(left_open)
    list_name, *key, member = answer.split(".")
    document = NAMED_BY.get(
        member.removesuffix("outcome").removesuffix("_"), f"{member.removesuffix('_outcome')}_agreement"
    )
    if list_name == "legal_bases":
        basis = before.legal_bases[int(key[0])]
        file: Any = [
            {"party": basis.party, "dataset": basis.dataset, "purpose": basis.purpose, document: "File 9/2026"}
        ]
    else:
        file = {document: "File 9/2026"} if not key else {key[0]: {document: "File 9/2026"}}
    after = read_terms(terms_after(write_terms(before), "datasets", {list_name: file}, ()))
    assert value_at(after, answer) == "", "a file of changes that names the new document alone"
