"""The verifier in one file: what it says of sound, foreign and tampered PDFs, never better than ``datapact verify``."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pyhanko.sign.general import SigningError

from datapact.audit.formats.bag_archive import ROOT
from datapact.base.strictjson import canonical, to_base64url
from tests.audit.frozen import signed_agreement
from tests.audit.test_bag import archive_of
from tests.cli.desks import datapact
from tests.conftest import of_other_hands
from tests.signing import attacks
from tests.signing.samples import FIELDS, signed_contract
from tests.verifier.page import PAGE, PASSED, VERIFIER, driven, judged, keys, needs_the_page, node

pytestmark = needs_the_page


def test_the_page_is_what_its_source_gives(tmp_path: Path) -> None:
    node(VERIFIER / "build.mjs", tmp_path / "built.html")
    assert (tmp_path / "built.html").read_bytes() == PAGE.read_bytes(), "node resources/verifier/build.mjs writes it"
    guide = (VERIFIER.parents[1] / "docs" / "verify-without-datapact.md").read_text("utf-8")
    assert hashlib.sha256(PAGE.read_bytes()).hexdigest() in guide, "the build writes it there"


def test_the_page_can_ask_nobody() -> None:
    page = PAGE.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    for word in ("unsafe", "http:", "https:", "connect-src", "img-src"):
        assert word not in policy[1]
    source = "".join(path.read_text("utf-8") for path in (VERIFIER / "src").glob("*.js"))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|fetch\(|XMLHttpRequest", source
    )


def test_the_lock_file_names_no_index() -> None:
    lock = json.loads((VERIFIER / "package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all("integrity" in one and "resolved" not in one for one in packages.values())


def test_a_signed_agreement_is_unchanged_and_no_more_is_claimed(tmp_path: Path) -> None:
    case = signed_agreement()
    found = judged(tmp_path, {f"{place}.pdf": pdf for place, pdf in enumerate(case.revisions)})
    last = found[f"{len(case.revisions) - 1}.pdf"]
    assert last["verdict"] == "verdictProven"
    assert keys(last, "open") == {"declared", "openPages", "openQualified"}
    assert sum(one["key"] == "signer" for one in last["steps"]) == 3
    assert found["1.pdf"]["verdict"] == found["2.pdf"]["verdict"] == "verdictBad", "somebody has not signed"
    assert sum(one["key"] == "changedOk" for one in last["steps"]) == len(case.revisions) - 1
    assert found["0.pdf"]["verdict"] == "verdictNone"


def test_no_tampered_file_passes(tmp_path: Path) -> None:
    case = signed_agreement()
    corpus = Path(__file__).parents[1] / "corpus" / "files"
    some = list(attacks.CHANGES.items())[::4]
    files = {f"{name}.pdf": attacks.append_revision(case.pdf, attack) for name, attack in some}
    files["cut-off.pdf"] = case.pdf[: len(case.revisions[-2]) + 100]
    files |= {
        f"rewritten-{name}": _with_others(data)
        for name, data in (("agreement.pdf", case.pdf), ("answer.pdf", (corpus / "answer.pdf").read_bytes()))
    }
    found = judged(tmp_path, files)
    passed = [name for name, value in found.items() if value["verdict"] in PASSED]
    assert passed == []
    assert not any(keys(value, "good") | keys(value, "said") for value in found.values()), "no line looks like proof"


def _with_others(pdf: bytes) -> bytes:
    """The same with another attached file, and lists of digests adapted to it: all that a forger without a key can do."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        files = {name: opened.attachments[name].get_file().read_bytes() for name in opened.attachments}
        name = next(one for one in ("agreement.json", "subjects.csv") if one in files)
        changed = files[name].replace(b"Institut", b"Bundesbank").replace(b"yes", b"no")
        opened.attachments[name].get_file().obj.write(changed)
        if listing := files.get("decision.json"):
            told = json.loads(listing)
            for one in told["files"]:
                if one["name"] == name:
                    one["sha256"] = to_base64url(hashlib.sha256(changed).digest())
            opened.attachments["decision.json"].get_file().obj.write(canonical(told))
        written = BytesIO()
        opened.save(written, static_id=True)
    return written.getvalue()


