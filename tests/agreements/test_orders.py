"""Orders of datasets: they add, change nothing agreed, and go together in whatever order they are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection import append as appending
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.own_findings import all_findings
from datapact.agreements.steps import change_draft as drafts
from datapact.agreements.steps import in_force as steps
from datapact.agreements.steps import order as whole_orders
from datapact.agreements.steps.wording import open_wordings
from datapact.agreements.text import change_rules
from datapact.agreements.text.change_rules import terms_after
from datapact.agreements.text.text_version import terms_of_clauses
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.change_sentences import what_changes
from datapact.agreements.views.known_names import known_datasets
from datapact.agreements.views.timeline import since_signed
from datapact.base.errors import AnswerNo, DataPactError
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import check
from datapact.consent.facts.judgement import is_unjudged
from datapact.consent.facts.statutory import statutory_errors
from datapact.contract.editing.answers_file import ChangedTerms
from datapact.contract.editing.orders import ORDER_PARTS, adds, name_of, ordered_datasets, with_order
from datapact.contract.screening.data_words import datasets_added
from datapact.contract.screening.questions import open_questions, questions_of_added
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.wording.free_texts import PREFIX
from tests.agreements.drafts import SMALL, TEMPLATES, draft, example, texts
from tests.agreements.negotiated import Table
from tests.agreements.signed_table import TODAY, MovingClock, build, reopened
from tests.agreements.test_contract_steps import at
from tests.depth import examples

FROM = "machine-logs"


def order(terms: dict[str, Any], key: str, **instead: object) -> ChangedTerms:
    """An order of a dataset like one that is agreed, with all that stands about that one."""
    dataset = next(one for one in terms["datasets"] if one["key"] == FROM)
    content: dict[str, Any] = {
        "datasets": [{**dataset, "key": key, "name": {"de": f"Daten {key}", "en": f"Data {key}"}}],
        "purposes": {one["key"]: {"datasets": [key]} for one in terms["purposes"] if FROM in one.get("datasets", ())},
        "activities": {
            one["key"]: {"datasets": [key]} for one in terms["activities"] if FROM in one.get("datasets", ())
        },
        "legal_bases": [{**one, "dataset": key} for one in terms.get("legal_bases", ()) if one["dataset"] == FROM],
    }
    return ChangedTerms(json.loads(json.dumps(content | instead)), ())


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    clock = MovingClock()
    opened = reopened(tmp_path / "from", tmp_path / "at", build(tmp_path / "from", clock), clock)
    yield opened
    opened.close()


def exchange(table: Table) -> None:
    table.carry(table.anna, table.sofia)
    table.carry(table.sofia, table.anna)


@pytest.mark.journey
def test_two_orders_of_one_day_go_together(table: Table) -> None:
    before = at(table.anna, table.history, TODAY).terms
    terms = write_terms(before)
    own_words = said_of_wording(table)
    steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
    steps.change_annex(table.sofia, table.history, "order", order(terms, "zwei"))
    exchange(table)
    waiting = {one.title.text("en"): one for one in since_signed(table.anna, table.history)}
    own = waiting["Order of datasets (only adds): Data eins"]
    assert (own.waiting_for, own.agreed, own.answer) == ((table.sofia.organisation,), (), "take_back")
    assert own.standing.text("de").startswith("wartet auf die Zustimmung von Institut")
    steps.agree_to(table.sofia, table.history)
    steps.agree_to(table.anna, table.history)
    exchange(table)
    for one in since_signed(table.anna, table.history):
        other = table.anna if one.digest != own.digest else table.sofia
        assert (one.waiting_for, one.agreed) == ((), (other.organisation,))
    for acting in (table.anna, table.sofia):
        found = at(acting, table.history, TODAY)
        assert [one.standing for one in found.effects] == ["in_effect", "in_effect"]
        added = [one.key for one in found.terms.datasets][-2:]
        assert sorted(added) == ["keller--eins", "keller--zwei"]
        (basis,) = {len([one for one in found.terms.legal_bases if one.dataset == key]) for key in added}
        assert basis == len([one for one in before.legal_bases if one.dataset == FROM])
        for old in before.purposes:
            (new,) = [one for one in found.terms.purposes if one.key == old.key]
            assert set(old.datasets) <= set(new.datasets)
    assert said_of_wording(table) == own_words
    page = agreement_page(table.sofia, table.history, TODAY)
    assert {str(one.short and one.short.text("en")) for one in page.since} == {"applies since 24 November 2026"}
    assert all(one.counts and "authority not shown" in one.details[0].text("en") for one in page.since)
    assert {"Data eins", "Data zwei"} <= set(page.overview.datasets)
    texts = {one.title.text("en"): [line.text("en") for line in one.order_text] for one in page.since}
    said = texts["Order of datasets (only adds): Data eins"]
    assert any(
        line.startswith("Dataset “Data eins”") and "Provider: " in line and "Recipients: " in line for line in said
    ), said
    assert not any("zwei" in line for line in said), "each order with its own text"
    pending = [line.text("en") for line in own.order_text]
    assert pending == said, "the same text before and after it counts"
    with table.sofia.vault.read() as session:
        named = known_datasets(session)
    assert str(named["keller--eins"]) == "Data eins", "nobody reads the key of an ordered dataset"


def said_of_wording(table: Table) -> list[Any]:
    """What each house is told of the paragraphs: by the check, on the page, to read, and with the answer to sharing."""
    told: list[Any] = []
    for acting in (table.anna, table.sofia):
        on = at(acting, table.history, TODAY)
        found, _aside = all_findings(acting, table.history, TODAY)
        page = agreement_page(acting, table.history, TODAY)
        words = (*open_wordings(acting, table.history), *page.wordings)
        with acting.vault.read() as session:
            folded = load_state(session, table.history)
        errors = statutory_errors(folded, on.state, acting.organisation, TODAY, by_two=False)
        told += [_of_wording(found), _of_wording(page.findings), [one for one in words if not is_free(one.place)]]
        told.append([(one.place, one.message) for one in errors if one.rule == "C01"])
    return told


def _of_wording(findings: Iterable[Finding]) -> list[Any]:
    return [(one.id, one.place, one.places, one.parts) for one in findings if one.parts or one.id in ("C01", "C02")]


def is_free(place: str) -> bool:
    return place.startswith(PREFIX)


CHANGED: dict[str, Any] = {
    "sub_processors": {"sub_processors": [{"key": "x", "name": "X eG", "engaged_by": "ipd"}]},
    "measures": {"measures": [{"key": "x", "kind": "rest", "party": "keller", "description": {"de": "A", "en": "A"}}]},
    "contacts": {"parties": {"keller": {"contact": {"name": "Neu", "email": "neu@keller.example"}}}},
    "datasets": {"datasets": {FROM: {"retention": {"months": 77}}}},
}


def test_what_a_framework_says_of_its_data_is_no_answer_for_an_ordered_dataset() -> None:
    terms = write_terms(read_terms(example()["terms"]))
    terms["datasets"] = [{"key": FROM, "name": {"en": "Logs"}, "provider": "keller", "recipients": ["ipd"]}]
    terms["facts"] = {"personal_data": False}
    before = read_terms({**terms, "activities": [], "legal_bases": [], "purposes": [], "transfers": []})
    bare = {"key": "x", "name": {"en": "Runs"}, "provider": "keller", "recipients": ["ipd"]}
    silent, *answered = (
        read_terms(with_order(write_terms(before), {"datasets": [{**bare, **more}]}))
        for more in (
            {},
            {"personal": [{"party": one, "judgement": "not_personal"} for one in ("keller", "ipd")]},
            {"children": True},
        )
    )
    added = datasets_added(before, silent)
    assert added == ("x",)
    asked = [
        {one.question.id for one in questions_of_added(terms, added) if one.is_open} for terms in (silent, *answered)
    ]
    assert asked == [{"recognise", "about", "protected", "devices"}, {"devices"}, {"about", "protected", "devices"}]
    assert "x" not in {one.place.split(".")[1] for one in open_questions(silent) if one.question.id == "recognise"}
    new = silent.datasets[-1]
    assert is_unjudged(silent, new, ("keller", "ipd"), added=True)
    assert not is_unjudged(silent, new, ("keller", "ipd"))  # as the first dataset, of which it was said
    found = check({**example(), "terms": write_terms(silent)}, TODAY, before=write_terms(before), signed=True)
    assert {one.place for one in found if one.id == "G41"} >= {"datasets.x.personal", "datasets.x.product_data"}


@pytest.mark.parametrize(
    ("change", "anew"),
    [
        ({"description": {"en": "Names of operators"}}, True),
        ({"subjects_note": {"en": "operators"}}, True),
        ({"retention": {"months": 77}}, False),
        ({"recipients": ["ipd", "third"]}, False),
    ],
)
def test_data_described_anew_are_asked_for_like_added_ones(change: dict[str, Any], anew: bool) -> None:
    """A "no" that the agreement said of machine logs is none about the names of operators under the same key."""
    terms = write_terms(read_terms(example()["terms"]))
    logs = {"key": FROM, "name": {"en": "Logs"}, "provider": "keller", "recipients": ["ipd"]}
    rest = {"facts": {"personal_data": False}, "activities": [], "legal_bases": [], "purposes": [], "transfers": []}
    before, after = (read_terms({**terms, **rest, "datasets": [one]}) for one in (logs, {**logs, **change}))
    later = datasets_added(before, after)
    assert later == ((FROM,) if anew else ())
    asked = {one.question.id for one in open_questions(after, later)}
    assert ("recognise" in asked) is anew


@pytest.mark.parametrize("annex", ["order", *CHANGED])
def test_no_change_of_an_annex_makes_own_words_of_clauses_as_signed(annex: str) -> None:
    state = example()
    terms = write_terms(read_terms(state["terms"]))
    content = order(terms, "eins").content if annex == "order" else CHANGED[annex]
    changed = {**state, "terms": terms_after(terms, annex, content, ())}
    assert changed["terms"] != terms
    signed = terms_of_clauses(changed, [state])
    assert signed is state["terms"]
    assert _of_wording(check(changed, TODAY, rendered=signed, signed=True)) == _of_wording(
        check(state, TODAY, signed=True)
    )
    if annex == "order":  # by the terms in force paragraphs of the template would be called own words
        assert _of_wording(check(changed, TODAY, signed=True)) != _of_wording(check(state, TODAY, signed=True))
    assert terms_of_clauses({**changed, "clauses": []}, [state]) is changed["terms"]  # clauses of its own


@pytest.mark.journey
def test_an_order_that_lacks_something_is_neither_proposed_nor_agreed_to(table: Table) -> None:
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    whole = order(terms, "eins")
    for lacking in (
        {"purposes": {}},
        {"activities": {}},
        {"legal_bases": []},
        {"datasets": [{**whole.content["datasets"][0], "recipients": []}]},
        {"datasets": [{**whole.content["datasets"][0], "secret": None}]},
    ):
        with pytest.raises(AnswerNo, match="not whole"):
            steps.change_annex(table.anna, table.history, "order", order(terms, "eins", **lacking))
    for changing in (
        {"datasets": [{**terms["datasets"][0], "retention": {"months": 77}}]},
        {"breach": {"hours": 72}},
        {"purposes": [{"key": "neu", "name": {"de": "Neu", "en": "New"}}]},
        {"transfers": [{"key": "us", "importer": "X Inc.", "country": "US", "mechanism": "45"}]},
        {"purposes": [{"key": "neu", "name": {"de": "Neu", "en": "New"}, "datasets": [FROM]}]},
        {"purposes": [{"key": "neu", "name": {"de": "Neu", "en": "New"}, "datasets": [FROM], "prohibited": True}]},
    ):
        with pytest.raises(AnswerNo):
            steps.change_annex(table.anna, table.history, "order", order(terms, "eins", **changing))
    with pytest.raises(AnswerNo, match="takes nothing away"):
        steps.change_annex(table.anna, table.history, "order", ChangedTerms(whole.content, (f"datasets.{FROM}",)))
    assert at(table.anna, table.history, TODAY).effects == ()


def test_a_purpose_for_all_data_is_named_to_who_agrees_to_an_order(table: Table) -> None:
    steps.amend(table.anna, table.history, b"[purposes.maintenance]\ndatasets = []\n")
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    written = steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
    exchange(table)
    said = [one.message.text("en") for one in what_changes(table.sofia, table.history, written[-1].digest)]
    assert [one for one in said if "is for all datasets, so for Data eins too" in one], said


def forged(table: Table, heads: frozenset[str], kind: str, body: dict[str, Any], patch: pytest.MonkeyPatch) -> None:
    """Sofia's house writes an entry that claims not to know what came after ``heads``, and sends it."""
    write = appending.write_entry
    with patch.context() as forking:
        forking.setattr(appending, "write_entry", lambda **given: write(**{**given, "parents": heads}))
        with table.sofia.vault.write() as session:
            append(table.sofia, session, table.history, kind, body)
    table.carry(table.sofia, table.anna)


