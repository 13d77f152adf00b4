"""The dated list of adequacy decisions that comes with the program, as facts; what the vault says of a country prevails."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache

from datapact.consent.world import FactOnFile
from datapact.packaged import data_folder

SORT = "adequacy"


@cache
def shipped() -> tuple[FactOnFile, ...]:
    """The decisions known when this program was made."""
    table = tomllib.loads((data_folder() / "vocabularies" / "adequacy.toml").read_text("utf-8"))["country"]
    return tuple(
        FactOnFile(
            key=f"list:{country}",
            sort=SORT,
            about=country,
            dataset="",
            reference=one["reference"],
            day=one["from"],
            valid_from=one["from"],
            valid_to=one.get("until"),
            result=one.get("scope", ""),
        )
        for country, one in sorted(table.items())
    )


def with_adequacy_list(facts: Iterable[FactOnFile]) -> tuple[FactOnFile, ...]:
    """Facts on file and, for countries of which they say nothing, the list."""
    own = tuple(facts)
    known = {one.about for one in own if one.sort == SORT}
    return own + tuple(one for one in shipped() if one.about not in known)
