"""The exchange rule: how sure our organisation must be of a partner's identity before sealed files about agreements go to it.

A rule of the house, which an administrator signs. Whatever it says, signing asks for the own comparison of fingerprints; and what
partners are told of recalls is never held back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import append_record, records
from datapact.organisation.partners.partners import get_partner
from datapact.organisation.partners.provenance import Provenance, provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.partners.partners import Partner
    from datapact.vault.database.session import Session

type ExchangeNeeds = Literal["card", "introduced", "confirmed"]
"""``card``: anybody whose card is here, with a warning. ``introduced``: a confirmed partner says that it compared the
fingerprint, and on which day. ``confirmed``: people of our own compared it."""

KIND = "exchange_rule"
NEEDS: tuple[ExchangeNeeds, ...] = get_args(ExchangeNeeds.__value__)
NEEDS_WORDS: Mapping[ExchangeNeeds, str] = {
    "card": N_("Files go to every partner whose card is here; one whose identity is not confirmed is marked."),
    "introduced": N_(
        "Files go to partners whose fingerprint was compared here, or by a confirmed partner that says so with the day."
    ),
    "confirmed": N_("Files go only to partners whose fingerprint was compared here."),
}
SIGNING_ASKS = N_("Signing asks for your own comparison in any case.")


def exchange_needs(session: Session) -> ExchangeNeeds:
    """The rule in force; ``card`` before somebody set one."""
    found = records(session, KIND)
    said = found[-1].body["needs"] if found else "card"
    return next(one for one in NEEDS if one == said)


def set_exchange_needs(acting: Acting, needs: str) -> ExchangeNeeds:
    """Set the rule, as a signed record; setting what holds changes nothing.

    Raises WrongUse for another word, Locked for a member who is no administrator.
    """
    wanted = next((one for one in NEEDS if one == needs), None)
    if wanted is None:
        raise WrongUse(N_("The rule is one of: {words}."), words=", ".join(NEEDS))
    with acting.vault.write() as session:
        if exchange_needs(session) != wanted:
            append_record(acting, session, KIND, {"needs": wanted})
    return wanted


def vouched(session: Session, known: Provenance) -> Message | None:
    """The word of a confirmed partner that it compared the fingerprint, newest last; None where there is none now.

    An introducer whose own identity is confirmed no longer vouches for nobody.
    """
    for by, (name, day) in reversed(list(zip(known.said_by, known.said_confirmed, strict=True))):
        introducer = get_partner(session, by)
        if introducer is not None and introducer.standing == "confirmed":
            return Message(
                N_("Introduced by {by}, which says that it compared this fingerprint on {day}."),
                {"by": name, "day": day.isoformat()},
            )
    return None


def why_held_back(session: Session, organisation: str) -> Message | None:
    """Why no file about an agreement goes to a partner; None where the rule lets it go."""
    needs = exchange_needs(session)
    if needs == "card":
        return None
    partner = get_partner(session, organisation)
    if partner is None or partner.standing == "confirmed":
        return None
    if needs == "introduced" and introduction_suffices(session, partner) is not None:
        return None
    if needs == "introduced":
        words = N_(
            "Your organisation exchanges only with partners that were compared here or by a confirmed partner with the day. That "
            "does not hold for {partner}: compare its fingerprint, or take in a directory that says so."
        )
    else:
        words = N_(
            "Your organisation exchanges only with partners that it has compared itself. Compare the fingerprint of {partner}."
        )
    return Message(words, {"partner": partner.name})


def introduction_suffices(session: Session, partner: Partner) -> Message | None:
    """The sentence on whose word suffices for exchanging with a partner by our rule, and that it does not for signing; None elsewhere."""
    if exchange_needs(session) != "introduced" or partner.standing != "introduced":
        return None
    word = vouched(session, provenance(session).get(partner.organisation, Provenance()))
    if word is None:
        return None
    words = N_("{word} By the rule of your organisation that suffices for exchanging. {signing}")
    return Message(words, {"word": word, "signing": Message(SIGNING_ASKS)})
