"""Importing a file of consents: what a person sees before, what is taken, what is refused and why, all or nothing."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from datapact.base.errors import Damaged, DataPactError, Locked, Malformed, TooLarge, WrongUse
from datapact.consent.imports.import_file import ImportRefused, Report, import_file
from datapact.consent.imports.options import Options
from datapact.consent.imports.preview import preview
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.notices.notices import record_notice
from datapact.consent.records.event import Event
from datapact.consent.records.events import events_of
from datapact.consent.terms.pseudonyms import forget_key, key_digest, pseudonym, pseudonym_key, recorded_digest
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import record_by_entry
from tests.organisation.conftest import Found

RESEARCH = "https://w3id.org/dpv#ScientificResearch"
HEADINGS = ["event_id", "subject", "dataset", "purpose", "controller", "state", "event_time", "valid_until"]
HEADINGS += ["notice", "notice_version", "explicit"]
BERLIN = timezone(timedelta(hours=1))
type Written = Callable[..., Path]


def line(**changes: str) -> list[str]:
    """A line that is in order, with changes."""
    values = dict.fromkeys(HEADINGS, "")
    values |= {"event_id": "e1", "subject": "P-001", "dataset": "messdaten", "purpose": "dpv:ScientificResearch"}
    values |= {"controller": "self", "state": "given", "event_time": "2026-03-01T09:00:00Z"} | changes
    return list(values.values())


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes a CSV file of lines under the headings of the contract, or other ones."""

    def write(
        *lines: Sequence[str], headings: Sequence[str] = HEADINGS, encoding: str = "utf-8", between: str = ","
    ) -> Path:
        target = io.StringIO(newline="")
        csv.writer(target, delimiter=between).writerows([headings, *lines])
        file = tmp_path / "consents.csv"
        file.write_bytes(target.getvalue().encode(encoding))
        return file

    return write


def take(keller: Acting, file: Path, **options: Any) -> Report:
    return import_file(keller, file, Options(zone=BERLIN, **options))


def stored(keller: Acting) -> list[Event]:
    with keller.vault.read() as session:
        return [event for _, event in events_of(session)]


def refusals(keller: Acting, file: Path, **options: Any) -> list[tuple[int, str]]:
    """What a dry run says; the import itself refuses likewise and leaves nothing."""
    report = import_file(keller, file, Options(zone=BERLIN, **options), dry_run=True)
    before = stored(keller)
    with pytest.raises(ImportRefused) as refused:
        take(keller, file, **options)
    assert refused.value.report.refusals == report.refusals
    assert stored(keller) == before
    return [(number, str(reason)) for number, reason in report.refusals]


def test_the_columns_of_the_contract(keller: Acting, written: Written) -> None:
    file = written(
        line(valid_until="2030-12-31", notice="info", notice_version="2", explicit="yes"),
        line(event_id="e2", state="Widerrufen", event_time="02.03.2026 14:30"),
    )
    report = take(keller, file)
    assert (report.lines, report.taken, report.known, report.refused) == (2, 2, 0, 0)
    assert report.notices_not_on_file == (("info", "2"),)
    given, withdrawn = stored(keller)
    assert (given.purpose, given.controller, given.explicit) == (RESEARCH, keller.organisation, True)
    assert given.at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert given.until == datetime(2030, 12, 31, 22, 59, 59, tzinfo=UTC)  # the whole day, local
    assert (withdrawn.state, withdrawn.at) == ("withdrawn", datetime(2026, 3, 2, 13, 30, tzinfo=UTC))
    assert report.batch is not None
    with keller.vault.read() as session:
        record = record_by_entry(session, report.batch.entry)
    assert record is not None
    assert (record.body["count"], record.body["source"]) == (2, "consents.csv")
    assert record.body["mapping"]["columns"]["state"] == "state"


