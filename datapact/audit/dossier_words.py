"""Values of an agreement as a dossier shows them, some of which may be withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datapact.history.disclosure import ELEMENT, WITHHELD
from datapact.texts import N_, Language, Message

WITHHELD_WORD = Message(N_("(withheld)"))


def shown(value: Any, language: Language) -> str:
    """A value in words: a text, a text in two languages, several of them; withheld ones say so."""
    if value is WITHHELD:
        return WITHHELD_WORD.text(language)
    if isinstance(value, Mapping):
        if ELEMENT in value and not {"de", "en"} & value.keys():
            return WITHHELD_WORD.text(language)
        chosen = value.get(language) or next((one for one in value.values() if one), "")
        return shown(chosen, language)
    if isinstance(value, list | tuple):
        return "; ".join(shown(one, language) for one in value)
    return "" if value is None else str(value)


def members(value: Any) -> Sequence[Any]:
    """The elements of a list in a state; none where it is withheld as a whole."""
    return value if isinstance(value, list | tuple) else ()


def member(value: Any, name: str) -> Any:
    """A member of an object in a state: WITHHELD where the object, or perhaps the member, is withheld; None of nothing."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        return WITHHELD
    return value.get(name, WITHHELD if ELEMENT in value else None)


def runs_text(runs: Any, language: Language) -> str:
    """The words of some runs of the text."""
    if not isinstance(runs, list | tuple):
        return WITHHELD_WORD.text(language)
    return "".join(shown(member(run, "text"), language) for run in runs)
