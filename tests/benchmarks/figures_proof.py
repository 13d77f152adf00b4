"""What it costs that exports are made from proven rows: whole processes with the proof against the same without it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from unittest import mock

from datapact.consent.facts.question import Question
from datapact.organisation.members.unlocking import unlock
from tests.benchmarks.measure import Figure
from tests.benchmarks.sharing_vault import NOW, PURPOSES, make

AIM = 1.3
PASSPHRASE = "vier Worte sind gut"
EXPORTS = ("list of people", "answer to a person", "table of pseudonyms", "register", "dossier", "archive")


def proven(records: int, rounds: int = 5) -> list[Figure]:
    """Each export as one command, with the proof against without, by turns; on about ``records`` consents."""
    people = 500
    agreements = max(1, records // (people * 20))
    with tempfile.TemporaryDirectory(prefix="datapact-benchmark-") as folder:
        made = make(Path(folder), agreements=agreements, people=people, cohort=5_000)
        large, partner = made.large, made.partner
        made.acting.close()
        return [_figure(name, Path(folder), large, partner, rounds) for name in EXPORTS]


def _figure(name: str, folder: Path, large: str, partner: str, rounds: int) -> Figure:
    with_proof, without = [], []
    for _round in range(rounds):
        with_proof.append(_process(name, folder, large, partner, proving=True))
        without.append(_process(name, folder, large, partner, proving=False))
    return Figure(f"proven: {name}, one command", median(with_proof), median(without), "s", AIM)


def _process(name: str, folder: Path, large: str, partner: str, *, proving: bool) -> float:
    """Seconds of processor time of a process that unlocks the vault and exports once."""
    wanted = f"from {__name__} import export; export({name!r}, {str(folder)!r}, {large!r}, {partner!r}, {proving})"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", wanted], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def export(name: str, folder: str, large: str, partner: str, proving: bool) -> None:
    """One export in this process; prints the processor time of the whole process."""
    from datapact.audit.exports.bag import build_bag
    from datapact.audit.exports.bag_content import BagRequest
    from datapact.audit.exports.dossier import build_dossier
    from datapact.audit.exports.people_list import people_list
    from datapact.consent.decision.may_share import may_share
    from datapact.consent.deliveries.pseudonym_table import mapping_file
    from datapact.consent.proof import run
    from datapact.consent.proof.unproven import Proof
    from datapact.pdf.letters.person_answer import answer_pdf, proven_answer
    from datapact.registers.registers import register

    nothing = mock.patch.object(run, "prove", return_value=Proof(NOW, 0))
    with unlock(Path(folder) / "keller.datapact", None, PASSPHRASE, lambda: NOW) as acting:
        if not proving:
            nothing.start()
        match name:
            case "list of people":
                people_list(acting, may_share(acting, Question(large, partner, PURPOSES[0], NOW)))
            case "answer to a person":
                answer_pdf(acting, proven_answer(acting, large, "P1"), "de")
            case "table of pseudonyms":
                mapping_file(acting, large, partner)
            case "register":
                register(acting, "agreements", leaves=True)
            case "dossier":
                with acting.vault.read() as session:
                    history = session.connection().exec_driver_sql("SELECT id FROM agreement LIMIT 1").scalar()
                build_dossier(acting, str(history), audience="internal")
            case _:
                build_bag(acting, BagRequest("internal"), workshop=Path(folder), processes=1)
    print(time.process_time())
