"""What three desks record for the house, partly without a connection, is the same at all of them, and each answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datapact.base.errors import AnswerNo, WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts.question import Decision, Question
from datapact.consent.recalls.confirmations import Evidence, settle
from datapact.consent.recalls.own_done import own_confirmations
from datapact.consent.recalls.pending import open_recalls, own_people
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events, events_of
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting, acting_in
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.house import HEADS, write_answer_hours
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import set_roles
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import distrust_partner, get_partner, trust_partner
from datapact.organisation.partners.without_datapact import remember_names
from datapact.registers.registers import register
from datapact.team.log.contents import CarriedErasure, Contents
from datapact.team.steps.joining import create_team, leave_team
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database.entries import get_meta
from datapact.vault.folder.backup import backup_vault
from datapact.vault.folder.restore import restore_vault
from tests.audit.test_insider import found
from tests.conftest import SteppingClock
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.exchange.houses import HISTORY, PASSPHRASE, comment, offer
from tests.team.desks import THEIRS, Desks
from tests.team.house_content import content, require_same
from tests.team.test_members_and_keys import append_raw
from tests.team.test_programs import dying


def asked(acting: Acting) -> Decision:
    return may_share(acting, Question("panel", PARTNER, RESEARCH, acting.clock()))


def write(
    acting: Acting, states: dict[str, str], *, ago: timedelta = timedelta(days=1), base: Acting | None = None
) -> None:
    at = (base or acting).clock().replace(hour=0, minute=0, second=0) - ago
    with acting.vault.write() as session:
        record(acting, session, states, at=at)


def left(acting: Acting, *people: str) -> str:
    made = NewDelivery("panel", "7", PARTNER, RESEARCH, acting.clock(), [Sent(one) for one in people], reason="old")
    return record_delivery(acting, made).entry


def all_synchronise(desks: Desks) -> None:
    for _ in range(2):
        for acting in desks.at.values():
            synchronise(acting)


def test_a_day_of_the_house(desks: Desks) -> None:
    anna, bernd, carla = desks.anna, desks.bernd, desks.carla
    ready(anna, {"P1": "given", "P2": "given", "P3": "given"})
    offer(anna, desks.institute)
    all_synchronise(desks)
    require_same(desks, HISTORY)
    assert (asked(bernd).verdict, asked(bernd).n) == ("permit", 3)
    # from here on nobody is connected
    write(bernd, {"P4": "given", "P5": "given"})
    write(carla, {"P4": "given", "P5": "given"})  # the same file, imported twice
    write(carla, {"P1": "withdrawn"})
    write(bernd, {"P6": "given"})
    write(anna, {"P6": "withdrawn"})  # against each other at one second
    delivered = left(bernd, "P1", "P2")
    left(anna, "P2")
    comment(carla, "Von Carla.")
    comment(anna, "Von Anna.")
    with carla.vault.write() as session:
        remember_names(session, ["Hochschule Musterstadt"])
        write_answer_hours(session, 8)
    distrust_partner(bernd, desks.institute.organisation, "a call")
    trust_partner(anna, desks.institute.organisation, fingerprint(desks.institute.organisation))
    for acting in (carla, bernd, anna, bernd, carla):
        synchronise(acting)
    require_same(desks, HISTORY)
    for acting in desks.at.values():
        decision = asked(acting)
        assert (decision.verdict, decision.n, decision.m) == ("partial", 4, 6)
        with acting.vault.read() as session:
            partner = get_partner(session, desks.institute.organisation)
            assert partner is not None
            assert partner.trust == "declared"  # a withdrawal holds against what did not know of it
            assert get_meta(session, HEADS) is not None
        assert team_status(acting).repeated == 6  # each for two controllers
    # whoever writes next names all heads, and all read the same again
    write(anna, {"P7": "given"})
    with anna.vault.read() as session:
        assert get_meta(session, HEADS) is None
    all_synchronise(desks)
    require_same(desks)
    # what one erases is erased at all
    erase_person(carla, "panel", "P5", "request 7")
    all_synchronise(desks)
    require_same(desks)
    shown = content(bernd)

    rows = [row for name in ("consents", "now", "aside", "deliveries") for row in shown[name]]
    assert not [row for row in rows if "P5" in row]
    assert any(row[0] == delivered for row in shown["deliveries"])


def test_an_answer_says_how_new_it_is_and_an_old_copy_gives_none(desks: Desks, clock: SteppingClock) -> None:
    ready(desks.anna, {"P1": "given"})
    synchronise(desks.anna)
    synchronise(desks.bernd)
    assert any("of the team's log" in str(one.message) for one in asked(desks.bernd).reasons)
    assert "copy" in asked(desks.bernd).inputs["world"]
    clock.now += timedelta(hours=25)
    for acting in (desks.anna, desks.bernd):
        assert asked(acting).verdict == "incomplete"
    with pytest.raises(AnswerNo, match="Synchronise first"):
        left_by_decision(desks.bernd)
    synchronise(desks.bernd)
    assert asked(desks.bernd).verdict == "permit"
    assert asked(desks.anna).verdict == "incomplete"


def test_nobody_erases_at_the_others_without_a_recorded_erasure(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given"})
    all_synchronise(desks)
    with desks.bernd.vault.read() as session:
        batch = str(session.connection().exec_driver_sql("SELECT entry FROM consent_batch").scalar())
    told = CarriedErasure(digests=(), entry=batch, files=(), lines=(0, 1, 2, 3))
    append_raw(desks.bernd, "contents", b"", plain=Contents(erased=(told,)).write())
    refused = synchronise(desks.carla).refused
    assert len(refused) == 1
    assert "erases more" in refused[0]
    assert asked(desks.carla).verdict == "incomplete"  # something was refused, so records may be missing
    assert len(content(desks.carla)["now"]) == 4


def test_a_large_batch_comes_in_pieces_and_a_kill_between_them_loses_nothing(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(desks.anna, {"P1": "given"})
    synchronise(desks.anna)
    monkeypatch.setattr("datapact.consent.proof.carried_rows.CHUNK", 20)
    monkeypatch.setattr("datapact.team.steps.outgoing.BATCH", 8_000)
    for module in ("taking_in", "outgoing"):
        monkeypatch.setattr(f"datapact.team.steps.{module}.LARGEST_SLICE", 16_000)
    write(desks.anna, {f"Q{number:03}": "given" for number in range(150)})
    left(desks.anna, *(f"Q{number:03}" for number in range(100)))
    dying(desks.anna, "dies after", 5, monkeypatch)
    synchronise(desks.bernd)  # some chunks wait for their entry
    assert asked(desks.bernd).m == 1
    assert synchronise(desks.anna).sent_items > 5
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        assert asked(acting).m == 151
        with acting.vault.read() as session:
            waiting = session.connection().exec_driver_sql("SELECT count(*) FROM attachment WHERE media LIKE '%rows%'")
            assert waiting.scalar() == 0


def left_by_decision(acting: Acting) -> None:
    from datapact.consent.decision.used_decisions import use_decision

    use_decision(acting, Question("panel", PARTNER, RESEARCH, acting.clock()))


def numbered(acting: Acting, person: str, state: str, dataset: str = "panel") -> None:
    """Record two events that a system of one's own numbers 1 and 2."""
    at = acting.clock().replace(hour=0, minute=0, second=0) - timedelta(days=1)
    notice = ("panel", "1") if dataset == "panel" else ("", "")
    events = [
        Event(str(number), person, dataset, RESEARCH, controller, state, at, notice=notice[0], notice_version=notice[1])
        for number, controller in enumerate((PARTNER, acting.organisation), start=1)
    ]
    with acting.vault.write() as session:
        append_events(acting, session, events, source="file")


