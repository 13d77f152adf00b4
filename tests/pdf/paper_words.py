"""The words of an agreement on paper, without drawing its pages."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import load_template
from datapact.contract.terms import read_terms
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import compose
from datapact.pdf.engine.lines import Run
from datapact.pdf.engine.tags import Tags
from tests.agreements.drafts import example
from tests.pdf.sample import sample_document


@cache
def sample(name: str) -> tuple[AgreementDocument, DocumentInput]:
    document = replace(read_state(example(name)), languages=("de",))
    return document, sample_document(("de",), "draft", state=example(name))


def words(name: str, terms: dict[str, Any]) -> str:
    """All words of the paper that a template makes of these terms."""
    document, paper = sample(name)
    read = read_terms(terms)
    clauses = resolve_clauses(load_template(name), read, ("de",), "de")
    story = compose(replace(document, terms=read, clauses=clauses), paper, Tags())
    return "\n".join(_words(story.flow)).replace("\N{NO-BREAK SPACE}", " ")


def _words(flow: object) -> list[str]:
    """The texts of all blocks, in an order of our own."""
    found, left = [], [flow]
    while left:
        part = left.pop()
        kind = type(part)
        if kind is Run:
            found.append(part.text)
        elif kind is list or kind is tuple:
            left += part
        elif kind.__module__.startswith("datapact.pdf"):
            left += [getattr(part, name, None) for name in _parts_of(kind)]
    return found


@cache
def _parts_of(kind: type) -> tuple[str, ...]:
    names = (
        [field.name for field in fields(kind)] if is_dataclass(kind) else ["text", "blocks", "cells", "rows", "header"]
    )
    return tuple(name for name in names if name not in ("style", "element"))
