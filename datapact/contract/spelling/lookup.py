"""Words looked up by hunspell, in the process that reads files of others: a faulty dictionary cannot harm the window."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from datapact.base.errors import Surroundings
from datapact.base.texts import N_
from datapact.base.worker_process import run_apart

MOST_SUGGESTIONS = 7
_LEAST_SIZE = 32 * 1024 * 1024
"""Counted for the budget of a look: suggestions take longer than a file of that size says."""


def wrong_words(dictionary: Path, words: Collection[str]) -> frozenset[str]:
    """The words among these that the dictionary does not know; raises what ``run_apart`` raises."""
    if not words:
        return frozenset()
    found = run_apart(f"{__name__}:unknown_here", str(dictionary), tuple(sorted(words)), size=_LEAST_SIZE)
    return frozenset(words) & frozenset(found)


def suggestions(dictionary: Path, word: str) -> tuple[str, ...]:
    """Suggestions for a word, likely ones first; raises what ``run_apart`` raises."""
    found = run_apart(f"{__name__}:suggested_here", str(dictionary), word, size=_LEAST_SIZE)
    return tuple(str(one) for one in found)[:MOST_SUGGESTIONS]


# ---- in the other process ----

_opened: dict[str, Any] = {}


def _open(dictionary: str, words: str = "") -> Any:
    """The dictionary, read once while the process lives, with the ``words`` of another; the last three are kept."""
    if dictionary not in _opened:
        from hunspell import Hunspell

        path = Path(dictionary)
        while len(_opened) > 2:
            _opened.pop(next(iter(_opened)))
        try:
            _opened[dictionary] = Hunspell(path.stem, hunspell_data_dir=str(path.parent), system_encoding="UTF-8")
            if words:
                _opened[dictionary].add_dic(words)
        except OSError:
            raise Surroundings(N_("This dictionary cannot be read: {file}."), file=path.name[:100]) from None
    return _opened[dictionary]


def unknown_here(dictionary: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words among these that the dictionary does not know; a word with letters that it cannot write is none of its."""
    opened = _open(dictionary)

    def is_known(word: str) -> bool:
        try:
            return bool(opened.spell(word))
        except UnicodeEncodeError:
            return True

    return tuple(word for word in words if not is_known(word))


def suggested_here(dictionary: str, word: str) -> tuple[str, ...]:
    """Suggestions for a word that the dictionary knows; ours has looser rules for them beside it (decision 315)."""
    strict = _open(dictionary)
    path = Path(dictionary)
    loose = path.with_name(f"{path.stem}_suggestions.dic")
    try:
        if not loose.is_file():
            return tuple(strict.suggest(word))
        written = (
            form for one in _open(str(loose), dictionary).suggest(word) for form in (one, one[:1].upper() + one[1:])
        )
        return tuple(dict.fromkeys(one for one in written if strict.spell(one)))
    except UnicodeEncodeError:
        return ()
