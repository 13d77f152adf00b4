"""A Word file that came back, laid beside the text that was sent: what changed, by whom, and whether it was marked.

Changes are those of a proposal (``contract/changes``), so that each can be accepted, refused or answered. Three classes
are told apart: changed without a mark, tracked, and outside of any clause. Nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from datapact.base.errors import Malformed
from datapact.base.texts import N_, Language
from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import RunTexts, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.keeping import settled_as_kept
from datapact.word.read.align import Slot
from datapact.word.read.coverage import Coverage
from datapact.word.read.file_comments import file_comments
from datapact.word.read.markup import character_styles, hiding_styles
from datapact.word.read.outside_text import Origin, OutsideText, outside_text
from datapact.word.read.package import Package, related
from datapact.word.read.passages import Unit, View, units
from datapact.word.read.rebuild import Rebuilt, before_marks, rebuilt, sent_slots
from datapact.word.read.references import counted_references, lost_references
from datapact.word.read.story import read_notes, read_story
from datapact.word.read.unread_parts import name_unread_parts
from datapact.word.write.docx import word_blocks, word_languages
from datapact.word.write.parts import OWN


@dataclass(frozen=True, slots=True)
class ReturnedChange:
    """One change of the agreement that the file makes."""

    change: ProposedChange
    """As in any other proposal."""
    origin: Origin
    """``unmarked``: it stands in the file without, or also without, a tracked change."""
    authors: tuple[str, ...]
    """As the file names them; empty for none."""
    time: str = ""
    """Of the latest mark, as the file has it, often local time without a zone; empty for none."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the file."""

    author: str
    """As the file names it."""
    time: str
    """As the file has it, often local time without a zone; may be empty."""
    text: str
    """Paragraphs as lines."""
    place: str
    """Id of the clause, paragraph or item; empty outside of clauses."""
    answers: str
    """Text of the comment that it answers; empty for none."""
    resolved: bool
    """Marked as done."""
    words: str = ""
    """The passage that it is about; empty: the place as a whole."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The contents of our own part in a file."""

    agreement: str
    """History id."""
    state: str
    """base64url SHA-256 of the state that was sent."""
    against: str
    """The same of the version against which it is a redline; empty: it was clean."""
    languages: tuple[Language, ...]
    """Of the file."""
    round: str
    """As written into the file."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The content of a file that came back."""

    base: AgreementDocument
    """The text that was sent."""
    proposal: AgreementDocument
    """With all changes of the file."""
    changes: tuple[ReturnedChange, ...]
    """Unmarked ones first."""
    outside: tuple[OutsideText, ...]
    """In the order of the file."""
    remarks: tuple[Remark, ...]
    """In the order of the file."""
    characters: int
    """Of text in the file."""
    understood: int
    """Of those that were read."""
    unresolved: Mapping[str, int]
    """Kinds of markup that could not be resolved, with their number."""
    formatting: int
    """Tracked changes of formatting alone, other than bold and italics, which are changes."""
    links: int
    """Links to places outside; none was followed."""
    notes: int = 0
    """Footnotes and endnotes, which stand in square brackets where the text refers to them."""
    lost_references: int = 0
    """Cross-references that show an error, since the file lost what they lead to; ours count as they were sent."""


def identity(package: Package) -> Identity | None:
    """The identity that the file claims; None where that part is gone."""
    for root in package.parts.values():
        if root.tag == f"{{{OWN}}}agreement":
            languages = tuple(one for one in ("de", "en") if one in str(root.get("languages", "")).split())
            prevailing = str(root.get("languages", "")).split()[:1]
            ordered: tuple[Language, ...] = tuple(sorted(languages, key=lambda one: [one] != prevailing))
            agreement, state, against, number = (
                str(root.get(name, "")) for name in ("id", "state", "against", "round")
            )
            return Identity(agreement, state, against, ordered, number)
    return None


def _keeping(document: AgreementDocument, base: AgreementDocument) -> AgreementDocument:
    """The document with the numbers that its clauses keep from ``base``."""
    made = settled_as_kept(document.clauses, document.terms, document.languages, base.clauses)
    return replace(document, clauses=made)


