"""The shapes of ``--json`` of commands on deliveries, recalls and erasures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NotRequired

from datapact.cli.printed.vault import ProofOfRows
from datapact.cli.printed.words import OUTCOMES, AskWord, Both, Day, Digest, OutcomeWord, Printed, Time, by, one_of


class DeliveryShown(Printed):
    """The members that PersonDelivery begins with."""

    entry: Digest
    dataset: str
    version: str
    recipient: str
    recipient_name: str
    purpose: str
    basis: str
    agreement: str
    decision: str
    reason: str
    at: Time
    recorded: Time
    count: int
    root: Digest
    overridden: int
    override_reason: str
    note: str
    standing: Annotated[str, one_of(["", "wrong", "doubted", "never_left"])]
    row_missing: bool


class RecordProofWritten(Printed):
    """Printed by datapact delivery proof, datapact recall proof."""

    file: str
    entry: Digest
    record: Annotated[str, one_of(["delivery", "recall", "recall_received"])]
    shown: int
    hidden: int


class RecallListRow(Printed):
    """One row of RecallList."""

    stage: Annotated[str, one_of(["tell", "send", "wait", "confirm", "answer", "reply", "own"])]
    partner: str
    partner_name: str
    dataset: str
    purpose: str
    agreement: str
    ask: AskWord
    people: int
    since: Time
    due: Day
    overdue: bool
    recall: str
    letter: bool
    deliveries: Sequence[Digest]
    mail_opened: bool
    told: Time | None
    text: Both


class RecallInFile(Printed):
    """One of the ``recalls`` of RecallSend."""

    recall: str
    entry: Digest
    dataset: str
    purpose: str
    ask: AskWord
    due: Day | None
    people: int


class RecallSend(Printed):
    """Printed by datapact recall send, datapact recall letter; again counts recalls that were told before."""

    file: str
    partner: str
    recalls: Sequence[RecallInFile]
    again: int


class DeliveryCorrect(Printed):
    """Printed by datapact delivery correct."""

    entry: Digest
    standing: Annotated[str, one_of(["", "wrong", "doubted", "never_left"])]


class RecallsTold(Printed):
    """The object of RecallSent."""

    partner: str
    recalls: Sequence[str]


class RecallRecord(Printed):
    """Printed by datapact recall acknowledge, confirm, settle."""

    entry: Digest
    recall: str
    outcome: OutcomeWord


class RecallRectify(Printed):
    """Printed by datapact recall rectify."""

    entry: Digest
    dataset: str
    people: int
    recipients: int
    not_delivered: Sequence[str]


class RecallDeadline(Printed):
    """Printed by datapact recall deadline."""

    days: int


class PersonRectified(Printed):
    """One of the ``rectified`` of Person."""

    entry: Digest
    what: str
    at: Time


class PersonDeliveryCorrection(Printed):
    """One of the ``corrections`` of PersonDelivery."""

    finding: Annotated[str, one_of(["wrong", "never_left"])]
    reason: str
    by: str
    at: Time


class PersonDeliveryCalledBack(Printed):
    """One of the ``called_back`` of PersonDelivery."""

    recall: str
    state: str
    written: Time
    told: Time | None
    ask: AskWord
    letter: bool
    acknowledged: Time | None
    outcome: Annotated[str, one_of(["", *OUTCOMES])]
    note: str


class PersonDeliveryLeftAfter(Printed):
    """The ``left_after`` of PersonDelivery: what was declared before the data left, and since when it was known."""

    state: str
    at: Time
    known: Time
    days: int


class PersonDelivery(DeliveryShown):
    """One of the ``deliveries`` of Person."""

    sent_as: str
    allowed: bool
    left_after: PersonDeliveryLeftAfter | None
    corrections: Sequence[PersonDeliveryCorrection]
    called_back: Sequence[PersonDeliveryCalledBack]


class Person(Printed):
    """Printed by datapact person."""

    subject: str
    dataset: str
    at: Time
    recipients: Sequence[str]
    rectified: Sequence[PersonRectified]
    proof: ProofOfRows
    deliveries: Sequence[PersonDelivery]


class RuleShown(Printed):
    """The members that EraseRulesRow begins with."""

    type: Annotated[str, one_of(["consent", "delivery", "recall"])]
    label: Both
    months: int
    reason: str
    default: bool
    entry: str


class EraseRulesRow(RuleShown):
    """One row of EraseRules."""

    due_before: Day | None
    due_rows: int


class ErasureShown(Printed):
    """One row of Erase."""

    entry: Digest
    at: Time
    rule: Annotated[str, one_of(["request", "consent", "delivery", "recall"])]
    reason: str
    dataset: str
    events: int
    deliveries: int
    recalls: int
    records: int
    files: int
    kept: int
    objections: int
    sealed_by: Sequence[Digest]
    backups_until: Day
    backups_renewed: NotRequired[bool]


type DeliveryRecord = Annotated[DeliveryShown, by("datapact delivery record")]
type DeliveryList = Annotated[Sequence[DeliveryShown], by("datapact delivery list")]
type RecallList = Annotated[Sequence[RecallListRow], by("datapact recall list")]
type RecallSent = Annotated[RecallsTold, by("datapact recall sent")]
type EraseRules = Annotated[Sequence[EraseRulesRow], by("datapact erase rules")]
type EraseRule = Annotated[RuleShown, by("datapact erase rule")]
type Erase = Annotated[Sequence[ErasureShown], by("datapact erase due, person, report; backups_renewed not in reports")]
