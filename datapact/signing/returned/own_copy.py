"""A place of a frozen text that our person signed in a copy of our own: judged, and said in the shared history.

The copy is a counterpart (s. 126a(2) BGB): the frozen PDF with fields of our party filled, and nothing else done to it. What is no
such file counts as evidence of its class, by our house's word, and says so in every vault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import append_onto, load_state
from datapact.agreements.steps.negotiation import bounded, terms_to_sign
from datapact.agreements.steps.permitted import held_back
from datapact.agreements.text.current_text import current_state, known_text
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.texts import N_, Message
from datapact.history.state.filled_slots import OutsideSlot
from datapact.organisation.identity.own_history import own_line
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import unconfirmed_parties
from datapact.signing.ceremony.slots import require_agreed_slots
from datapact.signing.elsewhere.record import read_file
from datapact.signing.returned.copies import judged_copy
from datapact.signing.returned.known_keys import places_of, signed_places
from datapact.signing.returned.look import Look, claim_of, keep, known_cards, look_through, require_signatures

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Slot
    from datapact.organisation.acting.acting_member import Acting
    from datapact.pdf.agreement.input import DocumentInput
    from datapact.signing.returned.look import Weaker
    from datapact.vault.database.session import Session

NONE_OF_OURS = Message(N_("No open place of this text is your organisation's. It is somebody else's turn to sign."))
NOT_OURS_TO_SAY = Message(
    N_(
        "Whoever signs, or a legal member of the same house, records a signature that was given in another program or on paper."
    )
)


def is_frozen_here(folded: AgreementState) -> bool:
    """Whether the text was negotiated and frozen between houses, so that its places are filled in the shared history."""
    return folded.freeze is not None and folded.outside is None


def open_places(folded: AgreementState, organisation: str) -> tuple[OutsideSlot, ...]:
    """The places of a house that nobody has filled, in order; empty before the freeze and after the end."""
    freeze = folded.freeze
    if freeze is None or folded.stage not in ("frozen", "signing"):
        return ()
    done = {one.slot for one in folded.signed}
    return tuple(_place(one) for one in freeze.slots if one.organisation == organisation and one.id not in done)


def require_copy_possible(
    acting: Acting, session: Session, folded: AgreementState
) -> tuple[DocumentInput, tuple[OutsideSlot, ...]]:
    """What is signed in an own copy, and the open places of our house.

    Raises AnswerNo where none is ours, or something bars the signature as it bars one by key; Locked for a member who may not say so.
    """
    places = open_places(folded, acting.organisation)
    if not places:
        raise AnswerNo(NONE_OF_OURS)
    member = own_line(session).state.members.get(acting.member.id, acting.member)
    if "legal" not in member.roles and all(one.member != member.id for one in places):
        raise Locked(NOT_OURS_TO_SAY)
    document = frozen_input(session, folded)
    state = current_state(folded)
    if (reason := held_back("record_signature", folded)) is not None:
        raise AnswerNo(reason)
    require_approved(acting, session, folded, state)
    require_agreed_slots(terms_to_sign(document.state), folded.freeze.slots if folded.freeze else ())
    for _organisation, reason in unconfirmed_parties(session, acting, folded, document):
        raise AnswerNo(reason)
    return document, places


def look_at_copy(acting: Acting, history: str, name: str, data: bytes, lists: Path | None = None) -> Look:
    """Judge a file that came back for a place of ours; raises what ``require_copy_possible`` and ``read_file`` raise."""
    file = read_file(name, data)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        document, places = require_copy_possible(acting, session, folded)
        cards, freeze = known_cards(session), folded.freeze
        assert freeze is not None  # else no place were open
        ours = [one.id for one in freeze.slots if one.organisation == acting.organisation]
        seen = look_through(
            file,
            places,
            lambda: judged_copy(session, data, document, ours, lists),
            lambda judged: signed_places(places_of(dict(document.state)), judged.fields, cards, acting.organisation),
        )
    if seen.problem is not None:
        return seen
    waiting = {one.id: one for one in places}
    fresh = tuple(one for one in seen.signed if one.place.id in waiting)
    if not fresh:
        return replace(seen, problem=FILLED_ALREADY, remarks=(), signed=())
    filled = tuple((waiting[one.place.id], one.field) for one in fresh)
    return replace(seen, filled=filled, remarks=tuple(words for one in fresh for words in one.remarks), signed=fresh)


FILLED_ALREADY = Message(N_("The places that are signed in this file are filled already."))


def bring_copy_back(
    acting: Acting,
    history: str,
    name: str,
    data: bytes,
    *,
    remarks: str = "",
    by_word: bool = False,
    remarks_read: bool = False,
    lists: Path | None = None,
) -> tuple[Entry, ...]:
    """Say in the shared history that our people signed in this copy, one entry for each place, in its turn.

    ``by_word`` and ``remarks_read`` are those of ``bring_back``. Raises AnswerNo where it fits no place of ours as a signature, where none is
    next, and what ``look_at_copy`` raises.
    """
    seen = look_at_copy(acting, history, name, data, lists)
    require_signatures(seen, by_word=by_word, remarks_read=remarks_read)
    said = {slot.id: claim_of(one, signed) for (slot, one), signed in zip(seen.filled, seen.signed, strict=True)}
    return _record(acting, history, said, [(seen.file.name, data)], remarks)


def vouch_for_copy(
    acting: Acting,
    history: str,
    wanted: Sequence[str],
    *,
    evidence: Weaker,
    on: date | None,
    files: Sequence[tuple[str, bytes]] = (),
    remarks: str = "",
) -> tuple[Entry, ...]:
    """Say that the persons of these places of ours signed by hand or by another service; ``on`` is a local day.

    Raises AnswerNo where a place is not ours or not next, WrongUse for a day before the freeze or no place.
    """
    with acting.vault.read() as session:
        freeze = load_state(session, history).freeze
    if not wanted:
        raise WrongUse(N_("Say whose signature it shows."))
    if freeze is not None and on is not None and on < local_day(freeze.time):
        raise WrongUse(
            N_("The text was fixed on {day}; it cannot be signed before."), day=local_day(freeze.time).isoformat()
        )
    said = {name: {"evidence": evidence, "day": on.isoformat() if on is not None else ""} for name in wanted}
    return _record(acting, history, said, files, remarks)


def _record(
    acting: Acting, history: str, said: dict[str, dict[str, str]], files: Sequence[tuple[str, bytes]], remarks: str
) -> tuple[Entry, ...]:
    made: list[Entry] = []
    with acting.vault.write() as session:
        folded = load_state(session, history)
        _document, places = require_copy_possible(acting, session, folded)
        if not set(said) <= {one.id for one in places}:
            raise AnswerNo(NONE_OF_OURS)
        kept = keep(session, [read_file(name, data) for name, data in files])
        for place in places:
            if place.id not in said:
                continue
            waiting = folded.next_slots[0] if folded.next_slots else None
            if waiting is None or waiting.id != place.id:
                if made:
                    break  # the others are said with the same file, once it is their turn
                raise AnswerNo(
                    N_("It is the turn of {person} to sign. Record this once that is done."),
                    person=known_text(waiting.person) if waiting is not None else "–",
                )
            body: dict[str, Any] = {
                **said[place.id],
                "slot": place.id,
                "person": known_text(place.person),
                "capacity": place.capacity,
                "revision": min(folded.revisions, default=""),
                "files": kept,
                "remarks": bounded(remarks),
            }
            entry, folded = append_onto(folded, acting, session, history, "counterpart_signed", body)
            made.append(entry)
    return tuple(made)


def _place(slot: Slot) -> OutsideSlot:
    return OutsideSlot(
        id=slot.id,
        order=slot.order,
        party=slot.party,
        person=slot.person,
        capacity=known_text(slot.capacity),
        evidence=slot.evidence,
        evidence_date=known_text(slot.evidence_date),
        bound="key" if slot.kid else "person",
        member=slot.member,
        kid=known_text(slot.kid),
    )
