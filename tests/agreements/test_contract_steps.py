"""After signature: every annex under its own rule, amendments by consent or signature, and what reads on which day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.approvals.precedents import precedents
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.calendar_statuses import stale_statuses
from datapact.agreements.projection.reading_version import consolidated, state_on
from datapact.agreements.steps import in_force as steps
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.termination import (
    Declarer,
    Declaring,
    paragraphs_on_ending,
    proposed_end,
    terminate_on,
)
from datapact.agreements.text.changes import Circle, suspensions_on
from datapact.agreements.text.current_text import current_state, is_same_text
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.last_offer import amending_changes, last_offer
from datapact.agreements.views.list import list_agreements
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo, DataPactError, Malformed, WrongUse
from datapact.contract.changes.amending import AMENDING
from datapact.contract.terms import write_terms
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.deadlines.termination import Ground
from datapact.exchange.receive.preview import preview_bundle
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import send_out
from datapact.exchange.send.send import send_agreement
from datapact.history.state.later_facts import ContractChange
from datapact.library.playbook.playbook import Playbook
from datapact.pdf.agreement.reading_version import ATTACHED, reading_version_pdf
from datapact.registers.point_in_time import known_agreements
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from tests.agreements.negotiated import BOTH, PASSPHRASE, Table
from tests.agreements.signed_table import NOW, TODAY, MovingClock, build, reopened
from tests.depth import examples
from tests.library.clauses_of_keller import HOURS_POSITION, LIABILITY_POSITION

NEW_PROCESSOR = b'[[sub_processors]]\nkey = "wolke"\nname = "Wolke AG"\nengaged_by = "ipd"\n'
RETENTION = b"[datasets.machine-logs.retention]\nmonths = 12\n"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signed")
    return folder, build(folder, MovingClock())


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def table(signed: tuple[Path, str], tmp_path: Path, clock: MovingClock) -> Table:
    opened = reopened(signed[0], tmp_path, signed[1], clock)
    yield opened
    opened.close()


def at(acting, history: str, day: date):
    with acting.vault.read() as session:
        return consolidated(session, history, day)


def names(on) -> set[str]:
    return {one.key for one in on.terms.sub_processors}


@pytest.mark.journey
def test_silence_after_a_notice_changes_the_list_of_sub_processors(table: Table):
    notice, version = steps.change_annex(
        table.sofia, table.history, "sub_processors", NEW_PROCESSOR, note="Neuer Dienst"
    )
    table.carry(table.sofia, table.anna)
    begins = date.fromisoformat(version.body["effective"])
    for acting in (table.anna, table.sofia):
        (effect,) = at(acting, table.history, begins).effects
        assert (effect.standing, effect.begins) == ("pending", None)  # nobody has shown to have it
    table.carry(table.anna, table.sofia)
    assert begins > TODAY + timedelta(days=30)
    assert date.fromisoformat(notice.body["objection_until"]) >= TODAY + timedelta(days=20)
    for acting in (table.anna, table.sofia):
        assert names(at(acting, table.history, begins - timedelta(days=1))) == {"rz-sued"}
        after = at(acting, table.history, begins)
        assert names(after) == {"rz-sued", "wolke"}
        assert [one.change.annex for one in after.applied] == ["sub_processors"]
    core = load(table.anna, table.history)
    assert core.fully_signed
    assert core.stage == "signed"


def load(acting, history):
    with acting.vault.read() as session:
        return load_state(session, history)


def test_an_objection_in_time_stops_it_and_one_too_late_is_refused(table: Table, clock: MovingClock):
    notice, version = steps.change_annex(table.sofia, table.history, "sub_processors", NEW_PROCESSOR)
    table.carry(table.sofia, table.anna)
    table.carry(table.anna, table.sofia)
    until = date.fromisoformat(notice.body["objection_until"])
    clock.go(until + timedelta(days=1))
    with pytest.raises(AnswerNo):
        steps.object_to(table.anna, table.history, version.digest, "zu spät")
    clock.go(until)
    steps.object_to(table.anna, table.history, version.digest, "Sitz außerhalb der EU")
    table.carry(table.anna, table.sofia)
    for acting in (table.anna, table.sofia):
        on = at(acting, table.history, date(2027, 12, 31))
        assert names(on) == {"rz-sued"}
        assert [one.standing for one in on.effects] == ["objected"]


def test_a_back_dated_notice_counts_from_its_receipt(table: Table, clock: MovingClock):
    """The notice says a day long ago; the other party's silence counts from when it had it (s. 130 BGB)."""
    clock.go(TODAY - timedelta(days=90))
    notice, version = steps.change_annex(table.sofia, table.history, "sub_processors", NEW_PROCESSOR)
    stated = date.fromisoformat(version.body["effective"])
    assert stated < TODAY - timedelta(days=30)
    clock.go(TODAY)
    table.carry(table.sofia, table.anna)
    assert names(at(table.anna, table.history, TODAY)) == {"rz-sued"}
    page = agreement_page(table.anna, table.history, TODAY)
    assert page.since[0].answer == "object"
    table.carry(table.anna, table.sofia)
    for acting in (table.anna, table.sofia):
        on = at(acting, table.history, TODAY + timedelta(days=29))
        assert names(on) == {"rz-sued"}
        (effect,) = on.effects
        assert effect.received == TODAY
        assert effect.begins == TODAY + timedelta(days=30)
        assert effect.objection_until is not None
        assert effect.objection_until >= TODAY + timedelta(days=20)
        assert names(at(acting, table.history, TODAY + timedelta(days=30))) == {"rz-sued", "wolke"}
    clock.go(TODAY + timedelta(days=19))
    steps.object_to(table.anna, table.history, version.digest, "Sitz außerhalb der EU")
    table.carry(table.anna, table.sofia)
    assert [one.standing for one in at(table.sofia, table.history, TODAY).effects] == ["objected"]
    assert notice.body["objection_until"] < TODAY.isoformat()


