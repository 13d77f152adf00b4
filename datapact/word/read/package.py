"""Opening a Word file: bounds on size, number and depth of its parts, no entities, nothing fetched, nothing run."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote

from lxml import etree

from datapact.base.errors import Malformed, TooLarge
from datapact.base.texts import N_

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_PART = 64 * 1024 * 1024
LARGEST_WHOLE = 256 * 1024 * 1024
MOST_PARTS = 4_000
_DOCUMENT = re.compile(
    r"application/vnd\.(openxmlformats|ms-word).*(document|template)\.(main|macroEnabled\.main)\+xml"
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument|schemaLibrary)/")
_CONFORMS = re.compile(rb"""\s\w+:conformance\s*=\s*["']strict["']""")


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of a Word file, by name such as ``word/document.xml``."""

    parts: dict[str, etree._Element]
    """Parsed, without those that hold no XML."""
    document: str
    """Name of the main part."""
    contents: dict[str, bytes]
    """Every part as it stands in the file; a strict one in the namespaces of all others."""
    links: int
    """Links to places outside of the file; none is followed."""


def open_package(data: bytes) -> Package:
    """The parts of a Word file. Raises Malformed or TooLarge with what it is instead, and what can be done."""
    if data.startswith(b"%PDF"):
        raise Malformed(
            N_("This file is a PDF with the name of a Word file. Open it as a PDF, or ask for the Word file.")
        )
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Malformed(
            N_(
                "This is a Word file of before 2007, or one with a password. "
                "Open it in Word and save it as .docx without a password."
            )
        )
    if len(data) > LARGEST_FILE:
        raise TooLarge(N_("This Word file is larger than 64 MB. Ask for it without pictures."))
    contents = _unpacked(data)
    names = {name.lower() for name in contents}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Malformed(N_("This Word file holds macros. Ask for it saved as .docx, which holds none."))
    if any(name.endswith("encryptedpackage") for name in names):
        raise Malformed(N_("This Word file is protected by a password. Ask for it without."))
    parts = _parsed_parts(contents)
    main = _main(parts)
    links = sum(
        relation.get("TargetMode") == "External"
        for name, root in parts.items()
        if name.endswith(".rels")
        for relation in root
    )
    return Package(parts, main, contents, links)


def _parsed_parts(contents: dict[str, bytes]) -> dict[str, etree._Element]:
    """The XML parts; what stands beside the document, such as data of other programs, may be anything."""
    parts: dict[str, etree._Element] = {}
    for name, body in contents.items():
        if not (name.endswith((".xml", ".rels")) and body.strip()):
            continue
        try:
            parts[name] = parsed(body)
        except Malformed:
            if not name.startswith(("customXml/", "docProps/", "_xmlsignatures/")):
                raise
    return parts


def parsed(body: bytes) -> etree._Element:
    """One part as XML, without its remarks, which would cut words in two.

    Raises Malformed for entities, nesting beyond 250 levels and whatever is no XML.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _broken() from None
    if root.getroottree().docinfo.doctype:
        raise _broken()
    return root


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_WHOLE:
                raise _bomb()
            if any(entry.flag_bits & 1 for entry in entries):
                raise Malformed(N_("This Word file is protected by a password. Ask for it without."))
            contents: dict[str, bytes] = {}
            known: set[str] = set()
            for entry in entries:
                name = _part_name(entry.filename)
                if name.lower() in known:
                    raise _broken()  # two parts of one name: programs differ in which they show
                known.add(name.lower())
                with package.open(entry) as part:
                    body = part.read(LARGEST_PART + 1)
                if len(body) > LARGEST_PART:
                    raise _bomb()
                contents[name] = _CONFORMS.sub(b"", _STRICT.sub(_as_usual, body)) if b"purl.oclc.org" in body else body
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise _broken() from None
    return contents


def _part_name(entry: str) -> str:
    """The name of a part; programs write them with either slash, and the case of letters makes no difference."""
    name = entry.replace("\\", "/").lstrip("/")
    if name.lower() == "[content_types].xml":
        return "[Content_Types].xml"
    folder, _slash, last = name.rpartition("/")
    if last.lower().endswith(".rels"):
        above = folder[: -len("_rels")] if folder.lower().endswith("_rels") else f"{folder}/"
        return f"{above}_rels/{last[: -len('.rels')]}.rels"
    return name


def _as_usual(strict: re.Match[bytes]) -> bytes:
    """A namespace of strict files as all others write it."""
    return b"http://schemas.openxmlformats.org/" + strict[1] + b"/2006/"


def _main(parts: dict[str, etree._Element]) -> str:
    """The part that the package names as its document."""
    relations = parts.get("_rels/.rels")
    named = ""
    if relations is not None:
        for relation in relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                named = _found(parts, "", str(relation.get("Target", "")))
    types = parts.get("[Content_Types].xml")
    kinds = (
        {}
        if types is None
        else {str(one.get("PartName", "")).lstrip("/").lower(): str(one.get("ContentType")) for one in types}
    )
    kind = kinds.get(named.lower(), "")
    if named and ("spreadsheetml" in kind or "presentationml" in kind):
        raise Malformed(
            N_("This is an Excel or PowerPoint file, not a Word file. Ask for the contract as .docx or PDF.")
        )
    if "macroEnabled" in kind:
        raise Malformed(N_("This Word file holds macros. Ask for it saved as .docx, which holds none."))
    if named not in parts or not _DOCUMENT.match(kind or "application/vnd.openxmlformats-document.main+xml"):
        raise _broken()
    if etree.QName(parts[named]).localname != "document":
        raise _broken()
    return named


def related(package: Package, kind: str) -> list[str]:
    """The names of the parts that the document names as ``kind`` (``footnotes``, ``header``), as far as they are there."""
    folder, _slash, name = package.document.rpartition("/")
    relations = package.parts.get(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    if relations is None:
        return []
    found = []
    for relation in relations:
        if str(relation.get("Type", "")).endswith(f"/{kind}") and relation.get("TargetMode") != "External":
            name = _found(package.parts, folder, str(relation.get("Target", "")))
            if name in package.parts and name not in found:
                found.append(name)
    return found


def _found(parts: Mapping[str, etree._Element], folder: str, target: str) -> str:
    """The name of the part that a relation of one in ``folder`` leads to; its case and its percent signs may differ."""
    path = target.replace("\\", "/")
    steps: list[str] = []
    for step in (path if path.startswith("/") else f"{folder}/{path}").split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in ("", ".", ".."):
            steps.append(step)
    name = "/".join(steps)
    if name in parts:
        return name
    meant = {name.lower(), unquote(name).lower()}
    return next((one for one in parts if one.lower() in meant or unquote(one).lower() in meant), name)


def _broken() -> Malformed:
    return Malformed(
        N_("This is no Word file (.docx) that can be read, or it is damaged. Ask the sender for a new one.")
    )


def _bomb() -> TooLarge:
    return TooLarge(
        N_("This Word file unpacks to far more than a contract has. It was not read. Ask the sender for a new one.")
    )
