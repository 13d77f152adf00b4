"""The state of an agreement (``agreement.json``) as frozen parts, read strictly and written canonically.

A state is complete and self-contained: the terms, and every clause as resolved text whose runs name the term or the
clause that they show. What a partner sends is read here before anything else looks at it. A sender may say that parts
were erased; what is left is held to the same shapes, sizes and characters as a whole state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from datapact.base.errors import Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Language
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.base import LONGEST_LINE, LONGEST_TEXT, one_line, printable
from datapact.contract.terms.mistakes import printable_place
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.references import dangling_key
from datapact.contract.text.clauses import Clause, Item, Paragraph, Run, RunTexts, places
from datapact.contract.text.numbering import numbers
from datapact.history.commitments.disclosure import ELEMENT, WITHHELD

FORMAT = 1
LARGEST_STATE = 3 * 1024 * 1024
MOST_CLAUSES = 200
MOST_PARAGRAPHS = 200
MOST_ITEMS = 500
MOST_RUNS = 2_000
MEMBERS = frozenset(
    {"format", "agreement", "number", "kind", "template", "languages", "prevailing", "title", "terms", "clauses"}
)
_PARENT = frozenset({"agreement", "number", "title", "relation", "effective"})
AMENDS = "amends"
"""The ``relation`` of a state to its parent that it amends, instead of standing under it as a framework."""
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9-]{0,119}", re.ASCII)

type Texts = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class AgreementDocument:
    """One complete state of one agreement. ``parent`` names the framework agreement, or the one that it amends."""

    agreement: str
    """History id (``urn:uuid:…``)."""
    number: str
    """Of the drafting organisation, such as ``DP-2026-0001``; may be empty."""
    kind: str
    """Family of templates."""
    template_id: str
    """Of the template that it was made from."""
    template_version: int
    """From 1; of that template."""
    languages: tuple[Language, ...]
    """One or both."""
    prevailing: Language
    """One of ``languages``."""
    title: Texts
    """One line in each of the languages."""
    terms: Terms
    """In canonical form; no key in them leads nowhere."""
    clauses: tuple[Clause, ...]
    """In their order; empty for a contract signed elsewhere."""
    parent: Mapping[str, str] | None = None


def read_state(value: JsonObject) -> AgreementDocument:
    """The state in ``value``.

    Raises NewerFormat for a higher format, TooLarge over a bound, and Malformed for anything that is not
    exactly a state: unknown or missing members, characters that contracts do not hold, terms that are not in
    canonical form or name a party that is not there, runs that name no term, references that do not resolve.
    """
    version = value.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version > FORMAT:
        raise NewerFormat(N_("This agreement was written by a newer DataPact. Update DataPact to read it."))
    if version != FORMAT or isinstance(version, bool):
        raise _malformed("format")
    if set(value) - {"parent"} != MEMBERS:
        raise _malformed("state")
    _check_size(value)
    agreement = _text(value["agreement"], "agreement", one_line)
    if not _URN.fullmatch(agreement):
        raise _malformed("agreement")
    template = _object(value["template"], "template", {"id", "version"})
    template_version = template["version"]
    if not isinstance(template_version, int) or isinstance(template_version, bool) or template_version < 1:
        raise _malformed("template.version")
    languages = _languages(value["languages"])
    prevailing = value["prevailing"]
    if prevailing not in languages:
        raise _malformed("prevailing")
    terms = _terms(value["terms"])
    document = AgreementDocument(
        agreement=agreement,
        number=_line(value["number"], "number"),
        kind=_id(value["kind"], "kind"),
        template_id=_id(template["id"], "template.id"),
        template_version=template_version,
        languages=languages,
        prevailing=prevailing,
        title=_titles(value["title"], languages),
        terms=terms,
        clauses=tuple(
            _clause(entry, f"clauses.{index}", languages)
            for index, entry in enumerate(_list(value["clauses"], "clauses", MOST_CLAUSES))
        ),
        parent=_parent(value["parent"]) if "parent" in value else None,
    )
    check_runs(document)
    return document


def write_state(document: AgreementDocument) -> JsonObject:
    """The state as JSON; ``read_state(write_state(d)) == d`` and the canonical form of it is ``agreement.json``."""
    state: JsonObject = {
        "format": FORMAT,
        "agreement": document.agreement,
        "number": document.number,
        "kind": document.kind,
        "template": {"id": document.template_id, "version": document.template_version},
        "languages": list(document.languages),
        "prevailing": document.prevailing,
        "title": {language: document.title[language] for language in document.languages},
        "terms": write_terms(document.terms),
        "clauses": [write_clause(clause) for clause in document.clauses],
    }
    if document.parent is not None:
        state["parent"] = dict(document.parent)
    return state


def write_clause(clause: Clause) -> JsonObject:
    """One clause as it stands in the state."""
    return {
        "id": clause.id,
        "heading": _write_runs(clause.heading),
        "paragraphs": [
            {
                "id": paragraph.id,
                "text": _write_runs(paragraph.text),
                "items": [{"id": item.id, "text": _write_runs(item.text)} for item in paragraph.items],
            }
            for paragraph in clause.paragraphs
        ],
    }


def read_clause(value: JsonValue, languages: tuple[Language, ...]) -> Clause:
    """One clause as ``write_clause`` gives it; raises Malformed or TooLarge."""
    return _clause(value, "clause", languages)


def read_runs(value: JsonValue, place: str) -> tuple[Run, ...]:
    """The runs of one text in one language; raises Malformed or TooLarge."""
    return _one_language(value, place)


def write_runs(runs: Sequence[Run]) -> list[JsonValue]:
    """The runs of one text in one language as they stand in the state."""
    return [_write_run(run) for run in runs]


def check_runs(document: AgreementDocument) -> None:
    """Raise Malformed when an id stands twice, a run names a term that is not there, or a reference does not resolve."""
    seen: set[str] = set()
    for identifier, _texts in places(document.clauses):
        if identifier in seen:
            raise _malformed(identifier)
        seen.add(identifier)
    numbered = {language: numbers(document.clauses, language) for language in document.languages}
    for identifier, texts in places(document.clauses):
        for language, runs in texts.items():
            for run in runs:
                if run.ref is not None and run.text != numbered[language].get(run.ref):
                    raise _malformed(identifier)
                if run.term is not None:
                    try:
                        value_at(document.terms, run.term)
                    except KeyError:
                        raise _malformed(identifier) from None


def _malformed(place: str) -> Malformed:
    return Malformed(
        N_("The agreement is not in the form that DataPact writes, at {place}. Ask the sender for a new file."),
        place=printable_place(place),
    )


def _check_size(value: JsonObject) -> None:
    try:
        size = len(_compared(value).encode("utf-8"))
    except (ValueError, RecursionError, TypeError):
        raise _malformed("state") from None
    if size > LARGEST_STATE:
        raise TooLarge(N_("The agreement is larger than its format allows. Move long texts into attachments."))


def _compared(value: JsonValue) -> str:
    """One text for one value; much faster than the canonical form, and the same where a state is one."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def _object(value: JsonValue, place: str, names: set[str]) -> Mapping[str, JsonValue]:
    if not isinstance(value, dict) or set(value) != names:
        raise _malformed(place)
    return value


