"""Commands of a person on an agreement while drafting, as small frozen records.

A command is complete: new members carry their keys, new paragraphs their ids. So the same commands over the same text
always make the same text, in undo and redo, and when the journal is replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject, JsonValue
from datapact.base.texts import N_, Language
from datapact.contract.text.clauses import Run, is_id
from datapact.contract.text.document import read_runs, write_runs


@dataclass(frozen=True, slots=True)
class SetTerm:
    """Give the term at ``path`` a value as JSON; None takes the answer back. The text follows."""

    path: str
    value: JsonValue
    """Of the shape that the place has."""


@dataclass(frozen=True, slots=True)
class AddMember:
    """Put a member into the list of terms at ``path``, before the one at ``at``."""

    path: str
    value: JsonValue
    """JSON of the member, its key included."""
    at: int


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Take the member at ``path`` out of its list, and every mention of its key with it."""

    path: str


@dataclass(frozen=True, slots=True)
class MoveMember:
    """Put the member at ``path`` to the place ``to`` of its list."""

    path: str
    to: int


@dataclass(frozen=True, slots=True)
class SetTitle:
    """Another title of the agreement."""

    language: Language
    """Of the words."""
    text: str
    """One line, not empty in a state that is sent."""


@dataclass(frozen=True, slots=True)
class SetLanguages:
    """Choose the languages of the agreement and which of them prevails."""

    languages: tuple[Language, ...]
    """One or both."""
    prevailing: Language
    """One of ``languages``."""


@dataclass(frozen=True, slots=True)
class Reword:
    """Give the heading, paragraph or item ``place`` other words in one language."""

    place: str
    language: Language
    """Of the words."""
    runs: tuple[Run, ...]
    """The whole text of the place."""


@dataclass(frozen=True, slots=True)
class ReplaceRange:
    """Put words in place of those from character ``start`` of ``first`` to ``end`` of ``last``, in one language."""

    language: Language
    """Of the words."""
    first: str
    start: int
    last: str
    end: int
    runs: tuple[Run, ...]
    """Put in place of the range; empty deletes it."""


@dataclass(frozen=True, slots=True)
class Emphasise:
    """Make the words of a range stand out, or stand out no more; what shows a term does so as a whole."""

    language: Language
    """Of the words."""
    first: str
    """Id of the place in which the range begins."""
    start: int
    """In characters of ``first``, from 0."""
    last: str
    """Id of the place in which it ends."""
    end: int
    """In characters of ``last``, not included."""
    style: Style
    """The other one stays as it is."""
    on: bool
    """Whether the words stand out from now on, or no more."""


@dataclass(frozen=True, slots=True)
class Paste:
    """Put pasted parts in place of a range: words at the cursor, then paragraphs, points and clauses behind it."""

    language: Language
    """Of the words."""
    first: str
    """Id of the place in which the range begins."""
    start: int
    """In characters of ``first``, from 0."""
    last: str
    """Id of the place in which it ends."""
    end: int
    """In characters of ``last``, not included."""
    parts: tuple[JsonObject, ...] = field(hash=False)
    """As ``paste.write_parts`` gives them, with ids that are free."""


@dataclass(frozen=True, slots=True)
class InsertClause:
    """Put a clause (as JSON, with ids that are free) before the one at ``at``."""

    clause: JsonObject
    """As ``document.write_clause`` gives it."""
    at: int


@dataclass(frozen=True, slots=True)
class InsertParagraph:
    """Put an empty paragraph with the free id ``id`` into a clause."""

    clause: str
    """Id of the clause."""
    id: str
    at: int
    """Index in the clause, from 0."""


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Put an empty point with the free id ``id`` into a paragraph's enumeration."""

    paragraph: str
    """Id of the paragraph."""
    id: str
    at: int
    """Index in the enumeration, from 0."""


@dataclass(frozen=True, slots=True)
class InsertTable:
    """Put a paragraph with an empty table into a clause."""

    clause: str
    """Id of the clause."""
    id: str
    """Free; of the paragraph."""
    at: int
    """Index in the clause, from 0."""
    columns: int
    """At least 1."""
    cells: tuple[str, ...]
    """Ids that are free, row by row."""


@dataclass(frozen=True, slots=True)
class SetTable:
    """Give the table of a paragraph another shape, or take it away; cells that stay keep their words."""

    place: str
    """Id of the paragraph."""
    columns: int
    """0: no table."""
    cells: tuple[str, ...]
    """Ids of the cells row by row, new ones free; empty for no table."""


