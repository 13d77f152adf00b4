"""Which agreements weigh in an answer: the framework that is meant and no other, and the same in the matrix as in one answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.consent.decision.decide import RANK, decide
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import AgreementFacts, FactOnFile
from datapact.consent.facts.frameworks import is_named, stands_under, with_frameworks
from datapact.consent.facts.question import Question, Tally
from datapact.consent.matrix.matrix import cells_of, matrix, places
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent import sharing
from tests.consent.random_worlds import asked, questions, worlds
from tests.consent.sharing import PARTNER, RESEARCH, add_partner, conclude, ready, terms
from tests.consent.test_noes_and_names import GIVEN, ask, conclude_other, missing
from tests.depth import examples


@given(st.from_regex(r"[A-Z]{2}-[0-9]{1,3}", fullmatch=True), st.sampled_from("0aZ_/-ä"), st.booleans())
def test_a_number_within_a_longer_one_is_another_number(number: str, more: str, before: bool) -> None:
    class Named:
        id, title = "urn:uuid:1", ""

    Named.number = number  # type: ignore[attr-defined]
    longer = more + number if before else number + more
    assert is_named(Named, [f"framework {number.casefold()} of 1 march"])  # type: ignore[arg-type]
    assert not is_named(Named, [f"framework {longer.casefold()} of 1 march"])  # type: ignore[arg-type]


_WORDS = ("DP-1", "DP-12", "dp-2", "Framework", "Framework DP-1 of 1 March", "see DP-12/3", "x", "")


@given(st.lists(st.tuples(*[st.sampled_from(_WORDS)] * 4), max_size=6))
def test_frameworks_are_found_as_each_pair_of_agreements_says(drawn: list[tuple[str, str, str, str]]) -> None:
    agreements = [
        AgreementFacts(
            id=str(place),
            number=number,
            title=title,
            status="in_force",
            ends=None,
            signed=True,
            evidence="",
            own="own",
            references=(),
            terms=read_terms(terms(facts={"parent_agreement": said})),
            under=under,
        )
        for place, (number, title, under, said) in enumerate(drawn)
    ]
    for one in agreements:
        direct = [other for other in agreements if stands_under(one, other)]
        assert with_frameworks([one], agreements)[1 : 1 + len(direct)] == tuple(direct)


def test_a_framework_that_nobody_has_on_file_is_not_one_whose_number_begins_alike(keller: Acting) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "Framework DP-22", "precedence": "parent"})
    assert missing(ask(keller)) == ["G35"]
    conclude_other(keller, "DP-2")
    assert missing(ask(keller)) == ["G35"]


def same_name(acting: Acting) -> None:
    other = terms(parties=[terms()["parties"][0], {"key": "uni", "name": "Werk"}], legal_bases=[])
    other["datasets"][0] |= {"key": "panel-2", "name": {"en": "PANEL "}}
    day = date(2026, 1, 1)
    with acting.vault.write() as session:
        add_partner(session, "Werk")
        conclude(acting, session, other, number="DP-2")
        record_fact(
            acting, session, FactOnFile("", "separate_data", "panel", "panel-2", "Akte 4", day, day, weighed=True)
        )


NO_RESEARCH: dict[str, Any] = {
    "legal_bases": [],
    "purposes": [{"key": "nores", "name": {"en": "No research"}, "iri": RESEARCH, "prohibited": True}],
}


def framework(acting: Acting) -> None:
    with acting.vault.write() as session:
        conclude(acting, session, terms(datasets=[], activities=[], **NO_RESEARCH), number="DP-20")


def source(acting: Acting) -> None:
    """The data come from somebody whose contract stands under a framework that forbids research with them."""
    came = terms(parties=[terms()["parties"][0], {"key": "from", "name": "Dritte"}], activities=[], legal_bases=[])
    came["datasets"][0] |= {"provider": "from", "recipients": ["keller"], "personal": []}
    came |= {"onward": {"rule": "allowed"}, "facts": {"parent_agreement": "DP-20", "precedence": "parent"}}
    above = terms(parties=came["parties"], datasets=[], activities=[], **NO_RESEARCH)
    with acting.vault.write() as session:
        add_partner(session, "Dritte")
        conclude(acting, session, came, number="DP-2")
        conclude(acting, session, above, number="DP-20")


def principal(acting: Acting) -> None:
    """The university's sub-processor may not do what the university may not."""
    sub = {"key": "cloud", "name": "Cloud GmbH", "country": "DE", "engaged_by": "uni"}
    with acting.vault.write() as session:
        add_partner(session, "Cloud GmbH")
        conclude(acting, session, terms(sub_processors=[sub], processing={"sub_processing": "general"}), number="DP-2")
        conclude(acting, session, terms(**NO_RESEARCH), number="DP-3")