def test_nobody_alone_annuls_or_takes_back_what_all_agreed_to(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    with table.sofia.vault.read() as session:
        before = load_state(session, table.history).shared_heads
    written = steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))[-1]
    exchange(table)
    with table.sofia.vault.read() as session:
        knowing = load_state(session, table.history).shared_heads
    steps.agree_to(table.sofia, table.history, written.digest)
    exchange(table)
    day = TODAY.isoformat()
    version = {
        "annex": "contacts",
        "rule": "alone",
        "notice": "",
        "removals": [],
        "day": day,
        "effective": day,
        "note": "",
    }
    forged(table, before, "annex_version", {**version, "content": {"datasets": []}}, monkeypatch)
    objection = {"to": written.digest, "day": day, "reason": "Doch nicht."}
    forged(table, knowing, "objection", objection, monkeypatch)
    for acting in (table.anna, table.sofia):
        on = at(acting, table.history, TODAY)
        assert {one.change.annex: one.standing for one in on.effects} == {
            "order": "in_effect",
            "contacts": "without_effect",
        }
        assert "keller--eins" in {one.key for one in on.terms.datasets}


def test_different_things_in_one_place_contradict_each_other(table: Table) -> None:
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
    other = order(terms, "eins")
    other.content["datasets"][0]["volume"] = "3 TB"
    steps.change_annex(table.sofia, table.history, "order", other)
    exchange(table)
    for one in at(table.anna, table.history, TODAY).effects:
        table_of = table.sofia if one.change.organisation == table.anna.organisation else table.anna
        steps.agree_to(table_of, table.history, one.change.digest)
    exchange(table)
    for acting in (table.anna, table.sofia):
        found = at(acting, table.history, TODAY)
        assert [one.standing for one in found.effects] == ["without_effect"] * 2
        assert "keller--eins" not in {one.key for one in found.terms.datasets}


