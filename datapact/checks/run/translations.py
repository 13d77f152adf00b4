"""Translations in agreements in two languages: texts without one, and translations older than their source.

Age is no field of the terms: it follows from the earlier states of the agreement. A translation is behind when the
prevailing text changed in a later state than the translation did, unless both stood together before: a change that was
refused or undone leaves them as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.contract.text.numbering import clause_numbers as numbers_of
from datapact.contract.text.numbering import kept_in, marks_in, preamble_word

_LANGUAGES = ("de", "en")

type _Pair = tuple[str, str]


def untranslated_terms(state: JsonObject) -> tuple[str, ...]:
    """Places of texts of the terms that are given in one of the two languages only."""
    return _one_sided(_terms(state.get("terms"), ""))


def untranslated_words(members: JsonValue) -> tuple[str, ...]:
    """Places of texts of these clauses that are given in one of the two languages only."""
    return _one_sided(_clauses(members))


def _one_sided(texts: Iterator[tuple[str, _Pair]]) -> tuple[str, ...]:
    return tuple(place for place, (de, en) in dict(texts).items() if bool(de.strip()) != bool(en.strip()))


def behind(states: Sequence[JsonObject], prevailing: str) -> tuple[str, ...]:
    """Places in the last of ``states`` (oldest first) whose translation is older than the prevailing text."""
    return _translations(states, prevailing, _is_behind)


def ahead(states: Sequence[JsonObject], prevailing: str) -> tuple[str, ...]:
    """Places in the last of ``states`` (oldest first) whose translation was changed alone, though it stood in step with the prevailing text."""
    return _translations(states, prevailing, _is_ahead)


def _translations(
    states: Sequence[JsonObject], prevailing: str, judge: Callable[[Sequence[_Pair | None], int], bool]
) -> tuple[str, ...]:
    """Places of the last state whose translation is one that ``judge`` names, by its history and the place of the prevailing language."""
    changed = [state for at, state in enumerate(states) if at == 0 or state != states[at - 1]]
    if prevailing not in _LANGUAGES or len(changed) < 2:  # an offer repeats its draft
        return ()
    source = _LANGUAGES.index(prevailing)
    history = [_texts(state) for state in changed]
    return tuple(
        place
        for place, now in history[-1].items()
        if now[1 - source].strip() and judge([texts.get(place) for texts in history], source)
    )


def clause_numbers(state: JsonObject) -> Mapping[str, _Pair]:
    """The German and English number of every clause, paragraph and item by its place: ``§ 5 Abs. 2``."""
    clauses = state.get("clauses")
    if not isinstance(clauses, list):
        return {}
    identifiers = [str(one["id"]) if isinstance(one, dict) and "id" in one else None for one in clauses]
    found: dict[str, _Pair] = {}
    kept = kept_in(clauses)
    both = zip(numbers_of(identifiers, "de", kept), numbers_of(identifiers, "en", kept), strict=True)
    for member, (german, english) in zip(clauses, both, strict=True):
        if isinstance(member, dict):
            mark = (german or preamble_word("de"), english or preamble_word("en"))
            if isinstance(identifier := member.get("id"), str):
                found[f"clauses.{identifier}"] = mark
            for paragraph, inner in _number(found, member.get("paragraphs"), mark, "Abs."):
                if paragraph.get("items"):  # most have none
                    _number(found, paragraph.get("items"), inner, "Buchst.")
    return found


def _number(found: dict[str, _Pair], value: JsonValue, outer: _Pair, word: str) -> list[tuple[JsonObject, _Pair]]:
    """Paragraphs (``Abs.``) or points (``Buchst.``) with their numbers, which ``found`` has by place then, too."""
    listed = value if isinstance(value, list) else []
    numbered: list[tuple[JsonObject, _Pair]] = []
    for member, mark in zip(listed, marks_in(listed, letters=word == "Buchst."), strict=True):
        if isinstance(member, dict):
            pair = (f"{outer[0]} {word} {mark}", f"{outer[1]}({mark})")
            numbered.append((member, pair))
            if isinstance(identifier := member.get("id"), str):
                found[f"clauses.{identifier}"] = pair
    return numbered


def _is_behind(history: Sequence[_Pair | None], source: int) -> bool:
    """Whether a text is behind in the last state; None where a state does not have it."""
    in_step: set[_Pair] = set()
    behind_now = False
    before: _Pair | None = None
    for now in history:
        if now is not None and now != before:
            source_alone = before is not None and now[1 - source] == before[1 - source]
            behind_now = source_alone and now not in in_step
            if not behind_now:
                in_step.add(now)
        before = now
    return behind_now


def _is_ahead(history: Sequence[_Pair | None], source: int) -> bool:
    """Whether a translation is another than the one that stood in step with the prevailing text as it is."""
    in_step: set[_Pair] = set()
    behind_now = ahead_now = False
    before: _Pair | None = None
    for now in history:
        if now is not None and now != before:
            source_stays = before is not None and now[source] == before[source]
            translation_stays = before is not None and now[1 - source] == before[1 - source]
            filled_in = before is not None and not before[1 - source].strip()
            ahead_now = source_stays and not (behind_now or filled_in) and now not in in_step
            behind_now = translation_stays and now not in in_step
            if not behind_now and not ahead_now:
                in_step.add(now)
        before = now
    return ahead_now


def _texts(state: JsonObject) -> dict[str, _Pair]:
    """German and English of every text of the terms (by term path) and of the clauses (by their ids)."""
    return {**dict(_terms(state.get("terms"), "")), **dict(_clauses(state.get("clauses")))}


def _terms(value: JsonValue, place: str) -> Iterator[tuple[str, _Pair]]:
    if isinstance(value, dict):
        if value and set(value) <= set(_LANGUAGES):
            yield place, (_string(value.get("de")), _string(value.get("en")))
            return
        for step, member in value.items():
            yield from _terms(member, f"{place}.{step}" if place else step)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            key = member.get("key") if isinstance(member, dict) else None
            yield from _terms(member, f"{place}.{key if isinstance(key, str) else index}")


def _string(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _clauses(value: JsonValue) -> Iterator[tuple[str, _Pair]]:
    """Every id in the clauses with its words, without runs that show a term: ``terms`` covers those."""
    if isinstance(value, list):
        for member in value:
            yield from _clauses(member)
    elif isinstance(value, dict):
        for name in ("heading", "text"):
            texts, identifier = value.get(name), value.get("id")
            if isinstance(texts, dict) and isinstance(identifier, str) and set(texts) >= set(_LANGUAGES):
                yield f"clauses.{identifier}", (_words(texts["de"]), _words(texts["en"]))
        for name in ("paragraphs", "items"):
            yield from _clauses(value.get(name))


def _words(runs: JsonValue) -> str:
    if not isinstance(runs, list):
        return ""
    return "".join(
        _string(run.get("text")) for run in runs if isinstance(run, dict) and "term" not in run and "ref" not in run
    )
