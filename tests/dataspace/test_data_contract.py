"""Files of the Open Data Contract Standard: read as another reader of YAML reads them, or refused; held against the agreed data items."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError
from datapact.contract.terms import Dataset, read_terms, write_terms
from datapact.dataspace.data_contract import MOST_FIELDS, dataset_meant, read_data_contract, schema_differences
from datapact.dataspace.plain_yaml import read_yaml
from tests.checks.full_agreements import everything
from tests.depth import examples

SCHEMA = """\
apiVersion: v3.0.2
kind: DataContract
id: 53581432-6c55-4ba2-a65f-72344a91553a
name: machine_data   # of the plant
version: 1.1.0
status: active
description:
  purpose: >-
    Sensors of the spindles,
    once a second.
schema:
- name: readings
  logicalType: object
  physicalType: table
  properties:
    - name: spindle_current
      businessName: Spindle current
      logicalType: number
      required: true
      description: "In ampere: RMS"
    - {name: gps_lat, logicalType: number, physicalType: double}
    - name: tool
      logicalType: object
      properties: [{name: number, logicalType: string}]
    - name: events
      logicalType: array
      items:
        logicalType: object
        properties:
          - name: code
"""
FIELDS = ["spindle_current", "gps_lat", "tool", "tool.number", "events", "events[].code"]


def agreed(*items: str, **more: Any) -> Dataset:
    value = {
        "key": "d",
        "name": {"en": "Machine data"},
        "provider": "a",
        "items": [{"name": {"en": one}} for one in items],
    }
    return Dataset.model_validate({**value, **more})


def test_a_file_of_the_standard_becomes_fields_and_its_digest() -> None:
    found = read_data_contract(SCHEMA.encode())
    assert [one.name for one in found.columns] == FIELDS
    first = found.columns[0]
    assert (first.title, first.kind, first.required, first.note) == (
        "Spindle current",
        "number",
        True,
        "In ampere: RMS",
    )
    assert (found.name, found.version) == ("machine_data", "1.1.0")
    assert found.sha256 == hashlib.sha256(SCHEMA.encode()).hexdigest()
    as_json = read_data_contract(json.dumps(yaml.safe_load(SCHEMA)).encode())
    assert as_json.columns == found.columns


def test_fields_and_data_items_that_lack_each_other_are_named() -> None:
    given_ = read_data_contract(SCHEMA.encode())
    dataset = agreed("Spindle current", "tool", "number", "events", "code", "Temperature", data_contract=given_)
    assert [(one.matter, one.message.text("en")) for one in schema_differences(dataset, given_)] == [
        ("not_agreed", "The contract has no data item for the field gps_lat."),
        ("not_in_schema", "The schema has no field for the agreed data item “Temperature”."),
    ]
    other = read_data_contract(
        SCHEMA.replace("physicalType: double", "")
        .replace("gps_lat, logicalType: number", "gps_lat, logicalType: string")
        .encode()
    )
    assert {one.matter for one in schema_differences(dataset, other)} == {
        "other_file",
        "not_agreed",
        "not_in_schema",
        "type",
    }
    assert "not_bound" in {one.matter for one in schema_differences(agreed("x"), given_)}
    assert all(one.message.text("de") for one in schema_differences(dataset, other))


def test_what_is_bound_travels_with_the_terms() -> None:
    terms = read_terms(everything())
    given_ = read_data_contract(SCHEMA.encode())
    first = terms.datasets[0].model_copy(update={"data_contract": given_})
    bound = terms.model_copy(update={"datasets": (first, *terms.datasets[1:])})
    assert read_terms(write_terms(bound)) == bound
    assert "data_contract" not in json.dumps(write_terms(terms))
    assert dataset_meant(bound.datasets, "", given_) == first
    with pytest.raises(DataPactError, match="which dataset"):
        dataset_meant(terms.datasets, "", given_)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "kind: DataContract",
        SCHEMA.replace("v3.0.2", "v2.2.2"),
        SCHEMA.replace("name: gps_lat", "name: tool"),
        SCHEMA.replace("name: gps_lat", "title: gps_lat"),
        SCHEMA.replace("kind: DataContract", "kind: &all DataContract"),
        SCHEMA.replace("status: active", "status: *all"),
        SCHEMA.replace("status: active", "status: !!python/object:os.system x"),
        SCHEMA.replace("status: active", "<<: {a: b}"),
        SCHEMA.replace("status: active", "? status\n: active"),
        SCHEMA.replace("status: active", "kind: DataContract"),
        SCHEMA.replace("status: active", "\tstatus: active"),
        "%YAML 1.2\n---\n" + SCHEMA,
        SCHEMA + "---\nmore: yes\n",
        "a: " + "[" * 5000,
        "".join("  " * n + "a:\n" for n in range(200)),
        SCHEMA + "".join(f"    - name: f{n}\n" for n in range(MOST_FIELDS + 1)),
        "\x00",
        "a: 'x",
        'a: "\\q"',
        'a: "\\ud800"',
    ],
)
def test_what_is_endless_ambiguous_or_another_version_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(DataPactError) as refused:
        read_data_contract(text.encode())
    assert refused.value.message.text("de")
    assert refused.value.message.text("en")


PLAIN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufeff")
ODD = [
    "a: b",
    "# x",
    "- x",
    "x #y",
    "it's",
    'say "x"',
    "word " * 40,
    "\n two\nlines",
    "null",
    "true",
    "1.0",
    "{a}",
    "[x",
    "ends:",
    ": x",
]
ODD += ["? x", "| x", "> x", "---", "%x", "a\n\n\nb", "trail  ", " lead", "a\\b", "tab\tx", "", "no", "&a", "*a", "!t"]
TEXTS = st.text(PLAIN, max_size=30) | st.sampled_from(ODD)
KEYS = TEXTS.filter(lambda one: bool(one) and len(one) < 25 and "\n" not in one)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=examples(300), deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.sampled_from((None, False, True)), st.booleans())
def test_another_reader_of_yaml_reads_the_same(value: dict[str, Any], flow: bool | None, plain: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=plain, width=60)
    try:
        found = read_yaml(text.encode(), limit=10**6)
    except DataPactError:
        return  # refused, never read otherwise
    assert found == value


@settings(max_examples=examples(300), deadline=None)
@given(st.text(st.sampled_from("ab:- \n'\"[]{},#|>\\&*?"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_yaml(text.encode(), limit=10**6)
    except DataPactError:
        return
