"""Our answer written into the Word file that came back: what nobody touched keeps its XML, our changes are tracked.

Lawyers know their own file by its look. Their open changes are accepted first, and each place that is ours in other words
is marked word by word; then their marks are put back around and beside ours, under their names: what nobody has agreed to
must not look agreed. What was written is read again: an answer that would say anything else than our text does not leave.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from io import BytesIO

from lxml import etree

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import numbers
from datapact.word.read.counted import Counter
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import W, character_styles, hiding_styles
from datapact.word.read.package import Package, parsed, related
from datapact.word.read.passages import units
from datapact.word.read.rebuild import Rebuilt, rebuilt, sent_slots
from datapact.word.read.references import counted_references
from datapact.word.read.story import read_notes, read_story
from datapact.word.reply.comments import write_comments
from datapact.word.reply.controls import HeldControl, held_controls, put_back_controls, values_of
from datapact.word.reply.fields import HeldField, held_fields, put_back_fields
from datapact.word.reply.footers import footers_of_round
from datapact.word.reply.frame import write_frame
from datapact.word.reply.places import PlacesReply
from datapact.word.reply.places_in_file import PlacesInFile
from datapact.word.reply.resolved import TheirMarks, put_back, resolve, settle, their_marks
from datapact.word.reply.struck import (
    ColumnCell,
    PutIn,
    Struck,
    as_noted,
    find_again,
    moves_as_changes,
    put_back_blocks,
    settle_blocks,
    their_blocks,
    words_of_block,
)
from datapact.word.reply.tracked_runs import Marks, fill, mark_paragraph
from datapact.word.write.blocks import Block
from datapact.word.write.comments import Comment
from datapact.word.write.docx import word_blocks
from datapact.word.write.parts import OWN

_MOST_SAID = 80  # characters of words that are named
_FEW = 3
"""Places that may be said at the end of any file."""


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """The reply: their file with our answer in it."""

    data: bytes
    """The whole file."""
    at_end: tuple[str, ...] = ()
    """Places of our text for which it has no room where they belong: their words stand at its end."""
    accepted: tuple[str, ...] = ()
    """Words of theirs whose tracked changes could not be kept beside ours: there the file has them as accepted."""


def reply_file(
    package: Package,
    base: AgreementDocument,
    ours: AgreementDocument,
    languages: Sequence[Language],
    author: str,
    moment: datetime,
    own: Mapping[str, str],
    comments: Sequence[Comment] = (),
) -> ReplyFile:
    """Their file with ``ours`` as tracked changes against what it says; ``base`` is the text that it was made of.

    ``own`` are the attributes of our own part, where it is still there; ``comments`` our shared threads, of which what the
    file does not have is written into it.

    Accepting all gives the clauses and annexes of ``ours``, rejecting all what they sent without their own changes, save
    what ``accepted`` of the result names.
    A place for which their file has no room any more is said at its end, by its number, instead. Raises WrongUse where that
    would be more than a few: then it is another contract.
    """
    root = deepcopy(package.parts[package.document])
    moves_as_changes(root)
    kept, blocks = their_marks(root, author), their_blocks(root, author)
    resolve(root)
    settle(kept)
    settle_blocks(blocks)
    held, fields = held_controls(root), held_fields(root)
    notes = [deepcopy(package.parts[name]) for kind in ("footnotes", "endnotes") for name in related(package, kind)]
    coverage = Coverage(styles=character_styles(package.parts.values()), hiding=hiding_styles(package.parts.values()))
    for part in notes:  # read alone: they keep their marks
        resolve(part)
        read_notes(part, coverage)
    sent, wanted = word_blocks(base, languages), word_blocks(ours, languages)
    shown = counted_references(package)  # of a field that a program counted no word is anybody's
    view = _view(root, coverage, base, sent, languages, shown)
    marks = Marks(author, moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    answer = PlacesReply(PlacesInFile(view, ours, languages, marks, coverage), wanted, Counter.of(package))
    answer.write()
    write_frame(view, sent, wanted, languages, marks, coverage)
    answer.type_numbers(root)
    again = Coverage(styles=coverage.styles, hiding=coverage.hiding, notes=dict(coverage.notes))
    beside = _differing_places(_view(root, again, ours, wanted, languages, shown), ours, languages)
    if len(beside) > max(_FEW, len(list(places(ours.clauses))) // 4):
        raise WrongUse(
            N_("This reply cannot be written into their file as it stands. Send a file of your own instead.")
        )
    write_at_end(root, ours, beside, languages, marks)
    words = dict(places(ours.clauses))
    parts = {**write_comments(package, root, answer.file.nodes, comments, words), package.document: root}
    parts |= footers_of_round(package, languages, own["round"]) if "round" in own else {}

    def says_ours() -> bool:
        again = Coverage(styles=coverage.styles, hiding=coverage.hiding, notes=dict(coverage.notes))
        return _differing_places(_view(root, again, ours, wanted, languages, shown), ours, languages) == beside

    lost = _put_back(root, kept, blocks, marks, says_ours, [*held, *fields])
    before = deepcopy(root)
    if put_back_controls(root, held, values_of(ours), marks) and not says_ours():
        root = before  # the words go before what other programs know of them
        fields = []  # of the tree that was left
    before = deepcopy(root)
    if put_back_fields(root, fields, marks) and not says_ours():
        root = before
    accepted = tuple(dict.fromkeys(said for one in lost if (said := clean(one)[:_MOST_SAID])))
    parts[package.document] = root
    return ReplyFile(_packed(package, {name: _bytes(part) for name, part in parts.items()}, own), beside, accepted)


def _put_back(
    root: etree._Element,
    kept: Sequence[TheirMarks],
    blocks: Sequence[Struck | PutIn | ColumnCell],
    marks: Marks,
    says_ours: Callable[[], bool],
    held: Sequence[HeldControl | HeldField] = (),
) -> list[str]:
    """Put their marks back, those of whole paragraphs, rows and columns, too, unless the file would then not say our text.

    Returns the words whose marks are not there any more.
    """

    def fresh() -> str:
        return marks.attributes()[W + "id"]

    simple = [one for one in blocks if not isinstance(one, ColumnCell)]
    tries = [*([blocks] if len(simple) < len(blocks) else []), *([simple] if simple else []), []]
    for there in tries:
        if not there and not kept:
            continue
        nodes, body = list(root.iter()), deepcopy(root)
        done, lost = put_back_blocks(root, [as_noted(one) for one in there], fresh)
        lost += put_back(root, [one for one in kept if one.paragraph not in done], fresh)
        if says_ours():
            return [*lost, *(words for one in blocks if one not in there for words in words_of_block(one))]
        for child in list(root):
            root.remove(child)
        root.extend(list(body))
        now = dict(zip(nodes, root.iter(), strict=True))
        for one in kept:
            one.paragraph = now.get(one.paragraph, one.paragraph)
        for one_held in held:
            one_held.paragraph = now.get(one_held.paragraph, one_held.paragraph)
        for block in blocks:
            find_again(block, now)
    return [words for one in blocks for words in words_of_block(one)] + [
        "".join(one.tracked.itertext()) for one in kept
    ]


def _view(
    root: etree._Element,
    coverage: Coverage,
    base: AgreementDocument,
    blocks: Sequence[Block],
    languages: Sequence[Language],
    counted: Mapping[str, str],
) -> Rebuilt:
    """What the file says with all accepted, against ``base``, which ``blocks`` are in a file of ours."""
    sent = sent_slots(blocks, languages)
    return rebuilt(base, sent, list(units(read_story(root, coverage), "accepted")), languages, counted)


def _differing_places(view: Rebuilt, ours: AgreementDocument, languages: Sequence[Language]) -> tuple[str, ...]:
    """The places that the file does not say as our text does once all is accepted, in the order of the text.

    One that only the file still has is among them; where only the order differs, those that stand elsewhere are.
    """

    def words_of(document: AgreementDocument) -> dict[str, tuple[str, ...]]:
        words = {
            place: tuple(clean(plain_text(texts.get(one, ()))) for one in languages)
            for place, texts in places(document.clauses)
        }
        return {place: texts for place, texts in words.items() if any(texts)}

    mine, theirs = words_of(ours), words_of(view.document)
    wrong = {place for place, texts in mine.items() if theirs.get(place) != texts}
    kept = [place for place in mine if place not in wrong]
    there = [place for place in theirs if place in kept]
    if kept != there:
        blocks = SequenceMatcher(None, kept, there, autojunk=False).get_matching_blocks()
        wrong |= set(kept) - {one for block in blocks for one in kept[block.a : block.a + block.size]}
    return (*(place for place in mine if place in wrong), *(place for place in theirs if place not in mine))


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(package: Package, changed: Mapping[str, bytes], own: Mapping[str, str]) -> bytes:
    """The file with other parts; the recording of changes is switched on, our own part says what it is now."""
    settings = next((name for name in package.parts if name.endswith("/settings.xml")), "")
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        added = {name: body for name, body in changed.items() if name not in package.contents}
        for name, body in (*package.contents.items(), *added.items()):
            if name in changed:
                body = changed[name]
            elif name == settings:
                body = _tracking(body)
            elif name in package.parts and package.parts[name].tag == f"{{{OWN}}}agreement":
                part = deepcopy(package.parts[name])
                part.attrib.update(own)
                body = _bytes(part)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, body)
    return target.getvalue()


def _tracking(body: bytes) -> bytes:
    root = parsed(body)
    if root.find(W + "trackRevisions") is None:
        before = next((n for n, child in enumerate(root) if child.tag == W + "defaultTabStop"), 0)
        root.insert(before, etree.Element(W + "trackRevisions"))
    return _bytes(root)


def write_at_end(
    root: etree._Element, ours: AgreementDocument, beside: Sequence[str], languages: Sequence[Language], marks: Marks
) -> None:
    """Put a line for each place before the end of the body; nothing where there is none."""
    body = root.find(W + "body")
    if not beside or body is None:
        return
    texts = dict(places(ours.clauses))
    last = body.find(W + "sectPr")
    for language in languages:
        counted = numbers(ours.clauses, language)
        lines = [Message(_INTRODUCTION).text(language)]
        for place in beside:
            number = counted.get(place) or Message(_NO_NUMBER).text(language)
            words = plain_text(texts.get(place, {}).get(language, ()))
            made = Message(_STANDS, {"number": number, "words": words}) if words else Message(_GONE, {"number": number})
            lines.append(made.text(language))
        for line in lines:
            paragraph = etree.Element(W + "p")
            fill(paragraph, (), (Run(line),), (), marks, {})
            mark_paragraph(paragraph, "ins", marks)
            if last is None:
                body.append(paragraph)
            else:
                last.addprevious(paragraph)


_INTRODUCTION = N_("Our reply also has these words, for which this file has no room where they belong:")

_STANDS = N_("{number}: {words}")

_GONE = N_("{number}: left out")

_NO_NUMBER = N_("Without a number")
