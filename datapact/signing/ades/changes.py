"""Permitted changes after a signature of any program: pyHanko's comparison of revisions, with what other programs do besides.

Programs that sign a field give it a border, a date and a state of its picture (poppler, LibreOffice), and people put comments on pages
(Acrobat). Both are told from changes of the pages; whoever asks decides what they mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.pdf_utils.xref import TrailerDictionary
from pyhanko.sign.diff_analysis.constants import VALUE_UPDATE_KEYS
from pyhanko.sign.diff_analysis.form_rules_api import (
    FieldComparisonContext,
    FieldComparisonSpec,
    FieldMDPRule,
    FormUpdate,
    FormUpdatingRule,
)
from pyhanko.sign.diff_analysis.policies import StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel, SuspiciousModification
from pyhanko.sign.diff_analysis.rules.file_structure_rules import (
    CatalogModificationRule,
    ObjectStreamRule,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules.form_field_rules import (
    DSSCompareRule,
    GenericFieldModificationRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    is_field_visible,
)
from pyhanko.sign.diff_analysis.rules.metadata_rules import DocInfoRule, MetadataUpdateRule
from pyhanko.sign.diff_analysis.rules_api import Context, QualifiedWhitelistRule, ReferenceUpdate
from pyhanko.sign.fields import enumerate_sig_fields

from datapact.signing.pades.object_streams import PdfReader

_COMMENTS: Final = frozenset(
    {"/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly"}
    | {"/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/FileAttachment"}
)  # fmt: skip
_ELSEWHERE: Final = frozenset({"/P", "/Parent", "/Popup", "/IRT"})
"""Keys of a comment that lead to objects which are judged by themselves."""
_ACTING: Final = frozenset({"/A", "/AA", "/Dest", "/PA"})
_DEEPEST: Final = 32
_MOST_PAGES: Final = 20_000
SIGNED_KEYS: Final = frozenset(
    {*VALUE_UPDATE_KEYS, "/Border", "/BS", "/M", "/AS", "/MK", "/NM", "/DA", "/H", "/C", "/Lock"}
)
"""Keys of a signature field that programs write when they sign it: its value, what it looks like, and what its signer locks."""


class CommentsRule(QualifiedWhitelistRule):
    """Comments may be added to pages, at the level of annotations; nothing else of a page may differ."""

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """The objects that comments explain."""
        for before, after in _pages(old, old.root["/Pages"], new.root["/Pages"], _DEEPEST, [_MOST_PAGES]):
            for update in _comments(before, after, old, new):
                yield ModificationLevel.ANNOTATIONS, update


def _pages(
    old: HistoricalResolver,
    before: generic.DictionaryObject,
    after: generic.DictionaryObject,
    depth: int,
    left: list[int],
) -> Iterator[tuple[generic.DictionaryObject, generic.DictionaryObject]]:
    """The same pages in both trees, as far as these have the same shape; others are no comments' doing."""
    if "/Kids" not in before:
        left[0] -= 1
        if left[0] >= 0:
            yield before, after
        return
    if depth == 0 or "/Kids" not in after or len(before["/Kids"]) != len(after["/Kids"]):
        return
    kids, now = before["/Kids"], after["/Kids"]
    for place in range(len(kids)):
        if kids.raw_get(place) == now.raw_get(place):
            yield from _pages(old, kids[place], now[place], depth - 1, left)


def _comments(
    before: generic.DictionaryObject,
    after: generic.DictionaryObject,
    old: HistoricalResolver,
    new: HistoricalResolver,
) -> Iterator[ReferenceUpdate]:
    """What comments on one page explain; nothing where more of the page differs."""
    if "/Annots" not in after or before.keys() - {"/Annots"} != after.keys() - {"/Annots"}:
        return
    if any(before.raw_get(key) != after.raw_get(key) for key in before if key != "/Annots"):
        return
    had = list(_items(before))
    has = list(_items(after))
    if [one for one in has if one in had] != had:
        return
    added = [one for one in has if one not in had]
    explained: list[Reference] = []
    for one in added:
        comment = one.get_object()
        fits = isinstance(comment, generic.DictionaryObject) and comment.get("/Subtype") in _COMMENTS
        if not fits or not _ACTING.isdisjoint(comment):
            return  # also where one of several is none
        if isinstance(one, generic.IndirectObject):
            explained.append(one.reference)
        for key in comment.keys() - _ELSEWHERE:
            explained += new.collect_dependencies(comment.raw_get(key), since_revision=old.revision + 1)
    if not added:
        return
    yield from (ReferenceUpdate(one) for one in explained if old.is_ref_unassignable(one))
    page = after.container_ref
    if isinstance(page, Reference):
        yield ReferenceUpdate(page)
    array = after.raw_get("/Annots")
    if isinstance(array, generic.IndirectObject):
        if old.is_ref_unassignable(array.reference):
            yield ReferenceUpdate(array.reference)
        elif "/Annots" in before and before.raw_get("/Annots") == array:
            yield ReferenceUpdate(array.reference, Context.relative_to(before, "/Annots"))


