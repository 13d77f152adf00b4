"""The free texts of the terms, which can take back or limit what clauses and terms say: listed for a person to read.

What is shared under a contract waits for all of them: no program judges them by their words. While a text is drafted, a warning leaves
out what only describes, where the form asks for a description, in words that limit nothing. Whoever has read one confirms exactly these words. A name, a line or what describes a
party is one, too, where it speaks against a provision ("Forschung, entgegen § 12").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from datapact.base.strictjson import canonical, strings_in, to_base64url
from datapact.contract.templates.questions import library
from datapact.contract.terms import Localised, Terms
from datapact.contract.terms.base import does_not_apply
from datapact.contract.terms.paths import walk
from datapact.contract.wording.limiting_words import can_limit

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
_DESCRIBES = frozenset(
    [
        *(
            ("datasets", last)
            for last in ("description", "subjects_note", "origin", "original_purpose", "source_format")
        ),
        *(("datasets", last) for last in ("volume", "frequency", "delivery", "quality")),
        *(("joint", last) for last in ("service", "flow", "means")),
        *(("processing", "subject_matter"), ("processing", "nature"), ("service", "description"), ("service", "task")),
        *(
            ("purposes", "description"),
            ("activities", "description"),
            ("models", "description"),
            ("facts", "background"),
        ),
        *(("legal_bases", "interest"), ("data_act", "product"), ("data_act", "place"), ("sub_processors", "service")),
        ("non_disclosure", "information"),
    ]
)
"""List and last step of texts by which the form has something described; every other one is a rule in words of one's own."""
_PROVISION = re.compile(
    r"§+ ?\d|\b(ziff(er|\.)|nummer|nr\.|absatz|abs\.|abschnitt|klausel|anlage|art(ikel|\.)|section|clause|article|annex|paragraph|no\.) ?\d"
    r"|\b(diese[rsmn]?|this) (vertrag|vereinbarung|anlage|klausel|bestimmung|agreement|contract|annex|clause|provision)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(gilt|gelten|greift|greifen|findet|finden) (\w+ )?(nicht|keine)\b|\bnicht (anwendbar|anzuwenden|anwenden|geschuldet)|\bentgegen\b|"
    r"\babweich(end|ung)|\bentfäll|\bentfallen\b|\bverzicht|abbedungen|ausgeschlossen|außer kraft|gestrichen|nichtig|unwirksam|"
    r"\bgeh(t|en) .{0,40}\bvor\b|\bvorrang|\bungeachtet|\bohne rücksicht auf|\banstelle|\bstatt\b|\bbefreit von|"
    r"\b(not|never) (apply|applicable|owed|binding)|\bcontrary to|\bnotwithstanding|\bwaive|\bexcluded|\bvoid\b|\bdeleted\b|\binstead of|"
    r"\bprevails?\b|\bprecedence|\bderogat|\breleased from|\bregardless of",
    re.IGNORECASE,
)
"""Words by which somebody can take back a provision, wherever they stand; both have to stand in one text."""


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


@cache
def _proposed() -> Mapping[str, frozenset[str]]:
    """The words that DataPact itself proposes as an answer, by the first step of the place."""
    found: dict[str, set[str]] = {}
    for question in library():
        said = found.setdefault(question.path.partition(".")[0], set())
        said |= {question.usual.de, question.usual.en}.union(*map(strings_in, question.usual_members))
    return {first: frozenset(said) for first, said in found.items()}


def _is_proposed(first: str, words: Localised) -> bool:
    """Whether a text has the words of a proposal that was taken over as it stands."""
    said = _proposed().get(first, frozenset())
    return all(one in said for one in (words.de, words.en) if one)


def free_texts(terms: Terms) -> Iterator[FreeText]:
    """Every free text that says something, in the order of the terms; names, and what describes the parties, where they speak
    against a provision. What DataPact proposed and nobody changed is none.
    """
    against: dict[str, bool] = {"": False}  # what many parties say in the same words is read once

    def speaks(words: str) -> bool:
        if words not in against:
            against[words] = speaks_against(words)
        return against[words]

    for place, value in walk(terms):
        first, *_rest, last = place.split(".") if "." in place else (place, "")
        if isinstance(value, str) or first in _OF_PEOPLE or last in _NAMING:
            words = value if isinstance(value, Localised) else Localised(de=value) if isinstance(value, str) else None
            if words is not None and (speaks(words.de) or speaks(words.en)):
                yield FreeText(place, words)
                continue
        if first in _OF_PEOPLE or last in _NAMING:
            continue
        if isinstance(value, Localised) and _is_proposed(first, value):
            continue
        if isinstance(value, Localised) and any(
            words.strip() and not does_not_apply(words) for words in (value.de, value.en)
        ):
            yield FreeText(place, value)
        elif (first, last) in _PLAIN and isinstance(value, str) and value.strip():
            yield FreeText(place, Localised(de=value))


def speaks_against(words: str) -> bool:
    """Whether words name a provision and read as if it did not hold, or something went before it."""
    return bool(_PROVISION.search(words) and _AGAINST.search(words))


def only_describes(one: FreeText) -> bool:
    """Whether a text stands where the form asks for a description, and has no word in either language that can limit anything."""
    first, last = one.place.partition(".")[0], one.place.rpartition(".")[2]
    return (first, last) in _DESCRIBES and not (can_limit(one.text.de) or can_limit(one.text.en))


def unread(terms: Terms, confirmed: Collection[str]) -> tuple[str, ...]:
    """The places of the free texts whose words nobody confirmed, by digest."""
    return tuple(one.place for one in free_texts(terms) if one.digest not in confirmed)


def to_read_in_draft(terms: Terms, confirmed: Collection[str]) -> tuple[str, ...]:
    """Those places of ``unread`` whose words do more than describe."""
    return tuple(one.place for one in free_texts(terms) if one.digest not in confirmed and not only_describes(one))
