"""An organisation's public history: one line of entries, each verified in the state left by the one before.

The line gives every member's keys and roles as they were at each entry; no other authority is needed to judge the
entries of the organisation's members.
"""

from __future__ import annotations

from collections.abc import Iterable

from datapact.base.errors import Damaged, Malformed, MissingEntries
from datapact.base.texts import N_, Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import certificates
from datapact.history.entries.entry import Entry, organisation_history, verify_entry
from datapact.history.entries.shapes import ORGANISATION_SHAPES
from datapact.history.state.organisation import Member, OrganisationLine, OrganisationState, member_of
from datapact.history.transitions import registry

MOST_ENTRIES = 10_000

# Members that an organisation may erase for a person; without the others nobody could judge its members' entries.
_ERASABLE = frozenset({"name", "reason"})


def verify_line(entries: Iterable[Entry], known: OrganisationLine | None = None) -> OrganisationLine:
    """Verify public entries in any order, on top of a line that was verified before.

    Entries already in ``known`` are passed over. Raises MissingEntries when the line has a gap, Damaged when it
    divides, when a signature, certificate or authority is wrong, or for an entry that is not public.
    """
    after: dict[str | None, Entry] = {}
    for entry in entries:
        if known is not None and entry.digest in known.positions:
            continue
        parent = _parent(entry)
        if after.setdefault(parent, entry).digest != entry.digest:
            raise _divided()
    chain = list(known.entries) if known is not None else []
    states = dict(known.states) if known is not None else {}
    state = known.state if known is not None else OrganisationState()
    head = known.head if known is not None else None
    while (entry_after := after.pop(head, None)) is not None:
        state = _applied(state, entry_after)
        head = entry_after.digest
        states[head] = state
        chain.append(entry_after)
    if after:
        gaps = tuple(sorted(str(parent) for parent in after if parent not in states))
        if gaps and not any(parent is None or parent in states for parent in after):
            raise MissingEntries(N_("The public history of an organisation has a gap. Ask for its newest card."), gaps)
        raise _divided()
    if not chain or len(chain) > MOST_ENTRIES:
        raise Malformed(N_("The public history of an organisation is empty or too long. Ask for its newest card."))
    positions = {entry.digest: position for position, entry in enumerate(chain)}
    return OrganisationLine(state.id, tuple(chain), states, positions)


def _parent(entry: Entry) -> str | None:
    parent = entry.parents[0] if entry.parents else None
    if (
        entry.stream != "public"
        or entry.history != organisation_history(entry.organisation)
        or len(entry.parents) != (0 if entry.kind == "founding" else 1)
        or entry.organisation_head != parent
        or not _is_complete(entry)
    ):
        raise Malformed(N_("The public history of an organisation is not in its form. Ask for its newest card."))
    return parent


def _is_complete(entry: Entry) -> bool:
    if any(value is WITHHELD and name not in _ERASABLE for name, value in entry.body.items()):
        return False
    if entry.kind == "founding":
        required = set(ORGANISATION_SHAPES["member"].members) - _ERASABLE - {"renewed"}
        return required.issubset(entry.body["member"])
    return True


def _divided() -> Damaged:
    return Damaged(
        N_("The public history of an organisation exists in two versions. Call the organisation before you go on.")
    )


def refusal(state: OrganisationState, entry: Entry) -> Message | None:
    """The reason why an entry may not follow on this state of its organisation; None when it may. Signature too."""
    kind = registry.ORGANISATION_RULES[entry.kind]
    author = state.by_kid.get(entry.kid)
    if entry.kind == "founding":
        key = certificates.author_key(entry.body["identity"])
    elif entry.organisation != state.id:
        return Message(N_("The entry belongs to another organisation."))
    elif author is not None and not author.roles.isdisjoint(kind.roles):
        key = author.author_key
    elif entry.kind == "member" and entry.body["renewed"] is True and entry.kid in _keys_of(state, entry):
        key = _keys_of(state, entry)[entry.kid].author_key
    else:
        return Message(N_("The author had no right to write this entry."))
    if not verify_entry(entry, key):
        return Message(N_("The signature is not valid."))
    return kind.allow(state, entry)


def _keys_of(state: OrganisationState, entry: Entry) -> dict[str, Member]:
    # The member's own keys, old and new: the identity has certified the new one, which the rule's ``allow`` checks.
    member = state.members.get(entry.body["id"])
    renewed = member_of(entry.body)
    return {renewed.author_kid: renewed} | ({member.author_kid: member} if member is not None else {})


def _applied(state: OrganisationState, entry: Entry) -> OrganisationState:
    reason = refusal(state, entry)
    if reason is not None:
        raise Damaged(
            N_("The public history of an organisation is not valid: {reason} Ask for its newest card."), reason=reason
        )
    return registry.ORGANISATION_RULES[entry.kind].step(state, entry)
