"""The program's dated list of adequacy decisions, as facts; the vault's facts about a country prevail."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from datapact.consent.facts.facts import FactOnFile
from datapact.contract.vocabulary.countries import adequacy_decisions, adequate_organisations

SORT = "adequacy"


@cache
def shipped() -> tuple[FactOnFile, ...]:
    """The decisions known when this program was made."""
    return tuple(
        FactOnFile(
            key=f"list:{one.country}",
            sort=SORT,
            about=one.country,
            dataset="",
            reference=one.reference,
            day=one.since,
            valid_from=one.since,
            valid_to=one.until,
            result=one.scope,
        )
        for one in (*adequacy_decisions().values(), *adequate_organisations().values())
    )


def with_adequacy_list(facts: Iterable[FactOnFile]) -> tuple[FactOnFile, ...]:
    """Facts on file and, for countries without any, the list's."""
    own = tuple(facts)
    known = {one.about for one in own if one.sort == SORT}
    return own + tuple(one for one in shipped() if one.about not in known)
