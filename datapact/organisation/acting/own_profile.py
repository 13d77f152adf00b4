"""The profile of our own organisation, for the next card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from datapact.base.errors import TooLarge
from datapact.base.strictjson import JsonValue
from datapact.base.texts import N_
from datapact.history.commitments.jws import sign_compact
from datapact.history.entries.entry import Entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.identity.card import LARGEST, TYPE, CardPayload
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Profile, read_profile, write_profile
from datapact.vault.database.session import Session


def own_profile(session: Session) -> Profile:
    """The profile in force."""
    return read_profile(own_line(session).state.profile)


def profile_known_at(session: Session, moment: datetime) -> Profile | None:
    """The profile as it was on file at a moment; None before the organisation was founded."""
    known = [one for one in own_line(session).entries if one.kind in ("founding", "profile") and one.time <= moment]
    return read_profile(known[-1].body["profile"]) if known else None


def profile_of_actor(acting: Acting, session: Session) -> Profile:
    """The profile in force with the acting member as its contact: whoever acts signs the e-mail."""
    own = own_profile(session)
    return replace(own, contact=replace(own.contact, name=acting.member.name or own.contact.name))


def actors_profile(acting: Acting) -> Profile:
    """``profile_of_actor`` in a transaction of its own."""
    with acting.vault.read() as session:
        return profile_of_actor(acting, session)


def change_profile(acting: Acting, profile: Profile | Mapping[str, JsonValue]) -> Entry | None:
    """Change the profile; needs the role admin. None where nothing changed.

    Agreements keep the profile that they were made with. Raises Malformed, naming the place, or Locked.
    """
    changed = read_profile(write_profile(profile) if isinstance(profile, Profile) else profile)
    with acting.vault.write() as session:
        if changed == own_profile(session):
            return None
        return append_organisation_entry(acting, session, "profile", {"profile": write_profile(changed)})


def write_card(acting: Acting) -> bytes:
    """Write our own card, ASCII; raises TooLarge where the public history no longer fits."""
    with acting.vault.read() as session:
        line = own_line(session)
    payload = CardPayload(acting.clock(), tuple(line.entries), line.id, len(line.entries))
    data = sign_compact(payload.write(), acting.author_key, typ=TYPE).encode("ascii")
    if len(data) > LARGEST:
        raise TooLarge(N_("The public history of your organisation no longer fits into a card."))
    return data
