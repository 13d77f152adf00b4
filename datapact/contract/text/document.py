"""The state of an agreement (``agreement.json``) as frozen parts, read strictly and written canonically.

A state is complete and self-contained: the terms, and every clause as resolved text whose runs name the term or the
clause that they show. A partner's state is read here before any other use. A sender may declare parts as erased; the
rest must have the same shapes, sizes and characters as a whole state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Annotated, Any, ClassVar, cast

from pydantic import ValidationError

from datapact.base.errors import Malformed
from datapact.base.format import Bounds, Format, SchemaOf, Shown, Written, part
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Language, printable_place
from datapact.contract.terms import Party, Terms, read_terms, write_terms
from datapact.contract.terms.paths import value_at
from datapact.contract.terms.references import dangling_key
from datapact.contract.text.clauses import (
    Clause,
    Id,
    Run,
    Runs,
    is_line,
    is_words,
    places,
)
from datapact.contract.text.forms import FIRST, FORMS, LATER, form_of, form_of_json
from datapact.contract.text.kept_numbers import wrong_number
from datapact.contract.text.numbering import numbers
from datapact.contract.text.tables import wrong_table
from datapact.history.commitments.disclosure import ELEMENT, WITHHELD
from datapact.history.commitments.jws import is_digest

LARGEST_STATE = 3 * 1024 * 1024
MOST_CLAUSES = 200
_PARENT = ("agreement", "number", "title", "relation", "effective", "text", "signers")
AMENDS = "amends"
"""The ``relation`` of a state to its parent that it amends, instead of standing under it as a framework."""
ACCEDES = "accedes"
"""The ``relation`` of a state to the agreement that an organisation joins by it: its text as it stands, with the newcomer.

``text`` is the digest of that text without the newcomer, ``signers`` the numbers (from 1) of the parties that sign it.
"""
ON_PAPER = "signed-elsewhere"
"""Stands where a state names its template: there is none, and the clauses are in a file that was signed elsewhere."""
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_SIGNERS = re.compile(r"[1-9][0-9]?(?: [1-9][0-9]?){1,24}", re.ASCII)
_LANGUAGES = (("de",), ("en",), ("de", "en"), ("en", "de"))

type Texts = Mapping[Language, str]


def _is_urn(text: str) -> bool:
    return _URN.fullmatch(text) is not None


def _compared(value: JsonValue) -> str:
    """A text to compare a value by; much faster than the canonical form, and equal for valid states."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def _read_terms(shown: JsonObject) -> Terms:
    terms = read_terms(shown)
    if _compared(write_terms(terms)) != _compared(shown):  # texts, since in Python 1 == True
        raise ValueError
    if (dangling := dangling_key(terms)) is not None:
        raise _malformed(f"terms.{dangling[0]}")
    return terms


def _read_parent(shown: dict[str, str]) -> Mapping[str, str]:
    if not shown or not shown.keys() <= set(_PARENT) or not all(map(is_line, shown.values())):
        raise ValueError
    check_relation(shown)
    return shown


_PARENT_SCHEMA = Shown({"properties": {name: {"type": "string"} for name in _PARENT}, "additionalProperties": False})
type _Line = Annotated[str, Shown({}, is_line)]
type _Title = Annotated[str, Bounds(1), Shown({}, is_line)]


@part
class MadeFrom:
    """The template that a text was made of."""

    id: Id
    version: Annotated[int, Bounds(1)]


class _Parts(Format):
    """Agreements and what stands in them: a mistake is named by its place."""

    __slots__ = ()

    numbers: ClassVar[tuple[int, ...]] = ()
    largest: ClassVar = LARGEST_STATE
    newer: ClassVar = N_("This agreement was written by a newer DataPact. Update DataPact to read it.")
    too_large: ClassVar = N_("The agreement has more parts at {place} than its format allows.")
    too_long: ClassVar = N_("The agreement is larger than its format allows. Move long texts into attachments.")

    @classmethod
    def refusal(cls, place: str = "") -> Malformed:
        return _malformed(place or "state")