def test_an_order_lacks_the_form_where_amendments_are_signed(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    agree_on_form(table, "qualified_electronic")
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    for propose in (
        lambda: steps.change_annex(table.anna, table.history, "order", order(terms, "eins")),
        lambda: drafts.change_draft(table.anna, table.history, TODAY, "order"),
    ):
        with pytest.raises(AnswerNo) as refused:
            propose()
        assert refused.value.message.text("de").startswith("Die Parteien haben für Änderungen Schriftform oder")
    assert drafts.change_draft(table.anna, table.history, TODAY).rules[""] == "signature"
    with monkeypatch.context() as other:  # a partner's program without this rule proposes and agrees
        for module in (change_rules, drafts, whole_orders):
            other.setattr(module, "objection_to_orders", lambda _terms: None)
        steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
        exchange(table)
        steps.agree_to(table.sofia, table.history)
    exchange(table)
    for acting in (table.anna, table.sofia):
        found = at(acting, table.history, TODAY)
        assert [(one.standing, one.reason) for one in found.effects[1:]] == [
            ("without_effect", change_rules.SIGNED_ONLY)
        ]
        assert "keller--eins" not in {one.key for one in found.terms.datasets}


def test_an_order_keeps_the_electronic_form_of_the_contract(table: Table) -> None:
    agree_on_form(table, "agreed_electronic")
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)
    for acting in (table.anna, table.sofia):
        found = at(acting, table.history, TODAY)
        assert {one.standing for one in found.effects} == {"in_effect"}
        assert "keller--eins" in {one.key for one in found.terms.datasets}
        assert "§ 127" in str(change_rules.form_kept(found.effects[-1].change, found.terms))


