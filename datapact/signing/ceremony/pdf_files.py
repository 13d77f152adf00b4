"""The PDFs of an agreement: its revisions by digest, each made by one signature, and the present text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import known_text
from datapact.base.errors import AnswerNo, DataPactError
from datapact.base.texts import N_
from datapact.base.worker_process import run_apart
from datapact.signing.ceremony.rendition import frozen_input
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class RevisionFile:
    """A signed PDF. ``size`` in bytes is 0 where the file has not arrived here; ``place`` counts signatures from 1."""

    digest: str
    """SHA-256 of the PDF after the signature, base64url."""
    place: int
    places: int
    """Number of slots."""
    person: str
    """Name of who signed."""
    party: str
    """Name of the party; empty for an unknown slot."""
    time: datetime
    """The signer's claim, UTC."""
    size: int


def revision_files(acting: Acting, history: str) -> tuple[RevisionFile, ...]:
    """The revisions in the order of signing; empty before the first signature."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.freeze is None or not folded.in_common_pdf:
            return ()
        names = {slot.id: slot.party_name for slot in frozen_input(session, folded).slots}
        found = []
        for place, signed in enumerate(folded.in_common_pdf, start=1):
            held = entries.attachment(session, signed.revision_to)
            found.append(
                RevisionFile(
                    digest=signed.revision_to,
                    place=place,
                    places=len(folded.freeze.slots),
                    person=known_text(signed.person),
                    party=names.get(signed.slot, ""),
                    time=signed.time,
                    size=len(held[1]) if held is not None else 0,
                )
            )
    return tuple(found)


def revision_pdf(acting: Acting, digest: str) -> bytes:
    """The bytes of one revision; raises AnswerNo when it has not arrived."""
    with acting.vault.read() as session:
        held = entries.attachment(session, digest)
    if held is None:
        raise AnswerNo(N_("The signed PDF has not arrived yet. Ask the partner to send again with everything."))
    return held[1]


def for_screen(pdf: bytes) -> bytes:
    """A copy for the screen, in which signatures made so far are drawn into the pages; the file itself where that fails."""
    try:
        copy: bytes = run_apart("datapact.signing.pades.flattened:flattened", pdf, size=len(pdf))
    except DataPactError:
        return pdf
    return copy
