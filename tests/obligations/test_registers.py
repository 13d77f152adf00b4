"""Registers as at any date: what belongs in, what was left out and why, the members that Art. 30 asks for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.audit.verify.verify import verify_file
from datapact.base import strictjson
from datapact.base.errors import DataPactError, WrongUse
from datapact.contract.terms import Terms
from datapact.history.entries import store
from datapact.history.entries.entry import Entry
from datapact.history.state.dag import entries_by
from datapact.history.state.facts import Dispute, Revocation, Termination
from datapact.organisation.identity.profile import Address, Contact, Profile
from datapact.pdf.reports.register import register_csv, register_json, register_pdf, register_xlsx, write_register
from datapact.registers.agreements import row as agreement_row
from datapact.registers.filters import Filters
from datapact.registers.point_in_time import KnownAgreement, known_agreement, known_agreements
from datapact.registers.processing import controller_rows
from datapact.registers.processing import gaps as gaps_of_record
from datapact.registers.register import Register, cell_text
from datapact.registers.register_file import read_register
from datapact.registers.registers import NAMES, gaps_of, register
from datapact.registers.transfers import gaps
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.audit import prepared
from tests.depth import examples
from tests.obligations.filed import file_contracts
from tests.tools.verapdf import complaints


class Days:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Table, list[str], Days]]:
    """Three contracts recorded on 2 March 2026, an agreement drafted and signed from 24 November on."""
    folder = tmp_path_factory.mktemp("houses")
    days = Days()
    found_houses(folder / "template", days)
    table = at_table(folder / "template", folder / "copies", days)
    histories = file_contracts(table.anna)
    days.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    table.sign_twice()
    from datapact.signing.ceremony.sign import sign

    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    end_elsewhere(table.anna, histories[1], date(2026, 11, 30), ground="ordinary", reason="gekündigt")
    yield table, histories, days
    table.close()


def column(made: Register, key: str) -> list[object]:
    return [cell_text(row.cells.get(key), "en") for row in made.rows]


def words(messages: object) -> list[str]:
    return [one.text("en") for one in messages]  # type: ignore[attr-defined]


@pytest.mark.journey
def test_all_agreements_with_status_and_evidence(filled) -> None:
    table, histories, _days = filled
    made = register(table.anna, "agreements", date(2026, 11, 25))
    assert column(made, "number")[1:] == ["V-1", "V-2", "V-3"]
    assert column(made, "status") == ["Signed", "In force", "In force", "Expired"]
    assert column(made, "evidence") == ["Signed here", *["Elsewhere: paper, scan"] * 3]
    assert column(made, "ended_on") == [None, None, date(2026, 11, 30), None]
    assert column(made, "transfers")[1:] == [2, None, None]
    assert [row.agreement for row in made.rows][1:] == histories
    assert words(made.population) == [
        "4 agreements were known in this vault.",
        "2 of them were in force on that day.",
        "3 were signed elsewhere.",
    ]
    assert ("V-2", "Neither an end date nor an end event is recorded.") in [
        (gap.number, gap.message.text("en")) for gap in made.gaps
    ]


def test_a_disputed_notice_ends_no_row_in_silence(filled) -> None:
    """After the last day that it states the agreement is terminated, disputed; registers of what is in force keep it."""
    table, _histories, _days = filled
    with table.anna.vault.read() as session:
        state = load_state(session, table.history)
    on, sofia = date(2027, 6, 1), table.sofia.organisation
    assert known_agreement(state, table.anna.organisation, on).status == "in_force"
    time = state.signed[-1].time
    notice = Termination("T" * 43, sofia, time, "2027-05-01", "", "ordinary")
    revocation = Revocation("R" * 43, sofia, time, "K" * 43, "left")
    ended = replace(state, stage="terminated", terminated=(notice,))
    found = []
    for disputes in ((), (Dispute(revocation, (notice.digest,)),)):
        known = known_agreement(replace(ended, disputes=disputes), table.anna.organisation, on)
        told = [gap.message.text("en") for gap in gaps_of(known, on)]
        found.append((known.binds, cell_text(agreement_row(known).cells["status"], "en"), told[0][:12] if told else ""))
    assert found[0][:2] == (False, "Terminated")
    assert found[1][0]
    assert str(found[1][1]).startswith("Terminated, disputed by ")
    assert found[1][2] == "Disputed by "


def test_as_known_on_an_earlier_day(filled) -> None:
    table, _histories, _days = filled
    earlier = register(table.anna, "agreements", date(2026, 6, 1))
    assert column(earlier, "number") == ["V-1", "V-2", "V-3"]
    assert column(earlier, "ended_on") == [None] * 3  # the notice was recorded only later
    assert "1 agreement was recorded only later and is not part of it." in words(earlier.population)
    before = register(table.anna, "agreements", date(2026, 3, 1))
    assert before.rows == ()
    assert words(before.population)[2:] == [
        "4 agreements were recorded only later and are not part of it.",
        "2 of those recorded later were in force on that day, by what is known now.",
    ]
    assert words(one.words for one in before.left_out) == ["4 agreements: recorded only after that day"]
    assert column(register(table.anna, "agreements", date(2026, 12, 1)), "status")[2] == "Terminated"


def test_filters_are_said_and_counted(filled) -> None:
    table, _histories, _days = filled
    made = register(table.anna, "agreements", date(2026, 11, 25), Filters(("in_force",), "weber"))
    assert column(made, "number") == ["V-1", "V-2"]
    assert words(made.filters) == ["Status: In force", "Partner: weber"]
    assert [(one.reason.text("en"), one.count) for one in made.left_out] == [("another status than asked for", 2)]
    with pytest.raises(WrongUse):
        Filters(("nonsense",))


def test_transfers_with_mechanism_module_and_assessment(filled) -> None:
    table, _histories, _days = filled
    made = register(table.anna, "transfers", date(2026, 11, 25))
    assert column(made, "importer") == ["Nimbus Hosting Inc.", "Support Ltd."]
    assert column(made, "country") == ["United States", "India"]
    assert "Article 46(2)(c) GDPR" in str(column(made, "mechanism")[0])
    assert str(column(made, "module")[0]).startswith("Module 3")
    assert column(made, "assessment") == ["TIA-7", ""]
    assert column(made, "assessment_date") == [date(2025, 2, 1), None]
    assert column(made, "remote_access") == ["no", "yes"]
    assert [(gap.number, gap.message.text("en")) for gap in made.gaps] == [
        ("V-1", "Nimbus Hosting Inc.: the transfer assessment is older than twelve months."),
        ("V-1", "Support Ltd.: no mechanism is recorded for this transfer."),
        ("V-2", "Nimbus Hosting Inc.: a sub-processor outside the EEA, and no transfer to it is recorded."),
    ]
    counts = {one.reason.text("en"): one.count for one in made.left_out}
    assert counts == {
        "not in force on that day": 2,
        "in force; nothing is recorded of them for this register": 1,
    }


def test_a_partner_abroad_is_never_left_out_in_silence(filled) -> None:
    """Also where the terms say nothing but a name, as those of a contract on paper, and the address is our partner's."""
    table, _histories, _days = filled
    on = date(2026, 11, 25)
    with table.anna.vault.read() as session:
        known = known_agreements(table.anna, session, on, table.anna.clock()).agreements
    paper = next(one for one in known if one.number == "V-1")
    assert paper.terms is not None
    weber = next(party for party in paper.parties if party.key == "weber")
    bare = replace(paper, terms=Terms(parties=paper.terms.parties), seats={"weber": ("DE", "US")})
    ours = replace(bare, own="weber")

    def named(agreement: KnownAgreement) -> bool:
        return any(weber.name in one.message.text("de") for one in gaps(agreement, on))

    assert named(bare)
    assert "Vereinigte Staaten" in next(iter(gaps(bare, on))).message.text("de")
    assert not named(replace(bare, seats={"weber": ("DE",)}))
    assert named(replace(bare, seats={"weber": ("DE",)}, unplaced=frozenset({"weber"})))
    assert "weber" not in paper.unplaced
    assert not named(ours)
    (dataset,) = paper.terms.datasets
    nobodys = dataset.model_copy(
        update={"personal": tuple(one.model_copy(update={"judgement": "not_personal"}) for one in dataset.personal)}
    )
    assert not named(replace(bare, terms=Terms(parties=paper.terms.parties, datasets=(nobodys,))))
    unasked = dataset.model_copy(update={"personal": ()})
    assert named(replace(bare, terms=Terms(parties=paper.terms.parties, datasets=(unasked,))))