def read_returned(
    package: Package, base: AgreementDocument, older: AgreementDocument | None = None, *, keeping: bool = False
) -> Returned:
    """The file against ``base``; ``older`` is the version against which it was sent as a redline.

    With ``keeping`` the clauses of ``base``, which both sides have, keep their numbers.

    Whoever accepts one of our own tracked changes takes its mark away, so that in a redline both texts count as sent; one
    that was taken back is a change without a mark. Raises Malformed where no clause can be recognised, and what
    ``read_state`` raises for words that no agreement may have.
    """
    coverage = Coverage(styles=character_styles(package.parts.values()), hiding=hiding_styles(package.parts.values()))
    for name in (*related(package, "footnotes"), *related(package, "endnotes")):
        read_notes(package.parts[name], coverage)
    body = read_story(package.parts[package.document], coverage)
    views: dict[View, list[Unit]] = {
        "accepted": list(units(body, "accepted")),
        "rejected": list(units(body, "rejected")),
    }
    said = identity(package)
    wanted = said.languages if said is not None and said.languages else _languages(base, views["rejected"])
    languages = word_languages(base, wanted)
    sent = sent_slots(word_blocks(base, languages), languages)
    counted = counted_references(package)
    accepted = rebuilt(base, sent, views["accepted"], languages, counted)
    rejected = rebuilt(base, sent, views["rejected"], languages, counted)
    if not accepted.region and not rejected.region:
        raise Malformed(
            N_(
                "No clause of this agreement was found in the file. Is it another contract? Then register it as foreign paper."
            )
        )
    for view in (accepted, rejected):
        if view.document != base:
            read_state(write_state(view.document))  # raises Malformed or TooLarge for words that no agreement may have
    proposal = _keeping(accepted.document, base) if keeping else accepted.document
    unmarked = _unmarked(base, base if older is None else older, accepted, rejected)
    hidden = _holding(accepted.document, _unmarked_texts(base, older, rejected.document))
    authors, times = _authors(accepted, rejected), _times(accepted, rejected)
    changes = [
        ReturnedChange(
            change,
            "unmarked" if change.id in unmarked or change.place in hidden else "tracked",
            _of(base, authors, change),
            max(_of(base, times, change), default=""),
        )
        for change in proposed_changes(base, proposal)
    ]
    earlier = set() if older is None else {slot.whole for slot in sent_slots(word_blocks(older, languages), languages)}
    outside = _outside(sent, earlier, accepted, rejected)
    outside += outside_text(package, base, languages, coverage, said.round if said is not None else None)
    remarks = _remarks(package, accepted, coverage)
    name_unread_parts(package, coverage)
    return Returned(
        base,
        proposal,
        tuple(sorted(changes, key=lambda one: one.origin != "unmarked")),
        tuple(sorted(outside, key=lambda one: one.origin != "unmarked")),
        tuple(remarks),
        coverage.characters,
        coverage.understood,
        dict(coverage.unresolved),
        coverage.formatting,
        package.links,
        len(coverage.quoted),
        sum(map(lost_references, views["accepted"])),
    )


def _unmarked(base: AgreementDocument, older: AgreementDocument, accepted: Rebuilt, rejected: Rebuilt) -> set[str]:
    """The ids of changes that stand in the file although all marks are rejected."""
    there = set() if rejected.document == base else {one.id for one in proposed_changes(base, rejected.document)}
    if older == base or not there:
        return there
    foreign = {change.id for change in proposed_changes(older, rejected.document)}
    marked = {change.id for change in proposed_changes(rejected.document, accepted.document)}
    return {one for one in there if one in foreign or one not in marked}


def _unmarked_texts(base: AgreementDocument, older: AgreementDocument | None, rejected: AgreementDocument) -> set[str]:
    """Whole texts that stand in the file although all marks are rejected, and that we did not send anywhere."""
    ours = _texts(base) | (_texts(older) if older is not None else set())
    return _texts(rejected) - ours - {""}


def _texts(document: AgreementDocument) -> set[str]:
    return {clean(plain_text(runs)) for _place, texts in places(document.clauses) for runs in texts.values()}


def _holding(document: AgreementDocument, wanted: set[str]) -> set[str]:
    """The parts that hold one of these texts, and the clauses and paragraphs around them.

    A clause that was added with marks may hold a paragraph without any; it has other ids in either reading.
    """

    def holds(texts: RunTexts) -> bool:
        return any(clean(plain_text(runs)) in wanted for runs in texts.values())

    found: set[str] = set()
    for clause in document.clauses if wanted else ():
        for paragraph in clause.paragraphs:
            found |= {item.id for item in paragraph.items if holds(item.text)}
            if holds(paragraph.text) or any(item.id in found for item in paragraph.items):
                found.add(paragraph.id)
        if holds(clause.heading) or any(paragraph.id in found for paragraph in clause.paragraphs):
            found.add(clause.id)
    return found


def _languages(base: AgreementDocument, listed: Sequence[Unit]) -> tuple[Language, ...]:
    """The languages whose words the file has."""
    there = {clean(unit.text) for unit in listed}
    counts: dict[Language, int] = {}
    for language in base.languages:
        words = (clean(plain_text(texts.get(language, ()))) for _place, texts in places(base.clauses))
        counts[language] = sum(len(text) > 20 and text in there for text in words)
    most = max(counts.values(), default=0)
    return tuple(language for language, count in counts.items() if count * 3 > most) if most else base.languages


