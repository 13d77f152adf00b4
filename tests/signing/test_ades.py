"""Signatures in PDFs of any program: what is intact, what came after, by whom; never valid, never qualified by its own word."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore

from datapact.audit.verify.verify import verify_file
from datapact.base.errors import DataPactError
from datapact.signing.ades.found import as_found
from datapact.signing.ades.judge import judge_pdf
from datapact.signing.ades.judgement import JudgedSignature
from datapact.signing.ades.words import five_answers, named
from datapact.signing.elsewhere.words import class_of_files
from tests.conftest import of_other_hands
from tests.depth import examples
from tests.signing.other_programs import signed_by_poppler, written_by_openssl
from tests.signing.samples import FIELDS, Signatory, Signed, authority, contract, signatory, signed_contract

NAME = generic.pdf_name
CORPUS = Path(__file__).parents[1] / "corpus" / "files"


@cache
def signed() -> Signed:
    return signed_contract()


@cache
def partner() -> Signatory:
    return signatory(authority("Andere Stelle"), "Dr. Eva Stein")


def another_signer() -> signers.SimpleSigner:
    """Whoever signs by another program."""
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    one = partner()
    key = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(one.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),
    )


def by_another_program(
    pdf: bytes, field: str = FIELDS[0], *, digest: str = "sha256", pades: bool = False, permits: MDPPerm | None = None
) -> bytes:
    """Signed by pyHanko as Acrobat does it: PKCS #7 detached, whoever the signer is."""
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        PdfSignatureMetadata(
            field_name=field,
            md_algorithm=digest,
            certify=permits is not None,
            docmdp_permissions=permits or MDPPerm.FILL_FORMS,
            subfilter=SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        ),
        signer=another_signer(),
        output=out,
    )
    return out.getvalue()


def revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file with one more revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_words(writer: IncrementalPdfFileWriter) -> None:
    """The content of a page exchanged."""
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    writer.update_container(page)


