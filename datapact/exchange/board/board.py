"""The status board of one agreement, and of all agreements among its parties: read from the vault, nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import and_, col, or_, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.folded import folded_history
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.permitted import NOT_OFFERED
from datapact.agreements.text.current_text import current_state
from datapact.agreements.views.network import split_partners
from datapact.base.clock import local_day, write_time
from datapact.base.errors import WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Argument, Language, Listed, Message
from datapact.contract.editing.orders import name_of, ordered_datasets
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.names import titles_of
from datapact.contract.text.value_words import BilingualMessage, bilingual
from datapact.exchange.board.reminders import (
    Reminder,
    all_reminded,
    note_reminded,
    reminder_letter,
    require_day_ahead,
    require_waited_for,
)
from datapact.exchange.board.rows import (
    MOVE_WORDS,
    Delivered,
    PartyRow,
    party_names_of,
    party_rows,
    subject_of,
    text_of,
)
from datapact.exchange.bundle.acknowledgements import noted_of
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.organisation.partners.partners import get_partner

if TYPE_CHECKING:
    from datetime import date

    from datapact.history.fold.agreement import AgreementState
    from datapact.history.fold.authority import Directory
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.identity.profile import Profile
    from datapact.vault.database.session import Session

MOST = 200
"""Agreements among the same parties that are shown together."""

STEP_WORDS = {
    "offer": N_("Offer by {party}"),
    "counter": N_("Counter-proposal by {party}"),
    "freeze": N_("Text frozen for signature by {party}"),
    "freeze_persons": N_("Text frozen for signature by {party}"),
    "signed": N_("Last signature, by {party}"),
    "declined": N_("Declined by {party}"),
    "termination_notice": N_("Notice of termination by {party}"),
    "leaving": N_("Notice to leave by {party}"),
    "order_ended": N_("Notice by {party} that an order ends"),
    "annex_version": N_("Change of an annex by {party}"),
    "amendment": N_("Amendment proposed by {party}"),
}
OTHER_STEP = N_("Step by {party}")
ORDERED = N_("Order of {data} by {party}")
"""Of a change that is an order: which data."""


@dataclass(frozen=True, slots=True)
class NewestStep:
    """The newest step that every party has to have."""

    digest: str
    """Of the entry."""
    kind: str
    """Kind of entry, key of ``STEP_WORDS``."""
    party: str
    """Name of who wrote it."""
    time: str
    """UTC, by the author's clock, ISO 8601."""
    data: tuple[Argument, ...] = ()
    """Names of the datasets of an order; empty for any other step."""

    @property
    def words(self) -> Message:
        """The proposal and its author, in words."""
        if self.data:
            return Message(ORDERED, {"party": self.party, "data": Listed.of(self.data)})
        return Message(STEP_WORDS.get(self.kind, OTHER_STEP), {"party": self.party})


