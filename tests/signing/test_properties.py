"""Mutated and truncated PDFs get a verdict or one of our errors, and never pass for valid."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError
from datapact.signing.pades.inspect import inspect_signatures
from datapact.signing.pades.revisions import open_pdf
from tests.depth import examples
from tests.signing.samples import sign, signed_contract

SIGNED = signed_contract()
PDF = SIGNED.pdf
TOKENS = [b"obj", b"endobj", b"stream", b"xref", b"trailer", b"startxref", b"%%EOF", b"/V", b"<<", b">>", b"0 R", b"["]


def verdict(pdf: bytes) -> str:
    try:
        return inspect_signatures(pdf, roots=SIGNED.roots).verdict
    except DataPactError:
        return "refused"


def _in_last_hole(place: int) -> bool:
    """Inside the last signature, where ECDSA and unsigned parts leave room that no signature covers."""
    start = PDF.rindex(b"/Contents <")
    return start <= place <= PDF.index(b">", start + 11)


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_a_changed_byte_is_found(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(PDF) - 1).filter(lambda place: not _in_last_hole(place)))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != PDF[place]))
    assert verdict(PDF[:place] + bytes([byte]) + PDF[place + 1 :]) in ("invalid", "refused")


@settings(max_examples=examples(60), deadline=None)
@given(st.integers(0, len(PDF) - 1))
def test_a_truncated_file_is_found(length: int) -> None:
    ends = {len(revision) for revision in SIGNED.revisions}
    if verdict(PDF[:length]) in ("valid", "indeterminate"):
        # cut exactly between two revisions (a line end more or less): the missing signature shows as an empty field
        assert any(abs(length - end) <= 1 for end in ends)


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_moved_and_repeated_pieces_are_found(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(PDF) - 1))
    piece = PDF[start : start + data.draw(st.integers(1, 2000))]
    place = data.draw(st.integers(0, len(PDF)))
    token = data.draw(st.sampled_from([b"", *TOKENS]))
    tampered = PDF[:place] + token + piece + PDF[place:]
    assert verdict(tampered) in ("invalid", "refused")


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=300), st.lists(st.sampled_from(TOKENS), max_size=30))
def test_noise_is_refused(noise: bytes, tokens: list[bytes]) -> None:
    pdf = b"%PDF-1.7\n" + noise + b"\n".join(tokens)
    try:
        open_pdf(pdf)
    except DataPactError:
        return
    raise AssertionError(pdf)


@settings(max_examples=examples(30), deadline=None)
@given(st.data())
def test_signing_a_damaged_file_gives_our_errors(data: st.DataObject) -> None:
    base = bytearray(SIGNED.revisions[0])
    for _ in range(data.draw(st.integers(1, 3))):
        base[data.draw(st.integers(0, len(base) - 1))] = data.draw(st.integers(0, 255))
    with suppress(DataPactError):
        sign(bytes(base), "anna-keller", SIGNED.signatories[0], certify=True)
