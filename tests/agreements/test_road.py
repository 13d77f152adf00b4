"""Every step in every state: what a window offers is what the writing functions accept, and no step of our own voids a
signature that is on record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.steps import in_force, negotiation, permitted
from datapact.agreements.steps.permitted import StepName
from datapact.agreements.steps.signed_elsewhere import end_elsewhere
from datapact.agreements.text.road import FIXED_OUTSIDE, NOT_SENT_OUTSIDE, OFFERED_TOO, SIGNED_ELSEWHERE
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, Damaged, DataPactError
from datapact.base.progress import silent
from datapact.exchange.receive import receive
from datapact.exchange.send.many import send_many_out
from datapact.exchange.send.outgoing import outgoing, send_out
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.agreement import AgreementState
from datapact.history.state.standing import NEGOTIATED_HERE
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.house import HouseSynced, note_synced
from datapact.organisation.identity.own_history import own_line
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import prepare, sign
from datapact.signing.elsewhere.outside import freeze_outside, record_answer, record_signed, send_outside
from datapact.signing.elsewhere.taken_out import take_out
from datapact.signing.returned.bring_back import vouch
from datapact.signing.returned.take_part import read_packet, take_part
from datapact.vault.folder.open_vault import OpenVault
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, found_houses
from tests.signing.test_elsewhere import SCAN
from tests.signing.test_outside import INSTITUTE
from tests.signing.test_take_part import packet, two_parties

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
EDIT = b'[agreement]\nnumber = "DP-2026-0900"\n'
MAIL = {"way": "email", "on": DAY}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: NOW)
    return folder


@pytest.fixture
def table(template: Path, tmp_path: Path) -> Iterator[Table]:
    laid = at_table(template, tmp_path, lambda: NOW)
    yield laid
    laid.close()


def sent(table: Table) -> None:
    table.history = negotiation.new_agreement(table.anna, "nda", two_parties(INSTITUTE))
    send_outside(table.anna, table.history, **MAIL)


def answered(table: Table) -> None:
    sent(table)
    record_answer(table.anna, table.history, INSTITUTE, "accepted", reason="Mail", **MAIL)


def wants_changes(table: Table) -> None:
    sent(table)
    record_answer(table.anna, table.history, INSTITUTE, "changes", reason="Mail", **MAIL)


def fixed(table: Table) -> None:
    table.history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)


def begun(table: Table) -> None:
    fixed(table)
    vouch(table.anna, table.history, ["signature-3"], evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])


def concluded(table: Table) -> None:
    fixed(table)
    everyone = [slot.id for slot in state_of(table.anna, table.history).outside.slots.open]
    vouch(table.anna, table.history, everyone, evidence="paper_scan", on=DAY, files=[("s.pdf", SCAN)])


def ended(table: Table) -> None:
    concluded(table)
    end_elsewhere(table.anna, table.history, date(2027, 3, 31), ground="ordinary", reason="Kündigung")


def taken_out(table: Table) -> None:
    table.agree()
    table.history = take_out(table.anna, table.history, DAY).history


def old_of_taken_out(table: Table) -> None:
    table.agree()
    take_out(table.anna, table.history, DAY)


def declined(table: Table) -> None:
    table.offer()
    negotiation.decline(table.sofia, table.history, "Nein")
    table.carry(table.sofia, table.anna)


def in_force_here(table: Table) -> None:
    table.sign_twice()
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)


def ended_here(table: Table) -> None:
    in_force_here(table)
    negotiation.terminate(table.anna, table.history, date(2027, 3, 31), "Ende")


STATES: dict[str, Callable[[Table], None]] = {
    "drafted": Table.draft,
    "offered": Table.offer,
    "countered": Table.counter,
    "agreed": Table.agree,
    "frozen": Table.freeze,
    "signing": Table.sign_twice,
    "declined": declined,
    "in force": in_force_here,
    "ended": ended_here,
    "sent outside": sent,
    "answered outside": answered,
    "changes wanted outside": wants_changes,
    "fixed outside": fixed,
    "signing outside": begun,
    "signed elsewhere": concluded,
    "ended elsewhere": ended,
    "taken out": taken_out,
    "negotiation of what was taken out": old_of_taken_out,
}


def state_of(house: Acting, history: str) -> AgreementState:
    with house.vault.read() as session:
        return load_state(session, history)


def writers(house: Acting, history: str) -> dict[StepName, list[Callable[[], object]]]:
    """The writing functions of each step, each with something sensible to write."""
    end = date(2027, 3, 31)
    return {
        "edit": [lambda: negotiation.revise(house, history, EDIT)],
        "send": [
            lambda: send_out(house, history, others(house, history), with_gaps=True, with_errors=True),
            lambda: send_by_mail(house, history),
        ],
        "counter": [lambda: negotiation.counter(house, history, EDIT)],
        "accept": [lambda: negotiation.accept(house, history)],
        "decline": [lambda: negotiation.decline(house, history, "Nein")],
        "comment": [lambda: negotiation.comment(house, history, "Wort")],
        "freeze": [lambda: freeze(house, history, DAY), lambda: freeze_outside(house, history, DAY)],
        "sign": [lambda: prepare(house, history)],
        "terminate": [lambda: negotiation.terminate(house, history, end, "Ende")],
        "notice": [lambda: in_force.give_notice(house, history, "other", "Umzug", end)],
        "suspend": [lambda: in_force.suspend(house, history, DAY, None, "Prüfung")],
        "resume": [lambda: in_force.resume(house, history, DAY)],
        "agree_change": [lambda: in_force.agree_to(house, history)],
        "record_answer": [lambda: record_answer(house, history, INSTITUTE, "accepted", reason="Mail", **MAIL)],
        "record_signature": [
            lambda: record_signed(
                house, history, evidence="paper_scan", signed_on=DAY, files=[("s.pdf", SCAN)], reference="R 1"
            ),
            lambda: vouch_for_the_next(house, history),
        ],
    }


def send_by_mail(house: Acting, history: str) -> None:
    """What is fixed for signature goes as a packet, which is a step of its own."""
    folded = state_of(house, history)
    if folded.outside is None or folded.outside.stage not in ("frozen", "signing"):
        send_outside(house, history, **MAIL)
    else:
        raise AnswerNo(FIXED_OUTSIDE)


def vouch_for_the_next(house: Acting, history: str) -> None:
    """Say that the next place of a text that was frozen between houses was signed in a copy of our own."""
    folded = state_of(house, history)
    if folded.freeze is None:
        raise AnswerNo(NOT_SENT_OUTSIDE)
    vouch(house, history, [one.id for one in folded.next_slots], evidence="reference_only", on=None, remarks="R 1")


def others(house: Acting, history: str) -> list[str]:
    return [one.organisation for one in outgoing(house, history).recipients]


def accepts(write: Callable[[], object]) -> bool:
    try:
        write()
    except DataPactError:
        return False
    return True


def rehearsed(vault: OpenVault, *, reader: bool = False) -> AbstractContextManager[object]:
    return vault.rehearse()


@pytest.mark.journey
@pytest.mark.parametrize("name", STATES)
def test_what_is_offered_is_what_can_be_written(table: Table, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    STATES[name](table)
    monkeypatch.setattr(OpenVault, "write", rehearsed)
    monkeypatch.setattr(
        "datapact.exchange.send.outgoing.send_agreement", lambda *_one, **_more: b""
    )  # a receipt on an offer that was undone
    for house in (table.anna, table.sofia):
        try:
            folded = state_of(house, table.history)
        except DataPactError:  # what one house keeps of a text outside is not here
            continue
        with house.vault.read() as session:
            member = own_line(session).state.members[house.member.id]
        possible = permitted.possible_steps(folded, house.organisation, member.id, member.roles)
        told = {step: possible[step] is None for step in writers(house, table.history)}
        done = {step: any(map(accepts, ways)) for step, ways in writers(house, table.history).items()}
        assert done == told, (name, house.organisation == table.anna.organisation)


@pytest.mark.parametrize("name", ["fixed outside", "signing outside", "signed elsewhere", "ended elsewhere"])
def test_no_shared_step_is_written_onto_a_text_that_is_signed_outside(table: Table, name: str) -> None:
    """By whatever way: commands, windows, many at once and a team's desks write through ``append``."""
    STATES[name](table)
    before = state_of(table.anna, table.history)
    shared = [kind for kind, shape in AGREEMENT_SHAPES.items() if shape.stream == "shared"]
    for kind in (*shared, "draft"):
        with table.anna.vault.write() as session, pytest.raises(DataPactError):
            append(table.anna, session, table.history, kind, {})
    with pytest.raises(DataPactError) as refused:
        negotiation.offer_draft(table.anna, table.history)
    reason = SIGNED_ELSEWHERE if before.signed_elsewhere else FIXED_OUTSIDE
    assert refused.value.message == reason
    with pytest.raises(DataPactError) as refused:
        send_out(table.anna, table.history, [table.sofia.organisation])
    assert refused.value.message == reason
    many = send_many_out(table.anna, [table.history], table.anna.vault.paths.folder.parent, silent)
    assert [words for _number, words in many.refused] == [reason]
    after = state_of(table.anna, table.history)
    assert (after.order, after.stage, after.void) == (before.order, before.stage, before.void)


