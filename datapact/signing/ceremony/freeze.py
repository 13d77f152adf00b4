"""Freezing fixes the agreed text, its slots and its layout; it is previewed before, and judged when others did it.

A received freeze is compared with our own rendering of the agreed text, because its author may have used another
program: a signature under a freeze with another digest, other heads or another member's key is worth nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import require_approved, why_unapproved
from datapact.agreements.comments.threads import unsettled_words
from datapact.agreements.projection.append import append, load_state, require_road
from datapact.agreements.projection.own_findings import (
    Barring,
    blocking_findings,
    confirmed_wordings,
    require_none_blocking,
    whose_move,
)
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps.negotiation import terms_to_sign
from datapact.agreements.steps.permitted import ONE_CHAIN, held_back, not_agreed, possible_steps
from datapact.agreements.steps.wording import own_wordings, read_once
from datapact.agreements.text.agreed_form import conclusion_form, form_reminder
from datapact.agreements.text.current_text import known_text, whole_state
from datapact.base.errors import AnswerNo, Damaged
from datapact.base.texts import N_, Message, counted
from datapact.checks.model.finding import Finding
from datapact.contract.terms.parties import in_signing_order
from datapact.contract.text.document import ACCEDES, read_state, relation_of
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.can_sign import Named, what_they_lack
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.own_history import own_line
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ceremony.outside_slots import people_with_keys
from datapact.signing.ceremony.slots import (
    freeze_kind,
    other_signatories,
    people_in_order,
    plan_slots,
    without_key,
)

if TYPE_CHECKING:
    from datapact.contract.terms import Terms
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.fold.authority import Directory
    from datapact.history.state.facts import Freeze, Slot
    from datapact.organisation.acting.acting_member import Acting


OTHER_PROPOSAL = Message(
    N_("Another proposal is still open besides the agreed one. Answer it with a counter before you freeze the text.")
)


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A signature to come. ``evidence`` proves the capacity; ``evidence_date`` is ISO text or empty."""

    order: int
    """From 1."""
    party: str
    """Key of the party within the agreement."""
    party_name: str
    """As the terms have it."""
    signing_rule: str
    """Code of the rule by which the party is bound."""
    person: str
    """Name of who is to sign."""
    capacity: str
    """Code of the power to sign."""
    evidence: str
    evidence_date: str


@dataclass(frozen=True, slots=True)
class FreezePlan:
    """The plan of a freeze: ``blocked`` are reasons (empty: freezing is possible), ``findings`` those that bar it."""

    slots: tuple[PlannedSlot, ...]
    """In the order of signing; as the parties name them where the plan cannot stand yet."""
    layout: str
    """Version of the layout of this program."""
    agreement_sha256: str
    """SHA-256 over the canonical agreement.json, base64url."""
    blocked: tuple[Message, ...]
    findings: tuple[Finding, ...]
    on_paper: bool = False
    """Whether the text is signed by hand, or in a program of the signatories, because a party has no DataPact."""
    barring: tuple[Barring, ...] = ()
    """The findings with whose move each is; their messages stand among ``blocked``."""
    keyed: tuple[str, ...] = ()
    """People of our house whose place on such a text their key binds, unless they sign in another program."""
    unkeyed: tuple[str, ...] = ()
    """Who has no certified key and can sign in another program or on paper, where whoever freezes says so."""
    lack: Message | None = None
    """What these people lack for a signature by key; it bars freezing until every one of them is said to sign elsewhere."""
    form: Message | None = None
    """In which form the contract says that it is concluded, where somebody signs outside."""
    unsettled: Message | None = None
    """That shared comment threads are open; None without one, and where the house bars freezing before they are settled."""
    unconfirmed: tuple[str, ...] = ()
    """Numbers or names of the places in own words that nobody confirmed, which nobody can do once the text is fixed."""


