"""The other parts of a Word file: styles, numbering, settings, header and footer, properties, and our own part.

They hold nothing about the computer or its user: no names but the author that was set, no revision ids, no paths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from datapact.base.texts import Language

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
)
OWN = "urn:datapact:word:1"
"""Namespace of the part that says which agreement a file is about."""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in (
            ("word/document.xml", f"{_WORD}.document.main+xml"),
            ("word/styles.xml", f"{_WORD}.styles+xml"),
            ("word/numbering.xml", f"{_WORD}.numbering+xml"),
            ("word/settings.xml", f"{_WORD}.settings+xml"),
            ("word/header1.xml", f"{_WORD}.header+xml"),
            ("word/footer1.xml", f"{_WORD}.footer+xml"),
            ("word/comments.xml", f"{_WORD}.comments+xml"),
            ("word/commentsExtended.xml", f"{_WORD}.commentsExtended+xml"),
            ("customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
            ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        )
    )
    + "</Types>"
)


def _relations(listed: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(listed, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


PACKAGE_RELATIONS = _relations(
    [
        (f"{_OFFICE}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{_OFFICE}/extended-properties", "docProps/app.xml"),
    ]
)
DOCUMENT_RELATIONS = _relations(
    [
        (f"{_OFFICE}/styles", "styles.xml"),
        (f"{_OFFICE}/numbering", "numbering.xml"),
        (f"{_OFFICE}/settings", "settings.xml"),
        (f"{_OFFICE}/header", "header1.xml"),
        (f"{_OFFICE}/footer", "footer1.xml"),
        (f"{_OFFICE}/comments", "comments.xml"),
        ("http://schemas.microsoft.com/office/2011/relationships/commentsExtended", "commentsExtended.xml"),
        (f"{_OFFICE}/customXml", "../customXml/item1.xml"),
    ]
)
ITEM_RELATIONS = _relations([(f"{_OFFICE}/customXmlProps", "itemProps1.xml")])
ITEM_PROPERTIES = (
    '<ds:datastoreItem ds:itemID="{D47A9AC7-0B1E-4E6B-9C2F-6F0B7D0A5C11}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    f'<ds:schemaRefs><ds:schemaRef ds:uri="{OWN}"/></ds:schemaRefs></ds:datastoreItem>'
)
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1304" w:left="1418" '
    'w:header="680" w:footer="567" w:gutter="0"/></w:sectPr>'
)


def settings(tracking: bool) -> str:
    """``word/settings.xml``; ``tracking`` switches the recording of changes on."""
    track = "<w:trackRevisions/>" if tracking else ""
    return (
        f'<w:settings {NAMESPACES}>{track}<w:defaultTabStop w:val="709"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat></w:settings>'
    )


def _level(level: int, form: str, text: str, style: str, left: int, hanging: int) -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:suff w:val="tab"/>'
        f'<w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )


def indents(level: int, language: str) -> tuple[int, int]:
    """Left and hanging indent of a level of the numbered list, in twentieths of a point."""
    wide = 709 if language == "de" else 1134
    return ((wide, wide), (567, 567), (1021, 454))[level]


def numbering(main: Language) -> str:
    """``word/numbering.xml``: one multilevel list a language; that of the file's own language belongs to the styles."""
    lists = []
    for number, (language, clause) in enumerate((("de", "§ %1"), ("en", "Section %1")), start=1):
        own = language == main
        levels = (
            _level(0, "decimal", clause, "Heading1" if own else "", *indents(0, language))
            + _level(1, "decimal", "(%2)", "DPParagraph" if own else "", *indents(1, language))
            + _level(2, "lowerLetter", "%3)", "DPPoint" if own else "", *indents(2, language))
        )
        lists.append(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    numbers = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    return f"<w:numbering {NAMESPACES}>{''.join(lists)}{numbers}</w:numbering>"


_INK, _QUIET, _ACCENT = "1F2933", "5B6770", "1F5673"


def _style(
    identifier: str, name: str, paragraph: str = "", run: str = "", *, based: str = "Normal", after: str = ""
) -> str:
    follows = f'<w:next w:val="{after}"/>' if after else ""
    custom = ' w:customStyle="1"' if identifier.startswith("DP") else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identifier}"><w:name w:val={quoteattr(name)}/>'
        f'<w:basedOn w:val="{based}"/>{follows}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def styles(main: Language) -> str:
    """``word/styles.xml``; fonts that every Word has, sizes as on the PDF."""
    locale = {"de": "de-DE", "en": "en-GB"}[main]
    sans = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
    heading = f'{sans}<w:b/><w:color w:val="{_ACCENT}"/>'
    quiet = f'{sans}<w:color w:val="{_QUIET}"/>'
    listed = [
        _style("Title", "Title", _space(120, 60), f"<w:b/>{_size(44)}"),
        _style("Subtitle", "Subtitle", _space(0, 160), f'<w:i/><w:color w:val="{_QUIET}"/>{_size(28)}'),
        _style(
            "Heading1",
            "heading 1",
            f'<w:keepNext/>{_space(300, 100)}<w:outlineLvl w:val="0"/>',
            heading + _size(23),
            after="DPParagraph",
        ),
        _style(
            "Heading2",
            "heading 2",
            f'<w:keepNext/>{_space(220, 80)}<w:outlineLvl w:val="1"/>',
            f"{sans}<w:b/>{_size(20)}",
        ),
        _style(
            "DPPreamble",
            "Contract preamble",
            f'<w:keepNext/>{_space(300, 100)}<w:outlineLvl w:val="0"/>',
            heading + _size(23),
            after="DPSingle",
        ),
        _style("DPParagraph", "Contract paragraph", _space(0, 100)),
        _style("DPSingle", "Contract paragraph without number", _space(0, 100)),
        _style("DPPoint", "Contract point", _space(0, 60)),
        _style(
            "DPAnnex",
            "Annex heading",
            f'<w:keepNext/><w:pageBreakBefore/>{_space(0, 160)}<w:outlineLvl w:val="0"/>',
            heading + _size(32),
        ),
        _style("DPKicker", "Contract kicker", _space(0, 120), f"{heading}{_size(17)}"),
        _style("DPParty", "Contract party", f"<w:keepNext/>{_space(120, 20)}", f"<w:b/>{_size(24)}"),
        _style("DPPartyLine", "Contract party line", '<w:ind w:left="397"/>' + _space(0, 0)),
        _style("DPNotice", "Contract notice", _space(0, 60), quiet + _size(18)),
        _style("DPCell", "Contract cell", _space(20, 20), sans + _size(17)),
        _style("DPCellHead", "Contract cell heading", _space(20, 20), f"{sans}<w:b/>{_size(17)}"),
        _style("Header", "header", _space(0, 0), quiet + _size(15)),
        _style(
            "Footer", "footer", '<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>' + _space(0, 0), quiet + _size(15)
        ),
        _style("CommentText", "annotation text", "", _size(20)),
    ]
    tables = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="DPTable"><w:name w:val="Contract table"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="C5CDD3"/>' for side in ("top", "bottom", "insideH")
        )
        + "</w:tblBorders></w:tblPr></w:style>"
        '<w:style w:type="table" w:customStyle="1" w:styleId="DPColumns"><w:name w:val="Contract columns"/>'
        '<w:basedOn w:val="TableNormal"/></w:style>'
    )
    characters = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>'
        '</w:style><w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
        f"<w:rPr>{_size(16)}</w:rPr></w:style>"
    )
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Cambria" w:hAnsi="Cambria" w:cs="Times New Roman" w:eastAsia="Cambria"/>'
        f'<w:color w:val="{_INK}"/>{_size(20)}<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="269" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    )
    return f"<w:styles {NAMESPACES}>{defaults}{normal}{characters}{tables}{''.join(listed)}</w:styles>"


def _field(instruction: str) -> str:
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def header(text: str) -> str:
    """``word/header1.xml`` with one line."""
    return (
        f'<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:hdr>'
    )


def footer(text: str) -> str:
    """``word/footer1.xml``: the text at the left, the page and the number of pages at the right."""
    return (
        f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r><w:r><w:tab/></w:r>'
        f'{_field("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}</w:p></w:ftr>'
    )


def core(title: str, author: str, moment: datetime) -> str:
    """``docProps/core.xml``."""
    date = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(author)}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{date}</dcterms:modified></cp:coreProperties>'
    )


APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>DataPact</Application></Properties>"
)


def own_part(
    attributes: Mapping[str, str], places: Sequence[Mapping[str, str]], terms: Sequence[Mapping[str, str]]
) -> str:
    """``customXml/item1.xml``: which agreement and text this is, and what each bookmark and content control holds."""

    def element(name: str, values: Mapping[str, str]) -> str:
        return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in values.items())}/>"

    head = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    inner = "".join(element("place", one) for one in places) + "".join(element("term", one) for one in terms)
    return f'<agreement xmlns="{OWN}"{head}>{inner}</agreement>'