def a_comment(writer: IncrementalPdfFileWriter) -> None:
    """A note stuck to the first page."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (10, 10, 30, 30)]),
            pdf_name("/Contents"): generic.TextStringObject("Einverstanden?"),
        }
    )
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)


def only(pdf: bytes) -> JudgedSignature:
    (one,) = judge_pdf(pdf).signatures
    return one


def verdict(pdf: bytes) -> str:
    return verify_file(pdf, "x.pdf").verdict


def test_an_intact_signature_is_undecided_and_names_its_signer() -> None:
    one = only(by_another_program(contract()))
    assert (one.indication, one.sub_indication, one.intact) == ("INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", True)
    assert (one.claims.signer, one.claims.issuer, one.level) == ("Dr. Eva Stein", "Andere Stelle", "PDF")
    assert (one.covers, one.change, one.allowed, one.weak) == ("file", "nothing", True, ())
    assert str(named(one)) == "Signature by Dr. Eva Stein (PDF)"
    assert [answered.good for answered in five_answers(one)] == [True, True, None, None, None]
    pades = only(by_another_program(contract(), pades=True))
    assert pades.level == "PAdES B-B"


def test_the_verdict_says_what_was_found_and_is_never_valid() -> None:
    found = verify_file(by_another_program(contract()), "x.pdf")
    assert (found.kind, found.verdict) == ("pdf", "indeterminate")
    assert found.other is not None
    other = found.to_json()["other"]
    assert isinstance(other, dict)
    assert other["signed"] is True
    assert all(text.text("de") != text.text("en") for text in (*found.reasons, *found.notes))


def test_further_signatures_are_no_change_of_the_first() -> None:
    judged = judge_pdf(signed().pdf)
    assert [(one.change, one.allowed) for one in judged.signatures] == [("fields", True)] * 2 + [("nothing", True)]
    assert [one.claims.signer for one in judged.signatures] == ["Anna Keller", "Bernd Keller", "Clara Vogel"]


def test_other_words_after_it_make_the_file_invalid_and_leave_it_intact() -> None:
    changed = revised(by_another_program(contract()), other_words)
    one = only(changed)
    assert (one.intact, one.change, one.allowed) == (True, "content", False)
    assert class_of_files([], [as_found(one)]) == "reference_only"  # no evidence that nobody named
    assert verdict(changed) == "invalid"
    assert "not what was signed" in " ".join(map(str, verify_file(changed, "x.pdf").reasons))


@pytest.mark.parametrize("permits", [MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES])
def test_what_a_certifying_signer_forbids_is_said(permits: MDPPerm) -> None:
    certified = by_another_program(contract(), permits=permits)
    assert only(certified).allowed
    one = only(revised(certified, a_comment))
    assert (one.intact, one.allowed) == (True, False)
    assert verdict(revised(certified, a_comment)) == "invalid"


def test_comments_are_told_from_changes_of_the_pages() -> None:
    commented = revised(by_another_program(contract()), a_comment)
    assert (only(commented).change, only(commented).allowed) == ("annotations", True)
    assert verdict(commented) == "indeterminate"
    allowed = revised(by_another_program(contract(), permits=MDPPerm.ANNOTATE), a_comment)
    assert only(allowed).allowed
    assert any("can cover what was signed" in str(one) for one in verify_file(allowed, "x.pdf").reasons)
    assert five_answers(only(allowed))[1].good is None
    both = only(revised(by_another_program(contract()), lambda writer: (a_comment(writer), other_words(writer))[0]))
    assert (both.change, both.allowed) == ("content", False)


@pytest.mark.parametrize("shows", [b"1 g 0 0 500 750 re f", b""])
def test_a_new_place_that_nobody_signs_draws_nothing_over_the_pages(shows: bytes) -> None:
    def place(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Neu", box=(50, 50, 550, 800)))
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        picture = generic.StreamObject(generic.DictionaryObject({NAME("/Subtype"): NAME("/Form")}), stream_data=shows)
        field["/AP"] = generic.DictionaryObject({NAME("/N"): writer.add_object(picture)})

    one = only(revised(by_another_program(contract()), place))
    assert (one.change, one.allowed) == (("content", False) if shows else ("fields", True))


@pytest.mark.parametrize(("box", "over"), [((60, 740, 400, 790), True), ((60, 40, 400, 90), False)])
def test_a_later_signature_over_words_is_said(box: tuple[int, int, int, int], over: bool) -> None:
    """Whoever signed first did not see that place; on the second page stand words and the places that were seen."""
    first = by_another_program(contract())
    seen = by_another_program(first, FIELDS[1])
    assert judge_pdf(seen).signatures[0].change == "fields"
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(first)),
        PdfSignatureMetadata(field_name="Neu", subfilter=SigSeedSubFilter.PADES),
        signer=another_signer(),
        new_field_spec=SigFieldSpec("Neu", on_page=1, box=box),
        output=out,
    )
    one, later = judge_pdf(out.getvalue()).signatures
    assert (one.change, one.allowed, later.change) == ("pictures" if over else "fields", True, "nothing")
    assert (
        any("picture of a later signature" in str(reason) for reason in verify_file(out.getvalue(), "x.pdf").reasons)
        == over
    )


@pytest.mark.parametrize("has_text", [True, False])
def test_no_form_is_drawn_anew_after_signing(has_text: bool) -> None:
    """A field that holds other words than it shows, until readers are told to draw it."""

    def with_text(writer: IncrementalPdfFileWriter) -> None:
        text = {"/FT": NAME("/Tx"), "/T": generic.TextStringObject("Preis"), "/V": generic.TextStringObject("9 Euro")}
        field = generic.DictionaryObject({NAME(key): value for key, value in text.items()})
        writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
        writer.update_container(writer.root["/AcroForm"])

    def draw_anew(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/AcroForm"]["/NeedAppearances"] = generic.BooleanObject(True)
        writer.update_container(writer.root["/AcroForm"])

    base = revised(contract(), with_text) if has_text else contract()
    one = only(revised(by_another_program(base), draw_anew))
    assert (one.intact, one.change, one.allowed) == (True, *(("content", False) if has_text else ("proofs", True)))


@pytest.mark.parametrize("permits", [None, MDPPerm.FILL_FORMS, MDPPerm.NO_CHANGES])
def test_what_stands_in_a_field_later_was_not_signed(permits: MDPPerm | None) -> None:
    """An amount that is exchanged after somebody signed it, with its picture; a later signature covers it, the first does not."""

    def with_amount(writer: IncrementalPdfFileWriter) -> None:
        text = {
            "/FT": NAME("/Tx"),
            "/T": generic.TextStringObject("Preis"),
            "/V": generic.TextStringObject("5000 Euro"),
        }
        field = generic.DictionaryObject({NAME(key): value for key, value in text.items()})
        writer.root["/AcroForm"]["/Fields"].append(writer.add_object(field))
        writer.update_container(writer.root["/AcroForm"]["/Fields"])

    def other_amount(writer: IncrementalPdfFileWriter) -> None:
        (field,) = (
            one.get_object() for one in writer.root["/AcroForm"]["/Fields"] if one.get_object()["/T"] == "Preis"
        )
        field["/V"] = generic.TextStringObject("50 Euro")
        writer.update_container(field)

    base = revised(contract(), with_amount)
    came = revised(by_another_program(base, permits=permits), other_amount)
    if permits is not MDPPerm.NO_CHANGES:
        came = by_another_program(came, FIELDS[1])
    first, *later = judge_pdf(came).signatures
    expected = {None: ("values", True), MDPPerm.FILL_FORMS: ("filled", True), MDPPerm.NO_CHANGES: ("values", False)}
    assert (first.intact, first.change, first.allowed) == (True, *expected[permits])
    assert [(one.change, one.allowed) for one in later] == [("nothing", True)] * (permits is not MDPPerm.NO_CHANGES)
    said = verify_file(came, "x.pdf")
    assert any("was not signed" in str(one) for one in said.reasons) == (permits is None)
    assert (said.verdict == "invalid") == (permits is MDPPerm.NO_CHANGES)


def test_an_empty_place_that_is_filled_after_signing_is_a_change() -> None:
    """The shadow of ISO 32000: what was signed points at nothing, and a later revision puts something there."""

    def prepare(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), generic.IndirectObject(777, 0, writer)])
        writer.update_container(page)

    def fill(writer: IncrementalPdfFileWriter) -> None:
        writer.objects[(0, 777)] = generic.StreamObject(stream_data=b"BT ET")

    signed_once = by_another_program(revised(contract(), prepare))
    assert only(signed_once).allowed
    one = only(revised(signed_once, fill))
    assert (one.intact, one.change, one.allowed) == (True, "content", False)


@pytest.mark.parametrize("kind", ["x509", "sha1", "several", "unknown", "ripemd"])
def test_old_and_odd_kinds_are_judged_each_by_itself(kind: str, tmp_path: Path) -> None:
    good, bad = (written_by_openssl(tmp_path, kind, change) for change in (b"", b"x"))
    found = only(good)
    if kind in ("x509", "sha1"):
        assert (found.intact, found.weak) == (True, ("SHA-1",))
        assert only(bad).indication == "TOTAL-FAILED"
    else:
        assert (found.indication, found.sub_indication) == ("INDETERMINATE", "SIG_CONSTRAINTS_FAILURE")
    assert verdict(good) == "indeterminate"


@pytest.mark.parametrize("odd", ["no name", "value inside", "no date"])
def test_a_signature_is_found_however_its_field_is_written(odd: str, tmp_path: Path) -> None:
    one = only(written_by_openssl(tmp_path, odd))
    assert (one.intact, one.covers, one.allowed, one.claims.signer) == (True, "file", True, "Karl Prüfer")


def test_signatures_of_poppler_one_after_the_other(tmp_path: Path) -> None:
    judged = judge_pdf(signed_by_poppler(tmp_path))
    found = [(one.intact, one.change, one.allowed, one.claims.signer) for one in judged.signatures]
    assert found == [(True, "fields", True, "Karl Prüfer"), (True, "nothing", True, "Karl Prüfer")]


@pytest.mark.parametrize("name", ["SHA-1", "MD5"])
def test_weak_algorithms_are_computed_and_told(name: str, tmp_path: Path) -> None:
    weak = by_another_program(contract(), digest="sha1") if name == "SHA-1" else written_by_openssl(tmp_path, "md5")
    one = only(weak)
    assert (one.intact, one.sub_indication, one.weak) == (True, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE", (name,))
    assert any(name in str(reason) for reason in verify_file(weak, "x.pdf").reasons)


@pytest.mark.parametrize("password", ["", "geheim"])
def test_an_encrypted_file_is_opened_only_without_a_password(password: str) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=password, owner="anders"))
    found = verify_file(out.getvalue(), "x.pdf")
    assert found.verdict == "indeterminate"
    assert ("password" in str(found.reasons[0])) == bool(password)


def test_an_unsigned_pdf_is_called_unsigned() -> None:
    found = verify_file(contract(), "x.pdf")
    assert found.verdict == "indeterminate"
    assert found.nobody_signed
    assert "is not signed" in str(found.reasons[0])
    assert "3 fields" in str(found.notes[0])


def _lost_table(pdf: bytes) -> bytes:
    """The same PDF, and its last line names another place for the table of objects."""
    return pdf[: pdf.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"


@pytest.mark.parametrize("streams", list(pikepdf.ObjectStreamMode.__members__.values()))
def test_an_unsigned_pdf_that_readers_mend_in_silence_is_unsigned(streams: pikepdf.ObjectStreamMode) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(contract())) as pdf:
        pdf.save(out, object_stream_mode=streams)
    found = verify_file(_lost_table(out.getvalue()), "x.pdf")
    assert (found.verdict, found.nobody_signed) == ("indeterminate", True)
    assert "3 fields" in str(found.notes[0])


@pytest.mark.parametrize("kind", ["signed", "packed", "no pages", "ours"])
def test_what_holds_a_trace_of_a_signature_is_not_mended(kind: str) -> None:
    if kind == "ours":
        pdf = next(iter(sorted(CORPUS.glob("*.pdf")))).read_bytes()
    elif kind == "no pages":
        pdf = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    else:
        pdf = _tampered()
    if kind == "packed":  # the signature lies where no search of the bytes finds it
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf = out.getvalue().replace(b"/ByteRange", b"/#42yteRange")
    found = verify_file(_lost_table(pdf), "x.pdf")
    assert (found.verdict, found.nobody_signed) == ("invalid", False)


@pytest.mark.parametrize("before", [20, 60, 400])
def test_a_signed_file_that_was_cut_off_before_its_signature_is_not_called_unsigned(before: int) -> None:
    whole = _tampered()
    found = verify_file(whole[: whole.index(b"/ByteRange") - before], "x.pdf")
    assert (found.verdict, found.nobody_signed) == ("invalid", False)


def test_a_file_filled_up_with_blanks_is_read_to_its_end() -> None:
    one = only(_tampered() + b"\n" * 3000)
    assert (one.intact, one.covers, one.change) == (True, "revision", "nothing")


def test_a_signature_that_was_taken_out_is_missed() -> None:
    signed = _tampered()
    found = verify_file(signed + contract()[len(b"%PDF-1.7") :], "x.pdf")  # a reader begins at the end
    assert any("taken it out" in str(reason) for reason in found.reasons)
    assert not found.nobody_signed
    assert not any("taken it out" in str(reason) for reason in verify_file(contract(), "x.pdf").reasons)


def test_lines_before_a_pdf_are_passed_over_where_nobody_signed() -> None:
    before = b"Content-Type: application/pdf\r\n\r\n"
    assert not judge_pdf(before + contract()).signatures
    with pytest.raises(DataPactError):
        judge_pdf(before + _tampered())


@settings(max_examples=examples(150))
@given(st.data())
def test_a_changed_byte_under_a_signature_is_never_intact(data: st.DataObject) -> None:
    pdf = _tampered()
    start = pdf.rindex(b"/Contents <")
    hole = range(start, pdf.index(b">", start + 11) + 1)
    place = data.draw(st.integers(0, len(pdf) - 1).filter(lambda place: place not in hole))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != pdf[place]))
    changed = pdf[:place] + bytes([byte]) + pdf[place + 1 :]
    try:
        judged = judge_pdf(changed)
    except DataPactError:
        return
    assert not any(one.intact for one in judged.signatures if one.field == FIELDS[0] and one.covers != "unclear")
    assert verdict(changed) != "valid"


@cache
def _tampered() -> bytes:
    return by_another_program(contract())


@settings(max_examples=examples(60))
@given(st.integers(0, 4000), st.binary(max_size=40))
def test_a_broken_file_is_refused_in_one_sentence(length: int, tail: bytes) -> None:
    broken = _tampered()[:length] + tail
    with contextlib.suppress(DataPactError):  # any other error would be a fault
        judge_pdf(broken)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.pdf")), ids=lambda path: path.name)
def test_a_file_of_ours_never_goes_the_way_of_others(path: Path) -> None:
    data = path.read_bytes()
    assert judge_pdf(data).made_here
    assert verify_file(data, path.name).other is None
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:  # packed anew, so that no mark stands in the open
        pdf.Root.Metadata = pdf.make_stream(bytes(pdf.Root.Metadata.read_bytes()))
        pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert verify_file(out.getvalue(), path.name).other is None


def test_files_of_other_hands_are_intact_and_undecided() -> None:
    for path in sorted(of_other_hands("samples", "foreign-pdf").glob("*.pdf")):
        found = verify_file(path.read_bytes(), path.name)
        assert found.verdict == "indeterminate", path.name
        assert found.other is not None
        assert all(one.intact and one.allowed for one in found.other.signatures), path.name


@pytest.mark.parametrize("action", [FieldMDPAction.ALL, FieldMDPAction.EXCLUDE, FieldMDPAction.INCLUDE])
def test_who_signs_in_a_locked_place_changes_no_page(action: FieldMDPAction) -> None:
    """The lock is broken, and that is said; the words of the contract are as they were signed, and nothing else is said of them."""
    locked = revised(contract(), lambda writer: append_signature_field(writer, _locking(action)))
    both = by_another_program(by_another_program(locked, "locking"), FIELDS[0])
    first, _second = judge_pdf(both).signatures
    assert (first.intact, first.change, first.allowed) == (True, "fields", action is FieldMDPAction.INCLUDE)
    told = " ".join(str(one) for one in verify_file(both, "x.pdf").reasons)
    assert "not what was signed" not in told
    assert ("changed in a way that it forbids" in told) == (action is not FieldMDPAction.INCLUDE)
    words = revised(by_another_program(locked, "locking"), other_words)
    assert only(words).change == "content"


def _locking(action: FieldMDPAction) -> SigFieldSpec:
    named = None if action is FieldMDPAction.ALL else ["another"]
    return SigFieldSpec("locking", field_mdp_spec=FieldMDPSpec(action, fields=named))


@pytest.mark.parametrize("tail", [b"Gesendet von meinem Rechner", b"\x00\xff" * 200, b"--boundary--\r\n"])
def test_litter_behind_the_file_is_no_other_content(tail: bytes) -> None:
    signed = by_another_program(contract())
    one = only(signed + tail)
    assert (one.intact, one.covers, one.change, one.allowed) == (True, "revision", "unknown", False)
    assert verdict(signed + tail) == "indeterminate"
    assert only(revised(signed, other_words) + tail).change == "content"
    twice = judge_pdf(by_another_program(signed, FIELDS[1]) + tail).signatures
    assert [one.change for one in twice] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    "part", [b"4 0 obj", b"xref", b"trailer", b"startxref\n9\n", b"<< /Root 1 0 R >>", b"%PDF-1.7"]
)
def test_parts_of_a_file_behind_it_are_no_litter(part: bytes) -> None:
    assert only(by_another_program(contract()) + b"junk " + part + b" junk").change == "content"
