"""The steps after signature, each one or two shared entries: notices, objections, annexes, pauses, amendments, also the draft of the whole text as amended.

The effect of an entry is computed before it is written, so that nobody sends a change that can never count.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import select

from datapact.agreements.approvals.changes import (
    PlannedChange,
    approvals_of_change,
    of_partner,
    require_change_approved,
    waiting_changes,
)
from datapact.agreements.projection.append import append, append_onto, load_state
from datapact.agreements.projection.endings import undisputed_end
from datapact.agreements.projection.numbers import next_number
from datapact.agreements.projection.parties import known_parties
from datapact.agreements.projection.projection import amended_agreement
from datapact.agreements.projection.reading_version import (
    amendments_of,
    former_parties_on,
    state_on,
    under_its_own_names,
)
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.who_is_party import due_silence, first_effects, members_of, to_agree
from datapact.agreements.steps.amendment_draft import amendment_clauses, with_parties_known
from datapact.agreements.steps.approvals import approval_first
from datapact.agreements.steps.negotiation import bounded
from datapact.agreements.steps.order import require_whole
from datapact.agreements.steps.permitted import not_yet_signed
from datapact.agreements.text.change_rules import ANNEXES, NEEDS_SIGNATURE, rule_for, terms_after
from datapact.agreements.text.changes import last_day_to_object, open_suspensions, received_on
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.road import SIGNED_ELSEWHERE
from datapact.base.beginnings import named
from datapact.base.clock import days_later, local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Message
from datapact.contract.changes.amending import with_amending, without_amending
from datapact.contract.editing.answers_file import ChangedTerms, apply_changes, read_changes
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.edit import with_terms
from datapact.contract.editing.order_parties import Answering
from datapact.contract.editing.orders import with_scoped_keys
from datapact.contract.editing.without import without_parties
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AMENDS, AgreementDocument, read_state, write_state
from datapact.deadlines.termination import declaration_until
from datapact.history.entries.agreement_shapes import NOTICE_SUBJECTS
from datapact.history.entries.body_members import LONGEST_LINE

if TYPE_CHECKING:
    from datapact.agreements.projection.party_over_time import Members
    from datapact.agreements.projection.reading_version import Consolidated
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Amended:
    """The result of an amendment: an entry that the others answer, or the draft of an agreement of its own."""

    entry: Entry | None
    """None where signatures are needed and a draft was made instead."""
    draft: str
    """``urn:uuid:`` id of the new agreement; empty where there is an entry."""


def give_notice(
    acting: Acting, history: str, about: str, text: str, effective: date, objection_days: int | None = None
) -> Entry:
    """Announce something to the other parties; ``objection_days`` asks for objections within so many days from today.

    Raises WrongUse for a subject that does not exist, AnswerNo when not everybody has signed.
    """
    if about not in NOTICE_SUBJECTS:
        raise WrongUse(
            N_("There is no subject {name}. Subjects: {names}."), name=about, names=", ".join(NOTICE_SUBJECTS)
        )
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        body = _notice_body(about, text, today, effective, objection_days)
        return append(acting, session, history, "notice", body, folded)


def _notice_body(about: str, text: str, today: date, effective: date, objection_days: int | None) -> dict[str, Any]:
    until = "" if objection_days is None else declaration_until(today, objection_days).isoformat()
    return {
        "about": about,
        "text": bounded(text),
        "day": today.isoformat(),
        "effective": effective.isoformat(),
        "objection_until": until,
    }


def object_to(acting: Acting, history: str, beginning: str, reason: str) -> Entry:
    """Object to a notice or a proposed change, named by the beginning of its digest; on one's own this takes it back.

    An objection to a change that rests on a notice names the notice. Raises WrongUse, AnswerNo.
    """
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    today = local_day(acting.clock()).isoformat()
    with acting.vault.write() as session:
        folded = load_state(session, history)
        meant = _named([*folded.facts.notices, *folded.facts.changes], beginning)
        change = folded.facts.changes.get(meant)
        to = change.notice if change is not None and not change.needs_consent and change.notice else meant
        notice = folded.facts.notices.get(to)
        if notice is not None and notice.organisation != acting.organisation and notice.objection_until:
            received = received_on(folded, notice.digest, acting.organisation) or date.fromisoformat(today)
            until = last_day_to_object(notice, received).isoformat()
            if today > until:
                raise AnswerNo(N_("The period for objections ended on {day}. Talk to the partner."), day=until)
        body = {"to": to, "day": today, "reason": bounded(reason)}
        return append(acting, session, history, "objection", body, folded)


def agree_to(acting: Acting, history: str, beginning: str = "", *, authority: str = "") -> Entry:
    """Agree to a proposed amendment or order of datasets; by default the only one that waits for us.

    ``authority``: on what the member may bind the house (s. 164 BGB), as an office or a power with its day; without it every
    party reads that the authority is not shown. Raises NotApproved where colleagues have to approve it first; they are asked.
    """
    with approval_first(acting, history):
        return _agree_to(acting, history, beginning, authority.strip())


def _agree_to(acting: Acting, history: str, beginning: str, authority: str) -> Entry:
    today = local_day(acting.clock()).isoformat()
    with acting.vault.write() as session:
        folded = load_state(session, history)
        waiting = list(to_agree(folded, acting.organisation))
        chosen = _named(list(folded.facts.changes), beginning) if beginning else _only(waiting)
        change = folded.facts.changes[chosen]
        if change.annex == "order" and not has_withheld(change.content):
            begins = max(date.fromisoformat(change.effective), local_day(acting.clock()))
            amendments = amendments_of(session, history)
            on, gone = state_on(folded, begins, amendments), former_parties_on(folded, amendments, begins)
            require_whole(folded, on, change.content, acting.organisation, gone)
        body = {"change": chosen, "day": today}
        if authority:  # programs from before this member read what is without it
            body["authority"] = authority
        entry, after = append_onto(folded, acting, session, history, "change_accepted", body)
        _require_sound(session, after, chosen)
        require_change_approved(acting, session, folded, of_partner(folded.facts.changes[chosen]))
        return entry


def record_silence(acting: Acting, history: str, beginning: str = "") -> Entry:
    """Record that an order was not answered in time; by default the only one of which that can be said today.

    What it means stands in the contract: consent of those who kept silent, or refusal. Raises AnswerNo where the time is
    not over or silence means nothing, WrongUse.
    """
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = load_state(session, history)
        due = {change: due_silence(folded, change, today, acting.organisation) for change in folded.facts.changes}
        chosen = _named(list(folded.facts.changes), beginning) if beginning else _only_silent([*filter(due.get, due)])
        if not due[chosen]:
            raise AnswerNo(_not_due(folded, chosen))
        body = {"change": chosen, "day": today.isoformat(), "organisations": list(due[chosen])}
        return append(acting, session, history, "silence_recorded", body, folded)


def _only_silent(due: list[str]) -> str:
    if not due:
        raise AnswerNo(N_("There is no order of which the time to answer is over."))
    if len(due) > 1:
        raise WrongUse(
            N_("On several orders the time to answer is over. Say which one by the beginning of its digest.")
        )
    return due[0]


def _not_due(folded: AgreementState, digest: str) -> Message:
    """Why the silence on a change means nothing yet."""
    effect = next(one for one in first_effects(folded) if one.change.digest == digest)
    last = max([*effect.silent_after.values(), *([effect.answer_until] if effect.answer_until else [])], default=None)
    if effect.standing != "pending" or not effect.change.silence:
        return Message(N_("Silence on this change means nothing, or it is answered already."))
    if last is None:
        return Message(
            N_(
                "Nothing shows yet that the others have the order: a period that begins with receipt (§ 130 BGB) does not run."
            )
        )
    return Message(N_("The time to answer is not over: the last day is {day}."), {"day": last.isoformat()})


def _only(waiting: list[str]) -> str:
    if not waiting:
        raise AnswerNo(N_("No proposed change waits for your organisation."))
    if len(waiting) > 1:
        raise WrongUse(N_("Several changes wait for you. Say which one by the beginning of its digest."))
    return waiting[0]


def _named(digests: Iterable[str], beginning: str) -> str:
    found = named(digests, beginning)
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single notice or change {digest}. See datapact agreement history."), digest=beginning[:43]
        )
    return found[0]


def change_annex(
    acting: Acting,
    history: str,
    annex: str,
    changes: bytes | ChangedTerms,
    *,
    effective: date | None = None,
    objection_days: int | None = None,
    note: str = "",
) -> tuple[Entry, ...]:
    """Write a new version of an annex under its own rule of change; for notice and silence, both entries.

    ``changes`` is a partial answers file or its parsed content; ``effective`` is by default the first day that the rule
    allows. Raises AnswerNo with the rule that forbids the change, WrongUse for an annex that does not exist, Malformed,
    NotApproved where colleagues have to approve it first; they are asked.
    """
    with approval_first(acting, history):
        return _change_annex(acting, history, annex, _read(changes), effective, objection_days, note)


def _change_annex(
    acting: Acting,
    history: str,
    annex: str,
    read: ChangedTerms,
    effective: date | None,
    objection_days: int | None,
    note: str,
) -> tuple[Entry, ...]:
    if annex not in ANNEXES:
        raise WrongUse(N_("There is no annex {name}. Annexes: {names}."), name=annex, names=", ".join(ANNEXES))
    today = local_day(acting.clock())
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        before = folded
        terms = state_on(folded, effective or today, amendments_of(session, history)).terms
        rule = rule_for(annex, terms)
        notices: tuple[Entry, ...] = ()
        begins = effective or today
        if rule == "objection":
            processing = terms.processing
            days = max(objection_days or 0, processing.sub_processing_objection_days or 0)
            least = max(days_later(today, processing.sub_processing_notice_days or 0), declaration_until(today, days))
            begins = effective or days_later(least, 1)
            body = _notice_body("sub_processors", note, today, begins, days)
            notice, folded = append_onto(folded, acting, session, history, "notice", body)
            notices = (notice,)
        resting_on = notices[0].digest if notices else ""
        said = Answering()
        if annex == "order":
            amendments = amendments_of(session, history)
            on, gone = state_on(folded, begins, amendments), former_parties_on(folded, amendments, today)
            had = {one.key for one in on.terms.datasets}
            read = ChangedTerms(with_scoped_keys(read.content, had), read.removals)
            said = require_whole(folded, on, read.content, acting.organisation, gone)
        change, after = _write_change(acting, session, folded, read, begins, note, annex, rule, resting_on, said)
        _require_sound(session, after, change.digest)
        planned = _planned(read, effective, note, annex, objection_days)
        require_change_approved(acting, session, before, planned)
        return (*notices, change)


def _planned(
    read: ChangedTerms, effective: date | None, note: str, annex: str = "", days: int | None = None
) -> PlannedChange:
    begins = effective.isoformat() if effective else ""
    return PlannedChange(annex, read.content, tuple(read.removals), begins, bounded(note), days)


def _read(changes: bytes | ChangedTerms) -> ChangedTerms:
    return changes if isinstance(changes, ChangedTerms) else read_changes(changes)


_AMENDMENT = N_("Amendment no. {number} to “{title}”")
_ENDING = N_("Agreement to end “{title}” (amendment no. {number})")


def amend(
    acting: Acting, history: str, changes: bytes | ChangedTerms, *, effective: date | None = None, note: str = ""
) -> Amended:
    """Propose changed terms: in text form as an entry to agree to, else as the draft of an agreement to be signed.

    The form of amendments in the terms decides which of the two (ss. 126 to 127 BGB). The draft is the whole text as
    amended, replaces the former one from its first day, and is offered, frozen and signed like every agreement. Without
    a file of changes it is the former text, to be edited. Raises AnswerNo for a change that can never count, Malformed
    or WrongUse for wrong changes, NotApproved where colleagues have to approve it first; they are asked.
    """
    with approval_first(acting, history):
        return _amend(acting, history, changes, effective, note)


def end_by_consent(acting: Acting, history: str, last_day: date, note: str = "") -> Amended:
    """Propose that the agreement ends on a day because all parties want it to, whatever its duration and its notice.

    It has the form of an amendment: an entry to agree to, or the draft of an agreement to be signed, which is called by
    what it does. What has been done stays done; a text that is void from its beginning is for a lawyer. Raises what
    ``amend`` raises, and WrongUse for a day in the past.
    """
    today = local_day(acting.clock())
    if last_day < today:
        raise WrongUse(N_("The last day lies in the past. Choose today or a later day."))
    with acting.vault.read() as session:
        folded = load_state(session, history)
        renews = state_on(folded, today, amendments_of(session, history)).terms.duration.renewal_months
    lines = ['[agreement]\nremove = ["duration.renewal_months"]'] if renews else []
    changes = "\n".join([*lines, f"[duration]\nend = {last_day.isoformat()}"]).encode()
    with approval_first(acting, history):
        return _amend(acting, history, changes, None, note, _ENDING)


def propose_approved(acting: Acting, history: str) -> tuple[Entry, ...]:
    """Propose the oldest change of our own that was approved; raises AnswerNo where none does, and what proposing raises."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        own = [one for one in waiting_changes(folded, acting.organisation) if not one.change.answers]
        ready = [one for one in own if not approvals_of_change(acting, session, folded, one.change).missing]
    waiting = next(iter((*ready, *reversed(own))), None)
    if waiting is None:
        raise AnswerNo(N_("No change of your own waits for approval here."))
    change = waiting.change
    read = ChangedTerms(dict(change.content), change.removals)
    effective = date.fromisoformat(change.effective) if change.effective else None
    if change.annex:
        days = change.objection_days
        return change_annex(
            acting, history, change.annex, read, effective=effective, objection_days=days, note=change.note
        )
    done = amend(acting, history, read, effective=effective, note=change.note)
    return () if done.entry is None else (done.entry,)


