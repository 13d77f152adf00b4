"""A position of the playbook: what the house wants on a topic, what it falls back to, and who may concede it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from datapact.base.format import Bounds, Format, Shown, part
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_, Argument, Listed, Message, counted
from datapact.contract.terms.paths import ROOT, Shape, shape_at
from datapact.contract.text.clauses import is_id
from datapact.contract.vocabulary.labels import label_of_path, word, words_of_field
from datapact.contract.vocabulary.messages import OwnWords
from datapact.library.clauses.own_clause import Key, Line, Named, OwnClause, Words

MOST_STANDS = 10
MOST_VALUES = 30

type Test = Literal["at_most", "at_least", "one_of", "yes", "no", "none", "own", "shipped"]
TERM_TESTS: tuple[Test, ...] = ("at_most", "at_least", "one_of", "yes", "no", "none")
"""Tests of a term."""
CLAUSE_TESTS: tuple[Test, ...] = ("own", "shipped", "none")
"""Tests of a clause."""

type Role = Literal["legal", "lead"]


def _is_term(path: str) -> bool:
    return path == "" or (len(path) <= 200 and term_shape(path) is not None)


def _is_clause(text: str) -> bool:
    return text == "" or is_id(text)


@part
class Stand:
    """The house position, or a fallback."""

    test: Test
    """What is looked at: a term by its value, a clause by its words."""
    values: Annotated[tuple[Line, ...], Bounds(most=MOST_VALUES)]
    """A number, the codes of ``one_of``, or for ``own`` the key of an alternative of the own clause."""
    role: Role
    """Who may concede it, where ``members`` names nobody. Nobody concedes the first: it is the house's own."""
    members: Annotated[tuple[Line, ...], Bounds(most=MOST_VALUES)]
    """Ids of the members who may; empty: whoever has the role."""
    reason: Words
    """What to tell the other side; may be empty."""
    note: Words
    """For colleagues; may be empty."""


@part
class Position(Format):
    """The position on one topic: a term, or a clause."""

    file_kind: ClassVar = "datapact-position"
    largest: ClassVar = 256 * 1024
    malformed: ClassVar = N_("This position of a playbook is not in the form that DataPact writes.")
    newer: ClassVar = N_("This position was written by a newer DataPact. Update this DataPact to read it.")

    key: Key
    """Unique in the playbook."""
    name: Named
    """The topic, as the house calls it."""
    term: Annotated[str, Shown({}, _is_term)]
    """Path of the term, such as ``breach.hours``; empty for a clause."""
    clause: Annotated[str, Shown({}, _is_clause)]
    """Id of the clause in agreements; empty for a term."""
    kinds: Annotated[tuple[Line, ...], Bounds(most=MOST_VALUES)]
    """Kinds of agreement that it is for, such as ``ai-pilot``; empty: all."""
    stands: Annotated[tuple[Stand, ...], Bounds(1, MOST_STANDS)]
    """The house position, then the fallbacks in order."""
    beyond: Role
    """Who may concede what lies beyond the last fallback, where ``beyond_members`` names nobody."""
    beyond_members: Annotated[tuple[Line, ...], Bounds(most=MOST_VALUES)]
    """Ids of the members who may; empty: whoever has the role."""

    def mistake(self) -> str:
        if bool(self.term) == bool(self.clause):
            return "term"
        allowed = TERM_TESTS if self.term else CLAUSE_TESTS
        for index, one in enumerate(self.stands):
            if one.test not in allowed or not self._fits(one):
                return f"stands.{index}.values"
        return ""

    def _fits(self, stand: Stand) -> bool:
        shape = term_shape(self.term) if self.term else None
        match stand.test:
            case "at_most" | "at_least":
                whole = len(stand.values) == 1 and stand.values[0].isascii() and stand.values[0].isdigit()
                return shape is not None and shape.kind == "number" and whole and len(stand.values[0]) <= 15
            case "one_of":
                return (
                    shape is not None
                    and shape.kind == "choice"
                    and set(stand.values) <= set(shape.choices) - {""}
                    and bool(stand.values)
                )
            case "yes" | "no":
                return shape is not None and shape.kind in ("yes_no", "fact") and not stand.values
            case "own":
                return len(stand.values) == 1 and bool(stand.values[0])
            case _:
                return not stand.values


def position_json(position: Position) -> JsonObject:
    """The position as an entry holds it."""
    return position.to_json()


def stands_of(clause: OwnClause) -> tuple[Stand, ...]:
    """The alternatives of a clause as positions: the first is the house's, the others are fallbacks in their order."""
    return tuple(Stand("own", (one.key,), "legal", (), "", "") for one in clause.alternatives[:MOST_STANDS])


def read_position(content: Mapping[str, Any]) -> Position:
    """The position in an entry; raises Malformed or NewerFormat."""
    return Position.read(canonical(dict(content)))


def term_shape(path: str) -> Shape | None:
    """The shape of a term that a position can be about: a number, a choice, or yes and no; None for any other."""
    if "*" in path:
        return None
    try:
        shape = shape_at(path)
        label_of_path(path)
    except (KeyError, TypeError):
        return None
    return shape if shape.kind in ("number", "choice", "yes_no", "fact") else None


def topic_label(position: Position) -> Message:
    """The term that a position is about in a lawyer's words; the name of the topic for a clause."""
    if not position.term:
        return OwnWords(position.name)
    label = label_of_path(position.term)
    return OwnWords(label.text("en"), german=label.text("de"))


def choice_words(path: str, code: str) -> Argument:
    """The words for a code of a choice; the code where the vocabulary has none."""
    before, _dot, name = path.rpartition(".")
    model = (shape_at(before) if before else ROOT).model
    group = words_of_field(model.__name__, name) if model is not None else ""
    try:
        label = word(group, code)
    except KeyError:
        return code.replace("_", " ")
    return OwnWords(label.text("en"), german=label.text("de"))


def stand_words(position: Position, stand: Stand, alternatives: Mapping[str, str] | None = None) -> Message:
    """The requirement of a stand in words; ``alternatives`` are names of the own clause's alternatives by key."""
    match stand.test:
        case "at_most":
            return Message(N_("at most {value}"), {"value": _quantity(position.term, stand.values[0])})
        case "at_least":
            return Message(N_("at least {value}"), {"value": _quantity(position.term, stand.values[0])})
        case "one_of":
            return Listed.of(choice_words(position.term, one) for one in stand.values)
        case "yes":
            return Message(N_("yes"))
        case "no":
            return Message(N_("no"))
        case "own":
            key = stand.values[0]
            return Message(N_("own clause: {name}"), {"name": (alternatives or {}).get(key, key)})
        case "shipped":
            return Message(N_("the clause as DataPact’s template has it"))
        case _:
            return Message(N_("not in the agreement"))


def _quantity(path: str, typed: str) -> Argument:
    """A number with its unit, which the name of its field ends in."""
    number = int(typed)
    match path.rsplit(".", 1)[-1].rsplit("_", 1)[-1]:
        case "hours":
            return counted("{n} hour", "{n} hours", number)
        case "days":
            return counted("{n} day", "{n} days", number)
        case "months":
            return counted("{n} month", "{n} months", number)
        case "years":
            return counted("{n} year", "{n} years", number)
        case "euros":
            return counted("{n} euro", "{n} euros", number)
        case _:
            return Message(N_("{n}"), {"n": number})
