"""Taking a network's directory in: new cards become partners that are only declared, and one list serves to confirm many.

Nothing in a directory confirms anybody. Whom its writer says it has compared is introduced, where the writer itself is
confirmed. A card that tells another history than the one we hold is named and not taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import append_record
from datapact.organisation.identity.card import Card
from datapact.organisation.identity.confusable_names import skeleton
from datapact.organisation.identity.fingerprint import fingerprint, parse_fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.network.directory_file import Listed, NetworkDirectory, read_directory, require_writer
from datapact.organisation.network.known import KIND, KnownDirectory, known_directories, record_body
from datapact.organisation.partners.brought_cards import held_line
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.organisation.partners.partners import (
    Partner,
    PartnerStanding,
    compare_cards,
    get_partner,
    introduce,
    is_one_history,
    list_partners,
    may_add,
    require_may_add,
    take_card,
    trust_within,
)
from datapact.organisation.partners.provenance import Provenance, provenance

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type CardNews = Literal["own", "new", "newer", "same", "older", "contradicts"]
"""Of a card in the directory against the one that we hold."""
type DirectoryNews = Literal["new", "newer", "same"]
type MemberStanding = Literal["own", "unknown"] | PartnerStanding
"""``unknown``: no card of it is among our partners."""

CARD_NEWS: tuple[CardNews, ...] = ("own", "new", "newer", "same", "older", "contradicts")
STANDINGS: tuple[MemberStanding, ...] = ("own", "unknown", "declared", "introduced", "renamed", "confirmed")
TICKED = "fingerprint read aloud in a meeting or call and ticked in the list of the directory"
ENTERED = "fingerprint read aloud in a meeting or call and entered with the list of the directory"


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One member of the network, for the list in which those read aloud are ticked."""

    organisation: str
    """Organisation id."""
    name: str
    """The name that confirming records: as the card in the directory has it, or the newer one that we hold."""
    fingerprint: str
    """Eight groups of five digits to compare."""
    sequence: int
    """Of the card in the directory."""
    news: CardNews
    """Of that card when the directory was read."""
    standing: MemberStanding
    """How sure people of our organisation are of its identity."""
    said_confirmed: date | None
    """The day on which the writing organisation says that it compared the fingerprint; None: it says nothing."""
    warnings: tuple[Message, ...]
    """What to mind before it is confirmed."""

    @property
    def can_be_confirmed(self) -> bool:
        """Whether its fingerprint may be ticked, once the directory is taken in."""
        return self.news not in ("own", "contradicts") and self.standing not in ("own", "confirmed")


@dataclass(frozen=True, slots=True)
class DirectorySeen:
    """A directory held against this vault."""

    directory: NetworkDirectory
    """As it came, verified."""
    news: DirectoryNews
    """Against the version that was taken in before."""
    former_version: int
    """That version; 0 for none."""
    by_name: str
    """The organisation that put it together, as its card has it."""
    by_standing: MemberStanding
    """How sure we are of that organisation's identity."""
    rows: tuple[DirectoryRow, ...]
    """The members, in the order of the file."""
    warnings: tuple[Message, ...]
    """What to know of the directory as a whole."""
    may_take: bool
    """Whether the acting member may take it in and confirm."""


def look_at_directory(acting: Acting, data: bytes) -> DirectorySeen:
    """Hold a directory against this vault, which stays as it was.

    Raises what ``read_directory`` raises, AnswerNo for a version older than the one that we have, Damaged for another
    file that calls itself the same version, or one that was signed by nobody who may write for that organisation now.
    """
    directory = read_directory(data)
    with acting.vault.read() as session:
        _require_writer(session, directory)
        former = _former(session, directory)
        return _seen(acting, session, directory, former, _news_of_cards(acting, session, directory))


def take_directory(acting: Acting, data: bytes) -> DirectorySeen:
    """Take the cards of a directory in, all in one step; what stands in the result is how it is then.

    New partners are only declared; newer cards replace those we have; one that contradicts ours is left out. Raises what
    ``look_at_directory`` raises, Locked unless the member is legal or admin.
    """
    directory = read_directory(data)
    with acting.vault.write() as session:
        require_may_add(acting, session)
        _require_writer(session, directory)
        former = _former(session, directory)
        news = _news_of_cards(acting, session, directory)
        names = {one.organisation: one.name for one in list_partners(session)}
        taken = [one for one in _writer_first(directory) if news[one.card.organisation] not in ("own", "contradicts")]
        for one in taken:
            take_card(acting, session, one.card)
        _introduce(acting, session, directory, news)
        if former is None or former.version < directory.version:
            append_record(acting, session, KIND, record_body(directory, written=False))
        return _seen(acting, session, directory, former, news, names)


