"""Remove a partner from the list, if nothing is on record with it. All others stay, and can be distrusted.

Agreements, deliveries and records with an organisation are verified by its card, and must be for ten years. A card of
the same organisation that comes again is new and declared; no introduction raises it until people compare fingerprints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.profile import plain_line
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.without_datapact import is_named, row_of_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_ABOUT_PARTNERS = (
    "partner_added",
    "partner_introduced",
    "partner_trusted",
    "partner_distrusted",
    "partner_removed",
    "network_directory",
)


def remove_partner(acting: Acting, organisation: str, reason: str) -> str:
    """Remove a partner from the list; returns its name.

    Raises WrongUse without a reason or for an unknown partner, AnswerNo where something is on record with it, Locked
    unless the member is legal or admin.
    """
    why = plain_line(reason, "reason")
    if not why:
        raise WrongUse(N_("Say why the partner is removed."))
    with acting.vault.write() as session:
        row = session.get(PartnerRow, organisation)
        if row is None:
            raise WrongUse(
                N_("There is no partner “{text}”. Add its card first, or look at the list of partners."),
                text=organisation,
            )
        if is_on_record(session, acting.organisation, organisation):
            raise AnswerNo(
                N_(
                    "{partner} cannot be removed: there are agreements, deliveries or records with it. Withdraw the trust "
                    "in it instead."
                ),
                partner=row.name,
            )
        name = row.name
        body = {"organisation": organisation, "name": name, "reason": why}
        append_organisation_entry(acting, session, "partner_removed", body)
        session.delete(row)
        session.flush()
        return name


def remove_external(acting: Acting, reference: str) -> str:
    """Remove a partner without DataPact from the list; returns its name.

    Raises AnswerNo where something is on record with it, WrongUse for an unknown one, Locked for a mere auditor.
    """
    require_more_than_reading(acting)
    with acting.vault.write() as session:
        row = row_of_reference(session, reference)
        if row is None:
            raise WrongUse(N_("There is no such partner any more. Look at the list of partners."))
        if is_named(session, row.name) or is_on_record(session, acting.organisation, reference):
            raise AnswerNo(
                N_("{partner} cannot be removed: there are agreements, deliveries or records with it."),
                partner=row.name,
            )
        name = row.name
        session.delete(row)
        return name


def is_on_record(session: Session, own: str, organisation: str) -> bool:
    """Whether any entry of the vault is signed by the organisation or names it, other than as one of our partners."""
    connection = session.connection()
    asked = {"organisation": organisation}
    for statement in (
        "SELECT 1 FROM entry WHERE organisation = :organisation LIMIT 1",
        "SELECT 1 FROM receipt_seen WHERE organisation = :organisation LIMIT 1",
        "SELECT 1 FROM consent_scope WHERE controller = :organisation LIMIT 1",
        "SELECT 1 FROM delivery WHERE recipient = :organisation LIMIT 1",
    ):
        if connection.execute(text(statement), asked).first() is not None:
            return True
    histories = connection.execute(text("SELECT DISTINCT history FROM entry")).scalars().all()
    mine = organisation_history(own)
    return any(
        organisation in str(entry.body)
        for history in histories
        for entry in store.load(session, history)
        if history != mine or entry.kind not in _ABOUT_PARTNERS
    )
