"""The shapes of ``--json`` of commands on decisions and what is on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

from datapact.cli.printed.agreements import SaysOtherwise
from datapact.cli.printed.vault import RowsOfFile
from datapact.cli.printed.words import (
    AgreementId,
    Both,
    Day,
    DayOrNothing,
    Digest,
    Printed,
    SharingVerdict,
    Time,
    TimeOrNothing,
    by,
    one_of,
)

if TYPE_CHECKING:
    from datapact.checks.model.finding import Authority
    from datapact.history.entries.sharing_records import DOCUMENT_OUTCOMES


class RecordLink(Printed):
    """The ``link`` of DecisionDuty and SharingReason."""

    kind: str
    id: str


class SharingReason(Printed):
    """One of the ``reasons`` of DecisionShown."""

    rule: str
    verdict: Annotated[str, one_of(["met", "deny", "incomplete", "partial", "warning"])]
    message: Both
    citation: Both
    source: str
    authority: Authority
    link: RecordLink
    count: int


class DecisionDuty(Printed):
    """One of the ``duties`` of DecisionShown."""

    rule: str
    message: Both
    citation: Both
    source: str
    link: RecordLink


class DecisionShown(Printed):
    """Stands under ``decision`` of DecisionRepeated."""

    dataset: str
    partner: str
    purpose: str
    action: str
    place: str
    at: Time
    known_at: TimeOrNothing
    verdict: SharingVerdict
    n: int
    m: int
    counts: Mapping[str, int]
    basis: str
    agreement: str
    agreed: str
    evidence: str
    valid_until: TimeOrNothing
    until_why: Both
    reasons: Sequence[SharingReason]
    duties: Sequence[DecisionDuty]
    rule_set: str
    inputs_digest: str


class ReturnShown(Printed):
    """One of the ``returns`` of MayShareWhatIf and SharingMatrixWhatIfRow."""

    dataset: str
    partner: str
    agreement: str
    deliveries: int
    says: Both
    due: str
    steps: Sequence[Both]


class MayShareWhatIf(DecisionShown):
    """The ``what_if`` of MayShare."""

    returns: Sequence[ReturnShown]


class PeopleWritten(Printed):
    """The ``list`` of MayShare."""

    file: str
    people: int
    proof: RowsOfFile


class MayShare(DecisionShown):
    """Printed by datapact may-share; entry is that of a used answer, what_if the answer under --what-if, list that of --subjects."""

    entry: str
    what_if: MayShareWhatIf | None
    list: PeopleWritten | None


class CellShown(Printed):
    """Stands under ``before`` of SharingMatrixWhatIfRow and ``after`` of SharingMatrixWhatIfRow."""

    dataset: str
    dataset_name: Both
    partner: str
    partner_name: str
    purpose: str
    purpose_name: Both
    agreed: str
    row_name: Both
    verdict: SharingVerdict
    basis: str
    n: int
    m: int
    counts: Mapping[str, int]
    next_expiry: TimeOrNothing
    until_why: Both
    notice_version: str
    oldest: TimeOrNothing
    pending: int
    left_late: int
    overdue: bool
    agreement: AgreementId
    agreement_number: str
    agreement_status: str
    evidence: str
    breaches: Sequence[Both]


class SharingMatrixWhatIfRow(Printed):
    """One row of SharingMatrixWhatIf."""

    before: CellShown | None
    after: CellShown | None
    stops: bool
    returns: Sequence[ReturnShown]


class DecisionRepeated(Printed):
    """The object of Decision."""

    entry: str
    outcome: Annotated[str, one_of(["same", "different", "indeterminate"])]
    today: Annotated[str, one_of(["same", "different", "indeterminate"])]
    differences: Sequence[Both]
    decision: DecisionShown | None


class AuthorisationShown(Printed):
    """The object of Authorisation."""

    key: str
    sort: str
    dataset: str
    partner: str
    purpose: str
    granted_by: str
    reference: str
    valid_from: Day
    valid_to: DayOrNothing
    revoked: DayOrNothing
    no_sharing_on: bool
    requester: str
    words: str
    outdated: Sequence[str]
    entry: Digest


class LegalBasisShown(Printed):
    """The object of LegalBasis."""

    key: str
    controller: str
    dataset: str
    purpose: str
    operation: str
    article: str
    special: str
    law: str
    document: str
    approver: str
    valid_from: DayOrNothing
    valid_to: DayOrNothing
    review: DayOrNothing
    offence_authority: str
    subject_is_contract_party: bool
    overriding_grounds: str
    despite_restriction: str
    beside_consent: str
    recipient: str
    outcome: Annotated[str, one_of(list(DOCUMENT_OUTCOMES))]
    conditions: str
    other_act: bool
    words: str
    judged: Sequence[str]
    outdated: Sequence[str]
    changed: Sequence[str]
    entry: Digest


class FactShown(Printed):
    """The object of Fact."""

    key: str
    sort: str
    about: str
    dataset: str
    reference: str
    day: Day
    valid_from: Day
    valid_to: DayOrNothing
    result: str
    against: bool
    weighed: bool
    conditions: str
    judged: Sequence[str]
    outdated: Sequence[str]
    changed: Sequence[str]
    entry: Digest


class LegalBasisRecorded(LegalBasisShown):
    """The object of LegalBasis, with what agreements say otherwise; the record stands all the same."""

    says_otherwise: Sequence[SaysOtherwise]


class FactRecorded(FactShown):
    """The object of Fact, with what agreements say otherwise; the record stands all the same."""

    says_otherwise: Sequence[SaysOtherwise]


class PurposeLinkShown(Printed):
    """The object of AgreedPurpose."""

    key: str
    sort: Annotated[str, one_of(["part", "notice", "house", "practice", "no_practice", "said", "not_said"])]
    purpose: str
    agreed: str
    notice: str
    version: str
    words: Digest
    holds: bool
    controller: str
    entry: Digest


type SharingMatrix = Annotated[Sequence[CellShown], by("datapact sharing-matrix")]
type SharingMatrixWhatIf = Annotated[
    Sequence[SharingMatrixWhatIfRow], by("datapact sharing-matrix --what-if: the cells that change")
]
type Decision = Annotated[
    DecisionRepeated,
    by("datapact decision: a used answer given again, from its inputs (outcome) and from the vault (today)"),
]
type Authorisation = Annotated[AuthorisationShown, by("datapact authorisation add, revoke")]
type AuthorisationList = Annotated[Sequence[AuthorisationShown], by("datapact authorisation list")]
type LegalBasis = Annotated[LegalBasisRecorded, by("datapact legal-basis add")]
type LegalBasisList = Annotated[Sequence[LegalBasisShown], by("datapact legal-basis list")]
type Fact = Annotated[FactRecorded, by("datapact fact add")]
type FactList = Annotated[Sequence[FactShown], by("datapact fact list")]
type AgreedPurpose = Annotated[PurposeLinkShown, by("datapact agreed-purpose add, withdraw")]
type AgreedPurposeList = Annotated[Sequence[PurposeLinkShown], by("datapact agreed-purpose list")]
