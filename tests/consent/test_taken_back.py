"""What takes consent back and meets none is said line by line; so is a second spelling of a pseudonym, before it is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.consent.imports.import_file import ImportRefused, Report, import_file
from datapact.consent.imports.options import Options
from datapact.consent.proof.run import EVERYTHING, prove
from datapact.consent.records.events import events_of
from datapact.consent.records.form import Form, record_consent, withdraw
from datapact.consent.records.same_person import fold
from datapact.consent.records.status import standings
from datapact.consent.terms.purposes import ANY_PURPOSE
from datapact.consent.views.person_story import story_of
from datapact.history.entries import store
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import DPV, PARTNER, PARTNER_NAME, RESEARCH, ready

HEAD = "subject;dataset;purpose;controller;state;event_time;notice;notice_version"
WIDER = f"{DPV}ResearchAndDevelopment"
type Take = Callable[..., Report]


@pytest.fixture
def take(keller: Acting, tmp_path: Path) -> Take:
    """Imports lines of (pseudonym, purpose, state, hours ago, controller)."""
    ready(keller, {"B-0021": "given", "B-0024": "given"})

    def imported(*lines: Sequence[object], dry_run: bool = False, **options: object) -> Report:
        written = [HEAD]
        for subject, purpose, state, ago, *party in lines:
            at = (keller.clock() - timedelta(hours=float(str(ago)))).strftime("%Y-%m-%dT%H:00:00Z")
            written.append(f"{subject};panel;{purpose};{party[0] if party else 'self'};{state};{at};panel;1")
        file = tmp_path / "c.csv"
        file.write_text("\n".join(written), encoding="utf-8")
        return import_file(keller, file, Options(**options), dry_run=dry_run)  # type: ignore[arg-type]

    return imported


def said(report: Report) -> list[tuple[str, int, str, str]]:
    return [(one.sort, one.line, one.subject, one.words.text("en").split(": ", 1)[1]) for one in report.remarks.listed]


def test_what_meets_no_consent_is_said_line_by_line_with_the_reason(take: Take, keller: Acting) -> None:
    lines = [
        ("B-0021", RESEARCH, "withdrawn", 9),
        ("X-1", RESEARCH, "withdrawn", 9),
        ("X-2", RESEARCH, "objected", 9),
        ("X-3", RESEARCH, "restricted", 9),
        ("X-4", RESEARCH, "erased", 9),
        ("B-0024", "pruefung", "withdrawn", 9),
        ("B-0021", f"{DPV}Marketing", "objected", 9),
        ("B-0024", RESEARCH, "withdrawn", 24 * 40),
        ("B-0024", f"{DPV}Marketing", "restricted", 9),
        ("B-0024", ANY_PURPOSE, "withdrawn", 8),
        ("B-0021", WIDER, "withdrawn", 8),
    ]
    dry, report = take(*lines, dry_run=True), take(*lines)
    assert report.remarks == dry.remarks
    assert report.batch is not None
    assert report.batch.remarks == report.remarks
    nobody = "no consent of this person in the dataset “Panel” is on file. Check pseudonym and dataset."
    assert said(report) == [
        *(("meets_nothing", line, f"X-{line - 2}", nobody) for line in (3, 4, 5, 6)),
        (
            *("meets_nothing", 7, "B-0024"),
            "it is for “pruefung”, but the consents of this person are for: Research. Check the purpose.",
        ),
        (
            *("meets_nothing", 8, "B-0021"),
            "it is for “Marketing”, but the consents of this person are for: Research. Check the purpose.",
        ),
        (
            *("meets_nothing", 9, "B-0024"),
            "its time is before the first consent that it could concern. Check the time.",
        ),
    ]
    assert report.remarks.meeting_nothing == 7
    with keller.vault.read() as session:
        written = store.load_one(session, report.batch.entry)
        assert written is not None
        assert written.body["mapping"]["taken_back"] == {"meeting_nothing": 7, "same_second": 0}
        assert prove(keller, session, EVERYTHING).holds
        story = story_of(session, "panel", "X-2", keller.clock())
    assert nobody in str(story.happenings[0].details[0])


def test_a_withdrawal_is_not_said_to_permit_nothing_where_it_concerns_what_is_provided(take: Take) -> None:
    inner = f"{DPV}NonCommercialScientificResearch"
    report = take(("B-0021", ANY_PURPOSE, "withdrawn", 9), ("B-0024", WIDER, "withdrawn", 9), dry_run=True)
    assert report.not_provided == ()
    assert [one.purpose for one in take(("B-0021", ANY_PURPOSE, "given", 9), dry_run=True).not_provided] == [
        ANY_PURPOSE
    ]
    lost = take(("B-0021", f"{DPV}Marketing", "withdrawn", 9), ("B-0024", inner, "given", 9), dry_run=True).not_provided
    assert len(lost) == 2


def test_another_controller_is_named(take: Take, keller: Acting) -> None:
    with keller.vault.write() as session:
        from tests.consent.sharing import add_partner

        add_partner(session, "Dritte GmbH")
    (remark,) = take(("B-0021", RESEARCH, "withdrawn", 9, "Dritte GmbH")).remarks.listed
    assert remark.words.text("en") == (
        f"B-0021 (withdrawn): it names Dritte GmbH, but the consents of this person name: Maschinenbau Keller GmbH, "
        f"{PARTNER_NAME}. Check the controller."
    )
    assert not take(("B-0024", RESEARCH, "withdrawn", 9, PARTNER)).remarks


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("apart", [False, True])
def test_of_one_second_it_is_said_which_holds_in_any_order(take: Take, turned: bool, apart: bool) -> None:
    lines = [("B-0021", WIDER, "withdrawn", 5), ("B-0021", RESEARCH, "renewed", 5)]
    lines = lines[::-1] if turned else lines
    if apart:
        assert not take(lines[0]).remarks.same_second
    report = take(*(lines[1:] if apart else lines))
    assert report.remarks.same_second == 1
    (remark,) = report.remarks.of("same_second")
    assert (remark.state, remark.purpose, remark.subject) == ("withdrawn", WIDER, "B-0021")


@pytest.mark.parametrize(
    "state", ["refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased"]
)
@pytest.mark.parametrize("apart", [False, True])
def test_of_one_second_in_one_scope_what_takes_back_is_recorded_and_told(
    take: Take, keller: Acting, state: str, apart: bool
) -> None:
    lines = [("N-1", RESEARCH, "given", 5), ("N-1", RESEARCH, state, 5)]
    if apart:
        assert not take(lines[0]).remarks
    report = take(*(lines[1:] if apart else lines))
    assert report.batch is not None
    (remark,) = report.remarks.listed
    assert (remark.sort, remark.state, remark.line) == ("same_second", state, 2 if apart else 3)
    assert "What takes consent back holds" in str(remark.words)
    now = keller.clock()
    with keller.vault.read() as session:
        assert prove(keller, session, EVERYTHING).holds
        for at, known_at in ((now, None), (now - timedelta(hours=2), None), (now, now)):  # kept, sought, and as known
            (one,) = standings(session, "N-1", at, known_at=known_at)
            assert one.state == state
        written = store.load_one(session, report.batch.entry)
        assert written is not None
        assert written.body["mapping"]["taken_back"] == {"meeting_nothing": 0, "same_second": 1}


@pytest.mark.parametrize("apart", [False, True])
def test_a_yes_of_the_second_of_a_withdrawal_is_refused(take: Take, keller: Acting, apart: bool) -> None:
    lines = [("N-1", RESEARCH, "withdrawn", 5), ("N-1", RESEARCH, "given", 5)]
    if apart:
        take(lines[0])
    with pytest.raises(ImportRefused, match="contradicts"):
        take(*(lines[1:] if apart else lines))
    with keller.vault.read() as session:
        assert [one.state for one in standings(session, "N-1", keller.clock())] == ["withdrawn"] * apart


def test_a_second_spelling_holds_the_import_back_until_somebody_says_so(take: Take, keller: Acting) -> None:
    lines = [("b-0024", RESEARCH, "withdrawn", 5), ("N1", RESEARCH, "given", 5), ("n 1", RESEARCH, "given", 5)]
    wide = ("\uff22-0021", RESEARCH, "given", 5)
    dry = take(*lines, wide, dry_run=True)
    assert [(one.line, one.subject, one.other) for one in dry.alike] == [
        (2, "b-0024", "B-0024"),
        (4, "n 1", "N1"),
        (5, wide[0], "B-0021"),
    ]
    assert dry.held_back
    with pytest.raises(ImportRefused, match="3 pseudonyms differ") as held:
        take(*lines, wide)
    assert held.value.report.batch is None
    assert held.value.exit_code == 1
    with keller.vault.read() as session:
        assert not story_of(session, "panel", "b-0024", keller.clock()).happenings
    report = take(*lines, as_written=True)
    assert report.taken == 3
    assert "but there is B-0024, who is written otherwise" in str(report.remarks.listed[0].words)
    assert take(("b-0024", RESEARCH, "given", 4)).taken == 1  # known by now: nothing to ask again


def test_names_that_get_pseudonyms_are_compared_in_the_file(take: Take) -> None:
    lines = [
        ("b1 ", RESEARCH, "given", 5),
        ("Anna Keller", RESEARCH, "given", 5),
        ("anna keller", RESEARCH, "given", 5),
    ]
    report = take(*lines, dry_run=True, pseudonymise=True)
    assert [(one.subject, one.other) for one in report.alike] == [("anna keller", "Anna Keller")]
    assert take(*lines, pseudonymise=True, as_written=True).taken == 3


def test_a_form_says_it_too_and_a_wider_withdrawal_takes_what_lies_within(take: Take, keller: Acting) -> None:
    _event, batch = record_consent(keller, Form("Q-9", "panel", RESEARCH, state="withdrawn"))
    assert batch.remarks.meeting_nothing == 1
    events, batch = withdraw(keller, "B-0021", purpose="dpv:Purpose")
    assert {one.purpose for one in events} == {RESEARCH}
    assert not batch.remarks
    events, _batch = withdraw(keller, "B-0024", purpose="dpv:ResearchAndDevelopment")
    assert {one.purpose for one in events} == {RESEARCH}


def test_a_form_names_another_spelling_of_the_person(take: Take, keller: Acting) -> None:
    take(("B-0024", RESEARCH, "given", 5))
    with pytest.raises(WrongUse, match="B-0024"):  # asked first: nothing is on file before somebody has answered
        record_consent(keller, Form("b-0024", "panel", RESEARCH))
    with keller.vault.read() as session:
        assert not events_of(session, subject="b-0024")
    _event, batch = record_consent(keller, Form("b-0024", "panel", RESEARCH), another=True)
    assert [(one.subject, one.other) for one in batch.alike] == [("b-0024", "B-0024")]
    assert str(batch.alike[0].words) == "b-0024 differs from B-0024 only in case, width or blanks."
    _event, batch = record_consent(keller, Form("b-0024", "panel", "dpv:Marketing"))
    assert batch.alike == ()  # on file by now: people have seen it
    _event, batch = record_consent(keller, Form("b-0024", "another", RESEARCH))
    assert batch.alike == ()


@given(st.text(max_size=12))
def test_folding_is_settled(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f" {text}\u3000") == fold(text)
    if text.isascii():
        assert fold(text) == "".join(text.lower().split())
