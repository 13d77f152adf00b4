"""Partner organisations: their cards, and the degree of trust in their identity.

Three degrees of trust: *declared* (a card, nothing more), *introduced* (a confirmed partner sent the card), *confirmed*
(people compared the fingerprint). Trust belongs to the organisation's id, so it outlives new cards and renewed identity
keys. People can withdraw it; then only people can restore it, no introduction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlmodel import col, select

from datapact.base.beginnings import begins
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, Damaged, Locked, WrongUse
from datapact.base.strictjson import canonical
from datapact.base.texts import N_
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.certificates import author_key
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.card import Card, read_card, read_stored_card
from datapact.organisation.identity.confusable_names import skeleton
from datapact.organisation.identity.fingerprint import differing_groups, fingerprint, parse_fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Profile, plain_line, write_profile
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.confirmed_names import confirmed_names, is_same_name
from datapact.organisation.partners.provenance import provenance
from datapact.vault.database.session import Session

type Trust = Literal["declared", "introduced", "confirmed"]
type PartnerStanding = Literal["renamed"] | Trust
"""``renamed``: the identity is confirmed, and the name that the partner bears now is not."""
type News = Literal["new", "newer", "same", "older"]

TRUSTS: tuple[Trust, ...] = ("declared", "introduced", "confirmed")
MAY_ADD = frozenset({"admin", "legal"})
COMPARED = "fingerprint compared"


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner as we know it; ``card`` is the newest that we hold."""

    organisation: str
    """Organisation id."""
    name: str
    """As its newest card has it."""
    trust: Trust
    """How sure people made of its identity, whatever its name."""
    added: str
    """Time in UTC, such as ``2026-11-24T23:14:17Z``."""
    card: Card
    confirmed_as: str = ""
    """The name that it bore when its identity was confirmed; empty where that is not so."""

    @property
    def is_renamed(self) -> bool:
        """Whether its identity is confirmed, but its present name is not."""
        return self.trust == "confirmed" and not is_same_name(self.name, self.confirmed_as)

    @property
    def standing(self) -> PartnerStanding:
        """The trust in the partner under its present name; a confirmation under another name does not count."""
        return "renamed" if self.is_renamed else self.trust

    @property
    def fingerprint(self) -> str:
        """Eight groups of five digits to compare."""
        return fingerprint(self.organisation)

    @property
    def line(self) -> OrganisationLine:
        return self.card.line

    @property
    def profile(self) -> Profile:
        return self.card.profile


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The result of taking a card; ``namesakes`` are the ids of other partners whose names look the same.

    ``former`` is the partner's name until now, where the card has another.
    """

    partner: Partner
    """As it is now."""
    news: News
    """Of the card against the one that we had."""
    namesakes: tuple[str, ...] = ()
    former: str = ""


def add_partner(acting: Acting, data: bytes) -> CardTaken:
    """Add the card of a partner; a newer one replaces the one we have, an older one changes nothing.

    Raises Damaged for a card that is not sound or contradicts the history that we know, WrongUse for our own, Locked
    unless the member is legal or admin.
    """
    card = read_card(data)
    with acting.vault.write() as session:
        require_may_add(acting, session)
        return take_card(acting, session, card)


def take_card(acting: Acting, session: Session, card: Card) -> CardTaken:
    """``add_partner`` inside a transaction, for a card already read, such as one in a bundle."""
    if card.organisation == acting.organisation:
        raise WrongUse(N_("This is the card of your own organisation. Give it to your partners."))
    row = session.get(PartnerRow, card.organisation)
    former = "" if row is None else row.name
    if row is None:
        body = {"name": card.profile.name, "organisation": card.organisation, "sequence": card.sequence}
        added = append_organisation_entry(acting, session, "partner_added", body)
        row = new_row(card, write_time(added.time))
        news: News = "new"
    else:
        news = compare_cards(read_stored_card(row.card), card)
        if news == "newer":
            fill_row(row, card)
    session.add(row)
    session.flush()
    return CardTaken(_partner(session, row), news, _namesakes(session, row), former if former != row.name else "")


def trust_partner(acting: Acting, organisation: str, fingerprint_text: str, how: str = COMPARED) -> Partner:
    """Confirm a partner's identity after people compared its fingerprint, which they enter once more.

    Raises AnswerNo where the fingerprint differs, WrongUse for a text that is none, Locked unless the member is legal
    or admin.
    """
    with acting.vault.write() as session:
        return trust_within(acting, session, organisation, fingerprint_text, how)


def trust_within(acting: Acting, session: Session, organisation: str, fingerprint_text: str, how: str) -> Partner:
    """``trust_partner`` inside a transaction, as for several that were compared in one meeting."""
    row = _row(session, organisation)
    differing = differing_groups(organisation, fingerprint_text)
    if differing:
        raise AnswerNo(
            N_(
                "The fingerprint of {partner} is not the one that you entered: group {groups} differs. Compare it again by telephone; do not trust this card."
            ),
            partner=row.name,
            groups=", ".join(map(str, differing)),
        )
    # people confirmed this name, whatever the partner calls itself later
    body = {"fingerprint": parse_fingerprint(fingerprint_text), "how": how, "name": row.name}
    body["organisation"] = organisation
    append_organisation_entry(acting, session, "partner_trusted", body)
    row.trust = "confirmed"
    session.add(row)
    session.flush()
    return _partner(session, row)


def distrust_partner(acting: Acting, organisation: str, reason: str) -> Partner:
    """Withdraw the trust in a partner's identity: it is only declared again until people compare the fingerprint anew.

    A partner that was only declared can be marked so, too: then no introduction raises it, and no name resolves to it.
    Raises WrongUse without a reason, AnswerNo where this was done already, Locked unless the member is legal or admin.
    """
    why = plain_line(reason, "reason")
    if not why:
        raise WrongUse(N_("Say why the trust is withdrawn."))
    with acting.vault.write() as session:
        row = _row(session, organisation)
        if row.trust == "declared" and provenance(session)[organisation].is_withdrawn:
            raise AnswerNo(
                N_("The trust in {partner} is withdrawn already: there is nothing left to withdraw."), partner=row.name
            )
        body = {"organisation": organisation, "reason": why}
        append_organisation_entry(acting, session, "partner_distrusted", body)
        row.trust = "declared"
        session.add(row)
        session.flush()
        return _partner(session, row)


def introduce(acting: Acting, session: Session, card: Card, by: str, confirmed: date | None = None) -> CardTaken | None:
    """Add a card that the partner ``by`` sent along; it counts as introduced where ``by`` is confirmed.

    ``confirmed`` is the day on which ``by`` says that it compared the fingerprint, None where it says nothing. Does nothing and returns None where the acting member may not add partners; a member who may will receive it again.
    """
    if not may_add(acting, session) or card.organisation == acting.organisation:
        return None
    taken = take_card(acting, session, card)
    introducer = session.get(PartnerRow, by)
    row = _row(session, card.organisation)
    if introducer is None or row.trust != "declared" or by == card.organisation:
        return taken
    if _partner(session, introducer).standing != "confirmed":  # without a confirmed name it vouches for nobody
        return taken
    if provenance(session)[card.organisation].is_withdrawn:
        return taken
    body = {"by": by, "organisation": card.organisation, "confirmed": confirmed.isoformat() if confirmed else ""}
    append_organisation_entry(acting, session, "partner_introduced", body)
    row.trust = "introduced"
    session.add(row)
    session.flush()
    return replace(taken, partner=_partner(session, row))


def list_partners(session: Session) -> tuple[Partner, ...]:
    """All partners with a card, by name."""
    rows = session.exec(select(PartnerRow).order_by(col(PartnerRow.name), col(PartnerRow.organisation)))
    confirmed = confirmed_names(session)
    return tuple(_as_partner(row, confirmed) for row in rows)


def get_partner(session: Session, organisation: str) -> Partner | None:
    """The partner with this id."""
    row = session.get(PartnerRow, organisation)
    return None if row is None else _partner(session, row)


def find_partner(session: Session, text: str) -> Partner:
    """The only partner with this name (or beginning of it), or beginning of its id or fingerprint.

    Raises WrongUse where there is none or more than one.
    """
    rows = session.exec(select(PartnerRow.organisation, PartnerRow.name)).all()
    wanted = text.strip().casefold()
    exact = [row for row in rows if row[0] == text.strip() or row[1].casefold() == wanted]
    begun = [row for row in rows if wanted and (row[1].casefold().startswith(wanted) or begins(row[0], text.strip()))]
    digits = "".join(text.split())
    read = [row for row in rows if begins(fingerprint(row[0]).replace(" ", ""), digits)]
    found = exact or begun or read
    if not found:
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."), text=text
        )
    if len(found) > 1:
        raise WrongUse(
            N_("“{text}” can mean several partners: {names}. Give more of the name, or the id."),
            text=text,
            names="; ".join(f"{name} ({organisation[:8]}…)" for organisation, name in sorted(found)),
        )
    return _partner(session, _row(session, found[0][0]))


def may_add(acting: Acting, session: Session) -> bool:
    """Whether the acting member may add partners and confirm their identity."""
    member = own_line(session).state.members.get(acting.member.id)
    return member is not None and not member.roles.isdisjoint(MAY_ADD)


def require_may_add(acting: Acting, session: Session) -> None:
    """Raise Locked unless the acting member may add partners."""
    if not may_add(acting, session):
        raise Locked(
            N_("Your roles do not allow this. It takes one of these roles: {roles}."),
            roles=", ".join(sorted(MAY_ADD)),
        )


def _row(session: Session, organisation: str) -> PartnerRow:
    row = session.get(PartnerRow, organisation)
    if row is None:
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."), text=organisation
        )
    return row


def compare_cards(known: Card, arrived: Card) -> News:
    """Compare two cards of one organisation for the longer history; raises Damaged when their histories diverge."""
    if not is_one_history(known.line, arrived.line):
        raise Damaged(
            N_(
                "This card of {partner} tells another history than the card that you have. Call the partner: its vault was copied, or somebody forges cards."
            ),
            partner=known.profile.name,
        )
    if arrived.sequence == known.sequence:
        return "same"
    return "newer" if arrived.sequence > known.sequence else "older"


def is_one_history(one: OrganisationLine, other: OrganisationLine) -> bool:
    """Whether one of two public histories of an organisation continues the other, or they are the same."""
    shorter, longer = sorted(([entry.digest for entry in line.entries] for line in (one, other)), key=len)
    return longer[: len(shorter)] == shorter


def new_row(card: Card, added: str) -> PartnerRow:
    """The row of a partner whose card is new here, only declared; ``added`` is the time in UTC."""
    row = PartnerRow(
        organisation=card.organisation,
        name="",
        trust="declared",
        sequence=0,
        card=b"",
        added=added,
        contact="",
        identity="",
    )
    fill_row(row, card)
    return row


def fill_row(row: PartnerRow, card: Card) -> None:
    """Write what a card says into the row of its partner; trust stays."""
    row.name = card.profile.name
    row.sequence = card.sequence
    row.card = card.data
    row.contact = canonical(write_profile(card.profile)["contact"]).decode()
    row.identity = thumbprint(author_key(card.line.state.identity))


def _partner(session: Session, row: PartnerRow) -> Partner:
    return _as_partner(row, confirmed_names(session) if row.trust == "confirmed" else {})


def _as_partner(row: PartnerRow, confirmed: Mapping[str, str]) -> Partner:
    trust = next(trust for trust in TRUSTS if trust == row.trust)
    confirmed_as = confirmed.get(row.organisation, "") if trust == "confirmed" else ""
    return Partner(row.organisation, row.name, trust, row.added, read_stored_card(row.card), confirmed_as)


def _namesakes(session: Session, row: PartnerRow) -> tuple[str, ...]:
    others = session.exec(
        select(PartnerRow.organisation, PartnerRow.name).where(PartnerRow.organisation != row.organisation)
    )
    wanted = skeleton(row.name)
    return tuple(organisation for organisation, name in others if skeleton(name) == wanted)
