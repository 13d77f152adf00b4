"""A purpose that is named like one in another agreement is that purpose: one row of the matrix, one name in registers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from datapact.base.texts import LANGUAGES, Language
from datapact.consent.terms.named_purposes import naming_agreements
from datapact.contract.terms import Purpose, Terms
from datapact.organisation.identity.confusable_names import plain_name

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def known_purposes(session: Session, day: date, datasets: Iterable[str] = ()) -> tuple[tuple[str, Purpose], ...]:
    """Permitted purposes with the key of a dataset that they are for: of agreements on ``datasets``, and on those of which
    consents or deliveries are recorded, as they read on a local day; of signed agreements first.
    """
    recorded = naming_agreements(session, day, datasets=None)
    named = {one.id: one for one in (*recorded, *naming_agreements(session, day, datasets=datasets))}
    ordered = sorted(named.values(), key=lambda one: not one.binds)
    return tuple(
        (dataset.key, purpose)
        for one in ordered
        for purpose in one.terms.purposes
        for dataset in one.terms.datasets
        if not purpose.prohibited and (not purpose.datasets or dataset.key in purpose.datasets)
    )


def purpose_names_in(known: Sequence[tuple[str, Purpose]], language: Language) -> tuple[str, ...]:
    """The names of known purposes in a language, each once, sorted."""
    found = {purpose.name.text(language) for _dataset, purpose in known}
    return tuple(sorted((one for one in found if one and ";" not in one), key=str.casefold))


def with_known_purposes(terms: Terms, known: Sequence[tuple[str, Purpose]]) -> Terms:
    """The terms with key, words and term of known purposes in the place of those of the same name.

    Answers put purposes together by their words and term, so a bare name would be a purpose of its own. One on the same
    dataset goes before others; where the known ones of that name differ, it stays as it is.
    """
    here = {one.key for one in terms.datasets}
    taken = {one.key for one in terms.purposes}
    found = []
    for one in terms.purposes:
        names = {plain_name(text) for text in (one.name.de, one.name.en) if text}
        alike = [
            (dataset in here, purpose)
            for dataset, purpose in known
            if names & {plain_name(text) for text in map(purpose.name.text, LANGUAGES) if text}
        ]
        near = [purpose for on_it, purpose in alike if on_it] or [purpose for _on_it, purpose in alike]
        kinds = {(purpose.iri, purpose.name, purpose.description) for purpose in near}
        if len(kinds) == 1:
            same = near[0]
            key = same.key if same.key == one.key or same.key not in taken else one.key
            taken.add(key)
            said = {"key": key, "iri": same.iri, "name": same.name, "description": same.description}
            one = one.model_copy(update=said)
        found.append(one)
    return terms.model_copy(update={"purposes": tuple(found)})
