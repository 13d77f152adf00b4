"""One run: the rows on which something rests, held against what was signed; refuse, or let a legal member release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
from datapact.consent.proof.unreadable import UNREADABLE, note_unreadable, unreadable_row, unreadable_table
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.house import require_current
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.unchanged import while_unchanged

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.state.organisation import OrganisationLine
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Rests:
    """The rows on which something rests. Entries always belong to them."""

    agreements: frozenset[str] | None = frozenset()
    """History ids; None: every agreement."""
    consents: frozenset[str] | None = frozenset()
    """Keys of datasets; None: every one."""
    lists: frozenset[str] | None = frozenset()
    """Keys of the datasets whose lists of deliveries, and of recalls, are read; None: every one."""
    naming: frozenset[str] = frozenset()
    """Keys of datasets: every agreement that names one, too."""
    records: bool = True
    """The records of the house, deliveries among them, and what they say of partners; a text alone rests on none."""
    keys: bool = False
    """Also the keys for pseudonyms, from which tables of who is who are made."""
    whole: bool = False
    """Also what nothing that leaves reads, as in the check of the vault."""


EVERYTHING = Rests(None, None, None, whole=True)


def prove(acting: Acting, session: Session, rests: Rests, progress: CountProgress = lambda _done, _all: None) -> Proof:
    """Hold the rows against what was signed, in the transaction from which they are read. It raises nothing of its own."""
    at = acting.clock()
    rows, wrong = _held("entry", lambda: check_entries(session))
    try:
        known = directory(session)
    except DataPactError as error:
        return Proof(at, rows, (*wrong, Unproven("partner", "", error.message, unheld=True)))
    except UNREADABLE as error:
        note_unreadable(error)
        return Proof(at, rows, (*wrong, unreadable_table("partner")))
    if unread := list(_unread_lines(known)):  # every signature is held against one of them
        return Proof(at, rows, (*wrong, *unread))
    written: list[Entry] = []

    def of_records() -> tuple[int, list[Unproven]]:
        number, found, read = check_records(session, acting.organisation, known)
        written.extend(read)
        return number, found

    people = rests.consents != frozenset() or rests.lists != frozenset()
    checks: tuple[tuple[str, bool, _Check], ...] = (
        ("organisation_record", rests.records, of_records),
        ("partner", rests.records, lambda: check_partners(session, written, known)),
        (
            "agreement",
            True,
            lambda: check_agreements(
                acting, session, known, rests.agreements, progress, datasets=rests.naming, whole=rests.whole
            ),
        ),
        (
            "consent_event",
            rests.consents != frozenset(),
            lambda: check_consents(session, written, rests.consents, progress),
        ),
        ("delivery", rests.records, lambda: check_deliveries(session, written, rests.lists)),
        ("recall_subject", rests.lists != frozenset(), lambda: check_recalls(session, written)),
        ("pseudonym_key", rests.keys or rests.whole, lambda: check_keys(session, written)),
        ("consent_event", people, lambda: (0, list(check_erased(session, written)))),
    )
    unheld = False
    for table, wanted, check in checks:
        if wanted and not (unheld and table != "agreement"):  # the others are held against records that nobody can read
            number, found = _held(table, check)
            rows, wrong = rows + number, wrong + found
            unheld = unheld or (table == "organisation_record" and any(one.unheld for one in found))
    return Proof(at, rows, tuple(wrong))


type _Check = Callable[[], tuple[int, list[Unproven]]]


def _unread_lines(known: Mapping[str, OrganisationLine]) -> Iterator[Unproven]:
    """The organisations whose public history cannot be read."""
    for organisation in known:
        try:
            known[organisation]
        except DataPactError as error:
            yield Unproven("partner", str(organisation), error.message, about=str(organisation), unheld=True)
        except UNREADABLE as error:
            note_unreadable(error)
            yield replace(unreadable_row("partner", organisation, about=str(organisation)), unheld=True)


def _held(table: str, check: _Check) -> tuple[int, list[Unproven]]:
    """The result of a check, which names each row that nobody can read; of what it cannot name nothing is released."""
    try:
        return check()
    except UNREADABLE as error:
        note_unreadable(error)
        return 0, [unreadable_table(table)]


_RELEASED = Remembered[tuple[str, str, str, str], bool](10_000)
"""Findings that a legal member released while this vault is open: member, table, row, message."""
_EVERY = ("", "", "")


def release(acting: Acting, session: Session, proof: Proof | None = None) -> None:
    """Release the rest in spite of these findings (None: any), until the vault is closed.

    What leaves names them and is not called complete; where rows could not be held, nothing leaves. Raises Locked unless the
    member is legal.
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
    if not proof.has_rest:
        raise NotProven(proof)
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


def prove_contract(acting: Acting, history: str, *, records: bool = False) -> None:
    """Before a file of one agreement leaves: hold its entries and its row against what was signed.

    ``records``: the records of the house, too, where the file says something of them, or of partners. Raises NotProven: such a
    file is one statement and has no rest.
    """
    prove_whole(acting, Rests(agreements=frozenset({history}), records=records))


def prove_whole(acting: Acting, rests: Rests) -> None:
    """``proven_whole`` in a transaction of its own, before something leaves that is made elsewhere."""
    with acting.vault.read() as session:
        proven_whole(acting, session, rests)


def _require_newest(acting: Acting, session: Session, rests: Rests) -> None:
    """What is proven row by row and lacks the newest rows would still tell a person, or an auditor, less than there is."""
    if (
        rests.keys
        or rests.agreements is None
        or rests.naming
        or rests.consents != frozenset()
        or rests.lists != frozenset()
    ):
        require_current(session, acting.clock())
