"""The rules' reading of the text, clause by clause: it follows from the words of the clause alone."""

from __future__ import annotations

import marshal
from dataclasses import dataclass

from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import Language
from datapact.checks.model.facts import Mention, OpenGap
from datapact.checks.run.references import Typed, loose, referred, typed
from datapact.checks.run.sentences import mentions, open_gaps
from datapact.checks.run.translations import untranslated_words
from datapact.checks.wording.text_of_state import clause_of
from datapact.contract.text.clauses import Clause
from datapact.contract.wording.remembered import Remembered

_PLAIN = 2
"""The marshal format in which equal values have equal bytes."""


@dataclass(frozen=True, slots=True)
class ReadClause:
    """One clause as the rules see it."""

    clause: Clause | None
    """In the prevailing language; None where it has not the shape of a clause."""
    translation: Clause | None
    """Likewise in the other language, where the text has both."""
    loose: tuple[str, ...]
    """Places of dangling references."""
    typed: tuple[Typed, ...]
    """References typed as words."""
    referred: frozenset[str]
    """Ids of the parts that it refers to."""
    untranslated: tuple[str, ...]
    """Places of texts in one language only."""
    gaps: tuple[OpenGap, ...]
    """Open ones, each place once."""
    mentions: tuple[Mention, ...]
    """What its own words say of terms."""


def read_clauses(state: JsonObject, prevailing: Language, remembered: Remembered | None) -> tuple[ReadClause, ...]:
    """The clauses of a state, in reading order; one whose words have not changed since is not read again."""
    members = state.get("clauses")
    listed = members if isinstance(members, list) else []
    if remembered is None:
        return tuple(_read(member, prevailing) for member in listed)
    keys = [(prevailing, marshal.dumps(member, _PLAIN)) for member in listed]
    made = dict(zip(keys, listed, strict=True))
    found = remembered.each(made, lambda member: _read(member, prevailing))
    return tuple(found[key] for key in keys)


def _read(member: JsonValue, prevailing: Language) -> ReadClause:
    return ReadClause(
        clause=clause_of(member, prevailing),
        translation=clause_of(member, "de" if prevailing == "en" else "en"),
        loose=loose(member),
        typed=typed(member),
        referred=referred(member),
        untranslated=untranslated_words([member]),
        gaps=open_gaps([member]),
        mentions=mentions([member]),
    )
