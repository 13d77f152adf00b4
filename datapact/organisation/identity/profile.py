"""The profile of an organisation in its card: legal name, register, address, signing rule, contact.

A profile is declared, not proven; it becomes the party block of an agreement, so its words and bounds are the
same as there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, JsonValue, parse
from datapact.base.texts import N_
from datapact.vault.keys.own_data import PARTNER, own_data

LONGEST_LINE = 300
KINDS = ("company", "public_body", "association", "university", "foundation", "person")
SIGNING_RULES = ("sole", "two_jointly", "all_jointly", "majority", "director_with_prokurist", "by_power")
_COUNTRY = re.compile(r"[A-Z]{2}")
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


GERMAN_SPEAKING = frozenset({"DE", "AT", "CH", "LI", "LU"})
"""Countries to which we write in German, others in English."""


@dataclass(frozen=True, slots=True)
class Address:
    """The postal address of an organisation."""

    street: str = ""
    """With the number; may be empty."""
    postal_code: str = ""
    """May be empty."""
    city: str = ""
    """May be empty."""
    region: str = ""
    """Land or other part of the country whose holidays count; may be empty."""
    country: str = "DE"
    """ISO 3166-1 alpha-2, capital letters; empty where nobody said it of a partner without DataPact."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Court and number of the commercial, association or other register."""

    court: str = ""
    """Such as ``Amtsgericht Hamburg``; may be empty."""
    number: str = ""
    """Such as ``HRB 1234``; may be empty."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or place of an organisation to write to."""

    name: str = ""
    """Of a person or a desk; may be empty."""
    email: str = ""
    """As declared, not checked; may be empty."""
    phone: str = ""
    """As declared, not checked; may be empty."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An organisation in its own words; ``kind`` and ``signing_rule`` are one of ``KINDS`` and ``SIGNING_RULES``.

    Of a partner without DataPact others say it: kind, signing rule and country are empty where nobody did.
    """

    name: str
    """Legal name, one line, not empty."""
    legal_form: str = ""
    """As written, not translated; may be empty."""
    kind: str = "company"
    signing_rule: str = "sole"
    registration: Registration = Registration()
    """Empty members where it is in no register."""
    address: Address = Address()
    """Of the seat."""
    contact: Contact = Contact()
    """For partners."""


def read_stored_profile(text: str) -> Profile:
    """The profile of a partner without DataPact from our own vault; raises Damaged, which blames nobody."""
    with own_data(PARTNER):
        return read_outside_profile(parse(text))


def plain_line(text: object, place: str) -> str:
    """One line in Unicode NFC, at most 300 characters; raises Malformed, naming ``place``.

    Control, bidirectional and unassigned characters are refused: they could make one name look like another.
    """
    if isinstance(text, str) and len(text) <= LONGEST_LINE:
        text = unicodedata.normalize("NFC", text).strip()
        if not any(unicodedata.category(character) in _REFUSED for character in text):
            return text
    raise Malformed(
        N_("{place} is not one line of at most {limit} plain characters. Write it again without special characters."),
        place=place,
        limit=LONGEST_LINE,
    )


def person_name(text: object) -> str:
    """A person's name, one plain line; raises Malformed, also for an empty one."""
    name = plain_line(text, "name")
    if not name:
        raise Malformed(N_("{place} is missing or not in its form. Fill it in and try again."), place="name")
    return name


def read_profile(value: object) -> Profile:
    """A profile from its JSON form; raises Malformed, naming the place of the first mistake."""
    members = _members(value, Profile, "profile")
    profile = Profile(
        name=plain_line(members.get("name"), "profile.name"),
        legal_form=plain_line(members.get("legal_form", ""), "profile.legal_form"),
        kind=_one_of(members.get("kind", "company"), KINDS, "profile.kind"),
        signing_rule=_one_of(members.get("signing_rule", "sole"), SIGNING_RULES, "profile.signing_rule"),
        registration=_lines(members.get("registration", {}), Registration, "profile.registration"),
        address=_lines(members.get("address", {}), Address, "profile.address"),
        contact=_lines(members.get("contact", {}), Contact, "profile.contact"),
    )
    if not profile.name or not _COUNTRY.fullmatch(profile.address.country):
        place = "profile.address.country" if profile.name else "profile.name"
        raise Malformed(N_("{place} is missing or not in its form. Fill it in and try again."), place=place)
    return profile


def read_outside_profile(value: object) -> Profile:
    """The profile of a partner without DataPact: what nobody said is empty, and no member has to be there but the name.

    Earlier releases wrote every member, and Germany, a company and one signature where nobody had said any of it: a
    profile of that shape says no country without an address, and nothing else where nothing was entered at all.
    Raises Malformed, naming the place of the first mistake.
    """
    members = _members(value, Profile, "profile")
    address = _members(members.get("address", {}), Address, "profile.address")
    known = read_profile(members)
    kind = known.kind if members.get("kind") else ""
    rule = known.signing_rule if members.get("signing_rule") else ""
    country = known.address.country if address.get("country") else ""
    if _has_empty(members) and known.address == Address():
        country = ""
        preset = Profile(known.name, known.legal_form)
        if replace(known, legal_form=preset.legal_form) == preset:
            kind = rule = ""
    return replace(known, kind=kind, signing_rule=rule, address=replace(known.address, country=country))


def _has_empty(members: Mapping[str, JsonValue]) -> bool:
    """Whether a member is there and empty, which only earlier releases wrote."""
    return any(
        not one if isinstance(one, str) else isinstance(one, Mapping) and _has_empty(one) for one in members.values()
    )


def write_outside_profile(profile: Profile) -> JsonObject:
    """The JSON form of a profile of which something may be unknown: without its empty members."""
    found: JsonObject = {}
    for name, value in write_profile(profile).items():
        if isinstance(value, dict):
            value = {inner: text for inner, text in value.items() if text}
        if value:
            found[name] = value
    return found


def write_profile(profile: Profile) -> JsonObject:
    """The JSON form of a profile, with every member."""
    return {
        "name": profile.name,
        "legal_form": profile.legal_form,
        "kind": profile.kind,
        "signing_rule": profile.signing_rule,
        "registration": _object(profile.registration),
        "address": _object(profile.address),
        "contact": _object(profile.contact),
    }


def _object(part: Registration | Address | Contact) -> JsonObject:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _members(value: object, model: type, place: str) -> Mapping[str, JsonValue]:
    known = {field.name for field in fields(model)}
    if isinstance(value, Mapping) and value.keys() <= known:
        return value
    raise Malformed(N_("{place} is missing or not in its form. Fill it in and try again."), place=place)


def _lines[Part: (Registration, Address, Contact)](value: object, model: type[Part], place: str) -> Part:
    members = _members(value, model, place)
    return model(**{name: plain_line(text, f"{place}.{name}") for name, text in members.items()})


def _one_of(value: object, allowed: tuple[str, ...], place: str) -> str:
    if isinstance(value, str) and value in allowed:
        return value
    raise Malformed(
        N_("{place} must be one of: {allowed}. Correct it and try again."), place=place, allowed=", ".join(allowed)
    )