@part
class AgreementDocument(_Parts):
    """One complete state of one agreement. ``parent`` names the framework agreement, or the one that it amends."""

    numbers: ClassVar = FORMS
    optional: ClassVar = frozenset({"parent"})

    agreement: Annotated[str, Shown({"pattern": "^urn:uuid:[0-9a-f-]{36}$"}, _is_urn)]
    """History id."""
    number: _Line
    """As people call it; may be empty."""
    kind: Id
    """Kind of contract, from the template."""
    template: MadeFrom
    languages: Annotated[tuple[Language, ...], Shown({"enum": [[*one] for one in _LANGUAGES]}, _LANGUAGES.__contains__)]
    """One or two, each once."""
    prevailing: Language
    """One of ``languages``."""
    title: Annotated[Texts, Written(dict[Language, _Title], dict, dict)]
    """By language, for each of ``languages``."""
    terms: Annotated[Terms, Written(Annotated[dict[str, Any], SchemaOf(Terms)], _read_terms, write_terms)]
    clauses: Annotated[tuple[Clause, ...], Bounds(most=MOST_CLAUSES)]
    """In their order."""
    parent: Annotated[
        Mapping[str, str] | None, Written(Annotated[dict[str, str], _PARENT_SCHEMA], _read_parent, lambda one: one)
    ] = None

    def own_number(self) -> int:
        return form_of(self.clauses)

    @property
    def taking_part(self) -> tuple[Party, ...]:
        """The parties that agree to this text and sign it: all, or those that an accession names."""
        signers = _signers(self.parent)
        return tuple(one for n, one in enumerate(self.terms.parties, 1) if signers is None or n in signers)

    @property
    def amends_on_paper(self) -> bool:
        """Whether it amends a contract whose clauses stand in a file signed elsewhere."""
        return self.template.id == ON_PAPER and self.parent is not None and self.parent.get("relation") == AMENDS

    @property
    def template_id(self) -> str:
        return self.template.id

    @property
    def template_version(self) -> int:
        return self.template.version

    def mistake(self) -> str:
        if self.prevailing not in self.languages:
            return "prevailing"
        if self.title.keys() != set(self.languages):
            return "title"
        headings = (one for one in self.clauses if any(run.emphasis for runs in one.heading.values() for run in runs))
        if (loud := next(headings, None)) is not None:
            return loud.id
        other = (place for place, texts in places(self.clauses) if texts.keys() != set(self.languages))
        return next(other, "") or _wrong_run(self) or wrong_number(self.clauses) or wrong_table(self.clauses)


def read_state(value: JsonObject) -> AgreementDocument:
    """The state in ``value``.

    Raises NewerFormat for a higher format, TooLarge over a bound, and Malformed for anything that is not exactly a
    state: unknown or missing members, characters not allowed in contracts, terms that are not in canonical form or name
    a missing party, runs that name no term, references that do not resolve.
    """
    return AgreementDocument.of(value)


def require_terms(state: JsonObject, terms: Terms, written: JsonObject) -> None:
    """Raise what ``read_state`` would for a state without clauses and with these terms, which need not be read again.

    ``state`` has no clauses; ``written`` are the terms as ``write_terms`` writes them, so that they are in canonical form.
    """
    whole: JsonObject = {**state, "terms": written}
    if dangling_key(terms) is not None or not AgreementDocument.fits(whole):
        read_state(whole)
    read_state({**state, "terms": {"parties": written["parties"]}})


def write_state(document: AgreementDocument) -> JsonObject:
    """The state as JSON; ``read_state(write_state(d)) == d`` and the canonical form of it is ``agreement.json``."""
    return document.to_json()


@part
class _OneClause(_Parts):
    clause: Clause


@part
class _OneText(_Parts):
    runs: Runs


def write_clause(clause: Clause) -> JsonObject:
    """One clause in the form of the state."""
    return cast("JsonObject", _OneClause(clause).to_json()["clause"])


def read_clause(value: JsonValue, languages: tuple[Language, ...]) -> Clause:
    """The clause that ``write_clause`` wrote; raises Malformed or TooLarge."""
    clause = _OneClause.of({"clause": value}).clause
    if any(texts.keys() != set(languages) for _place, texts in places((clause,))):
        raise _malformed("clause")
    return clause


def read_runs(value: JsonValue, place: str) -> tuple[Run, ...]:
    """The runs of one text in one language; raises Malformed or TooLarge."""
    try:
        return _OneText.of({"runs": value}).runs
    except Malformed:
        raise _malformed(place) from None


def write_runs(runs: Sequence[Run]) -> list[JsonValue]:
    """The runs of one text in one language in the form of the state."""
    return cast("list[JsonValue]", _OneText(tuple(runs)).to_json()["runs"])


def _wrong_run(document: AgreementDocument) -> str:
    """The id of the first place with such a mistake; empty: there is none."""
    seen: set[str] = set()
    for identifier, _texts in places(document.clauses):
        if identifier in seen:
            return identifier
        seen.add(identifier)
    numbered = {language: numbers(document.clauses, language) for language in document.languages}
    there: set[str] = set()  # paths that were followed already: both languages show the same terms
    for identifier, texts in places(document.clauses):
        for language, runs in texts.items():
            for run in runs:
                if run.ref is not None and run.text != numbered[language].get(run.ref):
                    return identifier
                if run.term is not None and run.term not in there:
                    try:
                        value_at(document.terms, run.term)
                    except KeyError:
                        return identifier
                    there.add(run.term)
    return ""


def _malformed(place: str) -> Malformed:
    return Malformed(
        N_("The agreement is not in the form that DataPact writes, at {place}. Ask the sender for a new file."),
        place=printable_place(place),
    )


def _signers(parent: Mapping[str, Any] | None) -> frozenset[int] | None:
    """The numbers of the parties that sign an accession; None for every other text, which all sign."""
    if parent is None or parent.get("relation") != ACCEDES:
        return None
    return frozenset(int(one) for one in str(parent.get("signers", "")).split())


