"""The journal of a draft: what was typed is there after a kill, is played once only, and leaves with the draft."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.parties import short_name
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import drafting
from datapact.agreements.steps.drafting import (
    Opened,
    begin_draft,
    discard_edits,
    journal_edits,
    open_draft,
    propose_counter,
    save_draft,
)
from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.base.errors import AnswerNo, Damaged
from datapact.contract.editing.commands import RemovePart, Reword, SetTerm, SetTitle
from datapact.contract.editing.edit import apply
from datapact.contract.templates.interview import page_of, pages
from datapact.contract.templates.template import example_answers, load_template
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.partners.partners import add_partner
from datapact.vault.database import journal
from tests.agreements.drafting_worker import PASSPHRASE, PLACE, type_on
from tests.conftest import SteppingClock
from tests.organisation.founded import founded
from tests.warm import Child

PROFILE = {
    "name": "Maschinenbau Keller GmbH",
    "legal_form": "GmbH",
    "signing_rule": "sole",
    "registration": {"court": "Amtsgericht Stuttgart", "number": "HRB 1"},
}


@pytest.fixture
def keller(tmp_path: Path, clock: SteppingClock) -> Iterator[Acting]:
    created = founded(
        tmp_path / "keller.datapact",
        PROFILE,
        "Anna Keller",
        {"legal", "signatory", "admin"},
        PASSPHRASE,
        "managing_director",
        clock,
    )
    with created.acting as acting:
        yield acting


@pytest.fixture
def institut(tmp_path: Path, clock: SteppingClock) -> Iterator[Acting]:
    created = founded(
        tmp_path / "institut.datapact",
        {"name": "Institut für Produktionsdaten e. V."},
        "Jana Öztürk",
        {"legal", "signatory"},
        PASSPHRASE,
        "by_power_of_attorney",
        clock,
    )
    with created.acting as acting:
        yield acting


@pytest.fixture
def drafted(keller: Acting) -> str:
    return new_agreement(keller, "ai-pilot", example_answers("ai-pilot"))


def words(opened: Opened, place: str = PLACE) -> str:
    return plain_text(dict(places(opened.document.clauses))[place]["de"])


def test_a_number_that_a_partner_s_agreement_has_here_is_left_out(keller: Acting, drafted: str) -> None:
    with keller.vault.write() as session:
        row = session.exec(select(AgreementRow).where(AgreementRow.id == drafted)).one()
        first = row.number
        row.number = f"{first[:-4]}0002"  # as if it had come from a partner, who counts for itself
        session.add(row)
    another = new_agreement(keller, "ai-pilot", example_answers("ai-pilot"))
    with keller.vault.read() as session:
        number = session.exec(select(AgreementRow.number).where(AgreementRow.id == another)).one()
    assert (first[-4:], number[-4:]) == ("0001", "0003")


class TestJournal:
    def test_edits_come_back_and_go_with_the_draft(self, keller: Acting, drafted: str) -> None:
        opened = open_draft(keller, drafted)
        assert opened.restored == 0
        edits = (Reword(PLACE, "de", (Run("Anders."),)), SetTerm("rights.answer_days", 7))
        journal_edits(keller, drafted, opened.base, edits)
        again = open_draft(keller, drafted)
        assert (again.restored, again.lost) == (2, 0)
        assert again.since
        assert words(again) == "Anders."
        assert again.document.terms.rights.answer_days == 7
        _saved, base = save_draft(keller, again.document)
        last = open_draft(keller, drafted)
        assert last.restored == 0
        assert last.base == base
        assert last.document == again.document

    def test_edits_can_be_thrown_away(self, keller: Acting, drafted: str) -> None:
        opened = open_draft(keller, drafted)
        journal_edits(keller, drafted, opened.base, [RemovePart("liability")])
        discard_edits(keller, drafted)
        assert open_draft(keller, drafted).document == opened.document

    def test_edits_over_an_older_text_are_played_over_that_text(self, keller: Acting, drafted: str) -> None:
        opened = open_draft(keller, drafted)
        save_draft(keller, apply(opened.document, SetTitle("de", "Neuer")))
        journal_edits(keller, drafted, opened.base, [SetTerm("rights.answer_days", 7)])
        again = open_draft(keller, drafted)
        assert again.document.title["de"] == opened.document.title["de"]
        assert again.document.terms.rights.answer_days == 7

    def test_what_cannot_be_applied_is_counted(self, keller: Acting, drafted: str) -> None:
        opened = open_draft(keller, drafted)
        edits = (SetTerm("rights.answer_days", 7), RemovePart("no-such-part"), SetTerm("rights.answer_days", 9))
        journal_edits(keller, drafted, opened.base, edits)
        again = open_draft(keller, drafted)
        assert (again.restored, again.lost) == (1, 2)
        assert again.document.terms.rights.answer_days == 7

    @pytest.mark.parametrize("row", ["[]", "{}", '{"base":1}', '{"base":"x","commands":[{"do":"rm"}]}', "nonsense"])
    def test_a_row_that_is_none(self, keller: Acting, drafted: str, row: str) -> None:
        with keller.vault.write() as session:
            journal.put_edit(session, drafted, row, "2026-11-24T08:00:00Z")
        with keller.vault.read() as session, pytest.raises(Damaged):
            drafting.unsaved(session, drafted)

    @pytest.mark.kill
    @pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
    @pytest.mark.parametrize("delay", [0.05, 0.2, 0.45, 0.7])
    def test_nothing_typed_is_lost_by_a_kill(self, keller: Acting, drafted: str, tmp_path: Path, delay: float) -> None:
        keller.close()
        process = Child(type_on, str(tmp_path / "keller.datapact"), drafted)
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        said = process.kill()
        typed = [int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]
        from datapact.organisation.members.unlocking import unlock

        with unlock(tmp_path / "keller.datapact", None, PASSPHRASE, keller.clock) as acting:
            opened = open_draft(acting, drafted)
        assert opened.lost == 0
        count = words(opened).count("x") if typed else 0
        assert count >= (typed[-1] if typed else 0)
        if count:
            assert opened.document.terms.remarks.de == f"Stand {count}"
            assert [clause.id for clause in opened.document.clauses].index("liability") == count % 20


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Maschinenbau Keller GmbH", "Keller"),
        ("Muster Maschinenbau GmbH", "Muster"),
        ("Nordwerk KI-Labor GmbH", "Nordwerk"),
        ("Nordwerk KI-Labor Süd GmbH", "Nordwerk KI-Labor Süd"),
        ("Müller & Söhne GmbH & Co. KG", "Müller & Söhne"),
        ("Institut für Produktionsdaten e. V.", "Institut für Produktionsdaten"),
        ("Donau Kraft AG", "Donau Kraft"),
        ("GmbH", "GmbH"),
    ],
)
def test_a_party_is_called_as_its_name_is_written(name: str, short: str) -> None:
    assert short_name(name) == short


class TestDrafts:
    def test_a_draft_begins_with_our_own_card(self, keller: Acting) -> None:
        opened = begin_draft(keller, "processing")
        own, other = opened.document.terms.parties
        assert own.name == "Maschinenbau Keller GmbH"
        assert own.short_name == "Keller"
        assert own.registration.number == "HRB 1"
        assert [(person.name, person.capacity, person.order) for person in own.signatories] == [
            ("Anna Keller", "managing_director", 1)
        ]
        assert other.name == ""
        saved, _digest = save_draft(keller, opened.document)
        assert saved.number == "DP-2026-0001"
        again, _digest = save_draft(keller, opened.document)
        assert again.number == "DP-2026-0001"

    def test_what_was_answered_about_a_party_is_not_asked_again(self, keller: Acting) -> None:
        document = begin_draft(keller, "processing").document
        own = document.terms.parties[0].key
        for name, value in (("public_body", False), ("dpo_required", True), ("essential_entity", True)):
            document = apply(document, SetTerm(f"parties.{own}.{name}", value))
        save_draft(keller, document)
        party, other = begin_draft(keller, "ai-pilot").document.terms.parties
        assert (party.public_body, party.dpo_required, party.essential_entity) == (False, True, True)
        assert other.public_body is None

    def test_partners_are_offered_as_parties(self, keller: Acting, institut: Acting) -> None:
        add_partner(keller, write_card(institut))
        opened = begin_draft(keller, "ai-pilot")
        partner = next(entry for entry in opened.known if not entry.own)
        assert partner.name == "Institut für Produktionsdaten e. V."
        assert partner.party.organisation == institut.organisation
        assert partner.party.signatories[0].name == "Jana Öztürk"

    def test_a_counter_proposal_needs_an_open_offer(self, keller: Acting, institut: Acting, drafted: str) -> None:
        add_partner(keller, write_card(institut))
        opened = open_draft(keller, drafted)
        with pytest.raises(AnswerNo):
            propose_counter(keller, opened.document)
        save_draft(keller, opened.document)
        offer_draft(keller, drafted)
        own = open_draft(keller, drafted)
        assert own.answers  # an own open offer can be replaced
        propose_counter(keller, apply(own.document, SetTerm("rights.answer_days", 7)))
        with keller.vault.read() as session:
            assert len(load_state(session, drafted).open_offers) == 1


class TestInterview:
    def test_only_what_earlier_answers_make_necessary_is_asked(self, keller: Acting) -> None:
        template = load_template("ai-pilot")
        document = begin_draft(keller, "ai-pilot").document
        before = pages(template, document)
        asked = {question.path for page in before for question in page.questions}
        assert "rights.accuracy_procedure" not in asked
        assert "Gemeinsame Verantwortung" not in {page.title.de for page in before}
        personal = pages(template, apply(document, SetTerm("facts.personal_data", True)))
        assert "rights.accuracy_procedure" in {question.path for page in personal for question in page.questions}

    def test_answers_close_questions(self, keller: Acting) -> None:
        template = load_template("ai-pilot")
        document = begin_draft(keller, "ai-pilot").document
        goal = apply(document, SetTerm("pilot.goal", {"de": "Wartung", "en": "Maintenance"}))
        missing = [sum(len(page.open) for page in pages(template, entry)) for entry in (document, goal)]
        assert missing[1] == missing[0] - 1

    @pytest.mark.parametrize(
        ("place", "question"),
        [
            ("pilot.goal", "pilot.goal"),
            ("datasets.quality.retention.months", "datasets.*.retention"),
            ("datasets.quality", "datasets.*.name"),
            ("legal_bases.3.balancing_test", "legal_bases"),
            ("prevailing", None),
        ],
    )
    def test_a_place_is_found(self, keller: Acting, place: str, question: str | None) -> None:
        template = load_template("ai-pilot")
        document = apply(begin_draft(keller, "ai-pilot").document, SetTerm("facts.personal_data", True))
        found = page_of(pages(template, document), place)
        assert (found[1] if found else None) == question
