"""While a signature is made: the proofs that its level asks for, by the authorities of this computer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message
from datapact.signing.authorities.settings import TimestampAuthority, authorities

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.base.clock import Clock
    from datapact.signing.authorities.level import Level
    from datapact.signing.authorities.timestamps import Timestamp
    from datapact.signing.pades.sign_field import Stamp


@dataclass(slots=True)
class Stamping:
    """The authorities asked while one signature is made, and their answers."""

    known: tuple[TimestampAuthority, ...]
    """In the order in which they are asked; empty where none is set up, or the level needs none."""
    wanted: Level
    """As it was asked for."""
    clock: Clock
    """Of this computer."""
    level: Level = "B-B"
    """What the signature has; known when it is made."""
    missing: list[Message] = field(default_factory=list)
    """Why the level is not the one that was asked for."""
    _found: Timestamp | None = None

    @property
    def stamp(self) -> Stamp | None:
        """Asks the authorities in their order; None where there are none, so that nothing goes over a network."""
        return self._request if self.known else None

    def _request(self, digest: bytes) -> bytes | None:
        self._found = self._first(digest, checked=True)
        if self._found is None:
            return None
        self.level = "B-T"
        return self._found.token

    def _over_file(self, digest: bytes) -> bytes | None:
        found = self._first(digest, checked=False)
        return None if found is None else found.token

    def _first(self, digest: bytes, *, checked: bool) -> Timestamp | None:
        # what speaks HTTP is loaded only where somebody is asked
        from datapact.signing.authorities.timestamps import first_timestamp

        found, missing = first_timestamp(self.known, digest, self.clock, checked=checked)
        if found is None:
            self.missing += missing
        return found

    def proven(self, pdf: bytes, signer: Sequence[x509.Certificate]) -> bytes:
        """The signed file with the proofs of B-LT and B-LTA, where those are asked for and all of them can be had.

        ``signer`` is the chain of whoever signed; what its own organisation says of it stands in the signature's revision.
        """
        if self.level != "B-T" or self.wanted in ("B-B", "B-T") or self._found is None:
            return pdf
        from datapact.organisation.identity.certificate_authority import issued_by
        from datapact.signing.authorities.revocation import ROOTLESS, addresses_in, revocation_answers
        from datapact.signing.pades.completion import append_proofs
        from datapact.signing.pades.evidence import chain_of, evidence_in, shown
        from datapact.signing.pades.revisions import open_pdf

        answered = self._found.answered
        assert answered is not None  # the first question is a checked one
        data, missing = answered.data, list(answered.missing)
        opened = open_pdf(pdf)
        held = evidence_in(opened, opened.revisions[-1].number)
        chain = chain_of(signer[0], [*signer[1:], *held.certificates])
        if addresses_in(signer) or not shown(chain, held, self.clock()).complete:  # somebody else issued it
            asked = revocation_answers(chain, [where for one in self.known for where in one.revocation], self.clock)
            data, missing = data + asked.data, [*missing, *asked.missing]
            if not issued_by(chain[-1], chain[-1]):
                missing.append(ROOTLESS)
        if missing:
            self.missing += missing
            return pdf
        if self.wanted == "B-LTA":
            whole = append_proofs(pdf, data, self._over_file)
            if whole is not None:
                self.level = "B-LTA"
                return whole
        self.level = "B-LT"
        return append_proofs(pdf, data) or pdf


def stamping(wanted: Level, clock: Clock) -> Stamping:
    """The questions for a signature of this level; raises Damaged where the list of authorities cannot be read."""
    if wanted == "B-B":
        return Stamping((), wanted, clock)
    known = authorities()
    asked = Stamping(known, wanted, clock)
    if not known:
        asked.missing.append(Message(N_("No authority for timestamps is set up on this computer.")))
    return asked
