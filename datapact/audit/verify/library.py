"""Verify a library of clauses from its file alone: unaltered, and signed by a member of the house whose card it brings.

A signature vouches for the origin of clauses, never for what they say: nothing here approves one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding, Verdict
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import write_time
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import OwnWords
from datapact.library.shelf.library_format import UNSIGNED, Claim, LibraryFile, read_claim
from datapact.organisation.identity.card import Card

SIGNED = N_(
    "Signed by {person} of {house} on {day}, as the signer claims. This says whose the file is; it approves no clause."
)
REVOKED = N_(
    "The key of {person} was revoked, and nobody can tell whether before or after this signature. Ask for a new export."
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A library, read, and its signature, which holds by the card inside; None in a file without one."""

    read: LibraryFile
    claim: Claim | None


def verify_library(data: bytes, name: str, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """The verdict on a library; at best indeterminate where it is not signed."""
    return verdict_on(
        "library",
        name,
        lambda: _read(data),
        _judge,
        lines=lambda parts: {} if parts.claim is None else {parts.claim.card.organisation: parts.claim.card.line},
        details=lambda parts: {
            "clauses": len(parts.read.clauses),
            "positions": len(parts.read.positions),
            "templates": len(parts.read.templates),
            "organisation": "" if parts.claim is None else parts.claim.card.organisation,
            "person": "" if parts.claim is None else parts.claim.person,
            "signed": None if parts.claim is None else write_time(parts.claim.at),
        },
        cards=cards,
        require_trust=require_trust,
    )


def _read(data: bytes) -> _Parts:
    read = LibraryFile.read(data)
    return _Parts(read, read_claim(read) if read.signature else None)


def _judge(parts: _Parts, lines: Lines) -> Iterator[Finding]:
    claim = parts.claim
    if claim is None:
        yield Finding("indeterminate", UNSIGNED)
        return
    known = lines[claim.card.organisation]
    if claim.kid in known.state.revoked:
        yield Finding("indeterminate", Message(REVOKED, {"person": claim.person}))
    day = OwnWords(long_date(claim.at.date(), "en"), german=long_date(claim.at.date(), "de"))
    yield Finding("note", Message(SIGNED, {"person": claim.person, "house": known.state.name, "day": day}))
