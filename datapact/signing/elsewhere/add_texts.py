"""The texts of contracts that were registered before texts were kept: read from their PDFs, and kept beside them for the search.

Each gets one more record with the same facts and files, and the text behind them, by the member who asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.steps.signed_elsewhere import FileToKeep
from datapact.base.progress import Progress, silent
from datapact.base.texts import N_, Message, counted
from datapact.contract.terms.references import has_withheld
from datapact.signing.elsewhere.words import PDF, with_texts
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import SignedElsewhere
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

READING = N_("Reading the texts of registered contracts")


@dataclass(frozen=True, slots=True)
class Texts:
    """What reading the texts came to; numbers as the list shows them."""

    added: tuple[str, ...]
    """Contracts that the search finds by their words now."""
    without: tuple[str, ...]
    """Contracts whose PDFs have no text, such as scans, or cannot be read."""


def lacking_texts(acting: Acting) -> tuple[str, ...]:
    """History ids of registered contracts with a PDF beside which no text is kept, by number."""
    with acting.vault.read() as session:
        known = session.exec(
            select(AgreementRow.id).where(AgreementRow.evidence != "").order_by(col(AgreementRow.number))
        ).all()
        return tuple(history for history in known if _lacking(load_state(session, history)))


def add_texts(acting: Acting, progress: Progress = silent) -> Texts:
    """Read the text of each PDF that has none beside it, and record it; each contract by itself, so it can be stopped.

    Raises Locked for a member who may not register contracts.
    """
    wanted = lacking_texts(acting)
    added: list[str] = []
    without: list[str] = []
    for place, history in enumerate(wanted):
        progress(READING, place, len(wanted))
        with acting.vault.read() as session:
            folded = load_state(session, history)
            pdfs = _pdfs(session, folded)
        texts = [file for file in with_texts(pdfs) if file.media == TEXT]
        number = _number(folded)
        if texts and _record(acting, history, folded, texts):
            added.append(number)
        else:
            without.append(number)
    progress(READING, len(wanted), len(wanted))
    return Texts(tuple(added), tuple(without))


def texts_lines(found: Texts) -> list[Message]:
    """What it came to, for people."""
    lines = [
        counted(
            "The search finds {n} contract by its words now.",
            "The search finds {n} contracts by their words now.",
            len(found.added),
        )
    ]
    if found.without:
        words = N_("Without a text, such as scans: {numbers}.")
        lines.append(Message(words, {"numbers": ", ".join(found.without)}))
    return lines


def _record(acting: Acting, history: str, read: AgreementState, texts: list[FileToKeep]) -> bool:
    """Record the texts behind the files; False where somebody corrected the record meanwhile."""
    with acting.vault.write() as session:
        folded = load_state(session, history)
        record, seen = folded.signed_elsewhere, read.signed_elsewhere
        if record is None or seen is None or record.digest != seen.digest:
            return False
        files = [{"digest": file.digest, "name": file.name, "media": file.media} for file in record.files]
        files += [
            {"digest": entries.put_attachment(session, file.data, file.media), "name": file.name, "media": file.media}
            for file in texts
        ]
        body: dict[str, Any] = {
            "state": record.state,
            "evidence": record.evidence,
            "signed_on": record.signed_on,
            "reference": record.reference,
            "files": files,
            "signatures": [dict(one) for one in record.signatures],
            "remarks": record.remarks,
        }
        append(acting, session, history, "signed_elsewhere", body, folded)
    return True


def _lacking(folded: AgreementState) -> bool:
    """Whether a contract that was registered, not drafted here, has a PDF without a text beside it, and its record can be repeated."""
    record = folded.signed_elsewhere
    if record is None or not isinstance(record.state, Mapping) or record.state.get("clauses") or not _is_whole(record):
        return False
    names = {file.name for file in record.files if file.media == TEXT}
    return any(file.media == PDF and f"{file.name}.txt" not in names for file in record.files)


def _is_whole(record: SignedElsewhere) -> bool:
    """Whether this copy has every part of the record, so that it can be written again."""
    parts = (record.reference, record.remarks, *(file.name for file in record.files))
    return (
        isinstance(record.state, Mapping)
        and not has_withheld(record.state)
        and all(isinstance(one, str) for one in parts)
    )


def _pdfs(session: Session, folded: AgreementState) -> list[FileToKeep]:
    """The PDFs without a text beside them that are in this vault."""
    record = folded.signed_elsewhere
    files = record.files if record is not None else ()
    names = {file.name for file in files if file.media == TEXT}
    found = []
    for file in files:
        stored = entries.attachment(session, file.digest) if file.media == PDF else None
        if stored is not None and f"{file.name}.txt" not in names:
            found.append(FileToKeep(str(file.name), file.media, stored[1]))
    return found


def _number(folded: AgreementState) -> str:
    record = folded.signed_elsewhere
    state = record.state if record is not None else None
    return str(state.get("number", "")) if isinstance(state, Mapping) else ""
