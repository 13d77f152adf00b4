"""Formatters of terms: one a kind of value, in German or English, giving runs that name their term; days in words.

A term that is not given shows as a visible gap, ``[offen: Aufbewahrung]``, never as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from datapact.base.day_words import long_date
from datapact.base.texts import Language
from datapact.contract.terms import Address, Contact, Localised, Registration, Retention, Term, Terms
from datapact.contract.terms.derived import Setting
from datapact.contract.terms.paths import Shape, ShapeKind, given, members
from datapact.contract.text.clauses import Run
from datapact.contract.vocabulary.citations import source_words
from datapact.contract.vocabulary.labels import has_words, label_of_iri, label_of_path, word
from datapact.contract.vocabulary.messages import OwnWords


@dataclass(frozen=True, slots=True)
class View:
    """The data that a formatter may read besides its value."""

    setting: Setting
    """Terms and languages of the agreement."""
    language: Language
    """Of the words that are made."""

    @property
    def terms(self) -> Terms:
        return self.setting.terms

    def choose(self, de: str, en: str) -> str:
        return de if self.language == "de" else en


type Words = Callable[[View, object, tuple[str, ...]], str]
type Runs = Callable[[View, object, str, tuple[str, ...]], tuple[Run, ...]]


@dataclass(frozen=True, slots=True)
class Formatter:
    """A formatter: when a template is compiled, ``accepts`` checks shape and arguments; ``show`` gives the runs."""

    accepts: Callable[[Shape, tuple[str, ...]], bool]
    show: Runs


GAP = re.compile(r"\[(?:offen|open): ([^\]]*)\]")
"""A gap in a text, with what is missing."""


def gap(view: View, path: str) -> Run:
    """The visible gap of a term that is not given."""
    label = label_of_path(path).text(view.language)
    return Run(f"[{view.choose('offen', 'open')}: {label}]", path)


def listed(view: View, runs: Sequence[Run]) -> tuple[Run, ...]:
    """``a``, ``a und b``, ``a, b und c``; in English with a comma before the last ``and`` of three or more."""
    result: list[Run] = []
    for index, run in enumerate(runs):
        if index and index == len(runs) - 1:
            comma = "," if view.language == "en" and len(runs) > 2 else ""
            result.append(Run(f"{comma} {view.choose('und', 'and')} "))
        elif index:
            result.append(Run(", "))
        result.append(run)
    return tuple(result)


def amount(number: int, unit: str, language: Language) -> str:
    """``24 Monate``, ``1 day``: a number with its unit (``months``, ``days``, ``hours``, ``years``).

    ``days_dative`` and the like give the German form behind a preposition: ``binnen 30 Tagen``.
    """
    name, _underscore, case = unit.partition("_")
    forms = word("unit", f"{name}_one" if number == 1 else f"{name}_{case or 'other'}")
    return f"{whole_number(number, language)} {forms.text(language)}"


def article(reference: str, language: Language) -> str:
    """``6(1)(f)`` as ``Art. 6 Abs. 1 Buchst. f DSGVO`` or ``Article 6(1)(f) GDPR``."""
    if language == "en":
        return f"Article {reference} GDPR"
    number, *inner = reference.replace(")", "").split("(")
    text = f"Art. {number}"
    for part in inner:
        text += f" Abs. {part}" if part.isdigit() else f" Buchst. {part}"
    return f"{text} DSGVO"


def duration_of(retention: Retention, language: Language) -> str:
    """The period or criterion of a retention, then the fate of the data."""
    parts = []
    if retention.months is not None:
        parts.append(amount(retention.months, "months", language))
    if retention.criterion.given():
        parts.append(retention.criterion.text(language).strip().rstrip("."))
    text = ", ".join(parts)
    if retention.fate:
        text += f"{'; danach ' if language == 'de' else '; thereafter '}{word('fate', retention.fate).text(language)}"
    if retention.fate_note.given():
        text += f" ({retention.fate_note.text(language).strip().rstrip('.')})"
    return text


def whole_number(number: int, language: Language) -> str:
    """``1.000`` in German, ``1,000`` in English, as Unicode's tables have it, which take longer to load than a page to set."""
    return f"{number:,}".replace(",", "." if language == "de" else ",")