def _amend(
    acting: Acting,
    history: str,
    changes: bytes | ChangedTerms,
    effective: date | None,
    note: str,
    called: str = _AMENDMENT,
) -> Amended:
    today = local_day(acting.clock())
    begins = effective or today
    with acting.vault.write() as session:
        folded = in_force(acting, session, history, elsewhere=True)
        on = state_on(folded, begins, amendments_of(session, history))
        if folded.signed_elsewhere is not None:
            return Amended(None, _draft_amendment(acting, session, history, on.state, changes, begins, note, called))
        if on.terms.form.amendment in NEEDS_SIGNATURE:
            state = _without_former(on, members_of(folded, amendments_of(session, history)))
            return Amended(None, _draft_amendment(acting, session, history, state, changes, begins, note, called))
        read = _read(changes)
        entry, after = _write_change(acting, session, folded, read, begins, note)
        _require_sound(session, after, entry.digest)
        require_change_approved(acting, session, folded, _planned(read, effective, note))
        return Amended(entry, "")


def _write_change(
    acting: Acting,
    session: Session,
    folded: AgreementState,
    read: ChangedTerms,
    effective: date,
    note: str,
    annex: str = "",
    rule: str = "",
    notice: str = "",
    said: Answering | None = None,
) -> tuple[Entry, AgreementState]:
    if not read.content and not read.removals:
        raise WrongUse(N_("The file changes nothing. Say what is to change."))
    body: dict[str, Any] = {
        "content": read.content,
        "removals": list(read.removals),
        "day": local_day(acting.clock()).isoformat(),
        "effective": effective.isoformat(),
        "note": bounded(note),
    }
    if annex:
        body |= {"annex": annex, "rule": rule, "notice": notice}
    if said is not None and said.asked:
        body["asked"] = list(said.asked)
    if said is not None and said.silence:  # only then: programs before these members take them for malformed
        body |= {"silence": said.silence, "answer_days": said.days}
    if said is not None and said.silent:
        body["silent"] = list(said.silent)
    return append_onto(folded, acting, session, folded.history, "annex_version" if annex else "amendment", body)


