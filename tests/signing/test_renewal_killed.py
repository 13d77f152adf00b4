"""A round over the archive is killed in the middle: what was done stays, nothing is half done, the next round goes on."""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from datapact.base.progress import silent
from datapact.obligations.due.signature_proofs import proof_records
from datapact.signing.archive import renew
from datapact.signing.archive.complete import Completed
from datapact.signing.archive.renew import RenewalReport, renew_archive
from datapact.signing.archive.signed_pdfs import SignedContract, SignedPdf
from datapact.vault.database import entries
from datapact.vault.folder.check import check_storage
from datapact.vault.folder.open_vault import OpenVault
from tests.vault.making import NOW, Made, make_vault
from tests.warm import Child

PROOF = b" and proofs"
HISTORIES = ("urn:a", "urn:b", "urn:c")


def one_round(folder: Path, patch: pytest.MonkeyPatch) -> RenewalReport:
    """A round over three agreements whose files and authority are played; what is kept, and how, is that of the program."""

    def contract(_session: object, history: str) -> SignedContract:
        return SignedContract((SignedPdf(f"of {history}", history.encode()),))

    def complete(pdf: bytes, level: str, *_rest: object, renew: bool = False) -> Completed:
        if level == "B-B":  # only looked at
            return Completed(pdf, "B-LTA" if PROOF in pdf else "B-B", None)
        return Completed(pdf + PROOF, "B-LTA", NOW + timedelta(days=1000), "RSA 4096")

    patch.setattr(renew, "signed_contract", contract)
    patch.setattr(renew, "_roots", lambda *_given: [])
    patch.setattr(renew, "complete", complete)
    patch.setattr(renew, "authorities", lambda: ["one"])
    patch.setattr(renew, "signed_contracts", lambda *_given: [(one, f"DP-{one[-1]}") for one in HISTORIES])
    with Made(folder, "").open() as vault:
        return renew_archive(SimpleNamespace(vault=vault, clock=lambda: NOW), silent, wanted="B-LTA")  # type: ignore[arg-type]


def killed_at(folder: str, step: str) -> None:
    """A round whose process is gone at the second agreement: before it is written, or between its writes."""
    patch = pytest.MonkeyPatch()
    keep, done = getattr(renew, step), list[int]()

    def kept(*given: object) -> None:
        if done:
            if step == "keep_proof_record":
                keep(*given)
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(1)
        keep(*given)

    patch.setattr(renew, step, kept)
    one_round(Path(folder), patch)


def records(vault: OpenVault) -> dict[str, tuple[str, datetime | None]]:
    with vault.read() as session:
        return {
            history: (entries.attachment(session, one.completed)[1].decode(), one.until)  # type: ignore[index]
            for history, one in proof_records(session)
        }


@pytest.mark.kill
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a matter of POSIX")
@pytest.mark.parametrize("step", ["_keep", "keep_proof_record"])
def test_the_next_round_goes_on_where_one_was_killed(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_vault(tmp_path / "a.datapact")
    assert Child(killed_at, str(made.folder), step).end() == -signal.SIGKILL
    with made.open() as vault:
        assert check_storage(vault) == []
        assert [*records(vault)] == ["urn:a"]  # the first is whole, of the second nothing
    report = one_round(made.folder, monkeypatch)
    assert [one.outcome for one in report.lines] == ["nothing_due", "renewed", "renewed"]
    assert report.whole
    with made.open() as vault:
        assert {history: told for history, (told, _until) in records(vault).items()} == {
            one: f"{one} and proofs" for one in HISTORIES
        }
