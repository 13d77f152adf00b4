"""Answers files: a person's answers as TOML, for a new draft or as changes to a state that exists.

``[agreement]`` holds title, languages and the prevailing language; every other table is a part of the terms. The file
gives only values: text that looks like a template stays text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, cast

from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import JsonObject
from datapact.base.texts import LANGUAGES, N_, Language, printable_place
from datapact.contract.editing.grouped_answers import with_groups
from datapact.contract.editing.merge import merge_terms, merge_text, reword
from datapact.contract.screening.outcomes import named_choices, without_stale
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.base import LONGEST_LINE, LONGEST_TEXT, one_line, printable
from datapact.contract.terms.references import dangling_key
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import Texts, check_relation, read_state, write_state

LARGEST_FILE = 1024 * 1024
_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
# A key of seventeen parts: tomllib takes time and memory with the square of them, and no term is deeper than seven.
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{16}}", re.ASCII)
_PARENT = {"agreement", "number", "title", "relation", "effective"}


@dataclass(frozen=True, slots=True)
class Answers:
    """The content of an answers file. ``number`` and ``template`` are empty where it names none."""

    template: str
    number: str
    title: Texts
    """One line in each of the languages."""
    languages: tuple[Language, ...]
    """One or both; their order says nothing of which prevails."""
    prevailing: Language
    """One of ``languages``."""
    parent: Mapping[str, str] | None
    """``agreement``, ``number``, ``title`` and others of the framework or amended one; None for none."""
    terms: Terms
    """Valid; no key in them leads nowhere."""


def read_answers(data: bytes) -> Answers:
    """The answers in a TOML file of at most 1 MiB, with groups written out (``with_groups``).

    Raises TooLarge beyond that, and Malformed naming line or place for anything that is not a complete set of
    answers: a title in each language, the prevailing language where there are two, terms that are valid.
    """
    tables = _read_toml(data)
    about = _table(tables.pop("agreement", {}), "agreement")
    _only(about, {"template", "number", "title", "languages", "prevailing", "parent"}, "agreement")
    title = _title(about.get("title"))
    languages = _languages(about.get("languages", list(title)))
    if set(title) != set(languages):
        raise _wrong("agreement.title")
    prevailing = about.get("prevailing", languages[0] if len(languages) == 1 else None)
    if prevailing not in languages:
        raise _wrong("agreement.prevailing")
    terms = read_terms(with_groups(tables))
    _nothing_dangling(terms)
    return Answers(
        template=_line(about.get("template", ""), "agreement.template"),
        number=_line(about.get("number", ""), "agreement.number"),
        title=title,
        languages=languages,
        prevailing=cast(Language, prevailing),
        parent=_parent(about["parent"]) if "parent" in about else None,
        terms=terms,
    )


def apply_changes(
    state: JsonObject, changes: bytes | ChangedTerms, ground: Sequence[Clause] | None = None
) -> JsonObject:
    """The state with the changes of a partial answers file, or of forms, for a counter or the next draft.

    Tables merge into the terms; members of lists are named by key (``[datasets.machine-logs.retention]``) or given
    as ``[[datasets]]`` with their key. ``[agreement] remove = ["datasets.old"]`` takes a term away, and
    ``[wording.ID]`` with ``de`` and ``en`` rewords a paragraph, an item or a heading. Text that the changes do
    not concern stays exactly as it is, wherever it came from; clauses of ``ground``, which both sides have already,
    keep their numbers.

    Raises what ``read_answers`` raises, and WrongUse when the changes concern a paragraph that was reworded freely,
    or when this DataPact does not have the template.
    """
    document = read_state(state)
    about: dict[str, Any]
    if isinstance(changes, ChangedTerms):
        tables, about = dict(changes.content), {"remove": [*changes.removals]}
    else:
        tables = _read_toml(changes)
        about = _table(tables.pop("agreement", {}), "agreement")
    _only(about, {"number", "title", "prevailing", "parent", "remove"}, "agreement")
    wording = _wording({} if isinstance(changes, ChangedTerms) else tables.pop("wording", {}), document.languages)
    title = document.title
    if "title" in about:
        title = {**title, **_title(about["title"])}
        if set(title) != set(document.languages):
            raise _wrong("agreement.title")
    prevailing = about.get("prevailing", document.prevailing)
    if prevailing not in document.languages:
        raise _wrong("agreement.prevailing")
    terms = read_terms(merge_terms(write_terms(document.terms), tables, _removals(about.get("remove", []))))
    terms = without_stale(document.terms, terms, named_choices(terms, tables))
    _nothing_dangling(terms)
    clauses = document.clauses
    if (terms, prevailing) != (document.terms, document.prevailing):
        template = load_template(document.template_id, document.template_version)
        before = resolve_clauses(template, document.terms, document.languages, document.prevailing)
        after = resolve_clauses(template, terms, document.languages, cast(Language, prevailing))
        clauses = merge_text(clauses, before, after, document.languages, frozenset(wording), ground)
    clauses = reword(clauses, wording, document.languages)
    changed = write_state(
        replace(
            document,
            number=_line(about.get("number", document.number), "agreement.number"),
            title=title,
            prevailing=cast(Language, prevailing),
            parent=_parent(about["parent"]) if "parent" in about else document.parent,
            terms=terms,
            clauses=clauses,
        )
    )
    read_state(changed)
    return changed


@dataclass(frozen=True, slots=True)
class ChangedTerms:
    """Terms to merge, as JSON, and paths to remove, from a partial answers file."""

    content: JsonObject
    """Merged by key into lists, by name into parts."""
    removals: tuple[str, ...]
    """Paths of terms, such as ``datasets.old``."""


def read_changes(data: bytes) -> ChangedTerms:
    """The changes of terms in a partial answers file; raises what ``apply_changes`` raises."""
    tables = _read_toml(data)
    about = _table(tables.pop("agreement", {}), "agreement")
    _only(about, {"remove"}, "agreement")
    return ChangedTerms(cast(JsonObject, _as_json(tables)), _removals(about.get("remove", [])))


def _as_json(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _as_json(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_as_json(member) for member in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def _read_toml(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise TooLarge(N_("The answers file is larger than 1 MiB. Move long texts into attachments."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(N_("The answers file is not UTF-8 text. Save it as UTF-8 and try again.")) from None
    if (deep := _DEEP_KEY.search(text)) is not None:
        raise _not_toml(str(text.count("\n", 0, deep.start()) + 1), "1")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        raise _not_toml(*(place.groups() if place and place[1] else ("?", "?"))) from None
    except (RecursionError, ValueError, OverflowError):
        raise _not_toml("?", "?") from None


def _not_toml(line: str, column: str) -> Malformed:
    if line == "?":
        return Malformed(N_("The answers file is not valid TOML. Correct it and try again."))
    return Malformed(
        N_("The answers file is not valid TOML at line {line}, column {column}. Correct it and try again."),
        line=line,
        column=column,
    )


def _wrong(place: str) -> Malformed:
    return Malformed(
        N_("The answers are missing or not valid at {place}. Correct this place and try again."),
        place=printable_place(place),
    )


def _table(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(place)
    return value


def _only(table: Mapping[str, Any], names: set[str], place: str) -> None:
    for name in table:
        if name not in names:
            raise _wrong(f"{place}.{name}")


def _line(value: object, place: str) -> str:
    try:
        if isinstance(value, str) and len(value) <= LONGEST_LINE:
            return one_line(value)
    except ValueError:
        pass
    raise _wrong(place)


def _title(value: object) -> Texts:
    titles = _table(value, "agreement.title")
    _only(titles, set(LANGUAGES), "agreement.title")
    result: dict[Language, str] = {}
    for language in LANGUAGES:
        if language in titles:
            result[language] = _line(titles[language], f"agreement.title.{language}")
            if not result[language]:
                raise _wrong(f"agreement.title.{language}")
    if not result:
        raise _wrong("agreement.title")
    return result


def _languages(value: object) -> tuple[Language, ...]:
    if value in (["de"], ["en"], ["de", "en"], ["en", "de"]):
        return cast("tuple[Language, ...]", tuple(cast("list[str]", value)))
    raise _wrong("agreement.languages")


def _parent(value: object) -> Mapping[str, str]:
    table = _table(value, "agreement.parent")
    _only(table, _PARENT, "agreement.parent")
    if not table:
        raise _wrong("agreement.parent")
    parent = {name: _line(text, f"agreement.parent.{name}") for name, text in table.items()}
    check_relation(parent)
    return parent


def _removals(value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(path, str) for path in value):
        return tuple(value)
    raise _wrong("agreement.remove")


def _wording(value: object, languages: tuple[Language, ...]) -> Mapping[str, Texts]:
    result = {}
    for identifier, texts in _table(value, "wording").items():
        place = f"wording.{identifier}"
        table = _table(texts, place)
        if set(table) != set(languages):
            raise _wrong(place)
        result[identifier] = {language: _words(table[language], f"{place}.{language}") for language in languages}
    return result


def _words(value: object, place: str) -> str:
    try:
        if isinstance(value, str) and len(value) <= LONGEST_TEXT and (text := printable(value.strip())):
            return text
    except ValueError:
        pass
    raise _wrong(place)


def _nothing_dangling(terms: Terms) -> None:
    if (found := dangling_key(terms)) is not None:
        path, key = found
        raise Malformed(
            N_("The terms name '{key}' at {place}, but there is nothing with this key. Correct the key."),
            key=printable_place(key),
            place=printable_place(path),
        )
