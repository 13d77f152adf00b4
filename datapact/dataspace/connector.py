"""Files for a connector of the Eclipse Dataspace Components, management API v4: what an administrator posts to it.

A policy definition, the contract definition that offers the dataset under it, and the contract agreement as the connector would
hold it. Names of assets are those of the datasets in the agreement; who runs the connector gives the asset this id.
"""

from __future__ import annotations

from typing import Final

from datapact.base.clock import read_time
from datapact.base.strictjson import JsonObject
from datapact.dataspace.policy import PROFILE, Policy
from datapact.dataspace.protocol import Pair, agreement_of, pair_id, rules_of

CONTEXT: Final = "https://w3id.org/edc/connector/management/v2"
ASSET_ID: Final = "https://w3id.org/edc/v0.0.1/ns/id"
"""The property by which a contract definition selects its asset."""


def policy_definition(policy: Policy, pair: Pair) -> JsonObject:
    """A PolicyDefinition with the rules of one pair as a Set, which names its assignee.

    The schema lets a Set bear it, yet the connector asks nobody by it: who may see the offer is for its administrator to bind. The
    assigner is whoever runs the connector; another name of it would keep offers and requests from being the same.
    """
    return {
        "@context": [CONTEXT],
        "@type": "PolicyDefinition",
        "@id": pair_id(policy, pair, "policy"),
        "policy": {
            "@type": "Set",
            "profile": PROFILE,
            "assignee": pair[1],
            **rules_of(policy, pair),
        },
    }


def contract_definition(policy: Policy, pair: Pair) -> JsonObject:
    """A ContractDefinition that offers the dataset under the policy definition of the same pair.

    One policy serves for access and for the contract: nobody but its assignee is meant.
    """
    definition = pair_id(policy, pair, "policy")
    return {
        "@context": [CONTEXT],
        "@type": "ContractDefinition",
        "@id": pair_id(policy, pair, "definition"),
        "accessPolicyId": definition,
        "contractPolicyId": definition,
        "assetsSelector": [
            {
                "@type": "Criterion",
                "operandLeft": ASSET_ID,
                "operator": "=",
                "operandRight": pair[2],
            }
        ],
    }


def contract_agreement(policy: Policy, pair: Pair) -> JsonObject:
    """A ContractAgreement; only for a paper that all have signed, whose time is its date in whole seconds."""
    assigner, assignee, target = pair
    agreement = agreement_of(policy, pair)
    return {
        "@context": [CONTEXT],
        "@type": "ContractAgreement",
        "@id": str(agreement["@id"]),
        "assetId": target,
        "providerId": assigner,
        "consumerId": assignee,
        "contractSigningDate": int(read_time(policy.paper.signed_at).timestamp()),
        "policy": agreement,
    }