def agree_on_form(table: Table, form: str) -> None:
    steps.amend(table.anna, table.history, f'[form]\namendment = "{form}"\n'.encode())
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)


def test_consent_does_not_meet_a_signed_form(table: Table) -> None:
    steps.amend(table.anna, table.history, b'[form]\namendment = "written"\n')
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)
    shorter = b"[datasets.machine-logs.retention]\nmonths = 1\n"
    with pytest.raises(AnswerNo, match="does not meet"):
        steps.change_annex(table.anna, table.history, "datasets", shorter)
    body = {
        "content": {"datasets": [{"key": FROM, "retention": {"months": 1}}]},
        "removals": [],
        "day": TODAY.isoformat(),
        "effective": TODAY.isoformat(),
        "note": "",
    }
    with table.anna.vault.write() as session:  # as a program would that does not know the rule
        other = append(table.anna, session, table.history, "amendment", body)
    exchange(table)
    with table.sofia.vault.write() as session:
        append(
            table.sofia, session, table.history, "change_accepted", {"change": other.digest, "day": TODAY.isoformat()}
        )
    exchange(table)
    for acting in (table.anna, table.sofia):
        on = at(acting, table.history, TODAY)
        assert next(one for one in on.effects if one.change.digest == other.digest).standing == "without_effect"
        assert next(one for one in on.terms.datasets if one.key == FROM).retention.months != 1


