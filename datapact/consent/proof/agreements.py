"""Agreements against their histories: every signature, the fold, and the row of the list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from datapact.agreements.projection.folded import folded_history
from datapact.agreements.projection.numbers import giver_of, with_giver
from datapact.agreements.projection.projection import row_of, text_digest
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.write_row import CONCLUDED, amendments_of, contract_ends
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.text_version import SignedAmendment
from datapact.base.clock import local_day
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.consent.proof.entries import check_signatures
from datapact.consent.proof.naming import concerned
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import UNREADABLE, note_unreadable, row_held, unreadable_row
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

COMPARED = (
    "number",
    "title",
    "kind",
    "partners",
    "stage",
    "turn",
    "since",
    "next_step",
    "due",
    "starts",
    "ends",
    "head",
    "changed",
    "evidence",
    "amends",
    "disputed",
    "title_de",
    "title_en",
    "datasets",
)
"""The columns that follow from the entries alone; ``status`` is also of the day, ``archived`` of this vault."""
_DIGEST = "state_digest"  # takes milliseconds; nothing that leaves reads it
_PROVEN = Remembered[tuple[bytes, tuple[object, ...], str, tuple[SignedAmendment, ...], date | None], bool](20_000)
"""Agreements whose row was what their entries say, by every byte of row and entries, and the day."""
_HISTORIES = text("SELECT DISTINCT history FROM entry WHERE history >= 'urn:uuid:' AND history < 'urn:uuid;'")
_SHOWN = text("SELECT id FROM agreement")
_CALLED = text("SELECT number, title FROM agreement WHERE id = :id")


def check_agreements(
    acting: Acting,
    session: Session,
    known: Mapping[str, OrganisationLine],
    histories: Collection[str] | None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    datasets: Collection[str] = (),
    whole: bool = False,
) -> tuple[int, list[Unproven]]:
    """The number of rows of the list held against their histories, and what does not fit; None: all agreements.

    Those that name one of the ``datasets`` belong to them. With an agreement goes what amends it: what leaves of it rests on the
    amendments, too.

    ``whole``: the digest of the text, too, which nothing that leaves reads.
    """
    there = set(session.connection().execute(_HISTORIES).scalars())
    asked = None if histories is None else concerned(session, histories, datasets, known)
    wanted = sorted(there if asked is None else there & asked)
    wrong: list[Unproven] = []
    for done, history in enumerate(wanted, 1):
        wrong += row_held(
            "agreement",
            history,
            partial(_agreement, acting, session, history, known, whole=whole),
            about=history,
            called=partial(_called, session, history),
        )
        progress(done, len(wanted))
    rows = set(session.connection().execute(_SHOWN).scalars())
    for history in sorted((rows if asked is None else rows & asked) - there, key=str):
        called = _called(session, history)
        told = Message(
            N_("The list shows an agreement of which there are no entries: {agreement}. Restore a backup.")
            if called
            else N_("The list shows an agreement of which there are no entries. Restore a backup."),
            {"agreement": called},
        )
        wrong.append(Unproven("agreement", str(history), told, about=str(history), follows=True))
    return len(wanted), wrong


def _called(session: Session, history: object) -> str:
    """How the list calls an agreement, as far as it can be read: number and title."""
    try:
        kept = session.connection().execute(_CALLED, {"id": history}).first()
    except DBAPIError:  # a column that holds what no text can be made of
        return ""
    return "" if kept is None else f"{kept.number} {kept.title}".strip()


def _agreement(
    acting: Acting, session: Session, history: str, known: Mapping[str, OrganisationLine], *, whole: bool
) -> Iterator[Unproven]:
    today = local_day(acting.clock())
    try:
        kept = session.get(AgreementRow, history)
    except UNREADABLE as error:  # its entries are held all the same
        note_unreadable(error)
        yield unreadable_row("agreement", history, about=history)
        kept = None
    compared = (*COMPARED, _DIGEST) if whole else COMPARED
    shown = () if kept is None else tuple(getattr(kept, name) for name in compared)
    try:
        digest, folded = folded_history(session, history, known, keep=not whole)
        if folded is None:
            return
        amendments = amendments_of(session, history) if folded.stage in CONCLUDED else ()
        ends = contract_ends(session, folded)
        key = (digest, shown, today.isoformat(), amendments, ends)
        if _PROVEN.get(session, key):
            return
        found = list(check_signatures(session, folded.entries.values(), known))
        found += _lost_parts(session, history, folded)
    except DataPactError as error:
        yield Unproven("entry", history, error.message, about=history)
        return
    except UNREADABLE as error:
        note_unreadable(error)
        yield unreadable_row("entry", history, about=history, called=_called(session, history))
        return
    yield from found
    fresh = row_of(folded, acting.organisation, clock_day=today, amendments=amendments, contract_ends=ends)
    giver = giver_of(folded, current_state(folded), acting.organisation)
    if kept is not None and giver and kept.number == with_giver(fresh.number, giver):
        fresh = replace(fresh, number=kept.number)  # another agreement had its number when it was listed
    if kept is not None and not kept.title_de and not kept.title_en:  # a row of an older program, not yet renewed
        fresh = replace(fresh, title_de="", title_en="", datasets=kept.datasets)
    if whole:
        fresh = replace(fresh, state_digest=text_digest(folded))
    if kept is None or shown != tuple(getattr(fresh, name) for name in compared):
        told = Message(
            N_("The list shows the agreement {agreement} otherwise than its signed history."),
            {"agreement": f"{fresh.number} {fresh.shown_title}".strip() or Message(N_("without number and title"))},
        )
        yield Unproven("agreement", history, told, about=history, follows=True)
    elif not found:
        _PROVEN.put(session, key, True)


def _lost_parts(session: Session, history: str, folded: AgreementState) -> Iterator[Unproven]:
    """Our own entries of which parts are gone: nobody else could have withheld them."""
    for entry in folded.entries.values():
        if entry.stream == "internal" and entry.missing:
            told = Message(
                N_("Parts of the entry {entry} are gone, and no recorded erasure says so."),
                {"entry": entry.digest[:12]},
            )
            yield Unproven("disclosure", entry.digest, told, about=history)
