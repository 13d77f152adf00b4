"""Files of one consent: the proof that it stands under a signed entry, and the signed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.strictjson import indented
from datapact.base.texts import N_
from datapact.consent.records import batch
from datapact.vault.database.entries import attachment

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class ProofFile:
    """The proof of one event, with its place among the ``count`` rows under an entry."""

    data: bytes
    """JSON in UTF-8, as it is written into a file."""
    entry: str
    """Digest of the signed entry."""
    index: int
    """Place of the event among the rows, from 0."""
    count: int
    root: str
    """Merkle root over the rows, base64url."""


def proof_file(acting: Acting, event_id: str) -> ProofFile:
    """The proof that an event stands under the root of a signed entry, for anybody to check; raises WrongUse."""
    with acting.vault.read() as session:
        entry, index = batch.place_of(session, event_id)
        proof = batch.inclusion_proof(session, entry, index)
        return ProofFile(
            indented(batch.write_proof(session, proof)).encode("utf-8"), entry, index, proof.size, proof.root
        )


def signed_form(acting: Acting, digest: str) -> bytes:
    """The signed form that is kept with an event, by its digest; raises AnswerNo where it was erased or is missing."""
    with acting.vault.read() as session:
        kept = attachment(session, digest)
    if kept is None:
        raise AnswerNo(N_("The signed form is not in this vault: only its digest was recorded, or it was erased."))
    return kept[1]


def kept_file(acting: Acting, digest: str) -> tuple[str, bytes]:
    """Media type and bytes of a file that a record names; raises AnswerNo where it is no longer here."""
    with acting.vault.read() as session:
        kept = attachment(session, digest)
    if kept is None:
        raise AnswerNo(N_("This file is not in this vault: it was erased, or only its digest came here."))
    return kept
