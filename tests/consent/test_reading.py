"""Dates, pseudonyms, headings and whole files of any content: read rightly, or refused in words."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.date_formats import DateReader, NoDate, is_day, order_of, read_written, settled_order
from datapact.base.errors import DataPactError, Malformed
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.imports.preview import preview
from datapact.consent.records.events import events_of
from datapact.consent.terms.fields import FIELDS, folded, proposed
from datapact.consent.terms.states import ACCEPTED, BY_CODE, STATES, VALID, is_valid, name_at
from datapact.consent.terms.subjects import objection, seems_personal, shortened
from datapact.organisation.acting.acting_member import Acting
from tests.depth import examples

BERLIN = timezone(timedelta(hours=1))
moments = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(lambda one: one.replace(microsecond=0))


@given(moments)
def test_one_moment_in_many_ways(moment: datetime) -> None:
    reader = DateReader(BERLIN, "dmy")
    seconds = int((moment - timedelta(hours=1)).replace(tzinfo=UTC).timestamp())
    utc = (moment - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
    forms = [
        moment.isoformat(),
        moment.isoformat(sep=" "),
        moment.replace(tzinfo=BERLIN).isoformat(),
        moment.strftime("%d.%m.%Y %H:%M:%S"),
        moment.strftime("%d.%m.%Y, %H:%M:%S Uhr"),
        moment.strftime("%d/%m/%Y %H:%M:%S"),
        utc,
        moment,
        moment.replace(tzinfo=BERLIN),
    ]
    assert {reader.start(form) for form in forms} == {reader.end(form) for form in forms} == {seconds}


@given(st.dates(date(1900, 1, 2), date(2199, 12, 30)))
def test_a_day_begins_and_ends(day: date) -> None:
    reader = DateReader(BERLIN, "mdy")
    for form in (day, day.isoformat(), day.strftime("%d.%m.%Y"), day.strftime("%m/%d/%Y")):
        assert reader.end(form) - reader.start(form) == 86_399
        assert datetime.fromtimestamp(reader.start(form), BERLIN) == datetime(
            day.year, day.month, day.day, tzinfo=BERLIN
        )


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}.{0,10}"))
def test_any_text_is_a_moment_or_no_date(text: str) -> None:
    for order in (None, "dmy", "mdy"):
        reader = DateReader(BERLIN, order)
        for read in (reader.start, reader.end):
            try:
                seconds = read(text)
            except NoDate:
                continue
            assert 1900 <= datetime.fromtimestamp(seconds, UTC).year <= 2201


def test_orders() -> None:
    assert order_of(["2026-03-01", "", 5, "01.03.2026"]) == ""
    assert order_of(["01/03/2026", date(2026, 1, 1)]) == "ambiguous"
    assert order_of(["01/03/2026", "13/03/2026"]) == "dmy"
    assert order_of(["01/13/2026"]) == "mdy"
    assert order_of(["01/13/2026", "13/01/2026"]) == "both"
    assert settled_order("", None) is None
    assert settled_order("dmy", "mdy") == "mdy"
    for shown in ("both", "ambiguous"):
        with pytest.raises(Malformed):
            settled_order(shown, None)


@pytest.mark.parametrize(
    "text", ["P-001", "17", "abx", "ABX", "S1 04", "müller7", "4f9a-22", "x", "ID 12", "0170", "Ab"]
)
def test_study_ids(text: str) -> None:
    assert objection(text) is None


NAMES = ["Anna Keller", "Keller, Anna", "Keller", "Müller-Lüdenscheidt", "O'Neill", "anna keller", "Dr. Keller"]
OTHERS = ["a@b", "P1@x", "+49 170 1234567", "0049 170 1234567", "", " ", "P\n1", "P" * 101, "P\u202e1"]


@pytest.mark.parametrize("text", NAMES + OTHERS)
def test_what_is_no_pseudonym(text: str) -> None:
    assert objection(text) is not None


@given(st.text(max_size=200))
def test_pseudonyms_of_any_text(text: str) -> None:
    if objection(text) is None:
        assert text.strip()
        assert text.isprintable()
        assert len(text) <= 100
        assert not seems_personal(text)
    assert len(shortened(text)) <= 41


def test_headings_find_their_fields() -> None:
    assert proposed(["Studien-ID", "GÜLTIG BIS", "Bemerkung", "Empfängerkreis"]) == {
        0: "subject",
        1: "valid_until",
        3: "recipients",
    }
    assert proposed(["Datum", "event_time", "subject", "Pseudonym"]) == {1: "event_time", 2: "subject"}
    assert proposed([name.replace("_", " ").title() for name in FIELDS]) == dict(enumerate(FIELDS))
    assert folded("  Gültig-bis: ") == "gueltig bis"


def test_states() -> None:
    assert [state.code for state in BY_CODE] == list(range(len(BY_CODE)))
    assert len({state.iri for state in BY_CODE}) == len(BY_CODE)
    for word in ("erteilt", "dpv:consentgiven", "https://w3id.org/dpv#consentgiven", "ja", "given"):
        assert BY_CODE[ACCEPTED[word]].name == "given"
    assert BY_CODE[ACCEPTED["widerrufen"]].name == "withdrawn"
    assert {"given", "renewed"} == VALID
    for name, state in STATES.items():
        assert is_valid(state.code, None, 5) == (name in VALID)
        assert name_at(state.code, 4, 5) == ("expired" if name in VALID else name)
        assert name_at(state.code, 5, 5) == name
        assert is_valid(state.code, 4, 5) is False


cells = st.text(max_size=8) | st.sampled_from(
    [
        "P-1",
        "P-2",
        "d",
        "self",
        "given",
        "widerrufen",
        "2026-03-01",
        "1/2/2026",
        "13/2/2026",
        "=1+1",
        "\0",
        "x" * 200,
        "e1",
    ]
)
SOUND = {
    "event_id": st.integers(1, 30).map("e{}".format),
    "subject": st.integers(1, 9).map("P{}".format),
    "dataset": st.sampled_from("ab"),
    "purpose": st.just("dpv:ScientificResearch"),
    "controller": st.just("self"),
    "state": st.sampled_from(["given", "widerrufen"]),
    "event_time": st.dates(date(2026, 1, 1), date(2026, 9, 9)).map(str),
    "explicit": st.sampled_from(["", "ja"]),
}
lines = st.fixed_dictionaries(SOUND)
tables = st.lists(st.tuples(lines, st.none() | st.none() | st.none() | st.lists(cells, max_size=9)), max_size=6)
headings = st.permutations(list(SOUND))


@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    headings,
    tables,
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    st.just(b"") | st.binary(max_size=4),
    st.booleans(),
)
def test_a_file_of_anything_is_taken_whole_or_refused_whole(
    keller: Acting,
    tmp_path: Path,
    names: list[str],
    table: list[tuple[dict[str, str], list[str] | None]],
    encoding: str,
    tail: bytes,
    quoted: bool,
) -> None:
    rows = [[one[name] for name in names] if other is None else other for one, other in table]
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, escapechar="\\").writerows(
        [names, *rows]
    )
    file = tmp_path / "any.csv"
    file.write_bytes(target.getvalue().encode(encoding, "replace") + tail)
    with keller.vault.read() as session:
        before = len(events_of(session))
    try:
        preview(file)
        dry = import_file(keller, file, Options(zone=UTC), dry_run=True)
        report = import_file(keller, file, Options(zone=UTC))
    except DataPactError:
        report = None
    with keller.vault.read() as session:
        after = len(events_of(session))
    assert after - before == (report.taken if report is not None else 0)
    if report is not None:
        assert (report.refused, report.lines) == (0, report.taken + report.known)
        assert (dry.taken, dry.known) == (report.taken, report.known)


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_bytes_of_any_content_give_a_table_or_an_error_for_people(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes(data)
    try:
        seen = preview(file)
    except DataPactError:
        return
    assert seen.columns


@pytest.mark.parametrize(
    "text",
    [
        *("2026-03-05", "20260305", "2026/03/05", "2026/3/5", "5.3.26", "05.03.2026", "5. 3. 2026", "5. März 2026"),
        *("5 Mrz 2026", "5. Maerz 2026", "5 March 2026", "March 5, 2026", "Mar 5th 2026", "05/03/26", "5-3-2026"),
    ],
)
def test_every_usual_form_of_a_day_is_read(text: str) -> None:
    assert read_written(text, "dmy") == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["31.02.2026", "5 Mensch 2026", "2026/13/05", "20261305", "0 March 2026", "5.3.6"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        read_written(text, "dmy")


def is_read(text: str) -> bool:
    for order in ("dmy", "mdy"):
        try:
            read_written(text, order)
        except ValueError:
            continue
        return True
    return False


@settings(max_examples=examples(500), deadline=None)
@given(
    st.text("0123456789.-/: TZWUhrMärzJan,", max_size=24)
    | st.dates(date(1000, 1, 1), date(2200, 1, 1)).flatmap(
        lambda day: st.sampled_from(["%d.%m.%y", "%Y%m%d", "%G-W%V-%u", "%Y-%m-%d %H:%M", "%d %B %Y", "%m/%d/%Y"]).map(
            day.strftime
        )
    )
)
def test_a_text_that_is_told_at_once_to_be_no_day_is_none(text: str) -> None:
    assert is_day(text) == is_read(text)
