"""The words of a contract's PDF, kept beside it for the search; one that has none is a scan, which can show signatures by hand."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.agreements.projection.status import EvidenceClass
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.steps.signed_elsewhere import FileToKeep
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.worker_process import run_apart
from datapact.signing.ades.judgement import CONSTRAINTS
from datapact.signing.elsewhere.proposed import MOST_TEXT

_WORDS_IN = "datapact.signing.elsewhere.words:words_in"
_TEXT_IN = "datapact.signing.elsewhere.words:text_in"
_MOST_PAGES = 400
PDF = "application/pdf"
_LEAST = 20
"""Characters on a page from which it is a text; a scanner's stamp has fewer."""


def with_texts(files: Sequence[FileToKeep]) -> tuple[FileToKeep, ...]:
    """The files, and behind them the text of each PDF that has one and no text among them yet: by it the search finds the contract."""
    named = {file.name for file in files if file.media == TEXT}
    texts = []
    for file in files:
        name = f"{file.name}.txt"
        text = text_of(file.data) if file.media == PDF and name not in named else ""
        if text:
            named.add(name)
            texts.append(FileToKeep(name, TEXT, text.encode()))
    return (*files, *texts)


def text_of(pdf: bytes) -> str:
    """The text of a PDF as its text layer has it, at most ``MOST_TEXT`` characters; empty where it has none or cannot be read."""
    try:
        found: str = run_apart(_TEXT_IN, pdf, size=len(pdf))
    except DataPactError:  # reading was given up
        return ""
    return found


def text_in(pdf: bytes) -> str:
    """The same, in the process that reads others' files."""
    import pypdfium2

    parts: list[str] = []
    length = 0
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            for place in range(min(len(document), _MOST_PAGES)):
                page = document[place].get_textpage().get_text_bounded()
                lines = page.replace("\r\n", "\n").replace("\r", "\n")
                parts.append("".join(one for one in lines if one == "\n" or one.isprintable()))
                length += len(parts[-1])
                if length > MOST_TEXT:
                    break
    except pypdfium2.PdfiumError:
        return ""
    return "\n".join(parts)[:MOST_TEXT].strip()


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
        return file.media == PDF and not run_apart(_WORDS_IN, file.data, size=len(file.data))
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
