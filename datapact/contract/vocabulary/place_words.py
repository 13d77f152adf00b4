"""Countries that an address or a name speaks of in words: "Seattle, WA 98101", "Zürich, Schweiz", "CH-8001", "Acme Inc."

Nobody is held to be where the words say: a contradiction between them and the country that was entered is for a person to settle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

_STATES: Mapping[str, str] = {
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CA": "California|Kalifornien",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DC": "District of Columbia|Washington DC|Washington D.C.",
    "DE": "Delaware",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "OR": "Oregon",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WA": "Washington",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
}
_ALIASES: Mapping[str, str] = {
    "US": "USA|U.S.A.|U.S.|US|United States of America|Vereinigte Staaten von Amerika|Silicon Valley",
    "GB": "UK|U.K.|England|Scotland|Schottland|Wales|Northern Ireland|Nordirland|Great Britain|Großbritannien|United Kingdom",
    "AE": "UAE|VAE|Dubai|Abu Dhabi",
    "CN": "VR China|P.R. China|PRC",
    "HK": "Hong Kong|Hongkong",
    "KR": "Republic of Korea|Korea",
    "RU": "Russische Föderation|Russian Federation",
    "SG": "Singapore|Singapur",
    "TR": "Turkey|Türkei|Türkiye",
    "TW": "Taiwan",
    "NL": "Holland|The Netherlands",
    "CZ": "Czech Republic|Tschechische Republik",
}
_NO_COUNTRY = frozenset(["EU", "UN", "EZ", "QO", "XA", "XB", "ZZ"])
_ONE_LETTER = {"A": "AT", "B": "BE", "D": "DE", "F": "FR", "I": "IT", "L": "LU", "N": "NO", "S": "SE"}
_ZIP = re.compile(
    rf"(?<![\w-])({'|'.join(code for code in _STATES if code != 'DE')})\.?,? +\d{{5}}(-\d{{4}})?(?![\w-])"  # "DE 80331" is Germany
)
_POSTCODES = (
    ("GB", re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)")),
    ("CA", re.compile(r"(?<!\w)[A-Z]\d[A-Z] \d[A-Z]\d(?!\w)")),
)
_PREFIX = re.compile(r"(?<![\w-])([A-Z]{1,2})-\d{3,6}(?![\w-])")
_SWISS = re.compile(r"(?<![\w-])CH \d{4}(?![\w-])")
_PARTS = re.compile(r"[,;\n/()|·–—]+")
_MOST_WORDS = 7
_FORMS = (
    ("US", re.compile(r"(?<!\w)(inc|incorporated|l\.?l\.?c|corp|corporation|l\.?l\.?p)\.?(?!\w)", re.IGNORECASE)),
    ("AU", re.compile(r"(?<!\w)pty\.?(?!\w)", re.IGNORECASE)),
    ("IN", re.compile(r"(?<!\w)(pvt\.?|private limited)(?!\w)", re.IGNORECASE)),
    ("JP", re.compile(r"(?<!\w)(k\. ?k\.|kabushiki)(?!\w)", re.IGNORECASE)),
)
"""Legal forms that one country has, or hardly any other."""


@cache
def _names() -> Mapping[str, str]:
    """Country by its name in small letters, in German and English, and by the names of the states of the US."""
    from babel import Locale  # its tables load as long as a window needs to paint

    found: dict[str, str] = {}
    for language in ("de", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                found[str(name).casefold()] = code
    for names in _STATES.values():
        found |= dict.fromkeys((one.casefold() for one in names.split("|")), "US")
    for code, names in _ALIASES.items():
        found |= dict.fromkeys((one.casefold() for one in names.split("|")), code)
    return found


@lru_cache(maxsize=4096)
def countries_in(address: str) -> frozenset[str]:
    """The countries that an address in words names: by their names, by those of states of the US, by the form of a postal code."""
    found = {code for code, pattern in _POSTCODES if pattern.search(address)}
    found |= {"US"} if _ZIP.search(address) else set()
    found |= {"CH"} if _SWISS.search(address) else set()
    for prefix in _PREFIX.findall(address):
        code = _ONE_LETTER.get(prefix, prefix)
        if code in _names().values():
            found.add(code)
    for part in _PARTS.split(address):
        words = [one for one in part.split() if not any(letter.isdigit() for letter in one)]
        for length in range(1, min(_MOST_WORDS, len(words)) + 1):  # the last words: "98101 Seattle USA"
            name = " ".join(words[-length:]).casefold()
            code = _names().get(name) or _names().get(name.rstrip("."), "")
            if code and " ".join(part.split()).casefold().endswith(name):  # a street ends with its number
                found.add(code)
    return frozenset(found)


@lru_cache(maxsize=4096)
def country_of_form(name: str) -> str:
    """The country whose legal form a name ends in or has, such as "Inc."; empty for none that says so."""
    return next((code for code, pattern in _FORMS if pattern.search(name)), "")


def seat_in_words(name: str, address: str) -> frozenset[str]:
    """The countries that an address in words names; where it names none, the one whose legal form the name has."""
    found = countries_in(address)
    form = country_of_form(name)
    return found or (frozenset([form]) if form else found)
