"""A record counts for what it judged: an amendment that is recorded later, also for an earlier day, is held against that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.compliance_records import facts_on_file, legal_bases
from datapact.consent.facts.facts import AgreementFacts, BasisRecord, FactOnFile
from datapact.consent.facts.judged import NOTHING, RESTS_ON, AgreementLines, judged_now
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.compliance_record_list import FACTS
from datapact.contract.terms import Terms, read_terms
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import append_record, record_of
from tests.consent.sharing import PARTNER, PARTNER_NAME, RESEARCH, amend_elsewhere, ready, terms
from tests.consent.test_no_wrong_yes import INTEREST, ask

GIVEN = {"S1": "given"}
YEAR = {"en": "Until the study ends"}
BEFORE = {"retention": {"months": 12, "fate": "delete"}, "pseudonymised": True, "reidentification_banned": True}
"""Of the dataset when it was judged."""
ITEM = {"name": {"en": "Shoe size"}, "categories": []}
SALE = {"key": "sale", "name": {"en": "Sale"}, "iri": "https://w3id.org/dpv#SellDataToThirdParties"}


def abroad(country: str) -> list[dict[str, Any]]:
    """The parties, with the partner in a country."""
    first, second = terms()["parties"]
    return [first, {**second, "address": {"city": "A", "country": country}}, {"key": "third", "name": "Third"}]


CHANGES: Mapping[str, tuple[str, Mapping[str, Any], Mapping[str, Any]]] = {
    # the part; of the dataset; of the terms
    "an item": ("data", {"items": [ITEM]}, {}),
    "another description": ("data", {"description": {"en": "With cameras"}}, {}),
    "other people": ("data", {"subjects_note": {"en": "Pupils"}}, {}),
    "children": ("marks", {"children": True}, {}),
    "no pseudonyms": ("marks", {"pseudonymised": False}, {}),
    "may be re-identified": ("marks", {"reidentification_banned": False}, {}),
    "longer": ("retention.12", {"retention": {"months": 24, "fate": "delete"}}, {}),
    "until a day in words": ("retention.12", {"retention": {"criterion": YEAR, "fate": "delete"}}, {}),
    "without an end": ("retention.12", {"retention": {}}, {}),
    "beyond the end": ("retention.12", {"retention": {**BEFORE["retention"], "after_end": YEAR}}, {}),
    "archived": ("retention.12", {"retention": {"months": 12, "fate": "archive"}}, {}),
    "a recipient": ("recipients.external:7", {"recipients": ["uni", "third"]}, {}),
    "another country": ("places.external:1@CN", {}, {"parties": abroad("CN")}),
    "a transfer": (
        "places.external:1@US",
        {},
        {"transfers": [{"key": "t", "importer": PARTNER_NAME, "country": "US", "mechanism": "46(2)(c)"}]},
    ),
    "a purpose": ("purposes.sale", {}, {"purposes": [*terms()["purposes"], SALE]}),
    "another purpose": (
        f"purposes.{terms()['purposes'][0]['key']}",
        {},
        {"purposes": [{**terms()["purposes"][0], "name": {"en": "Selling to brokers"}}, *terms()["purposes"][1:]]},
    ),
}
NO_CHANGES: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "nothing": ({}, {}),
    "shorter": ({"retention": {"months": 6, "fate": "delete"}}, {}),
    "returned": ({"retention": {"months": 12, "fate": "return"}}, {}),
    "fewer recipients": ({"recipients": []}, {}),
    "a prohibition": ({}, {"purposes": [*terms()["purposes"], {**SALE, "prohibited": True}]}),
    "how often": ({"frequency": {"en": "daily"}}, {}),
}


def read(dataset: Mapping[str, Any], more: Mapping[str, Any]) -> Terms:
    given = terms()
    first = {**given["datasets"][0], **BEFORE, **dataset}
    parties = abroad("DE")
    return read_terms({**given, "parties": parties, "datasets": [first, *given["datasets"][1:]], **more})


def agreement(read_: Terms, key: str = "urn:uuid:a") -> AgreementFacts:
    references = (("keller", "own"), ("uni", PARTNER), ("third", "external:7"))
    return AgreementFacts(
        key, "DP-1", "Study", "in_force", None, True, "signed_here", "keller", references, read_, terms_on=None
    )


def record_of_sort(sort: str, dataset: str = "panel") -> FactOnFile | BasisRecord:
    if sort == "legal_basis":
        return BasisRecord("k", "own", dataset, RESEARCH, "any", "6(1)(f)", document="Vermerk")
    return FactOnFile("k", sort, "own", dataset, "Folder 1", date(2026, 1, 2), None, weighed=True)


def judge(record: Any, before: list[AgreementFacts], now: list[AgreementFacts]) -> list[str]:
    """What has changed of the record's dataset, by part."""
    kept = replace(record, judged=judged_now(record, before))
    return [one.partition(" ")[2] for one in AgreementLines(now).with_changed(kept).changed]


