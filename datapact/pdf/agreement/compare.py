"""Compare a PDF with a new rendering of its agreement, or a report with one of its data; words alone prove nothing.

A document can be prepared to show one thing to one reader and another to the next ("shadow attacks"); no signature
check sees that. So before signing, and in verification, the whole content of the file is compared with our own
rendering.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, PdfError, Stream

from datapact.base.texts import N_, Message
from datapact.pdf.agreement.input import DocumentInput, Rendering
from datapact.pdf.agreement.means import holds_only_our_means
from datapact.pdf.agreement.render import render_agreement
from datapact.pdf.engine.layout import LAYOUT
from datapact.pdf.engine.report_layout import report_layout

_LAYOUT = re.compile(rb"<datapact:layout>([!-;=?-~]{1,100})</datapact:layout>")
_HOW_STREAMS_ARE_STORED = {"/Length", "/Filter", "/DecodeParms"}

# Which part of a document an object belongs to, by the keys on the way to it; the last one that matches names it.
_AREAS: Mapping[str, Message] = {
    "/Contents": Message("The words or lines on its pages differ from the agreement."),
    "/Font": Message("Its fonts are not those of DataPact."),
    "/StructTreeRoot": Message("Its structure for screen readers differs from the agreement."),
    "/AF": Message("Its attachments differ."),
    "/Names": Message("Its attachments differ."),
    "/AcroForm": Message("Its signature fields differ."),
    "/Annots": Message("Its links or signature fields differ."),
    "/Metadata": Message("Its metadata differ."),
    "/Info": Message("Its metadata differ."),
}
_AREAS_OF_REPORT: Mapping[str, Message] = {
    **_AREAS,
    "/Contents": Message(N_("The words or lines on its pages differ from the data in it.")),
    "/StructTreeRoot": Message(N_("Its structure for screen readers differs from the data in it.")),
}
_ELSEWHERE = Message("Parts of the file differ from DataPact's own rendering.")
_HIDDEN = Message("The file holds objects that belong to no part of the document.")
_MOST_AREAS = 5


def layout_of(pdf: bytes) -> str | None:
    """The layout version stated in a document; None when it states none that is readable."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            metadata = opened.Root.get("/Metadata")
            data = decoded(metadata, 1_000_000) if isinstance(metadata, Stream) else None
    except (PdfError, ValueError, TypeError, RuntimeError):
        return None
    found = _LAYOUT.search(data or b"")
    return found.group(1).decode("ascii") if found else None


def compare_rendering(pdf: bytes, document: DocumentInput) -> Rendering:
    """Compare an unsigned PDF (the base revision of a signed one) with the rendering of ``document``.

    "same": byte for byte, or in every decoded stream and every object, whichever release made it. "different": with
    reasons. "indeterminate": it differs, and another release made it; then ``plain`` says whether it holds nothing but
    what our own rendering is made of.
    """
    return _compared(pdf, document.layout, lambda: render_agreement(document, any_layout=True))


def compare_drawn(pdf: bytes, layout: str, drawn: bytes) -> Rendering:
    """``compare_rendering`` with a rendering drawn before by ``drawn_once``."""
    return _compared(pdf, layout, lambda: drawn)


def drawn_once(document: DocumentInput) -> bytes:
    """A rendering to compare any number of PDFs with, under the layout that the document names."""
    return render_agreement(document, any_layout=True)


def _compared(pdf: bytes, named: str, draw: Callable[[], bytes]) -> Rendering:
    expected = draw()
    if pdf == expected:
        return Rendering("same")
    reasons = _readable_differences(pdf, expected, _AREAS)
    if not reasons:
        return Rendering("same")
    stated = layout_of(pdf)
    for layout in (named, stated):
        if layout is not None and layout != LAYOUT:
            plain = named == stated and holds_only_our_means(pdf, expected)
            return Rendering("indeterminate", (_other_layout(layout),), layout if named == stated else "", plain)
    return Rendering("different", reasons)


def compare_report(pdf: bytes, draw: Callable[[str | None], bytes]) -> Rendering:
    """Compare the unsigned revision of a report with a rendering of its data; ``draw`` gets the layout that the file
    names.

    "same": byte for byte, or in every decoded stream and every object, whichever release made it. "different": with
    reasons. "indeterminate": it differs, and another release made it, or one that named no layout yet.
    """
    layout = layout_of(pdf)
    expected = draw(layout)
    if pdf == expected:
        return Rendering("same")
    reasons = _readable_differences(pdf, expected, _AREAS_OF_REPORT)
    if not reasons:
        return Rendering("same")
    return Rendering("different" if layout == report_layout() else "indeterminate", reasons)


