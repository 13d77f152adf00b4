"""Names of files: readable, taken by Windows, macOS and Linux, and never those of another file in the folder.

What is said here of a name holds on the strictest of the three, wherever the file is written: it is carried from one to the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 80
"""Characters of a name without its ending."""
_LARGEST = 200
"""Bytes of a name without its ending, in UTF-8; UTF-16 units where letters are taken apart. Systems take 255 with it."""
_REFUSED = re.compile(r'[<>:"/\\|?*]+')  # by Windows
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(\.|$))", re.IGNORECASE)
_ENDING = re.compile(r"(?<=[^. ])\.[A-Za-z0-9]{1,12}$")
_ENDS = " .-_"


def file_name(words: str, ending: str, *, between: str = " ", most: int = LONGEST, otherwise: str = "datapact") -> str:
    """Words as the name of a file; ``ending`` comes without its dot."""
    return f"{stem(words, between=between, most=most, otherwise=otherwise)}.{ending}"


def stem(words: str, *, between: str = " ", most: int = LONGEST, otherwise: str = "datapact") -> str:
    """Words as the name of a folder or of a file without its ending: letters of every script, digits, dots and hyphens.

    All else becomes ``between``, with a hyphen also the dot beside it (“e. V.”). ``otherwise`` stands where nothing remains.
    """
    plain = unicodedata.normalize("NFC", words)
    plain = "".join(one if unicodedata.category(one)[0] in "LMN" or one in "_.-" else " " for one in plain)
    if between != " ":
        plain = re.sub(r"[.\-]*\s[\s.\-]*", " ", plain)
    plain = between.join(plain.split()).lstrip(_ENDS)
    return _no_device(_cut(plain, most).rstrip(_ENDS)) or otherwise


def fit_name(name: str) -> str:
    """A name as it is, but for what a system would refuse: characters, names of devices, length, a dot or space at its ends."""
    plain = "".join(one for one in unicodedata.normalize("NFC", name) if unicodedata.category(one)[0] != "C")
    plain = " ".join(_REFUSED.sub("-", plain).split())
    found = _ENDING.search(plain)
    ending = found[0] if found else ""
    words = _no_device(_cut(plain.removesuffix(ending).lstrip(" ."), 2 * LONGEST).rstrip(" ."))
    return f"{words or 'datapact'}{ending}"


def whole_words(text: str, most: int) -> str:
    """The first characters of a text, at most so many, cut between words where one ends in the second half."""
    if len(text) <= most:
        return text
    end = text.rfind(" ", most // 2, most + 1)
    return text[: most if end < 0 else end]


def free_name(name: str, taken: Collection[str]) -> str:
    """That name, numbered where one of those taken differs from it only by case, or by how its letters are put together."""
    folded = {_folded(one) for one in taken}
    return next(one for one in numbered(name) if _folded(one) not in folded)


def free_place(folder: Path, name: str) -> Path:
    """A free path for that name in a folder, numbered where the name is taken."""
    return folder / free_name(name, [one.name for one in folder.iterdir()] if folder.is_dir() else [])


def numbered(name: str) -> Iterator[str]:
    """A name, and the same with a number from 2 before its ending."""
    found = _ENDING.search(name)
    ending = found[0] if found else ""
    yield name
    for number in count(2):
        yield f"{name.removesuffix(ending)} ({number}){ending}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _no_device(words: str) -> str:
    """Words whose first part does not name a device of Windows, which no file may be called, with any ending."""
    return _DEVICE.sub(r"\1_", words, count=1) if _DEVICE.match(words) else words


def _cut(words: str, most: int) -> str:
    cut = whole_words(words, most)
    while _size(cut) > _LARGEST:
        cut = whole_words(words, len(cut) - 1)
    return cut


def _size(words: str) -> int:
    return max(len(words.encode()), len(unicodedata.normalize("NFD", words).encode("utf-16-le")) // 2)
