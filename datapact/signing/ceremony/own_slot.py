"""Our own slot of a text that people without DataPact sign, too: its member signs the PDF that the others sign."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.text.current_text import current_state, known_text, whole_state
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Locked
from datapact.base.texts import N_
from datapact.history.state.filled_slots import SIGNED_HERE
from datapact.organisation.identity.own_history import own_line
from datapact.signing.ceremony.fixed_pdf import copies_of, dated_of, fixed_input
from datapact.signing.ceremony.outside_slots import fixed_slots, pdf_to_sign
from datapact.signing.ceremony.received_pdf import NOT_THE_TEXT, require_fixed
from datapact.signing.ceremony.to_sign import ToSign, digest_of
from datapact.signing.pades.revisions import open_pdf
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.filled_slots import Slots
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

NONE_LEFT = N_("Every slot is signed. There is nothing left to sign.")
NOT_YOURS = N_("No open place for a signature is yours. Look at who signs, on the page of the agreement.")
RENEWED = N_("Your signing key was renewed after the text was frozen. Sign on paper, and record the scan.")


def own_slot_to_sign(acting: Acting, session: Session, folded: AgreementState) -> ToSign:
    """The PDF that the acting member is to sign in the own slot, and the slot.

    Raises Damaged where the PDF is not the text, AnswerNo where no open slot is bound to the member's key or another program's signature cannot be continued,
    Locked without the role signatory.
    """
    slots = fixed_slots(folded)
    if folded.signed_elsewhere is not None:
        raise AnswerNo(NONE_LEFT)
    member = own_line(session).state.members.get(acting.member.id, acting.member)
    if "signatory" not in member.roles:
        raise Locked(N_("Only a member with the role signatory may sign."))
    slot = next((one for one in slots.open if one.member == member.id), None)
    if slot is None:
        raise AnswerNo(NOT_YOURS)
    if slot.kid != member.signing_kid:
        raise AnswerNo(RENEWED)
    state = current_state(folded)
    require_approved(acting, session, folded, state)
    pdf = pdf_to_sign(session, slots, slot.party)
    try:
        open_pdf(pdf)
    except DataPactError as error:
        raise AnswerNo(
            N_(
                "Another program signed this file before you, in a way that DataPact cannot continue. Sign by hand and record the"
                " scan; next time sign first, or let each party sign its own copy."
            )
        ) from error
    _require_the_text(session, folded, slots, pdf)
    names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
    return ToSign(
        history=folded.history,
        slot=slot.id,
        person=known_text(slot.person),
        capacity=known_text(slot.capacity),
        party=names.get(slot.party, slot.party),
        pdf=pdf,
        revision_from=digest_of(pdf),
        first=not slots.in_pdf(slot.party),
        kid=slot.kid,
        language="en" if state.get("prevailing") == "en" else "de",
        outside=True,
    )


def _require_the_text(session: Session, folded: AgreementState, slots: Slots, pdf: bytes) -> None:
    """Whoever fixed the text, and whoever recorded a signature since, named a file: here it is compared with the text."""
    kept = entries.attachment(session, slots.fixed.pdf)
    if kept is None:
        raise AnswerNo(N_("The PDF that was fixed for signature is not in this vault. Restore a backup that has it."))
    draft = next(one for one in folded.facts.drafts if one.digest == slots.fixed.draft)
    try:
        document = fixed_input(whole_state(draft), dated_of(kept[1]), copies_of(kept[1]))
    except ValueError as error:
        raise Damaged(NOT_THE_TEXT) from error
    signed = [(one.after, slot) for slot, one in slots.filled.items() if one.evidence == SIGNED_HERE]
    document = replace(document, layout=known_text(slots.fixed.layout))
    require_fixed(session, pdf, kept[1], document, [one.id for one in slots.fixed.slots], signed)


def own_slot_body(folded: AgreementState, ready: ToSign, made: str, at: datetime) -> dict[str, Any]:
    """The body of the record that the own slot was signed; ``made`` is the digest of the PDF with the signature."""
    return {
        "fixed": fixed_slots(folded).fixed.digest,
        "slot": ready.slot,
        "person": ready.person,
        "capacity": ready.capacity,
        "day": local_day(at).isoformat(),
        "before": ready.revision_from,
        "after": made,
    }
