"""The agreement by which an organisation joined another one, as the record of the accession carries it.

Its entries travel inside that record, so that every vault judges them alike, also one that took no part in it. They are
verified where the record is, and folded by the same rules as every agreement.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.entry import Entry, read_entry
from datapact.history.state.facts import Standing
from datapact.history.state.later_facts import Acceded
from datapact.history.state.ledger import Facts

ACCEDES = "accedes"
"""The relation of such an agreement to the one that it joins."""

SIGNING = ("signed", "counterpart_signed")
"""Kinds of entries that hold a signature."""

NOT_WHOLE = Message(N_("The accession that the record carries is not signed by all who sign it."))
OTHER_ACCESSION = Message(N_("The accession that the record carries is about something else."))


def inner_entries(entry: Entry) -> tuple[Entry, ...]:
    """The entries that a record carries; raises what ``read_entry`` raises, none for other kinds."""
    if entry.kind != "accession" or not isinstance(entry.body.get("entries"), list):
        return ()
    return tuple(
        _read(one["jws"], tuple(one["disclosures"])) for one in entry.body["entries"] if isinstance(one, Mapping)
    )


@lru_cache(maxsize=512)
def _read(jws: str, disclosures: tuple[str, ...]) -> Entry:
    return read_entry(jws, disclosures)


def signed_in(entry: Entry, organisation: str) -> tuple[Entry, ...]:
    """The signatures of an organisation that a record carries, one a place, in their order."""
    found = {
        one.body["slot"]: one
        for one in inner_entries(entry)
        if one.kind in SIGNING and one.organisation == organisation
    }
    return tuple(found.values())


def acceded_in(entry: Entry, history: str, inner: Standing, facts: Facts) -> Acceded | Message:
    """The accession as recorded, or the reason why the record has no effect.

    ``history``, ``inner`` and ``facts`` are those of the fold of the entries that ``entry`` carries.
    """
    if not inner.fully_signed or inner.freeze is None:
        return NOT_WHOLE
    state = facts.offers[inner.freeze.offer].state
    if isinstance(state, Withheld) or history != entry.body["accession"]:
        return OTHER_ACCESSION
    parent: Any = state.get("parent")
    joined = entry.body["organisation"]
    if not isinstance(parent, Mapping) or parent.get("relation") != ACCEDES or parent.get("agreement") != entry.history:
        return OTHER_ACCESSION
    if joined not in facts.parties or entry.organisation not in facts.parties - {joined}:
        return OTHER_ACCESSION
    if entry.body["revision_to"] not in inner.revisions:
        return OTHER_ACCESSION
    return Acceded(facts.parties - {joined}, state)
