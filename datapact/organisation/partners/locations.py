"""Locations of partners from their cards and imported lists, by which a picture of the alliance groups them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import text

from datapact.organisation.identity.card import read_stored_card
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Address, read_profile
from datapact.organisation.partners.external_profiles import external_partners, list_external_partners
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Place:
    """A partner's region (Land) and country (ISO 3166-1 alpha-2), empty where unknown.

    ``organisation`` is its id, empty for one without DataPact.
    """

    region: str
    """Land or other part of the country."""
    country: str
    """Two capital letters; empty where nobody entered it."""
    organisation: str = ""
    trust: str = ""
    """``declared``, ``introduced`` or ``confirmed``; empty for ourselves and without a card."""
    is_entered: bool = True
    """Whether somebody entered the country."""


_ADDRESSES = Remembered[bytes, Address](2_000)
"""By the card that says them."""


def partner_places(session: Session) -> dict[str, Place]:
    """Places by the name of the partner; a card takes precedence over an imported list."""
    found = {
        profile.name: Place(profile.address.region, profile.address.country, is_entered=bool(profile.address.country))
        for profile in list_external_partners(session)
    }
    rows = text("SELECT organisation, name, trust, card FROM partner")
    for organisation, name, trust, card in session.connection().execute(rows):
        address = _address(session, card)
        found[name] = Place(address.region, address.country, organisation, trust)
    return found


def countries_by_reference(session: Session) -> dict[str, str]:
    """The country of each organisation by its reference, ourselves as well; empty where nobody entered it."""
    found = {one: profile.address.country for one, profile in external_partners(session).items()}
    rows = text("SELECT organisation, card FROM partner")
    for organisation, card in session.connection().execute(rows):
        found[organisation] = _address(session, card).country
    own = own_place(session)[1]
    return {**found, own.organisation: own.country}


class Addressed(Protocol):
    """An address of a profile or of a party."""

    @property
    def street(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def country(self) -> str: ...


def is_address_entered(address: Addressed) -> bool:
    """Whether an address says more than the country that is preset."""
    return bool(address.street or address.postal_code or address.city or address.region or address.country != "DE")


def _address(session: Session, card: bytes) -> Address:
    return _ADDRESSES.made(session, card, lambda: read_stored_card(card).profile.address)


def own_place(session: Session) -> tuple[str, Place]:
    """Name and place of the own organisation."""
    line = own_line(session)
    profile = read_profile(line.state.profile)
    return profile.name, Place(profile.address.region, profile.address.country, line.id)
