"""Parts of a Word file that carry words and that nobody read: named and counted, so that none is dropped in silence."""

from __future__ import annotations

from lxml import etree

from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import local
from datapact.word.read.package import Package

_DIAGRAM = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
_DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def name_unread_parts(package: Package, coverage: Coverage) -> None:
    """Name each part with words that was not read; call it once all the others are.

    Building blocks, a header that no relation leads to, a chart in a header: Word may show them, or offer them.
    """
    known = {id(root) for root in coverage.read}
    drawn = {one.text for root in coverage.read for one in root.iter(_DRAWN_TEXT)}
    for root in package.parts.values():
        if id(root) in known:
            continue
        words = [one.text for one in root.iter("{*}t", "{*}delText") if _shows(one) and one.text and one.text.strip()]
        if root.tag == f"{_DIAGRAM}drawing":  # Word's picture of a diagram whose words were read
            words = [one for one in words if one not in drawn]
        if words:
            coverage.characters += sum(map(len, words))
            coverage.unknown(local(root))


def _shows(node: etree._Element) -> bool:
    """Words of a text or a drawing; not those of data that other programs put beside the text."""
    return etree.QName(node).namespace in _SPACES


_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
)