def test_a_text_that_somebody_answered_is_changed_before_it_is_offered_here(table: Table) -> None:
    answered(table)
    with pytest.raises(DataPactError, match="has answered this text"):
        negotiation.offer_draft(table.anna, table.history)
    negotiation.revise(table.anna, table.history, EDIT)
    assert negotiation.offer_draft(table.anna, table.history) is not None


def test_what_a_partner_offers_on_a_text_fixed_outside_is_declined_and_nothing_else(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program wrote such an offer; the fold takes it as ever, and nothing is written onto it."""
    table.history = packet(table.anna, "nda", two_parties(INSTITUTE), INSTITUTE)
    sent_pdf = export_pdf(table.anna, table.history)
    with monkeypatch.context() as older:
        older.setattr("datapact.agreements.projection.append.refusal_of_road", lambda *_: None)
        negotiation.offer_draft(table.anna, table.history)
    folded = state_of(table.anna, table.history)
    assert NEGOTIATED_HERE in folded.void.values()
    packet_of_it = read_packet(table.sofia, "Paket.pdf", sent_pdf)
    offered = send_agreement(table.anna, table.history, [table.sofia.organisation])
    with table.sofia.vault.rehearse() as session:
        receive.take_in(table.sofia, session, receive.open_bundle(table.sofia, offered))
    take_part(table.sofia, packet_of_it)
    with pytest.raises(Damaged, match="uses the id of another agreement"):
        receive.receive_bundle(table.sofia, offered)
    for write in (
        lambda: freeze(table.anna, table.history, DAY),
        lambda: negotiation.counter(table.anna, table.history, EDIT),
    ):
        with pytest.raises(DataPactError) as refused:
            write()
        assert refused.value.message == OFFERED_TOO
    negotiation.decline(table.anna, table.history, "Außerhalb unterschrieben")


def test_a_stale_copy_in_a_team_takes_no_text_onto_a_road(table: Table) -> None:
    """A colleague may have taken it onto the other one; whoever has synchronised lately would know."""

    def synchronised(before: timedelta) -> None:
        with table.anna.vault.write() as session:
            note_synced(session, HouseSynced(write_time(NOW - before), "", left=False, refused=0, sequence=1))

    answered(table)
    other = negotiation.new_agreement(table.anna, "nda", two_parties(INSTITUTE))
    synchronised(timedelta(hours=25))
    for step in (
        lambda: freeze_outside(table.anna, table.history, DAY),
        lambda: send_out(table.anna, other, [table.sofia.organisation], with_gaps=True, with_errors=True),
    ):
        with pytest.raises(AnswerNo, match=r"two contracts could come of it\. The last synchronisation"):
            step()
    assert state_of(table.anna, other).stage == "draft"
    record_answer(table.anna, table.history, INSTITUTE, "accepted", reason="noch eine Mail", **MAIL)  # any other step
    synchronised(timedelta(hours=1))
    freeze_outside(table.anna, table.history, DAY)
    send_out(table.anna, other, [table.sofia.organisation], with_gaps=True, with_errors=True)
    synchronised(timedelta(hours=25))
    negotiation.decline(table.anna, other, "Nein")