def _readable_differences(pdf: bytes, expected: bytes, areas: Mapping[str, Message]) -> tuple[Message, ...]:
    try:
        return _differences(pdf, expected, areas)
    except (PdfError, ValueError, TypeError, AttributeError, RuntimeError):
        return (Message("The file cannot be read as a PDF of DataPact."),)


def _other_layout(layout: str) -> Message:
    return Message(
        "The document has the layout {layout}, which this DataPact does not have. Compare it with the version that made it.",
        {"layout": layout},
    )


def _differences(pdf: bytes, expected: bytes, areas: Mapping[str, Message]) -> tuple[Message, ...]:
    if pdf.count(b"%%EOF") != 1 or not pdf.rstrip(b"\r\n").endswith(b"%%EOF"):
        return (Message("The file holds more than one revision, or data behind its end."),)
    with pikepdf.open(BytesIO(pdf)) as given, pikepdf.open(BytesIO(expected)) as ours:
        comparison = _Comparison(areas)
        comparison.documents(given, ours)
    return tuple(comparison.found.values())


@dataclass(slots=True)
class _Comparison:
    """A walk over two object graphs at once, from the catalog; pairs already compared are not compared again."""

    areas: Mapping[str, Message]
    found: dict[str, Message] = field(default_factory=dict)
    _seen: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _open: list[tuple[Object, Object, Message]] = field(default_factory=list)

    def documents(self, given: Pdf, ours: Pdf) -> None:
        if given.pdf_version != ours.pdf_version:
            self._note(_ELSEWHERE)
        self._open.append((given.Root, ours.Root, _ELSEWHERE))
        self._open.append((given.trailer.Info, ours.trailer.Info, self.areas["/Info"]))
        while self._open and len(self.found) < _MOST_AREAS:
            self._pair(*self._open.pop())
        reached = set(self._seen.values())
        if any(each.objgen not in reached and not _is_container(each) for each in given.objects):
            self._note(_HIDDEN)
        if given.get_warnings():  # such as a duplicate key in a dictionary: readers may take either
            self._note(_ELSEWHERE)

    def _note(self, area: Message) -> None:
        self.found.setdefault(area.id, area)

    def _pair(self, given: Object, ours: Object, area: Message) -> None:
        if type(given) is not type(ours):
            self._note(area)
            return
        if not isinstance(ours, Dictionary | Stream | Array):
            if given != ours:
                self._note(area)
            return
        if ours.is_indirect != given.is_indirect:  # direct objects have no number to recognise them by
            self._note(area)
            return
        if ours.is_indirect:
            if ours.objgen in self._seen:
                if self._seen[ours.objgen] != given.objgen:
                    self._note(area)
                return
            self._seen[ours.objgen] = given.objgen
        if isinstance(ours, Array):
            self._arrays(given, ours, area)
        else:
            self._dictionaries(given, ours, area)

    def _arrays(self, given: Object, ours: Object, area: Message) -> None:
        if len(given) != len(ours):
            self._note(area)
            return
        self._open += [(one, other, area) for one, other in zip(list(given), list(ours), strict=True)]

    def _dictionaries(self, given: Object, ours: Object, area: Message) -> None:
        stored = _HOW_STREAMS_ARE_STORED if isinstance(ours, Stream) else set()
        names = set(ours.keys()) - stored
        if set(given.keys()) - stored != names:
            self._note(area)
            return
        for name in sorted(names):
            self._open.append((given[name], ours[name], self.areas.get(name, area)))
        if isinstance(ours, Stream) and isinstance(given, Stream):
            wanted = ours.read_bytes()
            if decoded(given, len(wanted)) != wanted:
                self._note(area)


def _is_container(stored: object) -> bool:
    """Whether this is one of the streams in which a PDF file keeps its objects and their table."""
    return isinstance(stored, Stream) and stored.get("/Type") in ("/ObjStm", "/XRef")


def decoded(stream: Stream, longest: int) -> bytes | None:
    """The data of a stream, stored plainly or deflated; None when it is longer or stored in another way.

    A few bytes can unpack to very many, so at most ``longest`` are unpacked.
    """
    how = stream.get("/Filter")
    raw = stream.read_raw_bytes()
    if isinstance(how, Array) and len(how) == 1:
        how = how[0]
    if how is None:
        return raw if len(raw) <= longest else None
    if how != "/FlateDecode" or "/DecodeParms" in stream:
        return None
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(raw, longest + 1)
    except zlib.error:
        return None
    return data if len(data) <= longest else None
