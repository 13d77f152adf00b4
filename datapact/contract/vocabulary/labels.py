"""Labels in both languages: W3C DPV terms by IRI, the codes of the terms, and the fields of the terms.

All of it is data in resources/vocabularies: ``dpv.toml`` (IRIs that templates and answers use), ``words.toml`` (codes
such as ``managing_director``, by group), ``titles.toml`` (the program's own names for codes of persons) and
``fields.toml`` (a lawyer's names of fields).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from datapact.base.resources import data_folder, tables
from datapact.contract.terms.paths import ROOT, step_into
from datapact.contract.vocabulary.label import Label


@dataclass(frozen=True, slots=True)
class Concept:
    """A DPV term: its IRI, its group here (``personal``, ``subject``, ``purpose``, ...), and its label."""

    iri: str
    """Of the Data Privacy Vocabulary."""
    group: str
    """Heading in ``dpv.toml``, such as ``purpose``."""
    label: Label
    """The label for people."""


@cache
def _data(name: str) -> Mapping[str, Any]:
    file = data_folder() / "vocabularies" / f"{name}.toml"
    return tables(file.read_text(encoding="utf-8"))


@cache
def concepts() -> Mapping[str, Concept]:
    """Every DPV term that we know, by IRI."""
    result = {}
    for group, entries in _data("dpv").items():
        for iri, label in entries.items():
            result[iri] = Concept(iri, group, Label(label["de"], label["en"]))
    return result


def label_of_iri(iri: str) -> Label:
    """The label of a DPV term; an unknown IRI is its own label, cut to the part behind the last # or /."""
    concept = concepts().get(iri)
    if concept is not None:
        return concept.label
    tail = iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1] or iri
    return Label(tail, tail)


def word(group: str, code: str) -> Label:
    """The word for a code of the terms; raises KeyError for a group or code that words.toml lacks."""
    label = _data("words")[group][code]
    return Label(label["de"], label["en"])


def title(group: str, code: str) -> Label:
    """The program's word for a code: as ``word``, but for persons of any gender. Raises KeyError as ``word``."""
    label = _data("titles").get(group, {}).get(code)
    return Label(label["de"], label["en"]) if label else word(group, code)


def has_words(group: str, codes: tuple[str, ...]) -> bool:
    """True when every code that is not empty has a word in the group."""
    known = _data("words").get(group, {})
    return all(code in known for code in codes if code)


def label_of_field(model: str, name: str) -> Label:
    """A lawyer's name of the field ``name`` of the part ``model`` (a class of the terms); raises KeyError."""
    label = _data("fields")[model][name]
    return Label(label["de"], label["en"])


def words_of_field(model: str, name: str) -> str:
    """The group of words for the codes of a field; empty where it has none."""
    return str(_data("fields")[model][name].get("words", ""))


def label_of_member(model: str, name: str) -> Label:
    """The name of a single member of the list in this field: ``Datensatz``; raises KeyError."""
    label = _data("fields")[model][name]["one"]
    return Label(label["de"], label["en"])


def labels_of_members() -> tuple[Label, ...]:
    """The names of single members of all lists that have one."""
    fields = (one for model in _data("fields").values() for one in model.values() if "one" in one)
    return tuple(Label(one["one"]["de"], one["one"]["en"]) for one in fields)


def acted_on(model: str, name: str) -> Label:
    """The name of a member of the list in this field as the object of a sentence: in the accusative.

    The German begins with a capital letter, because the word begins the sentence there ("Partei hinzufügen").
    """
    given = _data("titles")["acted_on"].get(name)
    label = Label(given["de"], given["en"]) if given else label_of_member(model, name)
    return Label(label.de[:1].upper() + label.de[1:], label.en)


def label_of_path(path: str) -> Label:
    """The label of the last named field on a term's path; raises KeyError for an unknown place."""
    steps = path.split(".")
    shape = ROOT
    label = None
    for step in steps:
        if shape.kind != "list" and shape.model is not None:
            label = (shape.model.__name__, step)
        shape = step_into(shape, step)
    if label is None:
        raise KeyError(path)
    return label_of_field(*label)


__all__ = [
    "Concept",
    "Label",
    "acted_on",
    "concepts",
    "has_words",
    "label_of_field",
    "label_of_iri",
    "label_of_member",
    "label_of_path",
    "labels_of_members",
    "title",
    "word",
    "words_of_field",
]