def _items(page: generic.DictionaryObject) -> Iterator[generic.PdfObject]:
    if "/Annots" in page:
        for place in range(len(page["/Annots"])):
            yield page["/Annots"].raw_get(place)


def fills_form(reader: PdfFileReader, changed: Collection[str]) -> bool:
    """Whether some of the fields ``changed``, by full name, are none for signatures: what stands in them is other than was signed."""
    places = {str(name) for name, _value, _pointer in enumerate_sig_fields(reader)}
    return not places.issuperset(changed)


def fills_gaps(reader: PdfFileReader, revision: int) -> bool:
    """Whether later revisions fill places to which what was signed points and where nothing was (a prepared, empty place).

    ``revision`` counts from 0. A reader then shows under the old pages what nobody signed; many readers go by the number alone.
    """
    live = _live(reader, revision)
    filled = {
        number
        for later in range(revision + 1, reader.total_revisions)
        for number, _generation in _written(reader, later)[0]
        if number not in live
    }
    return bool(filled) and not filled.isdisjoint(_pointed_at(reader.get_historical_resolver(revision)))


def changes_generations(reader: PdfFileReader, revision: int) -> bool:
    """Whether later revisions write or free an object under another generation than it has, which nobody freed before.

    ``revision`` counts from 0. To pyHanko that is another object; readers that go by the number alone show it in place of the old.
    """
    live = _live(reader, revision)
    for later in range(revision + 1, reader.total_revisions):
        used, freed = _written(reader, later)
        if len({number for number, _generation in used}) < len(used):
            return True
        if any(live.get(number, generation) != generation for number, generation in used | freed):
            return True
        _follow(live, used, freed)
    return False


type _Entries = set[tuple[int, int]]


def _written(reader: PdfFileReader, revision: int) -> tuple[_Entries, _Entries]:
    """Numbers and generations that one revision writes, and those that it frees."""
    main = reader.xrefs.get_xref_data(revision)
    parts = [main] if main.hybrid is None else [main, main.hybrid.xref_data]
    used: _Entries = set()
    freed: _Entries = set()
    for part in parts:
        used |= {(number, generation) for number, (generation, _place) in part.standard_xrefs.items()}
        used |= {(number, 0) for number in part.xrefs_in_objstm}
        freed |= {(number, following - 1) for number, following in part.freed.items()}
    here = {number for number, _generation in used}
    # a second entry of the same number is kept nowhere but here
    used |= {(one.idnum, one.generation) for one in reader.xrefs.explicit_refs_in_revision(revision)} - freed
    return used, {one for one in freed if one[0] not in here}


def _follow(live: dict[int, int], used: _Entries, freed: _Entries) -> None:
    """The objects after a revision."""
    for number, _generation in freed:
        live.pop(number, None)
    live.update(used)


def _live(reader: PdfFileReader, revision: int) -> dict[int, int]:
    """The generation of every object that is there in a revision, by number."""
    live: dict[int, int] = {}
    for one in range(revision + 1):
        _follow(live, *_written(reader, one))
    return live


def _pointed_at(view: HistoricalResolver) -> Iterator[int]:
    """Numbers of all objects to which the trailer leads, also of those that are not there, whatever their generation."""
    seen: set[tuple[int, int]] = set()
    todo = _leads(view.trailer_view)
    shared = not view.reader.encrypted
    while todo:
        one = todo.pop()
        number = (one.idnum, one.generation)
        if number in seen:
            continue
        seen.add(number)
        yield one.idnum
        if not view.is_ref_unassignable(one):
            todo += _leads_of(view, one) if shared else _leads(view(one))


def _leads_of(view: HistoricalResolver, one: Reference) -> Sequence[Reference]:
    """The objects to which one leads directly; what no later revision wrote anew is read once for all of them."""
    reader = view.reader
    if not isinstance(reader, PdfReader) or reader.xrefs.get_last_change(one) > view.revision:
        return _leads(view(one))
    known = reader.leads.get((one.idnum, one.generation))
    if known is None:
        found = reader.get_object(one)  # type: ignore[no-untyped-call]
        known = reader.leads[one.idnum, one.generation] = _leads(found)
    return known


def _leads(begin: object) -> list[Reference]:
    found: list[Reference] = []
    todo = [begin]
    while todo:
        one = todo.pop()
        if isinstance(one, generic.IndirectObject):
            found.append(one.reference)
        elif isinstance(one, generic.ArrayObject):
            todo += [one.raw_get(place) for place in range(len(one))]
        elif isinstance(one, generic.DictionaryObject | TrailerDictionary):
            todo += [one.raw_get(key) for key in one.keys()]  # noqa: SIM118  a trailer is no mapping
    return found


