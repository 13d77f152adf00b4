"""A dataset of ours that is named like one in another agreement is that dataset, and not a second one."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import LANGUAGES, Argument, Language, Message
from datapact.contract.terms import Dataset, Terms
from datapact.organisation.identity.confusable_names import plain_name


def as_known(terms: Terms, known: Mapping[str, Argument], own: str) -> Terms:
    """The terms with the keys and names of ``known`` datasets, by key, where the party ``own`` provides one of that name.

    Consents, deliveries and answers go by the key: under a fresh one, what is on file for the data would not be found.
    A name that two known datasets have stays as it is.
    """
    by_name: dict[str, set[str]] = {}
    for key, name in known.items():
        for language in LANGUAGES:
            by_name.setdefault(plain_name(_text(name, language)), set()).add(key)
    taken = {one.key for one in terms.datasets}
    keys: dict[str, str] = {}
    for one in terms.datasets:
        found = {key for text in (one.name.de, one.name.en) if text for key in by_name.get(plain_name(text), ())}
        if one.provider == own and len(found) == 1 and not found & (taken - {one.key}):
            keys[one.key] = found.pop()
            taken.add(keys[one.key])
    if not keys:
        return terms

    def named(one: Dataset) -> Dataset:
        if one.key not in keys:
            return one
        name: dict[str, str] = {language: _text(known[keys[one.key]], language) for language in LANGUAGES}
        return one.model_copy(update={"key": keys[one.key], "name": one.name.model_copy(update=name)})

    return terms.model_copy(
        update={
            "datasets": tuple(map(named, terms.datasets)),
            "purposes": tuple(
                one.model_copy(update={"datasets": tuple(keys.get(key, key) for key in one.datasets)})
                for one in terms.purposes
            ),
        }
    )


def _text(name: Argument, language: Language) -> str:
    return name.text(language) if isinstance(name, Message) else str(name)
