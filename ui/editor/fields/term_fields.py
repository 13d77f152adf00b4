"""The field for a place in the terms, and its choices: parties, datasets and DPV terms by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtWidgets import QWidget

from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import offered_in
from datapact.consent.views.compliance_record_list import countries
from datapact.contract.terms import Term
from datapact.contract.terms.data import Dataset, Purpose
from datapact.contract.terms.frame import JointPhase
from datapact.contract.terms.paths import Shape, shape_at, value_at
from datapact.contract.terms.people import NoticeToSubjects
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.formatters import article
from datapact.contract.text.value_words import member_name, name_of, party_name
from datapact.contract.vocabulary.labels import (
    concepts,
    has_words,
    label_of_field,
    label_of_iri,
    title,
    word,
    words_of_field,
)
from datapact.contract.vocabulary.offered import other_names
from datapact_ui.kit.fields.choice_fields import (
    ChoiceField,
    ConceptsField,
    FactField,
    Option,
    Options,
    TicksField,
    YesNoField,
)
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.fields.law_picker import LawPicker
from datapact_ui.kit.fields.localised_field import LocalisedField
from datapact_ui.kit.fields.text_fields import Field, NumberField, TextField

type Document = Callable[[], AgreementDocument]

_CONCEPTS = {"categories": ("personal", "technical", "data"), "subjects": ("subject",), "iri": ("purpose", "measure")}
_UNITS = {"months": "months", "days": "days", "hours": "hours", "years": "years", "euros": "euros"}


def holder_and_name(path: str) -> tuple[type[Term], str]:
    """The part that holds the field at a path's last step, and that step."""
    owner, _dot, name = path.rpartition(".")
    shape = shape_at(owner) if owner else None
    if shape is None:
        from datapact.contract.terms import Terms

        return Terms, name
    assert shape.model is not None
    return shape.model, name


def field_words(path: str) -> str:
    """The name of the field at a path, with a capital letter."""
    model, name = holder_and_name(path)
    words = label_of_field(model.__name__, name).text(current_language())
    return words[:1].upper() + words[1:]


def is_required(path: str) -> bool:
    """Whether a part makes no sense without this field."""
    model, name = holder_and_name(path)
    return model.model_fields[name].is_required()


def value_json(document: AgreementDocument, path: str) -> JsonValue:
    """The value of the terms at a path, as JSON; raises KeyError for no such place."""
    return _json(value_at(document.terms, path))


