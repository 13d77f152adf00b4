"""Fixing the signature fields of a text that also goes to people without DataPact, and the PDF on which one signs next.

A slot of a member of our house with a certified signing key is bound to that key; every other to the person by name, since
certificates of remote services are often made for one signature.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps.negotiation import terms_of
from datapact.agreements.text.current_text import whole_state
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.organisation.identity.can_sign import member_of_name
from datapact.organisation.identity.own_history import own_line
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ceremony.fixed_pdf import fixed_pdf
from datapact.signing.ceremony.slots import people_in_order
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.contract.terms import Terms
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.filled_slots import OutsideSlot, Slots
    from datapact.history.state.organisation import OrganisationState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Copies = Literal["chain", "counterparts"]
COPIES: tuple[Copies, ...] = ("chain", "counterparts")


def slots_body(
    acting: Acting,
    session: Session,
    folded: AgreementState,
    copies: Copies,
    on: date,
    dated: datetime,
    pdf: bytes | None = None,
    elsewhere: Collection[str] = (),
) -> dict[str, Any]:
    """The body of the record that fixes the newest draft with its signature fields; its PDF is kept in the vault.

    ``pdf`` is that of another house which fixed it; None draws it here. ``elsewhere`` are people of our house who sign in another program, so that
    no key of ours binds their place. Raises AnswerNo where the signatories do not meet a party's signing rule.
    """
    draft = folded.facts.drafts[-1]
    state = whole_state(draft)
    own = own_line(session).state
    keyed = people_with_keys(own, acting.organisation, terms_of(state))
    for name in elsewhere:
        if name not in keyed:
            raise WrongUse(
                N_("{name} has no place here that a key of your house binds. Those who have one: {names}."),
                name=name[:100],
                names=", ".join(keyed) or "–",
            )
    slots = []
    for order, (party, person) in enumerate(people_in_order(terms_of(state)), start=1):
        ours = party.organisation == acting.organisation and person.name not in elsewhere
        member = member_of_name(own, person.name) if ours else None
        slots.append(
            {
                "id": f"signature-{order}",
                "order": order,
                "party": party.key,
                "person": person.name,
                "capacity": person.capacity,
                "evidence": person.evidence,
                "evidence_date": person.evidence_date.isoformat() if person.evidence_date else "",
                "bound": "key" if member is not None else "person",
                "member": member.id if member is not None else "",
                "kid": member.signing_kid if member is not None else "",
            }
        )
    return {
        "draft": draft.digest,
        "agreement_sha256": state_digest(state),
        "layout": LAYOUT,
        "pdf": entries.put_attachment(session, pdf or fixed_pdf(state, dated, copies), "application/pdf"),
        "copies": copies,
        "day": on.isoformat(),
        "slots": slots,
    }


def people_with_keys(own: OrganisationState, organisation: str, terms: Terms) -> tuple[str, ...]:
    """Signatories of our house with a certified signing key, in the order of the terms: it binds their place, unless they sign elsewhere."""
    return tuple(
        person.name
        for party in terms.parties
        if party.organisation == organisation
        for person in party.signatories
        if member_of_name(own, person.name) is not None
    )


def fixed_slots(folded: AgreementState) -> Slots:
    """The slots of a text that is fixed with its fields; raises AnswerNo where it is not."""
    outside = folded.outside
    if outside is None or outside.slots is None:
        raise AnswerNo(
            N_(
                "The text has no signature fields yet. Freeze it, or write the packet for signature: datapact agreement packet."
            )
        )
    return outside.slots


def pdf_to_sign(session: Session, slots: Slots, party: str) -> bytes:
    """The PDF on which a party signs next; raises AnswerNo where it is not in this vault."""
    held = entries.attachment(session, slots.head(party))
    if held is None:
        raise AnswerNo(N_("The PDF that was fixed for signature is not in this vault. Restore a backup that has it."))
    return held[1]


def slot_named(places: Sequence[OutsideSlot], wanted: str) -> OutsideSlot:
    """The slot with this id, number or name of the person; raises WrongUse where there is none or several."""
    found = [slot for slot in places if wanted in (slot.id, str(slot.order)) or str(slot.person) == wanted.strip()]
    if len(found) != 1:
        raise WrongUse(
            N_("There is no place for a signature “{name}”. The places are: {names}."),
            name=wanted[:100],
            names="; ".join(f"{slot.order}: {slot.person}" for slot in places),
        )
    return found[0]
