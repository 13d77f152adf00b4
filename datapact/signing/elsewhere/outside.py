"""Agreements by e-mail or on paper: a party is without DataPact, so the house sends a PDF and records what comes back.

The whole agreement goes this way as soon as one party has no DataPact: all sign one and the same paper or PDF. Each
record is this house's own statement, with the evidence that it keeps; the signature is recorded like that of every
contract signed elsewhere, with its class of evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import append, append_onto, load_state
from datapact.agreements.projection.own_findings import (
    require_none_blocking,
)
from datapact.agreements.projection.parties import link_state
from datapact.agreements.projection.status import EvidenceClass
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.permitted import possible_steps
from datapact.agreements.steps.signed_elsewhere import ConcludedElsewhere, FileToKeep, record_state
from datapact.agreements.text.current_text import whole_state
from datapact.agreements.text.outside_replies import WAYS, outside_replies
from datapact.agreements.text.paper import FOREIGN, is_foreign
from datapact.agreements.text.road import NOT_FIXED, NOT_SENT_OUTSIDE, SIGNED_ELSEWHERE
from datapact.base.clock import local_day, read_time
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_
from datapact.organisation.acting.handed_over import NOT_THEN, OUTSIDE, handed, note_sending, note_written
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.without_datapact import remember_names
from datapact.signing.ceremony.outside_pdf import outside_pdf
from datapact.signing.ceremony.outside_slots import Copies, slots_body
from datapact.signing.ceremony.to_sign import PDF
from datapact.signing.elsewhere.record import Registered, read_file, signatures_in
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

FIXED = ("frozen", "signing")
"""The stages in which the text is fixed for signature."""

type Answer = Literal["accepted", "changes", "refused"]


def write_outside(
    acting: Acting, history: str, *, way: str, on: date, note: str = "", file: str = ""
) -> tuple[bytes, bool]:
    """The PDF for the parties, and whether its text is new to them: then it is noted as written, not as sent.

    Raises what ``send_outside`` raises.
    """
    with acting.vault.write() as session:
        folded, pdf, is_new = _going_out(acting, session, history, on)
        if is_new:
            way = _known_way(way)
            draft = folded.facts.drafts[-1].digest
            note_written(session, history, OUTSIDE, draft, acting.clock(), how=way, beside=(file, bounded(note)))
        return pdf, is_new


def say_sent_outside(acting: Acting, history: str, on: date) -> Entry | None:
    """Record that the PDF that was written went out on this day; None where none waits for that word.

    Raises what ``send_outside`` raises.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        one = handed(session, history, [OUTSIDE]).get(OUTSIDE)
    if one is None or not one.waits or not folded.facts.drafts or folded.facts.drafts[-1].digest != one.written:
        return None
    if on < day_of(read_time(one.written_at), local_zone(acting.clock())) or on > local_day(acting.clock()):
        raise WrongUse(NOT_THEN)
    file, note = one.beside
    return send_outside(acting, history, way=one.how, on=on, note=note, file=file)[1]


def send_outside(
    acting: Acting, history: str, *, way: str, on: date, note: str = "", file: str = ""
) -> tuple[bytes, Entry | None]:
    """The PDF for the parties, and the record that it went out; a repeated sending of one text is not recorded again.

    ``file`` is the name under which the PDF is kept with the record. Raises AnswerNo where the agreement is negotiated
    in DataPact or there is no draft, Locked for a member who may not.
    """
    with acting.vault.write() as session:
        folded, pdf, is_new = _going_out(acting, session, history, on)
        if not is_new:
            return pdf, None
        state, now = whole_state(folded.facts.drafts[-1]), acting.clock()
        remember_names(
            session, (str(party["name"]) for party in state["terms"]["parties"] if not party.get("organisation"))
        )
        kept = _keep(session, [FileToKeep(file or f"{state['number'] or 'agreement'}.pdf", PDF, pdf)])
        body = _body("sent", folded.facts.drafts[-1].digest, way=way, on=on, reason=note, files=kept)
        note_sending(session, history, OUTSIDE, now, now, way)
        return pdf, append(acting, session, history, "outside_step", body, folded)


def _going_out(acting: Acting, session: Session, history: str, on: date) -> tuple[AgreementState, bytes, bool]:
    """The state, the PDF of its text, and whether that text has not gone out yet; raises what ``send_outside`` raises."""
    folded = load_state(session, history)
    if folded.facts.offers:
        raise AnswerNo(N_("The agreement is negotiated in DataPact, so its steps are taken here."))
    if folded.signed_elsewhere is not None or not folded.facts.drafts:
        raise AnswerNo(N_("There is no draft to offer."))
    if is_foreign(folded):
        raise AnswerNo(FOREIGN)
    folded = _with_fields(acting, session, folded, on)
    pdf = outside_pdf(session, folded)
    is_new = folded.outside is None or folded.outside.stage in ("draft", "declined")
    if is_new:
        require_approved(acting, session, folded, whole_state(folded.facts.drafts[-1]))
    return folded, pdf, is_new