@dataclass(frozen=True, slots=True)
class Board:
    """The status board of one agreement: a row for each party."""

    history: str
    """Id of the agreement."""
    number: str
    """As the text has it."""
    title: BilingualMessage
    """In both languages."""
    stage: str
    """As in ``AgreementState``."""
    newest: NewestStep | None
    """None before an offer, and where the agreement is not negotiated in DataPact."""
    open_texts: int
    """Number of proposals that are open at once."""
    rows: tuple[PartyRow, ...]
    """In the order of the text; empty before an offer."""
    languages: tuple[Language, ...]
    """Of the agreement."""

    @property
    def sentences(self) -> tuple[Message, ...]:
        """The next move, in sentences."""
        if not self.rows:
            return (NOT_OFFERED,)
        found = [
            Message(N_("It is your move: {what}."), {"what": Message(MOVE_WORDS[row.move])})
            for row in self.rows
            if row.is_own and row.move
        ]
        unsent = [row.name for row in self.rows if row.to_send]
        if unsent:
            words = N_(
                "Send first: no file from here to {names} holds what is needed there for the next step. Another party may"
                " have sent it; you are sure once you have."
            )
            found.append(Message(words, {"names": Listed.of(unsent)}))
        unsaid = [row.name for row in self.rows if row.unsaid]
        if unsaid:
            found.append(
                Message(
                    N_("The file for {names} is written, and nobody has recorded that it was sent."),
                    {"names": Listed.of(unsaid)},
                )
            )
        waited = [row.name for row in self.rows if row.waited_for]
        if waited:
            found.append(Message(N_("Waiting for {names}."), {"names": Listed.of(waited)}))
        found += self._sent_by_others()
        found += [
            Message(
                N_("Counts as agreed to by {name} from {day} on, once recorded, unless it objects before."),
                {"name": row.name, "day": row.agreed_from},
            )
            for row in self.rows
            if row.agreed_from
        ]
        late = [row.name for row in self.rows if row.late_since]
        if late:
            found.append(Message(N_("Reply overdue: {names}."), {"names": Listed.of(late)}))
        return tuple(found) or (Message(N_("Nobody is waited for.")),)

    def _sent_by_others(self) -> list[Message]:
        """Who sends what a party may lack, where it is not for us."""
        names = {row.organisation: row.name for row in self.rows}
        missing: dict[tuple[str, ...], list[str]] = {}
        for row in self.rows:
            if row.sent_by:
                missing.setdefault(row.sent_by, []).append(row.name)
        words = N_(
            "{author} still has to send {names} its last step, unless that has happened: this vault does not learn of it. You"
            " can send it, too."
        )
        return [
            Message(
                words, {"names": Listed.of(found), "author": Listed.of([names.get(one, one[:8]) for one in authors])}
            )
            for authors, found in missing.items()
        ]


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards of several agreements."""

    boards: tuple[Board, ...]
    """By number."""
    left_out: int = 0
    """Agreements beyond ``MOST`` that are not shown."""


def board(acting: Acting, history: str) -> Board:
    """The board of one agreement; raises WrongUse when the vault does not have it."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        return _board(session, acting, folded, local_day(acting.clock()))


def boards_among(acting: Acting, history: str) -> Boards:
    """The boards of all agreements whose parties are among those of this one: the framework, its orders, and those of two.

    Drafts and what lies in the archive are left out, apart from the agreement itself. Raises WrongUse when the vault
    does not have it.
    """
    with acting.vault.read() as session:
        known, today = directory(session), local_day(acting.clock())
        rows = session.exec(
            select(AgreementRow.id, AgreementRow.number, AgreementRow.partners)
            .where(
                or_(
                    and_(col(AgreementRow.archived) == 0, col(AgreementRow.stage) != "draft"),
                    col(AgreementRow.id) == history,
                )
            )
            .order_by(col(AgreementRow.number), col(AgreementRow.id))
        ).all()
        own = next((partners for one, _number, partners in rows if one == history), None)
        if own is None:
            raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
        names = {line.state.name for line in known.values()}
        group = set(split_partners(own, names))
        found = [one for one, _number, partners in rows if partners and set(split_partners(partners, names)) <= group]
        shown = [history, *(one for one in found if one != history)][:MOST]
        boards = [board_in(session, acting, one, known, today) for one in shown]
    return Boards(tuple(sorted(boards, key=lambda one: (one.number, one.history))), len(found) - len(shown))


def board_in(session: Session, acting: Acting, history: str, known: Directory, today: date) -> Board:
    """``board`` within one reading of the vault."""
    _digest, folded = folded_history(session, history, known)
    if folded is None:
        raise WrongUse(N_("There is no such agreement in this vault. See datapact agreement list."))
    return _board(session, acting, folded, today)


def _board(session: Session, acting: Acting, folded: AgreementState, today: date) -> Board:
    history, state = folded.history, current_state(folded)
    titles = titles_of(state)
    rows = party_rows(folded, acting.organisation, _notes(session, folded, acting.organisation), today)
    names = {row.organisation: row.name for row in rows}
    return Board(
        history,
        str(state.get("number", "")),
        bilingual(titles["de"], titles["en"]),
        folded.stage,
        _newest(folded, names),
        len(folded.open_offers) if folded.stage == "offered" else 0,
        rows,
        tuple(state.get("languages", ("de", "en"))),
    )


