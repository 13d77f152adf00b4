"""What our own organisation says of itself, as the next card will carry it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from datapact.history.entry import Entry
from datapact.parties.acting import Acting
from datapact.parties.organisation_log import append_organisation_entry
from datapact.parties.own_line import own_line
from datapact.parties.profile import Profile, read_profile, write_profile
from datapact.strictjson import JsonValue


def own_profile(session: Session) -> Profile:
    """The profile in force."""
    return read_profile(own_line(session).state.profile)


def change_profile(acting: Acting, profile: Profile | Mapping[str, JsonValue]) -> Entry | None:
    """Say something else from now on; needs the role admin. None where nothing changed.

    Agreements keep the words that they were made with. Raises Malformed, naming the place, or Locked.
    """
    changed = read_profile(write_profile(profile) if isinstance(profile, Profile) else profile)
    with acting.vault.write() as session:
        if changed == own_profile(session):
            return None
        return append_organisation_entry(acting, session, "profile", {"profile": write_profile(changed)})
