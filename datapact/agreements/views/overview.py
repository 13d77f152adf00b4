"""The overview of one agreement: parties, datasets and purposes, last day, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.disputes import DisputeView, disputes_of, names_disputing
from datapact.agreements.projection.endings import has_disputed_end, not_shown_to_have
from datapact.agreements.projection.numbers import number_in_list
from datapact.agreements.projection.projection import amended_agreement, lasting_terms, row_of, text_digest
from datapact.agreements.projection.reading_version import amendments_of
from datapact.agreements.projection.status import ground_words, status_message, whole_evidence
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.projection.write_row import contract_ends, with_accession
from datapact.agreements.steps.permitted import declined_words
from datapact.agreements.text.agreed_form import classes_of, conclusion_form, form_not_kept
from datapact.agreements.text.current_text import current_state, readable
from datapact.agreements.text.outside_replies import PartyOutside, outside_replies
from datapact.agreements.text.signing_places import SlotView, signing_places
from datapact.agreements.text.slot_evidence import text_or_empty
from datapact.agreements.views.members import MembersPage, changed_members, exclusions_on_receipt, page_of
from datapact.agreements.views.timeline import ElsewhereView, elsewhere_view
from datapact.base.clock import in_zone, local_day
from datapact.base.texts import N_, Argument, Language, Listed, Message
from datapact.contract.text.document import ACCEDES, relation_of, taking_part
from datapact.contract.text.names import title_of
from datapact.contract.vocabulary.messages import moment_words
from datapact.deadlines.termination import RunningTerm, running_terms
from datapact.history.fold.acceded import signed_in
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.can_sign import Named, cannot_sign, what_they_lack
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.organisation.partners.namesakes import (
    Candidate,
    all_candidates,
    has_confirmed_namesake,
    meant,
    of_name,
    standing_as,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact.agreements.projection.party_over_time import Members
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Slot, Termination
    from datapact.history.state.filled_slots import OutsideSlot
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


IDENTITIES: Mapping[str, str] = {
    "own": N_("own organisation"),
    "confirmed": N_("identity confirmed"),
    "renamed": N_("identity confirmed under another name"),
    "introduced": N_("identity introduced"),
    "declared": N_("identity only declared"),
    "unknown": N_("identity unknown"),
    "undecided": N_("several partners bear this name: say which is meant"),
    "without_datapact": N_("without DataPact"),
}


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party of the agreement, the ``number``-th one from 1. ``identity`` is a key of IDENTITIES."""

    number: int
    key: str
    """Within the agreement."""
    name: str
    """As the terms have it, may be empty in a draft."""
    organisation: str
    """Id; empty while nobody said which one it is."""
    identity: str
    accepted: bool
    """True where it accepts the text that counts."""
    signed: bool
    """True once all its slots are signed, or the contract was signed elsewhere."""
    fingerprint: str = ""
    """Of its identity; empty for our own, and while nobody knows it."""
    namesakes: int = 0
    """Number of other partners of ours with its name."""
    is_namesake: bool = False
    """Whether its identity is not confirmed while that of another one of its name is."""
    confirmed_as: str = ""
    """The name under which its identity was confirmed, where the party's is another one (identity ``renamed``)."""

    membership: Message | None = None
    """Since when or until when it is a party; None for one from the beginning whose part nothing ends."""
    joined_by: Message | None = None
    """The accession that it signed; None for a founder."""
    outside: PartyOutside | None = None
    """Its answer by e-mail or on paper; None where the agreement does not go that way."""

    @property
    def unnamed(self) -> bool:
        """Whether nobody has entered the party's name yet; then its identity is not shown."""
        return not self.name and not self.organisation

    @property
    def called(self) -> str:
        """The party's name in the current language; an unnamed party is numbered."""
        return self.name or str(Message(N_("Party {n}"), {"n": self.number}))

    @property
    def identity_words(self) -> Message:
        if self.identity == "undecided" and self.namesakes == 1:
            return Message(N_("the partner of this name is not confirmed under it: say whether it is meant"))
        return Message(N_("not named yet") if self.unnamed else IDENTITIES[self.identity])


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A proposal that waits for answers, and who made it."""

    digest: str
    """Of the entry, base64url."""
    organisation: str
    """Id of the one that proposes."""
    name: str
    """As the terms have it; empty for one that is not in them."""


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose with the datasets that may be used for it; with ``prohibited``, may not."""

    purpose: str
    """Name, in the language of the overview."""
    datasets: tuple[str, ...]
    """Names, in the order of the terms."""
    prohibited: bool


