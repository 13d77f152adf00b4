"""Outgoing agreements: the recipients, our trust in them, and the steps that they have not seen yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import Approvals, standing_of_text
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.disputes import disputed_entries
from datapact.agreements.projection.findings import part_at, wording_of
from datapact.agreements.projection.own_findings import (
    blocking_findings,
)
from datapact.agreements.projection.parties import short_name
from datapact.agreements.projection.party_over_time import Members
from datapact.agreements.projection.projection import lasting_terms
from datapact.agreements.projection.status import duration_days
from datapact.agreements.projection.write_row import amendments_of
from datapact.agreements.steps.carry_over import unsent_draft
from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.text.carried_by_word import carried_by_word, files_sent
from datapact.agreements.text.current_text import current_state, readable
from datapact.agreements.text.road import refusal_of_road
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.strictjson import JsonObject, canonical, parse_object, to_base64url
from datapact.base.texts import N_, Language, Message, counted
from datapact.checks.model.facts import OpenGap
from datapact.checks.model.finding import Finding
from datapact.checks.run.sentences import open_gaps
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, amended_number, relation_of, taking_part
from datapact.contract.text.names import title_of
from datapact.exchange.bundle.acknowledgements import RECEIPT, acknowledged, sent
from datapact.exchange.send.former_party import all_members, former_members, is_owed, steps_for
from datapact.exchange.send.letters import Concluded, Letter, bundle_letter, file_name
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.slot_shapes import FILLING
from datapact.history.state.dag import arrange
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.exchange_rule import introduction_suffices, why_held_back
from datapact.organisation.partners.namesakes import (
    Standing,
    all_candidates,
    has_confirmed_namesake,
    meant,
    of_name,
    standing_as,
)
from datapact.organisation.partners.partners import Partner, list_partners
from datapact.vault.database import journal
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.network.labels import Routing
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Recipient:
    """Another party of the agreement; ``partner`` is None while its card is not known."""

    organisation: str
    """Organisation id; the name where we do not know it."""
    name: str
    """As its card has it, else as the agreement names the party."""
    partner: Partner | None
    unseen: tuple[str, ...]
    """Kinds of our own steps that this party has not acknowledged, oldest first."""
    by_word: tuple[str, ...] = ()
    """Those of them whose text or words a Word file carried there."""
    unknown: tuple[str, ...] = ()
    """The others."""
    unsent: int = 0
    """Number of steps, of whomever, that this party neither has acknowledged nor was sent."""
    is_namesake: bool = False
    """Whether its identity is not confirmed while that of another partner of its name is."""
    standing: Standing = "unknown"
    """The trust in its identity under its name in the text."""
    held_back: Message | None = None
    """Why the house's rule lets no file go to it."""
    introduction: Message | None = None
    """Whose word suffices for exchanging by the house's rule, where it is not confirmed here."""
    former_party: Message | None = None
    """That it is no party any more, and what it still gets; None for a party."""
    is_undecided: bool = False
    """Whether partners with a card bear its name, and nobody has said whether one of them is meant."""
    amendments: tuple[tuple[int, str], ...] = ()
    """Number and day (ISO 8601) of those of ours in text form that this party has not acknowledged."""
    named: str = ""
    """As the agreement names it, and as records of Word files do; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class OtherParty:
    """Another party of the agreement, and the partner that it is."""

    organisation: str
    """Organisation id; the name where we do not know it."""
    named: str
    """As the agreement names it."""
    partner: Partner | None
    """None while its card is not known."""

    @property
    def name(self) -> str:
        """As its card has it, else as the agreement names it."""
        return self.partner.name if self.partner else self.named


_TEXTS = frozenset(["offer", "counter"])
"""Steps that bring a text of ours."""
MOST_GAPS = 5
"""Named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An agreement that can be sent. ``is_offered`` is False while there is only a draft: sending it offers it."""

    history: str
    """History id of the agreement."""
    number: str
    """As the text has it."""
    title: str
    """In the prevailing language."""
    is_offered: bool
    recipients: tuple[Recipient, ...]
    """All other parties; empty while the draft names none."""
    languages: tuple[Language, ...]
    """Of the agreement."""
    file: str
    """A name for the file, without anything confidential."""
    gaps: tuple[str, ...] = ()
    """What stands open in a text of ours that some party has not acknowledged yet: sending asks before, once for the same words."""
    errors: tuple[Message, ...] = ()
    """Errors in that text which bar its signature, apart from gaps, and that nobody here has overridden; asked about alike."""
    known: tuple[str, ...] = ()
    """Gaps and errors with which the same words were sent knowingly before, in words."""
    theirs: tuple[str, ...] = ()
    """Those that the newest proposal of another party has in the same words, in words: nobody is asked about them."""
    marks: frozenset[str] = frozenset()
    """Digests of the gaps and errors in the text, each with the words that it stands in."""
    required: int = 0
    """Number of ``errors`` that are required statements which are missing."""
    goes_outside: Message | None = None
    """Why a text that went by e-mail or on paper is not offered here any more; None where sending it offers it, or it was offered."""
    left_behind: Message | None = None
    """That words of ours which are newer than what goes out stay here; None where there are none."""
    approvals: Approvals | None = None
    """How the draft stands with its approvals; None once it is offered, for then it was approved."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A sealed file and the e-mail that goes with it, which names the ``file``."""

    history: str
    """History id of the agreement."""
    number: str
    """As the text has it."""
    data: bytes
    """Bytes of the sealed file."""
    file: str
    letter: Letter
    """To all partners that it was sealed for."""
    has_offered: bool
    """Whether this made the draft an offer."""


