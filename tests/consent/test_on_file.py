"""Putting on file what an answer misses, by the forms' own functions: the gap closes; correcting, ending, listing; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import use_language
from datapact.checks.model.named import names_something
from datapact.consent.decision.decide import decide
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.facts import Authorisation, BasisRecord, DecisionFacts, FactOnFile, PurposeLink
from datapact.consent.facts.question import Decision, Question, Reason, Tally
from datapact.consent.views.compliance_record_form import (
    end_record,
    keep_record,
    lacking,
    start_of,
    wanted_part,
    why_not,
)
from datapact.consent.views.compliance_record_list import (
    AUTHORISATIONS,
    FACTS,
    OPERATIONS,
    FileLine,
    Narrowing,
    Part,
    countries,
    country_names,
    file_lines,
    narrowed,
    state_on,
)
from datapact.history.transitions.registry import ORGANISATION_RULES
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import records
from tests.consent.random_worlds import DAY, asked, questions, worlds
from tests.consent.sharing import OWN_NAME, PARTNER, PARTNER_NAME, RESEARCH, ready
from tests.depth import examples
from tests.organisation.conftest import Found

TODAY = date(2026, 11, 24)
GIVEN = {"S1": "given"}


def filled_in(part: Part) -> Part:
    """What a person adds to a form that begins with what the question knows."""
    match part:
        case BasisRecord():
            return replace(
                part,
                article=part.article or "6(1)(e)",
                special=part.special or "9(2)(j)",
                law=part.law if "§" in part.law and "BDSG" not in part.law else "§ 13 LHG",
                other_act=True,  # whatever it is, somebody read it
                document=part.document if names_something(part.document) else "Vermerk 4",  # as the form asks
                outcome="carries",
                conditions="",
                offence_authority=part.offence_authority if "§" in part.offence_authority else "§ 13 LHG",
                subject_is_contract_party=True,
                review=None,
            )
        case Authorisation():
            return replace(
                part,
                granted_by=part.granted_by or "Frau Weber",
                reference="Schreiben 1",
                no_sharing_on=True,
                requester=part.requester or "subject",
            )
        case FactOnFile():
            return replace(part, reference="Ordner 3", weighed=True)
        case _:
            return part


def today(acting: Acting) -> date:
    return acting.clock().astimezone().date()


def question(acting: Acting, **changes: Any) -> Question:
    return Question(**{"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes})


def lines(acting: Acting) -> tuple[FileLine, ...]:
    with acting.vault.read() as session:
        every = file_lines(session, acting.clock())
        return tuple(one for one in every if one.kind != "purpose_link")


# ---- every gap is closed by the record that it asks for ----


def _with(facts: DecisionFacts, part: Part) -> DecisionFacts:
    """The world with a record more, or with another one in the place of one."""

    def put(known: tuple[Any, ...]) -> tuple[Any, ...]:
        if part.key:
            return tuple(part if one.key == part.key else one for one in known)
        return (*known, replace(part, key="new"))

    match part:
        case BasisRecord():
            return replace(facts, bases=put(facts.bases))
        case PurposeLink():
            return replace(facts, links=put(facts.links))
        case Authorisation():
            return replace(facts, authorisations=put(facts.authorisations))
        case _:
            against = tuple(one for one in facts.against if one.key != part.key)
            known = facts.facts if against == facts.against else (*facts.facts, part)
            return replace(facts, facts=put(known), against=against)


def _record(facts: DecisionFacts, asking: Question, reason: Reason, agreed: str = "") -> Part:
    wanted = reason.wanted
    assert wanted is not None
    if wanted.key:
        if wanted.kind == "fact_on_file":  # one that speaks against it, corrected once that is settled
            return replace(next(one for one in facts.against if one.key == wanted.key), against=False)
        known: tuple[Part, ...] = facts.bases if wanted.kind == "legal_basis" else facts.authorisations
        kept = next(one for one in known if one.key == wanted.key)
        if (
            reason.rule == "G65" and isinstance(kept, BasisRecord) and kept.outcome == "carries"
        ):  # its words read otherwise
            return replace(kept, outcome="conditions", conditions="Wie dort genannt.")
        return kept
    return wanted_part(asking, wanted, DAY, agreed)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=worlds, wanted=questions)
def test_what_is_put_on_file_closes_the_gap_that_asked_for_it(drawn: Any, wanted: Any) -> None:
    asking = asked(drawn, wanted)

    def answer(facts: DecisionFacts) -> Decision:
        return decide(asking.question, facts, lambda _needs: Tally(1, 1))

    before = answer(asking.facts)
    gaps = [one for one in before.reasons if one.wanted is not None]
    assume(gaps)
    for gap in gaps:
        assert gap.verdict in ("incomplete", "deny", "warning")
        part = filled_in(_record(asking.facts, asking.question, gap, before.agreed))
        after = answer(_with(asking.facts, part))
        left = [(one.rule, one.verdict, str(one.message), one.link) for one in after.reasons]
        assert (gap.rule, gap.verdict, str(gap.message), gap.link) not in left


TRANSFER = {"key": "t", "importer": "Uni Beispielstadt", "country": "US"}
DATA_ACT = {"applies": True, "holder": "keller", "user_name": "Autohaus Weber", "gatekeeper": "no"}
DATA_ACT |= {"erased_when_unneeded": True, "no_competing_product": True}
NOT_PERSONAL = [{"party": party, "judgement": "not_personal"} for party in ("keller", "uni")]


@pytest.mark.parametrize(
    ("changes", "asked_for", "action"),
    [
        ({"legal_bases": []}, ["legal_basis", "legal_basis"], "share"),
        ({"facts": {"dpia_required": True}}, ["dpia", "dpia"], "share"),
        ({"datasets__0__limits": {"training": True}}, ["training"], "share"),
        ({"datasets__0__special_categories": True}, ["legal_basis", "legal_basis", "dpia", "dpia"], "share"),
        ({"models": {"training": "conditional"}}, ["model_conditions"], "train"),
        ({"transfers": [{**TRANSFER, "mechanism": "45"}]}, ["dpf"], "share"),
        ({"transfers": [{**TRANSFER, "country": "IN", "mechanism": "45"}]}, ["adequacy"], "share"),
        (
            {"transfers": [{**TRANSFER, "mechanism": "46(2)(b)", "scope": "CNIL 2024-112"}]},
            ["transfer_assessment"],
            "share",
        ),
        ({"transfers": [{**TRANSFER, "mechanism": "49", "derogation": "b"}]}, ["derogation"], "share"),
        (
            {"datasets__0__personal": NOT_PERSONAL, "datasets__0__product_data": True, "data_act": DATA_ACT},
            ["user_request"],
            "share",
        ),
    ],
)
def test_an_incomplete_answer_is_made_complete_by_its_own_forms(
    keller: Acting, changes: dict[str, Any], asked_for: list[str], action: str
) -> None:
    # Consents on file say that data is personal, so there are none where the agreement calls it not personal.
    ready(keller, {} if "data_act" in changes else GIVEN, **changes)
    asking = question(keller, action=action)
    answer, put = may_share(keller, asking), []
    assert answer.verdict == "incomplete"
    while answer.verdict == "incomplete":
        gap = next((one for one in answer.reasons if one.wanted is not None), None)
        assert gap is not None, [str(one.message) for one in answer.reasons if one.verdict == "incomplete"]
        assert gap.wanted is not None
        start = start_of(keller, gap.wanted.kind, wanted_part(asking, gap.wanted, today(keller)))  # type: ignore[arg-type]
        assert (start.part.key, start.part.dataset in ("panel", "")) == ("", True)
        put.append("legal_basis" if isinstance(start.part, BasisRecord) else start.part.sort)
        part = filled_in(start.part)
        keep_record(keller, replace(part, article="6(1)(a)") if isinstance(part, BasisRecord) else part)
        answer = may_share(keller, asking)
        assert len(put) < 5
    assert put == asked_for
    assert answer.verdict == "permit"


def test_a_contract_with_the_user_that_lacks_something_is_corrected(keller: Acting) -> None:
    ready(keller, {}, datasets__0__personal=NOT_PERSONAL, datasets__0__product_data=True, data_act=DATA_ACT)
    contract = Authorisation("", "user_contract", "panel", "", "", "Autohaus Weber", "Vertrag 7", date(2020, 1, 1))
    made = keep_record(keller, contract, revocable="mit einem Monat Frist", note="im Ordner")
    (gap,) = [one for one in may_share(keller, question(keller)).reasons if one.wanted is not None]
    assert gap.wanted is not None
    assert (gap.rule, gap.wanted.key) == ("D14", made.key)
    start = start_of(keller, "authorisation", key=gap.wanted.key)
    assert (start.note, start.revocable) == ("im Ordner", "mit einem Monat Frist")
    assert isinstance(start.part, Authorisation)
    keep_record(keller, replace(start.part, no_sharing_on=True), note=start.note, revocable=start.revocable)
    assert may_share(keller, question(keller)).verdict == "permit"
    (line,) = lines(keller)
    assert (line.versions, line.note, line.revocable) == (2, "im Ordner", "mit einem Monat Frist")


def test_the_form_begins_with_what_the_agreement_states(keller: Acting) -> None:
    stated = {"party": "keller", "dataset": "panel", "purpose": "research", "article": "6(1)(e)", "law": "§ 13 LHG"}
    ready(keller, GIVEN, datasets__0__special_categories=True, legal_bases=[stated], on_file=False)
    gaps = [one for one in may_share(keller, question(keller)).reasons if one.rule == "G06"]
    (wanted,) = [one.wanted for one in gaps]
    assert wanted is not None
    part = wanted_part(question(keller), wanted, TODAY)
    assert isinstance(part, BasisRecord)
    assert (part.controller, part.article, part.law, part.purpose) == (
        keller.organisation,
        "6(1)(e)",
        "§ 13 LHG",
        RESEARCH,
    )
    assert (part.key, part.document, part.approver, part.valid_from) == ("", "", "", TODAY)


def test_each_party_of_a_registered_contract_can_be_asked_about(keller: Acting) -> None:
    """Registering makes parties that nobody knew partners without DataPact, so a form is offered for each."""
    parties = [{"key": "keller", "name": OWN_NAME}, {"key": "uni", "name": PARTNER_NAME}, {"key": "x", "name": "X"}]
    roles = [{"party": "keller", "role": "processor"}, {"party": "x", "role": "controller"}]
    activity = {"key": "a", "name": {"en": "A"}, "roles": [*roles, {"party": "uni", "role": "controller"}]}
    personal = [{"party": party, "judgement": "personal"} for party in ("keller", "uni", "x")]
    ready(keller, GIVEN, parties=parties, activities=[activity], legal_bases=[], datasets__0__personal=personal)
    gaps = [one for one in may_share(keller, question(keller)).reasons if one.rule == "G05"]
    assert len(gaps) == 2
    assert all(one.wanted is not None for one in gaps)


# ---- keeping ----


def test_people_name_parties_and_countries_as_they_do(keller: Acting) -> None:
    ready(keller, GIVEN)
    basis = keep_record(keller, BasisRecord("", "", "panel", "dpv:ScientificResearch", "any", "6(1)(a)"))
    assert isinstance(basis, BasisRecord)
    assert (basis.controller, basis.purpose) == (keller.organisation, RESEARCH)
    given_by = Authorisation("", "holder_permission", "panel", "Uni", "dpv:Marketing", "Holder", "Ordner", TODAY)
    made = keep_record(keller, given_by)
    assert isinstance(made, Authorisation)
    assert (made.partner, made.purpose) == (PARTNER, "https://w3id.org/dpv#Marketing")
    fact = keep_record(keller, FactOnFile("", "adequacy", "ch", "", "Beschluss", TODAY, None, weighed=True))
    assert isinstance(fact, FactOnFile)
    assert (fact.about, fact.valid_from) == ("CH", TODAY)
    training = keep_record(
        keller, FactOnFile("", "training", PARTNER_NAME, "panel", "Liste", TODAY, TODAY, weighed=True)
    )
    assert isinstance(training, FactOnFile)
    assert training.about == PARTNER
    anybody = keep_record(keller, FactOnFile("", "notice_13", "", "", "Hinweis", TODAY, TODAY, weighed=True))
    assert isinstance(anybody, FactOnFile)
    assert anybody.about == ""


@pytest.mark.parametrize(
    "part",
    [
        FactOnFile("", "adequacy", "Schweiz", "", "Beschluss", TODAY, TODAY, weighed=True),
        FactOnFile("", "adequacy", "XX", "", "Beschluss", TODAY, TODAY, weighed=True),
        FactOnFile("", "training", "Nobody", "", "Liste", TODAY, TODAY, weighed=True),
        FactOnFile("", "training", "", "", "Liste", TODAY, TODAY, weighed=True),
        FactOnFile("", "transfer_assessment", "XX", "", "TIA", TODAY, TODAY, weighed=True),
        FactOnFile("", "training", PARTNER, "", "Liste", TODAY, TODAY, TODAY - timedelta(days=1), weighed=True),
        BasisRecord("", "Nobody", "panel", RESEARCH, "any", "6(1)(a)"),
        Authorisation("", "user_request", "panel", OWN_NAME, "", "Weber", "Brief", TODAY),
    ],
)
def test_what_names_nobody_or_ends_before_it_begins_is_refused(keller: Acting, part: Part) -> None:
    ready(keller, GIVEN)
    with pytest.raises(WrongUse):
        keep_record(keller, part)
    assert lines(keller) == ()


@pytest.mark.parametrize(
    "part",
    [
        FactOnFile("", "rumour", PARTNER, "", "Liste", TODAY, TODAY, weighed=True),
        FactOnFile("", "training", PARTNER, "", "", TODAY, TODAY, weighed=True),
        FactOnFile("", "training", PARTNER, "", "Liste", None, None, weighed=True),
        BasisRecord("", "", "panel", RESEARCH, "any", "6(1)(z)"),
        BasisRecord("", "", "", RESEARCH, "any", "6(1)(a)"),
        Authorisation("", "user_request", "panel", "", "", "", "Brief", TODAY),
    ],
)
def test_what_is_no_record_is_refused(keller: Acting, part: Part) -> None:
    ready(keller, GIVEN)
    with pytest.raises(WrongUse, match="Correct it"):
        keep_record(keller, part)
    assert lines(keller) == ()


def test_a_correction_keeps_a_party_that_is_known_no_more(keller: Acting) -> None:
    ready(keller, GIVEN)
    made = keep_record(keller, FactOnFile("", "training", PARTNER, "", "Liste", TODAY, TODAY, weighed=True))
    with keller.vault.write() as session:
        from datapact.organisation.identity.tables import ExternalPartnerRow

        session.delete(session.get(ExternalPartnerRow, 1))
    assert isinstance(made, FactOnFile)
    again = keep_record(keller, replace(made, result="bestanden"))
    assert (again.key, isinstance(again, FactOnFile) and again.about) == (made.key, PARTNER)
    with pytest.raises(WrongUse):
        keep_record(keller, replace(made, key=""))


# ---- ending ----


def test_what_ends_counts_no_more_and_the_earlier_version_stays(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__limits={"training": True})
    made = keep_record(
        keller, FactOnFile("", "training", PARTNER, "", "Liste", date(2020, 1, 1), date(2020, 1, 1), weighed=True)
    )
    assert may_share(keller, question(keller)).verdict == "permit"
    gone = today(keller)
    end_record(keller, "fact_on_file", made.key, gone)
    after = may_share(keller, question(keller))
    assert after.verdict == "deny"
    assert may_share(keller, question(keller, at=keller.clock() - timedelta(days=1))).verdict == "permit"
    (line,) = lines(keller)
    assert (line.state, line.last, line.versions) == ("ended", gone - timedelta(days=1), 2)
    with keller.vault.read() as session:
        assert [one.body["valid_to"] for one in records(session, "fact_on_file")] == [
            "",
            (gone - timedelta(days=1)).isoformat(),
        ]
    (gap,) = [one for one in after.reasons if one.wanted is not None]
    assert gap.wanted is not None
    keep_record(keller, filled_in(wanted_part(question(keller), gap.wanted, gone)))
    assert may_share(keller, question(keller)).verdict == "permit"


def test_a_permission_is_revoked_from_a_day_on_and_that_can_be_taken_back(keller: Acting) -> None:
    ready(keller, GIVEN)
    permission = Authorisation("", "holder_permission", "panel", "", "", "Holder", "Ordner", date(2020, 1, 1))
    made = keep_record(keller, permission, revocable="jederzeit", note="Brief")
    tomorrow = today(keller) + timedelta(days=1)
    end_record(keller, "authorisation", made.key, tomorrow)
    (line,) = lines(keller)
    assert (line.state, line.last, line.note, line.revocable) == ("in_force", today(keller), "Brief", "jederzeit")
    assert may_share(keller, question(keller)).verdict == "permit"
    end_record(keller, "authorisation", made.key, today(keller))
    assert lines(keller)[0].state == "revoked"
    assert may_share(keller, question(keller)).verdict == "deny"
    revoked = start_of(keller, "authorisation", key=made.key).part
    assert isinstance(revoked, Authorisation)
    keep_record(keller, replace(revoked, revoked=None))
    assert may_share(keller, question(keller)).verdict == "permit"


def test_what_has_ended_does_not_end_again(keller: Acting) -> None:
    ready(keller, GIVEN)
    made = keep_record(keller, BasisRecord("", "", "panel", RESEARCH, "any", "6(1)(a)", valid_to=TODAY))
    for day in (TODAY + timedelta(days=1), TODAY + timedelta(days=9)):
        with pytest.raises(WrongUse, match="earlier day"):
            end_record(keller, "legal_basis", made.key, day)
    end_record(keller, "legal_basis", made.key, TODAY)
    with pytest.raises(WrongUse, match="no record none"):
        end_record(keller, "legal_basis", "none", TODAY)
    with pytest.raises(WrongUse, match="no record none"):
        start_of(keller, "legal_basis", key="none")


# ---- listing ----


def test_the_state_of_a_record_on_a_day() -> None:
    basis = BasisRecord("k", "o", "d", "p", "any", "6(1)(a)", valid_from=date(2026, 2, 1), valid_to=date(2026, 3, 1))
    asked_on = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 2)]
    assert [state_on(basis, day) for day in asked_on] == ["later", "in_force", "in_force", "ended"]
    due = replace(basis, review=date(2026, 2, 10))
    assert [state_on(due, date(2026, 2, day)) for day in (9, 10, 11)] == ["in_force", "review", "review"]
    given_by = Authorisation("k", "user_request", "d", "", "", "W", "B", date(2026, 2, 1), revoked=date(2026, 2, 5))
    assert [state_on(given_by, date(2026, 2, day)) for day in (1, 4, 5)] == ["in_force", "in_force", "revoked"]


def test_the_list_is_searched_by_what_people_read(keller: Acting) -> None:
    ready(keller, GIVEN)
    keep_record(
        keller,
        BasisRecord(
            "", "", "panel", RESEARCH, "any", "6(1)(e)", law="§ 13 LHG", approver="Jana Öztürk", outcome="carries"
        ),
    )
    keep_record(keller, Authorisation("", "user_request", "panel", PARTNER, "", "Autohaus Weber", "Brief 1", TODAY))
    keep_record(keller, FactOnFile("", "adequacy", "CH", "", "2000/518/EG", TODAY, TODAY, weighed=True), note="geprüft")
    found = lines(keller)
    assert [line.kind for line in found] == ["fact_on_file", "authorisation", "legal_basis"]
    assert {line.by for line in found} == {"Anna Keller"}

    def kinds(**wanted: Any) -> list[str]:
        return [line.kind for line in narrowed(found, Narrowing(**wanted))]

    for words in ("weber brief", "uni beispiel", "Data Act"):
        assert kinds(words=words) == ["authorisation"], words
    for words in ("public task", "scientific research", "13 lhg", "öztürk", OWN_NAME):
        assert kinds(words=words) == ["legal_basis"], words
    for words in ("switzerland", "2000/518", "adequacy", "GEPRÜFT"):
        assert kinds(words=words) == ["fact_on_file"], words
    assert kinds(words="nirgends") == []
    assert kinds(words="anna keller") == ["fact_on_file", "authorisation", "legal_basis"]
    assert kinds(kinds=("legal_basis", "authorisation")) == ["authorisation", "legal_basis"]
    assert kinds(states=("ended",)) == []
    use_language("de")
    try:
        for words in ("öffentliche aufgabe", "wissenschaftliche forschung"):
            assert kinds(words=words) == ["legal_basis"], words
    finally:
        use_language("en")


def test_every_sort_and_country_has_its_words() -> None:
    from datapact.history.entries import sharing_records

    assert set(FACTS) == set(sharing_records.FACT_ON_FILE_SORTS)
    assert set(AUTHORISATIONS) == set(sharing_records.AUTHORISATION_SORTS)
    assert set(OPERATIONS) == set(sharing_records.OPERATIONS)
    assert {"DE", "CH", "US"} <= set(country_names())
    assert [one.value for one in countries() if str(one.name).startswith("Switz")] == ["CH"]
    assert [one.value for one in countries() if str(one.name).startswith("USA")] == ["US"], "never Uzbekistan"
    assert {"ZZ", "EU", "UN", "TA"}.isdisjoint(one.value for one in countries())


@pytest.mark.parametrize(
    ("article", "lacks", "mended"),
    [
        ("6(1)(a)", 0, {}),
        ("6(1)(b)", 1, {"subject_is_contract_party": True}),
        ("6(1)(c)", 1, {"law": "§ 1 SchulG NRW"}),
        ("6(1)(e)", 1, {"law": "§ 1 Hausordnung", "other_act": True}),
        ("6(1)(f)", 1, {"document": "Abwägung", "outcome": "carries"}),
    ],
)
def test_what_an_answer_would_ask_besides(article: str, lacks: int, mended: dict[str, Any]) -> None:
    basis = BasisRecord("", "o", "d", "p", "any", article)
    assert len(lacking(basis)) == lacks
    assert lacking(replace(basis, **mended)) == ()


@pytest.mark.parametrize("words", ["keine Abwägung", "–", "no test", "wird nachgereicht", "entfällt"])
def test_words_that_deny_a_document_or_a_law_are_told_in_the_form(words: str) -> None:
    for article, special, member in (
        ("6(1)(f)", "", "document"),
        ("6(1)(d)", "", "document"),
        ("6(1)(a)", "9(2)(f)", "document"),
        ("6(1)(e)", "", "law"),
    ):
        right = {"document": "Vermerk 4", "law": "§ 1 SchulG NRW", "outcome": "carries"}
        basis = BasisRecord("", "o", "d", "p", "any", article, special=special, **right)
        assert lacking(basis) == ()
        assert lacking(replace(basis, **{member: words})) != (), (article, member)


# ---- who may ----


@pytest.mark.parametrize(
    ("roles", "kind", "may"),
    [
        ({"legal"}, "legal_basis", True),
        ({"lead"}, "legal_basis", False),
        ({"lead"}, "authorisation", True),
        ({"lead"}, "fact_on_file", True),
        ({"auditor"}, "fact_on_file", False),
        ({"auditor", "legal"}, "legal_basis", True),
        ({"signatory", "admin"}, "authorisation", False),
        (set(), "legal_basis", False),
    ],
)
def test_the_reason_why_a_role_may_not_is_the_kind_s_own_rule(roles: set[str], kind: str, may: bool) -> None:
    assert (why_not(roles, kind) is None) is may
    assert bool(roles & ORGANISATION_RULES[kind].roles) is may


def test_a_lead_puts_no_legal_basis_on_file(found: Found) -> None:
    lead = found("Maschinenbau Keller GmbH", "Lea Sommer", {"lead", "admin"}).acting
    with pytest.raises(Locked):
        keep_record(lead, BasisRecord("", "", "panel", RESEARCH, "any", "6(1)(a)"))
    assert keep_record(lead, FactOnFile("", "notice_13", "", "", "Hinweis", TODAY, TODAY, weighed=True)).key