@dataclass(frozen=True, slots=True)
class Amendment:
    """The other end of an amendment: the amended agreement, or one that amends this one."""

    history: str
    """History id of the other agreement."""
    number: str
    """As our list has it; for an agreement that is not here as the text names it."""
    title: str
    """In the language of the reader; as the text names it for an agreement that is not here."""
    status: str
    """One of ``STATUS_WORDS``; empty for an agreement that is not here."""
    relation: str
    """``amends``, or ``accedes`` where one joins the other by it."""
    begins: str
    """Local day from which the new text counts, ISO 8601; empty where it is not fixed."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The overview for a lead or lawyer: who, what data, for what purpose, until when, what is next.

    ``terminated_on`` is the last day by a notice of termination, which may come before ``ends``; ``end_disputed`` names
    who disputes that notice.
    """

    id: str
    """``urn:uuid:`` id of the agreement's history."""
    number: str
    """As our list has it, may be empty."""
    title: str
    """In ``language``, or else the prevailing one."""
    kind: str
    """Kind of contract by its template, such as ``ai-pilot``."""
    status: str
    """One of ``STATUS_WORDS``, by the calendar of today."""
    next_step: str
    """One of ``NEXT_STEPS``, for our organisation."""
    turn: tuple[str, ...]
    """Ids of the organisations that have to act next, sorted."""
    parties: tuple[PartyView, ...]
    """In the order of the terms."""
    datasets: tuple[str, ...]
    """Names."""
    purposes: tuple[str, ...]
    """Names, prohibited ones too."""
    uses: tuple[Use, ...]
    """One for each purpose, in the order of the terms."""
    starts: str | None
    """First local day in ISO 8601; None where the terms have none."""
    ends: str | None
    terminated_on: str | None
    state_digest: str
    """SHA-256 (base64url) of the text that counts; empty where parts of it are erased."""
    evidence: str
    """The class of evidence (projection/status.py); empty while nothing is signed."""
    elsewhere: ElsewhereView | None
    """The record of its signing outside DataPact, if any."""
    open_offers: tuple[OpenOffer, ...]
    """In the order of the history."""
    slots: tuple[SlotView, ...]
    """In the order of signing; empty before the text is frozen."""
    void: tuple[tuple[str, Message], ...]
    """Digest of each entry without effect, and why; sorted by digest."""
    warnings: tuple[Message, ...]
    """Of a copied vault and of a clock that is behind."""
    disputes: tuple[DisputeView, ...]
    """Oldest first."""
    amends: Amendment | None
    """The agreement whose text this one replaces."""
    amended_by: tuple[Amendment, ...]
    """Agreements that replace or are to replace this text, in the order of their first day."""
    members: MembersPage
    """Who is a party from when until when, as of today, and what the parties vote on."""
    term_end: str | None = None
    """Last local day of the term in ISO 8601, where it renews itself by ``renewal_months`` unless notice is given."""
    renewal_months: int = 0
    """0 where it does not."""
    term: RunningTerm | None = None
    """The term of today where it renews itself, and nobody has given notice."""
    end_disputed: str = ""
    declined: tuple[Message, ...] = ()
    """Who declined, and why, oldest first."""
    notices: tuple[Message, ...] = ()
    """Of each notice of termination who declared it for which party, its ground and reason, as stated; oldest first."""
    notice_received: bool = False
    """Whether another party gave notice of termination."""
    notice_unproven: bool = False
    """Whether our own notice of termination was given, and no step of a partner shows that it arrived."""

    def evidence_words(self, *, short: bool = False) -> Message:
        """The evidence of the conclusion in words, where some signed here and others elsewhere both; raises KeyError without any."""
        return whole_evidence(self.evidence, classes_of(self.slots), short=short)

    @property
    def disputed(self) -> str:
        """The names of those who dispute it, in one line; empty where nobody does."""
        return names_disputing(self.disputes)