def _json(value: object) -> JsonValue:
    if isinstance(value, Term):
        return cast(JsonValue, value.model_dump(mode="json", exclude_defaults=True))
    if isinstance(value, tuple):
        return [_json(entry) for entry in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def empty_value(path: str, shape: Shape) -> JsonValue:
    """The value at a place when its answer is taken back: none, or the least that the part needs."""
    if not is_required(path):
        return None
    return {} if shape.kind in ("localised", "part") else ""


def make_field(path: str, document: Document, parent: QWidget | None = None, *, example: str = "") -> Field | None:
    """The field for a place that holds one value; None for parts and lists of parts, which are forms."""
    shape = shape_at(path)
    model, name = holder_and_name(path)
    words = field_words(path)
    if shape.kind == "list":
        element = shape.element
        if element is None or element.model is not None:
            return None
        if (options := _members(name, document)) is not None:
            offered = _recipients(path, document, options) if name == "recipients" else options
            return TicksField(path, words, offered, parent, everything=_everything(model, name))
        return ConceptsField(path, words, _concept_options(name), _iri_label, parent)
    if shape.kind == "localised":
        return LocalisedField(path, words, document().languages, parent, example=example)
    if shape.kind == "part":
        return None
    if shape.kind == "yes_no":
        return YesNoField(path, words, label_of_field(model.__name__, name).text(current_language()), parent)
    if shape.kind == "fact":
        return FactField(path, words, parent)
    if shape.kind == "number":
        return NumberField(path, words, parent, unit=_unit(name), example=example)
    if shape.kind == "day":
        return DayField(path, words, parent)
    if shape.kind == "choice":
        codes = _capacities(path, document) if name == "capacity" else shape.choices
        return ChoiceField(path, words, _code_options(model, name, codes), parent, required=is_required(path))
    if name == "country":
        return ChoiceField(path, words, _countries, parent, required=True)
    if (options := _members(name, document)) is not None:
        return ChoiceField(path, words, options, parent, required=is_required(path))
    if name == "iri":
        return ChoiceField(path, words, _concept_options(name, model.__name__), parent, required=False)
    field = TextField(path, words, parent, example=example)
    if name in _LAWS:
        field.put_under(LawPicker(field.line, path, field))
    return field


_LAWS = frozenset({"law", "research_law", "task_law", "offence_authority", "secrecy_basis"})
"""Names of terms that hold provisions of law."""


def _capacities(path: str, document: Document) -> tuple[str, ...]:
    """The capacities that fit the legal form of the signatory's party, and the one that was chosen."""
    steps = path.split(".")
    party = next((one for one in document().terms.parties if len(steps) > 1 and one.key == steps[1]), None)
    if party is None:
        return offered_in("")
    chosen = [person.capacity for person in party.signatories if len(steps) > 3 and person.key == steps[3]]
    return tuple(dict.fromkeys([*offered_in(party.legal_form), *chosen]))


def _countries() -> list[Option]:
    return [Option(one.value, str(one.name)) for one in countries()]


def _unit(name: str) -> str:
    unit = next((unit for unit in _UNITS if name == unit or name.endswith(f"_{unit}")), "")
    return word("unit", f"{unit}_other").text(current_language()) if unit else ""


_EMPTY_IS_ALL = (Purpose, NoticeToSubjects, JointPhase)
"""Parts whose empty list of datasets, or of purposes, means all of them."""


def _everything(model: type[Term], name: str) -> str:
    """The words for all datasets or purposes, where an empty list means them."""
    if model not in _EMPTY_IS_ALL:
        return ""
    return _("All datasets") if name == "datasets" else _("All purposes") if name == "purposes" else ""


def _members(name: str, document: Document) -> Options | None:
    if name in PARTY_FIELDS:
        return lambda: [
            Option(party.key, _named(party_name(document().terms, party.key).text(), _("Unnamed party")))
            for party in document().terms.parties
        ]
    if name in DATASET_FIELDS:
        return lambda: [
            Option(entry.key, _named(member_name(document().terms, "datasets", entry.key).text(), entry.key))
            for entry in document().terms.datasets
        ]
    if name in PURPOSE_FIELDS:
        return lambda: [
            Option(entry.key, _named(member_name(document().terms, "purposes", entry.key).text(), entry.key))
            for entry in document().terms.purposes
        ]
    return None


def _recipients(path: str, document: Document, parties: Options) -> Options:
    """The parties without the provider of the same dataset, unless it stands there as a recipient already."""
    owner = path.rpartition(".")[0]

    def options() -> list[Option]:
        terms = document().terms
        try:
            dataset = value_at(terms, owner)
        except KeyError:
            return list(parties())
        assert isinstance(dataset, Dataset)
        return [one for one in parties() if one.code != dataset.provider or one.code in dataset.recipients]

    return options


def _named(words: str, otherwise: str) -> str:
    return unquoted(words) or otherwise


def unquoted(words: str) -> str:
    """A name without the quotation marks around the whole of it."""
    inner = words[1:-1]
    whole = len(words) > 1 and words[0] in "„“" and words[-1] in "“”"
    return inner if whole and not set(inner) & set("„“”") else words


def _code_options(model: type[Term], name: str, choices: Sequence[str]) -> Options:
    group = words_of_field(model.__name__, name)
    spoken = bool(group) and has_words(group, tuple(choices))
    language = current_language()

    def words(code: str) -> str:
        if spoken:
            text = title(group, code).text(language)
            return text if group == "fate" else text[:1].upper() + text[1:]
        if name in ("article", "special", "mechanism", "right", "automated_decisions_ground") and code[:1].isdigit():
            return article(code, language)
        return code

    return lambda: [Option(code, words(code)) for code in choices if code]


def _iri_label(iri: str) -> str:
    return label_of_iri(iri).text(current_language())


def _concept_options(name: str, model: str = "") -> Options:
    groups = _CONCEPTS.get(name, ())
    if model:
        groups = ("measure",) if model == "Measure" else ("purpose",)
    language = current_language()

    def options() -> list[Option]:
        found = [
            Option(concept.iri, concept.label.text(language), other_names(concept.iri))
            for concept in concepts().values()
            if not groups or concept.group in groups
        ]
        return sorted(found, key=lambda option: option.words.casefold())

    return options


def member_words(document: AgreementDocument, path: str, number: int) -> str:
    """The name of a member of a list, for a tab or a line; its number where it is still empty.

    A prohibited purpose says so: in a list of purposes it would read as one that is agreed.
    """
    member = value_at(document.terms, path)
    assert isinstance(member, Term)
    words = _words_of(document, path, member, number)
    return _("Prohibited: {purpose}", purpose=words) if isinstance(member, Purpose) and member.prohibited else words


def _words_of(document: AgreementDocument, path: str, member: Term, number: int) -> str:
    from datapact.contract.vocabulary.labels import label_of_member

    if path.startswith("parties.") and path.count(".") == 1:
        words = party_name(document.terms, path.split(".")[1]).text()
    else:
        words = name_of(document.terms, member).text()
    words = unquoted(words)
    if words and words != getattr(member, "key", None):
        return words
    model, name = holder_and_name(path.rpartition(".")[0])
    kind = label_of_member(model.__name__, name).text(current_language())
    return f"{kind[:1].upper()}{kind[1:]} {number}"