def test_who_gets_data_by_a_contract_without_roles_is_called_a_recipient(filled) -> None:
    table, _histories, _days = filled
    with table.anna.vault.read() as session:
        known = known_agreements(table.anna, session, date(2026, 11, 25), table.anna.clock()).agreements
    paper = next(one for one in known if one.number == "V-1")
    assert paper.terms is not None
    bare = replace(paper, terms=paper.terms.model_copy(update={"activities": ()}))
    (row,) = controller_rows(bare)
    assert "Weber Analytik GmbH (data recipient)" in str(cell_text(row.cells["recipients"], "en")).replace(
        "Recipient", "recipient"
    )


def test_contact_details_come_from_our_profile_as_it_was_on_file_then(filled) -> None:
    table, _histories, _days = filled
    now = Profile(
        "Maschinenbau Keller GmbH",
        address=Address("Werkstraße 12", "74076", "Heilbronn"),
        contact=Contact("Datenbüro", "daten@keller.example", "+49 7131 1"),
    )
    with table.anna.vault.read() as session:
        known = known_agreements(table.anna, session, date(2026, 11, 25), table.anna.clock()).agreements
    paper = next(one for one in known if one.number == "V-1")
    assert paper.terms is not None
    own = paper.terms.party(paper.own)
    bare = own.model_copy(update={"contact": own.contact.model_copy(update={"name": "", "email": "", "phone": ""})})
    others = tuple(bare if one.key == own.key else one for one in paper.terms.parties)
    silent = replace(paper, terms=paper.terms.model_copy(update={"parties": others}), house=None)
    told = [gap.message.text("en") for gap in gaps_of_record(silent, as_processor=False)]
    assert any("contact details" in one for one in told)
    filled_in = replace(silent, house=now)
    (row,) = controller_rows(filled_in)
    said = cell_text(row.cells["controller"], "en")
    assert said == f"{own.name}, Werkstraße 12, 74076 Heilbronn, Datenbüro, daten@keller.example, +49 7131 1"
    assert not any("contact details" in gap.message.text("en") for gap in gaps_of_record(filled_in, as_processor=False))
    (stated,) = controller_rows(replace(paper, house=now))
    assert "datenpartner@keller.example" in str(cell_text(stated.cells["controller"], "en")), (
        "what the agreement says counts"
    )