def test_the_same_file_again_does_nothing(keller: Acting, written: Written) -> None:
    file = written(line(), line(event_id="e2", subject="P-002"), line())
    first, again = take(keller, file), take(keller, file)
    assert (first.taken, first.known) == (2, 1)
    assert (again.taken, again.known) == (0, 3)
    assert again.batch is not None
    assert not again.batch.entry


def test_german_headings_without_ids(keller: Acting, written: Written) -> None:
    headings = [
        "Studien-ID",
        "Datensatz",
        "Zweck",
        "Verantwortliche Stelle",
        "Status",
        "Datum",
        "gültig bis",
        "Bemerkung",
    ]
    row = ["P-001", "messdaten", "wissenschaftliche Forschung", "Maschinenbau", "erteilt", "1.3.2026", "", "=cmd()"]
    file = written(row, headings=headings, between=";")
    take(keller, file)
    assert take(keller, file).known == 1  # the id is derived, and the same each time
    (event,) = stored(keller)
    assert (event.purpose, event.more) == (RESEARCH, {})
    assert event.event_id.startswith("derived:")


def test_further_columns_and_values_for_all_lines(keller: Acting, written: Written) -> None:
    headings = [*HEADINGS[:4], *HEADINGS[5:], "Sprache", "Kommentar", "Visite"]
    row = [*line()[:4], *line()[5:], "de", "weg", "V2"]
    options = {"constants": {"controller": "self", "medium": "paper"}, "columns": {"Visite": "visit", "Kommentar": ""}}
    take(keller, written(row, headings=headings), **options)
    assert stored(keller)[0].more == {"language": "de", "medium": "paper", "visit": "V2"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": ""}, "pseudonym is missing"),
        ({"subject": "Anna Keller"}, "looks like a name"),
        ({"subject": "anna@example.org"}, "looks like a name"),
        ({"subject": "P-1\0"}, "invisible"),
        ({"subject": "P1" * 60}, "longer than 100"),
        ({"subject": "P1" * 5_000}, "longer than 100"),
        ({"dataset": ""}, "dataset is missing"),
        ({"dataset": "x" * 101}, "longer than 100"),
        ({"purpose": ""}, "purpose is missing"),
        ({"purpose": "a\u202eb"}, "invisible"),
        ({"controller": ""}, "controller is missing"),
        ({"controller": "Nobody AG"}, "no partner"),
        ({"state": "perhaps"}, "not a state"),
        ({"state": ""}, "state of the consent is missing"),
        ({"event_time": ""}, "time of the event is missing"),
        ({"event_time": "31.02.2026"}, "no day of the calendar"),
        ({"event_time": "2026-13-01"}, "no day of the calendar"),
        ({"event_time": "yesterday"}, "no day of the calendar"),
        ({"event_time": "2026-03-01T25:00:00Z"}, "no day of the calendar"),
        ({"event_time": "0026-03-01"}, "no day of the calendar"),
        ({"event_time": "2030-01-01"}, "in the future"),
        ({"valid_until": "never"}, "no day of the calendar"),
        ({"valid_until": "2020-01-01"}, "ends before it begins"),
        ({"explicit": "perhaps"}, "neither yes nor no"),
        ({"event_id": "anna@example.org"}, "e-mail"),
        ({"event_id": "x" * 301}, "too long"),
        ({"notice": "info", "notice_version": "1", "event_time": "2025-12-31"}, "older than its notice"),
        ({"event_id": "e1", "subject": "P-002"}, "on line 2 already"),
        ({"state": "renewed"}, "contradicts e1"),
    ],
)
def test_a_line_that_cannot_be_taken(keller: Acting, written: Written, changes: dict[str, str], said: str) -> None:
    with keller.vault.write() as session:
        record_notice(keller, session, Notice("info", "1", (NoticeText("de", "Info"),), date(2026, 1, 1)))
    file = written(line(), line(**{"event_id": "e9", **changes}), line(event_id="e3", subject="P-003"))
    ((number, reason),) = refusals(keller, file)
    assert number == 3
    assert said in reason