def _list(value: JsonValue, place: str, most: int) -> list[JsonValue]:
    if not isinstance(value, list):
        raise _malformed(place)
    if len(value) > most:
        raise TooLarge(N_("The agreement has more parts at {place} than its format allows."), place=place)
    return value


def _text(value: JsonValue, place: str, allowed: object, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise _malformed(place)
    try:
        clean = one_line(value) if allowed is one_line else printable(value)
    except ValueError:
        raise _malformed(place) from None
    if clean != value:
        raise _malformed(place)
    return value


def _line(value: JsonValue, place: str) -> str:
    return _text(value, place, one_line, LONGEST_LINE)


def _id(value: JsonValue, place: str) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _malformed(place)
    return value


def _languages(value: JsonValue) -> tuple[Language, ...]:
    for allowed in (["de"], ["en"], ["de", "en"], ["en", "de"]):
        if value == allowed:
            return cast("tuple[Language, ...]", tuple(allowed))
    raise _malformed("languages")


def _titles(value: JsonValue, languages: tuple[Language, ...]) -> Texts:
    titles = _object(value, "title", set(languages))
    result: dict[Language, str] = {}
    for language in languages:
        result[language] = _line(titles[language], f"title.{language}")
        if not result[language]:
            raise _malformed(f"title.{language}")
    return result


def _parent(value: JsonValue) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value or not set(value) <= _PARENT:
        raise _malformed("parent")
    parent = {name: _line(text, f"parent.{name}") for name, text in value.items()}
    check_relation(parent)
    return parent


def check_relation(parent: Mapping[str, str]) -> None:
    """Raise Malformed for an amendment that does not say which agreement it amends and from which day."""
    if "relation" not in parent and "effective" not in parent:
        return
    if parent.get("relation") != AMENDS or not _URN.fullmatch(parent.get("agreement", "")):
        raise _malformed("parent.relation")
    try:
        day = date.fromisoformat(parent.get("effective", ""))
    except ValueError:
        day = None
    if day is None or day.isoformat() != parent["effective"]:
        raise _malformed("parent.effective")


def _terms(value: JsonValue) -> Terms:
    if not isinstance(value, dict):
        raise _malformed("terms")
    terms = read_terms(value)
    if _compared(write_terms(terms)) != _compared(value):  # texts, since in Python 1 == True
        raise _malformed("terms")
    if (dangling := dangling_key(terms)) is not None:
        raise _malformed(f"terms.{dangling[0]}")
    return terms


def _runs(value: JsonValue, place: str, languages: tuple[Language, ...]) -> RunTexts:
    texts = _object(value, place, set(languages))
    return {language: _one_language(texts[language], f"{place}.{language}") for language in languages}


def _one_language(value: JsonValue, place: str) -> tuple[Run, ...]:
    runs = []
    for entry in _list(value, place, MOST_RUNS):
        if not isinstance(entry, dict) or set(entry) not in ({"text"}, {"text", "term"}, {"text", "ref"}):
            raise _malformed(place)
        runs.append(
            Run(
                _text(entry["text"], place, printable),
                _line(entry["term"], place) if "term" in entry else None,
                _id(entry["ref"], place) if "ref" in entry else None,
            )
        )
    return tuple(runs)


def _clause(value: JsonValue, place: str, languages: tuple[Language, ...]) -> Clause:
    clause = _object(value, place, {"id", "heading", "paragraphs"})
    return Clause(
        _id(clause["id"], place),
        _runs(clause["heading"], f"{place}.heading", languages),
        tuple(
            _paragraph(entry, f"{place}.paragraphs.{index}", languages)
            for index, entry in enumerate(_list(clause["paragraphs"], place, MOST_PARAGRAPHS))
        ),
    )


def _paragraph(value: JsonValue, place: str, languages: tuple[Language, ...]) -> Paragraph:
    paragraph = _object(value, place, {"id", "text", "items"})
    items = []
    for index, entry in enumerate(_list(paragraph["items"], place, MOST_ITEMS)):
        item = _object(entry, f"{place}.items.{index}", {"id", "text"})
        items.append(
            Item(_id(item["id"], f"{place}.items.{index}"), _runs(item["text"], f"{place}.items.{index}", languages))
        )
    return Paragraph(_id(paragraph["id"], place), _runs(paragraph["text"], place, languages), tuple(items))


def _write_runs(texts: RunTexts) -> JsonObject:
    written: JsonObject = {}
    for language, runs in texts.items():
        written[language] = [_write_run(run) for run in runs]
    return written


def _write_run(run: Run) -> JsonObject:
    if run.term is not None:
        return {"text": run.text, "term": run.term}
    if run.ref is not None:
        return {"text": run.text, "ref": run.ref}
    return {"text": run.text}


_PARTIES = ("a", "b")
_LEFT_OUT = frozenset({"missing", "too_short"})  # what pydantic says of a part that is not there
_RUNS = ({"text", "term"}, {"text", "ref"})


def check_partial_state(state: Mapping[str, Any], agreement: str, parties: frozenset[str]) -> None:
    """Raise like ``read_state`` for what is visible of a state; ``parties`` are the organisations of its entry."""
    visible = _visible(state)
    if any(not _is_printable(text) for text in _strings(visible)):
        raise _not_of_this_agreement()
    terms = visible.pop("terms", {})
    if not isinstance(terms, dict) or visible.get("agreement", agreement) != agreement:
        raise _not_of_this_agreement()
    _check_terms(terms, parties)
    languages = visible.get("languages", ["de"])
    if not isinstance(languages, list) or not languages or not all(isinstance(one, str) for one in languages):
        raise _not_of_this_agreement()
    whole = {
        "format": FORMAT,
        "agreement": agreement,
        "number": "",
        "kind": "a",
        "template": {"id": "a", "version": 1},
        "languages": languages,
        "prevailing": languages[0],
        "title": dict.fromkeys(languages, "?"),
        "clauses": [],
        "terms": {"parties": [{"key": key, "name": key} for key in _PARTIES]},
    }
    if ELEMENT not in state and not visible.keys() >= MEMBERS - {"terms"}:
        raise _not_of_this_agreement()
    read_state({**whole, **visible, "clauses": _plain(visible.get("clauses", []))})


def _check_terms(terms: dict[str, Any], parties: frozenset[str]) -> None:
    try:
        Terms.model_validate(terms)
    except ValidationError as error:
        if any(one["type"] not in _LEFT_OUT for one in error.errors(include_url=False, include_input=False)):
            raise _not_of_this_agreement() from None
    named = {party["organisation"] for party in terms.get("parties", ()) if "organisation" in party}
    if not named <= parties:
        raise _not_of_this_agreement()


def _visible(value: Any) -> Any:
    """The same value without its withheld parts."""
    if isinstance(value, Mapping):
        return {name: _visible(member) for name, member in value.items() if name != ELEMENT}
    if isinstance(value, list | tuple):
        return [_visible(element) for element in value if element is not WITHHELD]
    return value


def _plain(value: Any) -> Any:
    """The clauses without pointers to terms and to each other, whose ends may be withheld."""
    if isinstance(value, dict):
        return {"text": value["text"]} if value.keys() in _RUNS else {name: _plain(one) for name, one in value.items()}
    return [_plain(element) for element in value] if isinstance(value, list) else value


def _strings(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for element in value:
            yield from _strings(element)
    elif isinstance(value, str):
        yield value


def _is_printable(text: str) -> bool:
    try:
        return len(text) <= LONGEST_TEXT and printable(text) == text
    except ValueError:
        return False


def _not_of_this_agreement() -> Malformed:
    return Malformed(N_("This bundle holds an offer that is not about its agreement. Nothing was taken in."))
