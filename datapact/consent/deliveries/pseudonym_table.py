"""The table of our pseudonyms and those of a recipient, made from proven rows; and forgetting the key behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.write_table import write_csv
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.terms.pseudonyms import OURS, forget_key, mapping_for, pseudonym_key, record_key
from datapact.organisation.partners.references import find_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def mapping_file(acting: Acting, dataset: str, to: str) -> tuple[bytes, int]:
    """The table of who is who at a recipient, as CSV for a trusted third party, and its number of people.

    A missing key is made. Raises NotProven (exit 4) where the people of the dataset or the key are not those that were written down:
    a table is one statement, so nothing of it can be released.
    """
    with acting.vault.write() as session:
        recipient = find_reference(session, to)
        proven_whole(acting, session, Rests(consents=frozenset({dataset}), keys=True))
        pseudonym_key(session, dataset, recipient, acting.clock)
        record_key(acting, session, dataset, recipient)
        rows = list(mapping_for(session, dataset, recipient))
    return write_csv(["subject", "sent_as"], rows), len(rows)


def forget_pseudonyms(acting: Acting, dataset: str, to: str = OURS) -> bool:
    """Delete the key of a dataset and recipient for good; False where there was none, and none was written down."""
    with acting.vault.write() as session:
        return forget_key(acting, session, dataset, OURS if to == OURS else find_reference(session, to))
