"""Other names by which a DPV term is looked for in a list: its label in the other language, and everyday words.

They only offer a term that a person then chooses. What is read, such as the columns of an import, is never taken for a term because of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from datapact.base.resources import data_folder, tables
from datapact.contract.vocabulary.labels import concepts


@cache
def everyday_names() -> Mapping[str, tuple[str, ...]]:
    """The everyday words for terms, by IRI, in both languages."""
    read = tables((data_folder() / "vocabularies" / "offered.toml").read_text(encoding="utf-8"))
    return {iri: tuple(words) for group in read.values() for iri, words in group.items()}


def other_names(iri: str) -> tuple[str, ...]:
    """The names by which a term is found beside the label that is shown; none for what is no term of the vocabulary."""
    concept = concepts().get(iri)
    if concept is None:
        return ()
    return tuple(dict.fromkeys((concept.label.de, concept.label.en, *everyday_names().get(iri, ()))))


__all__ = ["everyday_names", "other_names"]