def test_measures_are_changed_by_their_party_alone_and_never_lowered(table: Table):
    better = '[[measures]]\nkey = "hsm"\nkind = "rest"\nparty = "ipd"\ndescription = { de = "HSM", en = "HSM" }\n'
    (entry,) = steps.change_annex(table.sofia, table.history, "measures", better.encode())
    on = at(table.sofia, table.history, TODAY)
    assert "hsm" in {one.key for one in on.terms.measures}
    assert on.applied[0].change.digest == entry.digest
    for lower in (
        b'[agreement]\nremove = ["measures.separation"]\n',
        b'[agreement]\nremove = ["measures.transit"]\n',
        b'[measures.pseudonyms]\nkind = "access"\n',
        b"[breach]\nhours = 72\n",
    ):
        with pytest.raises(AnswerNo):
            steps.change_annex(table.sofia, table.history, "measures", lower)
    assert len(at(table.sofia, table.history, TODAY).effects) == 1


def test_contacts_are_changed_by_each_party_alone(table: Table):
    contact = '[parties.%s.contact]\nname = "Neu Da"\nemail = "neu@example.org"\n'
    steps.change_annex(table.anna, table.history, "contacts", (contact % "keller").encode())
    with pytest.raises(AnswerNo):
        steps.change_annex(table.anna, table.history, "contacts", (contact % "ipd").encode())
    with pytest.raises(AnswerNo):
        steps.change_annex(table.anna, table.history, "contacts", b'[parties.keller]\nname = "Fremd"\n')
    keller = at(table.anna, table.history, TODAY).terms.party("keller")
    assert (keller.contact.name, keller.name) == ("Neu Da", "Maschinenbau Keller GmbH")


def test_an_amendment_in_text_form_counts_once_all_agreed_and_never_reaches_back(table: Table, clock: MovingClock):
    done = steps.amend(table.anna, table.history, RETENTION, effective=TODAY, note="kürzer")
    assert done.entry is not None
    table.carry(table.anna, table.sofia)
    with table.sofia.vault.read() as session:
        (row,) = list_agreements(session)
    assert (row.turn, row.next_step, row.status) == (
        "us",
        "answer_change",
        "in_force" if row.starts <= str(TODAY) else "signed",
    )
    before = at(table.sofia, table.history, date(2027, 1, 1))
    clock.go(TODAY + timedelta(days=3))
    steps.agree_to(table.sofia, table.history)
    table.carry(table.sofia, table.anna)
    months = [
        next(
            one for one in at(table.anna, table.history, day).terms.datasets if one.key == "machine-logs"
        ).retention.months
        for day in (TODAY + timedelta(days=2), TODAY + timedelta(days=3))
    ]
    assert months[1] == 12
    assert months[0] == next(one for one in before.terms.datasets if one.key == "machine-logs").retention.months != 12


