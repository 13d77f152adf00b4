"""What came back is a signature in our PDF only where it begins with our file, and only empty fields of ours were signed."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, append_signature_field
from pyhanko.sign.signers import pdf_signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

from datapact.base.errors import DataPactError
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.returned.judge import judge_returned
from datapact.signing.returned.judged import ReturnedPdf
from tests.depth import examples
from tests.signing.other_programs import signed_by_poppler
from tests.signing.samples import FIELDS, contract
from tests.signing.test_ades import another_signer, by_another_program

FIRST, SECOND, THIRD = FIELDS


@cache
def sent() -> bytes:
    return contract()


@cache
def came(field: str = FIRST) -> bytes:
    return by_another_program(sent(), field)


@cache
def both() -> bytes:
    return by_another_program(came(), SECOND)


def judged(pdf: bytes, head: bytes | None = None, empty: tuple[str, ...] = FIELDS) -> ReturnedPdf:
    return judge_returned(pdf, head or sent(), sent(), empty)


def fields(pdf: bytes, head: bytes | None = None, empty: tuple[str, ...] = FIELDS) -> list[str]:
    return [one.field for one in judged(pdf, head, empty).fields]


def refused(pdf: bytes, head: bytes | None = None, empty: tuple[str, ...] = FIELDS) -> str:
    found = judged(pdf, head, empty)
    assert found.came != "signed"
    assert not found.fields
    assert found.problem is not None
    return str(found.problem)


def test_our_file_with_one_or_two_fields_signed_fills_them() -> None:
    assert fields(came()) == [FIRST]
    assert fields(both()) == [FIRST, SECOND]
    first, second = judged(both()).fields
    assert first.after == second.before
    assert fields(both(), came(), (SECOND, THIRD)) == [SECOND]


def test_what_does_not_fill_a_field_says_why() -> None:
    assert "nobody has signed" in refused(sent())
    assert "older copy" in refused(came(SECOND), came(), (SECOND, THIRD))
    assert "filled already" in refused(came(), empty=(SECOND, THIRD))
    assert "locks the file" in refused(by_another_program(sent(), permits=MDPPerm.NO_CHANGES))
    assert fields(by_another_program(sent(), permits=MDPPerm.NO_CHANGES), empty=(FIRST,)) == [FIRST]  # the last to sign
    assert "SHA-1" in refused(by_another_program(sent(), digest="sha1"))


@pytest.mark.parametrize(
    ("lock", "locks"),
    [
        (FieldMDPSpec(FieldMDPAction.ALL), True),
        (FieldMDPSpec(FieldMDPAction.INCLUDE, [SECOND]), True),
        (FieldMDPSpec(FieldMDPAction.EXCLUDE, [FIRST]), True),
        (FieldMDPSpec(FieldMDPAction.INCLUDE, [FIRST]), False),
    ],
)
def test_a_signature_that_locks_places_of_others_fills_none(
    lock: FieldMDPSpec, locks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Acrobat offers it to whoever signs: the next signature would make the file invalid, of all who signed."""
    made = pdf_signer.SigMDPSetup
    with monkeypatch.context() as acrobat:
        acrobat.setattr(pdf_signer, "SigMDPSetup", lambda **given: made(**{**given, "field_lock": lock}))
        locked = by_another_program(sent(), FIRST)
    if locks:
        assert "locks the file" in refused(locked)
        assert [one.allowed for one in judge_pdf(by_another_program(locked, SECOND)).signatures] == [False, True]
    else:
        assert fields(locked) == [FIRST]
    assert fields(locked, empty=(FIRST,)) == [FIRST]  # the last to sign


def with_lock(pdf: bytes, field: str, *, indirect: bool, sign: bool = True) -> bytes:
    """A lock of the whole document in a field, and its signature: as Acrobat writes it where a signer ticks that."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    lock = generic.DictionaryObject({generic.pdf_name("/Action"): generic.pdf_name("/All")})
    lock[generic.pdf_name("/P")] = generic.NumberObject(1)
    (place,) = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == field)
    place[generic.pdf_name("/Lock")] = writer.add_object(lock) if indirect else lock
    writer.update_container(place)
    out = io.BytesIO()
    if sign:
        signers.sign_pdf(writer, PdfSignatureMetadata(field_name=field), signer=another_signer(), output=out)
    else:
        writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("indirect", [True, False])
def test_the_last_to_sign_may_lock_the_file(indirect: bool) -> None:
    """Nothing of what others signed was changed by it."""
    last = with_lock(both(), THIRD, indirect=indirect)
    assert [(one.change, one.allowed) for one in judge_pdf(last).signatures] == [("fields", True)] * 2 + [
        ("nothing", True)
    ]
    assert fields(last) == [*FIELDS]
    assert "locks the file" in refused(with_lock(sent(), FIRST, indirect=indirect))


def test_nobody_else_locks_a_place_or_takes_a_lock_back() -> None:
    unsigned = with_lock(came(), SECOND, indirect=True, sign=False)
    assert [one.change for one in judge_pdf(unsigned).signatures] == ["content"]
    again = with_lock(with_lock(sent(), SECOND, indirect=True, sign=False), SECOND, indirect=True)
    assert refused(again)
    before = with_lock(sent(), SECOND, indirect=False, sign=False)
    assert [
        one.change for one in judge_pdf(with_lock(by_another_program(before, FIRST), SECOND, indirect=True)).signatures
    ] == [
        "content",
        "nothing",
    ]


def rewritten(pdf: bytes, **how) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, **how)
    return out.getvalue()


def test_a_file_that_a_service_wrote_anew_is_none_however_it_was_signed() -> None:
    anew = by_another_program(rewritten(sent()), FIRST)
    assert "not the file that went out" in refused(anew)
    assert judged(anew).signatures[0].intact
    locked = rewritten(sent(), encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(DataPactError, match="password"):
        judged(locked)
    open_to_read = rewritten(sent(), encryption=pikepdf.Encryption(owner="o", user=""))
    assert "not the file that went out" in refused(open_to_read)


def changed(pdf: bytes, change) -> bytes:
    """A revision more, in which ``change`` did something to the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def other_action(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OpenAction"] = generic.DictionaryObject({generic.pdf_name("/S"): generic.pdf_name("/Named")})
    writer.update_root()


def own_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("Mine", box=(10, 10, 60, 40)))


