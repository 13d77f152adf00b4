"""Files made against the verifier in one page: what they hide, what they claim, and what would hang it."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, NameObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from datapact.base.clock import utc_now
from datapact.signing.archive.complete import complete
from tests.audit.frozen import signed_agreement
from tests.signing.attacks import append_revision
from tests.signing.samples import signed_contract
from tests.signing.test_completion import TAMPERING
from tests.signing.tsa import Animated
from tests.verifier import hostile
from tests.verifier.page import judged, keys, needs_the_page, node

pytestmark = needs_the_page


def test_tables_that_show_other_objects_are_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is signed by the last signatory, so that only the tables tell."""
    monkeypatch.setenv("PROFILE", "ours")
    signed = signed_contract()
    last = signed.signatories[2]
    files = {"sound.pdf": hostile.signed_over(signed.pdf, last)}
    files |= {f"{name}.pdf": hostile.signed_over(change(signed.pdf), last) for name, change in hostile.TABLES.items()}
    found = judged(tmp_path, files)
    assert found.pop("sound.pdf")["verdict"] == "verdictGood"
    assert {name: value["verdict"] for name, value in found.items()} == dict.fromkeys(found, "verdictBad")
    assert not [name for name, value in found.items() if "unsound" in keys(value, "bad")], "the signatures are sound"


def _drop_attachments(writer: IncrementalPdfFileWriter) -> None:
    del writer.root[pdf_name("/Names")]
    writer.root[pdf_name("/Pages")] = writer.root.raw_get("/Pages")
    writer.update_root()


def _drop_form(writer: IncrementalPdfFileWriter) -> None:
    writer.root[pdf_name("/AcroForm")] = writer.add_object(ArrayObject([NameObject("/None")]))
    writer.update_root()


def test_who_takes_the_attachments_out_gets_no_better_word(tmp_path: Path) -> None:
    """A PDF that was ours before somebody appended to it is still held to what DataPact signs."""
    case = signed_agreement()
    found = judged(
        tmp_path,
        {
            "stripped.pdf": append_revision(case.pdf, _drop_attachments),
            "no-form.pdf": append_revision(case.pdf, _drop_form),
        },
    )
    assert found["stripped.pdf"]["verdict"] == "verdictBad"
    assert found["no-form.pdf"]["verdict"] == "verdictNone"


def test_a_text_that_readers_see_differently_is_not_proven(tmp_path: Path) -> None:
    signed = signed_contract()
    state, proof = ("agreement.json", b'{"number":"1","title":{"de":"A"}}'), ("proof.json", b"{}")
    other = ("agreement.json", b'{"number":"2","title":{"de":"B"}}')
    twice = ("agreement.json", b'{"number":"1","number":"2"}')
    cases = {"one": [state, proof], "two": [state, other, proof], "twice": [twice, proof]}
    files = {
        f"{name}.pdf": hostile.signed_once(hostile.with_attachments(signed.revisions[0], listed), signed)
        for name, listed in cases.items()
    }
    found = judged(tmp_path, files)
    assert "proofForm" in keys(found["one.pdf"], "bad")
    assert "title2" in keys(found["one.pdf"], "void"), "what is wrong elsewhere leaves nothing that looks proven"
    assert "pagesDiffer" in keys(found["one.pdf"], "open"), "a text without words is on no page"
    assert found["two.pdf"]["verdict"] == found["twice.pdf"]["verdict"] == "verdictBad"
    assert not any("title2" in keys(found[name], "void") for name in ("two.pdf", "twice.pdf"))
    assert not any(keys(value, "good") for value in found.values())


def test_what_would_hang_or_fill_the_page_is_not_judged(tmp_path: Path) -> None:
    signed = signed_contract()
    deep = b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
    bomb = hostile.with_attachments(signed.revisions[0], [("agreement.json", bytes(20 << 20)), ("proof.json", b"{}")])
    files = {
        "objects.pdf": hostile.object_bomb(80 << 20),
        "attachment.pdf": hostile.signed_once(bomb, signed),
        "cyclic.pdf": hostile.cyclic(100),
        "deep.pdf": deep,
        "digits.pdf": b"%PDF-1.7\n" + b"1" * (3 << 20),
        "encrypted.pdf": hostile.encrypted(signed.pdf),
    }
    verdicts = {name: value["verdict"] for name, value in judged(tmp_path, files).items()}
    assert verdicts == dict.fromkeys(files, "verdictUnknown") | {"cyclic.pdf": "verdictNone"}


