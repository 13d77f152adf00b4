"""The second part of docs/verify-without-datapact.md, run as it stands: decisions, dossiers, bags, samples, proofs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from datapact.audit.engagements.sampling import draw
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.verify.verify import verify_file
from datapact.consent.records.batch import inclusion_proof, place_of, write_proof
from datapact.organisation.acting.own_profile import write_card
from tests.audit import test_bag, test_decision_file
from tests.audit.outside import Outsider, outsider, stranger_is_alone

__all__ = ["outsider"]
case = test_decision_file.case
bag_case = test_bag.case
pytestmark = [
    *(pytest.mark.judge(name) for name in ("pdfsig", "openssl", "basenc")),
    pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning"),
]


def test_a_stranger_has_nothing_of_datapact_and_no_network(outsider: Outsider, tmp_path: Path) -> None:
    assert stranger_is_alone(outsider, tmp_path)


def test_a_decision(case: test_decision_file.Case, outsider: Outsider, tmp_path: Path) -> None:
    (tmp_path / "decision.pdf").write_bytes(case.pdf)
    done = outsider.follow(tmp_path, "decision")
    assert done.returncode == 0, done.stderr
    assert "OK: signed by Anna Keller" in done.stdout
    assert "2 yes" in done.stdout
    assert "partial: 2 of 6 people, as the signed answer says" in done.stdout
    changed = bytearray(case.pdf)
    changed[len(changed) // 2] ^= 1
    (tmp_path / "decision.pdf").write_bytes(bytes(changed))
    assert outsider.follow(tmp_path, "decision").returncode != 0


def test_a_dossier(bag_case: test_bag.Case, outsider: Outsider, tmp_path: Path) -> None:
    made = build_dossier(bag_case.acting, bag_case.agreements[0], audience="internal")
    (tmp_path / "dossier.pdf").write_bytes(made.pdf)
    done = outsider.follow(tmp_path, "dossier")
    assert done.returncode == 0, done.stderr
    assert f"Every entry is signed by a member of its organisation: {made.entries + made.records}" in done.stdout
    file = json.loads((tmp_path / "dossier.json").read_text())
    jws = file["entries"][0]["jws"]
    file["entries"][0]["jws"] = jws[:-10] + ("A" * 10)
    (tmp_path / "dossier.json").write_text(json.dumps(file))
    stopped = outsider.run(tmp_path, "python3", "entries.py")
    assert stopped.returncode != 0
    assert (stopped.stderr.count("\n"), stopped.stderr[:5]) == (1, "WRONG"), stopped.stderr


def test_a_bag(bag_case: test_bag.Case, outsider: Outsider, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "export.zip").write_bytes(bag_case.export.data)
    done = outsider.follow(folder, "bag")
    assert done.returncode == 0, done.stderr
    assert "lists these files and no others" in done.stdout
    numbers = outsider.follow(folder, "counts")
    assert "OK: the numbers of the index" in numbers.stdout, numbers.stderr

    def change(data: Path) -> None:
        (data / "more.txt").write_text("more")

    other = tmp_path / "other"
    other.mkdir()
    (other / "export.zip").write_bytes(test_bag.made_whole(bag_case.export.data, tmp_path / "x", change))
    assert outsider.follow(other, "bag").returncode != 0


def test_a_sample(outsider: Outsider, tmp_path: Path) -> None:
    items = [f"item {number}" for number in range(40)]
    (tmp_path / "population.txt").write_text("".join(f"{one}\n" for one in sorted(items)))
    done = outsider.follow(tmp_path, "sample")
    digest, *found = done.stdout.splitlines()
    sample = draw(items, 5, "7")
    assert (digest, tuple(found)) == (sample.digest, sample.items)


def test_a_consent(case: test_decision_file.Case, outsider: Outsider, tmp_path: Path) -> None:
    with case.acting.vault.read() as session:
        found = session.connection().exec_driver_sql("SELECT event_id FROM consent_event WHERE event_id LIKE 'p-3-%'")
        proof = write_proof(session, inclusion_proof(session, *place_of(session, str(found.scalars().first()))))
    data = json.dumps(proof).encode()
    card = write_card(case.acting)
    (tmp_path / "proof.json").write_bytes(data)
    (tmp_path / "organisation.dpcard").write_bytes(card)
    done = outsider.follow(tmp_path, "consent")
    assert done.returncode == 0, done.stderr
    assert "'state': 'withdrawn'" in done.stdout
    assert "by Anna Keller" in done.stdout
    assert verify_file(data, "proof.json").verdict == "indeterminate"
    verdict = verify_file(data, "proof.json", cards=[card])
    assert (verdict.kind, verdict.verdict) == ("consent_row", "valid")
    wrong = {**proof, "index": proof["index"] + 1}
    (tmp_path / "proof.json").write_text(json.dumps(wrong))
    assert outsider.follow(tmp_path, "consent").returncode != 0
    assert verify_file(json.dumps(wrong).encode(), "proof.json", cards=[card]).verdict == "invalid"
