"""signed_elsewhere: a legal member records a contract that was signed on paper or in another service.

A later one corrects it: the newest counts. ``signatures`` is what signing/elsewhere.py found in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.history.disclosure import Path
from datapact.history.elsewhere import SignedElsewhere
from datapact.history.kinds.agreement_state import conceals_in_draft
from datapact.history.kinds.file_list import files, files_of
from datapact.history.kinds.kind import LEGAL, Kind, Names, shown
from datapact.history.kinds.members import anything, day, line, listed, one_of, optional, text
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

EVIDENCE = ("qualified_as_stated", "pdf_signature", "other_service", "paper_scan", "reference_only")
"""Classes of evidence, the strongest first; agreements/evidence.py has their words."""
MOST_SIGNATURES = 100


def _allow(ledger: Ledger, _entry: Entry) -> Message | None:
    if ledger.offers:
        return Message(N_("The agreement is negotiated in DataPact, so it is signed here, not elsewhere."))
    return None


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    signatures = body["signatures"]
    ledger.elsewhere.append(
        SignedElsewhere(
            digest=entry.digest,
            organisation=entry.organisation,
            author=entry.kid,
            time=entry.time,
            state=body["state"],
            evidence=body["evidence"],
            signed_on=body["signed_on"],
            reference=body["reference"],
            files=files_of(body["files"]),
            signatures=tuple(one for one in signatures if isinstance(one, Mapping))
            if isinstance(signatures, list)
            else (),
            remarks=body["remarks"],
        )
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{member} recorded a contract that was signed elsewhere."), {"member": shown(entry.kid, names)})


def _conceals(path: Path, value: object) -> bool:
    return conceals_in_draft(path, value) or (path[0] in ("files", "signatures") and len(path) == 2)


KIND = Kind(
    name="signed_elsewhere",
    stream="internal",
    roles=LEGAL,
    members={
        "state": anything,
        "evidence": one_of(*EVIDENCE),
        "signed_on": optional(day),
        "reference": line,
        "files": files,
        "signatures": listed(anything, most=MOST_SIGNATURES),
        "remarks": text,
    },
    sentence=_sentence,
    allow=_allow,
    step=_step,
    conceals=_conceals,
    essential=frozenset({"evidence", "signed_on"}),
)
