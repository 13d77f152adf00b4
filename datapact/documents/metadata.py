"""XMP metadata: PDF/A-3a and PDF/UA-1 identification, with the extension schema that PDF/A asks for to name PDF/UA."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from xml.sax.saxutils import escape

from datapact.clock import write_time

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
    "stage": "draft, agreed or frozen",
    "layout": "Version of the layout",
}


def write_metadata(title: str, languages: tuple[str, ...], dated: datetime, own: Mapping[str, str]) -> bytes:
    """The XMP packet. ``own`` holds the values of our own properties by name: all of ``_OWN`` for an agreement, the
    layout alone for a report, none for a report of an older program."""
    ua = _PROPERTY.format(name="part", kind="Integer", description="Part of ISO 14289")
    about = "report" if own.keys() == {"layout"} else "agreement"
    declared = "".join(
        _PROPERTY.format(name=name, kind="Text", description=description)
        for name, description in _OWN.items()
        if name in own
    )
    return _PACKET.format(
        title=escape(title),
        languages="".join(f"<rdf:li>{language}</rdf:li>" for language in languages),
        time=write_time(dated),
        producer=PRODUCER,
        own="\n".join(f"<datapact:{name}>{escape(own[name])}</datapact:{name}>" for name in _OWN if name in own),
        extension=_EXTENSION.format(ua=ua, own=_OWN_SCHEMA.format(about=about, own=declared) if own else ""),
    ).encode()
