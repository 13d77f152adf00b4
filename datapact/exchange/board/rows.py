"""Rows of the status board, folded from the entries of one agreement and the notes of this vault about its files.

A row never says more than an entry or a note shows: a written file is not a received one, silence is neither yes nor
no, and nobody is late before the day that was named to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.endings import order_ends
from datapact.agreements.projection.motions import votes_waiting
from datapact.agreements.projection.who_is_party import first_effects, members_of
from datapact.agreements.steps.permitted import party_names
from datapact.agreements.text.changes import Effect
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.outside_replies import outside_replies
from datapact.base.clock import write_time
from datapact.base.texts import N_
from datapact.history.commitments.disclosure import Withheld
from datapact.history.fold.acceded import signed_in
from datapact.organisation.acting.handed_over import FILE_WRITTEN, MAIL_OPENED, Handed

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState

type Had = Literal["own", "here", "received", "unsent", "opened", "written", "recorded", "elsewhere", "none"]
type Answer = Literal[
    "proposed", "accepted", "other_text", "declined", "objected", "changes", "elsewhere", "not_asked", "none"
]
type Move = Literal["", "answer", "choose", "freeze", "sign", "answer_change", "vote", "record_signature"]

HAD_WORDS: Mapping[Had, str] = {
    "own": N_("its own step"),
    "here": N_("lies here"),
    "received": N_("received"),
    "unsent": FILE_WRITTEN,
    "opened": MAIL_OPENED,
    "written": N_("file written, not confirmed"),
    "recorded": N_("sent, as recorded here"),
    "elsewhere": N_("outside DataPact"),
    "none": N_("no file noted here"),
}
ANSWER_WORDS: Mapping[Answer, str] = {
    "proposed": N_("its own proposal"),
    "accepted": N_("agrees"),
    "other_text": N_("agrees to another open proposal"),
    "declined": N_("declined"),
    "objected": N_("objects"),
    "changes": N_("wants changes"),
    "elsewhere": N_("signed elsewhere, as recorded here"),
    "not_asked": N_("is not asked"),
    "none": N_("no reply on file"),
}
MOVE_WORDS: Mapping[Move, str] = {
    "answer": N_("reply to the text"),
    "choose": N_("choose between the proposals"),
    "freeze": N_("freeze the text"),
    "sign": N_("sign"),
    "answer_change": N_("reply to the change"),
    "vote": N_("vote"),
    "record_signature": N_("record the signatures"),
}


@dataclass(frozen=True, slots=True)
class Reminded:
    """The last reminder that was written to a party; whether it was sent, nobody here knows."""

    time: str
    """UTC, ISO 8601."""
    by: str
    """Local day until which an answer was asked for, ISO 8601; empty for none."""
    about: tuple[str, ...]
    """Digests of the steps that the party was to answer, sorted."""
    copied: bool = False
    """Whether its text was only copied, not handed to a mail program."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Notes of this vault on deliveries to one party: none of it is an entry."""

    had: Collection[str] = frozenset()
    """Digests that the party has acknowledged since it last asked for everything, or was sent in the last file."""
    files: tuple[str, ...] = ()
    """Our receipts in the files that were written for it, oldest first: each file brought all that its receipt knows."""
    lost: bool = False
    """Whether it restored a backup, asked for everything again, and has acknowledged nothing since."""
    handed: Handed | None = None
    """How far the last file for it is; None where an earlier program wrote it, or nobody wrote one."""
    reminded: Reminded | None = None
    """None where no reminder was written."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One party of an agreement, as far as this vault knows. Times are ISO 8601: a local day, or a UTC time; empty for none."""

    organisation: str
    """Id; the name for one without DataPact."""
    name: str
    """As the text has it."""
    is_own: bool
    """Whether it is our own organisation."""
    had: Had = "none"
    """How far it is known to have the newest step: key of ``HAD_WORDS``."""
    had_on: str = ""
    """When the step that shows it, or the first file with it, was written."""
    had_proof: str = ""
    """Digest of the entry that shows it; empty for none."""
    lacks: int = 0
    """Number of steps that it neither has acknowledged nor was sent."""
    lost: bool = False
    """Whether it asked for everything again and has acknowledged nothing since."""
    answer: Answer = "none"
    """Its answer to the text, or to an open change: key of ``ANSWER_WORDS``."""
    answered_on: str = ""
    """When, by its author's clock."""
    answer_proof: str = ""
    """Digest of the entry that says so; empty for none."""
    reason: str = ""
    """Why it declined or objects; empty where it gave none, or this copy does not show it."""
    withheld: bool = False
    """Whether a reason was given that this copy does not show."""
    slots: int = 0
    """Signatures that it is to give; 0 before the text is frozen."""
    signed: int = 0
    """How many of them are there."""
    signed_on: str = ""
    """When the last of them was given."""
    signed_proof: str = ""
    """Digest of the entry of that signature; empty for none."""
    move: Move = ""
    """What it has to do next: key of ``MOVE_WORDS``; empty where it is not its move."""
    about: tuple[str, ...] = ()
    """Digests of the steps that its move rests on, sorted."""
    to_send: bool = False
    """Whether it neither has those steps nor was sent them, so that it is for us to send them first."""
    unsaid: str = ""
    """When the file with those steps was written that nobody has said was sent, UTC; empty where none waits for that word."""
    sent_by: tuple[str, ...] = ()
    """Ids of the other organisations that wrote those it may lack, none of which is ours: it is for them to send theirs."""
    since: str = ""
    """Since when it is its move: the first file with those steps, or its own step that shows them."""
    file_on: str = ""
    """When the first file with those steps was written; empty where there is none, or a step of it shows that it has them."""
    late_since: str = ""
    """Local day after the one until which it was asked to answer, where that has passed."""
    reminded: Reminded | None = None
    """The last reminder about this move; None where none was written."""
    heard_on: str = ""
    """When its newest step known here was written."""
    heard: str = ""
    """Kind of that step; empty where there is none."""
    agreed_from: str = ""
    """Day from which its silence on an order counts as consent, once recorded; empty where it means nothing yet."""
    refused_after: str = ""
    """Last day to agree to an order, after which it counts as refused; empty for none."""

    @property
    def waited_for(self) -> bool:
        """Whether another organisation is to act, and nothing has to be sent to it first."""
        return bool(self.move) and not self.is_own and not self.to_send and not self.unsaid


