"""Partners against their cards, which they signed, and against the entries in which people of the house trusted them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical
from datapact.base.texts import N_, Message
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import row_held
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.certificates import author_key
from datapact.history.fold.authority import verify_authors
from datapact.organisation.identity.card import read_stored_card
from datapact.organisation.identity.house import in_house_order
from datapact.organisation.identity.profile import write_profile
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.unaware_statements import unaware

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session

_TRUST = {"partner_introduced": "introduced", "partner_trusted": "confirmed"}


def check_partners(
    session: Session, written: Sequence[Entry], known: Mapping[str, OrganisationLine]
) -> tuple[int, list[Unproven]]:
    """The number of partners held against cards and entries, and what does not fit."""
    wrong: list[Unproven] = []
    found: dict[str, set[str]] = {}
    there: set[str] = set()
    passed_over = unaware(session, written)
    for entry in in_house_order(session, written):
        organisation = str(entry.body.get("organisation", ""))
        if entry.kind == "partner_added" and entry.digest not in passed_over:
            there.add(organisation)
        if entry.kind not in (*_TRUST, "partner_distrusted", "partner_removed"):
            continue
        if entry.kind == "partner_removed":
            there.discard(organisation)
        try:
            verify_authors([entry], known)
        except DataPactError as error:
            wrong.append(Unproven("entry", entry.digest, error.message, about=organisation))
            continue
        degrees = found.setdefault(organisation, set())
        if entry.kind in _TRUST and entry.digest not in passed_over:
            degrees.add(_TRUST[entry.kind])
        elif entry.kind not in _TRUST:
            degrees.clear()
    rows = list(session.exec(select(PartnerRow).order_by(col(PartnerRow.organisation))))
    for row in rows:
        wrong += row_held("partner", row.organisation, partial(_of_card, row), about=str(row.organisation))
        if row.trust != "declared" and row.trust not in found.get(row.organisation, ()):
            told = Message(
                N_(
                    "The trust in partner {partner} does not follow from the organisation's history. Compare fingerprints."
                ),
                {"partner": row.name},
            )
            wrong.append(Unproven("partner", row.organisation, told, about=row.organisation))
    for organisation in sorted(there - {row.organisation for row in rows}):
        told = Message(N_("The partner {id} was added, but is missing from the table."), {"id": organisation[:12]})
        wrong.append(Unproven("partner", organisation, told, about=organisation))
    return len(rows), wrong


def _of_card(row: PartnerRow) -> Iterator[Unproven]:
    try:
        card = read_stored_card(row.card)
        said = (
            card.organisation,
            card.profile.name,
            card.sequence,
            canonical(write_profile(card.profile)["contact"]).decode(),
            thumbprint(author_key(card.line.state.identity)),
        )
    except DataPactError as error:
        yield Unproven("partner", row.organisation, error.message, about=row.organisation)
        return
    if said != (row.organisation, row.name, row.sequence, row.contact, row.identity):
        told = Message(
            N_("What the table says of the partner {partner} is not what its signed card says."), {"partner": row.name}
        )
        yield Unproven("partner", row.organisation, told, about=row.organisation, follows=True)