def _authors(*views: Rebuilt) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for view in views:
        for index, place in view.place_of.items():
            for unit in (view.slots[index].units or {}).values():
                for source in unit.sources:
                    names = {span.author for span in source.spans if span.inserted or span.deleted}
                    names |= {source.author} if source.inserted or source.deleted else set()
                    found.setdefault(place, set()).update(names - {""})
        for place, unit in _in_cells(view):
            names = {span.author for source in unit.sources for span in source.spans if span.inserted or span.deleted}
            found.setdefault(place, set()).update(names - {""})
    return found


def _in_cells(view: Rebuilt) -> Iterator[tuple[str, Unit]]:
    """The paragraphs in the cells of tables, each with the id of its cell."""
    for place, said in view.cells.items():
        for listed in said.values():
            for unit in listed:
                yield place, unit


def _times(*views: Rebuilt) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for view in views:
        for index, place in view.place_of.items():
            for unit in (view.slots[index].units or {}).values():
                for source in unit.sources:
                    times = {span.time for span in source.spans if span.inserted or span.deleted}
                    found.setdefault(place, set()).update(times - {""})
        for place, unit in _in_cells(view):
            times = {span.time for source in unit.sources for span in source.spans if span.inserted or span.deleted}
            found.setdefault(place, set()).update(times - {""})
    return found


def _of(base: AgreementDocument, authors: Mapping[str, set[str]], change: ProposedChange) -> tuple[str, ...]:
    """Who marked something at a change, or when; for a term, where the text shows it; for an order, at what left its place."""
    place = change.place
    if change.displaced:
        return tuple(sorted({author for name in change.displaced for author in authors.get(name, ())}))
    if place in authors:
        return tuple(sorted(authors[place]))
    showing = (
        name
        for name, texts in places(base.clauses)
        if any(
            run.term is not None and (run.term == place or place.startswith(f"{run.term}."))
            for run in texts[base.prevailing]
        )
    )
    return tuple(sorted({author for name in showing for author in authors.get(name, ())}))


def _outside(sent: Sequence[Slot], earlier: set[str], accepted: Rebuilt, rejected: Rebuilt) -> list[OutsideText]:
    """Lines of title, parties and annexes that were changed, removed or added."""
    first = next((n for n, slot in enumerate(sent) if slot.place), len(sent))
    now, before = _frame(sent, accepted), _frame(sent, rejected)
    found: list[OutsideText] = []
    for index, slot in enumerate(sent):
        if slot.place:
            continue
        words = now.get(index, "")
        if words == slot.whole:
            continue
        was = before.get(index, "")
        marked = was == slot.whole or (was in earlier and was != words)
        origin: Origin = "tracked" if marked else "unmarked"
        found.append(OutsideText("front" if index < first else "annex", slot.whole, words, origin))
    known = [slot.whole for index, slot in enumerate(rejected.slots) if _is_new(rejected, index)]
    for index, slot in enumerate(accepted.slots):
        if _is_new(accepted, index):
            unmarked = slot.whole in known or before_marks(slot) in known
            before_clauses = index < accepted.region.start
            found.append(
                OutsideText(
                    "front" if before_clauses else "annex", "", slot.whole, "unmarked" if unmarked else "tracked"
                )
            )
    return found


def _is_new(view: Rebuilt, index: int) -> bool:
    return index not in view.pairs and index not in view.place_of


def _frame(sent: Sequence[Slot], view: Rebuilt) -> dict[int, str]:
    return {ours: view.slots[theirs].whole for theirs, ours in view.pairs.items() if not sent[ours].place}


def _remarks(package: Package, view: Rebuilt, coverage: Coverage) -> list[Remark]:
    anchors: dict[str, str] = {}
    whole: dict[str, str] = {}
    places_of = [(view.place_of.get(n, ""), list((slot.units or {}).values())) for n, slot in enumerate(view.slots)]
    places_of += [(place, [one for listed in cell.values() for one in listed]) for place, cell in view.cells.items()]
    for place, listed in places_of:
        for unit in listed:
            for source in unit.sources:
                anchors |= dict.fromkeys(source.comments, place)
                if source.comments:
                    whole[place] = clean(unit.text)
    remarks = []
    for one in file_comments(package, coverage):
        place = anchors.get(one.number, "")
        words = "" if one.words == whole.get(place, "") or not place else one.words
        remarks.append(Remark(one.author, one.time, one.text, place, one.answers, one.resolved, words))
    return remarks
