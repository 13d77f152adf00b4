"""What stands once in a file that came back stands at most once in its review, whatever was moved, split, joined or copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.numbering import settled
from datapact.word.read.coverage import Coverage
from datapact.word.read.package import open_package
from datapact.word.read.passages import units
from datapact.word.read.returned import read_returned
from datapact.word.read.story import read_story
from datapact.word.write.docx import write_docx
from tests.depth import examples
from tests.word import returned_files as files
from tests.word.returned_files import W

FEW = files.BASE.clauses[1:5]
BASE = replace(files.BASE, clauses=settled(FEW, files.BASE.terms, files.BASE.languages))
LANGUAGES = (("de",), ("de", "en"))
SENT = {languages: write_docx(BASE, files.about(BASE, *languages)) for languages in LANGUAGES}
END = 40
"""Letters at the end of a paragraph by which it is found again, whatever number stands before it."""

type Edit = Callable[[etree._Element, Random], object]


def _block(paragraph: etree._Element) -> etree._Element:
    """The row that a paragraph stands in, else itself."""
    return next((up for up in paragraph.iterancestors() if up.tag == W + "tr"), paragraph)


def move(root: etree._Element, random: Random) -> None:
    one, other = (_block(node) for node in random.sample(files.body_paragraphs(root), 2))
    if one is not other and one.tag == other.tag:
        other.addnext(one)


def copy(root: etree._Element, random: Random) -> None:
    block = _block(random.choice(files.body_paragraphs(root)))
    block.addnext(deepcopy(block))


def split(root: etree._Element, random: Random) -> None:
    paragraph = random.choice(files.body_paragraphs(root))
    runs = paragraph.findall(W + "r")
    if len(runs) < 2:
        return
    rest, cut = etree.Element(W + "p"), random.choice(runs[1:])
    properties = paragraph.find(W + "pPr")
    rest.extend([] if properties is None else [deepcopy(properties)])
    rest.extend([cut, *cut.itersiblings()])
    paragraph.addnext(rest)


def join(root: etree._Element, random: Random) -> None:
    listed = files.body_paragraphs(root)
    at = random.randrange(len(listed) - 1)
    first, second = listed[at], listed[at + 1]
    if first.getparent() is second.getparent():
        first.extend([child for child in second if child.tag != W + "pPr"])
        second.getparent().remove(second)


def rewrite(root: etree._Element, random: Random) -> None:
    for node in random.choice(files.body_paragraphs(root)).iter(W + "t"):
        node.text = " ".join(word + random.choice(("", "x")) for word in (node.text or "").split(" "))


EDITS: Sequence[Edit] = (
    move,
    copy,
    split,
    join,
    rewrite,
    lambda root, random: files.add_word(root, random, "Quarzuhr", marked=random.random() < 0.5),
    lambda root, random: files.add_paragraph(root, random, "Quarzuhr", marked=random.random() < 0.5),
    lambda root, random: files.remove_paragraph(root, random, marked=random.random() < 0.5),
    lambda root, _random: files.strip_own_marks(root),
)


@pytest.mark.parametrize("languages", LANGUAGES)
@settings(max_examples=examples(100))
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_no_paragraph_is_shown_twice(languages: tuple[str, ...], edits: list[Edit], random: Random) -> None:
    def change(root: etree._Element) -> None:
        for edit in edits:
            edit(root, random)

    package = open_package(files.edited(SENT[languages], change))
    returned = read_returned(package, BASE)
    story = read_story(package.parts[package.document], Coverage())
    there = [clean(unit.text) for unit in units(story, "accepted")]
    shown = [
        clean(plain_text(runs))
        for _place, texts in places(returned.proposal.clauses)
        for language, runs in texts.items()
        if language in languages
    ] + [clean(one.new) for one in returned.outside]
    whole, review = "\n".join(there), "\n".join(shown)
    for end in {text[-END:] for text in there if len(text) > END}:
        assert review.count(end) <= whole.count(end), end
    ids = [one.change.id for one in returned.changes]
    assert len(ids) == len(set(ids))
