"""Make an archival document of reportlab's pages: tagged PDF/A-3a and PDF/UA-1, with its attachments, by pikepdf.

It writes the XMP metadata with the extension schema that names PDF/UA, and the structure tree, parent tree, links and
form fields (PDF 32000-1, 14.7).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from datapact.base.clock import write_time
from datapact.pdf.engine.canvas import Place
from datapact.pdf.engine.composer import Entry
from datapact.pdf.engine.layout import colour_profile
from datapact.pdf.engine.tags import Annotation, Element, Mark, Tags

PRODUCER = "DataPact"

_EXTENSION = """<pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{ua}</rdf:Seq></pdfaSchema:property></rdf:li>
{own}</rdf:Bag></pdfaExtension:schemas>"""

_OWN_SCHEMA = """<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>DataPact {about} schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:datapact:agreement</pdfaSchema:namespaceURI><pdfaSchema:prefix>datapact</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{own}</rdf:Seq></pdfaSchema:property></rdf:li>
"""

_PROPERTY = (
    '<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
    "<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
)

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:datapact="urn:datapact:agreement"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language>
<xmp:CreateDate>{time}</xmp:CreateDate><xmp:ModifyDate>{time}</xmp:ModifyDate><xmp:MetadataDate>{time}</xmp:MetadataDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
{own}
{extension}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""

_OWN = {
    "agreement": "Identifier of the agreement",
    "number": "Number of the agreement",
    "digest": "SHA-256 of the canonical agreement.json, base64url",
    "stage": "draft, agreed, frozen or paper",
    "layout": "Version of the layout",
    "copies": "chain (all sign one file) or counterparts (each party its own copy)",
}


def write_metadata(title: str, languages: tuple[str, ...], dated: datetime, own: Mapping[str, str]) -> bytes:
    """The XMP packet. ``own`` holds the values of our own properties by name: those of ``_OWN`` for an agreement
    (``copies`` where it is signed outside), the layout alone for a report, none for a report of an older program."""
    ua = _PROPERTY.format(name="part", kind="Integer", description="Part of ISO 14289")
    about = "report" if own.keys() == {"layout"} else "agreement"
    declared = "".join(
        _PROPERTY.format(name=name, kind="Text", description=description)
        for name, description in _OWN.items()
        if name in own
    )
    return _PACKET.format(
        title=escape(title, quote=False),
        languages="".join(f"<rdf:li>{language}</rdf:li>" for language in languages),
        time=write_time(dated),
        producer=PRODUCER,
        own="\n".join(
            f"<datapact:{name}>{escape(own[name], quote=False)}</datapact:{name}>" for name in _OWN if name in own
        ),
        extension=_EXTENSION.format(ua=ua, own=_OWN_SCHEMA.format(about=about, own=declared) if own else ""),
    ).encode()


_PRINT = 4  # annotation flag: PDF/A asks for it
_LINKS_ARE_BARE = Array([0, 0, 0])


def add_structure(pdf: Pdf, tags: Tags, places: Mapping[str, Place], language: str) -> None:
    """Write the elements, marks and annotations of ``tags`` into ``pdf``. Empty elements are left out."""
    pages = [page.obj for page in pdf.pages]
    written: dict[int, Object] = {}
    objects = _annotations(pdf, tags, places, pages)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    top = _write(pdf, tags.root, root, pages, written, objects)
    numbers: list[Object | int] = []
    for key, annotation in enumerate(tags.annotations):
        numbers += [key, written[id(annotation.owner)]]
    offset = len(tags.annotations)
    for index, page in enumerate(pages):
        page.StructParents = offset + index
        page.Tabs = Name.S
        marks = tags.pages.get(index, [])
        numbers += [offset + index, pdf.make_indirect(Array([written[id(element)] for element in marks]))]
    root.K = Array([top])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
    root.ParentTreeNextKey = offset + len(pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _write(
    pdf: Pdf,
    element: Element,
    parent: Object,
    pages: Sequence[Object],
    written: dict[int, Object],
    objects: Mapping[int, Object],
) -> Object | None:
    if not _has_content(element):
        return None
    node = Dictionary(S=Name("/" + element.role), P=parent)
    if element.language:
        node.Lang = String(element.language)
    if element.alternative:
        node.Alt = String(element.alternative)
    attributes = _attributes(element)
    if attributes is not None:
        node.A = attributes
    own_page = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
    if own_page is not None:
        node.Pg = pages[own_page]
    made = pdf.make_indirect(node)
    written[id(element)] = made
    kids: list[Object | int] = []
    for kid in element.kids:
        if isinstance(kid, Mark):
            if kid.page == own_page:
                kids.append(kid.number)
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=pages[kid.page], MCID=kid.number))
        elif isinstance(kid, Annotation):
            kids.append(Dictionary(Type=Name.OBJR, Pg=pages[kid.page], Obj=objects[id(kid)]))
        else:
            child = _write(pdf, kid, made, pages, written, objects)
            if child is not None:
                kids.append(child)
    made.K = kids[0] if len(kids) == 1 else Array(kids)
    return made


def _has_content(element: Element) -> bool:
    return any(not isinstance(kid, Element) or _has_content(kid) for kid in element.kids)


def _attributes(element: Element) -> Dictionary | None:
    if element.role in ("TH", "TD"):
        attributes = Dictionary(O=Name.Table)
        if element.scope:
            attributes.Scope = Name("/" + element.scope)
        if element.column_span > 1:
            attributes.ColSpan = element.column_span
        return attributes if len(attributes.keys()) > 1 else None
    if element.numbering:
        return Dictionary(O=Name.List, ListNumbering=Name("/" + element.numbering))
    return None


def _annotations(pdf: Pdf, tags: Tags, places: Mapping[str, Place], pages: Sequence[Object]) -> dict[int, Object]:
    """Links and empty signature fields, by identity of their Annotation; their keys in the parent tree by order."""
    objects: dict[int, Object] = {}
    by_page: dict[int, list[Object]] = {}
    fields: list[Object] = []
    for key, annotation in enumerate(tags.annotations):
        common = Dictionary(
            Type=Name.Annot,
            Rect=Array([round(side, 2) for side in annotation.rectangle]),
            F=_PRINT,
            P=pages[annotation.page],
            StructParent=key,
        )
        if annotation.field:
            _make_field(pdf, common, annotation)
        else:
            place = places[annotation.target]
            common.Subtype = Name.Link
            common.Border = _LINKS_ARE_BARE
            common.Contents = String(annotation.description)
            common.Dest = Array([pages[place.page], Name.XYZ, 0, round(place.top, 2), 0])
        made = pdf.make_indirect(common)
        if annotation.field:
            fields.append(made)
        objects[id(annotation)] = made
        by_page.setdefault(annotation.page, []).append(made)
    for page, placed in by_page.items():
        pages[page].Annots = Array(placed)
    if fields:
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields), SigFlags=0))
    return objects


def _make_field(pdf: Pdf, field: Dictionary, annotation: Annotation) -> None:
    """An empty signature field merged with its widget; PDF/A wants an appearance even for an empty one."""
    left, bottom, right, top = annotation.rectangle
    field.Subtype = Name.Widget
    field.FT = Name.Sig
    field.T = String(annotation.field)
    field.TU = String(annotation.description)
    field.Contents = String(annotation.description)
    appearance = pikepdf.Stream(pdf, b"")
    appearance.Type, appearance.Subtype = Name.XObject, Name.Form
    appearance.BBox = Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
    appearance.Resources = Dictionary()
    field.AP = Dictionary(N=appearance)


VERSION = "1.7"  # PDF/A-3 is based on it

type Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]

# What an attachment is to the document (PDF/A-3, 6.8): the agreement is its source, the proof supplements it.
_RELATIONSHIP: dict[str, Relationship] = {"agreement.json": "Source", "proof.json": "Supplement"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document. ``media`` is its media type, ``description`` the text that a reader's program shows."""

    name: str
    """Of the file, unique in the document."""
    data: bytes
    """Bytes as they are embedded."""
    media: str = "application/json"
    relationship: Relationship = "Unspecified"
    """The relationship of the file to the document (PDF/A-3, 6.8)."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result of drawing: reportlab's file, and the data that it does not contain."""

    pdf: bytes
    """Bytes, without tags, metadata and attachments."""
    tags: Tags
    """Structure of the pages, to be written into the file."""
    places: Mapping[str, Place]
    """By name; links and the outline lead to them."""
    entries: Sequence[Entry]
    """Lines of the outline, in the order of the pages."""


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of a document."""

    title: str
    """Shown in the title bar of readers."""
    languages: tuple[str, ...]
    """Codes such as ``de``; the first is that of the document."""
    dated: datetime
    """Time of creation and change, so that the same input gives the same bytes."""
    own: Mapping[str, str]
    """Our properties of the XMP metadata by name; empty for none."""


def archive(drawn: Drawn, about: About, attachments: Mapping[str, bytes] | Sequence[Attachment]) -> bytes:
    """The finished, unsigned document; the same input gives the same bytes."""
    with pikepdf.open(BytesIO(drawn.pdf)) as pdf:
        for page in pdf.pages:
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
        add_structure(pdf, drawn.tags, drawn.places, about.languages[0])
        _add_outline(pdf, drawn)
        _add_metadata(pdf, about)
        _add_colour_profile(pdf)
        _attach(pdf, _described(attachments), about.dated)
        target = BytesIO()
        pdf.save(
            target,
            deterministic_id=True,
            force_version=VERSION,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return target.getvalue()


def _add_outline(pdf: Pdf, drawn: Drawn) -> None:
    with pdf.open_outline() as outline:
        for entry in drawn.entries:
            place = drawn.places[entry.place]
            item = OutlineItem(entry.title, place.page, "XYZ", left=0, top=round(place.top + 12, 2), zoom=0)
            if entry.level > 2 and outline.root:
                outline.root[-1].is_closed = True
                outline.root[-1].children.append(item)
            else:
                outline.root.append(item)
    pdf.Root.PageMode = Name.UseOutlines


def _add_metadata(pdf: Pdf, about: About) -> None:
    metadata = pikepdf.Stream(pdf, write_metadata(about.title, about.languages, about.dated, about.own))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    pdf.Root.Version = Name("/" + VERSION)
    moment = String(_pdf_time(about.dated))
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(about.title),
            Creator=String(PRODUCER),
            Producer=String(PRODUCER),
            CreationDate=moment,
            ModDate=moment,
        )
    )


def _add_colour_profile(pdf: Pdf) -> None:
    profile = pikepdf.Stream(pdf, colour_profile())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_indirect(profile),
    )
    pdf.Root.OutputIntents = Array([intent])


def _described(attachments: Mapping[str, bytes] | Sequence[Attachment]) -> Sequence[Attachment]:
    """The attachments; files of an agreement are described by their names."""
    if not isinstance(attachments, Mapping):
        return attachments
    return [
        Attachment(name, data, relationship=_RELATIONSHIP.get(name, "Unspecified"))
        for name, data in attachments.items()
    ]


def _attach(pdf: Pdf, attachments: Sequence[Attachment], moment: datetime) -> None:
    names: list[Object] = []
    files: list[Object] = []
    for attachment in sorted(attachments, key=lambda one: one.name):
        name, data = attachment.name, attachment.data
        stream = pikepdf.Stream(pdf, data)
        stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/" + attachment.media)
        stream.Params = Dictionary(
            ModDate=String(_pdf_time(moment)),
            Size=len(data),
            CheckSum=String(hashlib.md5(data, usedforsecurity=False).digest()),
        )
        embedded = pdf.make_indirect(stream)
        file = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(name),
                UF=String(name),
                Desc=String(attachment.description or name),
                AFRelationship=Name("/" + attachment.relationship),
                EF=Dictionary(F=embedded, UF=embedded),
            )
        )
        names += [String(name), file]
        files.append(file)
    if files:
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(names)))
        pdf.Root.AF = Array(files)


def _pdf_time(moment: datetime) -> str:
    return "D:" + write_time(moment).translate(str.maketrans("", "", "-:T"))
