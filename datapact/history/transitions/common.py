"""Common parts of the rules of several kinds: facts that are filed, entries after signature, files that an entry keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.state.facts import File
from datapact.history.state.later_facts import ContractChange
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def filed(
    where: str, kind: type[Any], **others: Callable[[Mapping[str, Any]], Any]
) -> Callable[[Ledger, Entry], Ledger]:
    """The step that only files an entry's fact of ``kind`` under its name in the ledger.

    A field is the member of the body by its name; ``others`` says how to read those that are not.
    """
    names = [one.name for one in fields(kind) if one.name not in _OF_THE_ENTRY]
    about = [one.name for one in fields(kind) if one.name in _OF_THE_ENTRY]

    def step(ledger: Ledger, entry: Entry) -> Ledger:
        body = entry.body
        said = {name: others[name](body) if name in others else body[name] for name in names}
        fact = kind(**{name: _OF_THE_ENTRY[name](entry) for name in about}, **said)
        facts = getattr(ledger, where)
        if isinstance(facts, dict):
            facts[entry.digest] = fact
        else:
            facts.append(fact)
        return ledger

    return step


_OF_THE_ENTRY: Mapping[str, Callable[[Entry], Any]] = {
    "digest": attrgetter("digest"),
    "organisation": attrgetter("organisation"),
    "author": attrgetter("kid"),
    "time": attrgetter("time"),
    "body": attrgetter("body"),
}


def refusal_unless_signed(ledger: Ledger) -> Message | None:
    """The reason why no step after signature is possible yet; None once every signatory has signed."""
    standing = standing_of(ledger)
    if standing.stage in ("signed", "terminated") and standing.fully_signed:
        return None
    return Message(N_("This is possible only once every signatory has signed."))


def known_change(ledger: Ledger, digest: object) -> ContractChange | None:
    """The change with this digest, unless it is void in the state that the author knew."""
    change = ledger.changes.get(str(digest))
    return None if change is None or change.digest in standing_of(ledger).void else change


def files_of(value: Any) -> tuple[File, ...]:
    """The files that this copy of an entry still names."""
    if not isinstance(value, list):
        return ()
    return tuple(
        File(str(one["digest"]), one.get("name", WITHHELD), str(one.get("media", "")))
        for one in value
        if isinstance(one, Mapping) and "digest" in one
    )