def test_the_e_mail_of_an_amendment_in_text_form_names_it(table: Table):
    """By its number among the amendments of the agreement, and its day; the sentence is there while it is proposed, only."""
    steps.amend(table.anna, table.history, RETENTION)
    first = send_out(table.anna, table.history, [table.sofia.organisation]).letter
    table.carry(table.anna, table.sofia)
    steps.agree_to(table.sofia, table.history)
    answer = send_out(table.sofia, table.history, [table.anna.organisation]).letter
    table.carry(table.sofia, table.anna)
    assert first.body.count(f"Nachtrag Nr. 1 vom {long_date(TODAY, 'de')} zur Vereinbarung DP-") == 1
    assert "Nachtrag Nr." not in answer.body
    steps.amend(table.anna, table.history, b"[datasets.machine-logs.retention]\nmonths = 6\n")
    second = send_out(table.anna, table.history, [table.sofia.organisation]).letter
    assert ("Nachtrag Nr. 2" in second.body, "Nachtrag Nr. 1" in second.body) == (True, False)
    assert "Nachtrag" not in second.subject


def test_a_proposal_is_refused_or_taken_back(table: Table):
    steps.amend(table.anna, table.history, RETENTION)
    table.carry(table.anna, table.sofia)
    (digest,) = load(table.sofia, table.history).facts.changes
    steps.object_to(table.sofia, table.history, digest, "zu kurz")
    assert [one.standing for one in at(table.sofia, table.history, TODAY).effects] == ["objected"]
    steps.object_to(table.anna, table.history, digest, "anders gelöst")
    assert [one.standing for one in at(table.anna, table.history, TODAY).effects] == ["taken_back"]


def test_concurrent_changes_of_one_part_for_one_day_do_not_count(table: Table):
    steps.amend(table.anna, table.history, RETENTION, effective=TODAY)
    steps.amend(table.sofia, table.history, b"[datasets.machine-logs.retention]\nmonths = 6\n", effective=TODAY)
    table.carry(table.anna, table.sofia)
    table.carry(table.sofia, table.anna)
    first, second = load(table.anna, table.history).facts.changes.values()
    for change in (first, second):
        answering = table.sofia if change.organisation == table.anna.organisation else table.anna
        steps.agree_to(answering, table.history, change.digest) if change is first else None
    table.carry(table.anna, table.sofia)
    table.carry(table.sofia, table.anna)
    answering = table.sofia if second.organisation == table.anna.organisation else table.anna
    with pytest.raises(AnswerNo):
        steps.agree_to(answering, table.history, second.digest)


def test_an_order_of_datasets_needs_both(table: Table):
    order = (
        b'[[datasets]]\nkey = "extra"\nname = { de = "Mehr", en = "More" }\nprovider = "keller"\nrecipients = ["ipd"]\n'
    )
    steps.change_annex(table.anna, table.history, "datasets", order)
    table.carry(table.anna, table.sofia)
    steps.agree_to(table.sofia, table.history)
    assert "extra" in {one.key for one in at(table.sofia, table.history, TODAY).terms.datasets}
    with pytest.raises(AnswerNo):
        steps.change_annex(table.anna, table.history, "datasets", b"[breach]\nhours = 72\n")


def test_suspended_and_resumed(table: Table):
    steps.suspend(table.anna, table.history, TODAY, None, "Zahlung fehlt")
    with pytest.raises(AnswerNo):
        steps.resume(table.sofia, table.history, TODAY)
    steps.resume(table.anna, table.history, TODAY + timedelta(days=10))
    folded = load(table.anna, table.history)
    held = [
        bool(suspensions_on(folded, TODAY + timedelta(days=days), Circle(folded.parties))) for days in (-1, 0, 9, 10)
    ]
    assert held == [False, True, True, False]


