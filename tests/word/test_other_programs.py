"""Files as other programs write them: the same words in other namespaces, names, tables and fonts are the same text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO

import pytest
from lxml import etree

from datapact.contract.text.document import AgreementDocument
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.read.signs import UNKNOWN_SIGN, shown_sign
from datapact.word.write.docx import write_docx
from tests.word import returned_files as files
from tests.word.test_returned import shown, stretch

W = files.W
BASE: AgreementDocument = stretch(0)
BODY, TYPES, RELATIONS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
type Parts = dict[str, bytes]


@cache
def sent(*languages: str) -> bytes:
    return write_docx(BASE, files.about(BASE, *languages))


def read(data: bytes) -> Returned:
    return read_returned(open_package(data), BASE)


def repacked(data: bytes, change: Callable[[Parts], object]) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    change(parts)
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, body in parts.items():
            new.writestr(name, body)
    return target.getvalue()


def strict(parts: Parts) -> None:
    for name, body in parts.items():
        parts[name] = re.sub(
            rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument)/2006/",
            rb"http://purl.oclc.org/ooxml/\1/",
            body,
        )


def with_note(parts: Parts, name: str, target: str) -> None:
    note = f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="5"><w:p/></w:footnote></w:footnotes>'
    parts[name] = note.replace("<w:p/>", "<w:p><w:r><w:t>Quarzuhr</w:t></w:r></w:p>").encode()
    relation = f'<Relationship Id="x" Type="http://x/footnotes" Target="{target}"/></Relationships>'
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", relation.encode())


KINDS: dict[str, Callable[[Parts], object]] = {
    "strict": strict,
    "a template": lambda p: p.update({TYPES: p[TYPES].replace(b"document.main+xml", b"template.main+xml")}),
    "names in other case": lambda p: p.update(
        {"word/Document.xml": p.pop(BODY), "[content_types].xml": p.pop(TYPES), "word/_RELS/Document.xml.rels": p.pop(RELATIONS)}
    ),
    "a target with a dot": lambda p: p.update(
        {"_rels/.rels": re.sub(rb'Target="/?word/document', rb'Target="./word/document', p["_rels/.rels"])}
    ),
    "data of other programs": lambda p: p.update({"customXml/item9.xml": b"<!DOCTYPE x><x>", "docProps/x.xml": b"none"}),
    "UTF-16": lambda p: p.update({BODY: p[BODY].decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_text_in_another_package_is_the_same(kind: str) -> None:
    returned = read(repacked(sent("de"), KINDS[kind]))
    assert (returned.proposal, returned.changes, returned.outside) == (BASE, (), ())


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("word/foot notes.xml", "foot%20notes.xml"),
        ("word/Notes.xml", "notes.XML"),
        ("word/n.xml", "..\\word\\.\\n.xml"),
    ],
)
def test_a_part_is_found_by_its_target(name: str, target: str) -> None:
    def change(parts: Parts) -> None:
        with_note(parts, name, target)
        parts[BODY] = parts[BODY].replace(
            b"</w:p><w:sectPr", b'<w:r><w:footnoteReference w:id="5"/></w:r></w:p><w:sectPr'
        )

    returned = read(repacked(sent("de"), change))
    assert any("Quarzuhr" in one.new for one in returned.outside)


def dissolved(root: etree._Element) -> None:
    """Every table gone, its paragraphs left, as LibreOffice does with tables that it does not understand."""
    for table in list(root.iter(W + "tbl")):
        for paragraph in list(table.iter(W + "p")):
            table.addprevious(paragraph)
        table.getparent().remove(table)


def turned(root: etree._Element) -> None:
    """The second language before the first."""
    for row in root.iter(W + "tr"):
        cells = row.findall(W + "tc")
        if len(cells) == 2 and any(
            (one.get(W + "name") or "").startswith("_dp") for one in row.iter(W + "bookmarkStart")
        ):
            cells[1].addnext(cells[0])


@pytest.mark.parametrize("stripped", [False, True])
@pytest.mark.parametrize("change", [dissolved, turned])
def test_languages_are_told_without_their_table(change: Callable[[etree._Element], None], stripped: bool) -> None:
    data = files.edited(sent("de", "en"), change)
    returned = read(files.edited(data, files.strip_own_marks) if stripped else data)
    assert (returned.proposal, returned.changes) == (BASE, ())


def test_new_words_in_a_dissolved_table_stand_beside_their_language() -> None:
    def change(root: etree._Element) -> None:
        dissolved(root)
        german = next(one for one in root.iter(W + "p") if "".join(one.itertext()).startswith("„Daten“"))
        for word, before in (("Uhrwerk", german.getnext()), ("Quarzuhr", german.getnext())):
            added = etree.Element(W + "p")
            etree.SubElement(etree.SubElement(added, W + "r"), W + "t").text = f"{word} steht jetzt hier."
            before.addnext(added)

    returned = read(files.edited(sent("de", "en"), change))
    (added,) = [item for one in returned.proposal.clauses for part in one.paragraphs for item in (part, *part.items) if item.id.startswith("word-")]  # fmt: skip
    assert [added.text[one][0].text.split()[0] for one in ("de", "en")] == ["Quarzuhr", "Uhrwerk"]


def test_a_column_of_their_own_and_a_table_in_a_cell_are_shown() -> None:
    def change(root: etree._Element) -> None:
        table = next(one for one in root.iter(W + "tbl") if len(list(one.iter(W + "tr"))) > 10)
        row = next(one for one in table.iter(W + "tr") if len("".join(one.itertext())) > 80)
        cell = etree.SubElement(row, W + "tc")
        etree.SubElement(etree.SubElement(etree.SubElement(cell, W + "p"), W + "r"), W + "t").text = "Uhrwerk"
        inner = etree.SubElement(etree.SubElement(etree.SubElement(row[1], W + "tbl"), W + "tr"), W + "tc")
        etree.SubElement(etree.SubElement(etree.SubElement(inner, W + "p"), W + "r"), W + "t").text = "Quarzuhr"

    returned = read(files.edited(sent("de", "en"), change))
    assert "Uhrwerk" in " ".join(one.new for one in returned.outside)
    assert "Quarzuhr" in shown(returned, "unmarked")
    assert len(returned.changes) <= 3
    assert returned.unresolved == {"tbl": 1}


def test_words_struck_by_format_and_pictures_of_fonts_are_named() -> None:
    def change(root: etree._Element) -> None:
        run = files.runs_with_words(root)[-1]
        properties = etree.Element(W + "rPr")
        etree.SubElement(properties, W + "strike")
        run.insert(0, properties)
        etree.SubElement(run, W + "sym", {W + "font": "Wingdings", W + "char": "F0FE"})
        etree.SubElement(run, W + "sym", {W + "font": "Webdings", W + "char": "F0FE"})

    returned = read(files.edited(sent("de"), change))
    assert returned.unresolved == {"strike": 1, "sym": 1}
    assert f"☑{UNKNOWN_SIGN}" in " ".join([shown(returned, "unmarked"), *(one.new for one in returned.outside)])


def test_a_remark_within_a_word_cuts_nothing_off() -> None:
    def change(parts: Parts) -> None:
        parts[BODY] = parts[BODY].replace(b"Werk Heilbronn", b"Werk<!-- x --> Heil<?x y?>bronn")

    assert read(repacked(sent("de"), change)).changes == ()


@pytest.mark.parametrize(
    ("letter", "font", "sign"),
    [("\u00b3", "Symbol", "≥"), ("\uf0b3", "", "≥"), ("\uf0a8", "Wingdings", "☐"), ("a", "Arial", "a"), ("\uf0fe", "Arial", None)],
)  # fmt: skip
def test_signs_of_fonts(letter: str, font: str, sign: str | None) -> None:
    assert shown_sign(letter, font) == sign
