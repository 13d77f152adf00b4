"""Footnotes and endnotes of a returned Word file: read where the text refers to them, quoted whole, never lost."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from lxml import etree

from datapact.base.errors import WrongUse
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.reply.reply_file import reply_file
from datapact.word.steps.coverage import coverage_lines
from datapact.word.write.docx import word_languages
from tests.word import returned_files as files
from tests.word.returned_files import BASE, MARK, W

PLACE = next(
    one.id for clause in BASE.clauses for one in clause.paragraphs[1:] if all(run.is_plain for run in one.text["de"])
)
WORDS = plain_text(dict(places(BASE.clauses))[PLACE]["de"])
CHOSEN = word_languages(BASE, ["de"])


def noted(kind: str = "footnote", *, marked: bool = False, inner: str = "", referred: bool = True) -> bytes:
    """The file of the example with a note behind the words of a paragraph."""
    inner = inner or '<w:r><w:t xml:space="preserve">  ohne  Umsatzsteuer</w:t></w:r>'
    notes = (
        f'<w:{kind}s xmlns:w="{W[1:-1]}"><w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        f'</w:{kind}><w:{kind} w:id="7"><w:p><w:r><w:{kind}Ref/></w:r>{inner}</w:p></w:{kind}></w:{kind}s>'
    )

    def refer(root: etree._Element) -> None:
        node = next(one for one in root.iter(W + "p") if WORDS[:60] in "".join(one.itertext()))
        parent = etree.SubElement(node, W + "ins", MARK) if marked else node
        etree.SubElement(etree.SubElement(parent, W + "r"), W + f"{kind}Reference", {W + "id": "7"})

    def relate(root: etree._Element) -> None:
        kind_uri = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}s"
        etree.SubElement(root, root[0].tag, {"Id": "rIdNotes", "Type": kind_uri, "Target": f"{kind}s.xml"})

    data = files.edited(files.sent("de"), refer) if referred else files.sent("de")
    target = BytesIO(files.edited(data, relate, "word/_rels/document.xml.rels"))
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(f"word/{kind}s.xml", notes)
    return target.getvalue()


def read(data: bytes) -> Returned:
    return read_returned(open_package(data), BASE)


def said(returned: Returned) -> str:
    return plain_text(dict(places(returned.proposal.clauses))[PLACE]["de"])


@pytest.mark.parametrize(("kind", "marked"), [("footnote", False), ("footnote", True), ("endnote", True)])
def test_a_note_is_a_change_where_the_text_refers_to_it(kind: str, marked: bool) -> None:
    returned = read(noted(kind, marked=marked))
    assert [(one.change.place, one.origin) for one in returned.changes] == [
        (PLACE, "tracked" if marked else "unmarked")
    ]
    assert said(returned) == f"{WORDS} [Fn.: ohne Umsatzsteuer]"
    assert returned.outside == ()
    assert returned.understood == returned.characters
    assert returned.notes == 1
    assert any("1 footnote or endnote" in line for line in map(str, coverage_lines(returned)))


def test_words_in_a_note_keep_their_marks() -> None:
    inner = (
        '<w:r><w:t>ohne </w:t></w:r><w:del w:id="1" w:author="P"><w:r><w:delText>Umsatz</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="P"><w:r><w:t>Mehrwert</w:t></w:r></w:ins><w:r><w:t>steuer</w:t></w:r>'
    )
    returned = read(noted(inner=inner))
    assert said(returned).endswith("[Fn.: ohne Mehrwertsteuer]")
    made = reply_file(
        open_package(noted(inner=inner)), BASE, returned.proposal, CHOSEN, "Anna Keller", files.WHEN, {}
    ).data
    assert b"delText" in files.part(made, "word/footnotes.xml")
    assert said(read(made)) == said(returned)


def test_a_note_to_which_nothing_refers_and_one_without_words_are_named() -> None:
    lonely = read(noted(referred=False))
    assert [(one.where, one.new) for one in lonely.outside] == [("footnote", "ohne Umsatzsteuer")]
    assert lonely.changes == ()

    def repeat(root: etree._Element) -> None:
        reference = next(root.iter(W + "footnoteReference"))
        reference.addnext(etree.fromstring(etree.tostring(reference)))

    twice = read(files.edited(noted(), repeat))
    assert said(twice) == f"{WORDS} [Fn.: ohne Umsatzsteuer]"
    assert dict(twice.unresolved) == {"footnoteReference": 1}
    empty = read(noted(inner="<w:r><w:t/></w:r>"))
    assert dict(empty.unresolved) == {"footnoteReference": 1}


def test_our_answer_keeps_a_note_takes_it_out_whole_or_is_refused() -> None:
    theirs = noted()
    accepted = read(theirs).proposal
    kept = reply_file(open_package(theirs), BASE, accepted, CHOSEN, "Anna Keller", files.WHEN, {}).data
    assert files.part(kept).count(b"footnoteReference") == 1
    assert b"w:del " not in files.part(kept)
    refused = etree.fromstring(
        files.part(reply_file(open_package(theirs), BASE, BASE, CHOSEN, "Anna Keller", files.WHEN, {}).data)
    )
    (reference,) = refused.iter(W + "footnoteReference")
    assert reference.getparent().getparent().tag == W + "del"
    shorter = apply(accepted, Reword(PLACE, "de", (Run(said(read(theirs)).replace("ohne ", "mit ")),)))
    with pytest.raises(WrongUse):
        reply_file(open_package(theirs), BASE, shorter, CHOSEN, "Anna Keller", files.WHEN, {})
    around = apply(accepted, Reword(PLACE, "de", (Run("Zuerst: " + said(read(theirs))),)))
    made = reply_file(open_package(theirs), BASE, around, CHOSEN, "Anna Keller", files.WHEN, {}).data
    assert said(read(made)) == "Zuerst: " + said(read(theirs))
    assert files.part(made).count(b"footnoteReference") == 1
