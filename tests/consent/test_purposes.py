"""Which purpose lies within which."""

from __future__ import annotations

import tomllib

from datapact.base.resources import data_folder
from datapact.consent.terms.purposes import ANY_PURPOSE, full_iri, lies_within, vocabulary_version, with_broader
from datapact.consent.terms.states import DPV
from datapact.contract.vocabulary.labels import concepts


def test_narrower_lies_within_broader_and_never_the_other_way():
    assert lies_within(f"{DPV}TargetedAdvertising", f"{DPV}Marketing")
    assert not lies_within(f"{DPV}Marketing", f"{DPV}TargetedAdvertising")
    assert lies_within(f"{DPV}CommercialResearch", f"{DPV}ResearchAndDevelopment")


def test_nothing_lies_within_any_purpose():
    assert with_broader(ANY_PURPOSE) == frozenset()
    assert not lies_within(f"{DPV}Marketing", ANY_PURPOSE)


def test_a_key_is_itself_alone():
    assert with_broader("research") == {"research"}
    assert full_iri(" dpv:Marketing ") == f"{DPV}Marketing"
    assert full_iri("research") == "research"


def test_the_table_ends_everywhere_and_knows_our_purposes():
    table = tomllib.loads((data_folder() / "vocabularies" / "broader.toml").read_text("utf-8"))["purpose"]
    for name in table:
        assert f"{DPV}{name}" in with_broader(f"{DPV}{name}")
    roots = {parent for parents in table.values() for parent in parents} - set(table)
    own = {iri.removeprefix(DPV) for iri, one in concepts().items() if one.group == "purpose"} - {"Purpose"}
    assert own <= set(table) | roots
    assert len(vocabulary_version()) == 8
