"""The facts from a set of legal entries of an agreement, before the concurrency table judges them.

Adding is order-free: each kind's step only files its fact. Conclusions from the facts are in standing.py.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from datapact.history.state.dag import Dag
from datapact.history.state.facts import (
    Accept,
    Approval,
    ApprovalRequest,
    Comment,
    CommentsBar,
    Declined,
    Draft,
    EndedElsewhere,
    ForeignPaper,
    Freeze,
    Note,
    Offer,
    OutsideStep,
    Override,
    OwnFacts,
    Receipt,
    Remark,
    Revocation,
    Signed,
    SignedElsewhere,
    Termination,
    WordingConfirmed,
)
from datapact.history.state.filled_slots import SlotRecord, SlotsFixed
from datapact.history.state.later_facts import (
    Acceded,
    Accession,
    ChangeAccepted,
    ContractChange,
    Leaving,
    Motion,
    Notice,
    Objection,
    OrderEnded,
    Resumption,
    SilenceRecorded,
    Suspension,
    Vote,
)

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.state.facts import Standing
    from datapact.history.state.organisation import Member, OrganisationLine


@dataclass(slots=True)
class Facts:
    """The facts that entries state, by kind, each list in the order of the history."""

    offers: dict[str, Offer] = field(default_factory=dict)
    """By the digest of the offered state; counters are among them."""
    accepts: list[Accept] = field(default_factory=list)
    """Consents to offered states."""
    freezes: dict[str, Freeze] = field(default_factory=dict)
    """By the digest of the freeze entry."""
    signed: list[Signed] = field(default_factory=list)
    """Signatures of slots."""
    declined: list[Declined] = field(default_factory=list)
    """Refusals of the agreement."""
    terminations: list[Termination] = field(default_factory=list)
    """Notices of termination."""
    revocations: list[Revocation] = field(default_factory=list)
    """Revocations of keys that this history knows."""
    comments: list[Comment] = field(default_factory=list)
    """Comments, shared ones and those of the house."""
    remarks: dict[str, Remark] = field(default_factory=dict)
    """Comments in threads that every party has, by the digest of the entry."""
    house_remarks: dict[str, Remark] = field(default_factory=dict)
    """Comments in threads that this house has, by the digest of the entry."""
    comments_bars: list[CommentsBar] = field(default_factory=list)
    """Settings whether open threads bar signature, oldest first."""
    receipts: list[Receipt] = field(default_factory=list)
    """Receipts of what partners have seen."""
    drafts: list[Draft] = field(default_factory=list)
    """Drafts of the own house."""
    approvals: list[Approval] = field(default_factory=list)
    """Internal approvals to send or sign."""
    approval_requests: list[ApprovalRequest] = field(default_factory=list)
    """Who was asked to approve, and who gave a text back, in the order of entries."""
    overrides: list[Override] = field(default_factory=list)
    """Findings taken with a reason."""
    own_facts: list[OwnFacts] = field(default_factory=list)
    """Facts of our own beside the agreement, oldest first."""
    confirmations: list[WordingConfirmed] = field(default_factory=list)
    """Own words of the text that legal members confirmed."""
    notes: list[Note] = field(default_factory=list)
    """Internal notes."""
    outside: list[OutsideStep] = field(default_factory=list)
    """Steps of a negotiation outside DataPact."""
    slots_fixed: list[SlotsFixed] = field(default_factory=list)
    """Records that fixed a text with its signature fields, oldest first."""
    slot_records: list[SlotRecord] = field(default_factory=list)
    """Signatures in these fields, here and elsewhere, oldest first."""
    papers: list[ForeignPaper] = field(default_factory=list)
    """Steps with the paper of another house, oldest first."""
    elsewhere: list[SignedElsewhere] = field(default_factory=list)
    """Records of a contract that was signed elsewhere."""
    ended_elsewhere: list[EndedElsewhere] = field(default_factory=list)
    """Records of the end of such a contract."""
    notices: dict[str, Notice] = field(default_factory=dict)
    """Notices under the contract, by the digest of the entry."""
    objections: list[Objection] = field(default_factory=list)
    """Objections to changes."""
    changes: dict[str, ContractChange] = field(default_factory=dict)
    """Amendments and annex versions, by the digest of the entry."""
    change_accepts: list[ChangeAccepted] = field(default_factory=list)
    """Consents to changes."""
    silences: list[SilenceRecorded] = field(default_factory=list)
    """Records that parties kept silent on orders."""
    suspensions: dict[str, Suspension] = field(default_factory=dict)
    """By the digest of the entry."""
    resumptions: list[Resumption] = field(default_factory=list)
    """Ends of suspensions."""
    motions: dict[str, Motion] = field(default_factory=dict)
    """What the parties vote on, by the digest of the entry."""
    votes: list[Vote] = field(default_factory=list)
    """Votes on motions."""
    leavings: list[Leaving] = field(default_factory=list)
    """Notices of parties that end their own part."""
    orders_ended: list[OrderEnded] = field(default_factory=list)
    """Notices that end single orders."""
    accessions: dict[str, Accession] = field(default_factory=dict)
    """Records of organisations that joined, by the digest of the entry."""

    @property
    def parties(self) -> frozenset[str]:
        """The organisations that the first offer names; a counter cannot change them."""
        return frozenset().union(*(offer.parties for offer in self.offers.values() if not offer.answers))

    @property
    def circle(self) -> frozenset[str]:
        """The parties, and the organisations of which a record says that they joined, whether or not it counts."""
        return self.parties | {one.joined for one in self.accessions.values()}

    def without(self, void: Container[str]) -> Facts:
        """A copy without the facts of the entries with these digests."""
        return Facts(**{name: _without(getattr(self, name), void) for name in _FACTS})


_FACTS = tuple(one.name for one in fields(Facts))


def _without(facts: Any, void: Container[str]) -> Any:
    if isinstance(facts, dict):
        return {digest: fact for digest, fact in facts.items() if digest not in void}
    return [fact for fact in facts if fact.digest not in void]


@dataclass(slots=True, kw_only=True)
class Ledger(Facts):
    """The facts by which an entry is judged: all that its author knew, void or not.

    ``by_kid`` has the entries of each organisation and key: nothing prevents an organisation from certifying another's
    key as its own.
    """

    dag: Dag
    """All entries of the agreement, also those not filed here."""
    directory: Mapping[str, OrganisationLine]
    """The verified public histories of the parties."""
    freeze_of: dict[str, str]
    """For each `signed` which freeze stood in the state that its author knew."""
    acceded: dict[str, Acceded] = field(default_factory=dict)
    """What each record of an accession carries, by the digest of the entry."""
    by_kid: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    line_positions: dict[str, int] = field(default_factory=dict)
    """Latest entry of its own public history that an organisation named, from 0, by its id."""
    resolved: dict[Any, Any] = field(default_factory=dict)
    """What others derived from the whole state, kept by them until a fact is added."""
    standing: Standing | None = None  # kept by standing_of until a fact is added
    """What follows from these facts; None until it is asked for again."""

    def copy(self, dag: Dag) -> Ledger:
        """A ledger with the same facts, to which the next entry of ``dag`` can be added."""
        facts = self.without(())
        return Ledger(
            **{name: getattr(facts, name) for name in _FACTS},
            dag=dag,
            directory=self.directory,
            freeze_of=dict(self.freeze_of),
            acceded=dict(self.acceded),
            by_kid={key: list(digests) for key, digests in self.by_kid.items()},
            line_positions=dict(self.line_positions),
            standing=self.standing,
        )

    def branch(self) -> Ledger:
        """The same facts, to which entries of a branch can be added; what is recorded of all entries is shared."""
        return Ledger(
            **{name: getattr(self, name).copy() for name in _FACTS},
            dag=self.dag,
            directory=self.directory,
            freeze_of=self.freeze_of,
            acceded=self.acceded,
            by_kid={key: digests.copy() for key, digests in self.by_kid.items()},
            line_positions=self.line_positions.copy(),
            standing=self.standing,
        )

    def author(self, entry: Entry) -> Member | None:
        """The member whose author key this was at the head that the entry names; None when nobody's."""
        line = self.directory.get(entry.organisation)
        return None if line is None else line.member_at(entry.organisation_head, entry.kid)

    def revoked(self, organisation: str, kid: str) -> bool:
        """Whether an organisation announces here that this key of its own is revoked."""
        return any((one.organisation, one.kid) == (organisation, kid) for one in self.revocations)