def test_two_systems_may_number_alike_and_an_objection_stands(desks: Desks) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given", "P3": "given"})
    all_synchronise(desks)
    numbered(desks.bernd, "X1", "withdrawn", "other")  # another system with the same numbers, recorded first
    desks.anna.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
    numbered(desks.anna, "P1", "withdrawn")
    write(desks.anna, {"P2": "refused"})
    write(desks.bernd, {"P2": "objected"})  # of the same day, so of the same second
    all_synchronise(desks)
    require_same(desks)
    for acting in desks.at.values():
        decision = asked(acting)
        assert (decision.verdict, decision.n, decision.m) == ("partial", 1, 3)
        assert team_status(acting).repeated == 2  # the weaker word on P2, for two controllers
        with acting.vault.read() as session:
            of_one = [event for _number, event in events_of(session, event_id="1")]
            assert {(one.event_id, one.subject, one.state) for one in of_one} == {
                ("1", "X1", "withdrawn"),
                ("1", "P1", "withdrawn"),
            }
            (stands,) = [
                one.state for _n, one in events_of(session, subject="P2", controller=PARTNER) if one.state != "given"
            ]
            assert stands == "objected"
    columns = (
        "event_id",
        "pseudonym",
        "dataset",
        "purpose",
        "controller",
        "state",
        "at",
        "until",
        "notice",
        "explicit",
        "more",
    )
    for column in (None, *columns):
        assert found(desks.carla, "consent_repeat", column), f"nobody sees that {column} of a row set aside was changed"
    numbered(desks.carla, "P1", "withdrawn")  # imported once more: known
    all_synchronise(desks)
    require_same(desks)