def test_article_30_1_has_its_members_and_no_others(filled) -> None:
    table, _histories, _days = filled
    made = register(table.anna, "processing-controller", date(2026, 11, 25))
    assert column(made, "number") == ["V-1"]
    assert "".join(sorted({one.letter for one in made.columns})) == "abcdefg"
    (row,) = made.rows
    said = {one.key: cell_text(row.cells.get(one.key), "en") for one in made.columns}
    assert said == {
        "number": "V-1",
        "activity": "Analysis of machine logs",
        "controller": "Maschinenbau Keller GmbH, Werkstraße 12, 74076 Heilbronn, Jonas Weidner, datenpartner@keller.example",
        "joint_controllers": None,
        "representative": "not on file",
        "data_protection_officer": "Dr. Rosa Thal, datenschutz@keller.example",
        "purposes": "Remote maintenance",
        "subjects": "employees",
        "categories": "Operator id; identifying data",
        "recipients": "Weber Analytik GmbH (processor); Nimbus Hosting Inc. (sub-processor, United States)",
        "transfers": "Nimbus Hosting Inc., United States, standard contractual clauses of the Commission"
        " (Article 46(2)(c) GDPR); Support Ltd., India",
        "time_limits": "Machine logs: 24 months; thereafter the data is deleted",
        "measures": "transmission: TLS 1.3",
    }
    assert made.gaps == ()


def test_article_30_2_apart(filled) -> None:
    table, _histories, _days = filled
    made = register(table.anna, "processing-processor", date(2026, 11, 25))
    assert column(made, "number") == ["V-2"]
    assert "".join(sorted({one.letter for one in made.columns})) == "abcd"
    assert column(made, "controllers") == ["Weber Analytik GmbH, Am Hang 1, 70173 Stuttgart"]
    assert {"purposes", "recipients", "time_limits", "subjects"}.isdisjoint(one.key for one in made.columns)
    assert register(table.anna, "processing-processor", date(2026, 12, 1)).rows == ()


@pytest.mark.judge("verapdf")
def test_pdfs_of_all_registers_in_both_languages(filled, tmp_path: Path) -> None:
    table, _histories, _days = filled
    files = []
    for name in NAMES:
        made = register(table.anna, name, date(2026, 11, 25))
        for language in ("de", "en"):
            files.append(tmp_path / f"{name}-{language}.pdf")
            files[-1].write_bytes(register_pdf(made, language))
            assert register_pdf(made, language) == files[-1].read_bytes()
        with pikepdf.open(files[-1]) as opened:
            assert opened.attachments["register.json"].get_file().read_bytes() == register_json(made)
            assert opened.attachments["register.csv"].get_file().read_bytes() == register_csv(made, "en")
    assert complaints(files) == ""