@dataclass(frozen=True, slots=True)
class RemovePart:
    """Take out the clause, paragraph or item ``place``."""

    place: str


@dataclass(frozen=True, slots=True)
class MovePart:
    """Put a clause, paragraph or item to the place ``to`` among its own kind; a paragraph may change its clause."""

    place: str
    """Id of the part."""
    to: int
    clause: str = ""
    """Id of the clause that a paragraph goes to; empty for its own."""


@dataclass(frozen=True, slots=True)
class SplitPart:
    """Split a paragraph or item: the text after ``cuts`` in each language becomes the next one, ``id``."""

    place: str
    """Id of the paragraph or item."""
    id: str
    cuts: Mapping[Language, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class JoinPart:
    """Append a paragraph or item to the one before it."""

    place: str
    """Id of the paragraph or item, not the first of its kind."""


@dataclass(frozen=True, slots=True)
class Renumber:
    """Count clauses, paragraphs and points anew; what was deleted goes without a trace."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Undo another command: put back the parts of the state that it changed."""

    parts: JsonObject
    """Members of the state by name."""


type Style = Literal["bold", "italic"]
STYLES: tuple[Style, ...] = ("bold", "italic")

type Structural = (
    ReplaceRange
    | Emphasise
    | Paste
    | InsertClause
    | InsertParagraph
    | InsertItem
    | InsertTable
    | SetTable
    | RemovePart
    | MovePart
    | SplitPart
    | JoinPart
)
"""Commands that may change more of the clauses than the words of one place."""

type Command = (
    SetTerm | AddMember | RemoveMember | MoveMember | SetTitle | SetLanguages | Reword | Structural | Renumber | Restore
)

_KINDS: Mapping[str, type[Command]] = {
    "set_term": SetTerm,
    "add_member": AddMember,
    "remove_member": RemoveMember,
    "move_member": MoveMember,
    "set_title": SetTitle,
    "set_languages": SetLanguages,
    "reword": Reword,
    "replace_range": ReplaceRange,
    "emphasise": Emphasise,
    "paste": Paste,
    "insert_clause": InsertClause,
    "insert_paragraph": InsertParagraph,
    "insert_item": InsertItem,
    "insert_table": InsertTable,
    "set_table": SetTable,
    "remove_part": RemovePart,
    "move_part": MovePart,
    "split_part": SplitPart,
    "join_part": JoinPart,
    "renumber": Renumber,
    "restore": Restore,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def write_command(command: Command) -> JsonObject:
    """A command in its form for the journal."""
    written: JsonObject = {"do": _NAMES[type(command)]}
    for entry in fields(command):
        value = getattr(command, entry.name)
        if entry.name == "runs":
            value = write_runs(value)
        written[entry.name] = list(value) if isinstance(value, tuple) else value
    return written


def read_command(value: JsonValue) -> Command:
    """The command in ``value``; raises Malformed for anything that ``write_command`` does not write."""
    if not isinstance(value, dict) or (kind := _KINDS.get(str(value.get("do")))) is None:
        raise _malformed()
    given: dict[str, Any] = {name: entry for name, entry in value.items() if name != "do"}
    if given.keys() != {entry.name for entry in fields(kind)}:
        raise _malformed()
    if kind is Reword or kind is ReplaceRange:
        given["runs"] = read_runs(given["runs"], "journal")
    if kind is Paste:
        if not isinstance(given["parts"], list):
            raise _malformed()
        given["parts"] = tuple(given["parts"])
    if kind is Emphasise and (given["style"] not in STYLES or type(given["on"]) is not bool):
        raise _malformed()
    if kind in (ReplaceRange, Emphasise, Paste) and not all(type(given[name]) is int for name in ("start", "end")):
        raise _malformed()
    if kind in (InsertTable, SetTable):
        listed = given["cells"]
        if not isinstance(listed, list) or not all(isinstance(one, str) and is_id(one) for one in listed):
            raise _malformed()
        if type(given["columns"]) is not int:
            raise _malformed()
        given["cells"] = tuple(listed)
    if kind is SetLanguages and isinstance(given["languages"], list):
        given["languages"] = tuple(given["languages"])
    return kind(**given)


def _malformed() -> Malformed:
    return Malformed(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
