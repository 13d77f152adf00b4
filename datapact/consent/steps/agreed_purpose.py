"""Step 1 of the decision: which agreed purpose the question is about. Only that one permits.

A term of the vocabulary is a name for it and no more: a wider or narrower term permits nothing (Art. 5(1)(b) GDPR), and
neither does another agreement's purpose with the same term. Through the vocabulary work what is prohibited, taken back or
objected to, and hints.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, PurposeLink
from datapact.consent.facts.question import Question
from datapact.consent.terms.agreed_keys import agreed_key, is_agreed_key, parts_of
from datapact.consent.terms.purposes import ANY_PURPOSE, MARKETING, narrower, with_broader
from datapact.contract.terms import Purpose
from datapact.contract.vocabulary.words_of_people import is_advertising


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreed purpose in the light of one question, or (``purpose`` None) the lack of one in an agreement."""

    agreement: AgreementFacts
    """The agreement that decides."""
    purpose: Purpose | None
    """Permitted, for the dataset asked about."""
    how: str
    """How the question names it: ``itself``, ``term``, ``part``; ``none`` where it names no agreed purpose."""
    joined: frozenset[str]
    """Agreed purposes (``AGREEMENT#purposes.KEY``) that are one purpose of the house with it, itself among them."""
    notices: frozenset[tuple[str, str, str]]
    """Key and version of a notice, and the purpose there that a legal member has signed to be this one."""
    own: frozenset[str]
    """What records of ours call it: its place, its key, its term where no other agreed purpose has it; never a wider or
    narrower one."""
    terms: frozenset[str]
    """What people may have consented to: its term or key, and what notices call it."""
    held: frozenset[str]
    """Its term, the one asked by, and all broader ones: what is prohibited for one of these is prohibited."""
    reach: frozenset[str]
    """As ``held``, with what notices call it, and marketing where it reads like that: what people take back or object to for
    one of these reaches it."""

    @property
    def key(self) -> str:
        """The place of the purpose, ``AGREEMENT#purposes.KEY``; empty for none."""
        return "" if self.purpose is None else agreed_key(self.agreement.id, self.purpose.key)

    def is_named(self, names: Iterable[str], outdated: Collection[str] = ()) -> bool:
        """Whether one of the names that a record has means this purpose, in words that are still those of today.

        ``outdated``: the agreed purposes that the record names and whose words are others. A record that names another
        purpose, which the house has joined with this one, is judged by the words of the one that it names.
        """
        return any(one in self.own and (one if is_agreed_key(one) else self.key) not in outdated for one in names)

    @property
    def inside(self) -> frozenset[str]:
        """Narrower terms than its own, without those that reach it."""
        return narrower_terms(self.purpose) - self.reach


def candidates(
    question: Question, facts: DecisionFacts, about: Sequence[AgreementFacts]
) -> tuple[tuple[Agreed, ...], bool]:
    """The agreed purposes that the question names, and whether it is clear which one is meant.

    Of several, those of agreements in force count; what the house has joined is one.
    """
    links = [one for one in facts.links if one.holds]
    permitted = [
        (agreed_key(agreement.id, one.key), one.iri)
        for agreement in about
        for one in agreement.terms.purposes
        if not one.prohibited and is_for(one, question.dataset)
    ]
    parts = {one.agreed for one in links if one.sort == "part" and one.purpose == question.purpose}
    found = []
    for agreement in about:
        for purpose in agreement.terms.purposes:
            if purpose.prohibited or not is_for(purpose, question.dataset):
                continue
            key = agreed_key(agreement.id, purpose.key)
            how = _named(question, purpose, key, parts)
            if how:
                found.append(_agreed(question, agreement, purpose, how, links, permitted))
    running = [one for one in found if one.agreement.status == "in_force"]
    chosen = tuple(running or found)
    return chosen, all(one.key in chosen[0].joined for one in chosen)


def no_candidate(question: Question, agreement: AgreementFacts) -> Agreed:
    """The result for an agreement that permits nothing that the question names."""
    meant = {question.purpose, *(one.iri for one in agreement.terms.purposes if one.key == question.purpose)}
    reach = frozenset[str]().union(*(with_broader(one) for one in meant if one != ANY_PURPOSE))
    named = frozenset({question.purpose})
    return Agreed(agreement, None, "none", frozenset(), frozenset(), named, named, reach, reach)


