"""A table of ours in their file: put in as a whole, beside the one that goes where its columns or order are others."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from datapact.word.read.markup import W, attribute, whole_number
from datapact.word.reply.tracked_runs import Marks, mark_paragraph, mark_row, row_around

_WIDTH = 9000  # twentieths of a point: the text of a page in A4
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_around(node: etree._Element) -> etree._Element | None:
    """The innermost table that a paragraph stands in; None for none."""
    row = row_around(node)
    return None if row is None else row.getparent()


def taken_out(table: etree._Element, marks: Marks) -> None:
    """Mark every row of a table as deleted."""
    for row in table.findall(W + "tr"):
        mark_row(row, "del", marks)


def new_table(columns: int, rows: int, form: etree._Element | None, marks: Marks) -> etree._Element:
    """A table with one empty paragraph a cell, its rows marked as inserted, in the form of another one."""
    table = etree.Element(W + "tbl")
    properties = None if form is None else form.find(W + "tblPr")
    table.append(_plain() if properties is None else deepcopy(properties))
    grid = etree.SubElement(table, W + "tblGrid")
    widths = [] if form is None else [whole_number(attribute(one, "w")) for one in form.iter(W + "gridCol")]
    width = str((sum(widths) or _WIDTH) // columns)
    for _column in range(columns):
        etree.SubElement(grid, W + "gridCol", {W + "w": width})
    for number in range(rows):
        row = etree.SubElement(table, W + "tr")
        if not number:
            etree.SubElement(etree.SubElement(row, W + "trPr"), W + "tblHeader")
        mark_row(row, "ins", marks)
        for _column in range(columns):
            cell = etree.SubElement(row, W + "tc")
            etree.SubElement(etree.SubElement(cell, W + "tcPr"), W + "tcW", {W + "w": width, W + "type": "dxa"})
            etree.SubElement(cell, W + "p")
    return table


def put_behind(anchor: etree._Element, table: etree._Element, marks: Marks) -> None:
    """Put a table behind a paragraph or another table; a row of a table in two languages is its last one from then on.

    An inserted line parts two tables that touch, for Word makes one of them.
    """
    row = row_around(anchor)
    if row is not None:
        anchor = row.getparent()
        later = list(row.itersiblings(W + "tr"))
        if later:
            rest = etree.Element(W + "tbl")
            rest.extend(deepcopy(one) for one in anchor if one.tag in (W + "tblPr", W + "tblGrid"))
            rest.extend(later)
            anchor.addnext(rest)
    anchor.addnext(table)
    if anchor.tag == W + "tbl":
        anchor.addnext(_line(marks))
    following = table.getnext()
    if following is not None and following.tag == W + "tbl":
        table.addnext(_line(marks))


def _line(marks: Marks) -> etree._Element:
    made = etree.Element(W + "p")
    mark_paragraph(made, "ins", marks)
    return made


def _plain() -> etree._Element:
    properties = etree.Element(W + "tblPr")
    etree.SubElement(properties, W + "tblW", {W + "w": str(_WIDTH), W + "type": "dxa"})
    borders = etree.SubElement(properties, W + "tblBorders")
    for side in _SIDES:
        etree.SubElement(borders, W + side, {W + "val": "single", W + "sz": "4", W + "space": "0", W + "color": "auto"})
    return properties
