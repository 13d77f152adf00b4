"""What is known of a PDF that others signed, and its file with room for more: values between the two processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from datapact.base.errors import TooLarge
from datapact.base.texts import N_, Message
from datapact.deadlines.algorithms import end_of_proof
from datapact.signing.authorities.level import Level


@dataclass(frozen=True, slots=True)
class ForeignProofs:
    """The signatures of a PDF, and what proves them."""

    signatures: int
    """How many; timestamps over the file are none."""
    standing: tuple[tuple[str, bool, bool], ...]
    """Of each signature and timestamp its field, whether it is intact, and whether what came later is permitted."""
    problem: Message | None
    """Why nothing is added to it; None where something can be."""
    pades: bool = False
    """All signatures are of the kind for which the levels were made; others can have the same proofs."""
    level: Level = "B-B"
    """The least of the signatures, by the proofs that hold here."""
    until: datetime | None = None
    """End of the certificate behind the newest proof of time, UTC; None where not every signature has one."""
    algorithm: str = ""
    """The algorithm of that proof and its chain that falls first; empty where none has a known end."""
    lacking: tuple[tuple[bytes, ...], ...] = field(default=(), repr=False)
    """Chains (DER, nearest first) of which the file does not show whether they were revoked."""

    @property
    def ends(self) -> datetime | None:
        """The end of the newest proof, by its certificate or by an algorithm, UTC; None without one."""
        return None if self.until is None else end_of_proof(self.until, self.algorithm)


@dataclass(frozen=True, slots=True)
class AddedRevision:
    """A file with one more revision."""

    pdf: bytes = field(repr=False)
    """All of it, with a hole full of zeros where a timestamp is to come."""
    digest: bytes = b""
    """SHA-256 of all but the hole; empty where no timestamp is to come."""
    start: int = 0
    """First byte of the hole's digits."""
    end: int = 0
    """The byte behind them."""

    def filled(self, token: bytes) -> bytes:
        """The file with the timestamp (DER) in its hole; raises TooLarge."""
        digits = token.hex().upper().encode()
        room = self.end - self.start
        if len(digits) > room:
            raise TooLarge(N_("The timestamp is larger than the room that is kept for one."))
        return self.pdf[: self.start] + digits.ljust(room, b"0") + self.pdf[self.end :]