def confirm_read_aloud(
    acting: Acting, data: bytes, heard: Mapping[str, str], how: str = ENTERED
) -> tuple[Partner, ...]:
    """Confirm all whose fingerprints were read aloud, in one step or none; who was confirmed before stays as it is.

    ``heard`` has the name that the person saw with each fingerprint; nobody is confirmed under another. Each is recorded
    as a single comparison is, with ``how`` it was compared. Returns those confirmed now. Raises what
    ``look_at_directory`` raises, WrongUse for text that is no fingerprint or a directory that was not taken in, AnswerNo
    for a fingerprint of nobody in it or of a card that contradicts ours, or for a partner that bears another name by now,
    Locked unless the member is legal or admin.
    """
    prints = {parse_fingerprint(text): name for text, name in heard.items()}
    if not prints:
        raise WrongUse(N_("Nobody is ticked: tick whose fingerprint was read aloud and is the same."))
    directory = read_directory(data)
    with acting.vault.write() as session:
        require_may_add(acting, session)
        _require_writer(session, directory)
        former = _former(session, directory)
        if former is None or former.version != directory.version:
            raise WrongUse(N_("This directory was not taken in yet. Take it in first, then confirm its members."))
        news = _news_of_cards(acting, session, directory)
        by_print = {fingerprint(one.card.organisation): one.card for one in directory.members}
        known = [
            _as_shown(get_partner(session, _card_of_digits(by_print, news, digits).organisation), name)
            for digits, name in prints.items()
        ]
        said = f"{how} {directory.name}, version {directory.version}"
        confirmed = tuple(
            trust_within(acting, session, partner.organisation, partner.fingerprint, said)
            for partner in known
            if partner.standing != "confirmed"
        )
        _introduce(acting, session, directory, news)
        return confirmed


def _as_shown(partner: Partner | None, shown: str) -> Partner:
    """The partner under the name that the person saw; a card that came since may have brought another."""
    if partner is None:
        raise WrongUse(N_("This directory was not taken in yet. Take it in first, then confirm its members."))
    if partner.name != shown and partner.standing != "confirmed":
        raise AnswerNo(
            N_("{shown} calls itself {name} now. Nothing was confirmed: look at the directory again."),
            shown=shown,
            name=partner.name,
        )
    return partner


def _card_of_digits(by_print: Mapping[str, Card], news: Mapping[str, CardNews], digits: str) -> Card:
    card = by_print.get(digits)
    if card is None:
        raise AnswerNo(
            N_(
                "The fingerprint {digits} is that of nobody in this directory. Nothing was confirmed: have it read again, and "
                "trust no card whose fingerprint differs."
            ),
            digits=digits,
        )
    if news[card.organisation] == "own":
        raise AnswerNo(N_("That is the fingerprint of your own organisation. Nothing was confirmed: leave it out."))
    if news[card.organisation] == "contradicts":
        raise AnswerNo(_CONTRADICTS, partner=card.profile.name)
    return card


_CONTRADICTS = N_(
    "This card of {partner} tells another history than the card that you have, which stays. Call the partner: its vault was "
    "copied, or somebody forges cards."
)


def _require_writer(session: Session, directory: NetworkDirectory) -> None:
    """Judge the signer by the longer of the histories in the file and here; where they contradict each other, by ours."""
    enclosed, held = directory.writer.line, held_line(session, directory.organisation)
    if held is None or (is_one_history(held, enclosed) and len(enclosed.entries) > len(held.entries)):
        held = enclosed
    require_writer(directory, held)


def _former(session: Session, directory: NetworkDirectory) -> KnownDirectory | None:
    """The version on record; raises AnswerNo where it is newer, Damaged where it is another of the same number."""
    former = known_directories(session).get((directory.network, directory.organisation))
    if former is None:
        return None
    if directory.version < former.version:
        raise AnswerNo(
            N_(
                "This is version {version} of the directory of {name}, and you have version {known}. An older one changes "
                "nothing: ask for the newest."
            ),
            version=directory.version,
            name=directory.name,
            known=former.version,
        )
    if directory.version == former.version and directory.digest != former.digest:
        raise Damaged(
            N_(
                "Two different files call themselves version {version} of the directory of {name}. Ask {by} which of them "
                "holds; nothing was changed."
            ),
            version=directory.version,
            name=directory.name,
            by=directory.writer.profile.name,
        )
    return former


def _writer_first(directory: NetworkDirectory) -> list[Listed]:
    return sorted(directory.members, key=lambda one: one.card.organisation != directory.organisation)


def _introduce(acting: Acting, session: Session, directory: NetworkDirectory, news: Mapping[str, CardNews]) -> None:
    """Introduce those of whom a confirmed writer says that it compared their fingerprints.

    A card that contradicts ours is passed over and stops nobody else; a writer whose own card does vouches for nobody.
    """
    if news[directory.organisation] == "contradicts":
        return
    for one in directory.members:
        if news[one.card.organisation] in ("own", "contradicts"):
            continue
        if one.confirmed is not None and get_partner(session, one.card.organisation) is not None:
            introduce(acting, session, one.card, directory.organisation, one.confirmed)


def _news_of_cards(acting: Acting, session: Session, directory: NetworkDirectory) -> dict[str, CardNews]:
    return {one.card.organisation: _news_of(acting, session, one.card) for one in directory.members}


