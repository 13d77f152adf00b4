"""Values of terms as people write them in a text: numbers, days, names. Only what reads the same again is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from datapact.base.date_formats import day_in_prose
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonValue
from datapact.base.texts import LANGUAGES, Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.terms import Localised, Terms
from datapact.contract.terms.paths import Shape, shape_at, step_into, value_at
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument

_NUMBERS: Mapping[Language, tuple[str, ...]] = {
    "de": ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
}
_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f' ]*")


def with_value(document: AgreementDocument, path: str, written: Mapping[Language, str]) -> AgreementDocument | None:
    """``document`` with the term at ``path`` as it is ``written`` in one or both languages, the text following.

    None where no value of this term reads like that, or where the languages say different things.
    """
    for command in _commands(document.terms, path, written):
        try:
            changed = apply(document, command)
        except DataPactError:
            continue
        if changed.terms != document.terms and all(_reads(changed, path, *one) for one in written.items()):
            return changed
    return None


def _reads(document: AgreementDocument, path: str, language: Language, words: str) -> bool:
    """Whether the text shows the term in these words, wherever it shows it in this language."""
    shown = {
        clean(run.text)
        for _place, texts in places(document.clauses)
        for run in texts.get(language, ())
        if run.term == path
    }
    return clean(words) in shown


def _commands(terms: Terms, path: str, written: Mapping[Language, str]) -> Iterator[SetTerm]:
    try:
        shape = shape_at(path)
        current = value_at(terms, path)
    except KeyError:
        return
    if shape.kind == "part" and shape.model is not None and not issubclass(shape.model, Localised):
        for name in shape.model.model_fields:
            inner = step_into(shape, name)
            if inner.kind in ("number", "day"):
                yield from (SetTerm(f"{path}.{name}", value) for value in _values(inner, None, written))
        return
    yield from (SetTerm(path, value) for value in _values(shape, current, written))


def _values(shape: Shape, current: object, written: Mapping[Language, str]) -> Iterator[JsonValue]:
    for language, words in written.items():
        if shape.kind == "number" and (number := read_number(words, language)) is not None:
            yield number
        elif shape.kind == "day" and (day := day_in_prose(words)) is not None:
            yield day.isoformat()
        elif shape.kind == "text":
            text = clean(words)
            yield from dict.fromkeys((_without_marks(text), text, text.rstrip(".")))
    if shape.kind == "localised" and isinstance(current, Localised):
        for quoted, bare in ((False, False), (True, False), (True, True)):
            for small in (False, True):
                texts = {one: getattr(current, one) for one in LANGUAGES}
                for language, words in written.items():
                    text = clean(words) if quoted else _without_marks(clean(words))
                    text = text.rstrip(".") if bare else text
                    texts[language] = text[:1].lower() + text[1:] if small else text
                yield cast("dict[str, Any]", {one: text for one, text in texts.items() if text})


def _without_marks(text: str) -> str:
    """The text without the quotation marks around it, which belong to the sentence that shows a term, and not to its value."""
    inner = text[1:-1]
    around = len(text) > 2 and text[0] in _MARKS and text[-1] in _MARKS
    return inner if around and not _MARKS.intersection(inner) else text


def read_number(words: str, language: Language) -> int | None:
    """The one number in some words, in digits or, up to twelve, in words; None where there is none or more than one."""
    found: list[int] = []
    for match in _DIGITS.finditer(words):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) > 12:
            return None
        found.append(int(digits))
    names: Sequence[str] = _NUMBERS[language]
    for word in re.findall(r"[^\W\d]+", words.casefold()):
        stem = next((n for n, name in enumerate(names) if word == name or (n == 1 and word in _ONE)), None)
        if stem is not None:
            found.append(stem)
    return found[0] if len(found) == 1 else None


_MARKS = frozenset('„“”"')
_ONE = {"eine", "einer", "eines", "einem", "einen", "one"}
