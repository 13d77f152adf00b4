"""The views of partners: one line each for the list, all facts of one, and the agreements with it.

A partner counts as part of an agreement where it has acknowledged its history, or where the list names it. A name that
two partners share is ambiguous, so such agreements are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.views.list import ListedAgreement, rows_of
from datapact.base.texts import N_, Message, current_language
from datapact.deadlines.holidays import LAND_NAMES, land_of
from datapact.organisation.acting.acting_member import reads_only
from datapact.organisation.acting.own_profile import own_profile
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Profile
from datapact.organisation.network.known import membership_words, memberships
from datapact.organisation.partners.exchange_rule import introduction_suffices, why_held_back
from datapact.organisation.partners.external_profiles import external_partners
from datapact.organisation.partners.namesakes import all_candidates, has_confirmed_namesake
from datapact.organisation.partners.partners import MAY_ADD, Partner, Trust, get_partner, list_partners
from datapact.organisation.partners.provenance import Provenance, provenance
from datapact.organisation.partners.without_datapact import is_named

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


MOST_SHOWN = 500


def agreements_with(session: Session, organisation: str, name: str) -> tuple[ListedAgreement, ...]:
    """The agreements with one partner, the newest changed first, archived ones too, at most MOST_SHOWN."""
    found = session.connection().execute(
        text(
            "SELECT rowid AS key, id, id IN (SELECT history FROM receipt_seen WHERE organisation = :organisation) AS sure,"
            " partners FROM agreement ORDER BY changed DESC, id"
        ),
        {"organisation": organisation},
    )
    shared = sum(plain_name(partner.name) == plain_name(name) for partner in list_partners(session)) > 1
    keys = []
    for row in found:
        if row.sure or (_names(row.partners, name) and (not shared or _is_party(session, row.id, organisation))):
            keys.append(int(row.key))
            if len(keys) == MOST_SHOWN:
                break
    rows = rows_of(session, keys)
    return tuple(rows[key] for key in keys if key in rows)


def numbers_of_agreements(session: Session, names: Mapping[str, str]) -> Mapping[str, int]:
    """The number of agreements with each partner; ``names`` are the partners' names by organisation id.

    Where two partners share a name, both are counted for the agreements that name it.
    """
    connection = session.connection()
    grouped = connection.execute(text("SELECT partners, count(*) AS n FROM agreement GROUP BY partners")).all()
    acknowledged: dict[str, Counter[str]] = {}
    for row in connection.execute(
        text(
            "SELECT receipt_seen.organisation AS organisation, agreement.partners AS partners, count(*) AS n FROM"
            " receipt_seen JOIN agreement ON agreement.id = receipt_seen.history GROUP BY 1, 2"
        )
    ):
        acknowledged.setdefault(row.organisation, Counter())[row.partners] = row.n
    return {
        organisation: sum(
            row.n if _names(row.partners, name) else acknowledged.get(organisation, Counter())[row.partners]
            for row in grouped
        )
        for organisation, name in names.items()
    }


def _names(partners: str, name: str) -> bool:
    listed, wanted = plain_name(partners), plain_name(name)
    return listed == wanted or f", {wanted}, " in f", {listed}, "


def _is_party(session: Session, history: str, organisation: str) -> bool:
    state = load_state(session, history)
    return organisation in state.circle or any(
        organisation in str(draft.state) for draft in state.facts.drafts if not state.parties
    )


type Standing = Trust | Literal["renamed", "without_datapact"]
"""``renamed``: confirmed, but under another name than the one that it bears now."""


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner in the list; ``organisation`` and ``fingerprint`` are empty for one without DataPact."""

    organisation: str
    name: str
    """As its profile has it."""
    standing: Standing
    """How far its identity is known, or ``without_datapact``."""
    region: str
    """Region or city, then the country code; empty where unknown."""
    agreements: int
    """Number with it, archived ones too."""
    card_from: datetime | None
    """Time at which its newest card was written, UTC; None without a card."""
    fingerprint: str
    introduced_by: tuple[str, ...]
    """Names of the partners that sent its card along."""
    reference: str = ""
    """Of one without DataPact, such as ``external:1``; empty for a partner with a card."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person of the partner with a key for contracts; ``power`` is the code of the capacity."""

    name: str
    """Of the member, or its id where the name was erased."""
    power: str


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """All that is known of one partner; ``may_confirm`` is whether the acting member may confirm its identity."""

    partner: Partner
    """With its card and history as we know them."""
    provenance: Provenance
    """Who of us added, confirmed or distrusted it, and when."""
    agreements: tuple[ListedAgreement, ...]
    """Newest change first, archived ones too, at most ``MOST_SHOWN``."""
    signatories: tuple[Signatory, ...]
    """Members with a signing certificate."""
    others: int
    """Further members, who do not sign contracts."""
    may_confirm: bool
    void: tuple[Message, ...] = ()
    """Of members whose certificates give their keys no authority: who, and why."""
    is_namesake: bool = False
    """Whether another partner of its name is confirmed, and this one is not."""
    networks: tuple[Message, ...] = ()
    """Sentences on the directories that list it, as a member or as one that left."""
    exchanging: Message | None = None
    """What the house's rule on exchanging means for it: why it is held back, or whose word suffices; None where nothing."""

    @property
    def may_distrust(self) -> bool:
        """Whether the acting member may mark the identity as not to be trusted, and nobody has done so."""
        return self.may_confirm and not (self.partner.trust == "declared" and self.provenance.is_withdrawn)

    @property
    def may_remove(self) -> bool:
        """Whether the acting member may try to remove it from the list; a partner with an agreement stays."""
        return self.may_confirm and not self.agreements


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """Our own organisation as the next card will show it."""

    organisation: str
    """Id, thumbprint of the founding identity key."""
    profile: Profile
    """As the newest entry leaves it."""


