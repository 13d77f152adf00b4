"""The proof of an export of many agreements, and the entries by which an outsider counts deliveries and consents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.audit.exports.bag_content import BagRequest, Selection, datasets_of
from datapact.audit.formats.bag import BagDossier
from datapact.audit.formats.record_counts import SHOWN_OF_BATCHES, CountedEntries
from datapact.consent.proof.house_records import house_entries
from datapact.consent.proof.in_file import RowsProven, in_file
from datapact.consent.proof.run import Rests
from datapact.consent.proof.unproven import Proof
from datapact.history.entries.entry import places_in, read_entry, without
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def rests_of(request: BagRequest, chosen: Selection) -> Rests:
    """The rows that an export rests on: with registers and tables every agreement, and the consents of its datasets."""
    if request.audience == "internal" and not request.withheld:
        datasets = datasets_of(chosen)
        return Rests(agreements=None, consents=datasets, lists=datasets)
    return Rests(agreements=frozenset(one.history for one in chosen.agreements))


def shown_proof(request: BagRequest, proof: Proof, dossiers: Sequence[BagDossier]) -> RowsProven:
    """The result for the index; a partner learns only of the entries of these agreements."""
    if request.audience == "partner":
        mine = {one.agreement for one in dossiers}
        rows = sum(one.entries for one in dossiers)
        proof = proof.of_agreements(mine, rows)
    return in_file(proof)


def count_entries(session: Session) -> CountedEntries:
    """The internal entries of the house without what they say, and the numbers that they give."""
    written = house_entries(session, own_line(session).id)
    batches = [entry for entry in written if entry.kind == "consent_batch"]
    shown = []
    for entry in batches:
        hidden = [digest for digest, path in places_in(entry).items() if path[0] not in SHOWN_OF_BATCHES]
        shown.append(without(entry, hidden, erased=False))
    kinds = [entry.kind for entry in written]
    return CountedEntries(
        deliveries=kinds.count("delivery"),
        recalls=kinds.count("recall"),
        recalls_received=kinds.count("recall_received"),
        consents=sum(int(entry.body["count"]) for entry in batches),
        chain=tuple(read_entry(entry.jws, ()) for entry in written),
        batches=tuple(shown),
    )
