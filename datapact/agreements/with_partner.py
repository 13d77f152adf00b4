"""Which agreements there are with a partner.

A partner counts as part of an agreement where it has acknowledged its history, or where the list names it. A name that
two partners share says nothing, so such agreements are looked into.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.browse import ListedAgreement, rows_of
from datapact.agreements.record import load_state
from datapact.parties.namesakes import plain_name
from datapact.parties.partners import list_partners

if TYPE_CHECKING:
    from sqlmodel import Session

MOST_SHOWN = 500


def agreements_with(session: Session, organisation: str, name: str) -> tuple[ListedAgreement, ...]:
    """The agreements with one partner, the newest changed first, archived ones too, at most MOST_SHOWN."""
    found = session.connection().execute(
        text(
            "SELECT rowid AS key, id, id IN (SELECT history FROM receipt_seen WHERE organisation = :organisation) AS sure,"
            " partners FROM agreement ORDER BY changed DESC, id"
        ),
        {"organisation": organisation},
    )
    shared = sum(plain_name(partner.name) == plain_name(name) for partner in list_partners(session)) > 1
    keys = []
    for row in found:
        if row.sure or (_names(row.partners, name) and (not shared or _is_party(session, row.id, organisation))):
            keys.append(int(row.key))
            if len(keys) == MOST_SHOWN:
                break
    rows = rows_of(session, keys)
    return tuple(rows[key] for key in keys if key in rows)


def numbers_of_agreements(session: Session, names: Mapping[str, str]) -> Mapping[str, int]:
    """How many agreements there are with each partner; ``names`` are the partners' names by organisation id.

    Where two partners share a name, both are counted for the agreements that name it.
    """
    connection = session.connection()
    grouped = connection.execute(text("SELECT partners, count(*) AS n FROM agreement GROUP BY partners")).all()
    acknowledged: dict[str, Counter[str]] = {}
    for row in connection.execute(
        text(
            "SELECT receipt_seen.organisation AS organisation, agreement.partners AS partners, count(*) AS n FROM"
            " receipt_seen JOIN agreement ON agreement.id = receipt_seen.history GROUP BY 1, 2"
        )
    ):
        acknowledged.setdefault(row.organisation, Counter())[row.partners] = row.n
    return {
        organisation: sum(
            row.n if _names(row.partners, name) else acknowledged.get(organisation, Counter())[row.partners]
            for row in grouped
        )
        for organisation, name in names.items()
    }


def _names(partners: str, name: str) -> bool:
    listed, wanted = plain_name(partners), plain_name(name)
    return listed == wanted or f", {wanted}, " in f", {listed}, "


def _is_party(session: Session, history: str, organisation: str) -> bool:
    state = load_state(session, history)
    return organisation in state.parties or any(
        organisation in str(draft.state) for draft in state.drafts if not state.parties
    )