def test_an_event_with_other_content_than_recorded(keller: Acting, written: Written) -> None:
    take(keller, written(line()))
    ((number, reason),) = refusals(keller, written(line(state="refused")))
    assert (number, "recorded already, with other content" in reason) == (2, True)


def test_every_refused_line_is_counted_and_the_first_are_named(keller: Acting, written: Written) -> None:
    file = written(*[line(event_id=f"e{number}", state="?!") for number in range(1_200)])
    report = import_file(keller, file, Options(), dry_run=True)
    assert (report.lines, report.refused, len(report.refusals)) == (1_200, 1_200, 1_000)
    with pytest.raises(ImportRefused, match=r"1,200 lines cannot be taken\. The first, line 2"):
        take(keller, file)


def test_formulas_are_texts(keller: Acting, written: Written) -> None:
    file = written([*line(notice="=1+1", notice_version="@x"), "=HYPERLINK(1)"], headings=[*HEADINGS, "evidence"])
    take(keller, file)
    (event,) = stored(keller)
    assert (event.notice, event.more) == ("=1+1", {"evidence": "=HYPERLINK(1)"})


# Dates


@pytest.mark.parametrize(
    ("dates", "said", "expected"),
    [
        (["13/04/2026", "03/04/2026"], None, [13, 3]),
        (["03/13/2026", "03/04/2026"], None, [13, 4]),
        (["03/04/2026"], "dmy", [3]),
        (["03/04/2026"], "mdy", [4]),
        (["2026-03-04", "13-04-2026"], None, [4, 13]),
    ],
)
def test_dates_with_slashes(keller: Acting, written: Written, dates: list[str], said: Any, expected: list[int]) -> None:
    file = written(*[line(event_id=f"e{n}", subject=f"P{n}", event_time=text) for n, text in enumerate(dates)])
    import_file(keller, file, Options(zone=UTC, date_order=said))
    assert [event.at.day for event in stored(keller)] == expected


def test_dates_that_can_be_read_in_two_ways_are_asked_about(keller: Acting, written: Written) -> None:
    file = written(line(event_time="03/04/2026"))
    assert preview(file).date_order == "ambiguous"
    with pytest.raises(Malformed, match="Say the order"):
        take(keller, file)
    assert stored(keller) == []


def test_two_orders_in_one_file(keller: Acting, written: Written) -> None:
    file = written(line(event_time="13/04/2026"), line(event_id="e2", subject="P2", event_time="04/13/2026"))
    assert preview(file).date_order == "both"
    with pytest.raises(Malformed, match="in two orders"):
        take(keller, file, date_order="dmy")


def test_a_slash_far_down_is_the_lines_own_matter(keller: Acting, written: Written) -> None:
    many = [line(event_id=f"e{number}", subject=f"P{number}") for number in range(1_100)]
    file = written(*many, line(event_id="last", subject="P-9999", event_time="03/04/2026"))
    ((number, reason),) = refusals(keller, file)
    assert (number, "Choose the order" in reason) == (1_102, True)
    assert take(keller, file, date_order="dmy").taken == 1_101


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(keller: Acting, written: Written, encoding: str) -> None:
    take(keller, written(line(notice="Köln"), encoding=encoding))
    assert stored(keller)[0].notice == "Köln"


def test_windows_letters_are_offered_and_taken_when_said(keller: Acting, written: Written) -> None:
    file = written(line(), line(event_id="e2", subject="P2", notice="Köln"), encoding="cp1252")
    with pytest.raises(Malformed, match=r"Line 3 is not UTF-8 text.*cp1252"):
        take(keller, file)
    seen = preview(file)
    assert (seen.encoding, seen.rows[1][8]) == ("cp1252", "Köln")
    take(keller, file, encoding="cp1252")
    assert stored(keller)[1].notice == "Köln"