def test_an_end_before_the_beginning_is_said_plainly(table: Table, clock: MovingClock):
    start = at(table.anna, table.history, TODAY).terms.duration.start
    assert start is not None
    clock.go(start - timedelta(days=20))
    today = clock.now.date()
    for ground, end in (("cause", None), ("ordinary", start - timedelta(days=1))):
        computed = proposed_end(table.anna, table.history, today, ground)
        for alone in ((), ("Martin Vogt",)):
            with pytest.raises(AnswerNo, match="§ 180 BGB"):
                terminate_on(table.anna, table.history, end, "", ground, computed, declared_by=alone)
        done = terminate_on(table.anna, table.history, end, "Es kommt nicht dazu", ground, computed, declared_by=BOTH)
        assert done.end < start
        assert any("never comes into force" in str(one) for one in done.remarks)
    for end in (start, start + timedelta(days=400)):
        computed = proposed_end(table.anna, table.history, today, "ordinary")
        assert computed.before_start(end) is None
    assert agreement_page(table.anna, table.history, start + timedelta(days=1)).stage == "terminated"


def test_a_notice_is_given_with_the_contracts_own_words_on_it_in_sight(table: Table) -> None:
    signed = read_state(dict(current_state(load(table.anna, table.history))))
    cases: tuple[tuple[str, Ground, bool], ...] = (
        ("Eine ordentliche Kündigung allein dieses Vertrags ist ausgeschlossen.", "ordinary", True),
        ("Er kann mit einer Frist von drei Monaten ordentlich gekündigt werden.", "ordinary", True),
        ("Das Recht zur außerordentlichen Kündigung bleibt unberührt.", "ordinary", False),
        ("Das Recht zur Kündigung aus wichtigem Grund bleibt unberührt.", "cause", True),
        ("Ordentliches Arbeiten wird erwartet.", "ordinary", False),
        ("Dieser Vertrag ist während der festen Laufzeit unkündbar.", "ordinary", True),
        ("Die Kündigung ist frühestens zum 31.12.2028 zulässig.", "ordinary", True),
        ("Neither party may terminate it before 2028.", "ordinary", True),
    )
    for words, ground, said in cases:
        quoted = [str(one) for one in paragraphs_on_ending(write_state(_worded(signed, words)), ground)]
        assert any(words in one for one in quoted) == said, words
    computed = proposed_end(table.anna, table.history, TODAY, "cause")
    assert any("The contract says on this in Section" in str(one) for one in computed.remarks)


def test_a_contract_without_the_clause_conceded_nothing_about_it(table: Table) -> None:
    """A clause written today is beyond no fallback in contracts of yesterday: what was never said is no precedent."""
    state = current_state(load(table.anna, table.history))
    topics = {LIABILITY_POSITION.key, HOURS_POSITION.key}
    for clause, wanted in (("clause-of-today", {HOURS_POSITION.key}), ("liability", topics)):
        book = Playbook((replace(LIABILITY_POSITION, clause=clause), HOURS_POSITION), {}, {})
        with table.anna.vault.read() as session:
            found = precedents(session, book, state, "urn:uuid:another", table.anna.organisation, topics)
        assert set(found) == wanted, clause


def _worded(document: AgreementDocument, words: str) -> AgreementDocument:
    """With these words as the first paragraph of the contract."""
    first, *rest = document.clauses
    paragraph, *others = first.paragraphs
    changed = replace(paragraph, text=dict.fromkeys(document.languages, (Run(words),)))
    return replace(document, clauses=(replace(first, paragraphs=(changed, *others)), *rest))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A computer on an island where it is tomorrow already."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs time.tzset")
@pytest.mark.usefixtures("far_east")
def test_days_are_those_of_the_computer_and_not_of_greenwich(table: Table, clock: MovingClock):
    clock.now = clock.now.replace(hour=20)
    entry = steps.give_notice(table.anna, table.history, "other", "x", TODAY)
    assert entry.body["day"] == (entry.time.date() + timedelta(days=1)).isoformat()


def test_nothing_of_it_before_signature_or_for_what_it_is_not(table: Table):
    table.draft()
    for step in (
        lambda: steps.give_notice(table.anna, table.history, "other", "x", TODAY),
        lambda: steps.suspend(table.anna, table.history, TODAY, None, "x"),
        lambda: steps.amend(table.anna, table.history, RETENTION),
    ):
        with pytest.raises(DataPactError):
            step()


def test_wrong_changes_are_refused_whole(table: Table):
    for data in (
        b"",
        b"x",
        b"[nothing]\na = 1\n",
        b'[agreement]\nremove = ["datasets.none"]\n',
        b"[agreement]\nnumber = 'x'\n",
    ):
        with pytest.raises((WrongUse, Malformed, AnswerNo)):
            steps.amend(table.anna, table.history, data)
    with pytest.raises(WrongUse):
        steps.change_annex(table.anna, table.history, "prices", RETENTION)
    assert not load(table.anna, table.history).facts.changes