def other_title(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.TextStringObject("Quittung")}))


def other_title_in_xmp(writer: IncrementalPdfFileWriter) -> None:
    old = writer.root["/Metadata"]
    words = bytes(old.data).replace(b"Vertrag", b"Quittung")
    writer.root["/Metadata"] = writer.add_object(
        generic.StreamObject({key: old.raw_get(key) for key in ("/Type", "/Subtype")}, stream_data=words)
    )
    writer.update_root()


def other_program(writer: IncrementalPdfFileWriter) -> None:
    information = writer.trailer["/Info"]
    information["/Producer"] = generic.TextStringObject("Another program")
    information["/ModDate"] = generic.TextStringObject("D:20261130090000Z")
    writer.update_container(information)


def test_a_program_that_signs_may_name_itself() -> None:
    assert fields(by_another_program(changed(sent(), other_program), FIRST)) == [FIRST]


@pytest.mark.parametrize("change", [other_page, other_action, own_field, other_title, other_title_in_xmp])
def test_a_change_before_the_signature_is_not_signing(change) -> None:
    before = by_another_program(changed(sent(), change), FIRST)
    assert before.startswith(sent())
    assert "more than its signature fields" in refused(before)
    assert "counts by your word" in refused(changed(came(), change))


def test_a_signature_in_a_field_of_its_own_is_not_ours() -> None:
    assert "a field of their own" in refused(by_another_program(changed(sent(), own_field), "Mine"))


def test_another_program_signs_our_field(tmp_path: Path) -> None:
    mutool = shutil.which("mutool")
    if mutool is None:
        pytest.skip("mutool is not installed")
    key = rsa.generate_private_key(65537, 3072)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Dr. Eva Stein")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "key.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"eva", key, made, None, BestAvailableEncryption(b"pw"))
    )
    (tmp_path / "sent.pdf").write_bytes(sent())
    with pikepdf.open(io.BytesIO(sent())) as opened:
        number = next(str(one.objgen[0]) for one in opened.Root.AcroForm.Fields if str(one.T) == FIRST)
    command = [mutool, "sign", "-s", "key.p12", "-P", "pw", "-o", "came.pdf", "sent.pdf", number]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    back = (tmp_path / "came.pdf").read_bytes()
    found = judged(back)
    assert back.startswith(sent())
    (signature,) = found.signatures
    assert (signature.claims.signer, signature.intact, signature.claims.self_signed) == ("Dr. Eva Stein", True, True)
    if signature.weak:  # some builds of it still use SHA-1
        assert "SHA-1" in refused(back)
    else:
        assert fields(back) == [FIRST]


def test_poppler_signs_our_fields_one_after_the_other(tmp_path: Path) -> None:
    back = signed_by_poppler(tmp_path, sent(), (FIRST, SECOND))
    assert back.startswith(sent())
    assert fields(back) == [FIRST, SECOND]


BYTES = st.binary(min_size=1, max_size=8)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_no_byte_can_be_changed_cut_or_added(data: st.DataObject) -> None:
    """Whatever is done to a signed file that came back: it fills no field, or the very fields that were signed."""
    whole = both() if data.draw(st.booleans()) else came()
    at = data.draw(st.integers(0, len(whole)))
    how = data.draw(st.sampled_from(("replace", "insert", "cut", "append", "wrap")))
    given_bytes = data.draw(BYTES)
    mutated = {
        "replace": whole[:at] + given_bytes + whole[at + len(given_bytes) :],
        "insert": whole[:at] + given_bytes + whole[at:],
        "cut": whole[:at],
        "append": whole + given_bytes,
        "wrap": given_bytes + whole,
    }[how]
    try:
        found = judged(mutated)
    except DataPactError:
        return
    if found.came != "signed":
        assert not found.fields
        return
    # what is left is a file of the same revisions: itself, or with white space behind its end, or cut to the first signature
    assert mutated.startswith(came())
    assert mutated.strip() in (came().strip(), whole.strip())
