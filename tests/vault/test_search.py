"""Full-text search: parts of words in any spelling, and any query text harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from datapact.vault.database.search import index_agreement, numbers_among, remove_agreement, search, search_numbers
from datapact.vault.folder.open_vault import OpenVault
from tests.depth import examples

TEXTS = {
    "urn:a": "Rahmenvertrag über Maschinendaten, Straße 7, \u00a7 12 Haftung",
    "urn:b": "KI-Pilot mit dem Institut für Produktionsdaten e. V.",
    "urn:c": 'Quoted "phrase" AND NEAR(x) 100% *star* zq',
}


@pytest.fixture
def indexed(vault: OpenVault) -> OpenVault:
    with vault.write() as session:
        for agreement_id, content in TEXTS.items():
            index_agreement(session, agreement_id, content)
    return vault


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("daten", ["urn:b", "urn:a"]),
        ("MASCHINEN", ["urn:a"]),
        ("strasse", ["urn:a"]),
        ("STRASSE", ["urn:a"]),
        ("fu\u0308r", ["urn:b"]),
        ("institut daten", ["urn:b"]),
        ("institut haftung", []),
        ("e. v.", ["urn:b"]),
        ("\u00a7 12", ["urn:a"]),
        ("12 haftung", ["urn:a"]),
        ("12 institut", []),
        ("ki", ["urn:b"]),
        ("zq", ["urn:c"]),
        ("q", ["urn:c"]),
        ("%", ["urn:c"]),
        ("*", ["urn:c"]),
        ("near(x)", ["urn:c"]),
        ('"phrase"', ["urn:c"]),
        ("100%", ["urn:c"]),
        ("haftung OR institut", []),
        ("haft*", []),
        ("content:haftung", []),
        ("x y z", []),
        ("", []),
        ("   ", []),
        ("\x00", []),
        ("\ud800", []),
    ],
)
def test_queries(indexed: OpenVault, query: str, found: list[str]) -> None:
    with indexed.read() as session:
        assert search(session, query) == found


def test_a_changed_text_is_found_anew_and_a_removed_one_not(indexed: OpenVault) -> None:
    with indexed.write() as session:
        index_agreement(session, "urn:a", "Ganz anders")
        remove_agreement(session, "urn:b")
        remove_agreement(session, "urn:unknown")
    with indexed.read() as session:
        assert search(session, "anders") == ["urn:a"]
        assert search(session, "haftung") == search(session, "institut") == search(session, "ki") == []
    with indexed.write() as session:
        index_agreement(session, "urn:b", "Institut")
    with indexed.read() as session:
        assert search(session, "institut") == ["urn:b"]


def test_the_limit_holds(indexed: OpenVault) -> None:
    with indexed.read() as session:
        assert search(session, "daten", limit=1) == ["urn:b"]
        assert search(session, "daten", limit=0) == []


texts = st.text(st.characters(), max_size=40) | st.text('"*()^:-+{}ab AND NEAR\x00%_\\', max_size=30)


@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_any_query_is_harmless(indexed: OpenVault, query: str) -> None:
    with indexed.read() as session:
        assert set(search(session, query)) <= set(TEXTS)


def folded(given: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", given).casefold())


@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abcxyzäöüß- ", min_size=1, max_size=60), st.integers(0, 59), st.integers(1, 12))
def test_every_part_of_a_text_finds_it(vault: OpenVault, content: str, start: int, length: int) -> None:
    query = content[start : start + length]
    with vault.write() as session:
        index_agreement(session, "urn:this", content)
        expected = bool(query.split())
        assert ("urn:this" in search(session, query)) == expected


@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abc ", max_size=30), st.text("abc", min_size=1, max_size=4))
def test_what_is_found_contains_the_word(vault: OpenVault, content: str, word: str) -> None:
    with vault.write() as session:
        index_agreement(session, "urn:this", content)
        assert (search(session, word) == ["urn:this"]) == (word in folded(content))


def test_a_search_that_nobody_waits_for_is_given_up(vault: OpenVault) -> None:
    with vault.write() as session:
        for number in range(3_000):
            index_agreement(session, f"urn:uuid:{number}", f"Wartung {number}")
    with vault.read() as session:
        asked: list[int] = []
        assert len(search_numbers(session, "wartung", 10_000, lambda: asked.append(1) is not None)) == 3_000
        assert asked
        assert search_numbers(session, "wartung", 10_000, lambda: True) == []
        assert len(search_numbers(session, "wartung", 10_000)) == 3_000  # the connection is as before


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.sampled_from(["daten", "institut daten", "ki", "q", "", "e. v. ki", "STRASSE"]) | st.text(max_size=6))
def test_texts_and_index_find_the_same(indexed: OpenVault, query: str) -> None:
    with indexed.read() as session:
        every = list(session.connection().execute(text("SELECT number FROM agreement_text")).scalars())
        assert numbers_among(session, query, every) == set(search_numbers(session, query, 1_000))
        assert numbers_among(session, query, every[:1]) <= set(every[:1])