def test_tables_for_other_programs_hold_the_same(filled) -> None:
    table, _histories, _days = filled
    made = register(table.anna, "agreements", date(2026, 11, 25))
    lines = list(csv.DictReader(io.StringIO(register_csv(made, "de").decode(), newline="")))
    assert [line["number"] for line in lines] == column(made, "number")
    assert lines[3]["title"] == '\'=HYPERLINK("x")'
    book = CalamineWorkbook.from_filelike(io.BytesIO(register_xlsx(made, "de")))
    assert book.sheet_names == ["Verzeichnis der Vereinbarungen", "Über dieses Verzeichnis", "Lücken"]
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[4][1] == '\'=HYPERLINK("x")'
    assert rows[2][6] == date(2024, 12, 20)
    whole = json.loads(write_register(made, "json", "en"))
    assert [one["number"] for one in whole["rows"]] == column(made, "number")
    assert whole["rows"][1]["status"] == {"code": "in_force", "de": "In Kraft", "en": "In force"}
    assert whole["rows"][1]["datasets"][0]["code"] == "machine-logs"


def test_an_empty_vault_gives_empty_registers(filled) -> None:
    table, _histories, _days = filled
    for name in NAMES:
        made = register(table.sofia, name, date(2020, 1, 1))
        assert made.rows == ()
        assert all(write_register(made, form, "de") for form in ("pdf", "xlsx", "csv", "json"))


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, 60))
def test_what_is_known_at_a_moment_never_lacks_its_ground(filled, minutes: int) -> None:
    table, _histories, _days = filled
    with table.anna.vault.read() as session:
        entries: list[Entry] = store.load(session, table.history)
    moments = sorted({entry.time for entry in entries})
    moment = moments[minutes % len(moments)]
    known = entries_by(reversed(entries), moment)
    digests = {entry.digest for entry in known}
    assert all(set(entry.parents) <= digests for entry in known)
    assert all(entry.time <= moment for entry in known)
    assert entries_by(entries, moments[-1]) == entries


def judged(pdf: bytes) -> tuple[str, str]:
    verdict = verify_file(pdf, "register.pdf")
    return verdict.verdict, " ".join(one.text("en") for one in (*verdict.reasons, *verdict.notes))


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_of_a_register_are_drawn_again(filled, name: str) -> None:
    table, _histories, _days = filled
    made = register(table.anna, name, date(2026, 11, 25))
    for language in ("de", "en"):
        verdict, said = judged(register_pdf(made, language))
        assert (verdict, "show what register.json in it says" in said) == ("indeterminate", True), said
        assert "carries no signature" in said


@pytest.mark.parametrize("name", prepared.PREPARED)
def test_a_prepared_register_is_invalid(filled, name: str) -> None:
    table, _histories, _days = filled
    pdf = register_pdf(register(table.anna, "agreements", date(2026, 11, 25)), "de")
    assert judged(prepared.saved(pdf, prepared.PREPARED[name]))[0] == "invalid"


def test_a_register_with_a_revision_behind_it_is_invalid(filled) -> None:
    table, _histories, _days = filled
    tampered = prepared.with_revisions(register_pdf(register(table.anna, "agreements", date(2026, 11, 25)), "de"))
    assert len(tampered) >= 8
    for name, data in tampered.items():
        assert judged(data)[0] == "invalid", name


def test_a_disguised_or_old_register_says_that_it_was_not_compared(filled) -> None:
    table, _histories, _days = filled
    pdf = register_pdf(register(table.anna, "agreements", date(2026, 11, 25)), "de")
    for name in prepared.DISGUISED:
        verdict, said = judged(prepared.saved(pdf, prepared.DISGUISED[name]))
        assert (verdict, "were not drawn by this version" in said) == ("indeterminate", True)


@pytest.fixture(scope="module")
def written(filled) -> dict[str, bytes]:
    table, _histories, _days = filled
    return {name: register_json(register(table.anna, name, date(2026, 11, 25))) for name in NAMES}


@settings(max_examples=examples(100), deadline=None)
@given(name=st.sampled_from(NAMES), share=st.floats(0, 0.999), flip=st.integers(1, 127))
def test_a_register_is_read_as_it_was_written(written: dict[str, bytes], name: str, share: float, flip: int) -> None:
    """And nothing else can stand in register.json: every change is refused, or is another register."""
    data = written[name].removesuffix(b"\n")
    assert register_json(read_register(strictjson.parse_object(data))) == written[name]
    changed = bytearray(data)
    changed[int(share * len(data))] ^= flip
    with suppress(DataPactError):
        assert register_json(read_register(strictjson.parse_object(bytes(changed)))) != written[name]
