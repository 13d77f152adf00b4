"""Single records: by form with the signed paper, withdrawals, receipts, notices from a file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Locked, Malformed, TooLarge, WrongUse
from datapact.consent.notices import notice, notices
from datapact.consent.notices.from_file import file_reader, notice_from, read_notice
from datapact.consent.records import status
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events, events_of
from datapact.consent.records.form import LARGEST_EVIDENCE, Form, record_consent, withdraw
from datapact.consent.records.receipt import Receipt
from datapact.consent.records.receipt_file import as_json
from datapact.consent.records.receipt_of_event import receipt_for
from datapact.organisation.acting.acting_member import Acting
from datapact.pdf.reports.consent_receipt import render_receipt
from datapact.vault.database.entries import attachment
from tests.consent.test_events import SPRING, event
from tests.organisation.conftest import Found

RESEARCH = "https://w3id.org/dpv#ScientificResearch"
FORM = Form("P-001", "messdaten", "dpv:ScientificResearch", at=SPRING)
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "notice.toml"


def test_a_form_with_the_signed_paper(keller: Acting) -> None:
    form = Form(
        "P-001",
        "messdaten",
        "dpv:ScientificResearch",
        state="renewed",
        explicit=True,
        guardian="G-17",
        age_threshold="16",
        more={"language": "de", "medium": " "},
        evidence=b"%PDF-1.7 signed",
    )
    made, batch = record_consent(keller, form)
    with keller.vault.read() as session:
        ((_, stored),) = events_of(session)
        paper = attachment(session, stored.more["evidence_digest"])
    assert paper == ("application/pdf", b"%PDF-1.7 signed")
    assert (stored.event_id, stored.batch, stored.purpose) == (made.event_id, batch.entry, RESEARCH)
    assert (stored.controller, stored.state, stored.explicit) == (keller.organisation, "renewed", True)
    assert {name: stored.more[name] for name in ("guardian", "age_threshold", "language")} == {
        "guardian": "G-17",
        "age_threshold": "16",
        "language": "de",
    }
    assert "medium" not in stored.more


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"subject": "Anna Keller"}, WrongUse),
        ({"state": "perhaps"}, WrongUse),
        ({"controller": "Nobody AG"}, WrongUse),
        ({"dataset": " "}, WrongUse),
        ({"guardian": "Petra Keller"}, WrongUse),
        ({"more": {"Not A Name": "x"}}, WrongUse),
        ({"more": {"subject": "x"}}, WrongUse),
        ({"more": {"note": "x" * 2_001}}, WrongUse),
        ({"at": datetime(2030, 1, 1, tzinfo=UTC)}, WrongUse),
        ({"evidence": b"GIF89a"}, Malformed),
        ({"evidence": b"%PDF-" + bytes(LARGEST_EVIDENCE)}, TooLarge),
    ],
)
def test_forms_that_cannot_be(keller: Acting, changes: dict[str, Any], error: type[DataPactError]) -> None:
    with pytest.raises(error):
        record_consent(keller, replace(FORM, **changes))
    with keller.vault.read() as session:
        assert events_of(session) == []


def test_withdrawing_everything_or_a_part(keller: Acting) -> None:
    with keller.vault.write() as session:
        append_events(
            keller,
            session,
            [
                event("a", purpose=RESEARCH, notice="n", notice_version="1"),
                event("b", purpose="marketing"),
                event("c", dataset="other"),
                event("d", dataset="refused", state="refused"),
            ],
            source="x",
        )
    (part,), _ = withdraw(
        keller, "P001", dataset="messdaten", purpose="dpv:ScientificResearch", more={"medium": "e-mail"}
    )
    assert (part.purpose, part.notice, part.more) == (RESEARCH, "n", {"medium": "e-mail"})
    rest, _ = withdraw(keller, "P001")
    assert {(one.dataset, one.purpose) for one in rest} == {("messdaten", "marketing"), ("other", RESEARCH)}
    with keller.vault.read() as session:
        states = [one.state for one in status.standings(session, "P001", keller.clock())]
    assert sorted(states) == ["refused", "withdrawn", "withdrawn", "withdrawn"]
    for nobody in ("P001", "P002"):
        with pytest.raises(WrongUse, match="no consent"):
            withdraw(keller, nobody)


def test_two_decisions_within_one_second(keller: Acting) -> None:
    still = replace(keller, clock=lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))
    record_consent(still, replace(FORM, at=None))
    withdraw(still, "P-001")
    with keller.vault.read() as session:
        (_, given), (_, withdrawn) = events_of(session)
        assert status.standings(session, "P-001", datetime(2026, 12, 1, tzinfo=UTC))[0].state == "withdrawn"
    assert (withdrawn.at - given.at).seconds == 1


def receipt(keller: Acting, made: Event) -> Receipt:
    with keller.vault.write() as session:
        append_events(keller, session, [made], source="x")
        found = events_of(session, event_id=made.event_id)[0][1]
        return receipt_for(session, found, issued=SPRING, house=keller.organisation)


def test_a_receipt_says_what_was_consented_to(keller: Acting) -> None:
    values = read_notice(EXAMPLE.read_bytes())
    with keller.vault.write() as session:
        notices.record_notice(
            keller, session, notice_from(session, values, keller.organisation, file_reader(EXAMPLE.parent))
        )
    made = receipt(
        keller, event(controller=keller.organisation, notice="sensor-study", notice_version="2", more={"x": "y"})
    )
    shown = json.loads(json.dumps(as_json(made)))
    assert shown["event"]["state"] == {"@id": "https://w3id.org/dpv#ConsentGiven", "name": "given"}
    assert shown["purposes"] == [{"@id": RESEARCH}]
    assert shown["controllers"][0]["name"] == "Maschinenbau Keller GmbH"
    assert shown["notice"]["withdrawal_method"].startswith("By e-mail")
    assert shown["further"] == {"x": "y"}
    for language in ("de", "en"):
        assert render_receipt(made, language).startswith(b"%PDF-1.7")


def test_a_receipt_without_a_notice_on_file(keller: Acting) -> None:
    made = receipt(keller, event(purpose="own-key", notice="gone", notice_version="9"))
    shown = as_json(made)
    assert shown["purposes"] == [{"name": "own-key"}]
    assert shown["notice"] == {"id": "gone", "version": "9"}
    assert render_receipt(made, "de").startswith(b"%PDF-1.7")
    again = receipt(keller, event("e2", "P-002"))
    assert again.id != made.id


@pytest.mark.judge("verapdf")
def test_a_receipt_is_archival_and_accessible(keller: Acting, tmp_path: Path) -> None:
    from tests.tools.verapdf import complaints

    file = tmp_path / "receipt.pdf"
    file.write_bytes(render_receipt(receipt(keller, event(notice="n", notice_version="1")), "de"))
    assert complaints([file]) == ""


def test_notices_and_their_end(keller: Acting, tmp_path: Path) -> None:
    (tmp_path / "info.pdf").write_bytes(b"%PDF-1.7")
    toml = """key = "info"\nversion = "1"\nvalid_from = 2026-01-01\ncontrollers = ["self", "Maschinenbau"]
    [[texts]]\nlanguage = "de"\ntitle = "Info"\nfile = "info.pdf"\n[[texts]]\nlanguage = "en"\ntitle = "About"\nreference = "x"
    """
    values = read_notice(toml.encode())
    with keller.vault.write() as session:
        made = notices.record_notice(
            keller, session, notice_from(session, values, keller.organisation, file_reader(tmp_path))
        )
        assert attachment(session, made.text_digest) == ("application/pdf", b"%PDF-1.7")
    assert (made.controllers, made.language, made.title) == ((keller.organisation,) * 2, "de", "About"), (
        "titled in the language of the reader"
    )
    before = keller.clock()
    with keller.vault.write() as session:
        ended = notices.invalidate_notice(keller, session, "info", "1", day=date(2026, 6, 1), reason="Fehler")
    with keller.vault.read() as session:
        assert notices.notices(session) == {("info", "1"): ended}
        assert notices.notices(session, before) == {("info", "1"): made}
        assert notices.notice_starts(session, UTC) == {("info", "1"): int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())}
        with pytest.raises(WrongUse):
            notices.notice_of(session, "info", "2")
    assert (ended.invalid_from, ended.reason, ended.texts) == (date(2026, 6, 1), "Fehler", made.texts)


def test_the_role_decides_about_notices(found: Found) -> None:
    olga = found("Amt", "Olga", {"auditor"}).acting
    made = notice.Notice("n", "1", (notice.NoticeText("de", "N"),), date(2026, 1, 1))
    with olga.vault.write() as session, pytest.raises(Locked):
        notices.record_notice(olga, session, made)


WRONG = ['key = ""', 'key = "a b"', "key = 1", "valid_from = 2026-01-01T10:00:00", 'valid_from = "x"', "texts = []"]
WRONG += [
    'other = "x"',
    "purposes = [1]",
    'purposes = "x"',
    "withdrawal = 1",
    'texts = [{language = "de"}]',
    "key = ",
    "!",
]


@pytest.mark.parametrize("line", WRONG)
def test_notice_files_that_are_wrong(line: str) -> None:
    name = line.split(" ")[0]
    lines = ['key = "k"', 'version = "1"', "valid_from = 2026-01-01", 'texts = [{language = "de", title = "T"}]']
    read_notice("\n".join(lines).encode())
    with pytest.raises(Malformed):
        read_notice("\n".join([*(one for one in lines if not one.startswith(f"{name} ")), line]).encode())
    if name in ("key", "valid_from", "texts"):
        with pytest.raises(Malformed):
            read_notice("\n".join(one for one in lines if not one.startswith(f"{name} ")).encode())


@given(st.binary(max_size=80))
def test_any_bytes_as_notice(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_notice(data)


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x"])
def test_files_outside_are_not_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse):
        file_reader(tmp_path)(name)


def test_languages_of_a_notice_are_checked(keller: Acting) -> None:
    made = notice.Notice("n", "1", (notice.NoticeText("Deutsch!", "N"),), date(2026, 1, 1))
    with keller.vault.write() as session, pytest.raises(WrongUse):
        notices.record_notice(keller, session, made)
