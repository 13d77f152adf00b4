"""The files inside a PDF in its newest revision; modification_policy.py judges whether they may be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import Reference

from datapact.base.errors import DataPactError, Malformed
from datapact.base.texts import N_
from datapact.signing.pades.revisions import OpenPdf

MOST_FILES: Final = 16


def attached_files(pdf: OpenPdf, most: int = MOST_FILES) -> dict[str, bytes]:
    """Content by name; raises Malformed when names repeat or the list of files is not in order."""
    found: dict[str, bytes] = {}
    try:
        root = pdf.reader.root
        if "/Names" not in root or "/EmbeddedFiles" not in root["/Names"]:
            return found
        for specification in _specifications(root["/Names"].raw_get("/EmbeddedFiles"), set()):
            name = str(specification["/UF" if "/UF" in specification else "/F"])
            if name in found or len(found) == most:
                raise _disorder()
            found[name] = bytes(specification["/EF"]["/F"].read_data(DecodePurpose.GENERIC))
        return found
    except DataPactError:
        raise
    except Exception as error:  # a hostile name tree makes the parser fail in many ways
        raise _disorder() from error


def _specifications(node: generic.PdfObject, seen: set[Reference]) -> Iterator[generic.DictionaryObject]:
    """The file specifications in a name tree (ISO 32000-1, 7.9.6)."""
    if isinstance(node, generic.IndirectObject):
        if node.reference in seen:
            raise _disorder()
        seen.add(node.reference)
        node = node.get_object()
    if not isinstance(node, generic.DictionaryObject):
        raise _disorder()
    for place in range(1, len(node.get("/Names", ())), 2):
        yield node["/Names"][place]
    kids = node.get("/Kids", generic.ArrayObject())
    for place in range(len(kids)):
        yield from _specifications(kids.raw_get(place), seen)


def _disorder() -> Malformed:
    return Malformed(N_("The files inside this PDF are not in order. Ask the sender for a new file."))
