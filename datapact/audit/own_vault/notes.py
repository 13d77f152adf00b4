"""Notes on a vault: oddities that are no damage but that people should know, mostly in others' numbering or signing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.projection.tables import AgreementRow
from datapact.audit.formats.missing_entries import is_cloned, oddities_of_others, own_missing
from datapact.audit.own_vault.backups import unproven_note
from datapact.base.errors import DataPactError
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.fold.authority import Directory
from datapact.history.fold.vouching import doubtful, person_of
from datapact.history.state.organisation import Member
from datapact.organisation.acting.log import directory

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def notes_on_vault(acting: Acting) -> list[Message]:
    """Notes in sentences, each with the agreement it is about; none in an ordinary vault."""
    notes: list[Message] = []
    at = acting.clock()
    with acting.vault.read() as session:
        try:
            known = directory(session)
            names = {organisation: line.state.name for organisation, line in known.items()}
            for line in known.values():
                for member in line.state.members.values():
                    fault = member.fault_at(at)
                    if fault is not None:
                        notes.append(_void(line.state.name, member, fault))
            for row in session.exec(select(AgreementRow).order_by(col(AgreementRow.id))):
                folded = fold(history_store.load(session, row.id), known)
                notes += [_about(row, said) for said in _of_agreement(folded, acting.organisation, names)]
                left = doubtful(folded.entries.values(), known, void=folded.void)
                theirs = [one for one in left if one.organisation != acting.organisation]
                for said in (_about(row, _left(one, known)) for one in theirs):
                    if said not in notes:
                        notes.append(said)
        except DataPactError:
            return notes  # an unreadable agreement is a problem, which the check itself has reported
    backups = unproven_note(acting.vault)
    return notes if backups is None else [*notes, backups]


def check_result(problems: Sequence[Message], notes: Sequence[Message], at: datetime) -> list[str]:
    """The last lines of a check that ended ``at`` (UTC); a vault is called sound only where there is nothing to report."""
    if not problems and not notes:
        return [
            _(
                "The vault is sound: storage, signatures, histories and every row were checked, up to {time}.",
                time=exact_time(at, None, current_language()),
            )
        ]
    told = [str(one) for one in problems] or [_("Nothing in this vault is damaged. Worth knowing:")]
    return [*told, *(str(one) for one in notes)]


def _void(organisation: str, member: Member, fault: Message) -> Message:
    told: dict[str, str | int | Message] = {
        "person": member.name or member.id,
        "organisation": organisation,
        "reason": fault,
    }
    return Message(
        N_("The certificate of {person} at {organisation} is void, so what that key signs has no effect. {reason}"),
        told,
    )


def _left(entry: Entry, known: Directory) -> Message:
    line = known[entry.organisation]
    return Message(
        N_("{organisation} has revoked the key of {person} and never built on what it signed here."),
        {"organisation": line.state.name, "person": person_of(entry, line)},
    )


def _about(row: AgreementRow, said: Message) -> Message:
    return Message("{agreement}: {what}", {"agreement": row.number or row.id, "what": said})


def _of_agreement(folded: AgreementState, own: str, names: Mapping[str, str]) -> Iterator[Message]:
    missing = own_missing(folded, own)
    if missing:
        yield counted(
            "{n} number of your own entries is skipped. Was this vault restored or copied?",
            "{n} numbers of your own entries are skipped. Was this vault restored or copied?",
            missing,
        )
    if is_cloned(folded, own):
        yield Message(
            N_("Two of your own entries have one number: this vault was copied, and both copies were worked with.")
        )
    yield from oddities_of_others(folded, own, names)
    mine = {entry.replica for entry in folded.entries.values() if entry.organisation == own}
    theirs = {
        entry.organisation for entry in folded.entries.values() if entry.organisation != own and entry.replica in mine
    }
    for organisation in sorted(theirs):
        yield Message(
            N_(
                "{organisation} wrote entries under the id of this vault. That means nothing and changes no number of yours."
            ),
            {"organisation": names.get(organisation, organisation)},
        )
