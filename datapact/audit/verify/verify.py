"""Verify any proof that the program writes for others, without a vault and without a network.

Agreements are what most people verify: only what judges them is loaded with this module, all else once such a file comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.audit.formats.copies_at_hand import NO_COPIES, Copies
from datapact.audit.formats.dossier import MOST_FILES
from datapact.audit.verify.pdf import NO_HISTORY, Receipted, verify_pdf
from datapact.base.errors import DataPactError
from datapact.base.worker_process import loading
from datapact.organisation.identity.card import read_card
from datapact.pdf.reports.names import REPORTS
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import read_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.audit.formats.verdict import Verdict


def verify_file(
    data: bytes,
    name: str,
    *,
    cards: Sequence[bytes] = (),
    require_trust: bool = False,
    receipted: Receipted = NO_HISTORY,
    lists: Path | None = None,
    authorities: Sequence[bytes] = (),
    sealed: bytes | None = None,
    copies: Copies = NO_COPIES,
) -> Verdict:
    """Judge the content of a file; ``name`` is only shown, and tells a damaged file's kind from its ending.

    ``cards`` are partner cards whose fingerprints the caller has compared: they confirm identities. With
    ``require_trust`` an identity that is only declared leaves the verdict indeterminate. ``receipted`` are receipts
    that a vault or dossiers at hand show for signed PDFs. ``lists`` is a folder with trusted lists, asked about PDFs of
    other programs and about timestamps; None: none is asked. ``authorities`` are certificates (DER) of those for timestamps
    on which the caller relies. ``copies`` are what is at hand for places that are empty in a common PDF. ``sealed`` is the file that lies beside a long-term seal. Raises Malformed for a file that is none of ours, and what
    reading a trusted card raises.
    """
    trusted = [read_card(card) for card in cards]
    inside = _files_inside(data) if data.startswith(b"%PDF-") else frozenset()
    if isinstance(inside, DataPactError):
        return verify_pdf(
            data,
            name,
            cards=trusted,
            require_trust=require_trust,
            lists=lists,
            authorities=authorities,
            refusal=inside,
        )
    if not inside & REPORTS and (data.startswith(b"%PDF-") or name.lower().endswith(".pdf")):
        return verify_pdf(
            data,
            name,
            cards=trusted,
            require_trust=require_trust,
            receipted=receipted,
            lists=lists,
            authorities=authorities,
            copies=copies,
        )
    with loading():
        from datapact.audit.verify.other_kinds import verify_other_kind
    return verify_other_kind(
        data,
        name,
        inside,
        cards=trusted,
        require_trust=require_trust,
        lists=lists,
        authorities=authorities,
        sealed=sealed,
    )


def verify_folder(folder: Path, *, cards: Sequence[bytes] = (), require_trust: bool = False) -> Verdict:
    """Judge an unpacked export; raises Malformed for a folder that is none, and what a trusted card raises."""
    with loading():
        from datapact.audit.verify.other_kinds import verify_unpacked
    return verify_unpacked(folder, cards=[read_card(card) for card in cards], require_trust=require_trust)


def _files_inside(data: bytes) -> frozenset[str] | DataPactError:
    """Names of the files that a PDF carries, or why it cannot be read as one of ours."""
    try:
        return frozenset(attached_files(read_pdf(data), MOST_FILES + 1))
    except DataPactError as error:
        return error