def partner_lines(acting: Acting) -> tuple[PartnerLine, ...]:
    """All partners by name, those without DataPact too."""
    with acting.vault.read() as session:
        partners = list_partners(session)
        known = provenance(session)
        numbers = numbers_of_agreements(session, {partner.organisation: partner.name for partner in partners})
        external = external_partners(session)
        by_name = numbers_of_agreements(session, {profile.name: profile.name for profile in external.values()})
    lines = [
        PartnerLine(
            organisation=partner.organisation,
            name=partner.name,
            standing=partner.standing,
            region=region_of(partner.profile),
            agreements=numbers[partner.organisation],
            card_from=partner.card.created,
            fingerprint=partner.fingerprint,
            introduced_by=known.get(partner.organisation, Provenance()).introduced_by,
        )
        for partner in partners
    ]
    lines += [
        PartnerLine(
            "", profile.name, "without_datapact", region_of(profile), by_name[profile.name], None, "", (), reference
        )
        for reference, profile in external.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.organisation)))


def partner_facts(acting: Acting, organisation: str) -> PartnerFacts | None:
    """All that is known of one partner; None when it is not there."""
    with acting.vault.read() as session:
        partner = get_partner(session, organisation)
        if partner is None:
            return None
        known = provenance(session).get(organisation, Provenance())
        agreements = agreements_with(session, organisation, partner.name)
        namesake = has_confirmed_namesake(all_candidates(session), organisation)
        myself = own_line(session).state.members.get(acting.member.id)
        networks = tuple(map(membership_words, memberships(session, organisation)))
        exchanging = why_held_back(session, organisation) or introduction_suffices(session, partner)
    members = list(partner.line.state.members.values())
    signing = tuple(Signatory(member.name or member.id, member.power) for member in members if member.signing)
    may_confirm = myself is not None and not myself.roles.isdisjoint(MAY_ADD)
    at = acting.clock()
    faults = ((member.name or member.id, member.fault_at(at)) for member in members)
    void = tuple(void_certificate(name, fault) for name, fault in faults if fault is not None)
    others = len(members) - len(signing)
    return PartnerFacts(partner, known, agreements, signing, others, may_confirm, void, namesake, networks, exchanging)


@dataclass(frozen=True, slots=True)
class ExternalFacts:
    """All that is known of a partner without DataPact."""

    reference: str
    """Such as ``external:1``."""
    profile: Profile
    """As people of the house entered it."""
    agreements: tuple[ListedAgreement, ...]
    """Newest change first, archived ones too, at most ``MOST_SHOWN``."""
    may_change: bool
    """Whether the acting member may change the profile."""
    keeps_name: bool
    """Whether the name stands in agreements and therefore stays."""

    @property
    def may_remove(self) -> bool:
        """Whether the acting member may try to remove it from the list."""
        return self.may_change and not self.keeps_name


def external_facts(acting: Acting, reference: str) -> ExternalFacts | None:
    """All that is known of a partner without DataPact; None when it is not there."""
    with acting.vault.read() as session:
        profile = external_partners(session).get(reference)
        if profile is None:
            return None
        agreements = agreements_with(session, reference, profile.name)
        named = is_named(session, profile.name)
    return ExternalFacts(reference, profile, agreements, not reads_only(acting.member.roles), named)


def void_certificate(name: str, fault: Message) -> Message:
    """The warning about a member whose certificate gives the key no authority."""
    return Message(
        N_("The certificate of {person} is void, so what that key signs has no effect. {reason}"),
        {"person": name, "reason": fault},
    )


def own_facts(acting: Acting) -> OwnFacts:
    """Our own organisation, for its card and fingerprint."""
    with acting.vault.read() as session:
        return OwnFacts(acting.organisation, own_profile(session))


def region_of(profile: Profile) -> str:
    """The place of an organisation: its region or city, and its country."""
    place = profile.address.region or profile.address.city
    land = land_of(profile.address.region) if profile.address.country == "DE" and profile.address.region else ""
    if land in LAND_NAMES:
        place = LAND_NAMES[land][0 if current_language() == "de" else 1]
    return ", ".join(part for part in (place, profile.address.country) if part)
