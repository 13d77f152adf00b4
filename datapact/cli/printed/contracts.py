"""The shapes of ``--json`` of commands on contracts in force and contracts signed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from datapact.cli.printed.agreements import FoundSignature
from datapact.cli.printed.words import AgreementId, Both, Day, Digest, Printed, by, one_of

if TYPE_CHECKING:
    from datapact.agreements.projection.status import ELSEWHERE
    from datapact.agreements.text.change_rules import ANNEXES
    from datapact.agreements.text.changes import STANDING_WORDS


class AgreementRegister(Printed):
    """Printed by datapact agreement register."""

    agreement: AgreementId
    entry: Digest
    evidence: Annotated[str, one_of(ELSEWHERE)]
    signatures: Sequence[FoundSignature]


class AgreementRegisterManyLine(Printed):
    """One of the ``lines`` of AgreementRegisterMany."""

    line: int
    reference: str
    outcome: Annotated[str, one_of(["new", "known", "wrong"])]
    agreement: AgreementId | None
    reason: Both | None


class AgreementRegisterMany(Printed):
    """Printed by datapact agreement register-many; agreement is null where nothing was recorded."""

    recorded: bool
    new: int
    known: int
    wrong: int
    ignored_columns: Sequence[str]
    lines: Sequence[AgreementRegisterManyLine]


class AgreementAddTexts(Printed):
    """Printed by datapact agreement add-texts: numbers of contracts found by their words now, and of those without a text."""

    added: Sequence[str]
    without: Sequence[str]


class StepWritten(Printed):
    """The object of AgreementStep."""

    agreement: AgreementId
    entry: Digest | None


class AgreementTerminationLetter(Printed):
    """Printed by datapact agreement termination-letter."""

    agreement: AgreementId
    files: Sequence[str]


class AgreementTerminate(Printed):
    """Printed by datapact agreement terminate."""

    agreement: AgreementId
    entry: Digest
    end: Day
    computed_end: Day | None
    too_early: bool
    steps: Sequence[Both]
    remarks: Sequence[Both]


class ChangeShown(Printed):
    """One of the ``changes`` of AgreementReadingVersion."""

    entry: Digest
    organisation: Digest
    annex: Annotated[str, one_of(ANNEXES)] | None
    rule: Annotated[str, one_of(["alone", "objection", "both"])]
    standing: Annotated[str, one_of(STANDING_WORDS)]
    begins: Day | None
    objection_until: Day | None
    waiting_for: Sequence[Digest]
    asked: Sequence[Digest]
    silence: Annotated[str, one_of(["consent", "refusal"])] | None
    silent: Sequence[Digest]
    silent_after: Mapping[str, Day]
    answer_until: Day | None
    applied: bool
    reason: Both | None
    form: Both | None


Suspended = TypedDict(
    "Suspended",
    {
        "from": "Day",
        "until": "Day | None",
    },
)


class PartyGone(Printed):
    """One of the ``gone`` of AgreementReadingVersion: no party any more on the day."""

    organisation: Digest
    last_day: Day


class OrderEndedShown(Printed):
    """One of the ``ended_orders`` of AgreementReadingVersion: nothing more of the dataset goes to the organisation."""

    dataset: str
    organisation: Digest
    last_day: Day


class AgreementReadingVersion(Printed):
    """Printed by datapact agreement reading-version."""

    agreement: AgreementId
    on: Day
    state: Annotated[Mapping[str, Any], {"type": "object", "description": "as in agreement.json"}]
    amendment: AgreementId | None
    changes: Sequence[ChangeShown]
    suspended: Sequence[Suspended]
    gone: Sequence[PartyGone]
    ended_orders: Sequence[OrderEndedShown]
    file: str | None


class AgreementJoin(Printed):
    """Printed by datapact agreement join."""

    agreement: AgreementId
    accession: AgreementId
    signers: Sequence[str]
    by_vote: bool


class AgreementAdmit(Printed):
    """Printed by datapact agreement admit."""

    agreement: AgreementId
    kind: str
    entry: Digest


class AgreementEndOrder(Printed):
    """Printed by datapact agreement end-order."""

    agreement: AgreementId
    entry: Digest
    ends: Sequence[OrderEndedShown]


class AgreementLeave(Printed):
    """Printed by datapact agreement leave."""

    agreement: AgreementId
    entry: Digest
    until: Day


class MotionWritten(Printed):
    """The object of AgreementMotion."""

    agreement: AgreementId
    motion: Digest


class AgreementMember(Printed):
    """One of the ``members`` of AgreementMembers."""

    organisation: Digest
    name: str
    own: bool
    party: bool
    since: Day | None
    until: Day | None
    way: str
    waits_for: Sequence[str]


class MotionShown(Printed):
    """One of the ``motions`` of AgreementMembers."""

    motion: Digest
    about: Both
    by: str
    reason: str
    yes: Sequence[str]
    no: Sequence[str]
    needed: int
    carried: bool


class RefusedEntry(Printed):
    """One of the ``without_effect`` of AgreementMembers."""

    entry: Digest
    reason: Both


class AgreementMembers(Printed):
    """Printed by datapact agreement members."""

    agreement: AgreementId
    on: Day
    members: Sequence[AgreementMember]
    motions: Sequence[MotionShown]
    without_effect: Sequence[RefusedEntry]
    end: Day | None


type AgreementStep = Annotated[
    StepWritten,
    by(
        "datapact agreement revise, counter, accept, decline, comment, approve, override, confirm, cure, freeze, ended, settle, notice, objection, annex, agree, suspend, resume"
    ),
]
type AgreementAmend = Annotated[
    StepWritten,
    by("datapact agreement amend; entry is null where the amendment is the draft of an agreement to be signed"),
]
type AgreementMotion = Annotated[MotionWritten, by("datapact agreement exclude, end-for-all")]
