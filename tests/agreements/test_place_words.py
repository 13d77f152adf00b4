"""What an address in words says of its country, in German and English; what only sounds like a country says nothing."""

from __future__ import annotations

import pytest
from babel import Locale

from datapact.contract.vocabulary.place_words import countries_in, country_of_form, seat_in_words

SAYS = {
    "US": (
        "410 Terry Ave N, Seattle, WA 98109",
        "Seattle, USA",
        "Seattle USA",
        "98101 Seattle, Vereinigte Staaten",
        "1 Main St, Boston, Massachusetts",
        "Los Angeles, Kalifornien",
        "Washington, D.C.",
        "5 Cloud Way, Austin TX 78701-1234",
    ),
    "CH": ("Bahnhofstraße 1, CH-8001 Zürich", "CH 8001 Zürich", "Zürich, Schweiz", "Zurich (Switzerland)"),
    "GB": ("10 Downing Street, London SW1A 2AA", "London, UK", "Edinburgh, Schottland"),
    "CA": ("Toronto, ON M5V 2T6", "Toronto, Kanada"),
    "IN": ("Bangalore 560001, Indien", "Bengaluru, India"),
    "AT": ("Ring 1, A-1010 Wien", "Wien, Österreich"),
    "IE": ("Dublin 2, Ireland",),
}
NOTHING = (
    "Musterstraße 4, 80331 München",
    "DE 80331 München",
    "Am Jordan 3, 10115 Berlin",
    "Türkenstraße 2, München",
    "Niger 3, 12345 Neustadt",
    "Perustraße 4, 04109 Leipzig",
    "Via Roma 1, 20121 Milano MI",
    "",
)


@pytest.mark.parametrize(("country", "address"), [(code, one) for code, texts in SAYS.items() for one in texts])
def test_words_name_their_country(country: str, address: str) -> None:
    assert countries_in(address) == {country}


@pytest.mark.parametrize("address", NOTHING)
def test_streets_and_towns_name_none(address: str) -> None:
    assert countries_in(address) == set()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_country_is_read_by_its_name(language: str) -> None:
    names = {
        code: str(name) for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()
    }
    unread = {
        code
        for code, name in names.items()
        if not any(mark in name for mark in ",()–-") and not countries_in(f"Hauptstraße 1, Stadt, {name}")
    }
    assert unread <= {"EU", "UN", "EZ", "QO", "XA", "XB", "ZZ"}


def test_a_legal_form_counts_where_no_address_says_more() -> None:
    assert country_of_form("Acme, Inc.") == "US"
    assert [country_of_form(one) for one in ("Lincoln GmbH", "Include AG", "Vincent e. V.")] == ["", "", ""]
    assert seat_in_words("Acme, Inc.", "Dublin, Ireland") == {"IE"}
    assert seat_in_words("Acme, Inc.", "Hauptstraße 1") == {"US"}
