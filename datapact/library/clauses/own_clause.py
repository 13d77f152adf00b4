"""A clause of the house: alternatives in the words of the field, each with its meaning, its risk and where that risk stands.

The text of an alternative is typed as people type: an empty line between paragraphs, ``- `` before a point of an enumeration,
``{{ breach.hours }}`` where the agreement's own term is to stand. A text with mistakes is kept as it is; it can be neither
approved nor used until they are corrected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from datapact.base.format import Bounds, Format, Shown, Written, part
from datapact.base.strictjson import JsonObject, canonical, sha256_of
from datapact.base.texts import LANGUAGES, N_, Language
from datapact.contract.text.clauses import Id, is_line, is_words

MOST_ALTERNATIVES = 12
LARGEST = 1024 * 1024

type Slant = Literal["balanced", "provider", "recipient"]
SLANTS: tuple[Slant, ...] = ("balanced", "provider", "recipient")
SLANT_WORDS: Mapping[Slant, str] = {
    "balanced": N_("balanced"),
    "provider": N_("provider-friendly"),
    "recipient": N_("recipient-friendly"),
}

type Risk = Literal["green", "amber", "red", ""]
RISKS: tuple[Risk, ...] = ("", "green", "amber", "red")
RISK_WORDS: Mapping[Risk, str] = {
    "": N_("not assessed"),
    "green": N_("low risk"),
    "amber": N_("some risk"),
    "red": N_("high risk"),
}

_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)


def is_key(text: str) -> bool:
    """Whether a text names an alternative or a position of the playbook."""
    return _KEY.fullmatch(text) is not None


type Key = Annotated[str, Shown({"pattern": "^[a-z][a-z0-9-]{0,39}$"}, is_key)]
type Line = Annotated[str, Shown({}, is_line)]
type Named = Annotated[str, Bounds(1), Shown({}, is_line)]
type Words = Annotated[str, Shown({}, is_words)]


def _read_texts(shown: dict[str, str]) -> Mapping[Language, str]:
    if not shown or not shown.keys() <= set(LANGUAGES) or not all(map(is_words, shown.values())):
        raise ValueError
    return {language: shown[language] for language in LANGUAGES if language in shown}


_TEXTS = Shown(
    {
        "properties": {language: {"type": "string"} for language in LANGUAGES},
        "additionalProperties": False,
        "minProperties": 1,
    }
)
type Texts = Annotated[
    Mapping[Language, str], Written(Annotated[dict[str, str], _TEXTS], _read_texts, lambda one: dict(one))
]


@part
class Alternative:
    """One wording of a clause."""

    key: Key
    """Unique in the clause."""
    name: Named
    """What the house calls it."""
    slant: Slant
    """Whom it favours: nobody, who provides the data, or who receives them."""
    meaning: Words
    """What it means, for colleagues; may be empty."""
    risk: Risk
    """The house's own assessment under the law on standard terms or Art. 13 Data Act; empty: nobody assessed it."""
    reason: Words
    """Why the risk is so; may be empty."""
    citation: Line
    """Where that stands, such as ``§ 307 Abs. 2 Nr. 2 BGB``; empty only without an assessment."""
    heading: Texts
    """By language."""
    text: Texts
    """By language, of the same languages, as typed."""


@part
class OwnClause(Format):
    """One version of a clause of the house."""

    file_kind: ClassVar = "datapact-own-clause"
    largest: ClassVar = LARGEST
    malformed: ClassVar = N_("This clause is not in the form that DataPact writes.")
    newer: ClassVar = N_("This clause was written by a newer DataPact. Update this DataPact to read it.")

    id: Id
    """The clause in agreements: the id of the clause of DataPact that it stands in place of, or one of its own."""
    name: Named
    """What the house calls it."""
    alternatives: Annotated[tuple[Alternative, ...], Bounds(1, MOST_ALTERNATIVES)]
    """In the order of the house; the first is its own position."""

    def mistake(self) -> str:
        keys = [one.key for one in self.alternatives]
        for index, one in enumerate(self.alternatives):
            if one.key in keys[:index]:
                return f"alternatives.{index}.key"
            if one.heading.keys() != one.text.keys() or one.text.keys() != self.alternatives[0].text.keys():
                return f"alternatives.{index}.text"
            if one.risk and not one.citation:
                return f"alternatives.{index}.citation"
        return ""

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that it has, German first."""
        return tuple(language for language in LANGUAGES if language in self.alternatives[0].text)

    @property
    def digest(self) -> str:
        """base64url SHA-256 over everything in it: what is approved."""
        return sha256_of(self.write())

    def alternative(self, key: str) -> Alternative | None:
        """The alternative with this key."""
        return next((one for one in self.alternatives if one.key == key), None)


def clause_json(clause: OwnClause) -> JsonObject:
    """The clause as an entry holds it."""
    return clause.to_json()


def read_clause(content: Mapping[str, Any]) -> OwnClause:
    """The clause in an entry; raises Malformed or NewerFormat."""
    return OwnClause.read(canonical(dict(content)))