NOTHING = Delivered()


def subject_of(folded: AgreementState) -> str:
    """Digest of the newest step that every party has to have: a text, the fixed text, a change that is open or counts, a
    notice to leave, the last signature, an end. Empty before an offer.
    """
    changes: Collection[str] = {*_changes_to_have(folded), *_notices_to_leave(folded)}
    if folded.declined:
        return max((one.digest for one in folded.declined), key=folded.place)
    if folded.terminated:
        return max((one.digest for one in folded.terminated), key=folded.place)
    if changes:
        return max(changes, key=folded.place)
    if folded.fully_signed and folded.signed:
        return max((one.digest for one in folded.signed), key=folded.place)
    if folded.freeze is not None:
        return folded.freeze.digest
    return text_of(folded)


def _notices_to_leave(folded: AgreementState) -> frozenset[str]:
    """The notices by which a party leaves, or ends an order: their period runs from the day on which another party has them."""
    found = {one.ended_by for one in order_ends(folded).ends}
    if folded.facts.leavings:
        found |= {one.ended_by for one in members_of(folded).members if one.way == "leaving" and one.ended_by}
    return frozenset(found)


def text_of(folded: AgreementState) -> str:
    """Digest of the offer that answers are about: the fixed one, the agreed one, else the newest open one."""
    if folded.freeze is not None:
        return folded.freeze.offer
    return folded.agreed or max(folded.open_offers, key=folded.place, default="")


