"""The standing of a text against the playbook: at the house position, at which fallback, beyond the last one, or not stated.

A term is judged by its value, a clause by its words: those of an approved alternative, with the terms of this agreement, in
every language of it. Nothing of this leaves the vault: deviations are no findings of the check and stand in no file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Argument, Listed, Message
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import Template, list_templates, load_template
from datapact.contract.terms.paths import given, value_at
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.library.clauses.own_clause import OwnClause
from datapact.library.clauses.placing import words_of
from datapact.library.clauses.sources import own_text
from datapact.library.playbook.position import Position, Role, Stand, stand_words
from datapact.organisation.identity.roles import ROLE_WORDS

type Level = int | Literal["beyond", "not_stated"]
"""0: the house position; from 1: the fallback of this number."""


@dataclass(frozen=True, slots=True)
class Approver:
    """A member or role that may concede a position."""

    role: Role
    """Whoever has it, where ``members`` names nobody."""
    members: tuple[str, ...]
    """Ids; empty: whoever has the role."""

    def words(self, names: Mapping[str, str]) -> Message:
        """The standing in words; ``names`` of members by id."""
        if self.members:
            return Listed.of(names.get(one, one) for one in self.members)
        return Message(ROLE_WORDS[self.role])


@dataclass(frozen=True, slots=True)
class Standing:
    """The position of one text on one topic."""

    position: Position
    """Of the playbook."""
    level: Level
    """Where it stands."""
    place: str
    """In the text, as findings name places: ``terms`` by path, a clause by ``clauses.`` and its id."""
    value: Argument = ""
    """What the text says, of a term."""

    @property
    def stand(self) -> Stand | None:
        """The stand that the text meets; None beyond the last, and where nothing is stated."""
        return self.position.stands[self.level] if isinstance(self.level, int) else None

    @property
    def deviates(self) -> bool:
        """Whether it leaves the house position."""
        return self.level != 0

    @property
    def absent(self) -> bool:
        """Whether the text has no clause on the topic, so that it says nothing of it in words."""
        return self.place == "clauses"

    @property
    def approver(self) -> Approver | None:
        """The member or role that may concede it; None for the house position, and where nothing is stated yet."""
        if self.level == "beyond":
            return Approver(self.position.beyond, self.position.beyond_members)
        stand = self.stand
        return None if stand is None or self.level == 0 else Approver(stand.role, stand.members)

    @property
    def reason(self) -> str:
        """The argument with which the house gets back to its position: of the house position, may be empty."""
        return self.position.stands[0].reason

    def sentence(self, names: Mapping[str, str]) -> Message:
        """The deviation in words, for colleagues; ``names`` of members by id."""
        about: dict[str, Argument] = {"topic": self.position.name}
        who = self.approver
        if who is not None:
            about["who"] = who.words(names)
        if self.level == "not_stated":
            wanted = stand_words(self.position, self.position.stands[0])
            return Message(N_("{topic}: not stated yet. House position: {wanted}."), {**about, "wanted": wanted})
        if self.level == "beyond":
            return Message(N_("{topic}: beyond the playbook’s last fallback, needs approval by {who}."), about)
        if self.level == 0:
            return Message(N_("{topic}: as the playbook has it."), about)
        return Message(
            N_("{topic}: deviates from the playbook: fallback {n} of {m}, needs approval by {who}."),
            {**about, "n": self.level, "m": len(self.position.stands) - 1},
        )


def standings(
    document: AgreementDocument, positions: Collection[Position], clauses: Mapping[str, Sequence[OwnClause]]
) -> tuple[Standing, ...]:
    """The standing of a text on each topic of the playbook that concerns it.

    ``clauses`` are the approved versions of own clauses by id, newest first.
    """
    found = []
    for position in positions:
        if position.kinds and document.kind not in position.kinds:
            continue
        found.append(
            _term_standing(document, position) if position.term else _clause_standing(document, position, clauses)
        )
    return tuple(found)


def standings_of_state(
    state: Mapping[str, Any], positions: Collection[Position], clauses: Mapping[str, Sequence[OwnClause]]
) -> tuple[Standing, ...]:
    """Like ``standings``, for a complete state; none where parts of it are withheld."""
    if not positions:
        return ()
    try:
        document = read_state(dict(state))
    except DataPactError:
        return ()
    return standings(document, positions, clauses)


def _term_standing(document: AgreementDocument, position: Position) -> Standing:
    try:
        value = value_at(document.terms, position.term)
    except KeyError:
        value = None
    said = value is True or value is False or given(value)
    level: Level = "beyond" if said else "not_stated"
    for index, stand in enumerate(position.stands):
        if _meets(value, stand, said=said):
            level = index
            break
    shown: Argument = value if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return Standing(position, level, position.term, shown)


def _meets(value: object, stand: Stand, *, said: bool) -> bool:
    match stand.test:
        case "none":
            return not said
        case "yes":
            return value is True
        case "no":
            return value is False
        case "one_of":
            return said and value in stand.values
        case "at_most":
            return isinstance(value, int) and said and value <= int(stand.values[0])
        case "at_least":
            return isinstance(value, int) and said and value >= int(stand.values[0])
        case _:
            return False


def _clause_standing(
    document: AgreementDocument, position: Position, clauses: Mapping[str, Sequence[OwnClause]]
) -> Standing:
    live = [one for one in document.clauses if not one.deleted]
    there = next((one for one in live if one.id == position.clause), None)
    known = {words_of(one, document.languages): one.id for one in live}
    for index, stand in enumerate(position.stands):
        for wanted in _wanted(document, position, stand, clauses):
            place = known.get(words_of(wanted, document.languages))
            if place is not None:
                return Standing(position, index, f"clauses.{place}")
    if there is None:
        absent = next((index for index, one in enumerate(position.stands) if one.test == "none"), None)
        return Standing(position, "beyond" if absent is None else absent, "clauses")
    return Standing(position, "beyond", f"clauses.{there.id}")


def _wanted(
    document: AgreementDocument, position: Position, stand: Stand, clauses: Mapping[str, Sequence[OwnClause]]
) -> Sequence[Clause]:
    """The texts that a stand of a clause is met by, with the terms of this agreement."""
    if stand.test == "shipped":
        return _shipped(document, position.clause)
    if stand.test != "own":
        return ()
    found = []
    for version in clauses.get(position.clause, ()):
        alternative = version.alternative(stand.values[0])
        if alternative is not None and set(document.languages) <= set(alternative.text):
            try:
                found.append(own_text(version, alternative, document.terms, document.languages, document.prevailing))
            except DataPactError:
                continue
    return found


def _shipped(document: AgreementDocument, clause: str) -> Sequence[Clause]:
    """The clause of the agreement's own template, with its terms."""
    try:
        template: Template = load_template(document.template_id, document.template_version)
    except DataPactError:
        template = list_templates()[0]
    made = resolve_clauses(template, document.terms, document.languages, document.prevailing)
    return [one for one in made if one.id == clause]