def plan_freeze(acting: Acting, history: str, on: date) -> FreezePlan:
    """The plan as at ``on`` (local day). Raises AnswerNo where the text is withheld or not agreed at all."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = directory(session)
        own = own_line(session).state
        member = own.members.get(acting.member.id, acting.member)
        reason = possible_steps(folded, acting.organisation, member.id, member.roles)["freeze"]
        unapproved = why_unapproved(acting, session, folded, _to_freeze(folded, reason))
        state = whole_state(folded.facts.drafts[-1]) if folded.outside is not None else _to_freeze(folded, reason)
        findings = blocking_findings(session, folded, state, acting.organisation, on)
        confirmed = confirmed_wordings(session, folded, acting.organisation)
    unconfirmed = tuple(one.first.number for one in read_once(own_wordings(read_state(state), confirmed)))
    if folded.outside is not None:
        plan = _plan_on_paper(folded, (reason, unapproved), findings, acting.organisation)
        keyed = people_with_keys(own, acting.organisation, terms_to_sign(_to_freeze(folded, None)))
        reminder = form_reminder(conclusion_form(whole_state(folded.facts.drafts[-1]).get("terms", {})))
        return replace(plan, keyed=keyed, unsettled=unsettled_words(folded), form=reminder, unconfirmed=unconfirmed)
    terms = terms_to_sign(state)
    blocked = [one for one in (reason, unapproved) if one is not None]
    if others_open(folded):
        blocked.append(OTHER_PROPOSAL)
    barring = _whose(findings, terms, acting.organisation)
    blocked += _total(barring)
    slots: tuple[PlannedSlot, ...] = ()
    lacking = _without_key(terms, known)
    unkeyed = () if joins(state) else tuple(one.person for one in lacking)
    lack = what_they_lack(lacking, known, acting.organisation) if unkeyed else None
    if lack is not None:
        blocked.append(lack)
    try:
        planned = plan_slots(terms, known, acting.organisation, unkeyed)
    except AnswerNo as error:
        if not _names_a_signing_rule(findings):
            blocked.append(error.message)
        slots = _as_written(terms)
    else:
        rules = {party.key: (party.name, party.signing_rule) for party in terms.parties}
        slots = tuple(
            PlannedSlot(
                order=slot["order"],
                party=slot["party"],
                party_name=rules[slot["party"]][0],
                signing_rule=rules[slot["party"]][1],
                person=slot["person"],
                capacity=slot["capacity"],
                evidence=slot["evidence"],
                evidence_date=slot["evidence_date"],
            )
            for slot in planned
        )
    digest = state_digest(state)
    return FreezePlan(
        slots,
        LAYOUT,
        digest,
        tuple(blocked),
        findings,
        barring=barring,
        unkeyed=unkeyed,
        lack=lack,
        form=form_reminder(conclusion_form(state.get("terms", {}))) if unkeyed else None,
        unsettled=unsettled_words(folded),
        unconfirmed=unconfirmed,
    )


def joins(state: Mapping[str, Any]) -> bool:
    """Whether a text is an accession, which is signed by key alone: its record names the one PDF that all signed."""
    return relation_of(state) == ACCEDES


def _without_key(terms: Terms, known: Directory) -> tuple[Named, ...]:
    try:
        return without_key(terms, known)
    except AnswerNo:  # a signing rule that is not met is said elsewhere
        return ()


def _to_freeze(folded: AgreementState, reason: Message | None) -> dict[str, Any]:
    if folded.outside is not None:
        return whole_state(folded.facts.drafts[-1])
    if folded.agreed is None:
        raise AnswerNo(reason or not_agreed(folded))
    return whole_state(folded.facts.offers[folded.agreed], folded)


def _total(barring: Sequence[Barring]) -> list[Message]:
    """What bars freezing: how much it is, then each with whose move it is."""
    if not barring:
        return []
    total = counted(
        "{n} error or missing statement bars freezing. Correct the text, or let a second legal member override it.",
        "{n} errors or missing statements bar freezing. Correct the text, or let a second legal member override them.",
        len(barring),
    )
    return [total, *(one.message for one in barring)]


def _whose(findings: Sequence[Finding], terms: Terms, organisation: str) -> tuple[Barring, ...]:
    return tuple(whose_move(one, terms, organisation) for one in findings)


def _names_a_signing_rule(findings: Sequence[Finding]) -> bool:
    """Whether a finding says already that the people who sign do not meet the rule of their party."""
    return any(one.id == "G34" and one.place.endswith(".signing_rule") for one in findings)


def _plan_on_paper(
    folded: AgreementState, reasons: Sequence[Message | None], findings: tuple[Finding, ...], organisation: str
) -> FreezePlan:
    """The plan for an agreement that goes by e-mail or on paper: nobody needs a key, the rules of signing hold."""
    state = whole_state(folded.facts.drafts[-1])
    terms = terms_to_sign(state)
    blocked = [one for one in reasons if one is not None]
    barring = _whose(findings, terms, organisation)
    blocked += _total(barring)
    try:
        people_in_order(terms)
    except AnswerNo as error:
        if not _names_a_signing_rule(findings):
            blocked.append(error.message)
    plan = FreezePlan(_as_written(terms), LAYOUT, state_digest(state), tuple(blocked), findings, on_paper=True)
    return replace(plan, barring=barring)


def others_open(folded: AgreementState) -> bool:
    """Whether a proposal other than the agreed one still waits for an answer."""
    return any(digest != folded.agreed for digest in folded.open_offers)


def _as_written(terms: Terms) -> tuple[PlannedSlot, ...]:
    """The signatories named by the parties, for a plan that is not possible yet."""
    return tuple(
        PlannedSlot(
            order=order,
            party=party.key,
            party_name=party.name,
            signing_rule=party.signing_rule,
            person=person.name,
            capacity=person.capacity,
            evidence=person.evidence,
            evidence_date=person.evidence_date.isoformat() if person.evidence_date else "",
        )
        for order, (party, person) in enumerate(in_signing_order(terms.parties), start=1)
    )


def freeze(acting: Acting, history: str, on: date, elsewhere: Collection[str] = ()) -> Entry:
    """Fix the agreed text for signature; ``elsewhere`` names people without a key, who sign in another program or on paper.

    Raises AnswerNo when the text is not agreed, another party wrote it, another proposal is open, findings of
    severity E stand without an override, or a signatory has no certified key and is not named; WrongUse for
    a name of nobody without one.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        require_road(folded, "freeze")
        if folded.agreed is None:
            raise AnswerNo(not_agreed(folded))
        if folded.facts.offers[folded.agreed].organisation != acting.organisation:
            raise AnswerNo(N_("Only the organisation that wrote the agreed text may freeze it. Ask the partner to."))
        if others_open(folded):
            raise AnswerNo(OTHER_PROPOSAL)
        if (reason := held_back("freeze", folded)) is not None:
            raise AnswerNo(reason)
        state = whole_state(folded.facts.offers[folded.agreed], folded)
        require_approved(acting, session, folded, state)
        digest = state_digest(state)
        require_none_blocking(session, folded, state, acting.organisation, on, digest)
        known = directory(session)
        if elsewhere and joins(state):
            raise AnswerNo(ONE_CHAIN)
        kind, slots = freeze_kind(plan_slots(terms_to_sign(state), known, acting.organisation, elsewhere))
        body = {
            "offer": folded.agreed,
            "agreement_sha256": digest,
            "layout": LAYOUT,
            "slots": slots,
            "heads": heads_of(known, [slot["organisation"] for slot in slots]),
        }
        return append(acting, session, history, kind, body, folded)


