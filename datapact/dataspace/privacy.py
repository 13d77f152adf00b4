"""Metadata of an agreement in the Data Privacy Vocabulary 2.3 and DCAT: who processes which data for what, on which basis.

It describes and permits nothing; rules stand in the policy. Categories are those that the parties gave by IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purposes import ANY_PURPOSE
from datapact.contract.terms import Dataset, LegalBasis, Localised, Terms
from datapact.dataspace.from_terms import dataset_iri, party_iri
from datapact.dataspace.policy import Paper

_GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"
CONTEXT: Final[JsonObject] = {
    "dpv": "https://w3id.org/dpv#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dp": "urn:datapact:odrl-profile:1#",
}
_ROLES: Final = {
    "controller": "dpv:DataController",
    "joint_controller": "dpv:JointDataControllers",
    "processor": "dpv:DataProcessor",
    "sub_processor": "dpv:DataSubProcessor",
    "recipient": "dpv:Recipient",
}


def metadata_of(terms: Terms, paper: Paper) -> JsonObject:
    """The agreement, its parties, datasets, purposes and legal bases as one JSON-LD graph."""
    graph: list[JsonValue] = [*_parties(terms, paper), *_purposes(terms, paper)]
    graph += [_dataset(terms, paper, one) for one in terms.datasets]
    graph += _processes(terms, paper)
    return {"@context": CONTEXT, "@graph": graph}


def _parties(terms: Terms, paper: Paper) -> Iterator[JsonObject]:
    iris = [_party(terms, paper, one.key) for one in terms.parties]
    yield {
        "@id": paper.agreement,
        "@type": ["dpv:LegalAgreement"],
        "dcterms:title": paper.title,
        "dcterms:identifier": paper.number,
        "dp:textDigest": f"sha256:{paper.text}",
        "dpv:hasEntity": [{"@id": iri} for iri in iris],
    }
    for one, iri in zip(terms.parties, iris, strict=True):
        yield {"@id": iri, "@type": ["dpv:LegalEntity"], "dcterms:title": one.name}


def _purposes(terms: Terms, paper: Paper) -> Iterator[JsonObject]:
    for one in terms.purposes:
        value: JsonObject = {
            "@id": agreed_key(paper.agreement, one.key),
            "@type": ["dpv:Purpose"],
            "dcterms:title": _words(one.name),
            "dp:prohibited": one.prohibited,
        }
        if one.iri != ANY_PURPOSE:
            value["dp:near"] = {"@id": one.iri}
        yield value


def _dataset(terms: Terms, paper: Paper, dataset: Dataset) -> JsonObject:
    value: JsonObject = {
        "@id": dataset_iri(paper.agreement, dataset.key),
        "@type": ["dcat:Dataset"],
        "dcterms:title": _words(dataset.name),
        "dcterms:publisher": {"@id": _party(terms, paper, dataset.provider)},
        "dpv:hasRecipient": [{"@id": _party(terms, paper, one)} for one in dataset.recipients],
    }
    if dataset.description.given():
        value["dcterms:description"] = _words(dataset.description)
    categories = dict.fromkeys(iri for item in dataset.items for iri in item.categories)
    if categories:
        value["dpv:hasPersonalData" if dataset.is_personal() else "dpv:hasData"] = [{"@id": iri} for iri in categories]
    if dataset.subjects:
        value["dpv:hasDataSubject"] = [{"@id": iri} for iri in dataset.subjects]
    return value


def _processes(terms: Terms, paper: Paper) -> Iterator[JsonObject]:
    for activity in terms.activities:
        for entry in activity.roles:
            if entry.role in _ROLES:
                yield {
                    "@id": f"{paper.agreement}#activities.{activity.key}.{entry.party}",
                    "@type": ["dpv:Process"],
                    "dcterms:title": _words(activity.name),
                    "dpv:isImplementedByEntity": {"@id": _party(terms, paper, entry.party)},
                    "dpv:hasRole": {"@id": _ROLES[entry.role]},
                    "dpv:hasData": [{"@id": dataset_iri(paper.agreement, one)} for one in activity.datasets],
                }
    for place, basis in enumerate(terms.legal_bases):
        if basis.article:
            yield {
                "@id": f"{paper.agreement}#legal_bases.{place}",
                "@type": ["dpv:Process"],
                "dpv:hasDataController": {"@id": _party(terms, paper, basis.party)},
                "dpv:hasData": {"@id": dataset_iri(paper.agreement, basis.dataset)},
                "dpv:hasPurpose": {"@id": agreed_key(paper.agreement, basis.purpose)},
                "dpv:hasLegalBasis": [{"@id": iri} for iri in _articles(basis)],
            }


CATALOGUE_CONTEXT: Final[JsonObject] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dp": "urn:datapact:odrl-profile:1#",
}
_NOT_PUBLIC: Final = "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"


def catalogue_of(terms: Terms, paper: Paper, policy: str) -> JsonObject:
    """The datasets of each provider under the agreement as a catalogue after DCAT-AP 3; ``policy`` is the IRI of the ODRL policy.

    It names no contact person: a catalogue goes further than the contract does.
    """
    graph: list[JsonValue] = []
    for party in terms.parties:
        given = [one for one in terms.datasets if one.provider == party.key]
        if given:
            publisher: JsonObject = {"@id": _party(terms, paper, party.key)}
            graph.append(
                {
                    "@id": f"{paper.agreement}#catalogue.{party.key}",
                    "@type": ["dcat:Catalog"],
                    "dcterms:title": paper.title or paper.number or paper.agreement,
                    "dcterms:description": paper.number or paper.agreement,
                    "dcterms:identifier": paper.agreement,
                    "dcterms:publisher": publisher,
                    "dcat:dataset": [{"@id": dataset_iri(paper.agreement, one.key)} for one in given],
                }
            )
            graph.append({**publisher, "@type": ["foaf:Agent"], "foaf:name": party.name or party.key})
            graph += [_catalogued(one, paper, publisher, policy) for one in given]
    return {"@context": CATALOGUE_CONTEXT, "@graph": graph}


def _catalogued(dataset: Dataset, paper: Paper, publisher: JsonObject, policy: str) -> JsonObject:
    name = _words(dataset.name) or dataset.key
    value: JsonObject = {
        "@id": dataset_iri(paper.agreement, dataset.key),
        "@type": ["dcat:Dataset"],
        "dcterms:title": name,
        "dcterms:description": _words(dataset.description) or name,
        "dcterms:identifier": dataset_iri(paper.agreement, dataset.key),
        "dcterms:publisher": publisher,
        "dcterms:accessRights": {"@id": _NOT_PUBLIC},
        "odrl:hasPolicy": {"@id": policy},
        "dp:textDigest": f"sha256:{paper.text}",
    }
    if dataset.origin.given():
        value["dcterms:provenance"] = {"@type": "dcterms:ProvenanceStatement", "rdfs:label": _words(dataset.origin)}
    if keywords := [word for item in dataset.items for word in _words(item.name)]:
        value["dcat:keyword"] = keywords
    return value


def _articles(basis: LegalBasis) -> Iterator[str]:
    for article in (basis.article, basis.special):
        if article:
            yield f"{_GDPR}A{'-'.join(re.findall('[0-9a-z]+', article))}"


def _party(terms: Terms, paper: Paper, key: str) -> str:
    organisation = next((one.organisation for one in terms.parties if one.key == key), "")
    return party_iri(paper.agreement, key, organisation)


def _words(words: Localised) -> list[JsonValue]:
    return [{"@value": text, "@language": language} for language, text in (("de", words.de), ("en", words.en)) if text]
