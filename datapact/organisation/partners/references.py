"""References in records resolved to partners: an organisation id, or ``external:<n>`` for one without DataPact.

Records keep these references; people give and read names. This module converts between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.base.beginnings import begins
from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Profile, read_stored_profile
from datapact.organisation.identity.reference import EXTERNAL, is_external
from datapact.organisation.identity.tables import ExternalPartnerRow, PartnerRow
from datapact.organisation.partners.namesakes import all_candidates

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def find_reference(session: Session, text: str, *, own: bool = False) -> str:
    """The reference of the only partner, with or without DataPact, with this name or its beginning, id or reference.

    With ``own`` our own organisation can match too. Raises WrongUse where there is none or more than one.
    """
    wanted = text.strip()
    if not wanted:
        raise WrongUse(N_("Name the partner: its name or how it begins, or its id."))
    known = reference_names(session)
    if not own:
        known.pop(own_line(session).id)
    folded = wanted.casefold()
    exact = [reference for reference, name in known.items() if reference == wanted or name.casefold() == folded]
    begun = [
        reference
        for reference, name in known.items()
        if wanted and (name.casefold().startswith(folded) or (not is_external(reference) and begins(reference, wanted)))
    ]
    found = exact or begun
    if not found:
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."), text=text
        )
    if len(found) > 1:
        raise WrongUse(
            N_("“{text}” can mean several partners: {names}. Give more of the name, or the id."),
            text=text,
            names="; ".join(f"{known[one]} ({one if is_external(one) else one[:8] + '…'})" for one in sorted(found)),
        )
    return found[0]


def require_partner(session: Session, beginning: str) -> None:
    """Raise WrongUse where no name of ours or of a partner begins so: an empty list of it would read like one of a partner."""
    folded = beginning.strip().casefold()
    if not any(name.casefold().startswith(folded) for name in reference_names(session).values()):
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."), text=beginning
        )


def reference_names(session: Session) -> dict[str, str]:
    """The names of our own organisation and of all partners, with and without DataPact, by reference."""
    line = own_line(session)
    names = {line.id: line.state.name}
    names.update(session.exec(select(PartnerRow.organisation, PartnerRow.name)).all())
    rows = session.exec(select(ExternalPartnerRow.id, ExternalPartnerRow.name).order_by(col(ExternalPartnerRow.id)))
    names.update({f"{EXTERNAL}{number}": name for number, name in rows})
    return names


def identifying_names(session: Session) -> dict[str, str]:
    """The names by which a party without an organisation id may be identified, by reference.

    Names on cards are what their senders declare: only those under which people confirmed a partner count, beside our
    own and those that we gave to partners without DataPact.
    """
    known = {one.organisation for one in all_candidates(session) if one.is_sure}
    return {one: name for one, name in reference_names(session).items() if is_external(one) or one in known}


def external_profile(session: Session, reference: str) -> Profile | None:
    """The imported profile of a partner without DataPact; None where the reference names none."""
    if not is_external(reference):
        return None
    row = session.get(ExternalPartnerRow, int(reference.removeprefix(EXTERNAL)))
    return None if row is None else read_stored_profile(row.data)
