"""The fold: from the entries of an agreement to its state.

An entry is legal or not in one place only, the state folded from its own ancestors: so what an author could not know
never invalidates an entry. standing.py settles legal entries that did not know each other. The state is a function of
the set of entries; the order of their arrival cannot matter.

Histories are mostly chains. Then the state of an entry's ancestors is the running state, and the fold is one pass.
Where branches leave the chain, all entries that know the same ones are judged by one state, and each branch is followed
to its ends before the next: so thousands of side branches cost what their entries cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import Withheld
from datapact.history.entries.entry import Entry
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.entries.slot_shapes import FILLING
from datapact.history.fold.acceded import OTHER_ACCESSION, acceded_in, inner_entries
from datapact.history.fold.authority import Directory, refusal_of_author
from datapact.history.state.dag import Dag, Gap, arrange, count_entries, positions
from datapact.history.state.facts import Draft, File, SignedElsewhere, Standing
from datapact.history.state.filled_slots import SIGNED_HERE, SlotRecord, concluded_by_slots
from datapact.history.state.later_facts import Acceded
from datapact.history.state.ledger import Facts, Ledger
from datapact.history.state.outside import Outside, outside_of
from datapact.history.state.standing import NEGOTIATED_HERE, REVOKED, signed_elsewhere, standing_facts, standing_of
from datapact.history.transitions import registry

REVOKED_BEFORE = Message(N_("Written with a key after its revocation."))
OLD_HEAD = Message(N_("Names an older state of the author's organisation than the entries that it builds on."))
INTERNAL_PARENT = Message(N_("An entry for the partners builds on an internal one."))
NOT_A_PARTY = Message(N_("The author's organisation is not a party to the agreement."))


@dataclass(frozen=True, slots=True)
class AgreementState(Standing):
    """The folded state of an agreement, with the facts of all its entries.

    ``void`` gives the reason for each entry without effect; those in ``forbidden`` had none already in the state that
    their own author knew. ``withheld`` entries have no effect because this copy does not show enough of them.
    ``disputes`` are revocations that claim not to know steps behind a fully signed text, which remain valid. ``cloned``
    are pairs of different entries of one organisation with the same replica and counter, ``gaps`` missing counters with
    their organisation, ``odd`` says what is wrong with the number of entries, which has no effect.
    """

    dag: Dag = field(repr=False)
    """The entries in order, and who knew whom."""
    entries: Mapping[str, Entry] = field(repr=False, hash=False)
    """All of them by digest, void ones too, in the order of ``order``."""
    order: tuple[str, ...]
    """Digests of all entries, each after those that it knows."""
    shared_heads: tuple[str, ...]
    """Digests of shared entries that no other shared entry has as a parent, sorted."""
    heads: tuple[str, ...]
    """Digests of entries that no other has as a parent, internal ones included, sorted."""
    parties: frozenset[str]
    """Ids of the organisations that the first offer names; empty before an offer."""
    facts: Facts = field(hash=False)
    """The facts of the entries with effect."""
    ledger: Ledger = field(repr=False, hash=False, compare=False)
    """All that the next entry is judged by. Nobody changes it."""
    receipts: Mapping[str, frozenset[str]] = field(hash=False)
    """The receipts of each organisation, which say what it has seen."""
    forbidden: frozenset[str]
    withheld: frozenset[str]
    cloned: tuple[tuple[str, str], ...]
    gaps: tuple[Gap, ...]
    odd: Mapping[str, Message] = field(hash=False)
    outside: Outside | None = field(default=None, hash=False)
    """How far it got by e-mail or on paper; None where it is negotiated here or was not sent so."""

    @property
    def circle(self) -> frozenset[str]:
        """Ids of the organisations that are or were parties, or of which a record says that they joined."""
        return self.facts.circle

    @property
    def history(self) -> str:
        """The id of the agreement."""
        return self.dag.order[0].history

    def place(self, digest: str) -> int:
        """The place of an entry in ``order``, from 0: which of two is newer, since several bear the same second."""
        return self.dag.index[digest]

    @property
    def draft(self) -> Draft | None:
        """The newest draft."""
        return self.facts.drafts[-1] if self.facts.drafts else None

    @property
    def signed_elsewhere(self) -> SignedElsewhere | None:
        """The newest record of the signing outside DataPact; None without one."""
        return self.facts.elsewhere[-1] if self.facts.elsewhere else None

    @property
    def contract_files(self) -> tuple[File, ...]:
        """The files kept of a contract signed elsewhere, or of the signatures that came back so far, in copies of parties too."""
        if self.signed_elsewhere is not None:
            return self.signed_elsewhere.files
        if self.freeze is not None:
            copies = (one.own_copy for one in self.own_copies.values())
            return tuple({file.digest: file for copy in copies if copy is not None for file in copy.files}.values())
        return () if self.outside is None or self.outside.slots is None else self.outside.slots.files


def fold(entries: Iterable[Entry], directory: Directory, *, incremental: bool = True) -> AgreementState:
    """Fold the entries of one agreement, in any order; signatures are verified on arrival, not here.

    ``directory`` holds the public histories of the parties. Without ``incremental`` the state of every entry's
    ancestors is built anew: slow, and the same by definition. Raises MissingEntries when parents are missing,
    Malformed for entries of two histories.
    """
    dag = arrange(entries)
    judgement = _Judgement(dag, directory)
    everything = sum(1 << position for position, entry in enumerate(dag.order) if entry.stream == "shared")
    waiting: dict[int, list[int]] = {}  # entries that are not judged yet, by the set of shared ones that they know
    for position, ancestors in enumerate(dag.ancestors):
        waiting.setdefault(ancestors & everything, []).append(position)
    shared = 0
    running = judgement.ledger(0)
    for position, entry in enumerate(dag.order):
        known = dag.ancestors[position] & shared
        if not incremental:
            judgement.judge(judgement.ledger(known), position)
        elif known in waiting:
            if known == shared:
                judgement.follow_branches(waiting, known, running, next_one=position)
            else:
                judgement.follow_branches(waiting, known, judgement.ledger(known))
        if entry.stream == "shared":
            shared |= 1 << position
            judgement.add(running, position)
    for position in positions(judgement.internal):
        judgement.add(running, position)
    return _state(running, judgement)


def follow(state: AgreementState, entry: Entry, directory: Directory) -> AgreementState:
    """Fold one more entry of the same agreement onto a state; equals ``fold`` of them all, and is mostly quicker.

    The lines of ``directory`` may have grown since the state was folded.
    """
    dag = state.dag.followed_by(entry)
    if dag is None:
        return fold([*state.dag.order, entry], directory)
    ledger = replace(state.ledger.copy(dag), directory=directory)
    judgement = _Judgement(dag, directory)
    judgement.forbidden = {digest: state.void[digest] for digest in state.forbidden}
    judgement.withheld = set(state.withheld)
    judgement.freeze_of = ledger.freeze_of
    judgement.acceded = ledger.acceded
    judgement.internal = sum(1 << place for place, one in enumerate(state.dag.order) if one.stream != "shared")
    judgement.judge(ledger, len(state.order))
    judgement.add(ledger, len(state.order))
    return _state(ledger, judgement)


def refusal_of_step(ledger: Ledger, entry: Entry) -> Message | None:
    """The reason why an entry has no effect given these facts, whoever wrote it for its organisation; else None."""
    if entry.stream == "shared" and entry.kind != "offer" and entry.organisation not in ledger.circle:
        return NOT_A_PARTY
    return registry.AGREEMENT_RULES[entry.kind].allow(ledger, entry)


class _Judgement:
    """The judgement of entries in order: which are legal in the states of their own ancestors."""

    def __init__(self, dag: Dag, directory: Directory) -> None:
        self.dag = dag
        self.directory = directory
        self.forbidden: dict[str, Message] = {}
        self.withheld: set[str] = set()
        self.freeze_of: dict[str, str] = {}
        self.acceded: dict[str, Acceded] = {}
        self.internal = 0

    def ledger(self, mask: int) -> Ledger:
        """The facts of the shared entries in ``mask``, all of them judged before."""
        ledger = Ledger(dag=self.dag, directory=self.directory, freeze_of=self.freeze_of, acceded=self.acceded)
        for position in positions(mask):
            self.add(ledger, position)
        return ledger

    def follow_branches(
        self, waiting: dict[int, list[int]], known: int, ledger: Ledger, next_one: int | None = None
    ) -> None:
        """Judge all ``waiting`` entries that know just the ``known`` ones, and all that build on one of them alone.

        ``ledger`` has the facts of those known. It stays as it is where ``next_one`` is added to it afterwards, and what
        builds on that waits; else it is used up.
        """
        branches: list[tuple[int, Ledger, int | None, bool]] = [(known, ledger, None, next_one is None)]
        while branches:
            known, ledger, newest, is_last = branches.pop()
            if newest is not None:
                ledger = ledger if is_last else ledger.branch()
                self.add(ledger, newest)
            judged = waiting.pop(known)
            for position in judged:
                self.judge(ledger, position)
            for position in judged:
                following = known | 1 << position
                if position == next_one or following not in waiting or self.dag.order[position].stream != "shared":
                    continue
                is_first = next_one is None and not (branches and branches[-1][1] is ledger)
                branches.append((following, ledger, position, is_first))  # the first to be put down is taken up last
            next_one = None

    def add(self, ledger: Ledger, position: int) -> None:
        """File a judged entry, if legal. Internal ones come last: they decide nothing, but revocations reach them."""
        entry = self.dag.order[position]
        if entry.stream != "shared":
            ledger.by_kid.setdefault((entry.organisation, entry.kid), []).append(entry.digest)
            if ledger.revocations:
                ledger.standing = None
        if entry.digest in self.forbidden or entry.digest in self.withheld:
            return
        registry.AGREEMENT_RULES[entry.kind].step(ledger, entry)
        if ledger.revocations or (entry.stream == "shared" and entry.kind not in _WEIGHTLESS):
            ledger.standing = None
        if entry.stream == "shared":
            ledger.by_kid.setdefault((entry.organisation, entry.kid), []).append(entry.digest)
            at = self._line_position(entry)
            if at > ledger.line_positions.get(entry.organisation, -1):
                ledger.line_positions[entry.organisation] = at

    def judge(self, ledger: Ledger, position: int) -> None:
        """Record whether an entry is legal in ``ledger``, the facts that its author knew."""
        entry = self.dag.order[position]
        if entry.stream != "shared":
            self.internal |= 1 << position
        if not AGREEMENT_SHAPES[entry.kind].is_readable(entry.body):
            self.withheld.add(entry.digest)
        elif (reason := self._reason(ledger, entry, position)) is not None:
            self.forbidden[entry.digest] = reason
        elif entry.kind in FILLING:  # the freeze is not in the body but in its author's state
            freeze = standing_of(ledger).freeze
            assert freeze is not None
            self.freeze_of[entry.digest] = freeze.digest

    def _reason(self, ledger: Ledger, entry: Entry, position: int) -> Message | None:
        reason = refusal_of_author(entry, self.directory)
        if reason is not None:
            return reason
        if ledger.revocations and ledger.revoked(entry.organisation, entry.kid):
            return REVOKED_BEFORE
        if self._line_position(entry) < ledger.line_positions.get(entry.organisation, -1):
            return OLD_HEAD
        if entry.stream == "shared" and self.dag.ancestors[position] & self.internal:
            return INTERNAL_PARENT
        reason = refusal_of_step(ledger, entry)
        return self._refusal_of_accession(entry) if reason is None and entry.kind == "accession" else reason

    def _refusal_of_accession(self, entry: Entry) -> Message | None:
        """The reason why what a record of an accession carries is none; what it says is kept otherwise."""
        if entry.digest in self.acceded:
            return None
        try:
            carried = inner_entries(entry)
            if any(one.kind not in AGREEMENT_SHAPES or one.stream != "shared" for one in carried):
                return OTHER_ACCESSION
            inner = fold(carried, self.directory)
            found = acceded_in(entry, inner.history, inner, inner.facts)
        except (DataPactError, IndexError):
            return OTHER_ACCESSION
        if isinstance(found, Message):
            return found
        self.acceded[entry.digest] = found
        return None

    def _line_position(self, entry: Entry) -> int:
        return self.directory[entry.organisation].positions[entry.organisation_head or ""]


# Kinds that cannot change the ``Standing``, so that it need not be computed again after them.
_WEIGHTLESS = frozenset(
    {
        "comment",
        "remark",
        "receipt",
        "notice",
        "objection",
        "annex_version",
        "amendment",
        "change_accepted",
        "silence_recorded",
        "suspended",
        "resumed",
        "motion",
        "vote",
        "leaving",
        "order_ended",
        "accession",
    }
)


def _state(ledger: Ledger, judgement: _Judgement) -> AgreementState:
    dag = ledger.dag
    standing = standing_of(ledger)
    void = {**standing.void, **judgement.forbidden}
    outside = _outside(ledger, standing, void) if ledger.outside else None
    concluded = _concluded(ledger, outside)
    elsewhere, ended = signed_elsewhere(ledger, standing, void, concluded)
    standing = replace(
        standing,
        void=void,
        terminated=standing.terminated or ended,
        stage=("terminated" if ended else "signed") if elsewhere else standing.stage,
    )
    if outside is not None and not elsewhere:
        standing = replace(standing, stage=outside.stage, turn=_turn_outside(outside))
    facts = ledger.without(void)
    if concluded is not None:
        facts.elsewhere.insert(0, concluded)  # a record of its own corrects it, whenever it was written
    counting = count_entries(dag, {digest for digest, reason in void.items() if reason in (REVOKED, REVOKED_BEFORE)})
    return AgreementState(
        **{one.name: getattr(standing, one.name) for one in fields(Standing)},
        dag=dag,
        entries={entry.digest: entry for entry in dag.order},
        order=tuple([entry.digest for entry in dag.order]),
        shared_heads=dag.heads("shared"),
        heads=dag.heads(),
        parties=ledger.parties,
        facts=facts,
        ledger=ledger,
        receipts=_receipts(ledger, void),
        forbidden=frozenset(judgement.forbidden),
        withheld=frozenset(judgement.withheld),
        cloned=counting.cloned,
        gaps=counting.gaps,
        odd=counting.odd,
        outside=outside,
    )


def _outside(ledger: Ledger, standing: Standing, void: dict[str, Message]) -> Outside | None:
    """How far an agreement got outside DataPact, by the parties that its newest draft names; no step of that counts
    once it is negotiated here."""
    if standing.stage != "draft":
        for steps in (ledger.outside, ledger.slots_fixed, ledger.slot_records):
            void.update({one.digest: NEGOTIATED_HERE for one in steps if one.digest not in void})
        return None
    drafts = standing_facts(ledger.drafts, void)
    others: list[str] = []
    if drafts and isinstance(drafts[-1].state, Mapping):
        terms = drafts[-1].state.get("terms", {})
        parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
        own = {step.organisation for step in ledger.outside}
        others = [
            str(party.get("name", ""))
            for party in parties
            if isinstance(party, Mapping) and party.get("organisation") not in own
        ]
    void.update({one.digest: NOT_THEIR_SLOT for one in _in_others_slots(ledger) if one.digest not in void})
    return outside_of(
        standing_facts(ledger.outside, void),
        drafts,
        others,
        standing_facts(ledger.slots_fixed, void),
        standing_facts(ledger.slot_records, void),
    )


NOT_THEIR_SLOT = Message(N_("Only the person named in the slot can sign there."))


def _in_others_slots(ledger: Ledger) -> Iterator[SlotRecord]:
    """Records of a signature here whose author is not the member whose slot it is; nobody else's word says that much."""
    places = {(fixed.digest, slot.id): slot.member for fixed in ledger.slots_fixed for slot in fixed.slots}
    for record in ledger.slot_records:
        member = places.get((record.fixed, record.slot))
        if record.evidence != SIGNED_HERE or member is None or isinstance(member, Withheld):
            continue
        author = ledger.author(ledger.dag.order[ledger.dag.index[record.digest]])
        if author is None or author.id != member:
            yield record


