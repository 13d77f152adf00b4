"""The one name of a purpose for people, in lists, letters, calendar, search and answers; machines and files keep its term.

What was agreed is called as its agreement calls it. A record that bears a term alone (a consent, a withdrawal) is called as
the agreements on its dataset call it, where they have one name for it; where they have several, or none, by the vocabulary.
Signed agreements go before drafts, and the text that counts on the day before the one that was signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from datapact.base.texts import N_, Message
from datapact.consent.terms.agreed_keys import agreed_key, term_of, words_of
from datapact.contract.terms import Purpose, Terms
from datapact.contract.vocabulary.labels import concepts, label_of_iri
from datapact.contract.vocabulary.messages import OwnWords, joined, own


class NamingAgreement(NamedTuple):
    """An agreement that calls purposes something."""

    id: str
    """History id."""
    binds: bool
    """Signed by everybody."""
    terms: Terms
    """As they read on the day."""


@dataclass(frozen=True, slots=True)
class PurposeNames:
    """The names that agreements give purposes."""

    agreed: Mapping[str, OwnWords] = field(default_factory=dict)
    """By ``AGREEMENT#purposes.KEY``, prohibited ones too."""
    within: Mapping[tuple[str, str], tuple[OwnWords, ...]] = field(default_factory=dict)
    """All names by agreement, and term or key."""
    about: Mapping[tuple[str, str], tuple[OwnWords, ...]] = field(default_factory=dict)
    """All names by dataset, and term or key; signed agreements alone where there is one."""
    every: Mapping[str, tuple[OwnWords, ...]] = field(default_factory=dict)
    """The same by term or key, on whichever dataset."""

    def name(self, purpose: str, *, agreement: str = "", dataset: str = "") -> Message:
        """The name of a term, a key or ``AGREEMENT#purposes.KEY``, used under an agreement or recorded for a dataset;
        without both as in ``choice``."""
        if purpose in self.agreed:
            return self.agreed[purpose]
        if not agreement and not dataset:
            return self.choice(purpose)
        if found := self.within.get((agreement, purpose)):
            return _listed(found)
        found = self.about.get((dataset, purpose), ())
        return found[0] if len(found) == 1 else term_name(purpose)

    def outside_name(self, purpose: str, agreement: str) -> Message:
        """The name in what leaves for people who may not know other agreements: that of the agreement under which the
        data went, else the vocabulary's."""
        if purpose.startswith(f"{agreement}#") and purpose in self.agreed:
            return self.agreed[purpose]
        found = self.within.get((agreement, purpose))
        return _listed(found) if found else term_name(purpose)

    def choice(self, purpose: str) -> Message:
        """The name where neither agreement nor dataset is known: the vocabulary's, with what agreements call it."""
        name = term_name(purpose)
        others = [one for one in self.every.get(purpose, ()) if one.text().casefold() != name.text().casefold()]
        others.sort(key=lambda one: one.text().casefold())
        if not others:
            return name
        if purpose not in concepts():
            return _listed(others)
        return Message(N_("{purpose} ({names})"), {"purpose": name, "names": _listed(others)})


def _listed(names: Sequence[OwnWords]) -> Message:
    several = joined(names)
    assert isinstance(several, Message)
    return several


def term_name(purpose: str) -> OwnWords:
    """The vocabulary's name of a term, as it begins a line; what the vocabulary lacks stands for itself."""
    label = label_of_iri(purpose)
    if purpose not in concepts():
        return OwnWords(label.en, german=label.de)
    return OwnWords(label.en[:1].upper() + label.en[1:], german=label.de[:1].upper() + label.de[1:])


def called(purpose: Purpose, among: Iterable[Purpose]) -> OwnWords:
    """The name of a purpose among all of its agreement: with its term, or its key, where another one bears the same name.

    Two purposes of one name that are not the same can have opposite answers, so nobody may take one for the other.
    """
    name = own(purpose.name, purpose.key)
    twins = [one for one in among if one.key != purpose.key and _is_twin(one, purpose, name)]
    if not twins:
        return name
    mark = label_of_iri(term_of(purpose))
    if any(label_of_iri(term_of(one)) == mark for one in twins):
        return OwnWords(f"{name.id} ({purpose.key})", german=f"{name.german} ({purpose.key})")
    return OwnWords(f"{name.id} ({mark.en})", german=f"{name.german} ({mark.de})")


def _is_twin(one: Purpose, other: Purpose, name: OwnWords) -> bool:
    """Whether another purpose reads the same in a language and is not the same: by its term, or by its description."""
    here = own(one.name, one.key)
    if here.id.casefold() != name.id.casefold() and here.german.casefold() != name.german.casefold():
        return False
    return (term_of(one), words_of(one)) != (term_of(other), words_of(other))


def names_in(agreements: Iterable[NamingAgreement]) -> PurposeNames:
    """The names that these agreements give purposes."""
    agreed: dict[str, OwnWords] = {}
    within: dict[tuple[str, str], dict[tuple[str, str], OwnWords]] = {}
    about: dict[bool, dict[tuple[str, str], dict[tuple[str, str], OwnWords]]] = {True: {}, False: {}}
    for agreement in agreements:
        terms = agreement.terms
        for one in sorted(terms.purposes, key=lambda purpose: purpose.prohibited):
            name = own(one.name, one.key)
            agreed[agreed_key(agreement.id, one.key)] = called(one, terms.purposes)
            for term in dict.fromkeys((term_of(one), one.key)):
                here = within.setdefault((agreement.id, term), {})
                if one.prohibited and here:
                    continue  # what is permitted gives the name, where both bear the term
                here[_both(name)] = name
                for dataset in terms.datasets:
                    if not one.prohibited and (not one.datasets or dataset.key in one.datasets):
                        about[agreement.binds].setdefault((dataset.key, term), {})[_both(name)] = name
    counting = {**about[False], **about[True]}
    every: dict[str, dict[tuple[str, str], OwnWords]] = {}
    for (_dataset, term), names in counting.items():
        every.setdefault(term, {}).update(names)
    return PurposeNames(agreed, _all(within), _all(counting), _all(every))


def _all[K](names: Mapping[K, Mapping[tuple[str, str], OwnWords]]) -> dict[K, tuple[OwnWords, ...]]:
    return {key: tuple(found.values()) for key, found in names.items()}


def _both(name: OwnWords) -> tuple[str, str]:
    return name.id, name.german
