"""Contracts and countries beside the one that permits: each of these once answered “no obstacle on file”."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.compliance_records import record_fact, record_legal_basis
from datapact.consent.facts.facts import BasisRecord, FactOnFile
from datapact.consent.facts.question import Decision, Question
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.tables import ExternalPartnerRow
from tests.consent.sharing import PARTNER, PARTNER_NAME, RESEARCH, add_partner, conclude, ready, terms

GIVEN = {"S1": "given", "S2": "given"}
FORBIDDEN = [{"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "prohibited": True}]
DAY = date(2026, 1, 1)
LONG_OVER = {"last": "2020-02-01"}


def ask(acting: Acting, history: str, action: str = "share", **changes: Any) -> Decision:
    agreed = f"{history}#purposes.research"
    return may_share(
        acting, Question("panel", PARTNER, RESEARCH, acting.clock(), action=action, agreed=agreed, **changes)
    )


def found(answer: Decision, verdict: str) -> set[str]:
    return {one.rule for one in answer.reasons if one.verdict == verdict}


def also(acting: Acting, number: str, **changes: Any) -> str:
    with acting.vault.write() as session:
        return conclude(acting, session, terms(legal_bases=[], **changes), number=number)


def clinic(*, partner_signs: bool = False) -> Mapping[str, Any]:
    """A clinic gave us the data; with ``partner_signs`` the partner is a party, and no recipient."""
    parties = [terms()["parties"][0], {"key": "clinic", "name": "Klinik am See"}]
    parties += [terms()["parties"][1]] if partner_signs else []
    roles = [{"party": "keller", "role": "controller"}, {"party": "clinic", "role": "controller"}]
    return {
        "parties": parties,
        "datasets__0__provider": "clinic",
        "datasets__0__recipients": ["keller"],
        "datasets__0__personal": [{"party": one, "judgement": "personal"} for one in ("keller", "clinic")],
        "activities": [{"key": "study", "name": {"en": "Study"}, "roles": roles}],
    }


def test_where_each_contract_says_that_it_prevails_neither_does(keller: Acting) -> None:
    order = ready(keller, GIVEN, facts={"parent_agreement": "DP-2", "precedence": "this"})
    also(keller, "DP-2", purposes=FORBIDDEN, facts={"parent_agreement": "DP-1", "precedence": "this"})
    assert found(ask(keller, order), "deny") == {"S1"}


def test_what_a_third_party_was_promised_yields_to_no_contract_without_it(keller: Acting) -> None:
    """The order calls its framework by a title that the contract with the clinic has, too."""
    order = ready(keller, GIVEN, facts={"parent_agreement": "Panel study", "precedence": "this"})
    also(keller, "DP-9", purposes=FORBIDDEN, onward={"rule": "allowed"}, **clinic())
    assert found(ask(keller, order), "deny") == {"S1"}


def test_a_framework_of_the_framework_prevails_too(keller: Acting) -> None:
    order = ready(keller, GIVEN, facts={"parent_agreement": "Framework DP-2 of 1 March 2025", "precedence": "parent"})
    also(keller, "DP-2", facts={"parent_agreement": "DP-3", "precedence": "parent"})
    answer = ask(keller, order)
    assert found(answer, "incomplete") == {"G35"}  # the framework of the framework is not on file, and it is named
    assert any("DP-3" in str(one.message) for one in answer.reasons if one.rule == "G35")
    also(keller, "DP-3", datasets__0__limits=LONG_OVER)
    assert found(ask(keller, order), "deny") == {"S3"}


@pytest.mark.parametrize(
    ("limits", "action", "verdict"),
    [
        ({"models": {"training": "forbidden"}}, "train", "deny"),
        ({}, "train", "incomplete"),
        ({"datasets__0__limits": LONG_OVER}, "share", "deny"),
        ({"datasets__0__limits": {"places": ["AT"]}}, "share", "deny"),
        ({"datasets__0__limits": {"actions": ["derive"], "deliveries": 1}}, "share", "permit"),
    ],
)
def test_nobody_gives_more_than_was_received(keller: Acting, limits: Any, action: str, verdict: str) -> None:
    order = ready(keller, GIVEN, models={"training": "allowed"})
    also(keller, "DP-9", onward={"rule": "allowed"}, **clinic(), **limits)
    assert ask(keller, order, action).verdict == verdict


def test_sources_that_contradict_each_other_leave_it_open(keller: Acting) -> None:
    order = ready(keller, GIVEN)
    also(keller, "DP-8", onward={"rule": "allowed"}, datasets__0__limits=LONG_OVER, **clinic())
    also(keller, "DP-9", onward={"rule": "allowed"}, **clinic())
    assert found(ask(keller, order), "incomplete") == {"G35"}


def test_a_partner_that_signed_the_contract_of_the_source_is_no_recipient_there(keller: Acting) -> None:
    order = ready(keller, GIVEN)
    purposes = [{"key": "care", "name": {"en": "Care"}}]
    also(keller, "DP-9", onward={"rule": "forbidden"}, purposes=purposes, **clinic(partner_signs=True))
    assert found(ask(keller, order), "deny") == {"G28"}


def test_one_contract_allows_models_and_another_forbids_them(keller: Acting) -> None:
    order = ready(keller, GIVEN, models={"training": "allowed"})
    also(keller, "DP-2", models={"training": "forbidden"})
    assert found(ask(keller, order, "train"), "incomplete") == {"G35"}
    assert ask(keller, order).verdict == "permit"


def test_a_prohibition_by_the_same_name_counts_however_the_question_names_it(keller: Acting) -> None:
    scoring = {"key": "research", "name": {"en": "Scoring of tenants"}}
    order = ready(keller, GIVEN, purposes=[scoring])
    assert not found(ask(keller, order), "deny")
    also(keller, "DP-2", purposes=[{"key": "b", "name": {"en": "scoring of tenants "}, "prohibited": True}])
    assert found(ask(keller, order), "deny") == {"S1"}


@pytest.mark.parametrize("action", ["share", "remote_access"])
def test_an_importer_outside_is_one_wherever_the_server_stands(keller: Acting, action: str) -> None:
    parties = terms()["parties"]
    parties[1]["address"] = {"country": "US"}
    order = ready(keller, GIVEN, parties=parties)
    assert found(ask(keller, order, action, place="DE"), "incomplete") == {"X01", "T04"}


def test_a_sub_processor_of_the_partner_outside_is_a_transfer(keller: Acting) -> None:
    abroad = [{"key": "cloud", "name": "Cloud Inc", "country": "US", "engaged_by": "uni"}]
    order = ready(keller, GIVEN, sub_processors=abroad)
    assert found(ask(keller, order), "incomplete") == {"X01", "T04"}


def test_what_is_published_is_held_everywhere_and_no_secret(keller: Acting) -> None:
    secret = {"secret": True, "secrecy_basis": "§ 16 Abs. 6 BStatG", "secrecy_bound": {"en": "Yes"}}
    limits = {"actions": ["share", "publish"], "places": ["DE"]}
    changes = {f"datasets__0__{name}": value for name, value in secret.items()}
    order = ready(keller, GIVEN, onward={"rule": "allowed"}, datasets__0__limits=limits, **changes)
    assert ask(keller, order).verdict == "permit"
    assert found(ask(keller, order, "publish"), "incomplete") == {"S3", "S01", "G05"}


def test_a_dash_says_nothing_to_people_who_said_no(keller: Acting) -> None:
    parties = [terms()["parties"][0], {"key": "uni", "name": PARTNER_NAME, "public_body": False}]
    order = ready(keller, {"S1": "refused", "S2": "given", "S3": "objected"}, parties=parties)
    with keller.vault.write() as session:
        for one in (keller.organisation, PARTNER):
            basis = BasisRecord("", one, "panel", RESEARCH, "any", "6(1)(f)", document="LIA 7", outcome="carries")
            record_legal_basis(keller, session, replace(basis, beside_consent="–", overriding_grounds="."))
    answer = ask(keller, order)
    assert (answer.verdict, answer.n, dict(answer.tally.counts)) == ("partial", 1, {"objected": 1, "said_no": 1})


def framework(**changes: Any) -> dict[str, Any]:
    """A framework that names no dataset."""
    return {"datasets": [], "legal_bases": [], **changes}


def test_a_framework_that_prevails_and_is_not_on_file_leaves_it_open(keller: Acting) -> None:
    order = ready(keller, GIVEN, facts={"parent_agreement": "Rahmenvertrag vom 1. März", "precedence": "parent"})
    answer = ask(keller, order)
    assert found(answer, "incomplete") == {"G35"}
    assert any("Rahmenvertrag vom 1. März" in str(one.message) for one in answer.reasons)


def test_a_framework_that_is_not_on_file_is_named_where_nothing_says_which_prevails(keller: Acting) -> None:
    order = ready(keller, GIVEN, facts={"parent_agreement": "Rahmenvertrag vom 1. März"})
    answer = ask(keller, order)
    assert (answer.verdict, found(answer, "warning") & {"G35"}) == ("permit", {"G35"})


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"purposes": [{**FORBIDDEN[0], "datasets": []}]}, "S1"),
        ({"models": {"training": "forbidden"}}, "A01"),
        ({"processing": {"sub_processing": "forbidden"}}, ""),
    ],
)
def test_a_framework_without_a_dataset_binds_too(keller: Acting, changes: Any, rule: str) -> None:
    order = ready(
        keller, GIVEN, facts={"parent_agreement": "DP-7", "precedence": "parent"}, models={"training": "allowed"}
    )
    with keller.vault.write() as session:
        conclude(keller, session, terms(**framework(**changes)), number="DP-7")
    assert found(ask(keller, order, "train"), "deny") == ({rule} if rule else set())


@pytest.mark.parametrize(("precedence", "verdict"), [("parent", "deny"), ("", "incomplete"), ("this", "permit")])
def test_a_sub_processor_is_bound_by_the_framework_that_does_not_name_it(
    keller: Acting, precedence: str, verdict: str
) -> None:
    """The order permits sub-processors and engages one; its framework forbids them."""
    processing = {"controller": "keller", "processor": "uni", "sub_processing": "general"}
    engaged = {"key": "host", "name": "Rechenzentrum Nord", "country": "DE", "engaged_by": "uni"}
    order = ready(
        keller,
        {},
        facts={"parent_agreement": "DP-7", "precedence": precedence},
        processing=processing,
        activities__0__roles=[{"party": "keller", "role": "controller"}, {"party": "uni", "role": "processor"}],
        sub_processors=[{**engaged, "same_duties": True, "contract_date": "2020-01-01"}],
        legal_bases=[{"party": "keller", "dataset": "panel", "purpose": "research", "article": "6(1)(b)"}],
    )
    with keller.vault.write() as session:
        host = add_partner(session, "Rechenzentrum Nord")
        wanted = terms(**framework(processing={**processing, "sub_processing": "forbidden"}))
        conclude(keller, session, wanted, number="DP-7")
    asked = Question("panel", host, RESEARCH, keller.clock(), agreed=f"{order}#purposes.research")
    answer = may_share(keller, asked)
    rules = {one.rule for one in answer.reasons if one.verdict in ("deny", "incomplete")}
    assert ("P04" in rules, "G35" in rules) == (verdict == "deny", verdict == "incomplete"), rules


@pytest.mark.parametrize("framework", ["framework", "order", ""])
@pytest.mark.parametrize("order", ["this", "parent", ""])
def test_what_a_framework_says_of_all_its_orders_binds_too(keller: Acting, order: str, framework: str) -> None:
    """An order cannot make the framework yield by its own word alone, where the framework says that it prevails."""
    history = ready(keller, GIVEN, facts={"parent_agreement": "DP-2", "precedence": order})
    also(keller, "DP-2", framework={"prevails": framework}, datasets__0__limits=LONG_OVER)
    answer = ask(keller, history)
    if order == "this":
        assert answer.verdict == ("incomplete" if framework == "framework" else "permit")
    else:
        assert answer.verdict == ("deny" if order == "parent" or framework == "framework" else "incomplete")
    assert found(answer, "incomplete") == ({"G35"} if answer.verdict == "incomplete" else set())


@pytest.mark.parametrize(("order", "framework", "denied"), [("this", "framework", True), ("this", "order", False)])
def test_a_prohibition_of_a_framework_stands_unless_both_say_that_it_yields(
    keller: Acting, order: str, framework: str, *, denied: bool
) -> None:
    history = ready(keller, GIVEN, facts={"parent_agreement": "DP-2", "precedence": order})
    also(keller, "DP-2", framework={"prevails": framework}, purposes=FORBIDDEN)
    assert found(ask(keller, history), "deny") == ({"S1"} if denied else set())


@pytest.mark.parametrize(("framework", "verdict"), [("order", "incomplete"), ("framework", "permit"), ("", "permit")])
def test_an_order_yields_to_its_framework_unless_that_says_otherwise(
    keller: Acting, framework: str, verdict: str
) -> None:
    history = ready(keller, GIVEN, framework={"prevails": framework})
    under = {"parent_agreement": "DP-1", "precedence": "parent"}
    also(keller, "DP-2", facts=under, datasets__0__limits=LONG_OVER)
    assert ask(keller, history).verdict == verdict


@pytest.mark.parametrize("role", ["controller", "joint_controller", "processor"])
@pytest.mark.parametrize(
    ("law", "secrecies", "assistants"),
    [
        ("§ 203 Abs. 3 StGB", ["professional"], True),
        ("§ 203 Abs. 3 Satz 2 StGB", [], True),
        ("section 203(3) StGB", ["professional"], True),
        ("§ 80 SGB X", ["social"], True),
        ("§ 43e BRAO", ["professional"], True),
        ("§ 203 Abs. 3 StGB i. V. m. Art. 28 DSGVO", ["professional"], True),
        ("§ 203 Abs. 3 und 4 StGB", ["professional"], True),
        ("§ 203 Abs. 3 Satz 1 und 2 StGB", [], True),
        ("§ 203 Abs. 3, 4 StGB", ["professional"], True),
        ("StGB, § 203 Abs. 3", ["professional"], True),
        ("§ 203 Abs. 3 S. 2 HS 2 StGB", ["professional"], True),
        ("§ 80 SGB X, Art. 28 DSGVO", ["social"], True),
        ("§ 203 Abs. 1 i. V. m. Abs. 3 StGB", ["professional"], True),
        ("§ 203 Abs. 1 StGB i. V. m. Art. 6 Abs. 1 DSGVO", ["professional"], None),
        ("§ 203 Abs. 3 StGB", ["social"], None),
        ("§ 203 Abs. 3 StGB", ["professional", "tax"], None),
        ("§ 67d SGB X", ["social"], False),
        ("§ 203 Abs. 3 StGB, § 16 Abs. 6 BStatG", ["statistical"], False),
    ],
)
def test_who_uses_data_for_own_purposes_does_not_assist(
    keller: Acting, law: str, secrecies: list[str], assistants: bool | None, role: str
) -> None:
    """§ 203(3) StGB and § 80 SGB X open a secret to those who assist; § 203 StGB opens no social, tax or statistical data (None)."""
    roles = [{"party": "keller", "role": "controller"}, {"party": "uni", "role": role}]
    history = ready(
        keller,
        GIVEN,
        datasets__0__secret=True,
        datasets__0__secrecies=secrecies,
        datasets__0__secrecy_basis=law,
        datasets__0__secrecy_bound={"en": "by a declaration"},
        activities=[{"key": "study", "name": {"en": "Study"}, "roles": roles}],
    )
    carries = assistants is False or (assistants is True and role == "processor")
    assert ("S01" in found(ask(keller, history), "incomplete")) is not carries
    with keller.vault.write() as session:
        record_fact(keller, session, FactOnFile("", "secrecy", PARTNER, "panel", "folder 7", DAY, DAY, weighed=True))
    assert "S01" not in found(ask(keller, history), "incomplete")


@pytest.mark.parametrize(("country", "counts"), [("US", True), ("FR", False)])
def test_a_seat_that_another_contract_names_counts(keller: Acting, country: str, *, counts: bool) -> None:
    """One contract says that the partner sits in the United States: the one that says nothing of it is no proof that it does not."""
    order = ready(keller, GIVEN)
    parties = terms()["parties"]
    parties[1] |= {"address": {"city": "Anywhere", "country": country}}
    assert ask(keller, order).verdict == "permit"
    also(keller, "DP-2", parties=parties)
    assert ("X01" in found(ask(keller, order), "incomplete")) is counts


@pytest.mark.parametrize(("on_file", "counts"), [("", False), ("FR", False), ("US", True)])
def test_a_contract_without_an_address_names_no_seat(keller: Acting, on_file: str, *, counts: bool) -> None:
    """What another contract leaves open is the seat on file, as in our own; nobody is told that none is known."""
    parties = terms()["parties"]
    parties[1] |= {"address": {"city": "Paris", "country": "FR"}}
    order = ready(keller, GIVEN, parties=parties)
    with keller.vault.write() as session:
        row = session.exec(select(ExternalPartnerRow)).one()
        row.data = json.dumps({"name": row.name, "address": {"country": on_file} if on_file else {}})
        session.add(row)
    parties[1] |= {"address": {}}
    also(keller, "DP-2", parties=parties)
    answer = ask(keller, order)
    assert ("X01" in found(answer, "incomplete")) is counts
    assert not any("Nobody has said" in str(one.message) for one in answer.reasons)


@pytest.mark.parametrize(
    ("law", "land", "foreign"),
    [
        ("§ 3 DSG NRW", "NW", False),
        ("§ 3 DSG NRW", "BW", True),
        ("§ 3 DSG NRW", "federal", True),
        ("Art. 4 BayDSG", "NW", True),
        ("§ 3 DSG NRW", "", False),
        ("§ 4 LDSG", "BW", False),
        ("§ 13 LHG", "NW", False),
        ("§ 3 DSG NRW, § 13 LHG", "BW", False),
        ("§ 3 BDSG", "BW", False),
    ],
)
def test_the_law_of_another_land_gives_no_task(keller: Acting, law: str, land: str, *, foreign: bool) -> None:
    parties = terms()["parties"]
    parties[1] |= {"public_body": True, **({"land": land} if land else {})}
    order = ready(keller, GIVEN, parties=parties)
    with keller.vault.write() as session:
        basis = BasisRecord("", PARTNER, "panel", RESEARCH, "any", "6(1)(e)", document="Vermerk 3", outcome="carries")
        record_legal_basis(keller, session, replace(basis, law=law))
    answer = ask(keller, order)
    told = [one for one in answer.reasons if one.rule == "G09" and "another Land" in str(one.message)]
    assert [one.verdict for one in told] == (["incomplete"] if foreign else [])
