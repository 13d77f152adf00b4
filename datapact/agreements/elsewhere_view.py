"""What people see of a contract signed elsewhere: the evidence, and what a program found in the signed file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datapact.history.disclosure import Withheld
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.agreement import AgreementState
    from datapact.history.facts import Text


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of the record; its bytes are the attachment with this digest."""

    digest: str
    name: str
    media: str


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """The newest record of a signing elsewhere; texts that were erased are empty. ``corrected`` counts earlier ones."""

    evidence: str
    signed_on: str
    reference: str
    files: tuple[FileView, ...]
    signatures: tuple[Mapping[str, Any], ...] = field(hash=False)
    remarks: str
    corrected: int


def elsewhere_view(folded: AgreementState) -> ElsewhereView | None:
    """The record of a contract signed elsewhere; None for an agreement that is signed here."""
    record = folded.signed_elsewhere
    if record is None:
        return None
    return ElsewhereView(
        evidence=record.evidence,
        signed_on=record.signed_on,
        reference=_text(record.reference),
        files=tuple(FileView(file.digest, _text(file.name), file.media) for file in record.files),
        signatures=record.signatures,
        remarks=_text(record.remarks),
        corrected=len(folded.elsewhere) - 1,
    )


def signature_lines(signatures: Sequence[Mapping[str, Any]]) -> Iterator[Message]:
    """A sentence for each signature that was found in the files, never more than was found."""
    for one in signatures:
        told = {"signer": str(one.get("signer", "")), "time": str(one.get("time", "")) or "–"}
        if one.get("intact") is True and one.get("verdict") != "invalid":
            yield Message(
                N_("Signature by {signer} ({time}): fits the file; who issued the certificate was not checked."), told
            )
        elif one.get("intact") is True:
            yield Message(N_("Signature by {signer} ({time}): fits what it covers, but the file raises doubts."), told)
        else:
            yield Message(N_("Signature by {signer} ({time}): does not fit the file."), told)


def _text(value: Text) -> str:
    return "" if isinstance(value, Withheld) else value
