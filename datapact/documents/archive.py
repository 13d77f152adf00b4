"""From reportlab's pages to an archival document: tagged PDF/A-3a and PDF/UA-1, with its attachments, by pikepdf."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from datapact.documents.layout import colour_profile
from datapact.documents.metadata import PRODUCER, write_metadata
from datapact.documents.sheet import Place
from datapact.documents.story import Entry
from datapact.documents.structure_tree import add_structure
from datapact.documents.tags import Tags

VERSION = "1.7"  # PDF/A-3 rests on it

type Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]

# What an attachment is to the document (PDF/A-3, 6.8): the agreement is its source, the proof supplements it.
_RELATIONSHIP: dict[str, Relationship] = {"agreement.json": "Source", "proof.json": "Supplement"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a document. ``media`` is its media type, ``description`` what a reader's program shows of it."""

    name: str
    data: bytes
    media: str = "application/json"
    relationship: Relationship = "Unspecified"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What drawing left: reportlab's file, and what it says nothing about."""

    pdf: bytes
    tags: Tags
    places: Mapping[str, Place]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class About:
    """What the metadata says of a document."""

    title: str
    languages: tuple[str, ...]
    dated: datetime
    own: Mapping[str, str]


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
    """The files of an agreement are known by their names alone."""
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
    return moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
