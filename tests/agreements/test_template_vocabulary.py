"""The vocabulary: every field and code of the terms has its words, every DPV term of the examples its label."""

from __future__ import annotations

import tomllib

import pytest

from datapact.contract.templates.template import example_answers
from datapact.contract.terms import Term, Terms
from datapact.contract.terms.paths import ROOT, Shape, shape_of
from datapact.contract.vocabulary.labels import (
    concepts,
    has_words,
    label_of_field,
    label_of_iri,
    label_of_member,
    label_of_path,
    words_of_field,
)
from tests.agreements.drafts import TEMPLATES


def _models(model: type[Term], seen: dict[str, type[Term]]) -> dict[str, type[Term]]:
    if model.__name__ not in seen:
        seen[model.__name__] = model
        for field in model.model_fields.values():
            shape: Shape | None = shape_of(field.annotation)
            while shape is not None and shape.kind == "list":
                shape = shape.element
            if shape is not None and shape.model is not None:
                _models(shape.model, seen)
    return seen


FIELDS = [(model, name) for model in _models(Terms, {}).values() for name in model.model_fields]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_every_field_has_its_words(model: type[Term], name: str) -> None:
    label = label_of_field(model.__name__, name)
    assert label.de
    assert label.en
    shape = shape_of(model.model_fields[name].annotation)
    if shape.kind == "choice":
        assert has_words(words_of_field(model.__name__, name), shape.choices)
    if shape.kind == "list" and shape.element is not None and shape.element.model is not None:
        assert label_of_member(model.__name__, name).de


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_dpv_term_of_the_examples_is_known(name: str) -> None:
    def iris(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*(iris(member) for member in value.values()))
        if isinstance(value, list):
            return set().union(*(iris(member) for member in value))
        return {value} if isinstance(value, str) and value.startswith("https://w3id.org/") else set()

    used = iris(tomllib.loads(example_answers(name).decode()))
    assert used
    assert used <= set(concepts())


def test_iris_are_dpv_and_labels_are_given() -> None:
    for iri, concept in concepts().items():
        assert iri.startswith("https://w3id.org/dpv")
        assert concept.label.de
        assert concept.label.en


def test_an_unknown_iri_is_its_own_label() -> None:
    assert label_of_iri("https://example.org/voc#Thing").en == "Thing"


def test_the_label_of_a_place_is_its_last_field() -> None:
    assert label_of_path("datasets.machine-logs.retention").en == "retention"
    assert label_of_path("law.venue").de == "Gerichtsstand"
    assert ROOT.model is Terms
    for wrong in ("nothing", "law.nothing"):
        with pytest.raises(KeyError):
            label_of_path(wrong)
