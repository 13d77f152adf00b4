"""One meaning of filters: the list by SQL, its first rows, the windows' index and its counts agree with plain Python."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert

from datapact.agreements.projection.status import NEXT_STEPS, STATUS_WORDS
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.views import list as listing
from datapact.agreements.views.filters import Filters, read_filters, steps_of, write_filters
from datapact.agreements.views.list import first_keys, list_agreements
from datapact.agreements.views.list_index import ListIndex
from datapact.agreements.views.portfolio import portfolio
from datapact.organisation.acting.handed_over import note_written
from datapact.vault.database.entries import set_meta
from datapact.vault.database.migrate import migrate
from datapact.vault.database.search import index_agreement
from datapact.vault.database.session import Session
from tests.depth import examples

TODAY = date(2026, 11, 27)
MANY = 1_000
KINDS = ("offer", "comment", "receipt")
days = st.none() | st.integers(-40, 120).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
rows = st.lists(
    st.fixed_dictionaries(
        {
            "number": st.sampled_from(["DP-2026-0001", "dp-2026-0017", "KST-Ä-1", "STRASSE 7", "Straße 8", ""]),
            "title": st.sampled_from(["Wärmebilder", "WÄRME und Maße", "Chargen 7", "Ärztedaten x", "%_!"]),
            "kind": st.sampled_from(["ai-pilot", "processing", "other"]),
            "partners": st.sampled_from(["Keller GmbH", "Müller, SÖHNE & Co. KG", "Groß AG", ""]),
            "status": st.sampled_from(list(STATUS_WORDS)),
            "turn": st.sampled_from(["us", "partner", ""]),
            "next_step": st.sampled_from(list(NEXT_STEPS)),
            "since": st.sampled_from(["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"]),
            "due": days,
            "ends": days,
            "archived": st.integers(0, 1),
            "stage": st.sampled_from(["draft", "offered", "signed"]),
            "steps": st.lists(st.tuples(st.sampled_from(["us", "them"]), st.sampled_from(KINDS)), max_size=4),
            "file_waits": st.booleans(),
        }
    ),
    max_size=14,
)
filters_of_any_kind = st.builds(
    Filters,
    status=st.lists(st.sampled_from([*STATUS_WORDS, "of-tomorrow"]), max_size=3).map(tuple),
    kind=st.lists(st.sampled_from(["ai-pilot", "processing", "none"]), max_size=2).map(tuple),
    partner=st.sampled_from(["", "", "keller", "söhne", "GROSS", ", ", "nobody"]),
    number=st.sampled_from(["", "", "0001", "DP-", "ä", "strasse", "ẞ", "%"]),
    turn=st.sampled_from(["", "", "us", "partner"]),
    steps=st.sampled_from([(), (), ("sign",), steps_of({"legal"})]),
    ending_days=st.sampled_from([None, None, 0, 30, 400]),
    ending_in=st.sampled_from(["", "", f"{TODAY:%Y}", f"{TODAY:%Y-%m}", "1999"]),
    archived=st.booleans(),
    words=st.sampled_from(["", "", "wärme", "WÄRME maße", "x", "är", "keller 7", "%_", "zzz", "masse"]),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A plain database with the vault's schema and nothing in it."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('filters') / 'list.db'}")
    migrate(engine)
    with closing(Session(engine)) as session:
        yield session
    engine.dispose()


def is_shown(row: dict[str, Any], filters: Filters) -> bool:
    """What the guide says of the list, in plain Python."""
    last = min((day for day in (row["due"], row["ends"]) if day), default=None)
    text = folded(f"{row['title']} {row['partners']}")
    words = [folded(word) for word in filters.words.split() if len(word) > 1]
    return (
        bool(row["archived"]) == filters.archived
        and (not filters.status or row["status"] in filters.status)
        and (not filters.kind or row["kind"] in filters.kind)
        and (not filters.turn or mover_of(row) == filters.turn)
        and (not filters.steps or step_of(row) in filters.steps)
        and filters.partner.casefold() in row["partners"].casefold()
        and filters.number.casefold() in row["number"].casefold()
        and (filters.ending_days is None or ends_within(last, row["status"], filters.ending_days))
        and (not filters.ending_in or ((last or "").startswith(filters.ending_in) and row["status"] != "declined"))
        and all(word in text for word in words)
    )


def is_unsent(row: dict[str, Any]) -> bool:
    """Whether a step of ours is in no file yet, or nobody said that its file was sent; signing and answering go first."""
    if row["next_step"] in ("sign", "answer"):
        return False
    ours = [kind for who, kind in row["steps"] if who == "us"]
    offered = any(kind == "offer" for _who, kind in row["steps"])
    return bool(row["file_waits"] or (row["stage"] != "draft" and offered and ours and ours[-1] != "receipt"))


def mover_of(row: dict[str, Any]) -> str:
    drafting = row["next_step"] == "finish_draft"
    return "us" if is_unsent(row) else str(row["turn"] or ("us" if drafting else ""))


def step_of(row: dict[str, Any]) -> str:
    return "send" if is_unsent(row) and row["next_step"] != "finish_draft" else str(row["next_step"])


def ends_within(last: str | None, status: str, within: int) -> bool:
    if last is None or status in ("declined", "terminated", "expired"):
        return False
    return timedelta(0) <= date.fromisoformat(last) - TODAY <= timedelta(days=within)


def folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


@settings(max_examples=examples(300), deadline=None)
@given(made=rows, filters=filters_of_any_kind, sort=st.sampled_from(["number", "-changed", "last_day", "-kind"]))
def test_every_way_to_the_list_shows_what_the_filters_say(
    empty: Session, made: list[dict[str, Any]], filters: Filters, sort: str
) -> None:
    try:
        by_id = fill(empty, made)
        expected = {key for key, row in by_id.items() if is_shown(row, filters)}
        index = ListIndex()
        index.load(empty)
        keys = {row["key"]: id_ for id_, row in by_id.items()}
        by_index = index.keys(empty, filters, sort, TODAY)
        by_sql = first_keys(empty, filters, sort, TODAY, MANY)
        assert sorted(keys[key] for key in by_index) == sorted(expected)
        assert sorted(keys[key] for key in by_sql) == sorted(expected)
        known = [name for name in filters.status if name in STATUS_WORDS]
        if len(known) == len(filters.status):  # a command refuses a status that there is not
            assert [row.id for row in list_agreements(empty, filters, sort, today=TODAY)] == [
                keys[key] for key in by_sql
            ]
        saved = read_filters(write_filters(filters))
        assert first_keys(empty, saved, sort, TODAY, MANY) == by_sql
        counts_are_those_of_the_filters(index, by_id)
        one_truth_about_whose_turn_it_is(empty, index)
    finally:
        empty.rollback()


def counts_are_those_of_the_filters(index: ListIndex, by_id: dict[str, dict[str, Any]]) -> None:
    def shown(filters: Filters) -> int:
        return sum(is_shown(row, filters) for row in by_id.values())

    steps = steps_of({"signatory"})
    counts = index.counts(TODAY, steps)
    assert counts.total == shown(Filters())
    assert counts.archived == shown(Filters(archived=True))
    assert counts.waiting_for_us == shown(Filters(turn="us"))
    assert counts.mine == shown(Filters(turn="us", steps=steps))
    assert counts.ending_soon == shown(Filters(ending_days=90))
    assert dict(counts.by_status) == {name: shown(Filters(status=(name,))) for name in counts.by_status}


def one_truth_about_whose_turn_it_is(session: Session, index: ListIndex) -> None:
    """The chips, the column of the rows that are shown, and the overview name one number."""
    roles = {"legal", "signatory"}
    steps = steps_of(roles)
    shown = list_agreements(session)
    ours = [row for row in shown if row.mover == "us"]
    counts, overview = index.counts(TODAY, steps), portfolio(session, index, TODAY, roles)
    assert counts.waiting_for_us == len(ours) == len(overview.tasks) + overview.more_tasks
    assert counts.mine == sum(row.step in steps for row in ours) == sum(task.mine for task in overview.tasks)
    assert overview.with_partners == sum(row.mover == "partner" for row in shown)


@given(before=rows, steps=st.lists(st.tuples(st.integers(0, 13), st.sampled_from(KINDS)), max_size=6))
@settings(max_examples=examples(100), deadline=None)
def test_an_index_that_is_loaded_again_is_as_a_new_one(
    empty: Session, before: list[dict[str, Any]], steps: list[tuple[int, str]]
) -> None:
    try:
        fill(empty, before)
        again, new = ListIndex(), ListIndex()
        again.load(empty)
        add_steps(empty, [(f"urn:uuid:{place:08}", "us", kind) for place, kind in steps])
        again.load(empty)
        new.load(empty)
        assert again.counts(TODAY, ("send",)) == new.counts(TODAY, ("send",))
        one_truth_about_whose_turn_it_is(empty, again)
    finally:
        empty.rollback()


@pytest.mark.parametrize("few", [0, MANY])
def test_many_found_words_are_the_same_as_few(empty: Session, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    row = {
        "number": "1",
        "title": "Wärmebilder",
        "kind": "other",
        "partners": "Keller",
        "status": "draft",
        "turn": "us",
    }
    more = {"next_step": "none", "since": "", "due": None, "ends": None, "archived": 0}
    try:
        fill(empty, [{**row, **more, "title": title} for title in ("Wärme", "Maße", "Wärme und Maße")])
        found = list_agreements(empty, Filters(words="wärme"), "title")
        assert [row.title for row in found] == ["Wärme", "Wärme und Maße"]
    finally:
        empty.rollback()


def fill(session: Session, made: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows by id, as they stand in the table."""
    common = {"stage": "signed", "steps": (), "file_waits": False, "starts": None, "head": "", "state_digest": ""}
    values = [
        {**common, **row, "id": f"urn:uuid:{place:08}", "changed": row["since"]} for place, row in enumerate(made)
    ]
    if values:
        columns = AgreementRow.metadata.tables["agreement"].columns.keys()
        session.connection().execute(
            insert(AgreementRow), [{name: row[name] for name in columns if name in row} for row in values]
        )
    set_meta(session, "organisation", "us")
    for row in values:
        add_steps(session, [(row["id"], *step) for step in row["steps"]])
        if row["file_waits"]:
            note_written(session, row["id"], "them", "", datetime(2026, 11, 1, tzinfo=UTC))
    for row in values:
        index_agreement(session, row["id"], f"{row['title']} {row['partners']}")
    found = session.connection().exec_driver_sql("SELECT id, rowid FROM agreement")
    keys = {row.id: row.rowid for row in found}
    return {row["id"]: {**row, "key": keys[row["id"]]} for row in values}


def add_steps(session: Session, steps: list[tuple[str, str, str]]) -> None:
    """Entries that were shared, of history, organisation and kind; signed by nobody."""
    for history, organisation, kind in steps:
        session.connection().exec_driver_sql(
            "INSERT INTO entry (digest, history, stream, kind, organisation, replica, counter, time, jws, running)"
            " VALUES (hex(randomblob(16)), ?, 'shared', ?, ?, '', 0, '', '', x'')",
            (history, kind, organisation),
        )
