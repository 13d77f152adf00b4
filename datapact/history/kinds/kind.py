"""What a kind of entry is: its stream, who may write it, its body, its rule, its effect, its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from datapact.history.disclosure import WITHHELD, Path, Policy
from datapact.history.kinds.members import Check, check_members
from datapact.texts import N_, Argument, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

type Stream = Literal["shared", "internal", "public"]
type Names = Mapping[str, str]
"""Names to show, by organisation id, key thumbprint, member id, or key of a dataset or purpose."""

LEGAL = frozenset({"legal"})
SIGNATORY = frozenset({"signatory"})
LEGAL_OR_LEAD = frozenset({"legal", "lead"})
ADMIN = frozenset({"admin"})
ADMIN_OR_LEGAL = frozenset({"admin", "legal"})
SPEAKERS = frozenset({"legal", "lead", "signatory"})
EVERYBODY = frozenset({"legal", "lead", "signatory", "admin"})  # all but one who is an auditor and nothing else

NOT_BINDING = Message(N_("Text only, not binding until every named signatory has signed (§ 154(2) BGB)."))


def flat(_path: Path, _value: Any) -> bool:
    """The usual policy: a disclosure for each member of the body and none inside."""
    return False


def never(_state: Any, _entry: Entry) -> Message | None:
    """The rule of kinds that are always allowed."""
    return None


def unchanged[State](state: State, _entry: Entry) -> State:
    """The effect of kinds that are a record only."""
    return state


@dataclass(frozen=True, slots=True)
class Kind[State]:
    """One kind of entry.

    ``members`` checks the body's members, ``conceals`` chooses the disclosures inside them, ``allow``
    says why an entry may not stand in the state of its own ancestors (None: it may), ``step`` is its effect
    on that state (which it may change in place), ``sentence`` says to people what happened. An entry of which an
    ``essential`` member is withheld has no effect, because nobody can say which.
    """

    name: str
    stream: Stream
    roles: frozenset[str]
    members: Mapping[str, Check]
    sentence: Callable[[Entry, Names], Message]
    allow: Callable[[State, Entry], Message | None]
    step: Callable[[State, Entry], State]
    conceals: Policy = flat
    essential: frozenset[str] = frozenset()

    def validate(self, body: Mapping[str, Any]) -> None:
        """Raises Malformed naming the first wrong member of a body."""
        check_members(self.name, body, self.members)

    def is_readable(self, body: Mapping[str, Any]) -> bool:
        """Whether this copy shows all that the fold needs of a body."""
        values = [body.get(name, WITHHELD) for name in self.essential]
        return not any(value is WITHHELD or (isinstance(value, list) and WITHHELD in value) for value in values)


def shown(key: str | None, names: Names) -> Argument:
    """The name for an organisation, key or member, or its first characters."""
    if key is None:
        return Message(N_("unknown"))
    return names.get(key, key if len(key) < 43 else key[:8] + "…")


def named(value: Any, names: Names) -> Argument:
    """A key in a body, by its name where one is known; withheld ones say so."""
    return names.get(value, value) if isinstance(value, str) else words(value)


def words(value: Any) -> Argument:
    """A member of a body as an argument of a sentence; withheld ones say so."""
    return value if isinstance(value, str | int) else Message(N_("(withheld)"))