def party_rows(folded: AgreementState, own: str, notes: Mapping[str, Delivered], today: date) -> tuple[PartyRow, ...]:
    """A row for each party in the order of the text, for the vault of ``own``; none before an offer.

    ``notes`` are by organisation; ``today`` is a local day.
    """
    if folded.signed_elsewhere is not None or folded.outside is not None:
        return tuple(
            _late(_with_reminder(row, notes.get(row.organisation, NOTHING)), today) for row in _recorded(folded, own)
        )
    text = text_of(folded)
    if not text:
        return ()
    read = _Reading(folded, own)
    return tuple(
        _late(read.row(organisation, name, notes.get(organisation, NOTHING)), today)
        for organisation, name in _in_order(folded, text)
    )


def _late(row: PartyRow, today: date) -> PartyRow:
    """A row that says since when it is late: only where it is still the move that a day was named for."""
    reminded = row.reminded
    if reminded is None or not row.waited_for or not reminded.by or reminded.by >= today.isoformat():
        return row
    return replace(row, late_since=(date.fromisoformat(reminded.by) + timedelta(days=1)).isoformat())


def _with_reminder(row: PartyRow, note: Delivered) -> PartyRow:
    """A row with the reminder that was written about just this move."""
    fits = row.waited_for and note.reminded is not None and note.reminded.about == row.about
    return replace(row, reminded=note.reminded) if fits else row


