"""Statutory errors of an agreement that nobody set aside or confirmed: what the sharing decision has to weigh.

A signed text stays as it is, and its findings bar no step; but a decision that rests on it looks at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.findings import findings_on, overridden_places
from datapact.agreements.projection.own_findings import confirmed_wordings, house_severity
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, Language
from datapact.checks.model.finding import Finding
from datapact.contract.terms import LegalBasis, Terms, read_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.references import has_withheld

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session

_LAW = ("statute", "standard_clauses")


@dataclass(frozen=True, slots=True)
class StatutoryError:
    """One such error. Where it names datasets, parties or purposes it touches these alone, else all of them."""

    rule: str
    """Id of the check's rule, such as ``P09``."""
    place: str
    """As the finding says."""
    citation: Mapping[Language, str]
    """As readers of each language write it."""
    message: Mapping[Language, str]
    """What is wrong and what to do."""
    datasets: frozenset[str] = frozenset()
    """Keys within the agreement."""
    parties: frozenset[str] = frozenset()
    """Keys within the agreement."""
    purposes: frozenset[str] = frozenset()
    """Keys within the agreement."""

    def touches(self, *, dataset: str = "", party: str = "", purpose: str = "") -> bool:
        """Whether it is about this dataset, party and purpose, each given by its key; empty is any."""
        return all(
            not wanted or not named or wanted in named
            for wanted, named in ((dataset, self.datasets), (party, self.parties), (purpose, self.purposes))
        )

    def as_json(self) -> JsonObject:
        """For the inputs of a decision."""
        return {
            "rule": self.rule,
            "place": self.place,
            "citation": {str(language): text for language, text in self.citation.items()},
            "message": {str(language): text for language, text in self.message.items()},
            "datasets": sorted(self.datasets),
            "parties": sorted(self.parties),
            "purposes": sorted(self.purposes),
        }


def error_of(value: JsonObject) -> StatutoryError:
    """The error that ``as_json`` wrote."""
    read = cast("dict[str, Any]", value)
    keys = {name: frozenset(map(str, read[name])) for name in ("datasets", "parties", "purposes")}
    return StatutoryError(str(read["rule"]), str(read["place"]), read["citation"], read["message"], **keys)


def statutory_errors(
    session: Session, folded: AgreementState, organisation: str, on: date
) -> tuple[StatutoryError, ...]:
    """The errors of law in the text that counts, as at ``on``, that are neither set aside nor confirmed in this vault.

    Own words count for what they replace. Empty where parts of the text are withheld, since it cannot be judged.
    """
    state = current_state(folded)
    if not state or has_withheld(state):
        return ()
    confirmed, house = confirmed_wordings(session, folded, organisation), house_severity(session)
    aside = overridden_places(folded, state, organisation)
    terms = read_terms(state["terms"])
    return tuple(
        _error(terms, one)
        for one in findings_on(folded, state, on, house, confirmed, ours=organisation)
        if one.bars_freezing and one.authority in _LAW and (one.id, one.place) not in aside
    )


def touching(
    errors: Iterable[StatutoryError], *, dataset: str = "", party: str = "", purpose: str = ""
) -> tuple[StatutoryError, ...]:
    """Those that touch a dataset, a party and a purpose, by their keys; empty is any."""
    return tuple(one for one in errors if one.touches(dataset=dataset, party=party, purpose=purpose))


def _error(terms: Terms, finding: Finding) -> StatutoryError:
    datasets, parties, purposes = (frozenset(one) for one in _keys(terms, finding.place))
    citation = {language: finding.citation.text(language) for language in LANGUAGES}
    message = {language: finding.message.text(language) for language in LANGUAGES}
    return StatutoryError(finding.id, finding.place, citation, message, datasets, parties, purposes)


def _keys(terms: Terms, place: str) -> tuple[set[str], set[str], set[str]]:
    """The keys that a place in the terms names."""
    steps = place.split(".")
    match steps:
        case ["datasets", key, *_rest]:
            return {key}, set(), set()
        case ["parties", key, *_rest]:
            return set(), {key}, set()
        case ["purposes", key, *_rest]:
            return set(), set(), {key}
        case ["legal_bases", index, *_rest]:
            try:
                basis = value_at(terms, f"legal_bases.{index}")
            except KeyError:
                return set(), set(), set()
            if isinstance(basis, LegalBasis):
                return {basis.dataset}, {basis.party}, {basis.purpose}
    return set(), set(), set()
