"""Cross-references of ours whose number a program wrote, and no person: that is nobody's change.

Document management systems and Google Docs take bookmarks away. When fields are counted anew afterwards, before printing for
instance, Word and LibreOffice show an error where the number stood. The code of the field still says where it led. And while
a struck clause stands beside one that was put in, programs count both: a reference then shows the number that its clause has
with all marks in sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from datapact.base.texts import Language
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact.word.read.counted import Counter
from datapact.word.read.markup import W
from datapact.word.read.package import Package
from datapact.word.read.passages import Span, Unit
from datapact.word.write.blocks import bookmark

_ERRORS = frozenset(
    {
        "Error! Reference source not found",
        "Error! Bookmark not defined",
        "Error: Reference source not found",
        "Fehler! Verweisquelle konnte nicht gefunden werden",
        "Fehler! Textmarke nicht definiert",
        "Fehler: Verweis nicht gefunden",
        "Fehler: Referenz nicht gefunden",
        "Fehler: Referenz nicht gefunden / Verweis ungültig",
    }
)
"""Word for word, so that whatever else stands in such a field is a change: of Word and LibreOffice, English and German."""


def shown_references(base: AgreementDocument, languages: Sequence[Language]) -> dict[str, str]:
    """The number that a reference to each bookmark showed when the text was sent."""
    found: dict[str, str] = {}
    for language in languages:
        counted = numbers(base.clauses, language)
        found |= {bookmark(place, language): counted.get(place, "") for place, _texts in places(base.clauses)}
    return {name: number for name, number in found.items() if number}


def counted_references(package: Package) -> dict[str, str]:
    """The number that a program shows for a reference to each bookmark once it counts the file as it lies there.

    All paragraphs count, struck ones and those put in alike.
    """
    found: dict[str, str] = {}
    counter = Counter.of(package)
    for paragraph in package.parts[package.document].iter(W + "p"):
        number = clean(counter.shown(paragraph))
        names = (str(node.get(W + "name")) for node in paragraph.iter(W + "bookmarkStart"))
        found |= dict.fromkeys(names, number) if number else {}
    return found


def lost_references(unit: Unit) -> int:
    """The number of references in a paragraph that show an error."""
    if not _refers(unit):
        return 0
    return sum(_is_lost(spans) for spans in _fields(unit))


def with_references(unit: Unit, shown: Mapping[str, str], counted: Mapping[str, str]) -> Unit:
    """The paragraph with the numbers as they were sent in place of errors, and of those ``counted`` by a program."""

    def known(spans: Sequence[Span]) -> bool:
        return spans[0].target in shown and (_is_lost(spans) or _is_counted(spans, counted))

    if not _refers(unit) or not any(known(spans) for spans in _fields(unit)):
        return unit
    spans: list[Span] = []
    for one in _fields(unit):
        spans += [replace(one[0], text=shown[one[0].target], emphasis="", earlier="")] if known(one) else one
    return replace(unit, spans=tuple(spans))


def _refers(unit: Unit) -> bool:
    return any(span.target for span in unit.spans)  # most paragraphs do not


def _fields(unit: Unit) -> Iterator[list[Span]]:
    """The pieces of a paragraph, those of one field together."""
    for target, spans in groupby(unit.spans, key=lambda span: span.target):
        if target:
            yield list(spans)
        else:
            yield from ([span] for span in spans)


def _is_lost(spans: Sequence[Span]) -> bool:
    return bool(spans[0].target) and "".join(span.text for span in spans).strip().rstrip(".") in _ERRORS


def _is_counted(spans: Sequence[Span], counted: Mapping[str, str]) -> bool:
    return bool(spans[0].target) and clean("".join(span.text for span in spans)) == counted.get(spans[0].target)