@dataclass(slots=True)
class _Reading:
    """The facts that the rows of one agreement share."""

    folded: AgreementState
    own: str
    subject: str = field(init=False)
    text: str = field(init=False)
    changes: dict[str, Effect] = field(init=False)
    steps: dict[str, list[Entry]] = field(init=False)
    """Shared entries with effect by organisation, each after those that it knows."""

    def __post_init__(self) -> None:
        self.subject, self.text = subject_of(self.folded), text_of(self.folded)
        self.changes = _open_changes(self.folded)
        self.steps = {}
        for entry in self.folded.dag.order:
            if entry.stream == "shared" and entry.digest not in self.folded.void:
                self.steps.setdefault(entry.organisation, []).append(entry)

    def row(self, organisation: str, name: str, note: Delivered) -> PartyRow:
        """The row of one party."""
        row = PartyRow(organisation, name, organisation == self.own)
        row = self._with_had(row, note)
        row = self._with_reply(row)
        row = self._with_signatures(row)
        row = self._with_move(row, note)
        newest = next((one for one in reversed(self.steps.get(organisation, ()))), None)
        if newest is not None:
            row = replace(row, heard_on=write_time(newest.time), heard=newest.kind)
        return row

    def _with_had(self, row: PartyRow, note: Delivered) -> PartyRow:
        entry = self.folded.entries[self.subject]
        if not row.is_own:
            row = replace(row, lacks=self._lacks(row.organisation, note), lost=note.lost)
        if entry.organisation == row.organisation:
            return replace(row, had="own", had_on=write_time(entry.time), had_proof=entry.digest)
        if row.is_own:
            return replace(row, had="here")
        shown = self._shown_by(row.organisation, (self.subject,))
        if shown is not None:
            return replace(row, had="received", had_on=write_time(shown.time), had_proof=shown.digest)
        written = self._first_file(note, (self.subject,))
        if written is not None and note.handed is not None:
            return self._with_handed(row, note.handed, written)
        if written is not None:
            return replace(row, had="written", had_on=write_time(written.time), had_proof=written.digest)
        return row

    def _with_handed(self, row: PartyRow, handed: Handed, first: Entry) -> PartyRow:
        """A row with how far the file with the newest step is: sent by a person's word, or only written."""
        said = self._first_sent(handed, (self.subject,))
        if said is None:
            state: Had = "opened" if handed.opened else "unsent"
            return replace(row, had=state, had_on=write_time(first.time), had_proof=first.digest)
        if not said[1]:  # by an earlier program
            return replace(row, had="written", had_on=write_time(first.time), had_proof=first.digest)
        return replace(row, had="recorded", had_on=said[1], had_proof=said[0])

    def _first_sent(self, handed: Handed, steps: Collection[str]) -> tuple[str, str] | None:
        """The first file with all of these steps that a person said was sent, and when; None where nobody did."""
        known = self.folded.dag
        return next(
            (one for one in handed.sent if one[0] in known.index and all(known.knows(one[0], step) for step in steps)),
            None,
        )

    def _lacks(self, organisation: str, note: Delivered) -> int:
        return sum(
            one.stream == "shared"
            and one.kind != "receipt"
            and one.organisation != organisation
            and one.digest not in note.had
            for one in self.folded.dag.order
        )

    def _shown_by(self, organisation: str, steps: Collection[str]) -> Entry | None:
        """The first entry of an organisation that builds on all of these steps."""
        knows = self.folded.dag.knows
        return next(
            (
                one
                for one in self.steps.get(organisation, ())
                if all(step == one.digest or knows(one.digest, step) for step in steps)
            ),
            None,
        )

    def _first_file(self, note: Delivered, steps: Collection[str]) -> Entry | None:
        """Our receipt in the first file for a party that brought all of these steps."""
        entries, knows = self.folded.entries, self.folded.dag.knows
        return next(
            (
                entries[receipt]
                for receipt in note.files
                if receipt in entries and all(knows(receipt, step) for step in steps)
            ),
            None,
        )

    def _with_reply(self, row: PartyRow) -> PartyRow:
        folded, party = self.folded, row.organisation
        for one in reversed(folded.declined):
            if one.organisation == party:
                return self._with_reply_of(row, "declined", one.digest, one.reason)
        if self.subject in folded.facts.changes:
            return self._with_reply_to_change(self._with_silence(row, self.subject), self.subject)
        if folded.facts.offers[self.text].organisation == party:
            return self._with_reply_of(row, "proposed", self.text)
        member = members_of(folded).of(party)
        if member is not None and member.entry:  # it agreed to the text by its accession
            return self._with_reply_of(row, "accepted", member.entry)
        accepts = [one for one in folded.facts.accepts if one.organisation == party]
        here = [one.digest for one in accepts if one.offer == self.text]
        if here and party in folded.accepted.get(self.text, ()):
            return self._with_reply_of(row, "accepted", here[-1])
        for offer in reversed(folded.open_offers):
            if offer != self.text and party in folded.accepted.get(offer, ()):
                own = [one.digest for one in accepts if one.offer == offer]
                return self._with_reply_of(row, "other_text", own[-1] if own else offer)
        return row

    def _with_silence(self, row: PartyRow, change: str) -> PartyRow:
        """A row with what the silence of the party on an order will mean."""
        effect = self.changes.get(change)  # none of one that counts already
        if effect is None or row.organisation not in effect.waiting_for:
            return row
        until, last = effect.answer_until, effect.silent_after.get(row.organisation)
        return replace(
            row,
            refused_after=until.isoformat() if until else "",
            agreed_from=(last + timedelta(days=1)).isoformat() if last else "",
        )

    def _with_reply_to_change(self, row: PartyRow, change: str) -> PartyRow:
        facts, party = self.folded.facts, row.organisation
        if facts.changes[change].organisation == party:
            return self._with_reply_of(row, "proposed", change)
        if party not in facts.changes[change].others(self.folded.circle):
            return replace(row, answer="not_asked")
        said: list[tuple[str, Answer, str | Withheld]] = [
            (one.digest, "accepted", "")
            for one in facts.change_accepts
            if one.change == change and one.organisation == party
        ]
        said += [
            (one.digest, "objected", one.reason)
            for one in facts.objections
            if one.to == change and one.organisation == party
        ]
        if not said:
            return row
        digest, answer, reason = max(said, key=lambda one: self.folded.place(one[0]))
        return self._with_reply_of(row, answer, digest, reason)

    def _with_reply_of(self, row: PartyRow, answer: Answer, digest: str, reason: str | Withheld = "") -> PartyRow:
        return replace(
            row,
            answer=answer,
            answered_on=write_time(self.folded.entries[digest].time),
            answer_proof=digest,
            reason="" if isinstance(reason, Withheld) else reason,
            withheld=isinstance(reason, Withheld),
        )

    def _with_signatures(self, row: PartyRow) -> PartyRow:
        freeze = self.folded.freeze
        if freeze is None:
            return row
        member = members_of(self.folded).of(row.organisation)
        if member is not None and member.entry:  # it signed its accession, which the record carries
            signed = signed_in(self.folded.entries[member.entry], row.organisation)
            if signed:
                return replace(
                    row,
                    slots=len(signed),
                    signed=len(signed),
                    signed_on=write_time(signed[-1].time),
                    signed_proof=signed[-1].digest,
                )
            return row
        mine = {slot.id for slot in freeze.slots if slot.organisation == row.organisation}
        given = [one for one in self.folded.signed if one.slot in mine]
        row = replace(row, slots=len(mine), signed=len({one.slot for one in given}))
        if not given:
            return row
        last = max(given, key=lambda one: self.folded.place(one.digest))
        return replace(row, signed_on=write_time(last.time), signed_proof=last.digest)

    def _with_move(self, row: PartyRow, note: Delivered) -> PartyRow:
        move, about = self._move(row.organisation)
        if not move:
            return row
        row = replace(row, move=move, about=tuple(sorted(about)))
        entries = self.folded.entries
        if row.is_own:
            newest = max(about, key=self.folded.place)
            return replace(row, since=write_time(entries[newest].time))
        lacking = {
            entries[one].organisation
            for one in about
            if one not in note.had and entries[one].organisation != row.organisation
        }
        if lacking and (self.own in lacking or note.lost):
            return replace(row, to_send=True)
        if lacking:  # whoever takes a step sends it; whether that happened, nothing here shows
            return _with_reminder(replace(row, sent_by=tuple(sorted(lacking))), note)
        file, shown = self._first_file(note, about), self._shown_by(row.organisation, about)
        sent = ""
        if file is not None and shown is None and note.handed is not None:
            said = self._first_sent(note.handed, about)
            if said is None:
                return replace(row, unsaid=write_time(file.time))
            sent = said[1]
        begun = file or shown
        row = replace(
            row,
            since=sent or (write_time(begun.time) if begun is not None else ""),
            file_on=write_time(file.time) if file is not None and shown is None else "",
        )
        return _with_reminder(row, note)

    def _move(self, organisation: str) -> tuple[Move, tuple[str, ...]]:
        """The next move of an organisation, and the steps that it rests on."""
        folded = self.folded
        if folded.stage in ("signed", "terminated"):
            open_to = [digest for digest, effect in self.changes.items() if organisation in effect.waiting_for]
            if open_to:
                return "answer_change", (max(open_to, key=folded.place),)
            votes = votes_waiting(folded, organisation)
            return ("vote", (max(votes, key=folded.place),)) if votes else ("", ())
        if organisation not in folded.turn:
            return "", ()
        match folded.stage:
            case "offered" if len(folded.open_offers) > 1:
                return "choose", folded.open_offers
            case "offered":
                return "answer", folded.open_offers
            case "agreed":
                accepts = tuple(one.digest for one in folded.facts.accepts if one.offer == self.text)
                return "freeze", accepts or (self.text,)
            case _:
                before = [one.digest for one in folded.signed] or [self.subject]
                return "sign", (max(before, key=folded.place),)


