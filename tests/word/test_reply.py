"""Our answer in their file: their layout stays where nothing changed, our changes are tracked in it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.base.errors import DataPactError
from datapact.base.texts import Language
from datapact.contract.editing.commands import (
    Command,
    InsertClause,
    InsertParagraph,
    MovePart,
    RemovePart,
    Renumber,
    Reword,
    SetTerm,
)
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Clause, Paragraph, Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, write_clause
from datapact.contract.text.marked import reading_text
from datapact.word.read.align import typed_number
from datapact.word.read.counted import Counter, label
from datapact.word.read.coverage import Coverage
from datapact.word.read.package import open_package
from datapact.word.read.passages import View, units
from datapact.word.read.returned import read_returned
from datapact.word.read.story import read_story
from datapact.word.reply.reply_file import reply_file
from datapact.word.write.blocks import bookmark
from datapact.word.write.comments import Comment
from datapact.word.write.docx import WordFile, word_languages, write_docx
from tests.depth import examples, rounds
from tests.word import returned_files as files

PARAGRAPHS = [paragraph.id for clause in files.BASE.clauses for paragraph in clause.paragraphs]
LANGUAGES = (("de",), ("de", "en"))
SENT = {languages: files.sent(*languages) for languages in LANGUAGES}


def texts(data: bytes, view: View) -> list[str]:
    package = open_package(data)
    story = read_story(package.parts[package.document], Coverage())
    return [" ".join(unit.text.split()) for unit in units(story, view) if unit.text.strip()]


def answer(
    theirs: bytes, ours: AgreementDocument, languages: tuple[str, ...], comments: tuple[Comment, ...] = ()
) -> bytes:
    chosen = word_languages(files.BASE, [one for one in files.BASE.languages if one in languages])
    return reply_file(open_package(theirs), files.BASE, ours, chosen, "Anna Keller", files.WHEN, {}, comments).data


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(RemovePart, st.sampled_from(PARAGRAPHS)),
    st.builds(
        lambda place, word: Reword(place, "de", (Run(f"Andere Worte {word}."),)),
        st.sampled_from(PARAGRAPHS),
        st.integers(0, 99),
    ),
    st.builds(lambda clause: InsertParagraph(clause.id, f"neu-{clause.id}", 1), st.sampled_from(files.BASE.clauses)),
)


@pytest.mark.journey
@settings(max_examples=examples(12))
@given(st.sampled_from(LANGUAGES), st.lists(st.booleans(), max_size=3), commands, st.randoms(use_true_random=False))
def test_accepting_all_is_ours_and_rejecting_all_is_theirs(
    languages: tuple[str, ...], edits: list[bool], command: Command, random: Random
) -> None:
    def change(root: etree._Element) -> None:
        for number, marked in enumerate(edits):
            files.add_word(root, random, f"Quarzuhr{number}x", marked=marked)

    theirs = files.edited(SENT[languages], change)
    returned = read_returned(open_package(theirs), files.BASE)
    try:
        ours = replay(returned.proposal, [command])
    except DataPactError:  # the only paragraph of a clause
        ours = returned.proposal
    if isinstance(command, InsertParagraph):
        ours = replay(ours, [Reword(command.id, one, (Run(f"Neu {one}."),)) for one in ours.languages])
    made = answer(theirs, ours, languages)
    assert texts(made, "rejected") == texts(theirs, "rejected")
    package = open_package(made)
    again = read_returned(package, ours, returned.proposal)
    assert [one.change.id for one in again.changes if one.change.kind != "order"] == []
    assert read_returned(package, files.BASE).understood == again.understood
    assert numbers_shown(made, "Heading1") == numbers_of(ours, languages, "heading")


def test_what_nobody_touched_keeps_its_xml() -> None:
    def look(root: etree._Element) -> None:
        for paragraph in root.iter(files.W + "p"):
            paragraph.set("{urn:theirs}look", "theirs")

    theirs = files.edited(SENT[("de",)], look)
    ours = replay(files.BASE, [SetTerm("duration.end", "2029-12-31")])
    made = etree.fromstring(files.part(answer(theirs, ours, ("de",))))
    before = {etree.tostring(node) for node in etree.fromstring(files.part(theirs)).iter(files.W + "p")}
    changed = [node for node in made.iter(files.W + "p") if etree.tostring(node) not in before]
    assert 0 < len(changed) <= 3
    assert all(node.get("{urn:theirs}look") == "theirs" for node in changed)
    assert {node.get(files.W + "author") for node in made.iter(files.W + "ins")} == {"Anna Keller"}


@pytest.mark.parametrize("languages", LANGUAGES)
def test_their_open_changes_stay_theirs_beside_ours(languages: tuple[str, ...]) -> None:
    """A cap that they added with a mark does not look agreed because we change its sum."""
    place = PARAGRAPHS[6]
    said = plain_text(dict(places(files.BASE.clauses))[place]["de"])
    capped = [Reword(place, "de", (Run(f"{said} Die Haftung ist auf 50 Euro begrenzt."),))]
    theirs = write_docx(
        replay(files.BASE, [*capped, SetTerm("duration.end", "2029-12-31")]), by("RA Petersen", *languages), files.BASE
    )
    ours = replay(
        read_returned(open_package(theirs), files.BASE).proposal,
        [Reword(place, "de", (Run(f"{said} Die Haftung ist auf 500 Euro begrenzt."),))],
    )
    made = answer(theirs, ours, languages)
    assert texts(made, "rejected") == texts(theirs, "rejected")
    assert read_returned(open_package(made), ours).changes == ()
    root = etree.fromstring(files.part(made))
    (words,) = [one for one in root.iter(files.W + "ins") if "Die Haftung ist auf" in "".join(one.itertext())]
    assert words.get(files.W + "author") == "RA Petersen"
    ours_alone = {
        (one.tag[len(files.W) :], "".join(one.itertext()))
        for one in root.iter(files.W + "ins", files.W + "del")
        if one.get(files.W + "author") == "Anna Keller"
    }
    assert ours_alone == {("del", "50"), ("ins", "500")}
    numbers = [one.get(files.W + "id") for one in root.iter(files.W + "ins", files.W + "del")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("languages", LANGUAGES)
def test_their_open_changes_stay_theirs_where_we_only_comment(languages: tuple[str, ...]) -> None:
    """Accepting a tracked change puts a comment of ours there: that alone takes no mark away, in no paragraph.

    Paragraphs have controls around their values and fields for their references, which stay with the words.
    """
    own = dict(places(files.BASE.clauses))
    longer = [
        Reword(one, language, (*own[one][language], Run(" Petersen.")))
        for one in PARAGRAPHS
        for language in files.BASE.languages
    ]
    theirs = write_docx(replay(files.BASE, longer), by("RA Petersen", *languages), files.BASE)
    ours = read_returned(open_package(theirs), files.BASE).proposal
    said = tuple(Comment("Anna Keller", files.WHEN, f"Angenommen: {one}", one, "de") for one in PARAGRAPHS)
    chosen = word_languages(files.BASE, [one for one in files.BASE.languages if one in languages])
    made = reply_file(open_package(theirs), files.BASE, ours, chosen, "Anna Keller", files.WHEN, {}, said)
    assert made.accepted == ()
    root, before = (etree.fromstring(files.part(one)) for one in (made.data, theirs))
    assert tracked_words(root) == tracked_words(before)
    assert texts(made.data, "rejected") == texts(theirs, "rejected")
    assert len(list(root.iter(files.W + "commentReference"))) == len(PARAGRAPHS)
    assert controls(made.data) == controls(theirs)


def tracked_words(root: etree._Element) -> list[tuple[str, str]]:
    """Who put words in, and which, in reading order."""
    return [(str(one.get(files.W + "author")), "".join(one.itertext())) for one in root.iter(files.W + "ins")]


def by(author: str, *languages: str) -> WordFile:
    return replace(files.about(files.BASE, *languages), author=author)


def without_comment_parts(data: bytes) -> bytes:
    """A file as programs write it that keep no comments."""
    for name in ("word/comments.xml", "word/commentsExtended.xml"):
        data = files.without(data, name)
    for part, tag in (("word/_rels/document.xml.rels", "Target"), ("[Content_Types].xml", "PartName")):

        def drop(root: etree._Element, tag: str = tag) -> None:
            for node in [one for one in root if "comments" in str(one.get(tag))]:
                root.remove(node)

        data = files.edited(data, drop, part)
    return data


@pytest.mark.journey
@settings(max_examples=rounds(12), deadline=None)
@given(st.sampled_from(LANGUAGES), st.sampled_from(PARAGRAPHS), st.booleans(), st.data())
def test_our_comments_stand_in_their_file(
    languages: tuple[str, ...], place: str, bare: bool, data: st.DataObject
) -> None:
    theirs = without_comment_parts(SENT[languages]) if bare else SENT[languages]
    ours = replay(files.BASE, [SetTerm("duration.end", "2029-12-31")])
    words = plain_text(dict(places(ours.clauses))[place]["de"])
    start = data.draw(st.integers(0, max(0, len(words) - 2)))
    end = data.draw(st.integers(start + 1, len(words)))
    asked = Comment("Anna Keller", files.WHEN, "Warum?\nBitte erläutern.", place, "de", start, end)
    made = answer(theirs, ours, languages, (asked,))
    assert texts(made, "rejected") == texts(theirs, "accepted")
    assert texts(made, "accepted") == texts(answer(theirs, ours, languages), "accepted")
    returned = read_returned(open_package(made), ours)
    (remark,) = returned.remarks
    assert (remark.author, remark.text, remark.place) == ("Anna Keller", "Warum?\nBitte erläutern.", place)
    assert remark.words in ("", " ".join(words[start:end].split()))
    assert not returned.outside

    # They send it back; what we answer and settle stands in the same thread, and nothing twice.
    answers = (Comment("Anna Keller", files.WHEN, "Schon gut.", place, "de"),)
    settled = Comment("Anna Keller", files.WHEN, asked.text, place, "de", start, end, resolved=True, answers=answers)
    package = open_package(made)
    again = reply_file(
        package, ours, ours, word_languages(ours, languages), "Anna Keller", files.WHEN, {}, (settled,)
    ).data  # type: ignore[arg-type]
    found = read_returned(open_package(again), ours).remarks
    assert [(one.text, one.answers, one.resolved) for one in found] == [
        (asked.text, "", True),
        ("Schon gut.", asked.text, False),
    ]
    assert [one.place for one in found] == [place, place]


def in_both(text: str) -> dict[Language, tuple[Run, ...]]:
    return {one: (Run(f"{text} {one}."),) for one in files.BASE.languages}


NEW = Clause(
    "neu", in_both("Neue Klausel"), (Paragraph("neu-1", in_both("Erster")), Paragraph("neu-2", in_both("Zweiter")))
)


@pytest.mark.in_turn(2)
@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("at", [0, 3])
def test_a_clause_that_we_put_in_has_the_form_and_number_of_a_clause(languages: tuple[str, ...], at: int) -> None:
    ours = apply(files.BASE, InsertClause(write_clause(NEW), at), files.BASE.clauses if at else ())
    made = answer(SENT[languages], ours, languages)
    returned = read_returned(open_package(made), ours, files.BASE, keeping=True)
    assert returned.changes == ()
    root = etree.fromstring(files.part(made))
    (heading,) = [one for one in root.iter(files.W + "p") if "Neue Klausel de." in "".join(one.itertext())]
    assert heading.find(f"{files.W}pPr/{files.W}pStyle").get(files.W + "val") == "Heading1"
    assert ("§ 2a" in "".join(heading.itertext())) is (at == 3)
    assert texts(made, "rejected") == texts(SENT[languages], "accepted")
    bare = files.edited(SENT[languages], files.strip_own_marks)
    assert read_returned(open_package(answer(bare, ours, languages)), ours, files.BASE).changes == ()


@pytest.mark.parametrize("languages", LANGUAGES)
def test_what_we_moved_stands_elsewhere_in_their_file(languages: tuple[str, ...]) -> None:
    ours = replay(files.BASE, [MovePart(files.BASE.clauses[6].id, 3)], files.BASE.clauses)
    made = answer(SENT[languages], ours, languages)
    assert texts(made, "rejected") == texts(SENT[languages], "accepted")
    assert read_returned(open_package(made), ours, files.BASE, keeping=True).proposal.clauses == ours.clauses


def numbers_shown(data: bytes, style: str) -> list[str]:
    """The number that a reader sees before each paragraph of a style, once all is accepted."""
    package = open_package(data)
    counter, found = Counter.of(package), []
    for unit in units(read_story(package.parts[package.document], Coverage()), "accepted"):
        node = unit.last.node
        place = None if node is None else counter.place_of(node)
        number = label(typed_number(unit.text))
        if place is not None:
            number = counter.next(place)
            counter.count(place)
        if unit.last.style == style and unit.text.strip():
            found.append(number)
    return found


def numbers_of(document: AgreementDocument, languages: tuple[str, ...], kind: str) -> list[str]:
    listed = [[label(one.number) for one in reading_text(document, of) if one.kind == kind] for of in languages]  # type: ignore[arg-type]
    return [number for numbers in zip(*listed, strict=True) for number in numbers if number]


def insert_heading(root: etree._Element) -> None:
    """What Word does where somebody puts a clause in: it counts."""
    node = next(
        one
        for one in root.iter(files.W + "p")
        if b"Heading1" in etree.tostring(one) and "Begriffe und Rangfolge" in "".join(one.itertext())
    )
    row = next((one for one in node.iterancestors() if one.tag == files.W + "tr"), node)
    for words, model in (("Neue Klausel von drüben", row), ("Neuer Absatz von drüben.", row.getnext())):
        added = deepcopy(model)
        for one in list(added.iter(files.W + "bookmarkStart", files.W + "bookmarkEnd")):
            one.getparent().remove(one)
        for paragraph in list(added.iter(files.W + "p")):
            for run in [one for one in paragraph if one.tag != files.W + "pPr"]:
                paragraph.remove(run)
            etree.SubElement(etree.SubElement(paragraph, files.W + "r"), files.W + "t").text = words
        row.addprevious(added)


@pytest.mark.parametrize("languages", LANGUAGES)
def test_numbers_stay_in_their_file_where_word_would_count_others(languages: tuple[str, ...]) -> None:
    theirs = files.edited(SENT[languages], insert_heading)
    returned = read_returned(open_package(theirs), files.BASE, keeping=True)
    ours = returned.proposal
    assert "2a" in numbers_of(ours, languages, "heading")
    made = answer(theirs, ours, languages)
    assert numbers_shown(theirs, "Heading1") != numbers_of(ours, languages, "heading")
    for style, kind in (("Heading1", "heading"), ("DPParagraph", "paragraph")):
        assert list(filter(None, numbers_shown(made, style))) == numbers_of(ours, languages, kind)
    assert texts(made, "rejected") == texts(theirs, "accepted")
    counted = apply(ours, Renumber())
    again = reply_file(open_package(made), ours, counted, word_languages(ours, languages), "A", files.WHEN, {}).data  # type: ignore[arg-type]
    assert numbers_shown(again, "Heading1") == numbers_of(counted, languages, "heading")
    assert read_returned(open_package(again), counted).changes == ()
    assert b"REF _dp_" in files.part(made)


def test_the_only_paragraph_of_a_clause_gets_its_number_with_the_second() -> None:
    alone = Clause("neu", NEW.heading, NEW.paragraphs[:1])
    document = apply(files.BASE, InsertClause(write_clause(alone), 3))
    ours = apply(document, InsertParagraph("neu", "zweiter", 1))
    ours = replay(ours, [Reword("zweiter", one, (Run("Dies auch."),)) for one in ours.languages])
    theirs = write_docx(document, files.about(document, "de"))
    made = reply_file(open_package(theirs), document, ours, ("de",), "Anna Keller", files.WHEN, {}).data
    assert "(1) Erster de." in texts(made, "accepted")
    assert "(2) Dies auch." in texts(made, "accepted")
    assert texts(made, "rejected") == texts(theirs, "accepted")
    assert read_returned(open_package(made), ours, document).changes == ()


def test_what_word_counts_rightly_stays_counted() -> None:
    ours = replay(files.BASE, [SetTerm("duration.end", "2029-12-31")])
    made = answer(SENT["de",], ours, ("de",))
    assert b"pPrChange" not in files.part(made)
    assert numbers_shown(made, "Heading1") == numbers_of(ours, ("de",), "heading")


def test_words_in_a_language_that_they_emptied_are_not_lost() -> None:
    place = PARAGRAPHS[4]

    def empty(root: etree._Element) -> None:
        (row,) = [row for row in root.iter(files.W + "tr") if bookmark(place, "en") in etree.tostring(row).decode()]
        for run in list(row.findall(files.W + "tc")[1].iter(files.W + "r")):
            run.getparent().remove(run)

    theirs = files.edited(SENT["de", "en"], empty)
    assert [one.change.place for one in read_returned(open_package(theirs), files.BASE).changes] == [place]
    assert read_returned(open_package(answer(theirs, files.BASE, ("de", "en"))), files.BASE).changes == ()


def test_a_paragraph_that_they_put_into_our_row_goes_alone() -> None:
    place = PARAGRAPHS[6]

    def put(root: etree._Element) -> None:
        (row,) = [row for row in root.iter(files.W + "tr") if bookmark(place, "de") in etree.tostring(row).decode()]
        added = etree.SubElement(row.find(files.W + "tc"), files.W + "p")
        etree.SubElement(etree.SubElement(added, files.W + "r"), files.W + "t").text = "Das steht nicht zur Verfügung."

    theirs = files.edited(SENT["de", "en"], put)
    assert read_returned(open_package(theirs), files.BASE, keeping=True).changes
    made = answer(theirs, files.BASE, ("de", "en"))
    assert read_returned(open_package(made), files.BASE).changes == ()
    assert texts(made, "rejected") == texts(theirs, "accepted")


def test_a_comment_behind_a_typed_number_stands_at_its_words() -> None:
    document = replay(files.BASE, [InsertClause(write_clause(NEW), 3)], files.BASE.clauses)
    theirs = write_docx(document, files.about(document, "de"))
    asked = Comment("Anna Keller", files.WHEN, "Neu?", "neu", "de", 5, 12)
    made = reply_file(open_package(theirs), document, document, ("de",), "Anna Keller", files.WHEN, {}, (asked,)).data
    (remark,) = read_returned(open_package(made), document, keeping=True).remarks
    assert (remark.place, remark.words) == ("neu", "Klausel")


def test_their_comments_stay_where_our_words_come() -> None:
    place = PARAGRAPHS[3]
    theirs = answer(SENT[("de",)], files.BASE, ("de",), (Comment("Institut", files.WHEN, "Zu lang.", place, "de"),))
    ours = replay(files.BASE, [Reword(place, "de", (Run("Kurz."),))])
    (remark,) = read_returned(open_package(answer(theirs, ours, ("de",))), ours).remarks
    assert (remark.author, remark.text, remark.place) == ("Institut", "Zu lang.", place)


def _annex_table(root: etree._Element) -> etree._Element:
    """The last table of the annexes with more than two rows and columns."""
    return [one for one in root.iter(files.W + "tbl") if len(one.findall(f"{files.W}tr[1]/{files.W}tc")) > 2][-1]


def _into_annex(root: etree._Element, marked: bool) -> None:
    """A row more, with other words, and a value in other words."""
    row = _annex_table(root).findall(files.W + "tr")[-1]
    added = deepcopy(row)
    for n, node in enumerate(added.iter(files.W + "t")):
        node.text = f"Neu {n}"
    if marked:
        added.find(files.W + "trPr").insert(0, etree.Element(files.W + "ins", files.MARK))
    row.addnext(added)
    list(row.iter(files.W + "t"))[-1].text = "andere Worte"


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("marked", [True, False])
def test_what_they_wrote_into_an_annex_is_not_agreed_in_silence(languages: tuple[str, ...], marked: bool) -> None:
    theirs = files.edited(SENT[languages], lambda root: _into_annex(root, marked))
    ours = replay(files.BASE, [SetTerm("breach.hours", 36), SetTerm("law.venue", "Ulm")])
    data = answer(theirs, ours, languages)
    assert texts(data, "accepted") == texts(write_docx(ours, files.about(ours, *languages)), "accepted")
    assert texts(data, "rejected") == texts(theirs, "accepted")


def test_their_own_lines_before_the_clauses_stay_in_our_answer() -> None:
    def headed(root: etree._Element) -> None:
        first = next(root.iter(files.W + "p"))
        line = deepcopy(first)
        for node in line.iter(files.W + "t"):
            node.text = "Kanzlei Lohn und Partner"
        first.addprevious(line)

    data = answer(files.edited(SENT[("de",)], headed), replay(files.BASE, [SetTerm("law.venue", "Ulm")]), ("de",))
    assert texts(data, "accepted")[0].startswith("Kanzlei Lohn")


def _struck_line(root: etree._Element, places_: list[etree._Element]) -> str:
    """Their changes of whole paragraphs: one struck, one moved, two joined; returns words that they struck."""
    struck, moved, behind, joined = (places_[n] for n in (4, 8, 12, 16))
    for node in (struck, moved):
        copy = deepcopy(node)
        for run in list(node.iter(files.W + "r")):
            mark = etree.Element(files.W + ("del" if node is struck else "moveFrom"), files.MARK)  # type: ignore[arg-type]
            for one in run.iter(files.W + "t") if node is struck else ():
                one.tag = files.W + "delText"
            run.addprevious(mark)
            mark.append(run)
        _mark_end(node, "del" if node is struck else "moveFrom")
        if node is moved:
            for one in list(copy.iter(files.W + "bookmarkStart", files.W + "bookmarkEnd")):
                one.getparent().remove(one)
            for run in list(copy.iter(files.W + "r")):
                mark = etree.Element(files.W + "moveTo", files.MARK)  # type: ignore[arg-type]
                run.addprevious(mark)
                mark.append(run)
            _mark_end(copy, "moveTo")
            behind.addnext(copy)
    _mark_end(joined, "del")
    return "".join(struck.itertext())


def _mark_end(paragraph: etree._Element, kind: str) -> None:
    properties = paragraph.find(files.W + "pPr")
    look = properties.find(files.W + "rPr")
    look = etree.SubElement(properties, files.W + "rPr") if look is None else look
    look.insert(0, etree.Element(files.W + kind, files.MARK))  # type: ignore[arg-type]


@pytest.mark.parametrize("touched", [False, True])
def test_paragraphs_that_they_struck_moved_or_joined_stay_theirs_in_our_answer(touched: bool) -> None:
    there: list[str] = []

    def change(root: etree._Element) -> None:
        listed = [one for one in files.body_paragraphs(root) if one.find(f"{files.W}bookmarkStart") is not None]
        there.append(_struck_line(root, listed))

    theirs = files.edited(SENT[("de",)], change)
    said = read_returned(open_package(theirs), files.BASE).proposal
    places_ = [one.id for clause in said.clauses for one in clause.paragraphs]
    edits = [Reword(one, "de", (Run("Ganz andere Worte von uns."),)) for one in places_[2:30:3]] if touched else []
    ours = replay(said, [*edits, SetTerm("duration.end", "2029-12-31")])
    made = answer(theirs, ours, ("de",))
    assert read_returned(open_package(made), ours).changes == ()
    assert there[0] in "".join(etree.fromstring(files.part(made)).itertext())
    if not touched:
        assert texts(made, "rejected") == texts(theirs, "rejected")
    authors = {one.get(files.W + "author") for one in etree.fromstring(files.part(made)).iter(files.W + "del")}
    assert "Partner" in authors


def test_what_they_joined_stays_theirs_where_our_words_come_in() -> None:
    said: list[str] = []

    def change(root: etree._Element) -> None:
        listed = [one for one in files.body_paragraphs(root) if one.find(f"{files.W}bookmarkStart") is not None]
        joined, last = listed[16], listed[17]
        _mark_end(joined, "del")
        said.extend("".join(one.itertext()) for one in (joined, last))

    theirs = files.edited(SENT[("de",)], change)
    proposal = read_returned(open_package(theirs), files.BASE).proposal
    there = ((one, plain_text(said_now["de"])) for one, said_now in places(proposal.clauses))
    place, words = next((one, text) for one, text in there if all(part.strip()[-20:] in text for part in said))
    ours = replay(proposal, [Reword(place, "de", (Run(f"Vorab: {words} Zuletzt."),))])
    made = answer(theirs, ours, ("de",))
    assert texts(made, "rejected") == texts(theirs, "rejected"), (
        "two paragraphs again, as they were before they joined them"
    )
    assert read_returned(open_package(made), ours).changes == ()
    ends = [
        one
        for one in etree.fromstring(files.part(made)).iter(files.W + "del")
        if one.getparent().tag == files.W + "rPr"
    ]
    assert [one.get(files.W + "author") for one in ends] == ["Partner"]


@pytest.mark.parametrize("kind", ["cellIns", "cellDel"])
def test_columns_that_they_struck_or_put_in_stay_theirs_in_our_answer(kind: str) -> None:
    def change(root: etree._Element) -> None:
        table = next(one for one in root.iter(files.W + "tbl") if len(one.findall(files.W + "tr")) > 2)
        for row in table.findall(files.W + "tr"):
            cell = row.findall(files.W + "tc")[-1]
            if kind == "cellIns":
                fresh = deepcopy(cell)
                for one in list(fresh.iter(files.W + "bookmarkStart", files.W + "bookmarkEnd")):
                    one.getparent().remove(one)
                cell.addnext(fresh)
                cell = fresh
            properties = cell.find(files.W + "tcPr")
            properties = etree.Element(files.W + "tcPr") if properties is None else properties
            cell.insert(0, properties)
            etree.SubElement(properties, files.W + kind, files.MARK)  # type: ignore[arg-type]

    theirs = files.edited(SENT[("de",)], change)
    ours = replay(read_returned(open_package(theirs), files.BASE).proposal, [SetTerm("duration.end", "2029-12-31")])
    made = answer(theirs, ours, ("de",))
    assert etree.fromstring(files.part(made)).find(f".//{files.W}tcPr/{files.W}{kind}") is not None
    assert texts(made, "rejected") == texts(theirs, "rejected")


@pytest.mark.parametrize("kind", ["ins", "del"])
def test_rows_that_they_struck_or_put_in_stay_theirs_in_our_answer(kind: str) -> None:
    def change(root: etree._Element) -> None:
        table = next(one for one in root.iter(files.W + "tbl") if len(one.findall(files.W + "tr")) > 2)
        row = table.findall(files.W + "tr")[1]
        properties = row.find(files.W + "trPr")
        properties = etree.Element(files.W + "trPr") if properties is None else properties
        row.insert(0, properties)
        etree.SubElement(properties, files.W + kind, files.MARK)  # type: ignore[arg-type]

    theirs = files.edited(SENT[("de",)], change)
    ours = replay(read_returned(open_package(theirs), files.BASE).proposal, [SetTerm("breach.hours", 12)])
    made = answer(theirs, ours, ("de",))
    assert texts(made, "rejected") == texts(theirs, "rejected")
    assert etree.fromstring(files.part(made)).find(f".//{files.W}trPr/{files.W}{kind}") is not None


def controls(data: bytes) -> dict[str, list[str]]:
    """The accepted words in the content controls of a file, by their tags."""
    root = etree.fromstring(files.part(data))
    found: dict[str, list[str]] = {}
    for control in root.iter(files.W + "sdt"):
        tag = control.find(f"{files.W}sdtPr/{files.W}tag")
        said = "".join(node.text or "" for node in control.iter(files.W + "t"))
        if tag is not None and said:
            found.setdefault(str(tag.get(files.W + "val")), []).append(" ".join(said.split()))
    return found


TEXTS = dict(places(files.BASE.clauses))
WITH_VALUES = [place for place in PARAGRAPHS if any(run.term for run in TEXTS[place]["de"])]


def require_controls_stay(changed: list[str], languages: tuple[str, ...]) -> None:
    """Our answer, in which these paragraphs go on with words of ours, has the controls and values of what was sent."""
    longer = [Reword(one, "de", (*TEXTS[one]["de"], Run(" Das gilt auch später."))) for one in changed]
    made = answer(SENT[languages], replay(files.BASE, longer), languages)
    assert controls(made) == controls(SENT[languages]), changed


@pytest.mark.in_turn(6)
@pytest.mark.parametrize("place", WITH_VALUES)
@pytest.mark.parametrize("languages", LANGUAGES)
def test_values_keep_their_controls_where_we_change_their_paragraph_alone(
    languages: tuple[str, ...], place: str
) -> None:
    require_controls_stay([place], languages)


@pytest.mark.parametrize("which", [slice(None), slice(0, None, 2), slice(1, None, 2)])
@pytest.mark.parametrize("languages", LANGUAGES)
def test_values_keep_their_controls_where_we_change_their_paragraphs(languages: tuple[str, ...], which: slice) -> None:
    """All paragraphs that have a value at once, and each beside one that stays."""
    require_controls_stay(WITH_VALUES[which], languages)


@pytest.mark.parametrize("languages", LANGUAGES)
def test_values_keep_their_controls_where_we_change_them(languages: tuple[str, ...]) -> None:
    for path, value, said in (
        ("duration.end", "2029-12-31", "31. Dezember 2029"),
        ("pilot.acceptance_days", "40", "40 Tagen"),
    ):
        ours = replay(files.BASE, [SetTerm(path, value)])
        made = controls(answer(SENT[languages], ours, languages))
        assert made.keys() == controls(SENT[languages]).keys()
        assert [said] in [list(dict.fromkeys(words)) for words in made.values()]


def test_a_control_stays_where_both_sides_changed_its_paragraph() -> None:
    place = next(one for one in PARAGRAPHS if any(run.term for run in dict(places(files.BASE.clauses))[one]["de"]))
    runs = dict(places(files.BASE.clauses))[place]["de"]
    theirs = write_docx(
        replay(files.BASE, [Reword(place, "de", (*runs, Run(" Unverzüglich.")))]), by("RA Petersen", "de"), files.BASE
    )
    ours = replay(
        read_returned(open_package(theirs), files.BASE).proposal,
        [Reword(place, "de", (Run("Im Übrigen: "), *runs, Run(" Unverzüglich.")))],
    )
    made = answer(theirs, ours, ("de",))
    assert controls(made) == controls(theirs)
    assert read_returned(open_package(made), ours).changes == ()
    root = etree.fromstring(files.part(made))
    authors = {one.get(files.W + "author") for one in root.iter(files.W + "ins")}
    assert authors == {"RA Petersen", "Anna Keller"}  # their open change stays theirs beside ours


def test_a_control_does_not_come_back_around_words_that_are_no_value() -> None:
    place = next(one for one in PARAGRAPHS if any(run.term for run in dict(places(files.BASE.clauses))[one]["de"]))
    ours = replay(files.BASE, [Reword(place, "de", (Run("Hier steht nun etwas ganz anderes."),))])
    made, sent = controls(answer(SENT["de",], ours, ("de",))), controls(SENT["de",])
    assert made != sent
    assert all(words in sent[tag] for tag, listed in made.items() for words in listed)


def fields_in(data: bytes) -> list[tuple[str, str]]:
    """Code and accepted words of every cross-reference in a file, in reading order."""
    found: list[tuple[str, str]] = []
    for paragraph in etree.fromstring(files.part(data)).iter(files.W + "p"):
        code = words = state = ""
        for node in paragraph.iter(files.W + "fldChar", files.W + "instrText", files.W + "t"):
            if node.tag == files.W + "fldChar":
                state = str(node.get(files.W + "fldCharType"))
                if state == "end":
                    found.append((code.strip(), words))
                    code = words = ""
            elif node.tag == files.W + "instrText":
                assert state == "begin", "code stands where a field has its code"
                code += node.text or ""
            elif state == "separate":
                words += node.text or ""
        assert state in ("", "end"), "each field that begins ends in its paragraph"
    return found


@pytest.mark.parametrize("languages", LANGUAGES)
def test_references_stay_fields_where_we_change_their_paragraph(languages: tuple[str, ...]) -> None:
    texts_of = dict(places(files.BASE.clauses))
    refer = [one for one in PARAGRAPHS if any(run.ref for run in texts_of[one]["de"])]
    assert len(refer) > 3
    longer = [
        Reword(one, "de", (Run("Im Übrigen: "), *texts_of[one]["de"], Run(" Das gilt auch später."))) for one in refer
    ]
    made = answer(SENT[languages], replay(files.BASE, longer), languages)
    assert fields_in(made) == fields_in(SENT[languages])


def test_a_reference_becomes_words_where_its_place_is_gone_or_its_number_changes() -> None:
    texts_of = dict(places(files.BASE.clauses))
    place = next(one for one in PARAGRAPHS if any(run.ref for run in texts_of[one]["de"]))
    runs = texts_of[place]["de"]
    said = next(run.text for run in runs if run.ref)
    ours = replay(files.BASE, [Reword(place, "de", (*runs, Run(" Auch später.")))])

    def without_bookmarks(root: etree._Element) -> None:
        for one in list(root.iter(files.W + "bookmarkStart", files.W + "bookmarkEnd")):
            parent = one.getparent()
            assert parent is not None
            parent.remove(one)

    bare = files.edited(SENT["de",], without_bookmarks)
    made = answer(bare, ours, ("de",))
    assert len(fields_in(made)) == len(fields_in(bare)) - sum(run.ref is not None for run in runs)
    other = tuple(Run("§ 99") if run.ref else run for run in runs)
    made = answer(SENT["de",], replay(files.BASE, [Reword(place, "de", other)]), ("de",))
    assert said not in [words for _code, words in fields_in(made)] or len(fields_in(made)) < len(fields_in(SENT["de",]))
    assert texts(made, "rejected") == texts(SENT["de",], "rejected")
