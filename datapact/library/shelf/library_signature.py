"""The signature of a library file: whose it is, by the card that it brings along and by what we know of that house.

The member who exports signs a digest of the whole file with the own key for entries. A file of before has no signature; it is read and
said to have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.clock import read_time, write_time
from datapact.base.day_words import long_date
from datapact.base.errors import Damaged, Malformed
from datapact.base.strictjson import canonical, parse_object, sha256_of
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import OwnWords
from datapact.history.commitments.jws import read_compact, sign_compact, verify
from datapact.organisation.identity.card import read_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import list_partners

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonObject
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

TYPE = "datapact-library+jws"
_LIMIT = 1024
"""Bytes of the signed claim."""

type SignerStanding = Literal["own", "confirmed", "not_compared", "unknown", "revoked"]

_SAID: dict[SignerStanding, str] = {
    "own": N_("Signed by {person} of your own house on {day}."),
    "confirmed": N_("Signed by {person} of {house} on {day}; its identity is confirmed."),
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
UNSIGNED = Message(N_("This library is not signed: nobody can tell who wrote it, or who changed it on the way."))


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a library, proven by its own card."""

    organisation: str
    """Organisation id."""
    house: str
    """Name, as the card has it."""
    person: str
    """Name of the member, as the card has it."""
    at: datetime
    """UTC, by the signer's claim."""
    standing: SignerStanding
    """What this vault knows of the house and of the key."""

    @property
    def words(self) -> Message:
        """In a sentence."""
        day = OwnWords(long_date(self.at.date(), "en"), german=long_date(self.at.date(), "de"))
        about: dict[str, str | int | Message] = {"person": self.person, "house": self.house, "day": day}
        return Message(_SAID[self.standing], {**about, "fingerprint": fingerprint(self.organisation)})


def sign_library(acting: Acting, unsigned: JsonObject) -> str:
    """The signature of the acting member over a library with the house's card."""
    claim = canonical({"at": write_time(acting.clock()), "digest": sha256_of(canonical(unsigned))})
    return sign_compact(claim, acting.author_key, typ=TYPE)


def signer_of(acting: Acting, session: Session, signature: str, unsigned: JsonObject) -> Signer:
    """Who signed this library, which has the card of its house.

    Raises Damaged for a signature that is not over this file, or not by a member of the house whose card it brings.
    """
    card = read_card(str(unsigned["card"]).encode("ascii"))
    token = read_compact(signature, TYPE)
    member = card.line.state.by_kid.get(token.kid)
    try:
        claim = parse_object(token.payload, limit=_LIMIT)
        at = read_time(str(claim.get("at")))
    except (Malformed, ValueError):
        raise _damaged() from None
    if member is None or not verify(token, member.author_key) or claim.get("digest") != sha256_of(canonical(unsigned)):
        raise _damaged()
    partner = next((one for one in list_partners(session) if one.organisation == card.organisation), None)
    standing: SignerStanding = "unknown"
    if card.organisation == acting.organisation:
        line = own_line(session)
        standing = "own"
    elif partner is not None:
        line = partner.line
        standing = "confirmed" if partner.standing == "confirmed" else "not_compared"
    else:
        line = card.line
    if token.kid in line.state.revoked:
        standing = "revoked"
    return Signer(card.organisation, card.line.state.name, member.name or member.id, at, standing)


def _damaged() -> Damaged:
    return Damaged(
        N_(
            "This library was changed after it was signed, or not signed by a member of the house that it names. Ask that house for a new "
            "export."
        )
    )
