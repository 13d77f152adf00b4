"""The fold: from the entries of an agreement to where it stands.

An entry is legal or not in one place only, the state folded from its own ancestors: so nobody can be made
wrong by what he could not know. What legal entries that did not know each other add up to, standing.py says.
The state is a function of the set of entries; the order in which they arrived cannot matter.

Histories are mostly chains. Then the state of an entry's ancestors is the running state, and the fold is one
pass. Where a branch leaves the chain its ancestors' state is built anew once, and kept while the branch goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from datapact.base.texts import N_, Message
from datapact.history.entries.entry import Entry
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.authority import Directory, refusal_of_author
from datapact.history.state.dag import Dag, Gap, arrange, count_entries, positions
from datapact.history.state.facts import (
    Approval,
    ChangeAccepted,
    Comment,
    ContractChange,
    Declined,
    Dispute,
    Draft,
    EndedElsewhere,
    Freeze,
    Note,
    Notice,
    Objection,
    Offer,
    Override,
    Resumption,
    Signed,
    SignedElsewhere,
    Slot,
    Stage,
    Suspension,
    Termination,
)
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import REVOKED, by_digest, signed_elsewhere, standing_facts, standing_of
from datapact.history.transitions import registry

REVOKED_BEFORE = Message(N_("Written with a key after its revocation."))
OLD_HEAD = Message(N_("Names an older state of the author's organisation than the entries that it builds on."))
INTERNAL_PARENT = Message(N_("An entry for the partners builds on an internal one."))
NOT_A_PARTY = Message(N_("The author's organisation is not a party to the agreement."))


@dataclass(frozen=True, slots=True)
class AgreementState:
    """Where an agreement stands, and everything said in it.

    ``void`` gives the reason for each entry without effect; those in ``forbidden`` were so already in the state
    that their own author knew. ``withheld`` entries have no effect because this copy does not show enough of them.
    ``disputes`` are revocations that claim not to know steps behind a text signed in full, which stand nevertheless.
    ``cloned`` are pairs of different entries of one organisation with one replica and counter, ``gaps`` counters that are
    missing, each with whose they are, ``odd`` says of entries what is wrong with their number: that has no effect.
    """

    dag: Dag = field(repr=False)
    entries: Mapping[str, Entry] = field(repr=False, hash=False)
    order: tuple[str, ...]
    shared_heads: tuple[str, ...]
    heads: tuple[str, ...]
    parties: frozenset[str]
    offers: Mapping[str, Offer] = field(hash=False)
    open_offers: tuple[str, ...]
    accepted: Mapping[str, frozenset[str]] = field(hash=False)
    agreed: str | None
    freeze: Freeze | None
    signed: tuple[Signed, ...]
    next_slots: tuple[Slot, ...]
    revisions: frozenset[str]
    fully_signed: bool
    declined: tuple[Declined, ...]
    terminated: tuple[Termination, ...]
    drafts: tuple[Draft, ...]
    approvals: tuple[Approval, ...]
    overrides: tuple[Override, ...]
    notes: tuple[Note, ...]
    comments: tuple[Comment, ...]
    receipts: Mapping[str, frozenset[str]] = field(hash=False)
    elsewhere: tuple[SignedElsewhere, ...]
    ended_elsewhere: tuple[EndedElsewhere, ...]
    notices: Mapping[str, Notice] = field(hash=False)
    objections: tuple[Objection, ...]
    changes: Mapping[str, ContractChange] = field(hash=False)
    change_accepts: tuple[ChangeAccepted, ...]
    suspensions: Mapping[str, Suspension] = field(hash=False)
    resumptions: tuple[Resumption, ...]
    void: Mapping[str, Message] = field(hash=False)
    forbidden: frozenset[str]
    withheld: frozenset[str]
    cloned: tuple[tuple[str, str], ...]
    gaps: tuple[Gap, ...]
    odd: Mapping[str, Message] = field(hash=False)
    stage: Stage
    turn: tuple[str, ...]
    disputes: tuple[Dispute, ...]

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.drafts[-1] if self.drafts else None

    @property
    def signed_elsewhere(self) -> SignedElsewhere | None:
        """How the contract was signed outside DataPact, by the newest record; None when it was not."""
        return self.elsewhere[-1] if self.elsewhere else None


def fold(entries: Iterable[Entry], directory: Directory, *, incremental: bool = True) -> AgreementState:
    """Fold the entries of one agreement, in any order; signatures are verified on arrival, not here.

    ``directory`` holds the public histories of the parties. Without ``incremental`` the state of every entry's
    ancestors is built anew: slow, and the same by definition. Raises MissingEntries when parents are missing,
    Malformed for entries of two histories.
    """
    dag = arrange(entries)
    judgement = _Judgement(dag, directory)
    shared = 0
    running = judgement.ledger(0)
    branches: dict[int, Ledger] = {}  # ledgers of what the newest entries of side branches know, by that set
    for position, entry in enumerate(dag.order):
        known = dag.ancestors[position] & shared
        if not incremental:
            judgement.judge(judgement.ledger(known), position)
        elif known == shared:
            judgement.judge(running, position)
        else:
            branch = branches.pop(known, None) or judgement.ledger(known)
            judgement.judge(branch, position)
            if entry.stream == "shared":
                judgement.add(branch, position)
                known |= 1 << position
            branches[known] = branch
            if len(branches) > _MOST_BRANCHES:
                del branches[next(iter(branches))]
        if entry.stream == "shared":
            shared |= 1 << position
            judgement.add(running, position)
    judgement.file_internal_keys(running)
    return _state(dag, running, judgement)


def refusal(entries: Iterable[Entry], candidate: Entry, directory: Directory) -> Message | None:
    """Why an entry that is about to be added would have no effect; None when it is in order."""
    return fold([*entries, candidate], directory).void.get(candidate.digest)


_MOST_BRANCHES = 16


class _Judgement:
    """Which entries are legal in the states of their own ancestors, found out in order."""

    def __init__(self, dag: Dag, directory: Directory) -> None:
        self.dag = dag
        self.directory = directory
        self.forbidden: dict[str, Message] = {}
        self.withheld: set[str] = set()
        self.freeze_of: dict[str, str] = {}
        self.internal = 0

    def ledger(self, mask: int) -> Ledger:
        """The facts of the shared entries in ``mask``, all of them judged before."""
        ledger = Ledger(self.dag, self.directory, self.freeze_of)
        for position in positions(mask):
            self.add(ledger, position)
        return ledger

    def add(self, ledger: Ledger, position: int) -> None:
        """File a judged entry, if it may stand."""
        entry = self.dag.order[position]
        if entry.digest in self.forbidden or entry.digest in self.withheld:
            return
        registry.AGREEMENT_RULES[entry.kind].step(ledger, entry)
        if entry.kind not in _WEIGHTLESS or ledger.revocations:
            ledger.standing = None
        ledger.by_kid.setdefault((entry.organisation, entry.kid), []).append(entry.digest)
        at = self._line_position(entry)
        if at > ledger.line_positions.get(entry.organisation, -1):
            ledger.line_positions[entry.organisation] = at

    def file_internal_keys(self, ledger: Ledger) -> None:
        """Let revocations reach the internal entries too, which decide nothing else."""
        if ledger.revocations:
            for position in positions(self.internal):
                entry = self.dag.order[position]
                ledger.by_kid.setdefault((entry.organisation, entry.kid), []).append(entry.digest)
            ledger.standing = None

    def judge(self, ledger: Ledger, position: int) -> None:
        """Note whether an entry is legal in ``ledger``, the facts that its author knew."""
        entry = self.dag.order[position]
        if entry.stream != "shared":
            self.internal |= 1 << position
        if not AGREEMENT_SHAPES[entry.kind].is_readable(entry.body):
            self.withheld.add(entry.digest)
        elif (reason := self._reason(ledger, entry, position)) is not None:
            self.forbidden[entry.digest] = reason

    def _reason(self, ledger: Ledger, entry: Entry, position: int) -> Message | None:
        reason = refusal_of_author(entry, self.directory)
        if reason is not None:
            return reason
        if ledger.revocations and ledger.revoked(entry.organisation, entry.kid):
            return REVOKED_BEFORE
        if self._line_position(entry) < ledger.line_positions.get(entry.organisation, -1):
            return OLD_HEAD
        if entry.stream == "shared":
            if self.dag.ancestors[position] & self.internal:
                return INTERNAL_PARENT
            if entry.kind != "offer" and entry.organisation not in ledger.parties:
                return NOT_A_PARTY
        return registry.AGREEMENT_RULES[entry.kind].allow(ledger, entry)

    def _line_position(self, entry: Entry) -> int:
        return self.directory[entry.organisation].positions[entry.organisation_head or ""]


# Kinds that cannot change the standing, so that it need not be computed again after them.
_WEIGHTLESS = frozenset(
    {
        "comment",
        "receipt",
        "notice",
        "objection",
        "annex_version",
        "amendment",
        "change_accepted",
        "suspended",
        "resumed",
    }
)


def _state(dag: Dag, ledger: Ledger, judgement: _Judgement) -> AgreementState:
    internal = judgement.ledger(judgement.internal)
    standing = standing_of(ledger)
    void = {**standing.void, **judgement.forbidden}
    elsewhere, ended = signed_elsewhere(internal, standing, void)
    counting = count_entries(dag, {digest for digest, reason in void.items() if reason in (REVOKED, REVOKED_BEFORE)})
    open_offers = frozenset(standing.open_offers)
    offers = {
        digest: replace(offer, open=True) if digest in open_offers else offer
        for digest, offer in ledger.offers.items()
        if digest not in void
    }
    return AgreementState(
        dag=dag,
        entries={entry.digest: entry for entry in dag.order},
        order=tuple([entry.digest for entry in dag.order]),
        shared_heads=dag.heads("shared"),
        heads=dag.heads(),
        parties=ledger.parties,
        offers=offers,
        open_offers=standing.open_offers,
        accepted=standing.accepted,
        agreed=standing.agreed,
        freeze=standing.freeze,
        signed=standing.signed,
        next_slots=standing.next_slots,
        revisions=standing.revisions,
        fully_signed=standing.fully_signed,
        declined=standing.declined,
        terminated=standing.terminated or ended,
        drafts=standing_facts(internal.drafts, void),
        approvals=standing_facts(internal.approvals, void),
        overrides=standing_facts(internal.overrides, void),
        notes=standing_facts(internal.notes, void),
        comments=standing_facts(ledger.comments, void),
        receipts=_receipts(dag, ledger, void),
        elsewhere=elsewhere,
        ended_elsewhere=standing_facts(internal.ended_elsewhere, void),
        notices=by_digest(ledger.notices, void),
        objections=standing_facts(ledger.objections, void),
        changes=by_digest(ledger.changes, void),
        change_accepts=standing_facts(ledger.change_accepts, void),
        suspensions=by_digest(ledger.suspensions, void),
        resumptions=standing_facts(ledger.resumptions, void),
        void=void,
        forbidden=frozenset(judgement.forbidden),
        withheld=frozenset(judgement.withheld),
        cloned=counting.cloned,
        gaps=counting.gaps,
        odd=counting.odd,
        stage=("terminated" if ended else "signed") if elsewhere else standing.stage,
        turn=standing.turn,
        disputes=standing.disputes,
    )


def _receipts(dag: Dag, ledger: Ledger, void: Mapping[str, Message]) -> dict[str, frozenset[str]]:
    """What each organisation says it has seen, by the receipts of its own that no later one of its own knows."""
    seen: dict[str, dict[str, frozenset[str]]] = {}
    for receipt in ledger.receipts:  # in order: whoever is known comes first
        if receipt.digest not in void:
            own = seen.setdefault(receipt.organisation, {})
            for earlier in [digest for digest in own if dag.knows(receipt.digest, digest)]:
                del own[earlier]
            own[receipt.digest] = frozenset(receipt.seen)
    return {organisation: frozenset().union(*own.values()) for organisation, own in seen.items()}
