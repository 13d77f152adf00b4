"""Word files of strangers: what they hold stands amid our own clauses, and not a word of it is lost, damaged or whole."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from random import Random

import pytest
from lxml import etree

from datapact.base.errors import DataPactError
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import settled
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.write.docx import write_docx
from tests.agreements.drafts import example
from tests.conftest import of_other_hands
from tests.depth import depth
from tests.word import returned_files as files
from tests.word.returned_files import W

WHOLE = read_state(example("nda"))
BASE = replace(WHOLE, clauses=settled(WHOLE.clauses[:4], WHOLE.terms, WHOLE.languages))
SENT = write_docx(BASE, files.about(BASE, "de"))
MUTATIONS = {"quick": 1, "everyday": 2, "long": 40}[depth()]
"""Damaged copies of each file."""


def amid_ours(stranger: etree._Element, random: Random) -> bytes:
    """Our file with the body of a stranger's behind one of its paragraphs or tables."""

    def put(root: etree._Element) -> None:
        body = root.find(W + "body")
        assert body is not None
        anchor = random.choice([one for one in body if one.tag in (W + "p", W + "tbl")][3:])
        for block in reversed([one for one in stranger.iterfind(f"{W}body/*") if one.tag != W + "sectPr"]):
            anchor.addnext(deepcopy(block))

    return files.edited(SENT, put)


def damage(root: etree._Element, random: Random) -> None:
    """Take out, double or rename something, or give an attribute a value that it cannot have."""
    for _change in range(random.choice((1, 2, 6))):
        node = random.choice(list(root.iter(etree.Element))[1:])
        match random.randrange(4):
            case 0:
                node.getparent().remove(node)
            case 1:
                node.addnext(deepcopy(node))
            case 2:
                node.tag = W + random.choice(("p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "fldChar", "pPr"))
            case _:
                name = random.choice(list(node.attrib) or [W + "val"])
                node.set(name, random.choice(("", "-1", "9" * 20, "²", "D800", "x" * 500)))


def all_words(returned: Returned) -> str:
    texts = [plain_text(runs) for _place, said in places(returned.proposal.clauses) for runs in said.values()]
    return "".join("".join([*texts, *(one.new for one in returned.outside)]).split())


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("kind", ["RP0", "WC0"])
def test_not_a_word_of_a_stranger_is_lost(kind: str) -> None:
    random = Random(kind)
    found = sorted(of_other_hands("samples", "docx").glob(f"{kind}*.docx"))
    assert found
    for path in found:
        package = open_package(path.read_bytes())
        stranger = package.parts[package.document]
        data = amid_ours(stranger, random)
        returned = read_returned(open_package(data), BASE)
        assert returned.understood == returned.characters, path.name
        there = all_words(returned)
        for paragraph in stranger.iter(W + "p"):
            stays = [
                one.text or ""
                for one in paragraph.iter(W + "t")
                if not any(up.tag in (W + "del", W + "moveFrom") for up in one.iterancestors())
            ]
            assert "".join(clean("".join(stays)).split()) in there, path.name
        for _mutation in range(MUTATIONS):
            damaged = files.edited(data, lambda root: damage(root, random))
            try:
                read = read_returned(open_package(damaged), BASE)
            except DataPactError:
                continue
            assert read.understood == read.characters or read.unresolved, path.name
