"""A file that answers an older text: what it lacks, and what it changes laid over the newest text that both sides have.

Three texts meet: the one that was sent (base), the newest one (ours), and the file (theirs). What only one side changed
stays as that side has it, so that nothing agreed since is undone; a place that both changed is shown in both texts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import proposals_of
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message, _, counted
from datapact.contract.changes.compose import compose
from datapact.contract.changes.laid_over import kept_languages, made_by, meets, one_in_other
from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.text.clauses import ids_within
from datapact.contract.text.document import AgreementDocument
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import records
from datapact.word.read.outside_text import Origin
from datapact.word.read.returned import Returned, ReturnedChange
from datapact.word.steps.sent import Version, whole_version

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Older:
    """A file's answer to an older text than the newest one that both sides have."""

    text: Message
    """The text that the file answers: what it is, by whom and of which day."""
    round: int
    """In which it went out as a Word file; 0: not known."""
    later: int
    """Number of texts that were exchanged since."""
    newest: Message
    """The text over which its changes are laid."""
    missing: tuple[Message, ...]
    """What changed since and is not in the file, a sentence each."""
    both: frozenset[str]
    """Ids of the changes at places that the newest text changed, too."""


def newer_text(session: Session, folded: AgreementState, sent: Version) -> tuple[Version, int] | None:
    """The newest text that both sides have, and how many there were since ``sent``; None: that is the newest."""
    if folded.signed_elsewhere is not None or sent.digest not in folded.entries:
        return None
    handed = {str(one.body["version"]) for one in records(session, "word_sent", about=folded.history)}
    counting = handed | ({folded.agreed} if folded.agreed else set(folded.open_offers))
    later: list[Version] = []
    for digest, proposal in proposals_of(folded).items():
        if (digest in folded.facts.offers or digest in handed) and folded.place(digest) > folded.place(sent.digest):
            try:
                later.append(whole_version(proposal))
            except AnswerNo:
                continue  # parts are withheld here
    standing = [one for one in later if one.digest in counting] or later
    if not standing:
        return None
    newest = max(standing, key=lambda one: folded.place(one.digest))
    count = len({one.state for one in later} - {sent.state})
    return None if newest.state == sent.state else (newest, count)


def laid_over(
    session: Session, folded: AgreementState, own: str, sent: Version, returned: Returned, newest: Version, later: int
) -> tuple[Returned, Older]:
    """The file's changes as changes of the ``newest`` text, and notes on them; ``own`` is the id of our organisation."""
    made, both = merged(returned, newest.document)
    known = named_versions(session, folded, known_names(session), own)
    rounds = [
        int(one.body["round"])
        for one in records(session, "word_sent", about=folded.history)
        if one.body.get("state") == sent.state and str(one.body.get("round", "")).isdigit()
    ]
    missing = tuple(
        message for change in proposed_changes(sent.document, newest.document) for message in change.messages
    )
    return made, Older(known[sent.digest].name, max(rounds, default=0), later, known[newest.digest].name, missing, both)


def merged(returned: Returned, ours: AgreementDocument) -> tuple[Returned, frozenset[str]]:
    """The changes of a file over ``ours`` instead of the text that was sent, and the ids of those that both made."""
    base, theirs = returned.base, kept_languages(returned.base, ours, returned.proposal)
    chosen = made_by([one.change for one in returned.changes], base, ours, theirs)
    proposal = compose(ours, theirs, chosen).document
    mine = proposed_changes(base, ours)
    changes = [_returned(change, returned.changes, proposal, base) for change in proposed_changes(ours, proposal)]
    both = frozenset(one.change.id for one in changes if meets(one.change, mine, base, ours))
    whole = replace(
        returned,
        base=ours,
        proposal=proposal,
        changes=tuple(sorted(changes, key=lambda one: one.origin != "unmarked")),
    )
    return whole, both


def _returned(
    change: ProposedChange, changes: Iterable[ReturnedChange], proposal: AgreementDocument, base: AgreementDocument
) -> ReturnedChange:
    """A change with what the file says of it; one of which it says nothing counts as unmarked, to be looked at."""
    around = {
        change.place,
        *ids_within(proposal.clauses).get(change.place, ()),
        *ids_within(base.clauses).get(change.place, ()),
    }
    of = [one for one in changes if one.change.id == change.id]
    of = of or [
        one
        for one in changes
        if one.change.place in around or (change.kind == "term" and one_in_other(change.place, one.change.place))
    ]
    origin: Origin = "tracked" if of and all(one.origin == "tracked" for one in of) else "unmarked"
    authors = tuple(sorted({name for one in of for name in one.authors}))
    return ReturnedChange(change, origin, authors, max((one.time for one in of), default=""))


_NAMED = 12


def older_lines(older: Older, most: int = _NAMED) -> list[str]:
    """The warnings before somebody decides on such a file, in sentences; of what it lacks ``most``."""
    text = str(older.text)
    lines = [
        _("This file answers an older text: {text}.", text=text),
        str(
            counted(
                "Since then {n} text was exchanged; the newest one: {newest}.",
                "Since then {n} texts were exchanged; the newest one: {newest}.",
                older.later,
                newest=older.newest,
            )
        ),
    ]
    if older.missing:
        lines.append(_("The file does not have:"))
        lines += [f"– {message}" for message in older.missing[:most]]
        if len(older.missing) > most:
            lines.append(str(counted("– and {n} more", "– and {n} more", len(older.missing) - most)))
    lines.append(
        _(
            "All of this stays, unless you accept a change at the same place. What the file changes is shown against the newest text."
        )
    )
    return lines


BOTH = N_("Changed on both sides")
"""Stands at a change at a place that the newest text changed, too."""
