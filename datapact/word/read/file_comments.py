"""The comments of a Word file as they stand in it: who said what, when, about which words, and in answer to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from datapact.contract.changes.rewritten import clean
from datapact.word.read.coverage import Coverage
from datapact.word.read.markup import attribute, local
from datapact.word.read.package import Package, related
from datapact.word.read.passages import Paragraph, units
from datapact.word.read.story import read_story


@dataclass(frozen=True, slots=True)
class FileComment:
    """A comment, not yet laid to a place of a text."""

    number: str
    """Id by which the text refers to it."""
    author: str
    """As the file names it."""
    time: str
    """As the file has it, often local time without a zone; may be empty."""
    text: str
    """Paragraphs as lines, never empty."""
    words: str
    """The passage that it is about; may be empty."""
    answers: str
    """Text of the comment that it answers; empty for none."""
    resolved: bool
    """Marked as done."""


def file_comments(package: Package, coverage: Coverage) -> list[FileComment]:
    """All comments with words, in the order of the file; to be read after the text that they are about."""
    passages = dict(coverage.passages)
    coverage.begun.clear()
    parents, done = _threads(package)
    texts: dict[str, str] = {}
    rows: list[tuple[str, FileComment]] = []
    for name in related(package, "comments"):
        root = package.parts[name]
        coverage.read.append(root)
        for node in root:
            if local(node) != "comment":
                continue
            story = read_story(node, coverage)
            text = "\n".join(clean(unit.text) for unit in units(story, "accepted") if clean(unit.text))
            last = next((one for one in reversed(story.blocks) if isinstance(one, Paragraph)), None)
            mark = _paragraph_id(last)
            if mark:
                texts[mark] = text
            number = attribute(node, "id")
            author, words = clean(attribute(node, "author")), clean(passages.get(number, ""))
            made = FileComment(number, author, attribute(node, "date"), text, words, "", mark in done)
            rows.append((parents.get(mark, "") if mark else "", made))
    return [replace(one, answers=texts.get(_root(parents, parent), "")) for parent, one in rows if one.text]


def _root(parents: Mapping[str, str], mark: str) -> str:
    """The comment that began the thread of one; none for a file whose comments bear no ids."""
    passed = {mark}
    while (above := parents.get(mark, "")) and above not in passed:
        passed.add(above)
        mark = above
    return mark


def _paragraph_id(paragraph: Paragraph | None) -> str:
    if paragraph is None or paragraph.node is None:
        return ""
    return str(paragraph.node.get("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", ""))


def _threads(package: Package) -> tuple[dict[str, str], set[str]]:
    """Which comment answers which, and which are done, by the ids of their last paragraphs."""
    space = "{http://schemas.microsoft.com/office/word/2012/wordml}"
    parents: dict[str, str] = {}
    done: set[str] = set()
    for name, root in package.parts.items():
        if name.endswith("commentsExtended.xml"):
            for node in root:
                identifier = str(node.get(f"{space}paraId", ""))
                if parent := node.get(f"{space}paraIdParent"):
                    parents[identifier] = str(parent)
                if node.get(f"{space}done") == "1":
                    done.add(identifier)
    return parents, done
