"""Names that the agreements give a dataset, for sentences; its key where they give none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.consent.terms.agreed_keys import is_agreed_key, parts_of
from datapact.contract.terms import Purpose, Terms, read_terms
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import OwnWords, joined, own
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.base.texts import Argument
    from datapact.vault.database.session import Session

_LAST = text("SELECT agreement FROM delivery WHERE dataset = :dataset AND agreement <> '' ORDER BY at DESC LIMIT 1")


def dataset_titles(session: Session, places: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Argument]:
    """Names for pairs of an agreement (may be empty) and a dataset.

    Where the agreement is empty or does not name the dataset, the agreement of the last delivery counts.
    """
    read: dict[str, dict[str, Argument]] = {}
    found: dict[tuple[str, str], Argument] = {}
    for agreement, dataset in dict.fromkeys(places):
        last = session.connection().execute(_LAST, {"dataset": dataset}).scalar()
        for history in (agreement, str(last or "")):
            if history and history not in read:
                read[history] = _names(session, history)
            if dataset in read.get(history, {}):
                found[agreement, dataset] = read[history][dataset]
                break
    return found


def _names(session: Session, history: str) -> dict[str, Argument]:
    terms = _terms(session, history)
    return {} if terms is None else {one.key: own(one.name, one.key) for one in terms.datasets}


_READ = Remembered[tuple[str, str], Terms | None](200)
"""Terms by agreement and newest entry."""
_HEAD = text("SELECT head || ' ' || changed || ' ' || state_digest FROM agreement WHERE id = :history")


def _terms(session: Session, history: str) -> Terms | None:
    head = str(session.connection().execute(_HEAD, {"history": history}).scalar() or "")
    return _READ.made(session, (history, head), lambda: _read(session, history))


def _read(session: Session, history: str) -> Terms | None:
    try:
        return read_terms(current_state(load_state(session, history)).get("terms", {}))
    except DataPactError:  # erased or withheld in part, or no longer here
        return None


def terms_on_file(session: Session, agreement: str) -> tuple[Purpose, ...]:
    """The purposes of an agreement as it reads now, prohibited ones too; none where it cannot be read here."""
    terms = _terms(session, agreement)
    return () if terms is None else terms.purposes


def purpose_words(titles: Mapping[tuple[str, str], Argument], agreement: str, purpose: str) -> Argument:
    """The title of a purpose, else the vocabulary's name of it."""
    label = label_of_iri(purpose)
    return titles.get((agreement, purpose)) or OwnWords(
        label.en[:1].upper() + label.en[1:], german=label.de[:1].upper() + label.de[1:]
    )


def purpose_titles(session: Session, places: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Argument]:
    """The names that agreements give purposes: for pairs of an agreement and what data was delivered or decided for,
    a key, a term or ``AGREEMENT#purposes.KEY``. Where an agreement has two with the term, both are named."""
    read: dict[str, tuple[Purpose, ...]] = {}
    found: dict[tuple[str, str], Argument] = {}
    for agreement, purpose in dict.fromkeys(places):
        history, key = parts_of(purpose) if is_agreed_key(purpose) else (agreement, "")
        if not history:
            continue
        if history not in read:
            read[history] = terms_on_file(session, history)
        fitting = [one for one in read[history] if (one.key == key if key else purpose in (one.key, one.iri))]
        if fitting:
            found[agreement, purpose] = joined([own(one.name, one.key) for one in fitting])
    return found
