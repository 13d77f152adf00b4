"""A template of the house: a template of DataPact, own clauses in it, clauses left out, and answers given in advance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from datapact.base.errors import Malformed
from datapact.base.format import Bounds, Format, JsonMembers, part
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.paths import ROOT, Shape, step_into
from datapact.contract.text.clauses import Id
from datapact.contract.text.document import MadeFrom
from datapact.library.clauses.own_clause import Key, Named, Words

MOST_CLAUSES = 200
_NO_PARTIES: JsonObject = {"parties": [{"key": "a", "name": "a"}, {"key": "b", "name": "b"}]}


@part
class PlacedClause:
    """An own clause in the template."""

    clause: Id
    """Id of the own clause, in whose place it stands where the template of DataPact has one of that id."""
    alternative: Key
    """Which of its alternatives."""
    after: str
    """Id of the clause behind which it stands where it replaces none; empty: at the end."""


@part
class OwnTemplate(Format):
    """One version of a template of the house."""

    file_kind: ClassVar = "datapact-own-template"
    largest: ClassVar = 1024 * 1024
    malformed: ClassVar = N_("This template is not in the form that DataPact writes.")
    newer: ClassVar = N_("This template was written by a newer DataPact. Update this DataPact to read it.")

    key: Key
    """Unique in the library."""
    name: Named
    """What the house calls it."""
    summary: Words
    """When to use it, for colleagues; may be empty."""
    base: MadeFrom
    """The template of DataPact; an agreement says that it was made of this one, and nothing of the house's."""
    own: Annotated[tuple[PlacedClause, ...], Bounds(most=MOST_CLAUSES)]
    """Own clauses, each once."""
    without: Annotated[tuple[Id, ...], Bounds(most=MOST_CLAUSES)]
    """Clauses of DataPact's template that are left out."""
    answers: JsonMembers
    """Terms given in advance; no parties, no days, and nothing that names a person or an organisation."""

    def mistake(self) -> str:
        clauses = [one.clause for one in self.own]
        if len(set(clauses)) != len(clauses):
            return "own"
        if "parties" in self.answers or not _are_terms(self.answers):
            return "answers"
        return ""


def _are_terms(answers: Mapping[str, Any]) -> bool:
    try:
        read_terms({**_NO_PARTIES, **answers})
    except (Malformed, ValueError):
        return False
    return True


def template_json(template: OwnTemplate) -> JsonObject:
    """The template as an entry holds it."""
    return template.to_json()


def read_own_template(content: Mapping[str, Any]) -> OwnTemplate:
    """The template in an entry; raises Malformed or NewerFormat."""
    return OwnTemplate.read(canonical(dict(content)))


def answers_of(terms: Terms) -> dict[str, Any]:
    """The terms of an agreement that a template keeps: numbers, choices, yes and no outside of lists.

    Texts, days, lists and whatever names a party belong to that agreement.
    """
    given = terms.model_dump(mode="json", exclude_defaults=True)
    return {
        name: kept
        for name, value in given.items()
        if name != "parties" and (kept := _kept(value, step_into(ROOT, name))) not in (None, {})
    }


def _kept(value: Any, shape: Shape) -> Any:
    if shape.kind == "part" and isinstance(value, Mapping):
        inner = {name: _kept(one, step_into(shape, name)) for name, one in value.items()}
        return {name: one for name, one in inner.items() if one not in (None, {})}
    return value if shape.kind in ("number", "choice", "yes_no", "fact") else None
