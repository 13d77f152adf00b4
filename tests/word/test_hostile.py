"""Hostile and broken Word files: one clear sentence each, within bounds of time and memory, and nothing of them is run."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.base.errors import Damaged, DataPactError
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.word.read import package as packages
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.reply.reply_file import reply_file
from datapact.word.write.comments import Comment
from datapact.word.write.docx import write_docx
from tests.depth import examples
from tests.word import returned_files as files

SENT = files.sent("de")


def replaced(name: str, body: bytes, data: bytes = SENT) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
        new.writestr(name, body)
    return target.getvalue()


def document(inner: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w="{files.W[1:-1]}"><w:body>{inner}</w:body></w:document>'
    ).encode()


ENTITIES = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
BROKEN = {
    "nothing": b"",
    "random": b"\x00\x01\x02" * 100,
    "a PDF": b"%PDF-1.7\n...",
    "of before 2007": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "half of it": SENT[: len(SENT) // 2],
    "entities": replaced("word/document.xml", document("<w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p>", ENTITIES)),
    "nesting": replaced(
        "word/document.xml", document("<w:sdt><w:sdtContent>" * 1000 + "</w:sdtContent></w:sdt>" * 1000)
    ),
    "no XML": replaced("word/document.xml", b"<w:document"),
    "macros": replaced("word/vbaProject.bin", b"\xd0\xcf"),
    "no document": replaced("_rels/.rels", b'<Relationships xmlns="http://x"/>'),
    "a document that is not there": replaced(
        "_rels/.rels",
        b'<Relationships xmlns="http://x"><Relationship Id="a" Type="x/officeDocument" Target="word/gone.xml"/></Relationships>',
    ),
    "a spreadsheet": replaced(
        "[Content_Types].xml",
        b'<Types xmlns="http://x"><Override PartName="/word/document.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    ),
    "another text": replaced("word/document.xml", document("<w:p><w:r><w:t>Kaufvertrag</w:t></w:r></w:p>")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_is_refused_by_one_sentence(name: str) -> None:
    with pytest.raises(Damaged) as refused:
        read_returned(open_package(BROKEN[name]), files.BASE)
    said = refused.value.message
    for language in ("de", "en"):
        assert "\n" not in said.text(language)
        assert said.text(language).endswith((".", "?"))
        assert said.text("de") != said.text("en")


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "LARGEST_PART", 1_000_000)
    with pytest.raises(Damaged):
        open_package(replaced("word/media/image1.xml", b"0" * 2_000_000))
    monkeypatch.setattr(packages, "MOST_PARTS", 3)
    with pytest.raises(Damaged):
        open_package(SENT)


def test_a_second_part_of_the_same_name_is_refused() -> None:
    target = BytesIO(SENT)
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", document("<w:p/>"))
    with pytest.raises(Damaged):
        open_package(target.getvalue())


def test_links_are_counted_and_never_followed() -> None:
    relations = files.part(SENT, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="x1" Type="http://x/attachedTemplate" Target="http://192.0.2.1/t.dotm" TargetMode="External"/>'
        b"</Relationships>",
    )
    returned = read_returned(open_package(replaced("word/_rels/document.xml.rels", relations)), files.BASE)
    assert returned.links == 1
    assert returned.proposal == files.BASE


def related(*lines: str) -> bytes:
    """The relations of the document with further ones."""
    part = files.part(SENT, "word/_rels/document.xml.rels")
    return part.replace(b"</Relationships>", "".join(lines).encode() + b"</Relationships>")


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = {
    "to a part that is not there": related(f'<Relationship Id="x1" Type="{OFFICE}/footnotes" Target="gone.xml"/>'),
    "out of the file": related(f'<Relationship Id="x1" Type="{OFFICE}/footnotes" Target="../../../../etc/passwd"/>'),
    "to a place of the computer": related(f'<Relationship Id="x1" Type="{OFFICE}/footnotes" Target="/etc/passwd"/>'),
    "to itself": related(f'<Relationship Id="x1" Type="{OFFICE}/footnotes" Target="document.xml"/>'),
    "two of one name": related(*[f'<Relationship Id="x1" Type="{OFFICE}/header" Target="h{n}.xml"/>' for n in (1, 2)]),
    "without a target": related(f'<Relationship Id="x1" Type="{OFFICE}/footnotes"/>'),
    "none at all": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
    "no XML": b"<Relationships",
}


@pytest.mark.parametrize("name", RELATIONS)
def test_broken_relations_are_refused_or_lose_nothing(name: str) -> None:
    """One clear sentence, or the whole text as it was sent: never a part of it."""
    data = replaced("word/_rels/document.xml.rels", RELATIONS[name])
    refused = ""
    try:
        returned = read_returned(open_package(data), files.BASE)
    except Damaged as error:
        refused = error.message.text("de")
    assert (refused.endswith((".", "?")) and "\n" not in refused) or (returned.proposal, returned.changes) == (
        files.BASE,
        (),
    )


CODE = (
    "{{ 7*7 }} {% for x in y %}x{% endfor %} <% 7 %> ${7*7} #{7*7} {old} {0} %(x)s { MERGEFIELD Name } "
    "{ DDEAUTO cmd } =1+1 </w:t></w:p> ]]> &lt; &amp;"
)


def test_template_code_in_clauses_and_comments_is_words() -> None:
    """Sent, received, answered and told in sentences: nothing reads it as anything but words."""
    place = files.BASE.clauses[2].paragraphs[0].id
    base = replay(files.BASE, [Reword(place, language, (Run(CODE),)) for language in files.BASE.languages])
    about = replace(files.about(base, "de"), comments=(Comment("{{ Anna }}", files.WHEN, CODE, place, "de"),))
    data = write_docx(base, about)
    returned = read_returned(open_package(data), base)
    assert (returned.changes, returned.outside, dict(returned.unresolved)) == ((), (), {})
    assert [(one.author, one.text) for one in returned.remarks] == [("{{ Anna }}", CODE)]
    root = open_package(data).parts["word/document.xml"]
    assert {(node.text or "").split()[0] for node in root.iter(files.W + "instrText")} <= {"REF", "HYPERLINK"}

    def theirs(root: etree._Element) -> None:
        node = next(one for one in root.iter(files.W + "t") if "MERGEFIELD" in (one.text or ""))
        node.text = (node.text or "").replace("${7*7}", "{{ config }} {new}")

    changed = read_returned(open_package(files.edited(data, theirs)), base)
    (change,) = changed.changes
    assert "{{ config }} {new}" in change.change.messages[0].text("de"), change.change.messages[0].text("de")
    answer = reply_file(open_package(files.edited(data, theirs)), base, base, ("de",), "{{ Wir }}", files.WHEN, {})
    assert read_returned(open_package(answer.data), base).proposal == base


@pytest.mark.parametrize("simple", [False, True])
def test_a_field_that_fetches_its_words_is_named_and_shows_what_it_showed(simple: bool) -> None:
    code = ' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc.exe" '

    def put(root: etree._Element) -> None:
        node = next(one for one in root.iter(files.W + "t") if len(one.text or "") > 40)
        run = node.getparent()
        if simple:
            parts = [etree.Element(files.W + "fldSimple", {files.W + "instr": code})]
            etree.SubElement(etree.SubElement(parts[0], files.W + "r"), files.W + "t").text = " Quarzuhr"
        else:
            parts = [etree.Element(files.W + "r") for _part in range(5)]
            for part, kind in zip(parts[::2], ("begin", "separate", "end"), strict=True):
                etree.SubElement(part, files.W + "fldChar", {files.W + "fldCharType": kind})
            etree.SubElement(parts[1], files.W + "instrText").text = code
            etree.SubElement(parts[3], files.W + "t").text = " Quarzuhr"
        for part in reversed(parts):
            run.addnext(part)

    returned = read_returned(open_package(files.edited(SENT, put)), files.BASE)
    assert dict(returned.unresolved) == {"DDEAUTO": 1}
    said = [message.text("de") for one in returned.changes for message in one.change.messages]
    assert any("Quarzuhr" in one for one in [*said, *(one.new for one in returned.outside)])
    assert not any("cmd.exe" in one for one in said)


def test_what_is_not_resolved_is_named() -> None:
    def formula(root: etree._Element) -> None:
        first = next(iter(root.iter(files.W + "p")))
        etree.SubElement(first, "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath")
        etree.SubElement(first, files.W + "altChunk")

    returned = read_returned(open_package(files.edited(SENT, formula)), files.BASE)
    assert dict(returned.unresolved) == {"math": 1, "altChunk": 1}


@pytest.mark.parametrize("marked", [False, True])
def test_notes_boxes_headers_and_footers_are_shown(marked: bool) -> None:
    def add(root: etree._Element) -> None:
        paragraph = etree.SubElement(root, files.W + "p")
        parent = etree.SubElement(paragraph, files.W + "ins", files.MARK) if marked else paragraph
        run = etree.SubElement(parent, files.W + "r")
        etree.SubElement(run, files.W + "t").text = "Nur ein Satz in der Kopfzeile"

    returned = read_returned(open_package(files.edited(SENT, add, "word/header1.xml")), files.BASE)
    assert [(one.where, one.new, one.origin) for one in returned.outside] == [
        ("header", "Nur ein Satz in der Kopfzeile", "tracked" if marked else "unmarked")
    ]

    def box(root: etree._Element) -> None:
        run = next(iter(root.iter(files.W + "r")))
        inner = etree.SubElement(etree.SubElement(run, files.W + "drawing"), files.W + "txbxContent")
        text = etree.SubElement(etree.SubElement(etree.SubElement(inner, files.W + "p"), files.W + "r"), files.W + "t")
        text.text = "Im Textfeld"

    boxed = read_returned(open_package(files.edited(SENT, box)), files.BASE)
    assert [(one.where, one.new) for one in boxed.outside] == [("text_box", "Im Textfeld")]


@settings(max_examples=examples(90))
@given(st.data())
def test_damaged_files_give_a_sentence_or_a_text(data: st.DataObject) -> None:
    """Bytes of a part changed at random: never anything but a known error, or a text that is whole."""
    name = data.draw(st.sampled_from(["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/comments.xml"]))
    body = bytearray(files.part(SENT, name))
    for _change in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        returned = read_returned(open_package(replaced(name, bytes(body))), files.BASE)
    except DataPactError:
        return
    assert returned.understood <= returned.characters
