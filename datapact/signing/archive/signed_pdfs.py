"""The signed PDFs of contracts in this vault: the common one, and those signed in other programs that are kept as evidence.

What is kept besides (a scan, a picture, a note where the original lies) carries no electronic signature; it is named, with the reason
why nothing is done with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.text.current_text import known_text
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Message
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import PDF, current_pdf
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import File, SignedElsewhere
    from datapact.vault.database.session import Session

_SIGNED: Final = text("SELECT id, number FROM agreement WHERE stage IN ('signed', 'terminated') ORDER BY number, id")
_NUMBER: Final = text("SELECT number FROM agreement WHERE id = :id")
_COPIES: Final = text("SELECT 1 FROM entry WHERE history = :id AND kind = 'counterpart_signed' LIMIT 1")
_RANGE: Final = b"/ByteRange"
"""Every signature in a PDF has one, outside whatever is packed: it names bytes of the file (ISO 32000-1, 12.8.1)."""

NOT_SIGNED: Final = Message(N_("It is not signed by everybody yet."))
NO_FILE: Final = Message(N_("Signed elsewhere, and no file of it is kept here."))
NO_SIGNATURE: Final = Message(N_("It carries no electronic signature: it counts by the word of whoever recorded it."))
NOT_HERE: Final = Message(N_("The file is not in this vault. Restore a backup that has it, or take it in again."))


@dataclass(frozen=True, slots=True)
class SignedPdf:
    """A PDF with signatures."""

    digest: str
    """SHA-256 (base64url) of what all parties have."""
    pdf: bytes = field(repr=False)
    """That file."""
    name: str = ""
    """Its name where others signed it, too; empty for the one whose signatures were all made here."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a contract rests on, and is no PDF with signatures."""

    reason: Message
    """Why."""
    name: str = ""
    """Name of the file; empty where there is none."""


@dataclass(frozen=True, slots=True)
class SignedContract:
    """The files of a contract."""

    pdfs: tuple[SignedPdf, ...] = ()
    """In the order of the record."""
    left_out: tuple[LeftOut, ...] = ()
    """Likewise."""


def signed_contracts(session: Session, only: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """History id and number of every contract that all have signed, here or elsewhere, by number; ``only``: these, signed or not."""
    connection = session.connection()
    if only:
        found = [(one, connection.execute(_NUMBER, {"id": one}).scalar()) for one in dict.fromkeys(only)]
        return tuple((one, str(number or "")) for one, number in found)
    return tuple((str(one[0]), str(one[1])) for one in connection.execute(_SIGNED))


def has_copies(session: Session, history: str) -> bool:
    """Whether a party of a text frozen here may have signed a copy of its own, whose proofs end on a day of their own."""
    return session.connection().execute(_COPIES, {"id": history}).first() is not None


def signed_contract(session: Session, history: str) -> SignedContract:
    """The signed PDFs of a contract; raises AnswerNo where the one signed here has not arrived."""
    folded = load_state(session, history)
    if folded.fully_signed and folded.freeze is not None:
        pdfs, left = signed_copies(session, folded)
        if folded.in_common_pdf:
            pdf = current_pdf(session, folded, frozen_input(session, folded))[0]
            pdfs = (SignedPdf(sha256_of(pdf), pdf), *pdfs)
        return SignedContract(pdfs, left)
    if folded.signed_elsewhere is None:
        return SignedContract(left_out=(LeftOut(NOT_SIGNED),))
    return kept_files(session, folded.signed_elsewhere)


def kept_files(session: Session, signed: SignedElsewhere) -> SignedContract:
    """The signed PDFs of a contract that was signed outside, by its record."""
    pdfs, left = _signed_pdfs(session, signed.files)
    return SignedContract(pdfs, left if signed.files else (LeftOut(NO_FILE),))


def signed_copies(session: Session, folded: AgreementState) -> tuple[tuple[SignedPdf, ...], tuple[LeftOut, ...]]:
    """The copies of their own that parties of a text frozen here signed, and why others are none."""
    copies = (one.own_copy for one in folded.own_copies.values())
    return _signed_pdfs(session, [file for copy in copies if copy is not None for file in copy.files])


def _signed_pdfs(session: Session, files: Sequence[File]) -> tuple[tuple[SignedPdf, ...], tuple[LeftOut, ...]]:
    pdfs: list[SignedPdf] = []
    left: list[LeftOut] = []
    for file in {one.digest: one for one in files if one.media != TEXT}.values():
        name = known_text(file.name)
        kept = entries.attachment(session, file.digest)
        if kept is None:
            left.append(LeftOut(NOT_HERE, name))
        elif file.media == PDF and _RANGE in kept[1]:
            pdfs.append(SignedPdf(file.digest, kept[1], name or "PDF"))
        else:
            left.append(LeftOut(NO_SIGNATURE, name))
    return tuple(pdfs), tuple(left)
