"""Headers, footers and text boxes of a returned file: whatever was put in, altered or taken away there is told."""

from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree

from datapact.word.read.outside_text import OutsideText
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from tests.word import returned_files as files

W = files.W
HEADER, FOOTER = "word/header1.xml", "word/footer1.xml"
OUR_HEADER = f"{files.BASE.number} · {files.BASE.title['de']}"
OUR_FOOTER = "Entwurf R3, unverbindlich"


def outside(change: object, part: str) -> list[OutsideText]:
    data = files.edited(files.sent("de"), change, part)  # type: ignore[arg-type]
    return list(read_returned(open_package(data), files.BASE).outside)


def marked(run: etree._Element, kind: str) -> None:
    """The run within a tracked change."""
    mark = etree.Element(W + kind, files.MARK)  # type: ignore[arg-type]
    run.addprevious(mark)
    mark.append(run)
    if kind == "del":
        for node in run.iter(W + "t"):
            node.tag = W + "delText"


def words(root: etree._Element) -> etree._Element:
    return next(node for node in root.iter(W + "t") if node.text and len(node.text) > 4)


@pytest.mark.parametrize(
    "altered",
    [
        f"{OUR_FOOTER} ab Zugang",
        "Entwurf R3, verbindlich",
        "Nicht mehr unverbindlich",
        "This text is not binding on us",
    ],
)
def test_a_footer_that_says_something_else_is_never_taken_for_ours(altered: str) -> None:
    found = outside(lambda root: setattr(words(root), "text", altered), FOOTER)
    assert [one.where for one in found] == ["footer"] * len(found)
    assert {one.origin for one in found} == {"unmarked"}
    assert any(altered in one.new for one in found)
    assert [one.old for one in found if one.old] == [OUR_FOOTER]


@pytest.mark.parametrize(("part", "ours"), [(HEADER, OUR_HEADER), (FOOTER, OUR_FOOTER)])
def test_what_was_taken_away_is_told(part: str, ours: str) -> None:
    where = "header" if part == HEADER else "footer"
    silent = outside(lambda root: words(root).getparent().getparent().remove(words(root).getparent()), part)  # type: ignore[union-attr]
    assert silent == [OutsideText(where, ours, "", "unmarked")]
    tracked = outside(lambda root: marked(words(root).getparent(), "del"), part)  # type: ignore[arg-type]
    assert [(one.where, one.origin) for one in tracked] == [(where, "tracked")]
    assert tracked[0].old.startswith(ours)
    assert ours not in tracked[0].new


@pytest.mark.parametrize("kind", ["", "ins"])
def test_a_line_beside_ours_is_told_with_its_mark(kind: str) -> None:
    def change(root: etree._Element) -> None:
        line = deepcopy(root[0])
        words(line).text = "Quarzuhr"
        root.append(line)
        if kind:
            marked(words(line).getparent(), kind)  # type: ignore[arg-type]

    assert outside(change, HEADER) == [OutsideText("header", "", "Quarzuhr", "tracked" if kind else "unmarked")]


def test_pages_and_later_rounds_in_our_footer_are_no_change() -> None:
    def change(root: etree._Element) -> None:
        words(root).text = "Entwurf R5, unverbindlich"
        for node in root.iter(W + "t"):
            node.text = "12" if node.text == "1" else node.text

    assert outside(change, FOOTER) == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [("", ("", "Quarzuhr", "unmarked")), ("ins", ("", "Quarzuhr", "tracked")), ("del", ("Quarzuhr", "", "tracked"))],
)
def test_a_text_box_is_told_with_the_mark_of_its_run(kind: str, told: tuple[str, str, str]) -> None:
    def change(root: etree._Element) -> None:
        run = etree.SubElement(files.body_paragraphs(root)[-1], W + "r")
        box = etree.SubElement(etree.SubElement(run, W + "pict"), W + "txbxContent")
        inner = etree.SubElement(etree.SubElement(box, W + "p"), W + "r")
        etree.SubElement(inner, W + "t").text = "Quarzuhr"
        if kind:
            mark = etree.Element(W + kind, files.MARK)  # type: ignore[arg-type]
            run.addprevious(mark)
            mark.append(run)

    assert [(one.old, one.new, one.origin) for one in outside(change, "word/document.xml")] == [told]


def test_a_file_that_may_not_come_from_ours_misses_no_header_of_ours() -> None:
    bare = files.edited(files.sent("de"), lambda root: setattr(root, "tag", "other"), "customXml/item1.xml")
    for part in (HEADER, FOOTER):
        bare = files.edited(bare, lambda root: root.remove(root[0]), part)
    assert read_returned(open_package(bare), files.BASE).outside == ()
