"""The matrix, what-if, kept counts, used answers and their replay, on a vault."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from datapact.base.errors import Malformed, WrongUse
from datapact.base.strictjson import canonical, to_base64url
from datapact.consent.decision.decide import digest_of_subjects
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.deliveries.deliveries import NewDelivery, Sent, record_delivery
from datapact.consent.facts import compliance_records
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.consent.facts.question import Question
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.matrix.matrix import matrix
from datapact.consent.matrix.what_if import Change, delivered_words, together, what_if, what_if_question
from datapact.consent.notices.notices import invalidate_notice
from datapact.consent.records.batch import erase_events
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import rebuild_records, records
from tests.consent.sharing import PARTNER, PARTNER_NAME, RESEARCH, conclude, people_out, ready, record, terms

PEOPLE = {"S1": "given", "S2": "given", "S3": "withdrawn"}


def question(acting: Acting, **changes: object) -> Question:
    return Question(**{"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes})


def test_the_matrix_follows_events_expiry_and_erasure(keller: Acting):
    ready(keller, PEOPLE)

    def shown():
        (cell,) = matrix(keller)
        return cell.verdict, cell.n, cell.m

    assert shown() == ("partial", 2, 3)
    assert shown() == ("partial", 2, 3)
    with keller.vault.write() as session:
        record(keller, session, {"S2": "withdrawn", "S4": "given"}, at=keller.clock() - timedelta(days=1))
    assert shown() == ("partial", 2, 4)
    with keller.vault.write() as session:
        number = session.connection().execute(text("SELECT id FROM consent_event ORDER BY id LIMIT 1")).scalar()
        assert erase_events(session, [number]) == 1
    assert shown() == ("partial", 1, 4)
    with keller.vault.read() as session:
        assert session.connection().execute(text("SELECT count(*) FROM consent_tally")).scalar() == 1


def test_a_kept_count_ends_when_a_consent_expires(keller: Acting):
    ready(keller, {})
    now = keller.clock()
    with keller.vault.write() as session:
        record(keller, session, {"S1": "given"}, at=now - timedelta(days=1), until=now + timedelta(days=2))
        record(keller, session, {"S2": "given"}, at=now - timedelta(days=1))
    before, later = matrix(keller), matrix(keller, now + timedelta(days=3))
    assert (before[0].n, later[0].n) == (2, 1)
    assert before[0].next_expiry == now + timedelta(days=2)
    assert matrix(keller)[0].n == 2


def test_what_if_an_agreement_ended_or_a_notice_fell(keller: Acting):
    history = ready(keller, PEOPLE)
    asked = question(keller)
    for change in (
        Change(agreements=(history,)),
        Change(notices=(("panel", "1"),)),
        Change(at=asked.at + timedelta(days=9999)),
    ):
        before, after = what_if_question(keller, asked, change)
        assert (before.verdict, after.verdict) == ("partial", "deny")
        assert [one.stops for one in what_if(keller, change)] == [True]
    assert what_if(keller, Change()) == ()
    both = together(Change(countries=("JP",)), Change(countries=("CH",)))
    assert both.countries == ("JP", "CH")
    assert what_if(keller, both) == ()
    with pytest.raises(WrongUse):
        what_if(keller, Change(countries=("XX",)))


def test_what_if_counts_people_whose_data_has_gone_and_sharing_that_waits_for_lines(keller: Acting):
    history = ready(keller, PEOPLE)
    change = Change(agreements=(history,))
    assert delivered_words(what_if(keller, change)) is None
    new = NewDelivery("panel", "7", PARTNER, RESEARCH, keller.clock(), [Sent("S1"), Sent("S2")], reason="old")
    record_delivery(keller, new)
    (one,) = what_if(keller, change)
    assert one.delivered == 2
    assert "2 people" in str(delivered_words((one, one))), "one place is counted once"
    assert one.before is not None
    waiting = replace(one, before=replace(one.before, verdict="incomplete", n=0))
    assert waiting.stops, "incomplete while lines are left aside, and shared until now"
    assert not replace(waiting, delivered=0).stops
    assert not replace(waiting, before=replace(one.before, verdict="deny")).stops


def test_a_used_answer_replays_the_same_after_the_world_has_changed(keller: Acting):
    ready(keller, PEOPLE)
    used = use_decision(keller, question(keller))
    assert (used.decision.verdict, used.decision.n) == ("partial", 2)
    allowed = [one.pseudonym for one in people_out(keller, used.decision)]
    kept = used.decision.inputs["subjects"]
    assert digest_of_subjects(kept["salt"], allowed) == kept["digest"] == used.record.body["subjects"]
    with keller.vault.write() as session:
        record(keller, session, {"S1": "withdrawn"}, at=keller.clock() - timedelta(days=2))
        invalidate_notice(keller, session, "panel", "1", day=date(2026, 1, 1), reason="wrong")
        rebuild_records(session)
    assert may_share(keller, question(keller)).verdict == "deny"
    again = replay(keller, used.record.entry)
    assert (again.outcome, again.today, again.differences) == ("same", "same", ())
    assert decide_from(used.decision.inputs).n == 2


def test_the_digest_is_of_the_canonical_inputs(keller: Acting):
    ready(keller, {"S1": "given"}, datasets__0__name={"de": "Bögen „x“ 𝄞\n/", "en": "\\"[:1]})
    answer = may_share(keller, question(keller))
    assert answer.inputs_digest == to_base64url(hashlib.sha256(canonical(dict(answer.inputs))).digest())


def test_a_replay_says_what_is_not_the_same(keller: Acting, monkeypatch: pytest.MonkeyPatch):
    ready(keller, PEOPLE)
    used = use_decision(keller, question(keller))
    with keller.vault.write() as session:
        change = text("UPDATE organisation_record SET body = replace(body, :before, :after)")
        session.connection().execute(change, {"before": '"n":2', "after": '"n":3'})
    again = replay(keller, used.record.entry)
    assert again.outcome == "different"
    assert "3 people could go out, and 2 can." in [str(one) for one in again.differences]
    with monkeypatch.context() as patched:
        patched.setattr("datapact.consent.decision.replay.rule_set", lambda: "2/dpv-00000000")
        assert replay(keller, used.record.entry).outcome == "indeterminate"
    with keller.vault.write() as session:
        session.connection().execute(text("DELETE FROM attachment"))
    assert replay(keller, used.record.entry).outcome == "indeterminate"
    with pytest.raises(WrongUse):
        replay(keller, "x")


@pytest.mark.parametrize("change", [{"world": {}}, {"cohorts": [{}]}, {"question": []}, {"cohorts": []}])
def test_broken_inputs_are_refused(keller: Acting, change: dict[str, object]):
    ready(keller, PEOPLE)
    inputs = {**may_share(keller, question(keller)).inputs, **change}
    with pytest.raises(Malformed):
        decide_from(inputs)


def test_records_on_file_replace_one_another_and_count(keller: Acting):
    ready(keller, PEOPLE)
    with keller.vault.write() as session:
        basis = compliance_records.record_legal_basis(
            keller,
            session,
            BasisRecord("", keller.organisation, "panel", RESEARCH, "any", "6(1)(a)", valid_to=date(2020, 1, 1)),
        )
    assert may_share(keller, question(keller)).verdict == "deny"
    with keller.vault.write() as session:
        compliance_records.record_legal_basis(
            keller, session, replace(basis, valid_to=date(2040, 1, 1), review=date(2020, 1, 1))
        )
        assert len(compliance_records.legal_bases(session)) == 1
        assert len(records(session, "legal_basis")) == 2
    answer = may_share(keller, question(keller))
    assert answer.verdict == "partial"
    assert "warning" in {one.verdict for one in answer.reasons}
    with keller.vault.write() as session:
        given = compliance_records.record_authorisation(
            keller,
            session,
            Authorisation("", "holder_permission", "panel", "", "", "Holder", "Folder", date(2020, 1, 1)),
        )
        compliance_records.revoke_authorisation(keller, session, given.key, date(2020, 2, 1))
        compliance_records.record_fact(
            keller,
            session,
            FactOnFile("", "training", PARTNER, "", "List", date(2020, 1, 1), date(2020, 1, 1), weighed=True),
        )
        assert len(compliance_records.facts_on_file(session)) == 1
        with pytest.raises(WrongUse):
            compliance_records.revoke_authorisation(keller, session, "none", date(2020, 1, 1))
    assert may_share(keller, question(keller)).verdict == "deny"


def test_what_was_not_known_then_does_not_count(keller: Acting):
    ready(keller, PEOPLE)
    before = keller.clock() - timedelta(days=365 * 3)
    answer = may_share(keller, question(keller, known_at=before))
    assert (answer.verdict, answer.m) == ("deny", 0)


def test_a_list_of_people_is_asked_about(keller: Acting):
    ready(keller, PEOPLE)
    answer = may_share(keller, question(keller, subjects=("S1", "S3", "S9")))
    assert (answer.verdict, answer.n, answer.m) == ("partial", 1, 3)
    assert answer.tally.counts == {"withdrawn": 1, "unknown": 1}
    assert [one.pseudonym for one in people_out(keller, answer)] == ["S1"]


def test_a_second_agreement_can_permit_but_its_prohibition_wins(keller: Acting):
    ready(keller, {"S1": "given"}, purposes__0__iri="https://w3id.org/dpv#Marketing")
    assert may_share(keller, question(keller)).verdict == "deny"
    with keller.vault.write() as session:
        conclude(keller, session, terms(), "DP-2")
    answer = may_share(keller, question(keller))
    assert (answer.verdict, answer.evidence) == ("permit", "reference_only")
    with keller.vault.write() as session:
        conclude(keller, session, terms(purposes__0__prohibited=True), "DP-3")
    assert may_share(keller, question(keller)).verdict == "deny"


def test_a_parent_agrees_for_a_child(keller: Acting):
    ready(
        keller,
        {"S1": "given"},
        datasets__0__children=True,
        facts={"dpia_required": False, "dpia_reasons": {"en": "Few"}},
    )
    assert may_share(keller, question(keller)).verdict == "incomplete"
    now = keller.clock() - timedelta(days=1)
    with keller.vault.write() as session:
        append_events(
            keller,
            session,
            [
                Event(
                    f"E-{controller[:3]}",
                    "S2",
                    "panel",
                    RESEARCH,
                    controller,
                    "given",
                    now,
                    None,
                    "panel",
                    "1",
                    more={"guardian": "G7"},
                )
                for controller in (keller.organisation, PARTNER)
            ],
            source="test",
        )
    answer = may_share(keller, question(keller))
    assert (answer.verdict, answer.n, answer.tally.counts) == ("partial", 1, {"not_parental": 1})


def test_a_large_import_leaves_nothing_to_be_counted(
    keller: Acting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(keller, PEOPLE)
    lines = ["event_id,subject,dataset,purpose,controller,state,event_time,notice,notice_version"]
    lines += [
        f"more-{number},T{number},panel,{RESEARCH},{controller},given,2026-01-01T00:00:00Z,panel,1"
        for number, controller in enumerate(["self", PARTNER_NAME] * 2)
    ]
    (tmp_path / "more.csv").write_text("\n".join(lines), "utf-8")
    for many, kept in ((5, 0), (4, 1)):
        monkeypatch.setattr("datapact.consent.imports.import_file.MANY", many)
        import_file(keller, tmp_path / "more.csv", Options())
        with keller.vault.read() as session:
            assert session.connection().execute(text("SELECT count(*) FROM consent_tally")).scalar() == kept
        lines = [line.replace("more-", "again-").replace("2026-01-01", "2026-01-02") for line in lines]
        (tmp_path / "more.csv").write_text("\n".join(lines), "utf-8")
    (cell,) = matrix(keller)
    assert (cell.n, cell.m) == (2, 7)
