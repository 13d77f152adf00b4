"""Breaches: whom to tell until when under which law and agreement, and what was done."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import WrongUse
from datapact.base.local_time import day_meant
from datapact.base.texts import Message, use_language
from datapact.consent.deliveries.by_hand import ByHand, record_by_hand
from datapact.consent.deliveries.deliveries import Sent
from datapact.history.entries.body_members import fault
from datapact.history.entries.obligation_records import RECORDS
from datapact.obligations.agenda.agenda import agenda, counts
from datapact.obligations.agenda.dashboard import needs_me
from datapact.obligations.breaches.breach import (
    REGIME_WORDS,
    RISK_WORDS,
    ROLE_WORDS,
    Breach,
    breaches,
    find_breach,
    read_breach,
    record_breach,
    write_breach,
)
from datapact.obligations.breaches.page import breach_preview
from datapact.obligations.breaches.parties import agreements_with
from datapact.obligations.breaches.plan import plan_of, record_step
from datapact.obligations.breaches.steps import Plan, Step
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.profile import Address, Contact, Profile
from datapact.pdf.letters.breach_notice import language_for, missing_in_notice, notice_report, whom_we_tell
from datapact.pdf.reports.parts import Closing, Facts, Heading, Items, Note, Paragraph, Report
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.story import in_running_text
from datapact.vault.database.entries import attachment
from tests.conftest import SteppingClock
from tests.consent.sharing import add_partner
from tests.depth import examples
from tests.obligations.offices import file_contract, found_office, terms_of

OTHER = {"key": "weber", "name": "Weber Analytik GmbH", "short_name": "Weber", "address": {"country": "DE"}}

BERLIN = ZoneInfo("Europe/Berlin")
RECORD = next(one for one in RECORDS if one.name == "breach")
AWARE = datetime(2026, 11, 24, 13, 20, tzinfo=UTC)  # Tuesday, 14:20 in Berlin


@pytest.fixture
def office(tmp_path: Path, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acting]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clock.now = AWARE + timedelta(hours=1)
    acting = found_office(tmp_path, clock)
    yield acting
    acting.close()


def plan(acting: Acting, breach: Breach) -> Plan:
    with acting.vault.read() as session:
        return plan_of(session, breach, acting.clock(), BERLIN)


def step(found: Plan, id_: str) -> Step:
    return next(one for one in found.steps if one.id == id_)


def test_a_controller_tells_authority_and_people(office: Acting, clock: SteppingClock) -> None:
    breach = record_breach(office, Breach("Lost laptop", AWARE, risk="high", people=120))
    found = plan(office, breach)
    assert [one.id for one in found.steps] == ["documentation", "subjects", "authority"]
    authority = step(found, "authority")
    assert authority.due == AWARE + timedelta(hours=72)
    assert authority.latest == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert "Art. 33(1)" in str(authority.citation)
    assert not any(one.overdue for one in found.steps)
    clock.now = AWARE + timedelta(hours=73)
    assert {one.id for one in plan(office, breach).steps if one.overdue} == {"authority", "subjects", "documentation"}


def test_at_a_partners_who_told_us_is_asked_and_not_told(office: Acting) -> None:
    agreement = file_contract(office, "R-1", breach={"hours": 24})
    with office.vault.write() as session:
        institute = add_partner(session, "Institut für Produktion")
    for entry in (("P1", "P2"), ("P2", "P3")):
        record_by_hand(
            office,
            ByHand(
                "machine-logs", institute, "research", "old", tuple(map(Sent, entry)), at=office.clock(), version="1"
            ),
        )
    told = AWARE + timedelta(minutes=30)
    facts = Breach("Laptop", told, agreements=(agreement,), at_partner=institute, told=told)
    facts = replace(facts, partner_aware=AWARE - timedelta(hours=40), risk="risk", told_by="Dr. Wolf, by telephone")
    with pytest.raises(WrongUse, match="told of a breach is aware"):
        record_breach(office, replace(facts, aware=told + timedelta(minutes=5)))
    with pytest.raises(WrongUse, match="cannot tell of a breach before"):
        record_breach(office, replace(facts, partner_aware=told + timedelta(minutes=1)))
    breach = record_breach(office, facts)
    with office.vault.read() as session:
        assert find_breach(session, breach.key) == breach
    found = plan(office, breach)
    ids = [one.id for one in found.steps]
    assert not any(one.startswith("party-") for one in ids)
    (ask,) = [one for one in found.steps if one.id.startswith("ask-")]
    assert (str(ask.whom), ask.due, ask.country) == ("Institut", None, "DE")
    assert step(found, "authority").due == told + timedelta(hours=72)  # our knowledge, not theirs
    notes = " ".join(map(str, found.notes))
    assert "knew 40 hours before it told us; 24 hours are agreed" in notes
    assert "decides itself about these data" in notes
    early = " ".join(map(str, plan(office, replace(facts, agreements=())).notes))  # the data are not known yet
    assert "it is open whether it processes the data for us" in early
    assert "decides itself" not in early
    seen = breach_preview(office, replace(facts, agreements=(), datasets=()))
    assert (seen.there, seen.people, seen.plan.breach.agreements) == (("machine-logs",), 3, (agreement,))
    assert (language_for(ask, "en"), language_for(replace(ask, country="FR"), "de")) == ("de", "en")
    assert language_for(replace(ask, country=""), "en") == "en"


USUAL, LONG, SHORT = (datetime(2026, *day, tzinfo=BERLIN) for day in ((11, 20), (10, 25), (3, 29)))
"""Days of 24, 25 and 23 hours."""


@pytest.mark.parametrize(
    ("at", "told_after", "said"),
    [
        (
            USUAL,
            timedelta(hours=60),
            "knew at least 36 hours before it told us; 24 hours are agreed. The hour is not known.",
        ),
        (USUAL, timedelta(hours=30), "knew 6 to 30 hours before it told us; 24 hours are agreed. Ask it for the hour."),
        (USUAL, timedelta(hours=20), "knew 0 to 20 hours before it told us."),
        (
            LONG,
            timedelta(hours=48.5),
            "knew 23 to 48 hours before it told us; 24 hours are agreed. Ask it for the hour.",
        ),
        (SHORT, timedelta(hours=48.5), "knew at least 25 hours before it told us; 24 hours are agreed."),
    ],
)
def test_a_day_without_its_hour_is_shown_as_a_day(
    office: Acting, at: datetime, told_after: timedelta, said: str
) -> None:
    agreement = file_contract(office, "R-1", breach={"hours": 24})
    with office.vault.write() as session:
        institute = add_partner(session, "Institut für Produktion")
    day = at.astimezone(UTC)
    told = day + told_after
    facts = Breach("Laptop", told, agreements=(agreement,), at_partner=institute, told=told, partner_aware=day)
    facts = replace(facts, occurred=day, day_only=("occurred", "partner_aware"))
    breach = record_breach(office, facts)
    with office.vault.read() as session:
        assert find_breach(session, breach.key) == breach
    found = plan(office, breach)
    assert said in " ".join(map(str, found.notes))
    report = notice_report(breach, step(found, "authority"), SENDER, "en", told, BERLIN)
    facts_shown = [str(words) for part in report.blocks if isinstance(part, Facts) for _name, words in part.rows]
    assert sum("hour not known" in one for one in facts_shown) == 2
    assert not any("00:00" in one for one in facts_shown)
    assert "day_only" not in write_breach(replace(facts, day_only=()), "breach-12345678")


SENDER = Profile(
    "Keller GmbH",
    address=Address("Hauptstr. 1", "20095", "Hamburg"),
    contact=Contact("Anna Keller", "anna@keller.example"),
)


def test_the_people_get_a_letter_of_their_own_and_its_gaps_are_named(office: Acting) -> None:
    bare = Breach("Laptop gestohlen", AWARE, risk="high", categories="Namen, Studiennummern")
    to_people, to_authority = step(plan(office, bare), "subjects"), step(plan(office, bare), "authority")
    missing = missing_in_notice(bare, to_people)
    assert len(missing) == 4
    assert all("Art. 34(2)" in str(one) for one in missing)
    assert all("Art. 33(4)" in str(one) for one in missing_in_notice(bare, to_authority))
    whole = replace(
        bare, what="A laptop was stolen.", contact="dpo@example.org", consequences="Mail may come.", measures="Locked."
    )
    assert missing_in_notice(whole, to_people) == ()
    for breach in (bare, whole):
        report = notice_report(breach, to_people, SENDER, "de", AWARE, BERLIN)
        written = " ".join(_words_of(report))
        assert "Sicherheitsvorfall" in str(report.title.text("de"))  # type: ignore[union-attr]
        for of_the_authority in ("33", "Verantwortlicher", "hohes Risiko", "Meldung", "folgt"):
            assert of_the_authority not in written, of_the_authority
        assert ("[noch offen:" in written) == (breach is bare)
        assert "Keller GmbH\nHauptstr. 1\n20095 Hamburg" in written
        assert written.rstrip().endswith("Anna Keller\nKeller GmbH\nanna@keller.example")
    assert "Art. 33 Abs. 4" in " ".join(_words_of(notice_report(bare, to_authority, SENDER, "de", AWARE, BERLIN)))


def _words_of(report: Report) -> Iterator[str]:
    def words(one: object) -> str:
        return one.text("de") if isinstance(one, Message) else str(one or "")

    inner = (one.parts if isinstance(one, Closing) else (one,) for one in report.blocks)
    for block in itertools.chain.from_iterable(inner):
        match block:
            case Facts():
                for left, right in block.rows:
                    yield f"{words(left)}: {words(right)}"
            case Heading() | Paragraph() | Note():
                yield words(block.text)


def test_the_risk_decides(office: Acting) -> None:
    by_risk = {
        risk: {one.id for one in plan(office, record_breach(office, Breach("x", AWARE, risk=risk))).steps}
        for risk in RISK_WORDS
    }
    assert by_risk == {
        "unknown": {"authority", "subjects", "documentation"},
        "none": {"documentation"},
        "risk": {"authority", "documentation"},
        "high": {"authority", "subjects", "documentation"},
    }
    assert not plan(office, record_breach(office, Breach("x", AWARE, people=0))).steps


def test_a_processor_tells_its_controller_within_the_hours_agreed(office: Acting) -> None:
    contact = {"party": "ipd", "contact": {"name": "Incident desk", "phone": "+49 361 112"}}
    roles = {"controller": "ipd", "processor": "keller"}
    agreed = {"without_undue_delay": True, "hours": 24, "contacts": [contact]}
    history = file_contract(office, "R-1", processing=roles, breach=agreed)
    breach = record_breach(office, Breach("Wrong recipient", AWARE, role="processor", agreements=(history,)))
    (only,) = plan(office, breach).steps
    assert (only.due, only.contact) == (AWARE + timedelta(hours=24), "Incident desk, +49 361 112")
    assert str(only.title) == "Tell the controller Institut"
    assert "Art. 33(2) GDPR" in str(only.citation)
    # without hours it is due without undue delay, and the party's own contact is used
    other = file_contract(office, "R-2", processing=roles)
    (only,) = plan(office, record_breach(office, Breach("x", AWARE, role="processor", agreements=(other,)))).steps
    assert (only.due, only.contact) == (None, "Sofia Brandt, brandt@ipd.example")


def test_a_processor_has_a_controller_to_tell_while_no_agreement_is_named(office: Acting) -> None:
    breach = Breach(key="offen", title="Datenträger verloren", aware=AWARE, role="processor", risk="unknown")
    assert [one.id for one in plan(office, breach).steps] == ["controller"]
    assert not plan(office, replace(breach, people=0)).steps


def test_joint_controllers_and_other_parties_are_told_as_agreed(office: Acting) -> None:
    joint = file_contract(
        office,
        "R-1",
        activities=[
            {
                "key": "study",
                "name": {"en": "Study"},
                "roles": [
                    {"party": "keller", "role": "joint_controller"},
                    {"party": "ipd", "role": "joint_controller"},
                ],
            }
        ],
        joint={"topics": [{"topic": "breach", "party": "ipd"}]},
    )
    other = file_contract(office, "R-2", breach={"hours": 48})
    silent = file_contract(office, "R-3")
    breach = record_breach(office, Breach("x", AWARE, role="joint_controller", agreements=(joint, other, silent)))
    parties = [one for one in plan(office, breach).steps if one.id.startswith("party-")]
    assert {str(one.title) for one in parties} == {"Tell the joint controller Institut", "Tell Institut, as agreed"}
    told = next(one for one in parties if "joint" in str(one.title))
    assert any("answers for breaches" in str(one) for one in told.steps)


def test_agreements_are_found_by_their_datasets(office: Acting) -> None:
    history = file_contract(office, "R-1")
    with office.vault.read() as session:
        assert agreements_with(session, ("machine-logs",)) == (history,)
        assert agreements_with(session, ("machine", "no-such", '" OR 1')) == ()


def test_after_a_breach_at_a_partner_who_only_got_the_same_data_is_not_concerned(office: Acting) -> None:
    elsewhere = {"parties": [terms_of()["parties"][0] | {"organisation": office.organisation}, OTHER]}
    ours = file_contract(office, "R-1")
    got = {**terms_of()["datasets"][0], "recipients": ["weber"]}
    got["personal"] = [{"party": "keller", "judgement": "personal"}]
    file_contract(office, "R-2", **elsewhere, datasets=[got])
    gave = {**got, "provider": "weber", "recipients": ["keller"]}
    source = file_contract(office, "R-3", **elsewhere, datasets=[gave])
    with office.vault.write() as session:
        partner = add_partner(session, "Institut für Produktion")
    with office.vault.read() as session:
        assert set(agreements_with(session, ("machine-logs",), partner)) == {ours, source}
        assert len(agreements_with(session, ("machine-logs",))) == 3


def test_nis2(office: Acting) -> None:
    breach = record_breach(office, Breach("Ransomware", AWARE, risk="none", regimes=("nis2",)))
    found = plan(office, breach)
    assert step(found, "nis2-24h").due == AWARE + timedelta(hours=24)
    assert step(found, "nis2-72h").due == AWARE + timedelta(hours=72)
    # the notification falls on Friday 27 November at the latest; a month later is Sunday 27 December, then Monday
    final = step(found, "nis2-final")
    assert final.due is not None
    assert final.latest is not None
    assert (final.due.astimezone(BERLIN).date(), final.latest.astimezone(BERLIN).date()) == (
        date(2026, 12, 27),
        date(2026, 12, 28),
    )
    record_step(office, breach.key, "nis2-72h", at=AWARE + timedelta(minutes=10), reference="BSI-4711")
    final = step(plan(office, breach), "nis2-final")
    assert final.due is not None
    assert final.due.astimezone(BERLIN).date() == date(2026, 12, 24)


def test_the_cyber_resilience_act_asks_only_from_its_day(office: Acting) -> None:
    regimes = ("cra_vulnerability", "cra_incident")
    before = record_breach(office, Breach("x", datetime(2026, 9, 10, 12, tzinfo=UTC), people=0, regimes=regimes))
    assert plan(office, before).steps == ()
    assert any("11 September 2026" in str(note) for note in plan(office, before).notes)
    fixed = AWARE + timedelta(minutes=30)
    after = record_breach(office, Breach("x", AWARE, people=0, regimes=regimes, measure_available=fixed))
    found = plan(office, after)
    assert {one.id for one in found.steps} == {
        "cra-vulnerability-24h",
        "cra-vulnerability-72h",
        "cra-vulnerability-final",
        "cra-incident-24h",
        "cra-incident-72h",
        "cra-incident-final",
        "cra-users",
    }
    final = step(found, "cra-vulnerability-final")
    assert final.due is not None
    assert final.due.astimezone(BERLIN).date() == date(2026, 12, 8)
    unfixed = record_breach(office, Breach("x", AWARE, people=0, regimes=regimes))
    assert "cra-vulnerability-final" not in {one.id for one in plan(office, unfixed).steps}


def day_due(found: Plan, id_: str) -> date:
    due = step(found, id_).due
    assert due is not None
    return due.astimezone(BERLIN).date()


def test_a_serious_incident_with_an_ai_system_is_reported_by_its_worst_effect(
    office: Acting, clock: SteppingClock
) -> None:
    early = plan(office, record_breach(office, Breach("x", AWARE, people=0, regimes=("ai_provider",))))
    assert early.steps == ()
    assert any("2 December 2027" in str(note) for note in early.notes)
    aware = datetime(2028, 3, 1, 9, tzinfo=UTC)  # Wednesday
    clock.now = aware + timedelta(hours=1)

    def of(*regimes: str) -> Plan:
        return plan(office, record_breach(office, Breach("x", aware, people=0, regimes=regimes)))

    assert day_due(of("ai_provider"), "ai-report") == date(2028, 3, 16)
    assert day_due(of("ai_provider", "ai_death"), "ai-report") == date(2028, 3, 11)
    worst = of("ai_provider", "ai_death", "ai_widespread")
    assert day_due(worst, "ai-report") == date(2028, 3, 3)
    assert "Art. 73(3)" in str(step(worst, "ai-report").citation)
    deployer = of("ai_deployer")
    assert [one.id for one in deployer.steps] == ["ai-tell-provider", "ai-report"]
    assert "26(5)" in str(step(deployer, "ai-tell-provider").citation)
    assert of("ai_death").steps == ()


def test_dora_counts_from_awareness_and_from_classification(office: Acting, clock: SteppingClock) -> None:
    clock.now = AWARE + timedelta(days=3)
    facts = Breach("x", AWARE, people=0, regimes=("dora",))
    assert step(plan(office, facts), "dora-initial").due == AWARE + timedelta(hours=24)
    for classified, due in ((2, 6), (22, 24), (30, 34)):
        found = plan(office, replace(facts, classified=AWARE + timedelta(hours=classified)))
        assert step(found, "dora-initial").due == AWARE + timedelta(hours=due)
    older = {name: value for name, value in write_breach(facts, "breach-1").items() if name != "classified"}
    assert fault(older, RECORD.members, RECORD.later) is None, "records of older versions have none"
    assert read_breach(older, AWARE).classified is None
    classified = replace(facts, classified=AWARE)
    assert read_breach(write_breach(classified, "breach-1"), AWARE).classified == AWARE
    known = record_breach(office, facts)
    record_step(office, known.key, "dora-initial", at=AWARE + timedelta(hours=1))
    found = plan(office, known)
    assert step(found, "dora-intermediate").due == AWARE + timedelta(hours=73)
    assert day_due(found, "dora-final") == date(2026, 12, 27)
    assert step(found, "dora-clients").due is None


def test_sectors_partners_and_insurers_are_told(office: Acting) -> None:
    regimes = ("nis2_recipients", "social_data", "telecom", "trade_secrets", "data_act", "insurer")
    found = plan(office, record_breach(office, Breach("x", AWARE, people=0, regimes=regimes)))
    by_id = {one.id: one for one in found.steps}
    assert by_id["social-data"].due == AWARE + timedelta(hours=72)
    assert "§ 83a SGB X" in str(by_id["social-data"].citation)
    assert by_id["telecom"].due == AWARE + timedelta(hours=24)
    assert "§ 169(1) TKG" in str(by_id["telecom"].citation)
    assert day_due(found, "insurer-liability") == date(2026, 12, 1)
    without_period = {
        "nis2-recipients",
        "telecom-people",
        "trade-secrets",
        "data-act-user",
        "data-act-withheld",
        "insurer",
    }
    assert {one.id for one in found.steps if one.due is None} == without_period
    due = [one for one in agenda(office, AWARE.date(), AWARE.date() + timedelta(days=9)) if one.kind == "breach"]
    assert {one.title.text("en").removeprefix("x: ") for one in due} == {str(one.title) for one in found.steps}


def test_steps_are_recorded_with_evidence_and_the_facts_come_in_phases(office: Acting) -> None:
    first = record_breach(office, Breach("Lost laptop", AWARE))
    record_step(office, first.key, "authority", reference="LfDI 26-1", file=b"receipt")
    record_step(office, first.key[:12], "subjects", reason="The disk was encrypted.")
    now = replace(first, risk="risk", people=7, what="Left in a train.")
    assert record_breach(office, now).key == first.key
    with office.vault.read() as session:
        (known,) = breaches(session)
        assert (known.risk, known.people, known.what) == ("risk", 7, "Left in a train.")
        assert find_breach(session, first.key) == known
        done = step(plan(office, known), "authority")
        assert (done.state, done.evidence["reference"], done.overdue) == ("done", "LfDI 26-1", False)
        assert attachment(session, done.evidence["evidence"]) == ("application/octet-stream", b"receipt")
        # facts recorded earlier stay in the history
        assert [one.risk for one in breaches(session, known_at=known.recorded - timedelta(seconds=1))] == ["unknown"]  # type: ignore[operator]
    assert [one.id for one in plan(office, known).steps if one.state == "open"] == ["documentation"]


def test_impossible_facts_are_refused(office: Acting) -> None:
    good = Breach("x", AWARE)
    for bad in (
        replace(good, aware=AWARE + timedelta(days=2)),
        replace(good, occurred=AWARE + timedelta(minutes=1)),
        replace(good, role="owner"),
        replace(good, risk="huge"),
        replace(good, regimes=("basel",)),
        replace(good, classified=AWARE + timedelta(days=2)),
        replace(good, title="  "),
        replace(good, key="breach-0"),
    ):
        with pytest.raises(WrongUse):
            record_breach(office, bad)
    known = record_breach(office, good)
    with pytest.raises(WrongUse):
        record_step(office, known.key, "nowhere")
    with pytest.raises(WrongUse):
        record_step(office, known.key, "authority", at=AWARE + timedelta(days=9))
    with pytest.raises(WrongUse):
        record_step(office, "", "authority")


def test_open_steps_are_on_the_first_screen_and_in_the_agenda(office: Acting, clock: SteppingClock) -> None:
    record_breach(office, Breach("Lost laptop", AWARE, risk="risk"))
    red = needs_me(office)
    assert (red.breaches, [one.kind for one in red.first]) == (2, ["breach", "breach"])
    assert (red.late, counts(office).overdue) == (0, 0)
    today = AWARE.date()
    found = agenda(office, today, today + timedelta(days=7))
    assert [(one.due, str(one.title)) for one in found if one.moment == AWARE + timedelta(hours=72)] == [
        (date(2026, 11, 27), "Lost laptop: Notify the supervisory authority")
    ]
    clock.now = AWARE + timedelta(hours=73)
    assert needs_me(office).late == counts(office).overdue > 0


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 1)),
    st.sampled_from(list(ROLE_WORDS)),
    st.sampled_from(list(RISK_WORDS)),
    st.sets(st.sampled_from(list(REGIME_WORDS))),
    st.one_of(st.none(), st.integers(0, 10**9)),
)
def test_every_plan_is_consistent(
    office: Acting, aware: datetime, role: str, risk: str, regimes: set[str], people: int | None
) -> None:
    use_language("en")
    moment = aware.replace(microsecond=0, tzinfo=UTC)
    breach = Breach("x", moment, role=role, risk=risk, regimes=tuple(regimes), people=people, key="none")
    found = plan(office, breach)
    ids = [one.id for one in found.steps]
    assert len(set(ids)) == len(ids)
    for one in found.steps:
        assert one.due is None or (one.due > moment and one.latest is not None and one.latest >= one.due)
        assert one.title.both()
    for before, after in itertools.pairwise(found.steps):
        assert (before.due or moment) <= (after.due or moment)
    if role == "processor":
        assert not {"authority", "subjects"} & set(ids)


def test_the_paper_to_the_partner_replies_to_it_and_asks(office: Acting) -> None:
    """No notification of its own breach: receipt, what it said, whom we tell, and a question for each thing it left out."""
    agreement = file_contract(office, "R-1", breach={"hours": 24})
    with office.vault.write() as session:
        institute = add_partner(session, "Institut für Produktion")
    told = AWARE
    facts = Breach("Laptop", told, agreements=(agreement,), at_partner=institute, told=told, told_by="Dr. Wolf")
    breach = record_breach(office, replace(facts, categories="Bedienende", people=3))
    found = plan(office, breach)
    (ask,) = [one for one in found.steps if one.id.startswith("ask-")]
    letter = notice_report(
        breach, ask, SENDER, "de", told, BERLIN, partner="Institut für Produktion", recipients=whom_we_tell(found)
    )
    shown = [
        *(
            in_running_text(words, "de")
            for part in letter.blocks
            if isinstance(part, Facts)
            for row in part.rows
            for words in row
        ),
        *(in_running_text(words, "de") for part in letter.blocks if isinstance(part, Items) for words in part.texts),
    ]
    text = "\n".join(shown)
    assert "Dr. Wolf" in text
    assert "Institut für Produktion" in text
    assert "die zuständige Aufsichtsbehörde: wird geprüft" in text
    for asked in ("wann es geschehen ist", "seit wann Sie davon wissen", "Folgen"):
        assert asked in text
    assert "wie viele Personen" not in text, "that was said"
    assert missing_in_notice(breach, ask) == ()
    assert render_report(letter, told).startswith(b"%PDF")


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "Europe/Berlin", "UTC"])
def test_a_day_alone_is_the_same_day_in_every_zone(zone: str) -> None:
    """The house records the 1st of December; whoever reads it elsewhere reads the 1st, and no hour is made of it."""
    day = datetime(2026, 12, 1, tzinfo=BERLIN).astimezone(UTC)
    known = Breach(
        "x", day + timedelta(days=2), occurred=day, partner_aware=day, day_only=("occurred", "partner_aware")
    )
    authority = Step("authority", Message("x"), Message("x"), Message("x"))
    told = replace(known, told=day + timedelta(days=2), at_partner="external:1")
    report = notice_report(told, authority, SENDER, "de", day + timedelta(days=2), ZoneInfo(zone))
    shown = [
        in_running_text(words, "de")
        for part in report.blocks
        if isinstance(part, Facts)
        for row in part.rows
        for words in row
    ]
    assert shown.count("1. Dezember 2026, Uhrzeit nicht bekannt") == 2
    people = notice_report(told, replace(authority, id="subjects"), SENDER, "de", day, ZoneInfo(zone))
    said = [in_running_text(part.text, "de") for part in people.blocks if isinstance(part, Paragraph)]
    assert any("1. Dezember 2026" in one for one in said)


@pytest.mark.parametrize("hours", range(-11, 13))
def test_a_days_beginning_means_its_day(hours: int) -> None:
    assert day_meant(datetime(2026, 12, 1, tzinfo=timezone(timedelta(hours=hours)))) == date(2026, 12, 1)
