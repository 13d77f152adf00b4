"""Record a correction of a delivery; ``records/corrections`` says what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.consent.deliveries.deliveries import Delivery, find_delivery
from datapact.consent.records.corrections import Finding, Standing, corrections, standing_of
from datapact.history.entries.sharing_records import CORRECTIONS
from datapact.organisation.acting.records import append_record, records
from datapact.vault.database.entries import put_attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def correct_delivery(
    acting: Acting, text: str, finding: Finding, reason: str, *, evidence: bytes = b"", media: str = "application/pdf"
) -> tuple[Delivery, Standing]:
    """Record a correction of the delivery whose entry begins with ``text``; returns it and how it stands now.

    Raises WrongUse without a reason or where nothing changes, AnswerNo where the recipient has answered about this data
    already, Locked where the roles do not allow it.
    """
    if finding not in CORRECTIONS:
        raise WrongUse(N_("Say what is to be corrected: wrong, never_left, or holds."))
    if not reason.strip():
        raise WrongUse(N_("Give the reason of the correction. It is signed and stays."))
    with acting.vault.write() as session:
        delivery = find_delivery(session, text)
        before = {one.member: one for one in corrections(session).get(delivery.entry, ())}
        own = before.get(acting.member.id)
        if finding == "holds" and own is None:
            raise WrongUse(N_("You have corrected nothing of this delivery, so there is nothing to take back."))
        if own is not None and (own.finding, own.reason) == (finding, reason.strip()):
            raise WrongUse(N_("You have recorded this already. Another person has to record it, too."))
        if finding == "never_left" and _is_confirmed(session, delivery.entry):
            raise AnswerNo(
                N_(
                    "The recipient has answered about data of this delivery, so it did leave. Record it as wrong instead."
                )
            )
        body = {
            "key": f"{delivery.entry}.{acting.member.id}",
            "agreement": delivery.agreement,
            "delivery": delivery.entry,
            "dataset": delivery.dataset,
            "finding": finding,
            "evidence": put_attachment(session, evidence, media) if evidence else "",
            "reason": reason.strip(),
        }
        append_record(acting, session, "delivery_corrected", body)
        return delivery, standing_of(corrections(session).get(delivery.entry, ()))


def _is_confirmed(session: Session, entry: str) -> bool:
    """Whether the recipient said what it did with data of the delivery."""
    recalled = {one.key for one in records(session, "recall") if entry in one.body.get("deliveries", ())}
    return any(
        one.key in recalled and one.body.get("outcome") in ("erased", "returned", "restricted")
        for one in records(session, "recall_acknowledged")
    )
