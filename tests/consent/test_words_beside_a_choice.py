"""What stands in words beside what was chosen: a balancing test that failed, a contract that is not signed, a note to follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere
from datapact.checks.model.named import names_something
from datapact.checks.model.words_of_no import reads_as_no, reads_as_unsigned
from datapact.checks.run.engine import check_terms
from datapact.consent.facts.compliance_records import record_legal_basis
from datapact.consent.facts.facts_json import facts_as_json, facts_from_json
from datapact.consent.facts.load_facts import facts_at
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent import sharing
from tests.consent.sharing import PARTNER, add_partner, conclude, ready, terms
from tests.consent.test_no_wrong_yes import GIVEN, INTEREST, NOBODY, ask, missing, put

BOTH = [{**INTEREST, "party": party} for party in ("keller", "uni")]
SIGNED = date(2026, 5, 1)


def elsewhere(acting: Acting, monkeypatch: pytest.MonkeyPatch, how: ConcludedElsewhere) -> str:
    monkeypatch.setattr(sharing, "ConcludedElsewhere", lambda *_given: how)
    with acting.vault.write() as session:
        assert add_partner(session) == PARTNER
        return conclude(acting, session, terms(datasets__0__personal=NOBODY), number="DP-1")


@pytest.mark.parametrize(
    "words",
    [
        "noch nicht unterschrieben, liegt beim Partner",
        "not signed yet",
        "unsigned",
        "nicht unterzeichnet",
        "Gegenzeichnung steht aus",
        "Unterschrift fehlt",
        "awaiting countersignature",
        "\n    signature pending",
        "nur von uns unterschrieben",
        "signed by us only",
        "Entwurf, Stand Mai",
        "draft of 3 May",
        "wartet auf Unterschrift",
        "to be signed in June",
        "ohne Unterschrift",
        "not yet executed",
    ],
)
def test_a_record_of_signing_that_denies_it_shows_no_contract(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", SIGNED, "DP-1", remarks=words.strip()))
    assert missing(ask(keller)) == ["G21"]


@pytest.mark.parametrize(
    "words",
    [
        *(
            "unterschrieben am 1. Mai von beiden",
            "signed on 1 May by both",
            "Ordner 7, Original im Tresor",
            "Von Frau Keller unterschrieben",
            "executed",
        ),
        *("Unterschriften geprüft", "countersigned copy in file 7", "Rahmenvertrag von 2019", "elektronisch signiert"),
    ],
)
def test_other_remarks_on_a_signing_are_for_people(keller: Acting, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert not reads_as_unsigned(words)
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", SIGNED, "DP-1", remarks=words))
    assert ask(keller).verdict == "permit"


def test_a_bare_reference_without_a_day_shows_no_signature_and_is_replayed_so(
    keller: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(keller, monkeypatch, ConcludedElsewhere("reference_only", None, "DP-1"))
    assert missing(ask(keller)) == ["G21"]
    with keller.vault.read() as session:
        facts = facts_at(keller, session, keller.clock())
    assert [one.undated for one in facts.agreements] == [True]
    again = facts_from_json(facts_as_json(facts, "panel", PARTNER)).agreements
    assert [(one.undated, one.reads_unsigned) for one in again] == [(True, "")]
    said = replace(facts, agreements=tuple(replace(one, reads_unsigned="unsigned") for one in facts.agreements))
    assert facts_from_json(facts_as_json(said, "panel", PARTNER)).agreements[0].reads_unsigned == "unsigned"


@pytest.mark.parametrize(
    "document",
    [
        "Abwägung abgelehnt",
        "Test failed: interests of the people prevail",
        "LIA rejected by DPO",
        "Zustimmung versagt",
        "Vermerk negativ",
    ],
)
def test_a_basis_whose_words_deny_it_waits_for_somebody_who_settles_it(keller: Acting, document: str) -> None:
    ready(keller, {}, legal_bases=[{**one, "balancing_test": document} for one in BOTH])
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert set(missing(ask(keller))) == {"G65"}
    with keller.vault.read() as session:
        bases = facts_at(keller, session, keller.clock()).bases
    for settled in (
        {"outcome": "conditions", "conditions": "Only as of 3 March, vote 4"},
        {"document": "LIA 7 of 3 March"},
    ):
        changed: dict[str, Any] = {"outcome": "carries", "conditions": "", **settled}
        with keller.vault.write() as session:
            for one in bases:
                record_legal_basis(keller, session, replace(one, **changed))
        assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(
    "document",
    [
        "Vermerk folgt",
        "LIA 7 folgt noch",
        "balancing test to follow",
        "LIA pending",
        "Abwägung wird nachgereicht",
        "Vermerk steht aus",
    ],
)
def test_a_document_to_follow_is_none(keller: Acting, document: str) -> None:
    assert not names_something(document)
    ready(keller, {}, legal_bases=[{**one, "balancing_test": document} for one in BOTH])
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert "G08" in missing(ask(keller))


@pytest.mark.parametrize(
    "words",
    [
        "Vermerk 7",
        "LIA 7, Anlage folgt",
        "Betriebsvereinbarung vom 3.3.2025",
        "Akte 4: folgt man der Abwägung, geht es",
    ],
)
def test_a_document_that_is_there_stays_one(words: str) -> None:
    assert names_something(words)


@pytest.mark.parametrize(
    "words",
    [
        "Zustimmung nicht erforderlich, § 87 BetrVG",
        "DSFA war nicht erforderlich",
        "consent not required",
        "DPIA is not necessary",
        "keine Bedenken",
    ],
)
def test_that_nobody_had_to_agree_is_no_refusal(words: str) -> None:
    assert not reads_as_no(words)


def test_a_document_of_the_text_whose_words_deny_it_is_a_finding(keller: Acting) -> None:
    council = {"works_council_agreement": "vom Betriebsrat abgelehnt am 3.3.2026", "works_council_outcome": "carries"}
    agreed = read_terms(terms(datasets__0__employees=True, facts=council))
    found = [(one.place, one.severity) for one in check_terms(agreed, SIGNED) if one.id == "G65"]
    assert found == [("facts.works_council_outcome", "W")]
    ready(keller, GIVEN, datasets__0__employees=True, facts=council)
    assert missing(ask(keller)) == ["G65"]
