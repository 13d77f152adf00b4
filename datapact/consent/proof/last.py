"""The last proof of a vault's rows, for the windows: its moment and its outcome."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.base.clock import read_time, write_time
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.progress import CountProgress
from datapact.consent.proof.run import EVERYTHING, Rests, prove
from datapact.consent.proof.unproven import Proof
from datapact.vault.database.entries import get_meta, set_meta

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

log = logging.getLogger(__name__)

_QUICK, _WHOLE, _FAILED = "proof.quick", "proof.whole", "proof.failed"
QUICK = Rests()
"""Entries in order, records, partners, the rows of deliveries: what takes less than a second."""


@dataclass(frozen=True, slots=True)
class LastProof:
    """The last times that a proof ended well, and the last failure since every row fitted; None for never."""

    quick: datetime | None
    """UTC: entries, records, partners, deliveries."""
    whole: datetime | None
    """UTC: every row."""
    failed: datetime | None = None
    """UTC: rows did not fit, and not every row has been shown to fit since."""


def last_proof(session: Session) -> LastProof:
    """The noted result of the last proof; it is for people and proves nothing."""
    return LastProof(*(_moment(get_meta(session, key)) for key in (_QUICK, _WHOLE, _FAILED)))


def _moment(noted: str | None) -> datetime | None:
    try:
        return None if noted is None else read_time(noted)
    except DataPactError:
        return None


def prove_now(acting: Acting, *, whole: bool, progress: CountProgress = lambda _done, _all: None) -> Proof:
    """A proof for the windows, which is noted, unless others keep writing. What ``progress`` raises stops it."""
    with acting.vault.read() as session:
        proof = prove(acting, session, EVERYTHING if whole else QUICK, progress)
    note_proof(acting, proof, whole=whole)
    return proof


def note_proof(acting: Acting, proof: Proof, *, whole: bool) -> None:
    """Note how a proof ended: a failure stays until every row was shown to fit, also over the next unlocking."""
    moment = write_time(proof.at)
    try:
        with acting.vault.write(reader=True) as session:
            if proof.holds:
                set_meta(session, _WHOLE if whole else _QUICK, moment)
                if whole:
                    set_meta(session, _FAILED, None)
            else:
                set_meta(session, _FAILED, moment)
    except Surroundings as error:  # such as duties derived anew after a year: the proof holds, only its day is not kept
        log.info("a proof is not noted", exc_info=error)
