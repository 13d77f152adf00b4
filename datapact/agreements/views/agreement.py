"""Everything that the page of one agreement shows, from one reading of the vault: its state, and what each step changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.changes import Effect
from datapact.agreements.projection.current_text import current_proposal, current_state, whole_state
from datapact.agreements.projection.disputes import DisputeView, disputes_of, names_disputing
from datapact.agreements.projection.findings import findings_on, overridden_places
from datapact.agreements.projection.numbers import number_in_list
from datapact.agreements.projection.own_findings import house_severity
from datapact.agreements.projection.projection import row_of, text_digest
from datapact.agreements.projection.reading_version import state_on
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.versions import Version, authors_of_text, versions
from datapact.agreements.steps.permitted import NextAction, StepName, next_action, possible_steps
from datapact.agreements.views.timeline import (
    ElsewhereView,
    SinceSigned,
    Step,
    elsewhere_view,
    sentences,
    since_signature,
)
from datapact.base.clock import local_day, write_time
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.checks.model.finding import Finding, Tally, tally
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare
from datapact.contract.templates.interview import has_interview, open_questions
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.history.commitments.disclosure import Withheld
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import Candidate, all_candidates, has_confirmed_namesake, meant, of_name
from datapact.organisation.partners.partners import get_partner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting


IDENTITIES: Mapping[str, str] = {
    "own": N_("own organisation"),
    "confirmed": N_("identity confirmed"),
    "introduced": N_("identity introduced"),
    "declared": N_("identity only declared"),
    "unknown": N_("identity unknown"),
    "undecided": N_("several partners bear this name: say which is meant"),
}


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party of the agreement, the ``number``-th one from 1. ``identity`` is a key of IDENTITIES."""

    number: int
    key: str
    name: str
    organisation: str
    identity: str
    accepted: bool
    signed: bool
    fingerprint: str = ""
    """Of its identity; empty for our own, and while nobody knows it."""
    namesakes: int = 0
    """How many others of our partners bear its name."""
    is_namesake: bool = False
    """Whether its identity is not confirmed while that of another one of its name is."""

    @property
    def unnamed(self) -> bool:
        """Whether nobody has entered yet who the party is: its identity is no question then."""
        return not self.name and not self.organisation

    @property
    def called(self) -> str:
        """Its name in words of the current language; one without a name is counted."""
        return self.name or str(Message(N_("Party {n}"), {"n": self.number}))

    @property
    def identity_words(self) -> Message:
        return Message(N_("not named yet") if self.unnamed else IDENTITIES[self.identity])


@dataclass(frozen=True, slots=True)
class SlotView:
    """A signing slot; ``signed_at`` is empty until its signature is there (claimed time, UTC)."""

    id: str
    order: int
    party: str
    party_name: str
    person: str
    capacity: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A proposal that waits for answers, and who made it."""

    digest: str
    organisation: str
    name: str


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose with the datasets that may be used for it; with ``prohibited``, may not."""

    purpose: str
    datasets: tuple[str, ...]
    prohibited: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What a lead or lawyer wants to see first: who, what data, for what, until when, what is next.

    ``terminated_on`` is the last day by a notice of termination, which may come before ``ends``.
    """

    id: str
    number: str
    title: str
    kind: str
    status: str
    next_step: str
    turn: tuple[str, ...]
    parties: tuple[PartyView, ...]
    datasets: tuple[str, ...]
    purposes: tuple[str, ...]
    uses: tuple[Use, ...]
    starts: str | None
    ends: str | None
    terminated_on: str | None
    state_digest: str
    evidence: str
    """The class of evidence (projection/status.py); empty while nothing is signed."""
    elsewhere: ElsewhereView | None
    """How it was signed outside DataPact, if it was."""
    open_offers: tuple[OpenOffer, ...]
    slots: tuple[SlotView, ...]
    void: tuple[tuple[str, Message], ...]
    warnings: tuple[Message, ...]
    disputes: tuple[DisputeView, ...]

    @property
    def disputed(self) -> str:
        """Who disputes it, in one line; empty where nobody does."""
        return names_disputing(self.disputes)


def overview(acting: Acting, history: str) -> Overview:
    """The overview of one agreement; raises WrongUse when the vault does not have it."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        row = row_of(folded, acting.organisation, clock_day=local_day(acting.clock()))
        number = number_in_list(session, history, row.number)
        state = current_state(folded)
        parties = _parties(session, acting, folded, state)
    language = str(state.get("prevailing", "de"))
    terms: Mapping[str, Any] = state.get("terms", {})
    names = {party.organisation: party.name for party in parties}
    return Overview(
        id=history,
        number=number,
        title=row.title,
        kind=row.kind,
        status=row.status,
        next_step=row.next_step,
        turn=tuple(sorted(folded.turn)),
        parties=parties,
        datasets=_labels(terms.get("datasets", ()), language),
        purposes=_labels(terms.get("purposes", ()), language),
        uses=_uses(terms, language),
        starts=row.starts,
        ends=row.ends,
        terminated_on=row.due,
        state_digest=text_digest(folded),
        elsewhere=elsewhere_view(folded),
        evidence=row.evidence or ("signed_here" if folded.fully_signed else ""),
        open_offers=tuple(
            OpenOffer(digest, folded.offers[digest].organisation, names.get(folded.offers[digest].organisation, ""))
            for digest in folded.open_offers
        ),
        slots=_slots(folded, names),
        void=tuple(sorted(folded.void.items())),
        warnings=_warnings(acting, folded, names),
        disputes=disputes_of(folded, names),
    )