def overview(acting: Acting, history: str, language: Language | None = None) -> Overview:
    """The overview of one agreement; raises WrongUse when the vault does not have it.

    Names are in ``language``; None is for machines: in the language that prevails in the agreement.
    """
    with acting.vault.read() as session:
        return overview_of(session, load_state(session, history), acting, language)


def _term(duration: Mapping[str, Any], renewal: int, today: date) -> RunningTerm | None:
    end = duration.get("end")
    if not renewal or not isinstance(end, str):
        return None
    months, days = (duration.get(name) or 0 for name in ("notice_months", "notice_days"))
    return next(running_terms(date.fromisoformat(end), renewal, months, days, today), None)


def overview_of(
    session: Session, folded: AgreementState, acting: Acting, language: Language | None = None, *, soon: bool = False
) -> Overview:
    """The overview of an agreement that is already folded; ``soon`` takes the digest of its text from the list."""
    history = folded.history
    amendments = amendments_of(session, history)
    day = local_day(acting.clock())
    ends = contract_ends(session, folded)
    row = row_of(folded, acting.organisation, clock_day=day, amendments=amendments, contract_ends=ends)
    row = with_accession(session, row, folded, acting.organisation)
    number = number_in_list(session, history, row.number)
    state = current_state(folded)
    today = local_day(acting.clock())
    members = page_of(folded, amendments, acting.organisation, today)
    signed_for = members if not amendments else page_of(folded, (), acting.organisation, today)
    parties = _parties(session, acting, folded, state, signed_for)
    spoken = language or str(state.get("prevailing", "de"))
    terms: Mapping[str, Any] = state.get("terms", {})
    duration = lasting_terms(folded, amendments).get("duration")
    duration = duration if isinstance(duration, Mapping) else {}
    renewal = duration.get("renewal_months")
    renewal = renewal if isinstance(renewal, int) else 0
    names = {party.organisation: party.name for party in parties}
    disputes = disputes_of(folded, names)
    of_the_end = (one for one in disputes if "termination" in one.about)
    slots = signing_places(folded, acting.organisation, names, known_names(session))
    form_lack = form_not_kept(conclusion_form(terms), slots)
    return Overview(
        id=history,
        number=number,
        title=row.title if language is None else title_of(state, language),
        kind=row.kind,
        status=row.status,
        next_step=row.next_step,
        turn=tuple(sorted(folded.turn)),
        parties=parties,
        datasets=_labels(terms.get("datasets", ()), spoken),
        purposes=_labels(terms.get("purposes", ()), spoken),
        uses=_uses(terms, spoken),
        starts=row.starts,
        ends=row.ends,
        term_end=str(duration["end"]) if renewal and duration.get("end") else None,
        renewal_months=renewal,
        term=None if row.due else _term(duration, renewal, today),
        terminated_on=row.due,
        state_digest=_listed_digest(session, folded) if soon else text_digest(folded),
        elsewhere=elsewhere_view(folded),
        evidence=row.evidence or ("signed_here" if folded.fully_signed else ""),
        open_offers=tuple(
            OpenOffer(
                digest,
                folded.facts.offers[digest].organisation,
                names.get(folded.facts.offers[digest].organisation, ""),
            )
            for digest in folded.open_offers
        ),
        slots=slots,
        void=tuple(sorted(folded.void.items())),
        warnings=(
            *_amended_ends(session, row.amends),
            *exclusions_on_receipt(folded, amendments, acting.organisation, names),
            *_warnings(acting, folded, names),
            *_unable_to_sign(acting, session, folded, state),
            *(() if form_lack is None else (form_lack,)),
        ),
        disputes=disputes,
        amends=_amends(session, state),
        amended_by=_amended_by(session, history),
        members=members,
        end_disputed=names_disputing(of_the_end) if has_disputed_end(folded, amendments) else "",
        declined=declined_words(folded),
        notices=tuple(
            words
            for one in folded.terminated
            for words in (
                _declared(one, names.get(one.organisation, "")),
                *ground_words(text_or_empty(one.ground), text_or_empty(one.reason)),
            )
        ),
        notice_received=any(one.organisation != acting.organisation for one in folded.terminated),
        notice_unproven=bool(not_shown_to_have(folded, acting.organisation)),
    )


