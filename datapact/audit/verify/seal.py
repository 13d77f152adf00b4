"""Verify a long-term seal (ML-DSA) against the PDF beside it: unaltered, and by a key that a house announced in its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from datapact.audit.formats.trust import Lines, identities, with_cards
from datapact.audit.formats.verdict import Finding, Verdict, against
from datapact.audit.verify.skeleton import ReportLine, lines_of, verdict_on
from datapact.base.clock import write_time
from datapact.base.day_words import long_date
from datapact.base.errors import DataPactError
from datapact.base.strictjson import from_base64url, sha256_of
from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import OwnWords
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.signing.archive.seal import Seal, fits_file, holds, read_seal
from datapact.signing.ceremony.proof import PROOF, Proof
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import read_pdf

NO_FILE = N_(
    "A seal alone shows nothing: put the sealed PDF into the same folder, under the name of this file without .p7s at its end."
)
OTHER_FILE = N_("The seal is over another file than the one beside it, or that file was changed.")
NO_SEAL = N_("The seal was not made with the key that it names.")
NOBODYS = N_(
    "No public history at hand names the key of this seal. Name the card of the house that sealed (datapact verify --trust CARD)."
)
ENDED = N_("{house} ended this key on {day}, and the seal claims a later day.")
SEALED = N_(
    "Sealed by {house} on {day}, as it claims, with ML-DSA-65; its public history names the key since {since}. It is the seal of"
    " the house, no person's signature: verify the PDF itself for those."
)


@dataclass(frozen=True, slots=True)
class _Parts:
    seal: Seal
    sealed: bytes | None
    """The file beside it; None where there is none."""
    lines: dict[str, OrganisationLine]
    """The public histories in that file; empty where it has none."""


@dataclass(frozen=True, slots=True)
class _Announced:
    house: str
    since: datetime
    ended: datetime | None


def verify_seal(data: bytes, name: str, sealed: bytes | None, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """The verdict on a seal; ``sealed`` is the file that lies beside it, None where there is none."""
    return verdict_on(
        "seal",
        name,
        lambda: _read(data, sealed, cards),
        lambda parts, lines: _judge(parts, lines, cards),
        lines=lambda parts: parts.lines,
        details=lambda parts: {
            "key": sha256_of(from_base64url(parts.seal.certificate)),
            "time": write_time(parts.seal.time),
        },
        cards=[],
        require_trust=require_trust,
    )


def _read(data: bytes, sealed: bytes | None, cards: Sequence[Card]) -> _Parts:
    seal = read_seal(data)
    lines = {} if sealed is None else _histories(sealed)
    merged, _about = with_cards(lines, [card for card in cards if card.organisation in lines])
    named = {card.organisation: card.line for card in cards} | merged
    return _Parts(seal, sealed, {house: line for house, line in named.items() if _announced(line, seal) is not None})


def _histories(sealed: bytes) -> dict[str, OrganisationLine]:
    """The public histories of the parties in a signed agreement; none in a file of another kind."""
    try:
        files = attached_files(read_pdf(sealed))
        return lines_of(Proof.read(files[PROOF]).organisations, Proof.refusal()) if PROOF in files else {}
    except DataPactError:
        return {}


def _announced(line: OrganisationLine, seal: Seal) -> _Announced | None:
    """When the house named the key of the seal, and when it ended it; None where it never did."""
    since: datetime | None = None
    for entry in line.entries:
        if entry.kind != "long_term_key":
            continue
        if since is not None:
            return _Announced(line.state.name, since, entry.time)
        if entry.body["certificate"] == seal.certificate:
            since = entry.time
    return None if since is None else _Announced(line.state.name, since, None)


def _judge(parts: _Parts, lines: Lines, cards: Sequence[Card]) -> Iterator[ReportLine]:
    seal = parts.seal
    if not holds(seal):
        yield against(NO_SEAL)
        return
    if parts.sealed is None:
        yield Finding("indeterminate", Message(NO_FILE))
    elif not fits_file(seal, parts.sealed):
        yield against(OTHER_FILE)
        return
    yield from identities(lines, cards)
    found = [one for one in (_announced(line, seal) for line in lines.values()) if one is not None]
    if not found:
        yield Finding("indeterminate", Message(NOBODYS))
    for one in found:
        if one.ended is not None and seal.time > one.ended:
            yield Finding("indeterminate", Message(ENDED, {"house": one.house, "day": _day(one.ended)}))
        words: dict[str, Argument] = {"house": one.house, "day": _day(seal.time), "since": _day(one.since)}
        yield Finding("note", Message(SEALED, words))


def _day(moment: datetime) -> OwnWords:
    return OwnWords(long_date(moment.date(), "en"), german=long_date(moment.date(), "de"))