def heads_of(known: Mapping[str, Any], organisations: Sequence[str]) -> list[dict[str, str]]:
    """The heads of the parties' public histories that this freeze knows, so that ``proof.json`` is the same everywhere."""
    return [
        {"organisation": organisation, "head": known[organisation].head} for organisation in sorted(set(organisations))
    ]


def heads_in(entry: Entry, frozen: Freeze) -> dict[str, str]:
    """The head of each party's public history that a freeze names; raises Damaged unless it does so for exactly them."""
    named = [item for item in entry.body["heads"] if isinstance(item, Mapping)]
    heads = {str(item.get("organisation", "")): str(item.get("head", "")) for item in named}
    if heads.keys() != {slot.organisation for slot in frozen.slots} or len(named) != len(heads):
        raise _wrong()
    return heads


def require_true_freeze(
    frozen: Freeze, state: Mapping[str, Any], heads: Mapping[str, str], known: Directory, *, persons: bool
) -> None:
    """Raise Damaged for a digest, a party or a signatory that differs; AnswerNo where particulars were erased.

    ``persons``: the freeze is of the kind that binds places to persons, who have no key.
    """
    if known_text(frozen.agreement_sha256) != state_digest(state):
        raise _wrong()
    parties = {party["key"]: party.get("organisation") for party in state["terms"]["parties"]}
    if any(
        parties.get(slot.party) != slot.organisation
        or not ((persons and not slot.kid) or _is_named(slot, heads, known))
        for slot in frozen.slots
    ):
        raise other_signatories()


def _is_named(slot: Slot, heads: Mapping[str, str], known: Directory) -> bool:
    """Whether the slot's organisation names this key for this person; an outdated card is not judged here."""
    line = known.get(slot.organisation)
    organisation = None if line is None else line.find(heads[slot.organisation])
    if organisation is None:
        return True
    member = organisation.members.get(known_text(slot.member))
    return (
        member is not None
        and "signatory" in member.roles
        and member.signing_kid == slot.kid != ""
        and (not member.name or plain_name(member.name) == plain_name(known_text(slot.person)))
    )


def _wrong() -> Damaged:
    return Damaged(
        N_(
            "The frozen text is not as the parties agreed it. Do not sign it: decline, and ask the partner to begin anew."
        )
    )
