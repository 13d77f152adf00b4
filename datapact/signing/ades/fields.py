"""Signature fields as programs write them, not only as they should: without a name, on a page alone, with their value inside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_DEEPEST: Final = 32
_MOST: Final = 20_000


class _Here:
    """What stands for a pointer where a value is no object of its own: it belongs to the object around it."""

    def __init__(self, value: generic.PdfObject, reference: object) -> None:
        self._value, self.reference = value, reference

    def get_object(self) -> generic.PdfObject:
        """The value."""
        return self._value


def with_pointer(field: generic.DictionaryObject) -> generic.DictionaryObject:
    """The field, whose value is reached as if it were an object of its own."""
    value: Any = field.raw_get("/V")
    if isinstance(value, generic.IndirectObject):
        return field
    changed = generic.DictionaryObject({key: field.raw_get(key) for key in field})
    changed.container_ref = field.container_ref
    dict.__setitem__(changed, generic.NameObject("/V"), _Here(field["/V"], field.container_ref))
    return changed


def unnamed_fields(
    reader: PdfFileReader, known: Sequence[generic.DictionaryObject]
) -> Iterator[generic.DictionaryObject]:
    """Signed fields that a list of the form's names leaves out; ``known`` are the signatures that it has."""
    seen = {_place(one) for one in known}
    left = [_MOST]
    form = reader.root["/AcroForm"] if "/AcroForm" in reader.root else generic.DictionaryObject()
    listed = form["/Fields"] if "/Fields" in form else ()  # noqa: SIM401  ``get`` follows no pointer
    for field in (*_below(listed, left, _DEEPEST), *_on_pages(reader.root["/Pages"], left, _DEEPEST)):
        value = field["/V"] if "/V" in field else None  # noqa: SIM401
        signed = isinstance(value, generic.DictionaryObject) and "/ByteRange" in value
        if signed and _kind(field, _DEEPEST) == "/Sig" and _place(value) not in seen:
            seen.add(_place(value))
            yield field


def _place(value: Any) -> tuple[int, int]:
    """Where the object around a value stands."""
    around = value.container_ref
    return (around.idnum, around.generation) if isinstance(around, generic.Reference) else (0, 0)


def _below(fields: Any, left: list[int], depth: int) -> Iterator[generic.DictionaryObject]:
    for place in range(len(fields)):
        left[0] -= 1
        if left[0] < 0 or depth == 0:
            return
        field = fields[place]
        if isinstance(field, generic.DictionaryObject):
            yield field
            if "/Kids" in field:
                yield from _below(field["/Kids"], left, depth - 1)


def _on_pages(node: Any, left: list[int], depth: int) -> Iterator[generic.DictionaryObject]:
    for key in ("/Kids", "/Annots"):
        if not isinstance(node, generic.DictionaryObject) or key not in node:
            continue
        items = node[key]
        for place in range(len(items)):
            left[0] -= 1
            if left[0] < 0 or depth == 0:
                return
            item = items[place]
            if key == "/Kids":
                yield from _on_pages(item, left, depth - 1)
            elif isinstance(item, generic.DictionaryObject):
                yield item


def _kind(field: generic.DictionaryObject, depth: int) -> str:
    """Type of a field, its own or that of the one above it."""
    if "/FT" in field:
        return str(field["/FT"])
    above = field["/Parent"] if "/Parent" in field and depth else None
    return _kind(above, depth - 1) if isinstance(above, generic.DictionaryObject) else ""
