"""The shapes of ``--json`` of commands on audits and registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypedDict

from datapact.cli.printed.vault import RowsOfFile
from datapact.cli.printed.words import AgreementId, Both, Day, Digest, Printed, Time, by, one_of


class AuditExport(Printed):
    """Printed by datapact audit export."""

    file: str
    sha256: Digest
    agreement: AgreementId
    number: str
    title: str
    audience: Annotated[str, one_of(["partner", "internal"])]
    on: Day
    time: Time
    entries: int
    records: int
    withheld: Sequence[Annotated[str, one_of(["names", "terms", "clauses"])]]
    missing_disclosures: int
    erased_disclosures: int
    signed_pdf: Digest | None
    proof: RowsOfFile


class BagDossier(Printed):
    """One of the ``dossiers`` of AuditExportAll."""

    file: str
    agreement: AgreementId
    number: str
    title: str
    status: str
    entries: int
    missing_disclosures: int
    erased_disclosures: int
    sha256: Digest


class AuditExportAll(Printed):
    """Printed by datapact audit export --all."""

    file: str
    sha256: Digest
    audience: Annotated[str, one_of(["partner", "internal"])]
    on: Day
    time: Time
    engagement: str
    dossiers: Sequence[BagDossier]
    files: int
    population: Sequence[Both]
    filters: Sequence[Both]
    left_out: Sequence[Both]
    gaps: Sequence[Both]
    withheld: Sequence[Annotated[str, one_of(["names", "terms", "clauses"])]]
    proof: RowsOfFile


class AuditDecision(Printed):
    """Printed by datapact audit decision."""

    file: str
    sha256: Digest
    entry: Digest
    dataset: str
    verdict: Annotated[str, one_of(["permit", "partial", "deny", "incomplete"])]
    n: int
    m: int
    people: int
    events: int
    batches: int
    recounted: bool
    complete: bool
    time: Time


EngagementShown = TypedDict(
    "EngagementShown",
    {
        "engagement": "str",
        "title": "str",
        "scope": "str",
        "agreements": "Sequence[AgreementId]",
        "member": "str",
        "organisation": "str",
        "auditor": "str",
        "from": "Day",
        "until": "Day",
        "closed": "bool",
        "release": "bool",
    },
)


class AuditRemark(Printed):
    """Printed by datapact audit remark."""

    key: str
    engagement: str
    agreement: str
    about: str
    mark: Annotated[str, one_of(["seen", "in_order", "question", "finding", "none"])]
    text: str
    author: Digest
    time: Time
    entry: Digest


class AuditAnswer(Printed):
    """Printed by datapact audit answer."""

    key: str
    engagement: str
    remark: Digest
    stands: Annotated[str, one_of(["agreed", "mended", "disputed"])]
    text: str
    author: Digest
    time: Time
    entry: Digest


class AuditSample(Printed):
    """Printed by datapact audit sample."""

    key: str
    engagement: str
    of: Annotated[str, one_of(["agreements", "decisions", "deliveries", "consents", "consent_batches"])]
    seed: str
    method: Annotated[str, one_of(["sha256-smallest"])]
    population: int
    digest: Digest
    items: Sequence[str]
    author: Digest
    time: Time
    entry: Digest


class AuditShowAccess(Printed):
    """One of the ``accesses`` of AuditShow."""

    what: str
    about: str
    time: Time


class AuditShow(EngagementShown):
    """Printed by datapact audit show."""

    remarks: Sequence[AuditRemark]
    earlier_remarks: Sequence[AuditRemark]
    answers: Sequence[AuditAnswer]
    samples: Sequence[AuditSample]
    accesses: Sequence[AuditShowAccess]


class AuditDecisionOdrl(Printed):
    """Printed by datapact audit decision --format odrl."""

    entry: Digest
    files: Sequence[str]


class ChainBreak(Printed):
    """One of the ``broken`` of AuditChainDelivery."""

    matter: Annotated[str, one_of(["purpose", "prohibited", "action", "onward", "place", "days"])]
    agreement: str
    example: str
    reason: str
    purpose: str
    action: str
    recipient: str
    country: str
    day: Day


class AuditChainDelivery(Printed):
    """One of the ``deliveries`` of AuditChain."""

    agreement: str
    number: str
    dataset: str
    verdict: Annotated[str, one_of(["proven", "broken", "unknown"])]
    upstream: Sequence[str]
    broken: Sequence[ChainBreak]


class AuditChain(Printed):
    """Printed by datapact audit chain."""

    verdict: Annotated[str, one_of(["proven", "broken", "unknown"])]
    said: str
    deliveries: Sequence[AuditChainDelivery]
    unread: Sequence[str]
    not_weighed: Sequence[str]


class AuditSeal(Printed):
    """Printed by datapact audit seal."""

    file: str
    engagement: str
    auditor: str
    organisation: Digest
    identity: Annotated[str, one_of(["unknown", "declared", "introduced", "renamed", "confirmed"])]
    use_by: Day


class AuditOpen(Printed):
    """Printed by datapact audit open."""

    file: str
    name: str
    sha256: Digest
    organisation: Digest
    organisation_name: str
    member: str
    identity: Annotated[str, one_of(["own", "unknown", "declared", "introduced", "renamed", "confirmed"])]
    title: str
    use_by: Day
    time: Time
    doubts: Sequence[Both]


class RegisterWrittenLeftOut(Printed):
    """One of the ``left_out`` of RegisterWritten."""

    reason: Both
    count: int


class RegisterWrittenGap(Printed):
    """One of the ``gaps`` of RegisterWritten."""

    agreement: AgreementId
    number: str
    message: Both


class RegisterWritten(Printed):
    """The object of Register."""

    register: Annotated[str, one_of(["agreements", "transfers", "processing-controller", "processing-processor"])]
    file: str
    form: Annotated[str, one_of(["pdf", "xlsx", "csv", "json"])]
    on: Day
    known_at: Time
    rows: int
    population: Sequence[Both]
    filters: Sequence[Both]
    left_out: Sequence[RegisterWrittenLeftOut]
    gaps: Sequence[RegisterWrittenGap]
    proof: RowsOfFile


type AuditEngage = Annotated[EngagementShown, by("datapact audit engage, close")]
type AuditEngagements = Annotated[Sequence[EngagementShown], by("datapact audit engage without options: a list")]
type Register = Annotated[
    RegisterWritten, by("datapact register agreements, transfers, processing-controller, processing-processor")
]
