"""Asking for anything, the page of an answer, and what is done with it, on the study of the demo."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.resources import data_folder
from datapact.base.texts import LANGUAGES, Message, use_language
from datapact.cli.actions.demo import ALLOWED, DATASET, PEOPLE, RESEARCH, SERVICE, Study, add_study
from datapact.consent.decision.wording import sentence
from datapact.consent.deliveries.deliveries import Sent
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts
from datapact.consent.matrix.decision_page import (
    Leaving,
    decision_page_of,
    deliver,
    record_shown,
    records_behind,
    use_cell_decision,
)
from datapact.consent.matrix.filters import matrix_page
from datapact.consent.matrix.matrix import matrix
from datapact.consent.matrix.question_form import (
    QuestionForm,
    choices,
    question_of,
    read_question_form,
    ready_questions,
    write_question_form,
)
from datapact.consent.matrix.typed_purpose import meant_by
from datapact.consent.matrix.what_if import supposable
from datapact.consent.views.browse import (
    RecordFilters,
    first_numbers,
    read_filters,
    record_numbers,
    records_numbered,
    write_filters,
)
from datapact.contract.terms import Dataset, Localised, Purpose, Terms
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.vault.keys.slot import KdfParameters
from tests.consent.sharing import people_out

CHEAP = KdfParameters(1, 8192, 1)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


PASSPHRASE = "vier Worte sind gut"


def _found(folder: Path, name: str, person: str, profile: str) -> Acting:
    values = tomllib.loads((data_folder() / "demo" / profile).read_text("utf-8"))
    roles = {"admin", "legal", "lead"}
    return create_organisation(folder / name, values, person, roles, PASSPHRASE, "", lambda: NOW, CHEAP).acting


@dataclass(frozen=True)
class Made:
    """Keller's vault with the study of the demo, closed: open a copy."""

    vault: Path
    member: str
    study: Study

    def opened(self, folder: Path) -> Acting:
        return unlock(Path(shutil.copytree(self.vault, folder / "k")), self.member, PASSPHRASE, lambda: NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("study")
    with _found(folder, "k", "Anna Keller", "keller.toml") as keller:
        with _found(folder, "i", "Sofia Brandt", "institut.toml") as institute:
            add_partner(keller, write_card(institute))
        return Made(folder / "k", keller.member.id, add_study(keller))


@pytest.fixture(scope="module")
def studied(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Acting, Study]]:
    """One for all tests that only read."""
    with made.opened(tmp_path_factory.mktemp("read")) as keller:
        yield keller, made.study


@pytest.fixture
def own(made: Made, tmp_path: Path) -> Iterator[tuple[Acting, Study]]:
    """A copy for a test that writes."""
    with made.opened(tmp_path) as keller:
        yield keller, made.study


@given(
    st.builds(
        QuestionForm,
        dataset=st.text(max_size=20),
        partner=st.text(max_size=20),
        purpose=st.text(max_size=20),
        action=st.sampled_from(["share", "train"]),
        place=st.sampled_from(["", "DE"]),
        day=st.none() | st.dates(),
    )
)
def test_a_question_is_read_as_it_was_written(asked: QuestionForm) -> None:
    assert read_question_form(write_question_form(asked)) == asked