def _named(question: Question, purpose: Purpose, key: str, parts: Iterable[str]) -> str:
    """How the question names an agreed purpose; empty where it does not."""
    if question.agreed:
        return "itself" if question.agreed == key else ""
    if question.purpose == purpose.key or (question.purpose == purpose.iri != ANY_PURPOSE):
        return "term"
    return "part" if key in parts else ""


def _agreed(
    question: Question,
    agreement: AgreementFacts,
    purpose: Purpose,
    how: str,
    links: Sequence[PurposeLink],
    permitted: Sequence[tuple[str, str]],
) -> Agreed:
    key = agreed_key(agreement.id, purpose.key)
    houses = {one.purpose for one in links if one.sort == "house" and one.agreed == key}
    joined = {key} | {one.agreed for one in links if one.sort == "house" and one.purpose in houses}
    told = {(one.notice, one.version, one.purpose) for one in links if one.sort == "notice" and one.agreed in joined}
    names = {purpose.key} | ({purpose.iri} - {ANY_PURPOSE})
    terms = names | {term for _notice, _version, term in told}
    alone = all(other in joined for other, iri in permitted if iri == purpose.iri)
    only = all(other in joined for other, _iri in permitted if parts_of(other)[1] == purpose.key)
    mine = ({purpose.key} if only else set()) | (names - {purpose.key} if alone else set())
    asked = set() if question.agreed else {question.purpose}
    held = frozenset[str]().union(*(with_broader(one) for one in names | asked))
    return Agreed(
        agreement,
        purpose,
        how,
        joined=frozenset(joined),
        notices=frozenset(told),
        own=frozenset(mine | joined),
        terms=frozenset(terms),
        held=held,
        reach=held.union(
            *(with_broader(one) for one in terms), with_broader(MARKETING) if is_advertising(purpose) else ()
        ),
    )


def is_for(purpose: Purpose, dataset: str) -> bool:
    """Whether the agreement has the purpose for this dataset."""
    return not purpose.datasets or dataset in purpose.datasets


def is_held(
    agreed: Agreed, question: Question, agreement: AgreementFacts, purpose: Purpose, links: Iterable[PurposeLink]
) -> bool:
    """Whether what is prohibited as ``purpose`` (of any agreement) is what the question asks."""
    key = agreed_key(agreement.id, purpose.key)
    return (
        key in agreed.joined
        or key == question.agreed
        or (purpose.iri != ANY_PURPOSE and purpose.iri in agreed.held)
        or (not question.agreed and question.purpose == purpose.key)
        or (agreed.purpose is not None and is_same_name(agreed.purpose, purpose))
        or any(
            one.holds and one.sort == "part" and one.agreed == key and one.purpose == question.purpose for one in links
        )
    )


def is_one_of(agreed: Agreed, agreement: AgreementFacts, purpose: Purpose) -> bool:
    """Whether a purpose of another agreement is the agreed one: joined by the house, of its term or of its name."""
    return agreed.purpose is not None and (
        agreed_key(agreement.id, purpose.key) in agreed.joined
        or (purpose.iri != ANY_PURPOSE and purpose.iri == agreed.purpose.iri)
        or is_same_name(agreed.purpose, purpose)
    )


def is_same_name(one: Purpose, other: Purpose) -> bool:
    """Whether two contracts call a purpose the same in a language: their readers take it for one."""
    pairs = ((one.name.de, other.name.de), (one.name.en, other.name.en))
    return any(mine.strip() and mine.strip().casefold() == theirs.strip().casefold() for mine, theirs in pairs)


def narrower_terms(purpose: Purpose | None) -> frozenset[str]:
    """The terms of the vocabulary inside an agreed purpose; none without a term."""
    return frozenset() if purpose is None or purpose.iri == ANY_PURPOSE else narrower(purpose.iri)


def near(question: Question, agreement: AgreementFacts, dataset: str) -> tuple[Purpose, ...]:
    """The permitted purposes of an agreement of which the one asked about is wider or narrower by the vocabulary."""
    around = with_broader(question.purpose) | narrower(question.purpose)
    return tuple(
        one for one in agreement.terms.purposes if not one.prohibited and is_for(one, dataset) and one.iri in around
    )


__all__ = [
    "Agreed",
    "candidates",
    "is_for",
    "is_held",
    "is_one_of",
    "is_same_name",
    "narrower_terms",
    "near",
    "no_candidate",
    "parts_of",
]
