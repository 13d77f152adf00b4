"""Records on file whose agreed purpose has other words now than when they were made: what was said for those is not said for
these.

A record of our own keeps a digest of the words. Of one that has none, as of a notice, the words count that the agreement had on
the day of its first entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from datapact.consent.facts.facts import AgreementFacts, Authorisation, BasisRecord, NoticeFacts
from datapact.consent.terms.agreed_keys import agreed_key, words_of
from datapact.contract.terms import Purpose


def words_named(agreements: Iterable[AgreementFacts], named: str, dataset: str) -> str:
    """Digests of the words of the agreed purposes for a dataset that a record names by place, key or term, with spaces."""
    found = {
        words_of(one)
        for agreement in agreements
        for one in agreement.terms.purposes
        if _is_named(agreement, one, (named,)) and (not one.datasets or dataset in one.datasets)
    }
    return " ".join(sorted(found))


def with_outdated[Record: (BasisRecord, Authorisation)](
    record: Record, written: date, agreements: Sequence[AgreementFacts]
) -> Record:
    """The record with the agreed purposes that have other words than it was put on file for; ``written`` is its first local day."""
    if not record.purpose:
        return record
    found = tuple(
        agreed_key(agreement.id, one.key)
        for agreement in agreements
        for one in agreement.terms.purposes
        if _is_named(agreement, one, (record.purpose,))
        and (words_of(one) not in record.words.split() if record.words else _has_changed(agreement, one, written))
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


def _is_named(agreement: AgreementFacts, purpose: Purpose, names: Iterable[str]) -> bool:
    called = {purpose.key, purpose.iri, agreed_key(agreement.id, purpose.key)}
    return any(one in called for one in names)


def _has_changed(agreement: AgreementFacts, purpose: Purpose, written: date) -> bool:
    if agreement.purposes_on is None:
        return False
    before = next((one for one in agreement.purposes_on(written) if one.key == purpose.key), None)
    return before is not None and words_of(before) != words_of(purpose)