def test_a_confirmation_settles_nothing_that_its_author_did_not_know(desks: Desks, clock: SteppingClock) -> None:
    ready(desks.anna, {"P1": "given", "P2": "given"})
    all_synchronise(desks)
    write(desks.bernd, {"P2": "withdrawn"})  # before Anna confirms, who gets it later
    write(desks.anna, {"P1": "withdrawn"})
    clock.now += timedelta(minutes=5)
    with desks.anna.vault.write() as session:
        settle(desks.anna, session, "panel", RESEARCH, "erased", evidence=Evidence())
    all_synchronise(desks)
    for acting in desks.at.values():
        with acting.vault.read() as session:
            (own,) = [one for one in open_recalls(session, acting.clock()) if one.stage == "own"]
            people = own_people(session, own.dataset, own.purpose, own.ask)
            assert (own.people, {one for one, _state, _at in people}) == (1, {"P2"})
            (done,) = own_confirmations(session)
            assert [one for one, _state, _at in done.people] == ["P1"]


def test_what_a_fast_clock_recorded_is_not_passed_over(desks: Desks, clock: SteppingClock) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    now = clock.now
    clock.now = now + timedelta(minutes=9)
    write(desks.bernd, {"P1": "withdrawn"}, ago=timedelta(0))
    synchronise(desks.bernd)
    clock.now = now + timedelta(seconds=30)
    synchronise(desks.anna)
    assert asked(desks.anna).verdict == "incomplete"
    clock.now = now + timedelta(minutes=10)
    assert asked(desks.anna).verdict == "deny"


def test_the_computer_that_created_the_team_is_restored_from_a_backup(desks: Desks, clock: SteppingClock) -> None:
    ready(desks.anna, {"P1": "given"})
    backup_vault(desks.anna.vault, desks.folder / "old")
    write(desks.anna, {"P2": "given"})
    all_synchronise(desks)
    write(desks.bernd, {"P3": "given"})
    synchronise(desks.bernd)
    desks.anna.close()
    vault = restore_vault(
        desks.folder / "old", desks.folder / "new", member_id="anna-keller", passphrase=PASSPHRASE, clock=clock
    )
    vault.close()
    desks.at["anna-keller"] = unlock(desks.folder / "new", "anna-keller", PASSPHRASE, clock)
    assert asked(desks.anna).verdict in ("permit", "incomplete")
    all_synchronise(desks)
    require_same(desks)
    assert asked(desks.anna).m == 3
    set_roles(desks.anna, "bernd-vogel", {"legal", "lead"})
    write(desks.anna, {"P4": "given"})
    all_synchronise(desks)
    require_same(desks)
    with desks.bernd.vault.read() as session:
        assert own_line(session).state.members["bernd-vogel"].roles == {"legal", "lead"}


def test_a_copy_that_left_begins_no_other_team_and_a_restored_one_answers_no_more(
    desks: Desks, clock: SteppingClock
) -> None:
    ready(desks.anna, {"P1": "given"})
    all_synchronise(desks)
    backup_vault(desks.anna.vault, desks.folder / "backup")
    write(desks.anna, {"P1": "withdrawn"}, ago=timedelta(0))
    synchronise(desks.anna)
    restored = acting_in(
        restore_vault(
            desks.folder / "backup", desks.folder / "again", member_id="carla-sommer", passphrase=THEIRS, clock=clock
        )
    )
    assert asked(restored).verdict == "incomplete"
    restored.close()
    set_roles(desks.anna, "bernd-vogel", {"legal", "admin"})
    all_synchronise(desks)
    desks.bernd.close()  # to be an administrator he unlocks anew
    bernd = desks.at["bernd-vogel"] = unlock(desks.folder / "bernd-vogel", "bernd-vogel", THEIRS, clock)
    leave_team(bernd)
    assert asked(bernd).verdict == "incomplete"
    assert register(bernd, "agreements").rows  # to look at; what leaves would say "in force" of what a colleague ended
    with pytest.raises(AnswerNo, match="left the team"):
        register(bernd, "agreements", leaves=True)
    with pytest.raises(WrongUse, match="left a team"):
        create_team(bernd, desks.url, desks.password)
