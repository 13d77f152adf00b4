"""docs/verify-without-datapact.md, run as it stands: its commands accept the good file and notice tampering."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from datapact.pdf.agreement.input import DocumentInput
from tests.audit.frozen import make, signed_agreement

PAGE = Path(__file__).parents[2] / "docs" / "verify-without-datapact.md"

pytestmark = [pytest.mark.judge(name) for name in ("pdfsig", "qpdf", "mutool", "openssl", "basenc")]


def run_page(folder: Path, pdf: bytes, cards: Mapping[str, bytes] | None = None) -> subprocess.CompletedProcess[str]:
    """All steps of the page from top to bottom, in one shell that stops at the first failure."""
    for name, data in {"agreement.pdf": pdf, **(cards or {})}.items():
        (folder / name).write_bytes(data)
    script = ""
    page = PAGE.read_text(encoding="utf-8")
    for language, name, text in re.findall(r"^```(sh|python)(?: (\S+))?\n(.*?)^```$", page, re.M | re.S):
        if language == "python":
            (folder / name).write_text(text, encoding="utf-8")
        elif not name:  # the others are of other files, see test_exports_by_hand.py
            script += text
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def run_script(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_the_page_accepts_a_signed_agreement(tmp_path: Path) -> None:
    case = signed_agreement()
    done = run_page(tmp_path, case.pdf, {"keller.dpcard": case.keller.card(), "ipd.dpcard": case.institute.card()})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "WRONG" not in done.stdout
    assert done.stdout.count("holds this key as of") == 3
    assert "Every party accepted DP-2026-0001" in done.stdout
    assert done.stdout.count("Non Repudiation") >= 3
    assert done.stderr.count("CMS Verification successful") == 3


@pytest.mark.parametrize("tail", [b"more", b"\n%%EOF\n"])
def test_the_page_notices_bytes_behind_the_end(tail: bytes, tmp_path: Path) -> None:
    assert run_page(tmp_path, signed_agreement().pdf + tail).returncode != 0


def test_no_command_of_the_page_takes_a_digest_for_an_option() -> None:
    """One digest in 64 begins with a hyphen."""
    assert re.findall(r'grep +"\$.*', PAGE.read_text("utf-8")) == []


def added(pdf: bytes, number: int, body: bytes) -> bytes:
    """The file with one object written anew behind the last signature, as an editor does it."""
    size, prev = re.findall(rb"/Size (\d+)", pdf)[-1], re.findall(rb"startxref\s+(\d+)", pdf)[-1]
    root = re.findall(rb"/Root (\d+ \d+ R)", pdf)[-1]
    place = len(pdf)
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"\x01" + place.to_bytes(4, "big") + b"\x01" + len(pdf).to_bytes(4, "big")
    head = b"/Type /XRef /W [1 4 0] /Index [%d 1 %s 1] /Root %s /Prev %s" % (number, size, root, prev)
    stream = b"<< %s /Size %d /Length 10 >> stream\n%s\nendstream" % (head, int(size) + 1, table)
    return pdf + b"%s 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, stream, len(pdf))


def test_the_page_notices_a_page_that_was_changed_between_two_signatures(tmp_path: Path) -> None:
    """changes.py alone, as a signer could have signed what was added."""
    run_page(tmp_path, signed_agreement().pdf)
    revision = (tmp_path / "revision2.pdf").read_bytes()
    listed = subprocess.run(
        ["qpdf", "--show-pages", "revision2.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    number = int(re.findall(r"page 1: (\d+) 0 R", listed.stdout)[0])
    (tmp_path / "revision3.pdf").write_bytes(added(revision, number, b"<< /Type /Page /MediaBox [0 0 1 1] >>"))
    done = run_script(tmp_path, "changes.py", "revision2.pdf", "revision3.pdf")
    assert done.returncode == 1
    assert f"object {number} 0 R was changed and is no signature field" in done.stderr


def test_a_place_of_a_person_is_named_by_its_script(tmp_path: Path) -> None:
    """Step 6; steps 2 and 7 stop at an empty place, as the page says."""
    case = make(persons=(2,), order=(0, 1))
    run_page(tmp_path, case.pdf)
    for name, data in case.document.attachments.items():
        (tmp_path / name).write_bytes(data)
    done = run_script(tmp_path, "proof.py")
    assert done.returncode == 0, done.stderr
    assert "To sign in a copy of its own: signature-3 Prof. Dr. Lena Hofmann" in done.stdout
    told = json.loads((tmp_path / "proof.json").read_text("utf-8"))
    told["signatories"][2]["certificate"] = told["signatories"][0]["certificate"]
    (tmp_path / "proof.json").write_text(json.dumps(told), "utf-8")
    assert "a place of a person with a key" in run_script(tmp_path, "proof.py").stderr


def test_its_scripts_say_themselves_that_something_stands_behind_the_last_signature(tmp_path: Path) -> None:
    """Whoever skips step 1, or reads on after it: no script says OK of a file of which it read only the signed part."""
    pdf = signed_agreement().pdf
    run_page(tmp_path, pdf)
    revisions = [f"revision{number}.pdf" for number in range(4)]
    for words in (["changes.py", *revisions], ["words.py", revisions[-1]]):
        assert run_script(tmp_path, *words).returncode == 0
    (tmp_path / "agreement.pdf").write_bytes(added(pdf, 1, b"<< /Type /Page /MediaBox [0 0 1 1] >>"))
    for words in (["changes.py", *revisions], ["words.py", revisions[-1]]):
        done = run_script(tmp_path, *words)
        assert done.returncode == 1
        assert "bytes stand behind the last signature" in done.stderr


def test_the_page_notices_pages_that_say_something_else(tmp_path: Path) -> None:
    def other(document: DocumentInput) -> DocumentInput:
        state = json.loads(json.dumps(document.state))
        state["clauses"][0]["paragraphs"][0]["text"]["de"] = [{"text": "Alles ist erlaubt."}]
        return replace(document, state=state)

    done = run_page(tmp_path, make(change_document=other).pdf)
    assert done.returncode != 0
    assert "the pages say something else" in done.stderr


def test_the_page_notices_a_card_of_the_same_name_and_another_identity(tmp_path: Path) -> None:
    done = run_page(tmp_path, signed_agreement().pdf, {"keller.dpcard": make().keller.card()})
    assert done.returncode != 0
    assert "this card is of no party" in done.stderr


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
    assert "WRONG: the first page shows this digest" in done.stdout
    done = run_script(tmp_path, "proof.py")
    assert done.returncode == 1
    assert "another text was frozen" in done.stderr


def test_a_script_that_stops_says_in_a_sentence_what_to_do(tmp_path: Path) -> None:
    """The shell of the page, which wraps its scripts; no line of Python's own."""
    shell = next(text for text in re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.S) if "python3()" in text)
    said = {
        "assert False, 'another text was frozen'": "WRONG: another text was frozen. Do not rely on this file",
        "import joserfc_that_is_not_there": "STOPPED: a package is missing",
        "open('proof.json')": "STOPPED: a file is missing",
        "{}['entries']": "WRONG: the files are not as this script expects",
    }
    for script, sentence in said.items():
        (tmp_path / "one.py").write_text(script, "utf-8")
        done = subprocess.run(
            ["bash", "-c", f"{shell}\npython3 one.py"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (1, 1, False)
        assert done.stderr.startswith(sentence)


def test_the_page_notices_the_wrong_order(tmp_path: Path) -> None:
    assert run_page(tmp_path, make(order=(1, 0, 2)).pdf).returncode != 0


def test_the_page_notices_a_colleague_in_somebodys_place(tmp_path: Path) -> None:
    def colleague(case: object, number: int) -> tuple[object, str]:
        house = case.institute if number == 2 else case.keller  # type: ignore[attr-defined]
        return house, "lena-hofmann" if number == 2 else "anna-keller"

    assert run_page(tmp_path, make(signer=colleague).pdf).returncode != 0  # type: ignore[arg-type]