def outgoing(acting: Acting, history: str) -> Outgoing:
    """The outgoing state of an agreement; raises WrongUse when the vault does not have it."""
    with acting.vault.read() as session:
        return _outgoing(acting, session, history)


def send_out(
    acting: Acting,
    history: str,
    partners: Sequence[str],
    note: str = "",
    *,
    everything: bool = False,
    file: str = "",
    with_gaps: bool = False,
    with_errors: bool = False,
    through: Routing | None = None,
) -> Sent:
    """Offer the draft if nothing was offered yet, and seal a file for ``partners`` (organisation ids).

    ``file`` is the name that the e-mail gives it, by default that of ``outgoing``. ``with_gaps`` and
    ``with_errors``: whoever sends knows that gaps stand open in the text, or errors. ``through``: the network under whose
    labels it travels.

    Raises what ``offer_draft`` and ``send_agreement`` raise, AnswerNo when nobody else is a party.
    """
    ready = outgoing(acting, history)
    if not ready.recipients:
        raise AnswerNo(N_("This agreement has no other party yet. Add the partner to its parties first."))
    if ready.goes_outside is not None:
        raise AnswerNo(ready.goes_outside)
    require_sound_text(ready, with_gaps=with_gaps, with_errors=with_errors)
    offered = None if ready.is_offered else offer_draft(acting, history, note)
    note_sent_knowingly(acting, ready)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        recipients = _recipients(acting, session, folded, current_state(folded))
        amends = amended_number(current_state(folded))
        own = profile_of_actor(acting, session)
        concluded = _concluded(session, folded)
    data = send_agreement(acting, history, partners, everything=everything, through=through)
    file = file or (ready.file if through is None else parcel_name(data))
    chosen = [recipient for recipient in recipients if recipient.organisation in partners]
    steps = [step for recipient in chosen for step in recipient.unseen]
    named = sorted({one for recipient in chosen for one in recipient.amendments})
    first = chosen[0].partner.profile if len(chosen) == 1 and chosen[0].partner is not None else None
    letter = bundle_letter(ready.number, file, first, steps, own, ready.languages, amends, named, concluded)
    if first is None:
        addresses = [
            bundle_letter("", "", recipient.partner.profile, (), own, ready.languages).to
            for recipient in chosen
            if recipient.partner is not None
        ]
        letter = Letter(", ".join(filter(None, addresses)), letter.subject, letter.body, letter.language)
    return Sent(history, ready.number, data, file, letter, offered is not None)