def test_broken_letters_far_down(keller: Acting, written: Written, tmp_path: Path) -> None:
    many = [line(event_id=f"e{number}", subject=f"P{number}") for number in range(2_000)]
    file = written(*many)
    file.write_bytes(file.read_bytes() + b"\xff\xfe\xfd,x\n")
    with pytest.raises(Malformed, match="not UTF-8"):
        take(keller, file)
    assert stored(keller) == []


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", Malformed, "no headings"),
        (b"\n\n", Malformed, "no headings"),
        (b"%PDF-1.7 ...", Malformed, "neither CSV nor XLSX"),
        (b'[{"subject": "P1"}]', Malformed, "is JSON, .* save it as CSV or XLSX"),
        (b'\xef\xbb\xbf\r\n{ "consents": [] }', Malformed, "is JSON, .* save it as CSV or XLSX"),
        (b'[\n  ["subject", "state"]]', Malformed, "is JSON, .* save it as CSV or XLSX"),
        (b'{"subject": "P1"}\n{"subject": "P2"}\n', Malformed, "is JSON, .* save it as CSV or XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Malformed, "neither CSV nor XLSX"),
        (b"PK\x03\x04nothing", Malformed, "damaged"),
        (b"a,a\n1,2\n", Malformed, "same heading"),
        (b"a,b\n1,2\n", WrongUse, "lacks subject"),
        (",".join(f"c{n}" for n in range(101)).encode(), TooLarge, "more than 100 columns"),
        (b'subject\n"' + b"x" * 140_000 + b'"\n', Malformed, "huge"),
        (b'subject,b\n"x"y,z\n', Malformed, "Line 2 is not valid CSV"),
        (b"\xff\xfea", Malformed, "UTF-8"),
        (b"subject\n\x00\x00", WrongUse, "lacks"),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    keller: Acting, tmp_path: Path, data: bytes, error: type, said: str
) -> None:
    file = tmp_path / "consents.csv"
    file.write_bytes(data)
    options = {"constants": dict.fromkeys(["dataset", "purpose", "controller", "state", "event_time"], "x")}
    with pytest.raises(error, match=said):
        take(keller, file, **(options if data.startswith(b'subject\n"') or b'x"y' in data else {}))
    assert stored(keller) == []


def test_a_line_without_end(keller: Acting, tmp_path: Path) -> None:
    file = tmp_path / "consents.csv"
    file.write_bytes(b"x" * 4_000_001)
    with pytest.raises(TooLarge, match="longer than 4 million"):
        take(keller, file)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_of_files_are_made_fit(keller: Acting, written: Written) -> None:
    file = written(line())
    odd = file.rename(file.with_name("a\nb\udcff.csv"))
    report = take(keller, odd)
    assert report.batch is not None
    with keller.vault.read() as session:
        record = record_by_entry(session, report.batch.entry)
    assert record is not None
    assert record.body["source"] == "a_b_.csv"


