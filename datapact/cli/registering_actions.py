"""What registering contracts signed elsewhere does and prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from datapact.agreements import elsewhere as records
from datapact.agreements.elsewhere_view import signature_lines
from datapact.agreements.evidence import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.listing import find_agreement
from datapact.cli.agreement_actions import LARGEST_ANSWERS, on_agreement
from datapact.cli.output import emit
from datapact.cli.session import acting
from datapact.errors import WrongUse
from datapact.files import read_whole
from datapact.history.kinds.ended_elsewhere import GROUNDS
from datapact.signing import elsewhere
from datapact.signing.revisions import LARGEST_PDF
from datapact.texts import N_, _


def evidence_class(given: str) -> EvidenceClass:
    """The class that was named; raises WrongUse for one that does not exist."""
    if given not in ELSEWHERE:
        raise WrongUse(
            N_("There is no class of evidence {name}. Classes: {names}."), name=given, names=", ".join(ELSEWHERE)
        )
    return given


def register_one(
    answers: Path,
    evidence: str,
    files: Sequence[Path],
    signed_on: date | None,
    reference: str,
    remarks: str,
    corrects: str,
) -> None:
    kind = evidence_class(evidence)
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    attached = [(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with acting() as member:
        known = ""
        if corrects:
            with member.vault.read() as session:
                known = find_agreement(session, corrects)
        done = elsewhere.register(
            member,
            data,
            evidence=kind,
            signed_on=signed_on,
            files=attached,
            reference=reference,
            remarks=remarks,
            corrects=known,
        )
    result = {
        "agreement": done.history,
        "entry": done.entry.digest,
        "evidence": kind,
        "signatures": [dict(one) for one in done.signatures],
    }
    lines = [done.history, str(evidence_words(kind)), *map(str, signature_lines(done.signatures))]
    emit(result, lines)


def end_one(agreement: str, end: date | None, ground: str, reason: str, files: Sequence[Path]) -> None:
    if ground not in GROUNDS:
        raise WrongUse(N_("The ground is one of: {names}."), names=", ".join(GROUNDS))
    kept = [elsewhere.read_file(file.name, read_whole(file, limit=LARGEST_PDF)) for file in files]
    with on_agreement(agreement) as (member, history):
        entry = records.end_elsewhere(member, history, end, ground=ground, reason=reason, files=kept)
    emit({"agreement": history, "entry": entry.digest}, [_("The end of the contract is recorded.")])
