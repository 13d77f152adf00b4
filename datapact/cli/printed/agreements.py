"""The shapes of ``--json`` of commands on agreements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NotRequired

from datapact.cli.printed.words import AgreementId, Both, Day, Digest, Printed, Time, by, one_of

if TYPE_CHECKING:
    from datapact.agreements.projection.status import ELSEWHERE, NEXT_STEPS, STATUS_WORDS, STRENGTH
    from datapact.contract.screening.questions import QUESTIONS
    from datapact.history.entries.shapes import AGREEMENT_SHAPES
    from datapact.history.entries.slot_shapes import SLOT_EVIDENCE


class AgreementNew(Printed):
    """Printed by datapact agreement new, datapact agreement import."""

    agreement: AgreementId


class AgreementListRow(Printed):
    """One row of AgreementList."""

    id: AgreementId
    number: str
    title: str
    kind: str
    partners: str
    status: Annotated[str, one_of(STATUS_WORDS)]
    turn: Annotated[str, one_of(["us", "partner", ""])]
    since: Time
    next_step: Annotated[str, one_of(NEXT_STEPS)]
    due: Day | None
    starts: Day | None
    ends: Day | None
    last_day: Day | None
    evidence: Annotated[str, one_of(["", *ELSEWHERE])]
    amends: AgreementId | None
    disputed_by: str | None


class AgreementParty(Printed):
    """One of the ``parties`` of AgreementShown."""

    key: str
    name: str
    organisation: str
    identity: Annotated[
        str,
        one_of(["own", "confirmed", "renamed", "introduced", "declared", "unknown", "undecided", "without_datapact"]),
    ]
    fingerprint: str
    namesakes: int
    confirmed_as: str
    accepted: bool
    signed: bool


class AgreementUse(Printed):
    """One of the ``uses`` of AgreementShown."""

    purpose: str
    datasets: Sequence[str]
    prohibited: bool


class AgreementElsewhereFile(Printed):
    """One of the ``files`` of AgreementElsewhere."""

    digest: Digest
    name: str
    media: str


class FoundSignature(Printed):
    """One of the ``signatures`` of AgreementElsewhere and AgreementRegister."""

    file: str
    field: str
    signer: str
    issuer: str
    time: str
    intact: bool
    whole_file: bool
    verdict: Annotated[str, one_of(["indeterminate", "invalid"])]
    reasons: Sequence[Both]
    level: NotRequired[str]
    indication: NotRequired[str]
    sub_indication: NotRequired[str]
    qualification: NotRequired[str]
    purpose: NotRequired[str]
    territory: NotRequired[str]
    list_day: NotRequired[str]
    self_signed: NotRequired[bool]
    certificate: NotRequired[Digest]


class AgreementElsewhere(Printed):
    """The ``elsewhere`` of AgreementShown."""

    evidence: Annotated[str, one_of(ELSEWHERE)]
    signed_on: Day | None
    reference: str
    remarks: str
    files: Sequence[AgreementElsewhereFile]
    signatures: Sequence[FoundSignature]


class AgreementOpenOffer(Printed):
    """One of the ``open_offers`` of AgreementShown."""

    digest: Digest
    organisation: Digest
    name: str


class AgreementSinceSignature(Printed):
    """One of the ``since_signature`` of AgreementShown."""

    entry: Digest
    matter: Annotated[str, one_of(["notice", "change", "pause", "member"])]
    title: Both
    party: str
    text: str
    standing: Both
    begins: Day | None
    until: Day | None
    agreed: Sequence[Digest]
    waiting_for: Sequence[Digest]
    order: Sequence[Both] | None
    order_text: Sequence[Both] | None


class AgreementSlot(Printed):
    """One of the ``slots`` of AgreementShown."""

    id: str
    order: int
    party: str
    person: str
    capacity: str
    signed_at: str
    evidence: NotRequired[Annotated[str, one_of(["", "signed_here", *SLOT_EVIDENCE])]]
    day: NotRequired[str]
    evidence_text: NotRequired[Both]


class AgreementVoid(Printed):
    """One of the ``void`` of AgreementShown."""

    entry: Digest
    reason: Both


class AgreementDispute(Printed):
    """One of the ``disputes`` of AgreementShown."""

    revocation: Digest
    organisation: Digest
    name: str
    time: Time
    reason: str
    entries: Sequence[Digest]
    about: Sequence[Annotated[str, one_of(["agreement", "termination", "change"])]]


class AgreementOtherEnd(Printed):
    """The agreement that an amendment or an accession is about, or one that is about this agreement."""

    id: AgreementId
    number: str
    title: str
    status: str
    relation: Annotated[str, one_of(["amends", "accedes"])]
    starts: Day | None


class AgreementShown(Printed):
    """The object of AgreementShow."""

    id: AgreementId
    number: str
    title: str
    kind: str
    status: Annotated[str, one_of(STATUS_WORDS)]
    status_text: Both
    next_step: Annotated[str, one_of(NEXT_STEPS)]
    next_step_text: Both
    turn: Sequence[Digest]
    parties: Sequence[AgreementParty]
    datasets: Sequence[str]
    purposes: Sequence[str]
    uses: Sequence[AgreementUse]
    starts: Day | None
    ends: Day | None
    terminated_on: Day | None
    termination_disputed_by: str | None
    state_digest: str
    evidence: Annotated[str, one_of(["", *STRENGTH])]
    evidence_text: Both | None
    elsewhere: AgreementElsewhere | None
    open_offers: Sequence[AgreementOpenOffer]
    since_signature: Sequence[AgreementSinceSignature]
    slots: Sequence[AgreementSlot]
    declined: Sequence[Both]
    void: Sequence[AgreementVoid]
    warnings: Sequence[Both]
    disputes: Sequence[AgreementDispute]
    amends: AgreementOtherEnd | None
    amended_by: Sequence[AgreementOtherEnd]


class OwnWordsRun(Printed):
    """One of the ``words`` of OwnWords."""

    text: str
    mark: Annotated[str, one_of(["same", "inserted", "deleted"])]


class OwnWords(Printed):
    """One of the ``own_words`` of AgreementCheck."""

    place: str
    number: str
    digest: Digest
    replaces: Sequence[str]
    confirmed: bool
    words: Sequence[OwnWordsRun]


class AgreementCheckOverridden(Printed):
    """One of the ``overridden`` of AgreementCheck."""

    id: str
    place: str


class AgreementCheck(Printed):
    """Printed by datapact agreement check; errors counts those that nobody has overridden, own_words are the places in
    words that no released clause has, with their words marked against the released ones.
    """

    agreement: AgreementId
    on: Day
    errors: int
    complete: bool
    own_words: Sequence[OwnWords]
    overridden: Sequence[AgreementCheckOverridden]


class FactsAgreementQuestionFact(Printed):
    """One of the ``facts`` of FactsAgreementQuestion."""

    name: str
    value: bool | None
    reason: Both | None


class FactsAgreementQuestion(Printed):
    """One of the ``questions`` of FactsAgreement."""

    question: Annotated[str, one_of([one.id for one in QUESTIONS])]
    place: str
    open: Sequence[str]
    facts: Sequence[FactsAgreementQuestionFact]


class FactsAgreementVoid(Printed):
    """One of the ``void`` of FactsAgreement."""

    place: str
    value: Any
    changed: Sequence[str]


class FactsAgreement(Printed):
    """One of the ``agreements`` of AgreementFacts."""

    agreement: AgreementId
    number: str
    title: str
    status: str
    questions: Sequence[FactsAgreementQuestion]
    void: Sequence[FactsAgreementVoid]


class SaysOtherwise(Printed):
    """One of ``says_otherwise``: a term of an agreement that says otherwise than what was recorded, and what to do."""

    agreement: AgreementId
    number: str
    place: str
    message: Both


class AgreementFacts(Printed):
    """Printed by datapact agreement facts; a value of null is not answered."""

    agreements: Sequence[FactsAgreement]
    says_otherwise: Sequence[SaysOtherwise]


class AgreementHistoryRow(Printed):
    """One row of AgreementHistory."""

    entry: Digest
    kind: Annotated[str, one_of(sorted(AGREEMENT_SHAPES))]
    stream: Annotated[str, one_of(["internal", "shared"])]
    time: Time
    organisation: Digest
    sentence: Both
    remark: str
    void: Both | None
    disputes: Sequence[Digest]
    disputed_by: str | None


class AgreementExport(Printed):
    """Printed by datapact agreement export."""

    agreement: AgreementId
    file: str
    bytes: int
    seal: str | None
    others: Sequence[str]


type AgreementList = Annotated[Sequence[AgreementListRow], by("datapact agreement list")]
type AgreementShow = Annotated[AgreementShown, by("datapact agreement show")]
type AgreementHistory = Annotated[Sequence[AgreementHistoryRow], by("datapact agreement history, oldest first")]
