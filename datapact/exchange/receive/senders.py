"""The sender of a bundle and the parties it introduces: their cards are verified and compared with known histories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.base.errors import Damaged, NotForUs
from datapact.base.texts import N_, Message
from datapact.exchange.bundle.bundle import Bundle, signed_by
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card, read_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.organisation.partners.partners import CardTaken, introduce, take_card

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def meet_sender(acting: Acting, session: Session, bundle: Bundle, warnings: list[Message]) -> OrganisationLine:
    """The sender's public history, brought up to date by the card in the bundle, after the signature was checked.

    For our own copies the sender is us. A new name of the sender goes to ``warnings``. Raises NotForUs for an unknown
    sender; Damaged when card or signature are not sound, the public history is another one than we know, or the key was
    revoked since.
    """
    card = read_card(bundle.contents.card)
    if card.organisation != bundle.organisation:
        raise Damaged(N_("The card in this bundle is not its sender's. Nothing was taken in; ask for a new file."))
    if card.organisation == acting.organisation:
        line = own_line(session)
    elif session.get(PartnerRow, card.organisation) is None:
        raise NotForUs(
            N_(
                "This file comes from {name} (fingerprint {fingerprint}), which is not among your partners."
                " If you expect it, add the partner's card first."
            ),
            name=card.profile.name,
            fingerprint=fingerprint(card.organisation),
        )
    else:
        taken = take_card(acting, session, card)
        line = taken.partner.line
        warnings += renamed(taken)
    author = line.member_at(bundle.head, bundle.statement.kid)
    if author is None or not signed_by(bundle, author.author_key):
        raise Damaged(
            N_("This file is not signed by a member of {sender}. Nothing was taken in; ask for a new file."),
            sender=line.state.name,
        )
    if author.fault_at(bundle.time) is not None:
        raise Damaged(
            N_(
                "This file is signed with a certificate that is void: {reason} Ask {sender} to send it by another member."
            ),
            reason=author.fault_at(bundle.time) or "",
            sender=line.state.name,
        )
    if bundle.statement.kid in line.state.revoked:
        raise Damaged(
            N_("This file is signed with a key that {sender} has revoked since. Ask the sender to send it again."),
            sender=line.state.name,
        )
    return line


def meet_introduced(
    acting: Acting, session: Session, sender: OrganisationLine, cards: Sequence[bytes]
) -> list[Message]:
    """Add the cards of other parties; returns the new ones.

    Cards of partners that we know are brought up to date. Without the right to add partners, new ones are passed over.
    Raises NotForUs when a sender whose identity is not confirmed introduces somebody new, Damaged for an unsound card.
    """
    news = []
    for card in map(read_card, _still_to_compare(session, cards)):
        if card.organisation != acting.organisation:
            taken = _introduced(acting, session, sender, card)
            news += [] if taken is None else renamed(taken)
            if taken is not None and taken.news == "new":
                news.append(
                    Message(
                        N_("{sender} introduces {name}. Compare fingerprints before you sign with this partner."),
                        {"sender": sender.state.name, "name": card.profile.name},
                    )
                )
                news += [_namesake(card)] * bool(taken.namesakes)
    return news


def _still_to_compare(session: Session, cards: Sequence[bytes]) -> Sequence[bytes]:
    """Those cards that are not here to the byte already, of partners whom nobody has to introduce any more: nearly none, once
    a network has met, and each file carries the cards of all.
    """
    here = select(PartnerRow.card).where(col(PartnerRow.card).in_(cards), col(PartnerRow.trust) != "declared")
    known = frozenset(session.exec(here))
    return [one for one in cards if one not in known]


def renamed(taken: CardTaken) -> list[Message]:
    """The warning about a partner with a new name: its identity stays, but the name may mislead."""
    if not taken.former:
        return []
    names = {"former": taken.former, "name": taken.partner.name}
    news = [Message(N_("{former} calls itself {name} now. Its identity is the same as before."), names)]
    if taken.partner.is_renamed:
        news.append(renamed_words(taken.partner.name, taken.partner.confirmed_as))
    return [*news, *[_namesake(taken.partner.card)] * bool(taken.namesakes)]


def _introduced(acting: Acting, session: Session, sender: OrganisationLine, card: Card) -> CardTaken | None:
    known = session.get(PartnerRow, card.organisation) is not None
    introducer = session.get(PartnerRow, sender.id)
    if not known and (introducer is None or introducer.trust != "confirmed"):
        raise NotForUs(
            N_(
                "{sender} introduces {name}, but the identity of {sender} is not confirmed."
                " Compare its fingerprint (partner trust) and receive the file again."
            ),
            sender=sender.state.name,
            name=card.profile.name,
        )
    taken = introduce(acting, session, card, sender.id)
    if taken is None and known:  # a member who may not add partners still updates known ones
        return take_card(acting, session, card)
    return taken


def _namesake(card: Card) -> Message:
    return Message(
        N_("Another of your partners has the same name, {name}. Compare the fingerprints of both."),
        {"name": card.profile.name},
    )
