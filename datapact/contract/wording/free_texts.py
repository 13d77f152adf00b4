"""The free texts of the terms, which can take back or limit what clauses and terms say: listed for a person to read.

No program judges them by their words. Whoever has read one confirms exactly these words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from datapact.base.strictjson import canonical, to_base64url
from datapact.contract.terms import Localised, Terms
from datapact.contract.terms.base import does_not_apply
from datapact.contract.terms.paths import walk

PREFIX = "terms."
"""The prefix of the place of a free text among places of own words."""
_NAMING = frozenset({"name", "title", "short_name"})
"""Last steps of places whose texts name something."""
_OF_PEOPLE = frozenset({"parties", "participants"})
"""Lists whose texts describe the parties."""
_PLAIN = frozenset(
    [
        *(("legal_bases", "note"), ("datasets", "volume"), ("datasets", "source_format"), ("datasets", "note")),
        *(("pilot", "note"), ("data_act", "user_contract_covers"), ("governance", "exclusive_reason")),
    ]
)
"""List and last step of texts in one language that can say anything; notes of a dataset are those of its technical schema."""


@dataclass(frozen=True, slots=True)
class FreeText:
    """A free text of the parties' own."""

    place: str
    """Path into the terms."""
    text: Localised
    """As they wrote it."""

    @property
    def digest(self) -> str:
        """Base64url SHA-256 of place and words."""
        about = canonical({"place": self.place, "de": self.text.de, "en": self.text.en})
        return to_base64url(hashlib.sha256(about).digest())


def free_texts(terms: Terms) -> Iterator[FreeText]:
    """Every free text that says something, in the order of the terms; names, and what describes the parties, left out."""
    for place, value in walk(terms):
        first, *_rest, last = place.split(".") if "." in place else (place, "")
        if first in _OF_PEOPLE or last in _NAMING:
            continue
        if isinstance(value, Localised) and any(
            words.strip() and not does_not_apply(words) for words in (value.de, value.en)
        ):
            yield FreeText(place, value)
        elif (first, last) in _PLAIN and isinstance(value, str) and value.strip():
            yield FreeText(place, Localised(de=value))


def unread(terms: Terms, confirmed: Collection[str]) -> tuple[str, ...]:
    """The places of the free texts whose words nobody confirmed, by digest."""
    return tuple(one.place for one in free_texts(terms) if one.digest not in confirmed)