def _without_former(on: Consolidated, members: Members) -> Mapping[str, Any]:
    """The text that an amendment begins with: without parties that are gone on its first day, for they sign nothing more."""
    gone = {one.organisation for one in members.members if one.until is not None and one.until < on.day}
    keys = [party.key for party in on.terms.parties if party.organisation in gone]
    if not keys:
        return on.state
    document = read_state(cast(JsonObject, dict(on.state)))
    return write_state(with_terms(document, without_parties(document.terms, keys).terms))


def _draft_amendment(
    acting: Acting,
    session: Session,
    history: str,
    state: Any,
    changes: bytes | ChangedTerms,
    effective: date,
    note: str,
    called: str,
) -> str:
    before = under_its_own_names(load_state(session, history), read_state(cast(JsonObject, dict(state))))
    on_paper = not before.clauses or before.amends_on_paper
    if on_paper:  # the clauses stand in a file, so there is no template whose text would follow
        base = _amendment_of_a_file(session, replace(before, clauses=()), changes, effective)
    else:
        kept = without_amending(before)
        base = apply_changes(write_state(kept), changes, kept.clauses)
    document = read_state(base)
    fresh = f"urn:uuid:{uuid.uuid4()}"
    draft = {
        **base,
        "title": _amendment_titles(document, _amendments_so_far(session, history) + 1, called),
        "agreement": fresh,
        "number": next_number(session, acting.clock()),
        "parent": {
            "agreement": history,
            "number": before.number,
            "title": before.title[document.prevailing],
            "relation": AMENDS,
            "effective": effective.isoformat(),
        },
    }
    made = read_state(draft)
    if not on_paper:
        draft = write_state(with_amending(before, made))
    append(acting, session, fresh, "draft", {"state": draft, "note": bounded(note)})
    return fresh


