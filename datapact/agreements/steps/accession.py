"""Joining, leaving and excluding: a newcomer signs an agreement of its own, with whoever the contract mandates; members give notice or vote.

Its text is the text as it stands, with the newcomer and a clause that says what is joined. It is offered, agreed, frozen
and signed like every agreement, so each signature stands in a PDF; then a party records it in the agreement that was
joined, and from then on the newcomer is a party.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import append, append_onto, load_state
from datapact.agreements.projection.endings import (
    NO_PERIOD,
    OrderEnd,
    data_of,
    first_last_day,
    order_ends,
)
from datapact.agreements.projection.motions import votes_waiting
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.parties import known_parties, with_key
from datapact.agreements.projection.party_over_time import Members
from datapact.agreements.projection.reading_version import (
    amendments_of,
    former_parties_on,
    reading_document,
    state_on,
    under_its_own_names,
)
from datapact.agreements.projection.who_is_party import (
    NO_ACCESSION,
    NO_LEAVING,
    NOT_CARRIED,
    content_of,
    leaving_day,
    members_of,
    text_digest_of,
)
from datapact.agreements.projection.write_row import standing_of
from datapact.agreements.steps.in_force import in_force
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.next_action import NextAction
from datapact.agreements.steps.permitted import unsent
from datapact.agreements.text.accession_title import ACCESSION_TITLE
from datapact.agreements.text.current_text import current_state
from datapact.base.beginnings import begins
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.acceding import ACCESSION, Joins, acceding_clause
from datapact.contract.editing.edit import with_terms
from datapact.contract.editing.without import without_parties
from datapact.contract.templates.clause_library import free_id
from datapact.contract.terms import Party, RoleInActivity, Terms, read_terms, write_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.terms.whole import MOST_NAMED, MOST_PARTIES
from datapact.contract.text.document import ACCEDES, AgreementDocument, relation_of, taking_part, write_state
from datapact.history.entries.entry import Entry, places_in, without
from datapact.history.entries.membership_shapes import LEAVING_GROUNDS
from datapact.organisation.partners.namesakes import all_candidates, chosen

if TYPE_CHECKING:
    from datapact.agreements.projection.reading_version import Consolidated
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.deadlines.termination import Ground
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

WITHHELD = N_("Parts of this text are withheld or erased in this vault, so this step is not possible.")


@dataclass(frozen=True, slots=True)
class Begun:
    """An accession that was drafted."""

    accession: str
    """``urn:uuid:`` id of the agreement by which the newcomer joins, a draft so far."""
    signers: tuple[str, ...]
    """Names of who signs it for the others."""
    by_vote: bool
    """Whether the others have to vote for it, once its text is frozen."""


def join(acting: Acting, history: str, partner: str, roles: Mapping[str, str], effective: date | None = None) -> Begun:
    """Draft the accession of a partner, named by the beginning of its id or fingerprint.

    ``roles`` are by key of an activity, those of every other activity under the empty key; none for no role. Raises
    AnswerNo where the contract provides for no accession or somebody else has to begin it, WrongUse for a wrong role.
    """
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        amendments = amendments_of(session, history)
        members = members_of(folded, amendments)
        today = local_day(acting.clock())
        first = max(effective or today, today)
        on = state_on(folded, today, amendments)
        if not on.state or has_withheld(on.state):
            raise AnswerNo(WITHHELD)
        if not members.has(acting.organisation, today):
            raise AnswerNo(N_("Your organisation is no party any more."))
        terms = on.terms
        if not terms.membership.joining:
            raise AnswerNo(NO_ACCESSION)
        signers = _signers(terms, members, acting.organisation, today)
        newcomer = _newcomer(session, terms, partner, members)
        _require_room(terms, members, today)
        gone = former_parties_on(folded, amendments, today)
        with_it = _with(_staying(terms, gone), newcomer, roles)
        number = next_number(session, acting.clock())
        document = _document(folded, on, with_it, newcomer, signers, first, number, _last_days(terms, gone))
        state = write_state(document)
        append(acting, session, document.agreement, "draft", {"state": state, "note": ""})
        return Begun(document.agreement, tuple(one.name for one in signers), terms.membership.joining == "majority")


def _signers(terms: Terms, members: Members, own: str, today: date) -> list[Party]:
    """Who signs for the others by the contract; our own organisation begins, so it has to be among them."""
    there = members.on(today)
    rule = terms.membership.joining
    if rule == "all":
        return [one for one in terms.parties if one.organisation in there]
    if rule == "majority":
        return [one for one in terms.parties if one.organisation == own]
    mandated = [one for one in terms.parties if one.key == terms.membership.joining_party]
    if not any(one.organisation == own for one in mandated):
        raise AnswerNo(
            N_("By the contract {party} signs accessions for all, so it has to begin them. Ask it to."),
            party=mandated[0].name if mandated else terms.membership.joining_party,
        )
    return mandated


def _newcomer(session: Session, terms: Terms, partner: str, members: Members) -> Party:
    """The newcomer as its card describes it, under a key that no party has."""
    identity = chosen(all_candidates(session), partner).organisation
    member = members.of(identity)
    if member is not None and member.until is not None:
        raise AnswerNo(
            N_(
                "This organisation was or is a party until {until}, and nobody joins the same agreement twice. Duplicate the"
                " agreement (datapact library duplicate), take out who does not go on, and have it signed anew with the"
                " organisation; what was agreed here stays as it is."
            ),
            until=member.until.isoformat(),
        )
    if member is not None:
        raise AnswerNo(N_("The organisation is or was a party already."))
    known = next((one for one in known_parties(session) if one.organisation == identity and not one.own), None)
    if known is None:
        raise WrongUse(N_("{partner} is not among your partners. Add its card first."), partner=partner)
    if not known.party.signatories:
        raise AnswerNo(
            N_("The card of {partner} names nobody who can sign. Ask it for a new one."), partner=known.party.name
        )
    key = free_id(known.party.key, {one.key for one in terms.parties})
    last = max((person.order for one in terms.parties for person in one.signatories), default=0)
    return with_key(known.party, key, last + 1)


def _require_room(terms: Terms, members: Members, today: date) -> None:
    """Refuse one more party than the format has places for; whoever is gone takes up none."""
    there = [one for one in members.members if one.until is None or one.until >= today]
    if len(there) >= MOST_PARTIES:
        raise AnswerNo(N_("An agreement has at most {n} parties at a time, and all places are taken."), n=MOST_PARTIES)
    if len(terms.parties) >= MOST_NAMED:
        raise AnswerNo(
            N_(
                "The text names {n} organisations by now, those included that are gone, and no more fit in. Have it signed anew"
                " among those who go on: datapact library duplicate."
            ),
            n=len(terms.parties),
        )


def _staying(terms: Terms, former: Collection[str]) -> Terms:
    """The terms among those who are parties: whoever is gone signs nothing more, and is no party to what is joined."""
    keys = [one.key for one in terms.parties if one.organisation in former]
    return without_parties(terms, keys).terms if keys else terms


def _last_days(terms: Terms, last_days: Mapping[str, date]) -> dict[str, date]:
    """The last day of each party of the text that is gone, by its name."""
    return {one.name: last_days[one.organisation] for one in terms.parties if one.organisation in last_days}


def _with(terms: Terms, newcomer: Party, roles: Mapping[str, str]) -> Terms:
    """The terms with the newcomer and its roles, and nothing else."""
    unknown = sorted(roles.keys() - {one.key for one in terms.activities} - {""})
    if unknown:
        raise WrongUse(
            N_("There is no activity {name}. Activities: {names}."),
            name=unknown[0][:50],
            names=", ".join(one.key for one in terms.activities),
        )
    activities = []
    for one in terms.activities:
        role: Any = roles.get(one.key) or roles.get("")
        added = (RoleInActivity(party=newcomer.key, role=role),) if role else ()
        activities.append(one.model_copy(update={"roles": (*one.roles, *added)}))
    return terms.model_copy(update={"parties": (*terms.parties, newcomer), "activities": tuple(activities)})


def _document(
    folded: AgreementState,
    on: Consolidated,
    terms: Terms,
    newcomer: Party,
    signers: list[Party],
    first: date,
    number: str,
    last_days: Mapping[str, date],
) -> AgreementDocument:
    joined, _remark = reading_document(folded, on)
    joined = under_its_own_names(folded, joined)
    if last_days:  # clauses as they were signed name them, too
        text = with_terms(joined, terms)
    else:
        text, _also = reading_document(folded, replace(on, state={**on.state, "terms": write_terms(terms)}))
    signing = {one.key for one in (*signers, newcomer)}
    numbers = [n for n, one in enumerate(terms.parties, 1) if one.key in signing]
    parent = {
        "agreement": folded.history,
        "number": joined.number,
        "title": joined.title[joined.prevailing],
        "relation": ACCEDES,
        "effective": first.isoformat(),
        "text": text_digest_of(on.state),
        "signers": " ".join(map(str, numbers)),
    }
    title: dict[Language, str] = {
        one: Message(ACCESSION_TITLE, {"title": joined.title[one]}).text(one) for one in joined.languages
    }
    taken = {one.id for one in text.clauses} | {part.id for one in text.clauses for part in one.paragraphs}
    signs = [one.name for one in signers]
    joins = Joins(newcomer.name, joined.title, joined.number, first, parent["text"], signs, last_days)
    clause = acceding_clause(joins, text.languages, free_id(ACCESSION, taken))
    return replace(
        text,
        agreement=f"urn:uuid:{uuid.uuid4()}",
        number=number,
        title=title,
        parent=parent,
        clauses=(*text.clauses, clause),
    )


def admit(acting: Acting, accession: str) -> Entry:
    """Bring an accession before the others: ask for their votes where the contract wants them, else record it.

    Votes are asked for once its text is frozen, since they are on exactly what the newcomer adds; it is recorded once it
    is signed. Raises AnswerNo where it is too early, or where the record would have no effect.
    """
    with acting.vault.write() as session:
        inner = load_state(session, accession)
        state = current_state(inner)
        if relation_of(state) != ACCEDES:
            raise AnswerNo(N_("This agreement is no accession to another one."))
        if inner.freeze is None:
            raise AnswerNo(N_("The text of the accession is not frozen yet."))
        history = str(state["parent"]["agreement"])
        folded = in_force(acting, session, history)
        amendments = amendments_of(session, history)
        today = local_day(acting.clock())
        newcomer = _joining(members_of(folded, amendments), inner, state)
        motion = None
        if state_on(folded, today, amendments).terms.membership.joining == "majority":
            motion = _motion_for(folded, content_of(state, newcomer["organisation"]))
            if motion is None:
                body = {
                    "act": "admission",
                    "organisation": newcomer["organisation"],
                    "name": newcomer["name"],
                    "content": content_of(state, newcomer["organisation"]),
                    "day": today.isoformat(),
                    "end": "",
                    "reason": "",
                }
                return append(acting, session, history, "motion", body, folded)
        if not inner.fully_signed:
            raise AnswerNo(N_("This is possible only once every signatory has signed."))
        record = _record(inner, newcomer, today, motion or "")
        entry, after = append_onto(folded, acting, session, history, "accession", record)
        refused = members_of(after, amendments).refused.get(entry.digest)
        if refused is not None:
            raise AnswerNo(N_("This accession would have no effect: {reason}"), reason=refused)
        return entry


def _record(inner: AgreementState, newcomer: Mapping[str, Any], day: date, motion: str) -> dict[str, Any]:
    """The body of the record of a signed accession."""
    return {
        "organisation": newcomer["organisation"],
        "name": newcomer["name"],
        "accession": inner.history,
        "motion": motion,
        "day": day.isoformat(),
        "revision_to": min(inner.revisions),
        "entries": [_packed(inner, entry) for entry in inner.dag.order if entry.stream == "shared"],
    }


def _motion_for(folded: AgreementState, content: Mapping[str, Any]) -> str | None:
    """The newest motion to admit exactly what an accession adds."""
    found = [one.digest for one in folded.facts.motions.values() if one.act == "admission" and one.content == content]
    return max(found, key=folded.place, default=None)


def _joining(members: Members, inner: AgreementState, state: Mapping[str, Any]) -> Mapping[str, Any]:
    fresh = inner.parties - {one.organisation for one in members.members}
    found = [one for one in state["terms"]["parties"] if one.get("organisation") in fresh]
    if len(found) != 1:
        raise AnswerNo(N_("The organisation is or was a party already."))
    only: Mapping[str, Any] = found[0]
    return only


_NEGOTIATION = frozenset({"note", "text", "reason", "words"})


def _packed(inner: AgreementState, entry: Entry) -> dict[str, Any]:
    """An entry of the accession as its record carries it: what its conclusion rests on, without the negotiation."""
    agreed = inner.freeze is not None and entry.digest == inner.freeze.offer
    aside = {
        digest
        for digest, path in places_in(entry).items()
        if path[0] in _NEGOTIATION or (path[0] == "state" and not agreed)
    }
    shown = without(entry, aside, erased=False) if aside else entry
    return {"jws": shown.jws, "disclosures": list(shown.disclosures)}


def leave(acting: Acting, history: str, end: date | None, reason: str, ground: str = "ordinary") -> tuple[Entry, date]:
    """Give notice that ends our own part alone; returns the entry and the day by what is known now.

    Raises AnswerNo where the contract has a party's notice end it for all, or names no period.
    """
    why = _known(ground)
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        amendments = amendments_of(session, history)
        member = members_of(folded, amendments).of(acting.organisation)
        if member is None or not member.on(today):
            raise AnswerNo(N_("Your organisation is no party any more."))
        first = _first_day(folded, amendments, today, why)
        body = _notice(today, max(end or first, first, today), why, reason)
        entry, after = append_onto(folded, acting, session, history, "leaving", body)
        members = members_of(after, amendments)
        if (refused := members.refused.get(entry.digest)) is not None:
            raise AnswerNo(refused)
        found = members.of(acting.organisation)
        if found is None or found.until is None:
            raise AnswerNo(NO_LEAVING)
        return entry, found.until


def first_day_to_leave(acting: Acting, history: str) -> date | None:
    """The earliest last day by the agreed period if another party had our notice today; None where the contract names none."""
    today = local_day(acting.clock())
    with acting.vault.read() as session:
        state = state_on(load_state(session, history), today, amendments_of(session, history)).state
    return leaving_day(read_terms(state["terms"]), today, "ordinary") if state and not has_withheld(state) else None


def _known(ground: str) -> Ground:
    """The ground of a notice that ends a part or an order; raises WrongUse for another word."""
    if ground not in LEAVING_GROUNDS:
        raise WrongUse(N_("The ground is ordinary or cause."))
    return "cause" if ground == "cause" else "ordinary"


def _notice(today: date, end: date, ground: Ground, reason: str) -> dict[str, str]:
    """What each notice says; ``end`` is no day before the first possible one, which would have no effect."""
    return {"day": today.isoformat(), "end": end.isoformat(), "ground": ground, "reason": bounded(reason)}


def _first_day(folded: AgreementState, amendments: Sequence[SignedAmendment], today: date, ground: Ground) -> date:
    """The first possible last day of a notice that another party has today; today where the text names no period."""
    state = state_on(folded, today, amendments).state
    found = leaving_day(read_terms(state["terms"]), today, ground) if state is not None else None
    return found or today


def end_order(
    acting: Acting, history: str, order: str, end: date | None, reason: str, ground: str = "ordinary"
) -> tuple[Entry, tuple[OrderEnd, ...]]:
    """Give notice that ends one order, named by the beginning of its digest, or one dataset of it by its key: as a whole where
    we provide the data, for ourselves where we receive it. Returns the entry and what ends when, by what is known now.

    Raises AnswerNo where the contract names no period and the ground is ordinary, or the notice would end nothing.
    """
    why = _known(ground)
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        amendments = amendments_of(session, history)
        state = state_on(folded, today, amendments).state
        if not state or has_withheld(state):
            raise AnswerNo(WITHHELD)
        terms = read_terms(state["terms"])
        first = first_last_day(terms, today, why)
        if first is None:
            raise AnswerNo(NO_PERIOD)
        change, dataset = _order_meant(folded, terms, order)
        body = {
            "change": change,
            "dataset": dataset,
            **_notice(today, max(end or first, first, today), why, reason),
        }
        entry, after = append_onto(folded, acting, session, history, "order_ended", body)
        found = order_ends(after, amendments)
        if (refused := found.refused.get(entry.digest)) is not None:
            raise AnswerNo(refused)
        ends = tuple(one for one in found.ends if one.ended_by == entry.digest)
        if not ends:
            raise AnswerNo(N_("This order ends already, on that day or before."))
        return entry, ends


def _order_meant(folded: AgreementState, terms: Terms, order: str) -> tuple[str, str]:
    """Digest of the order that a beginning of it names, or the key of a dataset, which then stands behind it."""
    orders = [one.digest for one in folded.facts.changes.values() if one.annex == "order"]
    bringing = [one for one in ("", *orders) if any(order == data.key for data in data_of(folded, one, terms))]
    if bringing:
        return bringing[0], order
    found = [one for one in orders if order and begins(one, order)]
    if len(found) != 1:
        raise WrongUse(N_("There is no single order {name}. See datapact agreement show."), name=order[:100])
    return found[0], ""


def exclude(acting: Acting, history: str, party: str, end: date | None, reason: str) -> Entry:
    """Ask for votes on the exclusion of a party, named by its key or the beginning of its id or name; we vote for it.

    Raises AnswerNo where the contract provides for none, WrongUse without a reason or for an unknown party.
    """
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.read() as session:
        state = current_state(load_state(session, history))
    with acting.vault.read() as session:
        on = state_on(load_state(session, history), local_day(acting.clock()), amendments_of(session, history))
    named = [
        one
        for one in (on.state or state)["terms"]["parties"]
        if party in (one["key"], one["name"]) or begins(str(one.get("organisation", "")), party)
    ]
    if len(named) != 1:
        raise WrongUse(N_("There is no single party {name}."), name=party[:100])
    return _move(acting, history, "exclusion", str(named[0]["organisation"]), str(named[0]["name"]), end, reason)


def end_for_all(acting: Acting, history: str, end: date | None, reason: str) -> Entry:
    """Ask for votes on ending the agreement for all; raises AnswerNo where the contract provides for none."""
    return _move(acting, history, "end", "", "", end, reason)


def _move(acting: Acting, history: str, act: str, organisation: str, name: str, end: date | None, reason: str) -> Entry:
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        amendments = amendments_of(session, history)
        members = members_of(folded, amendments)
        if not members.has(acting.organisation, today):
            raise AnswerNo(N_("Your organisation is no party any more."))
        if organisation and not members.has(organisation, today):
            raise AnswerNo(N_("{name} is no party any more."), name=name)
        body = {
            "act": act,
            "organisation": organisation,
            "name": name,
            "content": {},
            "day": today.isoformat(),
            "end": max(end or today, today).isoformat(),
            "reason": bounded(reason),
        }
        entry, after = append_onto(folded, acting, session, history, "motion", body)
        refused = members_of(after, amendments).refused.get(entry.digest)
        if refused is not None and refused != NOT_CARRIED:
            raise AnswerNo(refused)
        return entry


def vote(acting: Acting, history: str, beginning: str, choice: str, reason: str = "") -> Entry:
    """Vote yes or no on a motion, named by the beginning of its digest; by default the only one open for us."""
    if choice not in ("yes", "no"):
        raise WrongUse(N_("Vote yes or no."))
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        waiting = list(votes_waiting(folded, acting.organisation, amendments_of(session, history)))
        found = [one for one in folded.facts.motions if begins(one, beginning)] if beginning else waiting
        if not found:
            raise AnswerNo(N_("There is no such motion to vote on."))
        if len(found) > 1:
            raise WrongUse(N_("Several motions wait for you. Say which one by the beginning of its digest."))
        body = {
            "motion": found[0],
            "vote": choice,
            "day": local_day(acting.clock()).isoformat(),
            "reason": bounded(reason),
        }
        return append(acting, session, history, "vote", body, folded)


_RECORDED = N_("Done: {name} joined {number} by it")
_RECORDED_WHY = N_("What the party provides or receives is agreed there, by orders and amendments.")
_RECORD = N_("Record that {name} joins {number}")
_RECORD_WHY = N_(
    "All who sign it have signed. {name} is a party only once this is recorded in {number} and sent to all."
)
_ASK = N_("Ask the parties of {number} for their votes on {name}")
_ASK_WHY = N_("By the contract most of them have to be for exactly this accession before it is recorded.")
_VOTES = N_("Waiting for the votes on {name}: {n} of {needed}")
_OTHERS = N_("Waiting until a party that signed for the others records the accession in {number}")
_REFUSED = N_("{name} is no party: the record of this accession has no effect. {reason}")


def step_of_accession(
    session: Session, folded: AgreementState, organisation: str, roles: Collection[str]
) -> NextAction | None:
    """The next action of an accession that all have signed; None for everything else, and while our step is not sent."""
    if unsent(folded, organisation):
        return None  # the others learn first that it is signed
    found = standing_of(session, folded, organisation)
    if found is None:
        return None
    number = str(current_state(folded)["parent"].get("number", ""))
    named = {"name": str(found.newcomer["name"]), "number": number}
    why = Message(_RECORD_WHY, named)
    match found.awaited:
        case "done":
            return NextAction("none", Message(_RECORDED, named), Message(_RECORDED_WHY))
        case "others":
            return NextAction("none", Message(_OTHERS, named), why)
        case "refused":
            return NextAction("none", Message(_REFUSED, {**named, "reason": found.reason or ""}))
        case "votes":
            told = {**named, "n": str(found.given), "needed": str(found.needed)}
            return NextAction("none", Message(_VOTES, told), Message(_ASK_WHY))
        case _ if "legal" not in roles:
            return NextAction("none", Message(N_("A legal member records the accession")), why)
        case "ask_votes":
            return NextAction("ask_votes", Message(_ASK, named), Message(_ASK_WHY))
        case _:
            return NextAction("admit", Message(_RECORD, named), why)


def step_of_joined(
    session: Session, folded: AgreementState, organisation: str, roles: Collection[str], accessions: Sequence[str]
) -> NextAction | None:
    """The next action of an agreement that somebody joins: an accession that all have signed and that is not recorded in it.

    ``accessions`` are the histories of the accessions to it. None where none waits, or where it is not in force.
    """
    if folded.stage != "signed" or folded.disputes:
        return None
    there = {one.organisation for one in members_of(folded, amendments_of(session, folded.history)).members}
    for history in accessions:
        accession = load_state(session, history)
        state = current_state(accession)
        if has_withheld(state) or taking_part(state)[-1].get("organisation") in there:
            continue
        step = step_of_accession(session, accession, organisation, roles)
        if step is not None:
            return NextAction("open_accession", step.words, step.why, history)
    return None
