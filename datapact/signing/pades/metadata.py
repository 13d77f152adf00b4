"""Comparison of PDF metadata apart from dates, which other programs change when they save a signature."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree  # document types and entities are refused before parsing

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose

_PDF_DATE: Final = re.compile(rb"D:\d{4}(?:\d{2}){0,5}(?:Z|[+-]\d{2}'(?:\d{2}'?)?)?(?:00'00'?)?")
_XMP_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?")
_XMP: Final = "{http://ns.adobe.com/xap/1.0/}"
_DATES: Final = frozenset({f"{_XMP}ModifyDate", f"{_XMP}MetadataDate"})
_LARGEST: Final = 1024 * 1024


def same_information_but_date(old: generic.DictionaryObject, new: generic.DictionaryObject) -> bool:
    """Whether two information dictionaries differ at most in a well-formed /ModDate."""
    date = new.get("/ModDate")
    if date is not None and not _PDF_DATE.fullmatch(getattr(date, "original_bytes", b"")):
        return False
    return bool(_without(old, "/ModDate") == _without(new, "/ModDate"))


def same_xmp_but_dates(old: generic.PdfObject, new: generic.PdfObject) -> bool:
    """Whether two XMP streams are equal apart from their dates of change; layout of the XML does not count."""
    if not (isinstance(old, generic.StreamObject) and isinstance(new, generic.StreamObject)):
        return False
    if _without(old, "/Length", "/Filter", "/DecodeParms") != _without(new, "/Length", "/Filter", "/DecodeParms"):
        return False
    try:
        return _meaning(_parse(old)) == _meaning(_parse(new))
    except (ElementTree.ParseError, ValueError, UnicodeError):
        return False


def document_properties(information: generic.DictionaryObject | None, xmp: generic.PdfObject | None) -> object:
    """Metadata of a document for people, as plain values: title, author, subject and keywords.

    Raises ValueError or ParseError for XMP that cannot be read.
    """
    said = {key: str(information[key]) for key in _TOLD if key in information} if information is not None else {}
    if not isinstance(xmp, generic.StreamObject):
        return said, []
    about = (one for one in _parse(xmp).iter() if one.tag in _TOLD_IN_XMP)
    return said, [(one.tag, [text.strip() for text in one.itertext() if text.strip()]) for one in about]


_TOLD: Final = ("/Title", "/Author", "/Subject", "/Keywords")
_TOLD_IN_XMP: Final = {
    f"{{http://purl.org/dc/elements/1.1/}}{name}" for name in ("title", "creator", "subject", "description")
}
"""Programs that sign drop what else stands there, such as the format."""


def _without(dictionary: generic.DictionaryObject, *keys: str) -> dict[str, generic.PdfObject]:
    return {key: dictionary.raw_get(key) for key in dictionary if key not in keys}


def _parse(stream: generic.StreamObject) -> ElementTree.Element:
    data = bytes(stream.read_data(DecodePurpose.XMP_METADATA))
    if len(data) > _LARGEST or b"<!" in data.replace(b"<!--", b""):
        raise ValueError
    return ElementTree.fromstring(data)  # noqa: S314  # without document type there is nothing to expand


def _meaning(element: ElementTree.Element) -> object:
    """Tag, attributes, text and children as plain values, well-formed dates of change left out."""
    if element.tag in _DATES and not len(element) and _XMP_DATE.fullmatch((element.text or "").strip()):
        return None
    attributes = {
        name: value for name, value in element.attrib.items() if not (name in _DATES and _XMP_DATE.fullmatch(value))
    }
    children = [meaning for child in element if (meaning := _meaning(child)) is not None]
    return (element.tag, attributes, (element.text or "").strip(), (element.tail or "").strip(), children)