@pytest.mark.parametrize(
    ("more", "partner", "verdict"),
    [
        (same_name, PARTNER, "permit"),
        (framework, PARTNER, "deny"),
        (source, PARTNER, "deny"),
        (principal, "external:2", "deny"),
    ],
)
def test_the_matrix_says_what_one_answer_says(keller: Acting, more: Any, partner: str, verdict: str) -> None:
    ready(keller, GIVEN, facts={"parent_agreement": "DP-20", "precedence": "parent"} if more is framework else {})
    more(keller)
    (cell,) = [one for one in matrix(keller) if (one.dataset, one.partner) == ("panel", partner)]
    wanted = Question("panel", partner, cell.purpose, keller.clock(), agreed=cell.agreed)
    assert (cell.verdict, may_share(keller, wanted).verdict) == (verdict, verdict)


@settings(max_examples=examples(250), deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions)
def test_every_cell_of_the_matrix_is_the_answer_from_all_facts(drawn: Any, wanted: Any) -> None:
    facts = asked(drawn, wanted).facts

    def count(_needs: object) -> Tally:
        return Tally(3, 2, {"refused": 1})

    cells = [(one.verdict, one.basis, one.n, one.next_expiry, one.agreed) for one in cells_of(facts, count, {})]
    whole = []
    for place in places(facts):
        found = [
            decide(Question(place.dataset, place.partner, term, facts.at, agreed=agreed), facts, count)
            for agreed, term, _name in place.purposes
        ]
        best = max(found, key=lambda one: (RANK[one.verdict], one.n))
        whole.append((best.verdict, best.basis, best.n, best.valid_until, best.question.agreed))
    assert cells == whole


@pytest.mark.parametrize(("precedence", "rule"), [("parent", "deny"), ("", "incomplete"), ("this", None)])
def test_the_framework_of_the_agreement_by_which_we_have_the_data_may_forbid_to_share_them_on(
    keller: Acting, precedence: str, rule: str | None
) -> None:
    ready(keller, GIVEN)
    came = terms(parties=[terms()["parties"][0], {"key": "from", "name": "Dritte"}], activities=[], legal_bases=[])
    came["datasets"][0] |= {"provider": "from", "recipients": ["keller"], "personal": []}
    came |= {"onward": {"rule": "allowed"}, "facts": {"parent_agreement": "DP-20", "precedence": precedence}}
    above = terms(parties=came["parties"], datasets=[], activities=[], purposes=[], legal_bases=[])
    with keller.vault.write() as session:
        add_partner(session, "Dritte")
        conclude(keller, session, came, number="DP-2")
    absent = [one.rule for one in ask(keller).reasons if one.verdict in ("incomplete", "warning") and one.rule == "G35"]
    assert bool(absent) is (precedence != "this")  # nobody has read what may forbid it
    with keller.vault.write() as session:
        conclude(keller, session, {**above, "onward": {"rule": "forbidden"}}, number="DP-20")
    answer = ask(keller)
    assert answer.verdict == (rule or "permit")


@pytest.mark.parametrize("which", ["source", "framework"])
def test_words_of_other_contracts_that_bind_us_are_read(keller: Acting, which: str, monkeypatch: Any) -> None:
    """The contract by which we have the data, and the framework, can forbid in words what their terms let pass."""
    of_framework = which == "framework"
    ready(keller, GIVEN, facts={"parent_agreement": "DP-20", "precedence": "parent"} if of_framework else {})
    came = terms(parties=[terms()["parties"][0], {"key": "from", "name": "Dritte"}], activities=[], legal_bases=[])
    came["datasets"][0] |= {"provider": "from", "recipients": ["keller"], "personal": []}
    general = terms(datasets=[], activities=[], purposes=[], legal_bases=[])
    other = {**(general if of_framework else came), "onward": {"rule": "allowed"}}
    read = sharing.read_texts
    monkeypatch.setattr(sharing, "read_texts", lambda *_left: None)
    with keller.vault.write() as session:
        add_partner(session, "Dritte")
        words = {"remarks": {"en": "Universities get nothing of it."}} if of_framework else {}
        came["datasets"][0]["description"] = {"en": "Not for universities."}
        history = conclude(keller, session, {**other, **words}, number="DP-20")
    answer = ask(keller)
    assert answer.verdict == "incomplete"
    assert [one.rule for one in answer.reasons if one.verdict == "incomplete"] == ["C03"]
    with keller.vault.write() as session:
        read(keller, session, history)
    assert ask(keller).verdict == "permit"
