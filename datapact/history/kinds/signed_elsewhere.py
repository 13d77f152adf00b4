"""signed_elsewhere: a legal member records a contract that was signed on paper or in another service.

A later one corrects it: the newest counts. ``signatures`` is what signing/elsewhere.py found in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.history.elsewhere import SignedElsewhere
from datapact.history.kinds.file_list import files_of
from datapact.history.kinds.rule import LEGAL, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.signed_elsewhere import SIGNED_ELSEWHERE_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


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


SIGNED_ELSEWHERE_RULE = Rule(
    shape=SIGNED_ELSEWHERE_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
    allow=_allow,
    step=_step,
)
