"""What the commands print of one agreement: its page, and its history in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from datapact.agreements.projection.disputes import status_and_dispute
from datapact.agreements.projection.status import evidence_words, status_message, step_after
from datapact.agreements.text.signing_places import SlotView
from datapact.agreements.views.overview import Amendment, Overview, amended_words, amends_words, overview
from datapact.agreements.views.timeline import (
    ElsewhereView,
    SinceSigned,
    Step,
    sentences,
    signature_lines,
    since_signed,
)
from datapact.base.clock import read_time, write_time
from datapact.base.texts import Argument, Message, _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.cli.kit.moments import moment_text
from datapact.cli.kit.output import emit
from datapact.cli.kit.session import on_agreement
from datapact.cli.printed.agreements import (
    AgreementElsewhere,
    AgreementHistoryRow,
    AgreementOtherEnd,
    AgreementShown,
    AgreementSinceSignature,
    AgreementSlot,
    FoundSignature,
)
from datapact.history.state.filled_slots import PDF_SIGNATURE

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


SHORT = 8  # number of characters of a digest that name one


def show_agreement(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        view, shown = overview(member, history), overview(member, history, current_language())
        since = since_signed(member, history)
        copies = _copies(member, shown)
    emit(
        _view_json(view, since),
        [*_view_lines(shown), *copies, *(line for one in since for line in _since_lines(one))],
    )


def _copies(member: Acting, view: Overview) -> list[str]:
    """What this house finds of the PDFs in which parties say that they signed a copy of their own."""
    if not any(slot.frozen and slot.evidence == PDF_SIGNATURE for slot in view.slots):
        return []
    from datapact.signing.returned.copies import copy_remarks

    return [str(one.words) for one in copy_remarks(member, view.id)]


def _since_json(since: Sequence[SinceSigned]) -> list[AgreementSinceSignature]:
    return [
        {
            "entry": one.digest,
            "matter": one.matter,
            "title": one.title.both(),
            "party": one.party,
            "text": one.text,
            "standing": one.standing.both(),
            "begins": one.begins.isoformat() if one.begins else None,
            "until": one.until.isoformat() if one.until else None,
            "agreed": list(one.agreed),
            "waiting_for": list(one.waiting_for),
            "order": [words.both() for words in one.order_texts] if one.is_order else None,
            "order_text": [words.both() for words in one.order_text] if one.is_order else None,
        }
        for one in since
    ]


def _since_lines(one: SinceSigned) -> Iterator[str]:
    """Events since signature, and of an order its text, whom it asks and what silence means, a line each."""
    yield _since_line(one)
    yield from (f"  {words}" for words in one.order_text)
    yield from (f"  {words}" for words in one.order_texts)


def _since_line(one: SinceSigned) -> str:
    places: dict[str, Argument] = {
        "digest": one.digest[:SHORT],
        "what": one.title,
        "party": one.party,
        "standing": one.standing,
    }
    if one.begins is None:
        return _("Since signature: {digest}  {what}, by {party}: {standing}", **places)
    return _(
        "Since signature: {digest}  {what}, by {party}, from {first}: {standing}",
        first=one.begins.isoformat(),
        **places,
    )


def _step(view: Overview) -> Message:
    binds = bool(view.evidence) and view.status in ("in_force", "signed")
    return step_after(view.next_step, notice=view.notice_received, signed=binds, declined=view.status == "declined")


def _view_json(view: Overview, since: Sequence[SinceSigned]) -> AgreementShown:
    return {
        "id": view.id,
        "number": view.number,
        "title": view.title,
        "kind": view.kind,
        "status": view.status,
        "status_text": status_message(view.status).both(),
        "next_step": view.next_step,
        "next_step_text": _step(view).both(),
        "turn": list(view.turn),
        "parties": [
            {
                "key": party.key,
                "name": party.name,
                "organisation": party.organisation,
                "identity": party.identity,
                "fingerprint": party.fingerprint,
                "namesakes": party.namesakes,
                "confirmed_as": party.confirmed_as,
                "accepted": party.accepted,
                "signed": party.signed,
            }
            for party in view.parties
        ],
        "datasets": list(view.datasets),
        "purposes": list(view.purposes),
        "uses": [
            {"purpose": use.purpose, "datasets": list(use.datasets), "prohibited": use.prohibited} for use in view.uses
        ],
        "starts": view.starts,
        "ends": view.ends,
        "terminated_on": view.terminated_on,
        "termination_disputed_by": view.end_disputed or None,
        "state_digest": view.state_digest,
        "evidence": view.evidence,
        "evidence_text": evidence_words(view.evidence).both() if view.evidence else None,
        "elsewhere": _elsewhere_json(view.elsewhere),
        "open_offers": [
            {"digest": offer.digest, "organisation": offer.organisation, "name": offer.name}
            for offer in view.open_offers
        ],
        "slots": [_slot_json(slot) for slot in view.slots],
        "declined": [words.both() for words in view.declined],
        "void": [{"entry": digest, "reason": reason.both()} for digest, reason in view.void],
        "warnings": [warning.both() for warning in view.warnings],
        "disputes": [
            {
                "revocation": one.revocation,
                "organisation": one.organisation,
                "name": one.name,
                "time": write_time(one.time),
                "reason": one.reason,
                "entries": list(one.entries),
                "about": list(one.about),
            }
            for one in view.disputes
        ],
        "since_signature": _since_json(since),
        "amends": None if view.amends is None else _other_end(view.amends),
        "amended_by": [_other_end(one) for one in view.amended_by],
    }


def _other_end(one: Amendment) -> AgreementOtherEnd:
    return {
        "id": one.history,
        "number": one.number,
        "title": one.title,
        "status": one.status,
        "relation": one.relation,
        "starts": one.begins or None,
    }


def _amendment_lines(view: Overview) -> Iterator[str]:
    """The agreement that this one amends or joins, and those that amend or join it."""
    if view.amends is not None:
        words = amends_words(view.amends)
        joins = view.amends.relation == "accedes"
        yield _("Joins: {agreement}", agreement=words) if joins else _("Amends: {agreement}", agreement=words)
    for one in view.amended_by:
        told = amended_words(one)
        yield (
            _("Accession {amendment}", amendment=told)
            if one.relation == "accedes"
            else _("Amendment {amendment}", amendment=told)
        )


def _elsewhere_json(view: ElsewhereView | None) -> AgreementElsewhere | None:
    if view is None:
        return None
    return {
        "evidence": view.evidence,
        "signed_on": view.signed_on or None,
        "reference": view.reference,
        "remarks": view.remarks,
        "files": [{"digest": file.digest, "name": file.name, "media": file.media} for file in view.files],
        "signatures": [cast("FoundSignature", dict(one)) for one in view.signatures],
    }


def _elsewhere_lines(view: ElsewhereView) -> Iterator[str]:
    yield _("Evidence: {evidence}", evidence=evidence_words(view.evidence))
    if view.signed_on:
        yield _("Signed on {day}", day=view.signed_on)
    if view.reference:
        yield _("Own reference: {reference}", reference=view.reference)
    for file in view.files:
        yield _("File: {name} ({digest})", name=file.name, digest=file.digest[:SHORT])
    yield from (str(line) for line in signature_lines(view.signatures))
    if view.remarks:
        yield _("Remark: {text}", text=view.remarks)


def _view_lines(view: Overview) -> list[str]:
    status = status_and_dispute(view.status, view.disputed)
    lines = [f"{view.number}  {view.title}", view.id, "", _("Status: {status}", status=status)]
    for dispute in view.disputes:
        lines.append(str(dispute.words))
        told = {"time": moment_text(dispute.time), "reason": dispute.reason or "–"}
        lines.append("    " + _("Its revocation claims the time {time} and the reason: {reason}", **told))
    lines += map(str, view.declined)
    lines.append(_("Next step: {step}", step=_step(view)))
    if view.elsewhere is not None:
        lines += _elsewhere_lines(view.elsewhere)
    elif view.evidence:
        lines.append(_("Evidence: {evidence}", evidence=view.evidence_words()))
    for party in view.parties:
        marks = [party.identity_words.text()]
        if party.fingerprint:
            marks.append(_("fingerprint {digits} …", digits=party.fingerprint[:11]))
        if party.confirmed_as:
            marks.append(_("confirmed under the name “{name}”", name=party.confirmed_as))
        if party.is_namesake:
            marks.append(_("another partner of this name is confirmed"))
        if party.accepted:
            marks.append(_("text accepted"))
        if party.signed:
            marks.append(_("signed"))
        lines.append(_("Party: {name} ({marks})", name=party.called, marks=", ".join(marks)))
    if view.datasets:
        names = ", ".join(view.datasets)
        signed = view.evidence != ""
        lines.append(_("Datasets as signed: {names}", names=names) if signed else _("Datasets: {names}", names=names))
    for use in view.uses:
        places = {"purpose": use.purpose, "datasets": ", ".join(use.datasets)}
        if not use.datasets:
            lines.append(_("Prohibited: {purpose}", **places) if use.prohibited else _("Purpose: {purpose}", **places))
            continue
        lines.append(
            _("Prohibited: {purpose}, with {datasets}", **places)
            if use.prohibited
            else _("Purpose: {purpose}, with {datasets}", **places)
        )
    lines += _amendment_lines(view)
    if view.starts and view.ends:
        lines.append(_("From {start} to {end}", start=view.starts, end=view.ends))
    elif view.starts:
        lines.append(_("from {start}, without a fixed end", start=view.starts))
    elif view.ends:
        lines.append(_("until {end}", end=view.ends))
    if view.terminated_on and view.end_disputed:
        told = {"day": view.terminated_on, "names": view.end_disputed}
        lines.append(_("Ends on {day} by notice of termination, disputed by {names}", **told))
    elif view.terminated_on:
        lines.append(_("Ends on {day} by notice of termination", day=view.terminated_on))
    if view.notice_unproven:
        lines.append(_("No step of a partner shows yet that your notice arrived. It takes effect when it arrives."))
    if view.next_step == "choose":
        lines += [
            _("Open: {digest} by {name}", digest=offer.digest[:SHORT], name=offer.name) for offer in view.open_offers
        ]
    for slot in view.slots:
        state = (
            _("signed on {time}", time=moment_text(read_time(slot.signed_at))) if slot.signed_at else _("not signed")
        )
        state = str(slot.how) if slot.how is not None else state
        capacity = capacity_words(slot.capacity)
        lines.append(f"{slot.order}. {slot.person} ({capacity}, {slot.party_name}): {state}")
    lines += [_("Void: {reason}", reason=reason) for _digest, reason in view.void]
    lines += [str(warning) for warning in view.warnings]
    return lines


def _slot_json(slot: SlotView) -> AgreementSlot:
    """A slot, with its evidence where people without DataPact sign the text, too."""
    shown: AgreementSlot = {
        "id": slot.id,
        "order": slot.order,
        "party": slot.party,
        "person": slot.person,
        "capacity": slot.capacity,
        "signed_at": slot.signed_at,
    }
    if slot.how is not None:
        shown |= {"evidence": slot.evidence, "day": slot.day, "evidence_text": slot.how.both()}
    return shown


def show_history(agreement: str) -> None:
    with on_agreement(agreement) as (member, history):
        steps = sentences(member, history)
    result: list[AgreementHistoryRow] = [
        {
            "entry": step.digest,
            "kind": step.kind,
            "stream": step.stream,
            "time": write_time(step.time),
            "organisation": step.organisation,
            "sentence": step.sentence.both(),
            "remark": step.remark,
            "void": step.void.both() if step.void is not None else None,
            "disputes": list(step.disputes),
            "disputed_by": step.disputed or None,
        }
        for step in steps
    ]
    emit(result, [line for step in steps for line in _step_lines(step)])


def _step_lines(step: Step) -> Iterator[str]:
    void = " " + _("[void: {reason}]", reason=step.void) if step.void else ""
    disputed = " " + _("[disputed by {names}]", names=step.disputed) if step.disputed else ""
    if step.disputes:
        digests = ", ".join(digest[:SHORT] for digest in step.disputes)
        disputed += " " + _("[claims not to know: {entries}]", entries=digests)
    yield f"{moment_text(step.time)}  {step.digest[:SHORT]}  {step.sentence}{void}{disputed}"
    yield from (f"    {line}" for line in step.remark.splitlines())
