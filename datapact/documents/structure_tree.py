"""The structure tree, parent tree, links and form fields of a tagged PDF (PDF 32000-1, 14.7), by pikepdf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from datapact.documents.sheet import Place
from datapact.documents.tags import Annotation, Element, Mark, Tags

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
