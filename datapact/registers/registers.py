"""The registers of the organisation, each as at any date: facts known by then that held on that day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.base.local_time import day_of, local_zone, moment_of
from datapact.base.texts import N_, Message
from datapact.consent.proof.in_file import in_file
from datapact.consent.proof.run import Rests, proven
from datapact.organisation.acting.own_profile import own_profile
from datapact.registers import agreements, processing, transfers
from datapact.registers.filters import Filters, population, take
from datapact.registers.point_in_time import KnownAgreement, known_agreements
from datapact.registers.register import Column, Gap, Left, Register, Row

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_NOT_IN_FORCE = Message(N_("not in force on that day"))
_WORKED_IN = Message(N_("amendments: their text is worked into the agreement that they change"))
_NOT_PROVEN = Message(N_("not proven: what the vault holds of it is not what was signed"))
_NOTHING_OF_IT = Message(N_("in force; nothing is recorded of them for this register"))


@dataclass(frozen=True, slots=True)
class _Plan:
    """The plan of one register: its rows from each agreement, and their gaps on a day."""

    title: Message
    basis: Message
    columns: tuple[Column, ...]
    rows: Callable[[KnownAgreement], Iterator[Row]]
    gaps: Callable[[KnownAgreement, date], Iterator[Gap]]
    only_in_force: bool
    cards: bool = False


def _one_row(agreement: KnownAgreement) -> Iterator[Row]:
    yield agreements.row(agreement)


_PLANS = {
    "agreements": _Plan(
        agreements.TITLE,
        agreements.BASIS,
        agreements.COLUMNS,
        _one_row,
        lambda agreement, _on: agreements.gaps(agreement),
        only_in_force=False,
    ),
    "transfers": _Plan(
        transfers.TITLE,
        transfers.BASIS,
        transfers.COLUMNS,
        transfers.rows,
        transfers.gaps,
        only_in_force=True,
    ),
    "processing-controller": _Plan(
        processing.CONTROLLER_TITLE,
        processing.CONTROLLER_BASIS,
        processing.CONTROLLER_COLUMNS,
        processing.controller_rows,
        lambda agreement, _on: processing.gaps(agreement, as_processor=False),
        only_in_force=True,
        cards=True,
    ),
    "processing-processor": _Plan(
        processing.PROCESSOR_TITLE,
        processing.PROCESSOR_BASIS,
        processing.PROCESSOR_COLUMNS,
        processing.processor_rows,
        lambda agreement, _on: processing.gaps(agreement, as_processor=True),
        only_in_force=True,
        cards=True,
    ),
}
NAMES = tuple(_PLANS)


def gaps_of(agreement: KnownAgreement, on: date) -> tuple[Gap, ...]:
    """The facts missing in one agreement for any of the registers, each once."""
    found = [gap for plan in _PLANS.values() for gap in _gaps(plan, agreement, on)]
    return tuple({gap.message.text("en"): gap for gap in found}.values())


def _gaps(plan: _Plan, agreement: KnownAgreement, on: date) -> Iterator[Gap]:
    if plan.only_in_force and (not agreement.binds or agreement.amends):
        return
    yield from plan.gaps(agreement, on)
    if plan.only_in_force:
        yield from _unknown(agreement)


def _unknown(agreement: KnownAgreement) -> Iterator[Gap]:
    """Gaps for a contract whose text is not here: nothing recorded does not mean nothing agreed.

    Or a party disputes it.
    """
    if agreement.disputed:
        yield agreements.dispute(agreement)
    if agreement.terms is None:
        yield Gap(agreement.history, agreement.number, Message(agreements.NOT_WHOLE))
    elif agreement.evidence == "reference_only":
        yield Gap(agreement.history, agreement.number, Message(agreements.NO_SIGNATURE_HERE))


TITLES = {name: plan.title for name, plan in _PLANS.items()}


def register(
    acting: Acting,
    name: str,
    on: date | None = None,
    filters: Filters | None = None,
    *,
    leaves: bool = False,
    run: str = "",
) -> Register:
    """The register ``name`` (one of NAMES) as at the local day ``on``, today by default; raises KeyError.

    ``leaves``: it is made from rows that are held against what was signed in the same run; raises NotProven where one
    does not fit. Where a legal member released the rest, agreements that do not fit are left out. ``run``: as in ``proven``.
    """
    plan = _PLANS[name]
    now = acting.clock()
    zone = local_zone(now)
    day = on or day_of(now, zone)
    wanted = filters or Filters()
    with acting.vault.read() as session:
        known = known_agreements(acting, session, day, moment_of(day, now, zone))
        organisation = own_profile(session).name
        proof = proven(acting, session, Rests(agreements=None), run=run) if leaves else None
    taken = take(known, wanted)
    rows: list[Row] = []
    gaps: list[Gap] = []
    outside = without = worked_in = doubted = 0
    unfit = set() if proof is None else {one.about for one in proof.unproven}
    for agreement in taken.agreements:
        if agreement.history in unfit:
            doubted += 1
            continue
        if plan.only_in_force and not agreement.binds:
            outside += 1
            continue
        if plan.only_in_force and agreement.amends:
            worked_in += 1
            continue
        found = list(plan.rows(agreement))
        without += not found
        rows += found
        gaps += _gaps(plan, agreement, day)
    left = [*taken.left_out]
    left += [
        Left(reason, count)
        for reason, count in (
            (_NOT_IN_FORCE, outside),
            (_WORKED_IN, worked_in),
            (_NOTHING_OF_IT, without),
            (_NOT_PROVEN, doubted),
        )
        if count
    ]
    return Register(
        name=name,
        title=plan.title,
        basis=plan.basis,
        on=day,
        known_at=known.known_at,
        organisation=organisation,
        population=population(known),
        filters=wanted.words(),
        left_out=tuple(left),
        columns=plan.columns,
        rows=tuple(rows),
        gaps=tuple(gaps),
        cards=plan.cards,
        proof=None if proof is None else in_file(proof),
    )
