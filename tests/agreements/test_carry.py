"""Own changes carried over onto the partner's new text: none of one's own lost, none of theirs undone unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.carry_over import carry_over, open_carry, to_carry, working_draft
from datapact.agreements.steps.drafting import journal_edits, open_draft, save_draft
from datapact.agreements.steps.negotiation import counter, offer_draft
from datapact.agreements.steps.reply import Verdicts
from datapact.agreements.text.current_text import whole_state
from datapact.agreements.views.drafts import drafts
from datapact.agreements.views.last_offer import last_offer
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.contract.changes.carry import Carried, carry, with_chosen
from datapact.contract.changes.proposed import ProposedChange, proposed_changes
from datapact.contract.editing.commands import (
    Command,
    InsertClause,
    InsertParagraph,
    MovePart,
    RemovePart,
    Reword,
    SetLanguages,
    SetTerm,
)
from datapact.contract.editing.edit import apply, replay
from datapact.contract.terms.paths import value_at
from datapact.contract.text.clauses import Run, ids_within, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.keeping import live
from datapact.organisation.acting.acting_member import Acting
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.sent import word_set
from tests.agreements.drafts import example
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.exchange.houses import HISTORY, Houses, build, exchange, opened, write
from tests.word import returned_files as files
from tests.word.returned_files import BASE

BODY = [one.id for clause in BASE.clauses[2:9] for one in clause.paragraphs if not one.items and not one.columns]
CLAUSES = [one.id for one in BASE.clauses[2:9]]


def said(document: AgreementDocument) -> dict[str, dict[str, str]]:
    """The words by place and language; a reference without its number, which follows what stands before it."""
    return {
        place: {language: plain_text([one for one in runs if one.ref is None]) for language, runs in texts.items()}
        for place, texts in places(live(document.clauses))
    }


def edited(commands: list[Command]) -> AgreementDocument:
    """The text after edits in a negotiation, in which numbers stay."""
    document = BASE
    for command in commands:
        document = apply(document, command, BASE.clauses)
    return document


def edits(side: str) -> st.SearchStrategy[list[Command]]:
    """Edits of one side: paragraphs in other words in one language or both, gone, or added; a clause gone or added; terms."""

    def command(place: str, deed: str) -> list[Command]:
        if deed == "remove":
            return [RemovePart(place)]
        if deed == "add":
            clause = next(one.id for one in BASE.clauses if any(part.id == place for part in one.paragraphs))
            return [InsertParagraph(clause, f"{side}-{place}"[:60], 0)]
        if deed == "same":
            return [Reword(place, "de", (Run("Fassung von beiden."),))]
        languages = BASE.languages if deed == "both" else (("en",) if deed == "english" else ("de",))
        return [Reword(place, language, (Run(f"Fassung von {side}."),)) for language in languages]

    deeds = st.sampled_from(["german", "english", "both", "remove", "add", "same"])
    texts = st.dictionaries(st.sampled_from(BODY), deeds, max_size=4)
    gone = st.sampled_from([None, None, None, *CLAUSES])
    added = st.booleans()
    venue = st.sampled_from([None, "Ulm", f"Ort von {side}"])
    months = st.sampled_from([None, None, 6, 9])

    whither = st.builds(MovePart, st.sampled_from(BODY), st.integers(0, 3), st.sampled_from(["", *CLAUSES]))
    further = st.builds(MovePart, st.sampled_from(CLAUSES), st.integers(1, 9))
    moved = st.one_of(st.none(), whither, further)

    def made(
        chosen: dict[str, str],
        away: str | None,
        more: bool,
        place: str | None,
        notice: int | None,
        put: MovePart | None,
    ) -> list[Command]:
        inner = ids_within(BASE.clauses).get(away, frozenset()) if away else frozenset()
        found = [one for name, deed in chosen.items() if name not in inner for one in command(name, deed)]
        return [
            *([put] if put else []),
            *found,
            *([RemovePart(away)] if away else []),
            *([InsertClause(_clause(side), 4)] if more else []),
            *([SetTerm("law.venue", place)] if place else []),
            *([SetTerm("duration.notice_months", notice)] if notice else []),
        ]

    return st.builds(made, texts, gone, added, venue, months, moved)


def _clause(side: str) -> dict[str, object]:
    words = {"de": [{"text": f"Klausel von {side}."}], "en": [{"text": f"Clause of {side}."}]}
    part = {"id": f"new-{side}-1", "text": words, "items": []}
    return {"id": f"new-{side}", "heading": words, "paragraphs": [part]}


@settings(max_examples=examples(200), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(edits("uns"), edits("ihnen"))
def test_no_own_change_is_lost_and_none_of_theirs_undone_unsaid(mine: list[Command], yours: list[Command]) -> None:
    draft, onto = edited(mine), edited(yours)
    own = proposed_changes(BASE, draft)
    carried = carry(BASE, draft, onto)
    made = with_chosen(carried, carried.free)
    read_state(write_state(made.document))
    assert made.accepted == carried.free
    _nothing_of_theirs_is_undone(onto, carried, made.document)
    _every_own_change_is_in_sight(own, carried, made.document)
    every = with_chosen(carried, [one.id for one in carried.changes]).document
    assert every == carried.whole
    assert with_chosen(carried, []).document == onto
    assert not [one.id for one in own if not _says(every, one, draft)], "with every choice for us it has all of ours"
    _nothing_moved_is_lost(own, carried)
    if not carried.theirs:
        assert every == draft
        assert not carried.colliding
    if not own:
        assert every == onto


def test_words_in_a_language_that_they_dropped_are_named() -> None:
    onto = edited([SetLanguages(("de",), "de")])
    english, german = (Reword(OWN, language, (Run("Eigenes."),)) for language in ("en", "de"))
    assert [one.place for one in carry(BASE, edited([english]), onto).homeless] == [OWN]
    assert carry(BASE, edited([german]), onto).homeless == ()


def _nothing_of_theirs_is_undone(onto: AgreementDocument, carried: Carried, made: AgreementDocument) -> None:
    """A place that they changed says what they wrote, until somebody chooses otherwise."""
    for change in carried.theirs:
        assert _says(made, change, onto), change.id


def _every_own_change_is_in_sight(own: Sequence[ProposedChange], carried: Carried, made: AgreementDocument) -> None:
    shown: set[str] = set()
    for one in carried.changes:
        if one.id in carried.colliding:
            shown.add(one.place)
            for text in (carried.whole, carried.onto, BASE):
                shown |= ids_within(text.clauses).get(one.place, frozenset())
    for change in own:
        assert change.place in shown or _says(made, change, carried.draft), change.id


def _nothing_moved_is_lost(own: Sequence[ProposedChange], carried: Carried) -> None:
    """What we moved stands where we put it, or is named: beside theirs, as said there already, or as without a place."""
    named = {one.id for one in (*carried.changes, *carried.there, *carried.homeless)}
    for change in own:
        if change.kind in ("moved", "order"):
            assert change.id in named, change.id
        if change.kind == "moved" and change.place in dict(places(live(carried.whole.clauses))):
            assert _around(carried.whole, change.place) == _around(carried.draft, change.place), change.id


def _around(document: AgreementDocument, place: str) -> str:
    return next((name for name, inside in ids_within(live(document.clauses)).items() if place in inside - {name}), "")


def _says(made: AgreementDocument, change: ProposedChange, side: AgreementDocument) -> bool:
    """Whether the text says at the place of a change what the side says that made it, in what it changed."""
    if change.kind == "term":
        return value_at(made.terms, change.place) == value_at(side.terms, change.place)
    if change.kind != "text":
        return True
    inside = {change.place}
    for text in (BASE, side):
        inside |= ids_within(text.clauses).get(change.place, frozenset())
    was, wanted, got = (said(one) for one in (BASE, side, made))
    new = change.place not in was
    gone = change.place not in wanted
    return all(
        got.get(place, {}).get(language) == wanted.get(place, {}).get(language)
        for place in (inside if new or gone else {change.place})
        for language in BASE.languages
        if was.get(place, {}).get(language) != wanted.get(place, {}).get(language)
    )


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


def counter_of(acting: Acting, *commands: Command) -> None:
    """A counter-proposal over the newest offer."""
    with acting.vault.read() as session:
        folded = load_state(session, HISTORY)
    newest = folded.facts.offers[max(folded.facts.offers, key=folded.place)]
    made = replay(read_state(cast(JsonObject, whole_state(newest))), list(commands))
    counter(acting, HISTORY, None, composed=write_state(made))


def words(document: AgreementDocument, place: str) -> str:
    return plain_text(dict(places(document.clauses))[place]["de"])


BOTH, OWN, THEIRS = "datasets-protection", "subject-2", "datasets-secrets"


@pytest.mark.journey
def test_a_draft_goes_onto_the_partners_counter_and_nothing_is_typed_twice(houses: Houses) -> None:
    keller, institute = houses.keller, houses.institute
    common = open_draft(keller, HISTORY)
    mine: list[Command] = [Reword(BOTH, "de", (Run("Von Keller."),)), Reword(OWN, "de", (Run("Eigenes."),))]
    journal_edits(keller, HISTORY, common.base, [*mine, SetTerm("law.venue", "Ulm")])  # typed, in no draft yet
    with pytest.raises(AnswerNo):
        open_carry(keller, HISTORY)  # nothing came since
    counter_of(institute, Reword(BOTH, "de", (Run("Vom Institut."),)), SetTerm("duration.notice_months", 6))
    exchange(institute, keller, HISTORY)
    assert to_carry(keller, HISTORY) == 3
    waiting = open_carry(keller, HISTORY)
    assert waiting.unsaved
    assert waiting.carried.colliding == {f"text:{BOTH}"}
    with pytest.raises(WrongUse):
        carry_over(keller, waiting, {}, "")  # a person chooses
    carry_over(keller, waiting, {f"text:{BOTH}": Verdicts("refused")}, "Übertragen")
    made = open_draft(keller, HISTORY).document
    assert (words(made, BOTH), words(made, OWN)) == ("Vom Institut.", "Eigenes.")
    assert (made.terms.law.venue, made.terms.duration.notice_months) == ("Ulm", 6)
    assert to_carry(keller, HISTORY) == 0
    kept = [open_draft(keller, HISTORY, row.digest).document for row in drafts(keller, HISTORY)]
    assert "Von Keller." in {words(one, BOTH) for one in kept}, "what was not chosen stays among the drafts"
    with pytest.raises(AnswerNo):
        carry_over(keller, waiting, {f"text:{BOTH}": Verdicts("accepted")}, "")  # another text came meanwhile
    beside = last_offer(keller, HISTORY, made)
    assert beside is not None
    assert beside.undone is None, "theirs is in it"


@pytest.mark.journey
def test_what_was_refused_on_their_counter_is_no_change_of_theirs_to_come_back(houses: Houses) -> None:
    """A draft that was begun on their counter stays on it, whatever of it she took back there."""
    keller, institute = houses.keller, houses.institute
    counter_of(institute, SetTerm("duration.notice_months", 6), SetTerm("law.venue", "Bonn"))
    exchange(institute, keller, HISTORY)
    opened_ = open_draft(keller, HISTORY)
    refused = replay(opened_.document, [SetTerm("duration.notice_months", 3)])
    save_draft(keller, refused, begun=opened_.base)
    counter_of(institute, Reword(THEIRS, "de", (Run("Neu vom Institut."),)))
    exchange(institute, keller, HISTORY)
    waiting = open_carry(keller, HISTORY)
    assert waiting.carried.free == {"term:duration.notice_months"}
    carry_over(keller, waiting, {}, "")
    made = open_draft(keller, HISTORY).document
    assert (made.terms.duration.notice_months, made.terms.law.venue, words(made, THEIRS)) == (
        3,
        "Bonn",
        "Neu vom Institut.",
    )


@pytest.mark.journey
def test_a_draft_written_while_a_word_file_was_away_goes_onto_what_came_back(houses: Houses) -> None:
    keller = houses.keller
    sent = word_set(keller, HISTORY, languages=("de",))[0].data
    opened_ = open_draft(keller, HISTORY)
    ours = replay(opened_.document, [Reword(OWN, "de", (Run("Eigenes."),)), SetTerm("duration.notice_months", 9)])
    journal_edits(
        keller, HISTORY, opened_.base, [Reword(OWN, "de", (Run("Eigenes."),)), SetTerm("duration.notice_months", 9)]
    )
    draft = working_draft(keller, HISTORY)
    assert draft

    def theirs(root: etree._Element) -> None:
        for node in root.iter(files.W + "t"):
            node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")

    received = open_received(keller, files.edited(sent, theirs))
    made = keep_received(keller, received, [one.change.id for one in received.returned.changes])
    assert to_carry(keller, HISTORY, draft, made) == 2
    waiting = open_carry(keller, HISTORY, draft, made)
    assert not waiting.carried.colliding
    carry_over(keller, waiting, {}, "")
    whole = open_draft(keller, HISTORY).document
    assert str(whole.terms.duration.end) == "2029-12-31"
    assert whole.terms.duration.notice_months == 9
    assert words(whole, OWN) == words(ours, OWN)


@pytest.mark.journey
def test_a_carried_draft_is_no_longer_said_to_be_undecided(houses: Houses) -> None:
    """She takes her own words in place of their only change: that is decided, and the ground is their text."""
    keller, institute = houses.keller, houses.institute
    begun = open_draft(keller, HISTORY)
    journal_edits(keller, HISTORY, begun.base, [Reword(BOTH, "de", (Run("Von Keller."),))])
    counter_of(institute, Reword(BOTH, "de", (Run("Vom Institut."),)))
    exchange(institute, keller, HISTORY)
    waiting = open_carry(keller, HISTORY)
    carry_over(keller, waiting, {f"text:{BOTH}": Verdicts("accepted")}, "")
    made = open_draft(keller, HISTORY).document
    beside = last_offer(keller, HISTORY, made)
    assert beside is not None
    assert beside.undone is not None
    assert not beside.undone.unread
    assert words(beside.document, BOTH) == "Vom Institut."


@pytest.mark.journey
def test_nothing_typed_is_lost_by_carrying_over(houses: Houses) -> None:
    """What was typed since the texts were laid over each other refuses it; what is typed on their text becomes a draft."""
    keller, institute = houses.keller, houses.institute
    begun = open_draft(keller, HISTORY)
    ours = replay(begun.document, [Reword(OWN, "de", (Run("Eigenes."),))])
    _saved, older = save_draft(keller, ours, begun=begun.base)
    counter_of(institute, SetTerm("duration.notice_months", 6))
    exchange(institute, keller, HISTORY)
    typed: list[Command] = [Reword(BOTH, "de", (Run("Getippt."),))]
    journal_edits(keller, HISTORY, older, typed)
    waiting = open_carry(keller, HISTORY)
    journal_edits(keller, HISTORY, older, [*typed, Reword(THEIRS, "de", (Run("Später getippt."),))])
    with pytest.raises(AnswerNo, match="meanwhile"):
        carry_over(keller, waiting, {}, "")
    assert words(open_draft(keller, HISTORY).document, THEIRS) == "Später getippt."
    with keller.vault.read() as session:
        folded = load_state(session, HISTORY)
    theirs = max(folded.open_offers, key=folded.place)
    journal_edits(keller, HISTORY, theirs, [Reword(BOTH, "de", (Run("Auf ihrem Text getippt."),))])
    carry_over(keller, open_carry(keller, HISTORY, older, theirs), {}, "")
    kept = {words(open_draft(keller, HISTORY, row.digest).document, BOTH) for row in drafts(keller, HISTORY)}
    assert "Auf ihrem Text getippt." in kept
    assert words(open_draft(keller, HISTORY).document, OWN) == "Eigenes."


@pytest.mark.journey
def test_what_we_proposed_ourselves_is_not_offered_again(houses: Houses) -> None:
    """What the partner answered to our own words is its answer; what we never proposed is still told."""
    keller, institute = houses.keller, houses.institute
    common = open_draft(keller, HISTORY)
    mine: list[Command] = [Reword(BOTH, "de", (Run("Von Keller."),)), Reword(OWN, "de", (Run("Eigenes."),))]
    save_draft(keller, replay(common.document, mine), begun=common.base)
    counter_of(institute, Reword(BOTH, "de", (Run("Vom Institut."),)))
    exchange(institute, keller, HISTORY)
    assert to_carry(keller, HISTORY) == 2
    counter_of(keller, mine[0])  # change by change: one of both goes out
    exchange(keller, institute, HISTORY)
    counter_of(institute, Reword(BOTH, "de", (Run("Wieder vom Institut."),)))
    exchange(institute, keller, HISTORY)
    assert to_carry(keller, HISTORY) == 1
    counter_of(keller, mine[1])
    exchange(keller, institute, HISTORY)
    counter_of(institute, Reword(OWN, "de", (Run("Auch das vom Institut."),)))
    exchange(institute, keller, HISTORY)
    assert to_carry(keller, HISTORY) == 0