@pytest.mark.parametrize("form", ["qualified_electronic", "written"])
def test_a_contract_can_exempt_orders_from_signatures(table: Table, form: str) -> None:
    steps.amend(table.anna, table.history, f'[form]\namendment = "{form}"\norders = "text_form"\n'.encode())
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)
    terms = write_terms(at(table.anna, table.history, TODAY).terms)
    assert terms["form"]["orders"] == "text_form"
    steps.change_annex(table.anna, table.history, "order", order(terms, "eins"))
    with pytest.raises(AnswerNo, match="adds none"):
        steps.change_annex(table.anna, table.history, "order", order(terms, "zwei", form={"orders": ""}))
    exchange(table)
    steps.agree_to(table.sofia, table.history)
    exchange(table)
    for acting in (table.anna, table.sofia):
        found = at(acting, table.history, TODAY)
        assert {one.standing for one in found.effects} == {"in_effect"}
        assert "keller--eins" in {one.key for one in found.terms.datasets}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_exemption_is_a_paragraph_of_its_own(name: str) -> None:
    plain = texts(draft(name, f'{SMALL}\n[form]\norders = ""\n'.encode()))
    exempt = texts(draft(name, f'{SMALL}\n[form]\norders = "text_form"\n'.encode()))
    (added,) = exempt.keys() - plain.keys()
    assert added == "form-orders"
    said = {language: "".join(run.text for run in runs) for language, runs in exempt[added].items()}
    assert said["de"].startswith("Weitere Datensätze können in Textform (§ 126b BGB) abgerufen werden, auch durch")
    assert said["en"].startswith("Further datasets may be ordered in text form (section 126b BGB), including by")
    if name in (
        "ai-pilot",
        "controller-to-controller",
        "processing",
    ):  # the younger ones had it from their first version
        older = texts(draft(name, f'{SMALL}\n[form]\norders = "text_form"\n'.encode(), 2))
        assert added not in older


