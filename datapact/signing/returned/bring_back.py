"""Bringing back what people without DataPact signed: judged first, then recorded by the member who vouches for it.

A signature in our PDF fills its slot when nothing else was done to the file. Everything else (a scan of a signature by hand, a
file that a service wrote anew, a note where the original lies) fills a slot only as evidence of its class, by the word
of the member who records it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import append_onto, load_state
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.text.current_text import current_state, known_text
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.base.worker_process import run_apart
from datapact.signing.ades.found import as_found
from datapact.signing.ceremony.outside_slots import fixed_slots, pdf_to_sign
from datapact.signing.elsewhere.record import read_file
from datapact.signing.returned.judged import ReturnedPdf
from datapact.signing.returned.known_keys import as_recorded, places_of, signed_places
from datapact.signing.returned.look import (
    WEAKER,
    Look,
    Weaker,
    claim_of,
    keep,
    known_cards,
    look_through,
    require_signatures,
)
from datapact.signing.returned.own_copy import (
    bring_copy_back,
    is_frozen_here,
    look_at_copy,
    open_places,
    vouch_for_copy,
)
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Slot
    from datapact.history.state.filled_slots import OutsideSlot, Slots
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_JUDGE = "datapact.signing.returned.judge:judge_returned"
ALL_SIGNED = Message(N_("Every slot is signed. There is nothing left to sign."))


def look_at(acting: Acting, history: str, name: str, data: bytes, lists: Path | None = None) -> Look:
    """Judge a file that came back, against the PDF that was to be signed.

    Raises AnswerNo where the text is not fixed with fields or all are signed, WrongUse or TooLarge for what is
    neither PDF nor picture. Of a text that was negotiated and frozen between houses it is a copy of our own (``own_copy``).
    """
    if _is_frozen_here(acting, history):
        return look_at_copy(acting, history, name, data, lists)
    file = read_file(name, data)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        slots = _open_slots(folded)
        cards, state = known_cards(session), current_state(folded)
        copies = _copies(session, slots)
        unsigned = entries.attachment(session, slots.fixed.pdf)
    used = [(str(one.signature.get("certificate", "")), known_text(one.person)) for one in slots.filled.values()]
    kids = {slot.id: slot.kid for slot in slots.fixed.slots if slot.bound == "key"}
    seen = look_through(
        file,
        slots.open,
        lambda: _judged(data, unsigned[1] if unsigned is not None else b"", copies, lists),
        lambda judged: signed_places(places_of(state, kids), judged.fields, cards, acting.organisation, used),
    )
    slot_of = {slot.id: slot for slot in slots.fixed.slots}
    return replace(seen, filled=tuple((slot_of[one.place.id], one.field) for one in seen.signed))


def bring_back(
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
    """Record a signed PDF that came back, one entry for each field that it fills.

    ``by_word``: the acting member's word that a signature by another key than the party's card certifies is the person's; it
    counts as evidence of that class. ``remarks_read``: what is unsure about who signed was shown to a person, who records it all the
    same. Raises AnswerNo with the reason where it fills none as a signature in our PDF, or only
    by word, and what ``look_at`` raises.
    """
    if _is_frozen_here(acting, history):
        return bring_copy_back(
            acting, history, name, data, remarks=remarks, by_word=by_word, remarks_read=remarks_read, lists=lists
        )
    seen = look_at(acting, history, name, data, lists)
    require_signatures(seen, by_word=by_word, remarks_read=remarks_read)
    with acting.vault.write() as session:
        folded = load_state(session, history)
        slots = _open_slots(folded)
        kept = keep(session, [seen.file])
        made = []
        for (slot, one), signed in zip(seen.filled, seen.signed, strict=True):
            if one is seen.filled[0][1] and slots.head(slot.party) != one.before:
                raise AnswerNo(N_("Somebody recorded a signature meanwhile. Look at the file again."))
            body: JsonObject = {
                "fixed": slots.fixed.digest,
                "slot": slot.id,
                **claim_of(one, signed),
                "person": known_text(slot.person),
                "before": one.before,
                "after": one.after,
                "files": kept,
                "signature": {**as_found(one.signature), **as_recorded(signed)},
                "remarks": bounded(remarks),
            }
            entry, folded = append_onto(folded, acting, session, history, "slot_vouched", body)
            made.append(entry)
    return tuple(made)


def vouch(
    acting: Acting,
    history: str,
    wanted: Sequence[str],
    *,
    evidence: Weaker,
    on: date | None,
    files: Sequence[tuple[str, bytes]] = (),
    remarks: str = "",
) -> tuple[Entry, ...]:
    """Record that the persons of these slots signed elsewhere, by the acting member's word; ``on`` is a local day.

    Raises AnswerNo where a slot has a signature in the PDF already, WrongUse where evidence and files contradict each other.
    """
    kept_files = [read_file(name, data) for name, data in files]
    if evidence not in WEAKER:
        raise WrongUse(
            N_("{value} is not known here. Use one of: {values}."), value=str(evidence)[:40], values=", ".join(WEAKER)
        )
    if evidence == "paper_scan" and not kept_files:
        raise WrongUse(N_("A scan is named as evidence but none is attached. Attach it, or record a reference only."))
    if not kept_files and not remarks.strip():
        raise WrongUse(N_("Say where the signed contract is kept: a reference or a remark."))
    if _is_frozen_here(acting, history):
        return vouch_for_copy(acting, history, wanted, evidence=evidence, on=on, files=files, remarks=remarks)
    with acting.vault.write() as session:
        folded = load_state(session, history)
        slots = _open_slots(folded)
        places = {slot.id: slot for slot in slots.fixed.slots}
        if not wanted or not set(wanted) <= places.keys():
            raise WrongUse(N_("Say whose signature it shows."))
        if on is not None and isinstance(slots.fixed.day, str) and on.isoformat() < slots.fixed.day:
            raise WrongUse(N_("The text was fixed on {day}; it cannot be signed before."), day=slots.fixed.day)
        kept = keep(session, kept_files)
        made = []
        for name in dict.fromkeys(wanted):
            known = slots.filled.get(name)
            if known is not None and known.after:
                raise AnswerNo(
                    N_("{person} has signed in the PDF already; a scan says less."),
                    person=known_text(places[name].person),
                )
            body: JsonObject = {
                "fixed": slots.fixed.digest,
                "slot": name,
                "evidence": evidence,
                "person": known_text(places[name].person),
                "day": on.isoformat() if on is not None else "",
                "before": "",
                "after": "",
                "files": kept,
                "signature": {},
                "remarks": bounded(remarks),
            }
            entry, folded = append_onto(folded, acting, session, history, "slot_vouched", body)
            made.append(entry)
    return tuple(made)


def _is_frozen_here(acting: Acting, history: str) -> bool:
    with acting.vault.read() as session:
        return is_frozen_here(load_state(session, history))


def places_to_fill(folded: AgreementState, organisation: str) -> tuple[OutsideSlot, ...]:
    """The places that this house may fill with what came back, in order: all of a text outside, else its own open ones."""
    return open_places(folded, organisation) if is_frozen_here(folded) else fixed_slots(folded).fixed.slots


def still_open(folded: AgreementState) -> tuple[OutsideSlot | Slot, ...]:
    """The places that nobody has filled, of every party, in order."""
    if not is_frozen_here(folded) or folded.freeze is None:
        return fixed_slots(folded).open
    done = {one.slot for one in folded.signed}
    return tuple(one for one in folded.freeze.slots if one.id not in done)


def _open_slots(folded: AgreementState) -> Slots:
    slots = fixed_slots(folded)
    if not slots.open or folded.signed_elsewhere is not None:
        raise AnswerNo(ALL_SIGNED)
    return slots


type _Copy = tuple[bytes, tuple[str, ...]]


def _copies(session: Session, slots: Slots) -> tuple[_Copy, ...]:
    """The PDFs that can come back, each with its empty fields: one in a chain, else one for each party."""
    if slots.chained:
        return ((pdf_to_sign(session, slots, ""), tuple(slot.id for slot in slots.open)),)
    parties = dict.fromkeys(slot.party for slot in slots.open)
    return tuple(
        (pdf_to_sign(session, slots, party), tuple(slot.id for slot in slots.open if slot.party == party))
        for party in parties
    )


def _judged(data: bytes, unsigned: bytes, copies: Sequence[_Copy], lists: Path | None) -> ReturnedPdf:
    """The judgement against the copy that it was made from; where it fits none, the one that says most."""
    folder = lists or lists_folder()
    size = 2 * len(data) + 2 * SIGNED + reading_size(folder)
    found: list[ReturnedPdf] = [
        run_apart(_JUDGE, data, head, unsigned, empty, folder, size=size) for head, empty in copies
    ]
    return next((one for one in found if one.came == "signed"), found[-1])
