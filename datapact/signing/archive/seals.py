"""Long-term seals of the archive: one for each signed PDF of each contract that all have signed, made once and kept in this vault.

They are no entries, and no party is told: whoever gets the PDF gets the seal beside it. What others signed, too, is sealed as it is kept:
a seal says only that the file lay before this house.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from datapact.base.errors import AnswerNo, Damaged, DataPactError, Locked, WrongUse
from datapact.base.files import read_whole
from datapact.base.strictjson import canonical, parse_object
from datapact.base.texts import N_, Message, _
from datapact.consent.proof.run import prove_contract
from datapact.organisation.acting.acting_member import reads_only
from datapact.organisation.acting.exported import write_exported
from datapact.signing.archive.seal import ENDING, LARGEST_SEAL, make_seal, read_seal
from datapact.signing.archive.seal_key import private_seal_key
from datapact.signing.archive.signed_pdfs import SignedPdf, signed_contract, signed_contracts
from datapact.signing.ceremony.export import export_pdf
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.base.progress import Progress
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MEDIA: Final = "application/pkcs7-signature"
_PREFIX: Final = "seal:"


@dataclass(frozen=True, slots=True)
class SealLine:
    """The result for one signed PDF, or for what a contract rests on instead."""

    agreement: str
    """History id."""
    number: str
    """Such as ``DP-2026-0001``."""
    new: bool
    """The seal was made in this round."""
    reason: Message | None = None
    """Why there is no seal; None where there is one."""
    file: str = ""
    """Name of the file where others signed it, too; empty for the PDF signed here."""
    left_out: bool = False
    """There is no signed PDF to seal, as the reason says."""


def kept_seal(session: Session, history: str, file: str) -> bytes | None:
    """The seal over the PDF with this digest (base64url SHA-256), as it was made here; None where none was."""
    for key in (_key(history), _key(history, file)):
        value = entries.get_meta(session, key)
        try:
            found = {} if value is None else parse_object(value.encode())
            kept = entries.attachment(session, str(found["seal"])) if found.get("file") == file else None
        except (Damaged, KeyError):  # made anew by the next round
            continue
        if kept is not None:
            return kept[1]
    return None


def seals_of(acting: Acting, history: str) -> tuple[tuple[bytes, bytes], ...]:
    """Each signed PDF and its seal, made now where none was; none where the house does not seal them."""
    try:
        with acting.vault.read() as session:
            pdfs = signed_contract(session, history).pdfs
    except AnswerNo:  # the signed PDF has not arrived
        return ()
    made = ((one.pdf, _seal(acting, history, one)) for one in pdfs)
    return tuple((pdf, seal) for pdf, seal in made if seal is not None)


def _seal(acting: Acting, history: str, one: SignedPdf) -> bytes | None:
    """The seal of a PDF, made now where none was; None where the house does not seal."""
    with acting.vault.read() as session:
        kept = kept_seal(session, history, one.digest)
    if kept is not None or reads_only(acting.member.roles):
        return kept
    with acting.vault.write() as session:
        keys = private_seal_key(session)
        if keys is None:
            return None
        made = make_seal(one.pdf, *keys, acting.clock())
        digest = entries.put_attachment(session, made, MEDIA)
        value = {"file": one.digest, "seal": digest}
        key = _key(history, one.digest if one.name else "")
        entries.set_meta(session, key, canonical(value).decode())
    return made


def _key(history: str, file: str = "") -> str:
    return f"{_PREFIX}{history}/{file}" if file else _PREFIX + history


def write_agreement(acting: Acting, history: str, path: Path, what: Message) -> tuple[Path, ...]:
    """Write the present PDF, and its seal beside it where the house seals; what was written. Both are recorded as exported.

    Raises WrongUse where a file that is no seal of ours has the seal's name, NotProven.
    """
    prove_contract(acting, history)
    pdf = export_pdf(acting, history)
    sealed = next((one for one in seals_of(acting, history) if one[0] == pdf), None)
    if sealed is None:
        write_exported(acting, path, pdf, what, private=False)
        return (path,)
    beside = path.with_name(path.name + ENDING)
    if beside.exists() and not _is_ours(beside, sealed[1]):
        raise WrongUse(
            N_("{file} is there already and holds another seal. Choose another name for the PDF."), file=beside.name
        )
    write_exported(acting, path, pdf, what, private=False)
    write_exported(acting, beside, sealed[1], Message(N_("Long-term seal")), private=False)
    return path, beside


def _is_ours(file: Path, seal: bytes) -> bool:
    """Whether a file is a seal by the same key as ``seal``, so that a new one may take its place."""
    try:
        return read_seal(read_whole(file, limit=LARGEST_SEAL)).certificate == read_seal(seal).certificate
    except DataPactError:
        return False


def seal_archive(acting: Acting, progress: Progress, *, only: Sequence[str] = ()) -> tuple[SealLine, ...]:
    """Seal every signed PDF (``only``: of these agreements), unless it is sealed already.

    Each is kept as soon as it is done. Raises AnswerNo where this vault has no key for seals.
    """
    with acting.vault.read() as session:
        if private_seal_key(session) is None:
            raise AnswerNo(
                N_(
                    "No key for long-term seals is in this vault. An administrator begins: datapact archive seal-key --begin."
                )
            )
        rows = signed_contracts(session, only)
    lines: list[SealLine] = []
    for done, (history, number) in enumerate(rows):
        progress(_("Agreements"), done, len(rows))
        lines += _sealed(acting, history, number)
    progress(_("Agreements"), len(rows), len(rows))
    return tuple(lines)


def _sealed(acting: Acting, history: str, number: str) -> Iterator[SealLine]:
    """A line for each file of a contract."""
    try:
        with acting.vault.read() as session:
            contract = signed_contract(session, history)
            known = {one.digest for one in contract.pdfs if kept_seal(session, history, one.digest) is not None}
        for one in contract.pdfs:
            _seal(acting, history, one)
            yield SealLine(history, number, new=one.digest not in known, file=one.name)
    except Locked:
        raise
    except DataPactError as error:
        yield SealLine(history, number, new=False, reason=error.message)
        return
    for left in contract.left_out:
        yield SealLine(history, number, new=False, reason=left.reason, file=left.name, left_out=True)


def seal_lines(lines: Sequence[SealLine]) -> list[str]:
    """The report for people, a file a line."""
    told = []
    for one in lines:
        said: Message | str = _("sealed") if one.new else _("was sealed before")
        if one.reason is not None:
            said = Message(N_("left out. {reason}"), {"reason": one.reason}) if one.left_out else one.reason
        told.append(f"{', '.join(filter(None, (one.number, one.file)))}: {said}")
    return told or [_("No agreement is signed by everybody.")]
