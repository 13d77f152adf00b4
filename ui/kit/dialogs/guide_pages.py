"""The pages of the user guide: Markdown in ``docs/guide``, one folder a language, shipped with the program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from datapact.base.resources import data_folder
from datapact.base.texts import Language

INDEX = "index"
_LINK = re.compile(r"\]\(([a-z0-9-]+)\.md\)")
_TARGET = re.compile(r"\]\([^)]*\)")
_MARKS = re.compile(r"[*`\[\]|]")
_NAME = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page of the guide. ``name`` is that of ``View.help_page``; ``title`` its first heading."""

    name: str
    title: str


def page_text(name: str, language: Language) -> str | None:
    """The Markdown of a page, or None when there is none of that name in that language."""
    if not _NAME.fullmatch(name):
        return None
    file = data_folder("datapact_guide") / language / f"{name}.md"
    return file.read_text("utf-8") if file.is_file() else None


@cache
def plain_text(name: str, language: Language) -> str:
    """The words of a page as they are read, casefolded: without what links point to, and without marks."""
    text = page_text(name, language) or ""
    return _MARKS.sub("", _TARGET.sub("]", text)).casefold()


def pages_with(words: str, language: Language) -> tuple[GuidePage, ...]:
    """The pages with every word, those first that have them in headings, then those that have them most often."""
    wanted = words.casefold().split()
    found = []
    for page in contents(language):
        text = plain_text(page.name, language)
        if wanted and page.name != INDEX and all(word in text for word in wanted):
            heads = [line for line in text.splitlines() if line.startswith("#")]
            headed = sum(any(word in line for line in heads) for word in wanted)
            found.append(((-headed, -min(map(text.count, wanted))), page))
    return tuple(page for _points, page in sorted(found, key=lambda pair: pair[0]))


def image(name: str) -> bytes | None:
    """A picture shared by pages, by its file name."""
    file = data_folder("datapact_guide") / "images" / name
    return file.read_bytes() if re.fullmatch(r"[a-z0-9-]+\.png", name) and file.is_file() else None


@cache
def contents(language: Language) -> tuple[GuidePage, ...]:
    """The index, then the pages in the order in which it links to them."""
    index = page_text(INDEX, language) or ""
    names = [INDEX, *dict.fromkeys(name for name in _LINK.findall(index) if name != INDEX)]
    texts = {name: page_text(name, language) for name in names}
    return tuple(GuidePage(name, title_of(text)) for name, text in texts.items() if text is not None)


def title_of(text: str) -> str:
    """The first heading of a page."""
    return next((line.removeprefix("# ").strip() for line in text.splitlines() if line.startswith("# ")), "")