def _listed_digest(session: Session, folded: AgreementState) -> str:
    row = session.get(AgreementRow, folded.history)
    return text_digest(folded) if row is None else row.state_digest


def _declared(notice: Termination, party: str) -> Message:
    """Who declared a notice, as its author says: nobody here checks whether that suffices (ss. 174, 180 BGB)."""
    who, authority = text_or_empty(notice.declared_by), text_or_empty(notice.authority)
    told = {"party": party, "names": who, "authority": authority}
    if not who:
        return Message(N_("Notice of {party}: who declared it is not stated. Check form and authority."), told)
    if authority:
        return Message(N_("Notice of {party}: declared by {names}, by its own account on: {authority}."), told)
    return Message(N_("Notice of {party}: declared by {names}."), told)


def _amended_ends(session: Session, history: str) -> tuple[Message, ...]:
    """Says of an amendment that notice of what it amends was given: it does not outlast that contract."""
    row = session.get(AgreementRow, history) if history else None
    if row is None or row.stage != "terminated" or not row.due:
        return ()
    words = N_(
        "Notice was given of {number}, to which this belongs: its last day is {day}. If the notice holds, this ends with it."
    )
    return (Message(words, {"number": row.number, "day": row.due}),)


def amends_words(one: Amendment) -> Message:
    """The amended agreement in words, and from when the new text counts."""
    name = f"{one.number}  {one.title}".strip()
    return (
        Message(N_("{agreement}, from {day}"), {"agreement": name, "day": one.begins})
        if one.begins
        else Listed.of([name])
    )


def amended_words(one: Amendment) -> Message:
    """An amendment in words: its number, its status, and its first day."""
    told: dict[str, Argument] = {"number": one.number, "status": status_message(one.status), "day": one.begins}
    return Message(N_("{number} ({status}), from {day}") if one.begins else N_("{number} ({status})"), told)


def _amends(session: Session, state: Mapping[str, Any]) -> Amendment | None:
    history = amended_agreement(state)
    if not history:
        return None
    parent = readable(state.get("parent"))
    row = session.get(AgreementRow, history)
    begins, relation = str(parent.get("effective", "")), str(parent.get("relation", ""))
    if row is None:
        return Amendment(history, str(parent.get("number", "")), str(parent.get("title", "")), "", relation, begins)
    return Amendment(history, row.number, row.shown_title, row.status, relation, begins)


def _amended_by(session: Session, history: str) -> tuple[Amendment, ...]:
    rows = session.exec(select(AgreementRow).where(AgreementRow.amends == history)).all()
    found = [
        Amendment(
            row.id,
            row.number,
            row.shown_title,
            row.status,
            relation_of(current_state(load_state(session, row.id))),
            row.starts or "",
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.begins, one.number)))