def record_answer(
    acting: Acting,
    history: str,
    party: str,
    answer: Answer,
    *,
    way: str,
    on: date,
    reason: str = "",
    files: Sequence[tuple[str, bytes]] = (),
) -> Entry:
    """Record a party's answer to the text that was sent, with its evidence; a later record of a party counts.

    Raises AnswerNo where nothing was sent, WrongUse for a party that the text does not name or without any evidence.
    """
    kept = [read_answer_file(name, data) for name, data in files]
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.outside is None or folded.signed_elsewhere is not None:
            raise AnswerNo(NOT_SENT_OUTSIDE)
        if party not in {one.name for one in outside_replies(folded, acting.organisation)}:
            raise WrongUse(N_("The text names no party “{party}”."), party=party[:200])
        if on.isoformat() < folded.outside.sent.day:
            raise WrongUse(N_("The text was sent on {day}; the reply cannot be older."), day=folded.outside.sent.day)
        if not kept and not reason.strip():
            raise WrongUse(N_("Attach the reply, or say in a remark where it is kept or who took it down."))
        body = _body(
            answer, folded.outside.draft, party=party, way=way, on=on, reason=reason, files=_keep(session, kept)
        )
        return append(acting, session, history, "outside_step", body, folded)


def freeze_outside(
    acting: Acting, history: str, on: date, copies: Copies = "chain", elsewhere: Collection[str] = ()
) -> Entry:
    """Fix the agreed text for signature, with its fields; its PDF is kept with the record.

    ``copies`` says whether all sign one file after another or each party its own copy (s. 126a(2) BGB),
    ``elsewhere`` which people of our house sign in another program. Raises AnswerNo where not every party has agreed, findings of severity E stand, or the signatories do not meet a
    party's signing rule.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        member = own_line(session).state.members.get(acting.member.id, acting.member)
        if folded.outside is None:
            raise AnswerNo(NOT_SENT_OUTSIDE)
        barred = possible_steps(folded, acting.organisation, member.id, member.roles)["freeze"]
        if barred is not None:
            raise AnswerNo(barred)
        state = whole_state(folded.facts.drafts[-1])
        require_approved(acting, session, folded, state)
        require_none_blocking(session, folded, state, acting.organisation, on)
        body = slots_body(acting, session, folded, copies, on, acting.clock(), elsewhere=elsewhere)
        return append(acting, session, history, "slots_fixed", body, folded)


def record_signed(
    acting: Acting,
    history: str,
    *,
    evidence: EvidenceClass,
    signed_on: date | None,
    files: Sequence[tuple[str, bytes]] = (),
    reference: str = "",
    remarks: str = "",
) -> Registered:
    """Record that every party signed the fixed text, with the evidence; from then on it is in force like others.

    Raises AnswerNo where the text is not fixed, WrongUse where evidence and files contradict each other, TooLarge.
    """
    kept = tuple(read_file(name, data) for name, data in files)
    found = signatures_in(acting.vault, kept)
    with acting.vault.write() as session:
        folded = load_state(session, history)
        if folded.signed_elsewhere is not None:
            raise AnswerNo(SIGNED_ELSEWHERE)
        if not is_foreign(folded) and (folded.outside is None or folded.outside.stage not in FIXED):
            raise AnswerNo(NOT_FIXED if folded.outside else NOT_SENT_OUTSIDE)
        if signed_on is not None and folded.outside is not None and signed_on.isoformat() < folded.outside.sent.day:
            raise WrongUse(N_("The text was sent on {day}; it cannot be signed before."), day=folded.outside.sent.day)
        state = link_state(session, acting, whole_state(folded.facts.drafts[-1]))
        conclusion = ConcludedElsewhere(evidence, signed_on, reference, kept, found, remarks)
        entry = record_state(acting, session, history, state, conclusion, folded)
    return Registered(history, entry, found)


def _with_fields(acting: Acting, session: Session, folded: AgreementState, on: date) -> AgreementState:
    """The state once the slots are fixed, too, of a text that an earlier program fixed without them (legal members)."""
    outside = folded.outside
    member = own_line(session).state.members.get(acting.member.id, acting.member)
    if outside is None or outside.stage != "frozen" or outside.frozen is None or outside.slots is not None:
        return folded
    if "legal" not in member.roles:
        return folded
    body = slots_body(acting, session, folded, "chain", on, outside.frozen.time)
    return append_onto(folded, acting, session, folded.history, "slots_fixed", body)[1]


def read_answer_file(name: str, data: bytes) -> FileToKeep:
    """A file that shows an answer: a PDF or picture, or an e-mail saved as it is."""
    if name.casefold().endswith((".eml", ".msg", ".txt")):
        media = "message/rfc822" if name.casefold().endswith(".eml") else "application/octet-stream"
        return FileToKeep(name, media, data)
    return read_file(name, data)


def _keep(session: Session, files: Sequence[FileToKeep]) -> list[dict[str, str]]:
    return [
        {"digest": entries.put_attachment(session, file.data, file.media), "name": file.name, "media": file.media}
        for file in files
    ]


def _body(
    step: str,
    draft: str,
    *,
    way: str,
    on: date,
    party: str = "",
    reason: str = "",
    files: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    return {
        "step": step,
        "draft": draft,
        "party": party,
        "way": _known_way(way),
        "day": on.isoformat(),
        "reason": bounded(reason),
        "files": list(files),
    }


def _known_way(way: str) -> str:
    if way not in WAYS:
        raise WrongUse(N_("There is no way “{way}”. Ways: {ways}."), way=way[:50], ways=", ".join(WAYS))
    return way
