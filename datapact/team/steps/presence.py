"""Presence of colleagues: what a window needs to say that it is open and to hear of others, and how long a hint holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.organisation.identity.own_history import own_line
from datapact.team.kept.facts import device_keys, state_of, team_facts
from datapact.team.log.hint import Hint, Speaker, read_hint

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.organisation.acting.acting_member import Acting

AGAIN = 20.0
"""Seconds after which a window says again that it is here."""
EXPIRES = 65.0
"""Seconds after which a hint holds no more, by the clock of whoever heard it."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whose window is open now."""

    device: str
    """Thumbprint of the device."""
    name: str
    """Of its member."""
    sequence: int
    """Number of the newest item there."""
    head: str
    """Digest of that item."""
    editing: str
    """History id of the agreement that is edited there; empty for none."""


@dataclass(slots=True)
class Company:
    """Hints that were heard; ``now`` is a clock of this computer that only grows, in seconds."""

    heard: dict[str, tuple[Hint, float]] = field(default_factory=dict)
    """By device: the newest hint, and when it came."""

    def hear(self, speaker: Speaker, text: str, now: float) -> bool:
        """Take in a hint; whether it was one of a colleague."""
        before: dict[str, datetime] = {device: hint.at for device, (hint, _when) in self.heard.items()}
        hint = read_hint(speaker, text, before)
        if hint is not None:
            self.heard[hint.device] = (hint, now)
        return hint is not None

    def here(self, speaker: Speaker, names: dict[str, str], now: float) -> tuple[Colleague, ...]:
        """The colleagues who are here, by name; hints that have expired and devices that are out count no more."""
        found = [
            Colleague(hint.device, names.get(hint.member) or hint.member, hint.sequence, hint.head, hint.editing)
            for hint, when in self.heard.values()
            if now - when < EXPIRES and hint.device in speaker.devices
        ]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.device)))


def speaker_of(acting: Acting) -> tuple[Speaker, dict[str, str]] | None:
    """The keys of this device for hints, and the names of members; None without a team or without its newest key."""
    with acting.vault.read() as session:
        facts = team_facts(session)
        if facts is None or not facts.device or facts.member != acting.member.id:
            return None
        state, line = state_of(session, facts), own_line(session)
        me = device_keys(acting, session, facts)
        names = {member.id: member.name for member in line.people()}
    key = state.keys.get(state.epoch)
    if key is None or me.kid not in state.devices:
        return None
    speaker = Speaker(facts.team, me, state.epoch, key, dict(state.devices), facts.sequence, facts.head)
    return speaker, names