def test_neither_bytes_nor_a_hostile_signatory_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROFILE", "ours")
    signed = signed_contract()
    files = {f"{name}.pdf": attack(signed) for name, attack in {**attacks.BYTES, **attacks.HOSTILE}.items()}
    files |= {f"behind-{name}.pdf": attacks.append_revision(signed.pdf, one) for name, one in attacks.CHANGES.items()}
    for name, change in {**attacks.CHANGES, **attacks.CHANGES_OF_AN_EMPTY_FIELD}.items():
        last = signed.signatories[2]
        with contextlib.suppress(SigningError):  # a change that fills the field itself
            files[f"signed-{name}.pdf"] = attacks.sign_with_more(signed.revisions[2], FIELDS[2], last, change)
    found = judged(tmp_path, {"sound.pdf": signed.pdf, **files})
    passed = {name for name, value in found.items() if value["verdict"] in PASSED}
    assert passed == {"sound.pdf"}


def test_pdfs_of_other_hands_are_never_called_wrong(tmp_path: Path) -> None:
    folder = of_other_hands("samples", "foreign-pdf")
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.pdf"))}
    for name, value in judged(tmp_path, files).items():
        assert value["verdict"] in (
            "verdictOther",
            "verdictNone",
            "verdictUnknown",
            "verdictBehind",
            "verdictUnclear",
        ), name
    found = judged(tmp_path, {f"changed-{name}": data[:900] + b"X" + data[901:] for name, data in files.items()})
    assert not [name for name, value in found.items() if value["verdict"] == "verdictGood"]


def test_what_is_no_pdf_is_said_in_a_sentence(tmp_path: Path) -> None:
    found = judged(tmp_path, {"a.pdf": b"", "b.pdf": b"%PDF-1.7\n%%EOF", "c.pdf": b"PK\x03\x04" + bytes(100)})
    assert {value["verdict"] for value in found.values()} <= {"verdictUnknown", "verdictBad", "verdictNone"}


@pytest.mark.in_turn(2)
@pytest.mark.parametrize(
    "browser", [pytest.param(one, marks=pytest.mark.judge(one)) for one in ("chromium", "firefox-esr")]
)
def test_a_browser_shows_it(tmp_path: Path, browser: str) -> None:
    """The built page, offline: files are chosen by script, since no hand holds them; its workers judge them."""
    case = signed_agreement()
    corpus = Path(__file__).parents[1] / "corpus" / "files"
    files = {
        "bag.zip": (corpus / "bag.zip").read_bytes(),
        "signed <b>.pdf": case.pdf,
        "keller.dpcard": case.keller.card(),
        "behind.pdf": case.pdf + b"%",
        "hostile.zip": archive_of((f"{ROOT}/../x", b"x")),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    said = driven(browser, PAGE, *(tmp_path / name for name in files))
    assert {one["name"]: one["verdict"] for one in said["shown"]} == {
        "signed <b>.pdf": "verdictProven",  # a name is text, never markup
        "keller.dpcard": "verdictCard",
        "behind.pdf": "verdictBad",
        "hostile.zip": "verdictBad",
        "bag.zip": "verdictOpen",  # the card beside it is of another house
    }
    assert (said["requests"], said["errors"]) == ([], [])
    assert said["progress"], "it says how far it is with the archive"
    (german,) = (one["text"] for one in said["shown"] if one["verdict"] == "verdictProven")
    assert "alle, die unterschreiben mussten" in german
    assert "Maschinenbau Keller GmbH: Die beigelegte Partnerkarte zeigt denselben Verlauf." in german
    assert "Institut für Produktionsdaten e. V. ist, sagt nur die Datei selbst" in german


def test_the_command_writes_the_page_and_says_its_digest(tmp_path: Path) -> None:
    said = datapact("verify", "--write-html", tmp_path / "v.html", "--json")
    assert said.code == 0
    assert (tmp_path / "v.html").read_bytes() == PAGE.read_bytes()
    assert said.result["sha256"] == hashlib.sha256(PAGE.read_bytes()).hexdigest()
    assert datapact("verify").code == 2
