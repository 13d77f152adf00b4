"""States: canonical, complete, and refused when anything in them is not as it must be."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import canonical, parse_object
from datapact.contract.text.document import LARGEST_STATE, read_state, write_state
from datapact.contract.text.forms import FORMS
from tests.agreements.drafts import TEMPLATES, example
from tests.depth import examples

type Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_state_reads_and_writes_the_same(name: str) -> None:
    state = example(name)
    assert write_state(read_state(state)) == state
    assert canonical(write_state(read_state(parse_object(canonical(state))))) == canonical(state)


def _set(path: str, value: object) -> Change:
    def change(state: dict[str, Any]) -> None:
        place: Any = state
        *steps, last = path.split(".")
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value

    return change


def _drop(path: str) -> Change:
    def change(state: dict[str, Any]) -> None:
        place: Any = state
        *steps, last = path.split(".")
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place[step]
        del place[last]

    return change


WRONG: list[Change] = [
    *[
        _drop(name)
        for name in (
            "format",
            "agreement",
            "number",
            "kind",
            "template",
            "languages",
            "prevailing",
            "title",
            "terms",
            "clauses",
        )
    ],
    _set("format", 0),
    _set("format", True),
    _set("format", "1"),
    _set("extra", 1),
    _set("agreement", "urn:uuid:nothing"),
    _set("agreement", 7),
    _set("number", "a\nb"),
    _set("number", "x" * 301),
    _set("number", "a\u202eb"),
    _set("kind", "../x"),
    _set("template", {"id": "ai-pilot"}),
    _set("template.version", 0),
    _set("template.version", True),
    _set("template.version", "1"),
    _set("languages", ["de", "fr"]),
    _set("languages", ["de", "de"]),
    _set("languages", []),
    _set("languages", ["de"]),
    _set("prevailing", "fr"),
    _set("prevailing", None),
    _set("title", {"de": "x"}),
    _set("title.de", ""),
    _set("title.de", "\u200b"),
    _set("parent", {}),
    _set("parent", {"x": "y"}),
    _set("terms", []),
    _set("terms.nothing", 1),
    _set("terms.remarks", {}),  # not canonical: a part at its default
    _set("terms.duration.notice_months", "3"),  # not canonical: a text for a number
    _set("terms.facts.research", 1),
    _set("terms.law.venue", " Ulm "),
    _set("terms.law.venue", "Ulm\u0000"),
    _set("terms.law.venue", "a\u0308"),  # not NFC
    _set("terms.datasets.0.provider", "nobody"),
    _set("terms.legal_bases.0.purpose", "nothing"),
    _set("terms.purposes.0.datasets", ["nothing"]),
    _set("terms.datasets.1.key", "machine-logs"),
    _set("clauses", {}),
    _set("clauses.0", {}),
    _set("clauses.0.id", "Parties"),
    _set("clauses.0.id", "subject"),
    _set("clauses.0.heading", {"de": []}),
    _set("clauses.0.heading.de", "text"),
    _set("clauses.0.heading.de.0", {"text": "x", "html": "y"}),
    _set("clauses.0.heading.de.0", {"text": "x", "term": "law.venue", "ref": "subject"}),
    _set("clauses.0.heading.de.0", {"text": 7}),
    _set("clauses.0.heading.de.0", {"text": "x\u202ey"}),
    _set("clauses.0.heading.de.0", {"text": "x" * 10_001}),
    _set("clauses.0.heading.de.0", {"text": "x", "term": "law.nothing"}),
    _set("clauses.0.heading.de.0", {"text": "x", "term": "law.venue.__class__"}),
    _set("clauses.0.heading.de.0", {"text": "x", "term": ""}),
    _set("clauses.0.heading.de.0", {"text": "§ 2", "ref": "nothing"}),
    _set("clauses.0.heading.de.0", {"text": "§ 99", "ref": "subject"}),
    _set("clauses.0.paragraphs.0.items", None),
    _drop("clauses.0.paragraphs.0.items"),
]


@pytest.mark.parametrize("change", WRONG)
def test_what_is_not_a_state_is_malformed(change: Change) -> None:
    state = example()
    change(state)
    with pytest.raises(Malformed):
        read_state(state)


def test_a_reference_with_the_right_number_is_read() -> None:
    state: dict[str, Any] = example()
    state["clauses"][0]["heading"]["de"][0] = {"text": "§ 2", "ref": "subject"}
    assert read_state(state).clauses[0].heading["de"][0].ref == "subject"


def test_a_newer_format_is_said() -> None:
    with pytest.raises(NewerFormat):
        read_state({**example(), "format": max(FORMS) + 1})


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state["clauses"].extend(state["clauses"] * 10),
        lambda state: state["clauses"][0]["heading"]["de"].extend([{"text": "x"}] * 3000),
        lambda state: state["clauses"][0]["paragraphs"].extend(
            {"id": f"p-{n}", "text": {"de": [{"text": "x" * 9_000}], "en": [{"text": "y" * 9_000}]}, "items": []}
            for n in range(LARGEST_STATE // 18_000 + 1)
        ),
    ],
)
def test_bounds_are_held(change: Change) -> None:
    state = example()
    change(state)
    with pytest.raises(TooLarge):
        read_state(state)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for name, member in value.items():
            found += _paths(member, (*path, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            found += _paths(member, (*path, index))
    return found


_PATHS = _paths(example())


@given(st.sampled_from(_PATHS), _JSON)
@settings(max_examples=examples(60), deadline=None)
def test_a_state_with_anything_anywhere_is_read_whole_or_refused(path: tuple[str | int, ...], value: object) -> None:
    state: Any = example()
    place = state
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    try:
        document = read_state(state)
    except DataPactError:
        return
    assert write_state(document) == state


@given(st.dictionaries(st.sampled_from(["format", "terms", "clauses", "title", "x"]), _JSON))
@settings(max_examples=examples(60), deadline=None)
def test_any_object_is_read_or_refused(value: dict[str, Any]) -> None:
    with pytest.raises(DataPactError):
        read_state(json.loads(json.dumps(value)))
