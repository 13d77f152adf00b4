"""What each agreement in the vault says to a decision on a day; folded once and kept while its history stays the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from datapact.agreements.findings import signing_facts
from datapact.agreements.projection import current_state, ends_on, has_withheld
from datapact.agreements.status import duration_days, status
from datapact.agreements.tables import AgreementRow
from datapact.agreements.terms import Terms, read_terms
from datapact.consent.world import AgreementFacts
from datapact.errors import DataPactError
from datapact.history import store
from datapact.history.agreement import AgreementState, fold
from datapact.history.entry import Entry
from datapact.parties.organisation_log import directory
from datapact.vault.tables import EntryRow

if TYPE_CHECKING:
    from datapact.history.organisation import OrganisationLine
    from datapact.parties.acting import Acting

_MOST_KEPT = 2_000
_folded: dict[tuple[str, str, str], AgreementState] = {}
"""Folds by vault, agreement and newest entry: an agreement whose history grew is folded anew."""
_terms_of: dict[tuple[str, str, str], Terms | None] = {}
"""Their terms, read once."""


def agreements_on(
    acting: Acting, session: Session, day: date, names: Mapping[str, str], *, known_at: datetime | None = None
) -> tuple[AgreementFacts, ...]:
    """Every agreement that involves us, as on ``day``; ``known_at`` leaves later entries out."""
    found = []
    known: Mapping[str, OrganisationLine] | None = None
    for history, evidence, newest in _rows(session):
        key = (str(acting.vault.paths.folder), history, newest if known_at is None else f"{newest} {known_at}")
        state = _folded.get(key)
        if state is None:
            known = directory(session) if known is None else known
            state = _fold(session, history, known, known_at)
            if state is None:
                continue
            if len(_folded) >= _MOST_KEPT:
                _folded.pop(next(iter(_folded)))
            _folded[key] = state
        facts = _facts(key, state, history, evidence, acting.organisation, day, names)
        if facts is not None:
            found.append(facts)
    return tuple(found)


def _rows(session: Session) -> Sequence[tuple[str, str, str]]:
    """Each agreement with its evidence class and its newest entry."""
    newest = (
        select(col(EntryRow.history).label("history"), func.max(EntryRow.seq).label("seq"))
        .group_by(col(EntryRow.history))
        .subquery()
    )
    wanted = select(AgreementRow.id, AgreementRow.evidence, newest.c.seq).join(
        newest, newest.c.history == col(AgreementRow.id)
    )
    return [(row[0], row[1], str(row[2])) for row in session.exec(wanted.order_by(col(AgreementRow.id)))]


def _fold(
    session: Session, history: str, known: Mapping[str, OrganisationLine], known_at: datetime | None
) -> AgreementState | None:
    entries = store.load(session, history)
    if known_at is not None:
        entries = _known_by(entries, known_at)
    return fold(entries, known) if entries else None


def _known_by(entries: Sequence[Entry], known_at: datetime) -> list[Entry]:
    """The entries written by then, without those that build on a later one."""
    kept: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.time):
        if entry.time <= known_at and all(parent in kept for parent in entry.parents):
            kept[entry.digest] = entry
    return list(kept.values())


def _facts(
    key: tuple[str, str, str],
    state: AgreementState,
    history: str,
    evidence: str,
    organisation: str,
    day: date,
    names: Mapping[str, str],
) -> AgreementFacts | None:
    """The facts on ``day``; None where the text is not readable here, or does not involve us."""
    current = current_state(state)
    if key not in _terms_of:
        if len(_terms_of) >= _MOST_KEPT:
            _terms_of.pop(next(iter(_terms_of)))
        _terms_of[key] = _terms(current)
    terms = _terms_of[key]
    if terms is None:
        return None
    references = _references(terms, names)
    own = next((key for key, reference in references if reference == organisation), "")
    if not own:
        return None
    starts, ends = duration_days(current.get("terms") or {})
    terminated = ends_on(state)
    signing = signing_facts(state, current, day)
    last = min((one for one in (ends, terminated) if one is not None), default=None)
    titles = current.get("title") or {}
    return AgreementFacts(
        id=history,
        number=str(current.get("number", "")),
        title=str(titles.get(str(current.get("prevailing", "de"))) or next(iter(titles.values()), "")),
        status=_status(state, day, status(state.stage, day, starts=starts, ends=ends, terminated=terminated)),
        ends=last,
        signed=state.signed_elsewhere is not None or len(signing.rule_met) == len(terms.parties),
        evidence=evidence or "signed_here",
        own=own,
        references=references,
        terms=terms,
    )


def _status(state: AgreementState, day: date, calendar: str) -> str:
    """The calendar status, or that performance is suspended on the day."""
    if calendar != "in_force":
        return calendar
    resumed = {one.suspension for one in state.resumptions if date.fromisoformat(one.day) <= day}
    for one in state.suspensions.values():
        open_end = not one.until or day <= date.fromisoformat(one.until)
        if one.digest not in resumed and date.fromisoformat(one.begins) <= day and open_end:
            return "suspended"
    return calendar


def _terms(current: Mapping[str, Any]) -> Terms | None:
    value = current.get("terms")
    if not isinstance(value, Mapping) or has_withheld(value):
        return None
    try:
        return read_terms(value)
    except DataPactError:
        return None


def _references(terms: Terms, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The party reference of each party and sub-processor: its organisation, else the partner with just this name."""
    by_name: dict[str, list[str]] = {}
    for reference, name in names.items():
        by_name.setdefault(name.casefold(), []).append(reference)

    def meant(name: str) -> str:
        candidates = by_name.get(name.casefold(), [])
        return candidates[0] if len(candidates) == 1 else ""

    found = [(one.key, one.organisation or meant(one.name)) for one in terms.parties]
    found += [(f"sub_processors.{one.key}", meant(one.name)) for one in terms.sub_processors]
    return tuple(found)
