"""Days off at a place: Saturdays, Sundays and the public holidays of a Land or a Member State.

The days come from the library ``holidays``, imported at first use, because that takes a tenth of a second. Where the
Land is not known only holidays common to all Länder count, so that no period is computed too long.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from datapact.base.clock import days_later
from datapact.base.texts import N_, Message

_LAENDER: Mapping[str, str] = {
    "baden wuerttemberg": "BW",
    "bayern": "BY",
    "bavaria": "BY",
    "berlin": "BE",
    "brandenburg": "BB",
    "bremen": "HB",
    "freie hansestadt bremen": "HB",
    "hamburg": "HH",
    "freie und hansestadt hamburg": "HH",
    "hessen": "HE",
    "hesse": "HE",
    "mecklenburg vorpommern": "MV",
    "mecklenburg western pomerania": "MV",
    "niedersachsen": "NI",
    "lower saxony": "NI",
    "nordrhein westfalen": "NW",
    "north rhine westphalia": "NW",
    "nrw": "NW",
    "rheinland pfalz": "RP",
    "rhineland palatinate": "RP",
    "saarland": "SL",
    "sachsen": "SN",
    "saxony": "SN",
    "freistaat sachsen": "SN",
    "sachsen anhalt": "ST",
    "saxony anhalt": "ST",
    "schleswig holstein": "SH",
    "thueringen": "TH",
    "thuringia": "TH",
    "freistaat thueringen": "TH",
    "freistaat bayern": "BY",
}
LAENDER: frozenset[str] = frozenset(_LAENDER.values())
LAND_NAMES: Mapping[str, tuple[str, str]] = {
    "BW": ("Baden-Württemberg", "Baden-Württemberg"),
    "BY": ("Bayern", "Bavaria"),
    "BE": ("Berlin", "Berlin"),
    "BB": ("Brandenburg", "Brandenburg"),
    "HB": ("Bremen", "Bremen"),
    "HH": ("Hamburg", "Hamburg"),
    "HE": ("Hessen", "Hesse"),
    "MV": ("Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
    "NI": ("Niedersachsen", "Lower Saxony"),
    "NW": ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
    "RP": ("Rheinland-Pfalz", "Rhineland-Palatinate"),
    "SL": ("Saarland", "Saarland"),
    "SN": ("Sachsen", "Saxony"),
    "ST": ("Sachsen-Anhalt", "Saxony-Anhalt"),
    "SH": ("Schleswig-Holstein", "Schleswig-Holstein"),
    "TH": ("Thüringen", "Thuringia"),
}
"""Each Land by its abbreviation: its German and its English name."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of performance: a country (ISO 3166-1 alpha-2), in Germany a Land (ISO 3166-2 without ``DE-``)."""

    country: str = "DE"
    """Capital letters; of one without known holidays only weekends count."""
    land: str = ""
    """Empty outside Germany and where it is not known."""

    def words(self) -> str:
        return f"{self.country}-{self.land}" if self.land else self.country


def place_of(country: str, region: str = "") -> Place:
    """The place of an address; a region that is no German Land's name or abbreviation is left out."""
    code = country.strip().upper() or "DE"
    return Place(code, land_of(region) if code == "DE" else "")


def land_of(region: str) -> str:
    """The abbreviation of a Land by its German or English name, or by itself; empty where it is not known."""
    short = region.strip().upper().removeprefix("DE-")
    if short in LAENDER:
        return short
    folded = region.strip().lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    plain = unicodedata.normalize("NFKD", folded.replace("-", " ")).encode("ascii", "ignore").decode("ascii")
    return _LAENDER.get(" ".join(plain.split()), "")


def knows(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    from holidays import list_supported_countries

    return country in list_supported_countries(include_aliases=False)


@lru_cache(maxsize=256)
def _holidays(place: Place, year: int) -> Mapping[date, str]:
    from holidays import country_holidays

    if not knows(place.country):
        return {}
    found = country_holidays(place.country, subdiv=place.land or None, years=year, expand=False, observed=True)
    return {day: name for day, name in found.items() if day.year == year}


def holiday(day: date, place: Place) -> str | None:
    """The name of the public holiday on ``day`` at ``place``, in the language of the place."""
    return _holidays(place, day.year).get(day)


def is_working_day(day: date, place: Place) -> bool:
    """Whether a day is neither Saturday, Sunday nor public holiday: § 193 BGB, Art. 2(2) Regulation 1182/71."""
    return day.weekday() < 5 and holiday(day, place) is None


def why_off(day: date, place: Place) -> Message | None:
    """The reason why ``day`` is no working day at ``place``; None when it is one."""
    name = holiday(day, place)
    if name is not None:
        return Message(
            N_("{day} is a public holiday in {place} ({name})"),
            {"day": day.isoformat(), "place": place.words(), "name": name},
        )
    if day.weekday() >= 5:
        words = N_("{day} is a Saturday") if day.weekday() == 5 else N_("{day} is a Sunday")
        return Message(words, {"day": day.isoformat()})
    return None


def next_working_day(day: date, place: Place) -> date:
    """``day`` itself where it is a working day, else the first one after it."""
    while day < date.max and not is_working_day(day, place):
        day = days_later(day, 1)
    return day
