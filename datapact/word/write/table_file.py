"""A Word file that holds one table under a title: a list to work through, with nothing of the computer in it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from datapact.word.write.parts import NAMESPACES

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_WIDTH = 9070


def table_docx(
    title: str, notice: str, headings: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int]
) -> bytes:
    """The file; the same words give the same bytes."""
    widths = [_WIDTH * share // sum(shares) for share in shares]
    lines = [_row(headings, widths, bold=True), *(_row(row, widths) for row in rows)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
    )
    body = _paragraph(title, size=32, bold=True) + _paragraph(notice, size=20) + table + "<w:p/>"
    document = f"{_HEAD}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _HEAD + _TYPES),
            ("_rels/.rels", _HEAD + _RELATIONS),
            ("word/document.xml", document),
        ):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode())
    return buffer.getvalue()


def _row(cells: Sequence[str], widths: Sequence[int], *, bold: bool = False) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(cell, size=20, bold=bold)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    head = "<w:trPr><w:tblHeader/></w:trPr>" if bold else ""
    return f"<w:tr>{head}{made}</w:tr>"


def _paragraph(text: str, *, size: int, bold: bool = False) -> str:
    look = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:p><w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