def remind(
    acting: Acting,
    history: str,
    chosen: Sequence[str] = (),
    by: date | None = None,
    *,
    note: bool = True,
    copied: bool = False,
) -> tuple[Reminder, ...]:
    """The reminders to the chosen parties, or to all that are waited for, and the note that they were written.

    Without ``note`` nothing is written down; ``copied`` notes that only their text was copied. Raises what ``require_waited_for`` and ``require_day_ahead`` raise.
    """
    require_day_ahead(acting, by)
    found = board(acting, history)
    rows = require_waited_for(found.rows, chosen)
    with acting.vault.read() as session:
        own = profile_of_actor(acting, session)
        reminders = tuple(
            Reminder(
                row.organisation,
                row.name,
                reminder_letter(found.number, row, _profile(session, row), own, found.languages, by),
            )
            for row in rows
        )
    if note:
        note_reminded(acting, history, rows, by, copied=copied)
    return reminders


def _profile(session: Session, row: PartyRow) -> Profile | None:
    partner = get_partner(session, row.organisation)
    if partner is not None:
        return partner.profile
    if row.organisation != row.name:
        return None  # an organisation whose card is missing: a name alone does not say that a partner is the same one
    named = [one for one in list_external_partners(session) if one.name == row.name]
    return named[0] if len(named) == 1 else None


def _notes(session: Session, folded: AgreementState, own: str) -> dict[str, Delivered]:
    history = folded.history
    if not folded.facts.offers:
        names = party_names_of(current_state(folded))
        written = all_reminded(session, history, names)
        return {name: Delivered(reminded=written.get(name)) for name in names}
    others = sorted(folded.circle - {own})
    noted = noted_of(session, history, others, folded.dag)
    reminders = all_reminded(session, history, others)
    return {
        one: Delivered(had=note.had, files=note.files, lost=note.lost, handed=note.handed, reminded=reminders.get(one))
        for one, note in noted.items()
    }


def _newest(folded: AgreementState, names: dict[str, str]) -> NewestStep | None:
    digest = subject_of(folded) if text_of(folded) else ""
    if not digest:
        return None
    entry = folded.entries[digest]
    who = names.get(entry.organisation, entry.organisation[:8])
    change = folded.facts.changes.get(digest)
    shown = change is not None and change.annex == "order" and not has_withheld(change.content)
    ordered = ordered_datasets(change.content) if change is not None and shown else ()
    return NewestStep(digest, entry.kind, who, write_time(entry.time), tuple(name_of(one) for one in ordered))


def board_json(found: Board) -> JsonObject:
    """A board as JSON, for a command."""
    newest = found.newest
    return {
        "agreement": found.history,
        "number": found.number,
        "title": {"de": found.title.de, "en": found.title.en},
        "stage": found.stage,
        "newest": None
        if newest is None
        else {"entry": newest.digest, "kind": newest.kind, "party": newest.party, "time": newest.time},
        "open_texts": found.open_texts,
        "parties": [_row_json(row) for row in found.rows],
        "said": [{"de": one.text("de"), "en": one.text("en")} for one in found.sentences],
    }


def _row_json(row: PartyRow) -> JsonObject:
    return {
        "organisation": row.organisation,
        "name": row.name,
        "own": row.is_own,
        "newest": {"state": row.had, "on": row.had_on, "entry": row.had_proof},
        "lacks": row.lacks,
        "lost": row.lost,
        "answer": {
            "state": row.answer,
            "on": row.answered_on,
            "entry": row.answer_proof,
            "reason": row.reason,
            "withheld": row.withheld,
        },
        "signatures": {"wanted": row.slots, "given": row.signed, "on": row.signed_on, "entry": row.signed_proof},
        "move": row.move,
        "to_send": row.to_send,
        "unsaid": row.unsaid,
        "sent_by": list(row.sent_by),
        "since": row.since,
        "late_since": row.late_since,
        "silence": {"agreed_from": row.agreed_from, "refused_after": row.refused_after},
        "reminded": None if row.reminded is None else {"time": row.reminded.time, "by": row.reminded.by},
        "heard": {"kind": row.heard, "on": row.heard_on},
    }
