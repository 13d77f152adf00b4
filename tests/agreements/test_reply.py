"""Replies change by change: accepted, refused, put in other words, over rounds; kept over a restart, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.comments import comment_on
from datapact.agreements.steps.drafting import journal_edits, open_draft, save_draft
from datapact.agreements.steps.negotiation import accept, bounded, counter, offer_draft
from datapact.agreements.steps.reply import (
    Verdicts,
    composed_reply,
    keep_decisions,
    left_of_draft,
    open_reply,
    reply,
    reply_note,
)
from datapact.agreements.text.current_text import current_proposal, whole_state, working_text
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.drafts import drafts, mark_draft
from datapact.agreements.views.last_offer import changes_since_offer, last_offer, with_theirs
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.contract.editing.commands import Command, Reword, SetTerm, SetTitle
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.history.state.facts import Offer
from datapact.organisation.acting.acting_member import Acting
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.reply import word_reply
from datapact.word.steps.sent import word_set
from tests.agreements.drafts import example
from tests.conftest import SteppingClock
from tests.exchange.houses import HISTORY, Houses, build, exchange, opened, write
from tests.word import returned_files as files


@pytest.fixture
def houses(tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    build(tmp_path / "made", clock)
    made = opened(tmp_path / "made", tmp_path / "open", clock)
    state = {**example(), "agreement": HISTORY}
    terms = cast(dict[str, list[dict[str, str]]], state["terms"])
    for party, acting in zip(terms["parties"], (made.keller, made.institute), strict=False):
        party["organisation"] = acting.organisation
    write(made.keller, "draft", {"state": state, "note": ""})
    assert offer_draft(made.keller, HISTORY) is not None
    exchange(made.keller, made.institute, HISTORY)
    yield made
    made.close()


def newest(acting: Acting) -> AgreementDocument:
    with acting.vault.read() as session:
        folded = load_state(session, HISTORY)
    offer = max(folded.facts.offers.values(), key=lambda one: folded.place(one.digest))
    return read_state(cast(JsonObject, whole_state(offer)))


def propose(acting: Acting, *commands: Command) -> None:
    document = replay(newest(acting), list(commands))
    counter(acting, HISTORY, None, composed=write_state(document))


def words(document: AgreementDocument, place: str) -> str:
    return plain_text(dict(places(document.clauses))[place]["de"])


@pytest.mark.journey
def test_three_rounds_and_a_clause_that_both_edited(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    propose(
        institute,
        SetTerm("duration.notice_months", 6),
        SetTerm("law.venue", "Heilbronn"),
        Reword("datasets-protection", "de", (Run("Die Kosten trägt jede Partei selbst."),)),
    )
    exchange(institute, keller, HISTORY)

    first = open_reply(keller, HISTORY)
    ids = [one.change.id for one in first.changes]
    assert ids == ["term:duration.notice_months", "term:law.venue", "text:datasets-protection"]
    decided = {
        ids[0]: Verdicts("accepted"),
        ids[1]: Verdicts("refused", "Gerichtsstand bleibt Stuttgart."),
        ids[2]: Verdicts("reworded", words={"de": "Jede Partei trägt ihre Kosten, Reisekosten teilen sie."}),
    }
    with pytest.raises(WrongUse):
        composed_reply(first, {ids[0]: Verdicts("accepted")})
    other = {
        **decided,
        ids[0]: Verdicts("reworded", "Kompromiss", value=4),
        ids[2]: replace(decided[ids[2]], reason="Ja"),
    }
    told = reply_note(first, other, composed_reply(first, other), "").splitlines()
    assert told[0].startswith("Stattdessen bieten wir an: ")
    assert "bisher 6 Monate, jetzt 4 Monate" in told[0], "our value against theirs, not theirs against our former one"
    assert "Reisekosten teilen sie" in told[2]
    assert "selbst" not in told[2], "only our words stand in quotation marks"
    keep_decisions(keller, HISTORY, first.offer, decided)
    assert open_reply(keller, HISTORY).decided == decided
    entry = reply(keller, first, decided, "Unsere Antwort")
    assert entry.kind == "counter"
    assert "Gerichtsstand bleibt Stuttgart." in entry.body["note"]
    assert entry.body["note"].splitlines()[-1].startswith("Angenommen: "), "what is settled is said, too"
    now = newest(keller)
    assert now.terms.duration.notice_months == 6
    assert now.terms.law.venue == first.own.terms.law.venue != "Heilbronn"
    assert words(now, "datasets-protection") == "Jede Partei trägt ihre Kosten, Reisekosten teilen sie."

    # Both sides go on at once: two counters cross, and the same clause is edited on both sides.
    exchange(keller, institute, HISTORY)
    propose(keller, Reword("datasets-protection", "de", (Run("Text von Keller."),)))
    propose(
        institute,
        Reword("datasets-protection", "de", (Run("Text des Instituts."),)),
        SetTerm("duration.notice_months", 4),
    )
    exchange(institute, keller, HISTORY)
    second = open_reply(keller, HISTORY)
    both = {one.change.id: one.both for one in second.changes}
    assert both == {"term:duration.notice_months": False, "text:datasets-protection": True}
    assert words(second.own, "datasets-protection") == "Text von Keller."
    assert words(second.proposal, "datasets-protection") == "Text des Instituts."
    reply(
        keller,
        second,
        {
            "term:duration.notice_months": Verdicts("accepted"),
            "text:datasets-protection": Verdicts("refused", "Unserer passt."),
        },
    )
    exchange(keller, institute, HISTORY)

    third = open_reply(institute, HISTORY)
    agreed = reply(institute, third, {one.change.id: Verdicts("accepted") for one in third.changes})
    assert agreed.kind == "accept"
    exchange(institute, keller, HISTORY)
    with keller.vault.read() as session:
        assert load_state(session, HISTORY).stage == "agreed"


def test_refusing_everything_wants_a_word(houses: Houses) -> None:
    propose(houses.institute, SetTerm("law.venue", "Heilbronn"))
    exchange(houses.institute, houses.keller, HISTORY)
    opened_reply = open_reply(houses.keller, HISTORY)
    with pytest.raises(AnswerNo):
        reply(houses.keller, opened_reply, {"term:law.venue": Verdicts("refused")})


@pytest.mark.journey
def test_agreed_text_and_an_own_offer_can_be_replaced(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    own = open_draft(keller, HISTORY)
    assert own.answers
    saved, _digest = save_draft(keller, replay(own.document, [SetTerm("law.venue", "Ulm")]))
    assert open_draft(keller, HISTORY).document == saved
    counter(keller, HISTORY, None)
    exchange(keller, institute, HISTORY)
    accept(institute, HISTORY)
    exchange(institute, keller, HISTORY)
    save_draft(keller, replay(saved, [SetTerm("law.venue", "Aalen")]))
    again = open_draft(keller, HISTORY)
    assert again.answers
    assert again.document.terms.law.venue == "Aalen"
    counter(keller, HISTORY, None)
    assert newest(keller).terms.law.venue == "Aalen"


def test_a_draft_put_away_is_no_longer_the_text(houses: Houses) -> None:
    """The offered text counts again, and is no draft of ours; the draft stays in sight and can be taken up again."""
    keller = houses.keller
    offered = open_draft(keller, HISTORY)
    _saved, digest = save_draft(keller, replay(offered.document, [SetTerm("law.venue", "Ulm")]))
    mark_draft(keller, HISTORY, digest, away=True)
    with keller.vault.read() as session:
        folded = load_state(session, HISTORY)
    assert isinstance(current_proposal(folded), Offer)
    assert isinstance(working_text(folded), Offer)
    again = open_draft(keller, HISTORY)
    assert (again.document, again.base) == (offered.document, offered.base)
    page = agreement_page(keller, HISTORY, date(2026, 5, 4))
    assert (page.newer_draft, page.has_unsent) == (None, False)
    rows = {row.digest: row for row in drafts(keller, HISTORY)}
    assert (rows[digest].put_away, rows[digest].worked_on) == (True, False)
    assert open_draft(keller, HISTORY, digest).document.terms.law.venue == "Ulm"
    mark_draft(keller, HISTORY, digest, away=False)
    assert not next(row for row in drafts(keller, HISTORY) if row.digest == digest).put_away


def test_a_draft_that_changes_the_title_alone_is_a_draft(houses: Houses) -> None:
    base = open_draft(houses.keller, HISTORY).document
    _saved, digest = save_draft(houses.keller, replay(base, [SetTitle("de", "Anders überschrieben")]))
    again = open_draft(houses.keller, HISTORY)
    assert (again.base, again.document.title["de"]) == (digest, "Anders überschrieben")
    assert next(row for row in drafts(houses.keller, HISTORY)).worked_on


def test_edits_that_are_in_no_draft_are_never_put_away(houses: Houses) -> None:
    keller = houses.keller
    base = open_draft(keller, HISTORY).document
    _saved, digest = save_draft(keller, replay(base, [SetTerm("law.venue", "Ulm")]))
    journal_edits(keller, HISTORY, digest, [SetTerm("law.venue", "Aalen")])
    with pytest.raises(AnswerNo, match="in no draft yet"):
        mark_draft(keller, HISTORY, digest, away=True)
    assert open_draft(keller, HISTORY).document.terms.law.venue == "Aalen"


def test_every_draft_stays_in_sight(houses: Houses) -> None:
    keller = houses.keller
    base = open_draft(keller, HISTORY).document
    _one, first = save_draft(keller, replay(base, [SetTerm("law.venue", "Ulm")]), "Variante A")
    _two, second = save_draft(
        keller, replay(base, [SetTerm("law.venue", "Aalen"), SetTerm("duration.notice_months", 9)])
    )
    mark_draft(keller, HISTORY, first, name="  Ulm   statt Stuttgart ", away=True)
    listed = {row.digest: row for row in drafts(keller, HISTORY)}
    assert (listed[first].name, listed[first].put_away, listed[first].note) == (
        "Ulm statt Stuttgart",
        True,
        "Variante A",
    )
    assert (listed[second].changes, listed[second].worked_on, listed[second].put_away) == (2, True, False)
    assert listed[first].changes == 1
    assert open_draft(keller, HISTORY, first).document.terms.law.venue == "Ulm"
    mark_draft(keller, HISTORY, first, away=False)
    assert not next(row for row in drafts(keller, HISTORY) if row.digest == first).put_away
    with pytest.raises(WrongUse):
        mark_draft(keller, HISTORY, "A" * 43, name="x")


def test_a_tab_in_a_remark_loses_nothing() -> None:
    assert bounded("Mit\tTabulator\r\nund Umbruch.") == "Mit Tabulator\nund Umbruch."
    with pytest.raises(WrongUse):
        bounded("Anna\u202egpj.exe")


def test_a_draft_begun_before_their_counter_never_strikes_it_unsaid(houses: Houses) -> None:
    """What they added is not in our draft: it is said, and the changes shown are ours alone."""
    keller, institute = houses.keller, houses.institute
    common = newest(keller)
    text = "datasets-protection"
    propose(institute, SetTerm("duration.notice_months", 6), Reword(text, "de", (Run("Text des Instituts."),)))
    ours = replay(common, [Reword(text, "de", (Run("Text von Keller."),))])
    save_draft(keller, ours)
    before = last_offer(keller, HISTORY, ours)
    assert before is not None
    assert before.undone is None
    exchange(institute, keller, HISTORY)
    beside = last_offer(keller, HISTORY, ours)
    assert beside is not None
    assert beside.undone is not None
    assert beside.undone.unread
    assert beside.document == common, "against their proposal their own words would look struck by us"
    assert len(beside.undone.missing) == 1
    assert "6" in beside.undone.missing[0]
    assert len(beside.undone.both) == 1
    assert "Text des Instituts" in beside.undone.both[0]
    _changes, undone = changes_since_offer(keller, HISTORY, ours)
    assert undone == beside.undone
    whole = with_theirs(keller, HISTORY, ours)
    assert whole.terms.duration.notice_months == 6
    assert plain_text(dict(places(whole.clauses))[text]["de"]) == "Text von Keller.", "what both changed stays ours"
    taken_in = last_offer(keller, HISTORY, whole)
    assert taken_in is not None
    assert taken_in.undone is not None
    assert not taken_in.undone.missing
    drafted = {one.change.id: (one.both, one.drafted.get("de", "")) for one in open_reply(keller, HISTORY).changes}
    assert drafted == {"term:duration.notice_months": (False, ""), f"text:{text}": (True, "Text von Keller.")}
    waiting = open_reply(keller, HISTORY)
    refused = {one.change.id: Verdicts("refused", "Nein.") for one in waiting.changes}
    (left,) = left_of_draft(waiting, refused)
    assert "Text von Keller" in left.text("de")
    assert not left_of_draft(waiting, refused | {f"text:{text}": Verdicts("reworded", "", {"de": "Text von Keller."})})
    save_draft(keller, common)
    (given_up,) = [one for one in open_reply(keller, HISTORY).changes if one.change.place == text]
    assert not given_up.drafted, "the newest draft has our text again"
    comment_on(keller, HISTORY, "Nur am Rand", audience="partners")
    page = agreement_page(keller, HISTORY, keller.clock().date())
    assert page.next.action == "reply", "what both edited is answered before a remark is sent"
    taken = replay(newest(keller), [Reword(text, "de", (Run("Text von Keller."),))])
    decided = last_offer(keller, HISTORY, taken)
    assert decided is not None
    assert decided.undone is not None
    assert not decided.undone.unread
    assert decided.document == newest(keller)


def test_an_answer_in_their_file_holds_the_draft_that_was_made_of_it_although_a_text_is_agreed(houses: Houses) -> None:
    """What was accepted of their file must not be taken back in it by the text that was agreed before."""
    keller = houses.keller
    accept(houses.institute, HISTORY)
    exchange(houses.institute, keller, HISTORY)
    before = agreement_page(keller, HISTORY, keller.clock().date())
    assert (before.stage, before.unproposed) == ("agreed", None)
    sent = word_set(keller, HISTORY, languages=("de",))[0]
    assert not sent.unproposed
    opened = open_draft(keller, HISTORY)
    save_draft(keller, opened.document, begun=opened.base)  # what says the same is nothing of its own
    assert agreement_page(keller, HISTORY, keller.clock().date()).unproposed is None

    def theirs(root: etree._Element) -> None:
        for node in root.iter(files.W + "t"):
            node.text = (
                (node.text or "").replace("30. Juni 2028", "31. Dezember 2029").replace("in Textform", "mündlich")
            )

    received = open_received(keller, files.edited(sent.data, theirs))
    keep_received(keller, received, ["term:duration.end"])
    answer = word_reply(keller, HISTORY)
    assert answer.unproposed
    says = read_returned(open_package(answer.data), received.returned.base).proposal
    assert says.terms.duration.end == date(2029, 12, 31)
    assert "mündlich" not in str(write_state(says)["clauses"])
    assert word_set(keller, HISTORY, languages=("de",))[0].unproposed
    assert agreement_page(keller, HISTORY, keller.clock().date()).unproposed is not None
