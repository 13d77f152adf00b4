"""What every letter of a house has: who writes to whom and when, and who closes it."""

from __future__ import annotations

from datetime import date

from datapact.base.texts import N_, Message
from datapact.organisation.identity.profile import Profile
from datapact.pdf.reports.parts import Closing, Facts, Paragraph, Part, SignatureLine, Words


def letter_head(own: Profile, addressed: Words, dated: date, reference: Words = None) -> list[Part]:
    """Sender with address, addressee, local day and our reference (none where None), and the salutation.

    ``addressed`` may have several lines.
    """
    rows: list[tuple[Words, Words]] = [
        (Message(N_("From")), address_lines(own)),
        (Message(N_("Addressed to")), addressed),
        (Message(N_("Date")), dated),
    ]
    if reference is not None:
        rows.append((Message(N_("Our reference")), reference))
    return [Facts(tuple(rows)), Paragraph(Message(N_("Good day,")))]


def letter_end(own: Profile, *to_sign: SignatureLine) -> list[Part]:
    """The close, with the person to ask and how to reach it, as the profile declares it, and lines to sign on; all on one page
    with the text before it.
    """
    contact = own.contact
    reached = ", ".join(one for one in (contact.email, contact.phone) if one)
    lines = "\n".join(one for one in (contact.name, own.name, reached) if one)
    return [Closing((Paragraph(Message(N_("Kind regards"))), Paragraph(lines), *to_sign))]


def address_lines(profile: Profile) -> str:
    """Name, street and place, a line each; what is not known is left out."""
    place = f"{profile.address.postal_code} {profile.address.city}".strip()
    return "\n".join(line for line in (profile.name, profile.address.street, place) if line)