def _concluded(session: Session, folded: AgreementState) -> Concluded | None:
    """The last signature of an agreement that all have signed, and its first day; None while one is missing or disputed."""
    if not folded.fully_signed or disputed_entries(folded):
        return None
    outside = any(entry.kind in FILLING and entry.kind != "signed" for entry in folded.entries.values())
    last = None if outside or not folded.signed else local_day(max(signed.time for signed in folded.signed))
    starts, _ends = duration_days(lasting_terms(folded, amendments_of(session, folded.history)))
    return Concluded(last, starts)


def former_party_words(members: Members, organisation: str, name: str, today: date) -> Message | None:
    """The warning that an organisation is no party any more; None for a party, and for one that never was."""
    member = members.of(organisation)
    if member is None or member.until is None or today <= member.until:
        return None
    words = N_(
        "{name} was a party until {until}. It gets a file of its own: the steps until that day and what ended its part,"
        " nothing newer."
    )
    return Message(words, {"name": name, "until": member.until.isoformat()})


def former_parties_among(acting: Acting, history: str, partners: Sequence[str]) -> tuple[Message, ...]:
    """The warnings about those of these organisations that are no party any more."""
    with acting.vault.read() as session:
        members, today = all_members(session, load_state(session, history)), local_day(acting.clock())
        known = {one.organisation: one.name for one in list_partners(session)}
    said = (former_party_words(members, one, known.get(one, one[:8]), today) for one in sorted(set(partners)))
    return tuple(one for one in said if one is not None)


def files_for(ready: Outgoing, chosen: Sequence[str]) -> list[list[str]]:
    """The chosen recipients by the files that they get: the parties one for all of them, each former party one of its own."""
    former = [one.organisation for one in ready.recipients if one.former_party is not None]
    together = [one for one in chosen if one not in former]
    return [*([together] if together else []), *([one] for one in chosen if one in former)]


