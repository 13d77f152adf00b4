"""What the consent commands do and print, importing apart (consent_import.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datapact.cli.consent_input import pairs, read_moment, read_time_of
from datapact.cli.moments import say_moment
from datapact.cli.output import answer, emit, require_folder, table
from datapact.cli.session import acting
from datapact.clock import write_time
from datapact.consent import batch as batches
from datapact.consent import record_form, status
from datapact.consent.answer_words import number as in_words
from datapact.consent.asking import purpose_name
from datapact.consent.events import Event, events_of
from datapact.consent.purposes import full_iri
from datapact.consent.states import STATES
from datapact.errors import WrongUse
from datapact.files import read_whole, write_whole
from datapact.parties.references import find_reference, reference_names
from datapact.texts import N_, Message, _

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.consent.events import Batch


def record_one(
    subject: str,
    dataset: str,
    purpose: str,
    controller: str,
    state: str,
    *,
    at: str | None,
    until: str | None,
    notice: str,
    notice_version: str,
    explicit: bool,
    guardian: str,
    age_threshold: str,
    evidence: Path | None,
    more: Sequence[str],
) -> None:
    data = b"" if evidence is None else read_whole(evidence, limit=record_form.LARGEST_EVIDENCE)
    with acting() as member:
        form = record_form.Form(
            subject=subject,
            dataset=dataset,
            purpose=purpose,
            controller=controller,
            state=state,
            at=read_time_of(at, member.clock),
            until=read_time_of(until, member.clock, ends=True),
            notice=notice,
            notice_version=notice_version,
            explicit=explicit,
            guardian=guardian,
            age_threshold=age_threshold,
            more=pairs(more),
            evidence=data,
        )
        event, batch = record_form.record_consent(member, form)
    _said_recorded([event], batch)


def withdraw_consent(
    subject: str, dataset: str | None, purpose: str | None, controller: str | None, at: str | None, more: Sequence[str]
) -> None:
    with acting() as member:
        events, batch = record_form.withdraw(
            member,
            subject,
            dataset=dataset,
            purpose=purpose,
            controller=controller,
            at=read_time_of(at, member.clock),
            more=pairs(more),
        )
    _said_recorded(events, batch)


def show_status(
    subject: str | None,
    dataset: str | None,
    purpose: str | None,
    controller: str | None,
    on: str | None,
    known_at: str | None,
) -> None:
    with acting() as member, member.vault.read() as session:
        now = member.clock()
        at, known = read_moment(on, now), None if known_at is None else read_moment(known_at, now)
        wanted = _scope(session, dataset, purpose, controller)
        names = reference_names(session)
        if subject is None:
            counts = status.counts(session, at, known_at=known, **wanted)
            result = {"at": write_time(at), **_counted(counts)}
            emit(result, _count_lines(counts))
            return
        found = status.standings(session, subject, at, dataset=dataset, known_at=known)
    found = [one for one in found if wanted["purpose"] in (None, one.scope.purpose)]
    found = [one for one in found if wanted["controller"] in (None, one.scope.controller)]
    result = {
        "at": write_time(at),
        "subject": subject,
        "consents": [{"state_now": one.state, "valid": one.valid, "event": as_json(one.event)} for one in found],
    }
    rows = [
        [
            one.scope.dataset,
            str(purpose_name(one.scope.purpose)),
            names.get(one.scope.controller, one.scope.controller),
            str(Message(STATES[one.state].label)),
            say_moment(one.event.at),
            "" if one.event.until is None else say_moment(one.event.until),
        ]
        for one in found
    ]
    headings = [_("Dataset"), _("Purpose"), _("Controller"), _("State"), _("Since"), _("Until")]
    emit(result, table(rows, headings) if rows else [_("No consent of this person is recorded.")])
    answer(0 if any(one.valid for one in found) else 1)


def list_events(
    subject: str | None,
    dataset: str | None,
    purpose: str | None,
    controller: str | None,
    known_at: str | None,
    limit: int,
    after: int,
) -> None:
    with acting() as member, member.vault.read() as session:
        known = None if known_at is None else read_moment(known_at, member.clock())
        wanted = _scope(session, dataset, purpose, controller)
        found = events_of(session, subject=subject, known_at=known, limit=limit, after=after, **wanted)
    rows = [
        [
            str(number),
            one.subject,
            one.dataset,
            str(purpose_name(one.purpose)),
            str(Message(STATES[one.state].label)),
            say_moment(one.at),
        ]
        for number, one in found
    ]
    headings = [_("No."), _("Pseudonym"), _("Dataset"), _("Purpose"), _("State"), _("Time")]
    emit(
        [{"number": number, **as_json(one)} for number, one in found],
        table(rows, headings) if rows else [_("No events are recorded there.")],
    )


def write_receipt(event_id: str, output: Path, form: str) -> None:
    from datapact.audit.receipt_export import receipt_file
    from datapact.texts import current_language

    if form not in ("pdf", "json"):
        raise WrongUse(
            N_("{value} cannot be chosen here. Choose one of: {allowed}."), value=form[:50], allowed="pdf, json"
        )
    require_folder(output)
    with acting() as member:
        receipt = receipt_file(member, event_id, "pdf" if form == "pdf" else "json", current_language())
    write_whole(output, receipt.data)
    emit({"file": str(output), "receipt": receipt.id}, [_("Written: {file}", file=str(output))])


def write_proof_of(event_id: str, output: Path) -> None:
    require_folder(output)
    with acting() as member, member.vault.read() as session:
        entry, index = batches.place_of(session, event_id)
        proof = batches.inclusion_proof(session, entry, index)
        shown = batches.write_proof(session, proof)
    write_whole(output, json.dumps(shown, ensure_ascii=False, indent=2).encode("utf-8"))
    emit(
        {"file": str(output), "entry": entry, "index": index, "count": proof.size, "root": proof.root},
        [_("Written: {file}", file=str(output))],
    )


def as_json(event: Event) -> dict[str, Any]:
    """An event as the --json shapes have it."""
    return {
        "event_id": event.event_id,
        "subject": event.subject,
        "dataset": event.dataset,
        "purpose": event.purpose,
        "controller": event.controller,
        "state": event.state,
        "state_iri": STATES[event.state].iri,
        "at": write_time(event.at),
        "until": None if event.until is None else write_time(event.until),
        "notice": event.notice,
        "notice_version": event.notice_version,
        "explicit": event.explicit,
        "more": dict(event.more),
        "recorded": None if event.recorded is None else write_time(event.recorded),
        "entry": event.batch,
    }


def _said_recorded(events: Sequence[Event], batch: Batch) -> None:
    lines = [
        _(
            "{subject}: {state} for {purpose} in {dataset}.",
            subject=one.subject,
            state=Message(STATES[one.state].label),
            purpose=purpose_name(one.purpose),
            dataset=one.dataset,
        )
        for one in events
    ]
    lines.append(_("Recorded and signed as entry {entry}.", entry=batch.entry))
    from datapact.cli.consent_import import remarks_json, said_of

    lines += said_of(batch.remarks, with_lines=False)
    result = {"entry": batch.entry, "root": batch.root, "events": [as_json(one) for one in events]}
    emit({**result, **remarks_json(batch.remarks)}, lines)


def _counted(counts: status.Counts) -> dict[str, Any]:
    return {
        "states": dict(counts.states),
        "valid": counts.valid,
        "total": counts.total,
        "next_expiry": None if counts.next_expiry is None else write_time(counts.next_expiry),
        "oldest": None if counts.oldest is None else write_time(counts.oldest),
        "notice_versions": [{"notice": key, "version": version} for key, version in counts.notice_versions],
    }


def _count_lines(counts: status.Counts) -> list[str]:
    if not counts.total:
        return [_("No consents are recorded there.")]
    ordered = [name for name in STATES if name in counts.states]
    rows = [[str(Message(STATES[name].label)), in_words(counts.states[name])] for name in ordered]
    lines = table(rows, [_("State"), _("People")])
    if counts.next_expiry is not None:
        lines.append(_("Next to run out: {time}", time=say_moment(counts.next_expiry)))
    return lines


def _scope(session: Session, dataset: str | None, purpose: str | None, controller: str | None) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "purpose": None if purpose is None else full_iri(purpose),
        "controller": None if controller is None else find_reference(session, controller, own=True),
    }
