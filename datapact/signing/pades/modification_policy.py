"""Permitted changes in a revision of a signed PDF: one prepared field is signed, validation data is added, no more.

pyHanko's policy also lets through replaced metadata, new fields and objects that nothing refers to. Here every revision
is compared with the one before it, the first signature's with the unsigned document too. Existing objects may change
only in named keys, whatever else refers to them; new ones must belong to the signature, its picture or the validation
data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.fields import enumerate_sig_fields

from datapact.base.texts import Message
from datapact.signing.pades.metadata import same_information_but_date, same_xmp_but_dates
from datapact.signing.pades.revisions import OpenPdf

_ROOT_MAY_CHANGE: Final = frozenset({"/DSS", "/Extensions", "/Perms", "/Metadata"})
_TRAILER_KEYS: Final = frozenset(
    {"/Root", "/Info", "/Size", "/ID", "/Prev", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"}
)
_SIGNATURE_KEYS: Final = frozenset(
    {"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange", "/M", "/Name", "/Reason", "/Location"}
    | {"/ContactInfo", "/Reference", "/Prop_Build", "/Prop_AuthTime", "/Prop_AuthType"}
)
_ACTIVE_KEYS: Final = frozenset(  # nothing in the picture of a signature may do or fetch anything
    {
        "/A",
        "/AA",
        "/JS",
        "/OpenAction",
        "/Annots",
        "/EF",
        "/RichMedia",
        "/Names",
        "/OC",
        "/Parent",
        "/PS",
        "/OPI",
        "/Ref",
    }
)
_STORES: Final = ("/Certs", "/CRLs", "/OCSPs")
_APPEND_ONLY: Final = 3  # /SigFlags: SignaturesExist and AppendOnly (ISO 32000-1, table 219)


@dataclass(frozen=True, slots=True)
class RevisionReview:
    """The review of one revision: the field that it signed, its forbidden changes, and notes."""

    number: int
    """Of the revision, from 1."""
    signed_field: str | None
    """Name of the field; None where it signed none."""
    problem: Message | None
    """None where all that changed belongs to the signature."""
    notes: tuple[Message, ...] = ()
    """Such as a new date of change; may be empty."""


class _Refused(Exception):
    pass


def review(pdf: OpenPdf) -> tuple[RevisionReview, ...]:
    """Judge every revision after the unsigned document, oldest first."""
    resolvers = [pdf.reader.get_historical_resolver(revision.number) for revision in pdf.revisions]
    return tuple(_review_one(old, new) for old, new in pairwise(resolvers))


def _review_one(old: HistoricalResolver, new: HistoricalResolver) -> RevisionReview:
    signed: str | None = None
    notes: list[Message] = []
    problem: Message | None = None
    try:
        signed = _compare(old, new, notes)
    except _Refused as refusal:
        (problem,) = refusal.args
    return RevisionReview(new.revision, signed, problem, tuple(notes))


def _compare(old: HistoricalResolver, new: HistoricalResolver, notes: list[Message]) -> str | None:
    changed = new.explicit_refs_in_revision()
    if new.refs_freed_in_revision():
        raise _Refused(Message("A later revision of the PDF removes objects of the document."))
    overwritten = {reference for reference in changed if not old.is_ref_unassignable(reference)}
    explained: set[Reference] = set(overwritten & {new.root_ref})
    _compare_trailers(old, new)
    explained |= _metadata_update(old, new, overwritten, notes)
    name, field_objects = _signed_field(old, new)
    explained |= field_objects
    _compare_roots(old, new, name)
    explained |= _validation_data(old, new)
    table = new.reader.xrefs.get_xref_container_info(new.revision).stream_ref
    if table is not None and old.is_ref_unassignable(table):  # its number must be new, or it would replace an object
        explained.add(table)
    elif table is not None:
        changed = {*changed, table}
    if changed - explained:
        raise _Refused(Message("A later revision of the PDF changes or adds objects that belong to no signature."))
    return name


def _compare_trailers(old: HistoricalResolver, new: HistoricalResolver) -> None:
    before, after = old.trailer_view, new.trailer_view
    if not set(after) <= _TRAILER_KEYS or before.raw_get("/Root") != after.raw_get("/Root"):
        raise _Refused(Message("A later revision of the PDF replaces the root of the document."))


def _compare_roots(old: HistoricalResolver, new: HistoricalResolver, signed: str | None) -> None:
    before, after = old.root, new.root
    for key in {*before, *after}:
        if key in before and key in after and before.raw_get(key) == after.raw_get(key):
            continue
        if key not in _ROOT_MAY_CHANGE or (key in before and key in ("/Perms", "/Extensions")):
            raise _Refused(Message("A later revision of the PDF changes the catalog of the document."))
    if "/Extensions" in after and "/Extensions" not in before and set(after["/Extensions"]) != {"/ESIC"}:
        raise _Refused(Message("A later revision of the PDF changes the catalog of the document."))
    if "/Perms" in after and "/Perms" not in before:
        permissions = after["/Perms"]
        value = _value_of(new, signed)
        if value is None or set(permissions) != {"/DocMDP"} or permissions.raw_get("/DocMDP") != value:
            raise _Refused(Message("A later revision of the PDF changes the catalog of the document."))


def _value_of(resolver: HistoricalResolver, field: str | None) -> generic.PdfObject | None:
    for name, _value, reference in enumerate_sig_fields(resolver):
        if name == field:
            value: generic.PdfObject = reference.get_object().raw_get("/V")
            return value
    return None


def _signed_field(old: HistoricalResolver, new: HistoricalResolver) -> tuple[str | None, set[Reference]]:
    """The field that this revision signed, with every object that it may have written for that."""
    form = _form_update(old, new)
    before = {name: reference.reference for name, _value, reference in enumerate_sig_fields(old)}
    signed: str | None = None
    objects: set[Reference] = set()
    for name, _value, pointer in enumerate_sig_fields(new):
        field, former = pointer.get_object(), old(before[name])
        if field == former:
            continue
        if signed is not None or "/V" in former or "/V" not in field or "/Kids" in field:
            raise _Refused(
                Message("A later revision of the PDF changes a field that was signed or that it does not sign.")
            )
        for key in {*field, *former}:
            same = key in field and key in former and field.raw_get(key) == former.raw_get(key)
            if not same and key not in ("/V", "/AP"):
                raise _Refused(Message("A later revision of the PDF changes a signature field beyond its signature."))
        signed = name
        objects = {pointer.reference, *form, *_signature_objects(field, new), *_appearance_objects(field, new)}
    return signed, objects


def _form_update(old: HistoricalResolver, new: HistoricalResolver) -> set[Reference]:
    """Review the form: it changes at most from "no signatures" to "signatures, append only"."""
    pointers = old.root.raw_get("/AcroForm"), new.root.raw_get("/AcroForm")
    before, after = old.root["/AcroForm"], new.root["/AcroForm"]
    names = [[name for name, _value, _reference in enumerate_sig_fields(one)] for one in (old, new)]
    if (
        type(pointers[0]) is not type(pointers[1])
        or (isinstance(pointers[0], generic.IndirectObject) and pointers[0] != pointers[1])
        or {key: before.raw_get(key) for key in before if key != "/SigFlags"}
        != {key: after.raw_get(key) for key in after if key != "/SigFlags"}
        or before["/Fields"] != after["/Fields"]
        or names[0] != names[1]
    ):
        raise _Refused(Message("A later revision of the PDF changes the form: fields were added, removed or renamed."))
    if before.get("/SigFlags") == after.get("/SigFlags"):
        return set()
    if after.get("/SigFlags") != _APPEND_ONLY:
        raise _Refused(Message("A later revision of the PDF changes the form: fields were added, removed or renamed."))
    return {pointers[1].reference} if isinstance(pointers[1], generic.IndirectObject) else set()


def _signature_objects(field: generic.DictionaryObject, new: HistoricalResolver) -> set[Reference]:
    pointer = field.raw_get("/V")
    signature = pointer.get_object()
    if not isinstance(pointer, generic.IndirectObject) or not isinstance(signature, generic.DictionaryObject):
        raise _Refused(Message("The value of a signature field is no signature."))
    if not set(signature) <= _SIGNATURE_KEYS or isinstance(signature, generic.StreamObject):
        raise _Refused(Message("The value of a signature field is no signature."))
    return new.collect_dependencies(pointer, since_revision=new.revision)


def _appearance_objects(field: generic.DictionaryObject, new: HistoricalResolver) -> set[Reference]:
    if "/AP" not in field:
        return set()
    appearance = field["/AP"]
    if not isinstance(appearance, generic.DictionaryObject) or set(appearance) != {"/N"}:
        raise _Refused(Message("The picture of a signature is more than a picture."))
    objects = new.collect_dependencies(field.raw_get("/AP"), since_revision=new.revision)
    for dictionary in _dictionaries(appearance, new, set()):
        if not _ACTIVE_KEYS.isdisjoint(dictionary):
            raise _Refused(Message("The picture of a signature is more than a picture."))
    return objects


def _dictionaries(
    item: generic.PdfObject, resolver: HistoricalResolver, seen: set[Reference]
) -> Iterator[generic.DictionaryObject]:
    if isinstance(item, generic.IndirectObject):
        if item.reference in seen:
            return
        seen.add(item.reference)
        item = resolver(item.reference)
    if isinstance(item, generic.DictionaryObject):
        yield item
        for key in item:
            yield from _dictionaries(item.raw_get(key), resolver, seen)
    elif isinstance(item, generic.ArrayObject):
        for place in range(len(item)):
            yield from _dictionaries(item.raw_get(place), resolver, seen)


def _validation_data(old: HistoricalResolver, new: HistoricalResolver) -> set[Reference]:
    """Review the store of certificates and revocation lists: it may grow and must lose nothing."""
    if "/DSS" not in new.root:
        return set()
    store = new.root["/DSS"]
    before = old.root["/DSS"] if "/DSS" in old.root else generic.DictionaryObject()
    if not isinstance(store, generic.DictionaryObject) or not set(store) <= {"/Type", *_STORES}:
        raise _Refused(Message("The validation data of the PDF is not in order."))
    items: set[Reference] = set()
    for key in _STORES:
        if not set(_pointers(before, key)) <= set(_pointers(store, key)):
            raise _Refused(Message("A later revision of the PDF removes certificates or revocation lists."))
        items.update(_pointers(store, key))
    for reference in items:
        item = new(reference)
        if not isinstance(item, generic.StreamObject) or not set(item) <= {"/Length", "/Filter", "/DecodeParms"}:
            raise _Refused(Message("The validation data of the PDF is not in order."))
    pointer = new.root.raw_get("/DSS")
    objects = new.collect_dependencies(store, since_revision=new.revision)
    return objects | ({pointer.reference} if isinstance(pointer, generic.IndirectObject) else set())


def _pointers(store: generic.DictionaryObject, key: str) -> list[Reference]:
    items = store.get(key, generic.ArrayObject())
    return [items.raw_get(place).reference for place in range(len(items))]


def _metadata_update(
    old: HistoricalResolver, new: HistoricalResolver, overwritten: set[Reference], notes: list[Message]
) -> set[Reference]:
    """Review information dictionary and XMP: a new date of change is noted, anything else refused."""
    explained: set[Reference] = set()
    for holders, key, same in (
        ((old.trailer_view, new.trailer_view), "/Info", same_information_but_date),
        ((old.root, new.root), "/Metadata", same_xmp_but_dates),
    ):
        before, after = holders
        if key not in before and key not in after:
            continue
        if key not in before or key not in after:
            raise _Refused(Message("A later revision of the PDF replaces its metadata."))
        pointers = before.raw_get(key), after.raw_get(key)
        if pointers[0] == pointers[1] and getattr(pointers[1], "reference", None) not in overwritten:
            continue
        # each in its own revision: a trailer's pointers would lead to the newest one
        contents = [
            view(pointer.reference) if isinstance(pointer, generic.IndirectObject) else pointer
            for view, pointer in zip((old, new), pointers, strict=True)
        ]
        if not isinstance(pointers[1], generic.IndirectObject) or not same(*contents):
            raise _Refused(Message("A later revision of the PDF replaces its metadata."))
        explained.add(pointers[1].reference)
        notes.append(Message("A later revision of the PDF updates the date of change in its metadata, nothing else."))
    return explained
