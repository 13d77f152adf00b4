"""Verifying an agreement whose places were filled by key, by another program and on paper: alone, beside each other, in a dossier."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapact.audit.exports.dossier import build_dossier
from datapact.audit.formats.copies_at_hand import CopyAtHand
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.sign import sign
from datapact.signing.returned.bring_back import bring_back, vouch
from tests.agreements.negotiated import PASSPHRASE, at_table, found_houses
from tests.cli.desks import datapact
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_own_copy import packet, signed_by
from tests.verifier.page import judged, keys, needs_the_page

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory):
    """Anna by another program, Martin by key, Sofia on paper; the common PDF, Anna's copy, and a dossier of Keller."""
    template, folder = tmp_path_factory.mktemp("houses"), tmp_path_factory.mktemp("table")
    found_houses(template, lambda: NOW)
    table = at_table(template, folder, lambda: NOW)
    table.freeze()
    with pytest.MonkeyPatch.context() as patch:
        copy = signed_by("Anna Keller", packet(table.anna, table.history), "signature-1", patch)
    bring_back(table.anna, table.history, "signiert.pdf", copy, remarks_read=True)
    sign(table.martin, table.history, PASSPHRASE)
    table.carry(table.martin, table.sofia)
    vouch(table.sofia, table.history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("scan.pdf", SCAN)])
    table.carry(table.sofia, table.anna)
    common = export_pdf(table.anna, table.history)
    dossier = build_dossier(table.anna, table.history, audience="internal").pdf
    here = verify_here(table.anna, common, "vertrag.pdf").verdict
    table.close()
    return table.history, common, copy, dossier, here


def by_slot(verdict) -> dict[str, str]:
    return {one.slot: one.verdict for one in verdict.signatures}


def test_the_common_pdf_alone_says_what_it_does_not_show(mixed) -> None:
    _history, common, _copy, _dossier, _here = mixed
    found = verify_file(common, "vertrag.pdf")
    assert by_slot(found) == {"signature-1": "indeterminate", "signature-2": "valid", "signature-3": "invalid"}
    assert "verify this file together with that copy" in str(found.signatures[0].reasons)
    assert found.verdict == "invalid"  # from this file alone, the last has not signed


def test_a_copy_alone_is_never_valid_and_no_damage(mixed) -> None:
    history, _common, copy, _dossier, _here = mixed
    found = verify_file(copy, "signiert.pdf")
    assert found.verdict == "indeterminate"
    assert found.details["agreement"] == history
    assert found.details["own_copy"] == ["signature-1"]
    assert any("signed with another program" in str(one) for one in found.reasons)
    assert found.other is not None
    assert found.other.signatures[0].intact
    broken = copy.replace(b"DataPact", b"DataPakt", 1)
    assert verify_file(broken, "signiert.pdf").verdict == "invalid"


def test_both_together_say_all(mixed) -> None:
    history, common, copy, _dossier, _here = mixed
    at_hand = {history: {"signature-1": CopyAtHand("pdf_signature", copy), "signature-3": CopyAtHand("paper_scan")}}
    found = verify_file(common, "vertrag.pdf", copies=at_hand)
    assert by_slot(found) == {"signature-1": "indeterminate", "signature-2": "valid", "signature-3": "indeterminate"}
    assert "another program" in str(found.signatures[0].reasons[0])
    assert found.signatures[0].signer == "Anna Keller"
    assert "no program can check a scan" in str(found.signatures[2].reasons[0])
    assert found.verdict == "indeterminate"
    other = {history: {"signature-1": CopyAtHand("pdf_signature", common)}}
    assert by_slot(verify_file(common, "vertrag.pdf", copies=other))["signature-1"] == "invalid"


def test_a_dossier_holds_the_copies_and_is_judged_by_them(mixed) -> None:
    _history, _common, copy, dossier, _here = mixed
    found = verify_file(dossier, "akte.pdf")
    assert by_slot(found) == {"signature-1": "indeterminate", "signature-2": "valid", "signature-3": "indeterminate"}
    assert found.verdict == "indeterminate", found.reasons
    assert dict(found.copies)["signature-1"].pdf == copy


def test_the_vault_knows_them(mixed) -> None:
    assert by_slot(mixed[4])["signature-1"] == "indeterminate"
    assert "another program" in str(mixed[4].signatures[0].reasons[0])


def test_the_command_takes_the_files_together(mixed, tmp_path: Path) -> None:
    (tmp_path / "vertrag.pdf").write_bytes(mixed[1])
    (tmp_path / "signiert.pdf").write_bytes(mixed[2])
    done = datapact("verify", tmp_path / "vertrag.pdf", tmp_path / "signiert.pdf", lang="en")
    assert done.code == 1
    assert "another program: “Anna Keller”, intact" in done.out


@needs_the_page
def test_the_page_in_a_browser_calls_none_of_it_wrong_and_none_proven(mixed, tmp_path: Path) -> None:
    _history, common, copy, dossier, _here = mixed
    found = judged(tmp_path, {"vertrag.pdf": common, "akte.pdf": dossier, "ausfertigung.pdf": copy})
    alone, whole, own = found["vertrag.pdf"], found["akte.pdf"], found["ausfertigung.pdf"]
    assert (alone["verdict"], keys(alone, "bad")) == ("verdictBad", {"notSigned"})  # Sofia, last and not in this file
    assert "notHere" in keys(alone, "open")  # Anna, before Martin's key
    assert (whole["verdict"], keys(whole, "bad")) == ("verdictOpen", set())  # its entries say where both signed
    assert (own["verdict"], "perhapsCopy" in keys(own, "open")) == ("verdictBad", True)
    told = verify_file(dossier, "akte.pdf").verdict
    assert told == "indeterminate"  # the page is never kinder


@pytest.mark.judge
def test_the_copy_by_hand(mixed, tmp_path: Path) -> None:
    """The steps of the page with tools of others, on an honest copy and on ones that are none."""
    _history, common, copy, _dossier, _here = mixed
    for tool in ("qpdf", "pdfsig", "pdftoppm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    page = (Path(__file__).parents[2] / "docs" / "verify-without-datapact.md").read_text("utf-8")
    steps = re.findall(r"^```sh copy\n(.*?)^```$", page, re.M | re.S)[0]

    def by_hand(name: str, one: bytes) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "agreement.pdf").write_bytes(common)
        (folder / "copy.pdf").write_bytes(one)
        return subprocess.run(["bash", "-c", steps], cwd=folder, capture_output=True, text=True, check=False)

    honest = by_hand("honest", copy)
    assert honest.returncode == 0, honest.stdout + honest.stderr
    assert "Anna Keller" in honest.stdout
    assert honest.stdout.count("Look at this page") <= 1
    flipped = bytearray(copy)
    flipped[len(copy) // 3] ^= 1
    assert "WRONG: the copy begins with the frozen file" in by_hand("flipped", bytes(flipped)).stdout
    later = bytearray(copy)
    later[copy.rindex(b"%%EOF") - 4] ^= 1
    assert by_hand("later", bytes(later)).returncode != 0
    assert "WRONG" in by_hand("unsigned", common[: common.index(b"%%EOF") + 6]).stdout
