"""Every agreement as it was known at a moment: only entries written by then, folded anew.

Registers and samples "as at" a day use it. An entry was known if its claimed time is no later than the moment, and that
of all its ancestors, too. Terms are those that bind on the day, amendments included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact.agreements.projection.endings import has_disputed_end, orders_ended_on, undisputed_end
from datapact.agreements.projection.folded import folded_history
from datapact.agreements.projection.numbers import distinct_number
from datapact.agreements.projection.projection import FoldedRow, amended_agreement, amendment_day, row_of
from datapact.agreements.projection.reading_version import SignedAmendment, former_parties_on, state_on
from datapact.agreements.projection.status import status
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.contract.terms import Dataset, Party, Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.history.entries import store as history_store
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.state.dag import entries_by
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import profile_known_at
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.locations import Place, is_address_entered, partner_places

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

BINDING = ("signed", "terminated")
"""Stages in which every party has signed."""


@dataclass(frozen=True, slots=True)
class KnownAgreement:
    """One agreement on a day. ``terms`` is None where this copy does not show them completely.

    ``evidence`` is empty until the agreement is signed; ``signed_on`` the day of the last signature or the recorded
    one; ``amends`` names the agreement whose text this one changes.
    """

    history: str
    """History id (``urn:uuid:…``)."""
    number: str
    """As it is shown in this vault, such as ``DP-2026-0001``."""
    title: Mapping[str, str] = field(hash=False)
    """By language; empty where it is erased or withheld."""
    kind: str
    """Family of templates, such as that of data-sharing agreements."""
    status: str
    """On the day, such as ``in_force``."""
    stage: str
    """The stage of the steps, such as ``signed``, whatever the day."""
    evidence: str
    signed_on: date | None
    starts: date | None
    """First local day by the terms; None where they name none."""
    ends: date | None
    """Last local day by the terms; None where they name none."""
    ended_on: date | None
    """Last local day by a notice of termination; None without one."""
    amends: str
    own: str
    """Key of our organisation among the parties; empty where it is none."""
    parties: tuple[Party, ...]
    """As the terms name them; empty where this copy does not show them."""
    suspended: bool
    """On the day somebody holds performance back."""
    terms: Terms | None = field(repr=False, hash=False)
    folded: AgreementState = field(repr=False, hash=False)
    """The fold of the entries known then."""
    disputed: str = ""
    """Names of the parties that dispute it, its end or a change of it."""
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Countries in which a party has an address, by its key: those that the terms and our list of partners say; two
    letters."""
    unplaced: frozenset[str] = frozenset()
    """Keys of parties of which nobody entered where they sit."""
    former_parties: Mapping[str, date] = field(default_factory=dict, hash=False)
    """By key of each party of the text that is none any more on the day its last day."""
    ended: Mapping[tuple[str, str], date] = field(default_factory=dict, hash=False)
    """By key of the dataset and key of the recipient the last day of each order that has ended before the day."""
    may_go_on: bool = False
    """Ended by a notice that a party disputes: it may bind on the day, and may not."""
    house: Profile | None = field(default=None, repr=False)
    """Our organisation as its own entries described it then; None before its founding."""

    @property
    def partners(self) -> tuple[str, ...]:
        """Names of the other parties."""
        return tuple(party.name for party in self.parties if party.key != self.own)

    @property
    def binds(self) -> bool:
        """Signed by all, in force on the day, or not ended for certain, and not suspended."""
        return (self.status == "in_force" or self.may_go_on) and not self.suspended

    def order_ended(self, dataset: Dataset) -> date | None:
        """The last day on which a dataset went to anybody or, where we receive it, to us; None where its order goes on."""
        concerned = [self.own] if self.own in dataset.recipients else [*dataset.recipients]
        days = [self.ended.get((dataset.key, one)) for one in concerned]
        known = [one for one in days if one is not None]
        return max(known) if known and len(known) == len(days) else None

    def party_name(self, key: str) -> str:
        """The name of a party, or the key where there is none."""
        return next((party.name for party in self.parties if party.key == key), key)


@dataclass(frozen=True, slots=True)
class KnownAgreements:
    """All agreements known at a moment, by number; ``later`` counts those that came only afterwards.

    ``later_in_force`` counts those of them that were in force on the day by present knowledge.
    """

    on: date
    """Local day of each status."""
    known_at: datetime
    """Up to when entries count, UTC."""
    agreements: tuple[KnownAgreement, ...]
    """Amendments too, each for itself."""
    later: int
    later_in_force: int = 0


def known_agreements(acting: Acting, session: Session, on: date, moment: datetime) -> KnownAgreements:
    """Every agreement of the vault as known at ``moment``, with its status on the local day ``on``."""
    lines = directory(session)
    folds: list[AgreementState] = []
    later: list[AgreementState] = []
    for history in session.exec(select(AgreementRow.id).order_by(col(AgreementRow.number), col(AgreementRow.id))):
        every = history_store.load(session, history)
        entries = entries_by(every, moment)
        if entries and len(entries) == len(every):
            whole = folded_history(session, history, lines)[1]
            folds += [] if whole is None else [whole]
        elif entries:
            folds.append(fold(entries, lines))
        elif every:
            later.append(fold(every, lines))
    amendments = _amendments(folds)
    found = [
        known_agreement(folded, acting.organisation, on, amendments.get(folded.entries[folded.order[0]].history, ()))
        for folded in folds
    ]
    found = list(_ending_with_their_contracts(found, acting.organisation, on, amendments))
    listed = dict(session.exec(select(AgreementRow.id, AgreementRow.number)).all())  # a number may be another's too
    found = [replace(one, number=distinct_number(one.number, listed.get(one.history, ""))) for one in found]
    places = partner_places(session)
    house = profile_known_at(session, moment)
    found = [replace(one, seats=_seats(one, places), unplaced=_unplaced(one, places), house=house) for one in found]
    binding = sum(known_agreement(one, acting.organisation, on).binds for one in later)
    return KnownAgreements(on, moment, tuple(found), len(later), binding)


