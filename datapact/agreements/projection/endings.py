"""The end of an agreement for all: by a notice that nobody disputes, by a vote, or since nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.disputes import disputed_entries
from datapact.agreements.projection.who_is_party import day_written, members_of, names_rules, terms_known
from datapact.agreements.text.changes import received_on

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Termination


def undisputed_end(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> date | None:
    """The last day by the earliest notice of termination that nobody disputes, or for all by other ways; None without one."""
    disputed = disputed_entries(folded)
    days = [date.fromisoformat(one.end) for one in ending_notices(folded, amendments) if one.digest not in disputed]
    common = members_of(folded, amendments).end
    return min([*days, *([] if common is None else [common])], default=None)


def has_disputed_end(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> bool:
    """Whether a party disputes the notice that sets the last day."""
    days = [date.fromisoformat(one.end) for one in ending_notices(folded, amendments)]
    common = members_of(folded, amendments).end
    first = min([*days, *([] if common is None else [common])], default=None)
    return first is not None and first != undisputed_end(folded, amendments)


def ending_notices(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> tuple[Termination, ...]:
    """The notices of termination that end the agreement for all, not only the part of their author."""
    if not folded.terminated or folded.signed_elsewhere is not None:
        return folded.terminated
    own = {one.ended_by for one in members_of(folded, amendments).members}
    return tuple(
        one
        for one in folded.terminated
        if one.digest not in own
        and not _ends_own_part(folded, one, amendments)
        and not _comes_too_late(folded, one, amendments)
    )


def not_shown_to_have(folded: AgreementState, organisation: str) -> tuple[str, ...]:
    """Ids of the parties of whom no step shows that a notice of termination by this organisation arrived, sorted.

    Of a party that was out when the notice was given nobody waits for one. A notice takes effect when it arrives (s. 130 BGB): a file that was written, or sent, does not say so. Empty where the
    organisation gave none, and where others have no DataPact, so that no step of theirs could show it.
    """
    own = [one for one in folded.terminated if one.organisation == organisation]
    if not own or folded.signed_elsewhere is not None or folded.outside is not None:
        return ()
    members = members_of(folded)
    lacking = {
        party
        for one in own
        for party in members.on(date.fromisoformat(day_written(one))) - {organisation}
        if received_on(folded, one.digest, party) is None
    }
    return tuple(sorted(lacking))


def _comes_too_late(folded: AgreementState, notice: Termination, amendments: Sequence[SignedAmendment]) -> bool:
    """Whether a notice reached the others, or claims to be written, only when its author was no party any more."""
    members = members_of(folded, amendments)
    member = members.of(notice.organisation)
    if member is None or member.until is None:
        return False
    others = [one.organisation for one in members.members if one.organisation != notice.organisation]
    arrived = [day for one in others if (day := received_on(folded, notice.digest, one)) is not None]
    return max(date.fromisoformat(day_written(notice)), min(arrived, default=date.min)) > member.until


def _ends_own_part(folded: AgreementState, notice: Termination, amendments: Sequence[SignedAmendment]) -> bool:
    if not names_rules(folded, amendments):
        return False
    terms = terms_known(folded, notice.digest, date.fromisoformat(day_written(notice)), tuple(amendments))
    return terms is not None and terms.membership.leaving == "own_part"