def _amendment_titles(document: AgreementDocument, number: int, called: str) -> dict[str, str]:
    """What an amendment is called in each language: it is a contract of its own beside the one that it amends."""
    return {
        language: Message(called, {"number": number, "title": document.title[language]}).text(language)[:LONGEST_LINE]
        for language in document.languages
    }


def _amendments_so_far(session: Session, history: str) -> int:
    """How many amendments there are of an agreement, those that were declined left out."""
    rows = session.exec(select(AgreementRow).where(AgreementRow.amends == history)).all()
    return sum(row.status != "declined" for row in rows)


def _amendment_of_a_file(
    session: Session, before: AgreementDocument, changes: bytes | ChangedTerms, effective: date
) -> JsonObject:
    """The state of the amendment alone: the terms as changed, and clauses that say what changes and from when."""
    terms = before.terms
    if changes:
        read = _read(changes)
        terms = read_terms(terms_after(write_terms(terms), "", read.content, read.removals))
    told = list(compare_terms(before.terms, terms))
    document = replace(before, terms=with_parties_known(terms, known_parties(session)))
    return write_state(replace(document, clauses=amendment_clauses(document, effective, told)))


def _require_sound(session: Session, folded: AgreementState, digest: str) -> None:
    """Raise AnswerNo, so that the transaction is undone, when a change that was just written can never count."""
    on = state_on(folded, date.max, amendments_of(session, folded.history))
    effect = next(one for one in on.effects if one.change.digest == digest)
    if effect.standing == "without_effect" and effect.reason is not None:
        raise AnswerNo(N_("This change would have no effect: {reason}"), reason=effect.reason)


