"""The shapes of ``--json`` of commands on what partners negotiate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, NotRequired, TypedDict

from datapact.cli.printed.words import (
    AgreementId,
    Base64url,
    Both,
    Digest,
    Printed,
    Signed,
    SinceWhen,
    Time,
    by,
    one_of,
)

if TYPE_CHECKING:
    from datapact.agreements.views.rounds import WAY_WORDS
    from datapact.checks.model.finding import Severity
    from datapact.contract.changes.anchor import WHEREABOUTS
    from datapact.exchange.board.board import STEP_WORDS
    from datapact.exchange.board.rows import ANSWER_WORDS, HAD_WORDS, MOVE_WORDS
    from datapact.history.state.facts import Stage


class AgreementCompareChange(Printed):
    """One of the ``changes`` of AgreementCompare."""

    place: str
    kind: str
    message: Both
    old: Both | None
    new: Both | None


class AgreementCompareRemove(Printed):
    """One of the ``removes`` of AgreementCompare."""

    part: str
    severity: Severity
    place: str
    message: Both


class AgreementCompareClause(Printed):
    """One of the ``clauses`` of AgreementCompare."""

    id: str
    mark: Annotated[str, one_of(["same", "changed", "added", "removed"])]
    moved: bool
    renamed: bool
    taken_from: Sequence[Both]
    went_into: Sequence[Both]
    old_number: Both | None
    new_number: Both | None


VersionsCompared = TypedDict(
    "VersionsCompared",
    {
        "changes": "Sequence[AgreementCompareChange]",
        "removes": "Sequence[AgreementCompareRemove]",
        "summary": "Sequence[Both]",
        "clauses": "Sequence[AgreementCompareClause]",
        "parties": "Mapping[str, str]",
        "outside": "Sequence[str]",
        "from": "Digest",
        "to": "Digest | None",
    },
)


class NumberChanged(Printed):
    """One of the ``numbers`` of AgreementRenumber."""

    place: str
    old: Both
    new: Both | None


class AgreementRenumber(Printed):
    """Printed by datapact agreement renumber; new is null for a deleted part, which goes."""

    agreement: AgreementId
    numbers: Sequence[NumberChanged]
    written: bool


class AgreementChangesChange(Printed):
    """One of the ``changes`` of AgreementChanges."""

    id: str
    kind: Annotated[str, one_of(["frame", "term", "text", "moved", "order", "numbers"])]
    place: str
    both: bool
    messages: Sequence[Both]
    removes: Sequence[Both]


class AgreementChanges(Printed):
    """Printed by datapact agreement changes."""

    agreement: AgreementId
    offer: Digest
    changes: Sequence[AgreementChangesChange]


class AgreementCarryChange(Printed):
    """One of the ``changes`` of AgreementCarry; ``carried`` is null while a colliding one is undecided."""

    id: str
    kind: Annotated[str, one_of(["frame", "term", "text", "moved", "order", "numbers"])]
    place: str
    collides: bool
    carried: bool | None
    messages: Sequence[Both]


class AgreementCarry(Printed):
    """Printed by datapact agreement carry; ``written`` is the draft that was made, null where none was."""

    agreement: AgreementId
    draft: Digest
    onto: Digest
    changes: Sequence[AgreementCarryChange]
    written: Digest | None


class AgreementDraftsRow(Printed):
    """One row of AgreementDrafts."""

    digest: Digest
    name: str
    author: str
    time: Time
    note: str
    changes: int | None
    sent: bool
    put_away: bool
    worked_on: bool


class AgreementWord(Printed):
    """Printed by datapact agreement word."""

    agreement: AgreementId
    files: Sequence[str]
    at_end: Sequence[str]
    accepted: Sequence[str]


class WordReplyOlder(Printed):
    """The ``older`` of WordReply."""

    text: Both
    round: int | None
    later: int
    newest: Both
    missing: Sequence[Both]


class WordReplyChange(Printed):
    """One of the ``changes`` of WordReply."""

    id: str
    kind: Annotated[str, one_of(["frame", "term", "text", "moved", "order", "numbers"])]
    place: str
    origin: Annotated[str, one_of(["unmarked", "tracked"])]
    authors: Sequence[str]
    both: bool
    messages: Sequence[Both]
    removes: Sequence[Both]


class WordReplyOutside(Printed):
    """One of the ``outside`` of WordReply."""

    where: Annotated[str, one_of(["front", "annex", "header", "footer", "footnote", "text_box", "other"])]
    old: str
    new: str
    origin: Annotated[str, one_of(["unmarked", "tracked"])]


class WordReplyComment(Printed):
    """One of the ``comments`` of WordReply."""

    author: str
    time: str
    text: str
    place: str
    answers: str
    resolved: bool


class WordReply(Printed):
    """The object of AgreementImportWord."""

    agreement: AgreementId
    version: Digest
    older: WordReplyOlder | None
    draft: Digest | None
    changes: Sequence[WordReplyChange]
    outside: Sequence[WordReplyOutside]
    comments: Sequence[WordReplyComment]
    characters: int
    understood: int
    unresolved: Mapping[str, Signed]
    notes: int
    lost_references: int
    formatting: int
    links: int


class AgreementHandout(Printed):
    """Printed by datapact agreement handout."""

    agreement: AgreementId
    kind: Annotated[str, one_of(["participant-sheet", "data-request", "standard-clauses"])]
    file: str
    bytes: int


class OfficialTextShown(Printed):
    """Stands under ``texts`` of LibraryOfficial and ``text`` of AgreementCompareOfficial."""

    decision: str
    language: str
    file: str
    digest: str
    by: str
    paragraphs: int


class LibraryOfficial(Printed):
    """Printed by datapact library official."""

    texts: Sequence[OfficialTextShown]


class OfficialParagraph(Printed):
    """One of the ``paragraphs`` of AgreementCompareOfficial."""

    number: int
    words: str
    likeness: Annotated[str, one_of(["same", "changed", "missing"])]
    place: str
    theirs: str


class AgreementCompareOfficial(Printed):
    """Printed by datapact agreement compare-official."""

    agreement: AgreementId
    text: OfficialTextShown
    proven: bool
    recorded: bool
    same: int
    changed: int
    missing: int
    paragraphs: Sequence[OfficialParagraph]


class TemplateReviewRow(Printed):
    """One of the ``reviews`` of TemplateReviews."""

    template: str
    version: int
    digest: str
    reviewer: str
    day: str
    note: str
    recorded_by: str
    holds: bool


class TemplateReviews(Printed):
    """The object of TemplateReview."""

    reviews: Sequence[TemplateReviewRow]


class AgreementRoundsRound(Printed):
    """One of the ``rounds`` of AgreementRounds."""

    number: int
    way: Annotated[str, one_of(list(WAY_WORDS))]
    entry: Digest
    party: str
    time: Time
    note: str
    changes: Sequence[Both]


class AgreementRoundsClause(Printed):
    """One of the ``clauses`` of AgreementRounds."""

    id: str
    number: Both
    heading: Both
    story: Sequence[Both]
    touched: bool
    comments: int
    gone: bool


class AgreementRounds(Printed):
    """Printed by datapact agreement rounds."""

    agreement: AgreementId
    number: str
    standing: Both
    rounds: Sequence[AgreementRoundsRound]
    clauses: Sequence[AgreementRoundsClause]
    note: Both


class BoardAgreementNewest(Printed):
    """The ``newest`` of BoardAgreement."""

    entry: Digest
    kind: Annotated[str, one_of(list(STEP_WORDS))]
    party: str
    time: Time


class BoardPartyNewest(Printed):
    """The ``newest`` of BoardParty."""

    state: Annotated[str, one_of(list(HAD_WORDS))]
    on: SinceWhen
    entry: Base64url


class BoardPartyAnswer(Printed):
    """The ``answer`` of BoardParty."""

    state: Annotated[str, one_of(list(ANSWER_WORDS))]
    on: SinceWhen
    entry: Base64url
    reason: str
    withheld: bool


class BoardPartySignature(Printed):
    """The ``signatures`` of BoardParty."""

    wanted: int
    given: int
    on: SinceWhen
    entry: Base64url


class BoardPartySilence(Printed):
    """The ``silence`` of BoardParty."""

    agreed_from: SinceWhen
    refused_after: SinceWhen


class BoardPartyReminded(Printed):
    """The ``reminded`` of BoardParty."""

    time: Time
    by: SinceWhen


class BoardPartyHeard(Printed):
    """The ``heard`` of BoardParty."""

    kind: str
    on: SinceWhen


class BoardParty(Printed):
    """One of the ``parties`` of BoardAgreement."""

    organisation: str
    name: str
    own: bool
    newest: BoardPartyNewest
    lacks: int
    lost: bool
    answer: BoardPartyAnswer
    signatures: BoardPartySignature
    move: Annotated[str, one_of(["", *MOVE_WORDS])]
    to_send: bool
    unsaid: SinceWhen
    sent_by: Sequence[str]
    since: SinceWhen
    late_since: SinceWhen
    silence: BoardPartySilence
    reminded: BoardPartyReminded | None
    heard: BoardPartyHeard


class BoardAgreement(Printed):
    """One of the ``agreements`` of AgreementBoard."""

    agreement: AgreementId
    number: str
    title: Both
    stage: Stage
    newest: BoardAgreementNewest | None
    open_texts: int
    parties: Sequence[BoardParty]
    said: Sequence[Both]


class AgreementBoard(Printed):
    """Printed by datapact agreement board."""

    agreements: Sequence[BoardAgreement]
    left_out: int


class ReminderLetter(Printed):
    """One of the ``reminders`` of AgreementRemind."""

    organisation: str
    name: str
    to: str
    subject: str
    body: str
    language: Annotated[str, one_of(["de", "en"])]


class AgreementRemind(Printed):
    """Printed by datapact agreement remind."""

    agreement: AgreementId
    by: SinceWhen
    noted: bool
    reminders: Sequence[ReminderLetter]


WithoutParty = TypedDict(
    "WithoutParty",
    {
        "agreement": "AgreementId",
        "from": "AgreementId",
        "without": "Sequence[str]",
        "dropped": "Sequence[Both]",
    },
)


class ApprovalsNeededMay(Printed):
    """One of the ``may`` of ApprovalsNeeded."""

    member: str
    name: str


class ApprovedBy(Printed):
    """One of the ``approved`` of AgreementApprovals and ApprovalsNeeded."""

    member: str
    name: str
    alone: bool


class ApprovalsNeeded(Printed):
    """One of the ``needed`` of AgreementApprovals."""

    name: str
    before: Sequence[Annotated[str, one_of(["sending", "signing"])]]
    number: int
    missing: int
    may: Sequence[ApprovalsNeededMay]
    approved: Sequence[ApprovedBy]


class ApprovalsAsked(Printed):
    """The ``asked`` of AgreementApprovals."""

    time: Time
    members: Sequence[str]
    note: str


class ApprovalsReturned(Printed):
    """The ``returned`` of AgreementApprovals."""

    time: Time
    reason: str


class ApprovalsWaiting(Printed):
    """One of the ``waiting`` of AgreementApprovals."""

    agreement: AgreementId
    number: str
    title: str
    asked_by: str
    time: Time
    note: str


class AgreementApprovals(Printed):
    """Printed by datapact agreement approvals."""

    agreement: NotRequired[AgreementId]
    text: NotRequired[Digest | None]
    needed: NotRequired[Sequence[ApprovalsNeeded]]
    approved: NotRequired[Sequence[ApprovedBy]]
    asked: NotRequired[ApprovalsAsked | None]
    returned: NotRequired[ApprovalsReturned | None]
    open: NotRequired[Sequence[ApprovalsAsked]]
    waiting: NotRequired[Sequence[ApprovalsWaiting]]


class ApprovalRuleShown(Printed):
    """One of the ``rules`` of AgreementApprovalRules."""

    name: str
    before: NotRequired[Sequence[Annotated[str, one_of(["sending", "signing"])]]]
    role: Annotated[str, one_of(["legal", "lead"])]
    members: Sequence[str]
    number: int
    kinds: Sequence[str]
    partners: Sequence[str]
    finding: Annotated[str, one_of(["", "W", "E"])]
    sum_from: NotRequired[int]
    own: bool


class AgreementApprovalRules(Printed):
    """Printed by datapact agreement approval-rules."""

    rules: Sequence[ApprovalRuleShown]


class CommentShown(Printed):
    """One of the ``said`` of ThreadShown."""

    author: str
    organisation: str
    time: Time
    text: str
    internal: bool
    from_word: bool


class ThreadShown(Printed):
    """One of the ``threads`` of AgreementComments."""

    digest: Digest
    audience: Annotated[str, one_of(["house", "partners"])]
    waits: bool
    place: str
    was_at: str
    whereabouts: Annotated[str, one_of(list(WHEREABOUTS))]
    where: Both
    words: str
    settled: bool
    said: Sequence[CommentShown]


class AgreementComments(Printed):
    """Printed by datapact agreement comments."""

    agreement: AgreementId
    bar: bool
    open_shared: int
    threads: Sequence[ThreadShown]


class AgreementEssence(Printed):
    """Printed by datapact agreement essence."""

    agreement: AgreementId
    file: str
    bytes: int


type AgreementCompare = Annotated[
    VersionsCompared, by("datapact agreement compare; removes are the parts of requirements that the later text lost")
]
type AgreementDrafts = Annotated[Sequence[AgreementDraftsRow], by("datapact agreement drafts")]
type AgreementImportWord = Annotated[WordReply, by("datapact agreement import FILE.docx")]
type TemplateReview = Annotated[TemplateReviews, by("datapact template review")]
type AgreementGoOn = Annotated[WithoutParty, by("datapact agreement go-on")]
