"""The signature of a library file: whose it is, by the card that it brings along and by what we know of that house.

The member who exports signs a digest of the whole file with the own key for entries. A file of before has no signature; it is read and
said to have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.clock import write_time
from datapact.base.day_words import long_date
from datapact.base.strictjson import canonical, sha256_of
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import OwnWords
from datapact.history.commitments.jws import sign_compact
from datapact.library.shelf.library_format import SIGNATURE_TYPE, read_claim
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.partners.brought_cards import line_with
from datapact.organisation.partners.confirmed_names import is_same_name
from datapact.organisation.partners.partners import get_partner

if TYPE_CHECKING:
    from datapact.library.shelf.library_format import LibraryFile
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type SignerStanding = Literal["own", "confirmed", "renamed", "not_compared", "unknown", "revoked"]

_SAID: dict[SignerStanding, str] = {
    "own": N_("Signed by {person} of your own house on {day}."),
    "confirmed": N_("Signed by {person} of {house} on {day}; its identity is confirmed."),
    "renamed": N_(
        "Signed by {person} of {house} on {day}. Its identity was confirmed under the name {confirmed}; the new name is its own word. "
        "Compare the fingerprint once more before you rely on it: {fingerprint}"
    ),
    "not_compared": N_(
        "Signed by {person} of {house} on {day}. Its fingerprint was not compared yet, so it may be somebody else of this name: {fingerprint}"
    ),
    "unknown": N_(
        "Signed by {person} of {house} on {day}, who is no partner of yours. Compare this fingerprint by telephone first: {fingerprint}"
    ),
    "revoked": N_(
        "Signed with a key of {person} of {house} that was revoked since; nobody can tell whether before. Ask for a new export."
    ),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """The signer of a library, proven by its own card."""

    organisation: str
    """Organisation id."""
    house: str
    """Name, as the newest history that is known has it."""
    person: str
    """Name of the member, as the card has it."""
    at: datetime
    """UTC, by the signer's claim."""
    standing: SignerStanding
    """What this vault knows of the house and of the key."""
    confirmed_as: str = ""
    """The name under which people here confirmed its identity; empty where that is not so."""

    @property
    def words(self) -> Message:
        """The trust in the signature, in a sentence."""
        day = OwnWords(long_date(self.at.date(), "en"), german=long_date(self.at.date(), "de"))
        about: dict[str, str | int | Message] = {"person": self.person, "house": self.house, "day": day}
        about |= {"fingerprint": fingerprint(self.organisation), "confirmed": self.confirmed_as}
        return Message(_SAID[self.standing], about)


def sign_library(acting: Acting, unsigned: LibraryFile) -> str:
    """The signature of the acting member over a library with the house's card."""
    claim = canonical({"at": write_time(acting.clock()), "digest": sha256_of(canonical(unsigned.unsigned()))})
    return sign_compact(claim, acting.author_key, typ=SIGNATURE_TYPE)


def signer_of(acting: Acting, session: Session, read: LibraryFile) -> Signer:
    """The signatory of this library, which has the card of its house.

    Raises Damaged as ``read_claim``, and for a card that contradicts the history that we know of that house.
    """
    claim = read_claim(read)
    card = claim.card
    line = line_with(session, card)
    partner = get_partner(session, card.organisation)
    confirmed_as = partner.confirmed_as if partner is not None else ""
    standing: SignerStanding
    if claim.kid in line.state.revoked:
        standing = "revoked"
    elif card.organisation == acting.organisation:
        standing = "own"
    elif partner is None:
        standing = "unknown"
    elif not confirmed_as:
        standing = "not_compared"
    else:
        standing = "confirmed" if is_same_name(line.state.name, confirmed_as) else "renamed"
    return Signer(card.organisation, line.state.name, claim.person, claim.at, standing, confirmed_as)
