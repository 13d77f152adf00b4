"""An error of law in a text, as the sharing decision weighs it: what it says, and what of the agreement it touches.

A value without a vault, so that whoever has the file of a decision can repeat it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from datapact.base.strictjson import JsonObject
from datapact.base.texts import Language

UNREAD = ("C01", "C03")
"""Rules by which words that nobody here has read stand among the errors."""


@dataclass(frozen=True, slots=True)
class StatutoryError:
    """One such error. Where it names datasets, parties or purposes it touches these alone, else all of them."""

    rule: str
    """Id of the check's rule, such as ``P09``."""
    place: str
    """As the finding says."""
    citation: Mapping[Language, str] = field(hash=False)
    """As readers of each language write it."""
    source: str
    """Address of the act."""
    authority: str
    """``statute`` or ``standard_clauses``; ``house`` for what nobody has answered."""
    message: Mapping[Language, str] = field(hash=False)
    """What is wrong and what to do."""
    datasets: frozenset[str] = frozenset()
    """Keys within the agreement."""
    parties: frozenset[str] = frozenset()
    """Keys within the agreement, ``sub_processors.KEY`` for a sub-processor."""
    purposes: frozenset[str] = frozenset()
    """Keys within the agreement."""

    def touches(self, dataset: str, parties: Collection[str], purpose: str) -> bool:
        """Whether the error is about this dataset, one of these parties and this purpose, each by its key; empty is any."""
        return (
            (not dataset or not self.datasets or dataset in self.datasets)
            and (not parties or not self.parties or not self.parties.isdisjoint(parties))
            and (not purpose or not self.purposes or purpose in self.purposes)
        )

    def as_json(self) -> JsonObject:
        """The error for the inputs of a decision."""
        return {
            "rule": self.rule,
            "place": self.place,
            "citation": {str(language): text for language, text in self.citation.items()},
            "source": self.source,
            "authority": self.authority,
            "message": {str(language): text for language, text in self.message.items()},
            "datasets": sorted(self.datasets),
            "parties": sorted(self.parties),
            "purposes": sorted(self.purposes),
        }


def error_of(value: Mapping[str, Any]) -> StatutoryError:
    """The error that ``as_json`` wrote; raises KeyError, TypeError or ValueError for another value."""
    keys = {name: frozenset(map(str, value[name])) for name in ("datasets", "parties", "purposes")}
    words = {
        name: cast("Mapping[Language, str]", {one: str(value[name][one]) for one in value[name]})
        for name in ("citation", "message")
    }
    return StatutoryError(
        str(value["rule"]),
        str(value["place"]),
        words["citation"],
        str(value["source"]),
        str(value["authority"]),
        words["message"],
        **keys,
    )
