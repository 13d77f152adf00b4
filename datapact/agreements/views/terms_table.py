"""The terms as tables for reading: groups, members and rows, each with its label and value.

A term that is not stated has no row; a group without any row is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datapact.contract.editing.orders import members_of_order
from datapact.contract.terms import Address, Contact, Localised, Registration, Term, Terms
from datapact.contract.terms.paths import ROOT, Shape, field, given, identity_of, joined, step_into
from datapact.contract.text.value_words import BilingualMessage, bilingual, capitalised, name_of, value_words
from datapact.contract.vocabulary.labels import label_of_field, label_of_member

_WHOLE = (Localised, Contact, Address, Registration)  # said in one piece
_TECHNICAL = frozenset({"key", "organisation"})  # tell members apart for programs, say nothing to people


@dataclass(frozen=True, slots=True)
class TermRow:
    """One statement. ``value`` is None for a row that only heads the ``depth + 1`` rows below it."""

    path: str
    """Path of the term, such as ``parties.acme.name``."""
    label: BilingualMessage
    """Name of the term in both languages, first letter capital."""
    value: BilingualMessage | None
    depth: int = 0
    """Steps below the part it belongs to; 0 for its own rows."""


@dataclass(frozen=True, slots=True)
class TermPart:
    """One member of a group that is a list, with its name; or the only part of another group, without one."""

    path: str
    """Path of the member or group in the terms."""
    title: BilingualMessage | None
    """Name of the member in both languages; None for the only part of a group."""
    rows: tuple[TermRow, ...]
    """In the order of the terms, inner ones below their head."""


@dataclass(frozen=True, slots=True)
class TermGroup:
    """A group of terms such as the datasets; ``path`` is its place in the terms."""

    path: str
    label: BilingualMessage
    """Name of the group in both languages."""
    parts: tuple[TermPart, ...]
    """One or more."""


def terms_table(terms: Terms, *, entered_only: bool = False) -> tuple[TermGroup, ...]:
    """All that the terms state, in their order.

    ``entered_only``: only what somebody entered. What holds by default is said by a text of ours; of a contract whose text
    stands elsewhere it would be made up.
    """
    groups = []
    for name in Terms.model_fields:
        value = field(terms, name)
        if entered_only and name not in terms.model_fields_set:
            continue
        shape = step_into(ROOT, name)
        label = capitalised(label_of_field("Terms", name))
        if isinstance(value, tuple):
            parts = tuple(
                TermPart(path, _unquoted(name_of(terms, member)), tuple(_rows(terms, member, path, 0, entered_only)))
                for path, member in _members(name, value)
            )
        elif isinstance(value, Localised) or not isinstance(value, Term):
            said = value_words(terms, "Terms", name, value)
            parts = (TermPart(name, None, (TermRow(name, label, _unquoted(said)),)),) if said is not None else ()
        else:
            rows = tuple(_rows(terms, value, name, 0, entered_only))
            parts = (TermPart(name, None, rows),) if rows else ()
        if parts and shape.kind != "choice":
            groups.append(TermGroup(name, label, parts))
    return tuple(groups)


def order_lines(terms: Terms, order: Mapping[str, Any]) -> tuple[BilingualMessage, ...]:
    """The text of an order, a line for each dataset, purpose, activity, basis or notice that it adds to; ``terms`` have it in them."""
    found = []
    for part, names, wanted in members_of_order(order):
        held = next((one for one in getattr(terms, part) if _is_same(one, names, wanted)), None)
        if held is None:
            continue
        label, title = capitalised(label_of_member("Terms", part)), name_of(terms, held)
        rows = [
            row
            for row in _rows(terms, held, part, 0, True)
            if row.value is not None and row.path.split(".")[1] in wanted.keys() - {_COVERS}
        ]
        found.append(_line(label, title, rows))
    return tuple(found)


_COVERS = "datasets"
"""The data that a member is for: in an order that it comes with."""


def _is_same(held: Term, names: tuple[str, ...], wanted: Mapping[str, Any]) -> bool:
    return all(str(field(held, name)) == str(wanted.get(name, "")) for name in names)


def _line(label: BilingualMessage, title: BilingualMessage, rows: Sequence[TermRow]) -> BilingualMessage:
    german = "; ".join(f"{row.label.de}: {row.value.de}" for row in rows if row.value is not None)
    english = "; ".join(f"{row.label.en}: {row.value.en}" for row in rows if row.value is not None)
    return bilingual(
        f"{label.de} {title.de}" + (f": {german}" if german else ""),
        f"{label.en} {title.en}" + (f": {english}" if english else ""),
    )


def _members(path: str, value: tuple[object, ...]) -> Iterator[tuple[str, Term]]:
    for index, member in enumerate(value):
        if isinstance(member, Term):
            keyed = identity_of(type(member)) == ("key",)
            yield joined(path, str(field(member, "key")) if keyed else str(index)), member


def _rows(terms: Terms, owner: Term, path: str, depth: int, entered_only: bool) -> Iterator[TermRow]:
    model = type(owner)
    for name in model.model_fields:
        value = field(owner, name)
        if name in _TECHNICAL or _is_unstated(owner, name, value):
            continue
        if entered_only and name not in owner.model_fields_set:
            continue
        place = joined(path, name)
        label = capitalised(label_of_field(model.__name__, name))
        shape = step_into(Shape("part", model=model), name)
        if isinstance(value, Term) and not isinstance(value, _WHOLE):
            inner = tuple(_rows(terms, value, place, depth + 1, entered_only))
            if inner:
                yield TermRow(place, label, None, depth)
                yield from inner
        elif shape.kind == "list" and shape.element is not None and shape.element.model is not None:
            yield from _list(terms, model, name, value, place, depth, entered_only)
        else:
            said = value_words(terms, model.__name__, name, value)
            if said is not None and not (name == "name" and said == name_of(terms, owner)):  # the title says it
                yield TermRow(place, label, _unquoted(said), depth)


def _list(
    terms: Terms, model: type[Term], name: str, value: object, place: str, depth: int, entered_only: bool
) -> Iterator[TermRow]:
    """Members of an inner list: each in one row with all its values, named by its distinguishing member."""
    if not isinstance(value, tuple):
        return
    yield TermRow(place, capitalised(label_of_field(model.__name__, name)), None, depth)
    one = capitalised(label_of_member(model.__name__, name))
    for path, member in _members(place, value):
        title, said = _in_one_row(terms, member, entered_only)
        yield TermRow(path, title or one, said, depth + 1)


def _in_one_row(
    terms: Terms, member: Term, entered_only: bool
) -> tuple[BilingualMessage | None, BilingualMessage | None]:
    """A small member in one row: its distinguishing value, and the rest in words."""
    model = type(member).__name__
    title: BilingualMessage | None = None
    rest: list[BilingualMessage] = []
    for name in type(member).model_fields:
        value = field(member, name)
        if name in _TECHNICAL or _is_unstated(member, name, value) or (name == "order" and value == 0):
            continue
        if entered_only and name not in member.model_fields_set:
            continue
        said = value_words(terms, model, name, value)
        if said is None:
            continue
        if title is None:
            title = _unquoted(said)
            continue
        label = label_of_field(model, name)
        single = len(type(member).model_fields) - ("key" in type(member).model_fields) == 2
        said = _unquoted(said)
        rest.append(said if single else bilingual(f"{label.de}: {said.de}", f"{label.en}: {said.en}"))
    if not rest:
        return None, title
    return title, bilingual("; ".join(one.de for one in rest), "; ".join(one.en for one in rest))


def _is_unstated(owner: Term, name: str, value: object) -> bool:
    """Whether a value is not stated, or is a plain no that holds by default."""
    return not given(value) or (value is False and type(owner).model_fields[name].default is False)


def _unquoted(words: BilingualMessage) -> BilingualMessage:
    """A single quotation without its marks, which a cell of its own does not need."""
    return bilingual(_bare(words.de, "„", "“"), _bare(words.en, "“", "”"))


def _bare(text: str, opening: str, closing: str) -> str:
    inner = text[1:-1]
    quoted = text.startswith(opening) and text.endswith(closing)
    return inner if quoted and opening not in inner and closing not in inner else text


__all__ = ["TermGroup", "TermPart", "TermRow", "terms_table"]
