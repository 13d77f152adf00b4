"""What the window of one agreement shows, at every point of an agreement's way, without a window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.steps import negotiation
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comparison import proposals, step_changes, version_document
from datapact.agreements.views.list import keys_of, rows_of
from datapact.agreements.views.terms_table import terms_table
from datapact.base.errors import DataPactError
from datapact.base.local_time import exact_time, relative_time
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import read_state
from datapact.contract.text.marked import marked_text, marked_words, reading_text
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.conftest import SteppingClock


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, clock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


def page(acting, table: Table):
    """The page; the list says of a step that no file carried yet what the page says."""
    seen = agreement_page(acting, table.history, acting.clock().date())
    with acting.vault.read() as session:
        (row,) = rows_of(session, keys_of(session, [table.history])).values()
    assert row.waits == ("send" if seen.next.action == "send" and row.stage != "draft" else "")
    return seen


# ---- the next step ----


def test_a_draft_is_offered_next(table: Table) -> None:
    table.draft()
    seen = page(table.anna, table)
    assert seen.next.action == "send"
    assert seen.possible["send"] is None
    assert seen.possible["accept"] is not None
    assert seen.document is not None
    assert not seen.fully_signed


def test_what_was_written_but_not_sent_comes_first(table: Table) -> None:
    table.counter()
    assert page(table.anna, table).next.action == "read"
    negotiation.accept(table.anna, table.history)
    assert page(table.anna, table).next.action == "send"
    table.carry(table.anna, table.sofia)
    seen = page(table.anna, table)
    assert seen.next.action == "none"
    assert "Institut" in seen.next.words.text("de")
    assert page(table.sofia, table).next.action == "freeze"


def test_it_is_the_turn_of_the_named_person_to_sign(table: Table) -> None:
    table.freeze()
    assert page(table.anna, table).next.action == "sign"
    for acting in (table.martin, table.sofia):
        assert page(acting, table).next.action == "none"
        assert page(acting, table).possible["sign"] is not None


@pytest.mark.journey
def test_possible_steps_agree_with_what_the_core_allows(houses: Path, tmp_path: Path) -> None:
    """Whatever is said to be impossible is refused, and what is possible goes through, at four stages."""
    attempts = {
        "accept": lambda acting, history: negotiation.accept(acting, history),
        "decline": lambda acting, history: negotiation.decline(acting, history, "Grund"),
        "comment": lambda acting, history: negotiation.comment(acting, history, "Text"),
        "freeze": lambda acting, history: freeze(acting, history, acting.clock().date()),
        "sign": lambda acting, history: sign(acting, history, PASSPHRASE),
        "terminate": lambda acting, history: negotiation.terminate(acting, history, acting.clock().date(), "Grund"),
    }
    stages = {
        Table.draft: "",
        Table.counter: "accept",
        Table.agree: "freeze",
        Table.freeze: "decline",
        Table.offer: "comment",
    }
    for number, (reach, goes_through) in enumerate(stages.items()):
        with closing(at_table(houses, tmp_path / str(number), SteppingClock())) as table:
            reach(table)
            people = (table.anna, table.martin) if reach is Table.draft else (table.anna, table.martin, table.sofia)
            for acting in people:
                possible = page(acting, table).possible
                for name, attempt in attempts.items():
                    if possible[name] is not None:
                        with pytest.raises(DataPactError):
                            attempt(acting, table.history)
                assert page(acting, table).possible == possible
            if goes_through:
                assert page(table.anna, table).possible[goes_through] is None
                attempts[goes_through](table.anna, table.history)


# ---- versions and what changed ----


def test_a_step_tells_what_it_changed(table: Table) -> None:
    table.counter()
    seen = page(table.anna, table)
    assert [version.kind for version in seen.versions] == ["draft", "offer", "counter"]
    changes = step_changes(table.anna, table.history, seen.versions[-1].digest)
    assert any("12" in one.text("de") for change in changes for one in change.messages)
    assert step_changes(table.anna, table.history, seen.versions[0].digest) == ()
    assert version_document(table.anna, table.history, seen.prevailing_version) == seen.document


def test_marked_text_reads_as_either_version(table: Table) -> None:
    table.counter()
    before, after = (read_state(one.state) for one in proposals(table.anna, table.history))
    for language in ("de", "en"):
        places = marked_text(before, after, language)
        assert {place.mark for place in places} == {"same", "changed"}
        assert [place.words for place in places] == [place.words for place in reading_text(after, language)]
        old = ["".join(p.text for p in place.pieces if p.mark != "inserted") for place in places]
        assert old == [place.words for place in reading_text(before, language)]


_RUNS = st.lists(st.builds(Run, st.text(st.sampled_from("ab ,."), min_size=1, max_size=8)), max_size=6)


@given(_RUNS, _RUNS)
def test_marks_lose_and_invent_nothing(old: list[Run], new: list[Run]) -> None:
    pieces = marked_words(old, new)
    assert "".join(p.text for p in pieces if p.mark != "inserted") == "".join(run.text for run in old)
    assert "".join(p.text for p in pieces if p.mark != "deleted") == "".join(run.text for run in new)
    assert old != new or all(piece.mark == "same" for piece in pieces)


_SAID = "Geheimhaltungsmaßnahme|Geheimhaltungsmaßnahmen|10.000|12.000,50|KI-Modell|KI-Modelle|der|Parteien|,|.|§ 4|§\u00a014|§§ 5"
_WORDS = st.lists(st.sampled_from(_SAID.split("|")), max_size=8)


@st.composite
def _cut_anywhere(draw: st.DrawFn) -> list[Run]:
    """Words in runs that begin and end amid them, as editors and Word files have them."""
    text = " ".join(draw(_WORDS))
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=4))})
    looks = st.sampled_from(["", "", "bold"])
    return [
        Run(text[a:b], draw(st.sampled_from([None, "law.venue"])), emphasis=draw(looks))
        for a, b in pairwise(cuts)
        if b > a
    ]


@given(_cut_anywhere(), _cut_anywhere())
def test_no_mark_begins_or_ends_within_a_word(old: list[Run], new: list[Run]) -> None:
    pieces = marked_words(old, new)
    for hidden in ("deleted", "inserted"):
        seen = [piece for piece in pieces if piece.mark != hidden]
        whole = "".join(piece.text for piece in seen)
        words = [range(*found.span()) for found in re.finditer(r"§§?\s?\d+|\d[\d.,]*\d|\w[\w-]*", whole)]
        at = 0
        for piece, following in pairwise(seen):
            at += len(piece.text)
            assert piece.mark == following.mark or not any(word.start < at < word.stop for word in words), pieces
    assert "".join(p.text for p in pieces if p.mark != "inserted") == "".join(run.text for run in old)
    assert "".join(p.text for p in pieces if p.mark != "deleted") == "".join(run.text for run in new)


def test_a_word_in_two_runs_is_struck_as_one() -> None:
    pieces = marked_words([Run("die Maßnahme")], [Run("die Maßnahme"), Run("n")])
    assert [(one.text, one.mark) for one in pieces] == [
        ("die ", "same"), ("Maßnahme", "deleted"), ("Maßnahmen", "inserted")
    ]  # fmt: skip


def test_the_number_of_a_reference_is_no_change() -> None:
    pieces = marked_words([Run("nach "), Run("§ 3", ref="liability")], [Run("nach "), Run("§ 4", ref="liability")])
    assert all(piece.mark == "same" for piece in pieces)
    assert pieces[-1].text == "§ 4"


def test_terms_stand_in_tables_by_group(table: Table) -> None:
    table.draft()
    document = page(table.anna, table).document
    assert document is not None
    groups = {group.path: group for group in terms_table(document.terms)}
    assert [part.title.de for part in groups["parties"].parts if part.title] == [
        "Maschinenbau Keller GmbH",
        "Institut für Produktionsdaten e. V.",
    ]
    rows = {row.path: row for group in groups.values() for part in group.parts for row in part.rows}
    months = rows["datasets.machine-logs.retention.months"]
    assert months.value is not None
    assert months.value.de.endswith("Monate")
    assert months.depth == 1
    assert rows["parties.keller.signatories"].value is None
    assert not any(path.endswith((".key", ".organisation")) for path in rows)


def test_a_contract_whose_text_is_elsewhere_says_only_what_was_entered() -> None:
    entered = {
        "parties": [{"key": "own", "name": "Keller"}, {"key": "acme", "name": "Acme"}],
        "duration": {"notice_months": 3},
    }
    terms = read_terms(write_terms(read_terms(entered)))  # as it is kept

    def paths(*, entered_only: bool) -> set[str]:
        groups = terms_table(terms, entered_only=entered_only)
        return {row.path for group in groups for part in group.parts for row in part.rows}

    assert any("spares_intent" in path for path in paths(entered_only=False))
    assert paths(entered_only=True) == {"duration.notice_months"}


# ---- times ----


@given(st.integers(0, 20 * 365 * 86_400))
def test_every_age_is_said_with_its_number(seconds: int) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    words = relative_time(now - timedelta(seconds=seconds), now)
    assert words.text("de")
    assert words.text("en").endswith(("ago", "now"))


def test_a_time_is_exact_in_the_readers_zone() -> None:
    moment = datetime(2026, 11, 24, 13, 3, 7, tzinfo=UTC)
    assert exact_time(moment, UTC, "de") == "24. November 2026, 13:03:07"
    assert exact_time(moment, UTC, "en") == "24 November 2026, 13:03:07"
    assert "future" in relative_time(moment, moment - timedelta(hours=1)).text("en")
