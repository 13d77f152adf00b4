"""Agreement numbers: our own (DP-YEAR-COUNT), and equal ones of partners.

Every organisation counts for itself. Our own next number skips those in use here; a partner's agreement whose number
another agreement here has is listed with the name of the partner who gave it: ``DP-2026-0001 · Uni Beispielstadt``. The
signed text shows only the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, or_, select

from datapact.agreements.projection.tables import AgreementRow
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session

GIVEN_BY = " · "


def next_number(session: Session, moment: datetime) -> str:
    """Take the next number of the year in the running transaction."""
    key = f"number:{moment.year}"
    count = int(entries.get_meta(session, key) or "0") + 1
    while _others(session, number := f"DP-{moment.year}-{count:04d}"):
        count += 1
    entries.set_meta(session, key, str(count))
    return number


def require_free(session: Session, number: str, history: str) -> None:
    """Refuse a number of our own that is in use here; raises WrongUse."""
    if number and _others(session, number, history):
        raise WrongUse(N_("Another agreement has the number {number} already. Give another one."), number=number[:100])


def listed_number(session: Session, number: str, history: str, giver: str) -> str:
    """The number as lists show it: with its ``giver``, if that is somebody else and the number means several here."""
    return with_giver(number, giver) if number and giver and _others(session, number, history) else number


def with_giver(number: str, giver: str) -> str:
    """A number with the name of the organisation that gave it."""
    return f"{number}{GIVEN_BY}{giver}"


def number_in_list(session: Session, history: str, number: str) -> str:
    """The number under which the list shows an agreement; ``number`` where it is not in the list."""
    return distinct_number(
        number, session.exec(select(AgreementRow.number).where(AgreementRow.id == history)).first() or ""
    )


def distinct_number(number: str, listed: str) -> str:
    """A number in the form that the list shows; the bare number where the list shows another one by now."""
    return listed if listed.startswith(with_giver(number, "")) else number


def giver_of(state: AgreementState, current: Mapping[str, Any], organisation: str) -> str:
    """The name of the partner who first gave the agreement its number; empty where we did ourselves."""
    texts: Iterable[Any] = (*state.facts.elsewhere, *state.facts.drafts, *state.facts.offers.values())
    said = [one for one in texts if isinstance(one.state, Mapping) and one.state.get("number") == current.get("number")]
    first = min(said, key=lambda one: (state.dag.index[one.digest], one.digest), default=None)
    gave = organisation if first is None else state.entries[first.digest].organisation
    if gave == organisation:
        return ""
    terms = current.get("terms")
    parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    for party in parties:
        if isinstance(party, Mapping) and party.get("organisation") == gave:
            return str(party.get("short_name") or party.get("name") or gave[:8])
    return gave[:8]


def _others(session: Session, number: str, history: str = "") -> bool:
    given = col(AgreementRow.number).between(with_giver(number, ""), with_giver(number, "\U0010ffff"))  # by the index
    same = or_(AgreementRow.number == number, given)
    return session.exec(select(AgreementRow.id).where(same, AgreementRow.id != history)).first() is not None