def _open_changes(folded: AgreementState) -> dict[str, Effect]:
    """The proposed changes that wait for consent, by digest."""
    if folded.stage not in ("signed", "terminated") or not folded.facts.changes:
        return {}
    return {one.change.digest: one for one in first_effects(folded) if one.waiting_for}


def _changes_to_have(folded: AgreementState) -> frozenset[str]:
    """The changes that wait for consent or were agreed to, by digest: no party can do without those that count."""
    if folded.stage not in ("signed", "terminated") or not folded.facts.changes:
        return frozenset()
    effects = first_effects(folded)
    return frozenset(one.change.digest for one in effects if one.waiting_for or one.standing == "in_effect")


def _in_order(folded: AgreementState, text: str) -> list[tuple[str, str]]:
    """Id and name of each party, in the order of the text; those that it does not show come last."""
    names = dict(party_names(folded, text))
    shown = [str(one.get("organisation", "")) for one in _parties(folded.facts.offers[text].state)]
    joined = {one.joined: str(one.name) for one in folded.facts.accessions.values()}
    names |= {one.organisation: joined[one.organisation] for one in members_of(folded).members if not one.founding}
    listed = [one for one in dict.fromkeys(shown) if one in names]
    return [(one, names[one]) for one in [*listed, *(one for one in sorted(names) if one not in listed)]]


