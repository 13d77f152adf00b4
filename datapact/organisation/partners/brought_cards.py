"""The public history of the house behind a card that some file brought along: held against the one that we know of it.

A card proves only that it agrees with itself. Whoever judges by it a signature, a name or a key asks here: an old copy of a vault
can go on writing a history of its own, and the card in its file hides what the house revoked since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.errors import Damaged
from datapact.base.texts import N_
from datapact.organisation.identity.own_history import own_line, own_organisation
from datapact.organisation.partners.partners import get_partner, is_one_history

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.identity.card import Card
    from datapact.vault.database.session import Session


def held_line(session: Session, organisation: str) -> OrganisationLine | None:
    """The public history that we hold of an organisation, our own included; None for a stranger."""
    if organisation == own_organisation(session):
        return own_line(session)
    partner = get_partner(session, organisation)
    return None if partner is None else partner.line


def line_with(session: Session, card: Card) -> OrganisationLine:
    """The longer of the public histories in a card and here, which tells of every key that was revoked by then.

    Raises Damaged where they contradict each other.
    """
    held = held_line(session, card.organisation)
    if held is None:
        return card.line
    if not is_one_history(held, card.line):
        raise Damaged(
            N_(
                "The card in this file tells another history of {house} than the one that you have. Call the house: its vault was "
                "copied, or somebody forges cards. Nothing was taken in."
            ),
            house=held.state.name,
        )
    return max(card.line, held, key=lambda line: len(line.entries))