def _kinds(*kinds: ShapeKind) -> Callable[[Shape, tuple[str, ...]], bool]:
    return lambda shape, arguments: shape.kind in kinds and not arguments


def _part(*models: type[Term]) -> Callable[[Shape, tuple[str, ...]], bool]:
    return lambda shape, arguments: shape.model in models and not arguments


def _texts(shape: Shape, arguments: tuple[str, ...]) -> bool:
    return shape.kind == "list" and shape.element is not None and shape.element.kind == "text" and not arguments


def _parts(shape: Shape, arguments: tuple[str, ...]) -> bool:
    element = shape.element
    return (
        shape.kind == "list"
        and element is not None
        and element.model is not None
        and "name" in element.model.model_fields
        and not arguments
    )


def _coded(shape: Shape, arguments: tuple[str, ...]) -> bool:
    if len(arguments) != 1:
        return False
    if shape.kind == "list" and shape.element is not None:
        shape = shape.element
    return shape.kind == "choice" and has_words(arguments[0], shape.choices)


def _one(words: Words) -> Runs:
    """A formatter of one run: the words of a given value, else the gap."""

    def show(view: View, value: object, path: str, arguments: tuple[str, ...]) -> tuple[Run, ...]:
        if not given(value):
            return (gap(view, path),)
        text = words(view, value, arguments)
        return (Run(text, path),) if text else (gap(view, path),)

    return show


