"""Long-term seals of the archive: one for each contract that all have signed in its PDF, made once and kept in this vault.

They are no entries, and no party is told: whoever gets the PDF gets the seal beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Locked, WrongUse
from datapact.base.files import read_whole
from datapact.base.strictjson import canonical, parse_object, sha256_of
from datapact.base.texts import N_, Message, _
from datapact.organisation.acting.acting_member import reads_only
from datapact.organisation.acting.exported import write_exported
from datapact.signing.archive.seal import ENDING, LARGEST_SEAL, make_seal, read_seal
from datapact.signing.archive.seal_key import private_seal_key
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import current_pdf
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.base.progress import Progress
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MEDIA: Final = "application/pkcs7-signature"
_PREFIX: Final = "seal:"
_SIGNED: Final = text("SELECT id, number FROM agreement WHERE stage IN ('signed', 'terminated') ORDER BY number, id")


@dataclass(frozen=True, slots=True)
class SealLine:
    """The result for one agreement."""

    agreement: str
    """History id."""
    number: str
    """Such as ``DP-2026-0001``."""
    new: bool
    """The seal was made in this round."""
    reason: Message | None = None
    """Why there is no seal; None where there is one."""


def kept_seal(session: Session, history: str, file: str) -> bytes | None:
    """The seal over the PDF with this digest (base64url SHA-256), as it was made here; None where none was."""
    value = entries.get_meta(session, _PREFIX + history)
    if value is None:
        return None
    try:
        found = parse_object(value.encode())
        kept = entries.attachment(session, str(found["seal"])) if found["file"] == file else None
    except (Damaged, KeyError):  # made anew by the next round
        return None
    return None if kept is None else kept[1]


def seal_of(acting: Acting, history: str) -> tuple[bytes, bytes] | None:
    """The signed PDF that all parties have, and its seal, made now where none was; None where the house does not seal it."""
    with acting.vault.read() as session:
        pdf = _final_pdf(session, history)
        kept = None if pdf is None else kept_seal(session, history, sha256_of(pdf))
    if pdf is None:
        return None
    if kept is not None:
        return pdf, kept
    if reads_only(acting.member.roles):
        return None
    with acting.vault.write() as session:
        keys = private_seal_key(session)
        if keys is None:
            return None
        made = make_seal(pdf, *keys, acting.clock())
        digest = entries.put_attachment(session, made, MEDIA)
        value = {"file": sha256_of(pdf), "seal": digest}
        entries.set_meta(session, _PREFIX + history, canonical(value).decode())
    return pdf, made


def write_agreement(acting: Acting, history: str, path: Path, what: Message) -> tuple[Path, ...]:
    """Write the present PDF, and its seal beside it where the house seals; what was written. Both are recorded as exported.

    Raises WrongUse where a file that is no seal of ours has the seal's name.
    """
    pdf = export_pdf(acting, history)
    sealed = seal_of(acting, history)
    if sealed is None or sealed[0] != pdf:
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
    """Seal every contract that all have signed in its PDF (``only``: these), unless it is sealed already.

    Each is kept as soon as it is done. Raises AnswerNo where this vault has no key for seals.
    """
    with acting.vault.read() as session:
        if private_seal_key(session) is None:
            raise AnswerNo(
                N_(
                    "No key for long-term seals is in this vault. An administrator begins: datapact archive seal-key --begin."
                )
            )
        rows = [(str(one[0]), str(one[1])) for one in session.connection().execute(_SIGNED)]
    rows = [one for one in rows if not only or one[0] in only]
    lines: list[SealLine] = []
    for done, (history, number) in enumerate(rows):
        progress(_("Agreements"), done, len(rows))
        line = _sealed(acting, history, number)
        if line is not None:
            lines.append(line)
    progress(_("Agreements"), len(rows), len(rows))
    return tuple(lines)


def _sealed(acting: Acting, history: str, number: str) -> SealLine | None:
    try:
        with acting.vault.read() as session:
            pdf = _final_pdf(session, history)
            known = pdf is not None and kept_seal(session, history, sha256_of(pdf)) is not None
        if pdf is None:
            return None
        seal_of(acting, history)
    except Locked:
        raise
    except DataPactError as error:
        return SealLine(history, number, new=False, reason=error.message)
    return SealLine(history, number, new=not known)


def _final_pdf(session: Session, history: str) -> bytes | None:
    """The PDF after the last signature; None where not all have signed in one."""
    folded = load_state(session, history)
    if not folded.fully_signed or folded.freeze is None or not folded.signed:
        return None
    return current_pdf(session, folded, frozen_input(session, folded))[0]


def seal_lines(lines: Sequence[SealLine]) -> list[str]:
    """The report for people, an agreement a line."""
    told = [
        f"{one.number}: {one.reason}"
        if one.reason is not None
        else f"{one.number}: {_('sealed') if one.new else _('was sealed before')}"
        for one in lines
    ]
    return told or [_("No agreement is signed by everybody.")]
