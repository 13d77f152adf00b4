"""Values of the structured terms for the annexes: codes as their words, keys as the names they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from babel import Locale

from datapact.base.texts import Language
from datapact.contract.terms import Localised, Term, Terms
from datapact.contract.terms.references import PARTY_FIELDS
from datapact.contract.text.formatters import amount
from datapact.contract.vocabulary import laws
from datapact.contract.vocabulary.citations import source_words
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import label_of_field, word, words_of_field
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.wording import ALL_DATASETS, YES

_COUNTRY_FIELDS = {"governing_law", "courts", "age_country"}
_UNITS = {"days": "days", "hours": "hours", "months": "months", "years": "years", "euros": "euros"}


def field_label(model: str, name: str) -> Label:
    """The name of a field, with a capital letter for the head of a row or column."""
    label = label_of_field(model, name)
    return Label(capital(label.de), capital(label.en))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def coded(group: str, code: str) -> Label:
    """The word for a code, with a capital first letter."""
    label = word(group, code)
    return Label(capital(label.de), capital(label.en))


def party_name(terms: Terms, key: str) -> str:
    """The short name of a party, or its name; the key itself where there is no such party."""
    for party in terms.parties:
        if party.key == key:
            return party.short_name or party.name
    return key


def titled(text: str) -> AnyWords:
    """A text that only one language has, such as the title of a document, in the quotation marks of each."""
    words = text.strip().strip('„“”"')
    return (lambda language: f"„{words}“" if language == "de" else f"“{words}”") if words else None


def names_of(parts: Iterable[Term], keys: Sequence[str]) -> list[AnyWords]:
    """The names of those parts of the terms that have one of the keys."""
    names = {getattr(part, "key", ""): getattr(part, "name", "") for part in parts}
    return [names.get(key) or key for key in keys]


def datasets_of(story: Story, terms: Terms, keys: Sequence[str], every: AnyWords = ALL_DATASETS) -> AnyWords:
    """The names of the chosen datasets; without a choice all of them, and nothing in an agreement that has none."""
    if keys:
        return story.joined(names_of(terms.datasets, keys))
    return every if terms.datasets or every is not ALL_DATASETS else None


def country_name(code: str) -> Callable[[Language], str]:
    """A country by its ISO code, in any language."""
    return lambda language: str(Locale(language).territories.get(code, code))


def value_of(terms: Terms, part: Term, name: str) -> AnyWords:
    """The value of a field of a part of the terms; nothing when it is not given, or is a plain no."""
    value = getattr(part, name)
    if value is None or value == "" or value is False:
        return None
    if value is True:
        return YES
    if isinstance(value, Localised | date):
        return value
    if isinstance(value, int):
        return _counted(value, name)
    if not isinstance(value, str):
        return None
    group = words_of_field(type(part).__name__, name)
    if group:
        return coded(group, value)
    if name in _COUNTRY_FIELDS:
        return country_name(value)
    if name in PARTY_FIELDS:
        return party_name(terms, value)
    return _cited(value) if laws.picked(value) or laws.is_gdpr_alone(value) else value


def _cited(words: str) -> Callable[[Language], str]:
    """A value that is provisions and nothing else, as readers of each language cite them."""
    return lambda language: words if language == "de" else source_words(words, language)


def _counted(number: int, name: str) -> AnyWords:
    unit = _UNITS.get(name.rsplit("_", 1)[-1])
    return str(number) if unit is None else lambda language: amount(number, unit, language)


def fact_rows(terms: Terms, part: Term, names: Sequence[str]) -> list[tuple[AnyWords, AnyWords]]:
    """Label and value of the fields in ``names``; a "no" only of a fact that could be left open."""
    return [(field_label(type(part).__name__, name), _answer(terms, part, name)) for name in names]


def _answer(terms: Terms, part: Term, name: str) -> AnyWords:
    if getattr(part, name) is False and type(part).model_fields[name].default is None:
        return coded("unilateral", "no")
    said = value_of(terms, part, name)
    return coded("unilateral", "yes") if said is YES else said