def _parties(state: object) -> Iterator[Mapping[str, Any]]:
    terms = state.get("terms") if isinstance(state, Mapping) else None
    named = terms.get("parties") if isinstance(terms, Mapping) else None
    yield from (one for one in (named if isinstance(named, Sequence) else ()) if isinstance(one, Mapping))


def party_names_of(state: Mapping[str, Any]) -> list[str]:
    """The names of the parties in a text."""
    return [str(one.get("name", "")) for one in _parties(state)]


def _recorded(folded: AgreementState, own: str) -> tuple[PartyRow, ...]:
    """The rows of an agreement that goes by e-mail or on paper, or was signed elsewhere: what a member recorded."""
    if folded.signed_elsewhere is not None:
        record = folded.signed_elsewhere
        return tuple(
            PartyRow(
                str(one.get("organisation", "")) or str(one.get("name", "")),
                str(one.get("name", "")),
                one.get("organisation") == own,
                had="elsewhere",
                answer="elsewhere",
                answered_on=record.signed_on,
                answer_proof=record.digest,
            )
            for one in _parties(current_state(folded))
        )
    outside = folded.outside
    assert outside is not None
    keys = {str(one.get("key", "")): str(one.get("name", "")) for one in _parties(current_state(folded))}
    rows = []
    for one in outside_replies(folded, own):
        step = outside.answers.get(one.name)
        row = PartyRow(own if one.is_own else one.name, one.name, one.is_own)
        row = replace(
            row, had="own" if one.is_own else "recorded", had_on=outside.sent.day, had_proof=outside.sent.digest
        )
        if one.answer and not (one.is_own and step is None):
            answer: Mapping[str, Answer] = {"accepted": "accepted", "changes": "changes", "refused": "declined"}
            row = replace(
                row,
                answer=answer[one.answer],
                answered_on=one.day,
                answer_proof=step.digest if step is not None else "",
                reason=one.remark,
                withheld=step is not None and isinstance(step.reason, Withheld),
            )
        elif one.is_own:
            row = replace(row, answer="proposed", answered_on=outside.sent.day, answer_proof=outside.sent.digest)
        if outside.slots is not None:
            places = [slot for slot in outside.slots.fixed.slots if keys.get(slot.party) == one.name]
            records = [found for slot in places if (found := outside.slots.filled.get(slot.id)) is not None]
            days = [str(record.day) for record in records]
            row = replace(row, slots=len(places), signed=len(records), signed_on=max(days, default=""))
        rows.append(_with_move_outside(row, outside.stage, outside.sent.digest, outside.sent.day))
    return tuple(rows)


def _with_move_outside(row: PartyRow, stage: str, sent: str, day: str) -> PartyRow:
    own: Mapping[str, Move] = {"agreed": "freeze", "frozen": "record_signature", "signing": "record_signature"}
    if row.is_own and stage in own:
        return replace(row, move=own[stage], about=(sent,))
    if not row.is_own and stage == "offered" and row.answer == "none":
        return replace(row, move="answer", about=(sent,), since=day)
    return row
