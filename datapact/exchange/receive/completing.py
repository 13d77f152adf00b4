"""Files of which only the end came: their beginning is the PDF before any signature, which is here or is drawn anew.

Drawing it is what judging a signature needs anyway; whatever its source, the whole file counts only if its digest fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from datapact.base.errors import DataPactError, MissingEntries
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_
from datapact.exchange.bundle.contents import Attachment, Beginning, Continued
from datapact.signing.ceremony.received_pdf import own_drawing
from datapact.signing.ceremony.rendition import frozen_input_by
from datapact.vault.database import entries as vault_store

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session


def complete(
    session: Session,
    files: Sequence[Continued],
    states: Iterable[AgreementState],
    known: Mapping[str, OrganisationLine],
    sender: str,
) -> list[Attachment]:
    """The whole files that the vault does not have yet, each held against its digest.

    ``states`` are those of the agreements in the bundle, with its entries; ``sender`` is named where a beginning is missing.
    Raises MissingEntries for that, Damaged where a file does not fit.
    """
    found: list[Attachment] = []
    states = tuple(states)
    for one in files:
        if all(vault_store.attachment(session, digest) is not None for digest in one.digests):
            continue
        concerned = [state for state in states if any(made.revision_to in one.digests for made in state.in_common_pdf)]
        beginning = _beginning(session, one.beginning, concerned, known)
        if beginning is None:
            raise MissingEntries(
                N_(
                    "The PDF as it was before the signatures in this file is not here, and this DataPact draws it otherwise. "
                    "Nothing was taken in. Ask {sender} to send the agreement again with everything."
                ),
                (one.beginning.digest,),
                sender=sender,
            )
        found += one.completed(beginning)
    return found


def _beginning(
    session: Session,
    wanted: Beginning,
    states: Iterable[AgreementState],
    known: Mapping[str, OrganisationLine],
) -> bytes | None:
    stored = vault_store.attachment(session, wanted.digest)
    if stored is not None:
        return stored[1]
    for state in states:
        for signed in state.in_common_pdf:
            stored = vault_store.attachment(session, signed.revision_to)
            if stored is not None and sha256_of(memoryview(stored[1])[: wanted.size]) == wanted.digest:
                return stored[1][: wanted.size]
        try:
            drawn = own_drawing(session, frozen_input_by(state, known))
        except DataPactError:  # no freeze, a layout that is not known here, a text that takes too long
            continue
        if sha256_of(drawn) == wanted.digest:
            return drawn
    return None