def suspend(acting: Acting, history: str, begins: date, until: date | None, reason: str) -> Entry:
    """Suspend performance from a day on, with a reason; the agreement does not end."""
    if not reason.strip():
        raise WrongUse(N_("Say why: --reason TEXT."))
    with acting.vault.write() as session:
        folded = in_force(acting, session, history)
        body = {
            "begins": begins.isoformat(),
            "until": until.isoformat() if until else "",
            "reason": bounded(reason),
        }
        return append(acting, session, history, "suspended", body, folded)


def resume(acting: Acting, history: str, day: date) -> tuple[Entry, ...]:
    """End every suspension of our own that is open, from a day on; raises AnswerNo when there is none."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        own = open_suspensions(folded, acting.organisation)
        if not own:
            raise AnswerNo(N_("Your organisation has not suspended this agreement."))
        written = []
        for one in own:
            body = {"suspension": one.digest, "day": day.isoformat()}
            entry, folded = append_onto(folded, acting, session, history, "resumed", body)
            written.append(entry)
        return tuple(written)


def in_force(acting: Acting, session: Session, history: str, *, elsewhere: bool = False) -> AgreementState:
    """The folded agreement; raises AnswerNo where it has ended or is itself an amendment, or was signed elsewhere."""
    folded = load_state(session, history)
    if folded.signed_elsewhere is not None and not elsewhere:
        raise AnswerNo(SIGNED_ELSEWHERE)
    if folded.signed_elsewhere is None and not_yet_signed(folded):
        raise AnswerNo(N_("This is possible only once every signatory has signed."))
    current = current_state(folded)
    if amended_agreement(current):
        raise AnswerNo(
            N_("This agreement amends {number}. Take this step there."), number=str(current["parent"].get("number", ""))
        )
    amendments = amendments_of(session, history)
    end = undisputed_end(folded, amendments)  # whoever has to settle a dispute must be able to act
    if end is not None and local_day(acting.clock()) > end:
        raise AnswerNo(N_("The agreement ended on {day}."), day=end.isoformat())
    own = members_of(folded, amendments).of(acting.organisation)
    if own is not None and own.until is not None and local_day(acting.clock()) > own.until:
        raise AnswerNo(N_("Your organisation is no party any more; its last day was {day}."), day=own.until.isoformat())
    return folded