def test_every_sort_of_fact_says_what_it_rests_on_or_why_on_nothing() -> None:
    assert {*RESTS_ON, *NOTHING} - {"legal_basis"} == set(FACTS)
    assert not {*RESTS_ON} & {*NOTHING}


@pytest.mark.parametrize("sort", [*RESTS_ON, *NOTHING])
@pytest.mark.parametrize("change", CHANGES)
def test_a_record_outlives_what_it_does_not_rest_on_and_nothing_else(sort: str, change: str) -> None:
    part, dataset, more = CHANGES[change]
    rests = part.partition(".")[0] in RESTS_ON.get(sort, ())
    before, now = agreement(read({}, {})), agreement(read(dataset, more))
    for about in ("panel", ""):
        assert judge(record_of_sort(sort, about), [before], [now]) == ([part] if rests else [])
    later = agreement(read(dataset, more), "urn:uuid:b")
    assert judge(record_of_sort(sort), [before], [before, later]) == ([part] if rests else [])
    assert judge(record_of_sort(sort), [], [now]) == [], "what was made before any text is judged by its day"


@pytest.mark.parametrize("sort", RESTS_ON)
@pytest.mark.parametrize("change", NO_CHANGES)
def test_what_weighs_no_more_leaves_a_record_as_it_is(sort: str, change: str) -> None:
    dataset, more = NO_CHANGES[change]
    assert judge(record_of_sort(sort), [agreement(read({}, {}))], [agreement(read(dataset, more))]) == []


def test_a_basis_by_law_rests_on_no_retention() -> None:
    basis = replace(record_of_sort("legal_basis"), article="6(1)(c)")
    assert judged_now(basis, [agreement(read({}, {}))]) == ()


def put(acting: Acting, sort: str, about: str) -> FactOnFile:
    made = keep_record(acting, FactOnFile("", sort, about, "panel", "Folder 1", date(2026, 1, 2), None, weighed=True))
    assert isinstance(made, FactOnFile)
    return made


def amended(acting: Acting, order: str, **changes: Any) -> None:
    """From a day before anything here was recorded."""
    with acting.vault.write() as session:
        amend_elsewhere(acting, session, order, date(2021, 1, 1), **changes)


def lacking(acting: Acting) -> list[tuple[str, str]]:
    return [(one.rule, one.message.text("en")) for one in ask(acting).reasons if one.verdict == "incomplete"]


NEEDED: Mapping[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    # the terms that ask for a fact, whom it is about, its rule
    "dpia": ({"facts": {"dpia_required": True}}, ("own", PARTNER), "G17"),
    "anonymity": (
        {
            "datasets__0__personal": [
                {"party": "keller", "judgement": "personal"},
                {"party": "uni", "judgement": "anonymous"},
            ]
        },
        (PARTNER,),
        "S4",
    ),
}