def parcel_name(data: bytes) -> str:
    """A name for a parcel that says nothing to who carries it."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.dpact"


def require_sound_text(ready: Outgoing, *, with_gaps: bool, with_errors: bool) -> None:
    """Raise AnswerNo for a text of ours in which gaps or errors stand, unless whoever sends it knows of them."""
    if ready.gaps and not with_gaps:
        raise AnswerNo(
            counted(
                "{n} gap stands open in the text ({gaps}). Nobody can sign it like this. Close it, or send it knowingly.",
                "{n} gaps stand open in the text ({gaps}). Nobody can sign it like this. Close them, or send it knowingly.",
                len(ready.gaps),
                gaps=", ".join(ready.gaps[:MOST_GAPS]) + (" …" if len(ready.gaps) > MOST_GAPS else ""),
            )
        )
    if ready.errors and not with_errors:
        raise AnswerNo(errors_stand(ready.errors))


def errors_stand(errors: Sequence[Message]) -> Message:
    """The sentence on errors in a text that is to be sent, with the first of them."""
    return counted(
        "{n} error stands in the text; it cannot be frozen like this. {first} Correct it, or send it knowingly.",
        "{n} errors stand in the text; it cannot be frozen like this. The first: {first} Correct them, or send it"
        " knowingly.",
        len(errors),
        first=errors[0],
    )


def _errors(acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]) -> tuple[Finding, ...]:
    if has_withheld(state):
        return ()
    found = blocking_findings(session, folded, state, acting.organisation, local_day(acting.clock()), freezing=False)
    return tuple(one for one in found if not one.final)


def _outgoing(acting: Acting, session: Session, history: str) -> Outgoing:
    folded = load_state(session, history)
    state = current_state(folded)
    recipients = _recipients(acting, session, folded, state)
    carries_text = not folded.facts.offers or any(not _TEXTS.isdisjoint(one.unseen) for one in recipients)
    wrong = {_mark(state, one): one for one in _errors(acting, session, folded, state)} if carries_text else {}
    gaps = {_gap_mark(state, one): one for one in open_gaps(state.get("clauses"))} if carries_text else {}
    before = _sent_knowingly(session, history)
    both = _marks_of_theirs(acting, session, folded, {*wrong, *gaps} - before)
    new = [one for mark, one in wrong.items() if mark not in before | both]
    return Outgoing(
        history=history,
        number=str(state.get("number", "")),
        title=title_of(state),
        is_offered=bool(folded.facts.offers),
        goes_outside=None if folded.facts.offers else refusal_of_road(folded, "offer"),
        recipients=recipients,
        languages=tuple(state.get("languages", ("de", "en"))),
        file=file_name(str(state.get("number", "")), acting.clock(), sender=_sender_in_file(session, state)),
        left_behind=_left_behind(session, folded),
        approvals=None if folded.facts.offers else standing_of_text(acting, session, folded),
        gaps=tuple(gap.words for mark, gap in gaps.items() if mark not in before | both),
        errors=tuple(one.message for one in new),
        required=sum(one.missing for one in new),
        known=(
            *(gap.words for mark, gap in gaps.items() if mark in before),
            *(str(one.message) for mark, one in wrong.items() if mark in before),
        ),
        theirs=(
            *(gap.words for mark, gap in gaps.items() if mark in both),
            *(str(one.message) for mark, one in wrong.items() if mark in both),
        ),
        marks=frozenset({*wrong, *gaps}),
    )


def _marks_of_theirs(
    acting: Acting, session: Session, folded: AgreementState, asked: AbstractSet[str]
) -> frozenset[str]:
    """Those of the marks that the newest proposal of another party has, too: it wrote these words, or sent them knowingly."""
    theirs = [one for one in folded.facts.offers if folded.entries[one].organisation != acting.organisation]
    if not asked or not theirs:
        return frozenset()
    state = readable(folded.facts.offers[max(theirs, key=folded.place)].state)
    found = {_gap_mark(state, one) for one in open_gaps(state.get("clauses"))}
    if not asked <= found:
        found |= {_mark(state, one) for one in _errors(acting, session, folded, state)}
    return frozenset(asked & found)


_SETTLED = frozenset({"offer", "counter", "accept"})


def _left_behind(session: Session, folded: AgreementState) -> Message | None:
    """What we wrote after the text that goes out, and that no partner gets: typed words, or a draft that is not proposed."""
    if folded.stage not in ("draft", "offered", "agreed"):
        return None
    if journal.get_edits(session, folded.history):
        return Message(N_("Changes that you typed are in no draft yet, so they do not go out with this file."))
    draft = unsent_draft(folded)
    if draft is None:
        return None
    later = folded.order[folded.place(draft.digest) :]
    if any(folded.entries[one].kind in _SETTLED for one in later):
        return None  # a text was put forward or agreed to since: the draft was set aside by a person
    words = N_("Your draft of {day} is newer than what goes out, and does not go along: it is not proposed yet.")
    return Message(words, {"day": local_day(draft.time).isoformat()})


_TWO = 2


def _sender_in_file(session: Session, state: Mapping[str, Any]) -> str:
    """Our name for the name of a file, where it lies beside those of other parties; empty between two."""
    return short_name(own_line(session).state.name) if len(_parties(state)) > _TWO else ""


def note_sent_knowingly(acting: Acting, ready: Outgoing) -> None:
    """Remember the gaps and errors with which a text was sent, so that nobody is asked again about the same words."""
    if ready.marks:
        with acting.vault.write() as session:
            known: JsonObject = dict.fromkeys(sorted(_sent_knowingly(session, ready.history) | ready.marks), True)
            set_meta(session, _KNOWINGLY + ready.history, canonical(known).decode())


_KNOWINGLY = "sent_knowingly:"


def _sent_knowingly(session: Session, history: str) -> frozenset[str]:
    kept = get_meta(session, _KNOWINGLY + history)
    return frozenset(parse_object(kept.encode())) if kept else frozenset()


def _mark(state: Mapping[str, Any], finding: Finding) -> str:
    return f"{finding.id} {wording_of(state, finding)}"


def _gap_mark(state: Mapping[str, Any], gap: OpenGap) -> str:
    clause = part_at(state, gap.clause)
    whole = None if has_withheld(clause) else clause  # parts of a text can be erased in this vault
    stands: JsonObject = {"place": gap.place, "words": gap.words, "clause": whole}
    return f"gap {to_base64url(hashlib.sha256(canonical(stands)).digest())}"


def _recipients(
    acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]
) -> tuple[Recipient, ...]:
    """The other parties as they stand now."""
    shared = arrange(entry for entry in folded.entries.values() if entry.stream == "shared")
    recipients = []
    known = all_candidates(session)
    members, today = all_members(session, folded), local_day(acting.clock())
    former = former_members(members, today)
    by_word = files_sent(session, folded)
    amendments = [digest for digest in folded.order if folded.entries[digest].kind == "amendment"]
    numbered = {digest: number for number, digest in enumerate(amendments, start=1)}
    for party in other_parties(acting, session, folded, state):
        organisation, name, partner = party.organisation, party.named, party.partner
        told = carried_by_word(by_word, folded, acting.organisation, organisation)
        seen = acknowledged(session, folded.history, organisation, shared)
        may_have = steps_for(folded, shared, former[organisation]) if organisation in former else shared.index.keys()
        unseen = [
            entry
            for entry in shared.order
            if entry.organisation == acting.organisation
            and entry.kind != RECEIPT
            and entry.digest not in seen
            and entry.digest in may_have
        ]
        namesake = partner is not None and has_confirmed_namesake(known, organisation)
        standing = standing_as(known, organisation, name)
        shown = party.name
        undecided = partner is None and bool(of_name(known, name))
        had = seen | sent(session, folded.history, organisation, shared)
        unsent = sum(
            entry.kind != RECEIPT
            and entry.organisation != organisation
            and entry.digest not in had
            and entry.digest in may_have
            for entry in shared.order
        )
        held = None if partner is None else why_held_back(session, organisation)
        word = None if partner is None else introduction_suffices(session, partner)
        recipients.append(
            Recipient(
                organisation,
                shown,
                partner,
                tuple(_kind_in_letter(entry) for entry in unseen),
                tuple(_kind_in_letter(entry) for entry in unseen if entry.digest in told),
                tuple(_kind_in_letter(entry) for entry in unseen if entry.digest not in told),
                unsent,
                namesake,
                standing,
                held,
                word,
                former_party_words(members, organisation, shown, today),
                undecided,
                tuple((numbered[one.digest], str(one.body["day"])) for one in unseen if one.digest in numbered),
                name,
            )
        )
    return tuple(recipients)


def _kind_in_letter(entry: Entry) -> str:
    return "order" if entry.kind == "annex_version" and entry.body.get("annex") == "order" else entry.kind


def other_parties(
    acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]
) -> tuple[OtherParty, ...]:
    """The other parties as they stand now, and who was one and is owed a file still, in the order of the text."""
    partners = {one.organisation: one for one in list_partners(session)}
    others = _others(acting, session, folded, state)
    return tuple(OtherParty(one, name, partners.get(one)) for one, name in others.items())


def _others(acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]) -> dict[str, str]:
    """Names by organisation id of the other parties; a party whose id is unknown has its name as key."""
    if folded.parties:
        named = {party.get("organisation", ""): str(party.get("name", "")) for party in _parties(state)}
        reached = set(_reached(acting, session, folded))
        in_order = [*(party for party in named if party in reached), *sorted(reached - named.keys())]  # as in the text
        return {party: named.get(party, party) for party in in_order}
    known = all_candidates(session)
    others = {}
    for party in (
        taking_part(state) if relation_of(state) == ACCEDES else _parties(state)
    ):  # an accession names them all
        name = str(party.get("name", ""))
        one = meant(of_name(known, name))  # the links that link_parties will make when the draft is offered
        organisation = str(party.get("organisation", "")) or (name if one is None else one.organisation)
        if organisation != acting.organisation:
            others[organisation] = name
    return others


def _reached(acting: Acting, session: Session, folded: AgreementState) -> list[str]:
    """The other parties, and who was one and is owed a file still."""
    members = all_members(session, folded)
    former = former_members(members, local_day(acting.clock()))
    shared = arrange(entry for entry in folded.entries.values() if entry.stream == "shared")
    return [
        one.organisation
        for one in sorted(members.members, key=lambda one: one.organisation)
        if one.organisation != acting.organisation
        and (one.organisation not in former or is_owed(session, folded, shared, one))
    ]


def _parties(state: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    parties = state.get("terms", {}).get("parties", ())
    return parties if isinstance(parties, list) else ()
