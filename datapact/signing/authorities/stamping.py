"""While a signature is made: the timestamp that its level asks for, by the authorities of this computer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message
from datapact.signing.authorities.settings import TimestampAuthority, authorities

if TYPE_CHECKING:
    from datapact.base.clock import Clock
    from datapact.signing.authorities.level import Level
    from datapact.signing.pades.sign_field import Stamp


@dataclass(slots=True)
class Stamping:
    """What is asked while one signature is made, and what came of it."""

    known: tuple[TimestampAuthority, ...]
    """In the order in which they are asked; empty where none is set up, or the level needs none."""
    clock: Clock
    """Of this computer."""
    level: Level = "B-B"
    """What the signature has; known when it is made."""
    missing: list[Message] = field(default_factory=list)
    """Why the level is not the one that was asked for."""

    @property
    def stamp(self) -> Stamp | None:
        """Asks the authorities in their order; None where there are none, so that nothing goes over a network."""
        return self._ask if self.known else None

    def _ask(self, value: bytes) -> bytes | None:
        # what speaks HTTP is loaded only where somebody is asked
        from datapact.signing.authorities.timestamps import first_timestamp

        found, missing = first_timestamp(self.known, hashlib.sha256(value).digest(), self.clock)
        if found is None:
            self.missing += missing
            return None
        self.level = "B-T"
        return found.token


def stamping(wanted: Level, clock: Clock) -> Stamping:
    """The questions for a signature of this level; raises Damaged where the list of authorities cannot be read."""
    if wanted == "B-B":
        return Stamping((), clock)
    known = authorities()
    asked = Stamping(known, clock)
    if not known:
        asked.missing.append(Message(N_("No authority for timestamps is set up on this computer.")))
    return asked
