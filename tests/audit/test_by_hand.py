"""docs/verify-without-datapact.md, run as it stands: its commands accept the good file and notice tampering."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.frozen import make, signed_agreement

PAGE = Path(__file__).parents[2] / "docs" / "verify-without-datapact.md"

pytestmark = [pytest.mark.judge(name) for name in ("pdfsig", "qpdf", "mutool", "openssl", "basenc")]


def run_page(folder: Path, pdf: bytes) -> subprocess.CompletedProcess[str]:
    """All blocks of the page in one shell that stops at the first failure; those marked later after proof.py."""
    blocks = re.findall(r"^```(sh|sh later|sh last|python)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    (folder / "agreement.pdf").write_bytes(pdf)
    (folder / "proof.py").write_text(next(text for kind, text in blocks if kind == "python"), encoding="utf-8")
    script = "\n".join(text for wanted in ("sh", "sh later", "sh last") for kind, text in blocks if kind == wanted)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_page_accepts_a_signed_agreement(tmp_path: Path) -> None:
    done = run_page(tmp_path, signed_agreement().pdf)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "Every party accepted DP-2026-0001" in done.stdout
    assert done.stdout.count("Non Repudiation") >= 3
    assert done.stderr.count("CMS Verification successful") == 3


@pytest.mark.parametrize("tail", [b"more", b"\n%%EOF\n"])
def test_the_page_notices_bytes_behind_the_end(tail: bytes, tmp_path: Path) -> None:
    assert run_page(tmp_path, signed_agreement().pdf + tail).returncode != 0


def test_the_page_notices_a_dropped_signature(tmp_path: Path) -> None:
    assert run_page(tmp_path, signed_agreement().revisions[2]).returncode != 0


def test_the_page_notices_a_changed_byte(tmp_path: Path) -> None:
    pdf = bytearray(signed_agreement().pdf)
    pdf[len(signed_agreement().revisions[0]) // 2] ^= 1
    assert run_page(tmp_path, bytes(pdf)).returncode != 0


def test_the_page_notices_another_text(tmp_path: Path) -> None:
    other = make(attached=lambda agreement: agreement.replace(b"DP-2026-0001", b"DP-2026-0009"))
    done = run_page(tmp_path, other.pdf)
    assert done.returncode != 0
    assert "another text was frozen" in done.stderr


def test_the_page_notices_the_wrong_order(tmp_path: Path) -> None:
    assert run_page(tmp_path, make(order=(1, 0, 2)).pdf).returncode != 0


def test_the_page_notices_a_colleague_in_somebodys_place(tmp_path: Path) -> None:
    def colleague(case: object, number: int) -> tuple[object, str]:
        house = case.institute if number == 2 else case.keller  # type: ignore[attr-defined]
        return house, "lena-hofmann" if number == 2 else "anna-keller"

    assert run_page(tmp_path, make(signer=colleague).pdf).returncode != 0  # type: ignore[arg-type]