class UnusedRule(QualifiedWhitelistRule):
    """Objects of a later generation to which nothing leads, as poppler leaves them; they are of no consequence.

    Their number must be new and lead nowhere in any generation: many readers go by the number alone.
    """

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Objects that nothing uses."""
        odd = [one for one in new.explicit_refs_in_revision() if one.generation]
        if not odd:
            return  # as nearly always; what follows looks at every object
        taken = {*_live(old.reader, old.revision), *_pointed_at(new), *_pointed_at(old)}
        for one in odd:
            if one.idnum not in taken:
                yield ModificationLevel.LTA_UPDATES, ReferenceUpdate(one)


class FillingRule(GenericFieldModificationRule):
    """As pyHanko has it, without updates of what was not written anew: it names each picture of a field, and holds a locked one against it."""

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """The objects that filling in a field explains."""
        old, xrefs = context.old, context.new.reader.xrefs
        for level, update in super().check_form_field(fq_name, spec, context):
            one = update.updated_ref
            if old.is_ref_unassignable(one) or xrefs.get_last_change(one) > old.revision:
                yield level, update


class LockRule(FieldMDPRule):
    """Who signs may lock fields of others, as Acrobat offers it; nobody takes back or changes the lock that a place had."""

    def apply(self, context: FieldComparisonContext) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """The new object that a lock of a place that was signed lies in."""
        for name, spec in context.field_specs.items():
            old, new = spec.old_field, spec.new_field
            if spec.field_type != "/Sig" or old is None or new is None:
                continue
            if "/Lock" in old and ("/Lock" not in new or old.raw_get("/Lock") != new.raw_get("/Lock")):
                raise SuspiciousModification("The lock of a place for a signature was changed.")
            if "/Lock" in old or "/Lock" not in new:
                continue
            if "/V" in old or "/V" not in new:
                raise SuspiciousModification("A place was locked by nobody who signs it.")
            lock = new.raw_get("/Lock")
            if isinstance(lock, generic.IndirectObject) and context.old.is_ref_unassignable(lock.reference):
                yield (
                    ModificationLevel.FORM_FILLING,
                    FormUpdate(updated_ref=lock.reference, field_name=name, valid_when_locked=False),
                )


class PaintedRule(FieldMDPRule):
    """A rule by which what is drawn over signed pages, though nobody signs it, is a change of them.

    A new, empty place for a signature may show no picture. Readers may not be told to draw the fields of a form anew, from values and fonts
    that what was signed showed otherwise.
    """

    def apply(self, context: FieldComparisonContext) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Nothing; a change is raised, as pyHanko has it."""
        for spec in context.field_specs.values():
            if spec.old_field_ref is not None or spec.new_field_ref is None:
                continue
            field = spec.new_field_ref.get_object()
            if not isinstance(field, generic.DictionaryObject) or "/V" in field or not is_field_visible(field):
                continue
            if paints(field):
                raise SuspiciousModification("An empty place for a signature shows a picture.")
        if all(spec.field_type == "/Sig" for spec in context.field_specs.values()):
            return ()
        before, after = (view.root["/AcroForm"] for view in (context.old, context.new))
        if after.get("/NeedAppearances") and any(
            before.get(key) != after.get(key) for key in ("/NeedAppearances", "/DR", "/DA")
        ):
            raise SuspiciousModification("Readers are told to draw the fields of the form anew.")
        return ()


def paints(field: generic.DictionaryObject) -> bool:
    """Whether a place shows anything of its own: a picture with content, however it is nested."""
    todo: list[tuple[generic.PdfObject, int]] = [(field, _DEEPEST)]
    while todo:
        one, depth = todo.pop()
        if depth == 0:
            return True
        if isinstance(one, generic.StreamObject):
            if one.data.strip():
                return True
        elif isinstance(one, generic.DictionaryObject):
            is_field = one is field or "/AP" in one
            keys = {"/AP", "/Kids"} & one.keys() if is_field else one.keys()
            todo += [(one[key], depth - 1) for key in keys]
        elif isinstance(one, generic.ArrayObject):
            todo += [(kid.get_object(), depth - 1) for kid in one]
    return False


CHANGES: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
        CommentsRule(),
        UnusedRule(),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(allow_new_visible_after_certify=True),
            SigFieldModificationRule(value_update_keys=SIGNED_KEYS),
            FillingRule(value_update_keys=SIGNED_KEYS),
            LockRule(),
            PaintedRule(),
        ],
    ),
)
"""As pyHanko has it, besides: comments on pages, and what programs write into a field that they sign or fill.

A certification that permits signing permits a signature in a new place, too, as Acrobat takes it.
"""
