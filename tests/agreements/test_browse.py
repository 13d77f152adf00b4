"""Browsing: the search line, filters, both ways to the rows of a list, counts, the archive, statuses of the day."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import create_engine, select

from datapact.agreements.projection.calendar_statuses import refresh_statuses, stale_statuses
from datapact.agreements.projection.status import STATUS_WORDS, status
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views import list as browse
from datapact.agreements.views.filters import (
    ENDED,
    SOON_DAYS,
    Filters,
    parse_search,
    read_filters,
    steps_of,
    write_filters,
)
from datapact.agreements.views.list_index import ListIndex, collated
from datapact.base.errors import WrongUse
from datapact.vault.database.database import each_page_once
from datapact.vault.database.migrate import migrate
from datapact.vault.database.session import Session
from tests.agreements.listed_rows import KINDS, PARTNERS, TODAY, fill
from tests.depth import examples

ROWS = 240
SORTS = ("number", "title", "kind", "partners", "status", "turn", "since", "due", "changed", "last_day")


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A plain database with the vault's schema and some rows."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('list') / 'list.db'}")
    migrate(engine)
    with closing(Session(engine)) as session:
        fill(session, ROWS)
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def index(listed: Session) -> ListIndex:
    made = ListIndex()
    made.load(listed)
    return made


def rows_of(session: Session) -> list[AgreementRow]:
    return list(session.exec(select(AgreementRow)))


# ---- the search line ----


def test_a_search_line_takes_fields_quotes_and_words() -> None:
    found = parse_search('status:signed partner:"Keller GmbH" turn:us number:0042 vibration data')
    assert found == Filters(status=("signed",), partner="Keller GmbH", turn="us", number="0042", words="vibration data")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("status:entwurf", Filters(status=("draft",))),
        ("STATUS:Draft", Filters(status=("draft",))),
        ("kind:pilot", Filters(kind=("ai-pilot",))),
        ("art:Auftragsverarbeitung", Filters(kind=("processing",))),
        ("nummer:17", Filters(number="17")),
        ("status:nonsense", Filters(words="status:nonsense")),
        ("endet:2026", Filters(ending_in="2026")),
        ("ends:2026-12", Filters(ending_in="2026-12")),
        ("ends:2026-13", Filters(words="ends:2026-13")),
        ("turn:nobody", Filters(words="turn:nobody")),
        ("https://example.org", Filters(words="https://example.org")),
    ],
)
def test_fields_in_both_languages_and_words_that_only_look_like_fields(line: str, expected: Filters) -> None:
    assert parse_search(line) == expected


@given(st.text(max_size=80))
def test_any_search_line_is_harmless(line: str) -> None:
    assert isinstance(parse_search(line), Filters)


all_filters = st.builds(
    Filters,
    status=st.lists(st.sampled_from(list(STATUS_WORDS)), max_size=2, unique=True).map(tuple),
    kind=st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple),
    partner=st.sampled_from(["", "keller", "MÜLLER, SÖHNE", "ärzte", "nobody"]),
    number=st.sampled_from(["", "001", "dp-2026-01"]),
    turn=st.sampled_from(["", "us", "partner"]),
    steps=st.sampled_from([(), ("sign",), steps_of({"legal"})]),
    ending_days=st.sampled_from([None, 30, 400]),
    ending_in=st.sampled_from(["", "2026", "2027-02"]),
    archived=st.booleans(),
    words=st.sampled_from(["", "vibration", "fräs 1", "öh", "maße keller", "zzz"]),
)


@given(all_filters)
def test_saved_filters_come_back_as_they_were(filters: Filters) -> None:
    assert read_filters(write_filters(filters)) == filters


@given(st.text(max_size=60) | st.sampled_from(['{"status": "x"}', '{"ending_days": true}', "[]", '{"words": 3}']))
def test_what_is_no_saved_filter_narrows_nothing(written: str) -> None:
    assert read_filters(written) == Filters()


# ---- rows ----


@settings(max_examples=examples(60))
@given(filters=all_filters, sort=st.sampled_from(SORTS), down=st.booleans())
def test_the_index_finds_what_sql_finds(
    listed: Session, index: ListIndex, filters: Filters, sort: str, down: bool
) -> None:
    order = f"-{sort}" if down else sort
    fast = index.keys(listed, filters, order, TODAY)
    plain = browse.first_keys(listed, filters, order, TODAY, ROWS)
    assert set(fast) == set(plain)
    assert len(fast) == len(plain)
    if sort in ("number", "since", "changed", "due"):  # the others sort as people do, not byte by byte
        assert fast == plain


@settings(max_examples=examples(40), deadline=None)
@given(filters=all_filters, sort=st.sampled_from(SORTS), down=st.booleans(), limit=st.integers(1, 64))
def test_the_first_rows_of_a_search_are_those_of_the_whole(
    listed: Session, index: ListIndex, filters: Filters, sort: str, down: bool, limit: int
) -> None:
    order = f"-{sort}" if down else sort
    first = index.first_keys(listed, filters, order, TODAY, limit)
    assert not first or first == index.keys(listed, filters, order, TODAY)[:limit]


def test_the_first_rows_with_a_common_word_come_before_all(listed: Session, index: ListIndex) -> None:
    assert len(index.first_keys(listed, Filters(words="dp-2026"), "-since", TODAY, 30)) == 30
    assert index.first_keys(listed, Filters(words="dp-2026-0007"), "-since", TODAY, 30) == []  # the index is quicker
    assert index.first_keys(listed, Filters(), "-since", TODAY, 30) == []
    assert ListIndex().first_keys(listed, Filters(words="dp-2026"), "-since", TODAY, 30) == []


def test_a_scan_leaves_the_cache_as_it_was(listed: Session) -> None:
    def cache() -> int:
        return int(listed.connection().exec_driver_sql("PRAGMA cache_size").scalar_one())

    with each_page_once(listed.connection()):
        assert 0 < -cache() < 8_192, "KiB"
    whole = cache()
    assert whole == -65_536
    ListIndex().load(listed)
    stale_statuses(listed, TODAY)
    assert cache() == whole


def test_filters_mean_what_they_say(listed: Session, index: ListIndex) -> None:
    by_key = browse.rows_of(listed, index.keys(listed, Filters(), "number", TODAY))
    assert len(by_key) == sum(not row.archived for row in rows_of(listed))
    soon = index.keys(listed, Filters(ending_days=90), "last_day", TODAY)
    limit = (TODAY + timedelta(days=90)).isoformat()
    expected = {
        key
        for key, row in by_key.items()
        if row.last_day and TODAY.isoformat() <= row.last_day <= limit and row.status not in ENDED
    }
    assert set(soon) == expected
    assert expected
    days = [by_key[key].last_day or "" for key in soon]
    assert days == sorted(days)
    ours = index.keys(listed, Filters(turn="us", steps=steps_of({"signatory"})), "since", TODAY)
    assert ours
    assert {by_key[key].next_step for key in ours} == {"sign"}


def test_names_sort_as_in_a_dictionary(listed: Session, index: ListIndex) -> None:
    keys = index.keys(listed, Filters(), "title", TODAY)
    rows = browse.rows_of(listed, keys)
    titles = [rows[key].title for key in keys]
    assert titles == sorted(titles, key=collated)
    assert collated("Ärzte") < collated("Bahn") < collated("öffnen") < collated("Zoo")
    statuses = [rows[key].status for key in index.keys(listed, Filters(), "status", TODAY)]
    assert statuses == sorted(statuses, key=list(STATUS_WORDS).index)


def test_an_unknown_column_is_said(listed: Session, index: ListIndex) -> None:
    with pytest.raises(WrongUse, match="no column"):
        index.keys(listed, Filters(), "-secret", TODAY)
    with pytest.raises(WrongUse, match="no column"):
        browse.first_keys(listed, Filters(), "id; DROP TABLE agreement", TODAY, 10)


def test_counts_are_what_the_filters_show(listed: Session, index: ListIndex) -> None:
    steps = steps_of({"signatory"})
    counts = index.counts(TODAY, steps)

    def shown(filters: Filters) -> int:
        return len(index.keys(listed, filters, "number", TODAY))

    assert counts.total == shown(Filters())
    assert counts.archived == shown(Filters(archived=True)) > 0
    assert counts.waiting_for_us == shown(Filters(turn="us"))
    assert counts.mine == shown(Filters(turn="us", steps=steps))
    assert counts.ending_soon == shown(Filters(ending_days=SOON_DAYS))
    assert dict(counts.by_status) == {name: shown(Filters(status=(name,))) for name in counts.by_status}
    assert dict(counts.by_kind) == {name: shown(Filters(kind=(name,))) for name in KINDS}
    assert sum(counts.by_partner.values()) == counts.total
    assert shown(Filters(partner=PARTNERS[0])) >= counts.by_partner[PARTNERS[0]]


def test_one_letter_alone_narrows_nothing(listed: Session, index: ListIndex) -> None:
    assert index.keys(listed, Filters(words="x"), "number", TODAY) == index.keys(listed, Filters(), "number", TODAY)


@given(st.text(max_size=30))
def test_any_words_and_beginnings_are_harmless(listed: Session, index: ListIndex, typed: str) -> None:
    index.keys(listed, parse_search(typed), "number", TODAY)
    browse.keys_beginning(listed, typed)


def test_typing_ahead_finds_beginnings_alone(listed: Session) -> None:
    found = browse.rows_of(listed, browse.keys_beginning(listed, "vib"))
    assert found
    assert all(row.title.startswith("Vibration") for row in found.values())
    assert browse.keys_beginning(listed, "%") == [] == browse.keys_beginning(listed, "_")


def test_an_empty_vault_has_an_empty_index(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(engine)
    with Session(engine) as session:
        empty = ListIndex()
        assert empty.keys(session, Filters(), "number", TODAY) == []
        empty.load(session)
        assert empty.keys(session, Filters(words="some words"), "-title", TODAY) == []
        assert empty.counts(TODAY).total == 0
    engine.dispose()


# ---- the archive and the calendar ----


def test_the_archive_is_a_view_of_the_list(listed: Session) -> None:
    row = next(row for row in rows_of(listed) if not row.archived)
    browse.set_archived(listed, [row.id], True)
    (key,) = browse.keys_of(listed, [row.id, "urn:uuid:unknown"])
    assert browse.rows_of(listed, [key])[key].archived
    browse.set_archived(listed, [row.id], False)
    assert not browse.rows_of(listed, [key])[key].archived


def test_statuses_follow_the_calendar(listed: Session) -> None:
    later = TODAY + timedelta(days=3_000)
    stale = stale_statuses(listed, later)
    assert stale
    assert set(stale.values()) <= {"in_force", "expired", "terminated"}
    assert refresh_statuses(listed, later) == len(stale)
    assert stale_statuses(listed, later) == {}
    listed.expire_all()
    rows = {row.id: row for row in rows_of(listed)}
    assert all(rows[id_].status == status for id_, status in stale.items())
    assert not [row for row in rows.values() if row.stage == "signed" and row.ends and row.status != "expired"]
    listed.rollback()


@given(day=st.dates(date(2025, 1, 1), date(2029, 1, 1)), seed=st.integers(0, 99))
@settings(max_examples=examples(15), deadline=None)
def test_no_status_that_the_calendar_changed_is_overlooked(listed: Session, day: date, seed: int) -> None:
    """The condition in SQL is a narrowing only: whatever ``status`` says is found."""
    statuses = ("signed", "in_force", "expired", "terminated")
    chance = random.Random(seed)
    rows = listed.connection().execute(text("SELECT id, stage, starts, ends, due FROM agreement")).all()
    for row in rows:
        listed.connection().execute(
            text("UPDATE agreement SET status = :status WHERE id = :id AND stage IN ('signed', 'terminated')"),
            {"status": chance.choice(statuses), "id": row.id},
        )
    wrong = {
        row.id: right
        for row in listed.connection().execute(text("SELECT id, status, stage, starts, ends, due FROM agreement"))
        if row.stage in ("signed", "terminated")
        and (right := _status_of(row.stage, day, row.starts, row.ends, row.due)) != row.status
    }
    try:
        assert stale_statuses(listed, day) == wrong
    finally:
        listed.rollback()


def _status_of(stage: str, day: date, starts: str | None, ends: str | None, due: str | None) -> str:
    def read(written: str | None) -> date | None:
        return date.fromisoformat(written) if written else None

    return status(stage, day, starts=read(starts), ends=read(ends), terminated=read(due))
