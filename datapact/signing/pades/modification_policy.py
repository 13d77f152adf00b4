"""Permitted changes in a revision of a signed PDF: one prepared field is signed, or one completion is made, no more.

A completion adds validation data, and at most one field without size that holds a timestamp over the whole document.

pyHanko's policy also lets through replaced metadata, new fields and objects that nothing refers to. Here every revision
is compared with the one before it, the first signature's with the unsigned document too. Existing objects may change
only in named keys, whatever else refers to them; new ones must belong to the signature, its picture or the validation
data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
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
_TIMESTAMP_FIELD: Final = frozenset({"/Type", "/Subtype", "/FT", "/T", "/Rect", "/F", "/V"})
_TIMESTAMP_KEYS: Final = frozenset({"/Type", "/Filter", "/SubFilter", "/Contents", "/ByteRange"})
NAME: Final = re.compile(r"timestamp-[1-9][0-9]{0,3}")
"""The name of the fields of timestamps over the document; no slot is."""
NO_SIZE: Final = (0, 0, 0, 0)
FLAGS: Final = 132
"""The flags of a field without size: printed and locked, as PDF/A-3 asks of every one."""
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
    timestamp: str | None = None
    """Name of the field without size that it added for a timestamp; None where it added none."""
    proofs: bool = False
    """It added validation data."""

    @property
    def completes(self) -> bool:
        """Whether it only adds proofs of what was signed before."""
        added = self.timestamp is not None or self.proofs
        return added and self.signed_field is None and self.problem is None and not self.notes


class _Refused(Exception):
    pass


def review(pdf: OpenPdf) -> tuple[RevisionReview, ...]:
    """Judge every revision after the unsigned document, oldest first."""
    resolvers = [pdf.reader.get_historical_resolver(revision.number) for revision in pdf.revisions]
    return tuple(_review_one(old, new) for old, new in pairwise(resolvers))


@dataclass(slots=True)
class _Found:
    """The changes of one revision."""

    signed: str | None = None
    timestamp: str | None = None
    proofs: bool = False
    notes: list[Message] = field(default_factory=list)


def _review_one(old: HistoricalResolver, new: HistoricalResolver) -> RevisionReview:
    found = _Found()
    problem: Message | None = None
    try:
        _compare(old, new, found)
    except _Refused as refusal:
        (problem,) = refusal.args
    return RevisionReview(new.revision, found.signed, problem, tuple(found.notes), found.timestamp, found.proofs)


def _compare(old: HistoricalResolver, new: HistoricalResolver, found: _Found) -> None:
    changed = new.explicit_refs_in_revision()
    if new.refs_freed_in_revision():
        raise _Refused(Message("A later revision of the PDF removes objects of the document."))
    overwritten = {reference for reference in changed if not old.is_ref_unassignable(reference)}
    explained: set[Reference] = set(overwritten & {new.root_ref})
    _compare_trailers(old, new)
    explained |= _metadata_update(old, new, overwritten, found.notes)
    name, field_objects = _signed_field(old, new, overwritten, found)
    explained |= field_objects
    _compare_roots(old, new, name)
    explained |= _validation_data(old, new, found)
    table = new.reader.xrefs.get_xref_container_info(new.revision).stream_ref
    if table is not None and old.is_ref_unassignable(table):  # its number must be new, or it would replace an object
        explained.add(table)
    elif table is not None:
        changed = {*changed, table}
    if changed - explained or not overwritten & explained <= _may_be_rewritten(old, name):
        raise _Refused(Message("A later revision of the PDF changes or adds objects that belong to no signature."))
    found.signed = name


def _may_be_rewritten(old: HistoricalResolver, signed: str | None) -> set[Reference]:
    """The objects of the document that had, before the revision, a part that a revision may write anew.

    Whatever else a revision gives such a part to was something else before, such as a page, and would be lost.
    """
    found = {old.root_ref}
    form = old.root["/AcroForm"]
    parts = [(old.root, "/AcroForm"), (form, "/Fields"), (old.root, "/DSS"), (old.root, "/Metadata")]
    for holder, key in (*parts, (old.trailer_view, "/Info")):
        pointer = holder.raw_get(key) if key in holder else None
        if isinstance(pointer, generic.IndirectObject):
            found.add(pointer.reference)
    return found | {pointer.reference for name, _value, pointer in enumerate_sig_fields(old) if name == signed}


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


def _signed_field(
    old: HistoricalResolver, new: HistoricalResolver, overwritten: set[Reference], found: _Found
) -> tuple[str | None, set[Reference]]:
    """The field that this revision signed, with every object that it may have written for that or for a timestamp."""
    form, added = _form_update(old, new, found)
    before = {name: reference.reference for name, _value, reference in enumerate_sig_fields(old)}
    signed: str | None = None
    objects: set[Reference] = set()
    for name, _value, pointer in enumerate_sig_fields(new):
        if name == found.timestamp:
            continue
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
    if added is not None:
        if signed is not None:
            raise _Refused(_OTHER_FIELDS)
        objects = form | _timestamp_objects(added, new)
        if objects & overwritten - form:
            raise _Refused(_OTHER_FIELDS)
    return signed, objects


_OTHER_FIELDS: Final = Message("A later revision of the PDF changes the form: fields were added, removed or renamed.")


def _form_update(
    old: HistoricalResolver, new: HistoricalResolver, found: _Found
) -> tuple[set[Reference], generic.IndirectObject | None]:
    """Review the form: it changes at most from "no signatures" to "signatures, append only", or gains one timestamp.

    Returns the objects of the form that may change, and the added field, if any.
    """
    pointers = old.root.raw_get("/AcroForm"), new.root.raw_get("/AcroForm")
    before, after = old.root["/AcroForm"], new.root["/AcroForm"]
    same = type(pointers[0]) is type(pointers[1])
    if isinstance(pointers[0], generic.IndirectObject):
        same = same and pointers[0] == pointers[1]
    rest = [{key: form.raw_get(key) for key in form if key not in ("/SigFlags", "/Fields")} for form in (before, after)]
    if not same or rest[0] != rest[1]:
        raise _Refused(_OTHER_FIELDS)
    added = _added_field(old, new, found)
    flags = before.get("/SigFlags"), after.get("/SigFlags")
    if flags[0] != flags[1] and (flags[1] != _APPEND_ONLY or added is not None):
        raise _Refused(_OTHER_FIELDS)
    if flags[0] == flags[1] and added is None:
        return set(), None
    holders = {pointers[1].reference} if isinstance(pointers[1], generic.IndirectObject) else set()
    fields = before.raw_get("/Fields"), after.raw_get("/Fields")
    if added is not None and isinstance(fields[1], generic.IndirectObject):
        if fields[0] != fields[1]:
            raise _Refused(_OTHER_FIELDS)
        holders.add(fields[1].reference)
    return holders, added


def _added_field(old: HistoricalResolver, new: HistoricalResolver, found: _Found) -> generic.IndirectObject | None:
    """The field behind all others that the revision added, if it is one; raises for any other difference."""
    before, after = old.root["/AcroForm"]["/Fields"], new.root["/AcroForm"]["/Fields"]
    items = [[array.raw_get(place) for place in range(len(array))] for array in (before, after)]
    names = [[name for name, _value, _reference in enumerate_sig_fields(one)] for one in (old, new)]
    if items[0] == items[1] and names[0] == names[1]:
        return None
    added, name = items[1][-1], names[1][-1] if names[1] else ""
    if (
        items[1][:-1] != items[0]
        or names[1][:-1] != names[0]
        or not isinstance(added, generic.IndirectObject)
        or name in names[0]
        or NAME.fullmatch(name) is None
    ):
        raise _Refused(_OTHER_FIELDS)
    found.timestamp = str(name)
    return added


def _timestamp_objects(pointer: generic.IndirectObject, new: HistoricalResolver) -> set[Reference]:
    """The field and its value, where they are nothing but a timestamp over the document that nobody sees."""
    field = new(pointer.reference)
    if (
        not isinstance(field, generic.DictionaryObject)
        or isinstance(field, generic.StreamObject)
        or set(field) != _TIMESTAMP_FIELD
        or (field["/Type"], field["/Subtype"], field["/FT"], field["/F"]) != ("/Annot", "/Widget", "/Sig", FLAGS)
        or list(field["/Rect"]) != list(NO_SIZE)
    ):
        raise _Refused(_OTHER_FIELDS)
    value = field.raw_get("/V")
    stamp = new(value.reference) if isinstance(value, generic.IndirectObject) else None
    if (
        not isinstance(stamp, generic.DictionaryObject)
        or isinstance(stamp, generic.StreamObject)
        or not set(stamp) <= _TIMESTAMP_KEYS
        or (stamp.get("/Type"), stamp.get("/SubFilter")) != ("/DocTimeStamp", "/ETSI.RFC3161")
    ):
        raise _Refused(_OTHER_FIELDS)
    return {pointer.reference, *new.collect_dependencies(value, since_revision=new.revision)}


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


def _validation_data(old: HistoricalResolver, new: HistoricalResolver, found: _Found) -> set[Reference]:
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
        found.proofs = found.proofs or set(_pointers(before, key)) != set(_pointers(store, key))
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
