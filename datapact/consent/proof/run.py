"""One run: the rows on which something rests, held against what was signed; refuse, or let a legal member release."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.base.clock import local_day
from datapact.base.errors import DataPactError, Locked
from datapact.base.progress import CountProgress
from datapact.base.texts import N_
from datapact.consent.proof.agreements import check_agreements
from datapact.consent.proof.consents import check_consents
from datapact.consent.proof.entries import check_entries
from datapact.consent.proof.house_records import check_erased, check_records
from datapact.consent.proof.keys import check_keys
from datapact.consent.proof.lists import check_deliveries, check_recalls
from datapact.consent.proof.partners import check_partners
from datapact.consent.proof.unproven import NotProven, Proof, RecallsNotProven, Unproven
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.house import require_current
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.unchanged import while_unchanged

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Rests:
    """The rows on which something rests. Entries, records of the house and partners always belong to them."""

    agreements: frozenset[str] | None = frozenset()
    """History ids; None: every agreement."""
    consents: frozenset[str] | None = frozenset()
    """Keys of datasets; None: every one."""
    lists: frozenset[str] | None = frozenset()
    """Keys of the datasets whose lists of deliveries, and of recalls, are read; None: every one."""
    keys: bool = False
    """Also the keys for pseudonyms, from which tables of who is who are made."""
    whole: bool = False
    """Also what nothing that leaves reads, as in the check of the vault."""


EVERYTHING = Rests(None, None, None, whole=True)


def prove(acting: Acting, session: Session, rests: Rests, progress: CountProgress = lambda _done, _all: None) -> Proof:
    """Hold the rows against what was signed, in the transaction from which they are read. It raises nothing of its own."""
    at = acting.clock()
    rows, wrong = check_entries(session)
    try:
        known = directory(session)
        list(known.values())
    except DataPactError as error:
        return Proof(at, rows, (*wrong, Unproven("partner", "", error.message)))
    records, found, written = check_records(session, acting.organisation, known)
    rows, wrong = rows + records, wrong + found
    for number, found in (
        check_partners(session, written, known),
        check_agreements(acting, session, known, rests.agreements, progress, whole=rests.whole),
        check_consents(session, written, rests.consents, progress) if rests.consents != frozenset() else (0, []),
        check_deliveries(session, written, rests.lists),
        check_recalls(session, written) if rests.lists != frozenset() else (0, []),
        check_keys(session, written) if rests.keys or rests.whole else (0, []),
    ):
        rows, wrong = rows + number, wrong + found
    if rests.consents != frozenset() or rests.lists != frozenset():
        wrong += check_erased(session, written)
    return Proof(at, rows, tuple(wrong))


_RELEASED = Remembered[tuple[str, str, str, str], bool](10_000)
"""Findings that a legal member released while this vault is open: member, table, row, message."""
_EVERY = ("", "", "")


def release(acting: Acting, session: Session, proof: Proof | None = None) -> None:
    """Release the rest in spite of these findings (None: any), until the vault is closed.

    What leaves names them and is not called complete. Raises Locked unless the member is legal.
    """
    if "legal" not in acting.member.roles:
        raise Locked(N_("Only a legal member may release the rest. Ask one to export it."))
    for place in [_EVERY] if proof is None else [_place(one) for one in proof.unproven]:
        _RELEASED.put(session, (acting.member.id, *place), True)


def _place(one: Unproven) -> tuple[str, str, str]:
    return one.table, one.row, one.message.text("en")


def proven(acting: Acting, session: Session, rests: Rests, *, run: str = "") -> Proof:
    """The proof that an exporter asks for first, in the transaction from which it reads.

    ``run`` names what is made from several transactions, such as an archive: what rests on the same rows is proven once in it,
    and again as soon as anybody has written.
    Raises NotProven (exit 4), which names the rows, unless a legal member released the rest; AnswerNo for all agreements, and for
    consents, lists and keys, in a copy of a team that can lack the newest of them.
    """
    _require_newest(acting, session, rests)
    if run:
        known = ("proof", run, rests, local_day(acting.clock()))
        proof = while_unchanged(session, known, lambda: prove(acting, session, rests), keeps=lambda one: one.holds)
    else:
        proof = prove(acting, session, rests)
    if proof.holds:
        return proof
    me = acting.member.id
    if _RELEASED.get(session, (me, *_EVERY)) or all(
        _RELEASED.get(session, (me, *_place(one))) for one in proof.unproven
    ):
        return replace(proof, released_by=acting.member.name or acting.member.id)
    raise NotProven(proof)


def unproven_recalls(acting: Acting, session: Session) -> RecallsNotProven | None:
    """Why it is not certain whom recalls concern, for whoever shows or sends them; None where every row of it fits.

    Recalls are never blocked: what is on file goes out, and this is said beside it.
    """
    proof = prove(acting, session, Rests(consents=None, lists=None))
    return None if proof.holds else RecallsNotProven(proof)


def proven_whole(acting: Acting, session: Session, rests: Rests) -> Proof:
    """``proven`` for one statement that has no rest, such as an answer: nothing of it can be released."""
    _require_newest(acting, session, rests)
    proof = prove(acting, session, rests)
    if not proof.holds:
        raise NotProven(proof)
    return proof


def _require_newest(acting: Acting, session: Session, rests: Rests) -> None:
    """What is proven row by row and lacks the newest rows would still tell a person, or an auditor, less than there is."""
    if rests.keys or rests.agreements is None or rests.consents != frozenset() or rests.lists != frozenset():
        require_current(session, acting.clock())