def _ending_with_their_contracts(
    found: Sequence[KnownAgreement],
    organisation: str,
    on: date,
    amendments: Mapping[str, Sequence[SignedAmendment]],
) -> Iterator[KnownAgreement]:
    """The agreements, in which what amends or joined a contract that ended, for all or for us, ends with it."""
    known = {one.history: one for one in found}
    for one in found:
        contract = known.get(one.amends) if one.amends else None
        if contract is None or contract.stage not in BINDING or contract.ended_on is None:
            yield one
            continue
        made = known_agreement(
            one.folded, organisation, on, amendments.get(one.history, ()), contract_ends=contract.ended_on
        )
        yield replace(made, may_go_on=contract.may_go_on)


def _seats(agreement: KnownAgreement, places: Mapping[str, Place]) -> dict[str, tuple[str, ...]]:
    """The terms name Germany where nobody entered an address: a partner's own page counts beside them."""
    found: dict[str, tuple[str, ...]] = {}
    for party, known in _placed(agreement, places):
        countries = (party.address.country, known.country if known is not None else "")
        found[party.key] = tuple(dict.fromkeys(one for one in countries if one))
    return found


def _unplaced(agreement: KnownAgreement, places: Mapping[str, Place]) -> frozenset[str]:
    """Parties with an address neither in the terms nor on the partner's page."""
    return frozenset(
        party.key
        for party, known in _placed(agreement, places)
        if not is_address_entered(party.address) and not (known is not None and known.is_entered)
    )


def _placed(agreement: KnownAgreement, places: Mapping[str, Place]) -> Iterator[tuple[Party, Place | None]]:
    by_organisation = {place.organisation: place for place in places.values() if place.organisation}
    for party in agreement.parties:
        yield party, by_organisation.get(party.organisation) if party.organisation else places.get(party.name)


def _amendments(folds: Iterable[AgreementState]) -> dict[str, list[SignedAmendment]]:
    """Signed amendments by the agreement whose text they replace."""
    found: dict[str, list[SignedAmendment]] = {}
    for folded in folds:
        state = current_state(folded)
        begins = amendment_day(state)
        if begins is not None and folded.stage in BINDING and not has_withheld(state):
            history = folded.entries[folded.order[0]].history
            found.setdefault(amended_agreement(state), []).append(SignedAmendment(history, begins, state))
    return found


def known_agreement(
    folded: AgreementState,
    organisation: str,
    on: date,
    amendments: Sequence[SignedAmendment] = (),
    contract_ends: date | None = None,
) -> KnownAgreement:
    """One folded agreement as ``organisation`` sees it on a local day; ``contract_ends`` as in ``row_of``."""
    row = row_of(folded, organisation, clock_day=on, amendments=amendments, contract_ends=contract_ends)
    suspended = False
    try:
        consolidated = state_on(folded, on, amendments)
        state, suspended = consolidated.state, bool(consolidated.suspended)
    except DataPactError:  # a text that this copy cannot consolidate is shown as it was signed
        state = current_state(folded)
    title = state.get("title")
    terms = _terms(state)
    parties = () if terms is None else terms.parties
    gone = former_parties_on(folded, amendments, on)
    own = "" if terms is None else next((one.key for one in terms.parties if one.organisation == organisation), "")
    return KnownAgreement(
        history=row.id,
        number=row.number,
        title={key: str(value) for key, value in title.items()} if isinstance(title, Mapping) else {},
        kind=row.kind,
        status=row.status,
        stage=row.stage,
        evidence=row.evidence or ("signed_here" if row.stage in BINDING else ""),
        signed_on=_signed_on(folded),
        starts=_day(row.starts),
        ends=_day(row.ends),
        ended_on=_day(row.due),
        amends=row.amends,
        own=own,
        parties=parties,
        suspended=suspended,
        terms=terms,
        folded=folded,
        disputed=row.disputed,
        former_parties={one.key: gone[one.organisation] for one in parties if one.organisation in gone},
        ended=_ended(folded, amendments, on, parties),
        may_go_on=_may_go_on(folded, row, on, amendments),
    )


def _ended(
    folded: AgreementState, amendments: Sequence[SignedAmendment], on: date, parties: Sequence[Party]
) -> dict[tuple[str, str], date]:
    keys = {one.organisation: one.key for one in parties}
    found = orders_ended_on(folded, amendments, on)
    return {(dataset, keys[one]): last for (dataset, one), last in found.items() if one in keys}


def _may_go_on(folded: AgreementState, row: FoldedRow, on: date, amendments: Sequence[SignedAmendment]) -> bool:
    if row.status != "terminated" or not has_disputed_end(folded, amendments):
        return False
    ended = undisputed_end(folded, amendments)
    return status(row.stage, on, starts=_day(row.starts), ends=_day(row.ends), terminated=ended) == "in_force"


def _signed_on(folded: AgreementState) -> date | None:
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None:
        return _day(elsewhere.signed_on)
    if not folded.fully_signed:
        return None
    return max(signed.time for signed in folded.signed).date()


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) and text else None
    except ValueError:
        return None


def _terms(state: Mapping[str, Any]) -> Terms | None:
    try:
        return read_terms(state["terms"])
    except (DataPactError, KeyError, TypeError):
        return None
