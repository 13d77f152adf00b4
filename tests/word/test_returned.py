"""A returned Word file cannot lie: every edit without a mark is found, and what is tracked lands on its clause."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from functools import cache
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.base.texts import Language
from datapact.contract.changes.compose import compose
from datapact.contract.changes.rewritten import clean, rewritten
from datapact.contract.editing.commands import MovePart
from datapact.contract.editing.edit import replay
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import Clause, Run, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import settled
from datapact.word.read.package import Package, open_package
from datapact.word.read.package import parsed as read_part
from datapact.word.read.returned import Returned, read_returned
from datapact.word.read.values import with_value
from datapact.word.write.blocks import Block
from datapact.word.write.docx import word_blocks, write_docx
from tests.depth import depth, examples
from tests.word import returned_files as files

LANGUAGES = (("de",), ("de", "en"))
SENT = {languages: files.sent(*languages) for languages in LANGUAGES}
AT_ONCE = 6
"""Clauses of a stretch of the agreement, which is read in a fraction of the time of the whole."""


def read(data: bytes, base: AgreementDocument = files.BASE) -> Returned:
    return read_returned(open_package(data), base)


@cache
def stretch(start: int) -> AgreementDocument:
    """The agreement with ``AT_ONCE`` of its clauses alone, its parties and annexes; the whole for a negative start."""
    base = files.BASE
    if start < 0:
        return base
    return replace(base, clauses=settled(base.clauses[start : start + AT_ONCE], base.terms, base.languages))


@cache
def parsed(start: int, languages: tuple[str, ...]) -> tuple[Package, etree._Element, list[Block]]:
    """The file of a stretch, opened once, its body, which is changed in a copy, and what we sent, which stays the same."""
    base = stretch(start)
    about = files.about(base, *languages)
    package = open_package(write_docx(base, about))
    return package, package.parts[package.document], word_blocks(base, about.languages)


def shown(returned: Returned, origin: str) -> str:
    """All words that the items of one class bring."""
    words = [
        text
        for one in returned.changes
        if one.origin == origin
        for message in (*one.change.messages, one.change.new)
        if message is not None
        for text in (message.text("de"), message.text("en"))
    ]
    return " ".join([*words, *(one.new for one in returned.outside if one.origin == origin)])


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("stripped", [False, True])
def test_a_file_that_nobody_touched_brings_nothing(languages: tuple[str, ...], stripped: bool) -> None:
    data = SENT[languages]
    returned = read(files.edited(data, files.strip_own_marks) if stripped else data)
    assert returned.proposal == files.BASE
    assert returned.changes == ()
    assert returned.outside == ()
    assert returned.remarks == ()
    assert returned.understood == returned.characters > 20_000


RETURNS = {"quick": 10, "everyday": 36, "long": 10_000}[depth()]
"""Of the 10,000 mutated files of the long run as many each day, always the same; a quarter of them in each form of file."""


@pytest.mark.parametrize("languages", LANGUAGES)
@pytest.mark.parametrize("stripped", [False, True])
@settings(max_examples=-(-RETURNS // 4))
@given(
    st.sampled_from([-1, *range(0, len(files.BASE.clauses) - AT_ONCE, AT_ONCE // 2)]),
    st.lists(st.tuples(st.sampled_from(["word", "paragraph", "removal"]), st.booleans()), min_size=1, max_size=4),
    st.integers(0, 2**64 - 1),
)
def test_no_edit_is_missed(
    stripped: bool, languages: tuple[str, ...], start: int, edits: list[tuple[str, bool]], seed: int
) -> None:
    random = Random(f"{seed} {stripped} {languages}")  # other places in each form
    base = stretch(start)
    expected: list[tuple[str, bool]] = []
    removed: list[str] = []

    def change(root: etree._Element) -> None:
        for number, (kind, marked) in enumerate(edits):
            word = f"Quarzuhr{number}x"
            if kind == "word":
                files.add_word(root, random, word, marked=marked)
                expected.append((word, marked))
            elif kind == "paragraph":
                files.add_paragraph(root, random, word, marked=marked)
                expected.append((word, marked))
            else:
                removed.append(files.remove_paragraph(root, random, marked=marked))
        if stripped:
            files.strip_own_marks(root)

    package, body, blocks = parsed(start, languages)
    body = deepcopy(body)
    change(body)
    body = read_part(etree.tostring(body))
    with patch("datapact.word.read.returned.word_blocks", return_value=blocks):
        returned = read_returned(replace(package, parts={**package.parts, package.document: body}), base)
    unmarked, tracked = shown(returned, "unmarked"), shown(returned, "tracked")
    for word, marked in expected:
        if any(word in gone for gone in removed):
            continue
        if not marked:
            assert word in unmarked
        assert word in unmarked or word in tracked
    assert returned.understood == returned.characters
    if any("Dazu vereinbaren" not in gone for gone in removed):  # else what was added is gone again
        assert returned.changes or returned.outside
    everything = [one.change.id for one in returned.changes]
    assert compose(base, returned.proposal, everything).document == returned.proposal


def test_an_unmarked_paragraph_in_a_clause_that_was_added_with_marks_is_found() -> None:
    class Chosen(Random):
        node: etree._Element

        def choice(self, _seq: object) -> etree._Element:  # type: ignore[override]
            return self.node

    def change(root: etree._Element) -> None:
        chosen, listed = Chosen(), files.body_paragraphs(root)
        at = next(n for n, one in enumerate(listed) if "".join(one.itertext()).startswith("Another body may accede"))
        chosen.node = listed[at]
        files.remove_paragraph(root, chosen, marked=False)
        chosen.node = listed[at - 2]
        files.add_paragraph(root, chosen, "Quarzuhr1x", marked=True)
        chosen.node = listed[at - 1]
        files.add_paragraph(root, chosen, "Quarzuhr2x", marked=False)

    returned = read(files.edited(SENT[("de", "en")], change))
    assert "Quarzuhr2x" in shown(returned, "unmarked")
    marked = next(one for one in returned.changes if one.authors)
    assert (marked.authors, marked.time) == (("Partner",), "2026-11-29T10:00:00Z")


def test_a_changed_value_changes_its_term() -> None:
    def later(root: etree._Element) -> None:
        for node in root.iter(files.W + "t"):
            if node.text and "30. Juni 2028" in node.text:
                node.text = node.text.replace("30. Juni 2028", "31. Dezember 2029")

    returned = read(files.edited(SENT[("de",)], later))
    assert [one.change.id for one in returned.changes] == ["term:duration.end"]
    assert returned.changes[0].origin == "unmarked"
    assert str(returned.proposal.terms.duration.end) == "2029-12-31"
    assert all(one.where in ("front", "annex") for one in returned.outside)


@pytest.mark.parametrize("language", ["de", "en"])
def test_quotation_marks_around_a_value_stay_out_of_it(language: Language) -> None:
    """The sentence that shows a name sets the marks; a name written anew there would have them twice elsewhere."""
    quoted = {
        (run.term, run.text)
        for _place, texts in places(files.BASE.clauses)
        for run in texts[language]
        if run.term and len(run.text) > 2 and run.text[0] in "„“" and run.text[-1] in "“”"
    }
    assert len(quoted) > 2
    for path, text in sorted(quoted):
        changed = with_value(files.BASE, path, {language: f"{text[:-1]} neu{text[-1]}"})
        assert changed is not None, path
        value = value_at(changed.terms, path)
        assert (value if isinstance(value, str) else getattr(value, language)) == f"{text[1:-1]} neu"


def test_comments_come_with_their_place_and_answers() -> None:
    from datetime import timedelta

    from datapact.word.write.comments import Comment
    from datapact.word.write.docx import WordFile, write_docx

    place = files.BASE.clauses[2].paragraphs[0].id
    answer = Comment("Bea Bauer", files.WHEN + timedelta(hours=1), "Ja.", place, "de")
    note = Comment("Anna Keller", files.WHEN, "Ist das\nso gewollt?", place, "de", resolved=True, answers=(answer,))
    plain = files.about(files.BASE, "de")
    data = write_docx(files.BASE, WordFile(plain.author, plain.moment, plain.round, plain.languages, (note,)))
    remarks = read(data).remarks
    assert [(one.author, one.text, one.place, one.answers, one.resolved) for one in remarks] == [
        ("Anna Keller", "Ist das\nso gewollt?", place, "", True),
        ("Bea Bauer", "Ja.", place, "Ist das\nso gewollt?", False),
    ]


_texts = st.text("ab c§ü\u00a0.", max_size=20)


@settings(max_examples=examples(600))
@given(st.lists(st.tuples(_texts.filter(bool), st.sampled_from([None, "term", "ref"])), min_size=1, max_size=5), _texts)
def test_rewritten_text_says_the_new_words(parts: list[tuple[str, str | None]], words: str) -> None:
    runs = [Run(text, "a.b" if kind == "term" else None, "target" if kind == "ref" else None) for text, kind in parts]
    result = rewritten(runs, words)
    assert clean(plain_text(result.runs)) == clean(words)
    assert {(run.term, run.ref) for run in result.runs} <= {(run.term, run.ref) for run in runs} | {(None, None)}


@pytest.mark.parametrize(
    "error", ["Error: Reference source not found", "Fehler! Verweisquelle konnte nicht gefunden werden."]
)
def test_a_reference_that_lost_its_target_is_no_change_and_other_words_in_it_are_one(error: str) -> None:
    """Bookmarks are taken away, and a program counts the fields anew, as Word does before printing."""
    typed = "Fehler! § 99"

    def fail(root: etree._Element) -> None:
        files.strip_own_marks(root)
        fields = [node for node in root.iter(files.W + "instrText") if "REF _dp_" in (node.text or "")]
        for number, code in enumerate(fields):
            result = next(node for node in code.getparent().itersiblings() if node.find(files.W + "t") is not None)
            result.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{files.W[1:-1]}"><w:b/></w:rPr>'))
            result.find(files.W + "t").text = typed if number == 2 else error  # type: ignore[union-attr]

    returned = read(files.edited(SENT[("de",)], fail))
    assert returned.lost_references > 5
    (change,) = returned.changes
    assert (change.origin, change.change.kind) == ("unmarked", "text")
    assert typed in shown(returned, "unmarked")


@pytest.mark.parametrize(
    "clause", [one for one in files.BASE.clauses if len(one.paragraphs) > 3][:4], ids=lambda one: one.id
)
def test_who_moved_a_paragraph_within_its_clause_is_named(clause: Clause) -> None:
    moved = replay(files.BASE, [MovePart(clause.paragraphs[0].id, len(clause.paragraphs) - 1)])
    theirs = write_docx(moved, replace(files.about(files.BASE, "de"), author="RA Petersen"), files.BASE)
    orders = [one for one in read(theirs).changes if one.change.kind == "order"]
    assert [(one.origin, one.authors) for one in orders] == [("tracked", ("RA Petersen",))]
    assert all(one.time for one in orders)


@pytest.mark.parametrize("languages", [("de",), ("de", "en")])
@pytest.mark.parametrize("at", [2, 9, 17])
def test_a_number_that_a_program_counts_over_struck_clauses_is_nobody_s_change(
    languages: tuple[str, ...], at: int
) -> None:
    """A struck heading counts as long as its mark stands: programs that count the fields anew show the next number behind it.

    A number that nothing counts so stays a change without a mark.
    """
    typed: list[str] = []

    def counted_anew(root: etree._Element) -> None:
        heading = [one for one in root.iter(files.W + "p") if _style(one) == "Heading1"][:: len(languages)][at]
        struck = deepcopy(heading)
        for name in ("bookmarkStart", "bookmarkEnd"):
            for node in list(struck.iter(files.W + name)):
                node.getparent().remove(node)
        for run in list(struck.iter(files.W + "r")):
            for words in run.iter(files.W + "t"):
                words.tag = files.W + "delText"
            mark = etree.Element(files.W + "del", files.MARK)
            run.addprevious(mark)
            mark.append(run)
        end = struck.find(f"{files.W}pPr/{files.W}rPr")
        end = etree.SubElement(struck.find(files.W + "pPr"), files.W + "rPr") if end is None else end
        end.insert(0, etree.Element(files.W + "del", files.MARK))
        heading.addprevious(struck)
        for code in [one for one in root.iter(files.W + "instrText") if "REF _dp_" in (one.text or "")]:
            shown = next(
                one.find(files.W + "t")
                for one in code.getparent().itersiblings()
                if one.find(files.W + "t") is not None
            )
            found = re.fullmatch(r"§\s(\d+)", shown.text or "")
            if found is not None and int(found[1]) > at:
                shown.text = f"§\u00a0{int(found[1]) + (9 if other and not typed else 1)}"
                typed.append(shown.text)

    other = False
    returned = read(files.edited(SENT[languages], counted_anew))
    assert len(typed) > 1
    assert returned.changes == ()
    other, typed[:] = True, []
    (change,) = read(files.edited(SENT[languages], counted_anew)).changes
    assert (change.origin, change.change.kind) == ("unmarked", "text")


def _style(paragraph: etree._Element) -> str:
    named = paragraph.find(f"{files.W}pPr/{files.W}pStyle")
    return "" if named is None else str(named.get(files.W + "val"))
