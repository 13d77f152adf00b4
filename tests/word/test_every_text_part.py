"""Whatever part of a Word file carries words: they are shown where people look, or that part is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from lxml import etree

from datapact.contract.text.clauses import places, plain_text
from datapact.paper.read.text import PaperText
from datapact.paper.read.word_file import read_word
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.steps.coverage import KINDS, coverage_lines
from tests.word import returned_files as files
from tests.word.test_markup import SPACES

W = files.W
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHOWN, NAMED = "shown", "named"


def _paragraph(word: str) -> str:
    return f"<w:p><w:r><w:t>{word}</w:t></w:r></w:p>"


def _in_text(inner: Callable[[str], str]) -> Callable[[str], bytes]:
    """The words in the first paragraph of the last clause that has one, within some markup."""

    def made(word: str) -> bytes:
        def put(root: etree._Element) -> None:
            target = [one for one in root.iter(W + "p") if len("".join(one.itertext())) > 80][-1]
            for node in etree.fromstring(f"<x {SPACES}>{inner(word)}</x>"):
                target.append(node)

        return files.edited(files.sent("de"), put)

    return made


def _part(
    name: str, kind: str, root: str, *, refer: str = "", related: bool = True, inner: Callable[[str], str] = _paragraph
) -> Callable[[str], bytes]:
    """A part of its own with the words; ``refer`` is what the text says of it."""

    def made(word: str) -> bytes:
        data = _in_text(lambda _word: refer)(word) if refer else files.sent("de")

        def relate(node: etree._Element) -> None:
            etree.SubElement(node, node[0].tag, {"Id": "rIdX", "Type": f"{_OFFICE}/{kind}", "Target": name})

        if related:
            data = files.edited(data, relate, "word/_rels/document.xml.rels")
        body = f"<{root} {SPACES}>{inner(word)}</{root.split()[0]}>"
        target = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
            for entry in old.infolist():
                if entry.filename != f"word/{name}":
                    new.writestr(entry.filename, old.read(entry))
            new.writestr(f"word/{name}", body)
        return target.getvalue()

    return made


def _run(word: str) -> str:
    return f"<w:r><w:t>{word}</w:t></w:r>"


def _comment(word: str) -> str:
    return f"<w:comment w:id='77' w:author='RA Weber' w:date='2026-11-30T09:15:00'>{_paragraph(word)}</w:comment>"


def _box(word: str) -> str:
    return f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{_paragraph(word)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"


def _note(kind: str) -> Callable[[str], str]:
    return lambda word: f"<w:{kind} w:id='7'>{_paragraph(word)}</w:{kind}>"


def _chart(word: str) -> str:
    return f"<c:tx><a:p><a:r><a:t>{word}</a:t></a:r></a:p></c:tx>"


_POINT = "<w:r><w:commentReference w:id='77'/></w:r>"
_RANGE = f"<w:commentRangeStart w:id='77'/>{_run(' und')}<w:commentRangeEnd w:id='77'/>{_POINT}"
PARTS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "the text": (_in_text(_run), SHOWN),
    "a content control": (_in_text(lambda w: f"<w:sdt><w:sdtPr/><w:sdtContent>{_run(w)}</w:sdtContent></w:sdt>"), SHOWN),
    "a text box": (_in_text(_box), SHOWN),
    "an alternative that Word shows": (_in_text(lambda w: f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>{w}</w:t></mc:Choice><mc:Fallback><w:t>{w}</w:t></mc:Fallback></mc:AlternateContent></w:r>"), SHOWN),
    "an alternative that others show": (_in_text(lambda w: f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>x</w:t></mc:Choice><mc:Fallback><w:t>{w}</w:t></mc:Fallback></mc:AlternateContent></w:r>"), NAMED),
    "a smart tag": (_in_text(lambda w: f"<w:smartTag>{_run(w)}</w:smartTag>"), SHOWN),
    "hidden words": (_in_text(lambda w: f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{w}</w:t></w:r>"), NAMED),
    "a formula": (_in_text(lambda w: f"<m:oMath><m:r><m:t>{w}</m:t></m:r></m:oMath>"), SHOWN),
    "markup that nobody knows": (_in_text(lambda w: f"<odd:x>{_run(w)}</odd:x>"), SHOWN),
    "properties of a paragraph": (_in_text(lambda w: f"<w:pPr>{_run(w)}</w:pPr>"), NAMED),
    "a header": (_part("header9.xml", "header", "w:hdr"), SHOWN),
    "a footer": (_part("footer9.xml", "footer", "w:ftr"), SHOWN),
    "a text box in a header": (_part("header9.xml", "header", "w:hdr", inner=lambda w: f"<w:p>{_box(w)}</w:p>"), SHOWN),
    "a header that no page shows": (_part("header9.xml", "header", "w:hdr", related=False), NAMED),
    "a footnote": (_part("footnotes.xml", "footnotes", "w:footnotes", inner=_note("footnote"), refer="<w:r><w:footnoteReference w:id='7'/></w:r>"), SHOWN),
    "an endnote": (_part("endnotes.xml", "endnotes", "w:endnotes", inner=_note("endnote"), refer="<w:r><w:endnoteReference w:id='7'/></w:r>"), SHOWN),
    "a footnote to which nothing refers": (_part("footnotes.xml", "footnotes", "w:footnotes", inner=_note("footnote")), SHOWN),
    "footnotes that nothing names": (_part("footnotes.xml", "footnotes", "w:footnotes", inner=_note("footnote"), related=False), NAMED),
    "a comment": (_part("comments.xml", "comments", "w:comments", inner=_comment, refer=_RANGE), SHOWN),
    "a comment at a point": (_part("comments.xml", "comments", "w:comments", inner=_comment, refer=_POINT), SHOWN),
    "a comment at no place": (_part("comments.xml", "comments", "w:comments", inner=_comment), SHOWN),
    "comments that nothing names": (_part("comments9.xml", "comments", "w:comments", inner=_comment, related=False), NAMED),
    "a chart": (_part("charts/chart9.xml", "chart", "c:chartSpace", inner=_chart), SHOWN),
    "a chart that only a header has": (_part("charts/chart9.xml", "chart", "c:chartSpace", inner=_chart, related=False), NAMED),
    "building blocks": (_part("glossary/document.xml", "glossaryDocument", "w:glossaryDocument", inner=lambda w: f"<w:docParts>{_paragraph(w)}</w:docParts>"), NAMED),
    "a part of a kind to come": (_part("odd.xml", "odd", "odd:part", inner=_paragraph), NAMED),
}  # fmt: skip


def _seen(returned: Returned) -> str:
    """All that a person is shown of a file that came back."""
    document = returned.proposal
    words = [plain_text(runs) for _place, texts in places(document.clauses) for runs in texts.values()]
    return "\n".join((*words, *(one.new for one in returned.outside), *(one.text for one in returned.remarks)))


def _read(text: PaperText) -> str:
    return "\n".join((text.words, *(one.text for one in text.comments)))


@pytest.mark.parametrize("name", PARTS)
def test_words_are_shown_or_their_part_is_named(name: str) -> None:
    make, wanted = PARTS[name]
    clean_file = read_word(files.sent("de"))
    assert not clean_file.markup

    word = "Quarzöl"
    data = make(word)
    returned, paper = read_returned(open_package(data), files.BASE), read_word(data)
    for seen, named, characters, understood in (
        (_seen(returned), returned.unresolved, returned.characters, returned.understood),
        (_read(paper), dict(paper.markup), paper.characters, paper.understood),
    ):
        if wanted == SHOWN:
            assert word in seen
        else:
            assert named
            assert understood < characters or word in seen or name == "an alternative that others show"
    lines = coverage_lines(returned)
    assert (lines[0] == "The file was read in full.") == (not returned.unresolved)
    assert PaperText.read(paper.write()) == paper


def test_a_comment_keeps_who_when_where_and_its_words() -> None:
    (comment,) = read_word(PARTS["a comment"][0]("Bitte streichen")).comments
    text = read_word(PARTS["a comment"][0]("Bitte streichen"))
    assert (comment.author, comment.time, comment.text) == ("RA Weber", "2026-11-30T09:15:00", "Bitte streichen")
    assert comment.words == "und"
    assert text.passages[comment.passage - 1].text.endswith(" und")
    (point,) = read_word(PARTS["a comment at a point"][0]("Bitte streichen")).comments
    assert (point.passage, point.words) == (comment.passage, "")
    (lost,) = read_word(PARTS["a comment at no place"][0]("Bitte streichen")).comments
    assert lost.passage == 0
    assert "Bitte streichen" not in text.words
    assert text.unread == 0


def test_the_words_for_kinds_are_those_of_people() -> None:
    data = PARTS["building blocks"][0]("Baustein")
    line = coverage_lines(read_returned(open_package(data), files.BASE))[1]
    assert KINDS["glossaryDocument"] in line
    assert "glossaryDocument" not in line