def _news_of(acting: Acting, session: Session, card: Card) -> CardNews:
    if card.organisation == acting.organisation:
        return "own" if is_one_history(own_line(session), card.line) else "contradicts"
    known = get_partner(session, card.organisation)
    if known is None:
        return "new"
    if not is_one_history(known.line, card.line):
        return "contradicts"
    return compare_cards(known.card, card)


def _seen(
    acting: Acting,
    session: Session,
    directory: NetworkDirectory,
    former: KnownDirectory | None,
    news: Mapping[str, CardNews],
    names: Mapping[str, str] | None = None,
) -> DirectorySeen:
    """``names`` are those of our partners before the cards were taken; None where they are as they were."""
    partners = {one.organisation: one for one in list_partners(session)}
    before = {one.organisation: one.name for one in partners.values()} if names is None else names
    myself = own_line(session).state.name
    named = {one.card.organisation: one.card.profile.name for one in directory.members}
    named |= {one.organisation: one.name for one in partners.values()} | {acting.organisation: myself}
    house = _House(acting.organisation, myself, partners, before, provenance(session), named)
    rows = tuple(_row(house, one, news[one.card.organisation]) for one in directory.members)
    return DirectorySeen(
        directory=directory,
        news="new" if former is None else "newer" if former.version < directory.version else "same",
        former_version=0 if former is None else former.version,
        by_name=directory.writer.profile.name,
        by_standing=house.standing(directory.organisation),
        rows=rows,
        warnings=tuple(_warnings(house, directory, former)),
        may_take=may_add(acting, session),
    )


@dataclass(frozen=True, slots=True)
class _House:
    own: str
    name: str
    partners: Mapping[str, Partner]
    before: Mapping[str, str]
    known: Mapping[str, Provenance]
    named: Mapping[str, str]

    def standing(self, organisation: str) -> MemberStanding:
        if organisation == self.own:
            return "own"
        partner = self.partners.get(organisation)
        return "unknown" if partner is None else partner.standing


def _row(house: _House, listed: Listed, news: CardNews) -> DirectoryRow:
    card = listed.card
    return DirectoryRow(
        organisation=card.organisation,
        name=_shown_name(house, card, news),
        fingerprint=fingerprint(card.organisation),
        sequence=card.sequence,
        news=news,
        standing=house.standing(card.organisation),
        said_confirmed=listed.confirmed,
        warnings=tuple(_warnings_of(house, card, news)),
    )


def _shown_name(house: _House, card: Card, news: CardNews) -> str:
    partner = house.partners.get(card.organisation)
    return partner.name if partner is not None and news == "older" else card.profile.name


def _warnings_of(house: _House, card: Card, news: CardNews) -> list[Message]:
    name, organisation = _shown_name(house, card, news), card.organisation
    if news == "contradicts" and organisation == house.own:
        return [
            Message(
                N_(
                    "This card of your own organisation tells another history than your vault. Ask whoever put the directory "
                    "together where it comes from."
                )
            )
        ]
    found = [Message(_CONTRADICTS, {"partner": name})] if news == "contradicts" else []
    former = house.before.get(organisation, name)
    if former != name and news == "newer":
        found.append(
            Message(
                N_("{former} calls itself {name} now. Its identity is the same as before."),
                {"former": former, "name": name},
            )
        )
    if name != card.profile.name:
        found.append(
            Message(
                N_("The directory has an older card, under the name {listed}. By its newer card it is {name}."),
                {"listed": card.profile.name, "name": name},
            )
        )
    partner = house.partners.get(organisation)
    if partner is not None and partner.is_renamed:
        found.append(renamed_words(partner.name, partner.confirmed_as))
    alike = skeleton(name)
    if any(other != organisation and skeleton(one) == alike for other, one in house.named.items()):
        found.append(
            Message(
                N_("Another organisation that you know has the same name, {name}. Compare the fingerprints of both."),
                {"name": name},
            )
        )
    if house.known.get(organisation, Provenance()).is_withdrawn:
        found.append(
            Message(
                N_("Your organisation withdrew its trust in {name}. Only comparing anew restores it."), {"name": name}
            )
        )
    return found


def _warnings(house: _House, directory: NetworkDirectory, former: KnownDirectory | None) -> list[Message]:
    found: list[Message] = []
    listed = {one.card.organisation for one in directory.members}
    left = {one.organisation: one for one in directory.left}
    if house.own in left:
        found.append(
            Message(
                N_("By this directory your own organisation left the network on {day}."),
                {"day": left[house.own].day.isoformat()},
            )
        )
    elif house.own not in listed:
        found.append(
            Message(
                N_("Your own organisation is not listed. Give your card to {by}, for the next version."),
                {"by": directory.writer.profile.name},
            )
        )
    for organisation, name in () if former is None else former.names.items():
        if organisation not in listed and organisation not in left:
            found.append(
                Message(
                    N_("{name} was listed in version {version} and is missing here without a word. Ask {by} why."),
                    {"name": name, "version": former.version, "by": directory.writer.profile.name} if former else {},
                )
            )
    return found