def test_the_study_says_what_the_lead_is_to_read(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    page = decision_page_of(keller, QuestionForm(DATASET, study.partner, "dpv:ScientificResearch"))
    decision = page.decision
    assert (decision.verdict, decision.n, decision.m) == ("partial", ALLOWED, PEOPLE)
    words = (decision.verdict, decision.n, decision.m, decision.valid_until, page.zone, decision.until_why)
    assert sentence(*words) == "Partial: 4,812 of 5,000 people, until 31 March 2027 (the first consents end)"
    use_language("de")
    assert (
        sentence(*words) == "Teilweise: 4.812 von 5.000 Personen, bis 31. März 2027 (die ersten Einwilligungen enden)"
    )
    before = sentence("deny", 0, 0, None, page.zone, begins=date(2027, 1, 1))
    assert before == "Noch nicht erlaubt: die Vereinbarung gilt ab 1. Januar 2027"
    assert page.pending is not None
    assert (page.pending.people, page.pending.overdue) == (1, True)
    assert len(page.uses) == len(page.left) == 1
    assert [str(one) for one in page.notice_versions] == ["Information zur Bedienstudie, Fassung 2"]
    assert page.agreement_status == "in_force"


def test_only_the_dataset_that_left_has_something_to_report(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    assert {(cell.dataset, cell.partner) for cell in matrix(keller) if cell.pending is not None} == {
        (DATASET, study.partner)
    }


def test_what_there_is_to_ask_about(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    found = choices(keller)
    assert DATASET in {one.value for one in found.datasets}
    partners = {one.value for one in found.partners}
    assert study.partner in partners
    assert keller.organisation not in partners
    assert found.purposes[0].value in {RESEARCH, SERVICE}
    assert "https://w3id.org/dpv#Marketing" in {one.value for one in found.purposes}
    assert len(ready_questions(keller)) == len(matrix(keller))


def test_a_question_that_cannot_be_asked_says_why(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    right = QuestionForm(DATASET, study.partner, RESEARCH)
    with keller.vault.read() as session:
        for wrong in (
            replace(right, dataset=" "),
            replace(right, purpose=""),
            replace(right, partner="Nobody at all"),
            replace(right, action="sell"),
            replace(right, place="Germany"),
        ):
            with pytest.raises(WrongUse):
                question_of(keller, session, wrong, NOW)
        assert question_of(keller, session, replace(right, place="ch"), NOW).place == "CH"


def test_a_dataset_that_nobody_named_is_answered_too(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    page = decision_page_of(keller, QuestionForm("customers", study.partner, "dpv:Marketing"))
    assert page.decision.verdict == "deny"
    assert page.decision.agreement == ""
    assert str(page.dataset_name) == "customers"
    assert str(page.purpose_name) == "Marketing"


def test_a_delivery_uses_the_answer_as_on_the_day_it_left(own: tuple[Acting, Study]) -> None:
    keller, study = own
    asked = QuestionForm(DATASET, study.partner, SERVICE)
    made = deliver(keller, Leaving(version="2", note="SFTP"), asked)
    assert (made.count, made.version) == (decision_page_of(keller, asked).decision.n, "2")
    before = deliver(keller, Leaving(day=date(2026, 11, 20), version="1"), asked)
    assert before.at < NOW - timedelta(days=3)
    assert [one.version for one in decision_page_of(keller, asked).left][:2] == ["2", "1"]
    with pytest.raises(AnswerNo, match="B-5000"):
        deliver(
            keller, Leaving(subjects=[Sent("B-0001"), Sent("B-5000")]), QuestionForm(DATASET, study.partner, RESEARCH)
        )
    used = use_cell_decision(keller, asked)
    again = deliver(keller, Leaving(decision=used.record.entry), asked)
    assert again.decision == used.record.entry


def test_what_can_be_supposed_is_what_holds(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    found = supposable(keller)
    assert study.agreement in {one for one, _number, _title in found.agreements}
    assert [(key, version) for key, version, _title in found.notices] == [("operator-study", "2")]
    assert "CH" in found.countries


def test_the_matrix_page_says_what_there_is(studied: tuple[Acting, Study]) -> None:
    page = matrix_page(studied[0])
    assert page.agreements
    assert page.records
    assert page.today == date(2026, 11, 24)
    assert matrix_page(studied[0], date(2030, 1, 1)).at.date() in (date(2030, 1, 1), date(2029, 12, 31))


def test_the_list_of_adequacy_is_shown_as_a_record(studied: tuple[Acting, Study]) -> None:
    assert dict(record_shown(studied[0], "fact_on_file", "list:CH").lines)["about"] == "CH"
    assert record_shown(studied[0], "fact_on_file", "list:XX").lines == ()
    assert record_shown(studied[0], "legal_basis", "none").lines == ()


def test_the_records_behind_an_answer_are_found_by_what_it_counts(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    page = decision_page_of(keller, QuestionForm(DATASET, study.partner, RESEARCH))
    whole = {"dataset": DATASET, "purpose": RESEARCH, "covering": "1", "controller": keller.organisation}
    assert records_behind(page) == whole
    assert records_behind(page, "withdrawn") == {**whole, "state": "withdrawn"}
    assert records_behind(page, "allowed") == {**whole, "state": "given,renewed"}
    assert records_behind(page, "unknown") == {**whole, "lacking": "1"}
    later = decision_page_of(keller, QuestionForm(DATASET, study.partner, RESEARCH, day=date(2027, 1, 5)))
    assert records_behind(later)["day"] == "2027-01-05"


def test_the_records_behind_no_consent_are_those_of_these_people(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    page = decision_page_of(keller, QuestionForm(DATASET, study.partner, SERVICE))
    lacking = page.decision.tally.counts["unknown"]
    assert lacking
    behind = records_behind(page, "unknown")
    filters = RecordFilters(
        dataset=behind["dataset"],
        purpose=behind["purpose"],
        controller=behind["controller"],
        covering=True,
        lacking=True,
    )
    now = keller.clock()
    with keller.vault.read() as session:
        numbers = record_numbers(session, filters, now)
        first = first_numbers(session, filters, now)
        rows = records_numbered(session, numbers, filters, now).values()
    assert len({row.event.subject for row in rows}) == lacking
    assert {row.event.purpose for row in rows} == {RESEARCH}
    assert first == numbers[: len(first)]
    out = {one.pseudonym for one in people_out(keller, page.decision)}
    assert not out & {row.event.subject for row in rows}
    assert read_filters(write_filters(filters)).purpose == ""


def test_what_is_pending_is_said_where_it_was_given_for(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    pending = {
        purpose: decision_page_of(keller, QuestionForm(DATASET, study.partner, purpose)).pending
        for purpose in (RESEARCH, SERVICE)
    }
    assert pending[SERVICE] is None
    assert pending[RESEARCH] is not None
    assert (pending[RESEARCH].people, pending[RESEARCH].untold) == (1, 1)


def _agreed(
    agreement: str, number: str, status: str, partner: str, *, key: str = "a", name: str = "Studie"
) -> AgreementFacts:
    purpose = Purpose(key=key, name=Localised(en=name, de=f"{name} (Forschung)"))
    terms = Terms.model_construct(
        datasets=(Dataset(key="d", name=Localised(en="D"), provider="we", recipients=("they",)),), purposes=(purpose,)
    )
    references = (("we", "ours"), ("they", partner))
    return AgreementFacts(agreement, number, number, status, None, True, "", "we", references, terms)


def _facts(*agreements: AgreementFacts) -> DecisionFacts:
    return DecisionFacts(own="ours", at=NOW, known_at=NOW, zone=UTC, agreements=agreements)


def test_a_written_name_means_the_purpose_that_fits_dataset_and_partner() -> None:
    facts = _facts(
        _agreed("1", "K-1", "in_force", "elsewhere"),
        _agreed("2", "K-2", "in_force", "them"),
        _agreed("3", "K-3", "expired", "them"),
    )
    for written in ("Studie", "studie (forschung)", "Studie (K-2)", "2#purposes.a"):
        assert meant_by(facts, "d", "them", written) == ("a", "2#purposes.a"), written
    assert meant_by(facts, "d", "elsewhere", "Studie") == ("a", "1#purposes.a")
    assert meant_by(facts, "d", "them", "Studie (K-3)") == ("a", "3#purposes.a"), "asked for by its number"
    assert meant_by(facts, "d", "them", "Tomaten") == ("Tomaten", "")
    assert meant_by(facts, "d", "them", "marketing") == ("https://w3id.org/dpv#Marketing", "")


@pytest.mark.parametrize("written", ["Studie (K-1)", "1#purposes.a"])
def test_a_purpose_that_does_not_fit_is_no_answer_about_the_one_of_its_name(written: str) -> None:
    facts = _facts(_agreed("1", "K-1", "in_force", "elsewhere"), _agreed("2", "K-2", "in_force", "them"))
    with pytest.raises(WrongUse, match=r"another partner.*K-2"):
        meant_by(facts, "d", "them", written)
    assert meant_by(_facts(facts.agreements[0]), "d", "them", written) == ("a", "1#purposes.a"), (
        "denied: nothing is agreed"
    )


def test_several_of_one_name_are_asked_back() -> None:
    facts = _facts(_agreed("1", "K-1", "in_force", "them"), _agreed("2", "K-2", "in_force", "them"))
    with pytest.raises(WrongUse, match=r"Studie \(K-1\), Studie \(K-2\)"):
        meant_by(facts, "d", "them", "Studie")


def test_the_study_is_answered_by_the_name_of_its_purpose(studied: tuple[Acting, Study]) -> None:
    keller, study = studied
    cells = [cell for cell in matrix(keller) if cell.partner == study.partner and cell.dataset == DATASET]
    assert len(cells) > 1
    for cell in cells:
        assert isinstance(cell.purpose_name, Message)
        for language in LANGUAGES:
            decision = decision_page_of(
                keller, QuestionForm(DATASET, study.partner, cell.purpose_name.text(language))
            ).decision
            assert (decision.agreed, decision.verdict, decision.n) == (cell.agreed, cell.verdict, cell.n)


def test_the_purposes_offered_fit_dataset_and_partner(studied: tuple[Acting, Study]) -> None:
    keller, _study = studied
    found = choices(keller)
    agreed = {one.value for one in found.agreed}
    for cell in matrix(keller):
        offered = {one.value for one in found.purposes_for(cell.dataset, cell.partner)} & agreed
        assert cell.agreed in offered
        assert all((cell.dataset, cell.partner, one) in found.fits for one in offered)
    assert agreed <= {one.value for one in found.purposes_for("", "")}