def _plain(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    if isinstance(value, Localised):
        return value.text(view.language).strip()
    if isinstance(value, date):
        return long_date(value, view.language)
    if isinstance(value, int):
        return whole_number(value, view.language)
    return str(value).strip()


def _phrase(view: View, value: object, arguments: tuple[str, ...]) -> str:
    text = _plain(view, value, arguments)
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _sentence(view: View, value: object, arguments: tuple[str, ...]) -> str:
    text = _plain(view, value, arguments)
    return text if not text or text[-1] in ".!?" else f"{text}."


def _number_of(unit: str) -> Words:
    return lambda view, value, _arguments: amount(cast(int, value), unit, view.language)


def number_words(number: int, language: Language) -> str:
    """A number as running text has it: words up to twelve, digits beyond."""
    return _SMALL[language][number] if 0 <= number <= 12 else whole_number(number, language)


_SMALL: Mapping[Language, Sequence[str]] = {
    "de": ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
_ONE = {  # one unit in German: of which gender, by case
    "days": {"acc": "einen Tag", "dat": "einem Tag"},
    "months": {"acc": "einen Monat", "dat": "einem Monat"},
    "years": {"acc": "ein Jahr", "dat": "einem Jahr"},
    "hours": {"acc": "eine Stunde", "dat": "einer Stunde"},
}


def period(number: int, unit: str, case: str, language: Language) -> str:
    """A period in running text: ``drei Monaten`` (dative), ``30 Tage`` (accusative), ``three months``."""
    if language == "de" and number == 1:
        return _ONE[unit][case]
    form = f"{unit}_one" if number == 1 else f"{unit}_{'dative' if case == 'dat' else 'other'}"
    return f"{number_words(number, language)} {word('unit', form).text(language)}"


def _period(view: View, value: object, arguments: tuple[str, ...]) -> str:
    return period(cast(int, value), arguments[0], arguments[1], view.language)


def _is_period(shape: Shape, arguments: tuple[str, ...]) -> bool:
    return shape.kind == "number" and len(arguments) == 2 and arguments[0] in _ONE and arguments[1] in ("acc", "dat")


def _count(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    return number_words(cast(int, value), view.language)


def limit_of(retention: Retention, language: Language) -> str:
    """The longest time for which data may be kept, then its fate: ``längstens drei Monate ab Erhalt``."""
    german = language == "de"
    parts = []
    if retention.months is not None:
        longest = period(retention.months, "months", "acc", language)
        parts.append(f"längstens {longest} ab Erhalt" if german else f"for {longest} from receipt at the longest")
    if retention.criterion.given():
        words = retention.criterion.text(language).strip().rstrip(".")
        parts.append(words[:1].lower() + words[1:] if words[:4] in ("Bis ", "Unti", "As l") else words)
    text = (
        (", spätestens jedoch " if german else ", but no longer than ").join(parts[::-1])
        if len(parts) > 1
        else parts[0]
    )
    if retention.fate:
        text += f"{'; danach ' if german else '; thereafter '}{word('fate', retention.fate).text(language)}"
    if retention.fate_note.given():
        text += f" ({retention.fate_note.text(language).strip().rstrip('.')})"
    return text


def _limit(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    retention = cast(Retention, value)
    return limit_of(retention, view.language) if retention.given() else ""


def _citation(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    return citation_of(str(value), view.language)


def citation_of(text: str, language: Language) -> str:
    """A German citation as running text of the language has it: ``section 108 GewO, sections 38 et seq. EStG``."""
    if language == "de":
        return text.strip()
    words = source_words(text.strip(), "en").replace(" ff.", " et seq.").replace(" f.", " et seq.")
    return f"s{words[1:]}" if words.startswith("Section") else words


def _title(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    """The name of a document, which has one language only: in quotation marks."""
    return _quoted(view, str(value).strip().strip('„“”"'))


def _countries(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    codes = cast("tuple[str, ...]", value)
    return listed(view, [Run(_country(view, code, ()), path) for code in codes]) if codes else (gap(view, path),)


def _money(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    """Whole euros."""
    amount = whole_number(cast(int, value), view.language)
    return view.choose(f"{amount}\N{NO-BREAK SPACE}€", f"€{amount}")


def _word(view: View, value: object, path: str, arguments: tuple[str, ...]) -> tuple[Run, ...]:
    codes = value if isinstance(value, tuple) else (value,)
    runs = [Run(word(arguments[0], str(code)).text(view.language), path) for code in codes if code]
    return listed(view, runs) if runs else (gap(view, path),)


def _party(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    return (_party_run(view, str(value)),) if value else (gap(view, path),)


def _party_run(view: View, key: str) -> Run:
    party = view.terms.party(key)
    if party.short_name:
        return Run(party.short_name, f"parties.{key}.short_name")
    return Run(party.name, f"parties.{key}.name") if party.name else gap(view, f"parties.{key}.name")


def _parties(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    runs = [_party_run(view, str(key)) for key in cast("tuple[str, ...]", value)]
    return listed(view, runs) if runs else (gap(view, path),)


def _named(view: View, value: object, path: str, arguments: tuple[str, ...]) -> tuple[Run, ...]:
    return _in_case(view, str(value), arguments[0]) if value else (gap(view, path),)


def _all_named(view: View, value: object, path: str, arguments: tuple[str, ...]) -> tuple[Run, ...]:
    parties = [_in_case(view, str(key), arguments[0]) for key in cast("tuple[str, ...]", value)]
    return _listed_parts(view, parties) if parties else (gap(view, path),)


def _listed_parts(view: View, parts: Sequence[tuple[Run, ...]]) -> tuple[Run, ...]:
    """As ``listed``, where a part of the list is more than one run."""
    joints = listed(view, [Run(str(number)) for number in range(len(parts))])
    return tuple(
        run
        for position, joint in enumerate(joints)
        for run in (parts[position // 2] if position % 2 == 0 else (joint,))
    )


def _in_case(view: View, key: str, case: str) -> tuple[Run, ...]:
    """The party's name with its article in the case: ``der Hochschule``, ``the Hochschule``."""
    run, gender = _party_run(view, key), view.terms.party(key).article
    if view.terms.party(key).kind == "person":
        oblique = view.language == "de" and case.lower() != "nom" and run.text.startswith("Herr ")
        return (Run(f"Herrn {run.text[5:]}", run.term) if oblique else run,)
    if not gender or not view.terms.party(key).short_name:
        return (run,)
    article = _ARTICLES[gender][case.lower()] if view.language == "de" else "the"
    if view.language == "de" and gender == "plural" and case == "dat" and run.text.endswith(_TAKES_N):
        run = Run(f"{run.text}n", run.term)
    return Run(f"{article.capitalize() if case[0].isupper() else article} "), run


_ARTICLES: Mapping[str, Mapping[str, str]] = {
    "masculine": {"nom": "der", "acc": "den", "dat": "dem"},
    "feminine": {"nom": "die", "acc": "die", "dat": "der"},
    "neuter": {"nom": "das", "acc": "das", "dat": "dem"},
    "plural": {"nom": "die", "acc": "die", "dat": "den"},
}
_TAKES_N = ("e", "el", "er")  # plural nouns that end so have -n in the dative: den Stadtwerken


def _cased(accepts: Callable[[Shape, tuple[str, ...]], bool]) -> Callable[[Shape, tuple[str, ...]], bool]:
    return lambda shape, arguments: len(arguments) == 1 and arguments[0] in _CASES and accepts(shape, ())


_CASES = ("nom", "acc", "dat", "Nom", "Dat")


def _names(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    runs = []
    for step, member in members(value):
        name = getattr(member, "name", None)
        text = name.text(view.language) if isinstance(name, Localised) else str(name or "")
        if text:
            runs.append(Run(_quoted(view, text), f"{path}.{step}.name"))
    return listed(view, runs) if runs else (gap(view, path),)


def _datasets(view: View, value: object, _path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    keys = cast("tuple[str, ...]", value)
    if not keys:
        return (Run(view.choose("alle Datensätze", "all datasets")),)
    return listed(view, [_dataset_run(view, key) for key in keys])


def _dataset(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    return (_dataset_run(view, str(value)),) if value else (gap(view, path),)


def _dataset_run(view: View, key: str) -> Run:
    dataset = next(entry for entry in view.terms.datasets if entry.key == key)
    return Run(_quoted(view, dataset.name.text(view.language)), f"datasets.{key}.name")


def _purpose(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    for purpose in view.terms.purposes:
        if purpose.key == value:
            return (Run(_quoted(view, purpose.name.text(view.language)), f"purposes.{purpose.key}.name"),)
    return (gap(view, path),)


def _purposes(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    keys = cast("tuple[str, ...]", value)
    if not keys:
        return (Run(view.choose("alle Zwecke", "all purposes")),)
    return listed(view, [_purpose(view, key, path, ())[0] for key in keys])


def _quoted(view: View, text: str) -> str:
    return view.choose(f"„{text}“", f"“{text}”")


def _retention(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    retention = cast(Retention, value)
    return duration_of(retention, view.language) if retention.given() else ""


def _address(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    address = cast(Address, value)
    town = f"{address.postal_code} {address.city}".strip()
    country = "" if address.country == "DE" else _country(view, address.country, ())
    return ", ".join(part for part in (address.street, town, address.region, country) if part)


def _contact(_view: View, value: object, _arguments: tuple[str, ...]) -> str:
    contact = cast(Contact, value)
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)


def _registration(_view: View, value: object, _arguments: tuple[str, ...]) -> str:
    registration = cast(Registration, value)
    return ", ".join(part for part in (registration.court, registration.number) if part)


def _country(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    from babel import Locale  # whose tables are large

    names = cast("Mapping[str, str]", Locale(view.language).territories)
    return names.get(str(value), str(value))


def _law(view: View, value: object, arguments: tuple[str, ...]) -> str:
    if value == "DE":
        return view.choose("das Recht der Bundesrepublik Deutschland", "the law of the Federal Republic of Germany")
    return _plain(view, value, arguments)


def _article(view: View, value: object, _arguments: tuple[str, ...]) -> str:
    return article(str(value), view.language)


def _dpv(view: View, value: object, path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    iris = value if isinstance(value, tuple) else (value,)
    runs = [Run(label_of_iri(str(iri)).text(view.language), path) for iri in iris if iri]
    return listed(view, runs) if runs else (gap(view, path),)


def _ref(_view: View, value: object, _path: str, _arguments: tuple[str, ...]) -> tuple[Run, ...]:
    return (Run("", ref=str(value)),)


def _text_or_texts(shape: Shape, arguments: tuple[str, ...]) -> bool:
    return not arguments and (shape.kind == "text" or _texts(shape, arguments))


FORMATTERS: Mapping[str, Formatter] = {
    "plain": Formatter(_kinds("text", "localised", "day", "number"), _one(_plain)),
    "phrase": Formatter(_kinds("text", "localised"), _one(_phrase)),
    "sentence": Formatter(_kinds("text", "localised"), _one(_sentence)),
    "months": Formatter(_kinds("number"), _one(_number_of("months"))),
    "days": Formatter(_kinds("number"), _one(_number_of("days"))),
    "hours": Formatter(_kinds("number"), _one(_number_of("hours"))),
    "years": Formatter(_kinds("number"), _one(_number_of("years"))),
    "months_dative": Formatter(_kinds("number"), _one(_number_of("months_dative"))),
    "days_dative": Formatter(_kinds("number"), _one(_number_of("days_dative"))),
    "money": Formatter(_kinds("number"), _one(_money)),
    "word": Formatter(_coded, _word),
    "period": Formatter(_is_period, _one(_period)),
    "count": Formatter(_kinds("number"), _one(_count)),
    "limit": Formatter(_part(Retention), _one(_limit)),
    "citation": Formatter(_kinds("text"), _one(_citation)),
    "title": Formatter(_kinds("text"), _one(_title)),
    "countries": Formatter(_texts, _countries),
    "name": Formatter(_cased(_kinds("text")), _named),
    "all_named": Formatter(_cased(_texts), _all_named),
    "party": Formatter(_kinds("text"), _party),
    "parties": Formatter(_texts, _parties),
    "names": Formatter(_parts, _names),
    "dataset": Formatter(_kinds("text"), _dataset),
    "datasets": Formatter(_texts, _datasets),
    "purposes": Formatter(_texts, _purposes),
    "purpose": Formatter(_kinds("text"), _purpose),
    "retention": Formatter(_part(Retention), _one(_retention)),
    "address": Formatter(_part(Address), _one(_address)),
    "contact": Formatter(_part(Contact), _one(_contact)),
    "registration": Formatter(_part(Registration), _one(_registration)),
    "country": Formatter(_kinds("text"), _one(_country)),
    "law": Formatter(_kinds("text"), _one(_law)),
    "article": Formatter(_kinds("choice"), _one(_article)),
    "dpv": Formatter(_text_or_texts, _dpv),
    "ref": Formatter(lambda _shape, _arguments: False, _ref),
}


def day_words(day: date) -> OwnWords:
    """``1 March 2027`` or ``1. März 2027``, as an argument of a message; of a moment, the day in its own zone."""
    return OwnWords(long_date(day, "en"), german=long_date(day, "de"))


def minute_words(moment: datetime) -> OwnWords:
    """``1 March 2027, 16:35`` or ``1. März 2027, 16:35 Uhr``; the moment is not converted, so make it local first."""
    return OwnWords(
        f"{long_date(moment, 'en')}, {moment:%H:%M}", german=f"{long_date(moment, 'de')}, {moment:%H:%M} Uhr"
    )
