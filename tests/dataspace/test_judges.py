"""Judges of other hands: the schemas of the Dataspace Protocol, of EDC and of Catena-X, rdflib and SHACL."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from jsonschema import Draft201909Validator
from pyshacl import validate
from referencing import Registry, Resource

from datapact.base.strictjson import JsonObject, canonical
from datapact.dataspace.catena_x import usage_policy
from datapact.dataspace.connector import contract_agreement, contract_definition, policy_definition
from datapact.dataspace.odrl import write_policy
from datapact.dataspace.policy import Policy
from datapact.dataspace.privacy import catalogue_of, metadata_of
from datapact.dataspace.protocol import Pair, agreement_message, offer_message
from tests.conftest import of_other_hands
from tests.dataspace.samples import PAPER, examples_of_templates, policy

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph:DeprecationWarning", "ignore:Dataset.default_context:DeprecationWarning"
)

ODRL = "http://www.w3.org/ns/odrl/2/"
SHAPES = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix odrl: <{ODRL}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetSubjectsOf odrl:action ;
  sh:property [ sh:path odrl:assigner ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path odrl:assignee ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path odrl:target ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path odrl:action ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetSubjectsOf odrl:leftOperand ;
  sh:property [ sh:path odrl:leftOperand ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path odrl:operator ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path odrl:rightOperand ; sh:minCount 1 ] .
[] a sh:NodeShape ; sh:targetClass odrl:Agreement ;
  sh:property [ sh:path odrl:conflict ; sh:hasValue odrl:prohibit ] ,
    [ sh:path odrl:permission ; sh:minCount 1 ] .
"""


@cache
def registry(folder: Path) -> Registry[Any]:
    """Every schema by its id, so that nothing is fetched."""
    found = [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))]
    named = [(one["$id"], Resource.from_contents(one)) for one in found if isinstance(one, dict) and "$id" in one]
    return Registry().with_resources(named)


def faults(value: JsonObject, schema: str) -> list[str]:
    known = registry(of_other_hands("standards"))
    validator = Draft201909Validator({"$ref": schema}, registry=known)
    return [one.message[:200] for one in validator.iter_errors(json.loads(canonical(value)))]


DSP, EDC = "https://w3id.org/dspace/2025/1/negotiation", "https://w3id.org/edc/connector/management/schema/v4"
CASES: dict[str, tuple[Callable[[Policy, Pair], JsonObject], str]] = {
    "agreement": (agreement_message, f"{DSP}/contract-agreement-message-schema.json"),
    "offer": (offer_message, f"{DSP}/contract-offer-message-schema.json"),
    "policy definition": (policy_definition, f"{EDC}/policy-definition-schema.json"),
    "contract definition": (contract_definition, f"{EDC}/contract-definition-schema.json"),
    "contract agreement": (contract_agreement, f"{EDC}/contract-agreement-schema.json"),
    "catena-x": (usage_policy, "https://w3id.org/catenax/2025/9/policy/schema/policy-schema.json"),
}


@pytest.mark.parametrize("case", CASES)
def test_published_schemas_take_what_is_written(case: str) -> None:
    write, schema = CASES[case]
    for terms in examples_of_templates().values():
        made = policy(terms)
        for pair in made.pairs():
            assert faults(write(made, pair), schema) == []


def test_the_schemas_are_really_asked() -> None:
    """A file without what the schema requires is refused by it."""
    terms = examples_of_templates()["ai-pilot"]
    made = policy(terms)
    message = agreement_message(made, made.pairs()[0])
    del message["agreement"]["assignee"]  # type: ignore[index, union-attr, call-overload]
    assert faults(message, CASES["agreement"][1])


@pytest.mark.parametrize("name", sorted(examples_of_templates()))
def test_rdflib_reads_the_policy_and_shapes_hold(name: str) -> None:
    terms = examples_of_templates()[name]
    made = policy(terms)
    graph = rdflib.Graph().parse(data=canonical(write_policy(made, "Agreement", "urn:x:1")), format="json-ld")
    rules = {
        kind: len(list(graph.triples((None, rdflib.URIRef(ODRL + kind), None))))
        for kind in ("permission", "prohibition")
    }
    assert rules == {kind: sum(one.kind == kind for one in made.rules) for kind in rules}
    conforms, _report, text = validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, text
    broken = rdflib.Graph().parse(data=canonical(write_policy(made, "Agreement", "urn:x:1")), format="json-ld")
    broken.remove((None, rdflib.URIRef(ODRL + "assignee"), None))
    assert not validate(broken, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))[0]


def test_metadata_names_datasets_purposes_and_bases() -> None:
    terms = examples_of_templates()["controller-to-controller"]
    graph = rdflib.Graph().parse(data=canonical(metadata_of(terms, PAPER)), format="json-ld")
    datasets = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/dcat#Dataset")))
    assert len(datasets) == len(terms.datasets)
    bases = set(graph.objects(None, rdflib.URIRef("https://w3id.org/dpv#hasLegalBasis")))
    articles = {one.article for one in terms.legal_bases} - {""}
    named = {f"https://w3id.org/dpv/legal/eu/gdpr#A6-1-{article[-2]}" for article in articles}
    assert named
    assert named <= {str(one) for one in bases}


DCAT_AP = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dct:accessRights ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:provenance ; sh:class dct:ProvenanceStatement ] ,
    [ sh:path dcat:keyword ; sh:nodeKind sh:Literal ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
"""
"""What DCAT-AP 3 makes mandatory of catalogues, datasets and agents, and the ranges of what we write besides."""


def test_catalogues_have_what_dcat_ap_asks() -> None:
    graph = rdflib.Graph()
    count = 0
    for terms in examples_of_templates().values():
        count += len(terms.datasets)
        value = catalogue_of(terms, replace(PAPER, agreement=f"urn:x:{count}"), "urn:x:policy")
        graph.parse(data=canonical(value), format="json-ld")
    datasets = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/dcat#Dataset")))
    assert len(datasets) == count
    shapes = rdflib.Graph().parse(data=DCAT_AP, format="turtle")
    conforms, _report, text = validate(graph, shacl_graph=shapes)
    assert conforms, text
    graph.remove((datasets.pop(), rdflib.URIRef("http://purl.org/dc/terms/title"), None))
    assert not validate(graph, shacl_graph=shapes)[0]