def _concluded(ledger: Ledger, outside: Outside | None) -> SignedElsewhere | None:
    """The conclusion by signatures in every slot of a text that also went to people without DataPact."""
    if outside is None or outside.slots is None or outside.stage != "signing":
        return None
    draft = next(one for one in ledger.drafts if one.digest == outside.draft)
    return concluded_by_slots(outside.slots, draft)


def _turn_outside(outside: Outside) -> tuple[str, ...]:
    """Who has to act next: a party without an id while its answer is awaited, then the house that records."""
    match outside.stage:
        case "offered":
            return ("",)
        case "declined" | "draft":
            return ()
        case _:
            return (outside.sent.organisation,)


def _receipts(ledger: Ledger, void: Mapping[str, Message]) -> dict[str, frozenset[str]]:
    """The receipts of each organisation that none of its later ones knows: they say what it has seen."""
    seen: dict[str, dict[str, frozenset[str]]] = {}
    for receipt in ledger.receipts:  # in order: known entries come first
        if receipt.digest not in void:
            own = seen.setdefault(receipt.organisation, {})
            for earlier in [digest for digest in own if ledger.dag.knows(receipt.digest, digest)]:
                del own[earlier]
            own[receipt.digest] = frozenset(receipt.seen)
    return {organisation: frozenset().union(*own.values()) for organisation, own in seen.items()}
