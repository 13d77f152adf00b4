"""What the data of a dataset are and whom they are about, by their words: what was said of other data is no answer about them."""

from __future__ import annotations

from typing import Any

from datapact.base.strictjson import canonical, sha256_of
from datapact.contract.terms import Dataset, Term, Terms
from datapact.contract.terms.paths import given

WORDS = ("name", "description", "items", "subjects", "subjects_note", "origin", "original_purpose", "data_contract")
"""The members of a dataset that say so; how the data are handled is no part of it."""


def digest_of_data(dataset: Dataset) -> str:
    """SHA-256, base64url, of what the data are and whom they are about."""
    said = {name: plain(value) for name in WORDS if given(value := getattr(dataset, name))}
    return sha256_of(canonical(said))


def datasets_added(before: Terms, after: Terms) -> tuple[str, ...]:
    """Keys of the datasets that a change of the terms added, or of which it says that they are other data than before."""
    had = {one.key: one for one in before.datasets}
    return tuple(
        one.key
        for one in after.datasets
        if one.key not in had or (one != had[one.key] and digest_of_data(one) != digest_of_data(had[one.key]))
    )


def plain(value: object) -> Any:
    """A value of the terms as JSON has it."""
    if isinstance(value, Term):
        return value.model_dump(mode="json", exclude_defaults=True)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | bool | dict) else str(value)