def with_text_in_force(overview: Overview, state: Mapping[str, Any], language: str) -> Overview:
    """An overview whose data and purposes are those of the text in force, as agreement.json, with what changed it."""
    terms: Mapping[str, Any] = state.get("terms", {})
    return replace(
        overview,
        datasets=_labels(terms.get("datasets", ()), language),
        purposes=_labels(terms.get("purposes", ()), language),
        uses=_uses(terms, language),
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
    session: Session, acting: Acting, folded: AgreementState, state: Mapping[str, Any], members_page: MembersPage
) -> tuple[PartyView, ...]:
    chosen = (
        folded.freeze.offer
        if folded.freeze
        else folded.agreed or (folded.open_offers[0] if folded.open_offers else None)
    )
    accepted = folded.accepted.get(chosen, frozenset()) if chosen else frozenset()
    done = {signed.slot for signed in folded.signed}
    slots: Sequence[Slot | OutsideSlot] = folded.freeze.slots if folded.freeze else ()
    if folded.outside is not None and folded.outside.slots is not None:
        done, slots = set(folded.outside.slots.filled), folded.outside.slots.fixed.slots
    views = []
    known = all_candidates(session)
    partners = {one.organisation: one for one in known if one.organisation != acting.organisation}
    external = {plain_name(profile.name) for profile in list_external_partners(session)}
    outside = outside_replies(folded, acting.organisation)
    agreed = {one.name for one in outside if one.answer == "accepted"}
    members = members_of(folded)
    standing = changed_members(members_page)
    listed = taking_part(state) if relation_of(state) == ACCEDES else list(state.get("terms", {}).get("parties", ()))
    listed += [
        one
        for joined in members.joined
        for one in joined.terms["parties"]
        if one.get("organisation") == joined.organisation
    ]
    for number, party in enumerate(listed, 1):
        organisation = str(party.get("organisation", ""))
        partner = partners.get(organisation)
        identity: str = standing_as(known, organisation, str(party.get("name", "")))
        name = str(party.get("name", ""))
        if not organisation:  # whom its name would mean once this is offered
            one = meant(of_name(known, name))
            several = one is None and bool(of_name(known, name))
            on_paper = folded.outside is not None or folded.signed_elsewhere is not None or plain_name(name) in external
            identity = "undecided" if several else "without_datapact" if on_paper and one is None else identity
        own_slots = [slot.id for slot in slots if slot.party == party["key"]]
        joined_by = _joined_by(folded, members, organisation)
        views.append(
            PartyView(
                number=number,
                key=str(party["key"]),
                name=str(party.get("name", "")),
                organisation=organisation,
                identity=identity,
                accepted=joined_by is not None
                or organisation in accepted
                or name in agreed
                or folded.signed_elsewhere is not None,
                signed=joined_by is not None
                or folded.signed_elsewhere is not None
                or (bool(own_slots) and done.issuperset(own_slots)),
                fingerprint=fingerprint(organisation) if partner is not None else "",
                namesakes=_namesakes(known, str(party.get("name", "")), organisation),
                is_namesake=partner is not None and has_confirmed_namesake(known, organisation),
                confirmed_as=partner.confirmed_as if partner is not None and identity == "renamed" else "",
                membership=standing.get(organisation),
                joined_by=joined_by,
                outside=next((one for one in outside if one.name == name), None),
            )
        )
    return tuple(views)


def _joined_by(folded: AgreementState, members: Members, organisation: str) -> Message | None:
    """The accession that a party signed, with its number and the days of signing and of the record."""
    member = members.of(organisation)
    if member is None or not member.entry:
        return None
    record = folded.entries[member.entry]
    number = str(folded.ledger.acceded[member.entry].state.get("number", "")) or "–"
    signed = [in_zone(one.time).date().isoformat() for one in signed_in(record, organisation)]
    if not signed:
        return Message(N_("signed its accession {number}"), {"number": number})
    return Message(N_("signed its accession {number} on {day}"), {"number": number, "day": signed[-1]})


def _namesakes(known: Iterable[Candidate], name: str, organisation: str) -> int:
    return sum(one.organisation != organisation for one in of_name(known, name))


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
                {"time": moment_words(newest)},
            )
        )
    return tuple(found)


def _unable_to_sign(
    acting: Acting, session: Session, folded: AgreementState, state: Mapping[str, Any]
) -> tuple[Message, ...]:
    """Who is to sign and cannot, said before the text is agreed and frozen; parties without a card here are told of apart."""
    if folded.stage not in ("draft", "offered", "agreed") or folded.outside is not None:
        return ()
    known = directory(session)
    people = [
        Named(str(party.get("organisation", "")), str(party.get("name", "")), str(person.get("name", "")))
        for party in readable(state.get("terms")).get("parties", ())
        if isinstance(party, Mapping)
        for person in party.get("signatories", ())
        if isinstance(person, Mapping)
    ]
    here = [one for one in people if one.person and one.organisation in known]
    lack = what_they_lack(cannot_sign(here, known), known, acting.organisation)
    return () if lack is None else (lack,)
