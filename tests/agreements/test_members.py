"""Joining, leaving and exclusion after signature, from vault to vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pypdfium2
import pytest

from datapact.agreements.library.templates import duplicate
from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.calendar_statuses import bring_up_to_date
from datapact.agreements.projection.own_findings import FOUR_EYES, all_findings
from datapact.agreements.projection.parties import organisations_of
from datapact.agreements.projection.reading_version import consolidated
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import accession, in_force
from datapact.agreements.steps.accession import _record
from datapact.agreements.steps.change_draft import reading_page
from datapact.agreements.steps.negotiation import comment, terminate
from datapact.agreements.steps.next_action import next_action
from datapact.agreements.steps.permitted import StepName
from datapact.agreements.steps.wording import confirm, open_wordings
from datapact.agreements.text.accession_title import is_accession_title
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.text_version import Joined, with_joined
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.members import followable, followed
from datapact.agreements.views.timeline import since_signed
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.verify.verify import verify_file
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo
from datapact.base.texts import LANGUAGES
from datapact.checks.model.finding import Tally
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Question
from datapact.contract.templates.interview import asks_of, pages, screening_questions
from datapact.contract.templates.template import load_template
from datapact.contract.terms import read_terms, write_terms
from datapact.contract.terms.whole import MOST_PARTIES
from datapact.contract.text.document import read_state, write_state
from datapact.dataspace.events import events_of
from datapact.exchange.board.board import STEP_WORDS, NewestStep, board, board_json, boards_among
from datapact.exchange.board.rows import subject_of
from datapact.exchange.board.words import party_words
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import files_for, former_parties_among, outgoing
from datapact.exchange.send.send import send_agreement
from datapact.history.commitments.disclosure import WITHHELD, Withheld
from datapact.history.entries.entry import read_entry
from datapact.history.transitions.after_signature import RULES as AFTER_SIGNATURE
from datapact.history.transitions.membership import RULES as MEMBERSHIP
from datapact.history.transitions.negotiation import RULES as NEGOTIATION
from datapact.history.transitions.signing import RULES as SIGNING
from datapact.obligations.due.from_term import obligations_of_time
from datapact.obligations.due.source import ground_of
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.network.writing import write_directory
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact.pdf.letters.termination_letter import given_notice
from datapact.registers.point_in_time import known_agreements
from datapact.registers.register import cell_text
from datapact.registers.registers import register
from datapact.vault.database.settings import WHOLE_VAULT, write_settings
from tests.agreements.alliance import Alliance, alliance


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Alliance]:
    opened = alliance(tmp_path / "at")
    yield opened
    opened.close()


def every_view(at: Alliance) -> None:
    """Each view of the agreement is made in each vault, whatever happened."""
    for one in at.everyone:
        with one.vault.read() as session:
            if session.get(AgreementRow, at.history) is None:
                continue
        shown, page = board(one, at.history), agreement_page(one, at.history, at.today())
        board_json(shown)
        for row in shown.rows:
            party_words(row)
        texts = [*shown.sentences, *([shown.newest.words] if shown.newest else []), page.next.words]
        assert all(one_text.text(language) for one_text in texts for language in LANGUAGES)
        boards_among(one, at.history)
        members = at.members(one)
        joined = {found.organisation for found in members.members if found.entry}
        assert {view.organisation for view in page.overview.parties if view.joined_by is not None} == joined
        rows = {row.organisation: row for row in shown.rows}
        for organisation in joined:  # one truth, on the board as among the parties
            assert (rows[organisation].answer, rows[organisation].signed) == ("accepted", rows[organisation].slots)
            assert rows[organisation].slots > 0
        assert "G21" not in {finding.id for finding in page.findings}, "who joined signed its accession"


def test_every_kind_of_step_has_words_on_the_board() -> None:
    """Whatever entry is the newest step, the board says something; those that become it have words of their own."""
    kinds = {rule.name for rule in (*MEMBERSHIP, *AFTER_SIGNATURE, *SIGNING, *NEGOTIATION)}
    assert {"leaving", "order_ended"} <= kinds
    for kind in kinds:
        said = NewestStep("", kind, "Elbe GmbH", "").words
        assert all("Elbe GmbH" in said.text(language) for language in LANGUAGES)
    assert {"offer", "counter", "freeze", "signed", "declined", "leaving", "order_ended"} <= STEP_WORDS.keys()
    assert kinds >= STEP_WORDS.keys()


def test_one_joins_one_leaves_one_is_excluded(at: Alliance) -> None:
    a, b, c, newcomer = at.everyone
    begun = accession.join(a, at.history, newcomer.organisation, {"": "none"})
    assert begun.by_vote
    drafted = agreement_page(a, begun.accession, at.today()).document
    assert drafted is not None
    template = load_template(drafted.template_id, drafted.template_version)
    asked = {one.path for page in pages(template, drafted) for one in page.open}
    asked |= {f"{one.place}." for one in screening_questions(drafted)}
    assert asked, "what who joins is"
    assert all(one.startswith(asks_of(drafted)) for one in asked), "the rest is agreed already"
    draft = outgoing(a, begun.accession)
    assert [one.organisation for one in draft.recipients] == [newcomer.organisation], "the others do not sign it"
    with pytest.raises(AnswerNo, match="not frozen"):
        accession.admit(a, begun.accession)
    texts = [one.message.text("de") for one in agreement_page(a, begun.accession, at.today()).findings]
    assert not [one for one in texts if "keine Vorlage" in one and "§" in one], "the clause is our own"
    words_confirmed_there_count_here(a, at.history, begun.accession)
    at.sign_accession(begun, [a], newcomer)
    for one in (a, newcomer):
        shown = agreement_page(one, begun.accession, at.today())
        assert "G21" not in {finding.id for finding in shown.findings}, "only who signs it is judged"
    assert agreement_page(newcomer, begun.accession, at.today()).next.action == "none"
    at.carry(a, [newcomer], begun.accession)
    at.carry(newcomer, [a], begun.accession)
    assert agreement_page(a, begun.accession, at.today()).next.action == "ask_votes"
    joined = agreement_page(a, at.history, at.today()).next
    assert (joined.action, joined.about) == ("open_accession", begun.accession), (
        "the page of what is joined leads there"
    )
    assert next_steps(a, newcomer, begun) == ["record_accession", "await_record"]
    assert accession.admit(a, begun.accession).kind == "motion"
    waits = agreement_page(a, begun.accession, at.today()).next
    assert (waits.action, waits.words.text("en").rsplit(":", 1)[1]) == ("none", " 1 of 2")
    assert agreement_page(a, at.history, at.today()).next.action == "send", "the votes are asked for by a file"
    assert next_steps(a, newcomer, begun) == ["await_record", "await_record"]
    every_view(at)
    with pytest.raises(AnswerNo, match="no effect"):
        accession.admit(a, begun.accession)
    at.carry(a, [b, c])
    accession.vote(b, at.history, "", "yes")
    at.carry(b, [a])
    assert agreement_page(a, begun.accession, at.today()).next.action == "admit"
    assert next_steps(a, newcomer, begun) == ["record_accession", "await_record"]
    recorded = accession.admit(a, begun.accession)
    at.carry(a, [b, c, newcomer])
    assert next_steps(a, newcomer, begun) == ["none", "none"]
    for one in (a, b, c):
        with one.vault.read() as session:
            row = session.get(AgreementRow, at.history)
        assert row is not None
        assert "Dessau" in row.partners, "the list and the picture know who joined"
        assert not is_accession_title(row.title_en)
    with a.vault.read() as session:
        joins = session.get_one(AgreementRow, begun.accession)
    assert is_accession_title(joins.title_de or joins.title_en), "the list calls it no amendment"
    done = agreement_page(a, begun.accession, at.today()).next
    assert (done.action, done.words.text("en").split(":")[0]) == ("none", "Done")
    every_view(at)
    for one in at.everyone:
        found = at.members(one)
        assert found.refused == {}
        assert newcomer.organisation in found.on(at.today())
        assert found.of(newcomer.organisation).entry == recorded.digest
        for history in (at.history, begun.accession)[: 1 + (one in (a, newcomer))]:
            findings, _aside = all_findings(one, history, at.today())
            assert not [finding for finding in findings if finding.id == "G21"], (
                "nobody is asked for a signature that is not missing"
            )
        board(one, at.history)

    notice, last = accession.leave(b, at.history, None, "Strategie")
    assert last == date(2027, 2, 28)
    assert notice.body["end"] == last.isoformat(), "the day that the contract gives, not that of the notice"
    at.carry(b, [a, c, newcomer])
    every_view(at)
    with a.vault.read() as session:
        folded = load_state(session, at.history)
        assert subject_of(folded) == notice.digest, "the board asks who has it"
        newest = board(a, at.history).newest
        assert newest is not None
        assert newest.kind == "leaving"
        assert "leave" in newest.words.text("en")
        why = next_action(folded, a.organisation, dict.fromkeys(get_args(StepName.__value__)), Tally(), "").why
    assert "ends on 28 February 2027" in why.text("en"), "the next step tells of it"
    told = next(one for one in since_signed(a, at.history) if one.digest == notice.digest)
    assert (told.matter, told.text) == ("member", "Strategie")
    assert "28 February 2027" in told.standing.text("en")
    day = at.today()
    motion = accession.exclude(a, at.history, "p3", day + timedelta(days=2), "Weitergabe an Dritte")
    at.carry(a, [b, c, newcomer])
    with pytest.raises(AnswerNo):
        accession.vote(c, at.history, "", "no")
    assert motion.digest in at.members(a).refused
    accession.vote(newcomer, at.history, "", "yes")
    at.carry(newcomer, [a, b, c])
    every_view(at)
    for one in (a, b, newcomer):
        said = [str(each) for each in agreement_page(one, at.history, at.today()).overview.warnings]
        assert any("Stadtwerke Celle GmbH takes effect only once" in each for each in said), said
    said = [str(each) for each in agreement_page(c, at.history, at.today()).overview.warnings]
    assert not any("takes effect only once" in each for each in said), "it has the votes itself"
    states = [at.members(one) for one in at.everyone]
    assert all(one.members == states[0].members for one in states)
    assert states[0].on(day + timedelta(days=2)) == {one.organisation for one in at.everyone}
    assert states[0].on(day + timedelta(days=3)) == {one.organisation for one in (a, b, newcomer)}
    assert states[0].on(date(2027, 3, 1)) == {one.organisation for one in (a, newcomer)}
    assert states[0].end is None
    for here, partner in ((a, b), (b, a), (a, c)):  # both ways, and who was excluded
        with here.vault.read() as session:
            folded = load_state(session, at.history)
            terms = consolidated(session, at.history, date(2027, 3, 1)).terms
        asked = Question("data-p1", partner.organisation, terms.purposes[0].iri, LATER, known_at=at.clock())
        said = [str(one.message.text("en")) for one in may_share(here, asked).reasons if one.verdict == "deny"]
        assert any(("left the agreement" if c not in (here, partner) else "was excluded") in one for one in said), said
    ground = ground_of(folded, at.history, a.organisation, LATER, UTC)
    assert ground is not None
    duties = {(one.kind, one.party, one.due) for one in obligations_of_time(ground) if "membership" in one.place}
    assert ("deletion", "p2", date(2027, 3, 30)) in duties
    assert {kind for kind, _party, _due in duties} == {"deletion", "termination"}

    # after their last days: whoever sends is told, a directory follows, nobody comes back, an amendment does without them
    at.clock.go(date(2027, 3, 5))
    comment(a, at.history, "Weiter.")
    who_is_gone_stands_there(a, at.history, day + timedelta(days=2))
    for gone in (b, c):
        assert bring_up_to_date(gone, at.today()) > 0
        assert bring_up_to_date(gone, at.today()) == 0
        with gone.vault.read() as session:
            assert session.get_one(AgreementRow, at.history).status == "terminated", "over for whoever is gone"
    assert exclusion_counts_from(a, at) == (date(2026, 12, 28), "takes effect only"), "a Saturday at Christmas"
    nothing_newer_reaches_who_is_gone(at, a, (b, c), newcomer)
    assert exclusion_counts_from(a, at) == (date(2027, 4, 5), "took effect on")
    assert at.members(a).of(c.organisation).until == day + timedelta(days=2), (
        "sharing stops with the votes all the same"
    )
    with pytest.raises(AnswerNo, match=r"Stadtwerke Bautzen GmbH: no party any more, and the order gives it something"):
        in_force.change_annex(a, at.history, "order", ORDER)
    signed = followed(a, at.history)
    assert signed.members == {a.organisation, newcomer.organisation}
    assert signed.left == {b.organisation: date(2027, 2, 28), c.organisation: day + timedelta(days=2)}
    assert [(one.history, one.signed) for one in followable(a)] == [(at.history, signed)]
    written = write_directory(a, "Netz", [newcomer.organisation, b.organisation]).directory
    written = write_directory(a, "Netz", [newcomer.organisation], last_days=signed.left).directory
    assert [(one.organisation, one.day) for one in written.left] == [(b.organisation, date(2027, 2, 28))]
    with pytest.raises(AnswerNo, match=r"until 28 February 2027, .* Duplicate the agreement"):
        accession.join(a, at.history, b.organisation, {"": "none"})
    with a.vault.read() as session:
        anew = load_state(session, duplicate(a, at.history))
    assert b.organisation in organisations_of(anew.facts.drafts[-1].state)  # the way that the refusal names
    proven_in_the_dossier(a, at.history, recorded.digest, motion.digest)
    told_to_machines(a, at.history, {"party-joins": {recorded.digest}, "party-leaves": {notice.digest, motion.digest}})
    terminate(a, at.history, date(2027, 12, 31), "", "ordinary")
    letter = given_notice(a, at.history)
    assert (letter.own_part, letter.last, letter.former_parties) == (
        True,
        date(2027, 12, 31),
        {b.organisation, c.organisation},
    )
    in_force.amend(a, at.history, b'[form]\namendment = "qualified_electronic"\n')
    at.carry(a, [newcomer])
    in_force.agree_to(newcomer, at.history)
    at.carry(newcomer, [a])
    draft = in_force.amend(a, at.history, b"[rights]\npropagation_days = 4\n").draft
    with a.vault.read() as session:
        parties = current_state(load_state(session, draft))["terms"]["parties"]
    assert [one["organisation"] for one in parties] == [a.organisation, newcomer.organisation]

    _notice, last = accession.leave(newcomer, at.history, None, "Ende")
    with newcomer.vault.read() as session:
        rows = [session.get_one(AgreementRow, one) for one in (at.history, begun.accession)]
        known = {
            one.history: (one.status, one.ended_on)
            for one in known_agreements(newcomer, session, last + timedelta(days=1), at.clock()).agreements
        }
    assert [row.due for row in rows] == [last.isoformat()] * 2, (
        "what belongs to a contract ends for us with our part in it"
    )
    assert known[at.history] == known[begun.accession] == ("terminated", last)


def exclusion_counts_from(acting: Acting, at: Alliance) -> tuple[date, str]:
    """The day by which who was excluded deletes what it got, and what the overview says of the day of its exclusion."""
    with acting.vault.read() as session:
        ground = ground_of(load_state(session, at.history), at.history, acting.organisation, acting.clock(), UTC)
    assert ground is not None
    (due,) = (one.due for one in obligations_of_time(ground) if one.kind == "deletion" and one.party == "p3")
    said = [one.text("en") for one in agreement_page(acting, at.history, at.today()).overview.warnings]
    (words,) = (one for one in said if "The exclusion of Stadtwerke Celle GmbH" in one)
    return due, " ".join(words.split("Celle GmbH ")[1].split()[:3])


def words_confirmed_there_count_here(acting: Acting, joined: str, accession_to_it: str) -> None:
    """Own words of an agreement that a legal member confirmed there are confirmed in its accession, to the word; others are not."""

    def unconfirmed() -> dict[str, str]:
        return {one.place: one.digest for one in open_wordings(acting, accession_to_it) if not one.confirmed}

    before = unconfirmed()
    there = {one.place: one.digest for one in open_wordings(acting, joined) if not one.confirmed}
    place = next(one for one in sorted(there) if before.get(one) == there[one])
    confirm(acting, joined, [place])
    assert before.keys() - unconfirmed().keys() == {place}
    with acting.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {FOUR_EYES: True})
    assert unconfirmed() == before, (
        "who wrote the text that is joined does not confirm its words for the accession either"
    )
    with acting.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {FOUR_EYES: False})
    assert before.keys() - unconfirmed().keys() == {place}


def nothing_newer_reaches_who_is_gone(at: Alliance, first: Acting, gone: tuple[Acting, ...], stays: Acting) -> None:
    """Each former party gets one file of its own with what it lacks of its time, until it has it; ``first`` has just written a comment."""
    with first.vault.read() as session:
        newest = load_state(session, at.history).order[-1]
    ready = outgoing(first, at.history)
    told = {one.organisation: one.former_party for one in ready.recipients if one.former_party is not None}
    assert told.keys() == {one.organisation for one in gone}
    assert [str(one) for one in former_parties_among(first, at.history, [gone[1].organisation])] == [
        str(told[gone[1].organisation])
    ]
    everybody = [one.organisation for one in ready.recipients]
    assert files_for(ready, everybody) == [[stays.organisation], *([one] for one in everybody if one in told)]
    with pytest.raises(AnswerNo, match="no party any more"):
        send_agreement(first, at.history, everybody)
    for one in gone:
        at.carry(first, [one])
        receive_bundle(one, send_agreement(first, at.history, [one.organisation], everything=True))
        with one.vault.read() as session:
            assert newest not in load_state(session, at.history).entries, "what is newer is the parties' own"
        at.carry(one, [first])
    at.carry(first, [stays])
    with stays.vault.read() as session:
        assert newest in load_state(session, at.history).entries
    assert [one.organisation for one in outgoing(first, at.history).recipients] == [stays.organisation], "they have all"


def next_steps(first: Acting, newcomer: Acting, begun: accession.Begun) -> list[str]:
    """What the list says of an accession: to who signed it for the others, and to who joins."""
    found = []
    for one in (first, newcomer):
        with one.vault.read() as session:
            row = session.get(AgreementRow, begun.accession)
        assert row is not None
        found.append(row.next_step)
    return found


def who_is_gone_stands_there(acting: Acting, history: str, excluded_on: date) -> None:
    """Reading version and registers follow each party: names stay for what was given, with the last day behind them."""
    last = {"Stadtwerke Bautzen GmbH": date(2027, 2, 28), "Stadtwerke Celle GmbH": excluded_on}
    day = date(2027, 3, 5)
    told = {
        f"{name} is no party any more; its last day was {long_date(until, 'en')}. The text names it for what it gave and"
        " got until then."
        for name, until in last.items()
    }
    assert {one.text("en") for one in reading_page(acting, history, day).former_parties} == told
    assert {one.text("en")[:22] for one in reading_page(acting, history, date(2027, 2, 28)).former_parties} == {
        "Stadtwerke Celle GmbH "
    }
    with pypdfium2.PdfDocument(reading_version_pdf(acting, history, day)) as read:
        head = " ".join(read[0].get_textpage().get_text_range().split())
    assert all(" ".join(one.split()) in head for one in told)
    for name, key in (("agreements", "partners"), ("processing-controller", "recipients")):
        made = register(acting, name, day)
        text = str([cell_text(row.cells[key], "en") for row in made.rows if row.agreement == history])
        for party, until in last.items():
            assert party in text
            after = text.partition(party)[2].partition(";")[0]
            assert f"(party until {long_date(until, 'en')})" in after, (name, text)
        assert "Dessau GmbH (party until" not in text


def proven_in_the_dossier(acting: Acting, history: str, accession_of: str, exclusion: str) -> None:
    """The dossier says of each member since and until when it is one, and by which entries; withheld terms say nothing."""
    pdf = build_dossier(acting, history, audience="partner", language="en").pdf
    assert verify_file(pdf, "dossier.pdf").verdict == "valid"
    with pypdfium2.PdfDocument(pdf) as read:
        text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in read)
    part = text[text.rindex("The days follow from") :]
    for digest in (accession_of, exclusion):
        assert f"({digest[:8]})" in part
    for words in (
        "left by its notice",
        "excluded by a vote",
        "28 February 2027",
        "carried: 2 of 2 needed",
        "as of 26 November 2026",
    ):
        assert words in part, part[:2500]


def told_to_machines(acting: Acting, history: str, expected: Mapping[str, set[str]]) -> None:
    """Whoever runs a machine is told who joined and who is gone, by the entries and without the words in them."""
    found: dict[str, set[str]] = {}
    for event in events_of(acting, history):
        data: Any = event["data"]
        found.setdefault(data["happened"], set()).add(str(event["id"]))
        entry = read_entry(data["entry"]["jws"], data["entry"]["disclosures"])
        assert data.get("until", "") in ("", entry.body.get("end"))
        assert all(isinstance(entry.body.get(name, WITHHELD), Withheld) for name in ("reason", "entries", "content"))
    assert {name: found[name] for name in expected} == expected


def join(at: Alliance, signers: list[Acting], newcomer: Acting) -> accession.Begun:
    """An accession that is signed by these, and not recorded yet."""
    begun = accession.join(signers[0], at.history, newcomer.organisation, {"": "none"})
    at.sign_accession(begun, signers, newcomer)
    return begun


def test_who_is_not_mandated_admits_nobody(at: Alliance) -> None:
    at.change('[membership]\njoining = "all"\n')
    a, b, c, newcomer = at.everyone
    begun = accession.join(a, at.history, newcomer.organisation, {"": "none"})
    assert len(begun.signers) == 3
    # two of three make an accession of their own and record it with another program
    with a.vault.write() as session:
        state = dict(current_state(load_state(session, begun.accession)))
        state["parent"] = {**state["parent"], "signers": "1 2 4"}
        append(a, session, begun.accession, "draft", {"state": state, "note": ""})
    at.sign_accession(begun, [a, b], newcomer)
    with pytest.raises(AnswerNo, match="all parties sign an accession"):
        accession.admit(a, begun.accession)
    with a.vault.write() as session:
        who = {"organisation": newcomer.organisation, "name": "Stadtwerke Dessau GmbH"}
        body = _record(load_state(session, begun.accession), who, at.today(), "")
        entry = append(a, session, at.history, "accession", body)
    at.carry(a, [b, c])
    for one in (a, b, c):
        found = at.members(one)
        assert found.of(newcomer.organisation) is None
        assert entry.digest in found.refused
    # it can write, but neither its consent nor its proposal counts
    at.carry(a, [newcomer])
    assert not at.members(newcomer).has(newcomer.organisation, at.today())
    with pytest.raises(AnswerNo):
        in_force.amend(newcomer, at.history, CHANGE)


ORDER = b"""
[[datasets]]
key = "wetter"
name = { de = "Wetter", en = "Weather" }
provider = "p1"
recipients = ["p2"]
"""
LATER = datetime(2027, 3, 1, 12, tzinfo=UTC)
CHANGE = b"[rights]\npropagation_days = 3\n"


def test_a_text_that_the_others_amended_meanwhile(at: Alliance) -> None:
    at.change('[membership]\njoining = "party"\njoining_party = "p1"\n')
    a, b, c, newcomer = at.everyone
    with pytest.raises(AnswerNo, match="has to begin"):
        accession.join(b, at.history, newcomer.organisation, {})
    begun = join(at, [a], newcomer)
    change = at.change(CHANGE.decode())
    accession.admit(a, begun.accession)
    at.carry(a, [b, c, newcomer])
    waiting = at.members(b).of(newcomer.organisation)
    assert waiting is not None
    assert (waiting.since, waiting.waits_for) == (None, (change.digest,))
    in_force.agree_to(newcomer, at.history)
    at.carry(newcomer, [a, b, c])
    for one in at.everyone:
        assert at.members(one).has(newcomer.organisation, at.today())
        with one.vault.read() as session:
            terms = consolidated(session, at.history, at.today()).terms
        assert terms.rights.propagation_days == 3
        assert terms.parties[-1].organisation == newcomer.organisation


def test_a_notice_counts_from_receipt_by_another_party(at: Alliance) -> None:
    a, b, c, _other = at.everyone
    with c.vault.write() as session:  # another program writes an early day
        body = {"day": "2026-09-01", "end": "2026-10-01", "ground": "ordinary", "reason": ""}
        append(c, session, at.history, "leaving", body)
    at.carry(c, [a, b])
    at.clock.go(date(2026, 12, 14))
    comment(a, at.history, "Erhalten.")
    at.carry(a, [b, c])
    assert {at.members(one).of(c.organisation).until for one in (a, b, c)} == {date(2027, 3, 31)}
    notice, last = accession.leave(b, at.history, date(2026, 12, 20), "")
    assert (notice.body["end"], last) == ("2027-03-31", date(2027, 3, 31)), (
        "no day before what the contract allows travels"
    )
    at.carry(b, [a, c])
    found = at.members(a)
    assert found.end == max(one.until for one in found.members if one.until)


def test_an_accession_after_somebody_went_names_who_is_a_party(at: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is gone signs nothing, is named as gone, and takes up no place of those that the format has."""
    a, b, c, newcomer = at.everyone
    monkeypatch.setattr(accession, "MOST_PARTIES", 3)
    with pytest.raises(AnswerNo, match="at most 3 parties at a time"):
        accession.join(a, at.history, newcomer.organisation, {"": "none"})
    motion = accession.exclude(a, at.history, "p3", None, "Weitergabe an Dritte")
    at.carry(a, [b, c])
    accession.vote(b, at.history, motion.digest, "yes")
    at.carry(b, [a, c])
    last = at.members(a).of(c.organisation).until
    at.clock.go(last + timedelta(days=1))
    begun = join(at, [a], newcomer)
    with a.vault.read() as session:
        document = read_state(current_state(load_state(session, begun.accession)))
    assert [one.organisation for one in document.terms.parties] == [one.organisation for one in (a, b, newcomer)]
    said = " ".join(run.text for paragraph in document.clauses[-1].paragraphs for run in paragraph.text["en"])
    assert f"Stadtwerke Celle GmbH (last day: {long_date(last, 'en')})" in said
    above = str(write_state(document)["clauses"][:-1])
    assert "Celle" not in above
    accession.admit(a, begun.accession)
    at.carry(a, [b])
    accession.vote(b, at.history, "", "yes")
    at.carry(b, [a])
    accession.admit(a, begun.accession)
    at.carry(a, [b, newcomer])
    for one in (a, b, newcomer):
        members = at.members(one)
        assert members.refused == {}
        assert members.on(at.today()) == {a.organisation, b.organisation, newcomer.organisation}
        with one.vault.read() as session:
            terms = consolidated(session, at.history, at.today()).terms
        assert len(terms.parties) == 4, "the text goes on naming who is gone for what it gave"


def test_the_text_names_more_than_are_parties_at_a_time() -> None:
    parties = [{"key": f"p{n}", "name": f"Partei {n}", "organisation": f"{n:043}"} for n in range(MOST_PARTIES + 1)]
    joined = Joined(parties[-1]["organisation"], date(2026, 12, 1), {"parties": parties[-2:]})
    after = with_joined(write_terms(read_terms({"parties": parties[:-1]})), joined)
    assert [one["key"] for one in after["parties"]] == [one["key"] for one in parties]
