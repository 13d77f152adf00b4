"""The policy of an agreement for machines: rules between two parties on one dataset, as pure values.

ODRL asks for one assigner and one assignee a rule (ODRL Information Model 2.2, 2.6), so an agreement of many parties becomes
directed pairs. Prohibitions win over permissions (``conflict`` is ``prohibit``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message

type Kind = Literal["permission", "prohibition", "obligation"]

PROFILE = "urn:datapact:odrl-profile:1"
"""Our profile of ODRL: it names what ODRL has no term for. Nothing is fetched from there."""
TERMS = f"{PROFILE}#"

USE, DELETE, DISTRIBUTE, DERIVE, AGGREGATE = "use", "delete", "distribute", "derive", "aggregate"
TRAIN, FINE_TUNE, TEST, REMOTE, LICENCE, PUBLISH = (
    f"{TERMS}{name}" for name in ("train", "fineTune", "test", "remoteAccess", "licenseModel", "publish")
)
PURPOSE, SPATIAL, DATE_TIME = "purpose", "spatial", "dateTime"
DELIVERIES, TEXT_DIGEST = f"{TERMS}deliveries", f"{TERMS}textDigest"


@dataclass(frozen=True, slots=True)
class Constraint:
    """One comparison. ``left`` and ``operator`` are terms of ODRL, or ``left`` one of our profile."""

    left: str
    """What is compared: ``purpose``, ``spatial``, ``dateTime``, or the number of deliveries."""
    operator: str
    """``eq``, ``isAnyOf``, ``lteq`` or ``gteq``."""
    right: tuple[str, ...]
    """IRIs of purposes or countries, one UTC time (RFC 3339), or one number; only ``isAnyOf`` takes several."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the policy: one party may, may not or has to do something with one dataset of another."""

    kind: Kind
    """Permission, prohibition, or obligation of the assignee."""
    assigner: str
    """IRI of the party that provides the dataset."""
    assignee: str
    """IRI of the party that receives it."""
    target: str
    """IRI of the dataset."""
    action: str
    """A term of ODRL, or of our profile."""
    constraints: tuple[Constraint, ...] = ()
    """All of them hold at once."""
    unsettled: bool = False
    """The paper does not forbid it; it only permits nothing of the kind, or on conditions."""


@dataclass(frozen=True, slots=True)
class Party:
    """A party as a machine knows it."""

    iri: str
    """Of its organisation, or of the party in this agreement where it has no DataPact."""
    name: str
    """As in the agreement."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The text that people agreed to, as the policy refers to it."""

    agreement: str
    """History id of the agreement, an IRI."""
    number: str
    """Its number among the parties; may be empty."""
    title: str
    """In the prevailing language."""
    text: str
    """SHA-256 of the canonical ``agreement.json`` of the text, 64 hex digits."""
    signed: str
    """SHA-256 of the signed PDF, 64 hex digits; empty until all have signed."""
    signed_at: str
    """UTC time of the last signature (RFC 3339); empty until all have signed."""
    changes: int
    """How many later changes the rules contain beyond that text."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of an agreement on one day, and what of the paper they do not say."""

    paper: Paper
    """The text that the rules come from."""
    parties: tuple[Party, ...]
    """In the order of the agreement."""
    rules: tuple[Rule, ...]
    """By dataset, recipient and kind, in the order of the agreement."""
    unsaid: tuple[Message, ...]
    """What people agreed and no rule carries; never empty."""

    def pairs(self) -> tuple[tuple[str, str, str], ...]:
        """Assigner, assignee and target of every directed pair that permits anything, in the order of the rules.

        A connector takes a file without a permission for one without limits.
        """
        permitted = (one for one in self.rules if one.kind == "permission")
        return tuple(dict.fromkeys((one.assigner, one.assignee, one.target) for one in permitted))

    def of_pair(self, pair: tuple[str, str, str]) -> tuple[Rule, ...]:
        """The rules of one directed pair."""
        return tuple(one for one in self.rules if (one.assigner, one.assignee, one.target) == pair)
