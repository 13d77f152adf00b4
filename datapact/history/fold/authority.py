"""The author of an entry and the authority to write it, by the organisation's history at the named head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from datapact.base.errors import Damaged, MissingEntries
from datapact.base.texts import N_, Message
from datapact.history.entries.entry import Entry, verify_entry
from datapact.history.fold.acceded import inner_entries
from datapact.history.state.organisation import Member, OrganisationLine
from datapact.history.transitions import registry

type Directory = Mapping[str, OrganisationLine]
"""The verified public histories that are known here, by organisation id."""

NO_AUTHORITY = Message(N_("The author's organisation did not give this key the right to act then."))
VOID_CERTIFICATE = N_("The author's certificate is void: {reason}")
WRONG_ROLE = Message(N_("The author's roles do not allow this step."))


def author_of(entry: Entry, directory: Directory) -> Member | None:
    """The member whose author key this was at the head that the entry names; None when it was no member's."""
    line = directory.get(entry.organisation)
    return None if line is None else line.member_at(entry.organisation_head, entry.kid)


def refusal_of_author(entry: Entry, directory: Directory) -> Message | None:
    """The reason why the author had no right to write this kind of entry; None if entitled. Checks no signature."""
    author = author_of(entry, directory)
    if author is None:
        return NO_AUTHORITY
    fault = author.fault_at(entry.time)
    if fault is not None:
        return Message(VOID_CERTIFICATE, {"reason": fault})
    return WRONG_ROLE if author.roles.isdisjoint(registry.rule_of(entry.history, entry.kind).roles) else None


def verify_authors(entries: Iterable[Entry], directory: Directory, *, folded: bool = False) -> None:
    """Verify signature and authority of entries on arrival.

    Entries that are ``folded`` afterwards pass with a void certificate: older programs accepted them, and the fold
    leaves them without effect. Raises MissingEntries naming the heads of organisation histories that are not known
    here, Damaged for the first entry with a wrong signature or whose author had no right to write it.
    """
    for entry in entries:
        if entry.kind == "accession":
            verify_authors(inner_entries(entry), directory, folded=True)
        line = directory.get(entry.organisation)
        if line is not None and entry.organisation_head is not None:
            line.at(entry.organisation_head)
        elif line is None:
            raise MissingEntries(
                N_("An entry is by an organisation whose card is not known here. Ask for its card and add it first."),
                (entry.organisation,),
            )
        author = author_of(entry, directory)
        reason = refusal_of_author(entry, directory)
        if folded and author is not None and author.fault_at(entry.time) is not None:
            reason = None
        if author is not None and reason is None and not verify_entry(entry, author.author_key):
            reason = Message(N_("The signature is not valid."))
        if reason is not None:
            raise Damaged(
                N_("An entry of the kind {kind} is refused: {reason} Ask the sender for a new file."),
                kind=entry.kind,
                reason=reason,
            )
