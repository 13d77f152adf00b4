"""Records on file whose agreed purpose has other words now than when they were made: what was said for those is not said for
these.

A record of our own keeps a digest of the words. Of one that has none, as of a notice, the words count that the agreement had on
the day of its first entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from datapact.consent.facts.facts import AgreementFacts, Authorisation, BasisRecord, FactOnFile, NoticeFacts
from datapact.consent.terms.agreed_keys import agreed_key, words_of
from datapact.contract.screening.data_words import digest_of_data
from datapact.contract.terms import Dataset, Purpose
from datapact.contract.terms.base import LONGEST_LINE

WEIGHS_DATA = frozenset(
    {"dpia", "prior_consultation", "anonymity", "transfer_assessment", "derogation", "works_council", "secrecy"}
)
"""Sorts of documents on file that weigh what the data are and whom they are about."""
_DATA, _LENGTH = "data.", 16
_SAFE = "safe."
_LETTERS = {"s": "special_categories", "o": "offence_data", "c": "children", "e": "employees", "t": "secret"}


def words_named(agreements: Iterable[AgreementFacts], named: str, dataset: str) -> str:
    """Digests of the words of the agreed purposes for a dataset that a record names by place, key or term, and of the data in these
    agreements, with spaces; of the data where they fit into a line, with what makes these weigh less.
    """
    naming = [
        (agreement, one)
        for agreement in agreements
        for one in agreement.terms.purposes
        if _is_named(agreement, one, (named,)) and (not one.datasets or dataset in one.datasets)
    ]
    purposes = sorted({words_of(one) for _agreement, one in naming})
    data = {_data_of(agreement, dataset) for agreement, _one in naming}
    data |= {_safety_of(agreement, dataset) for agreement, _one in naming}
    whole = " ".join([*purposes, *sorted(data - {""})])
    return whole if len(whole) <= LONGEST_LINE else " ".join(purposes)


def with_outdated[Record: (BasisRecord, Authorisation)](
    record: Record, written: date, agreements: Sequence[AgreementFacts]
) -> Record:
    """The record with the agreed purposes that have other words than it was put on file for, or are for data that have;
    ``written`` is its first local day.
    """
    if not record.purpose:
        return record
    found = tuple(
        agreed_key(agreement.id, one.key)
        for agreement in agreements
        for one in agreement.terms.purposes
        if _is_named(agreement, one, (record.purpose,))
        and (
            (words_of(one) not in record.words.split() if record.words else _has_changed(agreement, one, written))
            or _are_others(agreement, record.dataset, record.words, written)
        )
    )
    return replace(record, outdated=found) if found else record


def outdated_in_notice(notice: NoticeFacts, written: date, agreements: Sequence[AgreementFacts]) -> NoticeFacts:
    """The notice with the agreed purposes that it names and whose words have changed since it was recorded."""
    found = tuple(
        agreed_key(agreement.id, one.key)
        for agreement in agreements
        for one in agreement.terms.purposes
        if _is_named(agreement, one, notice.purposes) and _has_changed(agreement, one, written)
    )
    return replace(notice, outdated=found) if found else notice


def with_outdated_data(fact: FactOnFile, written: date, agreements: Iterable[AgreementFacts]) -> FactOnFile:
    """The document with the datasets that it weighs and that have other words than on the day it was put on file, unless it keeps what it
    judged.
    """
    if fact.sort not in WEIGHS_DATA or fact.judged:
        return fact
    found = {
        one.key
        for agreement in agreements
        for one in agreement.terms.datasets
        if fact.dataset in ("", one.key) and _are_others(agreement, one.key, "", written)
    }
    return replace(fact, outdated=tuple(sorted(found))) if found else fact


def _data_of(agreement: AgreementFacts, dataset: str) -> str:
    found = (one for one in agreement.terms.datasets if one.key == dataset)
    return next((f"{_DATA}{digest_of_data(one)[:_LENGTH]}" for one in found), "")


def _are_others(agreement: AgreementFacts, dataset: str, words: str, written: date) -> bool:
    """Whether the data have other words in the agreement now than a record has, or than they had on its day where it has none."""
    now, kept = _data_of(agreement, dataset), [one for one in words.split() if one.startswith(_DATA)]
    if now and kept and now not in kept:
        return True
    safe = [set(one.removeprefix(_SAFE)) for one in words.split() if one.startswith(_SAFE)]
    if now and safe:
        # nobody wrote of which agreement a line is: a text that never changed lost nothing of its own, any other is held against all
        own = _safety_of(agreement, dataset) if agreement.terms_on is None else ""
        return own not in words.split() and any(_loses(before, agreement, dataset) for before in safe)
    if not now or agreement.terms_on is None or (then := agreement.terms_on(written)) is None:
        return False
    before = next((one for one in then.datasets if one.key == dataset), None)
    if before is None:
        return False
    return (not kept and now != f"{_DATA}{digest_of_data(before)[:_LENGTH]}") or _loses(
        protections(before, False), agreement, dataset
    )


def _safety_of(agreement: AgreementFacts, dataset: str) -> str:
    found = (one for one in agreement.terms.datasets if one.key == dataset)
    return next((f"{_SAFE}{''.join(sorted(protections(one, False)))}" for one in found), "")


def _loses(before: set[str], agreement: AgreementFacts, dataset: str) -> bool:
    """Whether an amendment says of the data what makes them weigh more for the people than what was weighed."""
    after = next(one for one in agreement.terms.datasets if one.key == dataset)
    return not before <= protections(after, False, None)


def protections(dataset: Dataset, *answers: bool | None) -> set[str]:
    """Letters for what makes the data weigh less: each mark with one of the answers, pseudonyms, nobody may re-identify."""
    found = {letter for letter, name in _LETTERS.items() if getattr(dataset, name) in answers}
    found |= {"p"} if dataset.pseudonymised else set()
    return found | ({"r"} if dataset.reidentification_banned else set())


def _is_named(agreement: AgreementFacts, purpose: Purpose, names: Iterable[str]) -> bool:
    called = {purpose.key, purpose.iri, agreed_key(agreement.id, purpose.key)}
    return any(one in called for one in names)


def _has_changed(agreement: AgreementFacts, purpose: Purpose, written: date) -> bool:
    if agreement.terms_on is None or (then := agreement.terms_on(written)) is None:
        return False
    before = next((one for one in then.purposes if one.key == purpose.key), None)
    return before is not None and words_of(before) != words_of(purpose)
