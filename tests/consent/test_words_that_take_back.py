"""What a contract or a record says beside its terms keeps a use from being one without obstacle: a decision on everything on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from datapact.checks.model.statutory_error import StatutoryError
from datapact.consent.decision.decide import decide
from datapact.consent.facts.facts import DecisionFacts, FactOnFile
from datapact.consent.facts.question import Question
from datapact.consent.views.compliance_record_form import with_outcome
from datapact.contract.terms import Localised, Term, read_terms
from datapact.contract.terms.paths import walk
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.wording.free_texts import free_texts, speaks_against
from tests.agreements.drafts import TEMPLATES, example
from tests.checks.full_agreements import everything as everywhere
from tests.consent.sharing import NOON, PARTNER_NAME, RESEARCH, terms
from tests.consent.test_every_purpose import everybody, everything, in_force

RESEARCHED = {"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "new_purpose": False}
SPECIAL = {"datasets__0__special_categories": True, "facts": {"dpia_required": False, "dpia_reasons": {"en": "Few"}}}
OFFENCES = {"datasets__0__offence_data": True}
AMERICA = {"parties__1__address": {"city": "Austin", "country": "US"}, "facts": {}}
AMERICA["transfers"] = [{"key": "t", "importer": PARTNER_NAME, "country": "US", "mechanism": "45"}]


def world(**changes: Any) -> DecisionFacts:
    agreement = in_force(
        read_terms(terms(**{"parties__1__kind": "company", "parties__1__public_body": False, **changes})), "keller"
    )
    return everything(agreement, agreement.terms.datasets[0])


def lacking(facts: DecisionFacts) -> set[str]:
    answer = decide(Question("panel", "org:uni", RESEARCH, NOON), facts, everybody)
    return {one.rule for one in answer.reasons if one.verdict in ("deny", "incomplete")}


def test_with_everything_on_file_nothing_lacks() -> None:
    assert lacking(world()) == set()


def test_what_is_agreed_in_one_language_alone_is_a_free_text_to_read() -> None:
    """“Entfällt” in German hid what the English words say."""
    for de, en, counts in (
        ("Entfällt", "Only while the provider agrees.", True),
        ("Entfällt", "does not apply", False),
    ):
        said = read_terms(terms(datasets__0__description={"de": de, "en": en}))
        assert ("datasets.panel.description" in {one.place for one in free_texts(said)}) is counts


DENIALS = ("§ 15 gilt nicht.", "Entgegen Ziffer 4 auch an Dritte", "Section 15 does not apply")


@pytest.mark.parametrize("denial", DENIALS)
def test_words_against_a_provision_are_a_free_text_wherever_they_stand(denial: str) -> None:
    """In names, single lines and what describes a party, too."""
    full = read_terms(everywhere())
    spoken = _all_saying(full, denial)
    places = {place for place, value in walk(spoken) if isinstance(value, Localised | str)}
    assert len(places) > 400
    assert {one.place for one in free_texts(spoken)} == places


def _all_saying(part: Any, words: str) -> Any:
    """The terms with these words at every place that has a text."""
    if isinstance(part, Localised):
        return Localised(de=words)
    if isinstance(part, Term):
        return part.model_copy(update={name: _all_saying(value, words) for name, value in part})
    if isinstance(part, tuple):
        return tuple(_all_saying(one, words) if isinstance(one, Term) else one for one in part)
    return words if isinstance(part, str) else part


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_in_the_examples_speaks_against_a_provision(name: str) -> None:
    said = [value for _place, value in walk(read_terms(example(name)["terms"]))]
    words = [text for one in said if isinstance(one, Localised) for text in (one.de, one.en)]
    assert [one for one in words + [one for one in said if isinstance(one, str)] if speaks_against(one)] == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("S01", {"datasets__0__secrecies": ["professional"], "facts": {}}),
        ("X01", {"facts": {"access_outside_eea": True}}),
        *(("G41", {"facts": {name: None}}) for name in ("access_outside_eea", "monitoring", "automated_decisions")),
        (
            "A01",
            {
                "purposes": [{**RESEARCHED, "name": {"de": "Training von KI-Modellen"}}],
                "models": {"training": "forbidden"},
            },
        ),
        ("A01", {"purposes": [{**RESEARCHED, "name": {"en": "Development of AI models"}}]}),
    ],
)
def test_what_the_terms_say_elsewhere_counts(rule: str, changes: dict[str, Any]) -> None:
    facts = world(**changes)
    if rule == "S01":
        facts = replace(facts, facts=tuple(one for one in facts.facts if one.sort != "secrecy"))
    assert lacking(facts) == {rule}


@pytest.mark.parametrize(
    ("rule", "changes", "basis"),
    [
        *(("G65", {}, {"outcome": outcome}) for outcome in ("against", "", "conditions")),
        ("G65", {}, {"outcome": "conditions", "conditions": "werden nachgereicht"}),
        ("G65", {}, {"outcome": "conditions", "conditions": "tbd"}),
        ("G08", {}, {"document": "keine"}),
        ("G09", {}, {"article": "6(1)(e)", "law": "no § 13 LHG"}),
        ("G09", {}, {"article": "6(1)(e)", "law": "Art. 6 Abs. 1 Buchst. e DSGVO und BDSG"}),
        ("G09", {}, {"article": "6(1)(e)", "law": "Art. 6 Abs. 1 Buchst. e DSGVO", "other_act": True}),
        ("G09", {}, {"article": "6(1)(e)", "law": "§ 13 LHG (aufgehoben)"}),
        ("G09", {}, {"article": "6(1)(c)", "law": "Art. 6 Abs. 1 Buchst. c DSGVO"}),
        ("G09", {}, {"article": "6(1)(c)", "law": "§ 3 Hausordnung"}),
        ("G09", {}, {"article": "6(1)(c)", "law": "Art. 6 Abs. 1 Grundverordnung"}),
        ("G06", SPECIAL, {"special": "9(2)(d)"}),
        ("G06", SPECIAL, {"special": "9(2)(c)", "article": "6(1)(a)", "document": ""}),
        ("G07", OFFENCES, {"offence_authority": "Einwilligung der Betroffenen"}),
    ],
)
def test_a_basis_that_denies_itself_is_none(rule: str, changes: dict[str, Any], basis: dict[str, Any]) -> None:
    facts = world(**changes)
    bases = tuple(replace(one, **{"offence_authority": "§ 30 BZRG", **basis}) for one in facts.bases)
    assert rule in lacking(replace(facts, bases=bases))
    good = {"offence_authority": "§ 30 BZRG", "document": "Abwägung 9: keine Bedenken", "approver": "Jana Öztürk"}
    good["outcome"] = "carries"
    assert rule not in lacking(replace(facts, bases=tuple(replace(one, **good) for one in facts.bases)))


@pytest.mark.parametrize(
    ("words", "deny"),
    [
        ("active", False),
        ("Ergebnis: nein", False),
        ("inactive since 2025", True),
        ("Zustimmung versagt", True),
        ("Test failed", True),
    ],
)
def test_words_that_deny_what_was_chosen_of_a_document_are_settled_first(words: str, deny: bool) -> None:
    """What a document came to is chosen; where its words read otherwise the conditions say what settles it, or the words are corrected."""
    facts = world(**AMERICA)
    for weighed, conditions, lacks in (
        (False, "", True),
        (True, "", deny),
        (True, "Only as of 3 March, vote 4", False),
    ):
        read = tuple(
            replace(one, result=words, weighed=weighed, conditions=conditions) if one.sort == "dpf" else one
            for one in facts.facts
        )
        assert ("X02" in lacking(replace(facts, facts=read))) is lacks
    answer = decide(Question("panel", "org:uni", RESEARCH, NOON), replace(facts, facts=read), everybody)
    assert any("may read otherwise" in str(one.message) for one in answer.reasons if one.verdict == "warning") is deny


def test_conditions_that_nobody_named_leave_a_document_open() -> None:
    facts = world(**AMERICA)
    for conditions, lacks in (("folgt", True), ("–", True), ("Keine Weitergabe an Dritte", False)):
        read = tuple(replace(one, conditions=conditions) if one.sort == "dpf" else one for one in facts.facts)
        assert ("X02" in lacking(replace(facts, facts=read))) is lacks
    fact = facts.facts[0]
    assert with_outcome(fact, "conditions", " ").open
    assert not with_outcome(fact, "conditions", "Only encrypted").open


def test_what_speaks_against_a_country_or_a_third_party_is_not_undone_by_another_document() -> None:
    facts = world(**AMERICA)
    assert "X02" not in lacking(facts)
    annulled = FactOnFile("n", "adequacy", "US", "", "C-1/26", NOON.date(), None, against=True, weighed=True)
    assert "X02" in lacking(replace(facts, against=(annulled,)))
    assert "X02" not in lacking(replace(facts, against=(replace(annulled, about="JP"),)))
    assert "X02" not in lacking(replace(facts, against=(replace(annulled, valid_to=date(2026, 1, 1)),)))


def test_an_error_about_a_sub_processor_of_the_partner_counts() -> None:
    """Its transfer assessment does not carry the use, and the data goes to it with the partner."""
    cloud = {"key": "cloud", "name": "Cloud Inc.", "country": "US"}
    for by, lacks in (("uni", True), ("keller", False)):
        facts = world(sub_processors=[{**cloud, "engaged_by": by}])
        words: dict[Any, str] = {"de": "", "en": ""}
        error = StatutoryError(
            "G65",
            "transfers.t.assessment_outcome",
            words,
            GDPR.url,
            "statute",
            words,
            parties=frozenset(["sub_processors.cloud"]),
        )
        (agreement,) = facts.agreements
        told = replace(agreement, judge=lambda found=error: (found,))
        assert ("G65" in lacking(replace(facts, agreements=(told,)))) is lacks


def test_conditions_on_which_a_document_carries_the_use_are_duties() -> None:
    facts = world()
    bases = tuple(replace(one, outcome="conditions", conditions="nur verschlüsselt") for one in facts.bases)
    answer = decide(Question("panel", "org:uni", RESEARCH, NOON), replace(facts, bases=bases), everybody)
    assert answer.verdict == "permit"
    assert any("nur verschlüsselt" in str(one.message) for one in answer.obligations)


def test_an_act_that_the_list_lacks_counts_where_a_legal_member_confirmed_it() -> None:
    facts = world()
    duty = {"article": "6(1)(c)", "law": "§ 3 Tiefseebergbaugesetz"}
    for confirmed in (False, True):
        bases = tuple(replace(one, **duty, other_act=confirmed) for one in facts.bases)
        answer = decide(Question("panel", "org:uni", RESEARCH, NOON), replace(facts, bases=bases), everybody)
        assert [one.verdict for one in answer.reasons if one.rule == "G09"] == [
            *(["warning"] * 2 if confirmed else ["incomplete"] * 2)
        ]


def test_what_is_to_be_provided_once_is_told_the_second_time() -> None:
    facts = world(datasets__0__frequency={"de": "einmalig", "en": "once"})
    monthly = world(datasets__0__frequency={"de": "einmal im Monat"})
    for there, told in ((facts, True), (monthly, False)):
        done = replace(there, deliveries=(("panel", "org:uni", 1),))
        answer = decide(Question("panel", "org:uni", RESEARCH, NOON), done, everybody)
        assert ("S3" in {one.rule for one in answer.reasons if one.verdict == "warning"}) is told


def test_what_another_agreement_says_is_in_the_data_is_in_it() -> None:
    facts = world()
    assert lacking(replace(facts, marked_by=(("panel", "children", "DP-2"),))) == {"G42"}
    assert lacking(replace(facts, marked_by=(("other", "children", "DP-2"),))) == set()


def test_an_event_that_ends_the_agreement_is_told() -> None:
    facts = world(duration={"start": "2020-01-01", "end_event": {"en": "End of the project"}})
    answer = decide(Question("panel", "org:uni", RESEARCH, NOON), facts, everybody)
    assert "End of the project" in str([str(one.message) for one in answer.reasons if one.verdict == "warning"])
