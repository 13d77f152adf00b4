"""The result of a verification: a verdict, its reasons in words, the signatures and confirmed identities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from datapact.audit.formats.copies_at_hand import CopyAtHand
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError, NewerFormat
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Argument, Message

if TYPE_CHECKING:
    from datapact.signing.ades.judgement import JudgedPdf
    from datapact.signing.pades.signature import SignatureVerdict

type Kind = Literal[
    "pdf",
    "bundle",
    "card",
    "directory",
    "library",
    "dossier",
    "decision",
    "bag",
    "consent_row",
    "consent_receipt",
    "record",
    "sealed_copy",
    "seal",
    "exported",
]
type Trust = Literal["declared", "confirmed"]
type Weight = Literal["invalid", "indeterminate", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a verification: a reason against, a reason for doubt, or a note."""

    weight: Weight
    """Only ``note`` leaves the verdict as it is."""
    message: Message
    """What is missing and what to do."""


def against(text: str, **arguments: Argument) -> Finding:
    """A reason against; ``text`` is a message id."""
    return Finding("invalid", Message(text, arguments))


@dataclass(frozen=True, slots=True)
class Identity:
    """A party: its own name for itself, and whether a card that the reader trusts confirms its identity."""

    organisation: str
    """Id, thumbprint of its founding identity key."""
    name: str
    """As its history has it."""
    trust: Trust
    """``confirmed`` only by a card that the reader trusts."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One expected signature, in signing order. ``time`` is the signer's claim; None where nobody signed."""

    slot: str
    """``id`` of the slot in the freeze, name of the field in the PDF."""
    person: str
    """Name as the freeze has it."""
    capacity: str
    """Code of the power to sign."""
    party: str
    """Key of the party within the agreement."""
    organisation: str
    """Id of the party's organisation."""
    verdict: SignatureVerdict
    """Of this signature alone; ``invalid`` also where nobody signed."""
    reasons: tuple[Message, ...]
    """Against it or for doubt; empty for a valid one."""
    signer: str = ""
    """Name in the certificate; empty where nobody signed."""
    time: datetime | None = None
    level: str = ""
    """Such as ``PAdES B-B`` or ``CMS``; empty where nobody signed."""
    covers: str = ""
    """How much of the file it is over; empty where nobody signed."""
    proven: datetime | None = None
    """Since when a timestamp proves it, UTC; None: none does on which this computer relies."""
    proven_by: str = ""
    """The authority of that timestamp; empty without one."""
    proven_until: datetime | None = None
    """Until when that can be proven, UTC; None where nothing proves it."""


ASK_TO_REGISTER = Message(N_("Signed? No. Is it to be registered?"))
"""The sentence on a PDF that nobody signed, instead of a verdict: there is nothing to judge, and one thing to ask."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one file; ``details`` are visible facts of its kind (number, recipients ...)."""

    kind: Kind
    """What kind of file it is; ``exported`` is known only by its digest."""
    name: str
    """Of the file, as the caller gave it."""
    verdict: SignatureVerdict
    """``valid``, ``indeterminate`` or ``invalid``."""
    reasons: tuple[Message, ...]
    """Against it first, then for doubt; empty for a valid one."""
    notes: tuple[Message, ...] = ()
    """What may be said besides, in the order it was found."""
    signatures: tuple[SignatureLine, ...] = ()
    """Those of the parties, not of the exporter; empty for most kinds."""
    identities: tuple[Identity, ...] = ()
    """Organisations in the file."""
    details: JsonObject | None = None
    other: JudgedPdf | None = None
    """What is known of a PDF that another program made; None for files of ours."""
    receipted: tuple[tuple[str, str], ...] = ()
    """Of a dossier that is not invalid: slots with the digest of the PDF that another party had before any revocation."""

    copies: tuple[tuple[str, CopyAtHand], ...] = ()
    """Of a dossier that is not invalid: places that parties filled in copies of their own, with what shows it."""

    @property
    def nobody_signed(self) -> bool:
        """Whether all that is open of another program's PDF is that no person or organisation signed it."""
        other = self.other
        return self.verdict == "indeterminate" and other is not None and not other.signed and not other.taken_out

    def to_json(self) -> JsonObject:
        """The machine form; texts in both languages."""
        result: JsonObject = {
            "kind": self.kind,
            "name": self.name,
            "verdict": self.verdict,
            "reasons": [_both(one) for one in self.reasons],
            "notes": [_both(one) for one in self.notes],
            "signatures": [_signature(one) for one in self.signatures],
            "identities": [
                {"organisation": one.organisation, "name": one.name, "identity": one.trust} for one in self.identities
            ],
        }
        if self.details is not None:
            result["details"] = self.details
        if self.other is not None:
            result["other"] = self.other.to_json()
        return result


def conclude(
    kind: Kind,
    name: str,
    findings: Iterable[Finding],
    *,
    signatures: tuple[SignatureLine, ...] = (),
    identities: tuple[Identity, ...] = (),
    details: JsonObject | None = None,
) -> Verdict:
    """The verdict that follows from the findings: one reason against makes it invalid, one doubt indeterminate."""
    kept: list[Finding] = []
    for finding in findings:
        if finding not in kept:
            kept.append(finding)
    weights = {finding.weight for finding in kept}
    verdict: SignatureVerdict = "valid"
    if "invalid" in weights:
        verdict = "invalid"
    elif "indeterminate" in weights:
        verdict = "indeterminate"
    return Verdict(
        kind,
        name,
        verdict,
        tuple(one.message for weight in ("invalid", "indeterminate") for one in kept if one.weight == weight),
        tuple(one.message for one in kept if one.weight == "note"),
        signatures,
        identities,
        details,
    )


def doubted(verdict: Verdict, doubt: Message) -> Verdict:
    """The verdict with one more doubt: indeterminate at most."""
    weighed: SignatureVerdict = "invalid" if verdict.verdict == "invalid" else "indeterminate"
    return replace(verdict, verdict=weighed, reasons=(*verdict.reasons, doubt))


def refused(error: DataPactError) -> Finding:
    """The finding for a reader's error: a newer format cannot be judged, anything else is invalid."""
    return Finding("indeterminate" if isinstance(error, NewerFormat) else "invalid", error.message)


def _both(message: Message) -> JsonValue:
    return dict(message.both().items())


def _signature(line: SignatureLine) -> JsonValue:
    return {
        "slot": line.slot,
        "person": line.person,
        "capacity": line.capacity,
        "party": line.party,
        "organisation": line.organisation,
        "verdict": line.verdict,
        "reasons": [_both(one) for one in line.reasons],
        "signer": line.signer,
        "time": None if line.time is None else write_time(line.time),
        "level": line.level,
        "covers": line.covers,
        "proven_time": None if line.proven is None else write_time(line.proven),
        "proven_by": line.proven_by,
        "proven_until": None if line.proven_until is None else write_time(line.proven_until),
    }