def test_the_page_knows_the_steps(table: Table):
    page = agreement_page(table.anna, table.history, TODAY)
    assert page.possible["annex"] is None
    assert page.possible["agree_change"] is not None
    steps.amend(table.anna, table.history, RETENTION)
    table.carry(table.anna, table.sofia)
    page = agreement_page(table.sofia, table.history, TODAY)
    assert page.possible["agree_change"] is None
    assert page.next.action == "answer_change"
    assert [one.standing for one in page.changes] == ["pending"]


def test_the_reading_version_as_a_document(table: Table, tmp_path: Path):
    better = '[[measures]]\nkey = "hsm"\nkind = "rest"\nparty = "keller"\ndescription = { de = "HSM", en = "HSM" }\n'
    steps.change_annex(table.anna, table.history, "measures", better.encode())
    pdf = reading_version_pdf(table.anna, table.history, TODAY)
    assert pdf == reading_version_pdf(table.anna, table.history, TODAY)
    (tmp_path / "r.pdf").write_bytes(pdf)
    with pikepdf.open(tmp_path / "r.pdf") as document:
        assert b"hsm" in document.attachments[ATTACHED].get_file().read_bytes()
        assert "/AcroForm" not in document.Root or not document.Root.AcroForm.get("/Fields")


@pytest.mark.journey
def test_where_signatures_were_agreed_the_amendment_is_an_agreement_of_its_own(tmp_path: Path, clock: MovingClock):
    history = build(tmp_path, clock, form="agreed_electronic")
    table = reopened(tmp_path, tmp_path / "again", history, clock)
    begins = TODAY + timedelta(days=40)
    done = steps.amend(table.anna, history, RETENTION, effective=begins)
    assert done.entry is None
    amendment_document = open_draft(table.anna, done.draft).document
    ending = open_draft(table.anna, steps.end_by_consent(table.anna, history, begins).draft).document
    assert ending.title["de"].startswith("Aufhebungsvereinbarung zu „")
    assert ending.terms.duration.end == begins
    table.history = done.draft
    ground = last_offer(table.anna, done.draft)
    assert ground is not None
    assert ground.amended, "before anything is offered it shows against the contract in force"
    changes = amending_changes(table.sofia, amendment_document)
    assert ["24 months" in one and "12 months" in one for one in changes] == [True], "and nothing but what it changes"
    says = amendment_document.clauses[-1]
    assert says.id == AMENDING, "the text itself says what it amends"
    assert any("12 Monate" in plain_text(one.text["de"]) for one in says.paragraphs[0].items)
    assert save_draft(table.anna, amendment_document)[0] == amendment_document
    negotiation.offer_draft(table.anna, done.draft)
    data = send_agreement(table.anna, done.draft, [table.sofia.organisation])
    (shown,) = preview_bundle(table.sofia, data).agreements
    assert shown.text is not None
    assert shown.text.amended == amendment_document.parent["number"]
    assert shown.text.changes
    receive_bundle(table.sofia, data)
    negotiation.accept(table.sofia, done.draft)
    table.carry(table.sofia, table.anna)
    freeze(table.anna, done.draft, TODAY)
    for acting in (table.anna, table.martin):
        sign(acting, done.draft, PASSPHRASE)
    assert at(table.anna, history, begins).amendment == ""
    table.carry(table.martin, table.sofia)
    sign(table.sofia, done.draft, PASSPHRASE)
    assert amendment_document.title["de"].startswith("Nachtrag Nr. 1 zu „")
    for day, amendment, months in ((begins - timedelta(days=1), "", 24), (begins, done.draft, 12)):
        on = at(table.sofia, history, day)
        assert on.amendment == amendment
        assert next(one for one in on.terms.datasets if one.key == "machine-logs").retention.months == months
    on = at(table.sofia, history, begins)
    assert not is_same_text(on.state, at(table.sofia, history, TODAY).state)
    other = {
        **on.state,
        "title": {},
        "clauses": on.state["clauses"][1:],
    }  # an amendment of words alone changes what is read
    assert not is_same_text(on.state, other)
    assert is_same_text(on.state, {**on.state, "title": {}})
    with table.sofia.vault.read() as session:
        rows = {row.id: row for row in list_agreements(session)}
    assert (rows[done.draft].amends, rows[done.draft].status) == (history, "signed")
    assert rows[done.draft].amended_number == rows[history].number != ""
    with pytest.raises(AnswerNo):
        steps.amend(table.sofia, done.draft, RETENTION)
    negotiation.terminate(table.sofia, history, begins, "Verstoß", "cause")
    warned = [str(one) for one in agreement_page(table.sofia, done.draft, TODAY).overview.warnings]
    assert any("If the notice holds, this ends with it" in one for one in warned), "it does not outlast what it amends"
    with table.sofia.vault.read() as session:
        rows = {row.id: row for row in list_agreements(session)}
    assert rows[done.draft].due == rows[history].due == begins.isoformat()
    after = begins + timedelta(days=1)
    with table.sofia.vault.read() as session:
        stale = stale_statuses(session, after)
        known = known_agreements(table.sofia, session, after, table.sofia.clock()).agreements
    assert stale[done.draft] == stale[history] == "terminated", "the list says of both that they are over"
    told = {one.history: (one.status, one.ended_on, one.may_go_on) for one in known}
    assert told[done.draft] == told[history], "and so does the register"
    table.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from(["keller", "ipd", "delete"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "kind", "party", "name", "months", "contact", "de"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
CONTENT = st.dictionaries(
    st.sampled_from(["datasets", "measures", "parties", "sub_processors", "duration", "breach", "law", "x"]),
    JSON,
    max_size=3,
)


@given(CONTENT, st.lists(st.sampled_from(["datasets", "measures.transit", "parties.keller", "x", "law.venue.", "."])))
@settings(max_examples=examples(120), deadline=None)
def test_whatever_a_partner_merges_the_terms_stay_terms(content, removals):
    folded = hostile_change(content, tuple(removals))
    on = state_on(folded, TODAY)
    assert write_terms(on.terms) == on.state["terms"]
    (effect,) = on.effects
    assert (effect in on.applied) == (effect.standing == "in_effect")


def hostile_change(content, removals):
    folded = HOSTILE["folded"]
    change = ContractChange(
        digest=HOSTILE["change"],
        organisation=folded.entries[HOSTILE["change"]].organisation,
        author="",
        time=NOW,
        annex="measures",
        rule="alone",
        content=content,
        removals=removals,
        day=TODAY.isoformat(),
        effective=TODAY.isoformat(),
        notice="",
        note="",
    )
    return replace(folded, facts=replace(folded.facts, changes={change.digest: change}))


HOSTILE: dict = {}


@pytest.fixture(scope="module", autouse=True)
def hostile(signed: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    table = reopened(signed[0], tmp_path_factory.mktemp("hostile"), signed[1], MovingClock())
    entry = steps.give_notice(table.anna, table.history, "other", "x", TODAY)
    HOSTILE.update(folded=load(table.anna, table.history), change=entry.digest)
    table.close()


def test_one_person_with_two_capacities_is_one_person():
    two = (Declarer("Hans Meier", "managing_director"), Declarer("Hans Meier", "prokurist"))
    assert not Declaring(two, "director_with_prokurist", "Petra Roth", "").suffices(["Hans Meier"])
    both = (*two, Declarer("Petra Roth", "prokurist"))
    assert Declaring(both, "director_with_prokurist", "Petra Roth", "").suffices(["Hans Meier", "Petra Roth"])


def test_who_receives_a_notice_reads_ground_reason_and_what_to_do(table: Table) -> None:
    computed = proposed_end(table.anna, table.history, TODAY, "cause")
    terminate_on(table.anna, table.history, TODAY, "Daten flossen ab", "cause", computed, declared_by=BOTH)
    data = send_agreement(table.anna, table.history, [table.sofia.organisation])
    (shown,) = preview_bundle(table.sofia, data).agreements
    assert "contest it in writing" in str(shown.then)
    told = [str(one) for step in shown.steps for one in step.details]
    assert told == ["Ground stated: for cause (§ 314 BGB).", "Reason stated: Daten flossen ab"]
    receive_bundle(table.sofia, data)
    kept = agreement_page(table.sofia, table.history, TODAY)
    assert set(told) < {str(one) for one in kept.overview.notices}
    assert "contest it in writing" in str(kept.next.why)
    given = agreement_page(table.anna, table.history, TODAY).overview
    assert not given.notice_received, "who gave notice is not told to contest it"