def _labels(members: Sequence[Mapping[str, Any]], language: str) -> tuple[str, ...]:
    found = []
    for member in members:
        name = member.get("name", {})
        found.append(str(name.get(language) or next(iter(name.values()), "")))
    return tuple(found)


def _uses(terms: Mapping[str, Any], language: str) -> tuple[Use, ...]:
    datasets, purposes = terms.get("datasets", ()), terms.get("purposes", ())
    names = list(zip((str(one.get("key", "")) for one in datasets), _labels(datasets, language), strict=True))
    return tuple(
        Use(
            label,
            tuple(name for key, name in names if not one.get("datasets") or key in one["datasets"]),
            bool(one.get("prohibited")),
        )
        for one, label in zip(purposes, _labels(purposes, language), strict=True)
    )


def _parties(
    session: Session, acting: Acting, folded: AgreementState, state: Mapping[str, Any]
) -> tuple[PartyView, ...]:
    chosen = (
        folded.freeze.offer
        if folded.freeze
        else folded.agreed or (folded.open_offers[0] if folded.open_offers else None)
    )
    accepted = folded.accepted.get(chosen, frozenset()) if chosen else frozenset()
    done = {signed.slot for signed in folded.signed}
    slots = folded.freeze.slots if folded.freeze else ()
    views = []
    known = all_candidates(session)
    for number, party in enumerate(state.get("terms", {}).get("parties", ()), 1):
        organisation = str(party.get("organisation", ""))
        partner = get_partner(session, organisation) if organisation else None
        identity: str = "own" if organisation == acting.organisation else (partner.trust if partner else "unknown")
        if not organisation:  # whom its name would mean once this is offered
            one = meant(of_name(known, str(party.get("name", ""))))
            several = one is None and bool(of_name(known, str(party.get("name", ""))))
            identity = "undecided" if several else identity
        own_slots = [slot.id for slot in slots if slot.party == party["key"]]
        views.append(
            PartyView(
                number=number,
                key=str(party["key"]),
                name=str(party.get("name", "")),
                organisation=organisation,
                identity=identity,
                accepted=organisation in accepted,
                signed=folded.signed_elsewhere is not None or (bool(own_slots) and done.issuperset(own_slots)),
                fingerprint=partner.fingerprint if partner is not None else "",
                namesakes=_namesakes(known, str(party.get("name", "")), organisation),
                is_namesake=partner is not None and has_confirmed_namesake(known, organisation),
            )
        )
    return tuple(views)


def _namesakes(known: Iterable[Candidate], name: str, organisation: str) -> int:
    return sum(one.organisation != organisation for one in of_name(known, name))


def _slots(folded: AgreementState, names: Mapping[str, str]) -> tuple[SlotView, ...]:
    if folded.freeze is None:
        return ()
    times = {signed.slot: write_time(signed.time) for signed in folded.signed}
    return tuple(
        SlotView(
            id=slot.id,
            order=slot.order,
            party=slot.party,
            party_name=names.get(slot.organisation, slot.party),
            person=str(slot.person),
            capacity=str(slot.capacity),
            signed_at=times.get(slot.id, ""),
        )
        for slot in folded.freeze.slots
    )


