"""Whether a PDF has words: one that has none is a scan, which can show signatures by hand; a text alone shows none."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.agreements.projection.status import EvidenceClass
from datapact.agreements.steps.signed_elsewhere import FileToKeep
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.worker_process import run_apart
from datapact.signing.ades.judgement import CONSTRAINTS

_WORDS_IN = "datapact.signing.elsewhere.words:words_in"
_LEAST = 20
"""Characters on a page from which it is a text; a scanner's stamp has fewer."""


def class_of_files(files: Sequence[FileToKeep], signatures: Sequence[JsonObject]) -> EvidenceClass:
    """The class of evidence of files where nobody said it: a signature that fits its content, a scan, or a text without signature."""
    if any(map(_fits, signatures)):
        return "pdf_signature"
    return "paper_scan" if any(_is_scan(one) for one in files) else "reference_only"


def _fits(found: JsonObject) -> bool:
    """Whether a signature fits the file as it is: nothing that it forbids came after it, and what it covers is clear."""
    return (
        found.get("intact") is True and found.get("verdict") != "invalid" and found.get("sub_indication") != CONSTRAINTS
    )


def _is_scan(file: FileToKeep) -> bool:
    if file.media.startswith("image/"):
        return True
    try:
        return file.media == "application/pdf" and not run_apart(_WORDS_IN, file.data, size=len(file.data))
    except DataPactError:  # reading was given up
        return False


def words_in(pdf: bytes) -> bool:
    """Whether a page has a text, or nobody can say; in the process that reads others' files."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return any(page.get_textpage().count_chars() >= _LEAST for page in document)
    except pypdfium2.PdfiumError:
        return True  # it claims nothing
