"""Countries in the law on transfers: the EEA, the Member States, and the dated list of adequacy decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from datapact.base.resources import data_folder, tables

MEMBER_STATES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
OUTERMOST = frozenset(["AX", "EA", "GF", "GP", "IC", "MF", "MQ", "RE", "YT"])
"""Codes of their own for parts of Member States in which Union law applies (Art. 355(1), (4) TFEU): the outermost regions, the Åland
Islands, Ceuta and Melilla. Overseas territories (Art. 355(2), such as NC, PF, BL, GL) are third countries."""
EEA = MEMBER_STATES | {"IS", "LI", "NO", "EL"} | OUTERMOST  # EL: the Union's own code for Greece
# Countries that the United Kingdom regards as adequate (Data Protection Act 2018, Schedule 21, later regulations). The
# United States are not: only importers in the UK Extension to the Data Privacy Framework are (SI 2023/1028).
ADEQUATE_FOR_UK = EEA | frozenset(
    ["AD", "AR", "CA", "CH", "FO", "GB", "GG", "GI", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"]
)


@dataclass(frozen=True, slots=True)
class Adequacy:
    """A decision under Art. 45(3) GDPR with its first and last local day (None: open), and what it covers."""

    country: str
    """ISO 3166-1 alpha-2; of an international organisation our short name of it."""
    reference: str
    """Number of the decision."""
    since: date
    """First local day."""
    until: date | None
    """Last local day; None: without end."""
    scope: str
    """Its scope in English words; empty for everything."""
    scope_de: str = ""
    """The same in German."""
    names: tuple[str, ...] = ()
    """Of an international organisation: by which a party is recognised, in small letters."""

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@cache
def adequacy_decisions() -> Mapping[str, Adequacy]:
    """The decisions known when this program was made, by country."""
    return _table("country")


@cache
def adequate_organisations() -> Mapping[str, Adequacy]:
    """The decisions on international organisations, by our short names of them."""
    return _table("organisation")


def _table(name: str) -> Mapping[str, Adequacy]:
    table = tables((data_folder() / "vocabularies" / "adequacy.toml").read_text("utf-8"))[name]
    return {
        key: Adequacy(
            key,
            one["reference"],
            one["from"],
            one.get("until"),
            one.get("scope", ""),
            one.get("scope_de", ""),
            tuple(one.get("names", ())),
        )
        for key, one in sorted(table.items())
    }