def _warnings(acting: Acting, folded: AgreementState, names: Mapping[str, str]) -> tuple[Message, ...]:
    found = [
        Message(
            N_(
                "Two different steps of {organisation} have one number: somebody works with a copy of its vault. Ask there."
            ),
            {"organisation": names.get(organisation, organisation)},
        )
        for organisation in sorted({folded.entries[pair[0]].organisation for pair in folded.cloned})
    ]
    newest = max(entry.time for entry in folded.entries.values())
    if newest > acting.clock():
        found.append(
            Message(
                N_("This computer's clock is behind the newest step ({time}). Set the clock."),
                {"time": write_time(newest)},
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class OverrideView:
    """A finding that a second legal member set aside, and why."""

    finding: str
    place: str
    reason: str
    member: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement as its window shows it.

    ``document`` is None where parts of the text are withheld or erased in this vault. ``ours`` says that the current
    text comes from our own organisation: in a partner's vault findings are shown and block nothing. ``drafted`` says
    that the acting member wrote this text and so cannot override findings on it. ``prevailing_version`` is the
    digest of the proposal shown.
    """

    overview: Overview
    document: AgreementDocument | None
    prevailing_version: str
    versions: tuple[Version, ...]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    overrides: tuple[OverrideView, ...]
    possible: Mapping[StepName, Message | None]
    next: NextAction
    ours: bool
    drafted: bool
    archived: bool
    approvals: tuple[str, ...]
    fully_signed: bool
    stage: str
    changes: tuple[Effect, ...]
    """What changed or may change the agreement since it was signed, and whether it counts."""
    since: tuple[SinceSigned, ...]
    """The same with notices and pauses, as it is shown."""
    interview: bool
    """Whether the text is a draft whose template asks questions, so that there is an interview to go on with."""
    open_questions: int
    """Questions of the interview that a draft leaves without an answer."""

    @property
    def tally(self) -> Tally:
        """How many findings stand; those that were set aside do not count."""
        return tally(self.findings, {(one.finding, one.place) for one in self.overrides})


def agreement_page(acting: Acting, history: str, on: date) -> AgreementPage:
    """Read the page of one agreement; findings as at ``on`` (local day). Raises WrongUse for an unknown one."""
    seen = overview(acting, history)
    steps = sentences(acting, history)
    with acting.vault.read() as session:
        folded, house = load_state(session, history), house_severity(session)
        row = session.get(AgreementRow, history)
        member = own_line(session).state.members.get(acting.member.id, acting.member)
        names = {
            known.author_kid: known.name
            for line in directory(session).values()
            for state in line.states.values()
            for known in state.members.values()
        }
    state = current_state(folded)
    proposal = current_proposal(folded)
    whole = bool(state) and not has_withheld(state)
    findings = findings_on(folded, state, on, house) if whole else ()
    places = overridden_places(folded, state, acting.organisation) if whole else frozenset()
    overrides = tuple(
        OverrideView(str(one.finding), str(one.place), str(one.reason), names.get(one.author, ""))
        for one in folded.overrides
        if (str(one.finding), str(one.place)) in places
    )
    possible = possible_steps(folded, acting.organisation, member.id, member.roles)
    by_organisation = {party.organisation: party.name for party in seen.parties}
    waiting_for = ", ".join(
        by_organisation.get(organisation, organisation[:8])
        for organisation in folded.turn
        if organisation != acting.organisation
    )
    effects = state_on(folded, on).effects
    document = read_state(dict(state)) if whole else None
    interview = document is not None and folded.stage == "draft" and has_interview(document)
    questions = open_questions(document) if document is not None and interview else 0
    counts = tally(findings, places)
    return AgreementPage(
        overview=seen,
        document=document,
        prevailing_version=proposal.digest if proposal is not None else "",
        versions=versions(folded),
        steps=steps,
        findings=findings,
        overrides=overrides,
        possible=possible,
        next=next_action(folded, acting.organisation, possible, counts, waiting_for, questions),
        ours=_organisation_of(folded) == acting.organisation,
        drafted=acting.kid in authors_of_text(folded, acting.organisation),
        archived=bool(row is not None and row.archived),
        approvals=tuple(names.get(one.author, "") for one in folded.approvals if one.state_digest == seen.state_digest),
        fully_signed=folded.fully_signed,
        stage=folded.stage,
        changes=effects,
        since=since_signature(folded, acting.organisation, by_organisation, effects, on),
        interview=interview,
        open_questions=questions,
    )


def _organisation_of(folded: AgreementState) -> str:
    """Whose text counts now."""
    proposal = current_proposal(folded)
    return folded.entries[proposal.digest].organisation if proposal is not None else ""


def version_document(acting: Acting, history: str, digest: str) -> AgreementDocument:
    """One version of the text; raises WrongUse for an unknown one, AnswerNo where parts are withheld."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
    proposal = folded.offers.get(digest) or next((one for one in folded.drafts if one.digest == digest), None)
    if proposal is None or isinstance(proposal.state, Withheld):
        raise WrongUse(N_("This version of the text is not in this vault."))
    return read_state(whole_state(proposal))


def step_changes(acting: Acting, history: str, digest: str) -> tuple[Change, ...]:
    """The changes that the draft, offer or counter with this digest brought; empty for the first version.

    Raises WrongUse when it is none, AnswerNo where parts are withheld.
    """
    with acting.vault.read() as session:
        known = {version.digest: version for version in versions(load_state(session, history))}
    new = version_document(acting, history, digest)
    before = known[digest].before if digest in known else ""
    if not before:
        return ()
    return compare(write_state(version_document(acting, history, before)), write_state(new))
