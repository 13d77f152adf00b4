"""Contracts signed elsewhere from a form: the same as from a table, and corrections that keep what the form does not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.partners import external_facts
from datapact.base.errors import AnswerNo, DataPactError, Malformed, WrongUse
from datapact.contract.templates.template import example_answers
from datapact.contract.text.document import read_state
from datapact.deadlines.termination import termination_day
from datapact.obligations.agenda.agenda import time_line
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.external_profiles import external_partners
from datapact.organisation.partners.removing import remove_external
from datapact.organisation.partners.without_datapact import keep_partner
from datapact.signing.elsewhere.form import Filled, filled_from, own_name, register_filled
from datapact.signing.elsewhere.record import register
from datapact.signing.elsewhere.same_purposes import known_purposes
from tests.agreements.negotiated import at_table, found_houses
from tests.signing.test_elsewhere import ANSWERS, SCAN

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def anna(template: Path, tmp_path: Path):
    table = at_table(template, tmp_path, lambda: NOW)
    yield table.anna
    table.close()


FILLED = Filled(
    title="Lieferung von Maschinendaten",
    partners=("Weber Analytik GmbH", "Stadtwerke Ulm"),
    reference="V-2024-17",
    signed_on=date(2024, 12, 20),
    start=date(2025, 1, 1),
    end=date(2027, 12, 31),
    notice_months=3,
    datasets=("Maschinendaten", "Prüfprotokolle"),
    provider="Weber Analytik GmbH",
    purposes=("Fernwartung",),
    evidence="paper_scan",
    remarks="Original im Tresor",
)


def state_of(acting: Acting, history: str) -> dict:
    with acting.vault.read() as session:
        record = load_state(session, history).signed_elsewhere
    assert record is not None
    assert isinstance(record.state, dict)
    return record.state


def test_what_is_filled_in_is_what_is_on_record(anna: Acting) -> None:
    done = register_filled(anna, FILLED, [("scan.pdf", SCAN)])
    page = agreement_page(anna, done.history, NOW.date())
    assert page.overview.number == "V-2024-17"
    assert page.overview.evidence == "paper_scan"
    assert page.overview.status == "in_force"
    found = filled_from(anna, done.history)
    assert replace(found, files=()) == FILLED
    assert found.files == ("scan.pdf",)


def test_without_a_reference_a_number_is_given(anna: Acting) -> None:
    done = register_filled(anna, replace(FILLED, reference="", evidence="reference_only"))
    assert agreement_page(anna, done.history, NOW.date()).overview.number.startswith("DP-")


def test_a_correction_keeps_files_and_what_the_form_does_not_show(anna: Acting) -> None:
    answers = ANSWERS.replace("notice_months = 3", "notice_months = 3\nnotice_days = 10").encode()
    done = register(anna, answers, evidence="paper_scan", signed_on=None, files=[("scan.pdf", SCAN)])
    before = state_of(anna, done.history)
    filled = replace(filled_from(anna, done.history), title="Datenlieferung Werk 3", end=date(2028, 12, 31), files=())
    again = register_filled(anna, filled, corrects=done.history)
    assert again.history == done.history
    after = state_of(anna, done.history)
    assert after["title"] == {"de": "Datenlieferung Werk 3"}
    assert after["terms"]["duration"] == {**before["terms"]["duration"], "end": "2028-12-31"}
    assert after["terms"]["datasets"] == before["terms"]["datasets"]
    assert after["terms"]["parties"] == before["terms"]["parties"]
    assert filled_from(anna, done.history).files == ("scan.pdf",)
    page = agreement_page(anna, done.history, NOW.date())
    assert page.overview.elsewhere is not None
    assert page.overview.elsewhere.corrected == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"partners": ()},
        {"provider": "Niemand"},
        {"evidence": "pdf_signature"},
        {"notice_months": 99_999},
        {"kind": "no-such-template"},
        {"title": "=1+1"},
        {"remarks": "x" * 20_000},
    ],
)
def test_what_makes_no_sense_is_refused_whole(anna: Acting, change: dict) -> None:
    with pytest.raises(DataPactError):
        register_filled(anna, replace(FILLED, **change), [("scan.pdf", SCAN)])


def test_a_scan_needs_its_file(anna: Acting) -> None:
    with pytest.raises(WrongUse):
        register_filled(anna, FILLED)


def test_only_such_records_are_corrected(anna: Acting) -> None:
    assert own_name(anna)
    drafted = new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))
    with pytest.raises(AnswerNo):
        filled_from(anna, drafted)


def test_a_dataset_of_ours_named_like_one_on_record_is_that_one(anna: Acting) -> None:
    new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))  # its “Maschinenprotokolle” are machine-logs
    named = replace(FILLED, datasets=("Andere Daten", "maschinenprotokolle"), provider=own_name(anna))
    terms = state_of(anna, register_filled(anna, named, [("scan.pdf", SCAN)]).history)["terms"]
    assert [one["key"] for one in terms["datasets"]][1:] == ["machine-logs"]
    assert terms["datasets"][1]["name"] == {"de": "Maschinenprotokolle", "en": "Machine logs"}
    theirs = replace(named, reference="V-4", provider=FILLED.partners[0])
    terms = state_of(anna, register_filled(anna, theirs, [("scan.pdf", SCAN)]).history)["terms"]
    assert "machine-logs" not in [one["key"] for one in terms["datasets"]]


def test_registering_adds_partners_that_nobody_knew(anna: Acting) -> None:
    register_filled(anna, FILLED, [("vertrag.pdf", SCAN)])
    register_filled(
        anna,
        replace(FILLED, partners=("stadtwerke  ulm",), datasets=(), provider="", reference="V-2"),
        [("b.pdf", SCAN)],
    )
    with anna.vault.read() as session:
        known = external_partners(session)
    (reference,) = [one for one, profile in known.items() if profile.name == "Stadtwerke Ulm"]
    assert sum(profile.name.casefold().startswith("stadtwerke") for profile in known.values()) == 1
    facts = external_facts(anna, reference)
    assert facts is not None
    assert len(facts.agreements) == 2
    assert facts.keeps_name
    with pytest.raises(AnswerNo):
        keep_partner(anna, replace(facts.profile, name="Stadtwerke Neu-Ulm"), reference)
    with pytest.raises(AnswerNo):
        keep_partner(anna, replace(facts.profile, name=own_name(anna)))
    keep_partner(anna, replace(facts.profile, legal_form="GmbH"), reference)
    with pytest.raises(AnswerNo):
        remove_external(anna, reference)


def test_what_renews_itself_goes_on_and_has_its_day_for_notice_in_the_calendar(anna: Acting) -> None:
    filled = replace(FILLED, end=date(2025, 12, 31), notice_days=14, renewal_months=12, evidence="reference_only")
    done = register_filled(anna, filled)
    assert filled_from(anna, done.history) == filled
    page = agreement_page(anna, done.history, NOW.date())
    assert (page.overview.status, page.overview.term_end, page.overview.renewal_months) == (
        "in_force",
        "2025-12-31",
        12,
    )
    assert not [one for one in page.findings if one.id == "G45"]  # to which day notice goes stands in the file
    due = [one.due for one in time_line(anna, done.history) if one.kind == "notice"]
    assert date(2027, 9, 17) in due  # fourteen days and three months before the end of the term of 2027
    with pytest.raises(Malformed):
        register_filled(anna, replace(filled, reference="V-2", end=None))


def test_notice_to_the_end_of_a_quarter_is_reckoned_so(anna: Acting) -> None:
    """Six weeks from 10 February end within the quarter, those from 1 March in the next one."""
    filled = replace(FILLED, end=None, notice_months=None, notice_days=42, notice_to="quarter")
    done = register_filled(anna, filled, [("scan.pdf", SCAN)])
    assert filled_from(anna, done.history) == replace(filled, files=("scan.pdf",))
    terms = read_state(state_of(anna, done.history)).terms
    assert termination_day(terms, date(2026, 2, 10), "ordinary").end == date(2026, 3, 31)
    assert termination_day(terms, date(2026, 3, 1), "ordinary").end == date(2026, 6, 30)
    corrected = register_filled(anna, replace(filled, notice_to="year"), corrects=done.history)
    terms = read_state(state_of(anna, corrected.history)).terms
    assert termination_day(terms, date(2026, 2, 10), "ordinary").end == date(2026, 12, 31)


def test_of_a_new_partner_nothing_is_known_but_what_was_said(anna: Acting) -> None:
    """Neither a country nor who signs is preset; what is said of a country completes the page later."""
    filled = replace(FILLED, partners=("Acme Tooling Inc.", "Weber Analytik GmbH"), personal="yes", basis="6(1)(a)")
    done = register_filled(anna, filled, [("scan.pdf", SCAN)])

    def acme() -> Profile:
        with anna.vault.read() as session:
            return next(one for one in external_partners(session).values() if one.name == "Acme Tooling Inc.")

    assert (acme().kind, acme().signing_rule, acme().address.country) == ("", "", "")
    page = agreement_page(anna, done.history, NOW.date())
    assert page.document is not None
    terms = page.document.terms
    assert (terms.facts.personal_data, terms.datasets[0].personal) == (True, ())
    assert {one.party for one in terms.legal_bases} == {terms.datasets[0].provider}
    again = replace(filled, signed_on=None, start=date(2026, 1, 1), countries=(("Acme Tooling Inc.", "US"),))
    register_filled(anna, again, corrects=done.history)
    page = agreement_page(anna, done.history, NOW.date())
    assert page.document is not None
    assert [one.address.country for one in page.document.terms.parties if one.name.startswith("Acme")] == ["US"]
    assert acme().address.country == "US"
    assert "G60" not in {one.id for one in page.findings}, "a day of signing that nobody gave is no late one"


def test_a_purpose_named_like_a_known_one_is_that_one(anna: Acting) -> None:
    answers = example_answers("ai-pilot")
    new_agreement(anna, "ai-pilot", answers)
    with anna.vault.read() as session:
        known = known_purposes(session, NOW.date(), ["machine-logs"])
    same = next(purpose for _dataset, purpose in known)
    filled = replace(FILLED, datasets=("Maschinenprotokolle",), purposes=(same.name.de,), provider=own_name(anna))
    terms = state_of(anna, register_filled(anna, filled, [("scan.pdf", SCAN)]).history)["terms"]
    assert terms["purposes"][0]["name"] == {"de": same.name.de, "en": same.name.en}
    assert terms["purposes"][0]["iri"] == same.iri
