"""The check of a whole vault: storage, every signature and fold, and every projected row against a fresh one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.progress import Progress
from datapact.base.texts import Message, _
from datapact.consent.proof.run import EVERYTHING, prove
from datapact.vault.folder.check import check_storage

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def check_whole_vault(acting: Acting, progress: Progress) -> list[Message]:
    """Problems found, none in a sound vault.

    Pages, database, checkpoint and digests first; then the proof of every row (consent/proof): entries under their
    authors' keys, every fold, records, agreements, partners, consents, deliveries and recalls against what was signed.
    """
    problems = check_storage(acting.vault, progress)
    with acting.vault.read() as session:
        proof = prove(acting, session, EVERYTHING, lambda done, total: progress(_("rows"), done, total))
    known = {str(one) for one in problems}
    return [*problems, *(one.message for one in proof.unproven if str(one.message) not in known)]
