"""Errors of law of an agreement that nobody set aside or confirmed: what the sharing decision has to weigh.

A signed text stays as it is, and its findings bar no step; but a decision that rests on it looks at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.findings import Where, confirmed_by, findings_on, overridden_places
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.versions import authors_of_text
from datapact.base.texts import LANGUAGES, N_, Message
from datapact.checks.model.finding import Finding
from datapact.checks.model.statutory_error import StatutoryError
from datapact.checks.run.engine import may_stand_in_file
from datapact.checks.run.translations import clause_numbers
from datapact.contract.terms import LegalBasis, Terms, read_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import amends_on_paper
from datapact.contract.vocabulary.messages import joined, place_name

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState

_LAW = ("statute", "standard_clauses")
_ASKED_BY_LAW = ("G17", "G65")
"""Rules of law whose open question is our own policy: while nobody has answered, a decision cannot rest on the text."""


def statutory_errors(
    folded: AgreementState,
    state: Mapping[str, Any],
    organisation: str,
    on: date,
    *,
    by_two: bool,
    amendments: Sequence[AgreementState] = (),
) -> tuple[StatutoryError, ...]:
    """The errors of law in ``state``, the text that counts on ``on``, neither set aside nor confirmed in this vault.

    ``by_two``: own words are confirmed by a legal member who did not write the text (four eyes). Of a contract signed
    elsewhere whose text is not here only what was entered can be wrong; what nobody entered may well stand in it. The
    annexes of standard clauses are shown by what was entered alone. Own words and free texts that nobody here has read count, too: they can
    take back or limit what the rest says. ``amendments``: of what was read or set aside beside a signed amendment the same words count
    here. Empty where parts of the text are withheld.
    """
    if not state or has_withheld(state):
        return ()
    confirmed: dict[str, set[str]] = {}
    histories = (folded, *amendments)
    authors = frozenset[str]().union(
        *(authors_of_text(each, organisation) for each in histories)
    )  # of the text as amended
    for each in histories:
        for digest, parts in confirmed_by(each, authors if by_two else ()).items():
            confirmed.setdefault(digest, set()).update(parts)
    amends = folded.signed_elsewhere is not None and amends_on_paper(state)
    findings = findings_on(
        folded,
        state,
        on,
        None,
        confirmed,
        ours=organisation,
        on_paper=amends,
        amendments=[current_state(one) for one in amendments],
    )
    aside = frozenset[Where]().union(
        *(overridden_places(each, state, organisation, findings, authors) for each in histories)
    )
    textless = folded.signed_elsewhere is not None and not state.get("clauses")
    terms = read_terms(state["terms"])
    found = [
        _error(terms, one)
        for one in findings
        if one.bars_freezing
        and (one.authority in _LAW or one.id in _ASKED_BY_LAW)
        and (one.final or (one.id, one.place) not in aside)
        and not (textless and may_stand_in_file(one))
    ]
    for one in findings:
        if (one.id, one.place) in aside or (textless and one.id != "C03"):
            continue
        if one.id in ("C01", "C03"):
            found += _unread(state, one, one.places)
        elif one.is_own_words and not (one.bars_freezing and one.authority in _LAW):
            found += _unread(state, replace(one, id="C01"), [one.place])
    return tuple(found)


def _error(terms: Terms, finding: Finding) -> StatutoryError:
    datasets, parties, purposes = (frozenset(one) for one in _keys(terms, finding.place))
    citation = {language: finding.citation.text(language) for language in LANGUAGES}
    message = {language: finding.message.text(language) for language in LANGUAGES}
    return StatutoryError(
        finding.id,
        finding.place,
        citation,
        finding.source,
        finding.authority,
        message,
        datasets,
        parties,
        purposes,
    )


_UNREAD = N_(
    "No member with the role legal has confirmed to have read: {places}. Words there can limit what the terms permit. Read them."
)


def _unread(state: Mapping[str, Any], finding: Finding, at: Iterable[str]) -> Iterator[StatutoryError]:
    """An error for the clauses, and the free texts of each dataset, each purpose and so on, that nobody here has read."""
    terms, numbers = read_terms(state["terms"]), clause_numbers(dict(state))
    groups: dict[tuple[frozenset[str], ...], list[str]] = {}
    for place in at:
        groups.setdefault(tuple(frozenset(one) for one in _keys(terms, place)), []).append(place)
    for (datasets, parties, purposes), places in groups.items():
        told = Message(_UNREAD, {"places": joined([place_name(place, numbers) for place in places])})
        message = {language: told.text(language) for language in LANGUAGES}
        yield replace(
            _error(terms, replace(finding, place=places[0])),
            message=message,
            datasets=datasets,
            parties=parties,
            purposes=purposes,
        )


type _Keys = tuple[set[str], set[str], set[str]]


def _keys(terms: Terms, place: str) -> _Keys:
    """The datasets, parties and purposes that a place in the terms names; an empty set is all of them."""
    match place.split("."):
        case ["datasets", key, *_rest]:
            return {key}, set(), set()
        case ["parties", key, *_rest]:
            return set(), {key}, set()
        case ["sub_processors", key, *_rest]:
            return set(), {f"sub_processors.{key}"}, set()
        case ["purposes", key, *_rest]:
            return set(), set(), {key}
        case ["assessments", key, *_rest]:
            return set(), {one.party for one in terms.assessments if one.key == key}, set()
        case ["transfers", key, *_rest]:
            return _of_transfer(terms, key)
        case ["activities", key, *_rest]:
            return next((set(one.datasets) for one in terms.activities if one.key == key), set()), set(), set()
        case ["legal_bases", index, *_rest]:
            return _of_basis(terms, index)
    return set(), set(), set()


def _of_transfer(terms: Terms, key: str) -> _Keys:
    """A transfer is to a party or a sub-processor where it names one as its importer; else it may be to anybody."""
    transfer = next((one for one in terms.transfers if one.key == key), None)
    if transfer is None:
        return set(), set(), set()
    importer = transfer.importer.casefold()
    named = {one.key for one in terms.parties if importer in (one.name.casefold(), one.short_name.casefold())}
    named |= {f"sub_processors.{one.key}" for one in terms.sub_processors if one.name.casefold() == importer}
    return set(transfer.datasets), named, set()


def _of_basis(terms: Terms, index: str) -> _Keys:
    try:
        basis = value_at(terms, f"legal_bases.{index}")
    except KeyError:
        return set(), set(), set()
    return ({basis.dataset}, {basis.party}, {basis.purpose}) if isinstance(basis, LegalBasis) else (set(), set(), set())
