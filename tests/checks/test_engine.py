"""The engine: order, days, house rules, exemption, what it refuses."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from datapact.base.errors import Malformed, WrongUse
from datapact.checks.model.finding import rule_order
from datapact.checks.run.engine import HOUSE_RULES, RULES, check, check_terms
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.acts import HIGH_RISK_ANNEX_I, HIGH_RISK_ANNEX_III
from tests.checks.full_agreements import DROP, ON, edited, everything, of_one_activity, plain, state

BARE = {"parties": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}], "facts": {"personal_data": True}}
PROCESSOR_DUTIES = ["sub_processing", "subject_matter"]


def ids(state: dict[str, Any], on: date = ON, **more: Any) -> set[str]:
    return {one.id for one in check(state, on, **more)}


@pytest.mark.parametrize("activity", ["sharing", "platform", "hosting"])
@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2027, 12, 2), ON])
def test_agreements_with_all_answers_have_no_finding(activity: str, on: date) -> None:
    for terms in (everything(), plain(), of_one_activity(activity)):
        # its documents are fresh on the last of these days, so some are still to come on the others (G67)
        assert [one for one in check(state(terms), on) if one.id != "G67" or on == ON] == []


def test_errors_come_first_then_rules_in_the_order_of_the_table() -> None:
    found = check(state(BARE), ON)
    keys = [(one.severity, rule_order(one.id), one.place) for one in found]
    assert keys == sorted(keys)
    assert found[0].severity == "E"
    assert found[-1].severity == "W"


def test_an_amendment_of_a_contract_in_a_file_is_judged_by_what_was_entered_and_who_signs() -> None:
    found = check(state(BARE), ON, on_paper=True)
    assert {one.place for one in found if one.missing} == {"parties.a.signatories", "parties.b.signatories"}
    assert not any(one.parts for one in found)
    contradicted = edited(everything(), {"duration.end": "2020-01-01", "measures": DROP})
    assert {one.id for one in check(state(contradicted), ON, on_paper=True)} <= ids(state(contradicted))
    assert any(not one.missing for one in check(state(contradicted), ON, on_paper=True))


def test_terms_are_checked_outside_a_state_too() -> None:
    assert check_terms(read_terms(BARE), ON) == check(state(BARE, languages=["de"]), ON)


def test_high_risk_obligations_begin_on_their_days() -> None:
    missing = edited(everything(), {"datasets.parts.origin": DROP})
    annex_iii = edited(missing, {"models.high_risk_annex": "annex_iii"})
    day = timedelta(days=1)
    assert "A02" not in ids(state(annex_iii), HIGH_RISK_ANNEX_III - day)
    assert "A02" in ids(state(annex_iii), HIGH_RISK_ANNEX_III)
    assert "A02" not in ids(state(missing), HIGH_RISK_ANNEX_I - day)
    assert "A02" in ids(state(missing), HIGH_RISK_ANNEX_I)


def test_a_rule_is_applied_on_its_days_only() -> None:
    missing = edited(everything(), {"datasets.logs.retention": DROP})
    assert "G11" in ids(state(missing), date(2018, 5, 25))
    assert "G11" not in ids(state(missing), date(2018, 5, 24))


def test_house_rules_take_the_severity_of_the_organisation() -> None:
    missing = state(edited(everything(), {"duration.start": DROP, "review": {}}))
    found = {one.place: one for one in check(missing, ON, house_severity={"G19": "W"})}
    assert (found["duration.start"].severity, found["duration.start"].own_severity) == ("W", True)
    assert (found["review.first"].severity, found["review.first"].own_severity) == ("W", False)
    assert not any(one.own_severity for one in check(missing, ON))
    assert {one.severity for one in check(missing, ON) if one.place == "duration.start"} == {"E"}


@pytest.mark.parametrize("setting", [{"G02": "W"}, {"G19": "X"}, {"": "E"}, {"P14": "E"}, {"g19": "E"}])
def test_other_rules_and_severities_cannot_be_set(setting: dict[str, str]) -> None:
    with pytest.raises(WrongUse):
        check(state(BARE), ON, house_severity=setting)


def test_house_rules_are_those_of_the_table() -> None:
    assert {
        "C01",
        "C03",
        "C04",
        "D01",
        "G01",
        "G16",
        "G19",
        "G21",
        "G33",
        "G40",
        "G41",
        "G44",
        "G45",
        "G46",
        "G55",
        "G64",
        "J06",
        "N02",
        "L06",
    } == HOUSE_RULES


def test_signatures_are_not_judged_without_facts() -> None:
    assert "G21" not in ids(state(BARE))


def without_obligations(**processing: Any) -> dict[str, Any]:
    terms = everything()
    block = {name: value for name, value in terms["processing"].items() if name not in PROCESSOR_DUTIES}
    return state({**terms, "processing": {**block, **processing}})


def test_a_tick_for_the_standard_clauses_exempts_from_nothing() -> None:
    listed = {f"P{number:02}" for number in range(11)}
    missing = ids(without_obligations()) & listed
    assert "P00" in missing
    for clauses in ("2021/915", "2021/914"):
        ticked = without_obligations(standard_clauses=clauses, standard_clauses_unmodified=True)
        assert ids(ticked) & listed == missing, "the official text is not at hand to compare with"


def test_processing_named_without_activity_is_processing_too() -> None:
    terms = everything()
    terms["activities"] = [one for one in terms["activities"] if one["key"] != "hosting"]
    assert "P12" in ids(state(edited(terms, {"processing.guarantees": DROP})))


def test_a_judgement_that_is_missing_does_not_silence_the_check() -> None:
    unjudged = edited(plain(), {"datasets.parts.personal": [], "datasets.parts.employees": True})
    assert {"G05", "G11", "G36"} & ids(state(unjudged)) == {"G11", "G36"}
    assert "G02" in ids(state(unjudged))


def test_findings_say_where_they_come_from() -> None:
    for one in check(state(BARE), ON):
        written = one.as_json()
        assert json.loads(json.dumps(written)) == written
        assert set(written["message"]) == set(written["citation"]) == {"de", "en"}
        assert [one.rule_version] == [rule.full_version for rule in RULES if rule.id == one.id and rule.applies_on(ON)]
        assert re.fullmatch(rf"{one.id}\.[1-9]\d* \(.+\)", one.rule_version)
        assert one.source.startswith("http") or one.authority in ("practice", "house")


@pytest.mark.parametrize(
    "broken", [{}, {"terms": []}, {"terms": None}, {"terms": {"parties": []}}, {"terms": {"x": 1}}]
)
def test_a_state_without_valid_terms_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        check(broken, ON)


def test_the_table_has_exactly_the_ids_of_its_groups() -> None:
    expected = [f"G{number:02}" for number in range(1, 68)]
    expected += [f"P{number:02}" for number in range(16)]
    expected += [f"J{number:02}" for number in range(1, 10)]
    expected += [f"A{number:02}" for number in range(1, 20)]
    expected += [
        f"{group}{number:02}"
        for group, last in (("T", 4), ("X", 18), ("K", 7), ("D", 23), ("I", 5), ("N", 6), ("F", 4), ("V", 6), ("C", 4))
        for number in range(1, last + 1)
    ]
    expected += [f"S{number:02}" for number in range(1, 5)]
    expected += [f"L{number:02}" for number in range(1, 8)]
    expected += [f"M{number:02}" for number in range(1, 5)]
    assert sorted({rule.id for rule in RULES}) == sorted(expected)
    assert [rule.id for rule in RULES] == sorted((rule.id for rule in RULES), key=rule_order)


def test_versions_of_one_rule_do_not_overlap() -> None:
    for earlier, later in pairwise(RULES):
        if earlier.id == later.id:
            assert earlier.valid_to is not None
            assert later.valid_from is not None
            assert earlier.valid_to < later.valid_from


def test_only_law_and_house_rules_bar_signature() -> None:
    for rule in RULES:
        if rule.severity == "E":
            assert rule.authority in ("statute", "standard_clauses", "house"), rule.id
        if rule.authority in ("statute", "standard_clauses", "guidance"):
            assert rule.citation.act.url.startswith("http"), rule.id
            assert rule.source_version
        assert (rule.severity is None) == bool(rule.exempts)


def test_what_nobody_answered_yet_is_told_from_what_is_wrong() -> None:
    found = {(one.id, one.place): one for one in check(state(BARE), ON)}
    assert found["G01", "parties.a.address"].missing
    assert found["G19", "duration.start"].missing
    ends_before = edited(everything(), {"duration": {"start": "2027-01-02", "end": "2027-01-01"}})
    wrong = [one for one in check(state(ends_before), ON) if one.place == "duration.end"]
    assert [one.missing for one in wrong] == [False]
    assert wrong[0].as_json()["missing"] is False


def test_a_party_without_a_name_is_counted() -> None:
    nameless = {**BARE, "parties": [{"key": "a", "name": "A"}, {"key": "partner", "name": ""}]}
    words = [one.message for one in check(state(nameless), ON) if one.place == "parties.partner.address"]
    assert words[0].text("de").startswith("Für Partei 2 ")
    assert words[0].text("en").startswith("Party 2 ")


def test_a_cap_on_liability_has_an_amount() -> None:
    capped = edited(everything(), {"liability": {"rule": "capped"}})
    assert ("G20", "liability.cap", "W") in {(one.id, one.place, one.severity) for one in check(state(capped), ON)}
    given = edited(capped, {"liability.cap": {"de": "50.000 EUR", "en": "EUR 50,000"}})
    assert "liability.cap" not in {one.place for one in check(state(given), ON)}
