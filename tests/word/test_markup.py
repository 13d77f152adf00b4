"""Markup of other hands: whatever has words is read, and with a tracked change as what it is when accepted and when rejected."""

from __future__ import annotations

import pytest
from lxml import etree

from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import hiding_styles
from datapact.word.read.passages import View, units
from datapact.word.read.story import drawn, read_story
from datapact.word.reply.resolved import resolve

SPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "v": "urn:schemas-microsoft-com:vml",
        "odd": "urn:odd",
        "zz": "http://schemas.microsoft.com/office/word/2099/none",
    }.items()
)
GONE = "<w:pPr><w:rPr><w:del w:id='9' w:author='A'/></w:rPr></w:pPr>"
MOVED = "<w:pPr><w:rPr><w:moveFrom w:id='9' w:author='A'/></w:rPr></w:pPr>"


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def line(*inner: str, mark: str = "") -> str:
    return f"<w:p>{mark}{''.join(inner)}</w:p>"


def added(inner: str) -> str:
    return f"<w:ins w:id='1' w:author='A'>{inner}</w:ins>"


def gone(text: str) -> str:
    return f"<w:del w:id='2' w:author='B'><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def cell(text: str) -> str:
    return f"<w:tc>{line(run(text))}</w:tc>"


def field(form: str) -> str:
    start = f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{form}</w:ffData></w:fldChar></w:r>"
    return f"{start}<w:r><w:instrText>FORM</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"


def choice(needs: str) -> str:
    inner = f"<mc:Choice Requires='{needs}'><w:t>first</w:t></mc:Choice><mc:Fallback><w:t>other</w:t></mc:Fallback>"
    return line(f"<w:r><mc:AlternateContent>{inner}</mc:AlternateContent></w:r>")


