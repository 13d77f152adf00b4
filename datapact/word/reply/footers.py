"""The round at the foot of each page of an answer: their footer stays, and our line in it names the round of the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from datapact.base.texts import Language
from datapact.word.read.markup import W
from datapact.word.read.package import Package, related
from datapact.word.write.docx import draft_words


def footers_of_round(package: Package, languages: Sequence[Language], number: str) -> dict[str, etree._Element]:
    """The footers in which our line names another round, with this one in its place, by the names of their parts."""
    wanted = draft_words(languages, number)
    pattern = re.compile(re.escape(draft_words(languages, "987")).replace("987", r"\d+"))
    found: dict[str, etree._Element] = {}
    for name in related(package, "footer"):
        part = deepcopy(package.parts[name])
        renamed = [paragraph for paragraph in part.iter(W + "p") if _renamed(paragraph, pattern, wanted)]
        if renamed:
            found[name] = part
    return found


def _renamed(paragraph: etree._Element, pattern: re.Pattern[str], wanted: str) -> bool:
    """Put other words where the pattern stands, in the run in which it begins; False where nothing changes."""
    nodes = list(paragraph.iter(W + "t"))
    match = pattern.search("".join(node.text or "" for node in nodes))
    if match is None or match.group() == wanted:
        return False
    at = 0
    for node in nodes:
        text = node.text or ""
        begin, end = max(match.start() - at, 0), min(match.end() - at, len(text))
        if begin < end:
            node.text = text[:begin] + (wanted if at + begin == match.start() else "") + text[end:]
        at += len(text)
    return True