def test_no_file(keller: Acting, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no.csv"):
        with pytest.raises(WrongUse, match="no file"):
            take(keller, place)
        with pytest.raises(DataPactError):
            preview(place)


@pytest.mark.parametrize(
    "options",
    [
        {"columns": {"no such": "subject"}},
        {"columns": {"state": "subject"}},
        {"constants": {"Not A Name": "x"}},
        {"columns": {"state": ""}},
    ],
)
def test_a_mapping_that_cannot_be(keller: Acting, written: Written, options: dict[str, Any]) -> None:
    with pytest.raises(WrongUse):
        take(keller, written(line()), **options)


def test_preview(written: Written) -> None:
    file = written(line(notice="x" * 300), headings=["Bemerkung", *HEADINGS[1:]])
    seen = preview(file)
    assert [(one.heading, one.field) for one in seen.columns][:3] == [
        ("Bemerkung", ""),
        ("subject", "subject"),
        ("dataset",) * 2,
    ]
    assert (seen.kind, seen.encoding, seen.missing, seen.date_order) == ("csv", "utf-8", (), "")
    assert len(seen.rows[0][8]) == 200
    assert preview(file, Options(columns={"state": ""})).missing == ("state",)


def test_the_one_column_of_dates_is_proposed_as_the_time(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    heads = "Kürzel;Einwilligung;{heading};Gültig bis;Nummer\n"
    rows = "S-1;ja;1.3.26;31.12.2027;5\nS-2;nein;2026-03-02;31.12.2027;6\nS-3;ja;;31.12.2027;7\nS-4;ja;30/03/2026;;8\n"
    for heading in ("Datum der Erklärung", "Rücklauf vom"):
        file.write_text(heads.format(heading=heading) + rows, "utf-8")
        fields = {one.heading: one.field for one in preview(file).columns}
        assert (fields[heading], fields["Gültig bis"], fields["Nummer"]) == ("event_time", "valid_until", "")
    file.write_text(heads.format(heading="Rücklauf vom") + rows + "S-5;ja;bald;31.12.2027;9\n", "utf-8")
    assert "event_time" in preview(file).missing
    for heading in ("Entscheidung", "Kreuz bei"):  # known by its word, and by its cells
        file.write_text(heads.format(heading="Datum").replace("Einwilligung", heading) + rows, "utf-8")
        assert {one.heading: one.field for one in preview(file).columns}[heading] == "state"
    file.write_text(heads.format(heading="Datum").replace("Einwilligung", "Kreuz bei") + rows + "S-5;so;;;9\n", "utf-8")
    assert "state" in preview(file).missing


def test_only_legal_and_lead_import(found: Found, written: Written) -> None:
    olga = found("Amt", "Olga", {"auditor"}).acting
    with pytest.raises(Locked):
        take(olga, written(line()))


# Pseudonyms


def test_names_become_pseudonyms_when_asked(keller: Acting, written: Written) -> None:
    file = written(
        line(subject="Anna Keller"),
        line(event_id="e2", subject=" Anna Keller ", state="withdrawn", event_time="2026-04-01"),
        line(event_id="e3", subject="Anna Keller", dataset="other"),
    )
    report = take(keller, file, pseudonymise=True)
    first, second, elsewhere = stored(keller)
    assert first.subject == second.subject != elsewhere.subject
    assert report.people == (
        ("messdaten", "Anna Keller", first.subject),
        ("other", "Anna Keller", elsewhere.subject),
    )
    assert take(keller, file, pseudonymise=True).known == 3  # the key stays, so the file is known again
    with keller.vault.write() as session:
        key = pseudonym_key(session, "messdaten", "", None)
        assert pseudonym(key, "Anna Keller") == first.subject
        assert recorded_digest(session, "messdaten", "") == key_digest(key)
        assert forget_key(keller, session, "messdaten", "")
        assert not forget_key(keller, session, "messdaten", "")
        assert recorded_digest(session, "messdaten", "") == ""
        with pytest.raises(WrongUse):
            pseudonym_key(session, "messdaten", "", None)


@pytest.mark.parametrize("change", ["UPDATE pseudonym_key SET secret = zeroblob(32)", "DELETE FROM pseudonym_key"])
def test_an_import_goes_on_under_the_key_that_was_written_down_alone(
    keller: Acting, written: Written, change: str
) -> None:
    """Under another one a withdrawal would not find its person, and the other key would pass for the one written down."""
    take(keller, written(line(subject="Anna Keller")), pseudonymise=True)
    with keller.vault.write() as session:
        session.connection().exec_driver_sql(change)
    withdrawn = written(line(event_id="e2", subject="Anna Keller", state="withdrawn", event_time="2026-04-01"))
    with pytest.raises(Damaged, match="written down"):
        take(keller, withdrawn, pseudonymise=True)
    assert len(stored(keller)) == 1


def test_a_refused_or_dry_import_leaves_no_key(keller: Acting, written: Written) -> None:
    file = written(line(subject="Anna Keller"), line(event_id="e2", subject="Max", state="?!"))
    with pytest.raises(ImportRefused):
        take(keller, file, pseudonymise=True)
    with keller.vault.write() as session, pytest.raises(WrongUse):
        pseudonym_key(session, "messdaten", "", None)