KEYS = st.sampled_from(["a", "b", "c", "d", "e"])
LISTS = st.lists(KEYS, min_size=1, max_size=3, unique=True)


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Orders on the terms below, well formed or not: new and old members, with and without fields of their own."""
    named = {"name": {"de": "N", "en": "N"}}
    own = st.fixed_dictionaries({}, optional={"volume": st.sampled_from(["1", "2"]), "recipients": st.just(["q"])})
    datasets = [{"key": key, **named, "provider": "p", **draw(own)} for key in draw(LISTS)]
    purposes = {key: {"datasets": draw(LISTS), **draw(st.sampled_from([{}, named]))} for key in draw(LISTS)}
    bases = [{"party": "p", "dataset": key, "purpose": "a", "article": draw(st.sampled_from(["6(1)(a)", "6(1)(f)"]))}
             for key in draw(LISTS)]  # fmt: skip
    activities = {
        key: {"datasets": draw(st.just([]) | LISTS), **draw(st.sampled_from([{}, named]))} for key in draw(LISTS)
    }
    transfers = draw(
        st.sampled_from([[], [{"key": "a", "datasets": ["b"]}, {"key": "n", "importer": "Y", "country": "US"}]])
    )
    return draw(
        st.fixed_dictionaries(
            {"datasets": st.just(datasets)},
            optional={
                "purposes": st.just(purposes),
                "legal_bases": st.just(bases),
                "activities": st.just(activities),
                "transfers": st.just(transfers),
            },
        )
    )


def base() -> dict[str, Any]:
    address = {"name": "P", "key": "p"}
    return write_terms(
        read_terms(
            {
                "parties": [address, {"name": "Q", "key": "q"}],
                "datasets": [{"key": "a", "name": {"de": "N", "en": "N"}, "provider": "p"}],
                "purposes": [
                    {"key": "a", "name": {"de": "N", "en": "N"}, "datasets": ["a"]},
                    {"key": "b", "name": {"de": "N", "en": "N"}},
                ],
                "activities": [
                    {"key": "a", "name": {"de": "N", "en": "N"}, "datasets": ["a"]},
                    {"key": "b", "name": {"de": "N", "en": "N"}},
                ],
                "transfers": [{"key": "a", "importer": "X", "country": "US"}],
                "legal_bases": [{"party": "p", "dataset": "a", "purpose": "a", "article": "6(1)(a)"}],
            }
        )
    )


def reached(terms: dict[str, Any], keys: set[str]) -> set[tuple[str, ...]]:
    """Which purpose, activity and transfer is for which of these datasets, each with what it says about them."""
    return {
        (part, one["key"], key, json.dumps({**one, "datasets": ()}, sort_keys=True))
        for part in ("purposes", "activities", "transfers")
        for one in terms.get(part, ())
        for key in keys
        if key in (one.get("datasets") or (key,))
    }


@settings(max_examples=examples(150))
@given(st.lists(orders(), min_size=1, max_size=3))
def test_what_was_agreed_stays_and_orders_that_go_together_give_one_result(several: list[dict[str, Any]]) -> None:
    start = base()
    taken = []
    for one in several:
        try:
            after = with_order(start, one)
            read_terms(after)
        except DataPactError:
            continue  # it counts nowhere
        assert set(after) <= {*start, *ORDER_PARTS}
        assert reached(start, {"a"}) == reached(after, {"a"}), "agreed data is for what it was for"
        for part in ("datasets", "legal_bases"):
            assert after[part][: len(start[part])] == start[part]
        with pytest.raises(AnswerNo):
            with_order(after, one)  # it adds once
        if all(not (adds(one).keys() & adds(two).keys()) for two in taken):
            taken.append(one)
    ends = set()
    for way in permutations(taken):
        terms = start
        for one in way:
            terms = with_order(terms, one)
        ends.add(json.dumps(_sorted(terms), sort_keys=True))
    assert len(ends) <= 1 or not taken


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return {name: _sorted(one) for name, one in value.items()} if isinstance(value, dict) else value


CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["key", "name", "datasets", "a", "b", "party", "dataset"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=examples(200))
@given(st.dictionaries(st.sampled_from([*ORDER_PARTS, "parties", "x"]), CONTENT, max_size=3))
def test_any_content_is_added_or_refused_in_words(content: dict[str, Any]) -> None:
    for read in (
        lambda: read_terms(with_order(base(), content)),
        lambda: adds(content),
        lambda: [name_of(one).text("en") for one in ordered_datasets(content)],
    ):
        try:
            read()
        except DataPactError:
            continue
