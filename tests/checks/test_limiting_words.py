"""A warning about free texts in a draft: descriptions that only describe need none, and no limit hides among them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.contract.terms import read_terms
from datapact.contract.wording.free_texts import free_texts, to_read_in_draft, unread
from datapact.contract.wording.limiting_words import can_limit
from tests.agreements.drafts import TEMPLATES, example
from tests.checks.full_agreements import everything
from tests.consent.sharing import terms
from tests.depth import examples

DESCRIPTIONS = [
    "Schwingungs- und Temperaturmessreihen von 42 Fräszentren seit 2024",
    "Steuerungen der Fräszentren, über das Leitsystem ausgelesen",
    "Vibration and temperature series of 42 milling centres since 2024",
    "Entries of the customers in the app",
    "verschlüsselt über die Internetseiten der Stadt",
]
LIMITS = [
    *(
        "Nur Daten des Werks",
        "Daten, außer denen der Nachtschicht",
        "keine Messwerte von Personen",
        "sofern Keller zustimmt",
    ),
    *(
        "Messreihen ohne die des dritten Quartals",
        "Die Weitergabe ist untersagt",
        "höchstens zehn Jahre",
        "soweit vorhanden",
    ),
    *(
        "unter dem Vorbehalt der Freigabe",
        "Messreihen; § 4 entfällt",
        "abweichend davon täglich",
        "gegen Entgelt",
        "nach Wahl von Keller",
    ),
    *(
        "Messreihen, beschränkt auf Heilbronn",
        "lediglich Mittelwerte",
        "statt der Rohdaten Mittelwerte",
        "n\u00adicht die Rohdaten",
    ),
    *(
        "Darf das Werk verlassen",
        "UNZULÄSSIG ist jede Auswertung",
        "Kündbar jederzeit: endet mit dem Werkvertrag",
        "jedoch anonym",
    ),
    *(
        "only data of the plant",
        "everything except night shifts",
        "no readings of persons",
        "as long as Keller approves",
    ),
    *(
        "At the convenience of whoever holds it",
        "unless the works council objects",
        "limited to Heilbronn",
        "instead of raw data means",
    ),
    *(
        "must stay in the plant",
        "can’t be passed on",
        "subject to release",
        "notwithstanding clause 4",
        "for a fee",
        "until further notice",
    ),
    *("Данные только завода", "数据仅供内部使用"),
]


@pytest.mark.parametrize("words", DESCRIPTIONS)
def test_what_describes_limits_nothing(words: str) -> None:
    assert not can_limit(words)


@pytest.mark.parametrize("words", LIMITS)
def test_negations_exceptions_limits_and_commands_are_seen(words: str) -> None:
    assert can_limit(words)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(DESCRIPTIONS),
    st.sampled_from(LIMITS),
    st.sampled_from([". ", "; ", ", ", " – ", "\n"]),
    st.booleans(),
)
def test_a_limit_beside_any_description_is_a_warning(describes: str, limits: str, between: str, behind: bool) -> None:
    said = between.join((describes, limits) if behind else (limits, describes))
    assert "datasets.panel.description" in to_read_in_draft(
        read_terms(terms(datasets__0__description={"de": said})), ()
    )


@pytest.mark.parametrize("words", DESCRIPTIONS)
def test_a_description_waits_in_what_is_signed_and_warns_in_no_draft(words: str) -> None:
    said = read_terms(terms(datasets__0__description={"de": words}, datasets__0__origin={"en": words}))
    places = {"datasets.panel.description", "datasets.panel.origin"}
    assert places.isdisjoint(to_read_in_draft(said, ()))
    assert places <= {*unread(said, ())}


def test_a_rule_in_words_of_ones_own_always_warns() -> None:
    """Where no description is asked for, whatever it says."""
    full = read_terms(everything())
    warned, places = {*to_read_in_draft(full, ())}, {one.place for one in free_texts(full)}
    rules = {one for one in places if one.startswith(("rights.", "onward.", "pilot.", "liability.", "licence."))}
    assert len(rules) > 5
    assert rules <= warned


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_words_confirmed_need_no_warning(name: str) -> None:
    full = read_terms(example(name)["terms"])
    assert to_read_in_draft(full, {one.digest for one in free_texts(full)}) == ()