def taking_part(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parties in a state as JSON that agree to this text and sign it."""
    signers = _signers(state.get("parent"))
    parties = state["terms"]["parties"]
    return [one for n, one in enumerate(parties, 1) if signers is None or n in signers]


def amended_number(state: Mapping[str, Any]) -> str:
    """The number of the contract that a state amends; empty where it amends none, or that is withheld."""
    parent = state.get("parent")
    number = parent.get("number") if isinstance(parent, Mapping) and parent.get("relation") == AMENDS else ""
    return number if isinstance(number, str) else ""


def relation_of(state: Mapping[str, Any]) -> str:
    """The relation of a state as JSON to its parent: ``amends``, ``accedes``, or empty."""
    parent = state.get("parent")
    return str(parent.get("relation", "")) if isinstance(parent, Mapping) else ""


def check_relation(parent: Mapping[str, str]) -> None:
    """Raise Malformed for an amendment or accession that does not say of which agreement, from which day, and by whom."""
    of_accession = parent.keys() & {"text", "signers"}
    if "relation" not in parent and "effective" not in parent and not of_accession:
        return
    if parent.get("relation") == ACCEDES:
        if not _SIGNERS.fullmatch(parent.get("signers", "")) or not is_digest(parent.get("text", "")):
            raise _malformed("parent.signers")
    elif of_accession:
        raise _malformed("parent.relation")
    if parent.get("relation") not in (AMENDS, ACCEDES) or not _URN.fullmatch(parent.get("agreement", "")):
        raise _malformed("parent.relation")
    try:
        day = date.fromisoformat(parent.get("effective", ""))
    except ValueError:
        day = None
    if day is None or day.isoformat() != parent["effective"]:
        raise _malformed("parent.effective")


_MEMBERS = {"format", *(one.name for one in fields(AgreementDocument))} - AgreementDocument.optional
_PARTIES = ("a", "b")
_LEFT_OUT = frozenset({"missing", "too_short"})  # pydantic's error type for a missing part
_RUN_MEMBERS = {"text", "term", "ref", "emphasis"}


def check_partial_state(state: Mapping[str, Any], agreement: str, parties: frozenset[str]) -> None:
    """Raise like ``read_state`` for the visible parts of a state; ``parties`` are the organisations of its entry."""
    visible = _visible(state)
    if any(not _is_printable(text) for text in _strings(visible)):
        raise _not_of_this_agreement()
    terms = visible.pop("terms", {})
    if not isinstance(terms, dict) or visible.get("agreement", agreement) != agreement:
        raise _not_of_this_agreement()
    _check_terms(terms, None if relation_of(visible) == ACCEDES else parties)
    languages = visible.get("languages", ["de"])
    if not isinstance(languages, list) or not languages or not all(isinstance(one, str) for one in languages):
        raise _not_of_this_agreement()
    whole = {
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
    if ELEMENT not in state and not visible.keys() >= _MEMBERS - {"terms"}:
        raise _not_of_this_agreement()
    clauses = visible.get("clauses", [])
    for clause in clauses if isinstance(clauses, list) else ():
        _OneClause.of({"clause": clause})
    form = visible.get("format", FIRST)
    if type(form) is int and form_of_json(clauses) <= form <= max(FORMS):  # what is withheld may need a higher one
        form = FIRST
    read_state({**whole, **visible, "format": form, "clauses": _plain(clauses)})


def _check_terms(terms: dict[str, Any], parties: frozenset[str] | None) -> None:
    """Raise Malformed for terms of wrong shape, or of others than ``parties``; None where more are named than sign."""
    try:
        Terms.model_validate(terms)
    except ValidationError as error:
        if any(one["type"] not in _LEFT_OUT for one in error.errors(include_url=False, include_input=False)):
            raise _not_of_this_agreement() from None
    named = {party["organisation"] for party in terms.get("parties", ()) if "organisation" in party}
    if parties is not None and not named <= parties:
        raise _not_of_this_agreement()


def _visible(value: Any) -> Any:
    """The same value without its withheld parts."""
    if isinstance(value, Mapping):
        return {name: _visible(member) for name, member in value.items() if name != ELEMENT}
    if isinstance(value, list | tuple):
        return [_visible(element) for element in value if element is not WITHHELD]
    return value


def _plain(value: Any) -> Any:
    """The clauses without references to terms and to each other, whose targets may be withheld, and later members."""
    if isinstance(value, dict):
        if "text" in value and value.keys() <= _RUN_MEMBERS:
            return {"text": value["text"]}
        return {name: _plain(one) for name, one in value.items() if name not in LATER}
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
        return is_words(text)
    except ValueError:
        return False


def _not_of_this_agreement() -> Malformed:
    return Malformed(N_("This bundle holds an offer that is not about its agreement. Nothing was taken in."))


def amends_on_paper(state: Mapping[str, Any]) -> bool:
    """Whether a state is an amendment of a contract whose clauses stand in a file signed elsewhere, as it says itself."""
    template, parent = state.get("template"), state.get("parent")
    return (
        isinstance(template, Mapping)
        and template.get("id") == ON_PAPER
        and isinstance(parent, Mapping)
        and parent.get("relation") == AMENDS
    )
