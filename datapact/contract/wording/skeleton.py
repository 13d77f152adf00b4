"""The skeleton of a text: its words apart from typography, and apart from numbers and names that have a term.

A comma, a number, a day or a name that has a term is no edit: those are compared by the path of their term, references
by their target. Choices and the parties' own sentences are compared by their words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from datapact.base.strictjson import sha256_of
from datapact.contract.terms.paths import shape_at
from datapact.contract.text.clauses import Run, without_emphasis
from datapact.contract.wording.recalled import Recalled

_WORD = re.compile(r"[^\W_]+|[^\s,]")
_SIGNS = {"„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "‑": "-"}
_STOPS = (".", ";", ":")
_NAMED = re.compile(r"(?:parties|datasets)\.[^.]+\.(?:short_)?name", re.ASCII)

type TrueValues = Mapping[str, Collection[str]]
"""By the path of a term, the words in which the released text shows its present value."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The skeleton of a paragraph in one language, as digests (SHA-256, base64url)."""

    whole: str
    """Of lead and items together."""
    lead: str
    """Of what stands before the enumeration."""
    items: tuple[str, ...]
    """Of each item, in their order."""


def words_compared(runs: Iterable[Run], true: TrueValues | None = None) -> list[str]:
    """The words of a text as they are compared, without the stop at its end.

    How words stand out is no edit of what they say: a word of which a part is bold is one word. With ``true``, a value that is not shown as its term has it counts as written words: nobody hides a sentence in it.
    """
    listed = _without_emphasis(runs)
    return _words((listed, _shown(listed, true)))


def digest_of(runs: Iterable[Run], true: TrueValues | None = None, recalled: Recalled | None = None) -> str:
    """The digest of one text; who compares again and again passes the same ``recalled``."""
    if recalled is None:
        return _digest(words_compared(runs, true))
    listed = _without_emphasis(runs)
    return recalled(_digest_of, (listed, _shown(listed, true)))


type _Text = tuple[tuple[Run, ...], tuple[bool, ...]]
"""Runs, and of each that shows a term in its order, whether it shows it in true words: a digest depends on nothing else."""


def _shown(runs: Sequence[Run], true: TrueValues | None) -> tuple[bool, ...]:
    return tuple([true is None or run.text in true.get(run.term, ()) for run in runs if run.term is not None])


def _digest_of(text: _Text) -> str:
    return _digest(_words(text))


def _words(text: _Text) -> list[str]:
    found: list[str] = []
    runs, shown = text
    truly = iter(shown)
    for run in runs:
        is_true = run.term is not None and next(truly)
        if run.ref is not None:
            found.append(f"\N{RIGHTWARDS ARROW}{run.ref}")
        elif run.term is not None and is_true and _by_path(run.term):
            found.append(f"\N{LEFTWARDS ARROW}{run.term}")
        else:
            found += words_of(run.text)
    while found and found[-1] in _STOPS:
        found.pop()
    return found


def _without_emphasis(runs: Iterable[Run]) -> tuple[Run, ...]:
    listed = tuple(runs)
    for run in listed:
        if run.emphasis:
            return tuple(without_emphasis({"de": listed})["de"])
    return listed


def skeleton(
    lead: Sequence[Run],
    items: Sequence[Sequence[Run]] = (),
    true: TrueValues | None = None,
    recalled: Recalled | None = None,
) -> Skeleton:
    """The skeleton of a paragraph from its texts in the prevailing language."""
    first = digest_of(lead, true, recalled)
    inner = tuple(digest_of(item, true, recalled) for item in items)
    return Skeleton(_digest([first, *inner]) if inner else first, first, inner)


def words_of(text: str) -> list[str]:
    """The words and signs of a text, without commas and in one typography."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for sign, plain in _SIGNS.items():  # looking for eleven signs in a row is cheaper than looking each one up
            text = text.replace(sign, plain)
    return _WORD.findall(text)


@lru_cache(maxsize=4096)
def _by_path(path: str) -> bool:
    """Whether a term is compared by its place: a number, a day, or the name or address of a party or a person."""
    if _NAMED.fullmatch(path):
        return True
    try:
        shape = shape_at(path)
    except KeyError:
        return False
    return shape.kind in ("number", "day") or (
        shape.model is not None and shape.model.__name__ in ("Address", "Contact", "Registration")
    )


def _digest(words: Sequence[str]) -> str:
    return sha256_of("\n".join(words).encode())  # no word holds a line break
