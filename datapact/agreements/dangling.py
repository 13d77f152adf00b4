"""Keys in the terms that must name a party, dataset or purpose of the same terms."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.agreements.paths import joined, members
from datapact.agreements.terms import Term, Terms

# Field names whose text is the key of a member of a list, wherever they stand in the terms.
PARTY_FIELDS = {
    "party",
    "provider",
    "recipients",
    "engaged_by",
    "holder",
    "user",
    "recipient",
    "responsible",
    "chosen_by",
    "notices_owner",
    "controller",
    "processor",
    "weights_kept_by",
}
DATASET_FIELDS = {"dataset", "datasets"}
PURPOSE_FIELDS = {"purpose"}


def dangling_key(terms: Terms) -> tuple[str, str] | None:
    """The first (path, key) that names nobody, or None when every key resolves."""
    parties = {party.key for party in terms.parties}
    datasets = {dataset.key for dataset in terms.datasets}
    purposes = {purpose.key for purpose in terms.purposes}
    for path, name, key in _keys(terms, ""):
        known = parties if name in PARTY_FIELDS else datasets if name in DATASET_FIELDS else purposes
        if key and key not in known:
            return path, key
    return None


def _keys(part: Term, path: str) -> Iterator[tuple[str, str, str]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        place = joined(path, name)
        if isinstance(value, Term):
            yield from _keys(value, place)
        elif isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term):
                    yield from _keys(member, f"{place}.{step}")
                elif name in PARTY_FIELDS | DATASET_FIELDS and isinstance(member, str):
                    yield place, name, member
        elif isinstance(value, str) and name in PARTY_FIELDS | DATASET_FIELDS | PURPOSE_FIELDS:
            yield place, name, value