@pytest.mark.parametrize("sort", NEEDED)
def test_an_amendment_recorded_later_for_an_earlier_day_outdates_a_fact(keller: Acting, sort: str) -> None:
    changes, about, rule = NEEDED[sort]
    order = ready(keller, GIVEN, **changes)
    for one in about:
        put(keller, sort, keller.organisation if one == "own" else one)
    assert ask(keller).verdict == "permit"
    amended(keller, order, **changes, datasets__0__description={"en": "With cameras"})
    told = lacking(keller)
    assert {one for one, _words in told} == {rule}, told
    assert all("Folder 1 was put on file before this changed: what is in “Panel”" in words for _rule, words in told)
    assert replay(keller, use_decision(keller, ask(keller).question).record.entry).outcome == "same"
    for one in about:
        put(keller, sort, keller.organisation if one == "own" else one)
    assert ask(keller).verdict == "permit"


def test_a_fact_of_before_is_judged_by_its_day_and_keeps_its_bytes(keller: Acting) -> None:
    changes, _about, _rule = NEEDED["anonymity"]
    order = ready(keller, GIVEN, **changes)
    made = put(keller, "anonymity", PARTNER)
    with keller.vault.write() as session:
        body = record_of(session, "fact_on_file", made.key).body  # type: ignore[union-attr] # just written
        old = {name: value for name, value in body.items() if name != "judged"}
        assert append_record(keller, session, "fact_on_file", old).body == {**old, "judged": []}
        assert facts_on_file(session)[0].judged == ()
    amended(keller, order, **changes, datasets__0__description={"en": "With cameras"})
    assert ask(keller).verdict == "permit"


def test_a_corrected_fact_judged_what_it_was_made_for(keller: Acting) -> None:
    changes, _about, _rule = NEEDED["anonymity"]
    order = ready(keller, GIVEN, **changes)
    made = put(keller, "anonymity", PARTNER)
    amended(keller, order, **changes, datasets__0__description={"en": "With cameras"})
    keep_record(keller, replace(made, valid_to=date(2030, 1, 1)))
    assert [rule for rule, _words in lacking(keller)] == ["S4"]
    keep_record(keller, replace(made, day=date(2026, 1, 3)))
    assert ask(keller).verdict == "permit"


def test_a_longer_retention_asks_for_the_balancing_test_anew(keller: Acting) -> None:
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    kept: dict[str, Any] = {"datasets__0__retention": {"months": 12, "fate": "delete"}}
    order = ready(keller, GIVEN, legal_bases=bases, **kept, on_file=False)
    for one in (keller.organisation, PARTNER):
        basis = BasisRecord("", one, "panel", RESEARCH, "any", "6(1)(f)", document="Vermerk 9", outcome="carries")
        keep_record(keller, basis)
    assert ask(keller).verdict == "permit"
    longer: dict[str, Any] = {"datasets__0__retention": {"months": 36, "fate": "delete"}}
    amended(keller, order, legal_bases=bases, **longer)
    told = lacking(keller)
    assert {rule for rule, _words in told} == {"G05"}
    assert all("how long “Panel” is kept: 12 months then, 36 now" in words for _rule, words in told)
    with keller.vault.read() as session:
        assert all(one.judged for one in legal_bases(session))
        assert all(one.changed for one in facts_at(keller, session, keller.clock()).bases)


def test_an_amendment_of_a_party_alone_asks_for_the_assessment_of_its_country(keller: Acting) -> None:
    def there(country: str) -> dict[str, Any]:
        row = {"key": "t", "importer": PARTNER_NAME, "country": country, "mechanism": "46(2)(c)", "module": "1"}
        return {"parties__1__address": {"city": "A", "country": country}, "transfers": [row]}

    order = ready(keller, GIVEN, **there("US"))
    assert "X11" in {rule for rule, _words in lacking(keller)}
    put(keller, "transfer_assessment", PARTNER)
    assert "X11" not in {rule for rule, _words in lacking(keller)}
    amended(keller, order, **there("CN"))
    assert "X11" in {rule for rule, _words in lacking(keller)}
    put(keller, "transfer_assessment", PARTNER)
    assert "X11" not in {rule for rule, _words in lacking(keller)}