LIST = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='eins'/><w:listEntry w:val='zwei'/></w:ddList>"
RATIO = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
CASES = {
    "two authors, one within the other": (line(run("a"), added(gone("b")), added(run("c")), gone("d")), "ac", "ad"),
    "a deleted mark before a table": (line(run("a"), mark=GONE) + f"<w:tbl><w:tr>{cell('x')}</w:tr></w:tbl>" + line(run("b")), "a|x|b", "a|x|b"),
    "a deleted line before a table": (line(gone("a"), mark=GONE) + f"<w:tbl><w:tr>{cell('x')}</w:tr></w:tbl>", "x", "a|x"),
    "a deleted mark before a content control": (line(run("a"), mark=GONE) + f"<w:sdt><w:sdtContent>{line(run('b'))}</w:sdtContent></w:sdt>" + line(run("c")), "ab|c", "a|b|c"),
    "a row within a mark": (f"<w:tbl><w:tr>{cell('x')}</w:tr>{added(f'<w:tr>{cell("y")}</w:tr>')}</w:tbl>", "x|y", "x"),
    "a cell within a mark": (f"<w:tbl><w:tr>{cell('x')}{added(cell('y'))}</w:tr></w:tbl>", "x|y", "x"),
    "rows and cells in custom XML and controls": (f"<w:tbl><w:customXml><w:tr><w:sdt><w:sdtContent>{cell('x')}</w:sdtContent></w:sdt></w:tr></w:customXml></w:tbl>", "x", "x"),
    "a formula": (line(run("a "), RATIO), "a 12", "a 12"),
    "a formula of its own": ("<m:oMathPara><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMathPara>", "x", "x"),
    "a tracked formula": (line(f"<m:oMath>{added('<m:r><m:t>x</m:t></m:r>')}</m:oMath>"), "x", ""),
    "how a word is read": (line(f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('X')}</w:rubyBase></w:ruby></w:r>"), "X(kan)", "X(kan)"),
    "an alternative that Word knows": (choice("wps"), "first", "first"),
    "an alternative that Word does not know": (choice("odd"), "other", "other"),
    "an alternative of a name like those of Word": (choice("zz"), "other", "other"),
    "an alternative of no known name among others": (choice("wps none"), "other", "other"),
    "an alternative that asks for nothing": (choice(""), "other", "other"),
    "a list of a form": (line(field(LIST)), "zwei", "zwei"),
    "a box of a form": (line(field("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>")), "☒", "☒"),
    "markup that nobody knows": (line(f"<odd:x>{run('a')}</odd:x>") + f"<odd:y>{line(run('b'))}</odd:y>", "a|b", "a|b"),
    "smart tags and direction": (line(f"<w:smartTag><w:customXml>{run('a')}</w:customXml></w:smartTag><w:bdo w:val='rtl'>{run('b')}</w:bdo>"), "ab", "ab"),
    "moves that cross": (line(f"<w:moveFromRangeStart w:id='1' w:name='m'/><w:moveFrom w:id='2'>{run('a')}</w:moveFrom>", mark=MOVED) + line(f"<w:moveFrom w:id='4'>{run('b')}</w:moveFrom><w:moveFromRangeEnd w:id='1'/>", run("c")) + line(f"<w:moveTo w:id='5'>{run('b')}</w:moveTo>"), "c|b", "a|bc"),
}  # fmt: skip


def body(inner: str) -> etree._Element:
    return etree.fromstring(f"<w:document {SPACES}><w:body>{inner}</w:body></w:document>")


def said(root: etree._Element, view: View) -> tuple[str, Coverage]:
    coverage = Coverage()
    found = [unit.text for unit in units(read_story(root, coverage), view)]
    return "|".join(text for text in found if text), coverage


@pytest.mark.parametrize("name", CASES)
def test_no_words_are_lost(name: str) -> None:
    inner, accepted, rejected = CASES[name]
    root = body(inner)
    words, coverage = said(root, "accepted")
    assert words == accepted
    assert coverage.characters == coverage.understood
    assert said(root, "rejected")[0] == rejected
    resolve(root)
    assert (said(root, "accepted")[0], said(root, "rejected")[0]) == (accepted, accepted)


def test_words_in_boxes_are_read_once() -> None:
    def box(inner: str) -> str:
        text = f"<w:txbxContent>{inner}</w:txbxContent>"
        new = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{text}</wps:txbx></w:drawing></mc:Choice>"
        old = f"<mc:Fallback><w:pict><v:textbox>{text}</v:textbox></w:pict></mc:Fallback>"
        return f"<w:r><mc:AlternateContent>{new}{old}</mc:AlternateContent></w:r>"

    path = "<w:r><w:pict><v:shape><v:textpath string='ENTWURF'/></v:shape></w:pict></w:r>"
    coverage = said(body(line(box(line(run("outer"), box(line(run("inner")))))) + line(path)), "accepted")[1]
    assert coverage.characters == coverage.understood == 10
    assert [unit.text for one in coverage.boxes for unit in units(one, "accepted")] == ["inner", "outer", "ENTWURF"]


def test_words_of_a_chart_are_read_and_its_numbers_not() -> None:
    shown = "<c:tx><a:p><a:r><a:t>Umsatz</a:t></a:r></a:p></c:tx>"
    names = "<c:cat><c:strCache><c:pt><c:v>Ulm</c:v></c:pt></c:strCache></c:cat>"
    root = etree.fromstring(
        f"<c:chart {SPACES}>{shown}{names}<c:val><c:numCache><c:v>7</c:v></c:numCache></c:val></c:chart>"
    )
    coverage = Coverage()
    assert [unit.text for unit in units(drawn(root, coverage), "accepted")] == ["Umsatz", "Ulm"]
    assert coverage.characters == coverage.understood


def test_words_hidden_in_the_code_of_a_field_are_named() -> None:
    hidden = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>" + run("never") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    words, coverage = said(body(line(run("a"), hidden)), "accepted")
    assert words == "a"
    assert coverage.unresolved == {"fldChar": 1}


KINDS = ("AlternateContent", "vanish", "dataBinding")
HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
BOUND = "<w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='X'/></w:sdtPr>"
NAMED = {
    "alternatives with other words": (choice("wps"), {"AlternateContent": 1}),
    "alternatives with the same words": (choice("wps").replace("other", "first"), {}),
    "words that Word does not show": (line(f"<w:r>{HIDDEN}<w:t>not</w:t></w:r>"), {"vanish": 1}),
    "words hidden before a change": (
        line(f"<w:r><w:rPr><w:rPrChange w:id='1'>{HIDDEN}</w:rPrChange></w:rPr><w:t>not</w:t></w:r>"),
        {"vanish": 1},
    ),
    "words hidden by a style": (line("<w:r><w:rPr><w:rStyle w:val='Off'/></w:rPr><w:t>not</w:t></w:r>"), {"vanish": 1}),
    "words hidden by the style of their line": (line(run("not"), mark="<w:pPr><w:pStyle w:val='Off'/></w:pPr>"), {"vanish": 1}),
    "words shown in spite of a switch": (line("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>not</w:t></w:r>"), {}),
    "a hidden mark of a line": (line(run("a"), mark=f"<w:pPr>{HIDDEN}</w:pPr>"), {}),
    "words that Word fills anew": (line(f"<w:sdt>{BOUND}<w:sdtContent>{run('100')}</w:sdtContent></w:sdt>"), {"dataBinding": 1}),
    "a bound control without words": (line(f"<w:sdt>{BOUND}<w:sdtContent/></w:sdt>"), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_words_that_word_may_show_otherwise_are_named(name: str) -> None:
    inner, named = NAMED[name]
    sheet = (
        f"<w:style w:styleId='Over'><w:basedOn w:val='None'/>{HIDDEN}</w:style>"
        "<w:style w:styleId='Off'><w:basedOn w:val='Over'/></w:style>"
    )
    coverage = Coverage(hiding=hiding_styles([etree.fromstring(f"<w:styles {SPACES}>{sheet}</w:styles>")]))
    read_story(body(inner), coverage)
    assert {kind: count for kind, count in coverage.unresolved.items() if kind in KINDS} == named
