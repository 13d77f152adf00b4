"""Signing our own slot of a text that also goes to people without DataPact, in the PDF that the others sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.text.current_text import current_state, known_text
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Locked
from datapact.base.texts import N_
from datapact.checks.model.signing_authority import capacity_words
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.certificate_authority import revocation_lists
from datapact.organisation.identity.own_history import own_line
from datapact.signing.ceremony.outside_slots import fixed_slots, pdf_to_sign
from datapact.signing.ceremony.sign import PDF, ToSign, digest_of
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting


def prepare_own(acting: Acting, history: str) -> ToSign:
    """The PDF that the acting member is to sign in the own slot; show it before ``sign_own``.

    Raises AnswerNo where no open slot is bound to the member's key, Locked without the role signatory.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        slots = fixed_slots(folded)
        if folded.signed_elsewhere is not None:
            raise AnswerNo(N_("Every slot is signed. There is nothing left to sign."))
        member = own_line(session).state.members.get(acting.member.id, acting.member)
        if "signatory" not in member.roles:
            raise Locked(N_("Only a member with the role signatory may sign."))
        mine = [slot for slot in slots.open if slot.member == member.id]
        if not mine:
            raise AnswerNo(
                N_("No open place for a signature is yours. Look at who signs, on the page of the agreement.")
            )
        slot = mine[0]
        if slot.kid != member.signing_kid:
            raise AnswerNo(
                N_("Your signing key was renewed after the text was frozen. Sign on paper, and record the scan.")
            )
        state = current_state(folded)
        require_approved(acting, session, folded, state)
        pdf = pdf_to_sign(session, slots, slot.party)
        names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
        return ToSign(
            history=history,
            slot=slot.id,
            person=known_text(slot.person),
            capacity=known_text(slot.capacity),
            party=names.get(slot.party, slot.party),
            pdf=pdf,
            revision_from=digest_of(pdf),
            first=not slots.in_pdf(slot.party),
            kid=slot.kid,
            language="en" if state.get("prevailing") == "en" else "de",
        )


def sign_own(acting: Acting, history: str, passphrase: str) -> Entry:
    """Sign the own slot with the own signing key, unlocked anew by ``passphrase``; raises what ``prepare_own`` raises."""
    ready = prepare_own(acting, history)
    key, certificate, chain = acting.signing_key(passphrase)
    at = acting.clock()
    with acting.vault.read() as session:
        crls = revocation_lists(directory(session)[acting.organisation])
    signed = sign_field(
        ready.pdf,
        field=ready.slot,
        key=key,
        certificate=certificate,
        chain=chain,
        crls=crls,
        at=at,
        certify=ready.first,
        appearance=SignatureAppearance(
            ready.person, capacity_words(ready.capacity).text(ready.language), ready.party, ready.language
        ),
    )
    with acting.vault.write() as session:
        folded = load_state(session, history)
        slots = fixed_slots(folded)
        place = next(slot for slot in slots.fixed.slots if slot.id == ready.slot)
        if slots.head(place.party) != ready.revision_from:
            raise AnswerNo(N_("Somebody signed meanwhile. Read the file as it stands now, then sign."))
        body = {
            "fixed": slots.fixed.digest,
            "slot": ready.slot,
            "person": ready.person,
            "capacity": ready.capacity,
            "day": local_day(at).isoformat(),
            "before": ready.revision_from,
            "after": entries.put_attachment(session, signed, PDF),
        }
        return append(acting, session, history, "slot_signed", body, folded)
