"""Signs of what we accepted in the answer to a Word file: a comment at the place, known when it comes back, no thread of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from datapact.agreements.comments.threads import threads_in
from datapact.agreements.projection.append import load_state
from datapact.word.read.returned import Remark
from datapact.word.steps.accepted import without_our_signs
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.reply import word_reply
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.conftest import SteppingClock
from tests.word import returned_files as files


@pytest.fixture
def table(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    found_houses(tmp_path / "houses", clock)
    made = at_table(tmp_path / "houses", tmp_path / "copies", clock)
    yield made
    made.close()


def theirs(root: etree._Element) -> None:
    """She sets another last day without a mark."""
    for node in root.iter(files.W + "t"):
        for old, new in (("30. Juni 2028", "31. Dezember 2029"), ("30 June 2028", "31 December 2029")):
            node.text = (node.text or "").replace(old, new)


def tracked(root: etree._Element) -> None:
    """She writes a word behind others, with a mark."""
    node = next(one for one in root.iter(files.W + "t") if "Die Parteien" in (one.text or ""))
    run = node.getparent()
    text = node.text or ""
    cut = text.index("Die Parteien") + len("Die Parteien")
    node.text = text[:cut]
    rest = etree.Element(files.W + "r")
    space = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
    node.set(*next(iter(space.items())))
    etree.SubElement(rest, files.W + "t", space).text = text[cut:]
    insertion = etree.Element(files.W + "ins", files.MARK)
    etree.SubElement(etree.SubElement(insertion, files.W + "r"), files.W + "t", space).text = " gemeinsam"
    run.addnext(insertion)
    insertion.addnext(rest)


def said_in(data: bytes) -> list[str]:
    root = etree.fromstring(files.part(data, "word/comments.xml"))
    return ["".join(one.itertext()) for one in root.iter(files.W + "comment")]


def footer_of(data: bytes) -> str:
    return "".join(etree.fromstring(files.part(data, "word/footer1.xml")).itertext())


def answered(table: Table, accepted: list[str]) -> tuple[bytes, bytes]:
    """What came back, and our answer in it."""
    table.draft()
    sent = word_set(table.anna, table.history, languages=("de",))[0].data
    back = files.edited(files.edited(sent, theirs), tracked)
    received = open_received(table.anna, back, table.history)
    names = [one.change.id for one in received.returned.changes]
    assert len(names) == 2
    keep_received(table.anna, received, names if accepted == ["all"] else accepted)
    return back, word_reply(table.anna, table.history).data


def test_what_we_accepted_has_a_sign_at_its_place(table: Table) -> None:
    """All accepted is an answer, too: two signs, and the text as they sent it whether all is accepted or rejected."""
    back, answer = answered(table, ["all"])
    signs = said_in(answer)
    assert len(signs) == 2
    assert all(one.startswith("Angenommen (Runde ") for one in signs)
    assert sum("ohne Markierung" in one for one in signs) == 1
    assert files.part(answer).count(b"<w:ins ") == files.part(back).count(b"<w:ins "), "their mark stays theirs"
    place = etree.fromstring(files.part(answer))
    starts = [next(one.iterancestors(files.W + "p")) for one in place.iter(files.W + "commentRangeStart")]
    texts = ["".join(one.itertext()) for one in starts]
    assert any("31. Dezember 2029" in one for one in texts)
    assert any("gemeinsam" in one for one in texts)
    assert re.search(r"Entwurf R(\d+)", footer_of(back)).group(1) != re.search(
        r"Entwurf R(\d+)", footer_of(answer)
    ).group(1)  # type: ignore[union-attr]


def test_what_we_refused_has_none(table: Table) -> None:
    _back, answer = answered(table, ["term:duration.end"])
    (sign,) = said_in(answer)
    assert "ohne Markierung" in sign


def test_signs_that_come_back_are_no_comments(table: Table) -> None:
    """Ours are known by words and author; the same words in the partner's name are hers, and stay."""
    _back, answer = answered(table, ["all"])
    received = open_received(table.anna, answer, table.history)
    assert received.remarks == ()
    with table.anna.vault.read() as session:
        assert not threads_in(load_state(session, table.history))
        sign = said_in(answer)[0]
        hers = Remark("Bea Bauer", "", sign, "", "", False)
        ours = Remark("", "", sign, "", "", False)
        assert without_our_signs(table.anna, session, [hers, ours]) == (hers,)


def test_a_comment_is_answered_where_the_file_is_read(table: Table) -> None:
    """The answer hangs in the thread of the comment, and leaves with our next file."""
    table.draft()
    sent = word_set(table.anna, table.history, languages=("de",))[0].data

    def asked(root: etree._Element) -> None:
        names = {"id": "900", "author": "Bea Bauer", "date": "2026-11-30T10:00:00Z", "initials": "BB"}
        node = etree.SubElement(root, files.W + "comment", {files.W + name: value for name, value in names.items()})
        line = etree.SubElement(node, files.W + "p")
        etree.SubElement(etree.SubElement(line, files.W + "r"), files.W + "t").text = "75 EUR ist viel."

    def anchored(root: etree._Element) -> None:
        node = next(one for one in root.iter(files.W + "t") if "Die Parteien" in (one.text or ""))
        paragraph = next(node.iterancestors(files.W + "p"))
        paragraph.append(etree.Element(files.W + "commentRangeStart", {files.W + "id": "900"}))
        paragraph.append(etree.Element(files.W + "commentRangeEnd", {files.W + "id": "900"}))
        run = etree.SubElement(paragraph, files.W + "r")
        etree.SubElement(run, files.W + "commentReference", {files.W + "id": "900"})

    back = files.edited(files.edited(sent, asked, "word/comments.xml"), anchored)
    received = open_received(table.anna, back, table.history)
    (remark,) = received.remarks
    keep_received(table.anna, received, [], answers={remark: "Es ist der übliche Satz."})
    with table.anna.vault.read() as session:
        (thread,) = threads_in(load_state(session, table.history))
    assert [one.text for one in thread.said] == ["75 EUR ist viel.", "Es ist der übliche Satz."]
    assert "Es ist der übliche Satz." in said_in(word_reply(table.anna, table.history).data)
