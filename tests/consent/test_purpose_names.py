"""A purpose has one name, from the agreement that it is used under or from those on its dataset; never a guess."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.exports.receipt import receipt_file
from datapact.audit.verify.consent import verify_receipt
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.matrix.decision_page import Leaving, decision_page_of, deliver
from datapact.consent.matrix.filters import grid_of
from datapact.consent.matrix.matrix import matrix
from datapact.consent.matrix.question_form import agreed_names, question_form_of, ready_questions
from datapact.consent.records.events import events_of
from datapact.consent.records.form import Declared, declare
from datapact.consent.records.receipt_file import read_receipt
from datapact.consent.terms.agreed_keys import agreed_key, term_of, words_of
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import NamingAgreement, PurposeNames, names_in, term_name
from datapact.consent.views.person_story import story_of
from datapact.contract.terms import Terms, read_terms
from datapact.exchange.send import send_recall
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.card import read_card
from datapact.pdf.reports.consent_receipt import receipt_report
from datapact.pdf.reports.parts import Report
from tests.consent.sharing import PARTNER, RESEARCH, amend_elsewhere, conclude, ready, terms
from tests.consent.test_deliveries import spoken, used
from tests.depth import examples

DPV = "https://w3id.org/dpv#"
TERMS = (RESEARCH, f"{DPV}Marketing", f"{DPV}Purpose")
NAMES = ("Research", "Usability study", "Wear model")
DATASETS = ("panel", "logs")


@st.composite
def _agreements(draw: st.DrawFn) -> list[NamingAgreement]:
    made = []
    for number in range(draw(st.integers(0, 4))):
        purposes = [
            {
                "key": f"p{place}",
                "name": {"en": draw(st.sampled_from(NAMES))},
                "iri": draw(st.sampled_from(TERMS)),
                "prohibited": draw(st.booleans()),
                "datasets": draw(st.lists(st.sampled_from(DATASETS), unique=True)),
            }
            for place in range(draw(st.integers(1, 3)))
        ]
        datasets = [{"key": key, "name": {"en": key.title()}, "provider": "a", "recipients": ["b"]} for key in DATASETS]
        parties = [{"key": key, "name": key.upper()} for key in "ab"]
        read: Terms = read_terms({"parties": parties, "datasets": datasets, "purposes": purposes})
        made.append(NamingAgreement(f"urn:uuid:{number}", draw(st.booleans()), read))
    return made


@settings(max_examples=examples(80))
@given(_agreements(), st.sampled_from(DATASETS), st.sampled_from(TERMS[:2]))
def test_a_name_is_that_of_the_agreement_and_never_one_of_several(
    agreements: list[NamingAgreement], dataset: str, term: str
) -> None:
    names = names_in(agreements)
    for one in agreements:
        for purpose in one.terms.purposes:
            shown = names.name(agreed_key(one.id, purpose.key)).text("en")
            assert shown.removeprefix(str(purpose.name.en))[:2] in ("", " (")
            others = [other for other in one.terms.purposes if other.key != purpose.key]
            apart = [
                other for other in others if (term_of(other), words_of(other)) != (term_of(purpose), words_of(purpose))
            ]
            assert shown not in {names.name(agreed_key(one.id, other.key)).text("en") for other in apart}
            assert (shown == purpose.name.en) == (purpose.name.en not in {other.name.en for other in apart})
    permitted = [
        (one.binds, purpose.name.en)
        for one in agreements
        for purpose in one.terms.purposes
        if not purpose.prohibited and term_of(purpose) == term and dataset in (purpose.datasets or DATASETS)
    ]
    counting = {name for binds, name in permitted if binds} or {name for _binds, name in permitted}
    expected = counting.pop() if len(counting) == 1 else term_name(term).text("en")
    assert names.name(term, dataset=dataset).text("en") == expected
    assert names_in(reversed(agreements)).name(term, dataset=dataset) == names.name(term, dataset=dataset)


def test_a_choice_names_the_term_and_what_agreements_call_it() -> None:
    (one,) = (NamingAgreement("urn:uuid:1", True, read_terms(terms(purposes__0__name={"en": "Wear model"}))),)
    names = names_in([one])
    assert names.choice(RESEARCH).text("en") == "Scientific research (Wear model)"
    assert names.choice(f"{DPV}Marketing").text("en") == "Marketing"
    assert PurposeNames().name("own-key").text("de") == "own-key"


def test_one_renaming_is_seen_on_its_day(keller: Acting, clock: Any) -> None:
    ready(keller, {"P1": "given"})
    today = clock.now.date()
    later = today + timedelta(days=10)
    with keller.vault.write() as session:
        history = conclude(keller, session, terms(), "DP-9")
        amend_elsewhere(keller, session, history, later, purposes__0__name={"en": "Study of wear"})
    with keller.vault.read() as session:
        for day, name in ((today, "Research"), (later, "Study of wear"), (date.max, "Study of wear")):
            read = purpose_names(session, day, agreements=(history,))
            assert read.name(RESEARCH, agreement=history).text("en") == name
        clock.now += timedelta(days=20)
        facts = facts_at(keller, session, keller.clock()).purpose_names()
        assert facts.name(agreed_key(history, "research")).text("en") == "Study of wear"
        both = purpose_names(session, clock.now.date(), datasets=None)
        assert both.name(RESEARCH, dataset="panel") == term_name(RESEARCH)  # two agreements, two names


def test_a_letter_about_a_recall_calls_them_as_the_agreement_does(
    keller: Acting, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(keller, {"P1": "given", "P2": "given"})
    deliver(keller, Leaving(used(keller), at=keller.clock()))
    secret = {"en": "Takeover of Muster AG"}
    with keller.vault.write() as session:  # with others, later: nothing of it is for this partner
        conclude(keller, session, terms(datasets__0__name=secret, purposes__0__name=secret), "DP-9")
    clock.now += timedelta(days=1)
    with keller.vault.read() as session:
        scopes = tuple(one.scope for one in story_of(session, "panel", "P1", clock.now).standing)
    declare(keller, Declared("P1", "withdrawn", scopes))
    written: list[Report] = []
    draw = send_recall.render_report

    def drawn(report: Report, at: datetime) -> bytes:
        written.append(report)
        return draw(report, at)

    monkeypatch.setattr(send_recall, "render_report", drawn)
    send_recall.write_letter(keller, PARTNER, language="en")
    words = "\n".join(spoken(part) for part in written[0].blocks)
    assert "Datensatz Panel" in words
    assert "Research" in words
    assert "w3id.org" not in words
    assert "Muster" not in words
    assert "panel" in words  # the key by which the partner finds the data


@pytest.mark.parametrize(
    ("day", "says"),
    [(0, ("Panel", "Research (wissenschaftliche Forschung)")), (20, ("Panel", "wissenschaftliche Forschung"))],
)
def test_a_receipt_calls_them_as_the_agreement_does(
    keller: Acting, clock: Any, day: int, says: tuple[str, str]
) -> None:
    """What the file says by key and term it says by name, too, where the agreements have one; its signature covers that."""
    ready(keller, {"P1": "given"})
    if day:
        with keller.vault.write() as session:
            conclude(keller, session, terms(purposes__0__name={"en": "Study of wear"}), "DP-9")
    clock.now += timedelta(days=day)
    with keller.vault.read() as session:
        found = events_of(session, subject="P1", purpose=RESEARCH)[0]
    written = receipt_file(keller, found[1].event_id, "json", "en").data
    receipt = read_receipt(json.loads(written))
    shown = "\n".join(spoken(part) for part in receipt_report(receipt, "de").blocks).splitlines()
    assert shown[shown.index("Datensatz") + 1] == says[0]
    assert shown[shown.index("Zweck") + 1].casefold() == says[1].casefold()
    called = json.loads(written)["called"]
    assert ("purpose" in called) is (day == 0)
    assert verify_receipt(written, "x.json", [read_card(write_card(keller))]).verdict == "valid"
    other = json.loads(written)
    other["called"]["dataset"]["en"] = "Other"
    judged = verify_receipt(json.dumps(other).encode(), "x.json", [read_card(write_card(keller))])
    assert judged.verdict == "invalid"


def test_two_purposes_of_one_name_in_one_agreement_are_told_apart_wherever_their_answers_differ(keller: Acting) -> None:
    twin = {"key": "ads", "name": {"en": "Research"}, "iri": f"{DPV}Marketing", "new_purpose": False}
    history = ready(keller, {"P1": "given"}, purposes=[terms()["purposes"][0], twin])
    cells = matrix(keller)
    names = {str(one.row_name): one.verdict for one in cells}
    assert set(names) == {"Research (scientific research)", "Research (marketing)"}
    assert len(set(names.values())) == 2, "opposite answers, each under a name of its own"
    assert [str(row.purpose_name) for row in grid_of(cells).rows] == sorted(names)
    with keller.vault.read() as session:
        facts = facts_at(keller, session, keller.clock())
    assert {str(one) for one in agreed_names(facts).values()} == set(names)
    shown = {str(one.purpose_name) for one in ready_questions(keller)}
    assert shown == set(names)
    assert {page_name(keller, agreed_key(history, key)) for key in ("research", "ads")} == set(names)


def page_name(acting: Acting, agreed: str) -> str:
    """What the page of a decision is headed by."""
    cell = next(one for one in matrix(acting) if one.agreed == agreed)
    return str(decision_page_of(acting, question_form_of(cell)).purpose_name)