@pytest.mark.journey
def test_honest_proofs_are_never_wrong_and_nothing_else_passes_for_them(
    tmp_path: Path, zeitwerk: Animated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROFILE", "ours")
    signed = signed_contract()
    files, known = {}, [zeitwerk.authority()]
    for level in ("B-LT", "B-LTA"):
        files[f"{level}.pdf"] = complete(signed.pdf, level, known, utc_now, signed.roots).pdf
    lasting = files["B-LTA.pdf"]
    files["renewed.pdf"] = complete(lasting, "B-LTA", known, utc_now, signed.roots, renew=True).pdf
    tampered = {f"{name}.pdf": append_revision(lasting, tamper) for name, tamper in TAMPERING.items()}
    found = judged(tmp_path, {**files, **tampered})
    for name in files:
        assert found[name]["verdict"] == "verdictUnknown", name
        assert keys(found[name], "bad") == set(), name
        assert "changedProofs" in keys(found[name], "good"), name
    assert not [name for name in tampered if found[name]["verdict"] != "verdictBad"]


def test_what_no_signature_covers_has_one_form_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes of the CMS object beside what is signed: names of algorithms, lengths, the case of its digits."""
    monkeypatch.setenv("PROFILE", "ours")
    pdf = signed_contract().pdf
    start = pdf.rindex(b"/Contents <") + 11
    files = {"sound.pdf": pdf}
    for name, was, now in (
        ("kind", b"2a864886f70d010702", b"2a864886f70d010703"),
        ("content", b"2a864886f70d010701", b"2a864886f70d010703"),
        ("algorithm", b"2a8648ce3d040302", b"2a8648ce3d040303"),
        ("case", b"2a864886f70d010702", b"2A864886f70d010702"),
    ):
        hole = pdf[start : pdf.index(b">", start)]
        lower = hole.lower()
        place = lower.rindex(was) if name == "algorithm" else lower.index(was)
        upper = hole != lower
        put = now.swapcase() if upper else now
        if name != "case" and upper:
            put = now.upper()
        files[f"{name}.pdf"] = pdf[: start + place] + put + pdf[start + place + len(was) :]
    found = {name: value["verdict"] for name, value in judged(tmp_path, files).items()}
    assert found.pop("sound.pdf") == "verdictGood"
    assert found == dict.fromkeys(found, "verdictBad")


def test_streams_are_inflated_as_others_do_or_refused(tmp_path: Path) -> None:
    """Sound ones of any kind; changed and cut-off ones only where zlib takes them, too."""
    random, cases = Random(7), []
    for number in range(60):
        text = bytes(random.choices(b"abcdefgh \n" if number % 2 else range(256), k=random.randrange(3000)))
        raw = number % 3 == 0
        packer = zlib.compressobj(number % 10, zlib.DEFLATED, -15 if raw else 15, 8, number % 5)
        packed = packer.compress(text) + packer.flush()
        place = random.randrange(len(packed))
        for data in (
            packed,
            packed[:place],
            packed + b"x",
            packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :],
        ):
            reader = zlib.decompressobj(-15 if raw else 15)
            try:
                out = reader.decompress(data) + reader.flush()
                is_whole = reader.eof and not reader.unused_data
            except zlib.error:
                is_whole = False
            cases.append([data.hex(), raw, hashlib.sha256(out).hexdigest() if is_whole else ""])
    (tmp_path / "cases.json").write_text(json.dumps(cases), "utf-8")
    (tmp_path / "said.mjs").write_text(
        f'import {{ inflate }} from "{Path(__file__).parents[2] / "resources/verifier/src/inflate.js"}";'
        'import { createHash } from "node:crypto"; import { readFileSync } from "node:fs";'
        f'const cases = JSON.parse(readFileSync("{tmp_path / "cases.json"}", "utf8"));'
        'const said = ([hex, raw]) => { try { return createHash("sha256").update(inflate(new Uint8Array(Buffer.from(hex, "hex")), 1e6, raw, () => { throw new Error(); })).digest("hex"); } catch { return ""; } };'
        "console.log(JSON.stringify(cases.map(said)));",
        "utf-8",
    )
    assert json.loads(node(tmp_path / "said.mjs")) == [one[2] for one in cases]


def test_what_is_read_quickly_is_what_others_read() -> None:
    """Base64url as Node has it, one spelling only; names, texts and numbers of a PDF as pdf-lib has them, odd ones too."""
    node(Path(__file__).with_name("quick.mjs"), date.today().toordinal())


def test_words_of_a_file_turn_and_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "said.mjs").write_text(
        f'import {{ say }} from "{Path(__file__).parents[2] / "resources/verifier/src/words.js"}";'
        'process.stdout.write(say("en", "range", { field: "a\\u202eb\\u0000{field}$&<b>" }));',
        "utf-8",
    )
    said = node(tmp_path / "said.mjs")
    assert "a\ufffdb\ufffd{field}$&<b>" in said


def test_a_table_alone_is_not_called_tampered_with(tmp_path: Path) -> None:
    """A register as XLSX is a ZIP, and no archive of ours: nothing is proven of it, and nothing is wrong."""
    whole = BytesIO()
    with ZipFile(whole, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", "<workbook/>")
    found = judged(tmp_path, {"register.xlsx": whole.getvalue()})["register.xlsx"]
    assert (found["verdict"], keys(found, "open"), keys(found, "bad")) == ("verdictNone", {"officeFile"}, set())
