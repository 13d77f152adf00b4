"""What other people do to a Word file: edits in its XML, marked or not, and programs that strip what they do not know."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from random import Random

from lxml import etree

from datapact.contract.text.document import AgreementDocument, read_state
from datapact.word.write.docx import WordFile, word_languages, write_docx
from tests.agreements.drafts import example

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WHEN = datetime(2026, 11, 29, 9, tzinfo=UTC)
BASE = read_state(example())
MARK = {W + "id": "9000", W + "author": "Partner", W + "date": "2026-11-29T10:00:00Z"}


def about(document: AgreementDocument = BASE, *languages: str) -> WordFile:
    """How the files of the tests are written."""
    chosen = [one for one in document.languages if not languages or one in languages]
    return WordFile("Anna Keller", WHEN, 3, word_languages(document, chosen))


@cache
def sent(*languages: str) -> bytes:
    """The clean file of the example agreement."""
    return write_docx(BASE, about(BASE, *languages))


def edited(data: bytes, change: Callable[[etree._Element], None], part: str = "word/document.xml") -> bytes:
    """The file with one of its parts changed."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == part:
                root = etree.fromstring(body)
                change(root)
                body = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(entry.filename, body)
    return target.getvalue()


def runs_with_words(root: etree._Element) -> list[etree._Element]:
    """The runs of the body that hold a word or more, outside of deletions."""
    return [
        run
        for run in root.iter(W + "r")
        if len("".join(node.text or "" for node in run.iter(W + "t")).strip()) > 3
        and not any(parent.tag in (W + "del", W + "moveFrom") for parent in run.iterancestors())
    ]


def add_word(root: etree._Element, random: Random, word: str, *, marked: bool) -> None:
    """A word in the middle of some text; without a mark where nothing marks it already."""
    run = random.choice(
        [one for one in runs_with_words(root) if marked or not any(up.tag == W + "ins" for up in one.iterancestors())]
    )
    node = random.choice([one for one in run.iter(W + "t") if one.text and one.text.strip()])
    text = node.text or ""
    at = random.choice([n for n, one in enumerate(text) if one == " "] or [len(text)])
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if not marked:
        node.text = f"{text[:at]} {word}{text[at:]}"
        return
    tail = deepcopy(run)
    for other in list(tail):
        if other.tag != W + "rPr":
            tail.remove(other)
    after = deepcopy(node)
    after.text, node.text = text[at:], text[:at]
    following = list(node.itersiblings())
    tail.append(after)
    for one in following:
        tail.append(one)
    insertion = etree.Element(W + "ins", MARK)
    added = etree.SubElement(insertion, W + "r")
    etree.SubElement(added, W + "t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = f" {word}"
    run.addnext(insertion)
    insertion.addnext(tail)


def body_paragraphs(root: etree._Element) -> list[etree._Element]:
    """Paragraphs with some words, in the body or in a table."""
    return [
        node for node in root.iter(W + "p") if len("".join(one.text or "" for one in node.iter(W + "t")).split()) > 4
    ]


def remove_paragraph(root: etree._Element, random: Random, *, marked: bool) -> str:
    """A whole paragraph goes; returns its words."""
    node = random.choice(body_paragraphs(root))
    words = "".join(one.text or "" for one in node.iter(W + "t"))
    if marked:
        for run in list(node.iter(W + "r")):
            for one in run.iter(W + "t"):
                one.tag = W + "delText"
            deletion = etree.Element(W + "del", MARK)
            run.addprevious(deletion)
            deletion.append(run)
        if node.getparent().tag != W + "tc":
            properties = node.find(W + "pPr")
            mark = properties.find(W + "rPr")
            if mark is None:
                mark = etree.SubElement(properties, W + "rPr")
            etree.SubElement(mark, W + "del", MARK)
    elif node.getparent().tag == W + "tc":
        for run in list(node.iter(W + "r")):
            run.getparent().remove(run)
    else:
        node.getparent().remove(node)
    return words


def add_paragraph(root: etree._Element, random: Random, word: str, *, marked: bool) -> None:
    """A new paragraph behind another, in its style."""
    node = random.choice(body_paragraphs(root))
    added = etree.Element(W + "p")
    properties = node.find(W + "pPr")
    if properties is not None:
        copied = deepcopy(properties)
        for one in copied.findall(W + "rPr"):
            copied.remove(one)
        added.append(copied)
        if marked:
            etree.SubElement(etree.SubElement(copied, W + "rPr"), W + "ins", MARK)
    run = etree.Element(W + "r")
    etree.SubElement(run, W + "t").text = f"Dazu vereinbaren die Parteien {word} als eigenen Absatz."
    if marked:
        insertion = etree.SubElement(added, W + "ins", MARK)
        insertion.append(run)
    else:
        added.append(run)
    node.addnext(added)


def strip_own_marks(root: etree._Element) -> None:
    """What document management systems do: no bookmarks, no content controls, no fields."""
    for name in ("bookmarkStart", "bookmarkEnd"):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for name in ("sdt", "hyperlink", "fldSimple"):
        for node in list(root.iter(W + name)):
            inner = node.find(W + "sdtContent")
            for child in list(inner if inner is not None else node):
                node.addprevious(child)
            node.getparent().remove(node)


def part(data: bytes, name: str = "word/document.xml") -> bytes:
    """One part of a file."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name)


def without(data: bytes, name: str) -> bytes:
    """The file without one of its parts."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry.filename, old.read(entry))
    return target.getvalue()
