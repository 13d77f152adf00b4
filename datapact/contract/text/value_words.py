"""Values of terms as people say them, in both languages: ``24 Monate``/``24 months``, ``Keller``, ``ja``/``yes``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from datapact.base.day_words import long_date
from datapact.base.texts import Language, Message, current_language
from datapact.contract.terms import Address, Contact, Localised, Registration, Term, Terms
from datapact.contract.terms.paths import field
from datapact.contract.terms.references import DATASET_FIELDS, PARTY_FIELDS, PURPOSE_FIELDS
from datapact.contract.text.formatters import amount
from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import label_of_iri, title, words_of_field
from datapact.contract.vocabulary.unnamed import unnamed

LONGEST_IN_SENTENCE = 160
_UNITS = ("months", "days", "hours", "years", "euros")
_NAMED = ("name", "reference", "importer")


@dataclass(frozen=True, slots=True)
class BilingualMessage(Message):
    """A message with words given for each language, not looked up: names and texts of the parties."""

    de: str = ""
    """In German."""
    en: str = ""
    """In English."""

    def text(self, language: Language | None = None) -> str:
        """The words in ``language``, by default the current one."""
        return self.de if (language or current_language()) == "de" else self.en


def bilingual(de: str, en: str) -> BilingualMessage:
    """Words in both languages."""
    return BilingualMessage(id=en, de=de, en=en)


def capitalised(label: Label) -> BilingualMessage:
    """A label with the capital letter of a sentence."""
    return bilingual(label.de[:1].upper() + label.de[1:], label.en[:1].upper() + label.en[1:])


def quoted(words: BilingualMessage) -> BilingualMessage:
    """The words between the quotation marks of each language."""
    return bilingual(f"„{words.de}“", f"“{words.en}”")


def cut(words: BilingualMessage) -> BilingualMessage:
    """The words short enough for a sentence."""
    return bilingual(_cut(words.de), _cut(words.en))


def _cut(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= LONGEST_IN_SENTENCE else text[: LONGEST_IN_SENTENCE - 1].rstrip() + "…"


def value_words(terms: Terms, model: str, name: str, value: object) -> BilingualMessage | None:
    """The value of the field ``name`` of a part ``model`` in words; None where nothing is stated."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, bool):
        return bilingual("ja", "yes") if value else bilingual("nein", "no")
    if isinstance(value, int):
        unit = next((unit for unit in _UNITS if name == unit or name.endswith(f"_{unit}")), None)
        return _each(lambda language: amount(value, unit, language) if unit else str(value))
    if isinstance(value, date):
        return _each(lambda language: long_date(value, language))
    if isinstance(value, Localised):
        return quoted(bilingual(value.text("de"), value.text("en"))) if value.given() else None
    if isinstance(value, Address) and value.entered():
        town = f"{value.postal_code} {value.city}".strip()
        text = ", ".join(part for part in (value.street, town, value.region, value.country) if part)
        return bilingual(text, text)
    if isinstance(value, Contact | Address | Registration):
        text = ", ".join(str(getattr(value, step)) for step in type(value).model_fields if getattr(value, step))
        return bilingual(text, text) if value.model_dump(exclude_defaults=True) else None
    if isinstance(value, tuple):
        return _list([entry for member in value if (entry := value_words(terms, model, name, member)) is not None])
    return _code(terms, model, name, str(value))


def _code(terms: Terms, model: str, name: str, text: str) -> BilingualMessage:
    if group := words_of_field(model, name):
        label = title(group, text)
        return bilingual(label.de, label.en)
    if name in PARTY_FIELDS:
        return party_name(terms, text)
    if name in DATASET_FIELDS:
        return member_name(terms, "datasets", text)
    if name in PURPOSE_FIELDS:
        return member_name(terms, "purposes", text)
    if text.startswith("https://w3id.org/dpv"):
        label = label_of_iri(text)
        return bilingual(label.de, label.en)
    return quoted(bilingual(text, text))


def party_name(terms: Terms, key: str) -> BilingualMessage:
    """The short name of a party, or its full one."""
    for party in terms.parties:
        if party.key == key:
            name = party.short_name or party.name
            return bilingual(name, name) if name else nameless(key)
    return nameless(key)


def nameless(key: str) -> BilingualMessage:
    """Words for a part of the terms that has no name: never its key."""
    label = unnamed(key)
    return bilingual(label.de, label.en)


def member_name(terms: Terms, collection: str, key: str) -> BilingualMessage:
    """The name of a member of a list of the terms, in quotation marks."""
    for member in getattr(terms, collection):
        if member.key == key:
            return name_of(terms, member)
    return nameless(key)


def name_of(terms: Terms, member: Term) -> BilingualMessage:
    """The name of this member of a list for a reader: its own, else those of the things that it connects."""
    for step in _NAMED:
        if step in type(member).model_fields:
            value = field(member, step)
            if isinstance(value, Localised) and value.given():
                return quoted(bilingual(value.text("de"), value.text("en")))
            if isinstance(value, str) and value:
                return quoted(bilingual(value, value))
    model = type(member).__name__
    steps = [
        step for step in ("kind", "right", "topic", "party", "dataset", "purpose") if step in type(member).model_fields
    ]
    parts = [entry for step in steps if (entry := value_words(terms, model, step, field(member, step))) is not None]
    if not parts and "key" in type(member).model_fields:
        return nameless(str(field(member, "key")))
    return bilingual(", ".join(part.de for part in parts), ", ".join(part.en for part in parts))


def _list(parts: Sequence[BilingualMessage]) -> BilingualMessage:
    return bilingual(", ".join(part.de for part in parts), ", ".join(part.en for part in parts))


def _each(words: Callable[[Language], str]) -> BilingualMessage:
    return bilingual(words("de"), words("en"))
