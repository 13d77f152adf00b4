"""Each level of a real contract, by judges of other hands: PDF/A-3a and PDF/UA-1 stay, and pdfsig and OpenSSL agree on integrity."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.clock import utc_now
from datapact.signing.archive.complete import complete
from datapact.signing.authorities.level import LEVELS
from datapact.signing.pades.inspect import inspect_signatures
from datapact.signing.pades.revisions import open_pdf
from tests.signing.tsa import Animated
from tests.tools.verapdf import complaints

SIGNED = Path(__file__).parents[1] / "corpus" / "files" / "signed.pdf"


@pytest.fixture(scope="module")
def levels(zeitwerk: Animated, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The signed contract of the corpus at each level, one completed from the one before."""
    folder = tmp_path_factory.mktemp("levels")
    pdf, made = SIGNED.read_bytes(), {}
    for level in LEVELS:
        done = complete(pdf, level, [zeitwerk.authority()], utc_now, [])
        assert (done.level, done.missing) == (level, ())
        assert done.pdf.startswith(pdf)
        pdf = done.pdf
        made[level] = folder / f"{level}.pdf"
        made[level].write_bytes(pdf)
    assert len({path.read_bytes() for path in made.values()}) == len(LEVELS)
    return made


@pytest.mark.judge("verapdf")
def test_every_level_stays_archival_and_accessible(levels: dict[str, Path]) -> None:
    assert complaints(levels.values()) == ""


@pytest.mark.judge("pdfsig", "openssl")
@pytest.mark.parametrize("level", LEVELS)
def test_pdfsig_and_openssl_agree_on_integrity(
    levels: dict[str, Path], zeitwerk: Animated, tmp_path: Path, level: str
) -> None:
    whole = levels[level].read_bytes()
    count = len(inspect_signatures(whole, roots=[]).signatures)
    assert by_pdfsig(levels[level]) == by_openssl(whole, tmp_path) == [True] * count
    assert by_openssl_ts(whole, zeitwerk, tmp_path)
    # one byte of the text changed: both deny every signature that covers it
    base = open_pdf(whole).revisions[0].end
    changed = bytearray(whole)
    place = changed.index(b"stream", base // 2) + 40
    assert place < base
    changed[place] ^= 1
    (tmp_path / "changed.pdf").write_bytes(changed)
    assert by_pdfsig(tmp_path / "changed.pdf") == by_openssl(bytes(changed), tmp_path, whole) == [False] * count


def by_pdfsig(file: Path) -> list[bool]:
    """Of each signature of a person whether pdfsig finds it in order."""
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    parts = re.split(r"^Signature #\d+:", told, flags=re.M)[1:]
    return ["Signature is Valid" in one for one in parts if "Field Name: timestamp-" not in one]


def by_openssl(pdf: bytes, folder: Path, places: bytes = b"") -> list[bool]:
    """Of each signature whether OpenSSL finds that its CMS fits the bytes around it; ``places``: the file that says where they are."""
    found = []
    for one in open_pdf(places or pdf).reader.embedded_regular_signatures:
        _start, before, after, rest = (int(place) for place in one.byte_range)
        (folder / "sig").write_bytes(one.pkcs7_content)
        (folder / "data").write_bytes(pdf[:before] + pdf[after : after + rest])
        command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", "sig"]
        done = subprocess.run(
            [*command, "-content", "data", "-out", "out"], cwd=folder, capture_output=True, text=True, check=False
        )
        found.append(done.returncode == 0)
    return found


def by_openssl_ts(pdf: bytes, zeitwerk: Animated, folder: Path) -> bool:
    """Whether OpenSSL finds every timestamp over the document in order, by its authority."""
    root, token, data = (folder / name for name in ("root.pem", "token", "data"))
    root.write_bytes(zeitwerk.root.public_bytes(Encoding.PEM))
    for one in open_pdf(pdf).reader.embedded_timestamp_signatures:
        _start, before, after, rest = (int(place) for place in one.byte_range)
        token.write_bytes(one.pkcs7_content)
        data.write_bytes(pdf[:before] + pdf[after : after + rest])
        command = ["openssl", "ts", "-verify", "-data", data, "-in", token, "-token_in", "-CAfile", root]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if "Verification: OK" not in done.stdout + done.stderr:
            return False
    return True
